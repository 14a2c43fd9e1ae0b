"""Which part of a question supposes something, and which part asks what it does to what."""

from __future__ import annotations

from typing import Literal, NamedTuple

from agents.reading.commas import SAY, adds_figure, goes_on, lists, moved
from agents.reading.lexicon import Language, Meaning
from agents.reading.scan import Token

Role = Literal["cause", "effect", "open"]


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
    """Return the question's clauses in order, each with its role as far as its own words tell it."""
    found: list[Clause] = []
    pieces = _pieces(tokens)
    if len(pieces) > 1 and pieces[0][0].is_("reason") and any(t.mention for t in pieces[1]) and moved(pieces[0]):
        # 因为美元跌，黄金上涨: the reason comes first, and what came of it is asked about.
        found = [Clause("cause", tuple(pieces[0][1:]), supposed=True), Clause("effect", tuple(pieces[1]))]
        pieces = pieces[2:]
    for piece in pieces:
        for part in _at_conditions(piece, language, alone=len(pieces) == 1):
            for inner in _at_question(part):
                found += _at_affects(inner)
    return found


def names_move(clause: Clause) -> bool:
    """Return whether the question is what the move that it names would do: "what would a fall in {index} mean"."""
    tokens = clause.tokens
    asks = next((i for i, t in enumerate(tokens) if t.is_("effect_cue")), None)
    told = [t for t in tokens if not t.is_("effect_cue")]
    acts = (
        bool(told)
        and told[-1].is_("affects", "vague")
        and clause.mentions
        and clause.mentions[0].is_("happens", "tale")
    )
    if acts and asks is not None and len(clause.mentions) == 1:
        # "What would a cut hit?", 降息会打击什么.
        return True
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
        points = token.value("to") == "arrow" and any(t.mention for t in tokens[i + 1 : i + 2])
        points = points and (moved(pieces[-1]) or bool(pieces[-1][1:] and pieces[-1][-1].figure))
        if not token.is_("break") and not points:
            pieces[-1].append(token)
        elif adds_figure(pieces[-1], tokens[i + 1 : i + 3]):
            # "The market prices a cut, say 90%": the number belongs to what was said.
            pieces[-1].append(Token(token.start, token.end, token.text, (Meaning("to"),)))
        elif token.text == "," and lists(tokens, i):
            pieces[-1].append(token._replace(meanings=(Meaning("and"),)))
        elif goes_on(pieces[-1], tokens[i + 1 :]):
            # "{index} gives way, down 9%": what is added is of what was named.
            continue
        else:
            pieces.append([])
    return [p for p in pieces if p]


def _at_conditions(piece: list[Token], language: Language, *, alone: bool) -> list[Clause]:
    """Return the piece cut where a condition opens."""
    closes = next((j for j, t in enumerate(piece) if t.value("if") == "closes"), None)
    if closes is not None and any(t.mention for t in piece[:closes]) and any(t.mention for t in piece[closes:]):
        # In Chinese the condition may end with its own word: 重估落空的话，….
        told = tuple(t for t in piece[:closes] if not t.is_("if") or t.is_("unless"))
        return [Clause("cause", told, supposed=True), Clause("open", tuple(piece[closes + 1 :]))]
    for i, token in enumerate(piece):
        before, after = piece[:i], piece[i + 1 :]
        if token.is_("if"):
            # In Chinese the subject may stand before the "if": 金价要是跌一成.
            if language == "zh" and not any(t.is_("effect_cue") for t in before):
                kept = tuple(t for t in piece if not t.is_("if") or t.is_("unless"))
                return [Clause("cause", kept, supposed=True)]
            if token.text == SAY and before and after and after[0].figure:
                continue
            opening = [Clause("open", tuple(before))] if before else []
            kept = (token, *after) if token.is_("unless") else tuple(after)
            return [*opening, *_at_reason(kept)]
        # "Were there ...?" by itself asks; with a question behind it, it supposes.
        opens = token.is_("inverted_if") and not before and after and _names_first(after)
        if opens and (not alone or any(t.is_("effect_cue", "aux") for t in after)):
            return [Clause("cause", tuple(after), supposed=True)]
        if token.is_("lacking") and after and _names_first(after) and any(t.mention for t in before):
            # "Would A come without B?": what is lacking is what is supposed.
            return [Clause("open", tuple(before)), Clause("cause", (token, *after), supposed=True)]
        if token.is_("weak_if") and not (language == "en" and not before and after and after[0].is_("aux")):
            if language == "zh" and any(t.mention for t in before) and (moved(before) or before[-1].is_("happens")):
                return [
                    Clause("cause", tuple(before), supposed=True),
                    *([Clause("open", tuple(after))] if after else []),
                ]
            if language == "en" and any(t.mention for t in after) and (moved(after) or after[-1].is_("happens")):
                came_of_it = token.is_("reason") and moved(before)
                opening = [Clause("effect" if came_of_it else "open", tuple(before))] if before else []
                return [*opening, Clause("cause", tuple(after), supposed=True)]
    return _at_reason(tuple(piece), supposed=False)


