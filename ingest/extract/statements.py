"""Where things stand and how they moved, as sentences tell it without a cause"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.linker import Mention
from ingest.claims import AnyClaim, StateClaim
from ingest.document import Passage, Span
from ingest.extract.amounts import extreme, magnitude
from ingest.extract.ends import named
from ingest.extract.spans import EN_STOP, ZH_BREAK, split
from ingest.extract.stance import stance

RULE = "rules/state"


def statements(
    passage: Passage, index: int, span: Span, mentions: Sequence[Mention], other: Sequence[AnyClaim]
) -> Iterator[StateClaim]:
    """Yield what a sentence says of single things: a number, a move, an extreme; one statement for each thing."""
    text = passage.text
    here = [m for m in mentions if span[0] <= m.start < span[1] and any(r.kind == "node" for r in m.candidates)]
    dated = {c.what.span for c in other if c.kind == "calendar"}
    for i, m in enumerate(here):
        stop = here[i + 1].start if i + 1 < len(here) else span[1]
        reach = (m.end, _end_of_clause(passage, m.end, stop))
        size = magnitude(text, reach, passage, [x.span for x in here])
        record = extreme(text, (m.end, stop), passage.language)
        thing = named(passage, m, (span[0], stop))
        if (size is None and not record) or thing.span in dated:
            continue
        how = stance(text, span, (m.start, stop), passage.language)
        yield StateClaim(
            document=passage.document,
            passage=passage.index,
            sentence=index,
            quote=text[span[0] : span[1]],
            span=passage.span(*span),
            language=passage.language,
            status="asserted" if how.status == "failed" else how.status,
            hedge=how.hedge,
            holder=how.holder,
            tense=how.tense,
            denied=how.denied,
            rhetorical=how.rhetorical,
            rule=RULE,
            reasons=how.reasons,
            thing=thing,
            magnitude=size,
            extreme=record,
        )


def _end_of_clause(passage: Passage, start: int, stop: int) -> int:
    """Return where a name's own clause ends; a Chinese one may go on once behind a comma, as its number often does."""
    at = ZH_BREAK if passage.language == "zh" else EN_STOP
    parts = split(passage.text, at, start, stop)
    if not parts:
        return stop
    has_number = any(c.isdigit() for c in passage.text[slice(*parts[0])])
    return parts[0][1] if has_number or len(parts) == 1 else parts[1][1]
