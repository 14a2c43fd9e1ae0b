"""Where each number of a statement comes from: a fact of a result, the question, or a text that a tool gave."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.verifying.binding import Bound, bound, range_end, runs
from agents.verifying.facts import MINED, Fact, Row
from agents.verifying.grounds import Ground
from agents.verifying.matching import comparable, in_unit, of_a_line
from agents.verifying.passages import Passage
from agents.verifying.speaking import BEHIND, ENDS, PAIRS, STRICT, facts_for, sentence_of
from agents.verifying.verdicts import Code, Fault
from agents.verifying.wording import load_wording

BAND_BEHIND = 14


def number_faults(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield what is wrong with the numbers of a statement."""
    rows = bound(text)
    held: dict[int, list[Fact]] = {}
    for row in rows:
        words = text.folded.raw[row.numeral.start : row.numeral.end]
        if row.clash:
            yield Fault("R3", where, f"the sign of {words} goes against the word beside it")
            continue
        if row.denied:
            yield Fault("R3", where, f"{words} stands beside a direction that is denied")
            continue
        if (band := _band(text, row)) is not None:
            if not band:
                yield Fault("R2", where, f"ranges hold the middle {load_wording().band_of:g}%, not {words}")
            continue
        found = facts_for(text, row, ground)
        if found:
            held[row.numeral.start] = found
        elif not (_counted(text, row, ground) or _asked(row, ground) or _told(text, row, ground)):
            yield Fault(_code(text, row, ground), where, f"{words} is not what the tools gave")
    yield from _words_of_number(text, ground, where)
    for first, second in runs(rows, text):
        if _against(text, first, second):
            words = text.folded.raw[first.numeral.start : second.numeral.end]
            yield Fault("R3", where, f"{words} goes the other way")
        a, b = held.get(first.numeral.start), held.get(second.numeral.start)
        if a and b and range_end(text, first.numeral) == second.numeral and _unpaired(a, b):
            words = text.folded.raw[first.numeral.start : second.numeral.end]
            yield Fault("R2", where, f"{words} is no range that the tools gave")
        elif a and b and _strict(a) and _strict(b) and not any(comparable(f, g) for f in a for g in b):
            words = text.folded.raw[first.numeral.start : second.numeral.end]
            yield Fault("R2", where, f"{words} are numbers of different rows")


def _against(text: Passage, first: Bound, second: Bound) -> bool:
    """Return whether "falls from 3 to 5" is said of numbers that go the other way."""
    low, turns = text.low, text.turns
    start = text.sentence(first.numeral.start)[0]
    lead = load_wording().from_to.search(low[max(start, first.numeral.start - 8) : first.numeral.start])
    before = [t for t in turns if start <= t.start and t.end <= first.numeral.start]
    between = [t for t in turns if first.numeral.end <= t.start and t.end <= second.numeral.start]
    said = between[-1:] or (before[-1:] if lead else [])
    if not said or not (lead or between) or first.numeral.unit != second.numeral.unit or said[0].negated:
        return False
    change = second.numeral.value * (second.numeral.sign or 1) - first.numeral.value * (first.numeral.sign or 1)
    joined = re.fullmatch(r"\s*(?:of|at)?\s*", low[said[0].end : second.numeral.start]) if between else lead
    return bool(joined) and bool(change) and (change > 0) != (said[0].sign > 0)


