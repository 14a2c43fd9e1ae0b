"""The map's own total for every published row: inside its range when the row sizes a link, and never left out."""

from __future__ import annotations

import datetime as dt

import pytest

from graph.content import Graph
from ingest.check import totals
from ingest.seed import load_edge_book, load_size_rows
from ingest.totals import TotalRow
from tests.shipped import shipped_on

DATES = [dt.date(2025, 11, 20), dt.date(2025, 11, 21), dt.date(2026, 12, 31)]


@pytest.fixture(scope="module", params=DATES, ids=str)
def dated(request: pytest.FixtureRequest) -> tuple[dt.date, list[TotalRow]]:
    return request.param, totals(shipped_on(request.param))


def test_every_row_of_every_theme_stands_in_the_report_once(dated: tuple[dt.date, list[TotalRow]]) -> None:
    assert [row.row for row in dated[1]] == sorted(load_size_rows())


def test_every_row_that_sizes_a_link_has_a_total_inside_its_range(dated: tuple[dt.date, list[TotalRow]]) -> None:
    used = [row for row in dated[1] if row.used]
    assert len(used) > 80
    assert [row.row for row in used if row.total is None or not row.inside] == []


def test_no_used_row_is_left_out(dated: tuple[dt.date, list[TotalRow]]) -> None:
    """Read off the links' own notes, which name the rows that were pooled, rather than off the book of links."""
    day, rows = dated
    book, known = load_edge_book(), load_size_rows()
    noted = {
        name.strip()
        for edge in shipped_on(day).edges
        for name in edge.sources_note.split(", less")[0].split(" over ")[0].split(" times ")[0].split(",")[0]
        .split(";")[0].removesuffix(" pooled").split(" and ")
        if name.strip() in known
    }  # fmt: skip
    assert noted == {row.row for row in rows if row.used} == book.used_on(day)


def test_a_row_that_sizes_nothing_says_why_in_both_languages(dated: tuple[dt.date, list[TotalRow]]) -> None:
    for row in dated[1]:
        if not row.used:
            assert row.why is not None, row.row
            assert row.why.en, row.row
            assert row.why.zh, row.row
            assert "{" not in row.why.en + row.why.zh


def test_a_row_of_a_later_date_is_not_used_before_it(dated: tuple[dt.date, list[TotalRow]]) -> None:
    day, rows = dated
    known = load_size_rows()
    later = {name for name, row in known.items() if row.known_from > day}
    assert not later & {row.row for row in rows if row.used}
    for row in rows:
        if row.row in later and row.why:
            assert row.why.en == f"not known before {known[row.row].known_from}"


def test_the_day_of_the_repricing_comes_out_of_the_literature(shipped: Graph) -> None:
    case = next(row for row in totals(shipped) if row.row == "P035")
    assert not case.used
    assert case.total == pytest.approx(0.93, abs=0.01)
    assert case.inside


def test_a_row_of_one_state_is_held_against_the_link_in_that_state(shipped: Graph) -> None:
    rows = {row.row: row for row in totals(shipped)}
    everyday, reversal = rows["P030"].total, rows["P034"].total
    assert everyday is not None
    assert reversal == pytest.approx(1.5 * everyday)
    assert rows["P083"].inside
