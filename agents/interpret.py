"""A question in English or Chinese, read: what is supposed, of what, how far, by when, and what is asked."""

from __future__ import annotations

import re
import unicodedata
from collections import OrderedDict
from typing import Literal

from agents.answer import Direction, Intent, Interpretation, LevelAsked, Trigger
from agents.lexicon import Language, Lexicon, load_lexicon, load_traditional
from agents.reading_clauses import Clause, clauses
from agents.reading_declines import asked_which, declined, message, unanchored
from agents.reading_intent import Shape, intent_of, top_of
from agents.reading_parts import Room, Supposed, asked, assumed_regimes, happening, supposed, with_levels
from agents.reading_time import Horizon, horizon, latest, sessions_to_event
from agents.scan import masked, scan
from graph.content import Graph
from graph.linker import Linker, Mention
from graph.phrase_index import HAN_CHARACTER, Folded, fold

LONGEST = 2000
"""Characters of a question; a longer text is a document."""
GRAPHS_KEPT = 8
SENTENCE = re.compile(r"[^.?!。;\n]+[.?!。;\n]*")
OTHER_SCRIPT = re.compile(
    r"[\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f\u3040-\u30ff\uac00-\ud7af\u0370-\u03ff]"
)
ASKED_IN_TIME = ("what_if", "compare", "paths", "drivers")
_linkers: OrderedDict[int, tuple[Graph, Linker]] = OrderedDict()


def interpret(question: str, graph: Graph, *, language: Literal["auto", "en", "zh"] = "auto") -> Interpretation:
    """Return how the question is read over the graph; never raises, whatever the text.

    What cannot be read is declined (`out_of_scope`) or asked back (`ambiguous`), with a message in the language
    of the question.
    """
    folded = fold(question[: LONGEST + 1], load_traditional())
    spoken = language if language != "auto" else language_of(folded.low)
    lexicon = load_lexicon(spoken)
    refused = _refused(question, folded, graph, lexicon)
    if refused is not None:
        return refused
    folded = _blanked(folded, [m.span() for m in SENTENCE.finditer(folded.low) if lexicon.shows("orders", m.group())])
    if not any(c.isalnum() for c in folded.low):
        return declined("out_of_scope", "out_of_scope", graph, lexicon)
    mentions = linker_of(graph).link_folded(folded)
    if lexicon.shows("never", masked(folded, mentions)):
        return declined("out_of_scope", "advice", graph, lexicon)
    named = {i for m in mentions for i in range(m.start, m.end)}
    polite = [(f.start, f.end) for f in lexicon.polite.find(folded) if named.isdisjoint(range(f.start, f.end))]
    folded = _blanked(folded, polite)
    if not mentions:
        return unanchored(folded.low, graph, lexicon)
    unclear = [m for m in mentions if len({r for r in m.candidates if r.kind == "node"}) > 1]
    if unclear:
        return asked_which(unclear, graph, lexicon)
    return _read(question, folded, mentions, graph, lexicon)


def language_of(low: str) -> Language:
    """Return Chinese when Chinese characters carry the text, counting a word of letters as one of them."""
    han = len(HAN_CHARACTER.findall(low))
    words = len(re.findall(r"[a-z]+", low))
    return "zh" if han and han >= words else "en"


def linker_of(graph: Graph) -> Linker:
    """Return the graph's linker, made once and kept while the graph is in use."""
    kept = _linkers.get(id(graph))
    if kept is None or kept[0] is not graph:
        kept = (graph, Linker(graph, same=load_traditional()))
        _linkers[id(graph)] = kept
        while len(_linkers) > GRAPHS_KEPT:
            _linkers.popitem(last=False)
    return kept[1]


def _refused(question: str, folded: Folded, graph: Graph, lexicon: Lexicon) -> Interpretation | None:
    """Return the answer to a text that is no question for us, or None."""
    if len(question) > LONGEST:
        return declined("ambiguous", "too_long", graph, lexicon, characters=len(question), limit=LONGEST)
    letters = sum(unicodedata.category(c).startswith("L") for c in folded.low)
    if not any(c.isalnum() for c in folded.low):
        return declined("out_of_scope", "empty", graph, lexicon)
    if len(OTHER_SCRIPT.findall(folded.low)) * 4 > letters:
        return declined("out_of_scope", "other_language", graph, lexicon)
    return None


