"""`--update-golden`: files that the code makes, held in the tree and rewritten on request."""

from __future__ import annotations

import difflib
from collections.abc import Callable
from pathlib import Path

import pytest

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite the files that are made from the code")


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Takes (path, text): the file holds the text, or is given it with --update-golden."""
    update = bool(request.config.getoption("--update-golden"))

    def hold(path: Path, text: str) -> None:
        if update:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            return
        kept = path.read_text(encoding="utf-8") if path.exists() else ""
        if kept != text:
            diff = difflib.unified_diff(kept.splitlines(), text.splitlines(), "kept", "made", lineterm="", n=1)
            shown = "\n".join(list(diff)[:60])
            pytest.fail(f"{path.name} is not what the code makes; run pytest --update-golden.\n{shown}", pytrace=False)

    return hold
