"""Whole answers held against their receipts: made again from the question and compared, statement by statement."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from agents.answer import Answer, Interpretation
from agents.answering.phrases import say
from agents.brains.assembling import text_of
from agents.receipts import Called
from agents.tools.planning import Planned, planned
from agents.tools.registry import call
from agents.verifying.grounds import ground_of
from agents.verifying.statements import receipt_faults, statement_faults
from agents.verifying.verdicts import Code, Fault, Verdict
from agents.verifying.wording import load_wording
from graph.content import Graph
from graph.errors import KnockonError
from graph.phrase_index import fold

Render = Callable[[Answer, Graph], str]
SAID_BY_A_MODEL = {"headline", "claims"}
OF_THE_RUN = {"brain", "verification", "markdown"}
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
DAYS = {
    "date",
    "as_of",
    "at",
    "window",
    "from",
    "to",
    "start",
    "end",
    "close",
    "horizon",
    "horizon_days",
    "horizon_words",
}
LINKS = {"edges", "edge", "weakest_edge", "lag_days", "status"}
NAMES = {"node", "nodes", "target", "targets", "name", "driver", "event", "id", "triggers", "excluded"}
QUOTES = {"text", "source", "url", "document", "span", "evidence", "kind", "certainty"}
STATES = {"regimes", "scenario"}
OF_KEYS: tuple[tuple[Code, set[str]], ...] = (("R6", DAYS | STATES), ("R4", LINKS), ("R8", NAMES), ("R5", QUOTES))


def verify_answer(
    answer: Answer,
    receipts: Sequence[Called],
    graph: Graph,
    *,
    reading: Interpretation | None = None,
    render: Render | None = None,
    audit: bool = True,
) -> Verdict:
    """Return what is wrong with an answer that came back from anywhere.

    What the planner makes, it makes again: an answer is a pure function of its question, its reading and its map, so
    any other number, name, date, quotation, link or word than its own is a fault. What a model said beside it
    (`claims`, and then the headline) is held against the receipts, statement by statement.

    Args:
        answer: The answer as it stands.
        receipts: Those of its run. With `audit` each is made again and its hash compared.
        graph: The map it was answered over.
        reading: How the question was read, where it leans on an earlier one; None: read by itself.
        render: What wrote the Markdown of an answer with claims; None: the one of the release.
        audit: False where the receipts have just been written by this very process.
    """
    faults = list(_map_faults(answer, graph))
    if faults:
        return Verdict(tuple(faults), withheld=("answer",))
    faults += receipt_faults(receipts, graph)
    made = _made_again(answer, graph, reading)
    if audit:
        faults += _audited(receipts, made, graph)
    expected = made.answer
    if answer.claims and expected.status != "answered":
        # Where only the model could read the question, the answer says so and is an answer.
        noted = say("brain_read_itself", expected.language, brain=answer.brain)
        expected = expected.model_copy(update={"status": "answered", "unknowns": (*expected.unknowns, noted)})
    said = SAID_BY_A_MODEL if answer.claims else set()
    left_out = said | OF_THE_RUN
    faults += differences(
        expected.model_dump(mode="json", exclude=left_out), answer.model_dump(mode="json", exclude=left_out)
    )
    if answer.claims:
        ground = ground_of(receipts, graph, answer.question, reading or expected.interpretation)
        for i, claim in enumerate(answer.claims):
            faults += statement_faults(claim, ground, f"claim {i + 1}")
        head = answer.claims[0].model_copy(update={"text": answer.headline, "kind": "fact", "refs": ()})
        faults += statement_faults(head, ground, "headline")
    if not faults:
        # Parts that are wrong may be such that no text can be written of them.
        faults += _text_faults(answer, expected, graph, render)
    unique = tuple(dict.fromkeys(faults))
    return Verdict(unique, headline=answer.headline, kept=answer.claims, withheld=("answer",) if unique else ())


def _map_faults(answer: Answer, graph: Graph) -> Iterator[Fault]:
    if answer.graph_version != graph.version:
        yield Fault("R1", "graph_version", "it is of another map")
    if graph.as_of is not None and answer.as_of != graph.as_of:
        yield Fault("R6", "as_of", "it is of another day")


def _made_again(answer: Answer, graph: Graph, reading: Interpretation | None) -> Planned:
    """Return the planner's answer to the same question, in the language that the answer is in."""
    if reading is not None:
        return planned(answer.question, graph, language=answer.language, reading=reading)
    made = planned(answer.question, graph)
    if made.answer.language != answer.language:
        made = planned(answer.question, graph, language=answer.language)
    return made


