"""A draft read from the text of a model that answers without the tool for it."""

from __future__ import annotations

import re

from pydantic import ValidationError

from agents.verifying.draft import AnswerDraft, draft_of

FENCE = re.compile(r"^\s*```(?:json)?\s*|\s*```\s*$")
THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)
"""What some local models think aloud before they answer."""


def written_draft(text: str) -> AnswerDraft | None:
    """Return the draft that a text holds, as JSON or as plain sentences; None where there is none.

    Nothing is taken on trust: what the sentences say is checked like any other draft.
    """
    bare = FENCE.sub("", THOUGHT.sub("", text)).strip()
    if bare.startswith("{"):
        try:
            return AnswerDraft.model_validate_json(bare)
        except ValidationError:
            return None
    return draft_of(bare) if bare else None
