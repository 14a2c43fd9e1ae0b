"""Questions nobody would ask are read, and answered, declined or asked back: in time, and never with a fault."""

from __future__ import annotations

import datetime as dt
import json
import random
import time
from contextlib import suppress
from functools import cache

import pytest
from hypothesis import Phase, given, note, settings
from hypothesis import strategies as st

from agents.answering.checks import verification
from agents.planner import answer
from agents.reading.interpret import interpret
from graph.content import Graph
from graph.errors import AnswerRefused, KnockonError
from ingest.seed import shipped_graph
from tests.soak.questions import names_of, odd_question

pytestmark = pytest.mark.soak

seeds = st.integers(0, 2**48)
PHASES = (Phase.explicit, Phase.generate)
READ_WITHIN, ANSWERED_WITHIN, ALL_ANSWERED_WITHIN = 0.5, 2.0, 15.0
"""Seconds of processor time: to read a question, to answer 99 in 100, and to answer any.

The slow ones are drawn round a loop through a bent link, day by day.
"""


@cache
def shipped() -> Graph:
    """Return the shipped graph; not a fixture, since a failing test would tell all of it."""
    graph = shipped_graph(dt.date(2025, 11, 21))
    answer("What if VIX rises by 5?", graph)  # what is kept from the first answer on is not this question's time
    answer("如果恐慌指数上升会怎样", graph)
    return graph


@cache
def names() -> tuple[str, ...]:
    """Return what the shipped graph calls its things."""
    return names_of(shipped())


def check_refusal(error: KnockonError) -> None:
    assert not isinstance(error, AnswerRefused), error.detail
    assert error.detail
    assert "\n" not in error.detail


def check_reading(question: str, graph: Graph) -> None:
    began = time.process_time()
    reading = interpret(question, graph)
    assert time.process_time() - began < READ_WITHIN
    json.loads(reading.model_dump_json())
    for trigger in reading.triggers:
        assert trigger.node in graph.by_id
        start, end = trigger.span or (0, 0)
        assert 0 <= start <= end <= len(question)
    if reading.intent in {"out_of_scope", "ambiguous"}:
        assert reading.message


@settings(max_examples=3000, phases=PHASES)
@given(seed=seeds)
def test_any_mixture_of_names_words_numbers_and_noise_is_read(seed: int) -> None:
    question = odd_question(random.Random(seed), names())
    note(repr(question))
    check_reading(question, shipped())


@settings(max_examples=1000, phases=PHASES)
@given(question=st.text(max_size=300))
def test_any_text_is_read(question: str) -> None:
    check_reading(question, shipped())


@settings(max_examples=700, phases=PHASES)
@given(seed=seeds)
def test_any_mixture_is_answered_declined_or_asked_back(seed: int) -> None:
    question = odd_question(random.Random(seed), names())
    note(repr(question))
    start = time.process_time()
    try:
        found = answer(question, shipped())
    except KnockonError as error:
        check_refusal(error)
        return
    assert time.process_time() - start < ALL_ANSWERED_WITHIN
    if found.status == "answered":
        assert verification(found, shipped()) == found.verification
    assert found.headline.strip()
    assert found.markdown.strip()
    json.loads(found.model_dump_json())


def test_ninety_nine_of_a_hundred_mixtures_are_answered_at_once() -> None:
    times = []
    for seed in range(200):
        start = time.process_time()
        with suppress(KnockonError):
            answer(odd_question(random.Random(f"at once {seed}"), names()), shipped())
        times.append(time.process_time() - start)
    assert sorted(times)[197] < ANSWERED_WITHIN


def test_some_mixtures_are_answered_and_some_are_not() -> None:
    read = [interpret(odd_question(random.Random(n), names()), shipped()).intent for n in range(300)]
    assert len(set(read)) >= 6
    assert 30 <= sum(intent not in {"out_of_scope", "ambiguous"} for intent in read) <= 270
