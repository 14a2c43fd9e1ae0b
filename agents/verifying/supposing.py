"""Under which supposition a number holds: the moves put to a tool, against those that the question supposes."""

from __future__ import annotations

from typing import Any, NamedTuple

from agents.answer import Interpretation
from agents.receipts import Called
from agents.verifying.facts import Fact
from agents.verifying.passages import Passage

EFFECTS = {"shift", "bound", "outcome", "sigma", "odds"}
UNSUPPOSED = {"week", "size", "delta", "moved_by", "anchor", "plus", "minus", "none", "counted_mean"}
"""Keys of numbers that hold whatever is supposed."""
WAYS = {"up": 1, "on": 1, "down": -1, "off": -1}
CLOSE = 1e-3
BRANCHED = "scenario"


class Admitted(NamedTuple):
    """Which numbers may speak at a place of a statement; `branches` None: those of any branch."""

    branches: frozenset[str] | None
    receipts: frozenset[str]

    def fact(self, fact: Fact) -> bool:
        """Return whether the number may speak there."""
        row = fact.row
        if fact.quantity not in EFFECTS or (fact.key in UNSUPPOSED and not row.branch):
            return True
        if row.branch and self.branches is not None and row.branch not in self.branches:
            return False
        return row.receipt in self.receipts or fact.key in UNSUPPOSED or f"{row.receipt}|{row.branch}" in self.receipts


def suppositions(receipts: list[Called] | tuple[Called, ...]) -> dict[str, dict[str, float]]:
    """Return receipt, or receipt and case, -> the moves that were put to the tool: thing -> size."""
    found: dict[str, dict[str, float]] = {}
    for called in receipts:
        ident, data = called.receipt.id, called.data
        if called.receipt.tool == "compare":
            for case in called.receipt.args.get("cases", ()):
                found[f"{ident}|{ident}:{case['label']}"] = _sizes(case.get("shocks", ()))
        elif called.receipt.tool == BRANCHED:
            found[ident] = {str(data.get("node")): 0.0}
        elif "shocks" in data or "shock" in data:
            found[ident] = _sizes(data.get("shocks") or [data["shock"]])
    return found


def _sizes(shocks: Any) -> dict[str, float]:
    return {str(s["node"]): float(s["size"]) for s in shocks}


def fits(moves: dict[str, float], reading: Interpretation) -> bool:
    """Return whether the moves put to a tool are those that the question supposes."""
    asked = {t.node: t for t in reading.triggers}
    if set(moves) != set(asked):
        return False
    for node, size in moves.items():
        trigger = asked[node]
        way = WAYS.get(trigger.direction or "", 0)
        if size and way and (size > 0) != (way > 0):
            return False
        if size and trigger.size is not None and abs(size - trigger.size) > CLOSE * abs(trigger.size):
            return False
    return True


def asked_branches(receipts: list[Called] | tuple[Called, ...], reading: Interpretation | None) -> frozenset[str]:
    """Return, for every result with branches, the one that the question is about: its way, or else the first."""
    found = set()
    for called in receipts:
        rows = called.data.get("branches") if called.receipt.tool == BRANCHED else None
        if not rows:
            continue
        way = 0
        if reading is not None and reading.triggers and reading.triggers[0].node == called.data.get("node"):
            way = WAYS.get(reading.triggers[0].direction or "", 0)
        same = [r for r in rows if way and r.get("delta") and (r["delta"] > 0) == (way > 0)]
        found.add(f"{called.receipt.id}:{(same or rows)[0]['id']}")
    return frozenset(found)


def named_suppositions(text: Passage, place: int, supposed: dict[str, dict[str, float]]) -> set[str]:
    """Return the receipts and cases whose moves the sentence names, going the way they were put."""
    start, end = text.sentence(place)
    found = set()
    for ident, moves in supposed.items():
        for node, size in moves.items():
            for mention in text.names:
                if not start <= mention.start < end or node not in text.nodes(mention):
                    continue
                way = _way(text, mention.start, mention.end) * text.nodes(mention)[node]
                if not way or not size or (size > 0) == (way > 0):
                    found.add(ident)
    return found


def _way(text: Passage, start: int, end: int) -> int:
    """Return the direction of the word right beside a name, or 0."""
    left, right = text.clause(start)
    near = [t for t in text.turns if left <= t.start < right and (0 <= t.start - end < 24 or 0 <= start - t.end < 12)]
    near.sort(key=lambda t: min(abs(t.start - end), abs(start - t.end)))
    return 0 if not near else -near[0].sign if near[0].negated else near[0].sign
