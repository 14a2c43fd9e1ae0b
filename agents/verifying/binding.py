"""What each number of a statement is of: the thing named beside it, the way it goes, and by when."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from agents.verifying.numerals import Numeral
from agents.verifying.passages import Passage, Turn, named_horizon
from agents.verifying.times import Day, Span
from agents.verifying.wording import load_wording
from graph.linker import Mention

AHEAD = re.compile(r"\s*(?:[a-z-]+\s+){0,3}?(?:in|of|for|on|to)\s+(?:the\s+|its\s+)?(?:price of\s+)?$")
RESPECTIVELY = re.compile(r"\brespectively\b|分别")
RANGE_GAP = re.compile(r"\s*%?\s*(?:,|to|and|-|–|—|~|至|到|、)\s*")
NEAR = 40


class Bound(NamedTuple):
    """A number with what it is of. `nodes` empty: the statement names nothing that it could be of."""

    numeral: Numeral
    mention: Mention | None
    nodes: dict[str, int]
    sign: int
    """Its sign: written, or that of the word of direction beside it; 0 where neither is there."""
    clash: bool
    """Whether the written sign goes against the word of direction."""
    denied: bool
    """Whether the direction beside it is denied ("does not fall 0.7%")."""
    turned: bool
    """Whether a word of direction stands beside it."""
    spans: tuple[Span, ...]
    days: tuple[Day, ...]
    horizon: str
    """Name of a horizon ("next_week")."""


def bound(text: Passage) -> list[Bound]:
    """Return every number of the statement with what it is of."""
    found = []
    orders = _respectively(text)
    for numeral in text.numerals:
        mention = orders.get(numeral.start) or subject(text, numeral.start, numeral.end)
        turn = _turn(text, numeral, mention)
        turn = None if _in_a_signed_range(text, numeral) else turn
        if numeral.sign and _bracket(text, numeral.start) is not None:
            turn = None
        way = 0 if turn is None else -turn.sign if turn.negated else turn.sign
        spans, days, horizon = _when(text, numeral)
        written = numeral.sign
        found.append(
            Bound(
                numeral=numeral,
                mention=mention,
                nodes=text.nodes(mention) if mention else {},
                sign=written or way,
                clash=bool(written and way and written != way and numeral.value),
                denied=turn is not None and turn.negated,
                turned=turn is not None,
                spans=spans,
                days=days,
                horizon=horizon,
            )
        )
    return found


def _bracket(text: Passage, place: int) -> int | None:
    """Return where the bracket opens that a place stands in, or None."""
    before = text.low[:place]
    opened = max(before.rfind("("), before.rfind("["))
    closed = max(before.rfind(")"), before.rfind("]"))
    return opened if opened > closed else None


def _in_a_signed_range(text: Passage, numeral: Numeral) -> bool:
    """Return whether the number is an end of a range whose other end has a sign: no word of direction turns it."""
    for other in text.numerals:
        gap = text.low[min(other.end, numeral.end) : max(other.start, numeral.start)]
        if other is not numeral and other.sign and RANGE_GAP.fullmatch(gap):
            return True
    return False


def subject(text: Passage, start: int, end: int) -> Mention | None:
    """Return the thing that what stands at [start, end) is said of: named right behind it, or else before it."""
    low = text.low
    after = next((m for m in text.names if m.start >= end and text.nodes(m)), None)
    if after is not None and AHEAD.fullmatch(low[end : after.start]) and not _between(text, end, after.start):
        return after
    begin, _ = text.sentence(start)
    before = [m for m in text.names if begin <= m.start and m.end <= start and text.nodes(m)]
    direct = [m for m in before if not aside(text, m)]
    if direct:
        return direct[-1]
    if before:
        return before[-1]
    _, stop = text.sentence(start)
    if after is not None and after.start < stop and not _between(text, end, after.start):
        return after
    earlier = [m for m in text.names if m.end <= begin and text.nodes(m) and not aside(text, m)]
    return earlier[-1] if earlier else None


def _between(text: Passage, start: int, end: int) -> bool:
    """Return whether another number stands between."""
    return any(start <= n.start < end for n in text.numerals)


def aside(text: Passage, mention: Mention) -> bool:
    """Return whether a thing is named as what something comes from or goes through, not as what is spoken of."""
    wording = load_wording()
    low = text.low[max(0, mention.start - NEAR) : mention.start]
    for pattern in (wording.backward, wording.through, wording.beside):
        found = list(pattern.finditer(low))
        if found and re.fullmatch(r"\s*(?:the\s+|a\s+|an\s+|its\s+)?(?:[a-z-]+\s+){0,2}", low[found[-1].end() :]):
            return True
    behind = text.low[mention.end : mention.end + 3].lstrip()
    return behind.startswith(("→", "->"))


def _respectively(text: Passage) -> dict[int, Mention]:
    """Return number -> thing where they are listed in one order: "A and B fall 0.7% and 1.1% respectively"."""
    found: dict[int, Mention] = {}
    for match in RESPECTIVELY.finditer(text.low):
        start, end = text.sentence(match.start())
        numbers = [n for n in text.numerals if start <= n.start < end and n.unit]
        names = [m for m in text.names if start <= m.start < end and text.nodes(m)]
        names = names[-len(numbers) :] if len(numbers) > 1 else []
        if len(names) == len(numbers):
            found |= {n.start: m for n, m in zip(numbers, names, strict=True)}
    return found


def _turn(text: Passage, numeral: Numeral, mention: Mention | None) -> Turn | None:
    """Return the word of direction that goes with a number: right behind it, or the last one before it."""
    start, end = text.clause(numeral.start)
    after = [
        t for t in text.turns if numeral.end <= t.start <= numeral.end + 12 and t.start < max(end, numeral.end + 1)
    ]
    close = after and text.low[numeral.end : after[0].start].strip() in ("", "a", "an", "的", "points", "of")
    if after and close:
        return after[0]
    begin, _ = text.sentence(numeral.start)
    since = max([begin, *(m.end for m in [mention] if m and m.end <= numeral.start)])
    since = since if mention and mention.end <= numeral.start else start
    # "UST 2Y falls, S&P 500 0.7%": a number of another thing takes no word from before that thing.
    before = [t for t in text.turns if since <= t.start and t.end <= numeral.start]
    others = [n for n in text.numerals if n.end <= numeral.start and n.start >= since]
    if before and others and others[-1].start > before[-1].end and others[-1].sign and not numeral.sign:
        return None
    if before:
        return before[-1]
    if mention is not None and mention.start >= numeral.end:
        wide = [t for t in text.turns if start <= t.start and t.end <= mention.start]
        return wide[-1] if wide else None
    # "A, B and C all fall: 0.7%, 1.1%": the word stands before the thing.
    lead = [t for t in text.turns if begin <= t.start and t.end <= numeral.start]
    linked = [m for m in text.names if lead and lead[-1].end <= m.start and m.end <= numeral.start]
    if lead and len(linked) == 1 and not _between(text, lead[-1].end, numeral.start):
        gap = text.low[lead[-1].end : linked[0].start]
        if re.fullmatch(r"\s*(?:the\s+|in\s+|of\s+|for\s+)*", gap):
            return lead[-1]
    return None


def _when(text: Passage, numeral: Numeral) -> tuple[tuple[Span, ...], tuple[Day, ...], str]:
    """Return the horizons and days that belong to a number: of its clause, else the nearest of its sentence."""
    start, end = text.sentence(numeral.start)
    every: list[Span | Day] = [*text.spans, *text.days]
    own = _bracket(text, numeral.start)
    marks = [m for m in every if start <= m.start < end and _bracket(text, m.start) in (None, own)]
    marks.sort(key=lambda m: m.start)
    if not marks:
        return (), (), named_horizon(text.low[start:end])
    mains = [n for n in text.numerals if start <= n.start < end]
    left, right = text.clause(numeral.start)
    inside = [m for m in marks if left <= m.start < right]
    chosen: list[Span | Day]
    if inside:
        before = [m for m in inside if m.end <= numeral.start]
        after = [m for m in inside if m.start >= numeral.end]
        numbers = [n for n in mains if left <= n.start < right]
        if len(inside) > 1 and len(inside) == len(numbers):
            chosen = [inside[numbers.index(numeral)]]
        else:
            chosen = before[-1:] or after[:1]
            if before and after and not any(n.end <= numeral.start and n.start >= before[-1].end for n in numbers):
                chosen = [before[-1], after[0]]
    else:
        before = [m for m in marks if m.end <= numeral.start]
        chosen = before[-1:] or [m for m in marks if m.start >= numeral.end][:1]
    return (
        tuple(m for m in chosen if isinstance(m, Span)),
        tuple(m for m in chosen if isinstance(m, Day)),
        "",
    )


def range_end(text: Passage, numeral: Numeral) -> Numeral | None:
    """Return the other end of the range that a number is an end of, or None."""
    low = text.low
    for other in text.numerals:
        first, second = (other, numeral) if other.start < numeral.start else (numeral, other)
        gap = low[first.end : second.start]
        if other is numeral or not RANGE_GAP.fullmatch(gap):
            continue
        words = gap.strip(" %")
        listed = words in {",", "、"} and _bracket(text, first.start) is None
        joined = words == "and" and not re.search(r"\bbetween\s*$", low[: first.start].rstrip("+-−–$ "))
        if not listed and not joined:
            return other
    return None


def runs(rows: list[Bound], text: Passage) -> list[tuple[Bound, Bound]]:
    """Return the pairs of neighbouring numbers that are said in one breath of one thing."""
    found = []
    for first, second in pairwise(rows):
        gap = text.low[first.numeral.end : second.numeral.start]
        same = first.mention is not None and first.mention == second.mention
        apart = re.search(r"[;；。|\n]", gap) or first.spans != second.spans or first.days != second.days
        if same and not apart:
            found.append((first, second))
    return found
