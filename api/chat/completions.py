"""What a chat completion request asks: which question, after which others, in which thread, of which brain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.brains import PLANNER
from api.chat.desk import Desk, Place
from api.chat.followed import Exchange, history_of
from api.chat.openai_shape import WrongRequest
from api.chat.wire import CompletionRequest, Message
from api.settings import Settings
from api.wire import AskRequest

PLANNER_MODEL, AGENT_MODEL = "knockon-planner", "knockon-agent"
THREAD_HEADERS = ("x-knockon-thread-id", "x-openwebui-chat-id", "x-conversation-id")
NO_THREAD = {"", "new", "null", "none", "undefined"}
"""What clients send while a conversation has no name yet."""
LONGEST_THREAD = 128


def models_of(settings: Settings) -> tuple[str, ...]:
    """Return the models that this installation offers."""
    return (PLANNER_MODEL, AGENT_MODEL) if settings.model else (PLANNER_MODEL,)


def brain_named(model: str, settings: Settings) -> str:
    """Return the brain that a model's name stands for; raise `WrongRequest` when there is none."""
    if model == PLANNER_MODEL:
        return PLANNER
    if model == AGENT_MODEL and settings.model:
        return settings.model
    if ":" in model.strip(":"):
        return model
    raise no_such(model, settings)


def no_such(model: str, settings: Settings) -> WrongRequest:
    """Return the error for a model that is not there, with those that are."""
    known = ", ".join(models_of(settings))
    return WrongRequest(f"there is no model {model[:80]!r}; there are {known}.", "model", "model_not_found", 404)


def exchanges(messages: Sequence[Message]) -> list[Exchange]:
    """Return the user's messages in order, each with what was answered to it; the last is the question.

    Raise `WrongRequest` when there is none, or one has a part that is no text.
    """
    found: list[Exchange] = []
    for place, message in enumerate(messages):
        text = _text(message, place)
        if message.role == "user":
            found.append(Exchange(text, ""))
        elif message.role == "assistant" and found:
            found[-1] = Exchange(found[-1].question, text)
    if not found:
        raise WrongRequest("there is no message of the user.", "messages", "no_question")
    return found


def thread_of(request: CompletionRequest, headers: Mapping[str, str], own_header: str = "") -> str | None:
    """Return the conversation's name as the client gives it, or None."""
    named = [headers.get(name, "") for name in (*THREAD_HEADERS, *([own_header] if own_header else []))]
    told = (request.metadata or {}).get("thread_id")
    named.append(told if isinstance(told, str) else "")
    return next((n for n in named if _is_thread(n)), None)


def asked(request: CompletionRequest, settings: Settings) -> AskRequest:
    """Return the question as every other door puts it."""
    if request.n not in (None, 1):
        raise WrongRequest(f"n is {request.n}; there is one answer to a question.", "n", "unsupported_value")
    question = exchanges(request.messages)[-1].question
    try:
        question.encode()
    except UnicodeEncodeError as error:
        raise WrongRequest("the question is not valid UTF-8.", "messages", "invalid_text") from error
    return AskRequest(question=question, brain=brain_named(request.model, settings))


def placed(desk: Desk, request: CompletionRequest, thread_id: str | None) -> Place:
    """Return where the question stands: in its thread, or behind the messages that came with it."""
    said = exchanges(request.messages)
    graph = desk.system.views.at()
    if thread_id is None:
        return Place(history=history_of(said, graph))
    place = desk.place_of(thread_id, [e.question for e in said])
    # An edited question before this one was never answered here: it is read, so that this one can lean on it.
    edited = history_of(said[place.known :], graph)
    return place._replace(history=(*place.history, *edited))


def _is_thread(name: str) -> bool:
    plain = name.isascii() and len(name) <= LONGEST_THREAD and all(c.isalnum() or c in "._:-" for c in name)
    return plain and name.lower() not in NO_THREAD


def _text(message: Message, place: int) -> str:
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    for at, part in enumerate(message.content):
        if part.type not in ("text", "input_text", "output_text", "refusal") and message.role == "user":
            raise WrongRequest(
                f"a part of kind {part.type[:40]!r} cannot be read; send text.",
                f"messages[{place}].content[{at}].type",
                "unsupported_content",
            )
    return "\n".join(part.text or "" for part in message.content)
