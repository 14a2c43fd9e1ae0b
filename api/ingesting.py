"""Documents in: the library beside the store, the extractor, and a run over both."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module

from api.library_place import library_folder
from api.settings import Settings
from graph.errors import BadInput
from graph.store import GraphStore
from ingest.admission import Extractor
from ingest.fetch import Fetcher
from ingest.library import Library
from ingest.model_extract import ModelExtractor
from ingest.readers.apart import Apart
from ingest.readers.reading import Told
from ingest.run import Ledger, Line, ingest
from ingest.shelf import Shelf
from ingest.sources import Source, sources

RULES = "rules"


@dataclass(frozen=True)
class Asked:
    """What a run is asked to do."""

    names: tuple[str, ...]
    told: Told
    dry_run: bool = False
    who: str = ""


@contextmanager
def open_shelf(settings: Settings, *, dry_run: bool = False) -> Iterator[Shelf]:
    """Yield the library's shelf, for a dry run a copy that is forgotten; a dry run makes no library where none is."""
    folder = library_folder(settings)
    with ExitStack() as stack:
        new = dry_run and not (folder / "library.db").exists()
        library = Library(None if new else folder)
        stack.callback(library.close)
        if dry_run and not new:
            library = library.in_memory()
            stack.callback(library.close)
        yield Shelf(library)


def run_ingest(
    store: GraphStore, shelf: Shelf, asked: Asked, *, extract: Extractor, tell: Callable[[Line], None],
    note: Callable[[str], None], found: Iterable[Source | None] | None = None,
) -> Ledger:  # fmt: skip
    """Return the ledger of a run over what was asked for; files that may hang their reader are read apart."""
    with Apart() as apart:
        fetcher = Fetcher(shelf, tell=note)
        return ingest(
            shelf, store, found if found is not None else sources(asked.names, asked.told, fetcher.fetch),
            read=apart.read, extract=extract, today=dt.date.today(), who=asked.who, write=not asked.dry_run, tell=tell,
        )  # fmt: skip


def extractor(brain: str, shelf: Shelf, note: Callable[[str], None]) -> Extractor:
    """Return what reads passages: `rules`, or the rules with a model of the name PROVIDER:MODEL beside them."""
    if brain == RULES:
        return rules()
    try:
        building, providers = (import_module(f"agents.brains.{name}") for name in ("building", "providers"))
    except ModuleNotFoundError as error:
        raise BadInput(f"brain {brain!r} needs a package that is not installed.", hint=f"Use `{RULES}`.") from error
    return ModelExtractor(building.build(brain, providers.ModelOptions()), brain, shelf, rules(), note=note)


def rules() -> Extractor:
    """Return the extractor that needs no model."""
    from ingest.extract.reader import extract  # noqa: PLC0415 - its words are read only by those who ingest

    return extract
