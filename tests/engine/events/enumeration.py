"""Event nets as plain data, and their odds by going through every joint outcome: knows nothing of the engine."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from hypothesis import strategies as st

from graph.content import Graph
from graph.engine.events.net import EventNet, event_net
from graph.engine.events.worlds import World, world
from graph.engine.what_if import what_if
from graph.scenario import Scenario, WhatIfResult

Plain = dict[str, Any]
Outcome = tuple[str, ...]
Joint = dict[Outcome, float]

YES_NO = ("yes", "no")


def binary(id: str, p: float | None = None, given: Mapping[Any, float] | None = None, parents: Outcome = ()) -> Plain:
    """Return a yes-or-no event with P(yes), or P(yes | parents' states)."""
    if p is not None:
        return {"id": id, "states": list(YES_NO), "table": [{"p": {"yes": p, "no": 1 - p}}]}
    rows = [
        {"when": dict(zip(parents, states, strict=True)), "p": {"yes": q, "no": 1 - q}}
        for states, q in (given or {}).items()
    ]
    return {"id": id, "states": list(YES_NO), "parents": list(parents), "table": rows}


ASIA: list[Plain] = [
    binary("asia", 0.01),
    binary("smoke", 0.5),
    binary("tub", given={("yes",): 0.05, ("no",): 0.01}, parents=("asia",)),
    binary("lung", given={("yes",): 0.1, ("no",): 0.01}, parents=("smoke",)),
    binary("bronc", given={("yes",): 0.6, ("no",): 0.3}, parents=("smoke",)),
    binary("either", given={("yes", "yes"): 1, ("yes", "no"): 1, ("no", "yes"): 1, ("no", "no"): 0},
           parents=("lung", "tub")),
    binary("xray", given={("yes",): 0.98, ("no",): 0.05}, parents=("either",)),
    binary("dysp", given={("yes", "yes"): 0.9, ("yes", "no"): 0.8, ("no", "yes"): 0.7, ("no", "no"): 0.1},
           parents=("bronc", "either")),
]  # fmt: skip
"""The chest clinic of Lauritzen and Spiegelhalter (1988), J. R. Statist. Soc. B 50, pp. 163-165."""

SPRINKLER: list[Plain] = [
    binary("cloudy", 0.5),
    binary("sprinkler", given={("yes",): 0.1, ("no",): 0.5}, parents=("cloudy",)),
    binary("rain", given={("yes",): 0.8, ("no",): 0.2}, parents=("cloudy",)),
    binary("wet", given={("yes", "yes"): 0.99, ("yes", "no"): 0.9, ("no", "yes"): 0.9, ("no", "no"): 0.0},
           parents=("sprinkler", "rain")),
]  # fmt: skip
"""The wet grass of Pearl (1988) with the numbers of Russell and Norvig, "Artificial Intelligence", figure 14.12."""


@st.composite
def nets(draw: st.DrawFn, *, most: int = 5, zeros: bool = True) -> list[Plain]:
    """Random nets of two or three states, parents written before children, some rows with impossible states."""
    out: list[Plain] = []
    for i in range(draw(st.integers(2, most))):
        states = [f"s{k}" for k in range(draw(st.integers(2, 3)))]
        parents = draw(st.lists(st.sampled_from(out), max_size=2, unique_by=lambda e: e["id"])) if out else []
        rows = []
        for combination in product(*(p["states"] for p in parents)):
            sizes = [draw(st.integers(0 if zeros else 1, 6)) for _ in states]
            sizes[0] += not any(sizes)
            when = {p["id"]: s for p, s in zip(parents, combination, strict=True)}
            rows.append({"when": when, "p": {s: n / sum(sizes) for s, n in zip(states, sizes, strict=True)}})
        out.append({"id": f"e{i}", "name": {"en": f"Event {i}"}, "states": states,
                    "parents": [p["id"] for p in parents], "table": rows})  # fmt: skip
    return out


def joint(events: list[Plain], do: Plain | None = None) -> Joint:
    """Return P(outcome) of every joint outcome; under `do` the row of a set event is replaced by certainty."""
    done = do or {}
    names = [e["id"] for e in events]
    found: Joint = {}
    for outcome in product(*(e["states"] for e in events)):
        at = dict(zip(names, outcome, strict=True))
        p = 1.0
        for e in events:
            if e["id"] in done:
                p *= at[e["id"]] == done[e["id"]]
                continue
            (row,) = [r for r in e["table"] if all(at[k] == v for k, v in r.get("when", {}).items())]
            p *= row["p"].get(at[e["id"]], 0.0)
        found[outcome] = p
    return found


def given(events: list[Plain], odds: Joint, seen: Plain) -> Joint | None:
    """Return the odds given what was seen, or None when that is impossible."""
    names = [e["id"] for e in events]
    kept = {o: p for o, p in odds.items() if all(o[names.index(k)] == v for k, v in seen.items())}
    total = sum(kept.values())
    return {o: kept.get(o, 0.0) / total for o in odds} if total > 0 else None


def chance(events: list[Plain], odds: Joint, of: Plain) -> float:
    """Return the probability that all of `of` holds."""
    names = [e["id"] for e in events]
    return sum(p for o, p in odds.items() if all(o[names.index(k)] == v for k, v in of.items()))


def net_of(events: list[Plain], **more: Any) -> EventNet:
    """Return the engine's net of plain events."""
    return event_net(Graph.model_validate({"events": events, **more}), [])


def engine_joint(events: list[Plain], among: World) -> Joint:
    """Return the engine's odds of every joint outcome, by the order of the plain events."""
    table = among.joint(range(len(events)))
    places = [among.net.place[e["id"]] for e in events]
    found = {}
    for states in product(*(range(len(e["states"])) for e in events)):
        at = dict(zip(places, states, strict=True))
        outcome = tuple(e["states"][s] for e, s in zip(events, states, strict=True))
        found[outcome] = float(table[tuple(at[i] for i in range(len(events)))])
    return found


def world_of(events: list[Plain], do: Plain | None = None, seen: Plain | None = None) -> World:
    """Return the engine's world after `do` and then `seen`."""
    net = net_of(events)

    def places(states: Plain | None) -> dict[int, int]:
        return {net.at(e): net.variables[net.at(e)].state(s) for e, s in (states or {}).items()}

    return world(net).done(places(do)).seen(places(seen))


def asked(body: Plain, **scenario: Any) -> WhatIfResult:
    """Return the what-if of a plain scenario on a plain graph."""
    given_ = {"draws": 0, "paths": 5, "horizons": [1, 5], **scenario}
    return what_if(Graph.model_validate(body), Scenario.model_validate(given_))


NODES: list[Plain] = [{"id": "rate", "unit": "bp", "scale": 5.0}, {"id": "stocks", "unit": "%", "scale": 1.2}]
EDGES: list[Plain] = [{"id": "e", "cause": "rate", "effect": "stocks", "sign": "-", "strength": 0.04, "spread": 0.01}]
MEETINGS: list[Plain] = [
    {"id": "dec", "date": "2025-12-10", "states": ["cut", "hold"], "table": [{"p": {"cut": 0.7, "hold": 0.3}}],
     "shocks": {"cut": [{"node": "rate", "size": -10, "unit": "bp"}],
                "hold": [{"node": "rate", "size": 15, "unit": "bp"}]}},
    {"id": "jan", "date": "2026-01-28", "states": ["cut", "hold"], "parents": ["dec"],
     "table": [{"when": {"dec": "cut"}, "p": {"cut": 0.2, "hold": 0.8}},
               {"when": {"dec": "hold"}, "p": {"cut": 0.6, "hold": 0.4}}],
     "shocks": {"cut": [{"node": "rate", "size": -20, "unit": "bp"}]}},
]  # fmt: skip
BODY: Plain = {"nodes": NODES, "edges": EDGES, "events": MEETINGS}
SIZE = {("dec", "cut"): -10.0, ("dec", "hold"): 15.0, ("jan", "cut"): -20.0, ("jan", "hold"): 0.0}


def tree_of(body: Plain, **scenario: Any) -> Plain:
    """Return the tree of a plain scenario on a plain graph."""
    found = asked(body, **scenario).tree
    assert found is not None
    return found


def leaves_of(tree: Plain, events: list[Plain], name: str = "p") -> Joint:
    """Return the odds of each leaf, by the order of the plain events."""
    return {tuple(leaf["states"][e["id"]] for e in events): leaf[name] for leaf in tree["leaves"]}


def full(leaves: Joint, odds: Joint) -> Joint:
    """Return the leaves with those of probability 0 that the tree leaves out."""
    return {outcome: leaves.get(outcome, 0.0) for outcome in odds}
