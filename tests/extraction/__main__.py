"""`python -m tests.extraction`: how well texts are read without a model, on our commentary and on outside sets"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

from graph.linker import Linker
from ingest.seed import shipped_graph
from tests.extraction.commentary import intervals, load_sentences, read, shares, tally
from tests.extraction.sets import signed_pairs, spans_en, spans_zh

AS_OF = dt.date(2025, 11, 21)


def own_table() -> str:
    """The shares of our own commentary as a Markdown table, with 95% intervals over its sentences."""
    linker = Linker(shipped_graph(AS_OF))
    every = load_sentences()
    groups = {
        f"{label}, {name}": [s for s in every if s.language == language and s.is_aside == aside]
        for label, aside in (("rules written against it", False), ("aside", True))
        for language, name in (("en", "English"), ("zh", "Chinese"))
    }
    lines = [
        f"| what | {' | '.join(f'{k} ({len(v)} sentences)' for k, v in groups.items())} |",
        "|---|---|---|---|---|",
    ]
    told = [[tally(s, read(s, linker)) for s in group] for group in groups.values()]
    found = [(shares(counts), intervals(counts)) for counts in told]
    for key in found[0][0]:
        cells = [
            f"{100 * share[key]:.1f} [{100 * span[key][0]:.0f}, {100 * span[key][1]:.0f}]" if key in share else "-"
            for share, span in found
        ]
        lines.append(f"| {key} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main(argv: Sequence[str] | None = None) -> None:
    """Print the measures."""
    parser = argparse.ArgumentParser(prog="python -m tests.extraction", description=__doc__)
    parser.add_argument(
        "--bench", type=Path, help="folder with ece_ccks/, scifinance_zh/ and fincausal/, each with score.py"
    )
    parser.add_argument("--pairs", default="dev.jsonl", help="gold file within ece_ccks/, or a path")
    parser.add_argument("--spans", default="dev.jsonl", help="gold file within scifinance_zh/, or a path")
    parser.add_argument("--stretches", default="t2_dev", help="set name that fincausal/score.py knows")
    parser.add_argument("--draws", type=int, default=200, help="bootstrap draws")
    asked = parser.parse_args(argv)
    print(own_table())
    if asked.bench:
        ece, sci, fin = (asked.bench / name for name in ("ece_ccks", "scifinance_zh", "fincausal"))
        for name, report in (
            ("ece_ccks", signed_pairs(ece, ece / asked.pairs, asked.draws)),
            ("scifinance_zh", spans_zh(sci, sci / asked.spans, asked.draws)),
            ("fincausal", spans_en(fin, asked.stretches, asked.draws)),
        ):
            print(name, json.dumps(report, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
