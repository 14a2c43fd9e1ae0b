"""Where every chat door brings its question: brain and graph are found, the run is started, its turn is kept."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from agents.runs import AnswerCompleted, Brain, Language, Log, RunEvent, RunStarted, Turn
from api.answering import checked_question
from api.brains import PLANNER, brain_of
from api.chat.chat_file import path_beside
from api.chat.run_log import Run
from api.chat.runs import Runs
from api.chat.threads import Threads, said_after
from api.metrics import Metrics
from api.wire import AskRequest
from api.wiring import System
from graph.content import Graph


class Place(NamedTuple):
    """Where in a conversation a question stands."""

    thread_id: str | None = None
    after: int | None = None
    said: str = ""
    """What stands for all questions up to and with this one."""
    history: tuple[Turn, ...] = ()
    known: int = 0
    """How many of the questions that a client sent along stand in the thread."""


class Desk:
    """Takes questions from every chat door, so that all doors give the same answer."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.began = int(time.time())
        self.runs = Runs()
        self.threads = Threads(path_beside(system.settings.store))
        self.metrics = Metrics(lambda: self.runs.under_way)

    def ask(self, request: AskRequest, *, door: str, place: Place | None = None) -> Run:
        """Return the run that answers a question, under way; raise `BadInput` for one that cannot be run."""
        question = checked_question(request.question, self.system.settings)
        brain = brain_of(request.brain, self.system.settings)
        graph = self.system.views.at(request.as_of)
        place = place or self.place(request, question)
        run = Run(place.thread_id, partial(self.metrics.seen, door, brain.name))
        run.publish(
            Log(run.id).event(RunStarted, thread_id=place.thread_id, graph_version=graph.version, brain=brain.name)
        )
        told = partial(self._told, run, brain, question, graph, place, request.language)
        self.runs.start(run, told, waits=brain.name != PLANNER)
        return run

    def place(self, request: AskRequest, question: str) -> Place:
        """Return where the question stands in its thread: behind the turn it names, else behind the last one."""
        if request.thread_id is None:
            return Place()
        after = request.after if request.after is not None else self.threads.last(request.thread_id)
        way = self.threads.path_to(request.thread_id, after)
        return Place(request.thread_id, after, said_after(way.said, question), way.turns)

    def place_of(self, thread_id: str, questions: Sequence[str]) -> Place:
        """Return where the last of `questions` stands in a thread, for clients that send the whole conversation.

        It goes behind the longest row of them that the thread has: where a question was edited, the thread forks.
        """
        rows = [""]
        for question in questions:
            rows.append(said_after(rows[-1], question))
        turns = self.threads.said(thread_id)
        known = next((n for n in range(len(rows) - 2, 0, -1) if rows[n] in turns), 0)
        after = turns.get(rows[known])
        return Place(thread_id, after, rows[-1], self.threads.path_to(thread_id, after).turns, known)

    def close(self) -> None:
        """Stop what is under way and let go of the conversations."""
        self.runs.close()
        self.threads.close()

    def _told(
        self, run: Run, brain: Brain, question: str, graph: Graph, place: Place, language: Language
    ) -> Iterator[RunEvent]:
        """Yield the events of the run. A finished turn is on the disk before its answer is told."""
        for event in brain.run(
            question,
            graph,
            history=place.history,
            language=language,
            thread_id=place.thread_id,
            run_id=run.id,
            stop=run.stopping.is_set,
        ):
            if isinstance(event, AnswerCompleted) and place.thread_id is not None:
                self.threads.add(place.thread_id, place.after, question, place.said, run.id, event.answer)
            yield event
