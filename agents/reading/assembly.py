"""A question's parts put together: the reading that its intent asks for."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

from agents.answer import Direction, Intent, Interpretation, Trigger
from agents.reading.asking import asked
from agents.reading.clauses import Clause, names_move
from agents.reading.dated import without_dates
from agents.reading.declines import message
from agents.reading.echoes import worded
from agents.reading.figures import Figure
from agents.reading.intent import top_of
from agents.reading.parts import Room, Supposed, distinct, distinct_levels, happening, rising, supposed, torn
from agents.reading.sizing import Doubt
from agents.reading.when import Horizon, latest

NUMBER = re.compile(r"[\d.,]+点?")
"""A level's name that is only its number."""
USUAL = ("weekly_sigma", "sigma_q_weekly", "one_sigma", "release_surprise", "unchanged")
"""Rules of a plain move, which is no outcome that has a probability."""
ELSEWHERE = ("bank", "country", "other")
"""Kinds of names that are of things, which the map lacks."""
ASKED_IN_TIME = ("what_if", "compare", "paths", "drivers")


class Reading:
    """The parts of a question put together as its intent asks for them."""

    def __init__(
        self,
        room: Room,
        found: list[Clause],
        causes: list[Supposed],
        intent: Intent | Literal["likelihood"] | None,
        screened: str,
        when: Horizon | None,
    ) -> None:
        self.room, self.found, self.causes, self.intent = room, found, causes, intent
        self.screened, self.when = screened, when
        self.graph, self.lexicon = room.graph, room.lexicon
        effects = [c for c in found if c.role != "cause"]
        self.targets, self.excluded, self.observed, self.levels, self.used = asked(effects, self.graph)

    def interpretation(self) -> Interpretation:
        """Return the reading by its intent."""
        absent = self._absent("cause")
        if absent and (self.intent not in ("definition", "state", "changes")):
            return self._back("off_map", words=absent)
        follows = any(c.supposed for c in self.found) and any(s.trigger.direction for s in self.causes)
        if self.intent == "drivers" and not self.targets and follows:
            # "If {index} falls, what else moves?" asks what follows, not what drives.
            return self._what_if()
        if self.intent in ("definition", "state", "drivers", "changes"):
            return self._about(self.intent)
        if self.intent == "why":
            return self._why()
        if self.intent == "paths" and self.excluded and not self.targets and any(names_move(c) for c in self.found):
            return self._what_if()
        if self.intent in ("paths", "evidence", "compare"):
            return self._linked(self.intent)
        return self._what_if()

    def _about(self, intent: Intent) -> Interpretation:
        targets = self._without_market(asked(self.found, self.graph).targets)
        if intent == "definition" and self.lexicon.shows("standing", self.screened):
            # "What are the odds" asks where they stand.
            named = {r.id for t in self.room.every if t.mention for r in t.mention.candidates if r.kind == "node"}
            stands = [self.graph.node(t) for t in targets if t in named]
            intent = "state" if any(n.probability or n.kind == "regime" for n in stands) else intent
        if intent == "state" and not targets:
            mentions = [t.mention for t in self.room.every if t.mention is not None]
            dimensions = {r.id for m in mentions for r in m.candidates if r.kind == "state"}
            targets = [r.node for r in self.graph.regimes if r.id in dimensions and r.node in self.graph.by_id]
        if intent == "state":
            # "Is A allowed to do B": what may happen is asked about, before who does it.
            targets = sorted(targets, key=lambda t: self.graph.node(t).kind != "event")
        kept = [t for t in targets if t not in self.excluded]
        return self._made(intent, targets=kept) if kept or not targets else self._back("what_of", targets)

    def _without_market(self, targets: list[str]) -> list[str]:
        """Return what is asked about without the market where it only prices something, or is what the thing is in."""
        named = [t for t in self.room.every if t.mention is not None and t.text in self.lexicon.market_names]
        whole = {r.id for t in named if t.mention is not None for r in t.mention.candidates}
        rest = [t for t in targets if t not in whole]
        return rest or targets

    def _why(self) -> Interpretation:
        every = asked(self.found, self.graph)
        targets = self._without_market(self.targets) or every.targets
        kept = [t for t in targets if t not in every.excluded]
        if not kept:
            return self._back("what_of", targets or every.excluded)
        if self.targets:
            return self._made("why", [self._came_about(s) for s in self.causes], kept, observed=self.observed)
        return self._made("why", targets=kept, observed=every.observed)

    def _came_about(self, s: Supposed) -> Supposed:
        """Return an event that is named as a cause as having happened."""
        node = self.graph.by_id.get(s.trigger.node)
        return s if s.trigger.direction or node is None or node.kind != "event" else happening(self.room, s)

    def _linked(self, intent: Intent) -> Interpretation:
        causes, targets = self.causes, list(self.targets)
        abroad = "" if targets or intent != "paths" else self._absent("asked", ("country",))
        if causes and abroad:
            # What reaches the jobs of a country that the map lacks is not what reaches those it holds.
            return self._back("off_map", words=abroad)
        if not causes or (not targets and intent == "paths"):
            order = [c for c in self.found if c.mentions]
            every = [s for c in order for s in supposed(self.room, c)]
            if intent == "compare":
                opened = [s for c in order if c.role == "open" for s in supposed(self.room, c)]
                causes, targets = opened or every, [t for t in targets if t not in {s.trigger.node for s in opened}]
                on = [s for s in causes if self._is_object(s)]
                if 0 < len(on) < len(causes):
                    causes, targets = [s for s in causes if s not in on], [s.trigger.node for s in on]
            elif intent == "paths":
                causes, targets = every[:1], [s.trigger.node for s in every[1:]]
            else:
                targets = [s.trigger.node for s in every]
        if intent == "compare":
            causes = [s if s.trigger.direction else rising(self.room, s) for s in causes]
        targets = [t for t in targets if t not in self.excluded]
        if not causes and not targets:
            return self._back("two_needed" if intent == "paths" else "what_of")
        if intent == "paths" and not (causes and targets):
            return self._back("two_needed")
        if intent == "evidence":
            # Who says so is asked, not what it comes to: its numbers need not add up.
            return self._made(intent, causes, targets)
        doubted = next((s for s in causes if s.doubt), None)
        if doubted is not None and doubted.doubt is not None:
            return self._doubt(doubted.doubt, doubted)
        unread = self._unread(causes)
        return unread or self._made(intent, causes, targets)

    def _is_object(self, s: Supposed) -> bool:
        """Return whether the thing is what the others act on: "... for {index}"."""
        if s.said is None:
            return False
        start = s.said.mention.start
        before = [t for t in self.room.tokens if t.end <= start and not t.is_("det")]
        return bool(before) and before[-1].is_("onto") and not before[-1].is_("to")

    def _what_if(self) -> Interpretation:
        self.causes, dated = without_dates(self.causes, self.room)
        self.when = self.when or dated
        causes = self.causes or [s for c in self.found if names_move(c) for s in supposed(self.room, c)]
        if torn(causes):
            return self._back("conflict", torn(causes))
        doubted = next((s for s in causes if s.doubt), None)
        if doubted is not None and doubted.doubt is not None:
            return self._doubt(doubted.doubt, doubted)
        bare = next((s for s in causes if not s.trigger.direction and NUMBER.fullmatch(s.trigger.words)), None)
        if bare is not None and len(causes) > 1:
            return self._back("unused", [s.trigger.node for s in causes if s is not bare], asked=bare.trigger.words)
        causes = [s if s.trigger.direction else happening(self.room, s) for s in causes]
        if torn(causes):
            return self._back("conflict", torn(causes))
        unread = self._unread(causes)
        if unread is not None:
            return unread
        directed = [s for s in causes if s.trigger.direction]
        undirected = [s for s in causes if not s.trigger.direction]
        if not causes and self.room.regimes:
            directed = self._regime_shocks()
        usual = all(s.trigger.size_rule in USUAL for s in directed)
        if self.intent == "likelihood" and usual:
            return self._back("no_trigger", [s.trigger.node for s in causes])
        only = "" if self.targets or undirected else self._absent("asked", ELSEWHERE)
        if directed and only:
            # What follows elsewhere is no answer to a question about what the map lacks.
            return self._back("off_map", words=only)
        if directed:
            also = [s.trigger.node for s in undirected]
            return self._made("what_if", directed, [*also, *self.targets])
        if undirected and self.targets:
            return self._made("paths", undirected, self.targets)
        if undirected:
            return self._back("no_direction", [s.trigger.node for s in undirected])
        state = self._state_named()
        if state:
            return self._back("state_only", names=state)
        if self.lexicon.shows("follow_up", self.screened):
            return self._back("follow_up", self.targets)
        asks = any(t.is_("effect_cue", "aux") for c in self.found for t in c.tokens)
        return self._back("no_trigger" if asks else "what_of", self.targets)

    def _doubt(self, doubt: Doubt, of: Supposed) -> Interpretation:
        """Return the question asked back about what cannot be meant as it is said."""
        key, values = doubt
        where = self.lexicon.notes.get(str(values.get("where", "")), "")
        return self._back(key, [of.trigger.node], **{**worded(self.room, key, values, of.used), "where": where})

    def _unread(self, causes: list[Supposed]) -> Interpretation | None:
        """Return the question asked back where one of its numbers has no part in the reading."""
        used = {f.start for s in causes for f in s.used} | {f.start for f in self.used}
        asked_for = top_of(self.screened, self.lexicon)
        instead = {b.start for a, b in pairwise(self.room.every) if a.is_("not") and b.figure} if used else set()
        for figure in (t.figure for t in self.room.every if t.figure is not None):
            if figure.time_unit or figure.start in used | instead or figure.value == asked_for or self._is_year(figure):
                continue
            left, right = self.room.folded.span(figure.start, figure.end)
            words = self.room.question[left:right].strip()
            return self._back("unused", [s.trigger.node for s in causes] or self.targets, asked=words)
        return None

    def _absent(self, where: Literal["cause", "asked"], kinds: tuple[str, ...] = ()) -> str:
        """Return the names that the map lacks among what is supposed, or among what is asked about."""
        kinds = kinds or (ELSEWHERE if where == "cause" else (*ELSEWHERE, "person", "name"))
        if where == "cause" and not self.causes:
            kinds = (*kinds, "person", "name")
        if self.intent == "evidence":
            # Who is said to say it is a source, and no thing that is asked about.
            kinds = ("country", "other")
        rooms = [c for c in self.found if (c.role == "cause") == (where == "cause")]
        names = [t.text for c in rooms for t in c.tokens if t.is_("stranger") and t.value("stranger") in kinds]
        return ", ".join(dict.fromkeys(names))

    def _is_year(self, figure: Figure) -> bool:
        as_of = latest(self.graph)
        return as_of is not None and figure.unit is None and figure.value in (as_of.year, as_of.year + 1)

    def _regime_shocks(self) -> list[Supposed]:
        nodes = {r.id: r.node for r in self.graph.regimes}
        return [
            Supposed(Trigger(node=node, direction="on", unit="state", size_rule="regime"))
            for dimension in self.room.regimes
            if (node := nodes.get(dimension)) in self.graph.by_id and node is not None
        ]

    def _made(
        self,
        intent: Intent,
        causes: list[Supposed] | None = None,
        targets: list[str] | None = None,
        observed: dict[str, Direction] | None = None,
    ) -> Interpretation:
        triggers = distinct(causes or [])
        supposed_nodes = {t.node for t in triggers}
        levels = [s.level for s in causes or [] if s.level] + (self.levels if intent == "what_if" else [])
        when = self.when if intent in ASKED_IN_TIME else None
        absent = self._absent("asked")
        said = message("off_map_targets", self.graph, self.lexicon, words=absent) if absent else None
        if said and triggers:
            triggers[0] = triggers[0].model_copy(update={"notes": (*triggers[0].notes, said)})
        return Interpretation(
            language=self.lexicon.names_in,
            intent=intent,
            triggers=tuple(triggers),
            targets=tuple(t for t in dict.fromkeys(targets or ()) if t not in supposed_nodes),
            excluded=tuple(self.excluded),
            top_k=top_of(self.screened, self.lexicon),
            levels=distinct_levels(levels),
            horizon_days=when.days if when else None,
            horizon_words=when.words if when else None,
            regimes={**self.room.regimes, **dict(s.assumes for s in causes or [] if s.assumes)},
            as_of=latest(self.graph),
            scenario=self._scenario(causes or [], triggers),
            observed=observed or {},
            message=said,
        )

    def _scenario(self, causes: list[Supposed], triggers: list[Trigger]) -> str | None:
        named = next((s.scenario for s in causes if s.scenario), None)
        if named:
            return named
        for trigger in triggers:
            for template in self.graph.scenarios:
                told = trigger.direction in (template.direction, "unchanged") or trigger.size_rule == "holds"
                if template.trigger == trigger.node and told:
                    return template.id
        return None

    def _state_named(self) -> str:
        """Return the words for a market state that is all the question supposes, or nothing."""
        mentions = [t.mention for t in self.room.every if t.mention is not None]
        return next((m.words for m in mentions if any(r.kind == "state" for r in m.candidates)), "")

    def _back(self, key: str, nodes: list[str] | None = None, **values: object) -> Interpretation:
        """Return the question asked back, with what was understood."""
        every = asked(self.found, self.graph).targets
        known = nodes or every
        key = key if known or values else "no_anchor"
        return Interpretation(
            language=self.lexicon.names_in,
            intent="ambiguous",
            targets=tuple(dict.fromkeys(every)),
            regimes=self.room.regimes,
            as_of=latest(self.graph),
            message=message(key, self.graph, self.lexicon, known, **values),
        )
