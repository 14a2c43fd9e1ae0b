"""Backwards: the smallest plausible shocks that take a node to a level by a date, singly and in pairs.

One transposed solve gives the effect a_k on the target of a unit shock of every node k. With news s_k of
standard deviation sigma_k sqrt(h), the least unusual way to a move m through the nodes of a set minimises
sum (s_k / sigma_k)^2 subject to sum a_k s_k = m:

    s_k = m a_k sigma_k^2 / sum (a sigma)^2,   distance = |m| / sqrt(h sum (a sigma)^2)

(least norm under one constraint; Lagrange). What is shown is run forward and scaled until it arrives, so that
thresholds and convex links, which the transposed solve takes at their linear part, are in it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from statistics import NormalDist

import numpy as np

from graph.content import Graph
from graph.engine.adjoint import gains, transposed, upstream
from graph.engine.aims import ON_OR_OFF, Aim, aim_of, impossible, left_out
from graph.engine.judgements import judgement
from graph.engine.request import request
from graph.engine.see import averaged
from graph.engine.snapshot import Snapshot, snapshot
from graph.engine.stability import same_day_stable
from graph.engine.what_if import setting_of, what_if
from graph.errors import UnstableGraph
from graph.findings import LeftOut, Reach, ReachAsked, ReachCause, Way
from graph.scenario import Scenario, Shock, Warning, WhatIfResult
from graph.state import in_force, level_after
from graph.trading_days import horizon_date

TRIES, ARRIVED = 8, 1e-9
"""Forward runs of a way until it arrives, and the share of the move by which it may miss."""
FAINT = 1e-9
"""Effect of one sigma of a node, in sigma of the target, below which it counts as none."""
ALIKE = 9
"""Digits to which two distances are told apart; equal ones are ordered by content."""
WEEK = 5


@dataclass(frozen=True)
class Pull:
    """What one sigma of a cause over the horizon does to the target."""

    place: int
    per_unit: float
    sigma: float

    @property
    def reach(self) -> float:
        """Return the effect of one sigma."""
        return self.per_unit * self.sigma


def reach(graph: Graph, asked: ReachAsked) -> Reach:
    """Return the smallest plausible shocks that take a node to a level, or by a move, through a trading day.

    Left out are the node itself and what is it by definition, and shocks that cannot be: odds beyond 0 to 100,
    a price below 0, more than the whole of an event.
    """
    as_of = asked.as_of or graph.as_of or max((o.as_of for o in graph.observations), default=None)
    if as_of is not None and graph.as_of != as_of:
        graph = graph.seen_from(as_of)
    snap = snapshot(graph, in_force(graph), as_of)
    aim = aim_of(snap, asked)
    target = snap.nodes[aim.place]
    plain = Scenario(
        shocks=(Shock(node=target.id, size=0.0),), horizons=(asked.days,), targets=(target.id,), regimes=asked.regimes,
        amplifiers=asked.amplifiers, draws=0, paths=1, see=False, as_of=asked.as_of,
    )  # fmt: skip
    pulls, own, warnings = _pulls(snap, plain, aim)
    singles: list[Way] = []
    pairs: list[Way] = []
    left = left_out(snap, [p.place for p in pulls], aim, asked)
    if aim.move == 0:
        warnings.append(Warning(code="already_there", detail=f"node {target.id} is there already; nothing has to move"))
    else:
        gone = {entry.node for entry in left}
        free = [p for p in pulls if snap.nodes[p.place].id not in gone and abs(p.reach) > FAINT * own]
        search = _Search(graph, snap, plain, aim)
        singles, impossible = search.ways([(p,) for p in free], asked.singles)
        left += impossible
        pairs, _ = search.ways(list(combinations(search.ordered([(p,) for p in free]), 2)), asked.pairs)
        if not singles and not pairs:
            warnings.append(Warning(code="no_way", detail=f"nothing that can move so far leads to node {target.id}"))
    return Reach(
        graph_version=graph.version,
        asked=asked,
        unit=target.unit,
        move=aim.move,
        level=aim.level,
        level_after=aim.level_after,
        date=horizon_date(as_of, asked.days) if as_of else None,
        sigma=abs(aim.move) / own,
        odds=NormalDist().cdf(-abs(aim.move) / own),
        singles=tuple(singles),
        pairs=tuple(pairs),
        left_out=tuple(left),
        warnings=tuple(warnings),
    )


def adjoint(graph: Graph, node: str, scenario: Scenario) -> dict[str, float]:
    """Return what a unit shock of each node that leads to `node` does to it, through the scenario's first horizon.

    By one transposed solve at expected weights, mixed over regimes, thresholds left out.
    """
    snap = snapshot(graph, in_force(graph), scenario.as_of or graph.as_of)
    plain = scenario.model_copy(update={"shocks": (Shock(node=node, size=0.0),), "targets": (node,)})
    pulls, _, _ = _pulls(snap, plain, Aim(snap.at(node), 0.0, None, None))
    return {snap.nodes[p.place].id: p.per_unit for p in pulls}


def _pulls(snap: Snapshot, plain: Scenario, aim: Aim) -> tuple[list[Pull], float, list[Warning]]:
    """Return what each node does to the target, the target's own sigma of the horizon, and what must be said."""
    ask = request(plain, snap)
    sources = dict.fromkeys(upstream(ask.links, (aim.place,)), 0.0)
    setting, mix = setting_of(plain, snap, replace(ask, pushed=sources), [])
    warnings = list(mix.warnings)
    if setting.latches:
        named = ", ".join(sorted(latch.link.edge.id for latch in setting.latches))
        detail = f"thresholds on the way: {named}; causes are ranked without them, the ways shown are run with them"
        warnings.append(Warning(code="thresholds_on_the_way", detail=detail))
    if setting.jumps is not None:
        detail = (
            "causes are ranked with each regime in the state of the first day; the ways shown are run as regimes switch"
        )
        warnings.append(Warning(code="regimes_switch", detail=detail))
    setting = averaged(setting)
    expected = np.array([k.expected for k in setting.net.links], dtype=float).reshape(-1, 1)
    system = setting.system(expected, np.arange(len(mix.weights)))
    if not all(same_day_stable(system, c).all() for c in system.net.order if c.cyclic):
        raise UnstableGraph(f"the same-day loops that lead to {snap.nodes[aim.place].id} have no settled answer")
    day = plain.horizons[0] if isinstance(plain.horizons[0], int) else 0
    by_day = gains(setting, transposed(system), aim.place, long=False).by_day
    root = math.sqrt(max(day, 1))
    pulls = [
        Pull(
            n,
            float(by_day[n][day] @ mix.weights),
            setting.sigmas[n] * (1.0 if snap.nodes[n].kind in ON_OR_OFF else root),
        )
        for n in sorted(by_day)
    ]
    return pulls, setting.sigmas[aim.place] * root, warnings


