"""Plain text and Markdown: paragraphs, headings, lists and quotations; wrapped lines are joined again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import yaml

from ingest.document import PassageKind
from ingest.readers.encoding import decode
from ingest.readers.reading import SPACES, Block, Raw, Reading, Told, clean, refuse_empty
from ingest.readers.told import date_in, told_in

HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
ITEM = re.compile(r"^\s{0,8}(?:[-*+•·‣◦]|\(?\d{1,2}[.)、]|[（(][一二三四五六七八九十]+[)）])\s+")
QUOTED = re.compile(r"^\s{0,3}(?:>\s?)+")
FENCE = re.compile(r"^\s{0,3}(?:```|~~~)")
RULE = re.compile(r"^\s*(?:[-*_=~]\s*){3,}$")
PICTURE = re.compile(r"!\[([^\]\n]{0,300})\]\([^)\s]{0,2000}\)")
LINK = re.compile(r"\[([^\]\n]{1,300})\]\((?:[^)\s]{0,2000})(?:\s+\"[^\"\n]{0,300}\")?\)")
STRONG = re.compile(r"(\*\*|__|\*|`)(?=\S)([^*_`\n]{1,600}?)(?<=\S)\1")
FRONT = re.compile(r"\A---\n(.{0,4000}?)\n---\n", re.DOTALL)
HAN_END = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]$")
HAN_START = re.compile(r"^[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
ENDS = re.compile(r"""[.!?。！？:：;；"”’）)]$""")


def read_plain(raw: Raw) -> list[Reading]:
    """Return plain text as one document; its first short line is its title."""
    text = clean(decode(raw.data, raw.media))
    blocks = refuse_empty(paragraphs(text.split("\n")))
    title = blocks[0].text if len(blocks) > 1 and len(blocks[0].text) <= 120 and not ENDS.search(blocks[0].text) else ""
    told = Told(title=title, date=date_in(b.text for b in blocks[:4]))
    return [Reading(blocks, raw.data, raw.place, told, reader="text")]


def read_markdown(raw: Raw) -> list[Reading]:
    """Return Markdown as one document without its marks; what stands in front between dashes is what it tells."""
    text = clean(decode(raw.data, raw.media))
    told, text = _front(text)
    blocks = refuse_empty(_markdown_blocks(text.split("\n")))
    title = next((b.text for b in blocks if b.kind == "heading"), "")
    found = Told(title=title, date=date_in(b.text for b in blocks[:4]))
    return [Reading(blocks, raw.data, raw.place, found, reader="markdown").with_told(told)]


def _front(text: str) -> tuple[Told, str]:
    hit = FRONT.match(text)
    if hit is None:
        return Told(), text
    try:
        # Events are counted before anything is built: an alias that names itself many times over is not data.
        if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(hit[1], yaml.SafeLoader)):
            return Told(), text
        data = yaml.safe_load(hit[1])
    except (yaml.YAMLError, ValueError, RecursionError, OverflowError):
        return Told(), text
    return (told_in(data), text[hit.end() :]) if isinstance(data, dict) else (Told(), text)


def _markdown_blocks(lines: list[str]) -> Iterator[Block]:
    pending: list[str] = []
    fenced = False
    for line in lines:
        if FENCE.match(line):
            fenced = not fenced
            yield from paragraphs(pending, plain_of)
            pending = []
        elif fenced:
            continue
        elif heading := HEADING.match(line):
            yield from paragraphs(pending, plain_of)
            pending = []
            yield Block(plain_of(heading[1]), "heading")
        else:
            pending.append(line)
    yield from paragraphs(pending, plain_of)


def plain_of(line: str) -> str:
    """Return a line of Markdown without emphasis and link targets."""
    line = LINK.sub(r"\1", PICTURE.sub(r"\1", line))
    return STRONG.sub(r"\2", STRONG.sub(r"\2", line)).replace("\\", "") if line else line


def paragraphs(lines: Iterable[str], dress: Callable[[str], str] = str) -> Iterator[Block]:
    """Yield the paragraphs that the lines make up: an empty line, a list mark or a change of quoting ends one."""
    held: list[str] = []
    kind: PassageKind = "text"
    for raw in lines:
        quoted = QUOTED.match(raw)
        line = (raw[quoted.end() :] if quoted else raw).strip()
        item = ITEM.match(line)
        of: PassageKind = "quote" if quoted else "item" if item else "text"
        if RULE.match(line):
            line, item = "", None
        carries_on = bool(line) and not item and held and (of == kind or (kind == "item" and of == "text"))
        if held and not carries_on:
            yield Block(dress(joined(held)), kind)
            held = []
        if line:
            if not held:
                kind = of
            held.append(line[item.end() :] if item else line)
    if held:
        yield Block(dress(joined(held)), kind)


def joined(lines: list[str]) -> str:
    """Return wrapped lines as one: a space between words, nothing between Chinese characters, a broken word whole."""
    text = ""
    for line in lines:
        line = SPACES.sub(" ", line).strip()
        if not text:
            text = line
        elif text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower():
            text = text[:-1] + line
        elif HAN_END.search(text) and HAN_START.match(line):
            text += line
        else:
            text += f" {line}"
    return text
