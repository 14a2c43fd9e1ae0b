"""Numbered sources: each piece of evidence an answer leans on, once, in order of use."""

from __future__ import annotations

from agents.answer import Cited
from agents.answering.numbers import level, with_unit
from graph.context import Observation
from graph.model import Edge, Evidence

PER_EDGE = 3
"""Sources shown per link; the rest stand on the link itself."""
SURENESS = ("read", "computed", "derived", "memory", "guess")


class Sources:
    """Collects citations while an answer is written."""

    def __init__(self, language: str = "en") -> None:
        self._language = language
        self._ids: dict[str, str] = {}
        self._cited: list[Cited] = []

    @property
    def cited(self) -> tuple[Cited, ...]:
        """Return the sources so far."""
        return tuple(self._cited)

    def of_edge(self, edge: Edge, limit: int = PER_EDGE) -> tuple[str, ...]:
        """Return the ids of the link's surest sources, citing them."""
        ranked = sorted(
            edge.evidence,
            key=lambda e: (
                edge.said_by(e) not in {edge.sign, None},
                SURENESS.index(e.certainty),
                e.kind == "analyst",
                e.source,
                e.text,
            ),
        )
        shown = ranked[:limit]
        if not any(e.span for e in shown):
            # What somebody wrote in so many words stands beside the surest sources.
            shown += [e for e in ranked[limit:] if e.span][:1]
        return tuple(self._cite(e) for e in shown)

    def of_evidence(self, evidence: Evidence) -> str:
        """Return the id of one piece of evidence, citing it."""
        return self._cite(evidence)

    def of_observation(self, seen: Observation) -> str:
        """Return the id of an observed value's source, citing it."""
        value = "" if seen.value is None else with_unit(seen.value, seen.unit, self._language)
        moved = value if seen.before is None else f"{level(seen.before, seen.unit, self._language)} → {value}"
        return self._add(
            f"observation:{seen.id}",
            Cited(
                id=self._next(),
                kind="data",
                status=seen.status,
                source=seen.source,
                date=seen.as_of,
                url=seen.url,
                text=" · ".join(t for t in (moved, seen.text.in_(self._language) if seen.text else "", seen.note) if t),
            ),
        )

    def _cite(self, evidence: Evidence) -> str:
        said = evidence.in_(self._language).rstrip(".。")
        text = said if not evidence.size else f"{said} ({evidence.size})"
        if evidence.span is not None:
            text = evidence.text
        return self._add(
            f"evidence:{evidence.id}",
            Cited(
                id=self._next(),
                kind=evidence.kind,
                status=evidence.status,
                text=text,
                source=evidence.source,
                date=evidence.date,
                url=evidence.url,
                document=evidence.document,
                span=evidence.span,
                certainty=evidence.certainty,
            ),
        )

    def _next(self) -> str:
        return f"ev{len(self._cited) + 1}"

    def _add(self, key: str, cited: Cited) -> str:
        if key not in self._ids:
            self._ids[key] = cited.id
            self._cited.append(cited)
        return self._ids[key]
