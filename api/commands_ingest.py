"""`knockon ingest`: documents in, and the ledger of what became of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.console import date_of, emit_data, note, one_line

if TYPE_CHECKING:
    from ingest.run import Ledger, Line

Names = Annotated[list[str] | None, typer.Argument(metavar="PATH_OR_URL...", help="Files, folders, http(s) addresses.")]


def add_to(app: typer.Typer) -> None:
    """Give `app` the command of this module."""
    app.command()(ingest)


def ingest(
    names: Names = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change; write nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
    title: Annotated[str, typer.Option("--title", help="Of the document, where it does not say.")] = "",
    author: Annotated[str, typer.Option("--author", help="Who wrote it.")] = "",
    publisher: Annotated[str, typer.Option("--publisher", help="Who published it.")] = "",
    date: Annotated[str | None, typer.Option("--date", metavar="DATE", help="When it was published.")] = None,
    story: Annotated[str, typer.Option("--story", help="The story it is a copy or a translation of.")] = "",
    watch: Annotated[bool, typer.Option("--watch", help="Go on with what comes new into the folders.")] = False,
    questions: Annotated[
        str | None, typer.Option("--questions", metavar="FILE.jsonl", help="Say which of these answers change.")
    ] = None,
    brain: Annotated[str, typer.Option("--brain", help="Who reads: rules, or PROVIDER:MODEL beside them.")] = "rules",
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Work all evidence out anew from the library.")] = False,
) -> int:
    """Read documents into the map.

    Each becomes evidence with its literal words, or one line that says why not. Exit 2 when none could be read.
    """
    from api.answer_changes import Watched
    from api.ingesting import Asked, extractor, open_shelf, run_ingest
    from api.settings import load_settings
    from api.wiring import open_system
    from graph.errors import BadInput
    from ingest.readers.reading import Told
    from ingest.watching import watched

    if not names and not rebuild:
        raise BadInput("there is nothing to read.", hint="Give files, folders or addresses.")
    told = Told(title=title, author=author, publisher=publisher, date=date_of(date, "--date"), story=story)
    asked = Asked(tuple(names or ()), told, dry_run, who="knockon ingest")
    lines: list[dict[str, Any]] = []

    def tell(line: Line) -> None:
        if as_json:
            lines.append(line.data())
        else:
            print(line_text(line), flush=True)

    settings = load_settings()
    with open_system(settings) as system, open_shelf(settings, dry_run=dry_run) as shelf:
        if rebuild:
            with shelf.library.transaction():
                shelf.unsettle_all()
        before = Watched(system, questions)
        found = watched(asked.names, told) if watch else None
        extract = extractor(brain, shelf, note)
        ledger = run_ingest(system.store, shelf, asked, extract=extract, tell=tell, note=note, found=found)
        changed = before.changes(ledger, dry_run=dry_run)
    if as_json:
        emit_data({"dry_run": dry_run, "run": ledger.run, "documents": lines, **_ends(ledger), "answers": changed})
    else:
        print("\n".join([*total_lines(ledger, dry_run), *answer_lines(changed)]))
    return 2 if ledger.outcomes and set(ledger.outcomes) == {"rejected"} else 0


def _ends(ledger: Ledger) -> dict[str, Any]:
    return {"totals": ledger.totals(), "links": ledger.links(), "proposals": ledger.waiting()}


def line_text(line: Line) -> str:
    """Return a line of the ledger as it is printed."""
    from ingest.policy import load_policy

    told = ", ".join(f"{count} {what}" for what, count in line.counts.items())
    parts = [line.outcome.ljust(11), one_line(line.place)]
    if line.document:
        parts.append(f"[{line.document}{f', {line.date}' if line.date else ''}]")
    words = load_policy("reasons")
    reasons = [f"{count}x {words[code]['en'] if code in words else code}" for code, count in line.why.items()]
    notes = [words[code]["en"] if code in words else code for code in line.notes]
    said = "; ".join(one_line(text) for text in (line.reason, told, *reasons, *notes) if text)
    return " ".join(parts) + (f": {said}" if said else "")


def total_lines(ledger: Ledger, dry_run: bool) -> list[str]:
    """Return the sums of a run as they are printed."""
    documents = ", ".join(f"{count} {what}" for what, count in sorted(ledger.outcomes.items())) or "none"
    claims = ", ".join(f"{count} {what}" for what, count in sorted(ledger.claims.items())) or "none"
    graph = ledger.changes()
    verb = "would have" if dry_run else "have"
    return [
        f"documents: {documents}",
        f"claims: {claims}",
        f"map: {graph['links']} links {verb} other evidence, {graph['live']} {verb} gone live, {graph['gone']} {verb} "
        f"gone; {graph['waiting']} proposals wait",
    ]


def answer_lines(changed: list[dict[str, Any]]) -> list[str]:
    """Return which answers changed, as they are printed."""
    found = []
    for row in changed:
        found.append(f"answer: {one_line(row['question'])}")
        found += [f"  {what}: {values[0]} -> {values[1]}" for what, values in row["changed"].items()] or ["  unchanged"]
    return found
