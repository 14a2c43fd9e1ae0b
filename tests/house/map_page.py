"""The made part of docs/what-the-map-knows.md, and the pictures beside it, from the shipped graph.

`python -m tests.house.map_page` writes the pictures into docs/mechanisms/ and removes those that nothing draws now.
"""

from __future__ import annotations

from collections import Counter
from functools import cache

from agents.answering.phrases import say
from agents.drawing.picture import picture_of
from agents.drawing.wording import listed
from api.map_lines import branch_names, class_rows, kind_words, listed_names, state_names
from graph.content import Graph
from graph.context import Mechanism, Observation
from graph.model import Edge
from ingest.coverage import (
    KINDS_OF_EVIDENCE,
    Covered,
    asset_classes,
    by_certainty,
    counted,
    covered,
    edges_of,
    shared_links,
)
from ingest.seed import load_shipped, shipped_graph
from tests.house.tree import ROOT

PICTURES = ROOT / "docs" / "mechanisms"
MOST_CITED = 20


@cache
def shipped() -> Graph:
    """Return the shipped graph as of its latest observation, in the order of its files."""
    return shipped_graph(max(e.as_of for _, e in load_shipped() if isinstance(e, Observation)))


def pictures() -> dict[str, str]:
    """Return every picture of the docs by its file name: ID.svg in English, ID.zh.svg in Chinese."""
    graph = shipped()
    names = {"en": "{}.svg", "zh": "{}.zh.svg"}
    return {name.format(m.id): picture_of(graph, m, lang).svg for m in graph.mechanisms for lang, name in names.items()}


def map_page() -> str:
    """Return the made part of the page."""
    graph = shipped()
    rows = covered(graph)
    parts = [
        numbers(graph),
        sizes(graph),
        sources(graph),
        coverage(graph, rows),
        "## The mechanisms\n",
        table(graph, rows),
    ]
    return "\n".join([*parts, *(section(graph, row) for row in rows)])


def numbers(graph: Graph) -> str:
    counts = counted(graph.edges)
    statuses = Counter(e.status for e in graph.edges)
    told = ", ".join(f"{n} {say(f'status_{s}', 'en')}" for s, n in statuses.most_common())
    branches = sum(len(t.branches) for t in graph.scenarios)
    rows = [
        ("things that move or happen", len(graph.nodes), kinds(graph)),
        ("links from cause to effect", counts.links, f"{shared_links(graph)} of them in a mechanism; status: {told}"),
        ("mechanisms", len(graph.mechanisms), "named groups of links, below"),
        ("citations", counts.citations, f"from {counts.sources} sources"),
        ("observations", len(graph.observations), "values on the screen, and what a document states"),
        ("regime states", sum(len(r.states) for r in graph.regimes), f"in {len(graph.regimes)} dimensions"),
        ("scenarios", len(graph.scenarios), f"with {branches} branches"),
        ("calendar entries", len(graph.calendar), "releases, decisions, expiries, holidays"),
    ]
    head = f"As of {graph.as_of}, the map holds:\n\n| what | how many | |\n|---|---:|---|\n"
    return "## In numbers\n\n" + head + "".join(f"| {what} | {many} | {more} |\n" for what, many, more in rows)


def kinds(graph: Graph) -> str:
    counts = Counter(n.kind for n in graph.nodes).most_common()
    return ", ".join(f"{many} {kind_words(kind, 'en')}" for kind, many in sorted(counts, key=lambda c: (-c[1], c[0])))


def sizes(graph: Graph) -> str:
    counts = counted(graph.edges)
    sized = counts.sourced + counts.guessed
    lines = [
        "## What the sizes and signs rest on\n",
        f"{sized} links carry a size. {counts.guessed} of these sizes ({share(counts.guessed, sized)}) are analyst "
        f"priors: no source gives a number, and the link says so. The other {counts.sourced} were read in a source, "
        f"computed or derived from one, or recalled from the literature. {counts.unsized} links carry none: they only "
        "tell, scale or suppose. The sign of a link has its own citations, in the last four columns.\n",
        "| certainty | sizes | share of sizes | " + " | ".join(f"citations: {k}" for k in KINDS_OF_EVIDENCE) + " |",
        "|---|---:|---:|" + "---:|" * len(KINDS_OF_EVIDENCE),
    ]
    for row in by_certainty(graph):
        cited = " | ".join(str(row.citations[kind]) for kind in KINDS_OF_EVIDENCE)
        lines.append(
            f"| {say(f'certainty_{row.certainty}', 'en')} | {row.sizes} | {share(row.sizes, sized)} | {cited} |"
        )
    return "\n".join([*lines, ""])


