"""Who a request comes from, and what they may do."""

from __future__ import annotations

from typing import Literal, get_args

from graph.errors import NotAllowed
from graph.model import Frozen, Str

Scope = Literal["read", "chat", "propose", "review", "ingest", "admin"]
SCOPES: tuple[Scope, ...] = get_args(Scope)


OPENS: dict[Scope, frozenset[Scope]] = {
    "read": frozenset({"read"}),
    "chat": frozenset({"chat", "read"}),
    "propose": frozenset({"propose", "read"}),
    "review": frozenset({"review", "propose", "read"}),
    "ingest": frozenset({"ingest", "read"}),
    "admin": frozenset(SCOPES),
}
"""What each scope opens: who may write may read."""


class Principal(Frozen):
    """Someone who is known to this server."""

    name: Str
    scopes: frozenset[Scope]

    def may(self, scope: Scope) -> bool:
        """Return whether the principal's scopes open this one."""
        return any(scope in OPENS[s] for s in self.scopes)

    def refuse_without(self, scope: Scope) -> None:
        """Raise `NotAllowed` unless the principal has the scope."""
        if not self.may(scope):
            had = ", ".join(s for s in SCOPES if s in self.scopes) or "none"
            raise NotAllowed(f"this needs the scope {scope!r}, and the key of {self.name} has {had}")


LOCAL = Principal(name="local", scopes=frozenset(SCOPES))
"""Who works on the machine itself while it has no keys."""
