"""What has no answer: a day, or a long run, whose loops do not settle, told with the loops at fault."""

from __future__ import annotations

import numpy as np

from graph.engine.components import Component
from graph.engine.cycles import cycles, from_first_name
from graph.engine.propagate import System
from graph.engine.snapshot import Snapshot
from graph.engine.stability import same_day_radius, same_day_stable
from graph.engine.switching import unsettled
from graph.errors import UnstableGraph
from graph.scenario import Warning


def checked(system: System, snap: Snapshot, long: bool, warnings: list[Warning], when: str) -> bool:
    """Return whether the long run exists; raise `UnstableGraph` when a day has no solution."""
    ones = np.full(system.lanes, 1 / system.lanes)
    for component in (c for c in system.net.order if c.cyclic):
        if not same_day_stable(system, component).all():
            raise UnstableGraph(_too_strong(system, component, snap, when))
        why = unsettled(system, component) if long else ""
        if why:
            every = cycles(system, component, ones)
            worst = [c for c in every if abs(c.gain) >= 1] or every[:1]
            named = "; ".join(f"{_named(c.nodes, snap)} (gain {c.gain:.3g})" for c in worst[:5])
            detail = f"the effects do not settle{when}{why.rstrip()}, so there is no long run; loops: {named}"
            warnings.append(Warning(code="long_run_undefined", detail=detail))
            long = False
    return long


def _too_strong(system: System, component: Component, snap: Snapshot, when: str) -> str:
    """Return what is wrong with a component whose same-day part has no settled answer, and the way out."""
    lane, radius = same_day_radius(system, component)
    loops = [c for c in cycles(system, component, np.eye(system.lanes)[lane]) if c.lag == 0]
    way_out = "give one of its links a lag_days of 1 or a smaller strength"
    if loops and abs(loops[0].gain) >= 1:
        return f"the same-day loop {_named(loops[0].nodes, snap)} has gain {loops[0].gain:.3g}{when}; {way_out}"
    named = ", ".join(_named(c.nodes, snap) for c in loops[:3])
    return f"the same-day loops {named} have spectral radius {radius:.3g} together{when}, not below 1; {way_out}"


def _named(nodes: tuple[int, ...], snap: Snapshot) -> str:
    nodes = from_first_name(nodes, [snap.nodes[n].name.en for n in nodes])
    return " -> ".join(snap.nodes[n].id for n in (*nodes, nodes[0]))
