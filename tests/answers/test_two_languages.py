"""An answer speaks the language of its question, and every sentence exists in both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

import pytest
import yaml
from yaml.nodes import MappingNode

from agents.answering.engine_words import warning_words
from agents.answering.numbers import amount
from agents.answering.phrases import PHRASES, load_phrases
from agents.planner import answer
from graph.content import Graph
from graph.scenario import Scenario, Warning, WhatIfResult
from tests.shipped import shipped_on

from .questions import CHINESE, DAYS, ENGLISH

HAN = re.compile(r"[一-鿿]")
ENGLISH_RUN = re.compile(r"[A-Za-z]{3,} [a-z]{3,}")
GRAPHS = {day: shipped_on(day) for day in DAYS}
CODES = (
    "regime_unknown", "regime_unread", "regimes_sampled", "not_reached", "draws_unstable", "no_draws",
    "threshold_feedback", "threshold_latched", "long_run_undefined", "gate", "form_as_linear", "cap_active",
    "ends_without_size", "form_capped", "beyond_knots", "form_unsettled", "regime_switching", "out_of_bounds",
)  # fmt: skip


def _sources(graph: Graph) -> list[str]:
    """Return names of sources, and the words of theirs that are quoted as they stand."""
    rows = [o.source for o in graph.observations] + [r.source for r in graph.regimes]
    rows += [t for e in graph.edges for v in e.evidence for t in (v.source, v.text)]
    rows += [v.source for s in graph.scenarios for v in s.views] + [c.source for c in graph.calendar]
    return sorted({r for r in rows if r}, key=lambda r: -len(r))


@pytest.mark.parametrize("as_of", DAYS, ids=str)
@pytest.mark.parametrize("question", CHINESE)
def test_a_chinese_answer_has_no_english_but_names_and_quotes_of_sources(question: str, as_of: object) -> None:
    graph = GRAPHS[as_of]  # type: ignore[index]  # one of DAYS
    found = answer(question, graph)
    text = found.markdown.partition("### 来源")[0]
    for source in _sources(graph):
        text = text.replace(source, "")
    assert [line for line in text.splitlines() if ENGLISH_RUN.search(line)] == []


@pytest.mark.parametrize("question", ENGLISH)
def test_an_english_answer_has_no_chinese(question: str) -> None:
    assert not HAN.search(answer(question, GRAPHS[DAYS[0]]).markdown)


@pytest.mark.parametrize("question", [*ENGLISH, *CHINESE])
def test_no_answer_shows_the_id_of_a_thing(question: str) -> None:
    graph = GRAPHS[DAYS[0]]
    found = answer(question, graph)
    text = found.markdown.replace(found.question, "")
    ids = {n.id for n in graph.nodes if "_" in n.id} | {e.id for e in graph.edges}
    ids |= {f"{r.id}.{s.id}" for r in graph.regimes for s in r.states}
    assert [i for i in sorted(ids) if i in text] == []


def test_every_sentence_has_both_languages_and_the_same_blanks() -> None:
    for key, both in load_phrases().items():
        assert set(both) == {"en", "zh"}, key
        blanks = [{name for _, name, _, _ in Formatter().parse(text) if name} for text in both.values()]
        assert blanks[0] == blanks[1], key


def _duplicates(node: MappingNode) -> Iterator[str]:
    seen = set()
    for key, value in node.value:
        if key.value in seen:
            yield key.value
        seen.add(key.value)
        if isinstance(value, MappingNode):
            yield from _duplicates(value)


def test_no_sentence_is_written_twice_under_one_key() -> None:
    phrases = yaml.compose(PHRASES.read_text(encoding="utf-8"))
    assert isinstance(phrases, MappingNode)
    assert list(_duplicates(phrases)) == []


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_warning_of_the_engine_is_said_in_the_readers_language_once(code: str, language: str) -> None:
    warnings = (Warning(code=code, detail="edge one_two is odd"), Warning(code=code, detail="edge three_four is odd"))
    result = WhatIfResult(graph_version="v", scenario=Scenario(), horizons=(1,), effects=(), warnings=warnings)
    (words,) = warning_words(result, language)
    assert bool(HAN.search(words)) == (language == "zh")
    assert "_" not in words


def test_a_warning_that_nobody_put_into_words_is_named_by_its_code() -> None:
    odd = Warning(code="brand_new", detail="something")
    result = WhatIfResult(graph_version="v", scenario=Scenario(), horizons=(1,), effects=(), warnings=(odd,))
    assert warning_words(result, "zh") == ["引擎提示：brand_new"]
    assert warning_words(result, "en", {"brand_new"}) == []


def test_the_decisions_two_outcomes_are_told_apart(shipped: Graph) -> None:
    # The odds fall to 39.1%: a cut is a surprise of 60.9 pp, a hold one of -39.1 pp.
    found = answer("what if the December cut repricing fails", shipped)
    (told,) = [p.what for p in found.branches[0].phases if "average zero" in p.what]
    assert "The Fed cuts" in told
    assert "The Fed holds" in told
    assert told.count("a surprise of") == 2


@pytest.mark.parametrize(
    ("value", "unit", "en", "zh"),
    [(1.4, "pts", "+1.4 pts", "+1.4点"), (-0.9, "%", "−0.9%", "−0.9%"), (4.7, "bp", "+4.7 bp", "+4.7 bp"),
     (20, "k jobs", "+20 k jobs", "+2.0万人"), (1, "0/1", "+1.0", "+1.0"), (10.000000000000002, "%", "+10%", "+10%")],
)  # fmt: skip
def test_units_are_words_of_the_language_or_symbols(value: float, unit: str, en: str, zh: str) -> None:
    assert (amount(value, unit), amount(value, unit, language="zh")) == (en, zh)
