"""Cause and effect in one Chinese sentence: what stands before and behind each causal word, by the word's shape"""

from __future__ import annotations

from collections.abc import Iterator

from ingest.document import Span
from ingest.extract import chinese_frames as frames
from ingest.extract.chinese_causes import left_of
from ingest.extract.chinese_clauses import PUNCTUATION, Sentence, patterns
from ingest.extract.grammar import Cue, verbs
from ingest.extract.spans import Found, end

NO_OBJECT = "对的将会也并且而和、较至到仍"
"""What stands where the object of a verb ought to, when it has none: 次数减少对黄金不利."""


def relations(text: str, span: Span) -> list[Found]:
    """Return what one sentence joins as cause and effect, in order of the joining words."""
    s = Sentence(text, span)
    found = [
        *frames.cleft(s),
        *frames.good_or_bad(s),
        *frames.wind(s),
        *frames.closing(s),
        *frames.toward(s),
        *frames.suffered(s),
        *frames.under(s),
        *frames.are_reasons(s),
        *frames.reasons(s),
        *_verbs(s),
        *frames.because(s),
        *frames.therefore(s),
        *frames.inner_therefore(s),
        *frames.if_(s),
    ]
    return sorted((f for f in found if _sound(f)), key=lambda f: f.cue)


def _sound(f: Found) -> bool:
    if not f.cause.pieces or not f.effect.pieces:
        return False
    return sum(b - a for a, b in f.cause.pieces) > 0 and sum(b - a for a, b in f.effect.pieces) > 0


def _verbs(s: Sentence) -> Iterator[Found]:
    table = verbs("zh")
    at = s.span[0]
    while m := patterns()["verb"].search(s.text, at, s.span[1]):
        at = m.end()
        wrong = any(
            n.start() <= m.start() < n.end()
            for n in patterns()["not_verb"].finditer(s.text, max(0, m.start() - 3), m.end() + 3)
        )
        if table[m.group()].trust == 1 and s.text[m.end() : m.end() + 1] in NO_OBJECT:
            continue
        if wrong or not s.is_free(m.span()) or patterns()["verb"].match(s.text, m.end()):
            # Right before another verb it is a noun: 关税冲击推高物价.
            continue
        yield from _verb(s, m.start(), m.end(), table[m.group()], len(m.group()))


def _verb(s: Sentence, start: int, stop: int, cue: Cue, length: int) -> Iterator[Found]:
    i = s.clause_of(start)
    a, b = s.clauses[i]
    right = s.text[stop:b].strip(PUNCTUATION)
    if not right or right == "的":
        # Y (主要)由X导致: the verb closes the clause.
        by = max(s.text.rfind(w, a, start) for w in ("由", "因", "受", "是"))
        effect = s.cause_end(a, by) if by > a else (0, 0)
        if effect[1] - effect[0] < 2:
            effect = s.before(i)
        if by >= a:
            yield Found(
                end(s.cause_end(by + 1, start)),
                end(effect),
                (start, stop),
                cue.push,
                cue.trust,
                "closing",
                cue.relation,
            )
        return
    causes = left_of(s, start)
    earlier = next(
        (m for m in patterns()["verb"].finditer(s.text, a, start) if verbs("zh")[m.group()].trust >= 2), None
    )
    if earlier and (on := patterns()["goes_on"].search(s.text, earlier.end(), start)):
        same = on.group(1) in ("并", "及", "和", "以及", "、")
        causes = left_of(s, earlier.start()) if same else end(s.cause_end(earlier.end(), on.start()))
    effect = s.effect_end(stop, b)
    rule = "verb"
    if s.text.startswith("的", stop) and not s.text.startswith("的是", stop) and not s.text.startswith("的就是", stop):
        rule = "relative"
        for m in patterns()["noun_end"].finditer(s.text, effect[0] + 2, b):
            if m.group() != "是" or s.text[m.start() - 1] not in "其别就还但":
                effect = (effect[0], m.start())
                break
    yield Found(causes, end(effect), (start, stop), cue.push, cue.trust, rule, cue.relation, cue.shape == "turns")
