"""A model that does what it is asked: calls the tools that settle the question, then drafts from what they gave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from agents.answer import Interpretation
from agents.answering.numbers import amount, level, percent
from agents.answering.phrases import say, span
from agents.brains.steps import steps
from api.fake_llm.conversation import DRAFT, Conversation
from api.fake_llm.replies import Reply, calls
from graph.content import Graph

Draft = dict[str, Any]
Read = Callable[[str], Interpretation]
MOST_CLAIMS = 6
MOST_STEPS = 6
"""Tool calls after which it drafts with what it has."""
SHORT = (1, 5)
"""Horizons that a draft speaks of, in trading days."""


def well_behaved(said: Conversation, graph: Graph, read: Read) -> Reply:
    """Return the next step of a model that reads the question as the planner does and quotes its tools rightly."""
    reading = read(said.question)
    wanted = steps(said.question, reading, graph)
    answered = {tool for tool, _ in said.results}
    step = next((s for s in wanted if s.tool not in answered), None)
    if step is not None and said.said < MOST_STEPS:
        return calls((step.tool, step.args))
    return calls((DRAFT, draft(said, wanted[-1].tool, reading.language)))


def draft(said: Conversation, tool: str, language: str) -> Draft:
    """Return an answer that rests on what one tool gave."""
    result = next((told for name, told in reversed(said.results) if name == tool), None)
    if result is None:
        return {"headline": say("map_label", language), "claims": []}
    receipt = result["receipt"]
    claims = _claims(result, receipt, language)[:MOST_CLAIMS]
    headline = result.get("headline") or (claims[0]["text"] if claims else say("map_label", language))
    return {"headline": headline, "claims": claims}


def _claims(result: dict[str, Any], receipt: str, language: str) -> list[Draft]:
    names = {t["id"]: t["name"][language] for t in _rows(result, "things")}
    found: list[Draft] = []
    for branch in _rows(result, "branches")[:1]:
        if branch.get("probability") is not None:
            text = f"{branch['label']}: {percent(branch['probability'])}"
            found.append({"text": text, "kind": "fact", "refs": [receipt]})
        found += [_effect(row, names, receipt, language) for row in branch.get("impacts", ())]
    found += [_effect(row, names, receipt, language) for row in _rows(result, "effects")]
    found += [_path(row, names, receipt) for row in _rows(result, "paths")[:2]]
    found += [_link(row, receipt, language) for row in _rows(result, "links")[:MOST_CLAIMS]]
    found += _standing(result, receipt, language)
    return [claim for claim in found if claim]


def _rows(result: dict[str, Any], key: str) -> list[dict[str, Any]]:
    found = result.get(key)
    return found if isinstance(found, list) else []


def _standing(result: dict[str, Any], receipt: str, language: str) -> list[Draft]:
    seen, node = result.get("level"), result.get("node")
    if not isinstance(seen, dict) or not isinstance(node, dict) or "value" not in seen:
        return []
    text = f"{node['name'][language]} {level(seen['value'], seen['unit'], language)}"
    return [{"text": text, "kind": "fact", "refs": [receipt]}]


def _effect(row: dict[str, Any], names: dict[str, str], receipt: str, language: str) -> Draft:
    if row.get("horizon") not in SHORT or "central" not in row:
        return {}
    name, size = (
        row.get("name") or names.get(row["node"], row["node"]),
        amount(row["central"], row["unit"], language=language),
    )
    text = f"{name} {size} {span('within', row['horizon'], language)}"
    return {"text": text, "kind": "effect", "refs": [receipt]}


def _path(row: dict[str, Any], names: dict[str, str], receipt: str) -> Draft:
    text = " → ".join(names.get(n, n) for n in row["nodes"])
    return {"text": text, "kind": "path", "refs": [receipt, *row["edges"]]}


def _link(row: dict[str, Any], receipt: str, language: str) -> Draft:
    text = f"{row['cause_name'][language]} → {row['effect_name'][language]}"
    return {"text": text, "kind": "path", "refs": [receipt, row["id"]]}
