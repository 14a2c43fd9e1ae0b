from __future__ import annotations

from typing import Any

from tests.house.branches import below, shares


def file(taken: int, there: int) -> dict[str, Any]:
    return {"summary": {"covered_branches": taken, "num_branches": there}}


def test_each_package_must_clear_the_floor_by_itself() -> None:
    found = shares({"graph/a.py": file(9, 10), "graph/engine/b.py": file(10, 10), "agents/c.py": file(8, 10)})
    assert found == {"graph": 95.0, "agents": 80.0}
    assert len(below(found)) == 1
    assert "agents/" in below(found)[0]


def test_a_package_at_the_floor_or_never_measured_is_caught() -> None:
    assert len(below({"graph": 90.0})) == 2
    assert below({"graph": 90.1, "agents": 100.0}) == []
