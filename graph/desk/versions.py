"""Versions of the graph with names: the state at a moment, to come back to."""

from __future__ import annotations

import datetime as dt

from pydantic import AwareDatetime

from graph.errors import EditRefused, NotInGraph
from graph.journal import Entry, Line
from graph.model import Frozen, Id, Str
from graph.store import GraphStore


class Version(Frozen):
    """The graph as it was recorded by a moment: `view(as_of=as_of, recorded_by=recorded_by)` gives it again."""

    name: Id
    graph_version: Str
    as_of: dt.date
    recorded_by: AwareDatetime
    who: Str
    why: Str = ""


def name_version(store: GraphStore, name: str, *, who: str, why: str = "") -> Version:
    """Return the version that the graph as it is now has become; a name is given once."""
    if store.journal(subject=f"version:{name}", most=1):
        raise EditRefused(f"version {name!r} is there already", hint="Give it another name.")
    newest = store.revisions_after(store.version_hint() - 1)[0].recorded_at
    graph = store.view(recorded_by=newest)
    body = {
        "graph_version": graph.version,
        "as_of": (graph.as_of or store.latest_as_of()).isoformat(),
        "recorded_by": newest.isoformat(),
        "why": why,
    }
    entry = Entry(who=who, action="version.named", subject=f"version:{name}", body=body)
    (line,) = store.note([entry], unmoved={f"version:{name}": 0})
    return _version(line)


def versions(store: GraphStore) -> tuple[Version, ...]:
    """Return the versions that have a name, in the order in which they got it."""
    return tuple(_version(line) for line in store.journal(action="version.named"))


def version_named(store: GraphStore, name: str) -> Version:
    """Return the version of that name, or raise `NotInGraph`."""
    for line in store.journal(subject=f"version:{name}", most=1):
        return _version(line)
    raise NotInGraph(f"there is no version {name!r}", hint="List them with GET /api/versions.")


def _version(line: Line) -> Version:
    # A line is never before the changes that it comes after, so its time shows all of them.
    body = {"recorded_by": line.at, **line.body}
    return Version(name=line.subject.partition(":")[2], who=line.who, **body)
