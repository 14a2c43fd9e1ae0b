"""How low something can go, a downside target: levels that a map does not hold, and that are no move by themselves."""

from __future__ import annotations

from agents.answer import Interpretation
from agents.reading.clauses import Clause
from agents.reading.declines import message
from agents.reading.lexicon import Lexicon
from agents.reading.scan import Token
from graph.content import Graph

UNANSWERED = ("ambiguous", "what_if", "state", "definition", "drivers", "paths")
UNSAID = {"weekly_sigma", "sigma_q_weekly", "one_sigma"}
"""Size rules of a move that the question gave no size: asked "how low", it supposes no fall of its own."""


def with_goals(found: list[Clause]) -> list[Clause]:
    """Return the clauses with those that ask how far something can go as what is asked about."""
    return [c._replace(role="effect") if _asks_goal(c.tokens) and c.mentions and not c.supposed else c for c in found]


def _asks_goal(tokens: tuple[Token, ...]) -> bool:
    return any(t.is_("goal") for t in tokens)


def without_goals(reading: Interpretation, found: list[Clause], graph: Graph, lexicon: Lexicon) -> Interpretation:
    """Return the reading that says of what a level was asked for that the map does not hold.

    A fall without a size of what is asked "how low" is not supposed of it; where nothing else is supposed, what
    can be told is where it stands.
    """
    asked = [c for c in found if _asks_goal(c.tokens)]
    named = [r.id for c in asked for t in c.mentions if t.mention for r in t.mention.candidates if r.kind == "node"]
    if not named or reading.intent not in UNANSWERED:
        return reading
    goals = tuple(dict.fromkeys(named))
    said = message("no_goal", graph, lexicon, list(goals))
    kept = tuple(t for t in reading.triggers if t.node not in goals or t.size_rule not in UNSAID)
    if kept:
        told = f"{reading.message} {said}" if reading.message else said
        targets = tuple(dict.fromkeys([*reading.targets, *(t.node for t in reading.triggers if t not in kept)]))
        return reading.model_copy(update={"triggers": kept, "targets": targets, "message": told, "goals": goals})
    found_out = {"intent": "state", "triggers": (), "targets": goals, "candidates": (), "message": said, "goals": goals}
    return reading.model_copy(update=found_out)
