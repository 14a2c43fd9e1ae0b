"""A mechanism, or any links of a graph, as one SVG picture in one language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from agents.drawing.layout import Layout, Link, Rect, Size, Step, laid_out
from agents.drawing.lettering import balanced, text_width, wrapped
from agents.drawing.svg import LINE, Canvas, Words
from agents.drawing.wording import listed, out_of_the_ordinary, word
from graph.content import Graph
from graph.context import Mechanism
from graph.model import Edge, Node

MARGIN = 24.0
SMALL, PLAIN, LARGE = 11.0, 13.0, 18.0
"""Font sizes of tags and legend, of names, of the title, in pixels."""
BOX, PAD = 142.0, 8.0
"""Width of a box, and the room between its border and its name."""
RADIUS = 8.0
NARROWEST = 640.0


class Picture(NamedTuple):
    """A finished picture: the SVG document, and where its words stand."""

    svg: str
    words: tuple[Words, ...]
    layout: Layout


def picture_of(graph: Graph, mechanism: Mechanism, language: str) -> Picture:
    """Return the picture of a mechanism: its links, the states that bend it and the branches it may take."""
    notes = []
    states = {f"{r.id}.{s.id}": (s.name or r.name) for r in graph.regimes for s in r.states}
    branches = {f"{t.id}.{b.id}": b.label for t in graph.scenarios for b in t.branches}
    for key, wanted, names in (("bent_while", mechanism.states, states), ("may_go", mechanism.branches, branches)):
        found = [(text.in_(language) if (text := names.get(one)) else one) for one in wanted]
        if found:
            notes.append(word(key, language, names=listed(found, language)))
    edges = [graph.edge(one) for one in mechanism.edges]
    title, what = mechanism.name.in_(language), mechanism.what.in_(language)
    return picture(graph, edges, language, name=mechanism.id, title=title, what=what, notes=notes)


def picture(
    graph: Graph,
    edges: Iterable[Edge],
    language: str,
    *,
    name: str,
    title: str,
    what: str = "",
    notes: Sequence[str] = (),
) -> Picture:
    """Return the picture of some links of a graph; equal links give equal bytes, in whatever order they come."""
    rows = sorted(edges, key=lambda e: (graph.node(e.cause).name.en, graph.node(e.effect).name.en, e.id))
    return _Picture(graph, rows, language).drawn(name, title, what, notes)


class _Picture:
    def __init__(self, graph: Graph, edges: list[Edge], language: str) -> None:
        self.graph = graph
        self.edges = edges
        self.language = language
        ends = {node for e in edges for node in (e.cause, e.effect)}
        self.nodes = sorted((graph.node(n) for n in ends), key=lambda n: (n.name.en, n.id))
        self.names = {n.id: balanced(n.name.in_(language), PLAIN, BOX - 2 * PAD) for n in self.nodes}
        self.tags = {e.id: out_of_the_ordinary(e, language) for e in edges}
        self.canvas = Canvas()

    def sizes(self) -> tuple[dict[str, Size], list[Link]]:
        met = Counter((e.cause, "out") for e in self.edges) + Counter((e.effect, "in") for e in self.edges)
        boxes = {}
        for node in self.nodes:
            lines = 9.0 * max(met[node.id, "out"], met[node.id, "in"]) + PAD
            width = max([BOX, *(text_width(line, PLAIN) + 2 * PAD for line in self.names[node.id])])
            boxes[node.id] = Size(width, max(len(self.names[node.id]) * PLAIN * LINE + 2 * PAD, lines))
        widest = max((size.width for size in boxes.values()), default=BOX)
        links = []
        for edge in self.edges:
            told = self.tags[edge.id]
            width = 2 * RADIUS + 2 + (text_width(told, SMALL) + 7 if told else 0)
            links.append(Link(edge.id, edge.cause, edge.effect, Size(width, 2 * RADIUS + 2)))
        return {n: Size(widest, size.height) for n, size in boxes.items()}, links

    def drawn(self, name: str, title: str, what: str, notes: Sequence[str]) -> Picture:
        layout = laid_out(*self.sizes())
        width = max(layout.size.width, NARROWEST)
        top = self.paragraph([title], MARGIN, LARGE, width, "title")
        top = self.paragraph([what] if what else [], top + 4, PLAIN, width, "quiet") + 16
        shift = (MARGIN + (width - layout.size.width) / 2, top)
        moved = _moved(layout, *shift)
        for edge in self.edges:
            self.link(edge, moved)
        for node in self.nodes:
            self.box(node, moved.boxes[node.id])
        top = self.paragraph(notes, top + layout.size.height + 18, PLAIN, width, "quiet")
        bottom = self.legend(top + 10, width)
        desc = word(
            "picture_desc",
            self.language,
            what=f"{what} " if self.language == "en" and what else what,
            links=self.told(),
        )
        svg = self.canvas.page(
            width + 2 * MARGIN,
            bottom + MARGIN,
            name=name,
            title=title,
            desc=" ".join(desc.split()),
            language=self.language,
        )
        return Picture(svg, tuple(self.canvas.words), moved)

    def paragraph(self, texts: Sequence[str], top: float, size: float, width: float, style: str) -> float:
        """Draw texts below each other and return where they end."""
        for text in texts:
            lines = wrapped(text, size, width)
            self.canvas.text(lines, MARGIN, top, size, style=style)
            top += len(lines) * size * LINE
        return top

    def link(self, edge: Edge, layout: Layout) -> None:
        rect = layout.tags[edge.id]
        self.canvas.open_group("link", self.sentence(edge), edge=edge.id, sign=edge.sign)
        self.canvas.line(layout.lines[edge.id], edge.sign, silent=not edge.carries)
        self.canvas.box(rect, style="tag", corner=RADIUS)
        middle = rect.y + rect.height / 2
        self.canvas.badge(
            rect.x + RADIUS + 1, middle, RADIUS, edge.sign, filled=edge.carries and edge.certainty != "guess"
        )
        if self.tags[edge.id]:
            at = (rect.x + 2 * RADIUS + 6, middle - SMALL * LINE / 2)
            self.canvas.text([self.tags[edge.id]], *at, SMALL, style="quiet")
        self.canvas.close_group()

    def box(self, node: Node, rect: Rect) -> None:
        name = node.name.in_(self.language)
        self.canvas.open_group("node", name, node=node.id)
        self.canvas.box(rect, style="box headline" if node.headline is not None else "box")
        lines = self.names[node.id]
        top = rect.y + (rect.height - len(lines) * PLAIN * LINE) / 2
        self.canvas.text(lines, rect.x + rect.width / 2, top, PLAIN, style="name", anchor="middle")
        self.canvas.close_group()

    def sentence(self, edge: Edge) -> str:
        """Return the link in words, for those who do not see it."""
        sign = word({"+": "sign_plus", "-": "sign_minus"}.get(edge.sign, "sign_none"), self.language)
        told = self.tags[edge.id]
        notes = f" ({told})" if told else ""
        ends = {end: self.graph.node(getattr(edge, end)).name.in_(self.language) for end in ("cause", "effect")}
        return word("picture_link", self.language, sign=sign, notes=notes, **ends)

    def told(self) -> str:
        return listed([self.sentence(edge) for edge in self.edges], self.language)

    def legend(self, top: float, width: float) -> float:
        """Draw what the signs of this picture mean, and return where that ends."""
        x, y, row = MARGIN, top, 22.0
        for key, mark in self.marks():
            told = word(key, self.language)
            room = 36.0 + text_width(told, SMALL) + 22.0
            if x > MARGIN and x + room > MARGIN + width:
                x, y = MARGIN, y + row
            mark(x, y + row / 2)
            self.canvas.text([told], x + 36, y + (row - SMALL * LINE) / 2, SMALL, style="quiet")
            x += room
        return y + row

    def marks(self) -> list[tuple[str, Callable[[float, float], None]]]:
        """Return, for each sign that this picture shows, its meaning's key and how it is drawn at a place."""
        canvas = self.canvas

        def sample(sign: str, silent: bool = False) -> Callable[[float, float], None]:
            return lambda x, y: canvas.line(_level(x, y), sign, silent=silent)

        def badge(filled: bool) -> Callable[[float, float], None]:
            return lambda x, y: canvas.badge(x + 20, y, RADIUS, "+", filled=filled)

        signs = {e.sign for e in self.edges if e.carries}
        found = [(f"legend_{k}", sample(s)) for s, k in (("+", "plus"), ("-", "minus"), ("0", "none")) if s in signs]
        if not all(e.carries for e in self.edges):
            found.append(("legend_silent", sample("+", True)))
        guessed = {e.certainty == "guess" for e in self.edges if e.carries}
        found += [("legend_sourced", badge(True))] if False in guessed else []
        found += [("legend_guess", badge(False))] if True in guessed else []
        if any(n.headline is not None for n in self.nodes):
            found.append(("legend_headline", lambda x, y: canvas.box(Rect(x + 4, y - 7, 24, 14), style="box headline")))
        return found


def _moved(layout: Layout, x: float, y: float) -> Layout:
    def there(rect: Rect) -> Rect:
        return rect._replace(x=rect.x + x, y=rect.y + y)

    return Layout(
        boxes={n: there(r) for n, r in layout.boxes.items()},
        tags={n: there(r) for n, r in layout.tags.items()},
        lines={
            n: [s._replace(start=(s.start[0] + x, s.start[1] + y), end=(s.end[0] + x, s.end[1] + y)) for s in line]
            for n, line in layout.lines.items()
        },
        size=layout.size,
    )


def _level(x: float, y: float) -> list[Step]:
    return [Step((x, y), (x + 30, y), False)]
