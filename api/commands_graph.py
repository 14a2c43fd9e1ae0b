"""`knockon graph export`, `knockon graph import` and `knockon check`: the map as a whole."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from api.console import date_of, emit_data, named, note

Format = Literal["yaml", "json", "graphml", "cypher", "csv"]
AsFormat = Annotated[Format | None, typer.Option("--format", help="Default: told by the file's suffix, else yaml.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def add_to(app: typer.Typer) -> None:
    """Give `app` the commands of this module."""
    group = typer.Typer(rich_markup_mode=None, help="Write the whole map out, or read one in.")
    group.command("export")(export_graph)
    group.command("import")(import_graph)
    app.add_typer(group, name="graph")
    app.command()(check)


def export_graph(
    form: AsFormat = None,
    out: Annotated[str | None, typer.Option("--out", metavar="FILE", help="Default: stdout.")] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="What was known at that day's close; default the latest."),
    ] = None,
) -> int:
    """Write the whole map out.

    As it is known at the latest observation, or with --as-of at that day's close. Revisions stay in the store.
    """
    from pathlib import Path

    from api.console import save_text
    from api.graph_file import format_of
    from api.settings import load_settings
    from api.wiring import open_system
    from graph.files import dump_graph

    wanted = format_of(out, form)
    day = date_of(as_of)
    with open_system(load_settings()) as system:
        text = dump_graph(system.views.at(day), wanted)
    if out is None:
        print(text, end="" if text.endswith("\n") else "\n")
    else:
        save_text(Path(out), text)
        note(f"wrote {out}")
    return 0


def import_graph(
    path: Annotated[str, typer.Argument(metavar="FILE", help="- is stdin.")],
    form: AsFormat = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; write nothing.")] = False,
    as_json: AsJson = False,
) -> int:
    """Read a map into the store.

    Whole or not at all. What differs from the store becomes a new revision; what the file lacks stays. A new store
    holds this map alone. A file in which `knockon check FILE` finds a fault is not read in.
    """
    from api.console import load_text
    from api.graph_file import format_of
    from api.importing import load_held, plan_import, refuse_empty
    from api.settings import load_settings
    from api.wiring import refuse_foreign_packages
    from graph.files import parse_graph
    from graph.store import open_store
    from ingest.file_faults import refuse_clashes, refuse_faults

    refuse_foreign_packages()
    told, text = format_of(path, form), load_text(path)
    new = parse_graph(text, told, name=named(path))
    refuse_empty(new, named(path))
    refuse_faults(new, text, told, named(path))
    store = open_store(load_settings().store)
    try:
        held = load_held(store)
        if held is not None:
            refuse_clashes(held, new, text, told, named(path))
        plan = plan_import(store, new)
        if not dry_run:
            plan.write(store, why=f"import of {path}")
    finally:
        store.close()
    counts = plan.counts()
    if as_json:
        emit_data({"dry_run": dry_run, "graph_version": new.version, **counts})
    else:
        said = ", ".join(f"{number} {what}" for what, number in counts.items())
        print(f"{'would change' if dry_run else 'imported'}: {said}")
    return 0


def check(
    path: Annotated[
        str | None, typer.Argument(metavar="FILE", help="A graph file, or a folder of shipped files; - is stdin.")
    ] = None,
    form: AsFormat = None,
    totals: Annotated[
        bool, typer.Option("--totals", help="Show each published row beside the map's own total for it.")
    ] = False,
    outside: Annotated[
        bool, typer.Option("--outside", help="Of these, only the rows whose range does not hold the total.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help="The map as known at that day's close.")
    ] = None,
    lang: Annotated[Literal["en", "zh"], typer.Option("--lang", help="Language of the rows shown.")] = "en",
    as_json: AsJson = False,
) -> int:
    """Look for faults in the map, or in a file.

    Exit 1 when the store's map has a fault; 2 when a file has one, each told in one line with file, line and thing.
    Without FILE the shipped files are read too.
    """
    if path is not None:
        refuse_both(path, totals or outside or as_of is not None)
        return _check_path(path, form, as_json)
    from api.check_view import fault_lines, total_data, total_lines
    from api.settings import load_settings
    from api.wiring import open_system
    from ingest import check as checking
    from ingest.seed import load_shipped

    day = date_of(as_of)
    load_shipped()
    with open_system(load_settings()) as system:
        graph = system.views.at(day)
    faults = checking.check(graph)
    rows = checking.totals(graph) if totals or outside else []
    shown = [row for row in rows if not outside or row.inside is False]
    if as_json:
        listed = {"totals": [total_data(row) for row in shown]} if totals or outside else {}
        emit_data({"graph_version": graph.version, "problems": [f._asdict() for f in faults]} | listed)
    else:
        table = [*total_lines(shown, rows, graph, checking.words(), lang), ""] if totals or outside else []
        print("\n".join([*table, *fault_lines(faults, graph)]))
    return 1 if faults else 0


def refuse_both(path: str, asked: bool) -> None:
    """Raise `BadInput` when a file is given together with what only the store's map has."""
    from graph.errors import BadInput

    if asked:
        raise BadInput(
            f"{named(path)} is a file, and --totals, --outside and --as-of ask about the store's map.",
            hint="Leave one of the two out.",
        )


def _check_path(path: str, form: Format | None, as_json: bool) -> int:
    """Print the faults of a graph file or of a folder of shipped files; return 2 when there are any."""
    from pathlib import Path

    from api.check_view import counted
    from api.console import load_text
    from api.graph_file import format_of
    from graph.files import parse_graph
    from ingest.file_faults import faults_of_file
    from ingest.seed import load_last_known

    if Path(path).is_dir():
        graph, faults = load_last_known(Path(path)), []
    else:
        told, text = format_of(path, form), load_text(path)
        graph = parse_graph(text, told, name=named(path))
        faults = faults_of_file(graph, text, told, named(path))
    if as_json:
        listed = [f.problem._asdict() | {"place": f.place} for f in faults]
        emit_data({"graph_version": graph.version, "problems": listed})
    else:
        print("\n".join([*map(str, faults), counted(len(faults), graph)]))
    return 2 if faults else 0
