"""What must stand beside the numbers: conflicts, assumptions, what is not known, and confidence."""

from __future__ import annotations

from agents.answer import Branch, Confidence, Trigger
from agents.answering.branching import STAYS, Forked, Way
from agents.answering.citations import Sources
from agents.answering.disputes import dispute_rows
from agents.answering.engine_words import engine_words
from agents.answering.numbers import amount, band, day, level, percent, unit_words
from agents.answering.phrases import joined, say
from agents.answering.sayings import gate_words
from agents.answering.source_words import source_words
from agents.answering.states import state_name, state_names
from agents.answering.tables import path_words
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.context import Observation
from graph.engine.forks import odds_fork
from graph.model import Edge, Node
from graph.state import in_force
from graph.trading_days import sessions_between

WORDS = ((1 / 3, "high"), (2 / 3, "medium"))
"""Share on guesses up to which confidence is high, then medium."""
HELD = 0.5
"""Odds above which a state counts as in force."""


def used_edges(graph: Graph, ways: tuple[Way, ...], targets: tuple[str, ...]) -> list[Edge]:
    """Return the links that carry an effect into any of `targets`, by their ends' names."""
    ids = {e for w in ways for p in w.result.paths if p.target in targets for e in p.edges}
    return sorted((graph.edge(i) for i in ids), key=lambda e: path_words(graph, (e.cause, e.effect), "en"))


def conflicts(
    forked: Forked, branches: tuple[Branch, ...], edges: list[Edge], sources: Sources, language: str
) -> tuple[str, ...]:
    """Return what disagrees: prints of the odds, sources against a link, two-way effects, hedged views."""
    graph, rows = forked.graph, []
    record = graph.level(forked.node.id)
    own = [o for o in graph.observations if o.node == forked.node.id and o.value is not None and o.dispute is None]
    stated = [o for o in own if o.kind != "close" and record and o.unit == record.unit]
    shown = {n for w in forked.ways for p in w.result.paths for n in p.nodes} | {forked.node.id}
    rows += dispute_rows(graph, shown, sources, language)
    if stated:
        prints = "; ".join(
            f"{_print(o, language)} ({source_words(o.source, language)}) [{sources.of_observation(o)}]"
            for o in sorted(stated, key=lambda o: (o.as_of, o.source, o.value or 0.0))
        )
        rows.append(say("conflict_prints", language, node=forked.node.name.in_(language), prints=prints))
    for edge in edges:
        ends = path_words(graph, (edge.cause, edge.effect), language)
        rows += [gate_words(graph, edge, language)] if edge.gate is not None else []
        against = [e for e in edge.evidence if edge.said_by(e) not in (None, edge.sign)]
        for evidence in against:
            state = state_name(graph, evidence.under, language) if evidence.under else ""
            under = say("under_regime", language, state=state) if state else ""
            rows.append(
                say(
                    "conflict_source",
                    language,
                    link=ends,
                    source=source_words(evidence.source, language),
                    text=evidence.in_(language),
                    under=under,
                )
            )
    for branch in branches:
        two_way = [
            f"{i.name} (κ {i.conflict:.2f})" if i.conflict else i.name
            for i in branch.impacts
            if i.two_way and i.horizon == forked.lead
        ]
        if two_way:
            rows.append(
                say("conflict_two_way", language, branch=branch.label, names=joined(two_way, language, "comma"))
            )
    rows += _views(forked, language)
    return tuple(rows)


def _print(seen: Observation, language: str) -> str:
    """Return a reading as it was given: in its own words where they hold its number ("below 35%"), else with it."""
    words = seen.text.in_(language) if seen.text is not None else ""
    if any(c.isdigit() for c in words):
        return words
    start = "" if seen.before is None else f"{level(seen.before, '', language)} → "
    number = f"{start}{level(seen.value or 0.0, seen.unit, language)}"
    return say("reading_words", language, number=number, words=words) if words else number


def _views(forked: Forked, language: str) -> list[str]:
    """Return each document's likelihood word beside our own number, with weight 0."""
    rows = []
    template = forked.template
    for view in template.views if template else ():
        way = next((w for w in forked.ways if w.id == view.branch), None)
        ours = way.crossing if way else None
        if ours is None or template is None:
            continue
        low, high = percent(view.low), percent(view.high)
        rows.append(
            say(
                "conflict_view",
                language,
                about=forked.graph.node(view.about).name.in_(language),
                branch=next((b.label.in_(language) for b in template.branches if b.id == view.branch), ""),
                source=source_words(view.source, language),
                words=view.words.in_(language),
                low=low,
                high=high,
                ours=percent(ours),
            )
        )
    return rows


