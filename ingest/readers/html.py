"""Web pages: the article without menus and advertisements, its title, author, site and date."""

from __future__ import annotations

import re
from collections.abc import Mapping

import trafilatura
from lxml import etree

from graph.errors import DocumentRefused
from ingest.document import PassageKind
from ingest.policy import limit
from ingest.readers.encoding import decode
from ingest.readers.reading import Block, Raw, Reading, Told, clean, flat, refuse_empty
from ingest.readers.told import date_in, day_of

ENTITY = re.compile(rb"<!(?:ENTITY|DOCTYPE[^>\[]{0,500}\[)", re.IGNORECASE)
SILENT = frozenset({"script", "style", "noscript", "template", "svg", "math", "iframe", "object", "select", "textarea"})
BREAKS: dict[str, PassageKind] = {
    "p": "text", "div": "text", "br": "text", "section": "text", "article": "text", "table": "row", "tr": "row",
    "li": "item", "ul": "item", "ol": "item", "blockquote": "quote", "pre": "text", "header": "text", "footer": "text",
    "h1": "heading", "h2": "heading", "h3": "heading", "h4": "heading", "h5": "heading", "h6": "heading",
}  # fmt: skip
LONGEST_TITLE = 300
UNSEEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|opacity\s*:\s*0(?![.\d])", re.IGNORECASE
)


def read_html(raw: Raw) -> list[Reading]:
    """Return a web page as one document. Where no article stands out, all of its visible text is read."""
    if len(raw.data) > limit("largest_html"):
        raise DocumentRefused(f"is a page of {len(raw.data):,} bytes, more than {limit('largest_html'):,.0f}")
    if ENTITY.search(raw.data[:100_000]):
        raise DocumentRefused("declares XML entities, which are not expanded")
    text = clean(decode(raw.data, raw.media))
    page = page_of(text)
    if page.deepest > limit("deepest"):
        raise DocumentRefused(f"nests elements {page.deepest} deep, more than {limit('deepest'):.0f}")
    told, article = _article(text, raw.told.url)
    blocks = _as_shown(article, page) if article else tuple(page.blocks)
    kept = refuse_empty(blocks)
    found = Told(title=told.title or flat(page.title), author=told.author, publisher=told.publisher,
                 date=told.date or date_in(b.text for b in kept[:4]), url=told.url)  # fmt: skip
    return [Reading(kept, raw.data, raw.place, found, hidden=" ".join(page.hidden), reader="html")]


def _article(text: str, url: str | None) -> tuple[Told, str]:
    """Return what the page tells of itself, and its article's text; nothing where none can be told from the rest."""
    try:
        found = trafilatura.bare_extraction(
            text,
            url=url,
            with_metadata=True,
            include_comments=False,
            favor_precision=False,
            deduplicate=False,
            # The day of publication as the page states it: a date guessed from its text may be of anything.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception:  # the library's own readers fail in many ways on broken pages; the plain reading is left
        return Told(), ""
    if found is None:
        return Told(), ""
    fields = {
        name: flat(str(getattr(found, name, None) or ""))[:300] for name in ("title", "author", "sitename", "url")
    }
    told = Told(title=fields["title"], author=fields["author"], publisher=fields["sitename"],
                date=day_of(getattr(found, "date", None)), url=fields["url"] or None)  # fmt: skip
    return told, clean(str(getattr(found, "text", "") or ""))


def _as_shown(article: str, page: Page) -> tuple[Block, ...]:
    """Return the article's paragraphs with the kinds that they have on the page."""
    kinds = {flat(b.text): b.kind for b in page.blocks}
    found = []
    for line in article.split("\n"):
        words = flat(line)
        bare = words.removeprefix("- ")
        kind = kinds.get(bare, "item" if bare != words else "text")
        found.append(Block(bare, kind))
    return tuple(found)


class Page:
    """The visible text of a page in blocks, what is hidden on it, its title and how deep it is nested.

    The target of a parser that tells it of starts, ends and words, always in pairs.
    """

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.hidden: list[str] = []
        self.title = ""
        self.deepest = 0
        self._open: list[tuple[str, str]] = []
        self._parts: list[str] = []
        self._kind: PassageKind = "text"

    def start(self, tag: object, attributes: Mapping[str, str]) -> None:
        """Open an element; one that breaks the line ends the block before it."""
        name = str(tag).lower()
        if name in BREAKS:
            self._end_block(BREAKS[name])
        state = self._open[-1][1] if self._open else "seen"
        if name in SILENT:
            state = "silent"
        elif name == "title" and state == "seen" and not self.title:
            state = "title"
        elif state == "seen" and _unseen(attributes):
            state = "hidden"
        self._open.append((name, state))
        self.deepest = max(self.deepest, len(self._open))

    def end(self, tag: object) -> None:
        """Close the element."""
        if str(tag).lower() in BREAKS:
            self._end_block("text")
        if self._open:
            self._open.pop()

    def data(self, words: str) -> None:
        """Take words to where they belong: the title, the block that is open, or what is hidden."""
        state = self._open[-1][1] if self._open else "seen"
        if state == "title":
            self.title = (self.title + words)[:LONGEST_TITLE]
        elif state == "hidden":
            self.hidden.append(words)
        elif state == "seen":
            self._parts.append(words)

    def comment(self, words: str) -> None:
        """Keep a comment with what is hidden."""
        self.hidden.append(words)

    def close(self) -> Page:
        """Return the page, all of it read."""
        self._end_block("text")
        return self

    def _end_block(self, following: PassageKind) -> None:
        text = flat("".join(self._parts))
        if text:
            self.blocks.append(Block(text, self._kind))
        self._parts = []
        self._kind = following


def _unseen(attributes: Mapping[str, str]) -> bool:
    style = attributes.get("style") or ""
    return "hidden" in attributes or attributes.get("aria-hidden") == "true" or bool(UNSEEN.search(style[:1000]))


def page_of(text: str) -> Page:
    """Return the page that the HTML is, as far as it can be followed."""
    page = Page()
    parser = etree.HTMLParser(target=page, recover=True, no_network=True, huge_tree=False, encoding="utf-8")
    try:
        # Bytes, so that a declaration inside the text is not believed any more.
        parser.feed(text.encode("utf-8", errors="replace"))
        parser.close()
    except (etree.LxmlError, ValueError, AssertionError):
        page.close()
    return page


def blocks_of_html(text: str) -> tuple[Block, ...]:
    """Return the visible text of a piece of HTML in blocks (a feed's entry, an e-mail's body)."""
    return tuple(page_of(clean(text)).blocks)
