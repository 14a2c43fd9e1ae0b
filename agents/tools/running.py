"""Tools that run the engine: what moves do, by which paths they come, and how cases compare."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agents.answering.links import ordinary_move
from agents.answering.noting import mended
from agents.answering.shocks import unread_thresholds
from agents.tools.rows import Thing, thing
from agents.tools.spec import Args
from graph.asked import Whole
from graph.content import Graph
from graph.engine.what_if import what_if
from graph.errors import ScenarioError
from graph.model import Frozen, Id
from graph.scenario import Cut, Effect, Horizon, PathShare, Residual, Scenario, Shock, WhatIfResult
from graph.scenario import StateOrWeights as States

DAYS: tuple[int, ...] = (1, 5, 21, 63)
MOST_TARGETS = 40
"""Things whose effects are given where they were named; beyond it only those that move most, in daily sigmas."""
MOST_REACHED = 12
"""Things whose effects are given where none were named."""
Day = Annotated[int, Field(ge=0, le=756)]


class PropagateArgs(Args):
    """Moves put to the map: sizes in the unit of the thing, or in one that converts to it."""

    shocks: tuple[Shock, ...] = Field(min_length=1, max_length=16)
    horizons: tuple[Day, ...] = Field(default=DAYS, min_length=1, max_length=100)
    """Trading days after the as-of day."""
    targets: tuple[Id, ...] = Field(default=(), max_length=200)
    """What the effects are wanted of; empty: everything reached."""
    regimes: dict[Id, States] = {}
    """Dimension -> the state that is taken to hold, or weights of its states."""
    cuts: tuple[Cut, ...] | None = Field(default=None, max_length=100)
    """Links switched off; left out: those that wait for a level of something that nobody observed."""
    amplifiers: str = Field(default="reduced_form", pattern="^(reduced_form|structural)$")
    mended: tuple[Id, ...] = Field(default=(), max_length=5)
    """Links that failed lately and are taken to hold."""
    paths: Whole = Field(default=5, ge=0, le=20)
    draws: Whole = Field(default=2000, ge=0, le=2000)


class Propagated(Frozen):
    """What the moves do: effects by thing and horizon, the paths they take, and what a reader must know."""

    things: tuple[Thing, ...]
    horizons: tuple[Horizon, ...]
    shocks: tuple[Shock, ...]
    effects: tuple[Effect, ...]
    paths: tuple[PathShare, ...]
    residual: tuple[Residual, ...]
    warnings: tuple[str, ...]
    """Codes of what a reader must know: of a link that failed lately, a cap, a state that was not read."""
    truncated: bool


def scenario_of(graph: Graph, args: PropagateArgs) -> Scenario:
    """Return the engine's scenario for the arguments."""
    return Scenario.model_validate(
        {
            "see": False,
            "width": False,
            "shocks": args.shocks,
            "horizons": args.horizons,
            "targets": args.targets,
            "regimes": args.regimes,
            "cuts": unread_thresholds(graph) if args.cuts is None else args.cuts,
            "amplifiers": args.amplifiers,
            "paths": args.paths,
            "draws": args.draws,
            "as_of": graph.as_of,
        }
    )


def propagate(graph: Graph, args: PropagateArgs) -> Propagated:
    """Return what the moves do to everything they reach, or to the targets."""
    held = graph
    for edge in args.mended:
        held = mended(held, edge)
    return propagated(graph, what_if(held, scenario_of(graph, args)))


def propagated(graph: Graph, result: WhatIfResult) -> Propagated:
    """Return a run of the engine as the tool gives it: of many things only those that move most."""
    most = MOST_TARGETS if result.scenario.targets else MOST_REACHED
    largest: dict[str, float] = {}
    for effect in result.effects:
        largest[effect.node] = max(largest.get(effect.node, 0.0), abs(effect.sigma or 0.0))
    ranked = sorted(largest, key=lambda n: (-largest[n], graph.node(n).name.en))
    kept = set(ranked[:most])
    named = {*kept, *(s.node for s in result.scenario.shocks)}
    named |= {n for p in result.paths if p.target in kept for n in p.nodes}
    return Propagated(
        things=tuple(thing(n) for n in graph.nodes if n.id in named),
        horizons=result.horizons,
        shocks=result.scenario.shocks,
        effects=tuple(e for e in result.effects if e.node in kept),
        paths=tuple(p for p in result.paths if p.target in kept),
        residual=tuple(r for r in result.residual if r.target in kept),
        warnings=tuple(sorted({w.code for w in result.warnings})),
        truncated=len(ranked) > most,
    )


