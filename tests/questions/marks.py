"""How right one reading is: every field of it against the gold reading, and two readings against each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.questions.readings import DECLINES, Reading, Vocabulary

POLARITY = {"up": 1, "on": 1, "down": -1, "off": -1}
ROLES_DO_NOT_MATTER = ("evidence", "definition")
DETAILS = ("horizon", "days", "excluded", "top_k", "regimes", "levels", "observed")
Move = tuple[str, int | None]
"""A family and which way it moves; None where no direction is meant."""


@dataclass(frozen=True)
class Mark:
    """One reading judged: its parts, and what may be counted over a set."""

    intent: bool
    declined: bool
    should_decline: bool
    triggers: bool
    targets: bool
    polarity: tuple[int, int] = (0, 0)
    """Directions right, of those whose concept was found."""
    sizes: tuple[int, int] = (0, 0)
    """Sizes right, of those that the gold reading has."""
    details: dict[str, bool] = field(default_factory=dict)
    """Each detail that the gold reading has."""

    @property
    def whole(self) -> bool:
        """True when intent, triggers with direction, and targets are right, or the question is properly declined."""
        return self.intent and (self.should_decline or (self.triggers and self.targets and not self.declined))

    @property
    def everything(self) -> bool:
        """True when the whole reading is right and so is every detail."""
        return self.whole and self.sizes[0] == self.sizes[1] and all(self.details.values())


def declines(reading: Reading) -> bool:
    """True when a reading refuses or asks back."""
    return bool(reading.get("declined")) or reading.get("intent") in DECLINES


def move(trigger: Reading, vocabulary: Vocabulary) -> Move:
    """The family of a trigger and which way the family moves."""
    concept = vocabulary.concept(trigger["concept"])
    way = POLARITY.get(trigger.get("direction") or "")
    if way is None:
        return vocabulary.family(concept), None
    turned = -1 if vocabulary.turns(trigger["concept"]) else 1
    return vocabulary.family(concept), way * turned * vocabulary.sign(concept)


def families(names: Iterable[str], vocabulary: Vocabulary) -> list[str]:
    """The family of each name."""
    return [vocabulary.family(vocabulary.concept(name)) for name in names]


def all_met(found: Sequence[Move], meant: Sequence[Move]) -> bool:
    """True when found and meant are the same moves; a meant move without a direction takes any."""
    left = list(found)
    for family, way in sorted(meant, key=lambda pair: pair[1] is None):
        met = next((m for m in left if m[0] == family and (way is None or m[1] == way)), None)
        if met is None:
            return False
        left.remove(met)
    return not left


def paired(found: Sequence[Reading], meant: Sequence[Reading], vocabulary: Vocabulary) -> list[Reading | None]:
    """For each meant trigger the found one of its family, of its direction if possible; None when there is none."""
    pool, pairs = list(found), []
    for trigger in meant:
        family, way = move(trigger, vocabulary)
        same = [other for other in pool if move(other, vocabulary)[0] == family]
        best = next((other for other in same if way is not None and move(other, vocabulary)[1] == way), None)
        choice = best or (same[0] if same else None)
        if choice is not None:
            pool.remove(choice)
        pairs.append(choice)
    return pairs


def same_size(found: Any, meant: Reading, vocabulary: Vocabulary) -> bool:
    """True when a size says the same amount, or ends at the same level, in the same unit."""
    if not found:
        return False
    unit, wanted = vocabulary.unit(str(found.get("unit") or "")), vocabulary.unit(meant["unit"])
    scale = 1.0
    if unit != wanted:
        if wanted != "pp" or unit not in ("%", "bp"):
            return False
        scale = 0.01 if unit == "bp" else 1.0
    goal = abs(meant.get("to", meant.get("value")))
    got = found.get("to", found.get("value"))
    if got is not None and abs(abs(got) * scale - goal) < 1e-6:
        return True
    by = found.get("value")
    return "from" in meant and by is not None and abs(abs(by) - abs(meant["from"] - meant["to"])) < 1e-6


def same_targets(found: Reading, gold: Reading, vocabulary: Vocabulary) -> bool:
    """True when the targets are those of the gold reading; an open what-if may list its own."""
    got, meant = (
        Counter(families(found.get("targets") or (), vocabulary)),
        Counter(families(gold["targets"], vocabulary)),
    )
    fair = {vocabulary.concept(name) for name in gold.get("target_ok", ())}
    if fair and not got & meant and fair & {vocabulary.concept(name) for name in found.get("targets") or ()}:
        return True
    return set(got) == set(meant) or (not gold["targets"] and gold["intent"] == "what_if")


def marked_details(found: Reading, gold: Reading, vocabulary: Vocabulary) -> dict[str, bool]:
    """Each detail that the gold reading has, and whether it was read."""
    marks: dict[str, bool] = {}
    if "horizon" in gold and not gold.get("horizon_optional"):
        marks["horizon"] = found.get("horizon") == gold["horizon"]["class"]
        if "days" in gold["horizon"]:
            marks["days"] = found.get("horizon_days") == gold["horizon"]["days"]
    if "excluded" in gold:
        marks["excluded"] = set(families(gold["excluded"], vocabulary)) <= set(
            families(found.get("excluded") or (), vocabulary)
        )
    if "top_k" in gold:
        marks["top_k"] = found.get("top_k") == gold["top_k"]
    if "regimes" in gold:
        marks["regimes"] = gold["regimes"].items() <= dict(found.get("regimes") or {}).items()
    if "levels" in gold:
        marks["levels"] = levels(gold["levels"], vocabulary) <= levels(found.get("levels") or (), vocabulary)
    if "observed" in gold:
        seen = [{"concept": name, "direction": way} for name, way in (found.get("observed") or {}).items()]
        wanted = [{"concept": name, "direction": way} for name, way in gold["observed"].items()]
        marks["observed"] = {move(t, vocabulary) for t in wanted} <= {move(t, vocabulary) for t in seen}
    return marks


def levels(named: Iterable[Reading], vocabulary: Vocabulary) -> set[tuple[str, float, str]]:
    """The levels named, by family."""
    return {
        (vocabulary.family(vocabulary.concept(one["concept"])), float(one["level"]), str(one["side"])) for one in named
    }


def mark(found: Reading, gold: Reading, vocabulary: Vocabulary) -> Mark:
    """One reading judged against the gold reading of its question."""
    intent, should, does = found.get("intent"), gold["intent"] in DECLINES, declines(found)
    right = intent == gold["intent"] or intent in gold.get("intent_ok", ()) or (should and does)
    triggers = [trigger for trigger in found.get("triggers") or () if trigger.get("concept")]
    if gold["intent"] in ROLES_DO_NOT_MATTER:
        everyone = {move(t, vocabulary)[0] for t in triggers} | set(families(found.get("targets") or (), vocabulary))
        meant = {move(t, vocabulary)[0] for t in gold["triggers"]} | set(families(gold["targets"], vocabulary))
        named = bool(everyone) and meant <= everyone
        return Mark(right, does, should, named, named)
    wanted = [move(t, vocabulary) for t in gold["triggers"]]
    undirected = any(way is None for _, way in wanted)
    kept = [
        m
        for m in (move(t, vocabulary) for t in triggers)
        if m[1] is not None or undirected or m[0] in {family for family, _ in wanted}
    ]
    pairs = paired(triggers, gold["triggers"], vocabulary)
    ways = [
        move(p, vocabulary)[1] == way
        for (_, way), p in zip(wanted, pairs, strict=True)
        if p is not None and way is not None
    ]
    sized = [] if gold.get("size_optional") else [t.get("size") for t in gold["triggers"]]
    sizes = [
        p is not None and same_size(p.get("size"), size, vocabulary)
        for size, p in zip(sized, pairs, strict=False)
        if size is not None
    ]
    return Mark(
        right,
        does,
        should,
        all_met(kept, wanted),
        same_targets(found, gold, vocabulary),
        (sum(ways), len(ways)),
        (sum(sizes), len(sizes)),
        marked_details(found, gold, vocabulary),
    )


def alike(one: Reading, other: Reading, vocabulary: Vocabulary) -> bool:
    """True when two readings say the same, right or wrong: intent, moves and targets; one decline is like another."""
    if declines(one) or declines(other):
        return declines(one) and declines(other)
    moves = [Counter(move(t, vocabulary) for t in reading.get("triggers") or ()) for reading in (one, other)]
    targets = [set(families(reading.get("targets") or (), vocabulary)) for reading in (one, other)]
    return one.get("intent") == other.get("intent") and moves[0] == moves[1] and targets[0] == targets[1]
