"""PDF files: the text of each page without running headers and footers; scanned pages are refused, not guessed."""

from __future__ import annotations

import re
from collections import Counter

import pypdfium2 as pdfium

from graph.errors import DocumentRefused
from ingest.policy import limit
from ingest.readers.plain import paragraphs
from ingest.readers.reading import Raw, Reading, Told, clean, flat, refuse_empty
from ingest.readers.told import date_in

NUMBERS = re.compile(r"\d+")
MADE = re.compile(r"^D:(\d{4})(\d\d)(\d\d)")
WHY = {"password": "is encrypted and needs a password", "format": "is not a whole PDF: truncated or malformed"}


def read_pdf(raw: Raw) -> list[Reading]:
    """Return a PDF as one document."""
    try:
        file = pdfium.PdfDocument(raw.data)
    except (pdfium.PdfiumError, ValueError, OSError) as error:
        known = next((why for word, why in WHY.items() if word in str(error).lower()), WHY["format"])
        raise DocumentRefused(known) from error
    try:
        if len(file) > limit("most_pages"):
            raise DocumentRefused(f"has {len(file)} pages, more than {limit('most_pages'):.0f}")
        if len(file) == 0:
            raise DocumentRefused("has no pages")
        pages = _texts(file)
        told = _told(file)
    finally:
        file.close()
    blocks = list(paragraphs(line for page in _without_running(pages) for line in [*page, ""]))
    blocks = list(refuse_empty(blocks, "holds pictures of pages and no text"))
    date = date_in(b.text for b in blocks[:6]) or told.date
    found = Told(title=told.title or _first_line(blocks[0].text), author=told.author, date=date)
    return [Reading(tuple(blocks), raw.data, raw.place, found, reader="pdf")]


def _texts(file: pdfium.PdfDocument) -> list[list[str]]:
    pages = []
    size = 0
    for number in range(len(file)):
        try:
            page = file[number]
            text = clean(page.get_textpage().get_text_bounded(errors="replace"))
        except (pdfium.PdfiumError, ValueError):
            continue
        size += len(text)
        if size > limit("largest_text"):
            raise DocumentRefused(f"holds more than {limit('largest_text'):,.0f} characters")
        pages.append(_with_gaps(text.split("\n")))
    return pages


def _with_gaps(lines: list[str]) -> list[str]:
    """Return the lines with an empty one after each that ends a paragraph: short, and at a sentence's end."""
    widest = max((len(line) for line in lines), default=0)
    found: list[str] = []
    for line in lines:
        found.append(line)
        ends = line.rstrip().endswith((".", "!", "?", "。", "！", "？", "：", ":"))
        if len(line) < 0.85 * widest and (ends or len(line) < 0.5 * widest):
            found.append("")
    return found


def _without_running(pages: list[list[str]]) -> list[list[str]]:
    """Return the pages without the outer lines that, but for numbers, recur on half of them: headers and footers."""
    if len(pages) < 3:
        return pages
    outer = [_outer(page) for page in pages]
    on = Counter(key for page, places in zip(pages, outer, strict=True) for key in {_key(page[i]) for i in places})
    running = {key for key, count in on.items() if count > limit("repeated_line") * len(pages)}
    return [
        [line for i, line in enumerate(page) if i not in places or _key(line) not in running]
        for page, places in zip(pages, outer, strict=True)
    ]


def _outer(page: list[str]) -> set[int]:
    """Return where the first two and the last two lines with words stand."""
    filled = [i for i, line in enumerate(page) if line.strip()]
    return {*filled[:2], *filled[-2:]}


def _key(line: str) -> str:
    return NUMBERS.sub("#", flat(line))


def _first_line(text: str) -> str:
    return text if len(text) <= 120 else ""


def _told(file: pdfium.PdfDocument) -> Told:
    try:
        fields = {name: flat(value)[:300] for name, value in file.get_metadata_dict(skip_empty=True).items()}
    except (pdfium.PdfiumError, ValueError, UnicodeError):
        return Told()
    made = MADE.match(fields.get("CreationDate", ""))
    date = date_in(["-".join(made.groups())]) if made else None
    return Told(title=fields.get("Title", ""), author=fields.get("Author", ""), date=date)
