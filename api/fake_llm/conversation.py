"""What a chat request holds, for a scripted model: the question, what tools said, how often it was corrected."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DRAFT = "AnswerDraft"
"""The tool that ends a run: its name in corrections tells them from questions."""


@dataclass(frozen=True)
class Conversation:
    """One request to the model."""

    model: str
    question: str
    results: tuple[tuple[str, dict[str, Any]], ...]
    """Tool and what it answered, since the question, in order, as far as that is a result with a receipt."""
    said: int
    """How often the model has spoken since the question."""
    corrections: int
    """How often it was told, since the question, that its answer does not do."""
    offered: tuple[str, ...]
    """Names of the tools that it may call."""
    texts: tuple[str, ...]
    """Everything that tools have answered since the question, as text."""


def conversation_of(body: Mapping[str, Any]) -> Conversation:
    """Return what the body of a chat request holds; fields of the wrong shape count as absent."""
    messages = _objects(body.get("messages"))
    asked = [i for i, m in enumerate(messages) if m.get("role") == "user" and DRAFT not in text_of(m)]
    since = messages[asked[-1] + 1 :] if asked else []
    made = [c for m in since for c in _objects(m.get("tool_calls")) if isinstance(c.get("function"), dict)]
    called = {str(c.get("id")): str(c["function"].get("name")) for c in made}
    answers = [(called.get(str(m.get("tool_call_id")), ""), text_of(m)) for m in since if m.get("role") == "tool"]
    notes = [m for m in since if m.get("role") == "user"]
    return Conversation(
        model=str(body.get("model") or ""),
        question=text_of(messages[asked[-1]]) if asked else "",
        results=tuple(_results(answers)),
        said=sum(m.get("role") == "assistant" for m in since),
        corrections=len(notes) + sum(tool == DRAFT for tool, _ in answers),
        offered=tuple(_names(_objects(body.get("tools")))),
        texts=tuple(text for _, text in answers),
    )


def text_of(message: Mapping[str, Any]) -> str:
    """Return the text of a message, whether it is one string or a list of parts."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else ()
    return "".join(str(p.get("text") or "") for p in parts if isinstance(p, dict))


def _objects(value: Any) -> list[dict[str, Any]]:
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _names(tools: Sequence[dict[str, Any]]) -> list[str]:
    return [str(t["function"].get("name")) for t in tools if isinstance(t.get("function"), dict)]


def _results(answers: Sequence[tuple[str, str]]) -> list[tuple[str, dict[str, Any]]]:
    found = []
    for tool, text in answers:
        try:
            read = json.loads(text)
        except ValueError:
            continue
        if isinstance(read, dict) and isinstance(read.get("receipt"), str):
            found.append((tool, read))
    return found
