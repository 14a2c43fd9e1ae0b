"""Titles, tags and the like that chat clients ask for beside the conversation: told without running the agent."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agents.answer import Interpretation
from agents.reading.interpret import UNREAD, interpret
from graph.content import Graph

WORDS = Path(__file__).with_name("side_requests.yaml")
HEADER = "x-openwebui-task"
LONGEST_TITLE = 60
MOST_TAGS = 5
MOST_NEXT = 3


def side_request(texts: Sequence[str], task: object = None) -> str | None:
    """Return the kind of side request that the last messages are, or None for a question of a person.

    `texts` are the last messages of the user and the system; `task` is what the client itself calls it, if it does.
    """
    if isinstance(task, str) and task.strip():
        kinds: dict[str, str] = load_side_words()["names"]
        return kinds.get(task.strip().lower(), "other")
    for text in texts:
        low = text.lower()
        for row in load_side_words()["kinds"]:
            if all(words in low for words in row["all"]):
                return str(row["kind"])
    return None


def side_answer(kind: str, prompt: str, graph: Graph) -> str:
    """Return what a client that asks for a title, tags and the like can use, from how the conversation is read."""
    asked = questions_in(prompt)
    if kind == "title":
        return _json("title", title_of(asked[:1], graph))
    if kind == "plain_title":
        return title_of(asked[:1], graph)
    if kind == "tags":
        return _json("tags", tags_of(asked, graph))
    if kind == "follow_ups":
        return _json("follow_ups", next_questions(asked, graph))
    if kind == "emoji":
        return str(load_side_words()["emoji"])
    nothing = {"queries": _json("queries", []), "autocomplete": _json("text", ""), "image": _json("prompt", "")}
    return nothing.get(kind, "{}")


def questions_in(prompt: str) -> list[str]:
    """Return the questions of the user that stand in a prompt about a conversation, the first one first."""
    words = load_side_words()
    found = re.search(words["history"], prompt, re.IGNORECASE)
    history = next((part for part in found.groups() if part), "") if found else prompt
    turns = [turn.strip() for turn in re.findall(words["user_turn"], history) if turn.strip()]
    return turns or [history.strip()]


def title_of(asked: Sequence[str], graph: Graph) -> str:
    """Return a title for a conversation that begins with this question."""
    question = asked[0] if asked else ""
    reading = interpret(question, graph)
    titles = load_side_words()["titles"]
    names = _names(reading, graph)[:1]
    if reading.intent in UNREAD or reading.intent not in titles or not (names or reading.intent == "changes"):
        return " ".join(question.split())[:LONGEST_TITLE]
    trigger = reading.triggers[0] if reading.triggers else None
    way = load_side_words()["ways"].get(trigger.direction if trigger else None, {"en": "", "zh": ""})
    template: str = titles[reading.intent][reading.language]
    return template.format(names=_joint(names, reading.language), way=way[reading.language]).strip()


def tags_of(asked: Sequence[str], graph: Graph) -> list[str]:
    """Return tags for a conversation: a broad one, then what it is about."""
    readings = [interpret(question, graph) for question in asked[-3:]]
    language = readings[-1].language if readings else "en"
    broad: list[str] = load_side_words()["tags"][language]
    named = [name for reading in readings for name in _names(reading, graph)]
    return list(dict.fromkeys([*broad, *named]))[:MOST_TAGS]


def next_questions(asked: Sequence[str], graph: Graph) -> list[str]:
    """Return questions that can come next, each of which can be answered."""
    reading = next((r for q in reversed(asked[-3:]) if (r := interpret(q, graph)).intent not in UNREAD), None)
    if reading is None:
        return []
    language = reading.language
    shown = sorted((n for n in graph.nodes if n.headline is not None), key=lambda n: (n.headline, n.name.en))
    causes = [t.node for t in reading.triggers]
    effects = [t for t in (*reading.targets, *(n.id for n in shown)) if t not in causes]
    known = {"cause": causes[:1], "effect": effects[:1]}
    names = {part: graph.node(ids[0]).name.in_(language) for part, ids in known.items() if ids}
    found = []
    for row in load_side_words()["next"]:
        if set(re.findall(r"{(\w+)}", row[language])) <= set(names):
            question = row[language].format(**names)
            if interpret(question, graph).intent not in UNREAD:
                found.append(question)
    return found[:MOST_NEXT]


@cache
def load_side_words() -> dict[str, Any]:
    """Return the words of side requests, read once."""
    loaded: dict[str, Any] = yaml.safe_load(WORDS.read_text(encoding="utf-8"))
    return loaded


def task_of(headers: Mapping[str, str], metadata: Mapping[str, Any] | None) -> object:
    """Return what the client itself calls its request, if it says that it is no question of a person."""
    return headers.get(HEADER) or (metadata or {}).get("task")


def _names(reading: Interpretation, graph: Graph) -> list[str]:
    nodes = dict.fromkeys([*(t.node for t in reading.triggers), *reading.targets])
    return [graph.node(n).name.in_(reading.language) for n in nodes if n in graph.by_id]


def _joint(names: Sequence[str], language: str) -> str:
    joint: str = load_side_words()["joint"][language]
    return joint.join(names)


def _json(key: str, value: object) -> str:
    return json.dumps({key: value}, ensure_ascii=False)
