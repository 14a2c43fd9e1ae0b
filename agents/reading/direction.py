"""What a supposing clause says of each thing it names: up, down, on, off, back, or as it is."""

from __future__ import annotations

from typing import Literal, NamedTuple

from agents.reading.scan import Token

Way = Literal["up", "down", "on", "off", "revert", "keep", "fade", "unchanged"]
OPPOSITE: dict[str, Way] = {
    "up": "down", "down": "up", "on": "off", "off": "on", "late": "on",
    "revert": "keep", "keep": "revert", "fade": "keep", "unchanged": "unchanged",
}  # fmt: skip
SAID = (
    "go", "adjacent", "outcome", "fading", "flat", "times", "beyond", "stays", "turns", "place", "pricing", "half",
    "not", "unless", "unsure", "recoup", "vague", "tone", "to", "from", "to_direction", "as_price", "early",
    "small", "past",
)  # fmt: skip
"""Kinds of words that belong to what is said of a thing."""
TELLING = (
    "go", "outcome", "fading", "flat", "times", "beyond", "stays", "turns", "pricing", "adjacent", "to_direction",
)  # fmt: skip

NEAR = 8
"""Characters between "more" and the name it belongs to, one adjective included."""


class Said(NamedTuple):
    """What is said of one mention: the words, their direction, and the direction of the move that is named."""

    mention: Token
    words: tuple[Token, ...]
    way: Way | None
    named: Way | None = None
    """Direction of the move that reverts or holds ("the rally fails": up)."""
    denied: bool = False
    """A move was denied, so that none is read."""
    instead: Way | None = None
    """The opposite of a denied move: what an event does when it does not happen."""
    delayed: bool = False
    half: bool = False
    first: Way | None = None
    """The first move that is said, where several are."""
    conflict: bool = False
    stopped: Way | None = None
    """The opposite of a move that stops: what a flow does when it dries up."""


def said_of_each(tokens: tuple[Token, ...]) -> list[Said]:
    """Return what the clause says of each thing it names; things joined by "and" share their words."""
    shares = _shares(tokens)
    return [said(mention, shares[i]) for i, (mention, _) in enumerate(_with_index(tokens))]


def _with_index(tokens: tuple[Token, ...]) -> list[tuple[Token, int]]:
    return [(t, i) for i, t in enumerate(tokens) if t.mention]


def _shares(tokens: tuple[Token, ...]) -> list[list[Token]]:
    """Return, for each mention in order, the tokens that speak of it."""
    places = [i for _, i in _with_index(tokens)]
    shares: list[list[Token]] = [[] for _ in places]
    joined_to_last = [False] * len(places)
    for k, place in enumerate(places):
        left = list(tokens[places[k - 1] + 1 : place]) if k else list(tokens[:place])
        if k:
            cut = next((j for j, t in enumerate(left) if t.is_("and", "or", "break", "except")), None)
            if cut is None:
                own = _adjacent_noun(left, shares[k - 1])
                if tokens[place].is_("happens") and any(t.is_("not") for t in left) and not _tells(left):
                    # "{index} does not make a new {low}": what is denied is what would happen.
                    own = len(left)
                shares[k - 1] += left[: len(left) - own]
                left = left[len(left) - own :]
            else:
                shares[k - 1] += left[:cut]
                left = left[cut + 1 :]
                joined_to_last[k] = True
        shares[k] += left
    if places:
        shares[-1] += tokens[places[-1] + 1 :]
    for k in range(len(places) - 2, -1, -1):
        if joined_to_last[k + 1] and not _tells(shares[k]) and _takes(tokens[places[k]], shares[k + 1]):
            shares[k] = shares[k] + [t for t in shares[k + 1] if not t.is_("adjacent")]
    for k in range(1, len(places)):
        if joined_to_last[k] and not _tells(shares[k]) and _passes(tokens[places[k]], shares[k - 1]):
            # "Weak payrolls, a hawkish Fed": what stands before the first is of it alone.
            own = tokens[places[k]].is_("toned")
            behind = tokens[places[k - 1]].end if own else 0
            shares[k] = shares[k] + [t for t in shares[k - 1] if not t.is_("adjacent") and t.start >= behind]
    return shares


def _passes(token: Token, words: list[Token]) -> bool:
    """Return whether what is said of the thing before passes on to this one, which may say itself that it happens."""
    return not token.is_("tale") and _takes(token, words)


def _takes(token: Token, words: list[Token]) -> bool:
    """Return whether what is said of the thing beside it may be said of this one: events and states do not fall."""
    if token.mention is None or any(r.kind == "state" for r in token.mention.candidates):
        return False
    if token.is_("happens") and token.mention.candidates[0].sign < 0:
        # "No cut" says already that it does not happen.
        return False
    outcome = any(t.is_("outcome", "fading") for t in words) and not any(t.figure for t in words)
    return not token.is_("happens") or outcome


def _adjacent_noun(between: list[Token], earlier: list[Token]) -> int:
    """Return how many of the last tokens belong to the mention behind them: "A falls on a rise in B"."""
    prices = next((j for j, t in enumerate(between) if t.is_("pricing")), None)
    if prices is not None:
        return len(between) - prices
    if between and between[-1].is_("adjacent"):
        return 1
    links = [t for t in between if not t.is_("det")]
    if links and links[-1].is_("toward", "by") and any(t.figure for t in earlier):
        # "10bp in A with 10bp in B": the number before the name.
        number = next((j for j, t in enumerate(between) if t.figure), None)
        return 0 if number is None else len(between) - number
    moves = [j for j, t in enumerate(between) if t.is_("go")]
    if len(moves) < 2 or not between[-1].is_("by", "onto", "det", "toward"):
        return 0
    return len(between) - moves[-1]


