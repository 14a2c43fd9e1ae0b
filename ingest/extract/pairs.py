"""Moves of a Chinese text joined into cause and effect, the plainest first"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from ingest.extract.chinese import relations
from ingest.extract.grammar import load_words
from ingest.extract.moves import Move, moves, undirected
from ingest.extract.spans import End, Found, sentences

AGAIN = 1.0
"""What each further place that says the same adds to how plainly a text says it."""
EVENTS = ("disaster", "disease", "tariff", "curb")


class Pair(NamedTuple):
    """One move brings another. `plain`: how plainly the text says so; `rule`: what joined them."""

    cause: Move
    effect: Move
    plain: float
    rule: str


@cache
def _usual() -> dict[tuple[str, str], int]:
    table = load_words("zh_moves")["usual"]
    return {(c, e): weight for c, row in table.items() for e, weight in row.items()}


def key(move: Move) -> str:
    """Return a move in short: "supply-", "disaster"."""
    return move.quantity + ("" if move.direction == "on" else move.direction)


def pairs(text: str) -> list[Pair]:
    """Return the pairs of moves that a text joins, the plainest first."""
    found: list[Pair] = []
    for span in sentences(text, "zh"):
        told = moves(text, span)
        for relation in relations(text, span):
            found += _of_relation(text, relation, told)
        found += _side_by_side(text, told)
    found = found or list(_at_all(text))
    best: dict[tuple[str, str], Pair] = {}
    said: dict[tuple[str, str], set[int]] = {}
    for pair in found:
        ends = (key(pair.cause), key(pair.effect))
        said.setdefault(ends, set()).add(pair.effect.span[0])
        if ends not in best or pair.plain > best[ends].plain:
            best[ends] = pair
    return sorted(
        (p._replace(plain=p.plain + AGAIN * (min(len(said[e]), 4) - 1)) for e, p in best.items()),
        key=lambda p: (-p.plain, p.cause.span),
    )


def _within(text: str, end: End) -> list[Move]:
    return [m for piece in end.pieces for m in moves(text, piece)]


def _of_relation(text: str, relation: Found, told: list[Move]) -> Iterator[Pair]:
    causes = _within(text, relation.cause)
    effects = _within(text, relation.effect)
    good = (
        relation.rule in ("toward", "good_or_bad")
        or text[slice(*relation.cue)] in load_words("zh_moves")["good_or_bad"]
    )
    if relation.push and good and not any(m.quantity != "impact" for m in effects):
        # "bodes well for the oils": said of the thing as a whole, whatever of it is named.
        effects = [Move("impact", "+" if relation.push > 0 else "-", relation.cue)]
    elif relation.push and not any(m.quantity != "impact" for m in effects):
        effects = undirected(text, relation.effect, "+" if relation.push > 0 else "-") or effects
    beyond = [
        m
        for m in told
        if relation.effect.end <= m.span[0] < relation.effect.end + 16 and relation.effect.start > relation.cause.start
    ]
    if not effects and not relation.push and causes and causes[-1].direction != "+":
        # "affects demand", said of a fall or a disaster, is said of harm.
        effects = [m for m in undirected(text, relation.effect, "-") if m.quantity != "impact"]
    for i, cause in enumerate(reversed(causes)):
        for j, effect in enumerate([*effects, *beyond]):
            usual = _usual().get((key(cause), key(effect)), 0)
            vague = 2 * (cause.quantity == "impact") + 1 * (effect.quantity == "impact" and not good)
            yield Pair(cause, effect, 1.5 * relation.trust + 2 * usual - i - j - vague, relation.rule)


def _side_by_side(text: str, told: list[Move]) -> Iterator[Pair]:
    """Moves that stand one behind the other, where the first usually brings the second."""
    for i, cause in enumerate(told):
        for effect in told[i + 1 : i + 3]:
            usual = _usual().get((key(cause), key(effect)), 0)
            if (
                usual
                and cause.span[1] <= effect.span[0]
                and (key(cause) != key(effect) or cause.quantity == "price")
                and "impact" not in (cause.quantity, effect.quantity)
                and effect.quantity not in EVENTS
            ):
                breaks = text.count("，", cause.span[1], effect.span[0]) + text.count(
                    ",", cause.span[1], effect.span[0]
                )
                yield Pair(cause, effect, 2 * usual - 0.5 * breaks, "side_by_side")


def _at_all(text: str) -> Iterator[Pair]:
    """The first two moves that a text tells, for what they are worth, when nothing joins any."""
    told = [m for m in moves(text, (0, len(text))) if m.quantity != "impact"]
    for cause, effect in pairwise(told):
        if cause.span[1] <= effect.span[0] and effect.quantity not in EVENTS:
            yield Pair(cause, effect, 0.0, "at_all")
            return
