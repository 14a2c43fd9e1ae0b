"""The answer to "why": what was denied, what failed, what was seen to move, and what sources say of the move itself."""

from __future__ import annotations

import datetime as dt

from agents.answer import Direction, Interpretation
from agents.answering.causes import Causes, causes_of, said_of, told_causes, told_words
from agents.answering.citations import Sources
from agents.answering.consequences import consequence_words, consequences, onward_paths
from agents.answering.denials import denials, denied_rows, no
from agents.answering.disputes import dispute_note, dispute_rows
from agents.answering.drafts import Draft, subjects
from agents.answering.engine_words import unread_words
from agents.answering.failures import Failed, explanations, failed_headline, failed_links, failed_paths
from agents.answering.links import (
    as_paths,
    before,
    before_words,
    links_into,
    mechanisms,
    points_to,
    unsized_paths,
)
from agents.answering.measured import Run, account, behind, paths_of, pushed, runs
from agents.answering.numbers import amount, day
from agents.answering.phrases import joined, say
from agents.answering.sayings import gate_words, link_words
from agents.answering.seen import Seen, facts, move_asked
from agents.answering.standing import standing_of, told_of
from agents.answering.through import effect_first, reached
from agents.reading.sizing import is_event
from graph.content import Graph
from graph.model import Node

SCALING = {"amplifies", "dampens"}
"""Relations into what multiplies the effect of others and has no size of its own."""


def why_answer(graph: Graph, reading: Interpretation) -> Draft:
    """Return the causes of a node's last move: the measured part first, then what sources and the map say."""
    asked_about = effect_first(graph, subjects(reading))
    node, language, sources = graph.node(asked_about[0]), reading.language, Sources(reading.language)
    named = [i for i in (*(t.node for t in reading.triggers), *asked_about[1:]) if i != node.id]
    if any(e.effect == node.id and e.relation in SCALING for e in graph.edges):
        # What scales flows is itself no push: the state that it is part of says nothing that its own links do not.
        named = [i for i in named if graph.node(i).kind != "regime"]
    asked = reading.observed.get(node.id)
    seen = move_asked(graph, node, asked)
    found = runs(graph, node, seen.at.as_of if seen else graph.as_of)
    refused = denials(graph, named, node.id) or denials(graph, named)
    named = [i for i in named if i not in {o.node for o in refused}]
    failed = failed_links(graph, node, {*named, *(r.mover.node.id for r in found)})
    leading = [f for f in failed if _leads(f, asked, set(named))]
    draft = Draft("", sources=sources)
    parts = [no(graph, o, sources, language, node.id) for o in refused]
    for f in leading:
        parts += [failed_headline(graph, f, node, sources, language), *explanations(graph, f, node, found, language)]
    draft.notes = [seen.words(sources, language)] if seen else []
    draft.conflicts = dispute_rows(graph, (node.id, *named, *(r.mover.node.id for r in found)), sources, language)
    draft.conflicts += [gate_words(graph, f.edge, language) for f in failed if f not in leading and f.edge.gate]
    if leading:
        draft.paths = [p for f in leading for p in failed_paths(graph, f, node, sources)]
        draft.notes += [link_words(graph, f.edge, language) for f in leading]
    else:
        if seen is None and not named and any(f.seen and asked == f.expected for f in failed):
            # Who asks why it went the expected way, of a thing never seen to, is told first what was said of it.
            parts += told_of(graph, node, sources, language)
        parts.append(_main(graph, reading, draft, node, named, seen, found))
    on = seen.at.as_of if seen else None
    draft.headline = _sentences(parts, language) + (
        dispute_note(graph, named, language) if named else dispute_note(graph, (node.id,), language, on=on)
    )
    told = said_of(graph, node, seen.at.as_of if seen else graph.as_of, sources, language)
    mine = [b for r in found for b in behind(graph, r.mover)]
    draft.notes += [*told, *points_to(graph, node, language), *facts(graph, (node.id, *named), sources, language)]
    draft.notes += mechanisms(graph, as_paths(graph, mine, node, sources), language) if mine else []
    draft.conflicts += denied_rows(graph, node.id, sources, language) if not refused else []
    draft.notes = list(dict.fromkeys(draft.notes))
    return draft


def _sentences(parts: list[str], language: str) -> str:
    return say("full_stop", language).join(p.rstrip(".。") for p in parts if p)


def _leads(f: Failed, asked: Direction | None, named: set[str]) -> bool:
    """Return whether a failure is the answer: of what was named, of a move that did not come, or of what was seen."""
    if asked == f.expected:
        return False
    return asked == "unchanged" or bool(named & {f.cause.id, f.edge.cause}) or f.seen


