"""What is said when a question is not read: declined, or asked back with what was understood."""

from __future__ import annotations

from collections.abc import Iterable

from agents.answer import Candidates, Intent, Interpretation
from agents.reading.intent import Shape, intent_of
from agents.reading.lexicon import Lexicon
from agents.reading.when import latest
from graph.content import Graph
from graph.linker import Mention


def declined(intent: Intent, key: str, graph: Graph, lexicon: Lexicon, **values: int) -> Interpretation:
    """Return a reading that understood nothing, with the message of that key."""
    return Interpretation(
        language=lexicon.names_in,
        intent=intent,
        as_of=latest(graph),
        message=message(key, graph, lexicon, (), **values),
    )


def unanchored(low: str, graph: Graph, lexicon: Lexicon, strangers: list[str]) -> Interpretation:
    """Return the reading of a question that names nothing of the map: what changed, no anchor, or not ours."""
    intent, _ = intent_of(Shape(0, False, False, False, low), lexicon)
    if intent in ("changes", "state") and not strangers and (intent == "changes" or lexicon.shows("macro", low)):
        return Interpretation(language=lexicon.names_in, intent=intent, as_of=latest(graph))
    if strangers:
        said = message("off_map", graph, lexicon, words=", ".join(dict.fromkeys(strangers)))
        return Interpretation(language=lexicon.names_in, intent="out_of_scope", as_of=latest(graph), message=said)
    if lexicon.shows("macro", low) or lexicon.shows("anaphora", low):
        return declined("ambiguous", "no_anchor", graph, lexicon)
    return declined("out_of_scope", "out_of_scope", graph, lexicon)


def asked_which(unclear: list[Mention], graph: Graph, lexicon: Lexicon) -> Interpretation:
    """Return the reading of a question with a phrase that can mean several things."""
    candidates = tuple(
        Candidates(words=m.words, nodes=tuple(dict.fromkeys(r.id for r in m.candidates if r.kind == "node")))
        for m in unclear
    )
    first = candidates[0]
    said = message("which", graph, lexicon, first.nodes, words=first.words)
    return Interpretation(
        language=lexicon.names_in, intent="ambiguous", candidates=candidates, as_of=latest(graph), message=said
    )


def message(key: str, graph: Graph, lexicon: Lexicon, nodes: Iterable[str] = (), **values: object) -> str:
    """Return the message of that key, the nodes named in the asker's language, with an example from the map."""
    language = lexicon.names_in
    names = [graph.node(n).name.in_(language) for n in dict.fromkeys(nodes) if n in graph.by_id]
    joint = " / " if key == "which" else ("、" if language == "zh" else ", ")
    shown = sorted((n for n in graph.nodes if n.headline is not None), key=lambda n: (n.headline, n.name.en))
    fallback = sorted(graph.nodes, key=lambda n: n.name.en)
    examples = [n.name.in_(language) for n in (shown or fallback) if n.name.in_(language) not in names][:1]
    filled: dict[str, object] = {"names": joint.join(names) or "?", "examples": joint.join(examples) or "?", **values}
    return lexicon.messages[key].format(**filled)
