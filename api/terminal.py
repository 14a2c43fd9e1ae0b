"""Results as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import east_asian_width

from agents.answer import Interpretation, Trigger
from graph.content import Graph
from graph.scenario import Effect, Horizon, WhatIfResult

MOST_LEAVES = 20
"""Outcomes of a tree that are listed for a reader."""


def what_if_lines(result: WhatIfResult, graph: Graph) -> list[str]:
    """Return the result as lines: effects with both ranges, paths with what they leave over, warnings."""
    names = {n.id: n.name.en for n in graph.nodes}
    head = [
        "on",
        "after",
        "effect",
        "effect, central 70%",
        "outcome, central 70%",
        "sigma",
        "P(up)",
        "if links hold",
    ]
    seen = any(e.see is not None and abs(e.see - e.central) > 1e-9 * abs(e.central) for e in result.effects)
    head += ["if only seen"] if seen else []
    rows = [
        [
            names.get(e.node, e.node),
            _after(e.horizon) + (f" ({e.date})" if e.date else ""),
            f"{_signed(e.central)} {e.unit}",
            _range(e.low, e.high),
            _range(e.outcome_low, e.outcome_high),
            _signed(e.sigma),
            "-" if e.p_up is None else f"{e.p_up:.0%}",
            _signed(e.if_links_hold),
            *([_signed(e.see)] if seen else []),
        ]
        for e in result.effects
    ]
    lines = [f"graph {result.graph_version}" + (f", as of {graph.as_of}" if graph.as_of else ""), ""]
    lines += table([head, *rows]) if rows else ["The shocks reach no target."]
    lines += _path_lines(result, names)
    lines += _tree_lines(result, names)
    lines += _section(
        "Loops",
        [
            f"{loop.kind}, gain {loop.gain:.3g}, {loop.lag_days} days: {_chain(loop.nodes, names)}"
            for loop in result.loops
        ],
    )
    lines += _section("Warnings", [f"{w.code}: {w.detail}" for w in result.warnings])
    return lines


def interpretation_lines(reading: Interpretation, graph: Graph) -> list[str]:
    """Return how a question was read, one part per line."""
    names = {n.id: n.name.in_(reading.language) for n in graph.nodes}
    rows = [["intent", reading.intent], ["language", reading.language]]
    rows += [["trigger", _trigger(t, names)] for t in reading.triggers]
    rows += [["target", names.get(t, t)] for t in reading.targets]
    rows += [["left out", names.get(t, t)] for t in reading.excluded]
    rows += [["level", f"{names.get(v.node, v.node)} {v.side} {v.level:g}"] for v in reading.levels]
    if reading.horizon_words or reading.horizon_days is not None:
        rows.append(["horizon", f"{reading.horizon_days} trading days ({reading.horizon_words or 'default'})"])
    rows += [["regime", f"{dimension} is {state}"] for dimension, state in reading.regimes.items()]
    rows += [["as of", str(reading.as_of)]] if reading.as_of else []
    for c in reading.candidates:
        rows.append(["could mean", f"{c.words}: {', '.join(names.get(n, n) for n in c.nodes)}"])
    rows += [["message", reading.message]] if reading.message else []
    return table(rows)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the rows as lines with aligned columns; a Chinese character counts as two."""
    widths = [max(_width(row[i]) for row in rows) for i in range(len(rows[0]))]
    return ["  ".join(c + " " * (w - _width(c)) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]


def cut(text: str, width: int) -> str:
    """Return the text in at most `width` columns, with a mark where it was cut."""
    if _width(text) <= width:
        return text
    while _width(text) >= width:
        text = text[:-1]
    return text.rstrip() + "…"


def _path_lines(result: WhatIfResult, names: dict[str, str]) -> list[str]:
    lines: list[str] = []
    for target in dict.fromkeys(p.target for p in result.paths):
        rows = [
            [f"({p.sign})", _chain(p.nodes, names), f"{p.share:.0%}", _by_horizon(p.contribution)]
            for p in result.paths
            if p.target == target
        ]
        rows += [
            ["", "everything else", "", _by_horizon(r.contribution)] for r in result.residual if r.target == target
        ]
        unit = _unit(result.effects, target)
        lines += ["", f"Paths to {names.get(target, target)}, {unit}:", *("  " + line for line in table(rows))]
    return lines


def _tree_lines(result: WhatIfResult, names: dict[str, str]) -> list[str]:
    """Return the likeliest leaves of the tree with what they do after the first horizon, and what is expected."""
    if result.tree is None:
        return []
    leaves = sorted(result.tree["leaves"], key=lambda leaf: -leaf["p"])[:MOST_LEAVES]
    first = result.horizons[0]
    rows = [
        [
            f"{leaf['p']:.1%}",
            f"before {leaf['p_before']:.1%}",
            ", ".join(f"{event} {state}" for event, state in leaf["states"].items()),
            ", ".join(
                f"{names.get(e['node'], e['node'])} {_signed(e['central'])} {e['unit']}".rstrip()
                for e in leaf["effects"]
                if e["horizon"] == first
            ),
        ]
        for leaf in leaves
    ]
    left = len(result.tree["leaves"]) - len(rows)
    title = f"Outcomes, effects after {_after(first)}" + (f" ({left} less likely left out)" if left else "")
    lines = _section(title, table(rows) if rows else [])
    moved = [
        f"{c['event'] or ', '.join(c['of'])} {c['state'] or ''} {c['given']:.4g} -> {c['used']:.4g} ({c['source']})"
        for c in result.tree["changed"]
    ]
    return lines + _section("Odds that were changed", moved)


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"{title}:", *("  " + line for line in lines)] if lines else []


def _unit(effects: Sequence[Effect], target: str) -> str:
    return next((e.unit for e in effects if e.node == target), "")


def _chain(nodes: Sequence[str], names: dict[str, str]) -> str:
    return " → ".join(names.get(n, n) for n in nodes)


def _by_horizon(contribution: dict[str, float]) -> str:
    return ", ".join(f"{_after(h)} {_signed(v)}" for h, v in contribution.items())


def _after(horizon: Horizon | str) -> str:
    return "long run" if horizon == "long_run" else f"{horizon}d"


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.2f}"


def _range(low: float | None, high: float | None) -> str:
    return "-" if low is None or high is None else f"{low:+.2f} to {high:+.2f}"


def _trigger(trigger: Trigger, names: dict[str, str]) -> str:
    parts = [names.get(trigger.node, trigger.node), trigger.direction or ""]
    if trigger.size is not None:
        parts.append(f"{trigger.size:+g} {trigger.unit or ''}".strip())
    if trigger.size_rule:
        parts.append(f"({trigger.size_rule})")
    return " ".join(p for p in parts if p)


def _width(text: str) -> int:
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)
