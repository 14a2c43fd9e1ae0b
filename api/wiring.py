"""From settings to a running system: the store, seeded when it is new, and the views over it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path

from api.settings import Settings
from api.views import Views
from graph.errors import PackageClash
from graph.store import GraphStore, open_store

PACKAGES = ("graph", "ingest", "agents", "api")
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, eq=False)
class System:
    """What every door works with."""

    settings: Settings
    store: GraphStore
    views: Views


@contextmanager
def open_system(settings: Settings) -> Iterator[System]:
    """Yield the system over the store that `settings` name, and close the store after."""
    refuse_foreign_packages()
    store = open_store(settings.store)
    try:
        load_shipped_when_empty(store, settings.store)
        yield System(settings, store, Views(store))
    finally:
        store.close()


def load_shipped_when_empty(store: GraphStore, address: str) -> bool:
    """Return whether the store never had a change and has now been given the shipped graph."""
    if not store.is_empty():
        return False
    from ingest.seed import load_into

    load_into(store)
    print(f"knockon: {shown_address(address)} is new and now holds the shipped graph", file=sys.stderr)
    return True


def shown_address(url: str) -> str:
    """Return a store's address without a user name or password."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def refuse_foreign_packages(root: Path = ROOT) -> None:
    """Raise `PackageClash` unless each of our four packages is the one beside this file."""
    for name in PACKAGES:
        spec = find_spec(name)
        places = [Path(p).resolve() for p in (spec.submodule_search_locations or ())] if spec else []
        if root / name not in places:
            owners = [d for d in packages_distributions().get(name, []) if d != "knockon"]
            where = places[0] if places else "nowhere"
            uninstall = f"Uninstall {', '.join(owners)}" if owners else f"Move {where} off the path"
            raise PackageClash(
                f"the package {name!r} is found at {where}, not at {root / name}.",
                hint=f"{uninstall}, or install Knockon into an environment of its own.",
            )
