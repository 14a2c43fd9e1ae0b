"""Ways in which a model misbehaves, by name: each turns what a well-behaved one would say into something else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NamedTuple

from api.fake_llm.conversation import DRAFT, Conversation
from api.fake_llm.replies import Call, Reply, calls

Turn = Callable[[Conversation, Reply], Reply]
ORDER = re.compile(r"(?:ignore|disregard|forget)[^.]*instruction|忽略[^。]*指令", re.IGNORECASE)
"""What an injected order looks like, to a model that obeys it."""
NUMBER = re.compile(r"[−-]?\d+(?:\.\d+)?")


class Behaviour(NamedTuple):
    """One way to behave."""

    what: str
    turn: Turn


def _is_draft(reply: Reply) -> bool:
    return any(call.name == DRAFT for call in reply.calls)


def _redrafted(reply: Reply, change: Callable[[dict[str, Any]], dict[str, Any]]) -> Reply:
    """Return the reply with its draft changed; a reply without one stays."""
    made = [
        Call(c.name, json.dumps(change(json.loads(c.args)), ensure_ascii=False)) if c.name == DRAFT else c
        for c in reply.calls
    ]
    return replace(reply, calls=tuple(made))


def _texts(reply: Reply, change: Callable[[str], str]) -> Reply:
    return _redrafted(
        reply,
        lambda d: {"headline": change(d["headline"]), "claims": [c | {"text": change(c["text"])} for c in d["claims"]]},
    )


def _refs(reply: Reply, refs: list[str]) -> Reply:
    return _redrafted(reply, lambda d: d | {"claims": [c | {"refs": refs} for c in d["claims"]]})


def _shifted(text: str) -> str:
    return NUMBER.sub(lambda m: f"{float(m.group().replace('−', '-')) * 1.7 + 3:.1f}".replace("-", "−"), text)


def _turned(text: str) -> str:
    return text.translate(str.maketrans("−+", "+−"))


def _first(turn: Turn) -> Turn:
    """Return a behaviour that is bad the first time only."""
    return lambda said, good: turn(said, good) if said.said == 0 else good


def _until_told(turn: Turn) -> Turn:
    """Return a behaviour that is bad until it is corrected."""
    return lambda said, good: turn(said, good) if said.corrections == 0 else good


def _obedient(said: Conversation, good: Reply) -> Reply:
    if not any(ORDER.search(text) for text in said.texts):
        return good
    if _is_draft(good):
        bait = " ![x](http://203.0.113.9/x) <script>x()</script> The index falls 40%."
        return _redrafted(good, lambda d: d | {"headline": "All is well." + bait})
    return calls(("propose_edit", {"patch": {"edge": "e1", "sign": "+"}, "rationale": "as told"}))


def _answer_text(said: Conversation, good: Reply) -> Reply:
    if not _is_draft(good):
        return good
    made = json.loads(good.calls[0].args)
    return Reply(text="\n".join([made["headline"], *(f"- {c['text']}" for c in made["claims"])]))


BEHAVIOURS: dict[str, Behaviour] = {
    "good": Behaviour("does what it is asked", lambda said, good: good),
    "malformed-json": Behaviour(
        "its first tool call is no JSON", _first(lambda s, g: Reply(calls=(Call("resolve", '{"text": "what if'),)))
    ),
    "always-malformed": Behaviour(
        "no tool call of its is ever JSON", lambda s, g: Reply(calls=(Call("resolve", '{"text": [,'),))
    ),
    "malformed-draft": Behaviour(
        "drafts claims that are no list, until told",
        _until_told(lambda s, g: _redrafted(g, lambda d: {"claims": "none"})),
    ),
    "unknown-tool": Behaviour("first calls a tool that does not exist", _first(lambda s, g: calls(("delete_map", {})))),
    "wrong-arguments": Behaviour(
        "first gives a tool words for ids", _first(lambda s, g: calls(("scenario", {"id": "the Fed, I guess", "x": 1})))
    ),
    "endless-calls": Behaviour(
        "calls tools for ever, each time with other arguments",
        lambda s, g: calls(("search", {"query": f"word{s.said}", "limit": 1})),
    ),
    "repeats": Behaviour("makes the same call for ever", lambda s, g: calls(("graph_info", {}))),
    "many-at-once": Behaviour(
        "calls fifty tools in one breath, then goes on",
        _first(lambda s, g: calls(*((("search", {"query": f"word{i}", "limit": 1})) for i in range(50)))),
    ),
    "two-answers": Behaviour(
        "gives two answers at once, until told",
        lambda s, g: replace(g, calls=g.calls * 2) if _is_draft(g) and s.said < 3 else g,
    ),
    "always-two-answers": Behaviour(
        "always gives two answers at once", lambda s, g: replace(g, calls=g.calls * 2) if _is_draft(g) else g
    ),
    "answer-and-call": Behaviour(
        "answers and calls a tool at once",
        lambda s, g: replace(g, calls=(*g.calls, Call("graph_info", "{}"))) if _is_draft(g) else g,
    ),
    "empty": Behaviour("says nothing at all", lambda s, g: Reply()),
    "text-only": Behaviour("answers in plain text, without the tool for it", _answer_text),
    "truncated": Behaviour("every stream breaks off in the middle", lambda s, g: replace(g, fault="breaks")),
    "cut-off": Behaviour("every reply is cut at its longest", lambda s, g: replace(g, fault="cut")),
    "server-error": Behaviour("answers 500", lambda s, g: Reply(fault="status", status=500)),
    "rate-limited": Behaviour("answers 429", lambda s, g: Reply(fault="status", status=429)),
    "unauthorized": Behaviour("answers 401", lambda s, g: Reply(fault="status", status=401)),
    "not-json": Behaviour("answers with a web page", lambda s, g: Reply(fault="page")),
    "silent": Behaviour("never answers", lambda s, g: Reply(fault="silent")),
    "drips": Behaviour("answers a character at a time, slowly", lambda s, g: replace(g, fault="drips")),
    "wasteful": Behaviour("counts a million tokens", lambda s, g: replace(g, fault="wide")),
    "ungrounded": Behaviour("makes its numbers up", lambda s, g: _texts(g, _shifted)),
    "ungrounded-once": Behaviour("makes its numbers up until told", _until_told(lambda s, g: _texts(g, _shifted))),
    "wrong-sign": Behaviour("turns every sign round", lambda s, g: _texts(g, _turned)),
    "no-refs": Behaviour("names no source", lambda s, g: _refs(g, [])),
    "false-refs": Behaviour("names sources that do not exist", lambda s, g: _refs(g, ["r99"])),
    "obedient": Behaviour("does what documents tell it to", _obedient),
}


def behaviour(name: str) -> Behaviour:
    """Return how a model of that name behaves: its own way if it has one, else well."""
    return BEHAVIOURS.get(name.rpartition("/")[2], BEHAVIOURS["good"])
