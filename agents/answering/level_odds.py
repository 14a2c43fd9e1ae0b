"""Odds of closes beyond a level: odds and price drawn jointly, counted per branch."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from agents.answer import Interpretation, LevelOdds
from agents.answering.timeline import Window
from graph.content import Graph
from graph.engine.forks import Fork, Tape, crossed, simulate
from graph.model import Node
from graph.scenario import WhatIfResult
from graph.state import daily_sigma, move_between

Mask = NDArray[np.bool_]
FEWEST = 200
"""Draws of a branch below which its level odds are imposed, not counted."""
UNMOVED = 0.01
"""Daily sigmas of a price below which a move says nothing about its levels."""


@dataclass(frozen=True, eq=False)
class LevelTape:
    """The joint draws for one priced node, and the levels that are counted on them."""

    node: Node
    now: float
    tape: Tape
    levels: tuple[tuple[str, float, str], ...]
    """(level node or node, value, side)."""

    seen: dict[tuple[str, float, bool], Mask] = field(default_factory=dict)

    def hits(self, which: Literal["price", "baseline", "done"], move: float, *, above: bool) -> Mask:
        """Return per draw whether some close was beyond the level; both branches ask, so it is kept."""
        key = (which, move, above)
        if key not in self.seen:
            self.seen[key] = crossed(getattr(self.tape, which), move, above=above)
        return self.seen[key]

    def mean(self, mask: Mask | None) -> float | None:
        """Return where the trigger ends on average, over the draws of one branch."""
        if mask is None or not mask.any():
            return None
        return float(self.tape.trigger[mask, -1].mean())


def tapes(
    graph: Graph,
    reading: Interpretation,
    node: Node,
    size: float,
    sigma: float,
    window: Window,
    happens: WhatIfResult,
    fork: Fork | None,
) -> tuple[LevelTape, ...]:
    """Return joint draws for every node that has a level to count, asked ones included.

    None for a move that comes on a later day: until then nothing sets its window apart from any other.
    """
    if window.start != window.known:
        return ()
    counted: dict[str, list[tuple[str, float, str]]] = {}
    told = next((t.levels for t in graph.scenarios if t.id == reading.scenario), ())
    first = {ident: rank for rank, ident in enumerate(told)}
    for level in sorted((n for n in graph.nodes if n.level), key=lambda n: (first.get(n.id, len(first)), n.name.en)):
        if level.level is not None:
            counted.setdefault(level.level.node, []).append((level.id, level.level.value, level.level.side))
    for asked in reading.levels:
        rows = counted.setdefault(asked.node, [])
        if all((value, side) != (asked.level, asked.side) for _, value, side in rows):
            rows.append((asked.node, asked.level, asked.side))
    tapes = []
    for target, rows in counted.items():
        priced = graph.node(target)
        now = graph.level(target)
        kernel = [happens.effect(target, h) for h in range(window.sessions + 1)]
        if now is None or now.value is None or any(k is None for k in kernel) or not size:
            continue
        response = np.array([k.central / size for k in kernel if k is not None])
        own = daily_sigma(graph, priced, dict(reading.regimes))
        if np.abs(size * response).max() < UNMOVED * own:
            continue
        odds = graph.level(node.id) if node.probability and fork else None
        tape = simulate(
            p0=odds.value if odds else None,
            sigma_q=sigma if fork else 0.0,
            response=response,
            delta=size,
            sigma=own,
            seed=happens.scenario.seed,
        )
        tapes.append(LevelTape(priced, now.value, tape, tuple(rows)))
    return tuple(tapes)


def happened(tapes: tuple[LevelTape, ...], fork: Fork | None) -> Mask | None:
    """Return, per draw, whether the fork's trigger came; the same draws serve every tape."""
    if not tapes or fork is None:
        return None
    last = tapes[0].tape.trigger[:, -1]
    return np.asarray(last <= fork.cutoff if fork.delta < 0 else last >= fork.cutoff)


def at_the_line(held: tuple[LevelTape, ...], node: Node, fork: Fork, mask: Mask | None) -> tuple[Fork, Mask | None]:
    """Return the fork of a close beyond a line on any day of the window, counted on the node's own draws."""
    own = next((t for t in held if t.node.id == node.id), None)
    if own is None:
        return fork, mask
    came = crossed(own.tape.price, fork.delta, above=fork.delta > 0)
    p = float(came.mean())
    if not 0 < p < 1:
        return fork, mask
    return Fork(p=p, cutoff=fork.delta, delta=fork.delta, delta_other=-p * fork.delta / (1 - p)), came


def level_odds(
    held: tuple[LevelTape, ...], mask: Mask | None, window: Window, *, trigger: bool, fork_level: str | None
) -> tuple[tuple[LevelOdds, ...], float | None]:
    """Return a branch's level odds, and those of the fork's own level.

    Counted on the draws where the branch came (`mask`); imposed on the first day where it has no odds.
    """
    rows: list[LevelOdds] = []
    crossing: float | None = None
    for tape in held:
        for ident, value, side in tape.levels:
            move = move_between(tape.node, tape.now, value)
            above = side == "above"
            if not (move > 0 if above else move < 0):
                continue
            baseline = float(tape.hits("baseline", move, above=above).mean())
            at_once = float(tape.hits("done", move, above=above).mean()) if trigger else None
            p = baseline if at_once is None else at_once
            if mask is not None and mask.sum() >= FEWEST:
                p = float(tape.hits("price", move, above=above)[mask].mean())
            rows.append(
                LevelOdds(
                    node=tape.node.id,
                    level=value,
                    side="above" if above else "below",
                    window=(window.start, window.end),
                    p=p,
                    p_baseline=baseline,
                    p_if_at_once=at_once,
                )
            )
            if ident == fork_level:
                crossing = p
    return tuple(rows), crossing