def sources(graph: Graph) -> str:
    cited = Counter(item.source for e in graph.edges for item in e.evidence)
    seen = Counter(o.source for o in graph.observations)
    ranked = sorted(cited, key=lambda s: (-cited[s], s))
    lines = [
        f"## The {MOST_CITED} sources cited most\n",
        "| source | citations on links | observations |",
        "|---|---:|---:|",
        *(f"| {source} | {cited[source]} | {seen[source]} |" for source in ranked[:MOST_CITED]),
        "",
        f"{max(len(cited) - MOST_CITED, 0)} more are cited on links; `knockon map MECHANISM` lists those of one "
        "mechanism, and `knockon graph export` holds every citation with its date and address.\n",
    ]
    return "\n".join(lines)


def coverage(graph: Graph, rows: list[Covered]) -> str:
    head, *classes = class_rows(graph, asset_classes(graph), "en")
    none = [row.mechanism.name.en for row in rows if not row.reaches]
    lines = [
        "## Which assets it reaches\n",
        "A mechanism reaches an asset that stands in it, or that a move of one of its things leads to. The "
        "counts of the last column stand in the order of the assets beside them.\n",
        f"| {' | '.join(head)} |",
        "|---|---:|---:|---|---|",
        *(f"| {' | '.join(row)} |" for row in classes),
        "",
        f"From {len(none)} of the mechanisms no link with a size leads to a headline asset: {listed(none, 'en')}. They "
        "tell or scale, or end in things that the map joins to no price.\n"
        if none
        else "",
    ]
    return "\n".join(lines)


def table(graph: Graph, rows: list[Covered]) -> str:
    assets = sum(n.headline is not None for n in graph.nodes)
    lines = [
        "| mechanism | links | sized by a source | judged | no size | share judged | observed | sources | reaches |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    for row in rows:
        m, c = row.mechanism, row.counts
        sized = c.sourced + c.guessed
        cells = (c.links, c.sourced, c.guessed, c.unsized, share(c.guessed, sized), len(m.observations), c.sources)
        reached = f"{len(row.reaches)} of {assets}"
        lines.append(f"| [{m.name.en}](#{anchor(m)}) | {' | '.join(map(str, cells))} | {reached} |")
    return "\n".join([*lines, ""])


def section(graph: Graph, row: Covered) -> str:
    m = row.mechanism
    edges = edges_of(graph, m)
    facts = [f"{row.counts.links} links: {links_told(edges)}."]
    if m.states:
        facts.append(f"Bent while: {listed([state_names(graph)[s].en for s in m.states], 'en')}.")
    if m.branches:
        facts.append(f"May go: {listed([branch_names(graph)[b].en for b in m.branches], 'en')}.")
    if row.reaches:
        facts.append(f"Reaches {listed_names(graph, row.reaches, 'en')}.")
    seen = [o for o in graph.observations if o.id in m.observations]
    observed = [
        f"- {graph.node(o.node).name.en}, {o.as_of}: {o.text.en if o.text else f'{o.value:g} {o.unit}'}" for o in seen
    ]
    picture = f"![{m.name.en}: causes left, effects right](mechanisms/{m.id}.svg)"
    chinese = f"中文：{m.name.zh} ([图](mechanisms/{m.id}.zh.svg))"
    lines = [f"### {m.name.en}\n", m.what.en + "\n", picture + "\n", " ".join(facts) + "\n"]
    return "\n".join([*lines, *(["Observed:\n", *observed, ""] if observed else []), chinese + "\n"])


def links_told(edges: list[Edge]) -> str:
    counts = Counter(say(f"status_{e.status}", "en") for e in edges)
    return ", ".join(f"{many} {status}" for status, many in sorted(counts.items(), key=lambda c: (-c[1], c[0])))


def anchor(mechanism: Mechanism) -> str:
    """Return the anchor that a heading with the mechanism's name is given."""
    kept = (c for c in mechanism.name.en.lower() if c.isalnum() or c in " -")
    return "".join(kept).replace(" ", "-")


def share(part: int, whole: int) -> str:
    return f"{part / whole:.0%}" if whole else "-"


def main() -> None:
    made = pictures()
    PICTURES.mkdir(exist_ok=True)
    for path in PICTURES.glob("*.svg"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (PICTURES / name).write_text(text, encoding="utf-8")
    print(f"{PICTURES.relative_to(ROOT)}: {len(made)} pictures")


if __name__ == "__main__":
    main()
