"""What a move does to something else: "a fall in {odds} lifts the {index}" moves the one and asks about the other."""

from __future__ import annotations

from agents.reading.clauses import Clause
from agents.reading.commas import moved
from agents.reading.scan import Token


def acting(found: list[Clause]) -> list[Clause]:
    """Return the clauses, each cut at a verb with which what moves or happens moves what is named behind it."""
    return [part for clause in found for part in _cut(clause)]


def _cut(clause: Clause) -> list[Clause]:
    tokens = clause.tokens
    if clause.role == "effect":
        return [clause]
    for i, token in enumerate(tokens):
        if not token.is_("acts"):
            continue
        before, after = tokens[:i], tokens[i + 1 :]
        subject = tuple(t for t in before if not t.is_("then"))
        if not subject or subject[-1].mention is None or not _names_next(after):
            continue
        if not subject[0].is_("aux"):
            # "If volatility rises and funds cut exposure": who cuts is not what rises.
            joint = max((j + 1 for j, t in enumerate(subject) if t.is_("and", "or")), default=0)
            subject = subject[joint:]
            if sum(t.mention is not None for t in subject) > 1:
                continue
        if moved(subject) or any(t.is_("happens", "tale") for t in subject):
            cause = Clause("cause", before, clause.supposed)
            return [cause, Clause("effect", after, push=token.value("acts"))]
    return [clause]


def _names_next(after: tuple[Token, ...]) -> bool:
    first = next((t for t in after if not t.is_("det")), None)
    return first is not None and first.mention is not None
