"""Damage done to texts and data at random: what a slip of the hand, a bad copy or an unkind sender would do."""

from __future__ import annotations

import copy
import datetime as dt
import random
import re
from typing import Any

JUNK_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2, 7, 365, 10**9, 10**30, -(10**30), 0.0, -0.0, 1e-300, 1e300, -1e308, 0.5, 1.000001,
    -0.3, "", " ", "0", "on", "nan", "1e5", "long_run", "x" * 300, "\n", "\u202e", "甲", "2025-11-21", "9999-12-31",
    "+", "-", [], {}, [[]], [{}], {"": ""}, {"on": 1.0}, ["a", "a"], dt.date(2025, 11, 21), dt.date(1, 1, 1),
    dt.date(9999, 12, 31),
)  # fmt: skip
JUNK_WORDS = (
    "nan", ".nan", ".inf", "-.inf", "NaN", "Infinity", "1e999", "-1e999", "0x1F", "0o7", "1_000", "10:30", "true", "on",
    "null", "~", "''", '""', "[]", "{}", "[", "]", "{", "}", ",", ":", "- ", "? ", "|", ">", "%", "@", "`", "#", "---",
    "...", "&a", "*a", "<<: ", "!!python/object:os.system", "!!set", "!!binary", "!x", "2025-13-40", "0000-00-00",
    "99999-01-01", "2025-11-21T25:61:61Z", "=", "\\", "\\u0000", "\\ud800", '"', "'", "\t", "\r", "\x85", "\u2028",
    "\ufeff", "\x7f", "\ud7ff", "9" * 400, "9" * 5000, "-" * 50, "[" * 300, "甲" * 200, "\U0001f4a5", "a\u0301",
)  # fmt: skip
BYTES = (
    b"\x00",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xc3",
    b"\xed\xa0\x80",
    b"\r",
    b"\n",
    b"\t",
    b"\x1a",
    b"{",
    b"}",
)
OFTEN_ONE = (1, 1, 1, 2, 3)
"""How many damages are done: where there are many, the first hides the others."""
TOKEN = re.compile(r"[\w.+-]+|[^\w\s]|\s+")


def damaged_bytes(rng: random.Random, raw: bytes) -> bytes:
    """Return the bytes with one to four runs of them lost, doubled, overwritten, moved or made noise."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(raw) + 1)
        end = min(len(raw), at + rng.choice((0, 1, 1, 3, 20, 400)))
        run = raw[at:end]
        new = rng.choice((b"", run + run, rng.choice(BYTES), rng.randbytes(len(run) or 2), run[::-1]))
        raw = raw[:at] + new + raw[end:]
        if rng.random() < 0.1:
            raw = raw[: rng.randrange(len(raw) + 1)]
    return raw


def damaged_text(rng: random.Random, text: str) -> str:
    """Return the text with one to three words or lines of it lost, doubled, exchanged or made junk."""
    for _ in range(rng.choice(OFTEN_ONE)):
        text = _damaged_lines(rng, text) if rng.random() < 0.4 else _damaged_tokens(rng, text)
    return text


def _damaged_lines(rng: random.Random, text: str) -> str:
    lines = text.split("\n")
    at, other = rng.randrange(len(lines)), rng.randrange(len(lines))
    todo = rng.randrange(5)
    if todo == 0:
        del lines[at]
    elif todo == 1:
        lines.insert(other, lines[at])
    elif todo == 2:
        lines[at], lines[other] = lines[other], lines[at]
    elif todo == 3:
        lines[at] = " " * rng.randint(0, 8) + lines[at].lstrip()
    else:
        lines[at] = lines[at][: rng.randrange(len(lines[at]) + 1)]
    return "\n".join(lines)


def _damaged_tokens(rng: random.Random, text: str) -> str:
    tokens = TOKEN.findall(text) or [""]
    at = rng.randrange(len(tokens))
    tokens[at] = rng.choice((rng.choice(JUNK_WORDS), rng.choice(tokens), "", tokens[at] * 2, tokens[at] + "0"))
    return "".join(tokens)


def damaged_data(rng: random.Random, data: Any) -> Any:
    """Return a copy of plain data, one to three of its values lost, doubled, exchanged or made junk."""
    data = copy.deepcopy(data)
    for _ in range(rng.choice(OFTEN_ONE)):
        places = [p for p in _places(data) if p]
        if places:
            _damage(rng, data, rng.choice(places), rng.choice(places))
    return data


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path]
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        found += _places(item, (*path, key))
    return found


def _at(data: Any, path: tuple[Any, ...]) -> Any:
    for key in path:
        data = data[key]
    return data


def _damage(rng: random.Random, data: Any, path: tuple[Any, ...], other: tuple[Any, ...]) -> None:
    holder, key = _at(data, path[:-1]), path[-1]
    old = holder[key]
    number = isinstance(old, int | float) and not isinstance(old, bool)
    todo = rng.choice((3, rng.randrange(7))) if number else rng.randrange(7)
    if todo == 0:
        del holder[key]
    elif todo == 1:
        holder[key] = copy.deepcopy(_at(data, other))
    elif todo == 2 and isinstance(holder, list):
        holder.insert(rng.randrange(len(holder) + 1), copy.deepcopy(old))
    elif todo == 2:
        holder[rng.choice(("nonsense", "id", "params", f"{key} "))] = old
    elif todo == 3 and number:
        holder[key] = old * rng.choice((-1, 0, 0.1, 0.5, 2, 3, 10, 1e6, 1e200))
    elif todo == 4 and isinstance(old, list):
        rng.shuffle(old)
    else:
        holder[key] = copy.deepcopy(rng.choice(JUNK_VALUES))
