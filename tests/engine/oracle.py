"""A second opinion: what-ifs on plain data by dense matrices, explicit loops and explicit walks.

It reads the dictionaries of a graph file and of a scenario as their reference pages describe them and
shares nothing with the engine, so a mistake must be made twice to go unseen.
"""

from __future__ import annotations

import datetime as dt
import itertools
import math
from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Plain = dict[str, Any]
CARRIED = {"causes", "forces", "enables", "constitutes", "ends"}
CAP, RUMOUR, INFERENCE, HALF_LIFE = 0.6, 0.4, 0.5, 2


class Pull(NamedTuple):
    """One carried edge: the signed weight by lag in one regime state."""

    id: str
    cause: int
    effect: int
    weight: float
    shares: dict[int, float]
    stays: float
    rumour: bool


def signs(e: Plain) -> tuple[float, float]:
    """Return P(+), P(-) of an edge without evidence."""
    sign, status, given = e.get("sign", "+"), e.get("status", "asserted"), e.get("belief")
    if e.get("relation") == "ends" and sign == "+":
        sign = "-"
        given = {**given, "plus": given["minus"], "minus": given["plus"]} if isinstance(given, dict) else given
    start = RUMOUR if status == "rumour" else INFERENCE if status in ("bridge", "hypothetical") else 1.0
    if e.get("relation") == "constitutes":
        given, start = None, 1.0
    if isinstance(given, dict):
        plus, minus = float(given["plus"]), float(given["minus"])
    else:
        p = start if given is None else float(given)
        plus, minus = (p if sign == "+" else 0.0), (p if sign == "-" else 0.0)
    if e.get("relation") != "constitutes" and status in ("forecast", "opinion", "historical_pattern"):
        plus, minus = min(plus, CAP), min(minus, CAP)
    return plus, minus


def direction(e: Plain) -> int:
    """Return the declared sign of an edge."""
    if e.get("relation") == "ends":
        return -1
    return {"+": 1, "-": -1, "0": 0}[e.get("sign", "+")]


def is_carried(e: Plain, as_of: str | None) -> bool:
    """Return whether the linear engine carries an edge on a date."""
    if e.get("relation", "causes") not in CARRIED or e.get("status") == "hypothetical":
        return False
    if as_of is None:
        return True
    if dt.date.fromisoformat(e.get("known_from", "1900-01-01")) > dt.date.fromisoformat(as_of):
        return False
    return bool(e.get("valid_from", "1900-01-01") <= as_of <= e.get("valid_to", "9999-12-31"))


def joint_states(body: Plain, scenario: Plain) -> list[tuple[float, set[str]]]:
    """Return every combination of regime states with its odds."""
    choices = []
    for r in body.get("regimes", []):
        odds = scenario.get("regimes", {}).get(r["id"], r["probabilities"])
        odds = {odds: 1.0} if isinstance(odds, str) else odds
        choices.append([(p, f"{r['id']}.{s}") for s, p in odds.items() if p > 0])
    return [(math.prod(p for p, _ in combo), {s for _, s in combo}) for combo in itertools.product(*choices)]


