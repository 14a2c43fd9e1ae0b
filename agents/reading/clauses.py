"""Which part of a question supposes something, and which part asks what it does to what."""

from __future__ import annotations

from itertools import pairwise
from typing import Literal, NamedTuple

from agents.reading.lexicon import Language, Meaning
from agents.reading.scan import Token

Role = Literal["cause", "effect", "open"]
MOVES = (
    "go", "outcome", "fading", "flat", "times", "beyond", "stays", "turns", "place", "pricing", "half", "unless",
)  # fmt: skip
"""Kinds of words that say what becomes of a thing."""


class Clause(NamedTuple):
    """A stretch of tokens with its part: what is supposed, what is asked about, or not yet known."""

    role: Role
    tokens: tuple[Token, ...]
    supposed: bool = False
    """Whether an "if" opens it."""
    push: str = ""
    """Which way the verb before it sends what it names: "hurts the {index}" is down."""

    @property
    def mentions(self) -> tuple[Token, ...]:
        """Return the tokens that name something of the map."""
        return tuple(t for t in self.tokens if t.mention)


def clauses(tokens: list[Token], language: Language) -> list[Clause]:
    """Return the question's clauses in order, each with its role."""
    found: list[Clause] = []
    pieces = _pieces(tokens)
    for piece in pieces:
        for part in _at_conditions(piece, language, alone=len(pieces) == 1):
            for inner in _at_question(part):
                found += _at_affects(inner)
    return _settled(found)


def moved(tokens: tuple[Token, ...] | list[Token]) -> bool:
    """Return whether the tokens say that something moves, happens, or goes to a level."""
    if any(t.is_(*MOVES) for t in tokens):
        return True
    pairs = pairwise(tokens)
    return any(a.is_("to") and b.figure and not b.figure.time_unit for a, b in pairs) or any(
        t.figure and t.figure.signed for t in tokens
    )


def names_move(clause: Clause) -> bool:
    """Return whether the question is what the move that it names would do: "what would a fall in {index} mean"."""
    tokens = clause.tokens
    asks = next((i for i, t in enumerate(tokens) if t.is_("effect_cue")), None)
    if asks is None or len(clause.mentions) != 1 or any(t.is_("how_far", "affects", "toward_whom") for t in tokens):
        return False
    at = next(i for i, t in enumerate(tokens) if t.mention)
    before = [t for t in tokens[asks + 1 : at] if not t.is_("det", "by", "onto", "toward")]
    own = tokens[at + 1 : at + 2]
    if own and own[0].start == own[0].end and own[0].is_("go"):
        # The name itself says more or less: "a softer labour market".
        return True
    return bool(before) and before[-1].is_("go", "adjacent", "fading")


def _pieces(tokens: list[Token]) -> list[list[Token]]:
    """Return the tokens between breaks; a comma between two names lists them."""
    pieces: list[list[Token]] = [[]]
    for i, token in enumerate(tokens):
        if not token.is_("break"):
            pieces[-1].append(token)
        elif token.text == "," and _lists(tokens, i):
            pieces[-1].append(token._replace(meanings=(Meaning("and"),)))
        else:
            pieces.append([])
    return [p for p in pieces if p]


def _lists(tokens: list[Token], comma: int) -> bool:
    before = tokens[comma - 1] if comma else None
    after = next((t for t in tokens[comma + 1 :] if not t.is_("det", "and")), None)
    if not (before and before.mention and after and after.mention):
        return False
    behind = next((t for t in tokens[tokens.index(after) + 1 :] if not t.is_("det")), None)
    if (behind is None or behind.is_("effect_cue", "break")) and any(t.is_("if") for t in tokens[:comma]):
        # "If {event}, {index} 会怎样": what is asked about begins at the comma.
        return False
    if any(r.kind == "state" for m in (before.mention, after.mention) for r in m.candidates):
        return False
    # Unread words between the name and the comma end the clause: 对黄金来说，美元走弱….
    return tokens[comma].start - before.end <= 1 and tokens[comma + 1].start - tokens[comma].end <= 1


