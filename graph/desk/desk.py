"""The desk: edits are proposed, talked over, accepted as one change of the graph, and undone by another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.coherence import incoherences
from graph.content import KINDS, Graph
from graph.desk.edits import Add, ChangeFields, Edit, Judge, Merge, Split
from graph.desk.meanwhile import caught_up
from graph.desk.proposals import PENDING, Proposal, folded, subject_of
from graph.desk.reverting import reverting
from graph.desk.working import Key, Sheet
from graph.errors import EditRefused, NotInGraph, StaleEdit, StoreMoved
from graph.journal import Entry
from graph.store import Change, GraphStore, Revision

NEED_EVIDENCE = (Add, ChangeFields, Merge, Split, Judge)
ATTEMPTS = 20
"""Times that something is tried which others come before: a proposal's number, a check of the graph as it is."""


class Desk:
    """What analysts do with a store's graph. Every step is a line of the store's journal."""

    def __init__(self, store: GraphStore, *, two_persons: bool = False, once: Entry | None = None) -> None:
        self._store = store
        self._two_persons = two_persons
        self._once = once
        """A line that goes with the first write of this desk, and whose subject must have none yet."""

    def all(self, *, pending: bool = False) -> tuple[Proposal, ...]:
        """Return the proposals in the order in which they were made; with `pending` those not decided yet."""
        found = folded(self._store.journal())
        return tuple(p for p in found if p.status in PENDING) if pending else found

    def one(self, proposal_id: str) -> Proposal:
        """Return the proposal, or raise `NotInGraph`."""
        found = folded(self._store.journal(subject=subject_of(proposal_id)))
        if not found:
            raise NotInGraph(f"there is no proposal {proposal_id!r}", hint="List them with GET /api/proposals.")
        return found[0]

    def propose(
        self, edits: Sequence[Edit], *, who: str, title: str, why: str, evidence: Sequence[str] = (),
        read: Mapping[Key, int] | None = None,
    ) -> Proposal:  # fmt: skip
        """Return the proposal that these edits become; they were played on the graph as it is, and would do.

        `read`: the revisions that its author had before them, where they took their time.
        """
        sheet = self._checked(edits, who, why, evidence)
        sheet.seen |= {key: revision for key, revision in (read or {}).items() if key in sheet.seen}
        for _ in range(ATTEMPTS):
            name = f"p{len(self._store.journal(action='proposal.made')) + 1}"
            entry = _written("made", name, who, _body(edits, title, why, evidence, sheet))
            try:
                self._note(entry, 0)
            except StaleEdit:
                continue
            return self.one(name)
        raise StaleEdit("others propose faster than this one finds a number", hint="Try again.")

    def revise(
        self,
        proposal_id: str,
        edits: Sequence[Edit],
        *,
        who: str,
        line: int,
        title: str = "",
        why: str = "",
        evidence: Sequence[str] = (),
    ) -> Proposal:
        """Return the proposal with other edits, open again; its author may do that while it is not decided."""
        found = self._pending(proposal_id)
        if who != found.author:
            raise EditRefused(f"proposal {proposal_id!r} is {found.author}'s to revise, not {who}'s")
        sources = [*evidence] or [*found.evidence]
        sheet = self._checked(edits, who, why or found.why, sources)
        body = _body(edits, title or found.title, why or found.why, sources, sheet)
        return self._step(found, "revised", who, line, body)

    def comment(self, proposal_id: str, words: str, *, who: str) -> Proposal:
        """Return the proposal with these words under it, decided or not."""
        found = self.one(proposal_id)
        return self._step(found, "commented", who, found.line, {"words": _said(words, "a comment")})

    def ask_changes(self, proposal_id: str, words: str, *, who: str, line: int) -> Proposal:
        """Return the proposal sent back to its author with what is wanted."""
        return self._step(self._pending(proposal_id), "changes_asked", who, line, {"words": _said(words, "a request")})

    def assign(self, proposal_id: str, assignee: str, *, who: str, line: int) -> Proposal:
        """Return the proposal given to someone to decide."""
        return self._step(self._pending(proposal_id), "assigned", who, line, {"assignee": assignee, "words": assignee})

    def reject(self, proposal_id: str, words: str, *, who: str, line: int) -> Proposal:
        """Return the proposal turned down, with the reason."""
        return self._step(self._pending(proposal_id), "rejected", who, line, {"words": _said(words, "a rejection")})

    def withdraw(self, proposal_id: str, *, who: str, line: int) -> Proposal:
        """Return the proposal taken back by its author."""
        found = self._pending(proposal_id)
        if who != found.author:
            raise EditRefused(f"proposal {proposal_id!r} is {found.author}'s to withdraw, not {who}'s")
        return self._step(found, "withdrawn", who, line, {})

    def accept(self, proposal_id: str, *, who: str, line: int, words: str = "") -> Proposal:
        """Return the proposal as the change of the graph that it has become, whole or not at all.

        Where the graph moved on since it was written, its edits go onto what is there now; `StaleEdit` names each
        field that both changed.
        """
        found = self._pending(proposal_id)
        if found.status != "open":
            raise EditRefused(f"proposal {proposal_id!r} waits for its author's changes", hint="Let them revise it.")
        if self._two_persons and who == found.author:
            raise EditRefused(f"proposal {proposal_id!r} is {who}'s own, and here another person accepts it")
        sheet = self._sheet(found.edits, found.author, self._moved(found))
        entry = _written("accepted", found.id, who, {"words": words})
        self._write(sheet, f"{found.author}, accepted by {who}", f"{found.title}: {found.why}", [entry], found, line)
        return self.one(proposal_id)

    def edit(
        self,
        edits: Sequence[Edit],
        *,
        who: str,
        why: str,
        evidence: Sequence[str] = (),
        expect: Mapping[Key, int] | None = None,
    ) -> Change:
        """Return the change that these edits became at once, for those who may; `expect` as in the store's write."""
        sheet = self._checked(edits, who, why, evidence)
        entry = Entry(who=who, action="edit", subject="graph", body=_body(edits, "", why, evidence, sheet))
        return self._write(sheet, who, why, [entry], expect=expect)

    def revert(self, change: int, *, who: str, why: str) -> Change:
        """Return the change that takes an earlier one back; what was changed since stays, or `StaleEdit` names it."""
        if change > 2**53 or not (undone := self._store.revisions_of(change)):
            raise NotInGraph(f"there is no change {change}", hint="List them with GET /api/changes.")
        rows, seen = reverting(undone, self._store.history)
        sheet = self._sheet((), who, {})
        sheet.rows, sheet.seen = rows, seen
        lines = [n for n in self._store.journal(action="proposal.accepted") if n.change == change]
        entries = [Entry(who=who, action="revert", subject=f"change:{change}", body={"why": why})]
        entries += [Entry(who=who, action="proposal.reverted", subject=n.subject, body={"words": why}) for n in lines]
        return self._write(sheet, who, why, entries)

    def applied(self, edits: Sequence[Edit], *, who: str = "preview") -> Graph:
        """Return the graph as these edits would leave it; nothing is written."""
        return after(self._sheet(edits, who, {}))

    def proposed(self, proposal_id: str) -> Graph:
        """Return the graph as accepting the proposal now would leave it; nothing is written."""
        found = self.one(proposal_id)
        return after(self._sheet(found.edits, found.author, self._moved(found)))

    def _checked(self, edits: Sequence[Edit], who: str, why: str, evidence: Sequence[str]) -> Sheet:
        _said(why, "an edit")
        if not edits:
            raise EditRefused("a change set without an edit changes nothing")
        bare = [e for e in edits if isinstance(e, NEED_EVIDENCE) and not _brings_evidence(e)]
        if bare and not any(e.strip() for e in evidence):
            raise EditRefused(f"{bare[0].op} needs evidence: what the edit leans on", hint="Give it in `evidence`.")
        sheet = self._sheet(edits, who, {})
        refuse_incoherent(sheet.graph, whole(sheet))
        return sheet

    def _sheet(self, edits: Sequence[Edit], who: str, bases: Mapping[Key, Revision]) -> Sheet:
        last = self._store.version_hint()
        graph = self._store.view()
        on = graph.as_of or self._store.latest_as_of()
        sheet = Sheet(graph, lambda kind, id: newest(self._store.history(kind, id)), who, on, bases)
        sheet.last = last
        sheet.play(edits)
        return sheet

    def _moved(self, proposal: Proposal) -> dict[Key, Revision]:
        """Return what the author saw of the things that were changed since."""
        found: dict[Key, Revision] = {}
        for name, sequence in proposal.bases.items():
            kind, _, entity_id = name.partition("/")
            history = self._store.history(kind, entity_id)
            last = newest(history)
            base = next((r for r in history if r.sequence == sequence), None)
            if base is not None and last is not None and last.sequence != sequence:
                found[kind, entity_id] = base
        return found

    def _write(
        self,
        sheet: Sheet,
        who: str,
        why: str,
        entries: Sequence[Entry],
        proposal: Proposal | None = None,
        line: int = 0,
        expect: Mapping[Key, int] | None = None,
    ) -> Change:
        also = [self._once] if self._once else []
        unmoved = {subject_of(proposal.id): line} if proposal else {}
        items = [(kind, entity) for (kind, _), entity in sheet.rows.items() if entity is not None]
        # What an edit before it in the set made was never there.
        gone = [key for key, entity in sheet.rows.items() if entity is None and sheet.seen.get(key) != 0]
        for _ in range(ATTEMPTS):
            refuse_unfit(sheet)
            try:
                return self._store.write(
                    items,
                    who=who,
                    why=why,
                    retire=sorted(gone, key=lambda key: key[0] == "nodes"),
                    entries=[*entries, *also],
                    expect={**sheet.seen, **(expect or {})},
                    unmoved={**unmoved, **{e.subject: 0 for e in also}},
                    last=sheet.last,
                )
            except StoreMoved:
                written = self._store.revisions_after(sheet.last or 0)
                sheet.graph, sheet.last = caught_up(sheet.graph, written, self._store), written[-1].sequence
        raise StaleEdit("others write faster than this edit is checked", hint="Try again.")

    def _pending(self, proposal_id: str) -> Proposal:
        found = self.one(proposal_id)
        if found.status not in PENDING:
            raise EditRefused(f"proposal {proposal_id!r} is {found.status} already", hint="Make a new one.")
        return found

    def _step(self, proposal: Proposal, step: str, who: str, line: int, body: dict[str, object]) -> Proposal:
        self._note(_written(step, proposal.id, who, body), line)
        return self.one(proposal.id)

    def _note(self, entry: Entry, line: int) -> None:
        also = [self._once] if self._once else []
        self._store.note([entry, *also], unmoved={entry.subject: line, **{e.subject: 0 for e in also}})


