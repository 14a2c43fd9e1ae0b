"""Cause and effect in one English sentence: what stands before and behind each causal word"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from graph.model import Relation
from ingest.document import Span
from ingest.extract.grammar import Cue, load_words, one_of, written
from ingest.extract.spans import Found, end

EDGES = " \t\n,;:–—-"


@cache
def _cues(side: str) -> tuple[tuple[re.Pattern[str], Cue], ...]:
    shared = load_words("patterns")
    return tuple(
        (
            re.compile(
                r"(?:(?<![\w'’-])|(?=[,;]))"
                + (shared["adverbs"] if side == "backward" else "")
                + rf"(?:{'|'.join(row['cues'] if 'cues' in row else _forms(row['bases']))})(?![\w'’-])"
                + (shared["no_object"] if side == "forward" and row["push"] else ""),
                re.I,
            ),
            Cue(row["push"], row["trust"], row.get("relation", "causes"), row.get("shape", "")),
        )
        for row in load_words("en")[side]
    )


def _forms(bases: list[str]) -> list[str]:
    """Return the pattern of all forms of verbs, with the helping verbs that may stand before them."""
    helping = load_words("patterns")["helping"]
    found = []
    for base in bases:
        verb, _, rest = base.partition(" ")
        stem = verb[:-1] if verb[-1] in "ey" else verb
        irregular = load_words("en")["irregular"].get(verb, [])
        forms = [verb, f"{verb}e?s", f"{stem}ies", f"{stem}{verb[-1]}?i?ed", f"{stem}{verb[-1]}?ing", *irregular]
        found.append(f"(?:{'|'.join(forms)})" + (f" {re.escape(rest)}" if rest else ""))
    return [f"{helping}(?:{'|'.join(found)})"]


@cache
def patterns() -> dict[str, re.Pattern[str]]:
    """Return the patterns of English sentences, compiled."""
    g = load_words("en")
    adverbs = load_words("patterns")["adverbs"]
    plain = [w for w, trust in g["opening"].items() if trust >= 2 and w not in ("with", "as")]
    return {
        "opening": re.compile(
            rf"^[\"“'‘]?(?:(?:but|and|so|also|yet|meanwhile|however),? )?{adverbs}(?P<cue>{one_of(g['opening'])})\b",
            re.I,
        ),
        "goes_on": re.compile(rf"^[\"“'‘]?(?:and |but |so )?(?:{'|'.join(g['goes_on'])})", re.I),
        "goes_back": re.compile(rf"^[\"“'‘]?(?:and |but )?(?:{'|'.join(g['goes_back'])})", re.I),
        "figure": re.compile(g["figure"], re.I),
        "result": re.compile(rf",? (?P<cue>(?:\w+ly )?(?!(?:{'|'.join(g['not_results'])})\b)\w{{2,}}ing)\b", re.I),
        "raising": re.compile(g["raising"], re.I),
        "inner": re.compile(rf"(?:\b(?:that|and|but)|[:–—-])\s+(?P<cue>{one_of(plain)})\b", re.I),
        "left_out": re.compile(g["left_out"]),
        **{
            k: re.compile(p, re.I)
            for k, p in zip(("owed", "framed", "framed_on", "framed_to"), g["framed"], strict=True)
        },
        "counted": re.compile(r"(?:\w+ly )?\w+ing (?:about |around |nearly )?(?:[A-Z]{0,4} ?[$£€¥])?\d"),
        "not_behind": re.compile(g["not_behind"]),
        "comma": re.compile(r",(?!\d)\s"),
    }


def relations(text: str, span: Span) -> list[Found]:
    """Return what one sentence joins as cause and effect, in order of the joining words."""
    found = [
        *_sentence_goes_on(text, span),
        *_turned_round(text, span),
        *_left_out(text, span),
        *_opened(text, span),
        *_backward(text, span),
        *_forward(text, span),
        *results(text, span),
    ]
    return sorted(found, key=lambda f: f.cue)


def trimmed(text: str, a: int, b: int) -> Span:
    """Return [a, b) without blanks and commas at its edges."""
    while a < b and text[a] in EDGES:
        a += 1
    while b > a and text[b - 1] in EDGES:
        b -= 1
    return a, b


def joined(text: str, cause: Span, effect: Span, cue: Span, kind: Cue, rule: str) -> Iterator[Found]:
    """Yield the two ends, trimmed, when there is something in both."""
    cause, effect = trimmed(text, *cause), trimmed(text, *effect)
    if cause[1] - cause[0] > 2 and effect[1] - effect[0] > 2:
        yield Found(end(cause), end(effect), cue, kind.push, kind.trust, rule, kind.relation, kind.shape == "turns")


def _opened(text: str, span: Span) -> Iterator[Found]:
    """Because X, Y; also behind "that" or "and"."""
    for inner in patterns()["inner"].finditer(text, *span):
        comma = patterns()["comma"].search(text, inner.end(), span[1])
        if comma:
            cue = inner.span("cue")
            trust = load_words("en")["opening"][inner["cue"].lower()]
            yield from joined(text, (cue[1], comma.start()), (comma.end(), span[1]), cue, Cue(0, trust), "opening")
    m = patterns()["opening"].match(text[span[0] : span[1]])
    if not m:
        return
    start = span[0] + m.end()
    comma = patterns()["comma"].search(text, start, span[1])
    if comma:
        trust = load_words("en")["opening"][m["cue"].lower()]
        relation: Relation = "precedes" if m["cue"].lower() in load_words("en")["opening_precedes"] else "causes"
        cue = (span[0] + m.start("cue"), start)
        yield from joined(text, (start, comma.start()), (comma.end(), span[1]), cue, Cue(0, trust, relation), "opening")


def _left_out(text: str, span: Span) -> Iterator[Found]:
    """X moves Y and Z does not: what Z does not do is left out, and is what X does."""
    for m in patterns()["left_out"].finditer(text, *span):
        cause, effect = m.span("cause"), m.span("effect")
        yield from joined(text, cause, effect, m.span("cue"), Cue(0, 3), "left_out")


def _turned_round(text: str, span: Span) -> Iterator[Found]:
    """What moved Y was X; it was X that moved Y."""
    for pattern in (patterns()[k] for k in ("owed", "framed", "framed_on", "framed_to")):
        for f in pattern.finditer(text, *span):
            yield from joined(text, f.span("cause"), f.span("effect"), f.span("cue"), Cue(0, 3), "framed")
    for rule in ("cleft", "focus"):
        if m := re.compile(load_words("en")[rule]).match(text[span[0] : span[1]]):
            cause, effect, cue = (
                (span[0] + a, span[0] + b) for a, b in (m.span(k) for k in ("cause", "effect", "cue"))
            )
            yield from joined(text, cause, effect, cue, Cue(0, 3), rule)


def _sentence_goes_on(text: str, span: Span) -> Iterator[Found]:
    """As a result, Y: the cause is what the sentence before told; its words here are "as a result"."""
    if m := written("so").match(text[span[0] : span[1]]):
        cue = (span[0], span[0] + m.end())
        cause, effect = end(cue), end(trimmed(text, cue[1], span[1]))
        if effect.pieces:
            yield Found(cause, effect, cue, 0, 3, "goes_on")


def _backward(text: str, span: Span) -> Iterator[Found]:
    """Y because of X."""
    for pattern, kind in _cues("backward"):
        for m in pattern.finditer(text, *span):
            if m.start() > span[0] + 3 and not _only_a_date(text, m):
                yield from joined(text, (m.end(), span[1]), (span[0], m.start()), m.span(), kind, "backward")


def _only_a_date(text: str, m: re.Match[str]) -> bool:
    guarded = m.group().lower().strip(" ,").split(" (")[0] in load_words("en")["guarded"]
    return guarded and bool(patterns()["not_behind"].match(text, m.end()))


def _forward(text: str, span: Span) -> Iterator[Found]:
    """X led to Y."""
    for pattern, kind in _cues("forward"):
        for m in pattern.finditer(text, *span):
            # "forced hedges", "reduced supply": a participle before a noun, not what anything did.
            adjective = re.fullmatch(r"\w+ed", m.group().strip()) and text[: m.start()].rstrip()[-1:] in (",", ":", "")
            passive = (
                kind.push
                and not m.group().endswith("ing")
                and re.search(
                    r"\b(?:is|are|was|were|been|being|be)(?: \w+ly)?$", text[span[0] : m.start()].rstrip(" ,")
                )
            )
            if text[m.end() - len(m.group().split()[-1])].isupper():
                # "the Fed", never "fed": a name is no verb.
                continue
            before = text[span[0] : m.start()].rstrip()
            noun = re.search(
                r"\b(?:an?|the|this|that|its|their|%|more|less|much|some|any|no|little|of|further)$", before
            ) or text.startswith(" of ", m.end())
            if re.search(r"\bto$", before) and not patterns()["raising"].search(before):
                yield from joined(text, (m.start(), span[1]), (span[0], m.start() - 3), m.span(), kind, "purpose")
            elif not adjective and not passive and not noun:
                yield from joined(text, (span[0], m.start()), (m.end(), span[1]), m.span(), kind, "forward")


def results(text: str, span: Span) -> Iterator[Found]:
    """X, hitting Y: what is told in -ing behind a comma came of what stands before it."""
    for m in patterns()["result"].finditer(text, *span):
        if text[m.start()] == ",":
            yield from joined(text, (span[0], m.start()), (m.start("cue"), span[1]), m.span("cue"), Cue(0, 1), "result")
