"""Drafts held against the receipts of their run: each statement is shown to follow, or it is withheld."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agents.answer import Claim, Interpretation
from agents.receipts import Called
from agents.verifying.attributing import attribution_faults
from agents.verifying.directing import direction_faults, likelihood_faults, order_faults, strength_faults
from agents.verifying.draft import AnswerDraft
from agents.verifying.filling import filled
from agents.verifying.grounds import Ground, ground_of
from agents.verifying.naming import link_faults, name_faults, quote_faults, state_faults, time_faults
from agents.verifying.passages import Passage, passage
from agents.verifying.plain import plainly
from agents.verifying.tracing import number_faults
from agents.verifying.verdicts import Fault, Verdict
from agents.verifying.wording import load_wording
from graph.content import Graph

REFERENCE = re.compile(r"^(?P<receipt>r\d+)(?:#(?P<pointer>/.*)?)?$")
INLINE = re.compile(r"\[(r\d+(?:#/[^\]\s]*)?)\]")
VERBATIM = 24
"""Characters from which a sentence that a tool gave word for word needs no further proof."""
UNREFERENCED = ("assumption", "caveat")
OF_QUOTES = (quote_faults, attribution_faults)
CHECKS = (
    number_faults,
    direction_faults,
    likelihood_faults,
    strength_faults,
    order_faults,
    name_faults,
    time_faults,
    state_faults,
    link_faults,
)


def verify_draft(
    draft: AnswerDraft,
    receipts: Sequence[Called],
    graph: Graph,
    *,
    question: str = "",
    reading: Interpretation | None = None,
    language: str = "en",
) -> Verdict:
    """Return what is wrong with a draft, statement by statement, and what of it may leave.

    `kept` holds the statements that follow from the receipts, placeholders filled in; `headline` is empty where it
    does not follow itself. Nothing is softened: a statement stands as it was drafted, or it is withheld.
    """
    ground = ground_of(receipts, graph, question, reading)
    by_id = {c.receipt.id: c for c in receipts}
    faults = list(receipt_faults(receipts, graph))
    broken = bool(faults)
    kept: list[Claim] = []
    withheld: list[str] = []
    claims = [Claim(text=draft.headline), *(c.claim() for c in draft.claims)]
    headline = ""
    for i, claim in enumerate(claims):
        where = "headline" if i == 0 else f"claim {i}"
        text, lost = filled(claim.text, by_id, graph, language)
        found = [Fault("R1", where, f"{p} points at nothing") for p in lost]
        found += statement_faults(claim.model_copy(update={"text": text}), ground, where)
        faults += found
        if found or broken:
            withheld.append(where)
        elif i == 0:
            headline = text
        else:
            kept.append(claim.model_copy(update={"text": text}))
    return Verdict(tuple(faults), headline, tuple(kept), tuple(withheld))


def receipt_faults(receipts: Sequence[Called], graph: Graph) -> Iterator[Fault]:
    """Yield the receipts that are of another map, or whose result is not the one that was given."""
    for called in receipts:
        if called.receipt.graph_version != graph.version or called.receipt.as_of != graph.as_of:
            yield Fault("R1", called.receipt.id, "it is a receipt of another map or day")
        if not called.intact:
            yield Fault("R1", called.receipt.id, "its result is not the one that the tool gave")


def statement_faults(claim: Claim, ground: Ground, where: str) -> list[Fault]:
    """Return what is wrong with one statement."""
    places, faults = _places(claim, ground, where)
    if faults:
        return faults
    text = passage(claim.text, ground.graph)
    if len(plainly(claim.text)) >= VERBATIM and plainly(claim.text) in ground.whole:
        return []
    narrowed = ground.narrowed(places)
    found = list(dict.fromkeys(f for check in OF_QUOTES for f in check(text, narrowed, where)))
    if not found and (passed := _passed(text, ground)):
        # What a source says word for word, and what it is called, asserts nothing of ours.
        text = passage(claim.text, ground.graph, passed=passed)
    found += dict.fromkeys(f for check in CHECKS for f in check(text, narrowed, where))
    if (
        not found
        and not claim.refs
        and claim.kind not in UNREFERENCED
        and not ground.receipts
        and _asserts(claim, ground)
    ):
        found.append(Fault("R7", where, "it rests on nothing"))
    return found


def _passed(text: Passage, ground: Ground) -> list[tuple[int, int]]:
    """Return where a statement quotes a source that was found, and where it calls one by its name."""
    found = [(start + 1, end - 1) for start, end, words in text.quotes if plainly(words) in ground.corpus]
    for name in ground.source_names:
        at = text.low.find(name)
        while at >= 0:
            found.append((at, at + len(name)))
            at = text.low.find(name, at + len(name))
    return found


def _asserts(claim: Claim, ground: Ground) -> bool:
    """Return whether a statement says anything that could be wrong: a name, a number, a direction."""
    text = passage(claim.text, ground.graph)
    return bool(text.names or text.numerals or text.turns or load_wording().onward.search(text.low))


def _places(claim: Claim, ground: Ground, where: str) -> tuple[list[tuple[str, str]], list[Fault]]:
    """Return the places that a statement refers to, and the references that lead nowhere."""
    by_id = {c.receipt.id: c for c in ground.receipts}
    places: list[tuple[str, str]] = []
    faults: list[Fault] = []
    for reference in (*claim.refs, *INLINE.findall(claim.text)):
        match = REFERENCE.match(reference)
        if match is None:
            named = reference in ground.facts.nodes | ground.facts.edges | ground.facts.ids | ground.asked_nodes
            if not named:
                faults.append(Fault("R1", where, f"{reference[:60]} is in no receipt of this run"))
            continue
        called, pointer = by_id.get(match["receipt"]), match["pointer"] or ""
        if called is None:
            faults.append(Fault("R1", where, f"there is no receipt {match['receipt']} in this run"))
            continue
        try:
            called.at(pointer)
        except KeyError:
            faults.append(Fault("R1", where, f"{reference[:60]} points at nothing"))
            continue
        places.append((match["receipt"], pointer.rstrip("/")))
    return places, faults
