"""Columns, crossings, places and lines of words, on cases small enough to see."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from agents.drawing.crossings import crossings, untangled
from agents.drawing.layout import GAP, Link, Size, laid_out
from agents.drawing.lettering import balanced, text_width, wrapped
from agents.drawing.ranks import columns

TAG = Size(20.0, 18.0)
BOX = Size(100.0, 40.0)


def test_a_cause_stands_left_of_all_its_effects() -> None:
    assert columns("abc", [("a", "b"), ("b", "c"), ("a", "c")]) == {"a": 0, "b": 1, "c": 2}


def test_a_cause_without_causes_stands_next_to_its_first_effect() -> None:
    assert columns("abcd", [("a", "b"), ("b", "c"), ("d", "c")])["d"] == 1


def test_a_ring_is_opened_at_the_link_that_leads_back() -> None:
    assert columns("abc", [("a", "b"), ("b", "c"), ("c", "a")]) == {"a": 0, "b": 1, "c": 2}
    assert columns("ab", [("a", "a"), ("a", "b")]) == {"a": 0, "b": 1}


nodes = st.integers(0, 7).map(str)


@given(st.lists(st.tuples(nodes, nodes), max_size=20))
def test_few_links_lead_left_and_those_close_a_ring(pairs: list[tuple[str, str]]) -> None:
    found = columns([str(i) for i in range(8)], pairs)
    forward = {(a, b) for a, b in pairs if found[a] < found[b]}
    assert all(found[a] != found[b] for a, b in pairs if a != b)
    for a, b in set(pairs) - forward:
        reached, left = {b}, [b]
        while left:
            here = left.pop()
            new = {end for start, end in pairs if start == here} - reached
            reached |= new
            left += new
        assert a in reached


def test_crossings_are_counted_and_undone() -> None:
    tangled = [["a", "b", "c"], ["x", "y", "z"]]
    segments = [("a", "z"), ("b", "y"), ("c", "x")]
    assert crossings(tangled, segments) == 3
    order = untangled(tangled, segments)
    assert crossings(order, segments) == 0
    assert [sorted(column) for column in order] == tangled
    assert tangled == [["a", "b", "c"], ["x", "y", "z"]]


def test_boxes_of_a_column_keep_their_distance() -> None:
    layout = laid_out(dict.fromkeys("abcde", BOX), [Link(c, c, "e", TAG) for c in "abcd"])
    tops = sorted(layout.boxes[n].y for n in "abcd")
    assert all(b - a >= BOX.height + GAP - 1e-9 for a, b in pairwise(tops))
    middle = layout.boxes["e"].y + BOX.height / 2
    assert abs(middle - (tops[0] + tops[-1] + BOX.height) / 2) < 1


def test_nothing_to_draw_takes_no_room() -> None:
    assert laid_out({}, []).size == (0.0, 0.0)


texts = st.text(st.sampled_from("ab c-美联储"), max_size=60)


@given(texts, st.floats(30, 300))
def test_wrapping_loses_no_letter_and_keeps_to_the_room(text: str, room: float) -> None:
    for lines in (wrapped(text, 13, room), balanced(text, 13, room)):
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert all(text_width(line, 13) <= room or " " not in line for line in lines)


@given(texts, st.floats(60, 300))
def test_balanced_lines_are_as_few_as_wrapped_ones_and_no_wider(text: str, room: float) -> None:
    plain, even = wrapped(text, 13, room), balanced(text, 13, room)
    assert len(even) <= len(plain)
    assert max([text_width(x, 13) for x in even], default=0) <= max([text_width(x, 13) for x in plain], default=0)


@given(st.text(st.sampled_from("美联储，。（）"), max_size=40), st.floats(60, 200))
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(text: str, room: float) -> None:
    lines = wrapped(text, 13, room)
    assert all(line[0] not in "，。）" for line in lines[1:])
    assert all(line[-1] != "（" for line in lines[:-1])


def test_no_single_character_is_left_on_a_line_of_its_own() -> None:
    assert wrapped("美国十年期国债的收益率", 13, 135) == ["美国十年期国债的收益", "率"]
    assert balanced("美国十年期国债的收益率", 13, 135) == ["美国十年期国", "债的收益率"]
