"""What a model refuses, in plain words: where, what and the value, without the names of the programming language."""

from __future__ import annotations

import re
from typing import Any

SAID = {
    "missing": "is missing",
    "extra_forbidden": "is not a known field",
    "string_type": "is not a text",
    "string_too_short": "is shorter than {min_length} characters",
    "string_too_long": "is longer than {max_length} characters",
    "string_unicode": "is not valid UTF-8",
    "string_pattern_mismatch": "is not a name: letters, digits and _ . : @ - within 120 characters",
    "int_type": "is not a whole number",
    "int_parsing": "is not a whole number",
    "int_from_float": "is not a whole number",
    "int_parsing_size": "is too large a number",
    "float_type": "is not a number",
    "float_parsing": "is not a number",
    "finite_number": "is not a finite number",
    "bool_type": "is neither true nor false",
    "bool_parsing": "is neither true nor false",
    "date_type": "is not a date; write it as 2025-11-21",
    "date_parsing": "is not a date; write it as 2025-11-21",
    "date_from_datetime_parsing": "is not a date; write it as 2025-11-21",
    "date_from_datetime_inexact": "has a time of day; write the date alone",
    "literal_error": "is not one of {expected}",
    "list_type": "is not a list",
    "tuple_type": "is not a list",
    "dict_type": "is not a mapping of names to values",
    "model_type": "is not a mapping of names to values",
    "model_attributes_type": "is not a mapping of names to values",
    "greater_than": "is not above {gt}",
    "greater_than_equal": "is below {ge}",
    "less_than": "is not below {lt}",
    "less_than_equal": "is above {le}",
    "too_short": "has fewer than {min_length} items",
    "too_long": "has more than {max_length} items",
}
"""Kind of fault -> words that follow the name of the place."""
OF_THE_LIBRARY = re.compile(r"[\[\]()]|^(function|literal|lax-or-strict)")
"""A step of a location that names a type of the library rather than a field of ours."""
LONGEST_VALUE = 80


def what_of(fault: Any) -> str:
    """Return what is wrong in words that follow the name of the place."""
    words = SAID.get(fault["type"])
    if words is not None:
        limits = fault.get("ctx") or {}
        return words.format_map({k: f"{v:g}" if isinstance(v, float) else v for k, v in limits.items()})
    said: str = fault["msg"].removeprefix("Value error, ")
    return said


def first_fault(faults: list[Any]) -> str:
    """Return the first fault in one line: where, what, and the value when it is short."""
    fault = faults[0]
    where, what, value = place(fault["loc"]), what_of(fault), fault.get("input")
    shown = f" (got {shown_value(value)})" if _worth_showing(fault["type"], value) else ""
    return f"{where} {what}{shown}" if where else f"{what}{shown}"


def place(loc: tuple[int | str, ...]) -> str:
    """Return a location as a path, `shocks.0.size`."""
    return ".".join(str(part) for part in loc if not OF_THE_LIBRARY.search(str(part)))


def shown_value(value: object) -> str:
    """Return the value as a file of ours would write it."""
    if value is None or isinstance(value, bool):
        return {None: "nothing", True: "true", False: "false"}[value]
    return repr(value)


def kind_of(value: object) -> str:
    """Return what sort of value it is, in words."""
    if value is None:
        return "nothing"
    for kind, words in ((bool, "a yes or no"), (int | float, "a number"), (str, "a text"), (list, "a list")):
        if isinstance(value, kind):
            return words
    return "a mapping" if isinstance(value, dict) else "a value of another sort"


def _worth_showing(kind: str, value: object) -> bool:
    if kind == "missing" or not (value is None or isinstance(value, str | int | float | bool)):
        return False
    return len(repr(value)) < LONGEST_VALUE
