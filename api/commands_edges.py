"""`knockon edges`: links listed, looked at, edited in the terminal, decided and taken back."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from api.console import emit_data, note

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]
Who = Annotated[str | None, typer.Option("--who", help="Who does it; default the user of this machine.")]
Why = Annotated[str, typer.Option("--why", help="The reason.")]


def add_to(app: typer.Typer) -> None:
    """Give `app` the commands of this module."""
    group = typer.Typer(rich_markup_mode=None, help="Look at links, propose edits, decide them, take them back.")
    group.command("list")(list_edges)
    group.command("show")(show)
    group.command("propose")(propose)
    group.command("review")(review)
    group.command("history")(history)
    group.command("revert")(revert)
    app.add_typer(group, name="edges")


def list_edges(
    node: Annotated[str | None, typer.Option("--node", help="Links into or out of this node.")] = None,
    as_json: AsJson = False,
) -> int:
    """List the links."""
    from api.settings import load_settings
    from api.terminal import table
    from api.wiring import open_system

    with open_system(load_settings()) as system:
        graph = system.views.at()
    if node is not None:
        graph.node(node)
    found = [e for e in graph.edges if node in (None, e.cause, e.effect)]
    if as_json:
        emit_data([e.model_dump(mode="json", exclude_defaults=True) for e in found])
        return 0
    rows = [["id", "sign", "strength", "unit", "status", "evidence"]]
    for e in found:
        unit = f"{graph.node(e.effect).unit} per {graph.node(e.cause).unit}"
        rows.append([e.id, e.sign, f"{e.strength:.4g}", unit, e.status, str(len(e.evidence))])
    print("\n".join(table(rows)))
    return 0


def show(edge_id: Annotated[str, typer.Argument(metavar="EDGE")], as_json: AsJson = False) -> int:
    """Show one link as YAML, with its evidence, as an edit would start from."""
    from api.desk.editing import as_yaml
    from api.settings import load_settings
    from api.wiring import open_system

    with open_system(load_settings()) as system:
        edge = system.views.at().edge(edge_id)
    if as_json:
        emit_data(edge.model_dump(mode="json"))
    else:
        print(as_yaml(edge), end="")
    return 0


def propose(
    edge_id: Annotated[str | None, typer.Argument(metavar="EDGE", help="Opened in $EDITOR; else --edits.")] = None,
    fields: Annotated[
        list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="Instead of the editor; VALUE is YAML.")
    ] = None,
    edits: Annotated[
        str | None, typer.Option("--edits", metavar="FILE", help="A change set as YAML or JSON; - is stdin.")
    ] = None,
    why: Why = "",
    evidence: Annotated[list[str] | None, typer.Option("--evidence", help="What it leans on; may be repeated.")] = None,
    title: Annotated[str, typer.Option("--title")] = "",
    preview: Annotated[bool, typer.Option("--preview", help="Only say what it would change.")] = False,
    who: Who = None,
    as_json: AsJson = False,
) -> int:
    """Propose edits: of one link in $EDITOR, by --set, or a change set from a file."""
    from api.desk.editing import edits_of, preview_lines, user
    from api.desk.preview import preview as tried
    from api.settings import load_settings
    from api.wiring import open_system
    from graph.desk.desk import Desk, newest

    settings = load_settings()
    with open_system(settings) as system:
        desk = Desk(system.store, two_persons=settings.two_persons)
        # Before the editor opens: what others accept while it is open must not be overwritten unseen.
        base = newest(system.store.history("edges", edge_id)) if edge_id is not None else None
        read = {("edges", edge_id): base.sequence} if edge_id is not None and base is not None else {}
        wanted = edits_of(system.views.at(), edge_id, fields or [], edits)
        if preview:
            found = tried(system.views.at(), desk.applied(wanted))
            if as_json:
                emit_data(found.model_dump(mode="json"))
            else:
                print("\n".join(preview_lines(found)))
            return 0
        made = desk.propose(wanted, who=user(who), title=title, why=why, evidence=evidence or [], read=read)
    if as_json:
        emit_data(made.model_dump(mode="json"))
    else:
        print(f"{made.id}: {made.title} ({len(made.edits)} edits, {made.status}); see `knockon edges review {made.id}`")
    return 0


def review(
    proposal_id: Annotated[str | None, typer.Argument(metavar="PROPOSAL", help="Without one: those that wait.")] = None,
    accept: Annotated[bool, typer.Option("--accept")] = False,
    reject: Annotated[bool, typer.Option("--reject")] = False,
    ask: Annotated[bool, typer.Option("--ask-changes")] = False,
    comment: Annotated[bool, typer.Option("--comment")] = False,
    why: Why = "",
    who: Who = None,
    as_json: AsJson = False,
) -> int:
    """Look at proposals and decide them; without a decision, show what accepting would change."""
    from api.desk.editing import preview_lines, proposal_lines, user
    from api.desk.preview import preview
    from api.settings import load_settings
    from api.wiring import open_system
    from graph.desk.desk import Desk
    from graph.errors import BadInput

    if sum((accept, reject, ask, comment)) > 1:
        raise BadInput("one decision at a time.", hint="Give one of --accept, --reject, --ask-changes, --comment.")
    settings = load_settings()
    more: dict[str, Any] = {}
    with open_system(settings) as system:
        desk, me = Desk(system.store, two_persons=settings.two_persons), user(who)
        if proposal_id is None:
            found = desk.all(pending=True)
            if as_json:
                emit_data([p.model_dump(mode="json") for p in found])
            else:
                print("\n".join(f"{p.id}  {p.status}  {p.author}  {p.title}" for p in found) or "nothing waits")
            return 0
        one = desk.one(proposal_id)
        if accept:
            one = desk.accept(one.id, who=me, line=one.line, words=why)
        elif reject:
            one = desk.reject(one.id, why, who=me, line=one.line)
        elif ask:
            one = desk.ask_changes(one.id, why, who=me, line=one.line)
        elif comment:
            one = desk.comment(one.id, why, who=me)
        elif one.status in ("open", "changes_asked"):
            shown = preview(system.views.at(), desk.proposed(one.id))
            more = {"preview": shown.model_dump(mode="json")}
    if as_json:
        emit_data({**one.model_dump(mode="json"), **more})
    else:
        print("\n".join([*proposal_lines(one), *(preview_lines(shown) if more else [])]))
    return 0


def history(edge_id: Annotated[str, typer.Argument(metavar="EDGE")], as_json: AsJson = False) -> int:
    """Show every revision of a link: who, when, why, and which fields."""
    from api.desk.editing import history_lines
    from api.settings import load_settings
    from api.wiring import open_system
    from graph.errors import EdgeNotFound

    with open_system(load_settings()) as system:
        found = system.store.history("edges", edge_id)
    if not found:
        raise EdgeNotFound(f"there never was an edge {edge_id!r}")
    if as_json:
        emit_data([r.model_dump(mode="json") for r in found])
    else:
        print("\n".join(history_lines(found)))
    return 0


def revert(
    change: Annotated[int, typer.Argument(metavar="CHANGE", help="Its number, as `edges history` shows it.")],
    why: Why = "",
    who: Who = None,
) -> int:
    """Take a change back by another; what was done since to other fields stays."""
    from api.desk.editing import user
    from api.settings import load_settings
    from api.wiring import open_system
    from graph.desk.desk import Desk
    from graph.errors import BadInput

    if not why.strip():
        raise BadInput("taking a change back says why.", hint="Give --why.")
    with open_system(load_settings()) as system:
        made = Desk(system.store).revert(change, who=user(who), why=why)
    note(f"change {change} is taken back by change {made.id}")
    return 0
