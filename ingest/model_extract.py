"""Extraction with a language model: it copies, we check. Same claims as the rules give, and the rules have a veto.

The model sees one passage as data and answers in a schema. Of its answer only words are taken, each of which must stand
in the passage; positions, nodes and everything else it may add are worked out here or ignored.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Protocol, cast, get_args

from graph.errors import StoreError
from graph.linker import Linker
from graph.model import Sign, Status
from ingest.claims import AnyClaim, Claim, Named
from ingest.deciding import SIDE_STATUS
from ingest.document import Passage
from ingest.guard import orders_in
from ingest.policy import FOLDER, load_policy

RULE = "model"
STATUSES = frozenset(get_args(Status)) - {"bridge"}
LONGEST_WORDS = 1200


class ChatModel(Protocol):
    """What is needed of a LangChain chat model."""

    def with_structured_output(self, schema: dict[str, Any], **options: Any) -> Any:
        """Return a runnable whose `invoke` gives data of the schema."""


class Memory(Protocol):
    """Where answers are remembered, so that a passage is paid for once."""

    def remembered(self, key: str) -> str | None:
        """Return what was remembered under a key."""

    def remember_now(self, key: str, body: str) -> None:
        """Remember something under a key, at once."""


class ModelExtractor:
    """Rules first, then a model for what they do not see. Without budget, or when the model fails, the rules alone."""

    def __init__(
        self, model: ChatModel, name: str, memory: Memory,
        rules: Callable[[Sequence[Passage], Linker, dt.date | None], Sequence[AnyClaim]], *, budget: int | None = None,
        note: Callable[[str], None] = lambda text: None,
    ) -> None:  # fmt: skip
        self._ask = model.with_structured_output(load_schema())
        self._name = name
        self._memory = memory
        self._rules = rules
        self._left = int(load_policy("weights")["model_calls"]["value"]) if budget is None else budget
        self._note = note

    def __call__(self, passages: Sequence[Passage], linker: Linker, published: dt.date | None = None) -> list[AnyClaim]:
        """Return the claims of both, one for each pair of things in a sentence."""
        found: list[AnyClaim] = list(self._rules(passages, linker, published))
        for passage in passages:
            own = [c for c in found if isinstance(c, Claim) and c.passage == passage.index]
            found += list(self._of_passage(passage, own, linker))
        return found

    def _of_passage(self, passage: Passage, own: list[Claim], linker: Linker) -> Iterator[Claim]:
        for row in self._answer(passage):
            claim = claim_of(row, passage, linker)
            if claim is None:
                continue
            same = [c for c in own if _overlap(c.span, claim.span) and _pair(c) == _pair(claim)]
            if not same:
                yield _beside(claim, own)

    def _answer(self, passage: Passage) -> list[dict[str, Any]]:
        """Return the model's rows for a passage: remembered, asked for, or none when it may not be asked."""
        if orders_in(passage.text):
            return []
        key = f"model {self._name} " + _key(passage.text)
        kept = self._memory.remembered(key)
        if kept is None:
            if self._left <= 0:
                self._note("the model's budget is used up; the rules alone go on")
                return []
            self._left -= 1
            try:
                answer = self._ask.invoke(messages(passage.text))
            except StoreError:
                raise
            except Exception as error:  # whatever a provider's client fails with: the passage is left to the rules
                self._note(f"the model did not answer ({type(error).__name__}); the rules alone read this passage")
                return []
            kept = json.dumps(answer, ensure_ascii=False, default=str)
            self._memory.remember_now(key, kept)
        return rows_of(json.loads(kept))


def rows_of(answer: Any) -> list[dict[str, Any]]:
    """Return the rows of an answer that have the form of the schema; the rest of it is left."""
    rows = answer.get("statements") if isinstance(answer, dict) else None
    schema = load_schema()["properties"]["statements"]
    if not isinstance(rows, list):
        return []
    return [row for row in rows[: schema["maxItems"]] if isinstance(row, dict) and _has_form(row, schema["items"])]


def _has_form(row: dict[str, Any], schema: dict[str, Any]) -> bool:
    fields = schema["properties"]
    if not set(schema["required"]) <= set(row) or not set(row) <= set(fields):
        return False
    for name, value in row.items():
        wanted = bool if fields[name]["type"] == "boolean" else str
        if not isinstance(value, wanted) or (isinstance(value, str) and len(value) > LONGEST_WORDS):
            return False
        if "enum" in fields[name] and value not in fields[name]["enum"]:
            return False
    return True


