"""Why a model's part of a run ended without an answer, as a code and in words."""

from __future__ import annotations

from agents.answering.phrases import load_phrases, say

KINDS = (
    ("ModelAuthenticationError", "key"),
    ("ModelPermissionDeniedError", "key"),
    ("ModelNotFoundError", "unknown"),
    ("ModelRateLimitError", "busy"),
    ("ModelTimeoutError", "silent"),
    ("ModelConnectionError", "unreachable"),
    ("ContextOverflowError", "overflow"),
    ("BrokenReply", "broken"),
    ("ModelAPIError", "down"),
    ("ModelInvalidRequestError", "refused"),
)
"""Name of a model library's error -> what it comes to; the first of an error's own kinds counts."""


class Ended(Exception):
    """The model's part of a run is over before it has answered: a limit was reached, it failed, or it was stopped."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


def ended_by(error: Exception) -> Ended:
    """Return what an error of a model or its library comes to. What it quotes of a request is not repeated."""
    own = {kind.__name__ for kind in type(error).__mro__}
    code = next((code for kind, code in KINDS if kind in own), "")
    if not code and isinstance(error, TimeoutError | ConnectionError):
        code = "unreachable"
    return Ended(f"model.{code or 'failed'}", error=type(error).__name__)


def said(ended: Ended, language: str) -> str:
    """Return in words why the model's part ended."""
    key = f"ended_{ended.code.replace('.', '_')}"
    return say(key if key in load_phrases() else "ended_model_failed", language, **{"error": ended.code} | ended.values)
