"""What somebody wrote in so many words is shown word for word, with its place, beside the surest sources."""

from __future__ import annotations

from agents.answering.citations import PER_EDGE, Sources
from graph.model import Edge, Evidence

QUOTE = "Rain lifts grain, as every year."


def edge(*more: Evidence) -> Edge:
    sure = tuple(
        Evidence(id=f"e{n}", kind="literature", text=f"a study {n}", source=f"Study {n}", says="+", size="2 % per 1 %")
        for n in range(PER_EDGE + 1)
    )
    return Edge(id="x", cause="rain", effect="grain", strength=1, evidence=sure + more)


def quote() -> Evidence:
    return Evidence(
        id="said.d.1", kind="quote", text=QUOTE, zh="", source="The Paper", says="+", certainty="derived", document="d",
        span=(40, 72), size="2%",
    )  # fmt: skip


def test_a_quotation_stands_beside_the_surest_sources_and_is_literal() -> None:
    sources = Sources()
    assert len(sources.of_edge(edge(quote()))) == PER_EDGE + 1
    shown = sources.cited[-1]
    assert (shown.text, shown.document, shown.span) == (QUOTE, "d", (40, 72))


def test_without_quotations_the_surest_sources_stand_alone() -> None:
    sources = Sources()
    assert len(sources.of_edge(edge())) == PER_EDGE
    assert sources.cited[0].text == "a study 0 (2 % per 1 %)"
