"""Which part of a question supposes and which asks, as far as only the other parts can tell."""

from __future__ import annotations

from itertools import pairwise

from agents.reading.clauses import Clause, Role
from agents.reading.commas import moved


def settled(found: list[Clause]) -> list[Clause]:
    """Return the clauses with every open one given a role."""
    if len(found) > 1 and _asks_if_it_holds(found[-1]):
        earlier = [c._replace(role="cause") if c.role == "open" and c.mentions else c for c in found[:-1]]
        found = [*earlier, found[-1]._replace(role="effect")] if any(c.mentions for c in earlier) else found
    supposed = any(c.role == "cause" and c.mentions for c in found)
    if supposed:
        found = [c._replace(role="cause") if _sets_the_scene(c) else c for c in found]
    settled = []
    for i, clause in enumerate(found):
        if clause.role != "open" or not clause.mentions:
            settled.append(clause)
            continue
        asks = next((j for j, t in enumerate(clause.tokens) if t.is_("effect_cue", "aux")), None)
        # "How much higher would {index} be?"
        asks = 0 if clause.tokens[0].is_("how_far") else asks
        told = [moved(clause.tokens[j : j + 1 + t.is_("to")]) for j, t in enumerate(clause.tokens)]
        moves = told.index(True) if any(told) else None
        last = i == len(found) - 1
        asks_how_far = any(a.is_("go") and b.is_("how_far") for a, b in pairwise(clause.tokens))
        # "The odds of a close above 6800 are how high?": a level and its odds are asked about, not supposed.
        asks_how_far = asks_how_far or (last and len(clause.mentions) == 1 and clause.tokens[-1].is_("how_far"))
        asks_whether = any(t.is_("whether") for t in clause.tokens)
        if (asks_how_far or asks_whether) and supposed:
            role: Role = "effect"
        elif i < len(found) - 1 and _only_happens(clause) and _follows(found[i + 1 :]):
            # "No cut: who is hurt?": a thing that happens, and then a question.
            role, clause = "cause", clause._replace(supposed=True)
        elif asks is not None and any(t.is_("tells") for t in clause.tokens[:asks]) and len(clause.mentions) == 1:
            role = "cause"
        elif moves is None and not moved(clause.tokens):
            role = "effect" if supposed or asks is not None else "open"
        elif _asks_first(asks, moves) or (supposed and last and asks is None and any(c.supposed for c in found)):
            role = "effect"
        else:
            role = "cause"
        supposed = supposed or role == "cause"
        settled.append(clause._replace(role=role))
    causes = any(c.role == "cause" and c.mentions for c in settled)
    return [c._replace(role="effect") if c.role == "open" and causes and c.mentions else c for c in settled]


def _sets_the_scene(clause: Clause) -> bool:
    """Return whether the clause says only which state a market is in, beside what is supposed elsewhere."""
    tokens = clause.tokens
    if clause.role != "open" or any(t.is_("effect_cue", "how_far", "whether") for t in tokens) or tokens[0].is_("aux"):
        return False
    states = [t for t in tokens if t.mention and any(r.kind == "state" for r in t.mention.candidates)]
    return bool(states)


def _asks_if_it_holds(clause: Clause) -> bool:
    """Return whether the clause only asks if a thing stands what went before: AI股扛得住吗."""
    tokens = clause.tokens
    holds = [t for t in tokens if t.value("outcome") == "keep"]
    return clause.role == "open" and bool(clause.mentions and holds) and tokens[-1].is_("effect_cue")


def _follows(rest: list[Clause]) -> bool:
    """Return whether what comes next asks, or names what is asked about."""
    return any(c.mentions or any(t.is_("effect_cue", "aux") for t in c.tokens) for c in rest)


def _only_happens(clause: Clause) -> bool:
    """Return whether the clause only names things that happen or not."""
    told = [t for t in clause.tokens if not t.is_("det", "not", "then", "and", "adjacent", "toward", "onto", "by")]
    return bool(told) and all(t.is_("happens") for t in told)


def _asks_first(asks: int | None, moves: int | None) -> bool:
    return asks is not None and (moves is None or asks < moves)
