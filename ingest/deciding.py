"""What becomes of a claim: evidence for a link, a fact to keep, something that waits for a person, or nothing."""

from __future__ import annotations

from collections.abc import Collection

from graph.model import CARRYING_NOTHING
from ingest.binding import unbound
from ingest.claims import AnyClaim, CalendarClaim, Claim, Named, StateClaim
from ingest.shelf import Kept, Verdict

UNKNOWN = "?"
"""What the pair of a claim begins with where an end is not in the registry; its words follow."""
SIDE_STATUS = frozenset({"rumour", "failed", "hypothetical"})
"""What is said in these ways stands beside a link and does not vote."""


def decided(claim: AnyClaim, number: int, text: str, nodes: Collection[str]) -> Kept:
    """Return a claim with what is decided about it: `evidence`, `fact`, `pending` or `rejected`, and why."""
    why = unbound(claim, text, nodes)
    verdict: Verdict = "rejected"
    if not why:
        verdict, why = _on_link(claim) if isinstance(claim, Claim) else ("fact", "")
    cause, effect = _pair(claim)
    return Kept(claim.document, number, claim.kind, cause, effect, verdict, why, claim.model_dump_json())


def _on_link(claim: Claim) -> tuple[Verdict, str]:
    if claim.rhetorical:
        return "rejected", "rhetorical"
    if claim.cause.node is not None and claim.cause.node == claim.effect.node:
        return "rejected", "same_thing"
    for named in (claim.cause, claim.effect):
        if named.node is None and named.candidates:
            return "pending", "ambiguous"
        if named.node is None and named.state:
            return "pending", "regime_state"
        if named.node is None:
            return "pending", "unknown_concept"
    if claim.relation in CARRYING_NOTHING:
        return "evidence", claim.relation
    if claim.denied:
        return "evidence", "denied"
    if claim.status in SIDE_STATUS:
        return "evidence", claim.status
    return "evidence", "" if claim.sign is not None else "sign_not_told"


def _pair(claim: AnyClaim) -> tuple[str, str]:
    if isinstance(claim, Claim):
        return _end(claim.cause), _end(claim.effect)
    if isinstance(claim, StateClaim):
        return _end(claim.thing), ""
    assert isinstance(claim, CalendarClaim)
    return _end(claim.what), ""


def _end(named: Named) -> str:
    return named.node if named.node is not None else f"{UNKNOWN}{' '.join(named.words.split())}"[:200]
