"""Random graph files and scenarios in the words of their reference pages, as somebody else would write them."""

from __future__ import annotations

from random import Random
from typing import Any

Plain = dict[str, Any]
AS_OF = "2025-11-21"
KERNELS = [None, None, None, [0.5, 0.5], [1.4, -0.4], [1.0, -0.6, -0.4], [0.2, 0.3, 0.5]]
STATUSES = ["forecast", "opinion", "historical_pattern", "rumour", "hypothetical", "bridge", "failed", "attributed"]
RELATIONS = ["forces", "constitutes", "ends", "signals", "precedes", "amplifies", "dampens"]


def graph_file(luck: Random, *, thresholds: bool = False, most: int = 6) -> Plain:
    """Return a graph file as plain data, with loops, lags, regimes, dates and every status and relation."""
    size = luck.randint(2, most)
    nodes = [
        {
            "id": f"n{i}",
            "name": {"en": f"Node {luck.choice('abcxyz')}{i}", "zh": ""},
            "unit": luck.choice(["bp", "%"]),
            "scale": luck.choice([0.5, 1.0, 3.0]),
        }
        for i in range(size)
    ]
    regimes = [_regime(luck, d) for d in range(luck.randint(0, 3))]
    edges = []
    for k in range(luck.randint(1, 3 * size)):
        a, b = luck.randrange(size), luck.randrange(size)
        if a != b or luck.random() < 0.3:
            edges.append(_edge(luck, f"e{k}", f"n{a}", f"n{b}", regimes))
            if thresholds and a != b and luck.random() < 0.25:
                edges[-1] = _threshold(luck, edges[-1])
    return {"nodes": nodes, "edges": edges, **({"regimes": regimes} if regimes else {})}


def _regime(luck: Random, d: int) -> Plain:
    sizes = [luck.random() for _ in range(luck.randint(2, 3))]
    odds = [s / sum(sizes) for s in sizes]
    odds[-1] = 1 - sum(odds[:-1])
    states = [f"s{j}" for j in range(len(odds))]
    return {"id": f"r{d}", "states": states, "probabilities": dict(zip(states, odds, strict=True))}


def _edge(luck: Random, id: str, cause: str, effect: str, regimes: list[Plain]) -> Plain:
    kernel = luck.choice(KERNELS)
    e: Plain = {
        "id": id,
        "cause": cause,
        "effect": effect,
        "sign": luck.choice("+-"),
        "strength": round(luck.uniform(0.05, 0.7), 3),
        "spread": luck.choice([0.0, 0.05, 0.2]),
        "lag_days": luck.choice([0, 0, 0, 1, 2, 5]),
        "status": luck.choice(["asserted"] * 12 + STATUSES),
        "relation": luck.choice(["causes"] * 14 + RELATIONS),
    }
    if luck.random() < 0.8:
        e["belief"] = luck.choice([1.0, 0.95, 0.6, {"plus": 0.6, "minus": 0.3, "none": 0.1}])
    if kernel is not None:
        e |= {"kernel": kernel, "permanent": round(sum(kernel), 9)}
    elif luck.random() < 0.3:
        e |= {"kernel": None, "permanent": luck.choice([1.0, 0.4])}
    if luck.random() < 0.3:
        e["valid_from"] = luck.choice(["2025-01-01", "2025-11-22", AS_OF])
    elif luck.random() < 0.3:
        e["valid_to"] = luck.choice(["2025-11-20", AS_OF, "2026-01-01"])
    if luck.random() < 0.2:
        e["known_from"] = luck.choice(["2025-11-20", AS_OF, "2025-12-01"])
    if regimes and luck.random() < 0.5:
        e["regimes"] = {}
        for regime in luck.sample(regimes, luck.randint(1, len(regimes))):
            factor = luck.choice([0, 0.5, 1.3, -0.7])
            e["regimes"][f"{regime['id']}.{luck.choice(regime['states'])}"] = factor
            e["flips"] = e.get("flips", False) or factor < 0
    return e


def _threshold(luck: Random, e: Plain) -> Plain:
    kept = {k: e[k] for k in ("id", "cause", "effect", "sign")}
    side = luck.choice(["above", "below"])
    level = luck.choice([1.0, 2.0]) * (1 if side == "above" else -1)
    params = {"level": level, "side": side, "jump": luck.choice([3.0, -2.0])}
    return {**kept, "form": "threshold", "strength": 0, "params": params, "belief": luck.choice([1.0, 0.7])}


def scenario_file(luck: Random, body: Plain) -> Plain:
    """Return a scenario on that graph as plain data: every mode, priced-in shares, cuts, overrides, regimes."""
    units = {n["id"]: n["unit"] for n in body["nodes"]}
    asked: Plain = {"shocks": [], "horizons": [0, 1, 2, 5, 12, "long_run"], "draws": 0, "as_of": AS_OF}
    asked["paths"] = luck.choice([0, 1, 3, 100])
    for node in luck.sample(list(units), luck.randint(1, min(len(units), 3))):
        shock: Plain = {"node": node, "size": round(luck.uniform(-4, 4), 2), "unit": units[node]}
        mode = luck.choice([None, "shock", "hold", "pulse", "hold"])
        shock |= {"mode": mode} if mode else {}
        shock |= {"priced_in": luck.choice([0, 0.25, 1])} if luck.random() < 0.3 else {}
        asked["shocks"].append(shock)
    if asked["shocks"][0].get("mode", "shock") == "shock" and luck.random() < 0.3:
        asked["shocks"].append({**asked["shocks"][0], "size": 1.5})
    seen = [e for e in body["edges"] if e.get("known_from", "") <= AS_OF]
    if seen and luck.random() < 0.3:
        e = luck.choice(seen)
        asked["cuts"] = [{"cause": e["cause"], "effect": e["effect"]}]
    linear = [e for e in seen if e.get("form") != "threshold"]
    if linear and luck.random() < 0.3:
        asked["overrides"] = [{"edge": luck.choice(linear)["id"], "strength": round(luck.uniform(0, 0.8), 3)}]
    if body.get("regimes") and luck.random() < 0.4:
        regime = luck.choice(body["regimes"])
        first, second = regime["states"][:2]
        asked["regimes"] = {regime["id"]: luck.choice([first, {first: 0.25, second: 0.75}])}
    if luck.random() < 0.4:
        asked["targets"] = luck.sample(list(units), luck.randint(1, len(units)))
    return asked
