"""The parts of a reading: what is supposed, what is asked about, what is left out, which regimes are assumed."""

from __future__ import annotations

from typing import NamedTuple, TypedDict

from agents.answer import Direction, LevelAsked, Trigger
from agents.reading.clauses import Clause
from agents.reading.direction import Said, said_of_each
from agents.reading.figures import Figure
from agents.reading.lexicon import Lexicon, Meaning
from agents.reading.scan import Token
from agents.reading.sizes import measured
from agents.reading.sizing import Sized, full_reversal
from graph.content import Graph
from graph.linker import Mention, Referent
from graph.model import Node
from graph.phrase_index import Folded, fold

SPAN_WORDS = ("go", "adjacent", "outcome", "flat", "times", "beyond", "half", "not", "to_direction")


class Supposed(NamedTuple):
    """One thing that is supposed to happen, with what it says of levels and of the scenario it names."""

    trigger: Trigger
    level: LevelAsked | None = None
    scenario: str | None = None
    conflict: bool = False
    said: Said | None = None
    referent: Referent | None = None
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


def with_levels(tokens: list[Token], graph: Graph, lexicons: tuple[Lexicon, ...]) -> list[Token]:
    """Return the tokens with "breaks {level}" spelled out as the priced thing, the word and the number."""
    out: list[Token] = []
    for i, token in enumerate(tokens):
        node = _level_node(token, graph)
        line = node.level if node is not None else None
        if line is None:
            out.append(token)
            continue
        before = next((t for t in reversed(out) if not t.is_("det")), None)
        after = tokens[i + 1] if i + 1 < len(tokens) else None
        number_follows = i + 2 < len(tokens) and tokens[i + 2].figure is not None
        place = (token.start, token.end, token.text)
        subject = Token(*place, mention=Mention(*place, (Referent("node", line.node),)))
        figure = Token(*place, figure=Figure(token.start, token.end, line.value, None, False))
        within = _crossing_in(token, lexicons)
        named = any(_only_node(t) == line.node for t in out)
        if before is not None and before.is_("beyond"):
            at = out.index(before)
            out = [*out[:at], *([] if named else [subject]), before, figure]
        elif within or (after is not None and after.is_("beyond") and not number_follows):
            crossing = Token(*place, meanings=(Meaning("beyond", within or line.side),))
            out += [*([] if named else [subject]), crossing, figure]
        else:
            out.append(token)
    return out


def _crossing_in(token: Token, lexicons: tuple[Lexicon, ...]) -> str:
    """Return the side that a name like "break above 6725" says by itself, or nothing."""
    words = [f for lexicon in lexicons for f in lexicon.words.find(fold(token.text))]
    sides = [m.value for f in words for m in f.meanings if m.kind == "beyond"]
    return sides[0] if sides else ""


def _level_node(token: Token, graph: Graph) -> Node | None:
    node_id = _only_node(token)
    node = graph.by_id.get(node_id) if node_id else None
    return node if node is not None and node.level is not None else None


def _only_node(token: Token) -> str | None:
    if token.mention is None:
        return None
    nodes = [r.id for r in token.mention.candidates if r.kind == "node"]
    return nodes[0] if len(nodes) == 1 else None


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
        only_states = len(states) == len(token.mention.candidates)
        if cued and len(states) == 1:
            regimes[states[0].id] = states[0].state
        elif only_states:
            kept.append(token)
        else:
            rest = tuple(r for r in token.mention.candidates if r.kind != "state")
            kept.append(token._replace(mention=token.mention._replace(candidates=rest)))
    return kept, regimes


def supposed(room: Room, clause: Clause) -> list[Supposed]:
    """Return what the clause supposes of each thing it names."""
    found = []
    for said in said_of_each(clause.tokens):
        mention = said.mention.mention
        if mention is None or not mention.candidates:
            continue
        referent = mention.candidates[0]
        found.append(_of_state(room, said, referent) if referent.kind == "state" else _of_node(room, said, referent))
    return [f for f in found if f is not None]


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
    found = measured(room.graph, node, said, referent.sign, room.regimes)
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
    return Supposed(trigger, level, template.id if template else None, said.conflict, original, referent)


def happening(room: Room, event: Supposed) -> Supposed:
    """Return the event as happening: nothing else can be meant by "what if {event}"."""
    happens = room.graph.node(event.trigger.node).kind in ("event", "level")
    if event.said is None or event.referent is None or not happens:
        return event
    return _of_node(room, event.said._replace(way="on"), event.referent) or event


def _clean(value: float) -> float:
    """Return the number without the dust of binary fractions."""
    return round(value, 10) + 0.0


def _notes(room: Room, node: Node, sized: Sized, said: Said) -> tuple[str, ...]:
    name = node.name.in_(room.lexicon.language)
    notes = []
    for key, values in sized.notes:
        where = room.lexicon.notes.get(str(values.get("where", "")), "")
        notes.append(room.lexicon.notes[key].format(name=name, **{**values, "where": where}))
    if said.denied and sized.rule:
        notes.append(room.lexicon.notes["negated"])
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


def asked(clauses: list[Clause], graph: Graph) -> tuple[list[str], list[str], dict[str, Direction], list[LevelAsked]]:
    """Return the things asked about, those left out, the moves taken as seen, and the levels asked about."""
    targets: list[str] = []
    excluded: list[str] = []
    observed: dict[str, Direction] = {}
    levels: list[LevelAsked] = []
    for clause in clauses:
        leaving_out = False
        for token in clause.tokens:
            leaving_out = (leaving_out or token.is_("except")) and not token.is_("except_end")
            node = _target(token, graph)
            if node is not None:
                (excluded if leaving_out else targets).append(node)
        for said in said_of_each(clause.tokens):
            node_id = _target(said.mention, graph)
            if node_id is None or said.mention.mention is None:
                continue
            sign = said.mention.mention.candidates[0].sign
            if said.first in ("up", "down"):
                observed[node_id] = "up" if (said.first == "up") == (sign > 0) else "down"
            line = measured(graph, graph.node(node_id), said, sign, {}).level
            if line is not None:
                levels.append(line)
    return list(dict.fromkeys(targets)), list(dict.fromkeys(excluded)), observed, levels


def _target(token: Token, graph: Graph) -> str | None:
    """Return the node a token names, that of the dimension for a market state."""
    if token.mention is None or not token.mention.candidates:
        return None
    first = token.mention.candidates[0]
    if first.kind == "state":
        return next((r.node for r in graph.regimes if r.id == first.id and r.node in graph.by_id), None)
    if first.kind == "scenario":
        return next((t.trigger for t in graph.scenarios if t.id == first.id), None)
    return first.id if first.id in graph.by_id else None
