"""Graphs for laws: a full one by hand, and any number of made-up ones."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from graph.content import Graph

EXAMPLE = """
nodes:
  - {id: two_year, name: {en: Two-year yield, zh: 两年期收益率}, aliases: {en: [], zh: []}, kind: rate, unit: bp,
     scale: 6.0}
  - {id: odds}
  - {id: surprise, unit: furlongs}
edges:
  - {id: e1, cause: odds, effect: two_year, sign: "-", strength: 0.155, spread: 0.04, relation: causes,
     status: asserted, lag_days: 0, kernel: null, permanent: 1.0, regimes: {}, belief: 0.95, form: linear, params: {},
     valid_from: 2025-01-01, valid_to: null, known_from: 2025-01-01, evidence: [...]}
regimes: [...]
events:
  - {id: meeting, date: 2025-12-10, states: ["cut", "hold"], parents: [],
     table: [{when: {}, p: {cut: 0.70, hold: 0.30}}],
     shocks: {cut: [{node: surprise, size: -7.5, unit: bp}], hold: [{node: surprise, size: 17.5, unit: bp}]}}
transitions: {mood: {calm: {calm: 0.8, panic: 0.2}, panic: {calm: 0.1, panic: 0.9}}}
"""
"""Every section and field that the public format shows, what it leaves out written as it writes it: `[...]`."""

NASTY = st.text(
    st.one_of(
        st.sampled_from("'\"\\u0027{}[]:,;#&*!|>%@`=+- \n\t<>$\x85\u2028\ufeff\ufffe中文…é🙂"),
        st.characters(min_codepoint=32, codec="utf-8"),
    ),
    max_size=12,
)
words = NASTY.filter(bool)
ids = st.from_regex(r"\A[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,8}\Z")
dates = st.dates(dt.date(1990, 1, 1), dt.date(2040, 1, 1))
numbers = st.floats(-1e9, 1e9).map(lambda x: x + 0.0)
positive = st.floats(1e-9, 1e9)


def texts() -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({"en": words, "zh": NASTY})


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Draw a sound graph with nodes, edges, evidence, a regime, observations and documents, in nasty words."""
    names = draw(st.lists(ids, min_size=1, max_size=4, unique=True))
    row = st.fixed_dictionaries({"name": texts(), "unit": NASTY, "scale": positive, "known_from": dates, "note": NASTY})
    nodes = [{"id": n} | draw(row) for n in names]
    evidence = st.fixed_dictionaries({"id": ids, "kind": st.just("quote"), "text": NASTY, "source": NASTY})
    edges = []
    for name in draw(st.lists(ids, max_size=4, unique=True)):
        kernel = draw(st.one_of(st.none(), st.lists(st.floats(-2, 2), min_size=1, max_size=3)))
        fields: dict[str, Any] = {
            "id": name,
            "cause": draw(st.sampled_from(names)),
            "effect": draw(st.sampled_from(names)),
            "sign": draw(st.sampled_from("+-0")),
            "strength": draw(positive),
            "kernel": kernel,
            "permanent": sum(kernel) if kernel else 1.0,
            "evidence": draw(st.lists(evidence, max_size=2, unique_by=lambda e: str(e["id"]))),
            "params": draw(st.dictionaries(words, st.one_of(numbers, st.integers(), words, st.none()), max_size=2)),
            "regimes": draw(st.dictionaries(st.sampled_from(["r.on", "r.off"]), positive)),
        }
        edges.append(fields)
    p = draw(st.sampled_from([0.0, 0.25, 0.3, 1.0]))
    regimes = [{"id": "r", "states": {"on": p, "off": 1 - p}}]
    turn = {"r": {"on": {"on": p, "off": 1 - p}}} if draw(st.booleans()) else {}
    seen = st.fixed_dictionaries(
        {"id": ids, "node": st.sampled_from(names), "as_of": dates, "value": numbers, "unit": NASTY, "source": NASTY}
    )
    observations = draw(st.lists(seen, max_size=3, unique_by=lambda o: str(o["id"])))
    documents = [{"id": "d", "title": draw(NASTY), "text": draw(st.text(st.characters(codec="utf-8")))}]
    parts = {"nodes": nodes, "edges": edges, "regimes": regimes, "transitions": turn, "documents": documents}
    return Graph.model_validate(parts | {"observations": observations})
