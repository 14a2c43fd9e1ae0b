"""Whether names, quotations, days, market states and links of a statement are those that the tools gave."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from itertools import pairwise

from agents.reading.elsewhere import elsewhere
from agents.reading.lexicon import load_lexicon
from agents.reading.names import linker_of
from agents.verifying.binding import aside
from agents.verifying.grounds import Ground
from agents.verifying.passages import LINK, Passage
from agents.verifying.plain import plainly
from agents.verifying.verdicts import Fault
from agents.verifying.wording import load_wording
from graph.linker import Mention
from graph.phrase_index import HAN_CHARACTER
from graph.state import in_force

ARROW = re.compile(r"\s*(?:→|->|⇒|=>)\s*")
CAPITALISED = re.compile(r"(?<![\w'’])[A-Z][A-Za-z&.'’-]*[A-Za-z]")
MARKUP = re.compile(
    r"<[a-zA-Z/!][^>]*>?|!\[|\]\s*\(|\]\s*\[(?!(?:r|ev)\d)|javascript:|data:[a-z]+/|```|~~~|^\s{0,3}#{1,6}\s|\||\n|&[a-z#0-9]+;",
    re.MULTILINE,
)
SHORT, SHORT_HAN = 2, 4
"""Words, and Chinese characters, up to which a quotation is only a name or a word."""
HELD = 0.5
SHORT_STATE = 3


def name_faults(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield what is named and neither asked about nor returned by a tool."""
    known = ground.facts.nodes | ground.asked_nodes
    for event in ground.graph.events:
        # An event and the odds of it are told of together.
        if event.node in known or event.priced_by in known:
            known |= {n for n in (event.node, event.priced_by) if n}
    for mention in text.names:
        nodes = text.nodes(mention)
        if nodes and not set(nodes) & known and not _in_corpus(mention.words, ground):
            yield Fault("R8", where, f"{mention.words} was not returned by any tool")
    for lexicon in (load_lexicon("en"), load_lexicon("zh")):
        for name in elsewhere(text.folded, list(text.names), ground.graph, lexicon):
            if not _in_corpus(name.words, ground):
                yield Fault("R8", where, f"{name.words} is not on the map")
    yield from _strange_words(text, ground, where)
    raw = text.folded.raw
    if MARKUP.search(raw):
        yield Fault("R8", where, "it holds markup that is no plain text")
    for match in LINK.finditer(raw):
        if match.group().rstrip(").,;") not in " ".join(t for t, _, _ in ground.facts.texts):
            yield Fault("R8", where, "it links to an address that is no source")


