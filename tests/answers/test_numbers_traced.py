"""Every number that an answer shows is one that it holds: nothing is made up while writing."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from itertools import pairwise

import pytest

from agents.answer import Answer
from agents.answering.phrases import load_phrases
from agents.planner import answer
from graph.content import Graph
from graph.state import daily_sigma, move_between
from graph.trading_days import sessions_between
from tests.answers.questions import CHINESE, DAYS, ENGLISH
from tests.shipped import shipped_on

NUMBER = re.compile(r"(?<![A-Za-z0-9_.,])\d[\d,]*(?:\.\d+)?")
CITES = re.compile(r"\[ev\d+\]|https?://\S+")
WORKED_BY_THE_ENGINE = (
    "amplified", "放大",
    "of which", "Of which", "其中",
    "Waiting supply", "待释放供给", "Cross-check", "交叉检验", "average zero", "两者加权",
    "eve of the decision", "决议前夕", "Touching", "此前触及", "strength times", "scaled by", "强度乘以",
    "believed +", "相信为正",
)  # fmt: skip
"""Sentences about how a run was made; what they say is held by the tests of the engine and of the headline answer."""
STEPS = {
    "en": (1.0, 100.0),
    "zh": (1.0, 100.0, *sorted({float(f["zh"]) for key, f in load_phrases().items() if key.startswith("factor_")})),
}
"""A share is shown in percent, and Chinese counts jobs in ten thousands and dollars in hundred millions."""
FIXED = {"70", "16", "00", "21", "0", "500", "100"}
"""Of the sentences themselves: the central 70%, 16:00 New York, 21 trading days of a gate, names of assets."""


@cache
def _graph(as_of: dt.date) -> Graph:
    return shipped_on(as_of)


def _words(text: str) -> set[str]:
    return {n.replace(",", "") for n in NUMBER.findall(text)}


def _held(found: Answer, graph: Graph) -> tuple[list[float], set[str]]:
    """Return the numbers of the answer's fields, and those that stand in texts and names it quotes."""
    body = found.model_dump(mode="json", exclude={"markdown", "headline", "assumptions", "conflicts", "unknowns"})
    for branch in body["branches"]:
        for prose in ("story", "label", "phases", "offsets", "event"):
            branch.pop(prose)
    values: list[float] = []
    texts = [found.question, found.graph_version]
    queue: list[object] = [body]
    while queue:
        part = queue.pop()
        if isinstance(part, dict):
            queue += part.values()
        elif isinstance(part, list):
            queue += part
        elif isinstance(part, int | float) and not isinstance(part, bool):
            values.append(float(part))
        elif isinstance(part, str):
            texts.append(part)
    values += [v for b in found.branches for p in b.phases for v in p.effects.values()]
    values += [b.event.level for b in found.branches if b.event.level is not None]
    values += [o.contribution for b in found.branches for o in b.offsets if o.contribution is not None]
    values += _derived(found, graph)
    texts += _quoted(graph)
    return values, {n for text in texts for n in _words(text)}


def _derived(found: Answer, graph: Graph) -> list[float]:
    """Return counts, days, and moves between the levels that an answer cites."""
    rows = [float(n) for n in (len(found.evidence), len(found.assumptions), len(found.verification.checks))]
    rows += [float(len(b.paths)) for b in found.branches]
    rows += [v + sum(p.contribution for p in b.paths) for b in found.branches for v in b.residual.values()]
    for node in graph.nodes:
        seen = [o.value for o in graph.closes(node.id)[-2:] if o.value is not None]
        seen += [v for o in graph.observations if o.node == node.id for v in (o.before, o.value) if v is not None]
        rows += [*seen, *(move_between(node, a, b) for a, b in pairwise(seen) if a)]
    rows += [i.central for b in found.branches for i in b.impacts]
    for node in (graph.node(t) for t in found.interpretation.targets):
        rows += [5**0.5 * daily_sigma(graph, node), node.scale]
    for trigger in found.interpretation.triggers:
        node = graph.node(trigger.node)
        rows += [daily_sigma(graph, node, dict(found.interpretation.regimes)), *(node.scale_range or ())]
        rows += [5**0.5 * daily_sigma(graph, node), node.scale]
        for branch in found.branches:
            if branch.event.window:
                rows.append(float(sessions_between(*branch.event.window)))
    rows += [float(sessions_between(o.as_of, found.as_of)) for o in graph.observations if o.as_of < found.as_of]
    rows += [e.gate.share for e in graph.edges if e.gate]
    rows += [e.strength for e in graph.edges if e.gate]
    rows += [p for s in graph.scenarios for v in s.views for p in (v.low, v.high)]
    rows += [p for r in graph.regimes for p in r.probabilities.values()]
    return rows


