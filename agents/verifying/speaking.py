"""Which facts bear a number of a statement out: of the thing, the kind, the day and the branch that its words allow."""

from __future__ import annotations

from agents.verifying.binding import Bound, range_end
from agents.verifying.facts import Fact
from agents.verifying.grounds import ASKED, Ground
from agents.verifying.matching import value_fits
from agents.verifying.passages import Passage
from agents.verifying.supposing import UNSUPPOSED
from agents.verifying.wording import load_wording

BEFORE, BEHIND = 44, 26
"""Characters around a number within which a word says what kind of number it is."""
SIDE = 14
SHARES = {"share", "share_on_guesses", "guess_share"}
OF_A_BRANCH = {"probability", "probability_low", "probability_high", "shown", "p_before"}
ENDS = {"bound", "outcome"}
PAIRS = {("low", "high"), ("outcome_low", "outcome_high"), ("probability_low", "probability_high")}
OF_A_THING = {"shift", "bound", "outcome", "sigma", "level", "size"}
OF_A_LINK = {"week", "strength", "plus", "minus", "none"}
READ = {"value", "before", "after", "moved_by"}
"""Keys of what was seen, as against what would follow."""
STRICT = {"shift", "bound", "outcome", "sigma"}
"""Kinds of numbers that must be of one row where they are said in one breath."""
LINK = 2
WEEK = 5


def facts_for(text: Passage, row: Bound, ground: Ground, drop: str = "") -> list[Fact]:
    """Return the facts that bear a number out; `drop` leaves one condition aside ("sign", "when", "node", "branch")."""
    admitted = ground.admitted(text, row.numeral.start)
    found = []
    for fact in ground.scope.facts:
        if not admitted.fact(fact) or (fact.row.receipt == ASKED and ground.pointed and not row.nodes):
            continue
        sign = 0 if drop == "sign" else _sign(row, fact)
        if not value_fits(row.numeral, fact, sign) or not _kind(text, row, fact):
            continue
        if drop != "node" and not _of(text, row, fact, ground):
            continue
        if drop != "when" and not _when(row, fact, ground):
            continue
        found.append(fact)
    return found


def _sign(row: Bound, fact: Fact) -> int:
    """Return the sign that the text gives the number; no sign and no direction is a plus."""
    if fact.quantity in {"shift", "bound", "outcome", "sigma"}:
        turned = -1 if any(way < 0 for node, way in row.nodes.items() if node in fact.row.nodes) else 1
        if fact.quantity in ENDS and not row.numeral.sign and row.turned:
            return 0 if row.numeral.value == 0 else row.sign * turned
        return (row.sign or 1) * turned
    return row.numeral.sign or 1


def _kind(text: Passage, row: Bound, fact: Fact) -> bool:
    """Return whether the words around the number allow that kind of number."""
    wording = load_wording()
    if fact.quantity == "odds":
        around = _around(text, row)
        if fact.key in SHARES:
            return wording.share.search(around) is not None
        if wording.odds.search(around):
            return True
        beside = not row.nodes or _in_brackets(text, row) or set(row.nodes) <= set(fact.row.nodes)
        return not row.turned and fact.key in OF_A_BRANCH and beside
    if fact.quantity == "level" and fact.row.side in wording.sides:
        before = text.low[max(0, row.numeral.start - SIDE) : row.numeral.start]
        said = next((side for side, pattern in wording.sides.items() if pattern.search(before)), fact.row.side)
        return said == fact.row.side
    if fact.key in wording.keyed and not wording.keyed[fact.key].search(sentence_of(text, row)):
        return False
    if fact.quantity == "size":
        return wording.sizes.search(sentence_of(text, row)) is not None
    if fact.quantity in ENDS:
        around = _around(text, row)
        if range_end(text, row.numeral) is None and not wording.ends.search(around):
            return False
        return (wording.market.search(sentence_of(text, row)) is not None) == (fact.quantity == "outcome") or (
            fact.quantity == "bound" and wording.market.search(around) is None
        )
    if fact.quantity == "shift" and row.numeral.unit == "%" and not row.turned and not row.numeral.sign:
        around = _around(text, row)
        return not (wording.odds.search(around) and fact.unit == "%")
    return True


