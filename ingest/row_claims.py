"""Claims of a table that somebody brings: each row is one, in the words of its cells, linked by the registry."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast, get_args

from graph.linker import Linker
from graph.model import Relation, Sign, Status
from ingest.claims import Claim, Named
from ingest.document import Passage
from ingest.passages import Cut
from ingest.readers.reading import Triple

SIGNS: dict[str, Sign] = {"+": "+", "-": "-", "−": "-", "–": "-", "0": "0", "positive": "+", "negative": "-",
                          "plus": "+", "minus": "-", "none": "0", "up": "+", "down": "-", "正": "+", "负": "-",
                          "1": "+", "-1": "-", "+1": "+"}  # fmt: skip
STATUSES = frozenset(get_args(Status))
RELATIONS = frozenset(get_args(Relation))


def claims_of_rows(cut: Cut, triples: tuple[Triple, ...], linker: Linker, nodes: frozenset[str]) -> Iterator[Claim]:
    """Yield the claim of each row whose passage is whole; a cell that names nothing known stays without a node."""
    by_start = {p.start: p for p in cut.passages}
    for triple in triples:
        passage = by_start.get(cut.starts[triple.block])
        if passage is not None:
            yield _claim(passage, triple.cells, linker, nodes)


def _claim(passage: Passage, cells: dict[str, str], linker: Linker, nodes: frozenset[str]) -> Claim:
    cause = _named(cells["cause"], passage.text.find(cells["cause"]), passage, linker, nodes)
    effect = _named(cells["effect"], len(cells["cause"]) + len(" -> "), passage, linker, nodes)
    said: Sign | None = SIGNS.get(cells.get("sign", "").lower())
    if said in ("+", "-") and cause.turned != effect.turned:
        said = "-" if said == "+" else "+"
    status = cells.get("status", "")
    relation = cells.get("relation", "")
    quoted = cells.get("quote", "")
    # Without a quotation of its own the row itself is what is quoted.
    start = passage.start
    return Claim(
        document=passage.document, passage=passage.index, sentence=0, quote=passage.text,
        span=(start, passage.end), language=passage.language, cause=cause, effect=effect, sign=said,
        status=cast(Status, status) if status in STATUSES else "asserted",
        relation=cast(Relation, relation) if relation in RELATIONS else "causes",
        holder=cells.get("source", ""), rule="table/row" if quoted else "table/bare_row",
    )  # fmt: skip


def _named(words: str, at: int, passage: Passage, linker: Linker, nodes: frozenset[str]) -> Named:
    span = passage.span(at, at + len(words))
    if words in nodes:
        return Named(words=words, span=span, node=words)
    whole = [m for m in linker.link(words) if m.end - m.start >= len(words.strip()) - 1]
    found = [c for m in whole for c in m.candidates if c.kind == "node"]
    ids = tuple(dict.fromkeys(c.id for c in found))
    if len(ids) == 1:
        return Named(words=words, span=span, node=ids[0], turned=found[0].sign < 0)
    return Named(words=words, span=span, candidates=ids)
