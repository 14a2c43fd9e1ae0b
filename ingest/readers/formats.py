"""Which reader a file belongs to: told by its first bytes, then by its media type and its name."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from pathlib import PurePosixPath

from graph.errors import DocumentRefused
from ingest.policy import limit
from ingest.readers.reading import Raw, Reading, Told

Reader = Callable[[Raw], list[Reading]]
READERS = {
    "pdf": "ingest.readers.pdf:read_pdf",
    "html": "ingest.readers.html:read_html",
    "feed": "ingest.readers.feed:read_feed",
    "mail": "ingest.readers.mail:read_mail",
    "csv": "ingest.readers.table:read_csv",
    "json": "ingest.readers.table:read_json",
    "markdown": "ingest.readers.plain:read_markdown",
    "text": "ingest.readers.plain:read_plain",
}
"""Format -> `module:function`; the module, and the library it needs, is imported when its format is met."""
SUFFIXES = {
    ".pdf": "pdf", ".html": "html", ".htm": "html", ".xhtml": "html", ".rss": "feed", ".atom": "feed", ".xml": "feed",
    ".eml": "mail", ".csv": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "json", ".md": "markdown",
    ".markdown": "markdown", ".txt": "text", ".text": "text",
}  # fmt: skip
MEDIA = {
    "application/pdf": "pdf", "text/html": "html", "application/xhtml+xml": "html", "application/rss+xml": "feed",
    "application/atom+xml": "feed", "application/xml": "feed", "text/xml": "feed", "message/rfc822": "mail",
    "text/csv": "csv", "application/json": "json", "application/feed+json": "json", "text/markdown": "markdown",
    "text/plain": "text",
}  # fmt: skip
FOREIGN = {
    b"PK\x03\x04": "is a zip archive (or an Office file); unpack it, or save it as text or PDF",
    b"PK\x05\x06": "is an empty zip archive",
    b"\x1f\x8b": "is compressed (gzip); unpack it",
    b"BZh": "is compressed (bzip2); unpack it",
    b"\xfd7zXZ": "is compressed (xz); unpack it",
    b"7z\xbc\xaf": "is a 7-zip archive; unpack it",
    b"Rar!": "is a RAR archive; unpack it",
    b"\x89PNG": "is a picture",
    b"\xff\xd8\xff": "is a picture",
    b"GIF8": "is a picture",
    b"\xd0\xcf\x11\xe0": "is an old Office file; save it as text or PDF",
    b"SQLite format 3": "is a database",
    b"\x7fELF": "is a program",
    b"MZ\x90": "is a program",
}
FEED = re.compile(rb"<(?:rss|feed|rdf:RDF)[\s>]", re.IGNORECASE)
PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
MAIL = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n){0,20}){3,}")
MAIL_FIELD = re.compile(rb"^(?:from|received|message-id|mime-version|return-path):", re.IGNORECASE | re.MULTILINE)
HEAD = 2048


def is_readable_name(name: str) -> bool:
    """Return whether a file of that name is of a format we read: what a folder is searched for."""
    return PurePosixPath(name).suffix.lower() in SUFFIXES


def read(raw: Raw) -> list[Reading]:
    """Return the documents in a file, each with what was told of it, or raise `DocumentRefused` with the reason."""
    if not raw.data:
        raise DocumentRefused("is empty")
    if len(raw.data) > limit("largest_file"):
        raise DocumentRefused(too_large(len(raw.data)))
    module, _, name = READERS[format_of(raw)].partition(":")
    reader: Reader = getattr(import_module(module), name)
    try:
        found = reader(raw)
    except (RecursionError, MemoryError) as error:
        raise DocumentRefused("is nested too deep, or unpacks to too much, to be read") from error
    for reading in found:
        if sum(len(b.text) for b in reading.blocks) > limit("largest_text"):
            raise DocumentRefused(f"holds more than {limit('largest_text'):,.0f} characters")
    return [reading.with_told(raw.told if len(found) == 1 else _shared(raw)) for reading in found]


def _shared(raw: Raw) -> Told:
    """Return what was told of a file of several documents as far as it holds for each of them."""
    return replace(raw.told, title="", url=None, story="")


def too_large(size: int) -> str:
    """Return why a file of that many bytes is not read."""
    return f"is {size:,} bytes, more than the {limit('largest_file'):,.0f} that are read"


def format_of(raw: Raw) -> str:
    """Return the format of a file, or raise `DocumentRefused` when it is one that we do not read."""
    head = raw.data[:HEAD]
    stripped = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    for mark, why in FOREIGN.items():
        if head.startswith(mark):
            raise DocumentRefused(why)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    named = _named(raw)
    if named in ("csv", "json", "markdown", "mail", "pdf"):
        return named
    if stripped.startswith(b"<"):
        if FEED.search(head):
            return "feed"
        if PAGE.search(head) or named == "html":
            return "html"
    if named == "feed":
        raise DocumentRefused("is XML, but no feed that we know (RSS, Atom)")
    if MAIL.match(head) and len(MAIL_FIELD.findall(head)) >= 2:
        return "mail"
    return named or "text"


def _named(raw: Raw) -> str:
    media = raw.media.partition(";")[0].strip().lower()
    suffix = PurePosixPath(raw.place.partition("?")[0].partition("#")[0]).suffix.lower()
    told = MEDIA.get(media, "")
    # Servers call everything text/plain or nothing at all; the name knows better then.
    return told if told and told != "text" else SUFFIXES.get(suffix, told)
