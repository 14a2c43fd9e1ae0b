"""The account of an effect: what each path brings, which show, how they conflict, what rests on guesses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from graph.engine.judgements import judgement
from graph.engine.kernels import Array
from graph.engine.network import ORIGIN
from graph.engine.order import largest_first
from graph.engine.paths import Forest
from graph.engine.run import Setting
from graph.engine.snapshot import Link

FROM_EACH = 3
"""Paths into a threshold's cause among which its contribution is split."""
CANDIDATES = 2
"""Paths worked per path shown where loops make each one costly."""
ARC_DAYS, FEWEST_PLACES = 50_000_000, 16
"""Places of a component with loops that are worked: as many as this budget of arcs times days holds, and no fewer."""


@dataclass(frozen=True)
class Route:
    """One path as it is shown: nodes and links from shock to target, contribution by horizon, gain of its loops."""

    nodes: tuple[int, ...]
    links: tuple[Link, ...]
    contribution: Array
    loop_gain: float
    guess: Array
    """Part of it that rests on guesses, by horizon."""


class Account:
    """Contributions of all worked paths to the central effect, by target."""

    def __init__(
        self,
        setting: Setting,
        trees: Forest,
        weights: Array,
        targets: Sequence[int],
        *,
        shown: int,
        amplifier_is_guess: bool,
    ) -> None:
        self.setting, self.trees, self.weights = setting, trees, weights
        self.wanted = {*targets, *(trigger.link.cause for trigger in setting.latches)}
        self.shown = shown
        self.amplifier_is_guess = amplifier_is_guess
        self.horizons = [*trees.horizons, *([None] if trees.long else [])]

    @cached_property
    def ending(self) -> dict[int, list[int]]:
        """Return the paths that end at each node that is asked about or sets off a threshold, strongest first."""
        found: dict[int, list[int]] = {}
        net = self.trees.system.net
        limit = None if net.acyclic else max(CANDIDATES * self.shown, 1)
        worked: dict[int, frozenset[int]] = {}
        for p, step in enumerate(self.trees.steps):
            node, layer = net.places[step.place]
            full = limit is not None and len(found.get(node, ())) >= limit
            if node not in self.wanted or layer == ORIGIN or step.central == 0 or full:
                continue
            more = {c: worked.get(c, frozenset()) | crossed for c, crossed in self.trees.crossed(p)}
            if all(len(places) <= self._most_places(c) for c, places in more.items()):
                worked |= more
                found.setdefault(node, []).append(p)
        return found

    def _most_places(self, component: int) -> int:
        """Return how many places of a component are worked; where loops are vast the rest falls into the residual."""
        system = self.trees.system
        cost = len(system.net.order[component].within) * (system.days + 1) * system.lanes
        return max(FEWEST_PLACES, ARC_DAYS // max(cost, 1))

    @cached_property
    def values(self) -> dict[int, Array]:
        """Return each node's path contributions by horizon, shape (paths, horizons)."""
        every = [p for paths in self.ending.values() for p in paths]
        table = self.trees.contributions(every, self.weights)
        found, start = {}, 0
        for node, paths in self.ending.items():
            found[node] = table[start : start + len(paths)]
            start += len(paths)
        return found

    def conflict(self, node: int, h: int) -> float:
        """Return 1 - |P - N| / (P + N) over the path contributions at a horizon: 0 when all agree."""
        return self._sides[node][0][h] if node in self.values else 0.0

    def guess_share(self, node: int, h: int) -> float:
        """Return the part of a node's absolute contributions at a horizon that rests on guesses."""
        return self._sides[node][1][h] if node in self.values else 0.0

    @cached_property
    def _sides(self) -> dict[int, tuple[list[float], list[float]]]:
        """Return each node's conflict and share on guesses by horizon."""
        found = {}
        for node, table in self.values.items():
            up, down = np.where(table > 0, table, 0).sum(axis=0), -np.where(table < 0, table, 0).sum(axis=0)
            total = np.where(up + down > 0, up + down, 1.0)
            agree = np.where(up + down > 0, np.abs(up - down) / total, 1.0)
            guess = np.array([self._guess[p] for p in self.ending[node]]).reshape(len(table), -1)[:, : table.shape[1]]
            found[node] = ((1 - agree).tolist(), ((np.abs(table) * guess).sum(axis=0) / total).tolist())
        return found

    def widening(self, node: int) -> Array:
        """Return the factor on the deviation of a node's draws by horizon, shape (horizons,).

        Beyond the days a path was measured over, its variance grows with time up to a cap; paths are
        weighted by their delta-method variance, or by their size where none has a spread.
        """
        cap = judgement("widening_cap")
        out = np.ones(len(self.horizons))
        if node not in self.values:
            return out
        spread = np.array([self._spread[p] for p in self.ending[node]])
        measured = np.array([self._measured[p] for p in self.ending[node]], dtype=float)
        for h, days in enumerate(self.horizons):
            size = self.values[node][:, h] ** 2
            weight = size * spread if (size * spread).any() else size
            grown = np.full(len(size), cap) if days is None else np.clip(days / np.maximum(measured, 1), 1.0, cap)
            grown[measured == 0] = 1.0
            if weight.sum() > 0:
                out[h] = np.sqrt(float(weight @ grown) / float(weight.sum()))
        return out

    def routes(self, node: int, count: int, before: int | None = None) -> list[Route]:
        """Return up to `count` paths into a node by size; those through thresholds are split over the paths to these.

        `before`: only thresholds that come before this one are gone through.
        """
        found: list[Route] = []
        paths, values = self.ending.get(node, []), self.values.get(node)
        for i, p in enumerate(paths):
            assert values is not None
            through = self.trees.roots[self.trees.steps[p].root].through
            if not values[i].any() or not self.trees.steps[p].simple:
                continue
            if through is None:
                nodes, links = self._walk(p)
                found.append(Route(nodes, links, values[i], self._gain(p), self._guess[p]))
            elif before is None or through < before:
                found += self._through(p, through, values[i])
        return largest_first(
            found,
            lambda route: float(np.abs(route.contribution).max()),
            lambda route: (route.nodes, tuple(link.key for link in route.links)),
        )[:count]

    def _through(self, path: int, through: int, value: Array) -> list[Route]:
        link = self.setting.latches[through].link
        into = self.routes(link.cause, FROM_EACH, before=through)
        total = np.abs(self.values[link.cause]).sum(axis=0) if link.cause in self.values else np.zeros(1)
        at = int(np.flatnonzero(total)[0]) if total.any() else 0
        nodes, links = self._walk(path)
        found = []
        for route in into:
            if set(route.nodes) & set(nodes) or total[at] == 0:
                continue
            part = abs(float(route.contribution[at])) / float(total[at])
            guess = np.maximum(self._guess[path], route.guess)
            found.append(
                Route(route.nodes + nodes, (*route.links, link, *links), part * value, self._gain(path), guess)
            )
        return found

    def _walk(self, path: int) -> tuple[tuple[int, ...], tuple[Link, ...]]:
        net = self.trees.system.net
        nodes = tuple(net.places[p][0] for p in self.trees.places(path))
        return nodes, tuple(net.links[net.arcs[a].link] for a in self.trees.route(path))

    def _gain(self, path: int) -> float:
        return 1.0 if self.trees.system.net.acyclic else self.trees.loop_gain(path, self.weights)

    @cached_property
    def _factors(self) -> dict[frozenset[str], Array]:
        """Return the expected amplifier by horizon for each set of dimensions left out."""
        found = {}
        for without, (by_day, limit) in self.setting.factors.items():
            values = [limit @ self.weights if h is None else by_day[h] @ self.weights for h in self.horizons]
            found[without] = np.array(values)
        return found

    @cached_property
    def _guess(self) -> list[Array]:
        """Return the part of each path that rests on guesses, by horizon."""
        found: list[Array] = []
        for step in self.trees.steps:
            through = self.trees.roots[step.root].through
            if step.arc < 0:
                start = through is not None and rests_on_guess(self.setting.latches[through].link)
                found.append(np.full(len(self.horizons), float(start)))
                continue
            arc = self.trees.system.net.arcs[step.arc]
            link = self.trees.system.net.links[arc.link]
            own = np.full(len(self.horizons), float(rests_on_guess(link)))
            if arc.amplified and self.amplifier_is_guess:
                factor = self._factors[link.own_dimensions]
                own = np.maximum(own, np.where(factor > 1, 1 - 1 / np.maximum(factor, 1), 0.0))
            found.append(np.maximum(found[step.parent], own))
        return found

    @cached_property
    def _spread(self) -> list[float]:
        """Return each path's squared coefficient of variation, gates included, to first order."""
        found: list[float] = []
        for step in self.trees.steps:
            if step.arc < 0:
                through = self.trees.roots[step.root].through
                found.append(0.0 if through is None else variation(self.setting.latches[through].link))
                continue
            found.append(found[step.parent] + variation(self._link(step.arc)))
        return found

    @cached_property
    def _measured(self) -> list[int]:
        """Return the most days over which a link of each path was measured, 0 when none says."""
        found: list[int] = []
        for step in self.trees.steps:
            days = self._link(step.arc).edge.measured_days or 0 if step.arc >= 0 else 0
            found.append(max(found[step.parent], days) if step.arc >= 0 else 0)
        return found

    def _link(self, arc: int) -> Link:
        return self.trees.system.net.links[self.trees.system.net.arcs[arc].link]


def rests_on_guess(link: Link) -> bool:
    """Return whether the link's size is an analyst prior, our own inference, or gated."""
    inferred = link.edge.status == "bridge" and link.edge.relation != "constitutes"
    return link.edge.certainty == "guess" or inferred or link.gate < 1


def variation(link: Link) -> float:
    """Return the squared coefficient of variation of a link's weight: its spread, and its gate."""
    size = (link.edge.spread / link.strength) ** 2 if link.strength else 0.0
    return size + ((1 - link.gate) / link.gate if 0 < link.gate < 1 else 0.0)


def weakest(links: Sequence[Link]) -> Link | None:
    """Return the link that is believed least; of equals, the one with the widest spread."""
    if not links:
        return None
    return min(links, key=lambda k: (k.belief, -(k.edge.spread / k.strength if k.strength else 0.0), k.key))
