"""Tools that describe: a thing, its links, one link with its sources, market states, and what is new."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from agents.tools.finding import NoArgs
from agents.tools.rows import Link, Quote, Reading, Thing, link, quote, reading, thing
from agents.tools.spec import Args
from graph.content import Graph
from graph.model import Aliases, Frozen, Id, Text
from graph.state import daily_sigma, last_move, move_between, state_odds

NodeId = Annotated[Id, Field(validation_alias=AliasChoices("id", "node"))]


class DescribeArgs(Args):
    """The id of a thing."""

    id: NodeId


class LastMove(Frozen):
    """The last named move of a thing, between two levels."""

    before: float
    after: float
    moved_by: float
    unit: str
    source: str
    date: dt.date


class Dated(Frozen):
    """An entry of the calendar that belongs to the thing."""

    id: str
    name: Text
    date: dt.date | None
    until: dt.date | None
    was: dt.date | None
    status: str


class Described(Frozen):
    """What the map holds about a thing itself."""

    node: Thing
    aliases: Aliases
    definition: Text | None
    level: Reading | None
    daily_sigma: float
    last_move: LastMove | None
    readings: tuple[Reading, ...]
    calendar: tuple[Dated, ...]
    causes: int
    effects: int
    truncated: bool


READINGS = 20


def describe_node(graph: Graph, args: DescribeArgs) -> Described:
    """Return the thing's names, level of record, volatility, last move, readings, dates and number of links."""
    node = graph.node(args.id)
    seen, last = graph.level(node.id), last_move(graph, node)
    readings = sorted((o for o in graph.observations if o.node == node.id), key=lambda o: (-o.as_of.toordinal(), o.id))
    return Described(
        node=thing(node),
        aliases=node.aliases,
        definition=node.definition,
        level=reading(seen) if seen else None,
        daily_sigma=daily_sigma(graph, node),
        last_move=LastMove(
            before=last[1],
            after=last[2],
            moved_by=move_between(node, last[1], last[2]),
            unit=node.unit,
            source=last[0].source,
            date=last[0].as_of,
        )
        if last and last[0]
        else None,
        readings=tuple(reading(o) for o in readings[:READINGS]),
        calendar=tuple(
            Dated(id=c.id, name=c.name, date=c.date, until=c.until, was=c.was, status=c.status)
            for c in graph.calendar
            if node.id in c.nodes
        ),
        causes=sum(e.effect == node.id for e in graph.edges),
        effects=sum(e.cause == node.id for e in graph.edges),
        truncated=len(readings) > READINGS,
    )


class NeighborsArgs(Args):
    """A thing, which way its links are followed, and how surely they must hold."""

    id: NodeId
    direction: Literal["in", "out", "both"] = "both"
    min_belief: float = Field(default=0.0, ge=0, le=1)
    """Least probability that the link has its sign."""
    limit: int = Field(default=20, ge=1, le=50)


class Neighbors(Frozen):
    """The links of a thing, those that do most in an ordinary week of their cause first."""

    node: Thing
    links: tuple[Link, ...]
    truncated: bool


def neighbors(graph: Graph, args: NeighborsArgs) -> Neighbors:
    """Return the links into a thing, out of it, or both."""
    node = graph.node(args.id)
    ways = {"in": ("effect",), "out": ("cause",), "both": ("cause", "effect")}[args.direction]
    rows = [link(graph, e) for e in graph.edges if any(getattr(e, way) == node.id for way in ways)]
    rows = [r for r in rows if {"+": r.belief.plus, "-": r.belief.minus}.get(r.sign, 0.0) >= args.min_belief]
    scale = {n.id: n.scale for n in graph.nodes}
    rows.sort(key=lambda r: (-abs(r.week) / scale[r.effect], r.cause_name.en, r.effect_name.en, r.strength))
    return Neighbors(node=thing(node), links=tuple(rows[: args.limit]), truncated=len(rows) > args.limit)


