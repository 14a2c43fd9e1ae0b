"""Backward questions and replays as plain text for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from api.terminal import table
from graph.content import Graph
from graph.findings import Episode, LeftOut, Moved, Reach, Replay, Way
from graph.scenario import Warning


def reach_lines(result: Reach, graph: Graph) -> list[str]:
    """Return the ways as lines, least unusual first: shocks, how unusual, where they lead; then what was left out."""
    names = _names(graph)
    target = names.get(result.asked.node, result.asked.node)
    to = f"{result.level:g} to {result.level_after:g}, " if result.level is not None else ""
    by = f" by {result.date}" if result.date else f" in {result.asked.days} trading days"
    lines = [
        f"{target}: {to}{result.move:+.4g} {result.unit}{by}",
        f"By its own volatility that is {result.sigma:.2g} sigma; as far or further has odds of {result.odds:.0%}.",
    ]
    for title, ways in (("One thing", result.singles), ("Two together", result.pairs)):
        lines += ["", f"{title}:", *("  " + line for line in _way_lines(ways, names))] if ways else []
    lines += _section("Left out", [_left(entry, names) for entry in result.left_out])
    return lines + _warnings(result.warnings)


def replay_lines(result: Replay, graph: Graph) -> list[str]:
    """Return what was expected beside what was observed, a line per node and day, and the error in sigma."""
    names = _names(graph)
    lines = [f"{result.episode.id}: {result.episode.name} ({result.episode.date}), as known on {result.as_of}", ""]
    lines += [f"shock: {_moved(move, names)}" for move in result.shocks]
    if result.compared:
        head = ["on", "after", "expected", "outcome, central 70%", "observed", "error, sigma", ""]
        rows = [
            [
                names.get(c.node, c.node),
                f"{c.horizon}d ({c.date})",
                f"{c.expected:+.2f} {c.unit}",
                "-" if c.outcome_low is None else f"{c.outcome_low:+.2f} to {c.outcome_high:+.2f}",
                f"{c.observed:+.2f}",
                f"{c.error_sigma:+.2f}",
                "" if c.inside is None else "inside" if c.inside else "outside",
            ]
            for c in result.compared
        ]
        lines += ["", *table([head, *rows]), "", f"mean absolute error: {result.mean_abs_error_sigma:.2f} sigma"]
    else:
        lines += ["", "Nothing else that the shock reaches was observed."]
    lines += _section("Moved, with no path from the shock", [_moved(move, names) for move in result.unreached])
    return lines + _warnings(result.warnings)


def episode_lines(listed: Sequence[Episode], graph: Graph) -> list[str]:
    """Return the episodes as a table, oldest first."""
    if not listed:
        return ["The graph has no episode: no node was observed on two trading days in a row."]
    names = _names(graph)
    rows = [
        [e.id, e.kind, str(e.date), ", ".join(names.get(n, n) for n in e.nodes) or "what moved first"] for e in listed
    ]
    return table([["episode", "kind", "date", "about"], *rows])


def _way_lines(ways: Sequence[Way], names: dict[str, str]) -> list[str]:
    rows = [["sigma", "odds", "what", "to", "path"]]
    for way in ways:
        marks = ", extrapolated" if way.extrapolated else ""
        marks += f", with {', '.join(way.thresholds)}" if way.thresholds else ""
        for i, c in enumerate(way.causes):
            rows.append(
                [
                    f"{way.sigma:.2f}" if i == 0 else "",
                    _odds(way.odds) if i == 0 else "",
                    f"{names.get(c.node, c.node)} {c.size:+.4g} {c.unit} ({c.sigma:+.2f} sigma{'' if i else marks})",
                    "-" if c.level_after is None else f"{c.level_after:.6g}",
                    " → ".join(names.get(n, n) for n in c.path),
                ]
            )
    return table(rows)


def _odds(p: float) -> str:
    return f"{p:.0%}" if p >= 0.01 else f"{p:.1g}"


def _left(entry: LeftOut, names: dict[str, str]) -> str:
    return f"{names.get(entry.node, entry.node)}: {entry.detail}"


def _moved(move: Moved, names: dict[str, str]) -> str:
    return f"{names.get(move.node, move.node)} {move.move:+.2f} {move.unit} on {move.date}"


def _names(graph: Graph) -> dict[str, str]:
    return {n.id: n.name.en for n in graph.nodes}


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", f"{title}:", *("  " + line for line in lines)] if lines else []


def _warnings(warnings: Sequence[Warning]) -> list[str]:
    return _section("Warnings", [f"{w.code}: {w.detail}" for w in warnings])
