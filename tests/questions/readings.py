"""Questions with their gold readings, and what the reader makes of a question, in one form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agents.answer import Interpretation, Trigger
from agents.reading.interpret import interpret
from graph.content import Graph

HERE = Path(__file__).parent
SETS = ("development", "aside")
DECLINES = ("out_of_scope", "ambiguous")
Reading = Mapping[str, Any]
"""A gold question or a prediction: the keys of the shared form (intent, triggers, targets, horizon, ...)."""


@dataclass(frozen=True)
class Vocabulary:
    """The concepts of the gold readings, and what each node of the map is called among them."""

    concepts: Mapping[str, Mapping[str, Any]]
    nodes: Mapping[str, str]
    units: Mapping[str, str]
    horizon_words: Mapping[str, list[str]]
    horizon_days: Mapping[str, int]
    states: Mapping[str, Mapping[str, str]]
    amounts: list[str]

    def concept(self, name: str) -> str:
        """The concept a node or a concept is called by."""
        return self.nodes.get(name, name).removeprefix("-")

    def turns(self, name: str) -> bool:
        """True for a node that rises when its concept falls."""
        return self.nodes.get(name, name).startswith("-")

    def family(self, name: str) -> str:
        """The family of a concept; a concept that is not listed is its own."""
        return str(self.concepts.get(name, {}).get("family", name))

    def sign(self, name: str) -> int:
        """Plus or minus: how the concept stands to its family."""
        return int(self.concepts.get(name, {}).get("sign", 1))

    def unit(self, spelling: str) -> str:
        """One spelling for each unit."""
        plain = " ".join(spelling.lower().split())
        return self.units.get(plain, plain)


@cache
def load_vocabulary() -> Vocabulary:
    """The shipped vocabulary of the gold readings."""
    return Vocabulary(**yaml.safe_load((HERE / "vocabulary.yaml").read_text(encoding="utf-8")))


def load_questions(path: Path) -> list[Reading]:
    """The questions of a JSONL file, each with its gold reading."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def horizon_class(reading: Interpretation, vocabulary: Vocabulary) -> str | None:
    """The kind of horizon that was read: by its words, else by its trading days; None when there is none."""
    if reading.horizon_days is None and not reading.horizon_words:
        return None
    words = (reading.horizon_words or "").lower()
    for kind, marks in vocabulary.horizon_words.items():
        if any(mark in words for mark in marks):
            return kind
    days = reading.horizon_days
    return next((kind for kind, most in vocabulary.horizon_days.items() if days is not None and days <= most), None)


def asked_size(trigger: Trigger, level_unit: str | None, vocabulary: Vocabulary) -> dict[str, Any] | None:
    """The size of a trigger: an amount, or the level it ends at when its words name one."""
    if trigger.size is None:
        return None
    if trigger.to is None or trigger.size_rule in vocabulary.amounts:
        return {"value": trigger.size, "unit": trigger.unit}
    return {"from": trigger.from_, "to": trigger.to, "unit": level_unit or trigger.unit}


def supposed_direction(trigger: Trigger, states: Mapping[str, str], vocabulary: Vocabulary) -> str | None:
    """The direction of a trigger; a regime switched to a state moves as that state says."""
    if trigger.direction == "unchanged":
        return None
    moves = [vocabulary.states[name][state] for name, state in states.items() if name in vocabulary.states]
    return moves[0] if trigger.size_rule == "regime" and moves else trigger.direction


def predicted(question: str, graph: Graph, vocabulary: Vocabulary) -> Reading:
    """The reader's reading of a question, in the form of the gold readings."""
    reading = interpret(question, graph)
    level_units = {node.id: node.level_unit for node in graph.nodes}
    dimensions = {regime.node: regime.id for regime in graph.regimes}
    triggers = []
    for trigger in reading.triggers:
        dimension = dimensions.get(trigger.node, "")
        states = {dimension: reading.regimes[dimension]} if dimension in reading.regimes else {}
        triggers.append(
            {
                "concept": trigger.node,
                "direction": supposed_direction(trigger, states, vocabulary),
                "size": asked_size(trigger, level_units.get(trigger.node), vocabulary),
            }
        )
    return {
        "intent": reading.intent,
        "declined": reading.intent in DECLINES,
        "triggers": triggers,
        "targets": list(reading.targets),
        "horizon": horizon_class(reading, vocabulary),
        "horizon_days": reading.horizon_days,
        "excluded": list(reading.excluded),
        "top_k": reading.top_k,
        "regimes": dict(reading.regimes),
        "levels": [{"concept": level.node, "level": level.level, "side": level.side} for level in reading.levels],
        "observed": dict(reading.observed),
        "message": reading.message,
    }
