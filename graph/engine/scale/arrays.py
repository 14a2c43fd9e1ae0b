"""A graph as arrays: links by number, rows by cause and by effect, arcs by lag. Memory is linear in the links."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from graph.engine.order import digest
from graph.engine.scale.lags import Lags, lags
from graph.engine.scale.rows import Floats, Ints, Rows, rows
from graph.engine.snapshot import Snapshot
from graph.errors import EdgeNotFound, ScenarioError


@dataclass(frozen=True)
class Luck:
    """What the draws of each link are made of, by number: shape (links,)."""

    key: NDArray[np.uint64]
    spread: Floats
    plus: Floats
    minus: Floats
    gate: Floats
    strength: Floats


@dataclass
class ArrayGraph:
    """Places and links of one graph version; whoever holds it may change single links in place.

    `weight` is (P+ - P-) x strength x gate, in effect units per cause unit; `total` the share of it that stays
    for good. Rows hold weight x total with units taken out: sigmas of the effect per sigma of the cause.
    """

    version: str
    scale: Floats
    cause: Ints
    effect: Ints
    weight: Floats
    total: Floats
    into: Rows
    out: Rows
    by_lag: Lags
    luck: Luck
    edits: int = 0
    _scratch: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def size(self) -> int:
        """Return the number of places."""
        return len(self.scale)

    @property
    def links(self) -> int:
        """Return the number of links."""
        return len(self.cause)

    def relative(self, link: int) -> float:
        """Return a link's lasting weight in sigmas of its effect per sigma of its cause."""
        ends = float(self.scale[self.cause[link]]), float(self.scale[self.effect[link]])
        return float(self.weight[link] * self.total[link]) * ends[0] / ends[1]

    def reweigh(self, link: int, weight: float) -> None:
        """Give a link another weight, 0 to cut it, in place; shares of its days stay as they are."""
        if not 0 <= link < self.links:
            raise EdgeNotFound(f"there is no link {link}; the graph has {self.links}")
        if not np.isfinite(weight):
            raise ScenarioError(f"link {link} is given the weight {weight}, which is not a finite number")
        old, cause, effect = float(self.weight[link]), int(self.cause[link]), int(self.effect[link])
        if old == 0:
            raise ScenarioError(f"link {link} has weight 0, so its days are not known; add a link instead")
        self.weight[link] = weight
        self.by_lag.scale(link, effect, weight / old)
        for table, row, other in ((self.into, effect, cause), (self.out, cause, effect)):
            table.take(row, link)
            table.put(row, other, self.relative(link), link)
        self.edits += 1


def arrays(
    version: str, scale: Any, cause: Any, effect: Any, weight: Any, lag: Any, luck: Luck | None = None
) -> ArrayGraph:
    """Return the graph of plain columns by link: each passes its whole weight on after `lag` days."""
    count = len(cause)
    ones, number = np.ones(count), np.arange(count, dtype=np.int32)
    return _built(version, _floats(scale), _ints(cause), _ints(effect), _floats(weight), ones, number, _ints(lag), ones,
                  luck or sure(_floats(weight)))  # fmt: skip


def sure(weight: Floats) -> Luck:
    """Return the luck of links that are certain: every draw has their weight."""
    zero, one = np.zeros(len(weight)), np.ones(len(weight))
    plus = (weight >= 0).astype(np.float64)
    return Luck(np.arange(len(weight), dtype=np.uint64), zero, plus, 1 - plus, one, np.abs(weight))


def from_snapshot(snap: Snapshot) -> ArrayGraph:
    """Return the graph's carried linear links as arrays, places in the snapshot's order.

    Regimes, thresholds, convex forms and links that carry only their own shocks are the ordinary engine's work.
    """
    link, day, share = [], [], []
    for i, k in enumerate(snap.links):
        for d, s in zip(k.kernel.days, k.kernel.shares, strict=True):
            link.append(i)
            day.append(d)
            share.append(s)
    every = snap.links
    luck = Luck(
        np.array([digest(k.key) for k in every], dtype=np.uint64),
        _floats([k.edge.spread for k in every]),
        _floats([k.plus for k in every]),
        _floats([k.minus for k in every]),
        _floats([k.gate for k in every]),
        _floats([k.strength for k in every]),
    )
    return _built(
        snap.graph.version,
        _floats([n.scale for n in snap.nodes]),
        _ints([k.cause for k in every]),
        _ints([k.effect for k in every]),
        _floats([k.expected for k in every]),
        _floats([k.kernel.total for k in every]),
        _ints(link),
        _ints(day),
        _floats(share),
        luck,
    )


def _built(
    version: str, scale: Floats, cause: Ints, effect: Ints, weight: Floats, total: Floats,
    arc_link: Ints, arc_lag: Ints, arc_share: Floats, luck: Luck,
) -> ArrayGraph:  # fmt: skip
    size = len(scale)
    for name, column in (("scale", scale), ("weight", weight)):
        if not np.isfinite(column).all() or (name == "scale" and not (column > 0).all()):
            at = int(np.flatnonzero(~np.isfinite(column) | (column <= 0 if name == "scale" else False))[0])
            raise ScenarioError(f"{name} {at} is {column[at]}; give a finite number" + (" above 0" * (name == "scale")))
    for name, ends in (("cause", cause), ("effect", effect)):
        outside = np.flatnonzero((ends < 0) | (ends >= size))
        if len(outside):
            at = int(outside[0])
            raise ScenarioError(f"link {at} has {name} {ends[at]}; the graph has places 0 to {size - 1}")
    if len(arc_lag) and arc_lag.min() < 0:
        raise ScenarioError(f"a link has a lag of {arc_lag.min()} days; the least is 0")
    relative = weight * total * scale[cause] / scale[effect]
    by_lag = lags(cause[arc_link], effect[arc_link], weight[arc_link] * arc_share, arc_share, arc_lag, arc_link)
    return ArrayGraph(
        version, scale, cause, effect, weight, total,
        rows(size, effect, cause, relative), rows(size, cause, effect, relative), by_lag, luck,
    )  # fmt: skip


def _ints(values: Any) -> Ints:
    return np.asarray(values, dtype=np.int32)


def _floats(values: Any) -> Floats:
    return np.asarray(values, dtype=np.float64)
