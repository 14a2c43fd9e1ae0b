"""What the environment sets; nothing else in the project reads it."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from graph.errors import BadInput
from graph.faults import what_of

PREFIX = "KNOCKON_"
FILE = f"{PREFIX}SETTINGS"
"""Variable that names a settings file."""
SECRET = {"model_key"}


class Settings(BaseModel):
    """How this installation runs. Each field is the environment variable `KNOCKON_<FIELD>`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str = Field(
        default="sqlite:///knockon.db",
        description="Address of the store: `sqlite:///FILE` (three slashes and a path; four for an absolute one).",
    )
    library: str = Field(
        default="",
        description="Folder of the documents that were read; empty: `FILE-library` beside the store's file.",
    )
    trusted_network: bool = Field(
        default=False,
        description="`1` lets `knockon serve` listen beyond this machine without keys: put an "
        "authenticating proxy in front.",
    )
    requests_per_minute: int = Field(default=600, ge=1, description="Requests that a key may make in a minute.")
    two_persons: bool = Field(default=False, description="`1` lets no one accept a proposal of their own.")
    max_question_chars: int = Field(default=2000, ge=1, description="Longest question that is read, in characters.")
    max_body_bytes: int = Field(default=1_000_000, ge=1, description="Largest HTTP body that is read, in bytes.")
    model: str = Field(
        default="",
        description="Language model that answers as `knockon-agent` on `/v1`, as PROVIDER:MODEL; empty: none.",
    )
    model_base_url: str = Field(
        default="", description="Address of an OpenAI-compatible server, or of Ollama; empty: the provider's own."
    )
    model_key: SecretStr = Field(
        default=SecretStr(""),
        description="Key for the model; empty: that of the provider's own variable, never sent to another server.",
    )
    model_seconds: float = Field(default=60.0, gt=0, le=600, description="Longest wait for one call of a model.")
    model_tool_choice: Literal["", "any", "auto"] = Field(
        default="", description="`auto` for servers that refuse to force a tool call; empty: as the provider can."
    )
    model_counts_tokens: bool = Field(
        default=True, description="`0` for OpenAI-compatible servers that refuse to count tokens in a stream."
    )
    run_seconds: float = Field(default=60.0, gt=0, le=3600, description="Longest run of a model; then the planner.")
    run_model_calls: int = Field(default=8, ge=1, le=50, description="Most calls of a model in one run.")
    run_tool_calls: int = Field(default=12, ge=1, le=100, description="Most tool calls of a model in one run.")
    run_tokens: int = Field(default=120_000, ge=1, description="Most tokens of a model in one run, in and out.")
    checkpoints: str = Field(
        default="", description="File in which the steps of models' runs are kept for inspection; empty: nowhere."
    )
    trace_content: bool = Field(
        default=False, description="`1` puts what models are told and say into traces; they hold neither otherwise."
    )
    thread_header: str = Field(
        default="",
        description="Further header in which a chat client names the conversation, beside X-Knockon-Thread-Id, "
        "X-OpenWebUI-Chat-Id and X-Conversation-Id.",
    )
    debug: bool = Field(default=False, description="`1` prints the traceback of an internal error to stderr.")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of `environ`, by default the process's own, over those of the file it names.

    An empty variable counts as unset, but for the store: a map in another place than was meant is worse than a refusal.
    """
    environ = os.environ if environ is None else environ
    given = {name: environ.get(PREFIX + name.upper()) for name in Settings.model_fields}
    if given["store"] == "":
        raise BadInput(f"{PREFIX}STORE is empty.", hint="Unset it, or set it to sqlite:///FILE.")
    path = environ.get(FILE)
    written = load_settings_file(Path(path)) if path else {}
    try:
        return Settings.model_validate(written | {name: value for name, value in given.items() if value})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = str(first["loc"][0])
        where = f"{name} in {path}" if name in written and not given.get(name) else PREFIX + name.upper()
        value = "set" if name in SECRET else repr(first["input"])
        raise BadInput(
            f"{where} is {value}, which {what_of(first)}.",
            hint="Unset it or give it a value of docs/reference/cli.md.",
        ) from error


def load_settings_file(path: Path) -> dict[str, Any]:
    """Return what a TOML file sets, by the names of the fields; raise `BadInput` where it cannot be read."""
    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BadInput(
            f"{FILE} names {path}, which cannot be read: {error.strerror}.", hint=f"Unset {FILE}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInput(f"{path} is no TOML: {error}.", hint='Write lines such as model = "openai:MODEL".') from error
    unknown = sorted(set(written) - set(Settings.model_fields))
    if unknown:
        raise BadInput(f"{path} sets {unknown[0]!r}, which is no setting.", hint="See docs/reference/cli.md.")
    return written


def load_editor(environ: Mapping[str, str] | None = None) -> str:
    """Return the command of the user's editor, or raise `BadInput` when none is set."""
    environ = os.environ if environ is None else environ
    command = environ.get("VISUAL") or environ.get("EDITOR")
    if not command:
        raise BadInput("neither VISUAL nor EDITOR is set.", hint="Set EDITOR, or give --set FIELD=VALUE.")
    return command
