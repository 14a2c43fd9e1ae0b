"""From a reading of a what-if to its branches in numbers: forks, engine runs, level odds, leaves."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import NamedTuple

from agents.answer import Interpretation, LevelOdds, Trigger
from agents.answering.kinds import unanchored
from agents.answering.level_odds import at_the_line, happened, level_odds, tapes
from agents.answering.noting import Worked, worked
from agents.answering.shocks import outcome_shocks, trigger_shocks, unread_thresholds
from agents.answering.stories import names_of, scenario_of
from agents.answering.targets import LATER, SHOWN_HORIZONS, Shown, candidates, satisfied, shown
from agents.answering.timeline import Window, calendar_days, window_of
from agents.reading.sizing import full_reversal
from graph.content import Graph
from graph.context import Event, ScenarioTemplate
from graph.engine.forks import Fork, odds_fork, price_fork
from graph.model import Node
from graph.scenario import Horizon, Scenario, Shock, WhatIfResult
from graph.state import daily_sigma, move_between

PATHS_KEPT = 12
DRAWS = 2000
MOST_DAYS = 63
"""Trading days of a window that are followed day by day for its level odds."""
HALF = 0.5
"""Share of a move that must have come for its branch to count."""
TO_THE_LINE = "beyond_level"
"""Size rule of a move that is asked about as a close beyond a level: it has come when the level is crossed."""
STAYS = "holds_level"
"""Size rule of a level that is supposed to hold: the branch in which it is not crossed."""


@dataclass(frozen=True, eq=False)
class Way:
    """One branch in numbers. `asked` is the one the question is about."""

    id: str
    asked: bool
    trigger: bool
    """Whether the fork's trigger happens in it (the odds fall back, the price breaks)."""
    delta: float | None
    p: float | None
    p_low: float | None
    p_high: float | None
    result: WhatIfResult
    """Ranges and paths for the targets at the shown horizons."""
    centres: WhatIfResult
    """Plug-in effects on everything reached, on every day that is told."""
    levels: tuple[LevelOdds, ...] = ()
    crossing: float | None = None
    """Probability of the fork's own level being crossed, given this branch."""
    counted: float | None = None
    """Mean of the trigger's odds at the close, as counted on the draws of this branch."""


@dataclass(frozen=True, eq=False)
class Forked:
    """A what-if worked to the last number, before any word is written."""

    graph: Graph
    reading: Interpretation
    node: Node
    size: float
    window: Window
    sigma: float
    template: ScenarioTemplate | None
    event: Event | None
    fork: Fork | None
    ways: tuple[Way, ...]
    calendar_days: dict[int, str]
    """Trading days ahead -> calendar entry that falls on it."""
    shown: Shown
    settled: Event | None
    """The event whose odds these are, when its day has passed: its odds anchor nothing any more."""

    @property
    def lead(self) -> int:
        """Return the trading day that the words speak of: the first at which the first target moves."""
        return self.shown.lead


def forked(graph: Graph, reading: Interpretation) -> Forked:
    """Return every number of a what-if answer: two ways, their effects, level odds and leaves."""
    as_of = _day(graph)
    trigger = reading.triggers[0]
    node = graph.node(trigger.node)
    event = next((e for e in graph.events if node.id in (e.priced_by, e.node)), None)
    past = event if event and event.date and event.date <= as_of else None
    template, turned = (None, False) if past else scenario_of(graph, reading, node)
    window = window_of(as_of, reading, template, event)
    sigma = daily_sigma(graph, node, dict(reading.regimes))
    holds = trigger.size_rule in {"holds", STAYS}
    size = _fork_size(graph, reading, node)
    alone = past is None and len(reading.triggers) == 1
    fork, low, high = _fork(graph, node, trigger, size, sigma, window) if alone else (None, None, None)
    days = calendar_days(graph, window)
    asked = [reading.horizon_days] if reading.horizon_days else []
    told = tuple(sorted({*SHOWN_HORIZONS, *range(min(window.sessions, MOST_DAYS) + 1), *days, *asked}))
    first = _first(graph, reading, trigger_shocks(graph, reading, size), told)
    happens = first.result
    held = tapes(graph, reading, node, size, sigma, window, happens, fork)
    mask = happened(held, fork)
    if fork is not None and trigger.size_rule in {TO_THE_LINE, STAYS}:
        fork, mask = at_the_line(held, node, fork, mask)
        low, high = fork.p, fork.p
    other_size = fork.delta_other if fork else 0.0
    others = tuple(outcome_shocks(graph, node, other_size)) if fork else ()
    second = _centres(graph, reading, others, happens.scenario.horizons, happens.scenario.targets)
    otherwise = second.result
    table = shown(graph, reading, otherwise if holds else happens)
    names = names_of(template, turned=turned)
    p = fork.p if fork else None
    pair = (
        Way(names[0], not holds, True, size, p, low, high, _ranged(first, table), happens),
        Way(
            names[1],
            holds,
            False,
            other_size if fork else None,
            _complement(p),
            _complement(high),
            _complement(low),
            _ranged(second, table),
            otherwise,
        ),
    )
    line = template.levels[0] if template and template.levels else None
    ways = []
    for way in pair:
        came = mask if way.trigger or mask is None else ~mask
        levels, crossing = level_odds(held, came, window, trigger=way.trigger, fork_level=line)
        levels = tuple(o for o in levels if not _decides(reading, o))
        counted = held[0].mean(came) if held and node.probability else None
        ways.append(replace(way, levels=levels, crossing=crossing, counted=counted))
    ways.sort(key=lambda w: not w.asked)
    return Forked(graph, reading, node, size, window, sigma, template, event, fork, tuple(ways), days, table, past)


