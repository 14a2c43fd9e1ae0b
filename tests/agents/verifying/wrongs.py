"""Every way of making a piece of a right statement wrong."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from graph.content import Graph
from tests.agents.verifying.said import Piece, Said, day, size, within

LIKELY = {"en": "very likely", "zh": "很可能"}
UNLIKELY = {"en": "very unlikely", "zh": "极不可能"}


def wrongs(said: Said, graph: Graph, language: str, others: dict[str, list[str]]) -> Iterator[tuple[str, Said]]:
    """Yield (what was made wrong, the statement) for each piece of a right one; `others`: what else is named."""
    for i, piece in enumerate(said.pieces):
        for kind, words in of_piece(piece, graph, language, others):
            if words != piece.words:
                yield kind, said._replace(pieces=(*said.pieces[:i], Piece(words), *said.pieces[i + 1 :]))


def of_piece(piece: Piece, graph: Graph, language: str, others: dict[str, list[str]]) -> Iterator[tuple[str, str]]:
    """Yield (what was made wrong, wrong words) for one piece."""
    value = piece.value
    if piece.wrong is not None:
        yield from ((piece.kind, words) for words in dict.fromkeys(piece.wrong))
        if piece.kind == "name":
            yield "strange name", "Tesla" if language == "en" else "特斯拉ECB"
        elif piece.kind == "date":
            yield "no such date", day((dt.date.fromisoformat(value) + dt.timedelta(days=37)).isoformat(), language)
        elif piece.kind == "horizon":
            yield "no such horizon", within(value + 2, language)
        return
    if piece.kind in {"signed", "size"}:
        yield from numbers(piece, language)
    elif piece.kind == "odds":
        shown = int(piece.words.rstrip("%"))
        yield "odds", f"{min(99, shown + 17)}%"
        yield "odds complement", f"{100 - shown if shown != 50 else 37}%"
    elif piece.kind == "band":
        yield "band", "90%"
        yield "band", "95%"
    elif piece.kind == "level":
        yield "level", f"{value * 1.013:,.2f}"
        yield "level", f"{value + 100:,.2f}".rstrip("0").rstrip(".")
    elif piece.kind == "turn":
        flips = {
            "falls": "rises",
            "rises": "falls",
            "drop by": "gain",
            "gain": "drop by",
            "下跌": "上涨",
            "上涨": "下跌",
            "下行": "上行",
            "上行": "下行",
        }
        yield "direction", flips[piece.words]
        yield (
            "direction",
            {
                "falls": "climbs",
                "rises": "slides",
                "drop by": "rally",
                "gain": "lose",
                "下跌": "走高",
                "上涨": "回落",
                "下行": "攀升",
                "上行": "走低",
            }[piece.words],
        )
        yield (
            "denied direction",
            {"falls": "does not fall", "rises": "does not rise", "drop by": "not drop by", "gain": "not gain"}.get(
                piece.words, f"不会{piece.words}"
            ),
        )
    elif piece.kind == "name":
        for other in others["nodes"]:
            if other != value:
                yield "name", graph.node(other).name.in_(language)
        yield "strange name", "Tesla" if language == "en" else "特斯拉ECB"
    elif piece.kind == "date":
        found = dt.date.fromisoformat(value)
        yield "date", day((found + dt.timedelta(days=3)).isoformat(), language)
        yield "date", day((found + dt.timedelta(days=31)).isoformat(), language)
        for other in others["dates"]:
            if other != value:
                yield "other date", day(other, language)
    elif piece.kind == "horizon":
        for other in others["horizons"]:
            if int(other) != value:
                yield "horizon", within(int(other), language)
        yield "horizon", within(value + 2, language)
    elif piece.kind == "side":
        yield "side", {"above": "below", "below": "above", "高于": "低于", "低于": "高于"}[piece.words]
    elif piece.kind == "branch":
        for other in others["labels"]:
            if other != piece.words:
                yield "branch", other
    elif piece.kind == "chain":
        yield from chains(piece, graph, language)
    elif piece.kind == "quote":
        yield "quote", changed_quote(piece.words)
        yield (
            "quote",
            piece.words[: len(piece.words) // 2]
            + (" collapses at once " if language == "en" else "随即崩盘")
            + piece.words[len(piece.words) // 2 :],
        )
    elif piece.kind == "source":
        for other in others["sources"]:
            if other != piece.words:
                yield "source", other
    elif piece.kind == "state":
        dimension, state = value
        for regime in graph.regimes:
            for wrong in regime.states:
                if (
                    regime.id == dimension
                    and wrong.id != state
                    and wrong.name
                    and regime.probabilities.get(wrong.id, 0) < 0.5
                    and regime.exclusive
                ):
                    yield "state", wrong.name.in_(language)


def numbers(piece: Piece, language: str) -> Iterator[tuple[str, str]]:
    """Yield a number with another value, another sign, another unit."""
    words, value = piece.words, float(piece.value)
    unit = next((u for u in ("个基点", "个百分点", " bp", " pp", " points", "点", "%") if words.endswith(u)), "")
    name = {"个基点": "bp", " bp": "bp", "个百分点": "pp", " pp": "pp", " points": "pts", "点": "pts", "%": "%"}.get(
        unit
    )
    if name is None:
        return
    signed = piece.kind == "signed"
    for factor in (1.31, 0.64, 10, 3.7):
        wrong = value * factor
        if abs(wrong - value) > 0.12:
            yield "number", size(wrong, name, language, signed=signed)
    if signed:
        yield "sign", size(-value, name, language, signed=True)
        if value < 0:
            yield "sign left out", size(value, name, language, signed=False)
    for other in ("bp", "pp", "%", "pts"):
        if other != name:
            yield "unit", size(value, other, language, signed=signed)


def chains(piece: Piece, graph: Graph, language: str) -> Iterator[tuple[str, str]]:
    """Yield a path turned round, with a link left out, with two things exchanged."""
    nodes = list(piece.value)
    names = [graph.node(n).name.in_(language) for n in nodes]
    direct = {(e.cause, e.effect) for e in graph.edges}
    if (nodes[-1], nodes[-2]) not in direct:
        yield "path turned round", " → ".join(reversed(names))
    if len(names) > 2 and (nodes[0], nodes[2]) not in direct:
        yield "link left out", " → ".join([names[0], *names[2:]])
    if len(names) > 3:
        yield "things exchanged", " → ".join([names[0], names[2], names[1], *names[3:]])


def changed_quote(words: str) -> str:
    """Return a quotation with a number, or its last word, changed."""
    for i, c in enumerate(words):
        if c.isdigit():
            return words[:i] + str((int(c) + 3) % 10) + words[i + 1 :]
    head, _, last = words.rpartition(" ")
    return f"{head} not {last}" if head else f"{words[:-1]}不{words[-1]}"
