"""`knockon keys` and `knockon audit`: who may come in, and whether the journal was left as it was written."""

from __future__ import annotations

from typing import Annotated

import typer

from api.console import emit_data, note

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]


def add_to(app: typer.Typer) -> None:
    """Give `app` the commands of this module."""
    keys = typer.Typer(rich_markup_mode=None, help="Make, list and revoke API keys.")
    keys.command("make")(make)
    keys.command("list")(list_keys)
    keys.command("revoke")(revoke)
    app.add_typer(keys, name="keys")
    audit = typer.Typer(rich_markup_mode=None, help="Read the journal, and check its seals.")
    audit.command("list")(list_lines)
    audit.command("verify")(verify)
    app.add_typer(audit, name="audit")


def make(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Whose key it is: a person or a program.")],
    scopes: Annotated[
        str, typer.Option("--scopes", help="Of read, chat, propose, review, ingest, admin.")
    ] = "read,chat",
    expires: Annotated[str | None, typer.Option("--expires", metavar="DATE", help="The last day it opens.")] = None,
) -> int:
    """Make a key. It is printed this once and kept as a hash."""
    import datetime as dt

    from api.console import date_of
    from api.security.keys import KeyRing
    from api.settings import load_settings
    from api.wiring import open_system

    day = date_of(expires)
    ends = dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), dt.UTC) if day else None
    with open_system(load_settings()) as system:
        wanted = [s.strip() for s in scopes.split(",") if s.strip()]
        key, secret = KeyRing(system.store).make(name, wanted, who="knockon keys", expires=ends)
    note(f"key {key.id} of {key.name} for {', '.join(key.scopes)}: keep it, it is not shown again")
    print(secret)
    return 0


def list_keys(as_json: AsJson = False) -> int:
    """List every key there ever was, without its secret."""
    from api.security.keys import KeyRing
    from api.settings import load_settings
    from api.terminal import table
    from api.wiring import open_system

    with open_system(load_settings()) as system:
        found = KeyRing(system.store).all()
    if as_json:
        emit_data([key.model_dump(mode="json") for key in found])
        return 0
    rows = [["id", "name", "scopes", "expires", "used", "revoked"]]
    for key in found:
        times = [f"{at:%Y-%m-%d %H:%M}" if at else "-" for at in (key.expires, key.used_at, key.revoked_at)]
        rows.append([key.id, key.name, ",".join(key.scopes), *times])
    print("\n".join(table(rows)) if found else "no keys: only this machine is let in")
    return 0


def revoke(
    key_id: Annotated[str, typer.Argument(metavar="ID", help="As `knockon keys list` shows it.")],
    why: Annotated[str, typer.Option("--why")] = "",
) -> int:
    """Revoke a key: it opens nothing from now on."""
    from api.security.keys import KeyRing
    from api.settings import load_settings
    from api.wiring import open_system

    with open_system(load_settings()) as system:
        key = KeyRing(system.store).revoke(key_id, who="knockon keys", why=why)
    note(f"key {key.id} of {key.name} opens nothing from now on")
    return 0


def list_lines(
    after: Annotated[int, typer.Option("--after", min=0, help="Lines with a number above this one.")] = 0,
    most: Annotated[int, typer.Option("--most", min=1)] = 100,
    as_json: AsJson = False,
) -> int:
    """List the lines of the journal: who did what, when."""
    from api.settings import load_settings
    from api.terminal import table
    from api.wiring import open_system

    with open_system(load_settings()) as system:
        lines = system.store.journal(after=after, most=most)
    if as_json:
        emit_data([line.model_dump(mode="json") for line in lines])
        return 0
    rows = [[str(n.sequence), f"{n.at:%Y-%m-%d %H:%M:%S}", n.who, n.action, n.subject] for n in lines]
    print("\n".join(table(rows)) if rows else "no lines")
    return 0


def verify() -> int:
    """Check that the journal and what it seals were left as they were written."""
    from api.settings import load_settings
    from api.wiring import open_system

    with open_system(load_settings()) as system:
        broken = system.store.broken_seal()
        last = system.store.journal()[-1:] if not broken else ()
    if broken:
        note(f"the journal does not hold: {broken}")
        return 1
    print(f"the journal holds: {last[0].sequence if last else 0} lines, last seal {last[0].seal if last else '-'}")
    return 0
