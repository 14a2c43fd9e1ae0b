"""A question in English or Chinese, read: what is supposed, of what, how far, by when, and what is asked."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from agents.answer import Intent, Interpretation
from agents.reading.acting import acting
from agents.reading.assembly import Reading
from agents.reading.banks import of_own_bank
from agents.reading.bare import with_bare
from agents.reading.claims import with_claims
from agents.reading.clauses import clauses
from agents.reading.declines import asked_which, declined, unanchored
from agents.reading.deeds import with_deeds
from agents.reading.elsewhere import elsewhere, strangers
from agents.reading.frames import framed
from agents.reading.goals import with_goals, without_goals
from agents.reading.intent import Shape, intent_of
from agents.reading.level_names import with_levels
from agents.reading.lexicon import Language, Lexicon, Meaning, load_lexicon, load_traditional
from agents.reading.names import also_called, linker_of, market_meant, named, odds_meant, of_strangers, own_stock
from agents.reading.owned import owners
from agents.reading.paired import with_pairs
from agents.reading.parts import Room, assumed_regimes, is_tale, supposed
from agents.reading.potential import without_potentials
from agents.reading.preamble import surroundings
from agents.reading.reworded import reworded
from agents.reading.roles import settled
from agents.reading.scan import Token, masked, scan, screened
from agents.reading.stretched import said_inside, stretched, without_between
from agents.reading.tenors import of_country
from agents.reading.tone import with_tone
from agents.reading.typos import mended
from agents.reading.when import Horizon, before_events, horizon, time_spans, without_dates
from graph.content import Graph
from graph.linker import Mention
from graph.phrase_index import HAN_CHARACTER, WORD, Folded, fold

LONGEST = 2000
"""Characters of a question; a longer text is a document."""
FOREIGN = 3
"""Small words of another language that tell a text in it."""
UNREAD = ("ambiguous", "out_of_scope")
NAMED_AS_SUCH = ("why", "evidence", "definition", "drivers")
"""Intents that ask about a level itself, not about the priced thing that crosses it."""
INSIDE = {"not": Meaning("not"), "cease": Meaning("not", "cease"), "on": Meaning("outcome", "on")}
"""What words inside a name say of it, where they do not say more or less."""
SENTENCE = re.compile(r"[^.?!。;\n]+[.?!。;\n]*")
OTHER_SCRIPT = re.compile(
    r"[\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af\u0370-\u03ff]"
)


def interpret(question: str, graph: Graph, *, language: Literal["auto", "en", "zh"] = "auto") -> Interpretation:
    """Return how the question is read over the graph; never raises, whatever the text.

    What cannot be read is declined (`out_of_scope`) or asked back (`ambiguous`), with a message in the language
    of the question.
    """
    folded = fold(question[: LONGEST + 1], load_traditional())
    spoken = language if language != "auto" else language_of(folded.low)
    lexicon = load_lexicon(spoken)
    if spoken == "zh":
        folded = without_potentials(folded, lexicon)
    asked_in = [(told, m) for told, ps in lexicon.answer_in.items() for p in ps for m in p.finditer(folded.low)]
    if asked_in:
        lexicon = lexicon.speaking(load_lexicon(asked_in[0][0]))
        folded = _blanked(folded, [m.span() for _, m in asked_in])
    refused = _refused(question, folded, graph, lexicon)
    if refused is not None:
        return refused
    folded = _blanked(folded, [m.span() for m in SENTENCE.finditer(folded.low) if lexicon.shows("orders", m.group())])
    if not any(c.isalnum() for c in folded.low):
        return declined("out_of_scope", "out_of_scope", graph, lexicon)
    reading = _understood(question, folded, graph, lexicon)
    sure = any(wrong in folded.low for wrong in lexicon.typos if not wrong.isascii())
    unread = sure or (reading.intent in UNREAD and not reading.candidates and not lexicon.shows("never", folded.low))
    slips = mended(folded, graph, lexicon) if unread else None
    again = _understood(question, slips[0], graph, lexicon) if slips else reading
    if slips is None or again.intent in UNREAD:
        return reading
    said = "; ".join(lexicon.notes["slip"].format(wrong=wrong, right=right) for wrong, right in slips[1])
    if not again.triggers:
        return again.model_copy(update={"message": again.message or said})
    first = again.triggers[0].model_copy(update={"notes": (*again.triggers[0].notes, said)})
    return again.model_copy(update={"triggers": (first, *again.triggers[1:])})


def _understood(question: str, folded: Folded, graph: Graph, lexicon: Lexicon) -> Interpretation:
    """Return the reading of a text that may be a question of ours."""
    mentions, told = _named(folded, graph, lexicon)
    mentions, lacking = of_country(folded, mentions, graph, lexicon)
    mentions = also_called(folded, without_dates(folded, mentions, lexicon), graph, lexicon)
    mentions = odds_meant(folded, mentions, graph, lexicon)
    mentions = own_stock(folded, mentions, graph, lexicon)
    mentions = of_own_bank(folded, mentions, graph, lexicon)
    plain, mentions = mentions, with_deeds(folded, mentions, graph, lexicon)
    told |= {m.start: "on" for m in mentions if m not in plain}
    owning = owners(folded, mentions, graph, lexicon)
    folded = _blanked(folded, [span for owner in owning for span in owner.spans])
    mentions = [m for m in mentions if all(m is not owner.mention for owner in owning)]
    if lexicon.shows("never", masked(folded, mentions)):
        return declined("out_of_scope", "advice", graph, lexicon)
    within = {i for m in mentions for i in range(m.start, m.end)}
    polite = [(f.start, f.end) for f in lexicon.polite.find(folded) if within.isdisjoint(range(f.start, f.end))]
    folded = _blanked(folded, polite)
    folded = _blanked(folded, surroundings(folded, mentions, lexicon))
    absent = [*lacking, *elsewhere(folded, mentions, graph, lexicon)]
    mentions = of_strangers(folded, mentions, [n.end for n in absent if n.kind == "other"], lexicon)
    if not mentions and lexicon.shows("bare_why", folded.low):
        mentions = market_meant(folded, graph, lexicon)
    if not mentions:
        macro = lexicon.shows("macro", folded.low) or lexicon.shows("anaphora", folded.low)
        others = strangers(folded, mentions, graph, lexicon) if macro else []
        return unanchored(folded.low, graph, lexicon, [n.words for n in absent or others])
    unclear = [m for m in mentions if len({r for r in m.candidates if r.kind == "node"}) > 1]
    if unclear:
        return asked_which(unclear, graph, lexicon)
    absent += strangers(folded, mentions, graph, lexicon)
    return _read(question, folded, mentions, graph, lexicon, [(n.start, n.end, n.kind) for n in absent], told)


def _named(folded: Folded, graph: Graph, lexicon: Lexicon) -> tuple[list[Mention], dict[int, str]]:
    """Return what the question names, and where a name that is said with words between says more or less of itself."""
    mentions = named(folded, graph, lexicon)
    squeezed = without_between(folded, lexicon)
    linked = linker_of(graph).link_folded(squeezed) if squeezed else []
    wider = stretched(folded, mentions, linked, squeezed or folded, graph, lexicon)
    own = {m.start: way for m in mentions if (way := said_inside(m, graph, lexicon))}
    if lexicon.joints:
        touched = [w.mention for w in wider]
        wider = [*wider, *reworded(folded, [*mentions, *touched], graph, lexicon)]
    if not wider:
        return mentions, own
    kept = [m for m in mentions if not any(w.mention.start <= m.start and m.end <= w.mention.end for w in wider)]
    told = own | {w.mention.start: w.way for w in wider if w.way}
    return sorted([*kept, *(w.mention for w in wider)]), told


def _marked(token: Token, graph: Graph, lexicon: Lexicon) -> Token:
    """Return the token marked where its name happens and does not rise or fall, or says itself which way it goes."""
    node = graph.by_id.get(token.mention.candidates[0].id) if token.mention and token.mention.candidates else None
    happens = node is not None and node.kind in ("event", "level")
    if happens:
        return token._replace(meanings=(Meaning("happens"),))
    if token.mention is None:
        return token
    kinds = {m.kind for f in lexicon.words.find(fold(token.text)) for m in f.meanings}
    tells = "go" in kinds and any(r.sign < 0 for r in token.mention.candidates) and lexicon.language == "zh"
    tale = node is not None and is_tale(token.text, node, lexicon)
    ways = (("toned", "tone" in kinds), ("tells", tells), ("tale", tale))
    own = [Meaning(kind) for kind, is_so in ways if is_so]
    return token._replace(meanings=tuple(own)) if own else token


def language_of(low: str) -> Language:
    """Return Chinese when Chinese characters carry the text, counting a word of letters as one of them."""
    han = len(HAN_CHARACTER.findall(low))
    words = len(re.findall(r"[a-z]+", low))
    return "zh" if han and han >= words else "en"


def _refused(question: str, folded: Folded, graph: Graph, lexicon: Lexicon) -> Interpretation | None:
    """Return the answer to a text that is no question for us, or None."""
    if len(question) > LONGEST:
        return declined("ambiguous", "too_long", graph, lexicon, characters=len(question), limit=LONGEST)
    letters = sum(unicodedata.category(c).startswith("L") for c in folded.low)
    if not any(c.isalnum() for c in folded.low):
        return declined("out_of_scope", "empty", graph, lexicon)
    if len(OTHER_SCRIPT.findall(folded.low)) * 4 > letters:
        return declined("out_of_scope", "other_language", graph, lexicon)
    words = [m.group() for m in WORD.finditer(folded.low)]
    strange = sum(w in lexicon.foreign for w in words)
    if strange >= FOREIGN and strange > sum(bool(lexicon.words.meant(w)) for w in words):
        return declined("out_of_scope", "other_language", graph, lexicon)
    return None


def _blanked(folded: Folded, spans: list[tuple[int, int]]) -> Folded:
    """Return the text with these stretches blank: polite words, and sentences that give us orders, ask nothing."""
    low, raw = folded.low, folded.raw
    for start, end in spans:
        low = low[:start] + " " * (end - start) + low[end:]
        raw = raw[:start] + " " * (end - start) + raw[end:]
    return Folded(low, raw, folded.at)


def _read(
    question: str,
    folded: Folded,
    mentions: list[Mention],
    graph: Graph,
    lexicon: Lexicon,
    absent: list[tuple[int, int, str]],
    told: dict[int, str],
) -> Interpretation:
    spans = time_spans(folded, mentions, lexicon)
    lexicons = _spoken(folded, mentions, lexicon)
    every = scan(folded, mentions, [(s.start, s.end) for s in spans], lexicons, absent)
    for place in range(len(every) - 1, -1, -1):
        if every[place].start in told and every[place].mention is not None:
            end = every[place].end
            way = told[every[place].start]
            every.insert(place + 1, Token(end, end, "", (INSIDE.get(way) or Meaning("go", way),)))
    every = with_claims(with_tone([_marked(t, graph, lexicon) for t in every], graph, lexicon), graph)
    tokens, regimes = assumed_regimes(with_pairs(every))
    until: Horizon | None = None
    if lexicon.language == "zh":
        tokens, until = before_events(tokens, graph)
    screen = screened(folded, mentions)
    supposes = any(t.is_("if", "weak_if", "inverted_if") for t in tokens)
    asks_about = intent_of(Shape(0, False, False, False, screen.text), lexicon)[0] in NAMED_AS_SUCH
    if supposes or not asks_about:
        tokens = with_levels(tokens, graph, lexicons)
    room = Room(question, folded, graph, lexicon, tokens, regimes, every)
    found = settled(with_goals(with_bare(acting(clauses(tokens, lexicon.language)), folded.low)))
    blamed = framed(tokens, screen, graph, lexicon)
    found = blamed.clauses if blamed else found
    how_likely = (
        not blamed
        and not asks_about
        and not any(c.supposed for c in found)
        and lexicon.shows("likelihood", screen.text)
    )
    if how_likely:
        found = [c._replace(role="cause") if c.mentions else c for c in found]
    causes = [s for c in found if c.role == "cause" for s in supposed(room, c)]
    compares = blamed.intent == "compare" if blamed else _compares(screen.text, tokens, lexicon)
    backdrop = {} if compares else dict(s.assumes for s in causes if s.assumes)
    moving = [s for s in causes if not s.assumes and s.trigger.unit != "state"]
    if backdrop and any(s.trigger.direction or graph.node(s.trigger.node).kind == "event" for s in moving):
        # Beside something that moves, a market state is the backdrop and not a second push.
        room = room._replace(regimes={**regimes, **backdrop})
        causes = [s for c in found if c.role == "cause" for s in supposed(room, c) if not s.assumes]
    things = {r.id for t in tokens if t.mention for r in t.mention.candidates[:1]}
    conditional = any(c.supposed and c.mentions for c in found)
    acts = {"cause", "effect"} <= {c.role for c in found if c.mentions}
    moves = any(s.trigger.direction and not s.assumes for s in causes)
    cue, _ = intent_of(Shape(len(things), conditional, moves, acts, screen.text), lexicon)
    intent: Intent | Literal["likelihood"] | None = "likelihood" if how_likely else blamed.intent if blamed else cue
    named_when = [c.role for c in found if c.mentions]
    # "Falls 5% tomorrow, where is it in a month?": the day of what is asked counts, not that of what is supposed.
    asked_last = named_when[:1] == ["cause"] and named_when[-1:] == ["effect"]
    when = until or (horizon(folded, spans[-1:], lexicon, graph) if asked_last else None)
    when = when or horizon(folded, spans, lexicon, graph)
    made = Reading(room, found, causes, intent, screen.text, when).interpretation()
    return without_goals(made, found, graph, lexicon)


def _compares(screened: str, tokens: list[Token], lexicon: Lexicon) -> bool:
    """Return whether things are compared, so that a market state among them is one of them."""
    named = sum(t.mention is not None for t in tokens)
    return intent_of(Shape(named, False, False, False, screened), lexicon)[0] == "compare"


def _spoken(folded: Folded, mentions: list[Mention], lexicon: Lexicon) -> tuple[Lexicon, ...]:
    """Return the question's lexicon, and the other one where its script is mixed in beside the names."""
    rest = masked(folded, mentions)
    if lexicon.language == "zh":
        mixed = re.search("[a-z]{3}", rest) is not None
    else:
        mixed = HAN_CHARACTER.search(rest) is not None
    other: Language = "en" if lexicon.language == "zh" else "zh"
    return (lexicon, load_lexicon(other)) if mixed else (lexicon,)
