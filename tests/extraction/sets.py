"""The three outside sets, read by the reader without a model and scored by the sets' own scorers

Nothing of the sets is kept here: they are found by the path that is given, and only counts leave.
"""

from __future__ import annotations

import importlib.util
import json
import random
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from ingest.extract.chinese import relations
from ingest.extract.pairs import pairs
from ingest.extract.spans import Found, sentences
from tests.extraction.stretches import told_together

Row = dict[str, Any]
Report = dict[str, Any]
BRACKETS = re.compile(r"[（(【\[][^（）()]*[）)】\]]")
PLAINEST = ("verb", "relative", "suffered", "toward", "under", "is_reason", "closing", "because", "therefore", "reason")
"""Shapes of Chinese causal words, those that name a cause and an effect in one breath first."""


def load_scorer(folder: Path) -> ModuleType:
    """Return a set's own scorer."""
    spec = importlib.util.spec_from_file_location(f"scorer_{folder.name}", folder / "score.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(f"{folder} has no score.py; give the folder of the set")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load_rows(path: Path) -> list[Row]:
    """Return the rows of a set's gold file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def interval(score: Callable[[list[Any]], float], items: Sequence[Any], draws: int) -> list[float]:
    """Return the central 95% of a score when the items are drawn again with replacement."""
    chance = random.Random(7)
    runs = sorted(score([items[chance.randrange(len(items))] for _ in items]) for _ in range(draws))
    return [round(runs[int(0.025 * draws)], 1), round(runs[min(draws - 1, int(0.975 * draws))], 1)] if runs else []


def signed_pairs(folder: Path, gold: Path, draws: int) -> Report:
    """Signed cause and effect events of Chinese texts (ECE-CCKS): one pair a text, the plainest."""
    scorer, rows = load_scorer(folder), load_rows(gold)
    found = {row["text_id"]: {"edges": [_edge(p) for p in pairs(row["text"])[:1]]} for row in rows}

    def score(chosen: list[Row]) -> Report:
        return dict(scorer.score(chosen, found))

    whole = score(rows)
    same = [_same_quantities(scorer, row, found[row["text_id"]]) for row in rows]
    told = [s for s in same if s is not None]
    return {
        "Q-PAIR": whole["Q-PAIR"],
        "Q-PAIR F1 interval": interval(lambda c: score(c)["Q-PAIR"]["F1"], rows, draws),
        "DIR": whole["DIR"]["F1"],
        "sign@1": whole["sign@1"],
        "sign of pairs with the gold quantities": [round(100 * sum(told) / max(1, len(told)), 1), len(told)],
        "sign interval": interval(lambda c: 100 * sum(c) / len(c), told, draws) if told else [],
        "coverage": whole["coverage"],
    }


def _edge(pair: Any) -> Row:
    ends = (("cause", pair.cause), ("effect", pair.effect))
    return {name: {"q": move.quantity, "dir": move.direction} for name, move in ends}


def _same_quantities(scorer: ModuleType, row: Row, found: Row) -> bool | None:
    """Return whether the sign is right, of a pair whose two quantities are those of a gold pair."""
    for edge in scorer.edges(found):
        for gold in scorer.edges(row):
            if (edge[0], edge[2]) == (gold[0], gold[2]) and scorer.sgn(gold[1]) and scorer.sgn(gold[3]):
                return bool(scorer.sgn(edge[1]) * scorer.sgn(edge[3]) == scorer.sgn(gold[1]) * scorer.sgn(gold[3]))
    return None


def spans_zh(folder: Path, gold: Path, draws: int) -> Report:
    """Cause and effect spans of Chinese sentences (SciFinance): one relation a text, the plainest."""
    scorer, rows = load_scorer(folder), load_rows(gold)
    found = {row["id"]: _plainest(row["text"]) for row in rows}
    whole = scorer.score(rows, found)
    counts = {k: [scorer.score([row], found)[k] for row in rows] for k in ("NOUN", "PAIR")}
    report: Report = {k: whole[k] for k in ("NOUN", "PAIR", "PAIR-dir", "CUE_acc")}
    for key, parts in counts.items():
        report[f"{key} F1 interval"] = interval(_f1, parts, draws)
    return report


def _f1(parts: list[Row]) -> float:
    right, told, gold = (sum(p[k] for p in parts) for k in ("tp", "pred", "gold"))
    return 200 * right / (told + gold) if told + gold else 0.0


def _plainest(text: str) -> list[Row]:
    told = [f for span in sentences(text, "zh") for f in relations(text, span) if f.rule in PLAINEST]
    best = sorted(told, key=_order)[:1]
    return [
        {"cause": _bare(f.cause.words(text)), "effect": _bare(f.effect.words(text)), "cue": text[slice(*f.cue)]}
        for f in best
    ]


def _order(f: Found) -> tuple[float, tuple[int, int]]:
    if f.rule in ("verb", "relative"):
        return (0.0 if f.trust >= 3 else 0.5 if f.trust == 2 else 6.0), f.cue
    return float(PLAINEST.index(f.rule)), f.cue


def _bare(words: str) -> str:
    return BRACKETS.sub("", words)


def spans_en(folder: Path, name: str, draws: int) -> Report:
    """Cause and effect spans of English stretches that are known to tell both (FinCausal).

    Twice: only where the words say cause plainly or sentences follow each other, and wherever anything may be read.
    """
    scorer = load_scorer(folder)
    rows = scorer.load_t2(name)
    report: Report = {}
    for label, keep in (("plain words only", is_plain), ("any words", lambda f: True)):
        found = stretches(rows, keep)
        whole = dict(scorer.score_t2(rows, found))
        keys = ("weighted_P_R_F1", "ExactMatch", "C_F1", "E_F1", "direction_acc", "swapped", "answered", "n")
        told = {k: whole[k] for k in keys}
        report[label] = {**told, "F1 interval": interval(_drawn(scorer, found), rows, min(draws, 40))}
    return report


def _drawn(scorer: ModuleType, found: dict[str, tuple[str, str]]) -> Callable[[list[Any]], float]:
    def score(chosen: list[Any]) -> float:
        drawn, told = [], {}
        for k, (index, *rest) in enumerate(chosen):
            drawn.append((f"{k}-{index}", *rest))
            told[f"{k}-{index}"] = found.get(index, ("", ""))
        return float(scorer.score_t2(drawn, told)["weighted_P_R_F1"][2])

    return score


def is_plain(found: Found) -> bool:
    """Return whether the words say cause plainly, or sentences are told one behind the other."""
    return found.trust > 2 or found.rule in ("unsaid", "result", "opening")


def stretches(rows: Sequence[Any], keep: Callable[[Found], bool]) -> dict[str, tuple[str, str]]:
    """Return the spans of each row; rows that share a text get its readings in the order of their effects."""
    shared: dict[str, list[str]] = {}
    for index, *_ in rows:
        if index.count(".") == 2:
            shared.setdefault(index.rsplit(".", 1)[0], []).append(index)
    found = {}
    for index, text, *_ in rows:
        told = list(dict.fromkeys((f.cause, f.effect) for f in told_together(text) if keep(f)))
        if not told:
            continue
        group = shared.get(index.rsplit(".", 1)[0], [index]) if index.count(".") == 2 else [index]
        chosen = sorted(told[: len(group)], key=lambda ends: (ends[1].start, ends[0].start)) if len(group) > 1 else told
        cause, effect = chosen[min(group.index(index), len(chosen) - 1)]
        found[index] = (text[cause.start : cause.end], text[effect.start : effect.end])
    return found
