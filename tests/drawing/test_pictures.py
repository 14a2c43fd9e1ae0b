"""The pictures of the mechanisms that ship, and of made-up graphs: what they show, and that it can be read."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.drawing.layout import Rect
from agents.drawing.picture import Picture, picture, picture_of
from agents.drawing.svg import DASHES, STYLE
from agents.drawing.wording import load_words
from graph.content import Graph
from tests.drawing import pictures
from tests.shipped import HEADLINE_DAY, shipped_on

GRAPH = shipped_on(HEADLINE_DAY)
LANGUAGES = ("en", "zh")
EVERY = [(m.id, language) for m in GRAPH.mechanisms for language in LANGUAGES]
MECHANISMS = {m.id: m for m in GRAPH.mechanisms}


@pytest.fixture(scope="module")
def drawn() -> dict[tuple[str, str], Picture]:
    return {(m, language): picture_of(GRAPH, MECHANISMS[m], language) for m, language in EVERY}


def clashes(svg: str) -> list[tuple[str, str]]:
    return [
        (a, b) for (a, here), (b, there) in combinations(pictures.word_boxes(svg), 2) if pictures.overlap(here, there)
    ]


def through_boxes(svg: str) -> list[str]:
    """Return the links whose line runs through a box, or the tag of another; it only touches the ends' borders."""
    boxes = {f"box {i}": box for i, box in enumerate(pictures.rects(svg, "box"))}
    links = pictures.links(svg)
    boxes |= {link.edge: tag for link, tag in zip(links, pictures.rects(svg, "tag"), strict=True)}
    return [
        f"{link.edge} through {name}"
        for link in links
        for name, box in boxes.items()
        if name != link.edge and any(pictures.inside(p, box) for p in link.points)
    ]


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_no_two_labels_of_a_picture_overlap(drawn: dict[tuple[str, str], Picture], key: tuple[str, str]) -> None:
    assert clashes(drawn[key].svg) == []


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_no_line_runs_through_a_box_or_leaves_the_page(
    drawn: dict[tuple[str, str], Picture], key: tuple[str, str]
) -> None:
    svg = drawn[key].svg
    assert through_boxes(svg) == []
    width, height = (float(pictures.root_of(svg).attrib[side]) for side in ("width", "height"))
    page = Rect(0, 0, width, height)
    assert all(pictures.inside(p, page) for link in pictures.links(svg) for p in link.points)
    assert all(r.x >= 0 and r.x + r.width <= width and r.y + r.height <= height for _, r in pictures.word_boxes(svg))


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_no_tag_touches_another_tag_or_a_box(drawn: dict[tuple[str, str], Picture], key: tuple[str, str]) -> None:
    tags, boxes = (pictures.rects(drawn[key].svg, style) for style in ("tag", "box"))
    assert not any(pictures.overlap(a, b) for a, b in combinations(tags, 2))
    assert not any(pictures.overlap(a, b) for a in tags for b in boxes)


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_every_link_is_drawn_once_with_its_sign(drawn: dict[tuple[str, str], Picture], key: tuple[str, str]) -> None:
    links = pictures.links(drawn[key].svg)
    assert sorted(link.edge for link in links) == sorted(MECHANISMS[key[0]].edges)
    for link in links:
        assert link.badged
        sign = GRAPH.edge(link.edge).sign
        assert (link.sign, link.plus, link.dashed) == (sign, sign == "+", sign != "+")


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_every_line_begins_at_its_cause_and_ends_at_its_effect(
    drawn: dict[tuple[str, str], Picture], key: tuple[str, str]
) -> None:
    layout = drawn[key].layout
    for link in pictures.links(drawn[key].svg):
        edge = GRAPH.edge(link.edge)
        for place, node in ((link.points[0], edge.cause), (link.points[-1], edge.effect)):
            box = layout.boxes[node]
            assert min(abs(place[0] - box.x), abs(place[0] - box.x - box.width)) < 10
            assert box.y < place[1] < box.y + box.height


