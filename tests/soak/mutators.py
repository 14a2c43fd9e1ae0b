"""Small changes to a source, one place at a time, that a good test must notice.

Left alone: what is said (strings, docstrings, the whole of a `raise`), annotations and decorators, imports, guards
against ourselves (`strict=True`), and constants of a module: the engine's are bounds and tolerances, which are wide
of every answer by design.
"""

from __future__ import annotations

import ast
import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

SWAPPED: dict[type[ast.AST], tuple[type[ast.AST], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Div,),
    ast.Div: (ast.Mult,),
    ast.Pow: (ast.Mult,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitAnd: (ast.BitOr,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.And: (ast.Or,),
    ast.Or: (ast.And,),
}
RENAMED = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "minimum": "maximum",
    "maximum": "minimum",
    "argmin": "argmax",
    "argmax": "argmin",
    "cumsum": "asarray",
    "sum": "mean",
    "mean": "sum",
}
LEFT_ALONE = (ast.Raise, ast.Import, ast.ImportFrom, ast.JoinedStr, ast.Assert)
TINY = 1e-6
"""A number below is a tolerance, and another one as small would do as well."""


@dataclass(frozen=True)
class Mutant:
    """One change: where (function, and which of equal changes there), what stands there, what is put instead."""

    module: str
    where: str
    sort: str
    before: str
    after: str
    nth: int
    start: int
    end: int
    source: str = field(repr=False)

    @property
    def name(self) -> str:
        """Return the name that tells this mutant from all others, wherever its lines move."""
        nth = f" #{self.nth}" if self.nth else ""
        return f"{self.module}:{self.where}: {self.before} -> {self.after}{nth}"

    @property
    def text(self) -> str:
        """Return the source with the change made."""
        raw = self.source.encode()
        return (raw[: self.start] + self.after.encode() + raw[self.end :]).decode()


def mutants(source: str, module: str) -> list[Mutant]:
    """Return every mutant of a module, in the order of its lines."""
    lines = [0]
    for line in source.encode().splitlines(keepends=True):
        lines.append(lines[-1] + len(line))
    seen: Counter[tuple[str, str, str]] = Counter()
    found = []
    for where, node, sort, new in _changes(ast.parse(source)):
        before, after = _shown(node), _shown(new)
        if isinstance(new, ast.expr) and not isinstance(new, ast.Slice | ast.Constant | ast.Name | ast.Call):
            after = f"({after})"
        start = lines[node.lineno - 1] + node.col_offset
        end = lines[(node.end_lineno or node.lineno) - 1] + (node.end_col_offset or 0)
        found.append(Mutant(module, where, sort, before, after, seen[where, before, after], start, end, source))
        seen[where, before, after] += 1
    return found


Place = ast.expr | ast.stmt
Change = tuple[str, Place, str, Place]


def _shown(node: Place) -> str:
    return " ".join(ast.unparse(node).split())


def _changes(tree: ast.Module) -> Iterator[Change]:
    for top in tree.body:
        if isinstance(top, ast.FunctionDef | ast.ClassDef):
            yield from _inside(top, "")


def _inside(node: ast.AST, where: str) -> Iterator[Change]:
    """Yield the changes of a node and of all below it."""
    if isinstance(node, LEFT_ALONE) or (isinstance(node, ast.keyword) and node.arg == "strict"):
        return
    children: list[ast.AST]
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        where = f"{where}.{node.name}".lstrip(".")
        children = [c for c in node.body if not _is_docstring(c)]
        if isinstance(node, ast.FunctionDef):
            children += [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
    elif isinstance(node, ast.AnnAssign):
        children = [node.value] if node.value else []
    else:
        children = list(ast.iter_child_nodes(node))
    if isinstance(node, ast.expr | ast.stmt):
        for sort, new in _versions(node):
            yield where, node, sort, new
    for child in children:
        yield from _inside(child, where)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _versions(node: Place) -> Iterator[tuple[str, Place]]:
    """Yield (sort of change, what the node becomes)."""
    if isinstance(node, ast.BinOp | ast.BoolOp):
        for op in SWAPPED.get(type(node.op), ()):
            yield "operator", _with(node, op=op())
    elif isinstance(node, ast.AugAssign):
        for op in SWAPPED.get(type(node.op), ()):
            yield "operator", _with(node, op=op())
        yield "left out", ast.Pass()
    elif isinstance(node, ast.Compare):
        for op in SWAPPED.get(type(node.ops[0]), ()):
            yield "comparison", _with(node, ops=[op(), *node.ops[1:]])
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        yield "sign" if isinstance(node.op, ast.USub) else "negation", node.operand
    elif isinstance(node, ast.Constant):
        yield from (("constant", ast.Constant(value)) for value in _other(node.value))
    elif isinstance(node, ast.Call):
        yield from _renamed(node)
    elif isinstance(node, ast.Slice) and node.lower is not None:
        yield "lag", _with(node, lower=None)
    elif isinstance(node, ast.IfExp):
        yield "branch", node.body
        yield "branch", node.orelse
    elif isinstance(node, ast.Continue | ast.Break) or _writes(node):
        yield "left out", ast.Pass()


def _with(node: Place, **changes: object) -> Place:
    new = copy.copy(node)
    for part, value in changes.items():
        setattr(new, part, value)
    return new


def _other(value: object) -> Iterator[bool | int | float]:
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
    elif isinstance(value, float) and abs(value) > TINY:
        yield value * 1.25
    elif value == 0.0 and isinstance(value, float):
        yield 1.0


def _renamed(node: ast.Call) -> Iterator[tuple[str, Place]]:
    called = node.func
    if isinstance(called, ast.Name) and called.id in RENAMED and called.id != "sum":
        yield "function", _with(node, func=ast.Name(RENAMED[called.id]))
    elif isinstance(called, ast.Attribute) and called.attr in RENAMED:
        yield "function", _with(node, func=_with(called, attr=RENAMED[called.attr]))
    elif isinstance(called, ast.Name) and called.id == "sorted":
        yield "function", _with(node, func=ast.Name("list"), keywords=[])


def _writes(node: Place) -> bool:
    """Return whether a statement does nothing but change something that is there already."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call)
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript)
