"""Replay: an episode of the record run through the graph as it was known before it, beside what was observed.

Episodes are rows of the graph: observations that name a move, events, calendar entries, dated evidence, and days
on which closes moved. The shock is the observed move of what the episode is about; the rest is compared.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from graph.content import Graph
from graph.context import Observation
from graph.engine.adjoint import upstream
from graph.engine.snapshot import Snapshot, snapshot
from graph.engine.what_if import what_if
from graph.errors import BadInput, NotInGraph
from graph.findings import Compared, Episode, Moved, Replay
from graph.model import Node
from graph.scenario import Scenario, Shock, Warning
from graph.state import daily_sigma, in_force, move_between
from graph.trading_days import add_sessions, is_session, sessions_between

FOLLOWED = 5
"""Trading days over which an episode is followed."""
NAMED = 8
"""Episodes that a refusal names."""


def episodes(graph: Graph) -> tuple[Episode, ...]:
    """Return the episodes of a graph that have an observed move, oldest first."""
    found = [e for e in _told(graph) if _shocks(graph, e)]
    return tuple(sorted(found, key=lambda e: (e.date, e.kind, e.name, e.id)))


def episode_of(graph: Graph, name: str) -> Episode:
    """Return the episode of that id or date; raise `NotInGraph` naming some that can be replayed."""
    told = [e for e in _told(graph) if e.id == name]
    good = [e for e in told if _shocks(graph, e)]
    if good:
        return good[0]
    if told:
        about = ", ".join(told[0].nodes) or "any node"
        detail = f"episode {name!r} of {told[0].date} has no observed move of {about} from the close before"
        raise NotInGraph(detail, hint="Add observations of both days, or replay another episode.")
    known = list(dict.fromkeys(e.id for e in episodes(graph)))
    listed = ", ".join(known[:NAMED]) + (", ..." if len(known) > NAMED else "") or "none"
    raise NotInGraph(f"the graph has no episode {name!r}; it has {listed}", hint="List them with `knockon replay`.")


def day_before(episode: Episode) -> dt.date:
    """Return the session whose close is the last before the episode's day."""
    return add_sessions(episode.date, -1 if is_session(episode.date) else 0)


def replay(known: Graph, record: Graph, episode: Episode, *, days: int = FOLLOWED, seed: int = 7) -> Replay:
    """Return what the graph before the episode expects of its moves, beside what was observed.

    Args:
        known: The graph as of `day_before(episode)`: nothing that the episode taught is in it.
        record: A graph that holds the observations of the episode's days.
        episode: One of `episodes(record)`.
        days: Trading days over which it is followed.
        seed: Of the draws behind the outcome ranges.
    """
    if days < 1:
        raise BadInput(f"an episode cannot be followed over {days} trading days.", hint="Give 1 or more.")
    base = day_before(episode)
    warnings: list[Warning] = []
    shocks = []
    for shock in _shocks(record, episode):
        if shock.node in known.by_id:
            shocks.append(shock)
        else:
            detail = f"node {shock.node} moved, but the graph did not have it on {base}"
            warnings.append(Warning(code="not_yet_known", detail=detail))
    if not shocks:
        gone = ", ".join(s.node for s in _shocks(record, episode))
        raise NotInGraph(f"on {base} the graph did not have {gone}, which episode {episode.id!r} is about")
    snap = snapshot(known, in_force(known), base)
    shocks = _first_movers(snap, shocks)
    causes = {s.node for s in shocks}
    moves = [m for m in _moves(record, base, days) if not (m.node in causes and m.horizon == 1)]
    horizons = tuple(sorted({1, *(m.horizon for m in moves)}))
    scenario = Scenario(
        shocks=tuple(Shock(node=s.node, size=s.move) for s in shocks), horizons=horizons, paths=0, see=False, seed=seed,
        as_of=base,
    )  # fmt: skip
    result = what_if(known, scenario)
    compared, unreached = [], []
    for moved in moves:
        effect = result.effect(moved.node, moved.horizon)
        if effect is None:
            unreached.append(moved)
            continue
        error = moved.move - effect.central
        low, high = effect.outcome_low, effect.outcome_high
        sigma = daily_sigma(known, known.node(moved.node)) * moved.horizon**0.5
        compared.append(
            Compared(
                node=moved.node,
                unit=moved.unit,
                horizon=moved.horizon,
                date=moved.date,
                expected=effect.central,
                outcome_low=low,
                outcome_high=high,
                observed=moved.move,
                error=error,
                error_sigma=error / sigma,
                inside=None if low is None or high is None else low <= moved.move <= high,
            )
        )
    return Replay(
        graph_version=known.version,
        episode=episode,
        as_of=base,
        shocks=tuple(shocks),
        compared=tuple(compared),
        unreached=tuple(unreached),
        mean_abs_error_sigma=sum(abs(c.error_sigma) for c in compared) / len(compared) if compared else None,
        warnings=(*warnings, *result.warnings),
    )


