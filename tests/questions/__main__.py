"""`python -m tests.questions`: how well questions are read, on the development set and on the set kept aside."""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

from ingest.seed import shipped_graph
from tests.questions.readings import HERE, SETS, Reading, load_questions, load_vocabulary, predicted
from tests.questions.tally import Judged, judged, table

AS_OF = dt.date(2025, 11, 21)


def save_readings(path: Path, found: dict[str, Reading]) -> None:
    """Leave one JSON line for each question's reading."""
    lines = [json.dumps({"id": name, **reading}, ensure_ascii=False, default=str) for name, reading in found.items()]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def wrong_ones(results: Sequence[Judged]) -> str:
    """The questions whose reading is not right in every detail, with gold and reading."""
    blocks = []
    for result in results:
        mark, gold = result.mark, result.gold
        if mark.everything:
            continue
        parts = (
            [name for name in ("intent", "triggers", "targets") if not getattr(mark, name)] if not mark.whole else []
        )
        if mark.declined and not mark.should_decline:
            parts.append("declined")
        parts += ["size"] if mark.sizes[0] < mark.sizes[1] else []
        parts += [name for name, right in mark.details.items() if not right]
        kept = {
            key: gold[key] for key in gold if key not in ("id", "lang", "question", "style", "note", "pair", "must")
        }
        kind = "WRONG" if not mark.whole else "detail"
        blocks.append(
            f"{kind} {gold['id']} ({', '.join(parts)}) {gold['question']}\n"
            f"   gold {json.dumps(kept, ensure_ascii=False)}\n"
            f"   read {json.dumps({k: v for k, v in result.found.items() if v}, ensure_ascii=False, default=str)}"
        )
    return "\n".join(blocks)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the tables; with --errors the wrong ones of the development set, and of no other."""
    parser = argparse.ArgumentParser(prog="python -m tests.questions", description=main.__doc__)
    parser.add_argument("--errors", action="store_true", help="list the wrong ones of the development set")
    parser.add_argument("--save", type=Path, help="folder that takes the readings, one JSONL file for each set")
    options = parser.parse_args(arguments)
    vocabulary, graph = load_vocabulary(), shipped_graph(AS_OF)
    print(f"share right, counts, 95% interval (Wilson); the map as of {AS_OF}")
    for name in SETS:
        questions = load_questions(HERE / f"{name}.jsonl")
        found = {one["id"]: predicted(one["question"], graph, vocabulary) for one in questions}
        results = judged(questions, found, vocabulary)
        if options.save:
            save_readings(options.save / f"{name}.jsonl", found)
        print(table(name, results, vocabulary), end="\n\n")
        if options.errors and name == "development":
            print(wrong_ones(results), end="\n\n")


if __name__ == "__main__":
    main()
