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
    holds this map alone.
    """
    from api.graph_file import load_graph_given
    from api.importing import plan_import, refuse_empty
    from api.settings import load_settings
    from api.wiring import refuse_foreign_packages
    from graph.store import open_store

    refuse_foreign_packages()
    new = load_graph_given(path, form)
    refuse_empty(new, named(path))
    store = open_store(load_settings().store)
    try:
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
    totals: Annotated[
        bool, typer.Option("--totals", help="Show each pair's total effect beside its estimate.")
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Look for faults in the map; exit 1 on any."""
    from api.settings import load_settings
    from api.terminal import check_lines
    from api.wiring import open_system
    from ingest import check as checking

    with open_system(load_settings()) as system:
        graph = system.views.at()
        faults = checking.check(graph)
        rows = checking.totals(graph) if totals else []
    if as_json:
        listed = {"totals": [r._asdict() for r in rows]} if totals else {}
        emit_data({"graph_version": graph.version, "problems": [f._asdict() for f in faults]} | listed)
    else:
        print("\n".join(check_lines(faults, rows, graph)))
    return 1 if faults else 0
