"""Where the cause of a Chinese causal word stands: before it in its clause, or in the clauses before that"""

from __future__ import annotations

import re

from ingest.document import Span
from ingest.extract.chinese_clauses import PUNCTUATION, Sentence, patterns
from ingest.extract.grammar import verbs
from ingest.extract.spans import End, end

ON = re.compile("从而|进而|继而|由此")


def left_of(s: Sentence, at: int) -> End:
    """Return the cause that stands before a place in its clause, or in the clauses before it."""
    i = s.clause_of(at)
    cause = s.cause_end(s.clauses[i][0], at)
    if _points_back(s, cause):
        return _chained(s, i, at)
    return end(_behind_opener(s, cause))


def _chained(s: Sentence, i: int, at: int) -> End:
    """Return the cause in the clauses before: what they led to where it goes on from that, else all they tell."""
    a = s.clauses[i][0]
    if i and ON.search(s.text[a:at]):
        told = [m for m in patterns()["verb"].finditer(s.text, *s.clauses[i - 1]) if verbs("zh")[m.group()].trust >= 2]
        if told and (piece := s.cause_end(told[-1].end(), s.clauses[i - 1][1]))[1] - piece[0] > 1:
            return end(piece)
    if i == 0 and (m := patterns()["pointer"].match(s.text[a:at])):
        return end((a, a + m.end()))
    return s.chain(i)


def _points_back(s: Sentence, span: Span) -> bool:
    words = s.text[span[0] : span[1]].strip(PUNCTUATION)
    m = patterns()["pointer"].match(words)
    return len(words) < 2 or bool(m and len(words) - m.end() < 2)


def _behind_opener(s: Sentence, cause: Span) -> Span:
    """Return the cause behind 由于, 因, 由 when one of them stands inside it."""
    for word in ("由于", "因为", "因", "由"):
        at = s.text.rfind(word, cause[0], cause[1] - 2)
        if (
            at >= 0
            and not patterns()["not_because"].search(s.text[max(0, at - 1) : at + 3])
            and s.text[at : at + 2] not in ("自由", "理由", "由此", "经由")
        ):
            return s.cause_end(at + len(word), cause[1])
    return cause


def verb_follows(s: Sentence, at: int, i: int, least: int = 2) -> bool:
    """Return whether a causal verb in this clause, or at the head of the next, joins the ends by itself."""
    table = verbs("zh")
    here = any(
        table[m.group()].trust >= least and m.end() < s.clauses[i][1]
        for m in patterns()["verb"].finditer(s.text, at, s.clauses[i][1])
    )
    if here or i + 1 >= len(s.clauses):
        return here
    a, b = s.clauses[i + 1]
    m = patterns()["verb"].search(s.text, a, b)
    return bool(m and table[m.group()].trust >= least and (lambda c: c[1] - c[0] < 2)(s.cause_end(a, m.start())))
