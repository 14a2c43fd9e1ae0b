"""Where the documents are kept: the setting, or a folder beside the store's file."""

from __future__ import annotations

from pathlib import Path

from api.settings import Settings
from graph.errors import BadInput


def library_folder(settings: Settings) -> Path:
    """Return where the documents are kept: the setting, or beside the store's file."""
    if settings.library:
        return Path(settings.library)
    scheme, _, place = settings.store.partition(":///")
    if scheme != "sqlite" or not place:
        raise BadInput(
            "KNOCKON_LIBRARY is empty, and this store is no file that a library could stand beside.",
            hint="Set KNOCKON_LIBRARY to a folder.",
        )
    path = Path(place)
    return path.with_name(path.name + "-library")
