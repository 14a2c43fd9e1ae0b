"""How far an edge is believed: three states (+, -, none) from the claims of its evidence.

Each source gives claims with a random error, and may repeat one line, right or wrong, for all of
them (systematic error). One story has one vote.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from graph.engine.gates import is_over
from graph.engine.judgements import judgement
from graph.model import Belief, Edge, Evidence, Sign

SIGNS: tuple[Sign, ...] = ("+", "-", "0")
NO_INFORMATION = 2 / 3
"""Error at which a claim among three states says nothing."""
CAPPED = frozenset({"historical_pattern", "forecast", "opinion"})
STARTED = frozenset({"rumour", "bridge", "hypothetical"})


class Claim(NamedTuple):
    """What one source says of an edge's sign, and how often such a claim is wrong."""

    source: str
    story: str
    says: Sign
    error: float


def belief(edge: Edge, *, in_force: Mapping[str, float] | None = None, as_of: dt.date | None = None) -> Belief:
    """Return P(+), P(-) and P(none) of the edge.

    Args:
        edge: Its own `belief` wins; else its evidence speaks; an asserted edge without any is believed.
        in_force: `dimension.state` -> probability, for evidence that speaks only under a state.
        as_of: After a failed link's window has passed, its failure is one vote for none.
    """
    if edge.relation == "constitutes":
        return _sure(edge.sign, 1.0)
    found = edge.belief
    if found is None:
        claims = list(_claims(edge, in_force or {}, as_of))
        start = judgement(f"belief_start.{edge.status}") if edge.status in STARTED else None
        if claims:
            found = combined(claims, _prior(edge.sign, start))
        else:
            found = _sure(edge.sign, 1.0 if start is None else start)
    return _capped(found, judgement("belief_cap")) if edge.status in CAPPED else found


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


def _claims(edge: Edge, in_force: Mapping[str, float], as_of: dt.date | None) -> Iterable[Claim]:
    spoken = [e for e in edge.evidence if e.says is not None]
    for item in spoken:
        yield _claim(item, edge, in_force)
    if edge.evidence and not spoken and edge.status not in STARTED:
        yield Claim("the map", "the drawing of this edge", edge.sign, judgement(f"claim_error.{edge.certainty}"))
    if edge.evidence and is_over(edge, as_of):
        yield Claim("the failure", "the failure of this edge", "0", judgement("claim_error.read"))


def _claim(item: Evidence, edge: Edge, in_force: Mapping[str, float]) -> Claim:
    error = judgement(f"claim_error.{item.certainty}")
    if item.under is not None:
        error = NO_INFORMATION - (NO_INFORMATION - error) * in_force.get(item.under, 0.0)
    says = edge.said_by(item)
    assert says is not None
    return Claim(item.source, item.story or f"{item.source}\n{item.text}", says, error)


def _prior(sign: Sign, start: float | None) -> dict[Sign, float]:
    if start is None:
        return dict.fromkeys(SIGNS, 1 / 3)
    return {h: start if h == sign else (1 - start) / 2 for h in SIGNS}


def _sure(sign: Sign, p: float) -> Belief:
    plus, minus = (p if sign == "+" else 0.0), (p if sign == "-" else 0.0)
    return Belief(plus=plus, minus=minus, none=1 - plus - minus)


def _capped(found: Belief, cap: float) -> Belief:
    plus, minus = min(found.plus, cap), min(found.minus, cap)
    return Belief(plus=plus, minus=minus, none=1 - plus - minus)