class Oracle:
    """A scenario on a graph, both plain data."""

    def __init__(self, body: Plain, scenario: Plain) -> None:
        self.body, self.scenario = body, scenario
        self.names = [n["id"] for n in body["nodes"]]
        self.at = {n: i for i, n in enumerate(self.names)}
        self.days = max([1, *(h for h in scenario["horizons"] if h != "long_run")])
        self.states = joint_states(body, scenario)
        self.moves: dict[str, list[tuple[int, float]]] = {"shock": [], "hold": [], "pulse": []}
        for s in scenario["shocks"]:
            size = s["size"] * (1 - s.get("priced_in", 0.0))
            self.moves[s.get("mode", "shock")].append((self.at[s["node"]], size))
        self.fixed = {i for i, _ in self.moves["hold"]}

    def pulls(self, on: set[str], *, believed: bool = False, form: str = "linear") -> list[Pull]:
        """Return the edges carried in a joint state, holds and cuts applied."""
        strengths = {o["edge"]: o["strength"] for o in self.scenario.get("overrides", [])}
        cuts = {(c["cause"], c["effect"]) for c in self.scenario.get("cuts", [])}
        out = []
        for e in self.body["edges"]:
            is_form = (e.get("form", "linear") == "threshold") == (form == "threshold")
            if not is_form or not is_carried(e, self.scenario.get("as_of")) or (e["cause"], e["effect"]) in cuts:
                continue
            if self.at[e["effect"]] in self.fixed:
                continue
            plus, minus = signs(e)
            gate = 0.5 if e.get("status") == "failed" else 1.0
            size = strengths.get(e["id"], e["strength"])
            weight = (direction(e) if believed else plus - minus) * size * gate
            weight *= math.prod(m for s, m in e.get("regimes", {}).items() if s in on)
            kernel = e.get("kernel") or [e.get("permanent", 1.0)]
            shares = {e.get("lag_days", 0) + k: float(v) for k, v in enumerate(kernel)}
            ends = self.at[e["cause"]], self.at[e["effect"]]
            out.append(Pull(e["id"], *ends, weight, shares, sum(kernel), e.get("status") == "rumour"))
        return out

    def stepped(self, pulls: list[Pull], extra: dict[int, Array] | None = None, *, moved: bool = True) -> Array:
        """Return the change of every node on every day, shape (days + 1, nodes)."""
        size = len(self.names)
        x = np.zeros((self.days + 1, size))
        pushes = np.zeros((self.days + 1, size))
        pinned: dict[tuple[int, int], float] = {}
        if moved:
            for i, a in self.moves["shock"] + self.moves["hold"]:
                pushes[0, i] += a
            for i, a in self.moves["pulse"]:
                pinned[0, i], pinned[1, i] = a, -a
        for i, series in (extra or {}).items():
            pushes[:, i] += series
        for t in range(self.days + 1):
            today = np.zeros((size, size))
            arriving = pushes[t].copy()
            for p in pulls:
                for lag, share in p.shares.items():
                    if p.rumour:
                        continue
                    if lag == 0:
                        today[p.effect, p.cause] += p.weight * share
                    elif lag <= t:
                        arriving[p.effect] += p.weight * share * x[t - lag, p.cause]
                if p.rumour:
                    arriving[p.effect] += p.weight * self._rumoured(p, pushes, t, moved)
            for i in range(size):
                if (t, i) in pinned:
                    today[i], arriving[i] = 0, pinned[t, i]
            x[t] = np.linalg.solve(np.eye(size) - today, arriving)
        return x

    def _rumoured(self, p: Pull, pushes: Array, t: int, moved: bool) -> float:
        """Return the day's change of an effect that halves every two days, from what starts at the cause."""
        starts = {0: pushes[0, p.cause]} if moved else {}
        for i, a in self.moves["pulse"] if moved else []:
            if i == p.cause:
                starts = {0: a, 1: -a}

        def left(age: int) -> float:
            return 0.5 ** (age / HALF_LIFE) if age >= 0 else 0.0

        return math.fsum(
            a * share * (left(t - s - lag) - left(t - s - lag - 1))
            for s, a in starts.items()
            for lag, share in p.shares.items()
        )

    def level(self, on: set[str], *, believed: bool = False) -> Array:
        """Return the effect on every level by day in one joint state, shape (days + 1, nodes), thresholds included."""
        pulls = self.pulls(on, believed=believed)
        x = self.stepped(pulls)
        for latch in self._in_order(self.pulls(on, believed=believed, form="threshold"), pulls):
            e = next(e for e in self.body["edges"] if e["id"] == latch.id)
            cause = next(n for n in self.body["nodes"] if n["id"] == e["cause"])
            level, side = e["params"]["level"], e["params"]["side"]
            jump = e["params"]["jump"]
            factor = latch.weight / (e["strength"] or 1.0) if e["strength"] else self._bare(e, on, believed)
            falls = jump < 0 or (e.get("sign", "+") == "-" and e["params"]["side"] == "above")
            jump = -abs(jump) * abs(factor) if falls else jump * factor
            path = np.cumsum(x[:, latch.cause])
            odds = first_close(level, side, cause["scale"], path) - first_close(level, side, cause["scale"], 0 * path)
            x = x + self.stepped(pulls, {latch.effect: np.diff(odds, prepend=0.0) * jump}, moved=False)
        return np.cumsum(x, axis=0)

    def _bare(self, e: Plain, on: set[str], believed: bool) -> float:
        plus, minus = signs(e)
        factor = math.prod(m for s, m in e.get("regimes", {}).items() if s in on)
        return float(factor * (1.0 if believed else plus + minus))

    def _in_order(self, latches: list[Pull], pulls: list[Pull]) -> list[Pull]:
        """Return the thresholds, those that others hang on first; on a loop, those that feed back to it first."""
        if not latches:
            return []
        reach = np.eye(len(self.names), dtype=bool)
        for p in pulls + latches:
            reach[p.effect, p.cause] = True
        for _ in self.names:
            reach = (reach.astype(int) @ reach.astype(int)) > 0
        return sorted(latches, key=lambda p: (int(reach[p.cause].sum()), not reach[p.cause, p.effect]))

    def effect(self, node: str, day: int, *, believed: bool = False) -> float:
        """Return the effect on one node through a day, mixed over joint states."""
        return float(self.mixed(believed=believed)[day, self.at[node]])

    def mixed(self, *, believed: bool = False) -> Array:
        """Return the effects by day, results (never matrices) mixed over joint states, shape (days + 1, nodes)."""
        return np.asarray(sum(p * self.level(on, believed=believed) for p, on in self.states))

    def limit(self, *, believed: bool = False) -> Array:
        """Return the long run of a scenario of shocks and holds by inverting I - sum of W, shape (nodes,)."""
        out = np.zeros(len(self.names))
        for p, on in self.states:
            total = np.zeros((len(self.names),) * 2)
            for pull in self.pulls(on, believed=believed):
                if not pull.rumour:
                    total[pull.effect, pull.cause] += pull.weight * pull.stays
            u = np.zeros(len(self.names))
            for i, a in self.moves["shock"] + self.moves["hold"]:
                u[i] += a
            out += p * np.linalg.solve(np.eye(len(self.names)) - total, u)
        return out

    def walks(self, target: str, day: int) -> dict[tuple[str, ...], float]:
        """Return the effect through `day` by loop-erased path (its start and its edges), summed over every walk.

        Walks are followed edge by edge and lag by lag; every loop must take at least a day.
        """
        found: dict[tuple[str, ...], float] = defaultdict(float)
        end = self.at[target]
        for p, on in self.states:
            pulls = self.pulls(on)
            for i, a in self.moves["shock"] + self.moves["hold"]:
                stack: list[tuple[int, float, list[int], list[str]]] = [(0, a * p, [i], [])]
                while stack:
                    t, value, nodes, edges = stack.pop()
                    if nodes[-1] == end:
                        found[self.names[nodes[0]], *edges] += value
                    for pull in pulls:
                        if pull.cause != nodes[-1] or pull.weight == 0:
                            continue
                        for lag, share in pull.shares.items():
                            if t + lag <= day and share != 0:
                                stack.append((t + lag, value * pull.weight * share, *_erased(nodes, edges, pull)))
        return dict(found)

    def drawn(self, draws: int, seed: int) -> Array:
        """Return plain Monte Carlo draws of the effects by day, shape (draws, days + 1, nodes)."""
        rng = np.random.default_rng(seed)
        out = []
        for _ in range(draws):
            _, on = self.states[rng.choice(len(self.states), p=[p for p, _ in self.states])]
            pulls = []
            for pull in self.pulls(on, believed=True):
                e = next(e for e in self.body["edges"] if e["id"] == pull.id)
                plus, minus = signs(e)
                luck = rng.random()
                sign = 1 if luck < plus else -1 if luck < plus + minus else 0
                strength = rng.normal(e["strength"], e.get("spread", 0.0))
                factor = math.prod(m for s, m in e.get("regimes", {}).items() if s in on)
                pulls.append(pull._replace(weight=sign * strength * factor))
            out.append(np.cumsum(self.stepped(pulls), axis=0))
        return np.array(out)


