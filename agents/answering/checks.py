"""What an answer must satisfy before it leaves: arithmetic that holds, references that exist."""

from __future__ import annotations

import re
from itertools import pairwise

from agents.answer import Answer, Verification
from agents.answering.noting import noted
from agents.answering.proving import unproved
from graph.content import Graph
from graph.errors import AnswerRefused

TOLERANCE = 1e-9
WHOLE = 100
MARK = re.compile(r"\[(ev\d+)\]")
"""A citation in a sentence."""


def verification(answer: Answer, graph: Graph) -> Verification:
    """Return which checks the answer passed, or raise `AnswerRefused` naming the one it failed."""
    passed = []
    for name, fault in (
        ("probabilities add to one", _probabilities(answer) or _leaves(answer)),
        ("expected move is zero", _balance(answer, graph)),
        ("paths and residual add to the effect", _sums(answer)),
        ("every link and node is in the graph", _references(answer, graph)),
        ("every citation exists", _citations(answer)),
        ("every effect and path is that of a run", _runs(answer, graph)),
    ):
        if fault:
            raise AnswerRefused(f"the answer fails its check {name!r}: {fault}")
        passed.append(name)
    return Verification(status="verified", checks=tuple(passed))


def _probabilities(answer: Answer) -> str:
    ps = [b.probability for b in answer.branches]
    if not ps or all(p is None for p in ps):
        return ""
    if any(p is None for p in ps):
        return "some branches have odds and some have none"
    odd = next((p for p in ps if p is not None and not 0 <= p <= 1), None)
    if odd is not None:
        return f"one of them is {odd:g}"
    total = sum(p for p in ps if p is not None)
    return "" if abs(total - 1) < TOLERANCE else f"they add to {total:g}"


def _leaves(answer: Answer) -> str:
    if not answer.leaves:
        return ""
    total, shown = sum(leaf.probability for leaf in answer.leaves), sum(leaf.shown for leaf in answer.leaves)
    if abs(total - 1) > TOLERANCE:
        return f"what else can happen adds to {total:g}"
    return "" if shown == WHOLE else f"what else can happen is shown as {shown}%"


def _balance(answer: Answer, graph: Graph) -> str:
    triggers = answer.interpretation.triggers
    known = [(b.probability, b.delta) for b in answer.branches if b.probability is not None and b.delta is not None]
    if not triggers or not known or not graph.node(triggers[0].node).probability:
        return ""
    expected = sum(p * d for p, d in known)
    return "" if abs(expected) < 1e-6 else f"it is {expected:g}"


def _sums(answer: Answer) -> str:
    for branch in answer.branches:
        for target, residual in branch.residual.items():
            paths = [p for p in branch.paths if p.target == target]
            if not paths:
                continue
            horizon = paths[0].horizon
            impact = next((i for i in branch.impacts if i.node == target and i.horizon == horizon), None)
            if impact is None:
                continue
            gap = impact.central - residual - sum(p.contribution for p in paths)
            if abs(gap) > TOLERANCE * max(1.0, abs(impact.central)):
                return f"{target} in branch {branch.id} is off by {gap:g}"
    return ""


def _references(answer: Answer, graph: Graph) -> str:
    for branch in answer.branches:
        nodes = [n for p in branch.paths for n in (*p.nodes, p.target)]
        nodes += [i.node for i in branch.impacts] + [o.node for o in branch.levels] + list(branch.residual)
        nodes += [n for o in branch.offsets for n in (o.target, *o.nodes)] + [s.node for s in branch.signposts]
        edges = [e for p in branch.paths for e in p.edges]
        unknown = [n for n in nodes if n not in graph.by_id] + [e for e in edges if e not in graph.edges_by_id]
        if unknown:
            return f"{unknown[0]} is not in the graph"
        for path in branch.paths:
            ends = [(graph.edge(e).cause, graph.edge(e).effect) for e in path.edges]
            if ends != list(pairwise(path.nodes)) or path.nodes[-1] != path.target:
                return f"the path {' → '.join(path.nodes)} does not follow its links"
    return ""


def _runs(answer: Answer, graph: Graph) -> str:
    runs = noted()
    return "" if runs is None else unproved(answer, graph, runs)


def _citations(answer: Answer) -> str:
    known = {c.id for c in answer.evidence}
    texts = [answer.headline, *answer.conflicts, *answer.assumptions, *answer.unknowns]
    used = [i for b in answer.branches for p in b.paths for i in p.evidence]
    used += [i for text in texts for i in MARK.findall(text)]
    missing = [i for i in used if i not in known]
    return f"{missing[0]} is not among the sources" if missing else ""
