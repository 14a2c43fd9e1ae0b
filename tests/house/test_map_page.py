"""The pictures of the docs are those that the shipped map gives, and the page shows each of them."""

from __future__ import annotations

import re

from tests.house import map_page
from tests.house.tree import ROOT

PAGE = (ROOT / "docs" / "what-the-map-knows.md").read_text(encoding="utf-8")


def test_the_pictures_of_the_docs_are_as_they_are_drawn_now() -> None:
    kept = {path.name: path.read_text(encoding="utf-8") for path in map_page.PICTURES.iterdir()}
    made = map_page.pictures()
    assert sorted(kept) == sorted(made), "run `make docs`"
    assert [name for name in made if kept[name] != made[name]] == [], "run `make docs`"


def test_the_page_shows_every_picture() -> None:
    assert set(re.findall(r"\(mechanisms/([\w.]+)\)", PAGE)) == set(map_page.pictures())


def test_links_within_the_page_lead_to_a_heading() -> None:
    heads = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", head.lower()).replace(" ", "-") for head in heads}
    assert set(re.findall(r"\]\(#([^)]+)\)", PAGE)) <= anchors
    assert len(anchors) == len(heads)