def _acting(forked: Forked) -> set[str]:
    """Return the states that change something here: they bend or widen a link shown, scale pushes, or are supposed."""
    graph, used = forked.graph, {e for w in forked.ways for p in w.result.paths for e in p.edges}
    links = [graph.edge(e) for e in used]
    found = {state for edge in links for state in (*edge.regimes, *edge.widen)}
    moved = {forked.node.id, *(p.target for w in forked.ways for p in w.result.paths)}
    for regime in graph.regimes:
        for state in regime.states:
            name = f"{regime.id}.{state.id}"
            lifts = state.amplifier and any(edge.amplified for edge in links)
            if lifts or moved & set(state.widen) or regime.id in forked.reading.regimes:
                found.add(name)
    return found


def assumptions(forked: Forked, edges: list[Edge], targets: tuple[str, ...], language: str) -> tuple[str, ...]:
    """Return what the numbers rest on, stated every time."""
    graph, node = forked.graph, forked.node
    trigger = forked.reading.triggers[0]
    rows = [say("assume_as_of", language, date=day(forked.window.known, language), year=forked.window.known.year)]
    for each in forked.reading.triggers:
        size = forked.size if each is trigger else each.size
        if size is not None:
            rows.append(_size_words(each, graph.node(each.node), _supposed(forked, each, size), language))
        rows += list(each.notes)
    rows += _old_readings(forked, language)
    if forked.fork is not None:
        rows.append(
            say(
                "assume_fork",
                language,
                sessions=forked.window.sessions,
                date=day(forked.window.end, language),
                sigma=amount(forked.sigma, node.unit, signed=False, language=language),
                source=_sigma_source(forked, language),
            )
        )
        rows += [*_later_odds(forked, language), *_counted(forked, language)]
    elif len(forked.reading.triggers) == 1 and forked.settled is None:
        rows.append(say("assume_no_odds", language, node=node.name.in_(language)))
    acting = _acting(forked)
    held = [s for s, p in in_force(graph, dict(forked.reading.regimes)).items() if p > HELD and s in acting]
    states = joined(state_names(graph, held, language), language, "comma")
    rows.append(say("assume_mode", language, states=states or "-"))
    rows += engine_words(forked, targets, language)
    for edge in edges:
        if edge.status == "bridge":
            rows.append(
                say(
                    "assume_bridge",
                    language,
                    link=path_words(graph, (edge.cause, edge.effect), language),
                    note=edge.mechanism.in_(language) if edge.mechanism else "",
                )
            )
    rows.append(say("assume_widening", language))
    if node.probability:
        rows.append(say("assume_premium", language))
    return tuple(dict.fromkeys(rows))


def _supposed(forked: Forked, trigger: Trigger, size: float) -> float:
    """Return what is supposed of the trigger: of a level that holds, the mean move that is left."""
    asked = forked.ways[0]
    return asked.delta if trigger.size_rule == STAYS and asked.delta is not None else size


def _size_words(trigger: Trigger, node: Node, size: float, language: str) -> str:
    """Return the shock's size, the rule that set it, and what else it could have been."""
    rule = say(f"rule_{trigger.size_rule or 'by'}", language)
    other = joined((amount(a, node.unit, language=language) for a in trigger.alternatives), language, "comma")
    sized = amount(size, node.unit, language=language)
    if is_event(node):
        return say("assume_size_event", language, node=node.name.in_(language), rule=rule)
    words = say("assume_size", language, node=node.name.in_(language), size=sized, rule=rule)
    return say("assume_other_sizes", language, words=words, other=other) if other else words


