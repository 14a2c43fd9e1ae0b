"""Whether what a statement says goes up or down does so in the numbers, and as strongly and as likely as it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.verifying.binding import aside, subject
from agents.verifying.facts import MINED, Fact
from agents.verifying.grounds import Ground
from agents.verifying.passages import Passage, Turn
from agents.verifying.times import Span
from agents.verifying.verdicts import Fault
from agents.verifying.wording import Band, load_wording
from graph.linker import Mention

MOVES = ("central", "size", "delta", "moved_by", "week", "difference", "mean")
"""Keys of what a thing does, as against a part of it or an end of its range."""
PARTS = ("contribution",)
OBJECT = re.compile(r"\s*(?:up\s+|down\s+)?(?:the\s+|its\s+|on\s+|into\s+|for\s+)?$")
NEAR = 48
LINK = 2


def direction_faults(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield the directions that no number bears out."""
    for turn in text.turns:
        mention = _of(text, turn)
        if mention is None:
            continue
        if _odds_of(text, turn, mention):
            continue
        signs = signs_of(text, turn.start, mention, ground)
        if not signs or _told(text, turn, mention, ground):
            continue
        said = turn.sign
        fits = any(s != said for s in signs) if turn.negated else said in signs
        if not fits:
            words = text.folded.raw[turn.start : turn.end]
            yield Fault(
                "R3", where, f"{text.folded.raw[mention.start : mention.end]} {words}: the numbers say otherwise"
            )


def _odds_of(text: Passage, turn: Turn, mention: Mention) -> bool:
    """Return whether it is the odds of something that go up or down, not the thing."""
    start, _ = text.sentence(turn.start)
    around = text.low[max(start, mention.start - NEAR) : mention.start] + text.low[mention.end : turn.start]
    return load_wording().odds.search(around) is not None


def _of(text: Passage, turn: Turn) -> Mention | None:
    """Return what a word of direction is said of: what it acts on, or what is spoken of."""
    after = next((m for m in text.names if m.start >= turn.end and text.nodes(m)), None)
    if (
        after is not None
        and OBJECT.fullmatch(text.low[turn.end : after.start])
        and after.start < text.sentence(turn.start)[1]
    ):
        before = [
            m for m in text.names if m.end <= turn.start and m.start >= text.clause(turn.start)[0] and text.nodes(m)
        ]
        acts = load_wording().onward.search(text.low[max(0, turn.start - 2) : turn.end + 2]) is not None
        if acts or not before:
            return after
    start, _ = text.clause(turn.start)
    here = [m for m in text.names if start <= m.start and m.end <= turn.start and text.nodes(m) and not aside(text, m)]
    if here:
        return here[-1]
    found = subject(text, turn.start, turn.end)
    begin, end = text.sentence(turn.start)
    return found if found is not None and begin <= found.start < end else None


def signs_of(text: Passage, place: int, mention: Mention, ground: Ground) -> set[int]:
    """Return the signs that the results give a thing's move, there and by when it is said."""
    nodes = text.nodes(mention)
    admitted = ground.admitted(text, place)
    spans = _spans(text, place)
    for keys in (MOVES, PARTS):
        facts = [
            f
            for f in ground.scope.facts
            if f.key in keys
            and f.row.nodes & set(nodes)
            and admitted.fact(f)
            and (not spans or not isinstance(f.row.horizon, int) or any(s.days == f.row.horizon for s in spans))
        ]
        if not any(f.key == "central" for f in facts):
            facts = _through(text, place, mention, facts)
        if facts:
            return {_signed(f, nodes) for f in facts}
    return set()


def _through(text: Passage, place: int, mention: Mention, facts: list[Fact]) -> list[Fact]:
    """Return the facts of the link or path from what else is named beside it, where there are such."""
    start, end = text.sentence(place)
    causes = {n for m in text.names if start <= m.start < end and m != mention for n in text.nodes(m)}
    linked = [f for f in facts if f.row.via and f.row.via[0] in causes]
    return linked or facts


def _signed(fact: Fact, nodes: dict[str, int]) -> int:
    way = min((nodes[n] for n in fact.row.nodes if n in nodes), default=1)
    return (fact.value > 0) - (fact.value < 0) if way > 0 else (fact.value < 0) - (fact.value > 0)


def _spans(text: Passage, place: int, *, whole: bool = False) -> list[Span]:
    start, end = text.sentence(place) if whole else text.clause(place)
    return [s for s in text.spans if start <= s.start < end]


def _told(text: Passage, turn: Turn, mention: Mention, ground: Ground) -> bool:
    """Return whether the question, or a text of the tools, says that direction of the same thing."""
    nodes = set(text.nodes(mention))
    for other in ground.asked_text.turns:
        found = _of(ground.asked_text, other)
        if found is not None and nodes & set(ground.asked_text.nodes(found)) and _same(turn, other):
            return True
    word = text.low[turn.start : turn.end]
    for told, at, key in ground.facts.texts:
        if key not in MINED or word not in told.lower():
            continue
        inner = ground.taken_apart(told)
        for other in inner.turns:
            found = _of(inner, other)
            own = set(inner.nodes(found)) if found is not None else set(at.nodes)
            if inner.low[other.start : other.end] == word and own & nodes and _same(turn, other):
                return True
    return False


def _same(one: Turn, other: Turn) -> bool:
    return (one.sign, one.negated) == (other.sign, other.negated)


