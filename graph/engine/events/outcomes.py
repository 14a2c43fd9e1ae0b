"""What a scenario says of events, read against the graph: worlds with their odds, and what they push."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Literal

from graph.content import Graph
from graph.engine.events.net import Change, EventNet, event_net
from graph.engine.events.reweight import reweighted
from graph.engine.events.statements import Statement, market_odds, statements
from graph.engine.events.worlds import States, World, world
from graph.engine.kernels import Array
from graph.errors import ScenarioError
from graph.scenario import Observe, Scenario, Shock, StateOrWeights, TreeOptions, Warning
from graph.state import state_odds

ROUNDING = 1e-14
"""Changes of a probability below this are rounding: what is not touched does not move."""

Push = dict[tuple[str, str], float]
"""(node, unit) -> size of what the outcomes do, net of what was priced."""


@dataclass(frozen=True)
class EventOdds:
    """The events of one run in their worlds.

    `tables` is the net by its tables alone; `priced` holds market odds too, and is what prices already know;
    `now` is after what was done and observed. `seen` takes all of these as observed, `done` as brought about.
    """

    graph: Graph
    options: TreeOptions
    tables: World
    priced: World
    now: World
    seen: World | None
    done: World | None
    given: tuple[Statement, ...]
    observed: States
    set_to: States
    kl: float
    changed: tuple[Change, ...]
    warnings: tuple[Warning, ...]
    overrides: Mapping[str, StateOrWeights]

    @property
    def net(self) -> EventNet:
        """Return the net."""
        return self.tables.net

    def push(self, odds: Iterable[Array]) -> Push:
        """Return what outcomes with these odds do: sum over events and states of (odds - priced odds) x size."""
        found: Push = {}
        priced = self.priced_marginals
        for variable, after, before in zip(self.net.variables, odds, priced, strict=True):
            for s, state in enumerate(variable.states):
                for shock in variable.shocks.get(state, ()):
                    key = (shock.node, shock.unit)
                    surprise = float(after[s] - before[s])
                    found[key] = found.get(key, 0.0) + (surprise if abs(surprise) > ROUNDING else 0.0) * shock.size
        return found

    @cached_property
    def priced_marginals(self) -> list[Array]:
        """Return the odds that prices already hold, by event."""
        return self.priced.marginals()

    def regimes(self, among: World) -> dict[str, StateOrWeights]:
        """Return the odds of the regimes that the net knows or that outcomes bring, in one world."""
        net = among.net
        setters: dict[str, list[int]] = {}
        for i, variable in enumerate(net.variables):
            if variable.is_regime:
                setters.setdefault(variable.id, []).insert(0, i)
            for dimension in sorted({d for row in variable.sets.values() for d in row}):
                setters.setdefault(dimension, []).append(i)
        out: dict[str, StateOrWeights] = {}
        for dimension, places in setters.items():
            joint = among.joint(sorted(places))
            odds: dict[str, float] = {}
            for states in product(*(range(net.sizes[v]) for v in sorted(places))):
                p = float(joint[states])
                if p > 0:
                    for state, share in self._in(dimension, dict(zip(sorted(places), states, strict=True))).items():
                        odds[state] = odds.get(state, 0.0) + p * share
            total = sum(odds.values())
            out[dimension] = {state: p / total for state, p in odds.items()}
        return out

    def regimes_of(self, leaf: States) -> dict[str, StateOrWeights]:
        """Return the regimes that the outcomes of one leaf fix: dimension -> state, the latest outcome winning."""
        found: dict[str, StateOrWeights] = {}
        for v, s in sorted(leaf.items()):
            variable = self.net.variables[v]
            if variable.is_regime:
                found.setdefault(variable.id, variable.states[s])
            found.update(variable.sets.get(variable.states[s], {}))
        return {d: s for d, s in found.items() if not self._is_set(d)} | {
            d: s for d, s in self.overrides.items() if self._is_set(d)
        }

    def _is_set(self, dimension: str) -> bool:
        return dimension in self.net.place and self.net.place[dimension] in self.set_to

    def _in(self, dimension: str, leaf: States) -> dict[str, float]:
        """Return the odds of a dimension's states in a leaf of the events that bear on it."""
        fixed = self.regimes_of(leaf).get(dimension)
        if isinstance(fixed, str):
            return {fixed: 1.0}
        regime = next(r for r in self.graph.regimes if r.id == dimension)
        odds = state_odds(regime, self.overrides.get(dimension))
        if not odds:
            raise ScenarioError(
                f"an outcome sets regime {dimension!r}, which nobody read; give its probabilities under regimes"
            )
        return odds

    def applied(self, scenario: Scenario, odds: Push, regimes: Mapping[str, StateOrWeights]) -> Scenario:
        """Return the scenario with its events turned into shocks and regimes."""
        taken = {s.node for s in scenario.shocks}
        shocks = tuple(
            Shock(node=node, size=size, unit=unit)
            for (node, unit), size in odds.items()
            if size != 0 or node not in taken
        )
        events = {e.id for e in self.graph.events}
        return scenario.model_copy(
            update={
                "shocks": (*scenario.shocks, *shocks),
                "regimes": {**scenario.regimes, **regimes},
                "observe": tuple(o for o in scenario.observe if o.event is None),
                "do": tuple(d for d in scenario.do if d.event not in events),
                "tree": None,
            }
        )


