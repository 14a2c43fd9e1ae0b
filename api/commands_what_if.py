"""`knockon what-if`: the engine on an explicit scenario."""

from __future__ import annotations

from typing import Annotated

import typer

from api.console import STDIN, emit_json, load_text, named


def add_to(app: typer.Typer) -> None:
    """Give `app` the command of this module."""
    app.command("what-if")(what_if)


def what_if(
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO.yaml", help="YAML or JSON; - is stdin.")],
    graph: Annotated[
        str | None, typer.Option("--graph", metavar="GRAPH.yaml", help="Run over this file instead of the store.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
) -> int:
    """Run an explicit scenario.

    Follows its shocks through the map: effects with both ranges, signed paths and what they leave over, loops.
    """
    from api.scenario_file import parse_scenario
    from api.scenario_limits import COMMAND_LINE, refuse_beyond
    from graph.engine.what_if import what_if as run
    from graph.errors import BadInput
    from graph.trading_days import refuse_outside

    if scenario == STDIN and graph == STDIN:
        raise BadInput("scenario and --graph are both stdin.", hint="Give one of them as a file.")
    asked = parse_scenario(load_text(scenario), named(scenario))
    refuse_beyond(asked, COMMAND_LINE)
    refuse_outside(asked.as_of)
    if graph is not None:
        from api.graph_file import load_graph_given

        over = load_graph_given(graph)
        over = over.seen_from(asked.as_of) if asked.as_of else over
    else:
        from api.settings import load_settings
        from api.wiring import open_system

        with open_system(load_settings()) as system:
            over = system.views.at(asked.as_of)
    result = run(over, asked)
    if as_json:
        emit_json(result)
    else:
        from api.terminal import what_if_lines

        print("\n".join(what_if_lines(result, over)))
    return 0
