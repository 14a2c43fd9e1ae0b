"""The house rules as functions: each takes a source (text or tree) and returns its breaches, in words."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

LONGEST_MODULE = 300
LONGEST_STRING = 600
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "core", "base"}
BANNED_PREFIXES = ("get_", "process_", "handle_")
MODEL_HOMES = {
    "graph/frozen.py",
    "graph/model.py",
    "graph/context.py",
    "graph/content.py",
    "graph/scenario.py",
    "graph/findings.py",
    "graph/store.py",
    "graph/journal.py",
    "graph/desk/edits.py",
    "graph/desk/proposals.py",
    "graph/desk/history.py",
    "graph/desk/versions.py",
    "agents/answer.py",
    "ingest/document.py",
    "ingest/claims.py",
    "agents/runs.py",
    "agents/receipts.py",
    "agents/tools/spec.py",
    "agents/tools/rows.py",
    "agents/tools/finding.py",
    "agents/tools/describing.py",
    "agents/tools/running.py",
    "agents/tools/branching.py",
    "agents/tools/proposing.py",
    "agents/verifying/draft.py",
    "api/chat/wire.py",
    "api/settings.py",
    "api/wire.py",
    "api/desk/wire.py",
    "api/security/principals.py",
}
PYDANTIC = frozenset({"BaseModel", "BaseSettings", "RootModel"})
ENVIRONMENT_HOME = "api/settings.py"
PLACES = re.compile(r"(?<![\w.])/(?:work|root|home|Users|tmp)/|\.\./shared\b")
OPEN_ENDS = re.compile(r"\b(?:TODO|FIXME|XXX|HACK)\b")
BARE_WAIVER = re.compile(
    r"#\s*(?:noqa(?!: ?[A-Z]+\d+(?:, ?[A-Z]+\d+)*\s+\W*\w)|type: ?ignore(?!\[[\w, -]+\]\s+#\s*\w))"
)


def docstrings(tree: ast.Module) -> set[int]:
    """Return the ids of the constants that are docstrings, attribute docstrings included."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            found.add(id(node.value))
    return found


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield (line, text) of every string that is not a docstring, parts of f-strings included."""
    skip = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skip:
            yield node.lineno, node.value


def too_long(text: str) -> list[str]:
    lines = len(text.splitlines())
    return [f"has {lines} lines, more than {LONGEST_MODULE}"] if lines > LONGEST_MODULE else []


def banned_name(path: Path) -> list[str]:
    parts = [*path.parts[:-1], path.stem]
    return [f"is named {part!r}, which says nothing" for part in parts if part in BANNED_NAMES]


def banned_functions(tree: ast.Module) -> list[str]:
    return [
        f"line {node.lineno}: {node.name} begins with {prefix}"
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for prefix in BANNED_PREFIXES
        if node.name.lstrip("_").startswith(prefix)
    ]


def bases(node: ast.ClassDef) -> set[str]:
    return {ast.unparse(b).split("[")[0].rsplit(".", 1)[-1] for b in node.bases}


def model_names(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of all pydantic models that the trees declare, children of children included."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    known = set(PYDANTIC)
    while more := {c.name for c in classes if c.name not in known and bases(c) & known}:
        known |= more
    return known


def stray_models(path: Path, tree: ast.Module, models: Collection[str] = PYDANTIC) -> list[str]:
    if path.as_posix() in MODEL_HOMES:
        return []
    return [
        f"line {node.lineno}: model {node.name} lives outside the named homes of models"
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef) and bases(node) & set(models)
    ]


def reads_environment(path: Path, tree: ast.Module) -> list[str]:
    if path.as_posix() == ENVIRONMENT_HOME:
        return []
    found = []
    for node in ast.walk(tree):
        named = node.attr if isinstance(node, ast.Attribute) else node.name if isinstance(node, ast.alias) else ""
        if named in {"environ", "environb", "getenv", "getenvb", "load_dotenv", "BaseSettings"}:
            found.append(f"line {getattr(node, 'lineno', 0)}: {named} outside {ENVIRONMENT_HOME}")
    return found


def long_strings(tree: ast.Module) -> list[str]:
    return [
        f"line {line}: a string of {len(text)} characters; prompts and texts are files"
        for line, text in strings(tree)
        if len(text) > LONGEST_STRING
    ]


def names_ids(tree: ast.Module, ids: Collection[str]) -> list[str]:
    """Strings that are an id of the graph, or hold one that cannot be an English word."""
    telling = sorted((i for i in ids if re.search(r"[_\d]", i)), key=len, reverse=True)
    pattern = re.compile(r"(?<![A-Za-z0-9_])(?:" + "|".join(map(re.escape, telling)) + r")(?![A-Za-z0-9_])")
    found = []
    for line, text in strings(tree):
        hits = {text} if text in ids else set(pattern.findall(text)) if telling else set()
        found += [f"line {line}: names {hit!r} of the shipped graph" for hit in sorted(hits)]
    return found


def machine_places(text: str) -> list[str]:
    return [
        f"line {number}: names a place of one machine: {hit.group()}"
        for number, line in enumerate(text.splitlines(), 1)
        if (hit := PLACES.search(line)) and not line.startswith("#!")
    ]


def open_ends(text: str) -> list[str]:
    return [
        f"line {number}: {hit.group()}; write an issue instead"
        for number, line in enumerate(text.splitlines(), 1)
        if (hit := OPEN_ENDS.search(line))
    ]


def bare_waivers(text: str) -> list[str]:
    return [
        f"line {number}: a waiver without its code and reason"
        for number, line in enumerate(text.splitlines(), 1)
        if BARE_WAIVER.search(line)
    ]


def stand_ins(tree: ast.Module) -> list[str]:
    """Code that only looks like code: NotImplementedError, `assert True`, sleeping."""
    found = []
    for node in ast.walk(tree):
        line = getattr(node, "lineno", 0)
        if isinstance(node, ast.Name) and node.id == "NotImplementedError":
            found.append(f"line {line}: NotImplementedError")
        if isinstance(node, ast.Assert) and isinstance(node.test, ast.Constant):
            found.append(f"line {line}: an assert that cannot fail")
        if isinstance(node, ast.Attribute) and node.attr == "sleep":
            found.append(f"line {line}: sleeping")
        if isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names):
            found.append(f"line {line}: a star import")
    return found
