"""`knockon chat`: a conversation in the terminal, kept turn by turn."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands_ask import AsOf, Lang, Language
from api.console import date_of, note, one_line

if TYPE_CHECKING:
    from agents.runs import RunEvent, Turn
    from api.chat.desk import Desk
    from api.chat.run_log import Run
    from api.wire import AskRequest

PROMPT = "> "
HELP = "/new begins another thread, /history shows this one, /threads lists all, /quit ends; Ctrl-C stops an answer"
LISTED = 20
"""Threads that /threads lists."""


def add_to(app: typer.Typer) -> None:
    """Give `app` the command of this module."""
    app.command()(chat)


def chat(
    thread: Annotated[
        str | None, typer.Option("--thread", metavar="NAME", help="Conversation to go on with; default a new one.")
    ] = None,
    as_of: AsOf = None,
    lang: Language = "auto",
    brain: Annotated[str | None, typer.Option("--brain", help="Who answers; default that of the settings.")] = None,
) -> int:
    """Talk with the map: questions, follow-up questions, answers as they are made.

    Follow-ups lean on the turn before ("and gold?"). Every finished turn is kept; /help tells more.
    """
    from api.brains import brain_of
    from api.chat.desk import Desk
    from api.settings import load_settings
    from api.wiring import open_system

    settings = load_settings()
    with open_system(settings) as system:
        request = _request(thread, as_of, lang, brain)
        brain_of(request.brain, settings)
        system.views.at(request.as_of)
        desk = Desk(system)
        try:
            return _talk(desk, request)
        finally:
            desk.close()


def _request(thread: str | None, as_of: str | None, lang: Lang, brain: str | None) -> AskRequest:
    from pydantic import ValidationError

    from agents.runs import new_id
    from api.wire import AskRequest
    from graph.errors import BadInput

    given = {"brain": brain} if brain else {}
    try:
        return AskRequest(question="", thread_id=thread or new_id("chat"), as_of=date_of(as_of), language=lang, **given)
    except ValidationError as error:
        raise BadInput(
            f"--thread {thread!r} cannot name a conversation.", hint="Use letters, digits and . _ : - alone."
        ) from error


def _talk(desk: Desk, request: AskRequest) -> int:
    from agents.runs import new_id
    from graph.errors import KnockonError

    asking = sys.stdin is not None and sys.stdin.isatty()
    note(
        f"thread {request.thread_id}; go on with it later by --thread. {HELP}"
        if asking
        else f"thread {request.thread_id}"
    )
    read = _reader(asking, [t.question for t in _turns(desk, request)])
    failed = 0
    while (line := read()) is not None:
        question = line.strip()
        if question in ("/quit", "/exit"):
            break
        if not question:
            continue
        if question == "/new":
            request = request.model_copy(update={"thread_id": new_id("chat")})
            note(f"thread {request.thread_id}")
        elif question.startswith("/"):
            _command(question, desk, request)
        else:
            try:
                failed |= _answered(desk, request.model_copy(update={"question": question}), asking)
            except KnockonError as error:
                failed = 1
                note(one_line(f"{error.detail} {error.hint}"))
    return failed


def _reader(asking: bool, said: list[str]) -> Callable[[], str | None]:
    """Return what reads the next line; None at the end of the input."""
    if not asking:
        return lambda: next(iter(sys.stdin), None) if sys.stdin is not None else None
    import readline  # what was asked can be called back with the arrow keys

    for question in said:
        readline.add_history(question)

    def read() -> str | None:
        try:
            return input(PROMPT)
        except EOFError:
            print(file=sys.stderr)
            return None

    return read


def _command(name: str, desk: Desk, request: AskRequest) -> None:
    if name == "/threads":
        for line in desk.threads.page(None, LISTED).items:
            note(f"{line.id}  {line.last_at:%Y-%m-%d %H:%M}  {line.turns} turns  {line.title}")
    elif name == "/history":
        for turn in _turns(desk, request):
            note(f"{PROMPT}{turn.question}\n{turn.text.partition(chr(10))[0].lstrip('# ')}")
    else:
        note(HELP if name == "/help" else f"there is no {name[:40]}. {HELP}")


def _turns(desk: Desk, request: AskRequest) -> tuple[Turn, ...]:
    thread = request.thread_id or ""
    return desk.threads.path_to(thread, desk.threads.last(thread)).turns


def _answered(desk: Desk, request: AskRequest, asking: bool) -> int:
    """Print the answer as it comes; Ctrl-C stops it. Return 1 when there is none."""
    import asyncio

    run = desk.ask(request, door="chat")
    try:
        asyncio.run(_printed(run, asking))
    except KeyboardInterrupt:
        desk.runs.cancel(run.id)
        note("stopped")
        if not asking:
            raise
    if run.answer is None and run.failure is not None:
        note(one_line(f"{run.failure.message} {run.failure.hint}"))
    return 0 if run.answer else 1


async def _printed(run: Run, asking: bool) -> None:
    async for events in run.follow():
        for event in events:
            step = _step(event) if asking else ""
            if step:
                note(step)
            if event.type == "answer.delta":
                print(event.text, end="", flush=True)
    print(flush=True)


def _step(event: RunEvent) -> str:
    if event.type == "plan":
        return f"read as {event.intent}"
    if event.type == "tool.started":
        return f"{event.tool} ..."
    return f"{event.tool} failed: {event.message}" if event.type == "tool.failed" else ""
