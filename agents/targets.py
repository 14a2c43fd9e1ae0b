"""Which assets an answer shows: those asked about, then the headline ones, as far as the shock reaches them."""

from __future__ import annotations

from agents.answer import Interpretation
from graph.content import Graph
from graph.scenario import WhatIfResult

SHOWN_HORIZONS: tuple[int, ...] = (1, 5, 21)
"""Trading days of the impact table: a day, a week, a month."""
MOST_OTHERS = 8
"""Assets shown when the shock reaches no headline asset."""


def chosen_targets(
    graph: Graph, reading: Interpretation, centres: WhatIfResult
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return (assets to show, assets asked about that nothing reaches)."""
    size = _largest(centres)
    shocked = {t.node for t in reading.triggers}
    headline = sorted((n for n in graph.nodes if n.headline is not None), key=lambda n: (n.headline or 0, n.name.en))
    wanted = list(dict.fromkeys([*reading.targets, *(n.id for n in headline)]))
    shown = [
        t for t in wanted if size.get(t) and t not in reading.excluded and (t in reading.targets or t not in shocked)
    ]
    if not shown:
        others = (n for n in size if size[n] and n not in shocked and n not in reading.excluded)
        shown = sorted(others, key=lambda n: (-size[n], graph.node(n).name.en))[:MOST_OTHERS]
    if reading.top_k:
        shown = sorted(shown, key=lambda n: (-size[n], graph.node(n).name.en))[: reading.top_k]
    return tuple(shown), tuple(t for t in reading.targets if not size.get(t))


def _largest(centres: WhatIfResult) -> dict[str, float]:
    """Return node -> its largest effect in daily sigmas over the told days, every link holding."""
    size: dict[str, float] = {}
    for effect in centres.effects:
        if effect.if_links_hold != 0:
            scale = abs(effect.sigma / effect.central) if effect.sigma and effect.central else 1.0
            size[effect.node] = max(size.get(effect.node, 0.0), abs(effect.if_links_hold) * scale)
    return size
