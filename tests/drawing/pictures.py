"""What a picture says, read back from its SVG alone."""

from __future__ import annotations

import re
from typing import NamedTuple
from xml.etree import ElementTree

from agents.drawing.layout import Rect
from agents.drawing.lettering import text_width

SVG = "{http://www.w3.org/2000/svg}"


class Drawn(NamedTuple):
    """A link as it is drawn: its edge, its sign, and whether its line is broken."""

    edge: str
    sign: str
    dashed: bool
    plus: bool
    """The badge shows two strokes."""
    badged: bool
    points: list[tuple[float, float]]


def root_of(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def word_boxes(svg: str) -> list[tuple[str, Rect]]:
    """Return every line of text with the room it takes, from the attributes of its element."""
    found = []
    for text in root_of(svg).iter(f"{SVG}text"):
        words, size = text.text or "", float(text.attrib["font-size"])
        width = text_width(words, size)
        left = float(text.attrib["x"]) - (width / 2 if text.get("text-anchor") == "middle" else 0)
        # Capitals and Chinese characters reach 0.9 above the baseline, tails 0.2 below it.
        found.append((words, Rect(left, float(text.attrib["y"]) - 0.9 * size, width, 1.1 * size)))
    return found


def rects(svg: str, style: str) -> list[Rect]:
    return [
        Rect(*(float(r.attrib[k]) for k in ("x", "y", "width", "height")))
        for r in root_of(svg).iter(f"{SVG}rect")
        if r.attrib["class"].split()[0] == style and "x" in r.attrib
    ]


def links(svg: str) -> list[Drawn]:
    found = []
    for group in root_of(svg).iter(f"{SVG}g"):
        if group.get("class") != "link":
            continue
        paths = {p.attrib["class"].split()[0]: p for p in group.findall(f"{SVG}path")}
        strokes = paths["sign"].attrib["d"].count("M") if "sign" in paths else 0
        found.append(
            Drawn(
                edge=group.attrib["data-edge"],
                sign=group.attrib["data-sign"],
                dashed="stroke-dasharray" in paths["line"].attrib,
                plus=strokes == 2,
                badged=group.find(f"{SVG}circle") is not None,
                points=along(paths["line"].attrib["d"]),
            )
        )
    return found


def along(path: str) -> list[tuple[float, float]]:
    """Return places on a path of straight pieces and cubic bends."""
    places: list[tuple[float, float]] = []
    for command, rest in re.findall(r"([MLC])([^MLC]*)", path):
        n = [float(x) for x in rest.split()]
        if command != "C":
            places.append((n[0], n[1]))
            continue
        x, y = places[-1]
        for i in range(1, 21):
            t = i / 20
            w = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3)
            places.append(
                (w[0] * x + w[1] * n[0] + w[2] * n[2] + w[3] * n[4], w[0] * y + w[1] * n[1] + w[2] * n[3] + w[3] * n[5])
            )
    return places


def overlap(a: Rect, b: Rect) -> bool:
    apart = a.x + a.width <= b.x or b.x + b.width <= a.x or a.y + a.height <= b.y or b.y + b.height <= a.y
    return not apart


def inside(place: tuple[float, float], rect: Rect, by: float = 0.5) -> bool:
    x, y = place
    return rect.x + by < x < rect.x + rect.width - by and rect.y + by < y < rect.y + rect.height - by