def likelihood_faults(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield the words of likelihood that no probability bears out."""
    wording = load_wording()
    for start, end, band in _bands(text, wording.likelihood):
        words = text.folded.raw[start:end]
        if _quoted(text, start) or _in_texts(words, ground):
            continue
        admitted = ground.admitted(text, start)
        begin, stop = text.sentence(start)
        named = {n for m in text.names if begin <= m.start < stop for n in text.nodes(m)}
        odds = [
            f
            for f in ground.scope.facts
            if f.key in {"probability", "p", "p_up"}
            and admitted.fact(f)
            and ((f.key == "probability" and f.row.branch) or f.row.nodes & named)
        ]
        low, high = band.low, band.high
        if text.turns and any(t.negated and abs(t.start - start) < NEAR for t in text.turns):
            low, high = 0.0, 1.0
        if not any(low <= f.value / 100 <= high for f in odds):
            yield Fault("R9", where, f"{words} fits no probability that the tools gave")


def strength_faults(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield the words of strength beside a direction that do not fit the effect over its volatility."""
    wording = load_wording()
    for start, end, band in _bands(text, wording.strength):
        words = text.folded.raw[start:end]
        near = any(abs(t.start - end) < 12 or abs(start - t.end) < 12 or t.start <= start < t.end for t in text.turns)
        if (not near and band.high > 1) or _quoted(text, start) or _in_texts(words, ground):
            continue
        mention = subject(text, start, end)
        if mention is None:
            continue
        nodes = set(text.nodes(mention))
        admitted = ground.admitted(text, start)
        spans = _spans(text, start, whole=True)
        sigmas = [
            abs(f.value)
            for f in ground.scope.facts
            if f.key == "sigma"
            and f.row.nodes & nodes
            and admitted.fact(f)
            and (not spans or any(s.days == f.row.horizon for s in spans))
        ]
        if sigmas and not any(band.low <= s <= band.high for s in sigmas):
            yield Fault("R9", where, f"{words} does not fit an effect of {max(sigmas):.1f} sigma at most")


def order_faults(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield what is said to move most, least, more or less than another and does not."""
    wording = load_wording()
    size, raw = _sizes(text, ground)
    for pattern, best in ((wording.most, max), (wording.least, min)):
        for match in pattern.finditer(text.low):
            if _quoted(text, match.start()) or re.match(r"\s*(?:\d|of\b|half|recent)", text.low[match.end() :]):
                continue
            mention = subject(text, match.start(), match.end())
            own = [s for n, s in size.items() if mention is not None and n in text.nodes(mention)]
            if not own or _in_texts(text.folded.raw[match.start() : match.end()], ground):
                continue
            rivals = [s for n, s in size.items() if n not in ground.asked_triggers]
            if rivals and own[0] != best(rivals):
                yield Fault("R2", where, f"{match.group()}: another one does so")
    for pattern, way in ((wording.more, 1), (wording.less, -1)):
        for match in pattern.finditer(text.low):
            before = [m for m in text.names if m.end <= match.start() and text.nodes(m)]
            after = [m for m in text.names if m.start >= match.end() and text.nodes(m)]
            if not before or not after or not OBJECT.fullmatch(text.low[match.end() : after[0].start]):
                continue
            first = [(size[n], raw[n]) for n in text.nodes(before[-1]) if n in size]
            second = [(size[n], raw[n]) for n in text.nodes(after[0]) if n in size]
            if first and second and not any(_beyond(a, b, way) for a in first for b in second):
                yield Fault("R2", where, f"{match.group()}: it is the other way round")


def _beyond(one: tuple[float, tuple[str, float]], other: tuple[float, tuple[str, float]], way: int) -> bool:
    """Return whether one effect is beyond another: in their unit where they share it, else over their volatility."""
    (sigma, (unit, value)), (sigma_other, (unit_other, value_other)) = one, other
    return (value - value_other if unit == unit_other else sigma - sigma_other) * way > 0


def _sizes(text: Passage, ground: Ground) -> tuple[dict[str, float], dict[str, tuple[str, float]]]:
    """Return thing -> its largest effect over its volatility, and (unit, the same effect in it)."""
    sigmas: dict[str, float] = {}
    values: dict[str, tuple[str, float]] = {}
    admitted = ground.admitted(text, 0)
    for f in ground.scope.facts:
        if f.key not in {"sigma", "central"} or len(f.row.nodes) != 1 or not admitted.fact(f):
            continue
        node = next(iter(f.row.nodes))
        if f.key == "sigma":
            sigmas[node] = max(sigmas.get(node, 0.0), abs(f.value))
        elif abs(f.value) > values.get(node, ("", 0.0))[1]:
            values[node] = (f.unit, abs(f.value))
    both = sigmas.keys() & values.keys()
    return {n: sigmas[n] for n in both}, {n: values[n] for n in both}


def _bands(text: Passage, bands: tuple[Band, ...]) -> list[tuple[int, int, Band]]:
    """Return the stretches that claim a band, the longest at each place."""
    found = [(m.start(), m.end(), band) for band in bands for m in band.words.finditer(text.low)]
    found.sort(key=lambda f: (f[0] - f[1], f[0]))
    kept: list[tuple[int, int, Band]] = []
    for one in found:
        if all(one[1] <= k[0] or k[1] <= one[0] for k in kept):
            kept.append(one)
    return sorted(kept, key=lambda k: k[0])


def _quoted(text: Passage, place: int) -> bool:
    return any(start <= place < end for start, end, _ in text.quotes)


def _in_texts(words: str, ground: Ground) -> bool:
    """Return whether the question uses these very words."""
    return words.lower() in ground.question.lower()
