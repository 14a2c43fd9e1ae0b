"""The examples that the OpenAPI document and the demo show, read from shown/*.json."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "shown"


@cache
def load_shown(name: str) -> dict[str, Any]:
    """Return the examples of one file of `shown/`."""
    shown: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return shown


def body_examples(route: str) -> dict[str, Any]:
    """Return the named example bodies of a route, as `openapi_examples` takes them."""
    examples: dict[str, Any] = {**load_shown("requests"), **load_shown("edit_requests")}[route]
    return examples


def response_example(name: str, status: int = 200) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` entry that shows one good response."""
    shown = {**load_shown("responses"), **load_shown("edit_responses")}
    return {status: {"content": {"application/json": {"example": shown.get(name)}}}}