@pytest.mark.parametrize("key", EVERY, ids="-".join)
def test_a_picture_is_told_in_words_in_its_own_language(
    drawn: dict[tuple[str, str], Picture], key: tuple[str, str]
) -> None:
    mechanism, language = MECHANISMS[key[0]], key[1]
    root = pictures.root_of(drawn[key].svg)
    title, desc = (root.find(f"{pictures.SVG}{part}") for part in ("title", "desc"))
    assert title is not None
    assert desc is not None
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == mechanism.name.in_(language)
    for edge in (GRAPH.edge(e) for e in mechanism.edges):
        assert GRAPH.node(edge.cause).name.in_(language) in (desc.text or "")
    for part in root.iter(f"{pictures.SVG}text"):
        assert language == "zh" or (part.text or "").isascii() or "·" in (part.text or ""), part.text


def test_the_same_links_give_the_same_bytes_in_whatever_order_they_come(
    drawn: dict[tuple[str, str], Picture],
) -> None:
    for (name, language), kept in drawn.items():
        assert picture_of(GRAPH, MECHANISMS[name], language).svg == kept.svg
        edges = [GRAPH.edge(e) for e in MECHANISMS[name].edges]
        forth, back = (picture(GRAPH, rows, language, name="p", title="t").svg for rows in (edges, edges[::-1]))
        assert forth == back


def test_most_links_lead_from_left_to_right(drawn: dict[tuple[str, str], Picture]) -> None:
    turned = [
        edge
        for (name, language), made in drawn.items()
        if language == "en"
        for edge in (GRAPH.edge(e) for e in MECHANISMS[name].edges)
        if made.layout.boxes[edge.cause].x >= made.layout.boxes[edge.effect].x
    ]
    assert len(turned) <= 0.05 * sum(len(m.edges) for m in GRAPH.mechanisms)


def test_signs_are_told_apart_without_colour() -> None:
    assert len(set(DASHES.values())) == 3


def test_dark_and_light_pages_are_both_styled() -> None:
    light, dark = STYLE.read_text(encoding="utf-8").split("@media (prefers-color-scheme: dark)")
    for style in (".page", "text", ".box", ".line.plus", ".line.minus", ".tag"):
        assert style in light
        assert style in dark


def test_every_word_around_the_map_has_both_languages() -> None:
    assert [key for key, words in load_words().items() if set(words) != set(LANGUAGES) or not all(words.values())] == []


NAMES = st.text(st.sampled_from("abc -xW美联储，。降息（）<&\"'"), max_size=40)


@st.composite
def tangles(draw: st.DrawFn) -> Graph:
    """Draw a graph of any shape: rings, both ways, links to themselves, loose ends, hard names."""
    count = draw(st.integers(1, 9))
    nodes: list[dict[str, Any]] = [
        {"id": f"n{i}", "name": {"en": draw(NAMES), "zh": draw(NAMES)}} for i in range(count)
    ]
    pair = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    edges = [
        {
            "id": f"e{i}",
            "cause": f"n{cause}",
            "effect": f"n{effect}",
            "strength": 1,
            "sign": draw(st.sampled_from("+-0")),
            "status": draw(st.sampled_from(["asserted", "rumour", "bridge"])),
            "relation": draw(st.sampled_from(["causes", "signals", "amplifies"])),
        }
        for i, (cause, effect) in enumerate(draw(st.lists(pair, max_size=16)))
    ]
    return Graph.model_validate({"nodes": nodes, "edges": edges})


@settings(max_examples=40)
@given(tangles(), st.sampled_from(LANGUAGES))
def test_any_graph_can_be_drawn_and_read(graph: Graph, language: str) -> None:
    made = picture(graph, graph.edges, language, name="tangle", title="A tangle", what="x", notes=["y"])
    assert clashes(made.svg) == []
    assert through_boxes(made.svg) == []
    assert sorted(link.edge for link in pictures.links(made.svg)) == sorted(e.id for e in graph.edges)


def test_a_clash_of_labels_is_caught() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg"><text x="5" y="20" font-size="10">one</text>'
    assert clashes(svg + '<text x="20" y="24" font-size="10">two</text></svg>') == [("one", "two")]
    assert clashes(svg + '<text x="90" y="24" font-size="10">two</text></svg>') == []
