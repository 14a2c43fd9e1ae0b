"""Editing in the terminal: a link as YAML into the user's editor and back, and what the desk says, in lines."""

from __future__ import annotations

import getpass
import shlex
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from api.console import load_text
from api.desk.wire import Preview
from api.settings import load_editor
from graph.content import Graph
from graph.desk.edits import EDITS, ChangeFields, Edit
from graph.desk.history import field_changes
from graph.desk.proposals import Proposal
from graph.desk.rows import dumped
from graph.errors import BadInput
from graph.faults import first_fault
from graph.model import Edge
from graph.store import Revision
from graph.yaml_text import dump_yaml, parse_yaml

NUMBERS_SHOWN = 12
LONGEST = 60
HEAD = "# Change what is wrong and save; leave it as it is, or empty, to give up. The id stays.\n"


def user(given: str | None) -> str:
    """Return who does it: the name that was given, or the user of this machine."""
    return given.strip() if given and given.strip() else getpass.getuser()


def as_yaml(edge: Edge) -> str:
    """Return a link as YAML without what is at its default."""
    return dump_yaml(dumped(edge))


def edits_of(graph: Graph, edge_id: str | None, fields: Sequence[str], file: str | None) -> tuple[Edit, ...]:
    """Return the edits of a file, of `field=value` pairs, or of what the user made of the link in their editor."""
    if file is not None:
        if edge_id is not None or fields:
            raise BadInput("give a link or a file of edits, not both.", hint="Leave out one of them.")
        return _of_file(file)
    if edge_id is None:
        raise BadInput("nothing is said to be edited.", hint="Name a link, or give --edits FILE.")
    edge = graph.edge(edge_id)
    wanted = _of_pairs(fields) if fields else _of_editor(edge)
    if not wanted:
        raise BadInput(f"nothing of edge {edge_id!r} was changed.", hint="Change a field, or give --set FIELD=VALUE.")
    return (ChangeFields(kind="edges", id=edge_id, set=wanted),)


def preview_lines(found: Preview) -> list[str]:
    """Return what edits would do, in lines."""
    lines = [f"graph {found.graph_version} -> {found.graph_version_after}"]
    for d in found.differences:
        lines.append(f"  {d.kind} {d.id} {d.field or 'as a whole'}: {_short(d.was)} -> {_short(d.now)}")
    lines.append(f"{len(found.answers)} of {len(found.answers) + found.unchanged} saved questions change")
    for answer in found.answers:
        lines.append(f"  {answer.question}")
        lines += [
            f"    {n.branch}: {n.what}: {_number(n.was)} -> {_number(n.now)} {n.unit}".rstrip()
            for n in answer.numbers[:NUMBERS_SHOWN]
        ]
        if len(answer.numbers) > NUMBERS_SHOWN:
            lines.append(f"    and {len(answer.numbers) - NUMBERS_SHOWN} more")
    lines += [f"new fault: {f.code} {f.thing}: {f.detail}" for f in found.faults]
    lines += [f"mended: {f.code} {f.thing}" for f in found.mended]
    lines += [f"new loop: {' -> '.join(loop)}" for loop in found.loops]
    return [*lines, *(f"against the literature: {row}" for row in found.totals)]


def proposal_lines(found: Proposal) -> list[str]:
    """Return a proposal and what was said of it, in lines."""
    lines = [f"{found.id}: {found.title} ({found.status})", f"  by {found.author}: {found.why}"]
    lines += [f"  leans on {e}" for e in found.evidence]
    lines += [f"  {e.model_dump(mode='json', exclude_none=True)}" for e in found.edits]
    lines += [f"  {s.at:%Y-%m-%d %H:%M} {s.who} {s.what} {s.words}".rstrip() for s in found.said]
    return [*lines, *([f"  became change {found.change}"] if found.change else [])]


def history_lines(revisions: Sequence[Revision]) -> list[str]:
    """Return the revisions of a thing, each with the fields that it changed."""
    lines: list[str] = []
    before: dict[str, Any] = {}
    for r in revisions:
        gone = " (retired)" if r.retired else ""
        lines.append(f"change {r.change}  {r.recorded_at:%Y-%m-%d %H:%M}  {r.who}: {r.why}{gone}")
        now = {} if r.retired else dumped(r.entity)
        shown = field_changes(r.kind, before, now, r.id) if before and now else ()
        lines += [f"  {d.field}: {_short(d.was)} -> {_short(d.now)}" for d in shown]
        before = now
    return lines


def _of_file(file: str) -> tuple[Edit, ...]:
    data = parse_yaml(load_text(file), file)
    rows = data.get("edits") if isinstance(data, dict) else data
    try:
        return EDITS.validate_python(rows)
    except ValidationError as error:
        said = first_fault(error.errors(include_url=False))
        raise BadInput(f"{file}: {said}.", hint="See docs/how-to/edit-links.md.") from error


def _of_pairs(fields: Sequence[str]) -> dict[str, Any]:
    found = {}
    for pair in fields:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise BadInput(f"--set {pair!r} is not FIELD=VALUE.", hint="Write --set strength=0.2.")
        found[name.strip()] = parse_yaml(value, f"--set {name}")
    return found


def _of_editor(edge: Edge) -> dict[str, Any]:
    """Return the fields that the user changed in their editor; null for those they took out."""
    command = load_editor()
    with tempfile.TemporaryDirectory(prefix="knockon-") as folder:
        file = Path(folder) / f"{edge.id}.yaml"
        file.write_text(HEAD + as_yaml(edge), encoding="utf-8")
        done = subprocess.run([*shlex.split(command), str(file)], check=False)
        if done.returncode:
            raise BadInput(f"the editor {command!r} ended with {done.returncode}; nothing is proposed.")
        told = parse_yaml(file.read_text(encoding="utf-8"), file.name)
    if not told:
        return {}
    if not isinstance(told, dict):
        raise BadInput("what the editor left is no mapping of fields.", hint="Keep the form `field: value`.")
    before = dumped(edge)
    if told.get("id", edge.id) != edge.id:
        raise BadInput(f"the id {edge.id!r} stays.", hint="Propose a new link with --edits.")
    return {f: told.get(f) for f in sorted({*before, *told}) if before.get(f) != told.get(f)}


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def _short(value: Any) -> str:
    text = "-" if value is None else str(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