def _blanked(folded: Folded, spans: list[tuple[int, int]]) -> Folded:
    """Return the text with these stretches blank: polite words, and sentences that give us orders, ask nothing."""
    low, raw = folded.low, folded.raw
    for start, end in spans:
        low = low[:start] + " " * (end - start) + low[end:]
        raw = raw[:start] + " " * (end - start) + raw[end:]
    return Folded(low, raw, folded.at)


def _read(question: str, folded: Folded, mentions: list[Mention], graph: Graph, lexicon: Lexicon) -> Interpretation:
    tokens, regimes = assumed_regimes(scan(folded, mentions, _spoken(folded, mentions, lexicon)))
    tokens = with_levels(tokens, graph)
    room = Room(question, folded, graph, lexicon, tokens, regimes)
    found = clauses(tokens, lexicon.language)
    causes = [s for c in found if c.role == "cause" for s in supposed(room, c)]
    named = {r.id for t in tokens if t.mention for r in t.mention.candidates[:1]}
    screened = masked(folded, mentions)
    conditional = any(c.supposed and c.mentions for c in found)
    moves = any(s.trigger.direction for s in causes)
    intent, _ = intent_of(Shape(len(named), conditional, moves, screened), lexicon)
    reading = _Reading(room, found, causes, intent, screened, mentions)
    return reading.interpretation()


def _spoken(folded: Folded, mentions: list[Mention], lexicon: Lexicon) -> tuple[Lexicon, ...]:
    """Return the question's lexicon, and the other one where its script is mixed in beside the names."""
    rest = masked(folded, mentions)
    if lexicon.language == "zh":
        mixed = re.search("[a-z]{3}", rest) is not None
    else:
        mixed = HAN_CHARACTER.search(rest) is not None
    other: Language = "en" if lexicon.language == "zh" else "zh"
    return (lexicon, load_lexicon(other)) if mixed else (lexicon,)


