"""What a market state is called, for a reader."""

from __future__ import annotations

from collections.abc import Iterable

from graph.content import Graph


def state_name(graph: Graph, state: str, language: str) -> str:
    """Return the name of `dimension.state` in `language`; the state's own word where nobody named it."""
    dimension, _, ident = state.partition(".")
    regime = next((r for r in graph.regimes if r.id == dimension), None)
    found = next((s for s in regime.states if s.id == ident), None) if regime else None
    return found.name.in_(language) if found and found.name else ident


def state_names(graph: Graph, states: Iterable[str], language: str) -> list[str]:
    """Return the names of several states, in the order of their English ones."""
    ordered = sorted(states, key=lambda s: (state_name(graph, s, "en"), s))
    return [state_name(graph, s, language) for s in ordered]