def _main(
    graph: Graph,
    reading: Interpretation,
    draft: Draft,
    node: Node,
    named: list[str],
    seen: Seen | None,
    found: list[Run],
) -> str:
    """Return the account of the move, or the causes that could push it, having put their paths on the draft."""
    language = reading.language
    asked = reading.observed.get(node.id)
    premise = _premise(node, asked, seen, language)
    if found and seen is not None and seen.at.kind == "close" and not named:
        told, beside = told_causes(graph, node, on=seen.at.as_of, down=seen.move < 0)
        named_by = told_words(graph, told, seen.at.as_of, language, down=seen.move < 0)
        words, draft.paths, rows = account(graph, seen, found, named_by, draft.sources, language)
        draft.residual = {node.id: seen.move - sum(p.contribution for p in draft.paths)}
        first = unsized_paths(graph, told, draft.sources)
        draft.paths = [*first, *draft.paths, *unsized_paths(graph, beside, draft.sources)]
        draft.notes += [link_words(graph, e, language) for e in (*told, *beside)]
        general = as_paths(graph, links_into(graph, node.id), node, draft.sources)
        draft.notes += [*rows, *unread_words(graph, language)]
        draft.notes += [say("generally", language, text=g) for g in mechanisms(graph, general, language)]
        return premise + words
    down = asked in {"down", "off"} if asked in {"up", "down", "on", "off"} else seen is not None and seen.move < 0
    on = seen.at.as_of if seen else graph.as_of
    edges = links_into(graph, node.id)
    direct = [e for e in graph.edges if e.effect == node.id and e.cause in named]
    through, words = reached(graph, named, node, draft.sources, language) if named and not direct else ([], "")
    if through:
        draft.paths = through
        return premise + words
    direction = say("direction_down" if down else "direction_up", language)
    listed = causes_of(graph, direct or edges, node, down=down, on=on or dt.date.max)
    draft.paths = as_paths(graph, listed.all, node, draft.sources, ranked=False)
    draft.notes += [*mechanisms(graph, draft.paths, language), say("per_sigma", language)] if listed.all else []
    draft.conflicts += _against(graph, listed, language)
    if not listed.pushing and direct and len(edges) > len(direct):
        # What is named does not push that way; what does is told beside it.
        links = joined((link_words(graph, e, language).rstrip(".。") for e in direct), language)
        names = joined((graph.node(n).name.in_(language) for n in named), language, "comma")
        words = _other_way(node, names, direction, links, language)
        beside = [e for e in edges if e not in direct]
        listed = causes_of(graph, beside, node, down=down, on=on or dt.date.max)
        draft.paths = as_paths(graph, [*direct, *listed.all], node, draft.sources, ranked=False)
        draft.notes += mechanisms(graph, draft.paths, language)
    if not listed.pushing:
        return premise + words + _uncaused(graph, draft, node, direction, language)
    then = _then(node, seen, asked, language)
    if seen is None and asked in {"up", "down"} and not named:
        then = pushed(node, found, language, down=down)
        then += say("full_stop", language) if then else ""
        pushing = [r for r in found if (r.given < 0) == down]
        draft.paths = [p for r in pushing for p in paths_of(graph, node, r, draft.sources)] + draft.paths
        draft.notes += [r.mover.words(draft.sources, language) for r in pushing]
    causes = listed.words(graph, language)
    return (
        premise
        + then
        + words
        + say("why_headline", language, node=node.name.in_(language), direction=direction, causes=causes)
    )


def _other_way(node: Node, cause: str, direction: str, links: str, language: str) -> str:
    name = node.name.in_(language)
    told = say("why_other_way", language, cause=cause, node=name, direction=direction, links=links)
    return told + say("full_stop", language)


def _uncaused(graph: Graph, draft: Draft, node: Node, direction: str, language: str) -> str:
    """Return what comes before a thing that nothing causes, what is stated of it, and where it leads itself."""
    told = told_of(graph, node, draft.sources, language)
    earlier = before(graph, node.id)
    if earlier:
        draft.paths += unsized_paths(graph, earlier, draft.sources)
        return say("full_stop", language).join([before_words(graph, earlier, language), *told])
    if node.kind == "regime":
        told = [*standing_of(graph, node, draft.sources, language)[:2], *told]
        nothing = say("why_nothing_state", language, node=node.name.in_(language))
    else:
        nothing = say("why_nothing", language, node=node.name.in_(language), direction=direction)
    draft.unknowns.append(nothing)
    onward = consequences(graph, node) if is_event(node) else []
    if onward and not draft.paths:
        draft.paths = onward_paths(graph, onward, draft.sources)
        draft.notes += mechanisms(graph, draft.paths, language)
        told.append(consequence_words(graph, node, onward, language))
    return say("full_stop", language).join([*told, nothing])


def _against(graph: Graph, listed: Causes, language: str) -> list[str]:
    words = listed.against_words(graph, language)
    return [say("why_against_seen", language, causes=words)] if words else []


def _then(node: Node, seen: Seen | None, asked: Direction | None, language: str) -> str:
    """Return the move that the question is about, where one was seen to go the asked way."""
    if seen is None or asked is None or (asked == "down") != (seen.move < 0):
        return ""
    move = amount(seen.move, node.unit, language=language)
    return say("why_moved_then", language, node=node.name.in_(language), move=move, date=day(seen.at.as_of, language))


def _premise(node: Node, asked: Direction | None, seen: Seen | None, language: str) -> str:
    """Return a sentence that says so when the thing did not go the way the question takes as seen."""
    if asked not in {"up", "down"} or seen is None or (asked == "down") == (seen.move < 0):
        return ""
    words = say(f"direction_{asked}", language)
    return say("why_premise", language, node=node.name.in_(language), direction=words, rest="")