class _Search:
    """Ways to one target: sized by the adjoint, confirmed forward."""

    def __init__(self, graph: Graph, snap: Snapshot, plain: Scenario, aim: Aim) -> None:
        self.graph, self.snap, self.plain, self.aim = graph, snap, plain, aim
        self._paths: dict[int, tuple[tuple[str, ...], tuple[str, ...]]] = {}

    def ordered(self, sets: Sequence[tuple[Pull, ...]]) -> list[Pull]:
        """Return single causes, the least unusual first."""
        return [p for (p,) in sorted(sets, key=self._rank)]

    def ways(self, sets: Sequence[tuple[Pull, ...]], count: int) -> tuple[list[Way], list[LeftOut]]:
        """Return the least unusual ways through the sets of causes, and the single causes that cannot move so far."""
        found: list[tuple[Way, tuple[Pull, ...]]] = []
        left: list[LeftOut] = []
        for causes in sorted(sets, key=self._rank):
            if len(found) >= count:
                break
            total = sum(p.reach**2 for p in causes)
            sizes = [self.aim.move * p.per_unit * p.sigma**2 / total for p in causes]
            wrong = self._impossible(causes, sizes)
            if not wrong:
                run, sizes = self._arrived(causes, sizes)
                wrong = self._impossible(causes, sizes)
            if wrong:
                left.append(LeftOut(node=self.snap.nodes[causes[0].place].id, why="impossible", detail=wrong))
                continue
            found.append((self._way(causes, sizes, run), causes))
        found.sort(key=lambda row: (round(row[0].sigma, ALIKE), self._rank(row[1])))
        return [way for way, _ in found], left

    def _rank(self, causes: tuple[Pull, ...]) -> tuple[float, tuple[int, ...]]:
        distance = abs(self.aim.move) / math.sqrt(sum(p.reach**2 for p in causes))
        return round(distance, ALIKE), tuple(p.place for p in causes)

    def _impossible(self, causes: Sequence[Pull], sizes: Sequence[float]) -> str:
        for pull, size in zip(causes, sizes, strict=True):
            node = self.snap.nodes[pull.place]
            wrong = impossible(self.snap, node, size)
            if wrong:
                return f"it would take {size:+.4g} {node.unit}: {wrong}"
        return ""

    def _run(self, causes: Sequence[Pull], sizes: Sequence[float]) -> WhatIfResult:
        shocks = tuple(
            Shock(node=self.snap.nodes[p.place].id, size=size) for p, size in zip(causes, sizes, strict=True)
        )
        return what_if(self.graph, self.plain.model_copy(update={"shocks": shocks}))

    def _arrived(self, causes: Sequence[Pull], sizes: list[float]) -> tuple[WhatIfResult, list[float]]:
        """Return the forward run and its sizes, scaled until the target moves as far as it should."""
        move = self.aim.move
        for _ in range(TRIES):
            run = self._run(causes, sizes)
            reached = run.effects[0].central
            if abs(reached - move) <= ARRIVED * abs(move) or reached * move <= 0:
                break
            sizes = [size * move / reached for size in sizes]
        return run, sizes

    def _path(self, pull: Pull) -> tuple[tuple[str, ...], tuple[str, ...]]:
        if pull.place not in self._paths:
            size = math.copysign(pull.sigma, self.aim.move * pull.per_unit)
            first = next(iter(self._run([pull], [size]).paths), None)
            self._paths[pull.place] = (first.nodes, first.edges) if first else ((), ())
        return self._paths[pull.place]

    def _way(self, causes: Sequence[Pull], sizes: Sequence[float], run: WhatIfResult) -> Way:
        day = self.plain.horizons[0]
        parts = []
        for pull, size in zip(causes, sizes, strict=True):
            node = self.snap.nodes[pull.place]
            seen = self.snap.graph.level(node.id)
            level = seen.value if seen else None
            nodes, edges = self._path(pull)
            parts.append(
                ReachCause(
                    node=node.id,
                    unit=node.unit,
                    size=size,
                    sigma=size / pull.sigma,
                    level=level,
                    level_after=None if level is None else level_after(node, level, size),
                    path=nodes,
                    edges=edges,
                )
            )
        far = math.sqrt(sum(part.sigma**2 for part in parts))
        week = math.sqrt(WEEK / max(day if isinstance(day, int) else 1, 1))
        return Way(
            causes=tuple(parts),
            sigma=far,
            odds=NormalDist().cdf(-far),
            reached=run.effects[0].central,
            extrapolated=any(abs(p.sigma) > judgement("extrapolated_sigma") * week for p in parts),
            thresholds=tuple(t.edge for t in run.thresholds if abs(t.contribution[str(day)]) > 0),
        )