def _at_conditions(piece: list[Token], language: Language, *, alone: bool) -> list[Clause]:
    """Return the piece cut where a condition opens."""
    for i, token in enumerate(piece):
        before, after = piece[:i], piece[i + 1 :]
        if token.is_("if"):
            # In Chinese the subject may stand before the "if": 金价要是跌一成.
            if language == "zh" and not any(t.is_("effect_cue") for t in before):
                kept = tuple(t for t in piece if not t.is_("if") or t.is_("unless"))
                return [Clause("cause", kept, supposed=True)]
            opening = [Clause("open", tuple(before))] if before else []
            kept = (token, *after) if token.is_("unless") else tuple(after)
            return [*opening, *_at_reason(kept)]
        # "Were there ...?" by itself asks; with a question behind it, it supposes.
        asks = not alone or any(t.is_("effect_cue", "aux") for t in after)
        if token.is_("inverted_if") and asks and not before and after and _names_first(after):
            return [Clause("cause", tuple(after), supposed=True)]
        if token.is_("weak_if"):
            if language == "zh" and any(t.mention for t in before) and moved(before):
                return [
                    Clause("cause", tuple(before), supposed=True),
                    *([Clause("open", tuple(after))] if after else []),
                ]
            if language == "en" and any(t.mention for t in after) and moved(after):
                opening = [Clause("open", tuple(before))] if before else []
                return [*opening, Clause("cause", tuple(after), supposed=True)]
    return [Clause("open", tuple(piece))]


def _at_reason(tokens: tuple[Token, ...]) -> list[Clause]:
    """Return what is supposed, cut where its reason is given: "gold rises because real yields fall"."""
    for i, token in enumerate(tokens):
        before, after = tokens[:i], tokens[i + 1 :]
        if token.is_("reason") and any(t.mention for t in before) and any(t.mention for t in after) and moved(after):
            return [Clause("effect", before), Clause("cause", after, supposed=True)]
    return [Clause("cause", tokens, supposed=True)]


def _names_first(tokens: list[Token]) -> bool:
    first = next((t for t in tokens if not t.is_("det")), None)
    return bool(first and first.mention)


def _at_question(clause: Clause) -> list[Clause]:
    """Return the clause cut where, after what is supposed, the question begins without a comma."""
    tokens = clause.tokens
    for i, token in enumerate(tokens):
        before = tokens[:i]
        if token.is_("effect_cue") and not any(t.mention for t in before) and _nameless(before, tokens[i + 1 :]):
            return [clause._replace(role="cause", tokens=before), Clause("effect", tokens[i:])]
        if not (token.is_("effect_cue", "aux") and any(t.mention for t in before) and moved(before)):
            continue
        after = tokens[i + 1 :]
        named_next = _names_first(list(after))
        if token.is_("effect_cue") and any(t.mention for t in after):
            return [clause._replace(role="cause", tokens=before), Clause("effect", tokens[i:])]
        if token.is_("aux") and named_next and clause.supposed:
            return [clause._replace(role="cause", tokens=before), Clause("effect", tokens[i:])]
        if token.is_("effect_cue"):
            last = max(j for j, t in enumerate(before) if t.mention)
            if not moved(before[last + 1 :]) and moved(before[:last]) and any(t.mention for t in before[:last]):
                joined = last and before[last - 1].is_("and", "or", "by", "onto", "beyond")
                if not joined and not any(t.is_("affects", "toward_whom", "reacts") for t in before[:last]):
                    return [clause._replace(role="cause", tokens=before[:last]), Clause("effect", tokens[last:])]
            return [clause]
    return [clause]


def _nameless(before: tuple[Token, ...], after: tuple[Token, ...]) -> bool:
    """Return whether what moves is nothing that the map knows: its move must not pass to what is asked about."""
    moves = any(t.is_("go") for t in before) and not any(t.is_("if", "effect_cue", "affects") for t in before)
    return moves and any(t.mention for t in after) and not any(t.is_("go", "outcome") for t in after)


