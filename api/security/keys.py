"""API keys: shown once, kept as hashes, each with a name, scopes, an end and its last use, in the store's journal."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Iterable

from api.desk.wire import Key
from api.security.principals import SCOPES, Principal
from graph.errors import BadInput, KeyUnknown, NotInGraph
from graph.journal import Entry
from graph.store import GraphStore

PREFIX = "knk_"
BYTES = 32
"""Random bytes of a key: at 256 bits a plain hash cannot be searched, so no slow one is needed."""
USE_TOLD_EVERY = dt.timedelta(hours=1)
"""A key in use leaves a line in the journal this often."""


class KeyRing:
    """The keys of a store."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store

    def make(
        self, name: str, scopes: Iterable[str], *, who: str, expires: dt.datetime | None = None
    ) -> tuple[Key, str]:
        """Return a new key and its secret, which is shown this once and kept nowhere."""
        wanted = tuple(dict.fromkeys(scopes))
        unknown = [s for s in wanted if s not in SCOPES]
        if unknown or not wanted:
            raise BadInput(f"{unknown[0] if unknown else 'nothing'!r} is not a scope; they are {', '.join(SCOPES)}.")
        if not name.strip():
            raise BadInput("a key has a name: whose it is.", hint="Name a person or a program.")
        if expires is not None and expires.tzinfo is None:
            raise BadInput(
                f"the end {expires.isoformat()} has no time zone.", hint="Write it as 2026-12-31T00:00+00:00."
            )
        secret = PREFIX + secrets.token_urlsafe(BYTES)
        body = {
            "name": name.strip(), "scopes": list(wanted), "hash": _hash(secret),
            "expires": expires.isoformat() if expires else None,
        }  # fmt: skip
        key_id = _hash(secret)[:12]
        self._store.note([Entry(who=who, action="key.made", subject=f"key:{key_id}", body=body)])
        return self.one(key_id), secret

    def revoke(self, key_id: str, *, who: str, why: str = "") -> Key:
        """Return the key, which opens nothing from now on."""
        self.one(key_id)
        self._store.note([Entry(who=who, action="key.revoked", subject=f"key:{key_id}", body={"why": why})])
        return self.one(key_id)

    def all(self) -> tuple[Key, ...]:
        """Return every key there ever was, in the order in which they were made."""
        made = self._store.journal(action="key.made")
        return tuple(self.one(line.subject.partition(":")[2]) for line in made)

    def one(self, key_id: str) -> Key:
        """Return what is kept of a key, or raise `NotInGraph`."""
        lines = self._store.journal(subject=f"key:{key_id}")
        if not lines:
            raise NotInGraph(f"there is no key {key_id!r}", hint="List them with `knockon keys list`.")
        first = lines[0]
        ended = next((n.at for n in lines if n.action == "key.revoked"), None)
        used = max((n.at for n in lines if n.action == "key.used"), default=None)
        return Key(
            id=key_id, name=first.body["name"], scopes=tuple(first.body["scopes"]), made_at=first.at,
            made_by=first.who, expires=first.body["expires"], revoked_at=ended, used_at=used,
        )  # fmt: skip

    def any_made(self) -> bool:
        """Return whether there ever was a key: from the first on, no one comes in without."""
        return bool(self._store.journal(action="key.made", most=1))

    def any_holds(self) -> bool:
        """Return whether some key opens something: only then may others reach the server."""
        now = dt.datetime.now(dt.UTC)
        return any(key.holds(now) for key in self.all())

    def principal(self, secret: str) -> Principal:
        """Return whose key it is, or raise `KeyUnknown`; the answer to a wrong key says nothing of the right ones."""
        now = dt.datetime.now(dt.UTC)
        found = _hash(secret)
        lines = self._store.journal(subject=f"key:{found[:12]}")
        if not lines or not hmac.compare_digest(str(lines[0].body["hash"]), found):
            raise KeyUnknown("the key is not one of this server's")
        key = self.one(found[:12])
        if not key.holds(now):
            raise KeyUnknown(f"the key {key.id} of {key.name} was {'revoked' if key.revoked_at else 'good until'} "
                             f"{key.revoked_at or key.expires}")  # fmt: skip
        if key.used_at is None or now - key.used_at > USE_TOLD_EVERY:
            self._store.note([Entry(who=key.name, action="key.used", subject=f"key:{key.id}")])
        return Principal(name=key.name, scopes=frozenset(key.scopes))


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