def _strange_words(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    wording, raw = load_wording(), text.folded.raw
    words = linker_of(ground.graph).vocabulary
    taken = [(m.start, m.end) for m in text.names] + [(d.start, d.end) for d in text.days]
    starts = {s for s, _ in text.sentences}
    for match in CAPITALISED.finditer(raw):
        word = match.group().lower().rstrip(".")
        opens = any(not raw[s : match.start()].strip(" \"“'([*_") for s in starts if s <= match.start())
        if any(a <= match.start() < b for a, b in taken) or word in wording.ordinary or word in words:
            continue
        if opens and not _compound(raw, match.end()):
            continue
        if re.search(rf"(?<![a-z]){re.escape(word)}", ground.corpus) or word in wording.units:
            continue
        yield Fault("R8", where, f"{match.group()} is named by no tool")


def _compound(raw: str, end: int) -> bool:
    """Return whether another capitalised word follows: a name, not the first word of a sentence."""
    return re.match(r"\s[A-Z][a-z]", raw[end:]) is not None


def _in_corpus(words: str, ground: Ground) -> bool:
    return f" {plainly(words)} " in f" {ground.corpus} " or (
        bool(HAN_CHARACTER.search(words)) and plainly(words) in ground.corpus
    )


def quote_faults(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield quotations that stand in no source, and those given to another source than their own."""
    for start, end, words in text.quotes:
        plain = plainly(words)
        short = len(plain) <= SHORT_HAN if HAN_CHARACTER.search(plain) else len(plain.split()) <= SHORT
        if plain not in ground.corpus:
            if not short or not _names_something(text, start, end):
                yield Fault("R5", where, f"“{words[:40]}” stands in no source")
            continue
        if short:
            continue
        own = {at for at, told in ground.text_rows.items() if plain in told}
        beside = f" {plainly(text.low[:start] + ' ; ' + text.low[end:])} "
        named = [s for s in ground.sources if f" {s}" in beside or (HAN_CHARACTER.search(s) and s in beside)]
        mine = [s for s in named if ground.sources[s] & own]
        strange = [s for s in named if s not in mine and not any(s in m for m in mine)]
        if own and strange:
            yield Fault("R5", where, f"“{words[:40]}” is not what {max(strange, key=len)[:40]} says")


def _names_something(text: Passage, start: int, end: int) -> bool:
    return any(start <= m.start and m.end <= end for m in text.names)


def time_faults(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield days and stretches of time that no tool gave, and days of something else."""
    facts, asked = ground.facts, ground.asked_text
    horizons = ground.horizons
    for day in text.days:
        words = text.folded.raw[day.start : day.end]
        dates = {d for d in facts.dates if day.is_(d)}
        said = any((d.month, d.day) == (day.month, day.day) for d in asked.days)
        if not dates and not said and not _in_corpus(words, ground):
            yield Fault("R6", where, f"{words} is no day that the tools gave")
        elif dates and not said and not _day_of(text, day.start, dates, ground):
            yield Fault("R6", where, f"{words} is the day of something else")
    for span in text.spans:
        words = text.folded.raw[span.start : span.end]
        known = ("long_run" if span.days is None else span.days) in horizons or span.many in horizons
        known = known or span.days in {s.days for s in asked.spans} or _in_corpus(words, ground)
        if not known and not (ground.reading and ground.reading.horizon_days == span.days):
            yield Fault("R6", where, f"{words} is no horizon that the tools gave")


def _day_of(text: Passage, place: int, dates: set[dt.date], ground: Ground) -> bool:
    """Return whether a day belongs to what is named beside it; with a number beside it, the number's check decides."""
    start, end = text.sentence(place)
    if ground.graph.as_of in dates or any(start <= n.start < end for n in text.numerals):
        return True
    named = [m for m in text.names if start <= m.start < end]
    if not named:
        return True
    for row in ground.facts.rows:
        if not row.dates & dates:
            continue
        told = ground.text_rows.get((row.receipt, row.pointer), "")
        if any(row.nodes & set(text.nodes(m)) or plainly(m.words) in told for m in named):
            return True
    return False


def state_faults(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield market states that are told of as holding and that neither hold nor were asked about."""
    held = dict(in_force(ground.graph))
    taken = {f"{d}.{s}" for d, s in (ground.reading.regimes if ground.reading else {}).items()}
    for called in ground.receipts:
        given = called.receipt.args.get("regimes") or {}
        taken |= {f"{d}.{s}" for d, s in given.items() if isinstance(s, str)}
    asked = {(r.id, r.state) for m in ground.asked_text.names for r in m.candidates if r.kind == "state"}
    yield from _short_state_faults(text, held, taken, ground, where)
    for mention in text.names:
        states = [r for r in mention.candidates if r.kind == "state"]
        if not states or any(ground.graph.node(n).kind != "regime" for n in text.nodes(mention)):
            continue
        fine = any(
            f"{r.id}.{r.state}" in taken or (r.id, r.state) in asked or held.get(f"{r.id}.{r.state}", 0.0) > HELD
            for r in states
        )
        if not fine and not _hedged(text, mention.start):
            yield Fault("R6", where, f"{mention.words} is not the state of the market")


def _short_state_faults(
    text: Passage, held: dict[str, float], fine: set[str], ground: Ground, where: str
) -> Iterator[Fault]:
    """Yield short Chinese names of states, which questions do not know, that are told of and do not hold."""
    for regime in ground.graph.regimes:
        odds = {s.id: held.get(f"{regime.id}.{s.id}", 0.0) for s in regime.states}
        if max(odds.values(), default=0.0) <= HELD:
            continue
        for state in regime.states:
            name = state.name.zh if state.name else ""
            told = len(name) == SHORT_STATE and HAN_CHARACTER.search(name) and name in text.low
            if (
                told
                and odds[state.id] <= HELD
                and f"{regime.id}.{state.id}" not in fine
                and name not in ground.question
            ):
                yield Fault("R6", where, f"{name} is not the state of the market")


def link_faults(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield links and ways that no tool returned, and effects told along links that failed or nobody asserts."""
    for first, second, direct in _pairs(text):
        if not _linked(text, first, second, ground, direct=direct):
            yield Fault("R4", where, f"{first.words} → {second.words} was not returned by any tool")
            continue
        weak = _weak(text, first, second, ground)
        if weak and not _hedged(text, first.start):
            yield Fault("R10", where, f"{first.words} → {second.words} {weak}")
    for mention in text.names:
        if load_wording().channel.match(text.low[mention.end :]) and not _stands_between(text, mention, ground):
            yield Fault("R4", where, f"{mention.words} stands on no way that a tool returned")


def _stands_between(text: Passage, mention: Mention, ground: Ground) -> bool:
    """Return whether a thing stands inside a path: neither where it begins nor where it ends."""
    return any(node in row.via[1:-1] for node in text.nodes(mention) for row in ground.facts.rows)


def _pairs(text: Passage) -> Iterator[tuple[Mention, Mention, bool]]:
    """Yield (cause, effect, whether nothing stands between) as the statement has them."""
    wording = load_wording()
    things = [m for m in text.names if text.nodes(m)]
    for first, second in pairwise(things):
        gap = text.low[first.end : second.start]
        if text.sentence(first.start) != text.sentence(second.start):
            continue
        if ARROW.fullmatch(gap):
            yield first, second, True
        elif len(gap) < 40 and wording.backward.search(gap) and aside(text, second):
            yield second, first, False
        elif (
            len(gap) < 40
            and (found := wording.onward.search(gap))
            and not _between(text, first, second, gap, found.end())
        ):
            yield first, second, False


def _between(text: Passage, first: Mention, second: Mention, gap: str, verb: int) -> bool:
    """Return whether the verb does not act on what follows it: a comma, another clause or a number stands between."""
    rest = gap[verb:]
    broken = re.search(r"[,，;；。:：()（）]|\band\b|\bwhile\b|\bbut\b|而|但|和", gap)
    return bool(broken) or any(first.end <= n.start < second.start for n in text.numerals) or len(rest.split()) > 4


def _linked(text: Passage, first: Mention, second: Mention, ground: Ground, *, direct: bool) -> bool:
    causes, effects = text.nodes(first), text.nodes(second)
    for row in ground.facts.rows:
        ways = list(pairwise(row.via))
        if any(a in causes and b in effects for a, b in ways):
            return True
        places = {n: i for i, n in enumerate(row.via)}
        if not direct and any(a in places and b in places and places[a] < places[b] for a in causes for b in effects):
            return True
        shocked = "/shocks/" in f"{row.pointer}/" or "/triggers/" in f"{row.pointer}/"
        if not direct and shocked and row.nodes & set(causes):
            return any(f.row.nodes & set(effects) and f.key == "central" for f in ground.facts.facts)
    if direct:
        chain = plainly(text.folded.raw[first.start : second.end])
        return chain in ground.corpus
    fork = [r for r in ground.facts.rows if r.branch and r.via and r.via[0] in causes]
    return any(r.via[-1] in effects for r in fork)


def _weak(text: Passage, first: Mention, second: Mention, ground: Ground) -> str:
    """Return what is wrong with the link between two things: that it failed of late, or that nobody asserts it."""
    wording = load_wording()
    for edge in ground.graph.edges:
        if edge.cause in text.nodes(first) and edge.effect in text.nodes(second):
            if edge.gate is not None:
                return "failed of late"
            if edge.status in wording.hedged_statuses:
                return f"stands as {edge.status} only"
    return ""


def _hedged(text: Passage, place: int) -> bool:
    start, end = text.sentence(place)
    return load_wording().hedge.search(text.low[start:end]) is not None
