"""From the blocks of a reading to the stored text and its passages; spans are exact by construction."""

from __future__ import annotations

import re
from typing import NamedTuple

from ingest.document import Language, Passage
from ingest.policy import limit
from ingest.readers.reading import Block, Reading, clean

HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
WORD = re.compile(r"[A-Za-z]{2,}")
CUT = re.compile(r"[.!?][\"')\]]*\s+|[。！？；]+[”’）]*")
GAP = "\n\n"


class Cut(NamedTuple):
    """A reading as it is stored: the text, its passages, and where each of its blocks begins."""

    text: str
    passages: tuple[Passage, ...]
    starts: tuple[int, ...]
    language: Language


def cut(reading: Reading, document: str) -> Cut:
    """Return the stored text of a reading, and its passages in the document of that id."""
    parts: list[str] = []
    passages: list[Passage] = []
    starts: list[int] = []
    at = 0
    for block in reading.blocks:
        text = clean(block.text).strip()
        starts.append(at)
        if not text:
            continue
        for begin, end in pieces(text, int(limit("longest_passage"))):
            passages.append(_passage(document, len(passages), text[begin:end], at + begin, block))
        parts.append(text)
        at += len(text) + len(GAP)
    whole = GAP.join(parts)
    return Cut(whole, tuple(passages), tuple(starts), language_of(whole[:20_000]))


def _passage(document: str, index: int, text: str, start: int, block: Block) -> Passage:
    # Built without checks: a hundred thousand of these pass by, and each part is made here.
    return Passage.model_construct(
        document=document, index=index, text=text, start=start, end=start + len(text),
        language=language_of(text), kind=block.kind,
    )  # fmt: skip


def pieces(text: str, longest: int) -> list[tuple[int, int]]:
    """Return [start, end) of the stretches of a text that are no longer than `longest`, cut at ends of sentences."""
    if len(text) <= longest:
        return [(0, len(text))]
    found = []
    begin = 0
    while len(text) - begin > longest:
        ends = [hit.end() for hit in CUT.finditer(text, begin, begin + longest)]
        end = ends[-1] if ends else max(text.rfind(" ", begin, begin + longest) + 1, begin)
        end = end if end > begin else begin + longest
        stop = begin + len(text[begin:end].rstrip())
        if stop > begin:
            found.append((begin, stop))
        begin = end
        while begin < len(text) and text[begin].isspace():
            begin += 1
    if begin < len(text):
        found.append((begin, len(text)))
    return found


def language_of(text: str) -> Language:
    """Return the language a text is in: a Chinese character weighs as much as an English word."""
    han, words = len(HAN.findall(text)), len(WORD.findall(text))
    return "zh" if han > words else "en"