def _tells(tokens: list[Token]) -> bool:
    return any(t.is_(*TELLING) for t in tokens) or any(t.figure for t in tokens)


def said(mention: Token, tokens: list[Token]) -> Said:
    """Return what the tokens say of the mention.

    A move that is denied is no move, and nor is one that stops or "no longer" goes on; two denials cancel.
    An outcome that is denied is its opposite. "Fails" and "holds" speak of a move: one that is named beside them
    ("the rally fails") or the last one on record.
    """
    words = tuple(sorted((t for t in tokens if t.is_(*SAID) or t.figure), key=lambda t: t.start))
    moves: list[Way] = []
    outcomes: list[tuple[Way, bool]] = []
    negations: list[str] = []
    instead: Way | None = None
    stopped: Way | None = None
    delayed = False
    for token in words:
        if token.is_("not", "unless"):
            negations.append(token.value("not"))
            continue
        if token.is_("go") and mention.is_("happens") and _is_noun(token, tokens):
            continue
        if token.is_("recoup") and any(t.is_("go") for t in words if t.start > token.start):
            # What it lost or gained comes back.
            outcomes.append(("revert", bool(moves)))
            continue
        way = _way(token, mention)
        if way is None:
            continue
        turned = len(negations) % 2 == 1
        if turned and token.is_("adjacent") and any(t.is_("go") for t in words if t.start > token.start):
            # "No more growth": what is denied is the growth.
            continue
        if token.is_("outcome", "fading"):
            delayed = delayed or token.value("outcome") == "late"
            outcomes.append((_denied(token, way) if turned else way, bool(moves)))
        elif turned:
            # Not falling is not rising, and nor is falling no longer; a flow that stops is read by its kind.
            stopped = OPPOSITE[way] if "cease" in negations else stopped
            instead = OPPOSITE[way]
            moves.append("unchanged")
        else:
            moves.append(way)
        negations = []
    way, named = _together(moves, outcomes)
    # "The rally ends", "the fall stops": from then on nothing moves.
    over = negations == ["cease"] or (bool(outcomes) and outcomes[-1] == ("off", True))
    if moves and over and way in ("up", "down"):
        stopped = instead = OPPOSITE[way]
        way, negations = "unchanged", []
    if way in ("revert", "fade") and not moves and negations == ["cease"]:
        # "The unwind has stopped": from then on what is left holds.
        way, negations = "keep", []
    # "No {event}", "without A": a denial of a thing with no word of its own behind it.
    if way is None and negations:
        way = "off" if len(negations) % 2 == 1 else "on"
        stopped = "off" if negations == ["cease"] else None
        if way == "off" and _verbal(mention, words):
            way, instead = "unchanged", "off"
    denied = way == "unchanged" and instead is not None
    told = {w for w in moves if w != "unchanged"}
    spoken = {w for w, _ in outcomes}
    return Said(
        mention,
        words,
        way,
        named,
        denied,
        instead if denied else None,
        delayed,
        any(t.is_("half") for t in words),
        moves[0] if moves else None,
        (len(told) > 1 and way not in ("revert", "keep")) or {"revert", "keep"} <= spoken,
        stopped if way in ("unchanged", "off") else None,
    )


def _verbal(mention: Token, words: tuple[Token, ...]) -> bool:
    """Return whether what is denied is what the thing does ("X does not ..."), not that there is any ("no X")."""
    denials = [t for t in words if t.is_("not", "unless")]
    return bool(denials) and denials[-1].start >= mention.end and not denials[-1].value("not")


def _is_noun(token: Token, tokens: list[Token]) -> bool:
    """Return whether the word for a move follows an article: "hints at a cut" is no fall of who hints."""
    before = [t for t in tokens if t.end <= token.start]
    return bool(before) and max(before, key=lambda t: t.end).is_("det")


def _denied(token: Token, way: Way) -> Way:
    """Return the opposite of an outcome; a delay that is denied is no delay."""
    return "on" if token.value("outcome") == "late" else OPPOSITE[way]


def _way(token: Token, mention: Token) -> Way | None:
    """Return the direction a word gives, before any negation."""
    if token.is_("go", "to_direction"):
        return "up" if (token.value("go") or token.value("to_direction")) == "up" else "down"
    if token.is_("adjacent"):
        near = 0 <= mention.start - token.end <= NEAR
        return ("up" if token.value("adjacent") == "up" else "down") if near else None
    if token.is_("flat"):
        return "unchanged"
    if token.is_("times"):
        return "down" if float(token.value("times")) < 1 else "up"
    if token.is_("fading"):
        return "fade"
    if token.is_("outcome"):
        outcomes: dict[str, Way] = {
            "revert": "revert", "keep": "keep", "on": "on", "begin": "on", "off": "off", "late": "off",
        }  # fmt: skip
        return outcomes[token.value("outcome")]
    return None


def _together(moves: list[Way], outcomes: list[tuple[Way, bool]]) -> tuple[Way | None, Way | None]:
    """Return the direction that words make together, and the named move of "fails" and "holds"."""
    for way, after_move in outcomes:
        if moves and moves[0] != "unchanged" and (way == "revert" or (way == "fade" and after_move)):
            # Also 逆转跌势: what is reversed may stand behind the verb.
            return "revert", moves[0]
        if way == "keep" and moves and after_move:
            return "keep", moves[0]
    if moves:
        return moves[-1], None
    if outcomes:
        return outcomes[-1][0], None
    return None, None
