"""Our own commentary with the claims a reader finds in it, and how many of them are found without a model"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from graph.linker import Linker
from ingest.claims import AnyClaim, CalendarClaim, Claim, Named, StateClaim
from ingest.document import Passage
from ingest.extract.reader import extract

FOLDER = Path(__file__).parent.parent / "ingest" / "commentary"
FIELDS = ("sign", "status", "denied", "rhetorical", "relation", "holder", "hedge", "condition", "lag")
Count = Counter[str]


class Sentence(NamedTuple):
    """One line of a fixture: its words, and the rows of what it says."""

    document: str
    language: str
    published: dt.date
    text: str
    claims: tuple[dict[str, Any], ...]
    states: tuple[dict[str, Any], ...]
    calendar: tuple[dict[str, Any], ...]

    @property
    def is_aside(self) -> bool:
        """Return whether it belongs to what was written after the rules, and is not looked at by who writes them."""
        return self.document.endswith("_aside")


def load_sentences(folder: Path = FOLDER) -> list[Sentence]:
    """Return every line of every fixture."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        for row in data["sentences"]:
            parts = (tuple(row.get(k, ())) for k in ("claims", "states", "calendar"))
            found.append(Sentence(path.stem, data["language"], data["published"], row["text"], *parts))
    return found


def read(sentence: Sentence, linker: Linker) -> list[AnyClaim]:
    """Return what the reader finds in one line."""
    language: Any = sentence.language
    passage = Passage(
        document=sentence.document, index=0, text=sentence.text, start=0, end=len(sentence.text), language=language
    )
    return extract([passage], linker, sentence.published)


def tally(sentence: Sentence, told: Sequence[AnyClaim]) -> Count:
    """Return the counts of one line: links wanted, found and beyond, and each field right of those found."""
    count: Count = Counter()
    left = [c for c in told if isinstance(c, Claim)]
    for row in sentence.claims:
        count["link wanted"] += 1
        match = next((c for c in left if (_end(c.cause), _end(c.effect)) == (row["cause"], row["effect"])), None)
        if match is None:
            continue
        left.remove(match)
        count["link right"] += 1
        for field, wanted in _fields(row):
            count[f"{field} wanted"] += 1
            count[f"{field} right"] += _told(match, field) == wanted
            if field == "sign" and match.sign is not None:
                count["sign told"] += 1
                count["sign wrong"] += match.sign != wanted
    count["link beyond"] += len(left)
    count.update(_others(sentence, told))
    return count


def _fields(row: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    plain = {"status": "asserted", "denied": False, "rhetorical": False, "relation": "causes", **row}
    return ((f, plain[f]) for f in FIELDS if f in plain)


def _told(claim: Claim, field: str) -> Any:
    if field in ("hedge", "condition"):
        return bool(getattr(claim, field))
    if field == "lag":
        return list(claim.lag.days) if claim.lag and claim.lag.days else None
    return getattr(claim, field)


def _end(named: Named) -> str | None:
    return named.node or named.state


def _others(sentence: Sentence, told: Sequence[AnyClaim]) -> Count:
    count: Count = Counter()
    for row in sentence.states:
        count["state wanted"] += 1
        count["state right"] += any(isinstance(c, StateClaim) and _same_state(c, row) for c in told)
    count["state told"] += sum(isinstance(c, StateClaim) for c in told)
    for row in sentence.calendar:
        count["calendar wanted"] += 1
        count["calendar right"] += any(isinstance(c, CalendarClaim) and _same_day(c, row) for c in told)
    return count


def _same_state(claim: StateClaim, row: dict[str, Any]) -> bool:
    size = claim.magnitude
    if size is None or claim.thing.node != row["thing"] or size.value != row["value"]:
        return False
    return (
        size.before == row.get("before") and row.get("unit", size.unit) == size.unit and row.get("bound") == size.bound
    )


def _same_day(claim: CalendarClaim, row: dict[str, Any]) -> bool:
    return (claim.what.node, claim.happens, claim.date, claim.period) == (
        row["what"], row["happens"], row.get("date"), row.get("period", ""),
    )  # fmt: skip


def shares(counts: Sequence[Count]) -> dict[str, float]:
    """Return precision and recall of links, and the share right of each field among the links found."""
    total: Count = sum(counts, Counter())
    found = {
        "link recall": total["link right"] / max(1, total["link wanted"]),
        "link precision": total["link right"] / max(1, total["link right"] + total["link beyond"]),
    }
    for field in (*FIELDS, "state", "calendar"):
        if total[f"{field} wanted"]:
            found[field] = total[f"{field} right"] / total[f"{field} wanted"]
    if total["sign told"]:
        found["signs told that are wrong"] = total["sign wrong"] / total["sign told"]
    return found


def intervals(counts: Sequence[Count], draws: int = 1000, seed: int = 7) -> dict[str, tuple[float, float]]:
    """Return the central 95% of every share when sentences are drawn again with replacement."""
    chance = random.Random(seed)
    runs = [shares([counts[chance.randrange(len(counts))] for _ in counts]) for _ in range(draws)]
    spans = {}
    for key in shares(counts):
        values = sorted(run[key] for run in runs if key in run)
        spans[key] = (values[int(0.025 * len(values))], values[int(0.975 * len(values))])
    return spans
