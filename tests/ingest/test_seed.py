"""The shipped graph: names in two languages, a source for every link, and nothing known too early."""

from __future__ import annotations

import datetime as dt
import statistics
import time
from collections import Counter
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml

from graph.content import Graph
from graph.context import Observation
from graph.engine.what_if import what_if
from graph.errors import GraphFileError
from graph.model import Edge, Entity
from graph.scenario import Scenario, Shock
from ingest.check import check
from ingest.seed import load_into, load_shipped, shipped_graph
from ingest.seed_files import FOLDER
from ingest.totals import without_regimes

MECHANISMS: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "mechanisms.yaml").read_text(encoding="utf-8")
)
LINKS = [pytest.param(link, id=f"{name}-{n}") for name, links in MECHANISMS.items() for n, link in enumerate(links, 1)]
HEADLINE = ["spx", "nvda", "ust_2y", "ust_10y", "dxy", "usdjpy", "vix", "btcusd"]


@pytest.fixture(scope="module")
def revisions() -> list[tuple[str, Entity]]:
    return load_shipped()


@pytest.mark.parametrize("as_of", [dt.date(2025, 11, 20), dt.date(2025, 11, 21), dt.date(2026, 3, 1)])
def test_the_check_finds_nothing_wrong_at_any_date(as_of: dt.date) -> None:
    assert check(shipped_graph(as_of)) == []


def test_every_node_has_names_and_a_definition_in_both_languages(shipped: Graph) -> None:
    for node in shipped.nodes:
        assert node.name.en, node.id
        assert node.name.zh, node.id
        assert node.definition, node.id
        assert node.definition.en, node.id
        assert node.definition.zh, node.id
        assert node.scale_source, node.id


def test_no_name_is_claimed_twice(shipped: Graph) -> None:
    words = [(w.casefold(), n.id) for n in shipped.nodes for w in _names_of(n)]
    owners = Counter(w for w, _ in set(words))
    assert [w for w, count in owners.items() if count > 1] == []


def _names_of(node: Any) -> list[str]:
    parts = (node.aliases, node.opposites)
    return [node.name.en, node.name.zh, *(w for p in parts for w in (*p.en, *p.zh))]


def test_every_link_says_why_in_both_languages_and_has_a_source(shipped: Graph) -> None:
    for edge in shipped.edges:
        assert edge.evidence, edge.id
        assert edge.mechanism, edge.id
        assert edge.mechanism.en, edge.id
        assert edge.mechanism.zh, edge.id


def test_the_headline_assets_stand_in_their_order(shipped: Graph) -> None:
    ranked = sorted((n for n in shipped.nodes if n.headline is not None), key=lambda n: n.headline or 0)
    assert [n.id for n in ranked] == HEADLINE


@pytest.mark.parametrize("link", LINKS)
def test_every_core_and_standard_link_of_the_mechanisms_is_there(shipped: Graph, link: dict[str, Any]) -> None:
    kind = next(k for k in link if k != "tier")
    assert FOUND[kind](shipped, link[kind])


def _edge(graph: Graph, cause: str, effect: str) -> Edge:
    return graph.edge(f"{cause}__{effect}")


def _reaches(graph: Graph, what: list[str]) -> bool:
    cause, effect, sign = what
    run = Scenario(shocks=(Shock(node=cause, size=10.0),), targets=(effect,), horizons=(1, 5), draws=0, paths=0)
    found = what_if(without_regimes(graph), run).effect(effect, 5)
    return found is not None and (found.if_links_hold > 0) == (sign == "+") and found.if_links_hold != 0


def _amplifies(graph: Graph, what: str) -> bool:
    dimension, _, state = what.partition(".")
    regime = next(r for r in graph.regimes if r.id == dimension)
    found = next(s for s in regime.states if s.id == state)
    return found.amplifier.get(1, 1.0) > 1 and regime.probabilities.get(state, 0.0) > 0


FOUND: dict[str, Any] = {
    "edge": lambda g, what: _edge(g, what[0], what[1]).sign == what[2],
    "claim": lambda g, what: any(e.id == what[1] for e in g.edge(what[0]).evidence),
    "reach": _reaches,
    "state": _amplifies,
    "bent": lambda g, what: g.edge(what[0]).regimes.get(what[1], 1.0) != 1.0,
    "gate": lambda g, what: g.edge(what).gate is not None,
    "branch": lambda g, what: any(s.id == what[0] and any(b.id == what[1] for b in s.branches) for s in g.scenarios),
    "seen": lambda g, what: any(o.id == what for o in g.observations),
}


def test_nothing_dated_later_is_seen_the_day_before() -> None:
    eve = dt.date(2025, 11, 20)
    graph = shipped_graph(eve)
    for kind, entity in graph.entities():
        assert entity.known_from <= eve, (kind, entity.id)
        if isinstance(entity, Observation):
            assert entity.as_of <= eve, entity.id
        for item in entity.evidence if isinstance(entity, Edge) else ():
            assert item.known_from <= eve, item.id
            assert item.date is None or item.date <= eve, item.id
    text = graph.model_dump_json()
    assert "desk commentary" not in text
    assert '2025-11-21"' not in text.replace("evt_opex_20251121", "").replace('"date":"2025-11-21"', "")


def test_a_later_number_changes_an_earlier_link_only_from_its_date(revisions: list[tuple[str, Entity]]) -> None:
    by_day = [e for k, e in revisions if k == "edges" and isinstance(e, Edge) and e.id == "dealer_gamma__rv_spx_1m"]
    assert [(e.known_from.year, e.strength, e.certainty) for e in by_day] == [
        (1900, 0.2, "guess"),
        (2025, 0.5, "guess"),
    ]