def _at_affects(clause: Clause) -> list[Clause]:
    """Return the clause cut where one thing is said to act on another."""
    tokens = clause.tokens
    if clause.role == "effect" and not any(t.is_("effect_of", "reacts", "toward_whom") for t in tokens):
        return [clause]
    for i, token in enumerate(tokens):
        before, after = tokens[:i], tokens[i + 1 :]
        left, right = any(t.mention for t in before), any(t.mention for t in after)
        if token.is_("effect_of") and right:
            return _of_and_on(before, after, "onto", "cause")
        if token.is_("effect_on") and right:
            if left and not any(t.is_("by", "from") for t in after):
                return [Clause("cause", before, clause.supposed), Clause("effect", after)]
            return _of_and_on(before, after, "by", "effect")
        if token.is_("reacts") and left and right:
            return [Clause("effect", before), Clause("cause", after, clause.supposed)]
        if token.is_("toward_whom") and left and not right and any(t.is_("market", "whom") for t in after):
            return [Clause("cause", before, clause.supposed), Clause("effect", after)]
        if token.is_("toward_whom") and right:
            if any(t.is_("response") for t in after):
                return [Clause("effect", before), Clause("cause", after)]
            return ([Clause("cause", before, clause.supposed)] if left else []) + [Clause("effect", after)]
        if token.is_("affects") and left and right and (not clause.supposed or moved(before)):
            denied = any(t.is_("not") for t in before[-1:])
            return [
                Clause("cause", before, clause.supposed),
                Clause("effect", after, push="" if denied else pushed(token)),
            ]
    return [clause]


def pushed(token: Token) -> str:
    """Return the direction in the verb between a cause and its effect, if it has one."""
    return token.value("affects")


def _of_and_on(before: tuple[Token, ...], after: tuple[Token, ...], joint: str, first: Role) -> list[Clause]:
    """Return the two sides of "impact of A on B" or "impact on B of A"; what stands before belongs to neither."""
    second: Role = "effect" if first == "cause" else "cause"
    opening = [Clause("effect", before)] if any(t.mention for t in before) else []
    named = False
    for i, token in enumerate(after):
        if named and token.is_(joint, "from") and any(t.mention for t in after[i:]):
            return [*opening, Clause(first, after[:i]), Clause(second, after[i + 1 :])]
        named = named or token.mention is not None
    return [*opening, Clause(first, after)]


def _asks_if_it_holds(clause: Clause) -> bool:
    """Return whether the clause only asks if a thing stands what went before: AI股扛得住吗."""
    tokens = clause.tokens
    holds = [t for t in tokens if t.value("outcome") == "keep"]
    return clause.role == "open" and bool(clause.mentions and holds) and tokens[-1].is_("effect_cue")


def _asks_first(asks: int | None, moves: int | None) -> bool:
    return asks is not None and (moves is None or asks < moves)


def _settled(found: list[Clause]) -> list[Clause]:
    """Return the clauses with every open one given a role."""
    if len(found) > 1 and _asks_if_it_holds(found[-1]):
        earlier = [c._replace(role="cause") if c.role == "open" and c.mentions else c for c in found[:-1]]
        found = [*earlier, found[-1]._replace(role="effect")] if any(c.mentions for c in earlier) else found
    supposed = any(c.role == "cause" and c.mentions for c in found)
    settled = []
    for i, clause in enumerate(found):
        if clause.role != "open" or not clause.mentions:
            settled.append(clause)
            continue
        asks = next((j for j, t in enumerate(clause.tokens) if t.is_("effect_cue", "aux")), None)
        moves = next((j for j, t in enumerate(clause.tokens) if moved([t]) or (t.figure and t.figure.signed)), None)
        last = i == len(found) - 1
        asks_how_far = any(a.is_("go") and b.is_("how_far") for a, b in pairwise(clause.tokens))
        if asks_how_far and supposed:
            role: Role = "effect"
        elif moves is None and not moved(clause.tokens):
            role = "effect" if supposed or asks is not None else "open"
        elif _asks_first(asks, moves) or (supposed and last and asks is None and any(c.supposed for c in found)):
            role = "effect"
        else:
            role = "cause"
        supposed = supposed or role == "cause"
        settled.append(clause._replace(role=role))
    causes = any(c.role == "cause" and c.mentions for c in settled)
    return [c._replace(role="effect") if c.role == "open" and causes and c.mentions else c for c in settled]
