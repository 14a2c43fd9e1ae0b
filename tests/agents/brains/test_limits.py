"""The ledger of a run, the toolbox it calls with, and the thread it works on."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from agents.brains.failing import Ended
from agents.brains.ledger import Ledger
from agents.brains.side import Side
from agents.brains.toolbox import Toolbox, summary
from agents.runs import Event, Limits, ToolProgress
from graph.content import Graph
from graph.errors import BadInput, NotInGraph


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def ledger(clock: Clock | None = None, **limits: Any) -> Ledger:
    def unheard(kind: type[Event], fields: dict[str, Any]) -> None:
        del kind, fields

    return Ledger(Limits(**limits), unheard, clock or Clock())


def code_of(caught: pytest.ExceptionInfo[Ended]) -> str:
    return caught.value.code


def test_one_model_call_too_many_ends_the_run() -> None:
    book = ledger(model_calls=2)
    book.model_called()
    book.model_called()
    with pytest.raises(Ended) as caught:
        book.model_called()
    assert code_of(caught) == "limit.model_calls"
    assert book.usage.model_calls == 2


def test_time_is_up_when_it_is_up() -> None:
    clock = Clock()
    book = ledger(clock, seconds=5.0)
    clock.now = 4.9
    book.check()
    clock.now = 5.0
    with pytest.raises(Ended) as caught:
        book.check()
    assert code_of(caught) == "limit.seconds"


def test_tokens_of_all_calls_add_up() -> None:
    book = ledger(tokens=100)
    book.tokens(60, 30)
    book.check()
    book.tokens(5, 5)
    with pytest.raises(Ended) as caught:
        book.check()
    assert code_of(caught) == "limit.tokens"


def test_a_call_that_is_repeated_for_ever_ends_the_run() -> None:
    book = ledger(repeats=1)
    assert [book.tool_called("a"), book.tool_called("b"), book.tool_called("a")] == [1, 1, 2]
    with pytest.raises(Ended) as caught:
        book.tool_called("a")
    assert code_of(caught) == "limit.repeats"


def test_a_run_nobody_waits_for_goes_no_further() -> None:
    book = ledger()
    book.stopped.set()
    with pytest.raises(Ended) as caught:
        book.model_called()
    assert code_of(caught) == "cancelled"


def test_equal_calls_share_a_receipt_and_receipts_are_numbered_in_order(shipped: Graph) -> None:
    tools = Toolbox(shipped)
    first = tools.call("graph_info", {})
    second = tools.call("resolve", {"text": "VIX"})
    assert tools.call("graph_info", {}) is first
    assert [c.receipt.id for c in tools.calls] == ["r1", "r2"]
    assert summary(second) == "mentions 1"


def test_a_call_that_is_refused_leaves_no_receipt(shipped: Graph) -> None:
    tools = Toolbox(shipped)
    with pytest.raises(NotInGraph):
        tools.call("no_such_tool", {})
    with pytest.raises(BadInput):
        tools.call("resolve", {"words": "VIX"})
    assert tools.calls == []


def test_threads_that_call_at_once_share_the_work(shipped: Graph) -> None:
    tools = Toolbox(shipped)
    threads = [threading.Thread(target=tools.call, args=("resolve", {"text": "VIX"})) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(tools.calls) == 1


def test_what_is_told_on_the_side_is_heard_in_order() -> None:
    side = Side(5.0)

    def tell() -> None:
        for n in range(3):
            side.emit(ToolProgress, {"n": n})

    side.start(tell)
    assert [fields["n"] for _, fields in side.events(lambda: False)] == [0, 1, 2]
    assert side.failure is None


def test_a_failure_on_the_side_is_told_and_not_raised() -> None:
    def fail() -> None:
        raise ConnectionError("x")

    side = Side(5.0)
    side.start(fail)
    assert list(side.events(lambda: False)) == []
    assert side.failure is not None
    assert side.failure.code == "model.unreachable"


def test_work_that_hangs_is_left_behind() -> None:
    hangs = threading.Event()
    side = Side(0.2)

    def hang() -> None:
        hangs.wait(30)

    side.start(hang)
    assert list(side.events(lambda: False)) == []
    assert side.failure is not None
    assert side.failure.code == "limit.seconds"
    hangs.set()
