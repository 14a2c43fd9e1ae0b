"""What a request brings to the desk: the state it was made from, and whether it was made before."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, NamedTuple

from fastapi import Depends
from pydantic import BaseModel

from api.deps import SystemDep
from api.security.principals import Principal
from api.wiring import System
from graph.desk.desk import Desk, newest
from graph.desk.proposals import Proposal
from graph.errors import BadInput, ConditionMissing, EditRefused, NotInGraph
from graph.journal import Entry, Line
from graph.store import Change, GraphStore

TAG = re.compile(r'^"(\d{1,18})"$')
PAGE = 1000
KEY = re.compile(r"^[\x21-\x7e]{1,200}$")


def desk_once(system: System, entry: Entry | None) -> Desk:
    """Return the desk over the system's store, whose first write carries `entry`: what it does is done once."""
    return Desk(system.store, two_persons=system.settings.two_persons, once=entry)


def desk_of(system: SystemDep) -> Desk:
    """Return the desk over the system's store."""
    return desk_once(system, None)


EditDeskDep = Annotated[Desk, Depends(desk_of)]


def etag(number: int) -> str:
    """Return the ETag of a state that has this number."""
    return f'"{number}"'


def line_of(if_match: str | None) -> int:
    """Return the number of an If-Match header, or raise `ConditionMissing` when there is none."""
    if if_match is None:
        raise ConditionMissing("the request has no If-Match header, so it could undo what others did meanwhile")
    found = TAG.match(if_match.strip())
    if found is None:
        raise BadInput(f"If-Match {if_match!r} is not an ETag of this server", hint='Send it as it was given: "17".')
    return int(found.group(1))


def entity_tag(store: GraphStore, kind: str, entity_id: str) -> str:
    """Return the ETag of a thing: the number of its newest revision."""
    found = newest(store.history(kind, entity_id))
    return etag(found.sequence if found else 0)


class Told(NamedTuple):
    """What an idempotency key says: the line that an earlier request left, or the one that this is to leave."""

    before: Line | None = None
    entry: Entry | None = None


def told_once(store: GraphStore, principal: Principal, key: str | None, what: str, body: BaseModel) -> Told:
    """Return what an idempotency key says; nothing where there is none.

    Raises `EditRefused` when the key came with another body before.
    """
    if key is None:
        return Told()
    if not KEY.match(key):
        raise BadInput(f"Idempotency-Key {key!r} is not printable ASCII without blanks", hint="Use a UUID.")
    digest = hashlib.sha256(f"{what}\n{body.model_dump_json()}".encode()).hexdigest()
    # Quoted: a name may have a colon in it too.
    subject = f"request:{principal.name!r}:{key}"
    for line in store.journal(subject=subject, most=1):
        if line.body["digest"] != digest:
            raise EditRefused(f"Idempotency-Key {key!r} came with another body before", hint="Use a new key.")
        return Told(before=line)
    return Told(entry=Entry(who=principal.name, action="request", subject=subject, body={"digest": digest}))


def proposal_of(store: GraphStore, line: Line) -> Proposal:
    """Return the proposal that was made by the request which left this line: its own line stands before."""
    before = store.journal(after=line.sequence - 2, most=1)[0]
    return Desk(store).one(before.subject.partition(":")[2])


def change_of(store: GraphStore, line: Line) -> Change:
    """Return the change that was made by the request which left this line."""
    if line.change is not None:
        return store.changes(after=line.change - 1, most=1)[0]
    # It wrote nothing, so it told of the last change before it.
    end = line.sequence
    while end > 0:
        found = [n for n in store.journal(after=max(0, end - PAGE), most=min(PAGE, end)) if n.change is not None]
        if found:
            last = store.changes(after=(found[-1].change or 1) - 1, most=1)[0]
            return last.model_copy(update={"written": 0, "retired": 0})
        end -= PAGE
    raise NotInGraph(f"no change stands before line {line.sequence} of the journal")
