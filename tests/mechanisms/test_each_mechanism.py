"""Each mechanism is asked about in both languages, in words of a desk: a what-if, a why and others.

The questions are the YAML files beside this module, one file per group of mechanisms: a mapping from a mechanism's
name to its questions. A question is a mapping; what it does not say is not checked:

    ask: the question as put
    intent: what_if | why | drivers | paths | evidence | definition | state | compare | changes
    triggers: {node: up | down | on | off | unchanged}   each must be read, with this direction (`~`: any)
    targets: [node, ...]                                 each must be asked about, or be supposed to move
    regimes: {dimension: state}                          what must be taken to hold
    moves: {node: up | down | none}   sign of the node's effect with every link holding, at `horizon` (none: no effect)
    horizon: 5                        trading days at which `moves` is read (default 5; long_run)
    branch: fails                     branch in which moves and paths are read (default: the first)
    paths: [[a, b], [a, b, c]]        each must run through one shown path, in this order, gaps allowed
    any_path: [[a, b], [c, b]]        at least one of these must
    no_path: [[a, b]]                 none of these may
    says: [word, 'one|other']         each must stand in the answer's text (case-insensitive; `|`: one of them)
    never: [word]                     none may stand in the answer's text outside the question itself
    sources: [text]                   each must stand in the text or source of a cited piece of evidence
    status: answered | needs_clarification | declined    (default: answered)
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from agents.answer import Answer, Branch
from agents.planner import answer
from graph.content import Graph

HERE = Path(__file__).parent
BOOK: dict[str, list[dict[str, Any]]] = {
    name: questions
    for file in sorted(HERE.glob("*.yaml"))
    for name, questions in yaml.safe_load(file.read_text(encoding="utf-8")).items()
}
ASKED = [pytest.param(q, id=f"{name}-{n}") for name, questions in BOOK.items() for n, q in enumerate(questions, 1)]
WEEK = 5
KEYS = {
    *("ask", "intent", "triggers", "targets", "regimes", "moves", "horizon", "branch"),
    *("paths", "any_path", "no_path", "says", "never", "sources", "status"),
}
SIGNS = {"up": 1, "down": -1, "none": 0}


@cache
def _answers(graph_version: str) -> dict[str, Answer]:
    return {}


def _asked(question: str, graph: Graph) -> Answer:
    kept = _answers(graph.version)
    if question not in kept:
        kept[question] = answer(question, graph)
    return kept[question]


def _chinese(question: str) -> bool:
    return any("\u4e00" <= letter <= "\u9fff" for letter in question)


def _faults(asked: dict[str, Any], found: Answer) -> list[str]:
    """Return what the answer lacks or should not say, in words."""
    reading, text = found.interpretation, found.markdown.casefold().replace(asked["ask"].casefold(), "")
    faults = []
    if found.status != asked.get("status", "answered"):
        return [f"status is {found.status}: {found.headline}"]
    if asked.get("intent") not in {None, reading.intent}:
        faults.append(f"read as {reading.intent}, not {asked['intent']}")
    read = {t.node: t.direction for t in reading.triggers}
    for node, way in asked.get("triggers", {}).items():
        if node not in read or way not in {None, read[node]}:
            faults.append(f"trigger {node} {way}: read {read}")
    about = {*reading.targets, *read, *reading.observed}
    faults += [f"does not ask about {n}, but {sorted(about)}" for n in asked.get("targets", []) if n not in about]
    for dimension, state in asked.get("regimes", {}).items():
        if reading.regimes.get(dimension) != state:
            faults.append(f"regime {dimension}.{state}: read {reading.regimes}")
    faults += _numbers(asked, found)
    for words in asked.get("says", []):
        if not any(word.casefold() in text for word in str(words).split("|")):
            faults.append(f"does not say {words!r}")
    faults += [f"says {word!r}" for word in asked.get("never", []) if str(word).casefold() in text]
    cited = [f"{c.text} {c.source}".casefold() for c in found.evidence]
    faults += [f"cites no {s!r}" for s in asked.get("sources", []) if not any(str(s).casefold() in c for c in cited)]
    return faults


def _numbers(asked: dict[str, Any], found: Answer) -> list[str]:
    wanted = {"moves", "paths", "any_path"} & set(asked)
    branches = [b for b in found.branches if asked.get("branch") in {None, b.id}]
    if not branches:
        return [f"has no branch {asked.get('branch', '')}: {[b.id for b in found.branches]}"] if wanted else []
    first, faults, horizon = branches[0], [], asked.get("horizon", WEEK)
    for node, way in asked.get("moves", {}).items():
        moved = next((i.if_links_hold for i in first.impacts if i.node == node and i.horizon == horizon), 0.0)
        if (moved > 0) - (moved < 0) != SIGNS[way]:
            faults.append(f"{node} moves {moved:.4g} at {horizon}, not {way}")
    shown = [p.nodes for p in first.paths]
    faults += [f"no path {p}: {shown}" for p in asked.get("paths", []) if not _runs(first, p)]
    if "any_path" in asked and not any(_runs(first, p) for p in asked["any_path"]):
        faults.append(f"none of {asked['any_path']}: {shown}")
    return faults + [f"path {p}" for p in asked.get("no_path", []) if any(_runs(b, p) for b in found.branches)]


def _runs(branch: Branch, wanted: list[str]) -> bool:
    """Return whether one path of the branch passes the wanted nodes in their order."""
    for path in branch.paths:
        rest = iter(path.nodes)
        if all(node in rest for node in wanted):
            return True
    return False


@pytest.mark.parametrize("asked", ASKED)
def test_a_mechanism_answers_as_the_desk_told_it(shipped: Graph, asked: dict[str, Any]) -> None:
    assert set(asked) <= KEYS, f"unknown: {set(asked) - KEYS}"
    faults = _faults(asked, _asked(asked["ask"], shipped))
    assert not faults, f"{asked['ask']}\n- " + "\n- ".join(faults)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_mechanism_is_asked_in_three_ways_in_each_language(language: str) -> None:
    short = {}
    for name, questions in BOOK.items():
        kinds = [q.get("intent", "other") for q in questions if _chinese(q["ask"]) == (language == "zh")]
        others = [k for k in kinds if k not in {"what_if", "why"}]
        if len(kinds) < 3 or "what_if" not in kinds or "why" not in kinds or not others:
            short[name] = kinds
    assert short == {}


def test_the_questions_name_things_of_the_map(shipped: Graph) -> None:
    regimes = {r.id for r in shipped.regimes}
    for questions in BOOK.values():
        for q in questions:
            named = {*q.get("triggers", {}), *q.get("targets", []), *q.get("moves", {})}
            named |= {n for kind in ("paths", "any_path", "no_path") for path in q.get(kind, []) for n in path}
            assert named <= set(shipped.by_id), (q["ask"], named - set(shipped.by_id))
            assert set(q.get("regimes", {})) <= regimes, q["ask"]