class PathsArgs(Args):
    """From where, to where, and how many."""

    source: Id
    target: Id | None = None
    max_hops: Whole = Field(default=6, ge=1, le=6)
    k: Whole = Field(default=5, ge=1, le=20)
    regimes: dict[Id, States] = {}


class Paths(Frozen):
    """Signed paths by what they carry of one ordinary move of the source (or of the event in full)."""

    things: tuple[Thing, ...]
    shock: Shock
    horizons: tuple[Horizon, ...]
    effects: tuple[Effect, ...]
    paths: tuple[PathShare, ...]


def find_paths(graph: Graph, args: PathsArgs) -> Paths:
    """Return the strongest signed paths from one thing to another, or to everything that it moves most."""
    source = graph.node(args.source)
    targets = (graph.node(args.target).id,) if args.target else ()
    shock = Shock(node=source.id, size=ordinary_move(graph, source), unit=source.unit)
    asked = PropagateArgs(shocks=(shock,), targets=targets, regimes=args.regimes, paths=args.k, draws=0)
    found = propagate(graph, asked)
    paths = [p for p in found.paths if len(p.edges) <= args.max_hops]
    scale = {e.node: abs(e.sigma or 0.0) for e in found.effects}
    paths.sort(key=lambda p: (-scale.get(p.target, 0.0) * p.share, [graph.node(n).name.en for n in p.nodes]))
    paths = paths[: args.k]
    reached = {p.target for p in paths} | set(targets)
    named = {source.id, *reached, *(n for p in paths for n in p.nodes)}
    return Paths(
        things=tuple(thing(n) for n in graph.nodes if n.id in named),
        shock=shock,
        horizons=found.horizons,
        effects=tuple(e for e in found.effects if e.node in reached),
        paths=tuple(paths),
    )


class Case(Args):
    """One case: the moves that are put, and the market states that are taken to hold."""

    label: str = Field(min_length=1, max_length=80)
    shocks: tuple[Shock, ...] = Field(min_length=1, max_length=8)
    regimes: dict[Id, States] = {}


class CompareArgs(Args):
    """Two to six cases, run on the same day, each by itself."""

    cases: tuple[Case, ...] = Field(min_length=2, max_length=6)
    targets: tuple[Id, ...] = Field(min_length=1, max_length=10)
    horizons: tuple[Day, ...] = Field(default=DAYS, min_length=1, max_length=6)


class CaseEffects(Frozen):
    """What one case does to the targets."""

    label: str
    effects: tuple[Effect, ...]


class Difference(Frozen):
    """A case's effect less that of the first case."""

    label: str
    node: str
    unit: str
    horizon: Horizon
    difference: float


class Compared(Frozen):
    """Cases side by side. `ranking`: labels by the size of what they do to the first target, largest first."""

    things: tuple[Thing, ...]
    cases: tuple[CaseEffects, ...]
    differences: tuple[Difference, ...]
    ranking: tuple[str, ...]
    ranked_at: Horizon


def compare(graph: Graph, args: CompareArgs) -> Compared:
    """Return what each case does to the targets, and how it differs from the first."""
    labels = [c.label for c in args.cases]
    if len(set(labels)) < len(labels):
        raise ScenarioError("two cases have the same label; name each of them differently")
    runs = []
    for case in args.cases:
        asked = PropagateArgs(
            shocks=case.shocks, regimes=case.regimes, targets=args.targets, horizons=args.horizons, paths=0, draws=0
        )
        runs.append(propagate(graph, asked))
    first = {(e.node, e.horizon): e.central for e in runs[0].effects}
    differences = [
        Difference(
            label=label,
            node=e.node,
            unit=e.unit,
            horizon=e.horizon,
            difference=e.central - first.get((e.node, e.horizon), 0.0),
        )
        for label, run in zip(labels[1:], runs[1:], strict=True)
        for e in run.effects
    ]
    last = args.horizons[-1]
    size = {
        label: max((abs(e.central) for e in run.effects if (e.node, e.horizon) == (args.targets[0], last)), default=0.0)
        for label, run in zip(labels, runs, strict=True)
    }
    named = {*args.targets, *(s.node for c in args.cases for s in c.shocks)}
    return Compared(
        things=tuple(thing(n) for n in graph.nodes if n.id in named),
        cases=tuple(CaseEffects(label=n, effects=r.effects) for n, r in zip(labels, runs, strict=True)),
        differences=tuple(differences),
        ranking=tuple(sorted(labels, key=lambda n: (-size[n], n))),
        ranked_at=last,
    )
