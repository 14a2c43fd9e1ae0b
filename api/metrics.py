"""What a server counts of its runs, for Prometheus: all of it read off their events."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4

from agents.runs import RunCompleted, RunEvent, ToolCompleted, ToolFailed, Verified

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


class Metrics:
    """Counters of one server. Names and labels hold no question, no quote and nobody's name."""

    def __init__(self, under_way: Callable[[], int]) -> None:
        own = self._registry = CollectorRegistry()
        self._runs = Counter("knockon_runs", "Runs by how they ended.", ("door", "brain", "status"), registry=own)
        self._seconds = Histogram(
            "knockon_run_seconds", "How long runs took.", ("brain",), buckets=SECONDS, registry=own
        )
        self._answers = Counter(
            "knockon_answers", "Answers by what their checks said.", ("brain", "status"), registry=own
        )
        self._tools = Counter("knockon_tool_calls", "Calls of tools.", ("tool", "status"), registry=own)
        self._model_calls = Counter("knockon_model_calls", "Calls of a language model.", ("brain",), registry=own)
        self._tokens = Counter("knockon_model_tokens", "Tokens of a language model.", ("brain", "way"), registry=own)
        self._side = Counter(
            "knockon_side_requests", "Requests of chat clients for a title and the like.", ("kind",), registry=own
        )
        Gauge("knockon_runs_under_way", "Runs that have not ended.", registry=own).set_function(under_way)

    def seen(self, door: str, brain: str, event: RunEvent) -> None:
        """Count an event of a run. Of a brain only its provider is told apart: anyone may name any model."""
        brain = brain.partition(":")[0]
        if isinstance(event, ToolCompleted | ToolFailed):
            self._tools.labels(event.tool, "done" if isinstance(event, ToolCompleted) else "failed").inc()
        elif isinstance(event, Verified):
            self._answers.labels(brain, event.status).inc()
        elif isinstance(event, RunCompleted):
            self._runs.labels(door, brain, event.status).inc()
            self._seconds.labels(brain).observe(event.ms / 1000)
            self._model_calls.labels(brain).inc(event.usage.model_calls)
            self._tokens.labels(brain, "in").inc(event.usage.input_tokens)
            self._tokens.labels(brain, "out").inc(event.usage.output_tokens)

    def side_request(self, kind: str) -> None:
        """Count a request that was answered without a run."""
        self._side.labels(kind).inc()

    def text(self) -> bytes:
        """Return all counters in Prometheus' text format."""
        return generate_latest(self._registry)
