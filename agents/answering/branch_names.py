"""What a branch is called, and the observable that decides it."""

from __future__ import annotations

from agents.answer import BranchEvent
from agents.answering.branching import STAYS, TO_THE_LINE, Forked, Way
from agents.answering.numbers import amount, day, level
from agents.answering.outcomes import outcome
from agents.answering.phrases import joined, say
from agents.answering.stories import named_by
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.model import Node
from graph.state import level_after

AT_A_LINE = {TO_THE_LINE, STAYS}
UNDONE = {"event_undone", "rumour_denied"}
"""Size rules of an event that came and is taken away again."""


def branch_label(forked: Forked, way: Way, language: str) -> str:
    """Return the branch's name: its template's, its outcome's, or what moves in it."""
    told = named_by(forked, way)
    if told is not None:
        return told.label.in_(language)
    node, trigger = forked.node.name.in_(language), forked.reading.triggers[0]
    if len(forked.reading.triggers) > 1:
        return moves_words(forked, language) if way.trigger else _none_of_them(forked, language)
    if trigger.size_rule in UNDONE:
        return say("event_undone" if way.trigger else "event_stands", language, node=node)
    if is_event(forked.node):
        off = (trigger.direction in {"off", "down"}) == way.trigger
        named = outcome(forked.event, off, language)
        return named or say("event_does_not" if off else "event_happens", language, node=node)
    lines = forked.reading.levels
    if lines and trigger.size_rule in AT_A_LINE:
        side = lines[0].side if way.asked else "below" if lines[0].side == "above" else "above"
        key = f"label_{'closes' if way.trigger else 'stays'}_{side}"
        return say(key, language, node=node, level=level(lines[0].level, forked.node.level_unit, language))
    if not way.trigger:
        held = way.asked and trigger.size_rule == "holds"
        return say("label_holds" if held else "label_otherwise", language, node=node)
    return _move(forked.graph, forked.node, forked.size, language)


def moves_words(forked: Forked, language: str) -> str:
    """Return every trigger with its move: "VIX +4.0 pts, WTI crude −5.0%"."""
    first = forked.reading.triggers[0].node
    sizes = [(t.node, forked.size if t.node == first else t.size) for t in forked.reading.triggers]
    parts = [_move(forked.graph, forked.graph.node(n), s, language) for n, s in sizes if s is not None]
    return joined(parts, language, "comma")


def _move(graph: Graph, node: Node, size: float, language: str) -> str:
    """Return a move with its size; of an event the name of its outcome, where it has one ("the Fed holds")."""
    name = node.name.in_(language)
    if is_event(node):
        event = next((e for e in graph.events if e.node == node.id), None)
        return outcome(event, size <= 0, language) or say(
            "event_does_not" if size <= 0 else "event_happens", language, node=name
        )
    return say("label_move", language, node=name, delta=amount(size, node.unit, language=language))


def _none_of_them(forked: Forked, language: str) -> str:
    names = joined((forked.graph.node(t.node).name.in_(language) for t in forked.reading.triggers), language, "comma")
    return say("label_none_of_them", language, names=names)


def branch_event(forked: Forked, way: Way, language: str) -> BranchEvent:
    """Return the level, window and close that decide the branch, or that nothing that is quoted does."""
    node, window, fork = forked.node, forked.window, forked.fork
    name = node.name.in_(language)
    close = day(window.end, language)
    now = forked.graph.level(node.id)
    if len(forked.reading.triggers) > 1:
        key = "event_together" if way.trigger else "event_none_of_them"
        return BranchEvent(definition=say(key, language), node=node.id)
    if is_event(node):
        return BranchEvent(definition=branch_label(forked, way, language), node=node.id)
    if fork is None:
        settled = forked.settled
        key = "event_unmoved" if not way.trigger else "event_settled" if settled else "event_unanchored"
        date = day(settled.date, language) if settled and settled.date else ""
        return BranchEvent(definition=say(key, language, node=name, date=date), node=node.id)
    line = fork.cutoff if node.probability else None
    if line is None and now is not None and now.value is not None:
        line = level_after(node, now.value, fork.cutoff)
    at_a_line = forked.reading.triggers[0].size_rule in AT_A_LINE
    if forked.reading.levels and at_a_line:
        return BranchEvent(
            definition=say("event_any_close", language, label=branch_label(forked, way, language), date=close),
            node=node.id,
            level=line,
            window=(window.start, window.end),
            close=say("any_new_york_close", language, date=close),
        )
    side = "below" if (fork.delta < 0) == way.trigger else "above"
    key = f"event_{('line' if at_a_line else 'half') if way.trigger else 'rest'}_{side}"
    shown = amount(fork.cutoff, node.unit, language=language)
    if line is not None:
        shown = level(line, node.level_unit, language)
    return BranchEvent(
        definition=say(key, language, node=name, level=shown, date=close),
        node=node.id,
        level=line,
        window=(window.start, window.end),
        close=say("new_york_close", language, date=close),
    )
