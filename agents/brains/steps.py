"""From a reading to the tools that settle it: which are called, with which arguments."""

from __future__ import annotations

from typing import Any

from agents.answer import Interpretation, Trigger
from agents.reading.sizing import is_event
from agents.runs import PlanStep
from graph.content import Graph

LONGEST_TEXT = 500
"""Characters of a question that the tool `resolve` reads."""


def steps(question: str, reading: Interpretation, graph: Graph) -> tuple[PlanStep, ...]:
    """Return the tool calls that settle a question as it was read, in order."""
    first = PlanStep(tool="resolve", args={"text": question[:LONGEST_TEXT]})
    return (first, *_then(question, reading, graph))


def _then(question: str, reading: Interpretation, graph: Graph) -> list[PlanStep]:
    moving = [t for t in reading.triggers if graph.node(t.node).kind != "regime"]
    subject = next(iter([*reading.targets, *(t.node for t in reading.triggers)]), None)
    match reading.intent:
        case "what_if" if len(moving) == 1:
            return [PlanStep(tool="scenario", args=_fork(reading, moving[0], graph))]
        case "what_if" if moving and all(t.size is not None for t in moving):
            return [PlanStep(tool="propagate", args={"shocks": [_shock(t, graph) for t in moving], **_asked(reading)})]
        case "paths" if moving and reading.targets:
            return [PlanStep(tool="find_paths", args={"source": moving[0].node, "target": reading.targets[0]})]
        case "compare" if len(moving) > 1 and reading.targets and all(t.size is not None for t in moving):
            cases = [{"label": t.words or t.node, "shocks": [_shock(t, graph)]} for t in moving]
            if len({c["label"] for c in cases}) == len(cases):
                return [PlanStep(tool="compare", args={"cases": cases, "targets": list(reading.targets)})]
        case "changes":
            return [PlanStep(tool="changes", args={})]
        case "out_of_scope" | "ambiguous":
            return [PlanStep(tool="graph_info", args={})]
        case "evidence":
            args: dict[str, Any] = {"node": subject} if subject else {}
            return [PlanStep(tool="evidence_search", args={"terms": question[:LONGEST_TEXT], **args})]
        case "why" | "drivers" if subject:
            return [PlanStep(tool="neighbors", args={"id": subject, "direction": "in"})]
    if subject is None or graph.node(subject).kind == "regime":
        return [PlanStep(tool="regime_state", args={})]
    return [PlanStep(tool="describe_node", args={"id": subject})]


def _fork(reading: Interpretation, trigger: Trigger, graph: Graph) -> dict[str, Any]:
    node = graph.node(trigger.node)
    template = next((t for t in graph.scenarios if t.id == reading.scenario), None)
    args: dict[str, Any] = {"id": template.id if template else node.id, **_asked(reading)}
    if reading.horizon_days:
        args["horizon_days"] = reading.horizon_days
    if reading.language != "en":
        args["language"] = reading.language
    comes = template.direction if template else "on" if is_event(node) else trigger.direction
    if trigger.direction != comes:
        return args | {"outcome": "fails"}
    if template is None and not is_event(node):
        args["direction"] = trigger.direction
        if trigger.size:
            args["size"] = trigger.size
    return args


def _asked(reading: Interpretation) -> dict[str, Any]:
    asked: dict[str, Any] = {"targets": list(reading.targets)} if reading.targets else {}
    return asked | ({"regimes": dict(reading.regimes)} if reading.regimes else {})


def _shock(trigger: Trigger, graph: Graph) -> dict[str, Any]:
    return {"node": trigger.node, "size": trigger.size, "unit": trigger.unit or graph.node(trigger.node).unit}
