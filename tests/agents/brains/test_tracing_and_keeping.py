"""Spans of a run, and the file that keeps its steps."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from agents.brains import tracing
from agents.brains.agent import AgentBrain
from agents.brains.building import build
from agents.brains.choosing import brain_for
from agents.brains.keeping import open_checkpoints, serializer
from agents.brains.planner_model import ChatKnockonPlanner
from agents.brains.providers import ModelOptions
from agents.runs import Limits
from agents.verifying.draft import AnswerDraft, DraftClaim
from graph.content import Graph
from tests.agents.brains.runs import answered

QUESTION = "what if the December cut repricing fails"
LIMITS = Limits(seconds=20.0)


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """Yield where the spans of this test end up; the program's own tracer is left as it is."""
    kept = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(tracing, "tracer", lambda: provider.get_tracer("test"))
    yield kept
    provider.shutdown()


def named(spans: InMemorySpanExporter) -> dict[str, ReadableSpan]:
    return {span.name: span for span in spans.get_finished_spans()}


def test_a_run_is_an_agent_with_its_model_calls_and_tools(
    spans: InMemorySpanExporter, fake: ModelOptions, shipped: Graph
) -> None:
    list(brain_for("openai:good", fake).run(QUESTION, shipped, limits=LIMITS, thread_id="t1"))
    found = named(spans)
    agent = found["invoke_agent knockon"]
    told = dict(agent.attributes or {})
    assert told["gen_ai.conversation.id"] == "t1"
    assert told["knockon.graph_version"] == shipped.version
    for name in ("chat openai:good", "execute_tool resolve", "execute_tool scenario"):
        parent, own = found[name].parent, agent.context
        assert parent is not None
        assert own is not None
        assert parent.span_id == own.span_id, name
    assert dict(found["execute_tool scenario"].attributes or {})["knockon.receipt_id"] == "r2"
    assert dict(found["chat openai:good"].attributes or {})["gen_ai.usage.output_tokens"]


@pytest.mark.parametrize("content", [False, True])
def test_what_is_said_is_in_a_span_only_where_it_is_asked_for(
    content: bool, spans: InMemorySpanExporter, fake: ModelOptions, shipped: Graph
) -> None:
    brain = AgentBrain("openai:text-only", build("openai:text-only", fake), trace_content=content)
    list(brain.run(QUESTION, shipped, limits=LIMITS))
    told = " ".join(str(dict(span.attributes or {})) for span in spans.get_finished_spans())
    assert ("repricing" in told) is content


def test_without_a_tracer_set_up_nothing_is_recorded() -> None:
    with tracing.agent_span("planner", "c", "v") as span:
        assert not span.is_recording()
    assert isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


def test_the_steps_of_a_run_are_kept_and_can_be_read_again(tmp_path: Path, shipped: Graph) -> None:
    path = str(tmp_path / "steps.db")
    saver = open_checkpoints(path)
    brain = AgentBrain("planner", ChatKnockonPlanner(graph=shipped), checkpointer=saver)
    first = answered(list(brain.run(QUESTION, shipped, thread_id="t1")))
    second = answered(list(brain.run("where is the VIX", shipped, thread_id="t1")))
    assert first.headline != second.headline
    saver.conn.close()
    again = open_checkpoints(path)
    kept: Any = again.get_tuple({"configurable": {"thread_id": "t1"}})
    values = kept.checkpoint["channel_values"]
    assert values["structured_response"] == AnswerDraft(headline=second.headline)
    assert "repricing" not in str([m.content for m in values["messages"]])
    again.conn.close()


def test_our_own_models_are_read_back_and_no_others() -> None:
    writes = serializer()
    draft = AnswerDraft(headline="h", claims=(DraftClaim(text="t"),))
    assert writes.loads_typed(writes.dumps_typed(draft)) == draft
    foreign = ModelOptions(base_url="x")
    assert not isinstance(writes.loads_typed(writes.dumps_typed(foreign)), ModelOptions)
