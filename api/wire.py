"""What only the doors speak: questions as they are put, pages of a list, problems, health."""

from __future__ import annotations

import datetime as dt
from typing import Any, Generic, Literal, TypeVar

from pydantic import Field

from agents.receipts import Receipt
from agents.tools.spec import Scope
from graph.model import Frozen
from graph.scenario import IsoDate

Language = Literal["auto", "en", "zh"]
T = TypeVar("T")
THREAD_ID = r"^[A-Za-z0-9._:-]{1,128}$"
"""What a conversation may be called."""


class InterpretRequest(Frozen):
    """A question to be read, not run."""

    question: str = Field(description="In English or Chinese.")
    as_of: IsoDate = Field(
        default=None, description="What was known at this day's New York close, as 2025-11-21; null: latest."
    )
    language: Language = Field(
        default="auto",
        description="Language of the question (`--lang` of the command line); auto: told from its script.",
    )


class AskRequest(InterpretRequest):
    """A question to be answered."""

    brain: str = Field(default="planner", description="Who answers: planner, or a model as PROVIDER:MODEL.")
    thread_id: str | None = Field(
        default=None,
        pattern=THREAD_ID,
        description="The conversation that it goes on, or a new name to begin one; null: a question by itself.",
    )
    after: int | None = Field(
        default=None,
        ge=1,
        description="The turn that the question follows, which forks the thread; null: the last one.",
    )


class Page(Frozen, Generic[T]):
    """A stretch of a list. `next_cursor` is null on the last page."""

    items: tuple[T, ...]
    next_cursor: str | None = Field(default=None, description="Pass it as `cursor` to read on.")
    total: int = Field(description="Items in the whole list.")
    graph_version: str
    as_of: dt.date | None


class DocumentText(Frozen):
    """The stored text of a document, character for character what its quotations are spans of."""

    id: str
    text: str
    text_sha256: str = Field(description="Of the text in UTF-8.")


class Health(Frozen):
    """That the server answers, and over what."""

    status: Literal["ok"] = "ok"
    version: str
    store: str = Field(description="Kind of store.")
    graph_version: str
    as_of: dt.date | None


class FieldFault(Frozen):
    """One field of a request that cannot be used."""

    at: str
    what: str


class Problem(Frozen):
    """What went wrong (RFC 9457), and the way out."""

    type: str = Field(description="A name that programs may rely on.")
    title: str
    status: int
    detail: str = Field(description="The thing and its value.")
    hint: str = Field(description="The way out.")
    errors: tuple[FieldFault, ...] | None = Field(default=None, description="The fields at fault, when it is fields.")
    clashes: tuple[dict[str, Any], ...] | None = Field(
        default=None, description="Fields that both sides changed: what each was, is, and would be by the edit."
    )


class ToolInfo(Frozen):
    """A tool: its name, what it is for, and the JSON schemas of what it takes and gives."""

    name: str
    description: str
    scope: Scope = Field(description="`read` changes nothing; `propose` makes a proposal that a person decides on.")
    args_schema: dict[str, Any]
    result_schema: dict[str, Any]


class ToolList(Frozen):
    """Every tool there is."""

    tools: tuple[ToolInfo, ...]


class ToolResult(Frozen):
    """What a tool gave, and the receipt by which it can be cited and checked."""

    receipt: Receipt
    result: dict[str, Any]
