"""The parts of the docs that are made, not typed: tables and shown output, between markers.

`<!-- modules -->` holds the table of modules, each with the first line of its docstring.
`<!-- units -->` holds the table of units.
`<!-- map -->` holds what the shipped graph knows, counted and drawn.
`<!-- output:ARGUMENTS -->` holds what `knockon ARGUMENTS` prints; `lines=N` before the arguments shows the first N.
Each block ends at `<!-- end -->`. `python -m tests.house.written FILE...` rewrites the blocks of the files.
"""

from __future__ import annotations

import ast
import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from graph.units import UNITS
from tests.house.map_page import map_page
from tests.house.tree import PACKAGES, ROOT, modules

BLOCK = re.compile(
    r"(?P<mark><!-- (?P<what>modules|units|map|output:[^\n]*?) -->\n)(?P<body>.*?)(?P<end><!-- end -->)", re.DOTALL
)


def first_line(text: str) -> str:
    """Return the first line of a module's docstring, without its full stop."""
    return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0].rstrip(".")


def module_table() -> str:
    """Return the table of modules; a package's `__init__` stands for its folder."""
    rows = ["| module | what it does |", "|---|---|"]
    for path in modules(*PACKAGES):
        name = f"**{path.parent}/**" if path.name == "__init__.py" else f"`{path}`"
        rows.append(f"| {name} | {first_line((ROOT / path).read_text(encoding='utf-8'))} |")
    return "\n".join(rows) + "\n"


def units_table() -> str:
    """Return the table of units, with their other spellings."""
    rows = ["| unit | meaning | measures | also written |", "|---|---|---|---|"]
    rows += [f"| {u.symbol} | {u.meaning} | {u.measures} | {', '.join(u.spellings)} |" for u in UNITS]
    return "\n".join(rows) + "\n"


def output(arguments: str) -> str:
    """Return what `knockon ARGUMENTS` prints in an empty folder, as a fenced block."""
    words = shlex.split(arguments)
    shown = int(words.pop(0).removeprefix("lines=")) if words[0].startswith("lines=") else None
    with tempfile.TemporaryDirectory() as folder:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("KNOCKON_")}
        environment = {**kept, "NO_COLOR": "1", "COLUMNS": "100", "PYTHONPATH": str(ROOT)}
        run = subprocess.run(
            [sys.executable, "-c", "from api.cli import main; main()", *words],
            cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
        )  # fmt: skip
    if run.returncode != 0:
        raise RuntimeError(f"knockon {arguments} ended with {run.returncode}: {run.stderr.strip()}")
    lines = [line.rstrip() for line in run.stdout.rstrip().splitlines()]
    if shown is not None and len(lines) > shown:
        lines = [*lines[:shown], f"... ({len(lines) - shown} more lines)"]
    return "\n".join(["```text", *lines, "```"]) + "\n"


def made(what: str) -> str:
    """Return what belongs in the block of that name."""
    tables = {"modules": module_table, "units": units_table, "map": map_page}
    return tables[what]() if what in tables else output(what.removeprefix("output:"))


def blocks(text: str) -> list[tuple[str, str]]:
    """Return (what, body) of every block of a page."""
    return [(hit["what"], hit["body"]) for hit in BLOCK.finditer(text)]


def rewritten(text: str) -> str:
    """Return the page with every block made anew."""
    return BLOCK.sub(lambda hit: hit["mark"] + made(hit["what"]) + hit["end"], text)


def main(files: list[str]) -> None:
    for name in files:
        page = Path(name)
        old = page.read_text(encoding="utf-8")
        new = rewritten(old)
        page.write_text(new, encoding="utf-8")
        print(f"{name}: {len(blocks(new))} made, {'as it was' if new == old else 'changed'}")


if __name__ == "__main__":
    main(sys.argv[1:])
