"""Chinese causal frames that hold their ends apart: 受X影响，Y, 在X带动下，Y, 由于X，Y, 推动Y的是X and their like"""

from __future__ import annotations

import re
from collections.abc import Iterator

from graph.model import Relation
from ingest.document import Span
from ingest.extract.chinese_causes import left_of, verb_follows
from ingest.extract.chinese_clauses import PUNCTUATION, Sentence, patterns
from ingest.extract.grammar import load_words
from ingest.extract.spans import Found, end


def cleft(s: Sentence) -> Iterator[Found]:
    """推动Y的是X，而不是Z: both X and Z are told of, Z as what it is not."""
    for m in patterns()["cleft"].finditer(s.text, *s.span):
        effect = end(m.span("effect"))
        s.taken.append(m.span())
        yield Found(end(s.cause_end(*m.span("cause"))), effect, m.span("cue"), 0, 3, "cleft")
        if m["other"]:
            yield Found(end(s.cause_end(*m.span("other"))), effect, (m.end("cause"), m.start("other")), 0, 3, "cleft")


def good_or_bad(s: Sentence) -> Iterator[Found]:
    """X对Y不利."""
    pushes = load_words("zh")["good_or_bad"]
    for m in patterns()["good_or_bad"].finditer(s.text, *s.span):
        if s.is_free(m.span("word")):
            s.taken.append(m.span())
            yield Found(
                left_of(s, m.start()),
                end(s.effect_end(*m.span("what"))),
                m.span("word"),
                pushes[m["word"]],
                2,
                "good_or_bad",
            )


def wind(s: Sentence) -> Iterator[Found]:
    """X是Y的逆风."""
    pushes = load_words("zh")["wind"]
    for m in patterns()["wind"].finditer(s.text, *s.span):
        if s.is_free(m.span()):
            s.taken.append(m.span())
            effect = end(s.effect_end(*m.span("what")))
            yield Found(left_of(s, m.start()), effect, m.span("word"), pushes[m["word"]], 2, "good_or_bad")


def if_(s: Sentence) -> Iterator[Found]:
    """如果X，Y."""
    for m in patterns()["if"].finditer(s.text, *s.span):
        i = s.clause_of(m.start())
        if verb_follows(s, m.end(), i, least=3) or not s.is_free(m.span()):
            continue
        subject = s.cause_end(s.clauses[i][0], m.start())
        cause = (
            (subject[0], s.cause_end(m.end(), s.clauses[i][1])[1])
            if subject[1] > subject[0]
            else s.cause_end(m.end(), s.clauses[i][1])
        )
        yield Found(end(cause), end(s.result(i + 1)), m.span("cue"), 0, 2, "if")


def toward(s: Sentence) -> Iterator[Found]:
    """X 对 Y 造成影响: what stands before 对 works on what stands behind it."""
    nouns = load_words("zh")["toward_nouns"]
    for m in patterns()["toward"].finditer(s.text, *s.span):
        if not s.is_free(m.span("cue")) or s.text[m.end() : m.end() + 1] in "力因":
            continue
        cause = left_of(s, m.start())
        verb = m["cue"].startswith(("造成", "带来", "形成", "产生", "构成"))
        cue = (m.start("cue"), m.start("how")) if verb else m.span("noun")
        what, how = s.effect_end(*m.span("what")), (m.start("how"), m.end("noun"))
        s.taken.append((m.start("to"), m.end()))
        yield Found(cause, end(what, how) if verb else end(what), cue, nouns[m["noun"]], 3 if verb else 2, "toward")
    for m in patterns()["on"].finditer(s.text, *s.span):
        if s.is_free(m.span("noun")) and s.is_free(m.span("to")):
            s.taken.append((m.start("to"), m.end()))
            yield Found(
                left_of(s, m.start()), end(s.effect_end(*m.span("what"))), m.span("noun"), nouns[m["noun"]], 2, "toward"
            )
    for m in patterns()["give"].finditer(s.text, *s.span):
        if not s.is_free(m.span("cue")):
            continue
        i = s.clause_of(m.start())
        what = s.effect_end(*m.span("what"))
        rest = s.effect_end(m.end(), s.clauses[i][1])
        s.taken.append((m.start("to"), m.end()))
        yield Found(left_of(s, m.start()), end(what, rest), m.span("cue"), 0, 3, "toward")


def suffered(s: Sentence) -> Iterator[Found]:
    """受X影响，Y: what stands between is the cause; the effect stands around or behind it."""
    nouns = load_words("zh")["suffer_nouns"]
    for m in patterns()["suffer"].finditer(s.text, *s.span):
        noun = m.span("noun")
        if m["open"] in ("由于", "因为") and re.match("[了到着]", s.text[m.end() :]):
            continue
        if not s.is_free(noun) or patterns()["not_because"].match(s.text, m.start()):
            continue
        cause = s.cause_end(m.start("what"), m.end("mid"))
        i = s.clause_of(m.start())
        subject = s.cause_end(s.clauses[i][0], m.start())
        rest = s.effect_end(m.end(), s.clauses[i][1])
        if degree := re.match("(?:[较很有最程极不比]?较?[大小限深甚重轻])(?:的是|的有|的为)?(的)?", s.text[m.end() :]):
            rest = s.effect_end(m.end() + degree.end(), s.clauses[i][1])
            rest = rest if rest[1] - rest[0] > 2 else (0, 0)
        if rest[1] - rest[0] <= 1:
            rest = s.result(i + 1) if subject[1] - subject[0] < 20 else (0, 0)
        explains = re.search(
            "(?:主要|主要是|是|系|或|亦|或是)$", s.text[s.clauses[i][0] : m.start()].strip(PUNCTUATION)
        )
        if explains and rest[1] == 0 and i > 0:
            rest = s.before(i)
        s.taken.append((m.start(), m.end()))
        yield Found(end(cause), end(subject, rest), noun, nouns[m["noun"]], 3, "suffered")