class EdgeArgs(Args):
    """The id of a link."""

    edge: Annotated[Id, Field(validation_alias=AliasChoices("edge", "id"))]


class Failure(Frozen):
    """A link that failed of late: when, why, and the share of it that is carried."""

    on: dt.date
    share: float
    days: int
    why: Text


class Explained(Frozen):
    """A link with everything that stands behind it."""

    link: Link
    spread: float
    certainty: str
    regimes: dict[str, float]
    failure: Failure | None
    quotes: tuple[Quote, ...]
    sources_note: str


def explain_edge(graph: Graph, args: EdgeArgs) -> Explained:
    """Return a link's sign, size, lag, market states that bend it, and what sources say for and against it."""
    edge = graph.edge(args.edge)
    gate = edge.gate
    return Explained(
        link=link(graph, edge),
        spread=edge.spread,
        certainty=edge.certainty,
        regimes=edge.regimes,
        failure=Failure(on=gate.failed_on, share=gate.share, days=gate.days, why=gate.why) if gate else None,
        quotes=tuple(quote(edge, e) for e in sorted(edge.evidence, key=lambda e: (e.source, e.text))),
        sources_note=edge.sources_note,
    )


class StateRow(Frozen):
    """A market state, its probability, and the factor by which it scales pushes on each trading day given."""

    id: str
    name: Text
    probability: float | None
    amplifier: dict[int, float]


class Dimension(Frozen):
    """A dimension of the market's state."""

    id: str
    node: str | None
    name: Text | None
    reading: Text | None
    source: str
    certainty: str
    states: tuple[StateRow, ...]


class Regimes(Frozen):
    """Where the market's state stands."""

    as_of: dt.date | None
    dimensions: tuple[Dimension, ...]


def regime_state(graph: Graph, args: NoArgs) -> Regimes:
    """Return every dimension of the market's state with the probability of each state and who read it."""
    del args
    rows = []
    for regime in sorted(graph.regimes, key=lambda r: r.name.en if r.name else r.id):
        odds = state_odds(regime)
        states = tuple(
            StateRow(id=s.id, name=s.name or Text(en=s.id), probability=odds.get(s.id), amplifier=s.amplifier)
            for s in regime.states
        )
        rows.append(
            Dimension(
                id=regime.id,
                node=regime.node,
                name=regime.name,
                reading=regime.reading,
                source=regime.source,
                certainty=regime.certainty,
                states=states,
            )
        )
    return Regimes(as_of=graph.as_of, dimensions=tuple(rows))


class ChangesArgs(Args):
    """From which day on; left out: the newest day on which anything was learned."""

    since: dt.date | None = None
    limit: int = Field(default=50, ge=1, le=200)


class Change(Frozen):
    """A row that was not known before its day."""

    kind: str
    id: str
    name: str
    known_from: dt.date


class Changes(Frozen):
    """What the map came to know, newest first."""

    since: dt.date
    rows: tuple[Change, ...]
    total: int
    readings: tuple[Reading, ...]


def changes(graph: Graph, args: ChangesArgs) -> Changes:
    """Return what is known since a day: links, readings, market states, dates."""
    newest = max((e.known_from for _, e in graph.entities()), default=dt.date.min)
    since = args.since or newest
    rows = []
    for kind, entity in graph.entities():
        if entity.known_from < since:
            continue
        name = getattr(entity, "name", None) or getattr(entity, "title", None)
        shown = name.en if isinstance(name, Text) else str(name or entity.id)
        rows.append(Change(kind=kind, id=entity.id, name=shown, known_from=entity.known_from))
    rows.sort(key=lambda r: (-r.known_from.toordinal(), r.kind, r.name, r.id))
    seen = [o for o in graph.observations if o.known_from >= since]
    seen.sort(key=lambda o: (graph.node(o.node).name.en, o.as_of, o.source, o.id))
    return Changes(
        since=since,
        rows=tuple(rows[: args.limit]),
        total=len(rows),
        readings=tuple(reading(o) for o in seen[: args.limit]),
    )
