"""The parts of a reading: what is supposed, what is asked about, what is left out, which regimes are assumed."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

from agents.answer import Direction, LevelAsked, Trigger
from agents.reading.bets import priced_move
from agents.reading.clauses import Clause
from agents.reading.direction import Said, said_of_each
from agents.reading.figures import Figure
from agents.reading.lasting import lasting
from agents.reading.late import delay_meant
from agents.reading.lexicon import Lexicon
from agents.reading.odd_sizes import odd_size
from agents.reading.outcomes import outcome_said, with_outcome
from agents.reading.scan import Token
from agents.reading.sizes import measured
from agents.reading.sizing import Doubt, Sized, full_reversal
from graph.content import Graph
from graph.linker import Referent
from graph.model import Node
from graph.phrase_index import HAN_CHARACTER, WORD, Folded, fold

SPAN_WORDS = (
    "go", "adjacent", "outcome", "fading", "flat", "times", "beyond", "stays", "turns", "place", "pricing", "half",
    "not", "to_direction",
)  # fmt: skip

TALES = ("narrative", "theme", "policy_expectation")
"""Kinds of things whose bare name supposes them: a mood, a story, a hawkish Fed."""
CLOSING = ("break", "if", "effect_cue", "aux", "and", "then")
"""Kinds of words behind a market state of which nothing more is said."""


SENTENCE_GAPS = 4
"""Blanks of an English name that is a sentence of its own."""
SHORTEST_VERB = 3
"""Letters of a word like "is"; a longer one that ends like a verb and is not understood says something unread."""


class Supposed(NamedTuple):
    """One thing that is supposed to happen, with what it says of levels and of the scenario it names."""

    trigger: Trigger
    level: LevelAsked | None = None
    scenario: str | None = None
    conflict: bool = False
    said: Said | None = None
    referent: Referent | None = None
    doubt: Doubt | None = None
    """Message, and its values, that asks back about it."""
    used: tuple[Figure, ...] = ()
    """Numbers of the question that its reading took in."""
    assumes: tuple[str, str] | None = None
    """Regime dimension and the state it is supposed to be in."""


class Room(NamedTuple):
    """What the readers of one question share."""

    question: str
    folded: Folded
    graph: Graph
    lexicon: Lexicon
    tokens: list[Token]
    regimes: dict[str, str]
    every: list[Token]
    """The tokens with the market states that `tokens` leaves out."""


def assumed_regimes(tokens: list[Token]) -> tuple[list[Token], dict[str, str]]:
    """Return the tokens without assumed market states, and dimension -> state ("in a long-gamma market")."""
    kept: list[Token] = []
    regimes: dict[str, str] = {}
    for i, token in enumerate(tokens):
        states = [r for r in token.mention.candidates if r.kind == "state"] if token.mention else []
        if not states or token.mention is None:
            kept.append(token)
            continue
        before = next((t for t in reversed(kept) if not t.is_("det")), None)
        near = tokens[i + 1 : i + 3]
        cued = (before is not None and before.is_("toward")) or any(t.is_("market") for t in near)
        cued = cued or (before is not None and before.is_("during") and (not near or near[0].is_(*CLOSING)))
        cued = cued or (before is not None and before.is_("and") and i > 0 and _is_state(tokens[:i]) and bool(regimes))
        only_states = len(states) == len(token.mention.candidates)
        if cued and len(states) == 1:
            regimes[states[0].id] = states[0].state
        elif only_states:
            kept.append(token)
        else:
            rest = tuple(r for r in token.mention.candidates if r.kind != "state")
            kept.append(token._replace(mention=token.mention._replace(candidates=rest)))
    return kept, regimes


def _is_state(before: list[Token]) -> bool:
    """Return whether the last name before is a market state."""
    last = next((t.mention for t in reversed(before) if t.mention is not None), None)
    return last is not None and any(r.kind == "state" for r in last.candidates)


def supposed(room: Room, clause: Clause) -> list[Supposed]:
    """Return what the clause supposes of each thing it names."""
    found = []
    every = said_of_each(clause.tokens)
    for said in every:
        mention = said.mention.mention
        if mention is None or not mention.candidates or (len(every) > 1 and _prices(said, clause)):
            continue
        referent = mention.candidates[0]
        found.append(_of_state(room, said, referent) if referent.kind == "state" else _of_node(room, said, referent))
    return [f for f in found if f is not None]


def torn(causes: list[Supposed]) -> list[str]:
    """Return the nodes that are said to go both ways."""
    ways = {(s.trigger.node, s.trigger.direction) for s in causes}
    both = {
        n for n, way in ways for other in (("up", "down"), ("on", "off")) if way == other[0] and (n, other[1]) in ways
    }
    return [s.trigger.node for s in causes if s.conflict or s.trigger.node in both]


def _prices(said: Said, clause: Clause) -> bool:
    """Return whether the thing is only the one who prices: "the market prices out a cut"."""
    after = next((t for t in clause.tokens if t.start >= said.mention.end and not t.is_("not", "det")), None)
    return after is not None and after.is_("pricing")


def _of_state(room: Room, said: Said, referent: Referent) -> Supposed | None:
    """Return a market state that is supposed to begin (or to end)."""
    regime = next(r for r in room.graph.regimes if r.id == referent.id)
    if regime.node not in room.graph.by_id:
        return None
    direction: Direction = "off" if said.way in ("off", "down", "revert") else "on"
    trigger = Trigger(node=regime.node, direction=direction, unit="state", size_rule="regime", **_words(room, said))
    return Supposed(trigger, assumes=(referent.id, referent.state) if direction == "on" else None)


def _of_node(room: Room, said: Said, referent: Referent) -> Supposed | None:
    template = next((t for t in room.graph.scenarios if referent.kind == "scenario" and t.id == referent.id), None)
    original = said
    node = room.graph.by_id.get(template.trigger if template else referent.id)
    if node is None:
        return None
    if template is not None and said.way is None:
        back = full_reversal(room.graph, node)
        comes_back = back.size is not None and (back.size > 0) == (template.direction == "up")
        said = said._replace(way="revert" if comes_back else template.direction)
    if template is None and referent.sign > 0:
        said = with_outcome(said, outcome_said(room.graph, node, said.mention, room.tokens, room.folded.low))
    sign = _side(room, node, said, referent)
    bet = next((t.value("pricing") for t in said.words if t.is_("pricing")), None)
    if bet is not None:
        node, found = priced_move(room.graph, node, said, bet, sign)
    else:
        found = lasting(room, node, said, measured(room.graph, node, said, sign, room.regimes))
    delay = delay_meant(room.graph, found, room.lexicon)
    if delay is not None:
        node, found = delay[0], measured(room.graph, delay[0], Said(said.mention, (), delay[1]), 1, room.regimes)
    notes = _notes(room, node, found.sized, said)
    sized = found.sized
    trigger = Trigger(
        node=node.id,
        direction=found.direction,
        size=None if sized.size is None else _clean(sized.size),
        unit=node.unit if found.direction else None,
        from_=sized.start,
        to=None if sized.end is None else _clean(sized.end),
        size_rule=sized.rule or None,
        alternatives=sized.alternatives,
        notes=notes,
        **_words(room, said),
    )
    level = found.level
    if level is None and node.level is not None and found.direction in ("on", "up", "off", "down"):
        above = (node.level.side == "above") == (found.direction in ("on", "up"))
        level = LevelAsked(node=node.level.node, level=node.level.value, side="above" if above else "below")
    doubt: Doubt | None = ("unsure", {}) if any(t.is_("unsure") for t in said.words) else sized.doubt
    doubt = odd_size(room, node, said, sized) or doubt
    return Supposed(
        trigger, level, template.id if template else None, said.conflict, original, referent, doubt, sized.used
    )


def _side(room: Room, node: Node, said: Said, referent: Referent) -> int:
    """Return which side of the node is meant: a bond bought or sold is a price, one that moves by 5bp a yield."""
    if node.kind != "rate" or node.unit != "bp" or node.level_unit != "%":
        return referent.sign
    rate = any(word in said.mention.text for word in room.lexicon.rate_words)
    if not rate and any(t.is_("as_price") for t in said.words):
        # "Sells off 10bp": a bond that is sold, whatever its size is counted in.
        return -1
    figures = [t.figure for t in said.words if t.figure is not None and not t.figure.time_unit]
    at_level = any(t.is_("to", "beyond", "stays", "turns") for t in said.words) and figures
    if at_level or any(f.unit in ("bp", "pp") for f in figures):
        return 1
    return referent.sign


def happening(room: Room, event: Supposed) -> Supposed:
    """Return the event as happening: nothing else can be meant by "what if {event}", or by "what if risk-off"."""
    node = room.graph.node(event.trigger.node)
    happens = node.kind in ("event", "level") or (node.kind in TALES and not node.probability)
    happens = happens or (
        not node.probability and event.said is not None and _is_sentence(event.said.mention.text, room.lexicon)
    )
    if event.said is None or event.referent is None or not happens or _unread_verb(room, node, event.said):
        return event
    return _of_node(room, event.said._replace(way="on"), event.referent) or event


def is_tale(name: str, node: Node, lexicon: Lexicon) -> bool:
    """Return whether the bare name says that something is so: a story, a mood, or a whole sentence."""
    return not node.probability and (node.kind in TALES or _is_sentence(name, lexicon))


def _unread_verb(room: Room, node: Node, said: Said) -> bool:
    """Return whether something is said of the thing that is not understood, or that gives no direction."""
    if any(t.is_("vague") or (t.is_("tone") and not t.is_("go")) for t in said.words):
        return True
    if node.kind == "event":
        return False
    low, end = room.folded.low, said.mention.end
    word = WORD.match(low, end + 1) if low[end : end + 1] == " " else None
    if word is None or any(t.start <= word.start() < t.end for t in room.every) or not word.group().isascii():
        return False
    told = word.group()
    known = room.lexicon.horizons.has(told) or told in room.lexicon.time_units or told in room.lexicon.between
    return not known and len(told) > SHORTEST_VERB and told.endswith(("s", "ed"))


def _is_sentence(name: str, lexicon: Lexicon) -> bool:
    """Return whether the name says that something is so ("uncertainty is the baseline")."""
    kinds = ("aux", "go") if HAN_CHARACTER.search(name) else ("aux",)
    if name.isascii() and name.count(" ") >= SENTENCE_GAPS:
        return True
    return any(m.kind in kinds for f in lexicon.words.find(fold(name)) for m in f.meanings)


def rising(room: Room, thing: Supposed) -> Supposed:
    """Return the thing as rising, by what is said, where a comparison gives no direction."""
    if thing.said is None or thing.referent is None:
        return thing
    return _of_node(room, thing.said._replace(way="up"), thing.referent) or thing


def _clean(value: float) -> float:
    """Return the number without the dust of binary fractions."""
    return round(value, 10) + 0.0


def _notes(room: Room, node: Node, sized: Sized, said: Said) -> tuple[str, ...]:
    name = node.name.in_(room.lexicon.names_in)
    notes = []
    for key, values in sized.notes:
        where = room.lexicon.notes.get(str(values.get("where", "")), "")
        notes.append(room.lexicon.notes[key].format(name=name, **{**values, "where": where}))
    if said.denied and sized.rule == "unchanged":
        notes.append(room.lexicon.notes["stopped" if said.stopped else "negated"])
    if sized.rule == "event_undone":
        notes.append(room.lexicon.notes["event_undone"])
    if said.delayed:
        notes.append(room.lexicon.notes["delayed"])
    return tuple(notes)


class Place(TypedDict):
    """The `words` and `span` of a trigger, as keyword arguments."""

    words: str
    span: tuple[int, int]


def _words(room: Room, said: Said) -> Place:
    parts = [said.mention, *(t for t in said.words if t.is_(*SPAN_WORDS) or (t.figure and not t.figure.time_unit))]
    start, end = min(t.start for t in parts), max(t.end for t in parts)
    for token in reversed([t for t in room.tokens if t.end <= start]):
        if not token.is_("det") or room.folded.low[token.end : start].strip():
            break
        start = token.start
    left, right = room.folded.span(start, end)
    return {"words": room.question[left:right], "span": (left, right)}


def distinct(causes: list[Supposed]) -> list[Trigger]:
    """Return the triggers, one for each node: the one that says most."""
    best: dict[str, Trigger] = {}
    for s in causes:
        held = best.get(s.trigger.node)
        if held is None or (held.direction is None and s.trigger.direction is not None):
            best[s.trigger.node] = s.trigger
    return list(best.values())


def distinct_levels(levels: list[LevelAsked]) -> tuple[LevelAsked, ...]:
    """Return the levels without those said twice."""
    return tuple({(line.node, line.level, line.side): line for line in levels}.values())
