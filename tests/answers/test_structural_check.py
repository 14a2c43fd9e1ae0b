"""The cross-check with flows carried instead of amplifiers: worked by itself, and equal to the whole run."""

from __future__ import annotations

from agents.answering.branching import forked
from agents.answering.engine_words import WEEK
from agents.reading.interpret import interpret
from graph.content import Graph
from graph.engine.what_if import if_links_hold, what_if


def test_the_cross_check_is_what_the_whole_run_gives(shipped: Graph) -> None:
    worked = forked(shipped, interpret("What if the December cut repricing fails?", shipped))
    told = {"amplifiers": "structural", "horizons": (WEEK,)}
    scenario = worked.ways[0].centres.scenario.model_copy(update=told)
    whole = what_if(shipped, scenario.model_copy(update={"targets": ("spx", "vix"), "draws": 0}))
    for node in ("spx", "vix"):
        effect = whole.effect(node, WEEK)
        assert effect is not None
        alone = if_links_hold(shipped, scenario.model_copy(update={"targets": (node,)}), node, WEEK)
        assert abs(alone - effect.if_links_hold) < 1e-9 * abs(alone)
        assert alone != 0
