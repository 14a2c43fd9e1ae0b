"""What a statement may rest on: facts of the receipts, what was asked, and the texts that the tools gave."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from agents.answer import Interpretation
from agents.receipts import Called
from agents.verifying.binding import Bound, bound
from agents.verifying.facts import Fact, Facts, Row, facts_of
from agents.verifying.passages import Passage, passage
from agents.verifying.plain import plainly
from agents.verifying.sourcing import sources_of
from agents.verifying.supposing import Admitted, asked_branches, fits, named_suppositions, suppositions
from graph.content import Graph
from graph.phrase_index import HAN_CHARACTER, fold

WORD = re.compile(r"[a-z]+")
ASKED = "question"


@dataclass(frozen=True, eq=False)
class Ground:
    """Everything that the statements of one answer may rest on."""

    facts: Facts
    graph: Graph
    question: str = ""
    reading: Interpretation | None = None
    receipts: Sequence[Called] = ()
    scope: Facts = field(default_factory=Facts)
    pointed: bool = False
    """Whether the statement points at places, so that nothing else may bear it out."""

    def narrowed(self, places: Iterable[tuple[str, str]]) -> Ground:
        """Return the ground of a statement that refers to these places alone."""
        rows = list(places)
        if not rows:
            return self
        copy = Ground(
            self.facts,
            self.graph,
            self.question,
            self.reading,
            self.receipts,
            self.facts.within(rows),
            any(p for _, p in rows),
        )
        # What was worked out once holds for every statement.
        copy.__dict__.update({name: kept for name, kept in self.__dict__.items() if name not in copy.__dict__})
        return copy

    @cached_property
    def asked_text(self) -> Passage:
        """Return the question taken apart."""
        return passage(self.question or "-", self.graph)

    @cached_property
    def asked(self) -> list[Bound]:
        """Return the numbers of the question with what they are of."""
        return bound(self.asked_text)

    @cached_property
    def asked_nodes(self) -> set[str]:
        """Return what the question names."""
        found = {n for m in self.asked_text.names for n in self.asked_text.nodes(m)}
        if self.reading is not None:
            found |= {t.node for t in self.reading.triggers} | set(self.reading.targets)
        return found

    @cached_property
    def asked_triggers(self) -> set[str]:
        """Return what is supposed to move: in the question, or in what was put to the tools."""
        found = {t.node for t in self.reading.triggers} if self.reading is not None else set()
        return found | {n for r in self.facts.rows if "/shocks/" in f"{r.pointer}/" for n in r.nodes}

    @cached_property
    def corpus(self) -> str:
        """Return every text of the tools' results, and the question, ready for finding quotations."""
        return " ¶ ".join([*(plainly(t) for t, _, _ in self.facts.texts), plainly(self.question)])

    @cached_property
    def whole(self) -> set[str]:
        """Return each sentence of the tools' texts."""
        found: set[str] = set()
        for text, _, _ in self.facts.texts:
            found |= {plainly(s) for s in re.split(r"(?<=[.!?])\s+|[;；。！？\n]|\s—\s", text)}
            found.add(plainly(text))
        return found

    @cached_property
    def text_rows(self) -> dict[tuple[str, str], str]:
        """Return place -> the texts that stand there."""
        found: dict[tuple[str, str], str] = {}
        for text, row, _ in self.facts.texts:
            at = (row.receipt, row.pointer)
            found[at] = f"{found.get(at, '')} ¶ {plainly(text)}"
        return found

    @cached_property
    def sources(self) -> dict[str, set[tuple[str, str]]]:
        """Return the names by which sources may be called, with the places of their rows."""
        return sources_of(self.facts.texts)

    @cached_property
    def source_names(self) -> tuple[str, ...]:
        """Return the full names of sources, in small letters and half width."""
        names = {fold(text).low for text, _, key in self.facts.texts if key == "source"}
        return tuple(sorted((n for n in names if any(c.isdigit() for c in n)), key=len, reverse=True))

    @cached_property
    def horizons(self) -> set[object]:
        """Return every horizon, and every number of days, that a tool gave."""
        return {f.row.horizon for f in self.facts.facts} | {f.value for f in self.facts.facts if f.quantity == "time"}

    @cached_property
    def read(self) -> dict[str, Passage]:
        """Return the texts of tools that were taken apart already."""
        return {}

    def taken_apart(self, text: str) -> Passage:
        """Return a text of a tool taken apart, once."""
        if text not in self.read:
            self.read[text] = passage(text, self.graph)
        return self.read[text]

    @cached_property
    def telling(self) -> dict[str, tuple[str, ...]]:
        """Return branch -> the words by which its label is told from the others of its result."""
        found: dict[str, tuple[str, ...]] = {}
        groups: dict[str, dict[str, str]] = {}
        for branch, label in self.facts.labels.items():
            groups.setdefault(branch.partition(":")[0], {})[branch] = fold(label).low
        for rows in groups.values():
            for branch, label in rows.items():
                others = [
                    text for other, text in rows.items() if other != branch and label not in text and text not in label
                ]
                words = [w for w in WORD.findall(label) if len(w) > 3 and not any(w in o for o in others)]
                if HAN_CHARACTER.search(label) and others:
                    pairs = {
                        label[i : i + 2]
                        for i in range(len(label) - 1)
                        if HAN_CHARACTER.match(label[i]) and HAN_CHARACTER.match(label[i + 1])
                    }
                    words += [p for p in pairs if len(p) == 2 and not any(p in o for o in others)]
                found[branch] = tuple(words)
        return found

    def branches_at(self, text: Passage, place: int) -> set[str] | None:
        """Return the branches that a place of a statement is about; None where it does not say which.

        The last label, or word that tells one branch from the others, before the place decides; else the first after.
        """
        if len(self.facts.labels) < 2:
            return None
        low = text.low
        marks: list[tuple[int, int, str]] = []
        for branch, label in self.facts.labels.items():
            name = fold(label).low
            at = low.find(name)
            while at >= 0:
                marks.append((at, len(name), branch))
                at = low.find(name, at + 1)
            for word in self.telling[branch]:
                for match in re.finditer(rf"(?<![a-z]){re.escape(word)}" if word.isascii() else re.escape(word), low):
                    marks.append((match.start(), 1, branch))
        start, end = text.sentence(place)
        inside = [m for m in marks if start <= m[0] < end] or marks
        before = [m for m in inside if m[0] <= place]
        chosen = max(before, key=lambda m: (m[0], m[1])) if before else min(inside, default=None)
        if chosen is None:
            return None
        return self._alike(self.facts.labels[chosen[2]])

    def _alike(self, label: str) -> set[str]:
        return {b for b, other in self.facts.labels.items() if other == label}

    @cached_property
    def first_branches(self) -> frozenset[str]:
        """Return, for every result with branches, the one that was asked about."""
        return asked_branches(tuple(self.receipts), self.reading)

    @cached_property
    def supposed(self) -> dict[str, dict[str, float]]:
        """Return what was put to each tool that works moves out."""
        return suppositions(tuple(self.receipts))

    def admitted(self, text: Passage, place: int) -> Admitted:
        """Return which numbers may speak at a place: of the branch it is about, under the moves that are supposed."""
        said = self.branches_at(text, place)
        named = named_suppositions(text, place, self.supposed)
        free = {c.receipt.id for c in self.receipts} - {k.partition("|")[0] for k in self.supposed}
        reading = self.reading
        own = {k for k, moves in self.supposed.items() if reading is None or self.pointed or self._fits(moves, reading)}
        if not own and len(self.supposed) == 1 and reading is not None and not reading.triggers:
            own = set(self.supposed)
        if said is None and not self.pointed and self.first_branches:
            said = set(self.first_branches) | {k.partition("|")[2] for k in self.supposed if "|" in k}
        receipts = free | own | named
        return Admitted(None if said is None else frozenset(said), frozenset(receipts | {ASKED}))

    @staticmethod
    def _fits(moves: dict[str, float], reading: Interpretation) -> bool:
        return fits(moves, reading)


