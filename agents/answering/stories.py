"""Which scenario of the map a what-if belongs to, and which of its stories a branch may tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.answer import Interpretation
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.context import ScenarioTemplate, TemplateBranch
from graph.model import Node

if TYPE_CHECKING:
    from agents.answering.branching import Forked, Way

WHOLE_MOVES = {"full_reversal", "holds", "event_on", "event_off", "event_undone", "rumour_denied", "one_sigma"}
"""Size rules under which a scenario's own stories are true: the whole move comes, or none of it."""
UNSIZED = {"weekly_sigma", "beyond_level", "to_level", "from_to"}
"""Size rules that name no part of a move: what nothing prices then goes the way of its scenario."""
OPPOSITE = {"on": "off", "off": "on", "up": "down", "down": "up"}


def scenario_of(graph: Graph, reading: Interpretation, node: Node) -> tuple[ScenarioTemplate | None, bool]:
    """Return the scenario that the first trigger belongs to, and whether the trigger is its opposite.

    The reading names it; else it is the one of the same thing, so that a denial belongs to the rumour.
    """
    named = next((t for t in graph.scenarios if t.id == reading.scenario), None)
    if named is not None:
        return named, False
    way = reading.triggers[0].direction
    own = [t for t in graph.scenarios if t.trigger == node.id]
    same = next((t for t in own if t.direction == way), None)
    if same is not None:
        return same, False
    turned = next((t for t in own if is_event(node) and t.direction == OPPOSITE.get(way or "")), None)
    return turned, turned is not None


def names_of(template: ScenarioTemplate | None, *, turned: bool) -> tuple[str, str]:
    """Return what the branch where the trigger comes, and the other one, are called."""
    if template is None:
        return "happens", "does_not"
    first = next((b.id for b in template.branches if b.outcome == "trigger"), "happens")
    second = next((b.id for b in template.branches if b.outcome == "otherwise"), "does_not")
    return (second, first) if turned else (first, second)


def named_by(forked: Forked, way: Way) -> TemplateBranch | None:
    """Return the scenario's branch whose name this way bears: the whole move is supposed, or none of it."""
    whole = forked.reading.triggers[0].size_rule in WHOLE_MOVES and len(forked.reading.triggers) == 1
    return _told(forked, way) if whole else None


def story_of(forked: Forked, way: Way) -> TemplateBranch | None:
    """Return the scenario's branch whose story is true here; a part of a move that is priced tells none."""
    told = named_by(forked, way)
    if told is not None and _contradicted(forked, way, told):
        return None
    rule = forked.reading.triggers[0].size_rule
    if told is None and forked.fork is None and rule in UNSIZED and way.trigger and len(forked.reading.triggers) == 1:
        told = _told(forked, way)
        return None if told is not None and _contradicted(forked, way, told) else told
    return told


def _contradicted(forked: Forked, way: Way, told: TemplateBranch) -> bool:
    """Return whether the numbers go against the story: the first shown thing that it tells a way of goes the other."""
    for target in forked.shown.targets:
        effect = way.centres.effect(target, forked.lead)
        if target in told.tells and effect is not None and effect.central != 0:
            return (effect.central < 0) != (told.tells[target] == "down")
    return False


def _told(forked: Forked, way: Way) -> TemplateBranch | None:
    branches = forked.template.branches if forked.template else ()
    return next((b for b in branches if b.id == way.id), None)