def event_odds(graph: Graph, scenario: Scenario) -> EventOdds | None:
    """Return the events that the scenario asks about in their worlds, or None when it asks about none."""
    events = {e.id: e for e in graph.events}
    regimes = {r.id for r in graph.regimes}
    options = scenario.tree or TreeOptions()
    seen = [o.event for o in scenario.observe if o.event is not None]
    only_regimes = all(d.event in regimes and d.event not in events for d in scenario.do)
    if scenario.tree is None and only_regimes and not seen:
        return None
    asked = {*seen, *(d.event for d in scenario.do), *options.market}
    asked |= {e for row in options.given for e in (*row.of, *row.when)}
    prices = {e.id: odds for e in graph.events if (odds := market_odds(e, graph)) is not None}
    roots = {e.id: prices[e.id] for e in graph.events if not e.table and not e.parents and e.id in prices}
    for name, row in options.market.items():
        if name in events and not events[name].table and not events[name].parents:
            roots[name] = _filled(row, events[name].states)
    net = event_net(
        graph,
        asked,
        overrides=scenario.regimes,
        root_odds={name: row for name, row in roots.items() if set(row) == set(events[name].states)},
        whole=scenario.tree is not None,
        repair=options.mode == "repair",
    )
    if not net.variables:
        raise ScenarioError("the scenario asks for a tree, but the graph has no events with odds; give them a table")
    changed = list(net.changed)
    priced = {name: row for name, row in prices.items() if name in net.place and events[name].table}
    found = statements(net, options, priced, changed)
    start = world(net)
    after = reweighted(start, found, repair=options.mode == "repair")
    observed = _states(net, scenario, "observe")
    set_to = _states(net, scenario, "do")
    for v, s in observed.items():
        if set_to.get(v, s) != s:
            both = f"{start.words(v, s)} under observe and {start.words(v, set_to[v])} under do"
            raise ScenarioError(f"the scenario has {both}; keep one")
    if set_to and options.mode == "bounds":
        named = ", ".join(start.words(v, s) for v, s in set_to.items())
        raise ScenarioError(
            f"do has {named}, but tree mode bounds has no independences to say what do changes; use strict or repair"
        )
    return EventOdds(
        graph=graph,
        options=options,
        tables=start,
        priced=after.world,
        now=after.world.done(set_to).seen(observed),
        seen=_or_none(after.world, {**observed, **set_to}, "seen"),
        done=_or_none(after.world, {**observed, **set_to}, "done"),
        given=found,
        observed=observed,
        set_to=set_to,
        kl=after.kl,
        changed=(*changed, *after.changed),
        warnings=net.warnings,
        overrides={**scenario.regimes, **{d.event: d.state for d in scenario.do if d.event not in events}},
    )


def _filled(row: Mapping[str, float], states: tuple[str, ...]) -> dict[str, float]:
    """Return the odds with the only state that was left out."""
    missing = [s for s in states if s not in row]
    rest = 1 - sum(row.values())
    return {**row, missing[0]: rest} if len(missing) == 1 and rest >= 0 else dict(row)


def _states(net: EventNet, scenario: Scenario, part: Literal["observe", "do"]) -> dict[int, int]:
    found: dict[int, int] = {}
    for item in scenario.do if part == "do" else scenario.observe:
        if item.event is None or (item.event not in net.place and part == "do"):
            continue
        place = net.at(item.event)
        if isinstance(item, Observe) and (item.node is not None or item.value is not None):
            raise ScenarioError(
                f"an observation of event {item.event!r} also has a node or a value; give it a row each"
            )
        if item.state is None:
            raise ScenarioError(f"observe has event {item.event!r} without a state; name what was seen")
        state = net.variables[place].state(item.state)
        if found.get(place, state) != state:
            names = net.variables[place].states
            raise ScenarioError(
                f"{part} has event {item.event!r} at {names[found[place]]!r} and {names[state]!r}; keep one"
            )
        found[place] = state
    return dict(sorted(found.items()))


def _or_none(start: World, states: States, how: Literal["seen", "done"]) -> World | None:
    """Return the world that takes everything as seen, or as done; None where that is impossible."""
    try:
        return start.seen(states) if how == "seen" else start.done(states)
    except ScenarioError:
        return None
