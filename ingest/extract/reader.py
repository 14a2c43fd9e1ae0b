"""What the passages of one document say: claims, states and calendar facts, read without a model"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from graph.linker import Linker, Mention
from graph.model import Sign
from ingest.claims import AnyClaim, Claim, Named
from ingest.document import Language, Passage, Span
from ingest.extract import chinese, english
from ingest.extract.amounts import lag, magnitude
from ingest.extract.calendars import calendar_facts
from ingest.extract.ends import is_there, pushed, stands_alone, things
from ingest.extract.grammar import load_words, written
from ingest.extract.sides import sides
from ingest.extract.spans import Found, sentences
from ingest.extract.stance import Stance, stance
from ingest.extract.statements import statements
from ingest.extract.turns import CONDITION, carried_over

READER = "rules"
NO_CLAIM = ("result", "purpose")
"""Shapes of a sentence that tell what came after, or what something is for; neither says that one brings the other."""
BREAK = re.compile(r"[,;:，；：。]|\bbut\b")
PRONOUN = re.compile(r"(?:it|what|who|how|there|them|this|that|him|her|us|itself|themselves|其|它|它们)", re.I)
REACH = {"en": (34, 0), "zh": (8, 12)}
"""Characters before the first and behind the last end of a claim in which words may still deny it."""


def extract(passages: Sequence[Passage], linker: Linker, published: dt.date | None = None) -> list[AnyClaim]:
    """Return what the passages of ONE document say, in order; `published` gives dates their year."""
    found: list[AnyClaim] = []
    before: tuple[Named, ...] = ()
    for passage in passages:
        mentions = [m for m in linker.link(passage.text) if not _is_a_unit(passage.text, m)]
        for i, span in enumerate(sentences(passage.text, passage.language)):
            claims = list(_claims(passage, i, span, mentions, before))
            told: list[AnyClaim] = [*claims, *calendar_facts(passage, i, span, linker, published)]
            told += statements(passage, i, span, mentions, [c for c in told if c.kind != "state"])
            before = carried_over(passage, span, mentions, claims) or before
            found += told
    return found


def _is_a_unit(text: str, mention: Mention) -> bool:
    """Return whether a currency stands behind a number, as its unit: 58美元 is no dollar index."""
    return mention.words in load_words("amounts")["currencies"] and text[: mention.start].rstrip()[-1:].isdigit()


def _claims(
    passage: Passage, index: int, span: Span, mentions: Sequence[Mention], before: tuple[Named, ...]
) -> Iterator[Claim]:
    text = passage.text
    relations = chinese.relations(text, span) if passage.language == "zh" else english.relations(text, span)
    seen: set[tuple[str, str]] = set()
    latest: list[Named] = []
    for relation in _plainest(relations):
        cause_end, effect_end = sides(passage, relation, mentions)
        if not cause_end or not effect_end:
            continue
        causes = things(passage, cause_end, mentions)
        effects = things(passage, effect_end, mentions)
        if latest and written("which").match(text[slice(*relation.cue)]):
            causes = latest
        causes, effects = _referred(causes, tuple(latest) or before), _referred(effects, before)
        if not _worth_telling(relation, causes, effects):
            continue
        if not relation.turns:
            effects = [pushed(e, relation.push) for e in effects]
        # What the map does not know is named by all of its words: no other word can say which way it goes.
        alone = not any(c.node or c.state or c.candidates for c in causes) or stands_alone(passage, cause_end, mentions)
        latest = effects
        how = stance(text, span, _near(passage, span, relation, [*causes, *effects]), passage.language)
        for cause in causes:
            for effect in effects:
                ends = (cause.node or cause.state or cause.words, effect.node or effect.state or effect.words)
                if ends[0] != ends[1] and ends not in seen:
                    seen.add(ends)
                    sign = _sign(relation, cause, effect, how, passage.language, alone)
                    yield _claim(passage, index, span, relation, cause, effect, how, effect_end, mentions, sign)


def _near(passage: Passage, sentence: Span, relation: Found, ends: Sequence[Named]) -> Span:
    """Return the stretch in which a denial denies the claim: from one end to the other, and a little to each side."""
    spans = [(n.span[0] - passage.start, n.span[1] - passage.start) for n in ends] + [relation.cue]
    left, right = REACH[passage.language]
    first, last = min(a for a, _ in spans), max(b for _, b in spans)
    start = max(sentence[0], first - left)
    start += max((m.end() for m in BREAK.finditer(passage.text[start:first])), default=0)
    return start, min(sentence[1], last + right)


def _plainest(relations: list[Found]) -> list[Found]:
    """Return the relations whose words say cause, in order."""
    return sorted((r for r in relations if r.trust >= 1 and r.rule not in NO_CLAIM), key=lambda r: r.cue)


def _worth_telling(relation: Found, causes: list[Named], effects: list[Named]) -> bool:
    if any(PRONOUN.fullmatch(n.words) for n in (*causes, *effects) if not n.referred):
        return False
    if relation.relation == "precedes":
        # An order in time is told of two moves, or it is none: "eased after the auction" says nothing of a cause.
        return all(n.node and n.direction for n in (*causes, *effects))
    if relation.trust == 1:
        # A word that often says something else is believed between two known things that both move.
        return all(n.node and (n.direction or relation.push) for n in (*causes, *effects))
    known = [any(n.node or n.state or n.candidates for n in side) for side in (causes, effects)]
    return (
        all(known)
        or (any(known) and (relation.trust >= 3 or relation.push != 0))
        or (relation.trust >= 3 and all(len(n.words) < 60 for n in (*causes, *effects)))
    )


def _referred(side: list[Named], before: tuple[Named, ...]) -> list[Named]:
    """Return an end with "this", "it" or 其 filled in from the sentence before."""
    if len(side) != 1 or side[0].node or side[0].state or not before:
        return side
    if not written("pointer").fullmatch(side[0].words.strip()):
        return side
    return [n.model_copy(update={"referred": True, "words": side[0].words, "span": side[0].span}) for n in before]


def _claim(
    passage: Passage,
    index: int,
    sentence: Span,
    relation: Found,
    cause: Named,
    effect: Named,
    how: Stance,
    effect_end: Sequence[Span],
    mentions: Sequence[Mention],
    sign: Sign | None,
) -> Claim:
    text = passage.text
    condition = CONDITION[passage.language].search(text, *sentence)
    regime = next(
        (
            f"{r.id}.{r.state}"
            for m in mentions
            if sentence[0] <= m.start < sentence[1]
            for r in m.candidates
            if r.kind == "state" and f"{r.id}.{r.state}" not in (cause.state, effect.state)
        ),
        None,
    )
    reasons = (
        *how.reasons,
        *(("unknown_end",) if not (cause.node or cause.state) or not (effect.node or effect.state) else ()),
    )
    return Claim(
        document=passage.document,
        passage=passage.index,
        sentence=index,
        quote=text[sentence[0] : sentence[1]],
        span=passage.span(*sentence),
        language=passage.language,
        status=how.status,
        hedge=how.hedge,
        holder=how.holder,
        tense=how.tense,
        denied=_is_no(text[slice(*relation.cue)]) if relation.rule in ("cleft", "focus", "left_out") else how.denied,
        rhetorical=how.rhetorical,
        rule=f"{READER}/{relation.rule}",
        reasons=reasons,
        cause=cause,
        effect=effect,
        sign=sign,
        relation=relation.relation,
        cue=text[relation.cue[0] : relation.cue[1]].strip(" ,"),
        cue_span=passage.span(*relation.cue),
        strength=how.strength,
        magnitude=magnitude(text, (effect_end[0][0], effect_end[-1][1]), passage, [m.span for m in mentions]),
        lag=lag(text, sentence, passage),
        condition=condition.group("if").strip(" ,，") if condition else "",
        regime=regime,
    )


def _sign(relation: Found, cause: Named, effect: Named, how: Stance, language: Language, alone: bool) -> Sign | None:
    """Return which way a rise of the cause is said to move the effect."""
    if how.none:
        return "0"
    way = {"up": 1, "on": 1, "down": -1, "off": -1}
    result = way.get(effect.direction or "", 0)
    if relation.turns and result:
        result = -result
    elif relation.push and not result:
        result = -relation.push if effect.turned else relation.push
    start = way.get(cause.direction or "", 0)
    if not start:
        # A verb with a direction of its own says what more of the cause does; "brings a fall" does not.
        there = cause.state or is_there(cause.words, language)
        start = (-1 if cause.turned else 1) if (relation.push and alone) or there else 0
    product = start * result
    return "+" if product > 0 else "-" if product < 0 else None


def _is_no(cue: str) -> bool:
    """Return whether the verb of "what moves it is (not) X" says no."""
    return bool(written("says_no").search(cue))
