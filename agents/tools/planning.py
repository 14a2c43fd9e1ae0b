"""The planner's answer together with its receipts: each run of the engine it leaned on, as a call of a tool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

from agents.answer import Answer, Interpretation
from agents.answering.noting import Noted, notes
from agents.planner import answer
from agents.receipts import Called, called
from agents.tools.finding import ResolveArgs, resolve
from agents.tools.running import PropagateArgs, propagated
from graph.content import Graph

LONGEST = 500


@dataclass(frozen=True, eq=False)
class Planned:
    """An answer, and the runs of the engine that it was made from."""

    answer: Answer
    graph: Graph
    runs: tuple[Noted, ...]

    @cached_property
    def receipts(self) -> tuple[Called, ...]:
        """Return the receipts, written when they are first asked for."""
        return receipts_of(self.answer.question, self.graph, self.runs)


def planned(
    question: str,
    graph: Graph,
    *,
    language: Literal["auto", "en", "zh"] = "auto",
    reading: Interpretation | None = None,
) -> Planned:
    """Return the planner's answer with its receipts; nothing is run twice."""
    with notes() as runs:
        found = answer(question, graph, language=language, reading=reading)
    return Planned(found, graph, tuple(runs))


def receipts_of(question: str, graph: Graph, runs: Sequence[Noted]) -> tuple[Called, ...]:
    """Return a receipt for the names found in the question, and one for each run of the engine."""
    asked = ResolveArgs(text=question[:LONGEST] or "-")
    rows = [_written(1, "resolve", asked.model_dump(mode="json"), graph, resolve(graph, asked))]
    seen: list[dict[str, Any]] = []
    for run in runs:
        args = args_of(run)
        if args in seen:
            continue
        seen.append(args)
        rows.append(_written(len(rows) + 1, "propagate", args, graph, propagated(graph, run.result)))
    return tuple(rows)


def args_of(run: Noted) -> dict[str, Any]:
    """Return the arguments of `propagate` that give this run."""
    asked = run.result.scenario
    args = PropagateArgs.model_validate(
        {
            "shocks": asked.shocks,
            "horizons": asked.horizons,
            "targets": asked.targets,
            "regimes": asked.regimes,
            "cuts": asked.cuts,
            "amplifiers": asked.amplifiers,
            "mended": run.mended,
            "paths": asked.paths,
            "draws": asked.draws,
        }
    )
    return args.model_dump(mode="json", exclude_defaults=True)


def _written(number: int, tool: str, args: dict[str, Any], graph: Graph, result: Any) -> Called:
    return called(number, tool, args, result, graph_version=graph.version, as_of=graph.as_of)
