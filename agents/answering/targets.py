"""Which assets an answer shows: those asked about, then the headline ones, as far as the shock reaches them."""

from __future__ import annotations

from typing import NamedTuple

from agents.answer import Interpretation
from agents.answering.kinds import load_unanchored
from graph.content import Graph
from graph.model import Node
from graph.scenario import Effect, WhatIfResult

SHOWN_HORIZONS: tuple[int, ...] = (1, 5, 21)
"""Trading days of the impact table: a day, a week, a month."""
LATER: tuple[int, ...] = (63, 126, 252)
"""Further columns for what moves no sooner: three months, six, a year."""
WORTH_A_ROW = 0.1
"""Daily sigmas from which an asset that was not asked about, and is no headline one, is shown."""
NEGLIGIBLE = 1e-9
"""Sigmas below which an effect is rounding, not an effect."""
FIRST_HAND = {"causes", "forces"}
MOST_NEAR = 3
"""Assets shown beside the headline ones because the trigger moves them at first hand."""
MOST_OTHERS = 8
"""Assets shown when the shock reaches no headline asset."""


class Shown(NamedTuple):
    """What the answer's table shows.

    `targets`: asked ones first; `missed`: asked ones that nothing reaches; `horizons`: its columns, in trading
    days; `lead`: the first column in which the first target moves.
    """

    targets: tuple[str, ...]
    missed: tuple[str, ...]
    horizons: tuple[int, ...]
    lead: int


def shown(graph: Graph, reading: Interpretation, centres: WhatIfResult) -> Shown:
    """Return the assets and horizons to show; later horizons only where something asked moves no sooner."""
    soon = _largest(centres, SHOWN_HORIZONS[-1])
    ever = _largest(centres, LATER[-1])
    targets = _targets(graph, reading, soon, {t: ever[t] for t in reading.targets if ever.get(t)})
    if not targets:
        targets = _targets(graph, reading, ever, {})
    late = any(not soon.get(t) for t in targets)
    asked = reading.horizon_days if reading.horizon_days in centres.horizons else None
    horizons = (*SHOWN_HORIZONS, *LATER) if late else SHOWN_HORIZONS
    horizons = tuple(sorted({*horizons, asked})) if asked else horizons
    lead = next((h for h in horizons if targets and _moves(centres, targets[0], h)), horizons[0])
    lead = asked if asked and targets and _moves(centres, targets[0], asked) else lead
    return Shown(targets, tuple(t for t in reading.targets if not ever.get(t)), horizons, lead)


def near(graph: Graph, reading: Interpretation) -> tuple[str, ...]:
    """Return what is quoted and moves at first hand, or behind one mood or theme, headline assets aside."""
    shocked = {t.node for t in reading.triggers}
    first = _effects(graph, shocked)
    unquoted = {n for n in first if not _quoted(graph.node(n))}
    found = dict.fromkeys([*first, *_effects(graph, unquoted)])
    return tuple(n for n in found if n not in shocked and _quoted(graph.node(n)) and graph.node(n).headline is None)


def _effects(graph: Graph, causes: set[str]) -> list[str]:
    return [e.effect for e in graph.edges if e.cause in causes and e.relation in FIRST_HAND]


def _quoted(node: Node) -> bool:
    return node.probability or node.kind not in load_unanchored()


def candidates(graph: Graph, reading: Interpretation) -> tuple[str, ...]:
    """Return what an answer could show or count: asked, headline and near assets, priced levels, waiting supply."""
    wanted = [*near(graph, reading)]
    wanted += [*reading.targets, *(n.id for n in graph.nodes if n.headline is not None)]
    wanted += [n.level.node for n in graph.nodes if n.level is not None] + [line.node for line in reading.levels]
    wanted += [e.effect for e in graph.edges if e.form == "threshold"]
    return tuple(dict.fromkeys(wanted))


def satisfied(graph: Graph, reading: Interpretation, centres: WhatIfResult) -> bool:
    """Return whether everything asked about moves within the shown month, or anything where nothing was asked."""
    soon = _largest(centres, SHOWN_HORIZONS[-1])
    aside = {*(t.node for t in reading.triggers), *near(graph, reading)}
    return all(soon.get(t) for t in reading.targets) if reading.targets else any(n not in aside for n in soon)


def _moves(centres: WhatIfResult, target: str, horizon: int) -> bool:
    effect = centres.effect(target, horizon)
    return effect is not None and abs(effect.if_links_hold) > NEGLIGIBLE * _unit_sigma(effect)


def _unit_sigma(effect: Effect) -> float:
    """Return one daily sigma of the effect's node as far as the effect tells it."""
    return abs(effect.central / effect.sigma) if effect.sigma and effect.central else 1.0


def _targets(graph: Graph, reading: Interpretation, size: dict[str, float], asked: dict[str, float]) -> tuple[str, ...]:
    size = {**size, **asked}
    shocked = {t.node for t in reading.triggers}
    headline = sorted((n for n in graph.nodes if n.headline is not None), key=lambda n: (n.headline or 0, n.name.en))
    wanted = list(dict.fromkeys([*reading.targets, *(n.id for n in headline)]))
    rows = [
        t for t in wanted if size.get(t) and t not in reading.excluded and (t in reading.targets or t not in shocked)
    ]
    beside = [n for n in near(graph, reading) if size.get(n, 0.0) >= WORTH_A_ROW and n not in reading.excluded]
    beside = [n for n in beside if n not in rows]
    if rows and not reading.targets:
        rows += sorted(beside, key=lambda n: (not graph.node(n).probability, -size[n], graph.node(n).name.en))[
            :MOST_NEAR
        ]
    if not rows:
        others = (n for n in size if size[n] and n not in shocked and n not in reading.excluded)
        rows = sorted(others, key=lambda n: (-size[n], graph.node(n).name.en))[:MOST_OTHERS]
    if reading.top_k:
        rows = sorted(rows, key=lambda n: (-size[n], graph.node(n).name.en))[: reading.top_k]
    return tuple(rows)


def _largest(centres: WhatIfResult, days: int) -> dict[str, float]:
    """Return node -> its largest effect in daily sigmas within `days`, every link holding."""
    size: dict[str, float] = {}
    for effect in centres.effects:
        if effect.horizon == "long_run" or effect.horizon > days:
            continue
        sigmas = abs(effect.if_links_hold) / _unit_sigma(effect)
        if sigmas > NEGLIGIBLE:
            size[effect.node] = max(size.get(effect.node, 0.0), sigmas)
    return size
