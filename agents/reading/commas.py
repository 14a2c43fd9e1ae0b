"""What a comma does in a question: it lists names, adds a number, or parts one clause from the next."""

from __future__ import annotations

from itertools import pairwise

from agents.reading.scan import Token

MOVES = (
    "go", "outcome", "fading", "flat", "times", "beyond", "stays", "turns", "place", "pricing", "half", "unless",
)  # fmt: skip
"""Kinds of words that say what becomes of a thing."""
SAY = "say"
"""What stands before a number that is only an example; else it supposes."""


def moved(tokens: tuple[Token, ...] | list[Token]) -> bool:
    """Return whether the tokens say that something moves, happens, or goes to a level."""
    if any(t.is_(*MOVES) for t in tokens):
        return True
    pairs = pairwise(tokens)
    return any(a.is_("to") and b.figure and not b.figure.time_unit for a, b in pairs) or any(
        t.figure and t.figure.signed for t in tokens
    )


def goes_on(piece: list[Token], after: list[Token]) -> bool:
    """Return whether the words up to the next break only say how the one thing named before moves."""
    end = next((j for j, t in enumerate(after) if t.is_("break")), len(after))
    part = after[:end]
    asks = any(t.is_("effect_cue", "aux", "affects", "how_far", "whether") for t in [*part, *piece])
    asks = asks or any(t.is_("if", "weak_if") for t in [*part, *piece[1:]])
    named = sum(t.mention is not None for t in piece) == 1 and not any(t.mention for t in part)
    return named and not asks and any(t.is_("go") for t in part) and any(t.figure for t in part)


def adds_figure(piece: list[Token], after: list[Token]) -> bool:
    """Return whether a number behind a comma belongs to what stands before: "prices a cut, say 90%"."""
    if not any(t.mention for t in piece) or any(t.figure for t in piece) or not after:
        return False
    figure = after[-1].figure if after[0].text == SAY else after[0].figure
    return figure is not None and not figure.time_unit


def lists(tokens: list[Token], comma: int) -> bool:
    """Return whether the comma stands between two names of one list."""
    before = tokens[comma - 1] if comma else None
    after = next((t for t in tokens[comma + 1 :] if not t.is_("det", "and")), None)
    if not (before and before.mention and after and after.mention):
        return False
    behind = next((t for t in tokens[tokens.index(after) + 1 :] if not t.is_("det")), None)
    if (behind is None or behind.is_("effect_cue", "break")) and any(t.is_("if") for t in tokens[:comma]):
        # "If {event}, {index} 会怎样": what is asked about begins at the comma.
        return False
    if before.is_("happens") and not after.is_("happens") and _asks_which(tokens[comma + 1 :]):
        return False
    if (
        after.is_("happens", "tale")
        and not before.is_("happens", "tale")
        and any(t.is_("except") for t in tokens[:comma])
    ):
        return False
    tells = before.is_("happens", "tale", "tells")
    if tells and any(t.is_("effect_cue") for t in tokens[comma + 1 :]) and tokens[comma].text in ",，":
        return False
    denied = any(t.is_("not") for t in tokens[:comma]) and tokens[comma].text in ",，"
    if denied and any(t.is_("effect_cue") for t in tokens[comma + 1 :]):
        # 没人再做套息了，比特币呢: the first is denied, and the second asked about.
        return False
    says = tells or any(t.is_("if", "not", "go") for t in tokens[:comma])
    if says and _asks_whether(tokens[comma + 1 :]):
        return False
    if any(r.kind == "state" for m in (before.mention, after.mention) for r in m.candidates):
        return False
    # Unread words between the name and the comma end the clause: 对黄金来说，美元走弱….
    return tokens[comma].start - before.end <= 1 and tokens[comma + 1].start - tokens[comma].end <= 1


def _asks_which(tokens: list[Token]) -> bool:
    """Return whether these tokens only list what is asked about: 黄金、原油哪个动得最多."""
    asks = next((j for j, t in enumerate(tokens) if t.is_("effect_cue", "break")), None)
    return asks is not None and tokens[asks].is_("effect_cue") and not moved(tokens[:asks])


def _asks_whether(tokens: list[Token]) -> bool:
    """Return whether the clause that these tokens begin asks if something comes about: 标普会涨吗."""
    end = next((j for j, t in enumerate(tokens) if t.is_("break")), len(tokens))
    return any(t.is_("whether") for t in tokens[:end])
