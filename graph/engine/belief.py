"""How far an edge is believed: three states (+, -, none) from the claims of its evidence.

Each source gives claims with a random error, and may repeat one line, right or wrong, for all of
them (systematic error). One story has one vote.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from graph.engine.curation import (
    NO_INFORMATION,
    Records,
    aged,
    error_of,
    pinned,
    said,
    standing,
    story_of,
    verdict,
)
from graph.engine.gates import is_over
from graph.engine.judgements import judgement
from graph.model import Belief, Edge, Evidence, Sign

SIGNS: tuple[Sign, ...] = ("+", "-", "0")
CAPPED = frozenset({"historical_pattern", "forecast", "opinion"})
STARTED = frozenset({"rumour", "bridge", "hypothetical"})
PERSON = "verdict of "
"""What the source of a person's verdict begins with."""


class Claim(NamedTuple):
    """What one source says of an edge's sign, and how often such a claim is wrong."""

    source: str
    story: str
    says: Sign
    error: float


def belief(
    edge: Edge,
    *,
    in_force: Mapping[str, float] | None = None,
    as_of: dt.date | None = None,
    found: Records | None = None,
) -> Belief:
    """Return P(+), P(-) and P(none) of the edge.

    Args:
        edge: A pin that holds wins, then its own `belief`; else its evidence speaks; an asserted edge without any
            is believed. A person's verdict is one more claim, of the smallest error.
        in_force: `dimension.state` -> probability, for evidence that speaks only under a state.
        as_of: Claims are as old as they are on this day, verdicts after it are not known, a pin ends, and
            after a failed link's window has passed, its failure is one vote for none.
        found: How often each source and each rule was found right and wrong.
    """
    if edge.relation == "constitutes":
        return _sure(edge.sign, 1.0)
    pin = pinned(edge, as_of)
    if pin is not None and pin.pin is not None:
        return _pinned(pin.says, pin.pin, edge.sign)
    held = edge.belief
    claims = claims_of(edge, in_force or {}, as_of, found or {})
    if held is None:
        start = judgement(f"belief_start.{edge.status}") if edge.status in STARTED else None
        if claims or any(said(edge, item) for item in edge.evidence):
            held = combined(claims, _prior(edge.sign, start))
        else:
            held = _sure(edge.sign, 1.0 if start is None else start)
    elif verdicts := [c for c in claims if c.source.startswith(PERSON)]:
        held = combined(verdicts, {"+": held.plus, "-": held.minus, "0": held.none})
    return _capped(held, judgement("belief_cap")) if edge.status in CAPPED else held


def combined(claims: Iterable[Claim], prior: Mapping[Sign, float] | None = None) -> Belief:
    """Return the belief that the claims leave, from a flat prior unless one is given.

    P(H) is proportional to prior(H) x product over sources of (1-s) f(H) + s (f(+)+f(-)+f(0))/3, where
    f(H) is the product over the source's claims of 1-r when it says H and r/2 when it does not.
    """
    prior = prior or dict.fromkeys(SIGNS, 1 / 3)
    systematic = judgement("source_error")
    by_source: dict[str, list[Claim]] = {}
    for claim in one_vote_per_story(claims):
        by_source.setdefault(claim.source, []).append(claim)
    logs = {h: math.log(prior[h]) if prior[h] > 0 else -math.inf for h in SIGNS}
    for source in sorted(by_source):
        said = sorted(by_source[source], key=lambda c: (c.error, c.says))
        fit = {h: math.prod(1 - c.error if c.says == h else c.error / 2 for c in said) for h in SIGNS}
        line = sum(fit.values()) / len(SIGNS)
        for h in SIGNS:
            logs[h] += math.log((1 - systematic) * fit[h] + systematic * line)
    top = max(logs.values())
    weights = {h: math.exp(logs[h] - top) for h in SIGNS}
    total = math.fsum(weights.values())
    plus, minus = weights["+"] / total, weights["-"] / total
    return Belief(plus=plus, minus=minus, none=max(0.0, 1 - plus - minus))


def one_vote_per_story(claims: Iterable[Claim]) -> list[Claim]:
    """Return one claim per story: its surest; a story that is equally sure of two signs abstains."""
    stories: dict[str, list[Claim]] = {}
    for claim in claims:
        stories.setdefault(claim.story, []).append(claim)
    kept = []
    for story in sorted(stories):
        least = min(c.error for c in stories[story])
        surest = [c for c in stories[story] if c.error == least]
        if len({c.says for c in surest}) == 1:
            kept.append(min(surest))
    return kept


def claims_of(edge: Edge, in_force: Mapping[str, float], as_of: dt.date | None, found: Records) -> list[Claim]:
    """Return what speaks for and against an edge: its evidence, its drawing where that is silent, failures, people."""
    spoken = [item for item in edge.evidence if said(edge, item) is not None]
    claims = [_claim(edge, item, in_force, as_of, found) for item in spoken if verdict(item, as_of) is not False]
    if edge.evidence and not spoken and edge.status not in STARTED:
        error = judgement(f"claim_error.{edge.certainty}")
        claims.append(Claim("the map", "the drawing of this edge", edge.sign, error))
    if edge.evidence and is_over(edge, as_of):
        claims.append(Claim("the failure", "the failure of this edge", "0", judgement("claim_error.read")))
    for review in standing(edge, as_of):
        who = f"{PERSON}{review.by}"
        claims.append(Claim(who, who, review.says, judgement("claim_error.vetted")))
    return claims


def _claim(edge: Edge, item: Evidence, in_force: Mapping[str, float], as_of: dt.date | None, found: Records) -> Claim:
    error = error_of(item, found)
    if verdict(item, as_of):
        error = min(error, judgement("claim_error.vetted"))
    error = aged(error, item, as_of)
    if item.under is not None:
        error = NO_INFORMATION - (NO_INFORMATION - error) * in_force.get(item.under, 0.0)
    says = said(edge, item)
    assert says is not None
    return Claim(item.source, story_of(item), says, error)


def _prior(sign: Sign, start: float | None) -> dict[Sign, float]:
    if start is None:
        return dict.fromkeys(SIGNS, 1 / 3)
    return {h: start if h == sign else (1 - start) / 2 for h in SIGNS}


def _sure(sign: Sign, p: float) -> Belief:
    plus, minus = (p if sign == "+" else 0.0), (p if sign == "-" else 0.0)
    return Belief(plus=plus, minus=minus, none=1 - plus - minus)


def _pinned(says: Sign, p: float, declared: Sign) -> Belief:
    """Return a sign at `p`; what is left is that there is no effect, or, for none, the sign as drawn."""
    if says != "0":
        return _sure(says, p)
    return Belief(plus=1 - p if declared == "+" else 0.0, minus=1 - p if declared == "-" else 0.0,
                  none=p if declared != "0" else 1.0)  # fmt: skip


def _capped(found: Belief, cap: float) -> Belief:
    plus, minus = min(found.plus, cap), min(found.minus, cap)
    return Belief(plus=plus, minus=minus, none=1 - plus - minus)