def _old_readings(forked: Forked, language: str) -> list[str]:
    """Return what is out of date: odds whose event is over, a level that is days old."""
    graph, rows = forked.graph, []
    settled, as_of = forked.settled, forked.window.known
    priced = settled.priced_by if settled and settled.priced_by else forked.node.id
    seen = graph.level(priced)
    if settled is not None and settled.date is not None:
        named = graph.by_id.get(settled.node or "") or forked.node
        rows.append(
            say(
                "assume_settled",
                language,
                event=named.name.in_(language),
                date=day(settled.date, language),
                odds_date=day(seen.as_of, language) if seen else "-",
            )
        )
    age = sessions_between(seen.as_of, as_of) if seen and seen.as_of < as_of else 0
    if seen is not None and age:
        name = graph.node(priced).name.in_(language)
        rows.append(say("assume_old_level", language, node=name, date=day(seen.as_of, language), sessions=age))
    return rows


def _sigma_source(forked: Forked, language: str) -> str:
    node = forked.node
    sure = say(f"certainty_{node.scale_certainty}", language)
    source = node.scale_words(language)
    words = f"{source} ({sure})" if source else sure
    if node.scale_range:
        words += f"; {band(*node.scale_range, node.unit, language=language)} {unit_words(node.unit, language)}"
    return words


def _counted(forked: Forked, language: str) -> list[str]:
    """Return where the odds end on average in each branch, as counted."""
    means = [percent(w.counted / 100) for w in forked.ways if w.counted is not None]
    return [say("assume_counted", language, means=joined(means, language, "comma"))] if len(means) > 1 else []


def _later_odds(forked: Forked, language: str) -> list[str]:
    """Return the asked move's odds by the eve of the decision, at it, and the most that a touch can have."""
    fork, node = forked.fork, forked.node
    now = forked.graph.level(node.id)
    if fork is None or not node.probability or now is None or now.value is None:
        return []
    rows = []
    decided = forked.event.date if forked.event else None
    if decided is not None and decided > forked.window.end:
        eve = sessions_between(forked.window.start, decided) - 1
        later = odds_fork(now.value, now.value + fork.delta, forked.sigma, eve)
        settled = 1 - now.value / 100 if fork.delta < 0 else now.value / 100
        rows.append(say("assume_later", language, eve=percent(later.p), settled=percent(settled)))
    if fork.touch is not None and fork.touch < 1:
        rows.append(
            say(
                "assume_touch",
                language,
                level=level(now.value + fork.delta, node.level_unit, language),
                p=percent(fork.touch),
            )
        )
    return rows


def unknowns(forked: Forked, language: str) -> tuple[str, ...]:
    """Return what the map does not hold: unreached targets, unread regimes, branches without odds or levels."""
    graph, rows = forked.graph, []
    for target in forked.shown.missed:
        name = graph.node(target).name.in_(language)
        rows.append(say("unknown_target", language, cause=forked.node.name.in_(language), target=name))
    if len(forked.reading.triggers) > 1:
        rows.append(say("unknown_joint", language))
    elif forked.fork is None:
        key = "unknown_odds" if is_event(forked.node) else "unknown_odds_move"
        rows.append(say(key, language, node=forked.node.name.in_(language)))
    unread = sorted(r.name.in_(language) if r.name else r.id for r in graph.regimes if not r.probabilities)
    if unread:
        rows.append(say("unknown_regimes", language, names=joined(unread, language, "comma")))
    if forked.template is not None:
        rows.append(say("unknown_depth", language))
    rows.append(say("unknown_see", language))
    return tuple(rows)


def confidence(graph: Graph, way: Way, targets: tuple[str, ...], lead: int, language: str) -> Confidence | None:
    """Return how much to lean on the asked branch, from its share on guesses and its weakest link."""
    effect = next((e for t in targets if (e := way.result.effect(t, lead)) is not None), None)
    if effect is None:
        return None
    share = effect.guess_share
    unsure = effect.low is not None and effect.high is not None and effect.low < 0 < effect.high
    word = "high" if share <= WORDS[0][0] and not unsure else "medium" if share <= WORDS[1][0] else "low"
    top = next((p for p in sorted(way.result.paths, key=lambda p: -p.share) if p.target == effect.node), None)
    weakest = top.weakest_edge if top else None
    link = path_words(graph, (graph.edge(weakest).cause, graph.edge(weakest).effect), language) if weakest else "-"
    why = say(
        "confidence_why", language, target=graph.node(effect.node).name.in_(language), share=percent(share), link=link
    )
    return Confidence.model_validate({"word": word, "why": why, "weakest_edge": weakest, "share_on_guesses": share})
