"""Why an edge is believed as far as it is: each claim with its error, what was left out, pins, and INDRA's number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from graph.content import Graph
from graph.engine.belief import belief, claims_of, one_vote_per_story
from graph.engine.belief_indra import belief_indra
from graph.engine.curation import Records, pinned, records, said, verdict
from graph.model import Belief, Edge, Id, Review, Sign
from graph.state import in_force as states_in_force


@dataclass(frozen=True)
class ClaimShown:
    """One voice: the sign it gives, and how often such a claim is wrong at its age and by its reader's record."""

    source: str
    story: str
    says: Sign
    error: float
    counts: bool
    """Whether it has its story's vote."""


@dataclass(frozen=True)
class BeliefAccount:
    """An edge's belief with what it is made of; `belief_indra` is INDRA's, by sign, for comparison only."""

    edge: Id
    belief: Belief
    belief_indra: dict[str, float]
    claims: tuple[ClaimShown, ...] = ()
    rejected: tuple[Id, ...] = ()
    """Evidence that a person did not find in its source."""
    given: bool = False
    """The edge has a belief of its own, which its evidence does not change."""
    pin: Review | None = None


def belief_account(
    edge: Edge,
    *,
    in_force: Mapping[str, float] | None = None,
    as_of: dt.date | None = None,
    found: Records | None = None,
) -> BeliefAccount:
    """Return an edge's belief and what it is made of; the arguments are those of `belief`."""
    claims = claims_of(edge, in_force or {}, as_of, found or {})
    kept = one_vote_per_story(claims)
    indra = belief_indra(edge)
    return BeliefAccount(
        edge=edge.id,
        belief=belief(edge, in_force=in_force, as_of=as_of, found=found),
        belief_indra={"plus": indra.plus, "minus": indra.minus},
        claims=tuple(
            ClaimShown(source=c.source, story=c.story, says=c.says, error=c.error, counts=c in kept)
            for c in sorted(claims)
        ),
        rejected=tuple(i.id for i in edge.evidence if said(edge, i) is not None and verdict(i, as_of) is False),
        given=edge.belief is not None,
        pin=pinned(edge, as_of),
    )


def belief_of(graph: Graph, edge_id: str) -> BeliefAccount:
    """Return the account of one edge's belief as a run on this graph has it, or raise `EdgeNotFound`."""
    found = records(graph.edges, graph.as_of)
    return belief_account(graph.edge(edge_id), in_force=states_in_force(graph), as_of=graph.as_of, found=found)