def claim_of(row: dict[str, Any], passage: Passage, linker: Linker) -> Claim | None:
    """Return the claim that a row makes, every word of it found in the passage, or None when one is not there."""
    quote = row["quote"].strip()
    at = passage.text.find(quote) if quote else -1
    if at < 0:
        return None
    ends = [_named(row[part].strip(), quote, at, passage, linker) for part in ("cause", "effect")]
    if ends[0] is None or ends[1] is None or ends[0].span == ends[1].span:
        return None
    cue = row.get("cue", "").strip()
    cue_at = quote.find(cue) if cue else -1
    hedge, holder = row.get("hedge", "").strip(), row.get("holder", "").strip()
    sign = None if row["sign"] == "?" else cast(Sign, row["sign"])
    if sign in ("+", "-") and ends[0].turned != ends[1].turned:
        sign = "-" if sign == "+" else "+"
    return Claim(
        document=passage.document, passage=passage.index, sentence=0, quote=quote,
        span=passage.span(at, at + len(quote)), language=passage.language, cause=ends[0], effect=ends[1], sign=sign,
        status=cast(Status, row["status"]) if row["status"] in STATUSES else "opinion",
        cue=cue if cue_at >= 0 else "",
        cue_span=passage.span(at + cue_at, at + cue_at + len(cue)) if cue_at >= 0 else None,
        hedge=hedge if hedge and hedge in quote else "", holder=holder if holder and holder in passage.text else "",
        denied=bool(row.get("denied", False)), rhetorical=bool(row.get("rhetorical", False)), rule=RULE,
    )  # fmt: skip


def _named(words: str, quote: str, at: int, passage: Passage, linker: Linker) -> Named | None:
    place = quote.find(words) if words else -1
    if place < 0:
        return None
    found = [c for m in linker.link(words) for c in m.candidates if c.kind == "node"]
    ids = tuple(dict.fromkeys(c.id for c in found))
    span = passage.span(at + place, at + place + len(words))
    if len(ids) == 1:
        return Named(words=words, span=span, node=ids[0], turned=found[0].sign < 0)
    return Named(words=words, span=span, candidates=ids)


def _beside(claim: Claim, own: list[Claim]) -> Claim:
    """Return a model's claim as cautiously as the rules read its sentence: what they mark, it is marked with.

    It is flagged, and has no vote where its words hold no cue, where the rules see the pair the other way round, and,
    unless the policy trusts a model alone, where they see nothing causal in the sentence.
    """
    here = [c for c in own if _overlap(c.span, claim.span)]
    reasons: tuple[str, ...] = ("model_only",)
    update: dict[str, Any] = {}
    if any(c.rhetorical for c in here):
        update["rhetorical"] = True
    if any(c.denied for c in here):
        update["denied"] = True
    cautious = [c.status for c in here if c.status in SIDE_STATUS]
    if cautious and claim.status not in SIDE_STATUS:
        update["status"] = cautious[0]
    if any(_pair(c) == _pair(claim)[::-1] for c in here):
        update["sign"] = None
        reasons = (*reasons, "other_way_round")
    if not claim.cue:
        update["sign"] = None
        reasons = (*reasons, "no_cue")
    if not here and not load_policy("weights")["model_votes_alone"]["value"]:
        update["sign"] = None
        reasons = (*reasons, "no_rule_sees_it")
    return claim.model_copy(update={**update, "reasons": reasons})


def messages(text: str) -> list[tuple[str, str]]:
    """Return what the model is asked: its task, and the passage as data between lines that the passage cannot have."""
    fence = "-" * 12
    while fence in text:
        fence += "-"
    return [("system", load_prompt()), ("human", f"{fence}\n{text}\n{fence}")]


def _pair(claim: Claim) -> tuple[str, str]:
    return claim.cause.node or claim.cause.words, claim.effect.node or claim.effect.words


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _key(text: str) -> str:
    whole = "\x1f".join([load_prompt(), json.dumps(load_schema(), sort_keys=True), text])
    return hashlib.sha256(whole.encode("utf-8", errors="replace")).hexdigest()


@cache
def load_schema() -> dict[str, Any]:
    """Return the form of a model's answer."""
    found: dict[str, Any] = json.loads(Path(FOLDER / "model_schema.json").read_text("utf-8"))
    return found


@cache
def load_prompt() -> str:
    """Return the task of the model."""
    return Path(FOLDER / "model_prompt.md").read_text("utf-8")
