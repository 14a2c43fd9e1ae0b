"""Changing the graph changes what it should, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from agents.answer import Answer, Impact
from agents.planner import answer
from graph.content import Graph
from graph.engine.what_if import what_if
from graph.scenario import Scenario, Shock

QUESTION = "what if the December cut repricing fails"


def _effects(found: Answer) -> dict[tuple[str, str, Any], float]:
    return {(b.id, i.name, i.horizon): i.central for b in found.branches for i in b.impacts}


def _with_edge(graph: Graph, cause: str, effect: str, **changes: object) -> Graph:
    edges = tuple(
        e.model_copy(update=changes) if (e.cause, e.effect) == (cause, effect) else e for e in graph.edges
    )  # fmt: skip
    assert edges != graph.edges
    return graph.model_copy(update={"edges": edges})


def test_flipping_one_links_sign_flips_what_it_carries_and_nothing_else(shipped: Graph) -> None:
    flipped = _with_edge(shipped, "spx", "vix", sign="+")
    before, after = _effects(answer(QUESTION, shipped)), _effects(answer(QUESTION, flipped))
    vix = shipped.node("vix").name.en
    for key, value in before.items():
        expected = -value if key[1] == vix else value
        assert after[key] == pytest.approx(expected, abs=1e-12), key


def test_any_link_that_is_flipped_turns_exactly_what_comes_through_it(shipped: Graph) -> None:
    assets = tuple(n.id for n in shipped.nodes if n.headline is not None)
    asked = Scenario(
        shocks=(Shock(node="fed_cut_prob_next", size=-30.9),), targets=assets, horizons=(1,), paths=1000, draws=0
    )
    before = what_if(shipped, asked)
    links = {e for p in before.paths for e in p.edges if shipped.edge(e).form != "threshold"}
    assert len(links) > 10
    for link in sorted(links):
        edge = shipped.edge(link)
        after = what_if(_with_edge(shipped, edge.cause, edge.effect, sign="-" if edge.sign == "+" else "+"), asked)
        for old, new in zip(before.effects, after.effects, strict=True):
            paths = [p for p in before.paths if p.target == old.node]
            if any(shipped.edge(e).form != "linear" for p in paths for e in p.edges):
                continue
            through = sum(p.contribution["1"] for p in paths if link in p.edges)
            assert new.central == pytest.approx(old.central - 2 * through, abs=1e-9), (link, old.node)


def test_deleting_a_link_removes_its_paths(shipped: Graph) -> None:
    kept = tuple(e for e in shipped.edges if (e.cause, e.effect) != ("spx", "vix"))
    found = answer(QUESTION, shipped.model_copy(update={"edges": kept}))
    assert not any("vix" in p.nodes for b in found.branches for p in b.paths)
    assert not any(i.node == "vix" for b in found.branches for i in b.impacts)
    assert _effects(found).items() <= _effects(answer(QUESTION, shipped)).items()


def _renamed(graph: Graph) -> Graph:
    """Return the graph with every node, edge, regime, state, event and entry id replaced."""
    text = graph.model_dump(mode="json")
    ids = [
        x.id
        for kind in ("nodes", "edges", "regimes", "events", "calendar", "scenarios", "observations")
        for x in getattr(graph, kind)
    ]
    new = {old: f"x{i:03d}_{old[::-1]}"[:100] for i, old in enumerate(reversed(sorted(set(ids))))}

    def walk(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {_key(k): walk(v, k) for k, v in value.items()}
        if isinstance(value, list):
            return [walk(v, key) for v in value]
        if isinstance(value, str) and key in {
            "id", "cause", "effect", "node", "trigger", "nodes", "levels", "event", "priced_by", "until", "about",
            "parents", "states",
        }:  # fmt: skip
            dimension, dot, state = value.partition(".")
            return new.get(value, new.get(dimension, dimension) + dot + state if dot else value)
        return value

    def _key(key: str) -> str:
        dimension, dot, state = key.partition(".")
        if dot:
            return new.get(dimension, dimension) + dot + state
        return new.get(key, key)

    return Graph.model_validate(walk(text)).model_copy(update={"as_of": graph.as_of})


def test_renaming_every_id_changes_no_number(shipped: Graph) -> None:
    before, after = answer(QUESTION, shipped), answer(QUESTION, _renamed(shipped))
    assert [b.probability for b in before.branches] == [b.probability for b in after.branches]
    for a, b in zip(before.branches, after.branches, strict=True):
        assert [_row(i) for i in a.impacts] == [_row(i) for i in b.impacts]
        assert [(o.level, o.p, o.p_baseline) for o in a.levels] == [(o.level, o.p, o.p_baseline) for o in b.levels]
        assert [(p.contribution, p.share) for p in a.paths] == [(p.contribution, p.share) for p in b.paths]


def _row(impact: Impact) -> tuple[object, ...]:
    numbers = (impact.central, impact.low, impact.high, impact.outcome_low, impact.outcome_high, impact.p_up)
    return (impact.name, impact.horizon, *(None if n is None else round(n, 12) for n in numbers))


def test_the_answer_is_continuous_in_the_size(shipped: Graph) -> None:
    sizes = [30.0, 30.5, 31.0]
    found = [answer(f"what if December cut odds fall by {s}pp", shipped) for s in sizes]
    for key, value in _effects(found[1]).items():
        low, high = (_effects(found[i])[key] for i in (0, 2))
        assert min(low, high) - 1e-9 <= value <= max(low, high) + 1e-9
        assert abs(high - low) <= 0.06 * abs(value) + 0.02