def _told(graph: Graph) -> Iterable[Episode]:
    """Yield everything of the graph that has a day and something it is about, up to the last observation."""
    last = max((o.as_of for o in graph.observations), default=None)
    if last is None:
        return
    names = {n.id: n.name.en for n in graph.nodes}
    for o in graph.observations:
        said = f": {o.text.en}" if o.text else ""
        yield Episode(
            id=o.id, kind="observation", name=f"{names.get(o.node, o.node)}{said}", date=o.as_of, nodes=(o.node,)
        )
    for event in graph.events:
        if event.date and event.date <= last:
            about = (event.node, event.priced_by, *(s.node for rows in event.shocks.values() for s in rows))
            nodes = tuple(dict.fromkeys(n for n in about if n))
            name = event.name.en if event.name else event.id
            yield Episode(id=event.id, kind="event", name=name, date=event.date, nodes=nodes)
    for entry in graph.calendar:
        if entry.date and entry.date <= last and entry.nodes:
            yield Episode(id=entry.id, kind="calendar", name=entry.name.en, date=entry.date, nodes=entry.nodes)
    for edge in graph.edges:
        for e in edge.evidence:
            if e.date and e.date <= last:
                yield Episode(id=e.id, kind="evidence", name=e.text, date=e.date, nodes=(edge.cause,))
    for day in sorted({o.as_of for o in graph.observations}):
        yield Episode(id=day.isoformat(), kind="day", name=day.isoformat(), date=day)


def _shocks(graph: Graph, episode: Episode) -> list[Moved]:
    """Return the moves on the episode's day of what it is about: an observation's own, else closes against closes."""
    base = day_before(episode)
    first = add_sessions(base, 1)
    if episode.kind == "observation":
        seen = next(o for o in graph.observations if o.id == episode.id)
        if seen.before is not None and seen.value is not None:
            node = graph.node(seen.node)
            return [_moved(node, seen.before, seen.value, 1, first, (seen.id,))]
        if seen.kind != "close":
            return []
    moves = [m for m in _moves(graph, base, 1) if m.move != 0]
    return [m for m in moves if not episode.nodes or m.node in episode.nodes]


def _moves(graph: Graph, base: dt.date, days: int) -> list[Moved]:
    """Return every node's moves from its close of `base` to its closes of the next days, by node and horizon."""
    found = []
    for node in sorted(graph.nodes, key=lambda n: (n.name.en, n.id)):
        closes = {o.as_of: o for o in graph.closes(node.id)}
        before = closes.get(base)
        for horizon in range(1, days + 1):
            day = add_sessions(base, horizon)
            if day not in closes:
                continue
            start, seen = _start(before, closes[day], horizon), closes[day]
            if start is None or seen.value is None:
                continue
            ids = (before.id, seen.id) if before and before.value == start else (seen.id,)
            found.append(_moved(node, start, seen.value, sessions_between(base, day), day, ids))
    return found


def _start(before: Observation | None, seen: Observation, horizon: int) -> float | None:
    """Return the level to count from: the close before, or the one that the first day's row says it came from."""
    if before is not None:
        return before.value
    return seen.before if horizon == 1 else None


def _moved(node: Node, start: float, end: float, horizon: int, day: dt.date, ids: tuple[str, ...]) -> Moved:
    move = move_between(node, start, end)
    return Moved(node=node.id, unit=node.unit, horizon=horizon, date=day, move=move, observations=ids)


def _first_movers(snap: Snapshot, moves: Sequence[Moved]) -> list[Moved]:
    """Return the moves that none of the others leads to; of those that lead to one another, the most unusual."""
    place = {m.node: snap.at(m.node) for m in moves}
    before = {m.node: set(upstream(snap.links, (place[m.node],))) - {place[m.node]} for m in moves}
    chosen: list[Moved] = []
    for move in sorted(moves, key=lambda m: (-abs(m.move) / snap.nodes[place[m.node]].scale, place[m.node])):
        others = [m.node for m in moves if place[m.node] in before[move.node]]
        led = [o for o in others if place[move.node] not in before[o]]
        mutual = [o for o in others if place[move.node] in before[o]]
        if not led and not any(c.node in mutual for c in chosen):
            chosen.append(move)
    return sorted(chosen, key=lambda m: place[m.node])