def _decides(reading: Interpretation, odds: LevelOdds) -> bool:
    """Return whether the level is the one whose crossing tells the branches apart: its odds in them are all or none."""
    lines = [x for x in reading.levels if x.node == odds.node and x.level == odds.level]
    return (
        bool(lines)
        and reading.triggers[0].size_rule in {TO_THE_LINE, STAYS}
        and lines[0].node == reading.triggers[0].node
    )


def _complement(p: float | None) -> float | None:
    return None if p is None else 1 - p


def _day(graph: Graph) -> dt.date:
    if graph.as_of is None:
        raise ValueError("a graph that answers questions is a view with an as_of")
    return graph.as_of


def _fork_size(graph: Graph, reading: Interpretation, node: Node) -> float:
    """Return the size of the fork's trigger; "holds" asks about the way it does not come."""
    trigger = reading.triggers[0]
    line = next((x for x in reading.levels if x.node == node.id), None)
    now = graph.level(node.id)
    if trigger.size_rule == STAYS and line is not None and now is not None and now.value is not None:
        return move_between(node, now.value, line.level)
    if trigger.size is not None:
        return trigger.size
    return full_reversal(graph, node).size or 0.0


def _fork(
    graph: Graph, node: Node, trigger: Trigger, size: float, sigma: float, window: Window
) -> tuple[Fork | None, float | None, float | None]:
    """Return the fork and the probability's range; None where no odds and no volatility anchor it."""
    if size == 0:
        return None, None, None
    sigmas = node.scale_range or (sigma, sigma)
    now = graph.level(node.id)
    if node.probability and now is not None and now.value is not None:
        start = now.value
        forks = [odds_fork(start, start + size, s, window.sessions) for s in (sigma, *sigmas)]
    elif unanchored(node) or node.probability:
        return _priced_event(graph, node, trigger)
    else:
        share = 1.0 if trigger.size_rule in {TO_THE_LINE, STAYS} else HALF
        forks = [price_fork(size, s, window.sessions, share) for s in (sigma, *sigmas)]
    ps = [f.p for f in forks]
    return forks[0], min(ps), max(ps)


def _priced_event(graph: Graph, node: Node, trigger: Trigger) -> tuple[Fork | None, float | None, float | None]:
    event = next((e for e in graph.events if e.node == node.id and e.priced_by), None)
    odds = graph.level(event.priced_by) if event and event.priced_by else None
    if odds is None or odds.value is None or not 0 < odds.value < 100:
        return None, None, None
    p = odds.value / 100 if trigger.direction != "off" else 1 - odds.value / 100
    size = trigger.size or 0.0
    return Fork(p=p, cutoff=0.5, delta=size, delta_other=-p * size / (1 - p)), p, p


class Centres(NamedTuple):
    """Plug-in effects, and the run they were told from; no run where nothing is shocked."""

    result: WhatIfResult
    run: Worked | None = None


def _first(graph: Graph, reading: Interpretation, shocks: tuple[Shock, ...], days: tuple[int, ...]) -> Centres:
    """Return the effects on the assets that answers show; on everything, and for longer, where none of them moves."""
    first = _centres(graph, reading, shocks, days, candidates(graph, reading))
    if not shocks or satisfied(graph, reading, first.result):
        return first
    return _centres(graph, reading, shocks, (*days, *LATER), ())


def _centres(
    graph: Graph,
    reading: Interpretation,
    shocks: tuple[Shock, ...],
    horizons: tuple[Horizon, ...],
    targets: tuple[str, ...],
) -> Centres:
    """Return the plug-in effects on every day that is told; no targets means everything reached."""
    if not shocks:
        unmoved = Scenario(horizons=horizons, targets=targets)
        return Centres(WhatIfResult(graph_version=graph.version, scenario=unmoved, horizons=horizons, effects=()))
    flows = any(e.flow and e.cause in {s.node for s in shocks} for e in graph.edges)
    scenario = Scenario(
        see=False,
        width=False,
        shocks=shocks,
        regimes=dict(reading.regimes),
        # A flow that is itself the shock acts as a flow; everything else by the amplified reduced form.
        amplifiers="structural" if flows else "reduced_form",
        horizons=horizons,
        targets=targets,
        paths=0,
        draws=0,
        cuts=unread_thresholds(graph),
        as_of=graph.as_of,
    )
    run = worked(graph, scenario)
    return Centres(run.told(scenario), run)


def _ranged(centres: Centres, table: Shown) -> WhatIfResult:
    """Return the same run with ranges and paths, for the targets and horizons that are shown."""
    told = centres.result
    reached = {e.node for e in told.effects if e.if_links_hold != 0}
    wanted = tuple(t for t in table.targets if t in reached)
    if not wanted or centres.run is None:
        return told.model_copy(update={"effects": (), "horizons": table.horizons})
    drawn = {"horizons": table.horizons, "targets": wanted, "paths": PATHS_KEPT, "draws": DRAWS}
    return centres.run.told(told.scenario.model_copy(update=drawn))
