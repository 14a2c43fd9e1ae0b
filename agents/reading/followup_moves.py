"""The same thing supposed otherwise: "and the other way round?", "by 50bp", "only half", "它上涨呢"."""

from __future__ import annotations

from agents.answer import Interpretation, Trigger
from agents.reading.followup_words import MARK, Said, Words, carried, is_bare, only, told, unplaced
from agents.reading.interpret import UNREAD, interpret
from agents.reading.when import Horizon
from graph.content import Graph

INVENTED = ("weekly_sigma", "one_sigma", "sigma_q_weekly")
"""Size rules of a move that was given no size."""
SCALED = {"half": 0.5, "double": 2.0}
"""What the same move may be asked again as, and how many times as large that is."""
WHOLE = 100.0
OPPOSITE = {"up": "down", "down": "up", "on": "off", "off": "on"}


def turned(said: Said, previous: Interpretation, graph: Graph, words: Words) -> Interpretation | None:
    """Return the reading of "and the other way round?": what was supposed, turned."""
    trigger = only(previous.triggers)
    way = OPPOSITE.get(trigger.direction or "") if trigger is not None else None
    opened = words.patterns["opening"].sub("", said.folded.low)
    if trigger is None or way is None or previous.intent != "what_if" or not words.shows("opposite", opened):
        return None
    return supposed_of(said, trigger, words.texts[way], previous, graph, words, way)


def other_size(said: Said, previous: Interpretation, graph: Graph, words: Words) -> Interpretation | None:
    """Return the reading of "and by 50bp?", "only half?": the same move in another size, or what is wrong with it."""
    trigger = only(previous.triggers)
    if trigger is None or previous.intent != "what_if" or said.mentions or trigger.direction not in ("up", "down"):
        return None
    rest = words.patterns["rest"].sub("", said.folded.low).strip(" ?？。.!！,，呢")
    for name, factor in SCALED.items():
        if words.shows(name, rest):
            return _scaled(trigger, factor, previous, graph, words, said)
    bare = words.patterns["rest"].sub("", said.bare)
    if MARK not in bare or not is_bare(bare.replace(MARK, ""), said, words, None):
        return None
    return supposed_of(
        said, trigger, f"{words.texts[trigger.direction]} {rest}", previous, graph, words, trigger.direction
    )


def _scaled(
    trigger: Trigger, factor: float, previous: Interpretation, graph: Graph, words: Words, said: Said
) -> Interpretation | None:
    """Return the reading of the same move, so many times as large; None where no such move is possible."""
    if trigger.size is None:
        return None
    size = trigger.size * factor
    end = None if trigger.from_ is None or trigger.to is None else trigger.from_ + size
    if end is not None and graph.node(trigger.node).probability and not 0 <= end <= WHOLE:
        return None
    changed = trigger.model_copy(update={"size": size, "to": end, "size_rule": "by", "alternatives": ()})
    again = carried(previous).model_copy(
        update={"triggers": (changed,), "targets": (), "excluded": (), "horizon_days": None, "horizon_words": None}
    )
    return with_the_rest(again, previous, words, said)


def supposed_of(
    said: Said, trigger: Trigger, rest: str, previous: Interpretation, graph: Graph, words: Words, way: str
) -> Interpretation | None:
    """Return the reading of the same thing supposed in other words, or asked back; None where they say less."""
    language = said.lexicon.language
    name = graph.node(trigger.node).name.in_(language)
    found = interpret(words.texts["suppose"].format(name=name, rest=rest), graph, language=language)
    if found.intent in UNREAD:
        return found if trigger.node in {*found.targets, *(t.node for t in found.triggers)} else None
    first = only(found.triggers)
    if found.intent != "what_if" or first is None or (first.node, first.direction) != (trigger.node, way):
        return None
    return with_the_rest(found, previous, words, said)


def with_the_rest(found: Interpretation, previous: Interpretation, words: Words, said: Said) -> Interpretation:
    """Return a new supposition with what the question before asked of the old one."""
    supposed = {t.node for t in found.triggers}
    targets = found.targets or tuple(t for t in previous.targets if t not in supposed)
    when = said.when or (Horizon(found.horizon_days, found.horizon_words or "") if found.horizon_days else None)
    days, spoken = (when.days, when.words) if when else (previous.horizon_days, previous.horizon_words)
    names = ["moved"]
    names += ["target"] if targets and not found.targets else []
    names += ["horizon"] if days and not when else []
    made = unplaced(found).model_copy(
        update={
            "targets": targets,
            "excluded": found.excluded or previous.excluded,
            "horizon_days": days,
            "horizon_words": spoken,
            "regimes": {**previous.regimes, **found.regimes},
        }
    )
    return told(made, words, *names)
