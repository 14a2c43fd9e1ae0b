"""RSS and Atom feeds: each entry is a document of its own, and stays the same one when the feed moves on."""

from __future__ import annotations

import calendar
import datetime as dt
import io
import re
from typing import Any

import feedparser

from graph.errors import DocumentRefused
from ingest.policy import limit
from ingest.readers.encoding import decode
from ingest.readers.html import blocks_of_html
from ingest.readers.reading import Block, Raw, Reading, Told, clean, flat, refuse_empty

ENTITY = re.compile(r"<!(?:ENTITY|DOCTYPE[^>\[]{0,500}\[)", re.IGNORECASE)
MARKED_UP = re.compile(r"<[a-zA-Z/!]")
OPENING = re.compile(r"<[A-Za-z][^<>]{0,2000}?(?<!/)>")
DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")


def read_feed(raw: Raw) -> list[Reading]:
    """Return a feed's entries, each as a document with the feed as its publisher."""
    text = clean(decode(raw.data, raw.media))
    if ENTITY.search(text):
        raise DocumentRefused("declares XML entities, which are not expanded")
    if depth_of(text) > limit("deepest"):
        raise DocumentRefused(f"nests elements more than {limit('deepest'):.0f} deep")
    # A file object, for a string could be taken for an address; in one known encoding, whatever it declared.
    feed = feedparser.parse(io.BytesIO(DECLARATION.sub("", text).encode("utf-8", errors="replace")),
                            response_headers={"content-type": "application/xml; charset=utf-8"})  # fmt: skip
    if len(feed.entries) > limit("most_entries"):
        raise DocumentRefused(f"has {len(feed.entries):,} entries, more than {limit('most_entries'):,.0f}")
    publisher = _words(feed.feed, "title")
    found = [reading for entry in feed.entries if (reading := _entry(entry, publisher, raw.place)) is not None]
    if not found:
        raise DocumentRefused("is a feed without an entry that holds text")
    return found


def depth_of(text: str) -> int:
    """Return how deep the elements of a piece of XML are nested, at most."""
    depth = deepest = 0
    for hit in re.finditer(r"<(/?)[A-Za-z][^<>]{0,5000}?(/?)>", text):
        depth += -1 if hit[1] else 0 if hit[2] else 1
        deepest = max(deepest, depth)
    return deepest


def _entry(entry: Any, publisher: str, feed: str) -> Reading | None:
    bodies = [str(part.get("value", "")) for part in entry.get("content", ()) if isinstance(part, dict)]
    body = max([*bodies, str(entry.get("summary", ""))], key=len)
    title = _words(entry, "title")
    shown = blocks_of_html(body) if MARKED_UP.search(body) else (Block(flat(body)),)
    blocks = tuple(b for b in shown if b.text)
    if title and not (blocks and blocks[0].text == title):
        blocks = (Block(title, "heading"), *blocks)
    try:
        kept = refuse_empty(blocks)
    except DocumentRefused:
        return None
    link = _words(entry, "link") or None
    told = Told(title=title, author=_words(entry, "author"), publisher=publisher, date=_day(entry), url=link)
    name = _words(entry, "id") or link or title
    content = "\n".join([name, *(b.text for b in kept)]).encode("utf-8")
    return Reading(kept, content, f"{feed}#{name}"[:500], told, reader="feed")


def _words(fields: Any, name: str) -> str:
    value = fields.get(name, "")
    text = flat(value if isinstance(value, str) else "")[:300]
    if name in ("title", "author") and MARKED_UP.search(text):
        text = flat(" ".join(b.text for b in blocks_of_html(text)))
    return text


def _day(entry: Any) -> dt.date | None:
    for name in ("published_parsed", "updated_parsed"):
        # Asked for as in any dictionary: the library's own look-up warns of names that stand in for each other.
        moment = dict.get(entry, name)
        try:
            if moment is not None:
                return dt.datetime.fromtimestamp(calendar.timegm(moment), dt.UTC).date()
        except (ValueError, OverflowError, OSError, TypeError):
            continue
    return None
