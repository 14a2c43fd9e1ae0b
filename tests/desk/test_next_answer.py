"""The answer after an edit is that of the edited graph read afresh, though most of what it leans on was kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from agents.planner import answer
from api.settings import Settings
from api.wiring import open_system
from graph.desk.desk import Desk
from graph.desk.edits import EDITS
from graph.files import dump_graph, parse_graph

QUESTION = "What if the December cut repricing fails?"


@pytest.mark.parametrize(
    "edit",
    [
        {"op": "change", "kind": "edges", "id": "fed_cut_prob_next__fed_expected_rate_next", "set": {"strength": 0.2}},
        {"op": "change", "kind": "nodes", "id": "spx", "set": {"scale": 1.5}},
        {"op": "retire", "kind": "edges", "id": "spx__vix"},
        {"op": "judge", "edge": "spx__vix", "says": "-", "pin": 0.5, "until": "2026-06-30"},
        {"op": "curate", "edge": "spx__vix", "evidence": "FIRST", "verdict": "wrong"},
    ],
    ids=["strength", "scale", "retire", "pin", "curate"],
)
def test_what_is_kept_between_answers_shows_nothing_old(tmp_path: Path, edit: dict[str, str]) -> None:
    with open_system(Settings(store=f"sqlite:///{tmp_path}/k.db")) as system:
        before = system.views.at()
        answer(QUESTION, before)
        if edit.get("evidence"):
            edit = {**edit, "evidence": before.edge("spx__vix").evidence[0].id}
        Desk(system.store).edit(EDITS.validate_python([edit]), who="ann", why="w", evidence=["x"])
        after = system.views.at()
        assert after == system.store.view()
        assert after.as_of is not None
        afresh = parse_graph(dump_graph(after, "json"), "json").seen_from(after.as_of)
        assert answer(QUESTION, after) == answer(QUESTION, afresh)
        assert after.version == afresh.version != before.version