def test_rows_later_than_the_worked_date_are_not_in_it(shipped: Graph) -> None:
    seen = {item.id for edge in shipped.edges for item in edge.evidence}
    assert not seen & {"P086", "P092", "P099", "P115", "P175"}
    later = {item.id for edge in shipped_graph(dt.date(2026, 3, 1)).edges for item in edge.evidence}
    assert {"P086", "P092", "P099", "P115", "P175"} <= later


def test_before_the_reading_no_state_amplifies() -> None:
    graph = shipped_graph(dt.date(2025, 11, 20))
    for regime in graph.regimes:
        for state in regime.states:
            if regime.probabilities.get(state.id, 0.0) > 0:
                assert not state.amplifier, (regime.id, state.id)


def test_documents_that_disagree_on_the_odds_are_both_kept(shipped: Graph) -> None:
    said = [o for o in shipped.observations if o.node == "fed_cut_prob_next" and o.kind == "stated"]
    stated = {(o.before, o.value) for o in said if o.value is not None}
    assert stated == {(40.0, 75.0), (35.0, 70.0)}


def test_revisions_are_unique_and_oldest_first(revisions: list[tuple[str, Entity]]) -> None:
    keys = [(kind, entity.id, entity.known_from) for kind, entity in revisions]
    assert len(keys) == len(set(keys))
    assert [k[2] for k in keys] == sorted(k[2] for k in keys)


def test_loading_writes_once_under_the_name_of_the_release(revisions: list[tuple[str, Entity]]) -> None:
    class Recorder:
        def __init__(self) -> None:
            self.calls: list[tuple[int, str, str]] = []

        def write(self, items: list[tuple[str, Entity]], *, who: str, why: str) -> None:
            self.calls.append((len(items), who, why))

    store = Recorder()
    load_into(store)
    assert store.calls == [(len(revisions), "knockon", "shipped graph 0.1.0")]


def test_loading_is_quick() -> None:
    def seconds() -> float:
        start = time.process_time()
        load_shipped()
        return time.process_time() - start

    assert statistics.median(seconds() for _ in range(3)) < 1.0


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("nodes.yaml", "unit: pp\n", "unit: [pp\n", ["nodes.yaml", "line"]),
        ("nodes.yaml", "scale: 6.0", "scale: -6.0", ["nodes.yaml", "line", "fed_cut_prob_next", "scale", "-6.0"]),
        ("edges.yaml", "pool: [P012]", "pool: [P999]", ["edges.yaml", "fed_surprise_target -> ust_2y", "P999"]),
        ("edges.yaml", "pool: [P012]", "pool: [P012, P016]", ["edges.yaml", "several horizons", "P016"]),
        ("edges.yaml", "pool: [P012]", "pool: [P118]", ["edges.yaml", "case"]),
        ("edges.yaml", "pool: [P012]", "pool: [P025]", ["edges.yaml", "goes against P025", "`note`"]),
        ("edges.yaml", "pool: [P012]", "pool: [P014]", ["edges.yaml", "P014 measures"]),
        ("edges.yaml", "pair: [spx, ndx]", "pair: [spx, nowhere]", ["edges.yaml", "spx -> nowhere", "'nowhere'"]),
        ("edges.yaml", "pair: [spx, ndx]", "pair: [spx, sox]", ["edges.yaml", "spx -> sox", "twice"]),
        ("edges.yaml", "pair: [spx, ndx]", "pear: [spx, ndx]", ["edges.yaml", "pair"]),
        ("edges.yaml", "  own_shock: true\n", "  own_shok: true\n", ["edges.yaml", "own_shok"]),
        ("rows.yaml", "id: P011,", "id: P010,", ["rows.yaml", "P010", "twice"]),
        ("rows.yaml", "estimate: 0.72,", "estimate: lots,", ["rows.yaml", "P011"]),
        ("regimes.yaml", "  readings:\n", "  readers:\n", ["regimes.yaml", "gamma"]),
        ("world/nodes.yaml", "  scale: 4.0\n", "  scale: -4.0\n", ["world/nodes.yaml, line", "scale", "-4.0"]),
        ("world/rows.yaml", "id: P116,", "id: P010,", ["rows.yaml, line", "P010", "twice"]),
        ("fed_macro/edges.yaml", "pair: [us_nfp, us_unrate]", "pear: [us_nfp, us_unrate]", ["edges.yaml", "pair"]),
        ("fed_macro/regimes.yaml", "regimes:", "regime:", ["fed_macro/regimes.yaml: regimes is not a list of rows"]),
        ("ai_tape/regimes.yaml", "  readings:\n", "  readers:\n", ["ai_tape/regimes.yaml, line", "tape"]),
        ("calendar.yaml", "id: cal_cpi_oct,", "id: cal_cpi_nov,", ["calendar.yaml", "cal_cpi_nov", "twice"]),
    ],
)  # fmt: skip
def test_a_mistake_in_a_shipped_file_is_named(tmp_path: Path, file: str, old: str, new: str, says: list[str]) -> None:
    folder = tmp_path / "seed"
    copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(GraphFileError) as caught:
        load_shipped(folder)
    assert "\n" not in caught.value.detail
    for words in says:
        assert words in caught.value.detail


def test_a_link_whose_sign_goes_against_its_rows_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "seed"
    copytree(FOLDER, folder)
    text = (folder / "edges.yaml").read_text(encoding="utf-8")
    where = text.index("- pair: [spx, sox]")
    flipped = text[:where] + text[where:].replace("sign: '+'", "sign: '-'", 1)
    (folder / "edges.yaml").write_text(flipped, encoding="utf-8")
    with pytest.raises(GraphFileError, match=r"spx -> sox.*goes against"):
        load_shipped(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(GraphFileError, match=r"nodes\.yaml: cannot be opened"):
        load_shipped(tmp_path)
