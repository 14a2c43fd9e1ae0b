"""`knockon map`: what the map holds, one mechanism of it, and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.console import date_of, emit_data, note

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from graph.content import Graph
    from graph.context import Mechanism

NEAR = 0.8
"""How like a word of a name another must be to be taken for a slip of it; 1 is the same."""
Lang = Literal["auto", "en", "zh"]


def add_to(app: typer.Typer) -> None:
    """Give `app` the command of this module."""
    app.command("map")(show_map)


def show_map(
    mechanism: Annotated[
        str | None, typer.Argument(metavar="MECHANISM", help="Its id or its name, in English or Chinese.")
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="What was known at that day's close; default the latest."),
    ] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="Language of names; auto tells it from MECHANISM.")] = "auto",
    svg: Annotated[
        str | None,
        typer.Option("--svg", metavar="DIR", help="Write one picture per mechanism there, or the one named."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON alone.")] = False,
) -> int:
    """Show what the map knows.

    Mechanisms with their links, what the sizes rest on, observations, sources and the assets reached; or one of them.
    """
    from api.map_lines import map_data, map_lines, mechanism_data, mechanism_lines
    from api.settings import load_settings
    from api.wiring import open_system

    day = date_of(as_of)
    with open_system(load_settings()) as system:
        graph = system.views.at(day)
    chosen = None if mechanism is None else named_mechanism(graph, mechanism)
    language = lang if lang != "auto" else "en" if (mechanism or "").isascii() else "zh"
    if svg is not None:
        from pathlib import Path

        save_pictures(graph, [chosen] if chosen else list(graph.mechanisms), Path(svg), language)
    if as_json:
        emit_data(mechanism_data(graph, chosen) if chosen else map_data(graph))
    elif svg is None:
        print("\n".join(mechanism_lines(graph, chosen, language) if chosen else map_lines(graph, language)))
    return 0


def named_mechanism(graph: Graph, asked: str) -> Mechanism:
    """Return the mechanism of that id or name, or raise `NotInGraph` with those that come nearest."""
    from graph.errors import NotInGraph

    names = {m.id.casefold(): m for m in graph.mechanisms}
    names |= {name.casefold(): m for m in graph.mechanisms for name in (m.name.en, m.name.zh) if name}
    words = " ".join(asked.split()).casefold()
    if words in names:
        return names[words]
    within = {m.id: m for name, m in names.items() if len(words) > 1 and words in name}
    if len(within) == 1:
        return next(iter(within.values()))
    ids = nearest(words, names) or list(within)
    meant = f"Did you mean {', '.join(ids)}? " if ids else ""
    raise NotInGraph(f"the map has no mechanism {asked!r}.", hint=f"{meant}`knockon map` lists them all.")


def nearest(words: str, names: Mapping[str, Mechanism]) -> list[str]:
    """Return the ids of the mechanisms that most of the words could be a slip of; none when no word could."""
    from difflib import get_close_matches

    spoken: dict[str, set[str]] = {}
    for name, mechanism in names.items():
        spoken.setdefault(mechanism.id, set()).update(name.replace("_", " ").split(), [name])
    close = {
        one: sum(bool(get_close_matches(w, said, 1, NEAR)) for w in {*words.split(), words})
        for one, said in spoken.items()
    }
    best = max(close.values(), default=0)
    return [one for one, count in close.items() if count == best and best]


def save_pictures(graph: Graph, mechanisms: list[Mechanism], folder: Path, language: str) -> None:
    """Write the mechanisms' pictures into the folder: ID.svg in English, ID.zh.svg in Chinese."""
    from agents.drawing.picture import picture_of
    from api.console import save_text
    from graph.errors import BadInput

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput(f"{str(folder)!r} cannot be made: {error.strerror}.", hint="Choose another --svg.") from error
    for mechanism in mechanisms:
        name = f"{mechanism.id}.svg" if language == "en" else f"{mechanism.id}.{language}.svg"
        save_text(folder / name, picture_of(graph, mechanism, language).svg)
    note(f"wrote {len(mechanisms)} picture{'' if len(mechanisms) == 1 else 's'} to {folder}")
