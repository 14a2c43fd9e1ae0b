"""Conversations: kept turn by turn, leant on by follow-up questions, forked where they are edited."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import pytest

from agents.answer import Answer
from api.chat.chat_file import path_beside
from api.chat.threads import Threads, said_after
from graph.errors import NotKept, StoreForeign
from tests.doors.conftest import HEADLINE, Server, streamed
from tests.house.tree import ROOT

FOR_SPX = f"{HEADLINE}, for the S&P 500?"


def asked(client: httpx2.Client, thread: str, question: str, **more: Any) -> Any:
    response = client.post("/api/ask", json={"question": question, "thread_id": thread, **more})
    assert response.status_code == 200, response.text
    assert response.headers["x-knockon-thread-id"] == thread
    return response.json()


def targets(answer: Any) -> list[str]:
    found: list[str] = answer["interpretation"]["targets"]
    return found


@pytest.mark.parametrize("follow_up", ["and gold?", "那黄金呢"])
def test_a_follow_up_leans_on_the_turn_before(http: httpx2.Client, follow_up: str) -> None:
    thread = f"leans-{len(follow_up)}"
    first = asked(http, thread, FOR_SPX)
    second = asked(http, thread, follow_up)
    assert second["status"] == "answered"
    assert second["interpretation"]["triggers"][0]["size"] == first["interpretation"]["triggers"][0]["size"]
    assert targets(first) != targets(second)
    alone = http.post("/api/ask", json={"question": follow_up}).json()
    assert alone["status"] == "needs_clarification"


def test_a_question_that_stands_by_itself_is_answered_as_without_a_thread(http: httpx2.Client) -> None:
    asked(http, "whole", FOR_SPX)
    question = "what drives gold?"
    assert asked(http, "whole", question) == http.post("/api/ask", json={"question": question}).json()


def test_a_declined_turn_does_not_break_the_thread(http: httpx2.Client) -> None:
    asked(http, "declined", FOR_SPX)
    assert asked(http, "declined", "thanks")["status"] != "answered"
    assert asked(http, "declined", "and gold?")["status"] == "answered"


def test_a_stream_opens_a_thread_that_can_be_gone_on_with(http: httpx2.Client) -> None:
    thread = streamed(http, {"question": FOR_SPX})[0].json["thread_id"]
    assert asked(http, thread, "and gold?")["status"] == "answered"
    assert [t["question"] for t in http.get(f"/api/threads/{thread}").json()["turns"]] == [FOR_SPX, "and gold?"]


def test_a_question_by_itself_is_not_kept(own_server: Server) -> None:
    with httpx2.Client(base_url=own_server.address, timeout=30) as client:
        client.post("/api/ask", json={"question": FOR_SPX})
        assert client.get("/api/threads").json() == {"items": [], "next_cursor": None, "total": 0}
    assert not own_server.desk.threads.path.exists()


def test_a_question_behind_an_earlier_turn_forks_the_thread(http: httpx2.Client) -> None:
    asked(http, "fork", FOR_SPX)
    first = http.get("/api/threads/fork").json()["turns"][0]["id"]
    asked(http, "fork", "what drives gold?")
    other = asked(http, "fork", "what about next month", after=first)
    assert other["interpretation"]["horizon_days"] == 21
    turns = http.get("/api/threads/fork").json()["turns"]
    assert [t["after"] for t in turns] == [None, first, first]


def test_a_turn_of_another_thread_cannot_be_gone_on_with(http: httpx2.Client) -> None:
    asked(http, "mine", FOR_SPX)
    turn = http.get("/api/threads/mine").json()["turns"][0]["id"]
    body = {"question": "and gold?", "thread_id": "theirs", "after": turn}
    assert http.post("/api/ask", json=body).status_code == 404


def test_a_thread_gives_its_answers_back_as_they_were(http: httpx2.Client) -> None:
    answer = asked(http, "kept", HEADLINE)
    turn = http.get("/api/threads/kept").json()["turns"][0]
    assert turn["answer"] == answer
    assert turn["run_id"].startswith("run_")


def test_threads_are_listed_in_pages_and_forgotten_on_request(own_server: Server) -> None:
    with httpx2.Client(base_url=own_server.address, timeout=30) as client:
        for n in range(5):
            asked(client, f"t{n}", "what drives gold?")
        asked(client, "t1", "and the dollar?")
        seen: list[str] = []
        cursor: dict[str, str] = {}
        while True:
            page = client.get("/api/threads", params={"limit": 2, **cursor}).json()
            seen += [row["id"] for row in page["items"]]
            assert page["total"] == 5
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert seen == ["t1", "t4", "t3", "t2", "t0"]
        assert client.delete("/api/threads/t1").status_code == 204
        assert client.get("/api/threads/t1").status_code == 404
        assert client.delete("/api/threads/t1").status_code == 404
        assert client.get("/api/threads?cursor=x").status_code == 400
        assert client.get("/api/threads").json()["total"] == 4


def test_turns_that_are_finished_at_once_are_all_kept(own_server: Server) -> None:
    questions = [f"what if the dollar rises {n / 10:g}%, for gold?" for n in range(1, 17)]
    with httpx2.Client(base_url=own_server.address, timeout=60) as client:
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda q: asked(client, "busy", q), questions))
        kept = [t["question"] for t in client.get("/api/threads/busy").json()["turns"]]
    assert sorted(kept) == sorted(questions)


def test_conversations_are_readable_by_their_owner_alone(own_server: Server) -> None:
    with httpx2.Client(base_url=own_server.address, timeout=30) as client:
        asked(client, "private", "what drives gold?")
    assert stat.S_IMODE(own_server.desk.threads.path.stat().st_mode) == 0o600


def test_conversations_stand_beside_the_store(tmp_path: Path) -> None:
    assert path_beside(f"sqlite:///{tmp_path}/map.db") == tmp_path / "map-chat.db"
    assert path_beside("sqlite:///knockon.db") == Path("knockon-chat.db")
    assert path_beside("neo4j://u:p@host:7687/x") == Path("knockon-chat.db")


def test_another_programs_database_is_not_written_to(tmp_path: Path) -> None:
    path = tmp_path / "x-chat.db"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE mine (a)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreForeign):
        Threads(path).page(None, 1)
    assert path.read_bytes() == before


def test_looking_makes_no_file(tmp_path: Path) -> None:
    threads = Threads(tmp_path / "none-chat.db")
    assert threads.last("t") is None
    with pytest.raises(NotKept):
        threads.turns("t")
    assert list(tmp_path.iterdir()) == []


def test_blanks_around_and_in_a_question_are_no_edit() -> None:
    assert said_after("", " and  gold?\n") == said_after("", "and gold?")
    assert said_after("", "a b") != said_after(said_after("", "a"), "b")


SERVE = [sys.executable, "-c", "from api.cli import main; main()", "serve", "--port", "0"]


def test_a_server_that_is_killed_loses_no_finished_turn(seeded_store: Path, tmp_path: Path) -> None:
    path = tmp_path / "killed.db"
    path.write_bytes(seeded_store.read_bytes())
    environment = {"PYTHONPATH": str(ROOT), "KNOCKON_STORE": f"sqlite:///{path}", "PATH": os.environ["PATH"]}
    finished: list[Any] = []
    for life in range(2):
        with subprocess.Popen(SERVE, env=environment, stderr=subprocess.PIPE, text=True, cwd=tmp_path) as process:
            assert process.stderr is not None
            address = (
                next(line for line in process.stderr if "listening on" in line).split("listening on ")[1].split()[0]
            )
            with httpx2.Client(base_url=address, timeout=60) as client:
                if life:
                    turns = client.get("/api/threads/long").json()["turns"]
                    assert [t["answer"] for t in turns][: len(finished)] == finished
                    assert asked(client, "long", "and gold?")["status"] == "answered"
                    process.kill()
                    continue
                for question in (FOR_SPX, "what about next month", "and the dollar?"):
                    finished.append(asked(client, "long", question))
                body = {"question": "and the Nasdaq?", "thread_id": "long"}
                with client.stream("POST", "/api/ask", json=body, headers={"accept": "text/event-stream"}) as stream:
                    for line in stream.iter_lines():
                        if line.startswith("data: ") and json.loads(line[6:])["type"] == "answer.completed":
                            finished.append(json.loads(line[6:])["answer"])
                            os.kill(process.pid, signal.SIGKILL)
                            break
    assert len(finished) == 4
    assert all(Answer.model_validate(a).status == "answered" for a in finished)
