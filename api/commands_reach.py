"""`knockon reach` and `knockon replay`: backwards from a level to what takes it there, and back through the record."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.console import date_of, emit_data, emit_json

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterator

    from graph.content import Graph
    from graph.findings import ReachAsked

TARGET = re.compile(r"(?P<sign>[+\-\u2212]?)(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?|\.[0-9]+)\s*(?P<unit>.*)")
GraphFile = Annotated[
    str | None, typer.Option("--graph", metavar="GRAPH.yaml", help="Run over this file instead of the store.")
]
AsOf = Annotated[
    str | None, typer.Option(metavar="DATE", help="What was known at that day's close; default the latest.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def add_to(app: typer.Typer) -> None:
    """Give `app` the commands of this module."""
    app.command("reach", context_settings={"ignore_unknown_options": True})(reach)
    app.command("replay")(replay)


def reach(
    node: Annotated[str, typer.Argument(metavar="NODE", help="Id of the node that is to get there.")],
    to: Annotated[
        str, typer.Argument(metavar="TO", help="A level (6725), or a signed move with its unit (-30bp, +2%).")
    ],
    by: Annotated[str | None, typer.Option("--by", metavar="DATE", help="Close by which it is there.")] = None,
    days: Annotated[
        int | None, typer.Option("--days", metavar="N", help="Or trading days until then; default 5.")
    ] = None,
    cause: Annotated[
        list[str] | None, typer.Option("--cause", metavar="NODE", help="Only through this; repeats.")
    ] = None,
    without: Annotated[
        list[str] | None, typer.Option("--without", metavar="NODE", help="Not through this; repeats.")
    ] = None,
    graph: GraphFile = None,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> int:
    """Find what takes a node to a level.

    The least unusual shocks that bring it there by a date, singly and in pairs, with their sizes, odds and paths.
    """
    asked = _asked(node, to, by, days, tuple(cause or ()), tuple(without or ()))
    at = date_of(as_of)
    from graph.engine.backwards import reach as run
    from graph.errors import BadInput
    from graph.trading_days import refuse_outside

    refuse_outside(at)
    with _views(graph) as view:
        over = view(at)
    asked = asked.model_copy(update={"days": _days(over, by, days)})
    if asked.move is not None and not asked.unit and over.node(node).unit:
        raise BadInput(
            f"the move {to} of {node!r} has no unit.",
            hint="A level has no sign (6725), a move has a unit (-30bp, +2%).",
        )
    result = run(over, asked)
    if as_json:
        emit_json(result)
    else:
        from api.findings_text import reach_lines

        print("\n".join(reach_lines(result, over)))
    return 0


def replay(
    episode: Annotated[
        str | None, typer.Argument(metavar="EPISODE", help="Id of a row, or a day; left out: list what there is.")
    ] = None,
    days: Annotated[int, typer.Option("--days", metavar="N", help="Trading days to follow it.")] = 5,
    graph: GraphFile = None,
    as_json: AsJson = False,
) -> int:
    """Run an episode of the record again.

    The map as it was known the close before, the observed move as the shock, and what was observed beside it.
    """
    from graph.engine.replay import day_before, episode_of, episodes
    from graph.engine.replay import replay as run
    from graph.errors import BadInput

    if not 1 <= days <= MOST_DAYS:
        raise BadInput(f"--days {days} is not between 1 and {MOST_DAYS}.", hint="Give so many trading days.")
    with _views(graph) as view:
        record = view(None)
        if episode is None:
            listed = episodes(record)
            if as_json:
                emit_data([e.model_dump(mode="json") for e in listed])
            else:
                from api.findings_text import episode_lines

                print("\n".join(episode_lines(listed, record)))
            return 0
        chosen = episode_of(record, episode)
        known = view(day_before(chosen))
    result = run(known, record, chosen, days=days)
    if as_json:
        emit_json(result)
    else:
        from api.findings_text import replay_lines

        print("\n".join(replay_lines(result, record)))
    return 0


MOST_DAYS = 250
"""Trading days over which an episode is followed at most."""


def _asked(
    node: str, to: str, by: str | None, days: int | None, causes: tuple[str, ...], without: tuple[str, ...]
) -> ReachAsked:
    """Return the question, or raise `BadInput` that names what cannot be read."""
    from pydantic import ValidationError

    from graph.errors import BadInput
    from graph.findings import ReachAsked

    found = TARGET.fullmatch(to.strip())
    hint = "Write a level such as 6725, or a signed move with its unit such as -30bp or +2%."
    if not found:
        raise BadInput(f"{to!r} is neither a level nor a move.", hint=hint)
    if by is not None and days is not None:
        raise BadInput(f"--by {by} and --days {days} both say until when.", hint="Give one of them.")
    size = float(found["number"].replace(",", ""))
    sign, unit = found["sign"], found["unit"].strip()
    move = None if not sign else -size if sign in "-\u2212" else size
    try:
        return ReachAsked(
            node=node, level=None if sign else size, move=move, unit=unit, causes=causes, without=without
        )  # fmt: skip
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        raise BadInput(
            f"{wrong['input']!r} is not the id of a node.", hint="See docs/reference/graph-file.md."
        ) from error


def _days(over: Graph, by: str | None, days: int | None) -> int:
    """Return the trading days from the graph's date to the asked one, or raise `BadInput` when there are none."""
    from graph.errors import BadInput
    from graph.trading_days import refuse_outside, sessions_between

    default = 5
    if by is None:
        if days is not None and days < 0:
            raise BadInput(f"--days {days} is before the shock.", hint="Give 0 or more trading days.")
        return default if days is None else days
    until = date_of(by, "--by")
    start = over.as_of or max((o.as_of for o in over.observations), default=None)
    if start is None or until is None:
        raise BadInput("the graph has no date from which to count to --by.", hint="Give --days, or --as-of.")
    refuse_outside(until)
    if until <= start:
        raise BadInput(f"--by {until} is not after the graph's date of {start}.", hint="Give a later date.")
    return sessions_between(start, until)


@contextmanager
def _views(graph: str | None) -> Iterator[Callable[[dt.date | None], Graph]]:
    """Give what shows the graph file, or the store, as of a date."""
    if graph is not None:
        from api.graph_file import load_graph_given

        over = load_graph_given(graph)
        yield lambda at: over.seen_from(at) if at else over
    else:
        from api.settings import load_settings
        from api.wiring import open_system

        with open_system(load_settings()) as system:
            yield system.views.at
