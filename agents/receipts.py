"""What was asked of a tool and what it answered: a numbered receipt, with the result kept beside it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import BaseModel

from graph.model import Frozen


class Receipt(Frozen):
    """That a tool was called, over which graph, and the hash of what came back."""

    id: str
    """Short and unique within one run: r1, r2, ..."""
    tool: str
    args: dict[str, Any]
    graph_version: str
    as_of: dt.date | None
    result_sha256: str
    created_at: dt.datetime


@dataclass(frozen=True, eq=False)
class Called:
    """A receipt and the result it stands for."""

    result: BaseModel
    receipt: Receipt

    @cached_property
    def data(self) -> dict[str, Any]:
        """Return the result as plain data, the form that pointers go into."""
        found: dict[str, Any] = json.loads(self.result.model_dump_json(by_alias=True))
        return found

    def at(self, pointer: str) -> Any:
        """Return what stands at a JSON pointer ("/effects/0/central"); raises `KeyError` where nothing does."""
        found: Any = self.data
        for part in pointer.strip("/").split("/") if pointer.strip("/") else ():
            step = part.replace("~1", "/").replace("~0", "~")
            if isinstance(found, list):
                if not step.isdigit() or int(step) >= len(found):
                    raise KeyError(pointer)
                found = found[int(step)]
            elif isinstance(found, dict) and step in found:
                found = found[step]
            else:
                raise KeyError(pointer)
        return found

    @property
    def intact(self) -> bool:
        """Return whether the result is still the one that the receipt was written for."""
        return sha256_of(self.result) == self.receipt.result_sha256


def sha256_of(result: BaseModel) -> str:
    """Return the hash of a result: of its JSON with fields in the order of the model."""
    return hashlib.sha256(result.model_dump_json(by_alias=True).encode()).hexdigest()


def utc_now() -> dt.datetime:
    """Return this moment, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)


def called(
    number: int,
    tool: str,
    args: dict[str, Any],
    result: BaseModel,
    *,
    graph_version: str,
    as_of: dt.date | None,
    now: Callable[[], dt.datetime] = utc_now,
) -> Called:
    """Return the result with its receipt, the `number`-th of its run."""
    receipt = Receipt(
        id=f"r{number}",
        tool=tool,
        args=args,
        graph_version=graph_version,
        as_of=as_of,
        result_sha256=sha256_of(result),
        created_at=now(),
    )
    return Called(result, receipt)