def _erased(nodes: list[int], edges: list[str], pull: Pull) -> tuple[list[int], list[str]]:
    """Return the path after one more edge, a loop that closes being dropped."""
    if pull.effect in nodes:
        k = nodes.index(pull.effect)
        return nodes[: k + 1], edges[:k]
    return [*nodes, pull.effect], [*edges, pull.id]


def first_close(level: float, side: str, sigma: float, effect: Array) -> Array:
    """Return by day the odds of a close beyond a level so far, by Gauss-Legendre sums over the closes before."""
    turn = 1.0 if side == "above" else -1.0
    away = turn * level - turn * effect
    odds = np.zeros(len(effect))
    if level * turn <= 0:
        return odds
    low = min(0.0, float(away.min())) - 8 * sigma * math.sqrt(len(effect))
    points, weights = np.polynomial.legendre.leggauss(40 + 5 * int((float(away.max()) - low) / sigma))
    alive, at = np.ones(1), np.zeros(1)
    for t in range(1, len(effect)):
        half = (away[t] - low) / 2
        grid = low + half * (points + 1)
        steps = np.exp(-0.5 * ((grid[:, None] - at[None, :]) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi))
        alive, at = (steps @ alive) * half * weights, grid
        odds[t] = 1 - alive.sum()
    return np.asarray(np.clip(odds, 0, 1))