def _quoted(graph: Graph) -> list[str]:
    """Return what the map says in words, and every date on its calendar as it is written out."""
    rows = [t for n in graph.nodes for t in (n.name.en, n.name.zh, n.scale_source, n.note, n.unit)]
    rows += [t for n in graph.nodes if n.definition for t in (n.definition.en, n.definition.zh)]
    rows += [t for e in graph.edges if e.mechanism for t in (e.mechanism.en, e.mechanism.zh)]
    rows += [f"{v.source} {v.text}" for e in graph.edges for v in e.evidence]
    rows += [t for o in graph.observations for t in (o.source, o.note, *((o.text.en, o.text.zh) if o.text else ()))]
    rows += [t for c in graph.calendar for t in (c.name.en, c.name.zh, *((c.note.en, c.note.zh) if c.note else ()))]
    for told in (b for s in graph.scenarios for b in s.branches):
        rows += [t for text in (told.label, told.story, *(p.text for p in told.phases)) for t in (text.en, text.zh)]
    rows += [t for n in graph.nodes for t in (*n.aliases.en, *n.aliases.zh)]
    rows += [f"{v.zh} {v.size}" for e in graph.edges for v in e.evidence]
    rows += [t for e in graph.edges if e.gate for t in (e.gate.why.en, e.gate.why.zh)]
    rows += [t for e in graph.edges if e.condition for t in (e.condition.en, e.condition.zh)]
    rows += [t for o in graph.observations if o.dispute for t in (o.dispute.en, o.dispute.zh)]
    rows += [t for r in graph.regimes for t in (r.persistence, r.persistence_zh)]
    rows += [
        t
        for r in graph.regimes
        for s in r.states
        for t in (s.rule, s.rule_zh, *((s.name.en, s.name.zh) if s.name else ()))
    ]
    for regime in graph.regimes:
        rows += [regime.source, *((regime.reading.en, regime.reading.zh) if regime.reading else ())]
    for event in graph.events:
        rows += [t for name in event.state_names.values() for t in (name.en, name.zh)]
    return rows


def _traced(shown: str, values: list[float], words: set[str], steps: tuple[float, ...]) -> bool:
    if shown in words or shown in FIXED:
        return True
    places = len(shown.partition(".")[2])
    slack = 0.5 * 10.0**-places + 1e-6
    return any(abs(abs(k * v) - float(shown)) <= slack for v in values for k in steps)


def _untraced(found: Answer, graph: Graph) -> list[str]:
    values, words = _held(found, graph)
    dates = {found.as_of, *(i.date for b in found.branches for i in b.impacts)}
    dates |= {d for b in found.branches for p in b.phases for d in (p.from_, p.to)}
    dates |= {d for b in found.branches if b.event.window for d in b.event.window}
    dates |= {o.as_of for o in graph.observations} | {e.gate.failed_on for e in graph.edges if e.gate}
    dates |= {d for c in graph.calendar for d in (c.date, c.until, c.was)}
    dates |= {v.date for e in graph.edges for v in e.evidence}
    dates |= {e.date for e in graph.events} | {e.known_from for _, e in graph.entities()}
    for date in (d for d in dates if d is not None):
        words |= {str(date.day), str(date.month), str(date.year)}
    text, _, _ = found.markdown.partition("### Sources" if found.language == "en" else "### 来源")
    steps = STEPS[found.language]
    lines = [line for line in text.splitlines() if not any(w in line for w in WORKED_BY_THE_ENGINE)]
    return [
        f"{n} in: {line}" for line in lines for n in _words(CITES.sub("", line)) if not _traced(n, values, words, steps)
    ]


@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("question", [*ENGLISH, *CHINESE])
def test_every_number_shown_is_held_by_the_answer_the_question_or_a_source(question: str, as_of: dt.date) -> None:
    found = answer(question, _graph(as_of))
    assert found.status == "answered", found.headline
    assert _untraced(found, _graph(as_of)) == []


def test_a_number_that_nothing_holds_is_noticed(english: Answer, shipped: Graph) -> None:
    tampered = english.model_copy(update={"markdown": english.markdown.replace("−0.9%", "−17.3%", 1)})
    assert [row.split(" in: ")[0] for row in _untraced(tampered, shipped)] == ["17.3"]
