"""When a link that only documents draw goes live: enough stories, publishers and belief, or a person, or nothing."""

from __future__ import annotations

import datetime as dt
import itertools
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from graph.content import Graph
from graph.engine.belief import belief
from graph.model import Edge, Evidence, Node, Relation, Sign, Status
from graph.state import in_force
from ingest.definitions import turned_sign
from ingest.map_rules import self_feeding
from ingest.policy import load_policy
from ingest.pooling import unsized
from ingest.seed_files import FOLDER, load_parts
from ingest.stories import Voice

NEVER: frozenset[Relation] = frozenset({"constitutes", "ends"})
"""Relations that a document alone cannot make: a definition is believed outright, an end switches an event."""
SOFT: frozenset[Status] = frozenset({"forecast", "opinion", "historical_pattern"})


class Judged(NamedTuple):
    """A link that goes live, or why it stays a proposal."""

    edge: Edge | None
    why: str


def judged(
    ends: tuple[Node, Node], voices: Sequence[Voice], evidence: tuple[Evidence, ...], graph: Graph, *,
    rest: Sequence[Edge], review: str | None,
) -> Judged:  # fmt: skip
    """Return the link that documents make live, known from the day on which they had said enough, or why not.

    Args:
        ends: Cause and effect.
        voices: The claims on the link.
        evidence: The same as evidence.
        graph: The map.
        rest: Its other links, with which this one must not make a loop that grows.
        review: What a person said of the proposal: accept, reject, or None.
    """
    if review == "reject":
        return Judged(None, "rejected_by_review")
    if not evidence:
        return Judged(None, "no_evidence")
    days = sorted({item.known_from for item in evidence})
    why = "too_few_stories"
    for day in days:
        known = tuple(item for item in evidence if item.known_from <= day)
        edge, why = _drawn(ends, voices, known, day, accepted=review == "accept")
        if edge is not None:
            break
    else:
        return Judged(None, why)
    whole = edge.model_copy(update={"evidence": evidence})
    before = {p.thing for p in self_feeding(rest, in_force(graph), graph.by_id)}
    if any(p.thing not in before for p in self_feeding([*rest, whole], in_force(graph), graph.by_id)):
        return Judged(None, "feeds_a_loop")
    return Judged(whole, "")


def drafted(
    ends: tuple[Node, Node], voices: Sequence[Voice], evidence: tuple[Evidence, ...], graph: Graph
) -> Edge | None:
    """Return the link as it would be drawn if a person accepted it, or None where the sources tell no sign."""
    return judged(ends, voices, evidence, graph, rest=graph.edges, review="accept").edge


def _drawn(
    ends: tuple[Node, Node], voices: Sequence[Voice], known: tuple[Evidence, ...], day: dt.date, *, accepted: bool
) -> tuple[Edge | None, str]:
    stories: dict[Sign, set[str]] = {}
    for item in known:
        if item.says in ("+", "-", "0"):
            stories.setdefault(item.says, set()).add(item.story)
    counted = Counter({sign: len(told) for sign, told in stories.items()})
    order = counted.most_common()
    if not order or order[0][0] == "0":
        return None, "no_sign"
    if len(order) > 1 and order[0][1] == order[1][1]:
        return None, "contradicted"
    sign = order[0][0]
    edge = _edge(ends, voices, known, sign, max([day, *(n.known_from for n in ends)]))
    if accepted:
        return edge, ""
    policy = load_policy("weights")["live"]
    speaking = [item for item in known if item.says == sign]
    if {item.source for item in speaking} & set(policy["trusted"]["value"]):
        return edge, ""
    if counted[sign] < policy["stories"]["value"]:
        return None, "too_few_stories"
    if len({item.source for item in speaking}) < policy["publishers"]["value"]:
        return None, "too_few_publishers"
    held = belief(edge, as_of=day)
    if (held.plus if sign == "+" else held.minus) < policy["belief"]["value"]:
        return None, "believed_too_little"
    return edge, ""


def _edge(
    ends: tuple[Node, Node], voices: Sequence[Voice], known: tuple[Evidence, ...], sign: Sign, day: dt.date
) -> Edge:
    cause, effect = ends
    rules = _sizes()
    size = unsized(effect.scale, cause.scale, rules["unsized_share"]["value"], rules["unsized_spread"]["value"])
    shown = {item.document for item in known}
    telling = [v.claim for v in voices if v.document.id in shown and turned_sign(v.claim.sign, v.turned) == sign]
    relations = Counter(c.relation for c in telling if c.relation not in NEVER)
    lags = sorted(c.lag.days[0] for c in telling if c.lag is not None and c.lag.days is not None)
    statuses = {item.status for item in known if item.says == sign}
    return Edge(
        id=link_id(cause.id, effect.id, day),
        known_from=day,
        cause=cause.id,
        effect=effect.id,
        sign=sign,
        strength=size.value,
        spread=size.sd,
        certainty="guess",
        relation=min(relations, key=lambda r: (-relations[r], r), default="causes"),
        status=next(iter(statuses)) if len(statuses) == 1 and statuses <= SOFT else "asserted",
        lag_days=lags[len(lags) // 2] if lags else 0,
        evidence=known,
        sources_note=f"analyst prior: {rules['unsized_share']['value']:g} sigma per sigma; drawn from documents",
    )


def link_id(cause: str, effect: str, day: dt.date) -> str:
    """Return the id of a link that documents made live on a day; one that is moved to another day is another link."""
    tail = f".from{day:%Y%m%d}"
    return f"{cause}__{effect}"[: 120 - len(tail)] + tail


def is_made_here(edge: Edge) -> bool:
    """Return whether a link has the id of one that documents made live."""
    return edge.id == link_id(edge.cause, edge.effect, edge.known_from)


@cache
def _sizes() -> dict[str, Any]:
    found: dict[str, Any] = load_parts("rows.yaml", FOLDER)["rows.yaml"]["rules"]
    return found


def pairs_of(edges: Sequence[Edge]) -> dict[tuple[str, str], list[Edge]]:
    """Return the links by the pair they join."""
    ordered = sorted(edges, key=lambda e: (e.cause, e.effect, e.id))
    return {pair: list(same) for pair, same in itertools.groupby(ordered, key=lambda e: (e.cause, e.effect))}
