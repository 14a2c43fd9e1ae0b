"""What every model is made of: frozen, with ids, and text in two languages without control characters."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f]")
"""Every control character but tab and line feed."""


def _no_control_characters(text: str) -> str:
    if CONTROL.search(text):
        raise ValueError("holds a control character")
    return text


Str = Annotated[str, AfterValidator(_no_control_characters)]
Id = Annotated[str, Field(pattern=r"^[A-Za-z0-9_][A-Za-z0-9_.:@-]{0,119}$")]


class Frozen(BaseModel):
    """A model that is never changed after it is made and refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Text(Frozen):
    """The same words in English and Chinese; Chinese may be missing."""

    en: Str
    zh: Str = ""

    def in_(self, language: str) -> str:
        """Return the words in `language`, or in English when they are missing."""
        return self.zh if language == "zh" and self.zh else self.en


class Aliases(Frozen):
    """Other names of a thing, by language; tickers stand under English and match case-sensitively."""

    en: tuple[Str, ...] = ()
    zh: tuple[Str, ...] = ()