def _words_of_number(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield ratios in words that no source gives, and counts in words of lists that are not so long."""
    wording, low = load_wording(), text.low
    for match in wording.ratio.finditer(low):
        if not re.search(rf"(?<![a-z]){re.escape(match.group())}", ground.corpus):
            yield Fault("R2", where, f"{match.group()} is not what the tools gave")
    for match in wording.count_of.finditer(low):
        if any(m.start <= match.start() < m.end for m in text.names):
            continue
        noun = match[2]
        allowed = [ground.facts.lengths.get(k, set()) for k, nouns in wording.counted.items() if noun in nouns]
        if not any(wording.counts[match[1]] in lengths for lengths in allowed):
            yield Fault("R2", where, f"{match.group()} is not what the tools gave")


def _unpaired(first: list[Fact], second: list[Fact]) -> bool:
    """Return whether two ends of a range are not the low and the high end of one range, in this order."""
    if not any(f.quantity in ENDS for f in (*first, *second)):
        return False
    return not any((f.key, g.key) in PAIRS and f.row == g.row for f in first for g in second)


def _strict(facts: list[Fact]) -> bool:
    return all(f.quantity in STRICT for f in facts) or any(of_a_line(f) for f in facts)


def _band(text: Passage, row: Bound) -> bool | None:
    """Return whether the number names the share that ranges hold; None where it is no such number."""
    wording = load_wording()
    behind = text.low[row.numeral.end : row.numeral.end + BAND_BEHIND]
    before = text.low[max(0, row.numeral.start - BAND_BEHIND) : row.numeral.start]
    near = re.match(rf"\s*(?:的)?(?:{wording.band.pattern})", behind) or re.search(
        r"(?:central|middle|中间)\s*$", before
    )
    if row.numeral.unit != "%" or not near or row.numeral.sign:
        return None
    return row.numeral.value == wording.band_of


def _counted(text: Passage, row: Bound, ground: Ground) -> bool:
    """Return whether the number counts the rows of a list that a tool gave."""
    if row.numeral.unit is not None or row.numeral.sign or row.numeral.places:
        return False
    behind = text.low[row.numeral.end : row.numeral.end + BEHIND].lstrip()
    for key, nouns in load_wording().counted.items():
        if any(re.match(rf"(?:[a-z]+\s+){{0,2}}{re.escape(n)}", behind) for n in nouns):
            return row.numeral.value in ground.facts.lengths.get(key, set())
    return False


def _asked(row: Bound, ground: Ground) -> bool:
    """Return whether the question itself gives this number of the same thing."""
    return any(_same(row, other) for other in ground.asked)


def _same(row: Bound, other: Bound) -> bool:
    a, b = row.numeral, other.numeral
    factor = 1.0 if a.unit == b.unit else in_unit(a.unit, b.unit) if b.unit else None
    if factor is None or abs(a.value * factor - b.value) > a.tolerance * factor:
        return False
    if row.nodes and other.nodes and not set(row.nodes) & set(other.nodes):
        return False
    if bool(row.nodes) != bool(other.nodes):
        return False
    return not (row.sign and other.sign) or row.sign == other.sign


def _told(text: Passage, row: Bound, ground: Ground) -> bool:
    """Return whether a text of the tools says this number of the same thing."""
    digits = f"{row.numeral.value:,.{max(row.numeral.places, 0)}f}"
    plain = digits.replace(",", "")
    branches = ground.admitted(text, row.numeral.start).branches
    market = load_wording().market.search(sentence_of(text, row)) is not None
    for told, at, key in ground.scope.texts:
        if key not in MINED or (plain not in told and digits not in told):
            continue
        if branches is not None and at.branch and at.branch not in branches:
            continue
        if market and not load_wording().market.search(told.lower()):
            continue
        inner = ground.taken_apart(told)
        for other in bound(inner):
            own = other if other.nodes or not at.nodes else other._replace(nodes=dict.fromkeys(at.nodes, 1))
            if _same(row, own) and bool(row.sign) == bool(own.sign) and _days_agree(row, own, at):
                return True
    return False


def _days_agree(row: Bound, other: Bound, at: Row) -> bool:
    """Return whether what is said of a day or a stretch of time is said of the same in the other text, or its row."""
    if row.days:
        said = any((a.month, a.day) == (b.month, b.day) for a in row.days for b in other.days)
        return said or any(d.is_(date) for d in row.days for date in at.dates)
    if row.spans:
        return any(a.days == b.days for a in row.spans for b in other.spans)
    return True


def _code(text: Passage, row: Bound, ground: Ground) -> Code:
    """Return the rule that a number breaks: the condition without which it would hold."""
    if facts_for(text, row, ground, "sign"):
        return "R3"
    if facts_for(text, row, ground, "when"):
        return "R6"
    return "R2"
