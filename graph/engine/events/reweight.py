"""The net's odds brought to market odds: the nearest in relative entropy, checked before, accounted for after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from graph.engine.events.coherence import conflict
from graph.engine.events.entropy import compromise, relative_entropy, tilted
from graph.engine.events.factors import Factor
from graph.engine.events.net import Change, EventNet
from graph.engine.events.statements import Atoms, Statement, atoms, changed_number, softened
from graph.engine.events.worlds import World
from graph.errors import ScenarioError

MOST_ATOMS = 16_384
"""Joint outcomes of the events that odds are given of: beyond it the linear programme takes too long."""
SAME = 1e-9
"""Numbers nearer than this are shown as unchanged."""


@dataclass(frozen=True)
class Reweighted:
    """A world that holds what is given, how far it went from the tables (KL, nats), and the numbers that changed."""

    world: World
    kl: float
    changed: tuple[Change, ...]


def reweighted(world: World, found: Sequence[Statement], *, repair: bool) -> Reweighted:
    """Return the world nearest to `world`, min KL(q | p), in which all statements hold.

    The statements speak of a few events V; q(x) = p(x) q(V) / p(V), so only their joint odds are worked.
    Statements that cannot hold together (or that the tables rule out) are refused with their numbers; with `repair`
    they are brought to the nearest numbers that can.
    """
    if not found:
        return Reweighted(world, 0.0, ())
    net = world.net
    variables = sorted({v for s in found for v, _ in (*s.of, *s.when)})
    space = atoms(net, variables, MOST_ATOMS)
    p = world.joint(variables).reshape(-1)
    fault = conflict(found, net, space, p > 0)
    if fault is None:
        rows, targets = space.rows(found)
        q = tilted(p, rows, targets)
    elif repair:
        q = compromise(p, softened(found, space))
    else:
        raise ScenarioError(f"{fault}; correct one of them, or ask with tree mode repair")
    ratio = np.divide(q, p, out=np.zeros_like(q), where=p > 0).reshape(space.sizes)
    after = world.times(Factor(tuple(variables), ratio))
    return Reweighted(after, relative_entropy(q, p), (*_repaired(found, net, space, q), *_moved(world, after)))


def _repaired(found: Sequence[Statement], net: EventNet, space: Atoms, q: np.ndarray) -> list[Change]:
    """Return the statements that did not stay as given."""
    out = []
    for one in found:
        condition = float(q[space.where(one.when)].sum())
        if condition > 0:
            used = float(q[space.where((*one.of, *one.when))].sum()) / condition
            if abs(used - one.p) > SAME:
                out.append(changed_number(one, net, given=one.p, used=used))
    return out


def _moved(before: World, after: World) -> list[Change]:
    """Return the numbers of the conditional tables that hold no longer: P(state | parents) in the new odds."""
    net, out = before.net, []
    for i, variable in enumerate(net.variables):
        family = sorted({*variable.parents, i})
        joint = np.moveaxis(after.joint(family), family.index(i), -1)
        table = np.transpose(variable.table, [*np.argsort(variable.parents), len(variable.parents)])
        ordered = [p for p in family if p != i]
        for states in product(*(range(net.sizes[p]) for p in ordered)):
            total = float(joint[states].sum())
            if total <= 0:
                continue
            when = tuple(zip(ordered, states, strict=True))
            for s, mass in enumerate(joint[states]):
                given, used = float(table[(*states, s)]), float(mass) / total
                if abs(given - used) > SAME:
                    out.append(changed_number(Statement(((i, s),), when, given, "table"), net, given=given, used=used))
    return out
