"""What people found when they checked: verdicts on evidence and on edges, pins, and how often each reader errs.

A verdict on a piece of evidence says whether its source does say that; a verdict on an edge also judges
each of its claims. Both are counted against the rule that took the claim out of its document, and against its source.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Literal, NamedTuple

from graph.engine.judgements import judgement, judgement_or_none
from graph.model import Edge, Evidence, Review, Sign

NO_INFORMATION = 2 / 3
"""Error at which a claim among three states says nothing."""

Reader = tuple[Literal["rule", "source"], str]


class Record(NamedTuple):
    """How many claims of one reader were found right, and how many wrong."""

    right: int
    wrong: int


Records = Mapping[Reader, Record]


def said(edge: Edge, item: Evidence) -> Sign | None:
    """Return the sign that a piece of evidence gives its edge, or None when it only illustrates."""
    return edge.said_by(item)


def story_of(item: Evidence) -> str:
    """Return what tells the story of a piece of evidence from others: one story has one vote."""
    return item.story or f"{item.source}\n{item.text}"


def records(edges: Iterable[Edge], as_of: dt.date | None = None) -> Records:
    """Return how often each rule and each source was found right and wrong by `as_of`: a story once for each person."""
    verdicts: dict[Reader, set[tuple[str, str, str, bool]]] = {}
    for edge in edges:
        if not edge.reviews and not any(item.curations for item in edge.evidence):
            continue
        reviews = standing(edge, as_of)
        for item in edge.evidence:
            if (sign := said(edge, item)) is None or not (reviews or item.curations):
                continue
            by = {r.by: r.says == sign for r in reviews} | _checked(item, as_of)
            for reader in readers(item):
                verdicts.setdefault(reader, set()).update((edge.id, story_of(item), who, ok) for who, ok in by.items())
    counts = {reader: [ok for *_, ok in found] for reader, found in verdicts.items() if found}
    return {reader: Record(sum(found), len(found) - sum(found)) for reader, found in counts.items()}


def readers(item: Evidence) -> list[Reader]:
    """Return whose record a claim is judged by, the most telling first."""
    found: list[Reader] = [("rule", item.rule), ("source", item.source)]
    return found if item.rule else found[1:]


def error_of(item: Evidence, found: Records) -> float:
    """Return the chance that a claim is wrong: (wrong + a) / (n + a + b) over its rule's record, else its source's.

    a / (a + b) is the error that its certainty starts from, a + b the row `curation_weight`. Someone who is wrong
    more often than chance counts as silent. What a person found in its source has the error of a vetted claim,
    if that is smaller.
    """
    start = judgement(f"claim_error.{item.certainty}")
    record = next((found[reader] for reader in readers(item) if reader in found), None)
    if record is None:
        return start
    weight = judgement("curation_weight")
    return min(NO_INFORMATION, (record.wrong + weight * start) / (record.right + record.wrong + weight))


def aged(error: float, item: Evidence, as_of: dt.date | None) -> float:
    """Return the error of a claim at its age: it drifts to no information, half of the way in each half-life.

    r' = 2/3 - (2/3 - r) 2^(-age / half-life), in calendar days; an undated claim does not age.
    """
    half_life = item.half_life_days or judgement_or_none(f"half_life.{item.status}")
    if half_life is None or item.date is None or as_of is None:
        return error
    age = (as_of - item.date).days
    return error if age <= 0 else float(NO_INFORMATION - (NO_INFORMATION - error) * 0.5 ** (age / half_life))


def verdict(item: Evidence, as_of: dt.date | None) -> bool | None:
    """Return whether a piece of evidence was found right: by the last to look; on one day, wrong if any said so."""
    found = [c for c in item.curations if as_of is None or c.on <= as_of]
    last = max((c.on for c in found), default=None)
    return all(c.right for c in found if c.on == last) if found else None


def standing(edge: Edge, as_of: dt.date | None) -> list[Review]:
    """Return each person's last verdict on an edge by `as_of`; one who said two things on one day says nothing."""
    by: dict[str, list[Review]] = {}
    for review in edge.reviews:
        if as_of is None or review.on <= as_of:
            by.setdefault(review.by, []).append(review)
    kept = []
    for who in sorted(by):
        last = max(r.on for r in by[who])
        final = [r for r in by[who] if r.on == last]
        if len({(r.says, r.pin, r.until) for r in final}) == 1:
            kept.append(final[0])
    return kept


def pinned(edge: Edge, as_of: dt.date | None) -> Review | None:
    """Return the pin in force at `as_of`: the last one set; two that disagree on one day hold nothing."""
    pins = [r for r in standing(edge, as_of) if r.until is not None and (as_of is None or as_of <= r.until)]
    last = max((r.on for r in pins), default=None)
    final = [r for r in pins if r.on == last]
    return final[0] if len({(r.says, r.pin) for r in final}) == 1 else None


def _checked(item: Evidence, as_of: dt.date | None) -> dict[str, bool]:
    """Return each person's last verdict on a piece of evidence."""
    found = sorted((c for c in item.curations if as_of is None or c.on <= as_of), key=lambda c: (c.on, not c.right))
    return {c.by: c.right for c in found}
