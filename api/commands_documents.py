"""`knockon documents`: what was read, and what a person does about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.console import emit_data, one_line

if TYPE_CHECKING:
    from graph.store import GraphStore
    from ingest.settling import Settled
    from ingest.shelf import Shelf

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]
Document = Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its id, as `knockon documents list` shows it.")]
Why = Annotated[str, typer.Option("--why", help="The reason, which stays with the change.")]
Who = Annotated[str, typer.Option("--who", help="Who says so.")]


def add_to(app: typer.Typer) -> None:
    """Give `app` the commands of this module."""
    group = typer.Typer(rich_markup_mode=None, help="Show what was read, take it back, review what it proposes.")
    group.command("list")(list_documents)
    group.command("show")(show)
    group.command("retract")(retract)
    group.command("restore")(restore)
    group.command("release")(release)
    group.command("reread")(reread)
    group.command("proposals")(list_proposals)
    group.command("review")(review)
    app.add_typer(group, name="documents")


@contextmanager
def _opened() -> Iterator[tuple[GraphStore, Shelf]]:
    from api.ingesting import open_shelf
    from api.settings import load_settings
    from api.wiring import open_system

    settings = load_settings()
    with open_system(settings) as system, open_shelf(settings) as shelf:
        yield system.store, shelf


def list_documents(as_json: AsJson = False) -> int:
    """List the documents that were read."""
    rows: list[dict[str, Any]] = []
    with _opened() as (_, shelf):
        after = ""
        while batch := shelf.documents(after):
            after = batch[-1].document.id
            for held in batch:
                row = {"state": held.state, "why": held.why, **held.document.model_dump(mode="json", exclude={"text"})}
                if as_json:
                    rows.append(row)
                else:
                    day = held.document.date or "undated"
                    print(f"{held.document.id} {held.state:11} {day} {one_line(held.document.title)}")
    if as_json:
        emit_data(rows)
    return 0


def show(document: Document, as_json: AsJson = False) -> int:
    """Show a document and what it says, each claim with what was decided about it."""
    import json

    with _opened() as (_, shelf):
        held = shelf.document(document)
        claims = shelf.claims_of(document)
    body = held.document.model_dump(mode="json", exclude={"text"})
    if as_json:
        said = [{"verdict": c.verdict, "reason": c.reason, **json.loads(c.body)} for c in claims]
        emit_data({"state": held.state, "why": held.why, **body, "claims": said})
        return 0
    print("\n".join(f"{name}: {one_line(str(value))}" for name, value in body.items() if value not in ("", None)))
    print(f"state: {held.state}{f' ({one_line(held.why)})' if held.why else ''}")
    for claim in claims:
        why = f" ({claim.reason})" if claim.reason else ""
        body = json.loads(claim.body)
        to = f" -> {claim.effect} ({body.get('sign') or '?'})" if claim.effect else ""
        print(f"  {claim.verdict}{why}: {one_line(claim.cause + to)}: {one_line(body['quote'])}")
    return 0


def retract(document: Document, why: Why) -> int:
    """Take a document back.

    No view of any date has its evidence any more.
    """
    from ingest import curating

    with _opened() as (store, shelf):
        return _told(curating.retract(shelf, store, document, why=why))


def restore(document: Document, why: Why) -> int:
    """Let a document count again that was retracted or replaced."""
    from ingest import curating

    with _opened() as (store, shelf):
        return _told(curating.restore(shelf, store, document, why=why))


def release(document: Document, why: Why) -> int:
    """Read a document after all that was set aside, because a person found it harmless."""
    from api.ingesting import rules
    from ingest import curating

    with _opened() as (store, shelf):
        return _told(curating.release(shelf, store, document, rules(), why=why))


def reread() -> int:
    """Read all documents again, with the names that the map knows today."""
    from api.ingesting import rules
    from ingest import curating

    with _opened() as (store, shelf):
        return _told(curating.reread(shelf, store, rules()))


def list_proposals(as_json: AsJson = False) -> int:
    """List the links that documents draw and the map does not have."""
    from ingest.curating import proposals

    with _opened() as (store, shelf):
        found = list(proposals(shelf, store))
    if as_json:
        emit_data([p.data() for p in found])
    for p in () if as_json else found:
        unknown = f"; not in the map: {', '.join(map(one_line, p.unknown))}" if p.unknown else ""
        print(f"{one_line(p.cause)} -> {one_line(p.effect)}: {p.claims} claims{unknown}")
    return 0


def review(
    cause: Annotated[str, typer.Argument(metavar="CAUSE", help="Node.")],
    effect: Annotated[str, typer.Argument(metavar="EFFECT", help="Node.")],
    verdict: Annotated[Literal["accept", "reject"], typer.Argument(metavar="accept|reject")],
    who: Who,
    why: Why,
) -> int:
    """Accept or reject a link that documents draw."""
    import datetime as dt

    from ingest import curating

    with _opened() as (store, shelf):
        day = dt.date.today()
        return _told(curating.review(shelf, store, (cause, effect), verdict, who=who, why=why, day=day))


def _told(settled: Settled) -> int:
    counts = settled.counts()
    print(
        f"map: {counts['links']} links have other evidence, {counts['live']} have gone live, {counts['gone']} have gone"
    )
    return 0
