"""Which encoding a text is in: told by its mark or header where that holds, else by what reads as a language."""

from __future__ import annotations

import codecs
import re
from functools import cache

from graph.errors import DocumentRefused
from ingest.policy import limit, load_policy

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
DECLARED = re.compile(
    rb"""(?:charset\s*=\s*|<\?xml[^>]{0,200}encoding\s*=\s*)["']?([A-Za-z0-9_.:-]{2,40})""", re.IGNORECASE
)
CHINESE = ("gb18030", "big5hkscs")
WIDE = ("utf-16-le", "utf-16-be")
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
HAN = re.compile(r"[\u3400-\u9fff]")
HEAD = 4096
SAMPLE = 60_000


def decode(data: bytes, told: str = "") -> str:
    """Return the text that the bytes are, or raise `DocumentRefused` when they are no text.

    Tried in this order: a byte order mark; the charset that the server or the document names, when all bytes are of
    it; UTF-8; then of UTF-16, GB18030 and Big5 the one in which most Chinese characters are frequent ones; at last
    Windows-1252. Bytes that no encoding explains are replaced and never guessed at.
    """
    for mark, name in MARKS:
        if data.startswith(mark):
            return _checked(data.decode(name, errors="replace"))
    for name in _declared(data, told):
        text = _strictly(data, name)
        if text is not None and not _misread(text, name):
            return _checked(text)
    text = _strictly(data, "utf-8")
    if text is not None:
        return _checked(text)
    return _checked(_by_frequency(data))


def _declared(data: bytes, told: str) -> list[str]:
    found = DECLARED.findall(told.encode("ascii", errors="ignore")) + DECLARED.findall(data[:HEAD])
    names = []
    for raw in found:
        name = raw.decode("ascii").lower()
        # Pages that say GB2312 or GBK use characters of its superset.
        name = "gb18030" if name in ("gb2312", "gbk", "gb_2312-80", "x-gbk") else name
        name = "big5hkscs" if name in ("big5", "big5-hkscs", "x-x-big5") else name
        try:
            codecs.lookup(name).name  # noqa: B018 - looked up for the error it raises
        except (LookupError, ValueError):
            continue
        names.append(name)
    return names


def _strictly(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeError, LookupError, ValueError):
        return None


def _misread(text: str, name: str) -> bool:
    """Return whether a declared single-byte encoding was not meant: the bytes are UTF-8 as well."""
    if name.startswith(("utf", "gb", "big5")) or text.isascii():
        return False
    return _strictly(text.encode(name, errors="ignore"), "utf-8") is not None


def _by_frequency(data: bytes) -> str:
    sample = data[:SAMPLE]
    best, most = "", 0.0
    wide = WIDE if b"\x00" in sample else ()
    for name in (*CHINESE, *wide):
        text = sample.decode(name, errors="replace")
        worth = _worth(text, wide=name in WIDE)
        if worth > most:
            best, most = name, worth
    return data.decode(best or "cp1252", errors="replace")


def _worth(text: str, *, wide: bool) -> float:
    """Return the share of the characters beyond ASCII that are frequent Chinese ones, less what cannot be read."""
    if wide and text.isascii():
        return 1.0
    beyond = [c for c in text if c > "\x7f"]
    if not beyond:
        return 0.0
    known = _frequent()
    share = sum(c in known or c in "，。、；：？！“”‘’（）《》％" for c in beyond) / len(beyond)
    lost = sum(c == "\ufffd" for c in beyond) / len(beyond)
    return share - lost if share > 0.2 else 0.0


@cache
def _frequent() -> frozenset[str]:
    return frozenset(HAN.findall(load_policy("characters")["common"]))


def _checked(text: str) -> str:
    """Return the text, or raise when so much of it is control or unreadable characters that it is no text."""
    size = max(len(text), 1)
    if len(CONTROL.findall(text)) > limit("binary_share") * size:
        raise DocumentRefused("is binary data, not text")
    if text.count("\ufffd") > 10 * limit("binary_share") * size:
        raise DocumentRefused("is in no encoding we can read")
    return text