def newest(history: Sequence[Revision]) -> Revision | None:
    """Return the revision that a view without limits shows, retired or not."""
    return max(history, key=lambda r: (r.known_from, r.sequence), default=None)


def after(sheet: Sheet) -> Graph:
    """Return the graph as the sheet leaves it, seen from the same day."""
    made = whole(sheet)
    return made.seen_from(made.as_of) if made.as_of else made


def whole(sheet: Sheet) -> Graph:
    """Return the graph as the sheet leaves it, with what loses its footing still there."""
    parts = {}
    for kind in KINDS:
        kept = [e for e in getattr(sheet.graph, kind) if (kind, e.id) not in sheet.rows]
        kept += [e for (k, _), e in sheet.rows.items() if k == kind and e is not None]
        parts[kind] = tuple(sorted(kept, key=lambda e: e.id))
    return Graph(**parts, as_of=sheet.graph.as_of)


def refuse_unfit(sheet: Sheet) -> None:
    """Raise `EditRefused` when the sheet leaves nothing, or something that fits no more."""
    left = whole(sheet)
    if sheet.graph.nodes and not left.nodes:
        raise EditRefused("this would leave a graph without a node", hint="Begin a new store instead.")
    refuse_incoherent(sheet.graph, left)


def refuse_incoherent(before: Graph, graph: Graph) -> None:
    """Raise `EditRefused` with the first thing that fits no more."""
    known = set(incoherences(before))
    new = next((p for p in incoherences(graph) if p not in known), None)
    if new is not None:
        raise EditRefused(f"{new.kind} {new.id!r} {new.text}")


def _brings_evidence(edit: Edit) -> bool:
    told = edit.entity if isinstance(edit, Add) else edit.set if isinstance(edit, ChangeFields) else {}
    return bool(told.get("evidence"))


def _said(words: str, what: str) -> str:
    if not words.strip():
        raise EditRefused(f"{what} says why", hint="Give the reason in words.")
    return words


def _body(edits: Sequence[Edit], title: str, why: str, evidence: Sequence[str], sheet: Sheet) -> dict[str, object]:
    return {
        "title": title or why.splitlines()[0][:80],
        "why": why,
        "evidence": [*evidence],
        "edits": [e.model_dump(mode="json") for e in edits],
        "bases": {f"{kind}/{id}": sequence for (kind, id), sequence in sheet.seen.items()},
    }


def _written(step: str, name: str, who: str, body: dict[str, object]) -> Entry:
    return Entry(who=who, action=f"proposal.{step}", subject=subject_of(name), body=body)