def ground_of(
    receipts: Sequence[Called], graph: Graph, question: str = "", reading: Interpretation | None = None
) -> Ground:
    """Return the ground of an answer to the question, from the receipts of its run."""
    facts = facts_of(receipts, graph)
    if reading is not None:
        _supposed(facts, reading, graph)
    return Ground(facts, graph, question, reading, receipts, facts)


def _supposed(facts: Facts, reading: Interpretation, graph: Graph) -> None:
    """Add what the question supposes and names: sizes, levels, states."""
    for trigger in reading.triggers:
        node = graph.node(trigger.node)
        row = Row(ASKED, f"/triggers/{trigger.node}", frozenset({trigger.node}), unit=trigger.unit or node.unit)
        if trigger.size is not None:
            facts.facts.append(Fact("size", trigger.size, row.unit, "shift", row))
        for value in (trigger.from_, trigger.to):
            if value is not None:
                facts.facts.append(Fact("level", value, node.level_unit or node.unit, "level", row))
        facts.nodes.add(trigger.node)
    for line in reading.levels:
        row = Row(ASKED, f"/levels/{line.node}", frozenset({line.node}))
        facts.facts.append(Fact("level", line.level, graph.node(line.node).level_unit, "level", row))
    facts.nodes |= set(reading.targets)
    if reading.as_of:
        facts.dates.add(reading.as_of)