def _at_reason(tokens: tuple[Token, ...], *, supposed: bool = True) -> list[Clause]:
    """Return what is supposed, cut where its reason is given: "gold rises because real yields fall"."""
    for i, token in enumerate(tokens):
        if not token.is_("reason"):
            continue
        before, after = tokens[:i], tokens[i + 1 :]
        named = any(t.mention for t in before) and any(t.mention for t in after) and moved(after)
        if named and (supposed or moved(before)):
            return [Clause("effect", before), Clause("cause", after, supposed=True)]
    return [Clause("cause", tokens, supposed=True) if supposed else Clause("open", tokens)]


def _names_first(tokens: list[Token]) -> bool:
    first = next((t for t in tokens if not t.is_("det")), None)
    return bool(first and first.mention)


def _at_question(clause: Clause) -> list[Clause]:
    """Return the clause cut where, after what is supposed, the question begins without a comma."""
    tokens = clause.tokens
    for i, token in enumerate(tokens):
        before = tokens[:i]
        if token.is_("effect_cue", "aux") and _without(before) and any(t.mention for t in tokens[i + 1 :]):
            return [clause._replace(role="cause", tokens=before, supposed=True), Clause("effect", tokens[i:])]
        if token.is_("effect_cue") and not any(t.mention for t in before) and _nameless(before, tokens[i + 1 :]):
            return [clause._replace(role="cause", tokens=before), Clause("effect", tokens[i:])]
        if not token.is_("effect_cue", "aux"):
            continue
        happens = any(t.is_("happens") for t in (before if clause.supposed else before[:1]))
        if not (token.is_("effect_cue", "aux") and any(t.mention for t in before) and (moved(before) or happens)):
            continue
        after = tokens[i + 1 :]
        named_next = _names_first(list(after))
        if token.is_("effect_cue") and any(t.mention for t in after):
            return [clause._replace(role="cause", tokens=before), Clause("effect", tokens[i:])]
        if token.is_("aux") and named_next and clause.supposed:
            return [clause._replace(role="cause", tokens=before), Clause("effect", tokens[i:])]
        if token.is_("effect_cue"):
            last = max(j for j, t in enumerate(before) if t.mention)
            acts = any(t.is_("affects", "toward_whom", "reacts") for t in before)
            opens = clause.supposed or (before[0].is_("happens") and not acts and moved(before[last:]))
            if token.is_("whether") and opens and any(t.mention for t in before[:last]):
                cause = clause._replace(role="cause", tokens=before[:last], supposed=True)
                return [cause, Clause("effect", tokens[last:])]
            first = last
            while first > 1 and before[first - 1].is_("and", "or") and before[first - 2].mention:
                first -= 2
            listed = first < last and any(t.mention for t in before[:first]) and moved(before[:first])
            if listed and not any(t.is_("affects", "toward_whom", "reacts") for t in before):
                return [clause._replace(role="cause", tokens=before[:first]), Clause("effect", tokens[first:])]
            if not moved(before[last + 1 :]) and moved(before[:last]) and any(t.mention for t in before[:last]):
                joined = last and before[last - 1].is_("and", "or", "by", "onto", "beyond")
                if not joined and not any(t.is_("affects", "toward_whom", "reacts") for t in before[:last]):
                    return [clause._replace(role="cause", tokens=before[:last]), Clause("effect", tokens[last:])]
            return [clause]
    return [clause]


def _without(before: tuple[Token, ...]) -> bool:
    """Return whether the words only say that something does not happen: "without a cut, where ...?"."""
    told = [t for t in before if not t.is_("det")]
    return len(told) > 1 and told[0].is_("not") and all(t.is_("happens") for t in told[1:])


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
