"""The things at the two ends of a claim: which nodes they are, and which way the words have them go"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from graph.linker import Mention
from ingest.claims import Direction, Named
from ingest.document import Language, Passage, Span
from ingest.extract.grammar import load_words, one_of, written
from ingest.extract.moves import moves

FLIP: dict[Direction, Direction] = {"up": "down", "down": "up", "on": "off", "off": "on", "unchanged": "unchanged"}
MOVES: dict[str, Direction] = {"+": "up", "-": "down"}
WINDOW = {"en": (34, 60), "zh": (8, 16)}
"""Characters before and behind a name in which words say which way it goes."""


@cache
def _way(language: Language) -> dict[str, re.Pattern[str]]:
    if language == "en":
        g = load_words("en_moves")
        made = {
            f"{place}_{side}": re.compile(rf"(?<![\w-])(?:{'|'.join(g[place][side])})(?![\w-])", re.I)
            for place in ("before", "after")
            for side in ("up", "down")
        }
        made["unmoved"] = re.compile("|".join(f"(?:{w})" for w in g["unmoved"]), re.I)
        return made
    g = load_words("zh_moves")
    said = {side: [w for w in g["directions"][side] if w != "支撑"] for side in ("up", "down")}
    said["down"] += g["gone"]
    words = {side: re.compile(one_of(said[side])) for side in said}
    both = {f"{place}_{side}": words[side] for place in ("before", "after") for side in words}
    return {**both, "unmoved": written("unmoved_zh"), "narrower": re.compile("|".join(g["narrower"].values()))}


def direction(text: str, mention: Span, inside: Span, language: Language) -> Direction | None:
    """Return which way the words beside a name have it go, as said of the name itself."""
    way = _way(language)
    ahead, behind = WINDOW[language]
    a, b = max(inside[0], mention[0] - ahead), min(inside[1], mention[1] + behind)
    before, after = text[a : mention[0]], text[mention[1] : b]
    before = re.split(r"[,;:，；]", before)[-1]
    if language == "en":
        after = re.split(r"[;:]|, (?:and|but|while|as|which)\b|\b(?:because|after|as|while|but)\b", after)[0]
    else:
        if cut := re.search(r"[，,；;、]", after):
            after = after[: cut.start()]
        if m := way["narrower"].search(after):
            return "up" if m.group()[0] in "跌降" else "down"
    if way["unmoved"].match(after.lstrip()) or way["unmoved"].search(after[:24]):
        return "unchanged"
    hits: list[tuple[int, Direction]] = []
    for side in ("up", "down"):
        if m := way[f"after_{side}"].search(after):
            hits.append((m.start() + (4 if language == "en" else 0), side))
        ahead_of = [
            m
            for m in way[f"before_{side}"].finditer(before)
            if re.fullmatch(
                r"\W*(?:(?:the|a|US|its|their|in|of|for|on|10-year|Treasury|real) ?){0,4}\W*|[了着的其]?",
                before[m.end() :],
                re.I,
            )
        ]
        if ahead_of:
            hits.append((len(before) - ahead_of[-1].end(), side))
    return min(hits)[1] if hits else None


def named(passage: Passage, mention: Mention, inside: Span) -> Named:
    """Return what a mention stands for, with its direction worked out for the node itself."""
    nodes = [r for r in mention.candidates if r.kind == "node"]
    states = [r for r in mention.candidates if r.kind == "state"]
    said = direction(passage.text, mention.span, inside, passage.language)
    common = {"words": passage.text[mention.start : mention.end], "span": passage.span(*mention.span)}
    if len(nodes) == 1:
        turned = nodes[0].sign < 0
        return Named(**common, node=nodes[0].id, turned=turned, direction=FLIP[said] if turned and said else said)
    if nodes:
        return Named(**common, candidates=tuple(r.id for r in nodes), direction=said)
    if len(states) == 1:
        return Named(**common, state=f"{states[0].id}.{states[0].state}", direction=said or "on")
    return Named(**common, candidates=tuple(r.id for r in mention.candidates), direction=said)


def things(passage: Passage, pieces: Sequence[Span], mentions: Sequence[Mention]) -> list[Named]:
    """Return the things of one end: the known ones of its first list, or its own words when none is known."""
    inside = [
        m
        for a, b in pieces
        for m in mentions
        if a <= m.start and m.end <= b and any(r.kind != "scenario" for r in m.candidates)
    ]
    if not inside:
        return [unknown(passage, pieces)]
    groups: list[list[Mention]] = [[inside[0]]]
    for m in inside[1:]:
        between = passage.text[groups[-1][-1].end : m.start]
        if written(f"list_{passage.language}").fullmatch(between):
            groups[-1].append(m)
        else:
            groups.append([m])
    group = groups[0]
    whole = (pieces[0][0], pieces[-1][1])
    found = [named(passage, m, whole) for m in group]
    # "A and B rose": the verb behind the last is said of all before it.
    for k in range(len(found) - 2, -1, -1):
        said, here = found[k + 1], found[k]
        if not here.direction and not here.state and said.direction in ("up", "down"):
            same = said.turned == here.turned
            found[k] = here.model_copy(update={"direction": said.direction if same else FLIP[said.direction]})
    return found


def is_there(words: str, language: Language) -> bool:
    """Return whether words name a thing by its being there ("fear", "selling"), so that more of it is meant."""
    return bool(_present(language).search(words))


@cache
def _present(language: Language) -> re.Pattern[str]:
    words = load_words(f"{language}_moves")["present"]
    return re.compile("|".join(words)) if language == "zh" else re.compile(rf"\b(?:{'|'.join(words)})\b", re.I)


def unknown(passage: Passage, pieces: Sequence[Span]) -> Named:
    """Return an end that the registry does not know, in its own words."""
    a, b = max(pieces, key=lambda p: p[1] - p[0]) if passage.language == "zh" else pieces[0]
    words = passage.text[a:b]
    if passage.language == "en":
        cut = re.search(r"[,;:]| (?:which|that|who|because|after|as|while|but|when)\b", words)
        b = a + cut.start() if cut and cut.start() > 2 else b
    b = a + len(passage.text[a:b].rstrip(" .,;:，。；"))
    lead = re.match(r"(?:(?:the|a|an|that|this|some|any|its|their|also|and|but|so|then) )*", passage.text[a:b], re.I)
    refers = written("pointer").fullmatch(passage.text[a:b])
    a += lead.end() if passage.language == "en" and not refers and lead and lead.end() < b - a else 0
    said = _own_direction(passage, a, b)
    return Named(words=passage.text[a:b], span=passage.span(a, b), direction=said)


def _own_direction(passage: Passage, a: int, b: int) -> Direction | None:
    """Return which way an unknown end goes by its own words: told as a quantity, or by its first or last word."""
    if passage.language == "zh":
        return next((MOVES[m.direction] for m in moves(passage.text, (a, b)) if m.direction in MOVES), None)
    way, words = _way("en"), passage.text[a:b]
    for side in MOVES.values():
        last = [m for m in way[f"after_{side}"].finditer(words) if m.end() == len(words) and m.start() > 0]
        if way[f"before_{side}"].match(words) or last:
            return side
    return None


def stands_alone(passage: Passage, pieces: Sequence[Span], mentions: Sequence[Mention]) -> bool:
    """Return whether nothing stands beside the names of an end that may say which way they go."""
    rest = ""
    for a, b in pieces:
        inside = [m.span for m in mentions if a <= m.start and m.end <= b]
        if passage.language == "en":
            a += max(
                (m.end() for m in re.finditer(r"\bthat\b|[,:;]", passage.text[a : inside[0][0] if inside else b])),
                default=0,
            )
        rest += "".join(" " if any(x <= i < y for x, y in inside) else passage.text[i] for i in range(a, b))
    return not written(f"neutral_{passage.language}").sub("", rest)


def pushed(named: Named, push: int) -> Named:
    """Return an end that no word beside it moves as the verb moves it: "lifts the yen" has the yen go up."""
    if named.direction or named.state or not push:
        return named
    up = (push > 0) != named.turned
    return named.model_copy(update={"direction": "up" if up else "down"})
