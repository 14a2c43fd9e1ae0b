"""Where the steps of a model's runs are kept, for whoever wants to see what it did; conversations are elsewhere."""

from __future__ import annotations

import sqlite3

from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.checkpoint.sqlite import SqliteSaver

from agents.answer import Claim
from agents.verifying.draft import AnswerDraft, DraftClaim
from graph.errors import BadInput

KEPT = (AnswerDraft, DraftClaim, Claim)
"""Our own models that a step may hold; nothing else is ever read back as code."""


def open_checkpoints(path: str) -> SqliteSaver:
    """Return the saver over a file of its own, made if it is not there; raise `BadInput` where it cannot be."""
    try:
        connection = sqlite3.connect(path, check_same_thread=False)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA busy_timeout=5000")
    except sqlite3.Error as error:
        raise BadInput(f"the checkpoints cannot be kept in {path}: {error}.", hint="Choose another file.") from error
    return SqliteSaver(connection, serde=serializer())


def serializer() -> JsonPlusSerializer:
    """Return what writes steps down, and reads back no class but those named here."""
    return JsonPlusSerializer(allowed_msgpack_modules=[(kind.__module__, kind.__name__) for kind in KEPT])
