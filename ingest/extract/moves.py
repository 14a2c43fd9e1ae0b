"""What a stretch of text says moves, and which way: prices, supply, demand, profits, and events that come about"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Literal, NamedTuple

from ingest.document import Span
from ingest.extract.grammar import load_words, one_of
from ingest.extract.spans import End

Direction = Literal["+", "-", "on"]
FARTHEST = 14
"""Characters between a quantity and the word that moves it."""
REACH_BACK = 10
"""Characters between a verb and the quantity it moves behind it."""
BREAK = re.compile(r"[，,；;。：:！？]|###")


class Move(NamedTuple):
    """`quantity` goes `direction`; `span` is what says so."""

    quantity: str
    direction: Direction
    span: Span


class Tables(NamedTuple):
    """The words of moves, compiled."""

    nouns: re.Pattern[str]
    noun_of: Mapping[str, str]
    fixed: re.Pattern[str]
    fixed_of: Mapping[str, tuple[str, Direction]]
    directions: re.Pattern[str]
    direction_of: Mapping[str, Direction]
    bare: Mapping[str, tuple[str, Direction]]
    turned: Mapping[tuple[str, str], Direction]
    inside: re.Pattern[str]
    slips: Mapping[str, re.Pattern[str]]


SIGN: dict[str, Direction] = {"up": "+", "down": "-"}


@cache
def _tables() -> Tables:
    g = load_words("zh_moves")
    nouns: dict[str, str] = {}
    fixed: dict[str, tuple[str, Direction]] = {}
    for quantity, row in g["quantities"].items():
        nouns |= {w: quantity for w in row["nouns"] if w not in nouns}
        for side in ("up", "down"):
            fixed |= {w: (quantity, SIGN[side]) for w in row[side]}
    for event, words in g["events"].items():
        fixed |= {w: (event, "on") for w in words}
    directions = {w: SIGN[side] for side in ("up", "down") for w in (*g["directions"][side], *g["transitive"][side])}
    bare = {w: ("price", SIGN[side]) for side in ("up", "down") for w in g["bare_price"][side]}
    bare |= {w: ("supply", SIGN[side]) for side in ("up", "down") for w in g["bare_supply"][side] if w not in bare}
    turned = {(q, w): SIGN[side] for q, row in g["reversed"].items() for w, side in row.items()}
    return Tables(
        re.compile(one_of(nouns)),
        nouns,
        re.compile(one_of(fixed)),
        fixed,
        re.compile(one_of(directions)),
        directions,
        bare,
        turned,
        re.compile(one_of(g["inside"])),
        {q: re.compile(rx) for q, rx in g["slips"].items()},
    )


def moves(text: str, span: Span) -> list[Move]:
    """Return the moves that a stretch of Chinese text tells, in order."""
    found: list[Move] = []
    last = span[0]
    text = _tables().inside.sub(lambda m: "\u3000" * len(m.group()), text)
    for m in [*BREAK.finditer(text, *span), None]:
        stop = m.start() if m else span[1]
        found += _in_clause(text, last, stop)
        last = m.end() if m else stop
    return found


def _in_clause(text: str, start: int, stop: int) -> list[Move]:
    t = _tables()
    fixed = list(t.fixed.finditer(text, start, stop))
    nouns = [m for m in t.nouns.finditer(text, start, stop) if not _inside(m, fixed)]
    kinds = {m.start(): t.noun_of[m.group()] for m in nouns}
    for quantity, slip in t.slips.items():
        lost = [m for m in slip.finditer(text, start, stop) if not _inside(m, [*fixed, *nouns])]
        nouns += lost
        kinds |= {m.start(): quantity for m in lost}
    nouns.sort(key=lambda m: m.start())
    # "the market's supply" is supply, a "sales price" a price: a noun right before another says nothing of its own.
    nouns = [
        n
        for i, n in enumerate(nouns)
        if i + 1 == len(nouns) or (kinds[n.start()] != "impact" and nouns[i + 1].start() > n.end())
    ]
    words = [m for m in t.directions.finditer(text, start, stop) if not _inside(m, fixed) and not _inside(m, nouns)]
    found = [Move(*t.fixed_of[m.group()], m.span()) for m in fixed]
    used: set[int] = set()
    for i, noun in enumerate(nouns):
        word = _mover(text, noun, nouns[i + 1 :], words, fixed, stop)
        if word is None:
            continue
        used.add(word.start())
        quantity = kinds[noun.start()]
        direction = t.turned.get((quantity, word.group()), t.direction_of[word.group()])
        found.append(
            Move(
                quantity,
                direction,
                (min(noun.start(), word.start()), max(noun.end(), word.end())),
            )
        )
    if not any(m.quantity not in ("impact", "disaster", "disease", "tariff", "curb") for m in found):
        for word in words:
            if word.group() in t.bare and word.start() not in used:
                quantity, direction = t.bare[word.group()]
                found.append(Move(quantity, direction, word.span()))
    return sorted(found, key=lambda m: m.span)


def _inside(m: re.Match[str], others: list[re.Match[str]]) -> bool:
    return any(o.start() <= m.start() and m.end() <= o.end() and len(o.group()) > len(m.group()) for o in others)


def _mover(
    text: str,
    noun: re.Match[str],
    later: list[re.Match[str]],
    words: list[re.Match[str]],
    fixed: list[re.Match[str]],
    stop: int,
) -> re.Match[str] | None:
    """Return the word that moves a noun: the first behind it before the next noun, else one right before it."""
    limit = stop
    for other in later:
        joined = text[noun.end() : other.start()]
        if not re.fullmatch(r"(?:[、和及与]|以及|同比|的)?[^，]{0,4}", joined):
            limit = other.start()
            break
    for word in words:
        if noun.end() <= word.start() < min(limit, noun.end() + FARTHEST):
            return word
    near = [w for w in words if w.end() <= noun.start()]
    if near and near[-1].group() in _transitive():
        between = text[near[-1].end() : noun.start()]
        if len(between) <= REACH_BACK and not _tables().nouns.search(between):
            return near[-1]
    for word in reversed(words):
        if (
            word.end() <= noun.start()
            and noun.start() - word.end() <= 2
            and re.fullmatch("的?.?", text[word.end() : noun.start()])
        ):
            return word
    return None


@cache
def _transitive() -> frozenset[str]:
    rows = load_words("zh_moves")["transitive"]
    return frozenset(rows["up"] + rows["down"])


def undirected(text: str, end: End, direction: Direction) -> list[Move]:
    """Return the first quantity that an end names without a word that moves it, moved by the verb before it."""
    t = _tables()
    for a, b in end.pieces:
        if m := t.nouns.search(text, a, b):
            return [Move(t.noun_of[m.group()], direction, m.span())]
    return [Move("impact", direction, end.pieces[0])] if end.pieces else []
