from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import get_args

import pytest

from api.commands_graph import Format
from api.scenario_limits import COMMAND_LINE, HTTP
from graph.files import FORMATS, parse_graph
from graph.store import open_store
from tests.api.conftest import Cli
from tests.house.tree import ROOT


def test_the_commands_offer_the_formats_there_are() -> None:
    assert set(get_args(Format)) == set(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
def test_a_map_written_out_and_read_in_is_the_same_map(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    out = tmp_path / f"map.{form}"
    assert cli("graph", "export", "--out", str(out)).code == 0
    version = cli("ask", "what drives SPX", "--json").json["graph_version"]
    monkeypatch.setenv("KNOCKON_STORE", f"sqlite:///{tmp_path / 'copy.db'}")
    ran = cli("graph", "import", str(out), "--json")
    assert ran.code == 0, ran.err
    assert ran.json["changed"] == ran.json["unchanged"] == 0
    assert cli("ask", "what drives SPX", "--json").json["graph_version"] == version


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_goes_to_stdout_alone(cli: Cli, form: str) -> None:
    ran = cli("graph", "export", "--format", form)
    assert (ran.code, ran.err) == (0, "")
    assert len(ran.out) > 1000


def test_an_export_as_of_a_day_knows_nothing_later(cli: Cli) -> None:
    graph = parse_graph(cli("graph", "export", "--format", "json", "--as-of", "2025-11-20").out, "json")
    assert max(e.known_from.isoformat() for _, e in graph.entities()) <= "2025-11-20"


def test_the_same_map_again_changes_nothing(cli: Cli, own_store: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.yaml"
    assert cli("graph", "export", "--out", str(out)).code == 0
    store = open_store(f"sqlite:///{own_store}")
    before = store.version_hint()
    ran = cli("graph", "import", str(out), "--json")
    assert (ran.json["added"], ran.json["changed"]) == (0, 0)
    assert store.version_hint() == before
    store.close()


@pytest.fixture
def chain_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cli: Cli, chain_file: Path) -> Path:
    path = tmp_path / "chain.db"
    monkeypatch.setenv("KNOCKON_STORE", f"sqlite:///{path}")
    assert cli("graph", "import", str(chain_file)).out == "imported: 5 added, 0 changed, 0 unchanged\n"
    return path


def test_a_new_store_holds_the_imported_map_alone(cli: Cli, chain_store: Path) -> None:
    graph = parse_graph(cli("graph", "export", "--format", "json").out, "json")
    assert {n.id for n in graph.nodes} == {"a", "b", "c"}


def test_a_dry_run_says_what_would_change_and_writes_nothing(cli: Cli, chain_store: Path, chain_file: Path) -> None:
    chain_file.write_text(chain_file.read_text().replace("strength: 2.0", "strength: 3.0"))
    before = hashlib.sha256(chain_store.read_bytes()).digest()
    ran = cli("graph", "import", str(chain_file), "--dry-run")
    assert ran.out == "would change: 0 added, 1 changed, 4 unchanged\n"
    assert hashlib.sha256(chain_store.read_bytes()).digest() == before


def test_a_change_is_a_new_revision_and_the_old_one_stays(cli: Cli, chain_store: Path, chain_file: Path) -> None:
    chain_file.write_text(chain_file.read_text().replace("strength: 2.0", "strength: 3.0"))
    assert cli("graph", "import", str(chain_file), "--json").json["changed"] == 1
    store = open_store(f"sqlite:///{chain_store}")
    revisions = store.history("edges", "bc")
    store.close()
    assert [getattr(r.entity, "strength", None) for r in revisions] == [2.0, 3.0]
    assert revisions[-1].why == f"import of {chain_file}"


def test_what_the_file_lacks_stays(cli: Cli, chain_store: Path, chain_file: Path) -> None:
    lines = chain_file.read_text().splitlines()
    chain_file.write_text("\n".join(line for line in lines if "id: c," not in line and "id: bc," not in line))
    assert cli("graph", "import", str(chain_file), "--json").json["unchanged"] == 3
    graph = parse_graph(cli("graph", "export", "--format", "json").out, "json")
    assert {n.id for n in graph.nodes} == {"a", "b", "c"}


def test_a_map_with_transitions_is_refused_rather_than_cut_short(cli: Cli, chain_store: Path, chain_file: Path) -> None:
    body = chain_file.read_text()
    body += "regimes: [{id: r, states: [x, y], p: {x: 0.5, y: 0.5}}]\n"
    body += "transitions: {r: {x: {x: 0.8, y: 0.2}, y: {x: 0.1, y: 0.9}}}\n"
    chain_file.write_text(body)
    ran = cli("graph", "import", str(chain_file))
    assert ran.code == 2
    assert "transitions between regimes, which the store does not keep" in ran.err


def test_a_scenario_over_a_file_needs_no_store(
    cli: Cli, chain_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KNOCKON_STORE", "sqlite:////no/such/place/k.db")
    scenario = tmp_path / "s.yaml"
    scenario.write_text("shocks: [{node: a, size: 10, unit: bp}]\nhorizons: [1, 5]\n")
    result = cli("what-if", str(scenario), "--graph", str(chain_file), "--json").json
    central = {(e["node"], e["horizon"]): e["central"] for e in result["effects"]}
    assert central["b", 1] == pytest.approx(-0.5)
    assert central["c", 5] == pytest.approx(-1.0)


def test_a_scenario_prints_a_table_with_both_ranges_labelled(cli: Cli, chain_file: Path, tmp_path: Path) -> None:
    scenario = tmp_path / "s.yaml"
    scenario.write_text("shocks: [{node: a, size: 10, unit: bp}]\nhorizons: [1]\ntargets: [c]\n")
    ran = cli("what-if", str(scenario), "--graph", str(chain_file))
    assert ran.code == 0
    assert "effect, central 70%" in ran.out
    assert "outcome, central 70%" in ran.out
    assert "-1.00 pts" in ran.out
    assert "Alpha → Beta → Gamma" in ran.out


def test_the_shipped_map_has_no_faults(cli: Cli) -> None:
    ran = cli("check", "--json")
    assert ran.code == 0, ran.out
    assert json.loads(ran.out)["problems"] == []


def test_totals_are_shown_on_request(cli: Cli) -> None:
    assert "totals" not in cli("check", "--json").json
    assert cli("check", "--totals", "--json").json["totals"]
    assert len(cli("check", "--totals").out.splitlines()) > 3


@pytest.mark.parametrize(
    ("text", "form"), [("", "cypher"), ("nodes: []\n", "yaml"), ("{}", "json"), ("// nothing\n", "cypher")]
)
def test_an_import_of_nothing_is_refused_and_makes_no_store(
    cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, form: str
) -> None:
    empty, store = tmp_path / "empty", tmp_path / "new.db"
    empty.write_text(text)
    monkeypatch.setenv("KNOCKON_STORE", f"sqlite:///{store}")
    ran = cli("graph", "import", str(empty), "--format", form)
    assert (ran.code, ran.out) == (2, "")
    assert f"{empty}: holds no node" in ran.err
    assert not store.exists()


@pytest.mark.parametrize("day", ["2001-01-01", "9999-12-31"])
def test_an_export_of_a_day_that_cannot_be_seen_is_refused(cli: Cli, day: str) -> None:
    ran = cli("graph", "export", "--as-of", day)
    assert (ran.code, ran.out) == (2, "")
    assert day in ran.err


def test_a_file_without_observations_is_run_as_of_any_day_of_the_calendar(
    cli: Cli, chain_file: Path, tmp_path: Path
) -> None:
    scenario = tmp_path / "s.yaml"
    for day, code in (("1999-01-04", 0), ("2025-11-21", 0), ("9999-12-31", 2), ("1800-01-01", 2)):
        scenario.write_text(f"shocks: [{{node: a, size: 10}}]\nhorizons: [1]\nas_of: {day}\n")
        ran = cli("what-if", str(scenario), "--graph", str(chain_file))
        assert ran.code == code, ran.err
        assert code == 0 or f"as_of {day} is outside the trading calendar" in ran.err


def test_a_scenario_beyond_what_is_run_here_is_refused_with_the_limit(
    cli: Cli, chain_file: Path, tmp_path: Path
) -> None:
    scenario = tmp_path / "s.yaml"
    for asked, limit in (
        (f"draws: {COMMAND_LINE.draws + 1}", COMMAND_LINE.draws),
        (f"horizons: {[*range(COMMAND_LINE.horizons + 1)]}", COMMAND_LINE.horizons),
    ):
        scenario.write_text(f"shocks: [{{node: a, size: 10}}]\n{asked}\n")
        ran = cli("what-if", str(scenario), "--graph", str(chain_file))
        assert ran.code == 2
        assert f"at most {limit} are run here" in ran.err


def test_the_limits_of_both_doors_are_in_the_docs() -> None:
    page = (ROOT / "docs" / "reference" / "scenario.md").read_text(encoding="utf-8")
    for limits in (HTTP, COMMAND_LINE):
        assert f"{limits.draws:,} draws and {limits.horizons} horizons" in page
