"""Random small graphs, and a dense oracle that knows nothing of the engine."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from graph.content import Graph
from graph.engine.what_if import what_if
from graph.scenario import Effect, Scenario, WhatIfResult

Array = NDArray[np.float64]
HORIZONS = (0, 1, 2, 5, 12)


@st.composite
def bodies(draw: st.DrawFn, *, cyclic: bool = True, most: int = 6) -> dict[str, Any]:
    """Graphs as plain data whose in-weights add to less than one, so that every loop settles."""
    size = draw(st.integers(2, most))
    nodes = [
        {"id": f"v{i}", "name": f"Node {i}", "unit": "%", "scale": draw(st.sampled_from([0.5, 1.0, 2.0]))}
        for i in range(size)
    ]
    pairs = [(a, b) for a in range(size) for b in range(size) if (a != b if cyclic else a < b)]
    chosen = draw(st.lists(st.sampled_from(pairs), min_size=1, max_size=3 * size))
    into = {b: sum(1 for _, end in chosen if end == b) for _, b in chosen}
    edges = []
    for k, (a, b) in enumerate(chosen):
        belief = draw(st.sampled_from([1.0, 0.8, {"plus": 0.5, "minus": 0.3, "none": 0.2}]))
        kernel = draw(st.sampled_from([None, None, None, [0.5, 0.3, 0.2], [1.5, -0.5]]))
        edges.append(
            {
                "id": f"e{k}",
                "cause": f"v{a}",
                "effect": f"v{b}",
                "sign": draw(st.sampled_from("+-")),
                "strength": draw(st.integers(1, 9)) / 10 / into[b] / (2 if kernel == [1.5, -0.5] else 1),
                "spread": draw(st.sampled_from([0.0, 0.05])),
                "lag_days": draw(st.sampled_from([0, 0, 1, 2, 4])),
                "kernel": kernel,
                "belief": belief,
            }
        )
    return {"nodes": nodes, "edges": edges}


def lag_matrices(
    body: dict[str, Any], factor: dict[str, float] | None = None, *, believed: bool = False
) -> list[Array]:
    """Return W by lag from the plain data, at expected weights or with every belief at one."""
    place = {n["id"]: i for i, n in enumerate(body["nodes"])}
    out: dict[int, Array] = {}
    for e in body["edges"]:
        sign = -1 if e.get("sign") == "-" else 1
        belief = 1.0 if believed else e.get("belief", 1.0)
        net = sign * belief if isinstance(belief, int | float) else belief["plus"] - belief["minus"]
        weight = net * e["strength"] * (factor or {}).get(e["id"], 1.0)
        for k, share in enumerate(e.get("kernel") or [1.0]):
            matrix = out.setdefault(e.get("lag_days", 0) + k, np.zeros((len(place), len(place))))
            matrix[place[e["effect"]], place[e["cause"]]] += weight * share
    return [out.get(lag, np.zeros((len(place), len(place)))) for lag in range(max(out, default=0) + 1)]


def stepped(matrices: list[Array], pushes: dict[int, Array], days: int) -> Array:
    """Return the level of every node by day, one day after the other, the same day by an explicit inverse."""
    size = len(matrices[0])
    today = np.linalg.inv(np.eye(size) - matrices[0])
    x: list[Array] = []
    for t in range(days + 1):
        arriving = pushes.get(t, np.zeros(size)).copy()
        for lag in range(1, min(t, len(matrices) - 1) + 1):
            arriving += matrices[lag] @ x[t - lag]
        x.append(today @ arriving)
    return np.cumsum(np.array(x), axis=0)


def run(body: dict[str, Any], shocks: list[dict[str, Any]], **options: Any) -> WhatIfResult:
    """Return the engine's answer on plain data."""
    given = {"horizons": HORIZONS, "draws": 0, "paths": 50, **options}
    return what_if(Graph.model_validate(body), Scenario.model_validate({"shocks": shocks, **given}))


def centrals(result: WhatIfResult) -> dict[tuple[str, Any], float]:
    """Return (node, horizon) -> central."""
    return {(e.node, e.horizon): e.central for e in result.effects}


def only(result: WhatIfResult, node: str, horizon: Any) -> Effect:
    """Return one effect that must be there."""
    found = result.effect(node, horizon)
    assert found is not None
    return found
