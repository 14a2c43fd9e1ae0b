"""What the environment sets; nothing else in the project reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from graph.errors import BadInput
from graph.faults import what_of

PREFIX = "KNOCKON_"


class Settings(BaseModel):
    """How this installation runs. Each field is the environment variable `KNOCKON_<FIELD>`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str = Field(
        default="sqlite:///knockon.db",
        description="Address of the store: `sqlite:///FILE` (three slashes and a path; four for an absolute one).",
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
    debug: bool = Field(default=False, description="`1` prints the traceback of an internal error to stderr.")


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings of `environ`, by default the process's own.

    An empty variable counts as unset, but for the store: a map in another place than was meant is worse than a refusal.
    """
    environ = os.environ if environ is None else environ
    given = {name: environ.get(PREFIX + name.upper()) for name in Settings.model_fields}
    if given["store"] == "":
        raise BadInput(f"{PREFIX}STORE is empty.", hint="Unset it, or set it to sqlite:///FILE.")
    try:
        return Settings.model_validate({name: value for name, value in given.items() if value})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        variable = PREFIX + str(first["loc"][0]).upper()
        raise BadInput(
            f"{variable} is {first['input']!r}, which {what_of(first)}.",
            hint="Unset it or give it a value of docs/reference/cli.md.",
        ) from error


def load_editor(environ: Mapping[str, str] | None = None) -> str:
    """Return the command of the user's editor, or raise `BadInput` when none is set."""
    environ = os.environ if environ is None else environ
    command = environ.get("VISUAL") or environ.get("EDITOR")
    if not command:
        raise BadInput("neither VISUAL nor EDITOR is set.", hint="Set EDITOR, or give --set FIELD=VALUE.")
    return command
