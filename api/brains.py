"""From settings to whoever answers."""

from __future__ import annotations

from functools import lru_cache

from agents.brains.choosing import brain_for
from agents.brains.providers import ModelOptions
from agents.runs import Brain, Limits
from api.settings import Settings

PLANNER = "planner"


def brain_of(name: str, settings: Settings) -> Brain:
    """Return the brain of that name; raise `BadInput` when this installation has none such."""
    return _made(name, settings)


@lru_cache(maxsize=8)
def _made(name: str, settings: Settings) -> Brain:
    # A model's client keeps its connections open, so it is made once for each name.
    return brain_for(
        name,
        options_of(settings),
        limits=limits_of(settings),
        checkpoints=settings.checkpoints or None,
        trace_content=settings.trace_content,
    )


def options_of(settings: Settings) -> ModelOptions:
    """Return how models are reached."""
    return ModelOptions(
        base_url=settings.model_base_url or None,
        key=settings.model_key.get_secret_value() or None,
        seconds=settings.model_seconds,
        choice=settings.model_tool_choice or None,
        usage=settings.model_counts_tokens,
    )


def limits_of(settings: Settings) -> Limits:
    """Return how far a run may go."""
    return Limits(
        model_calls=settings.run_model_calls,
        tool_calls=settings.run_tool_calls,
        seconds=settings.run_seconds,
        tokens=settings.run_tokens,
    )
