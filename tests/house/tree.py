"""The source tree as the house tests read it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("graph", "ingest", "agents", "api")


def modules(*tops: str) -> list[Path]:
    """Return our Python files below `tops`, as paths from the root, in order."""
    found = [p for top in tops for p in (ROOT / top).rglob("*.py") if "__pycache__" not in p.parts]
    return sorted(p.relative_to(ROOT) for p in found)


@cache
def source(path: Path) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(source(path))


def text_files() -> Iterator[Path]:
    """Yield what we wrote and ship, apart from tests: code, data, docs and set-up files."""
    kinds = {".py", ".md", ".yaml", ".yml", ".toml", ".sql", ".cff", ".example", ""}
    for top in (*PACKAGES, "docs", ".ci"):
        for path in (ROOT / top).rglob("*"):
            if path.is_file() and path.suffix in kinds and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT)
    for path in ROOT.iterdir():
        if path.is_file() and path.suffix in kinds and path.name not in {"LICENSE", ".coverage", ".gitignore", ".git"}:
            yield path.relative_to(ROOT)
