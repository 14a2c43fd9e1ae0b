"""`knockon ask` and `knockon interpret`: one question, or a file of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.console import date_of, emit_json, note

if TYPE_CHECKING:
    from collections.abc import Callable

    from agents.answer import Answer
    from api.settings import Settings
    from api.wire import AskRequest
    from api.wiring import System

PLANNER = "planner"

Lang = Literal["auto", "en", "zh"]
Question = Annotated[str | None, typer.Argument(metavar="QUESTION", help="In English or Chinese, in quotes.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DATE", help="What was known at that day's close; default the latest.")
]
Language = Annotated[Lang, typer.Option("--lang", help="Language of the question; auto tells it from the script.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON alone.")]
Batch = Annotated[
    str | None,
    typer.Option(
        "--batch", metavar="FILE.jsonl", help='One {"id", "question"} per line in, one result out; - is stdin.'
    ),
]


def add_to(app: typer.Typer) -> None:
    """Give `app` the commands of this module."""
    app.command()(ask)
    app.command()(interpret)


def ask(
    question: Question = None,
    as_of: AsOf = None,
    lang: Language = "auto",
    brain: Annotated[
        str, typer.Option("--brain", metavar="BRAIN", help="Who answers: planner, or a model as PROVIDER:MODEL.")
    ] = PLANNER,
    as_json: AsJson = False,
    batch: Batch = None,
) -> int:
    """Answer a question.

    Branches with odds, signed paths, impacts with both ranges, what to watch, sources.
    """
    from api.settings import load_settings
    from api.wiring import open_system

    request = _request(question, as_of, lang, batch, brain)
    settings = load_settings()
    answer = _answerer(brain, settings)
    with open_system(settings) as system:
        if batch is not None:
            from api.batch import run_batch

            system.views.at(request.as_of)
            return run_batch(batch, request, lambda r: answer(system, r))
        result = answer(system, request)
    if as_json:
        emit_json(result)
    else:
        print(result.markdown)
    return 0


def _answerer(brain: str, settings: Settings) -> Callable[[System, AskRequest], Answer]:
    """Return what answers: the planner at once, or a model, which is made before the store is opened."""
    if brain == PLANNER:
        from api.answering import answer

        return answer
    from api.brains import brain_of
    from api.modelled import answer_with

    model = brain_of(brain, settings)
    return lambda system, request: answer_with(model, system, request, note)


def interpret(
    question: Question = None,
    as_of: AsOf = None,
    lang: Language = "auto",
    as_json: AsJson = False,
    batch: Batch = None,
) -> int:
    """Show how a question is read; nothing is run.

    Intent, triggers with direction and size, targets, levels, horizon.
    """
    from api.answering import interpretation
    from api.settings import load_settings
    from api.wiring import open_system

    request = _request(question, as_of, lang, batch)
    with open_system(load_settings()) as system:
        if batch is not None:
            from api.batch import run_batch

            system.views.at(request.as_of)
            return run_batch(batch, request, lambda r: interpretation(system, r))
        result = interpretation(system, request)
        graph = system.views.at(request.as_of)
    if as_json:
        emit_json(result)
    else:
        from api.terminal import interpretation_lines

        print("\n".join(interpretation_lines(result, graph)))
    return 0


def _request(
    question: str | None, as_of: str | None, lang: Lang, batch: str | None, brain: str = PLANNER
) -> AskRequest:
    from pydantic import ValidationError

    from api.wire import AskRequest
    from graph.errors import BadInput

    if batch is None and question is None:
        raise BadInput("there is no question.", hint='Write it in quotes: knockon ask "what if ... falls".')
    if batch is not None and question is not None:
        raise BadInput("there is a question and a --batch file.", hint="Give one of them.")
    try:
        return AskRequest(question=question or "", as_of=date_of(as_of), language=lang, brain=brain)
    except ValidationError as error:
        # The shell hands bytes that are not UTF-8 through as lone surrogates.
        raise BadInput("the question is not valid UTF-8.", hint="Send it in UTF-8.") from error
