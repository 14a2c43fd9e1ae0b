from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

import pytest

from api.commands_demo import as_typed, program_name
from api.commands_serve import open_socket, refuse_public
from graph.errors import BadInput
from ingest.library import load_kept
from ingest.seed_files import FOLDER
from tests.api.conftest import HEADLINE, Cli
from tests.house.tree import ROOT


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_demo_reads_the_briefings_answers_the_headline_question_and_leaves_nothing_behind(
    cli: Cli, seeded: Path, language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(seeded, tmp_path / "own.db")
    monkeypatch.setenv("KNOCKON_STORE", f"sqlite:///{tmp_path}/own.db")
    told = cli("ingest", str(FOLDER / "briefings"), "--json").json
    assert told["totals"]["documents"] == {"accepted": 2}
    answer = cli("ask", HEADLINE[language], "--as-of", "2025-11-22", "--json").json
    quoted = [cited for cited in answer["evidence"] if cited["span"]]
    assert quoted
    for cited in quoted:
        document = cli("documents", "show", cited["document"], "--json").json
        text = load_kept(tmp_path / "own.db-library", "text", document["text_sha256"]).decode()
        assert text[slice(*cited["span"])] == cited["text"]
    (tmp_path / "demo").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "demo"))
    ran = cli("demo", "--lang", language)
    assert ran.code == 0
    assert ran.out.startswith(answer["markdown"].rstrip())
    assert "knockon ask" in ran.out.removeprefix(answer["markdown"])
    assert HEADLINE[language] in ran.err
    assert "read 2 briefings" in ran.err
    assert list((tmp_path / "demo").iterdir()) == []


def test_the_demo_can_keep_its_database_but_takes_no_old_one(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "kept.db"
    assert cli("demo", "--store", str(path)).code == 0
    before = path.read_bytes()
    again = cli("demo", "--store", str(path))
    assert again.code == 2
    assert "is already there" in again.err
    assert path.read_bytes() == before


def test_what_to_try_next_can_be_typed_as_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / ".venv" / "bin" / "knockon"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "/nowhere")
    for typed in (".venv/bin/knockon", str(program)):
        monkeypatch.setattr(sys, "argv", [typed, "demo"])
        assert program_name() == ".venv/bin/knockon"
    monkeypatch.chdir("/")
    monkeypatch.setenv("PATH", str(program.parent))
    monkeypatch.setattr(sys, "argv", [str(program), "demo"])
    assert program_name() == "knockon"
    monkeypatch.setattr(sys, "argv", ["-c", "demo"])
    assert program_name() == "knockon"
    assert as_typed('  knockon ask "x knockon y"', "b/knockon") == '  b/knockon ask "x knockon y"'
    assert as_typed("Next, try:", "b/knockon") == "Next, try:"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_a_loopback_address_needs_no_permission(host: str) -> None:
    refuse_public(host, trusted=False)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.1", "example.com", ""])
def test_an_address_that_others_reach_needs_the_word_that_the_network_is_trusted(host: str) -> None:
    with pytest.raises(BadInput, match="no keys"):
        refuse_public(host, trusted=False)
    refuse_public(host, trusted=True)


def test_a_port_that_is_taken_is_named() -> None:
    with open_socket("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(BadInput, match=f"cannot listen on 127.0.0.1 port {port}"):
            open_socket("127.0.0.1", port)


def test_a_server_answers_as_the_command_line_does(cli: Cli, seeded: Path) -> None:
    environment = {"PYTHONPATH": str(ROOT), "KNOCKON_STORE": f"sqlite:///{seeded}", "PATH": os.environ["PATH"]}
    process = subprocess.Popen(
        [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", "0"],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    with process:
        assert process.stderr is not None
        address = process.stderr.readline().split("listening on ")[1].split()[0]
        request = urllib.request.Request(
            f"{address}/api/ask",
            json.dumps({"question": HEADLINE["zh"]}).encode(),
            {"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            over_http = json.load(response)
        process.terminate()
        out, _ = process.communicate(timeout=60)
    assert over_http == cli("ask", HEADLINE["zh"], "--json").json
    assert out == ""
