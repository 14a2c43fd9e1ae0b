"""What a tool is: a name, what it takes and gives, and the function that does it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict

from graph.content import Graph

Scope = Literal["read", "propose"]


class Args(BaseModel):
    """What a tool takes: closed, frozen, plain."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Tool(NamedTuple):
    """One tool. `run` is a pure function of the graph and the arguments, but for tools of scope `propose`."""

    name: str
    description: str
    args: type[BaseModel]
    result: type[BaseModel]
    run: Callable[[Graph, Any], BaseModel]
    scope: Scope = "read"
