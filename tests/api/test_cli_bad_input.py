"""Bad input is told in one line that names the thing, the value and the way out, with exit code 2."""

from __future__ import annotations

import hashlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from api import cli as command_line
from tests.api.conftest import Cli, Ran
from tests.house.tree import ROOT

SCENARIO = "shocks:\n  - {{node: {node}, size: {size}, unit: {unit}}}\ntargets: [c]\n"


def refused(ran: Ran, *said: str) -> None:
    assert ran.code == 2, ran
    assert ran.out == ""
    assert re.fullmatch(r"knockon: .*[.?]\n", ran.err), ran.err
    for words in said:
        assert words in ran.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["frobnicate"], "'frobnicate'. Run `knockon --help`."),
        (["ask"], "there is no question"),
        (["ask", "a", "b"], "Run `knockon ask --help`."),
        (["ask", "x", "--frob"], "--frob"),
        (["ask", "x", "--lang", "de"], "'de' is not one of 'auto', 'en', 'zh'"),
        (["ask", "x", "--as-of", "2025-13-01"], "--as-of '2025-13-01' is not a date. Write it as 2025-11-21."),
        (["ask", "x", "--as-of", "20251121"], "--as-of '20251121' is not a date"),
        (["ask", "x", "--as-of", "2001-01-01"], "before the store's first observation of 2025-"),
        *(
            (["ask", q, "--as-of", d], f"as_of {d} is outside the trading calendar, which runs from 1990-01-01")
            for q in ("what if gold falls", "where is SPX", "what is SPX")
            for d in ("0001-01-01", "9999-12-31")
        ),
        (["interpret", "x", "--as-of", "9999-12-31"], "to 2050-12-31"),
        (["ask", "x", "--brain", "gpt"], "'gpt' is not available. Use planner, or PROVIDER:MODEL"),
        (["ask", "x", "--brain", "openai:gpt"], "'openai:gpt' needs a key. Set OPENAI_API_KEY"),
        (["ask", "  "], "the question is empty"),
        (["ask", "x" * 2001], "2001 characters"),
        (["ask", "bell \x07"], "control character"),
        (["ask", "half \udcff"], "not valid UTF-8"),
        (["ask", "x", "--batch", "y"], "a question and a --batch file"),
        (["ask", "--batch", "missing.jsonl"], "'missing.jsonl' cannot be read: No such file"),
        (["ask", "--batch", "."], "'.' is a directory"),
        (["interpret"], "there is no question"),
        (["what-if"], "SCENARIO.yaml"),
        (["what-if", "missing.yaml"], "'missing.yaml' cannot be read"),
        (["what-if", "-", "--graph", "-"], "both stdin"),
        (["graph"], "Missing command"),
        (["graph", "export", "--format", "xlsx"], "'xlsx' is not one of"),
        (["graph", "export", "--out", "map.xlsx"], "'map.xlsx' does not tell its format: .xlsx"),
        (["graph", "export", "--out", "no/such/folder/map.yaml"], "cannot be written: No such file or directory"),
        (["graph", "import", "missing.yaml"], "'missing.yaml' cannot be read"),
        (["graph", "import", "map.xlsx"], "'map.xlsx' does not tell its format: .xlsx"),
        (["serve", "--port", "high"], "--port"),
        (["serve", "--port", "99999"], "--port"),
        (["serve", "--host", "0.0.0.0"], "KNOCKON_TRUSTED_NETWORK=1"),
        (["serve", "--host", "192.168.1.5"], "'192.168.1.5' can be reached from other machines"),
        (["demo", "--lang", "fr"], "'fr' is not one of"),
    ],
)
def test_what_cannot_be_used_is_named(
    cli: Cli, args: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(cli(*args), said)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("node", "size", "unit", "said"),
    [
        ("zeppelin", "1", "bp", "zeppelin"),
        ("a", "1", "furlongs", "furlongs"),
        ("a", "1", "USD bn", "bp"),
        ("a", "big", "bp", "shocks.0.size"),
        ("a", ".nan", "bp", "shocks.0.size"),
    ],
)
def test_a_scenario_that_does_not_fit_is_named(
    cli: Cli, chain_file: Path, tmp_path: Path, node: str, size: str, unit: str, said: str
) -> None:
    path = tmp_path / "scenario.yaml"
    path.write_text(SCENARIO.format(node=node, size=size, unit=unit))
    refused(cli("what-if", str(path), "--graph", str(chain_file)), said)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nodes: [", "not YAML"),
        ("nodes:\n  - {id: a}\n  - {id: a}\n", "'a'"),
        ("nodes:\n  - {id: a}\nnodes: []\n", "nodes"),
        ("nodes: [{id: a}]\nedges: [{id: e, cause: a, effect: ghost, strength: 1}]\n", "ghost"),
        ("nodes: [{id: a, scale: 0}]\n", "scale"),
        ("nodes: [{id: a, colour: red}]\n", "colour"),
        ("- 1\n", "where a mapping"),
    ],
)
def test_a_graph_file_that_cannot_be_read_is_named_and_the_store_stays_as_it_was(
    cli: Cli, seeded: Path, tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "map.yaml"
    path.write_text(text)
    before = hashlib.sha256(seeded.read_bytes()).digest()
    refused(cli("graph", "import", str(path)), "map.yaml", said)
    assert hashlib.sha256(seeded.read_bytes()).digest() == before


def test_a_foreign_file_is_not_taken_for_a_store(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text, other = tmp_path / "letter.db", tmp_path / "other.db"
    text.write_text("Dear reader, this is not a database at all." * 10)
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE songs (title TEXT)")
        connection.commit()
    for path in (text, other):
        before = path.read_bytes()
        monkeypatch.setenv("KNOCKON_STORE", f"sqlite:///{path}")
        refused(cli_over(cli, monkeypatch, path, "ask", "what drives SPX"), path.name)
        assert path.read_bytes() == before


def cli_over(cli: Cli, monkeypatch: pytest.MonkeyPatch, path: Path, *args: str) -> Ran:
    monkeypatch.setenv("KNOCKON_STORE", f"sqlite:///{path}")
    return cli(*args)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("oracle://x", "'oracle://x'"),
        ("knockon.db", "'knockon.db'"),
        ("sqlite:////no/such/place/k.db", "/no/such/place"),
        ("sqlite:////no/such/place/k.db", "Make the directory"),
        ("sqlite:///" + "x" * 300, "File name too long".lower()),
        ("sqlite:///a\nb.db", "control character"),
        ("sqlite:///k.db?mode=ro", "takes none"),
        ("neo4j://host/db", "Set KNOCKON_STORE to sqlite:///FILE"),
        ("", "KNOCKON_STORE is empty"),
    ],
)
def test_a_store_that_cannot_be_opened_is_named(
    cli: Cli, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    monkeypatch.setenv("KNOCKON_STORE", address)
    refused(cli("ask", "what drives SPX"), said)


def test_a_password_in_the_stores_address_is_never_printed(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOCKON_STORE", "oracle://me:hunter2@host/db")
    ran = cli("ask", "what drives SPX")
    refused(ran)
    assert "hunter2" not in ran.err


def test_a_wrong_setting_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KNOCKON_MAX_QUESTION_CHARS", "many")
    refused(cli("ask", "what drives SPX"), "KNOCKON_MAX_QUESTION_CHARS is 'many'")


def test_a_fault_of_ours_is_one_line_without_a_traceback(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr("agents.planner.answer", broken)
    ran = cli("ask", "what drives SPX")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("knockon: internal error: ZeroDivisionError: division by zero.")
    assert ran.err.count("\n") == 1
    monkeypatch.setenv("KNOCKON_DEBUG", "1")
    assert "Traceback" in cli("ask", "what drives SPX").err


def test_an_interrupt_ends_with_130(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("agents.planner.answer", interrupted)
    ran = cli("ask", "what drives SPX")
    assert (ran.code, ran.out, ran.err) == (130, "", "knockon: interrupted\n")


def test_no_arguments_show_the_help(cli: Cli) -> None:
    ran = cli()
    assert ran.code == 0
    assert ran.out.startswith("Usage: knockon")


def started(*args: str, store: Path, **more: object) -> subprocess.Popen[bytes]:
    environment = {"PYTHONPATH": str(ROOT), "KNOCKON_STORE": f"sqlite:///{store}", "PATH": os.environ["PATH"]}
    program = [sys.executable, "-c", "from api.cli import main; main()", *args]
    return subprocess.Popen(program, env=environment, stderr=subprocess.PIPE, **more)  # type: ignore[call-overload,no-any-return]  # keyword arguments are passed through


def test_a_reader_that_leaves_is_no_noise(seeded: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    with started("graph", "export", store=seeded, stdout=write) as process:
        os.close(write)
        _, err = process.communicate(timeout=60)
    assert err == b""


@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-"])
def test_a_stream_that_the_shell_closed_is_no_fault(seeded: Path, closed: str) -> None:
    for command in ("ask 'what drives SPX'", "graph export", "--version"):
        program = f"exec {sys.executable} -c 'from api.cli import main; main()' {command} {closed}"
        environment = {"PYTHONPATH": str(ROOT), "KNOCKON_STORE": f"sqlite:///{seeded}", "PATH": os.environ["PATH"]}
        done = subprocess.run(["sh", "-c", program], env=environment, capture_output=True, timeout=60, check=False)
        assert (done.returncode, done.stderr) == (0, b"")


def test_a_stdin_that_the_shell_closed_is_named(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    refused(cli("what-if", "-"), "stdin is closed")


def test_a_full_disk_under_the_output_is_one_line(seeded: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no /dev/full")
    with open("/dev/full", "wb") as full, started("graph", "export", store=seeded, stdout=full) as process:
        _, err = process.communicate(timeout=60)
    assert process.returncode == command_line.FAILED
    assert err.decode().startswith("knockon: No space left on device.")
    assert err.count(b"\n") == 1


def test_a_server_stops_on_ctrl_c_without_a_traceback(seeded: Path) -> None:
    with started("serve", "--port", "0", store=seeded, stdout=subprocess.PIPE) as process:
        assert process.stderr is not None
        while b"startup complete" not in (line := process.stderr.readline()):
            assert line, "the server did not start"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == command_line.INTERRUPTED
    assert b"Traceback" not in err
    assert out == b""


def test_an_export_never_overwrites_a_database(cli: Cli, own_store: Path) -> None:
    assert cli("ask", "what is the VIX").code == 0
    before = own_store.read_bytes()
    refused(cli("graph", "export", "--format", "yaml", "--out", str(own_store)), "is a database, and would be lost")
    assert own_store.read_bytes() == before
