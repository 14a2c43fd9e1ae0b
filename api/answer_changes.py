"""Which answers to saved questions a change of the map changes, and from what to what."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from agents import planner
from agents.answer import Answer
from api.console import load_text, named
from api.wiring import System
from graph.content import KINDS, Graph
from graph.errors import BadInput
from graph.model import Entity
from ingest.run import Ledger


class Watched:
    """Questions that are answered by the map as it was before a run, and by what the run made of it."""

    def __init__(self, system: System, path: str | None) -> None:
        self._store = system.store
        self._questions = load_questions(path) if path else []
        self._moment = dt.datetime.now(dt.UTC)

    def changes(self, ledger: Ledger, *, dry_run: bool) -> list[dict[str, Any]]:
        """Return, by question, what is different now; a dry run's changes are made to a copy of the graph.

        Asked as of the latest observation, or of the run's latest document where that is later: before it, nothing of
        the document is seen.
        """
        if not self._questions:
            return []
        newest = dt.date.fromisoformat(ledger.newest) if ledger.newest else dt.date.min
        day = max(self._store.latest_as_of(), newest)
        before = self._store.view(as_of=day, recorded_by=self._moment)
        if dry_run:
            items = [item for one in ledger.settled for item in one.items]
            after = with_rows(before, items, [row for one in ledger.settled for row in one.retire], day)
        else:
            after = self._store.view(as_of=day)
        return [
            {"question": q, "as_of": day.isoformat(), "changed": compared(answered(q, before), answered(q, after))}
            for q in self._questions
        ]


def load_questions(path: str) -> list[str]:
    """Return the questions of a file: one JSON object with `question` a line, or one question a line."""
    found = []
    for line in load_text(path).splitlines():
        if not line.strip():
            continue
        try:
            row = json.loads(line) if line.lstrip().startswith("{") else {"question": line.strip()}
            found.append(str(row["question"]))
        except (ValueError, KeyError) as error:
            raise BadInput(f"{named(path)} has a line without a question: {line[:80]!r}.") from error
    return found


def answered(question: str, graph: Graph) -> Answer:
    """Return the planner's answer."""
    return planner.answer(question, graph, language="auto")


def with_rows(graph: Graph, items: list[tuple[str, Entity]], retire: list[tuple[str, str]], day: dt.date) -> Graph:
    """Return the graph as it would be known at `day` with rows written and others retired."""
    parts: dict[str, dict[str, Entity]] = {kind: {e.id: e for e in getattr(graph, kind)} for kind in KINDS}
    newest: dict[tuple[str, str], Entity] = {}
    for kind, entity in items:
        held = newest.get((kind, entity.id))
        if entity.known_from <= day and (held is None or held.known_from <= entity.known_from):
            newest[kind, entity.id] = entity
    for (kind, name), entity in newest.items():
        parts[kind][name] = entity
    for kind, name in retire:
        parts[kind].pop(name, None)
    return Graph(**{kind: tuple(rows.values()) for kind, rows in parts.items()}).seen_from(day)


def compared(before: Answer, after: Answer) -> dict[str, list[Any]]:
    """Return what is different between two answers to one question: [before, after] by what it is."""
    one, other = _facts(before), _facts(after)
    return {what: [one.get(what), other.get(what)] for what in sorted(one | other) if one.get(what) != other.get(what)}


def _facts(answer: Answer) -> dict[str, Any]:
    facts: dict[str, Any] = {"status": answer.status, "headline": answer.headline, "sources": len(answer.evidence)}
    for branch in answer.branches:
        facts[f"{branch.id} odds"] = None if branch.probability is None else round(branch.probability, 3)
        for impact in branch.impacts:
            facts[f"{branch.id} {impact.node} {impact.horizon}"] = round(impact.central, 3)
    return facts