def _around(text: Passage, row: Bound) -> str:
    """Return the words around a number: from the start of its clause, and some way before and behind it."""
    start, end = text.sentence(row.numeral.start)
    first = min(text.clause(row.numeral.start)[0], row.numeral.start - BEFORE)
    return text.low[max(start, first) : min(end, row.numeral.end + BEHIND)]


def sentence_of(text: Passage, row: Bound) -> str:
    """Return the sentence that a number stands in, in small letters."""
    start, end = text.sentence(row.numeral.start)
    return text.low[start:end]


def _within(text: Passage, row: Bound) -> range:
    return range(*text.sentence(row.numeral.start))


def _in_brackets(text: Passage, row: Bound) -> bool:
    before = text.low[: row.numeral.start]
    return before.rfind("(") > before.rfind(")")


def _of(text: Passage, row: Bound, fact: Fact, ground: Ground) -> bool:
    """Return whether the fact is of what the number is said of."""
    if fact.key in OF_A_BRANCH:
        return True
    named = set(row.nodes)
    if not named:
        return ground.pointed or not fact.row.nodes or bool(fact.row.nodes & ground.asked_nodes)
    if not fact.row.nodes:
        return fact.quantity not in OF_A_THING
    if len(fact.row.via) != LINK or fact.key not in OF_A_LINK:
        return bool(named & fact.row.nodes)
    named_here = {n for m in text.names if m.start in _within(text, row) for n in text.nodes(m)}
    others = named_here - fact.row.nodes
    if not named_here & fact.row.nodes:
        # What a cause gives is said of something: of what it acts on, which must be named.
        return False
    return bool(named & set(fact.row.via)) and (
        fact.row.via[0] in others or (not others and (ground.pointed or fact.key != "week"))
    )


def _when(row: Bound, fact: Fact, ground: Ground) -> bool:
    """Return whether the fact is of the horizon and the day that the number is said for."""
    at = fact.row
    if not row.spans and not row.days and not row.horizon:
        return _of_the_asked_day(row, fact, ground)
    days = [
        d
        for d in row.days
        if ground.graph.as_of is None or not d.is_(ground.graph.as_of) or ground.graph.as_of in at.dates
    ]
    if at.dates and days and not any(d.is_(date) for d in days for date in at.dates):
        return False
    if at.horizon is None:
        if row.spans and fact.key in READ:
            return False
        if row.spans and at.dates and fact.quantity in STRICT and fact.key not in UNSUPPOSED:
            return False
        return fact.key != "week" or all(s.days == WEEK for s in row.spans)
    if row.spans and not any((s.days if s.days is not None else "long_run") == at.horizon for s in row.spans):
        return False
    if row.horizon and not row.spans and not days:
        low, high = load_wording().named_spans.get(row.horizon, (0, 1000))
        asked = ground.reading.horizon_days if ground.reading else None
        return isinstance(at.horizon, int) and (low <= at.horizon <= high or at.horizon == asked)
    return True


def _of_the_asked_day(row: Bound, fact: Fact, ground: Ground) -> bool:
    """Return whether an effect of which no day is said is that of the day that was asked about, where there is such."""
    asked = ground.reading.horizon_days if ground.reading else None
    if asked is None or ground.pointed or fact.quantity not in STRICT or fact.key in UNSUPPOSED:
        return True
    if fact.row.horizon is None and not fact.row.dates:
        return True
    told = any(f.row.horizon == asked and f.row.nodes & set(row.nodes) for f in ground.scope.facts)
    return not told or fact.row.horizon == asked
