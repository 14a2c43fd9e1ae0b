"""Shapes and words on an SVG canvas that remembers where words stand; light and dark, readable without colour."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from agents.drawing.layout import Rect, Step
from agents.drawing.lettering import text_width

STYLE = Path(__file__).with_name("style.css")
LINE = 1.3
"""Height of a line of text, in font sizes."""
DASHES = {"+": "", "-": "7 4", "0": "1.5 4"}
ARROW = (9.0, 4.5)
"""Length and half width of an arrowhead, in pixels."""


class Words(NamedTuple):
    """A line of text and the room it is given."""

    text: str
    rect: Rect


class Canvas:
    """What is drawn, in the order of drawing."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.words: list[Words] = []

    def text(self, lines: Sequence[str], x: float, y: float, size: float, *, style: str, anchor: str = "start") -> None:
        """Draw lines below each other; `y` is the top of the first, `x` their left end or their middle."""
        for i, line in enumerate(lines):
            width = text_width(line, size)
            top = y + i * size * LINE
            self.words.append(Words(line, Rect(x - width / 2 if anchor == "middle" else x, top, width, size * LINE)))
            at = f'x="{_number(x)}" y="{_number(top + size * 1.02)}" font-size="{_number(size)}"'
            middle = ' text-anchor="middle"' if anchor == "middle" else ""
            self.parts.append(f'<text class="{style}" {at}{middle}>{escape(line)}</text>')

    def box(self, rect: Rect, *, style: str, corner: float = 6.0) -> None:
        """Draw a rectangle with round corners."""
        place = f'x="{_number(rect.x)}" y="{_number(rect.y)}"'
        size = f'width="{_number(rect.width)}" height="{_number(rect.height)}" rx="{_number(corner)}"'
        self.parts.append(f'<rect class="{style}" {place} {size}/>')

    def badge(self, x: float, y: float, radius: float, sign: str, *, filled: bool) -> None:
        """Draw a sign in a circle: white on dark when the size has a source, dark on white when it is judged."""
        style = f"badge {_tone(sign)} {'filled' if filled else 'hollow'}"
        self.parts.append(f'<circle class="{style}" cx="{_number(x)}" cy="{_number(y)}" r="{_number(radius)}"/>')
        arm = radius * 0.5
        across = f"M{_at(x - arm, y)}h{_number(2 * arm)}"
        strokes = {"+": f"{across}M{_at(x, y - arm)}v{_number(2 * arm)}", "-": across}
        if sign in strokes:
            self.parts.append(
                f'<path class="sign {_tone(sign)} {"filled" if filled else "hollow"}" d="{strokes[sign]}"/>'
            )

    def line(self, steps: Sequence[Step], sign: str, *, silent: bool = False) -> None:
        """Draw a link's line with an arrowhead at its end: dashed when it turns the move round, open when silent."""
        (x, y), (end_x, end_y) = steps[0].start, steps[-1].end
        ahead = 1.0 if end_x >= steps[-1].start[0] else -1.0
        tip = end_x - ahead * (0.0 if silent else ARROW[0] * 0.8)
        path = f"M{_at(x, y)}"
        for i, step in enumerate(steps):
            to_x = tip if i == len(steps) - 1 else step.end[0]
            to = _at(to_x, step.end[1])
            middle = (step.start[0] + to_x) / 2
            bend = f"C{_at(middle, step.start[1])} {_at(middle, step.end[1])} {to}"
            path += bend if step.bent else f"L{to}"
        dashes = f' stroke-dasharray="{DASHES[sign]}"' if DASHES[sign] else ""
        style = f"line {_tone(sign)}{' silent' if silent else ''}"
        self.parts.append(f'<path class="{style}" d="{path}"{dashes}/>')
        back, half = end_x - ahead * ARROW[0], ARROW[1]
        head = f"M{_at(back, end_y - half)}L{_at(end_x, end_y)}L{_at(back, end_y + half)}{'' if silent else 'z'}"
        self.parts.append(f'<path class="{style.replace("line", "head")}" d="{head}"/>')

    def open_group(self, style: str, title: str, **data: str) -> None:
        """Begin a group with a title that a pointer or a screen reader finds."""
        named = "".join(f" data-{key}={quoteattr(value)}" for key, value in data.items())
        self.parts.append(f'<g class="{style}"{named}><title>{escape(title)}</title>')

    def close_group(self) -> None:
        """End the group."""
        self.parts.append("</g>")

    def page(self, width: float, height: float, *, name: str, title: str, desc: str, language: str) -> str:
        """Return the whole picture as an SVG document; `name` keeps its ids apart from those of others on a page."""
        size = f'width="{_number(width)}" height="{_number(height)}" viewBox="0 0 {_number(width)} {_number(height)}"'
        told = f'role="img" aria-labelledby="{name}-title {name}-desc" xml:lang="{language}"'
        head = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} {told}>',
            f'<title id="{name}-title">{escape(title)}</title>',
            f'<desc id="{name}-desc">{escape(desc)}</desc>',
            f"<style>{STYLE.read_text(encoding='utf-8')}</style>",
            f'<rect class="page" width="{_number(width)}" height="{_number(height)}"/>',
        ]
        return "\n".join([*head, *self.parts, "</svg>", ""])


def _tone(sign: str) -> str:
    return {"+": "plus", "-": "minus"}.get(sign, "none")


def _number(value: float) -> str:
    return f"{round(value, 1):g}"


def _at(x: float, y: float) -> str:
    return f"{_number(x)} {_number(y)}"