def _audited(receipts: Sequence[Called], made: Planned, graph: Graph) -> Iterator[Fault]:
    """Yield the receipts whose tool gives another result for the same arguments."""
    known = {_key(c): c.receipt.result_sha256 for c in made.receipts}
    for called in receipts:
        sha = known.get(_key(called))
        if sha is None:
            try:
                sha = call(called.receipt.tool, called.receipt.args, graph).receipt.result_sha256
            except KnockonError:
                sha = ""
        if sha != called.receipt.result_sha256:
            yield Fault("R1", called.receipt.id, "the tool gives another result")


def _key(called: Called) -> tuple[str, str]:
    return called.receipt.tool, repr(sorted(called.receipt.args.items()))


def _text_faults(answer: Answer, expected: Answer, graph: Graph, render: Render | None) -> Iterator[Fault]:
    """Yield where the text of an answer is not that of its parts."""
    if answer.status != "answered" and not answer.claims and answer.verification.status != "fallback":
        shown = expected.markdown
    else:
        shown = (render or text_of)(answer, graph)
    if shown == answer.markdown:
        return
    for old, new in _lines(shown, answer.markdown):
        yield Fault(_code_of_text(old, new), "markdown", f"{new.strip()[:80] or 'a line that is not there'}")


def _lines(expected: str, given: str) -> Iterator[tuple[str, str]]:
    """Yield the lines that differ, as (expected, given)."""
    old, new = expected.split("\n"), given.split("\n")
    if len(old) == len(new):
        yield from ((a, b) for a, b in zip(old, new, strict=True) if a != b)
        return
    held = set(old)
    extra = [line for line in new if line not in held]
    yield from (("", line) for line in extra[:3])
    if not extra:
        yield "", ""


def differences(expected: Any, given: Any, path: tuple[str, ...] = ()) -> Iterator[Fault]:
    """Yield every place where two answers differ, with the rule that the difference breaks."""
    where = ".".join(path) or "answer"
    if isinstance(expected, dict) and isinstance(given, dict):
        for key in expected.keys() | given.keys():
            if key not in expected or key not in given:
                yield Fault("R7", f"{where}.{key}", "is not the planner's")
            else:
                yield from differences(expected[key], given[key], (*path, str(key)))
    elif isinstance(expected, list) and isinstance(given, list):
        if len(expected) != len(given):
            yield Fault(_code_of_key(path) or "R7", where, "has more, or fewer, rows than the tools gave")
        for i, (a, b) in enumerate(zip(expected, given, strict=False)):
            yield from differences(a, b, (*path, str(i)))
    elif expected != given or type(expected) is not type(given):
        yield Fault(_code(path, expected, given), where, f"{str(given)[:80]} is not what the tools gave")


def _code(path: tuple[str, ...], expected: Any, given: Any) -> Code:
    code = _code_of_key(path)
    if code is not None:
        return code
    if isinstance(expected, int | float) and isinstance(given, int | float):
        return "R3" if expected * given < 0 else "R2"
    if isinstance(expected, str) and isinstance(given, str):
        return _code_of_text(expected, given)
    return "R2"


def _code_of_key(path: tuple[str, ...]) -> Code | None:
    """Return the rule for the last field of a path that has one of its own."""
    for key in reversed(path):
        if key.isdigit():
            continue
        for code, keys in OF_KEYS:
            if key in keys:
                return code
        return "R3" if key in {"sign", "direction", "side"} else "R9" if key == "word" else None
    return None


def _code_of_text(expected: str, given: str) -> Code:
    """Return the rule that a changed text breaks: numbers first, then directions, odds words, names."""
    if NUMBER.findall(expected) != NUMBER.findall(given):
        return "R2"
    if re.findall(r"[+−\-]", expected) != re.findall(r"[+−\-]", given):
        return "R3"
    wording = load_wording()
    a, b = fold(expected), fold(given)
    turns = [[f.meanings for f in wording.directions.find(t)] for t in (a, b)]
    if turns[0] != turns[1]:
        return "R3"
    for band in (*wording.likelihood, *wording.strength):
        if band.words.findall(a.low) != band.words.findall(b.low):
            return "R9"
    if expected.count("→") != given.count("→"):
        return "R4"
    return "R8"