def under(s: Sentence) -> Iterator[Found]:
    """在X带动下，Y."""
    nouns = load_words("zh")["under_nouns"]
    for m in patterns()["under"].finditer(s.text, *s.span):
        noun = m.span("noun")
        if not s.is_free(noun):
            continue
        i = s.clause_of(m.start())
        inside = s.text.rfind("在", s.clauses[i][0], m.start("noun"))
        cause = s.cause_end(inside + 1 if inside >= 0 else m.start("what"), m.start("noun"))
        subject = s.cause_end(s.clauses[i][0], inside) if inside >= 0 else (0, 0)
        rest = s.effect_end(m.end(), s.clauses[i][1])
        if rest[1] - rest[0] <= 1:
            rest = s.result(i + 1)
        s.taken.append((m.start(), m.end()))
        yield Found(end(cause), end(subject, rest), noun, nouns[m["noun"]], 3, "under")


def reasons(s: Sentence) -> Iterator[Found]:
    """Y，主要由于X: the cause stands behind."""
    for m in patterns()["reason"].finditer(s.text, *s.span):
        i = s.clause_of(m.start())
        left = s.cause_end(s.clauses[i][0], m.start())
        left = _without_reason_word(s, left)
        if left[1] - left[0] < 2 or patterns()["pointer"].match(s.text[left[0] : left[1]]):
            left = s.before(i)
        left = _without_reason_word(s, left)
        if left[1] - left[0] < 2 or not s.is_free(m.span()):
            continue
        a, b = m.end(), s.clauses[i][1]
        if b - a < 2 and i + 1 < len(s.clauses):
            a, b = s.clauses[i + 1]
        if c := patterns()["closer"].search(s.text[a:b]):
            b = a + c.start()
        s.taken.append((m.start(), b))
        yield Found(end(s.cause_end(a, b)), end(left), m.span(), 0, load_words("zh")["reason"][m.group()], "reason")


def are_reasons(s: Sentence) -> Iterator[Found]:
    """X是Y的主要原因."""
    for m in patterns()["is_reason"].finditer(s.text, *s.span):
        if s.is_free(m.span()):
            s.taken.append(m.span())
            yield Found(
                left_of(s, m.start()), end(s.effect_end(*m.span("what"))), (m.end("what"), m.end()), 0, 3, "is_reason"
            )


def _without_reason_word(s: Sentence, span: Span) -> Span:
    m = re.search("的?(?:主要|直接|根本|核心|重要|另一|一个)*(?:原因|主因|因素)[^，]{0,3}$", s.text[span[0] : span[1]])
    return (span[0], span[0] + m.start()) if m else span


def because(s: Sentence) -> Iterator[Found]:
    """由于X，Y."""
    trust = load_words("zh")["because"]
    for m in patterns()["because"].finditer(s.text, *s.span):
        if not s.is_free(m.span()) or any(
            n.start() <= m.start() < n.end()
            for n in patterns()["not_because"].finditer(s.text, max(0, m.start() - 1), m.end() + 4)
        ):
            continue
        i = s.clause_of(m.start())
        if verb_follows(s, m.end(), i):
            continue
        cause = s.cause_end(m.end(), s.clauses[i][1])
        subject = s.cause_end(s.clauses[i][0], m.start())
        effect = s.result(i + 1)
        if m.group() == "叠加" and subject[1] - subject[0] > 1:
            yield Found(end(subject, cause), end(effect), m.span(), 0, trust[m.group()], "because", _order(m.group()))
            continue
        if m.group() == "因" and m.start() > s.clauses[i][0] and subject[1] - subject[0] >= 2 and effect[1] == 0:
            effect = subject
        if effect[1] == 0 and i > 0 and m.start() - s.clauses[i][0] < 3:
            effect = s.before(i)
        yield Found(end(cause), end(effect), m.span(), 0, trust[m.group()], "because", _order(m.group()))


def _order(word: str) -> Relation:
    return "precedes" if word in load_words("zh")["because_precedes"] else "causes"


def closing(s: Sentence) -> Iterator[Found]:
    """Y是X所致, Y并非X所致."""
    for m in patterns()["closing"].finditer(s.text, *s.span):
        if s.is_free(m.span()):
            s.taken.append(m.span())
            effect = s.cause_end(*m.span("effect"))
            yield Found(end(s.cause_end(*m.span("cause"))), end(effect), m.span("cue"), 0, 3, "closing")


def inner_therefore(s: Sentence) -> Iterator[Found]:
    """X，Y应声下跌."""
    trust = load_words("zh")["inner_therefore"]
    for m in patterns()["inner"].finditer(s.text, *s.span):
        i = s.clause_of(m.start())
        a, b = s.clauses[i]
        subject = s.cause_end(a, m.start())
        if i == 0 or subject[1] - subject[0] < 2 or not s.is_free(m.span()):
            continue
        effect = end(subject, s.effect_end(m.end(), b))
        yield Found(end(s.before(i)), effect, m.span(), 0, trust[m.group()], "therefore")


def therefore(s: Sentence) -> Iterator[Found]:
    """X，因此Y."""
    trust = load_words("zh")["therefore"]
    for m in patterns()["therefore"].finditer(s.text, *s.span):
        i = s.clause_of(m.start())
        if not s.is_free(m.span()) or i == 0 or m.start() - s.clauses[i][0] > 4:
            continue
        if verb_follows(s, m.end(), i):
            continue
        yield Found(
            end(s.before(i)), end(s.effect_end(m.end(), s.clauses[i][1])), m.span(), 0, trust[m.group()], "therefore"
        )
