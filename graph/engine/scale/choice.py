"""Which kernels work a graph: by its size, and by what is installed and compiled already."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType
from typing import Literal

from graph.engine.scale import plain
from graph.errors import ScenarioError

Prefer = Literal["auto", "compiled", "plain"]
COMPILE_FROM = 20_000
"""Links from which seconds of compilation, once per machine, are less than what they save."""
TERMS = 2000
"""Terms of a same-day loop, or sweeps of a long run, after which it is said not to settle."""
COMPILED = "graph.engine.scale.compiled"
SLOWER = "numba is not installed, so numpy works this graph, several times slower; pip install 'knockon[fast]'"


def kernels(links: int, prefer: Prefer = "auto") -> ModuleType:
    """Return the module whose kernels work a graph of that many links.

    Nobody waits for a compiler on a small graph: it has the compiled kernels only when the process has them already.
    """
    wanted = prefer == "compiled" or (prefer == "auto" and (links >= COMPILE_FROM or COMPILED in sys.modules))
    if not wanted:
        return plain
    if find_spec("numba") is None:
        if prefer == "compiled":
            raise ScenarioError("the compiled kernels need numba, which is not installed; pip install 'knockon[fast]'")
        return plain
    # By name: numba costs a quarter of a second to import and seconds to compile, which small graphs must not pay.
    return import_module(COMPILED)


def note(links: int) -> str:
    """Return what a reader must know of the choice: that a large graph is worked slowly; else nothing."""
    return SLOWER if links >= COMPILE_FROM and find_spec("numba") is None else ""
