"""What goes over from one sentence to the next, and where a sentence states its condition"""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.linker import Mention
from ingest.claims import Claim, Named
from ingest.document import Passage, Span
from ingest.extract.ends import named

CONDITION = {
    "en": re.compile(
        r"(?P<if>\b(?:if|unless|provided(?: that)?|as long as|once|assuming|in the event of|only when)\b[^,;.]{3,120})",
        re.I,
    ),
    "zh": re.compile(r"(?P<if>(?:如果|若(?!干)|一旦|倘若|假如|只要|除非|(?<!主)要是|万一)[^，,；;。]{2,60})"),
}
"""The clause a sentence makes its claim depend on."""


def carried_over(
    passage: Passage, span: Span, mentions: Sequence[Mention], claims: Sequence[Claim]
) -> tuple[Named, ...]:
    """Return what "this" or "it" of the next sentence stands for: the last effect, or the first thing named."""
    last = [c.effect for c in claims if c.effect.node and not c.denied]
    if last:
        return (last[-1],)
    inside = [m for m in mentions if span[0] <= m.start < span[1]]
    first = next((m for m in inside if any(r.kind == "node" for r in m.candidates)), None)
    return (named(passage, first, span),) if first else ()