class _Reading:
    """The last step: the parts put together as the intent asks for them."""

    def __init__(
        self,
        room: Room,
        found: list[Clause],
        causes: list[Supposed],
        intent: Intent | None,
        screened: str,
        mentions: list[Mention],
    ) -> None:
        self.room, self.found, self.causes, self.intent = room, found, causes, intent
        self.screened, self.mentions = screened, mentions
        self.graph, self.lexicon = room.graph, room.lexicon
        self.when = horizon(room.folded, mentions, room.lexicon, room.graph)
        effects = [c for c in found if c.role != "cause"]
        self.targets, self.excluded, self.observed, self.levels = asked(effects, self.graph)

    def interpretation(self) -> Interpretation:
        """Return the reading by its intent."""
        if self.intent in ("definition", "state", "drivers", "changes"):
            return self._about(self.intent)
        if self.intent == "why":
            return self._why()
        if self.intent in ("paths", "evidence", "compare"):
            return self._linked(self.intent)
        return self._what_if()

    def _about(self, intent: Intent) -> Interpretation:
        targets, _, _, _ = asked(self.found, self.graph)
        return self._made(intent, targets=[t for t in targets if t not in self.excluded])

    def _why(self) -> Interpretation:
        if self.targets:
            return self._made("why", self.causes, self.targets, observed=self.observed)
        targets, _, observed, _ = asked(self.found, self.graph)
        return self._made("why", targets=targets, observed=observed)

    def _linked(self, intent: Intent) -> Interpretation:
        causes, targets = self.causes, list(self.targets)
        if not causes or (not targets and intent == "paths"):
            order = [c for c in self.found if c.mentions]
            every = [s for c in order for s in supposed(self.room, c)]
            if intent == "compare":
                opened = [s for c in order if c.role == "open" for s in supposed(self.room, c)]
                causes, targets = opened or every, [t for t in targets if t not in {s.trigger.node for s in opened}]
            elif intent == "paths":
                causes, targets = every[:1], [s.trigger.node for s in every[1:]]
            else:
                targets = [s.trigger.node for s in every]
        if intent == "paths" and not (causes and targets):
            return self._back("two_needed")
        return self._made(intent, causes, targets)

    def _what_if(self) -> Interpretation:
        causes = self._without_dates()
        if any(s.conflict for s in causes):
            return self._back("conflict", [s.trigger.node for s in causes if s.conflict])
        causes = [s if s.trigger.direction else happening(self.room, s) for s in causes]
        directed = [s for s in causes if s.trigger.direction]
        undirected = [s for s in causes if not s.trigger.direction]
        if not causes and self.room.regimes:
            directed = self._regime_shocks()
        if directed:
            also = [s.trigger.node for s in undirected]
            return self._made("what_if", directed, [*also, *self.targets])
        if undirected and self.targets:
            return self._made("paths", undirected, self.targets)
        if undirected:
            return self._back("no_direction", [s.trigger.node for s in undirected])
        if self.lexicon.shows("follow_up", self.screened):
            return self._back("follow_up", self.targets)
        asks = any(t.is_("effect_cue", "aux") for c in self.found for t in c.tokens)
        return self._back("no_trigger" if asks else "what_of", self.targets)

    def _without_dates(self) -> list[Supposed]:
        """Return what is supposed, without events that only say when ("before the meeting")."""
        if len(self.causes) < 2:
            return self.causes
        dated = [s for s in self.causes if not s.trigger.direction and self._says_when(s)]
        for s in dated:
            days = sessions_to_event(self.graph, s.trigger.node)
            self.when = self.when or (Horizon(days, s.trigger.words) if days else None)
        return [s for s in self.causes if s not in dated]

    def _says_when(self, s: Supposed) -> bool:
        tokens = [t for t in self.room.tokens if not t.is_("det")]
        at = next(i for i, t in enumerate(tokens) if s.said is not None and t.start == s.said.mention.start)
        near = tokens[max(0, at - 1) : at] if self.lexicon.language == "en" else tokens[at + 1 : at + 2]
        return any(t.is_("before", "after") for t in near)

    def _regime_shocks(self) -> list[Supposed]:
        nodes = {r.id: r.node for r in self.graph.regimes}
        return [
            Supposed(Trigger(node=node, direction="on", unit="state", size_rule="regime"))
            for dimension in self.room.regimes
            if (node := nodes.get(dimension)) is not None
        ]

    def _made(
        self,
        intent: Intent,
        causes: list[Supposed] | None = None,
        targets: list[str] | None = None,
        observed: dict[str, Direction] | None = None,
    ) -> Interpretation:
        triggers = _distinct(causes or [])
        supposed_nodes = {t.node for t in triggers}
        levels = [s.level for s in causes or [] if s.level] + (self.levels if intent == "what_if" else [])
        when = self.when if intent in ASKED_IN_TIME else None
        return Interpretation(
            language=self.lexicon.language,
            intent=intent,
            triggers=tuple(triggers),
            targets=tuple(t for t in dict.fromkeys(targets or ()) if t not in supposed_nodes),
            excluded=tuple(self.excluded),
            top_k=top_of(self.screened, self.lexicon),
            levels=_distinct_levels(levels),
            horizon_days=when.days if when else None,
            horizon_words=when.words if when else None,
            regimes={**self.room.regimes, **dict(s.assumes for s in causes or [] if s.assumes)},
            as_of=latest(self.graph),
            scenario=self._scenario(causes or [], triggers),
            observed=observed or {},
        )

    def _scenario(self, causes: list[Supposed], triggers: list[Trigger]) -> str | None:
        named = next((s.scenario for s in causes if s.scenario), None)
        if named:
            return named
        for trigger in triggers:
            for template in self.graph.scenarios:
                if template.trigger == trigger.node and trigger.direction in (template.direction, "unchanged"):
                    return template.id
        return None

    def _back(self, key: str, nodes: list[str] | None = None) -> Interpretation:
        """Return the question asked back, with what was understood."""
        every, _, _, _ = asked(self.found, self.graph)
        known = nodes or every
        return Interpretation(
            language=self.lexicon.language,
            intent="ambiguous",
            targets=tuple(dict.fromkeys(every)),
            as_of=latest(self.graph),
            message=message(key, self.graph, self.lexicon, known),
        )


def _distinct(causes: list[Supposed]) -> list[Trigger]:
    """Return the triggers, one for each node: the one that says most."""
    best: dict[str, Trigger] = {}
    for s in causes:
        held = best.get(s.trigger.node)
        if held is None or (held.direction is None and s.trigger.direction is not None):
            best[s.trigger.node] = s.trigger
    return list(best.values())


def _distinct_levels(levels: list[LevelAsked]) -> tuple[LevelAsked, ...]:
    return tuple({(line.node, line.level, line.side): line for line in levels}.values())
