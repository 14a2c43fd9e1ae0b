"""A question as a row of tokens: what the map knows, grammar words, numbers and the breaks between clauses."""

from __future__ import annotations

import re
from typing import NamedTuple

from agents.reading.figures import Figure, figures
from agents.reading.lexicon import Lexicon, Meaning
from graph.linker import Mention
from graph.phrase_index import Folded

BREAK = re.compile(r"[,;:?!。;—\n、]|\.(?=\s|$)|(?<=\s)[-–](?=\s)")
ARROW = re.compile(r"-{1,2}>|=>|→")
PLACEHOLDER = "§"
LISTING_COMMA = "、"


class Token(NamedTuple):
    """One stretch of the question. Exactly one of `mention`, `figure` and `meanings` is set."""

    start: int
    end: int
    text: str
    meanings: tuple[Meaning, ...] = ()
    mention: Mention | None = None
    figure: Figure | None = None

    def is_(self, *kinds: str) -> bool:
        """Return whether the token can play one of these parts."""
        return any(m.kind in kinds for m in self.meanings)

    def value(self, kind: str) -> str:
        """Return which of that kind it is ("up" of "go")."""
        return next((m.value for m in self.meanings if m.kind == kind), "")


def scan(
    folded: Folded,
    mentions: list[Mention],
    times: list[tuple[int, int]],
    lexicons: tuple[Lexicon, ...],
    strangers: list[tuple[int, int, str]] | None = None,
) -> list[Token]:
    """Return the tokens in order and without overlap: mentions first, then numbers, then words, longest first.

    `strangers` are names that the map lacks, with their kind. Stretches that say when (`times`) hold no other
    words: the "end" of a month ends nothing.
    """
    low = folded.low
    free = bytearray(b"\x01" * len(low))
    tokens = [_taken(free, Token(m.start, m.end, low[m.start : m.end], mention=m)) for m in mentions]
    for start, end in times:
        free[start:end] = bytes(end - start)
    for start, end, kind in strangers or []:
        if _is_free(free, start, end):
            tokens.append(_taken(free, Token(start, end, folded.raw[start:end], (Meaning("stranger", kind),))))
    for figure in (f for lexicon in lexicons for f in figures(low, lexicon)):
        if _is_free(free, figure.start, figure.end):
            text = low[figure.start : figure.end]
            tokens.append(_taken(free, Token(figure.start, figure.end, text, figure=figure)))
    hidden = _hidden(folded, [*((m.start, m.end) for m in mentions), *times])
    words = [f for lexicon in lexicons for f in lexicon.words.find(hidden)]
    for found in sorted(words, key=lambda f: (f.start - f.end, f.start)):
        if _is_free(free, found.start, found.end):
            text = low[found.start : found.end]
            tokens.append(_taken(free, Token(found.start, found.end, text, found.meanings)))
    for figure in [t.figure for t in tokens if t.figure is not None and not t.figure.time_unit]:
        at = figure.start - 1
        way = next((x.before_numbers[low[at]] for x in lexicons if at > 0 and low[at] in x.before_numbers), "")
        # 十年期下5个点: what may say where a thing is says here which way it goes.
        alone = next((i for i, t in enumerate(tokens) if (t.start, t.end) == (at, at + 1) and t.meanings), None)
        if way and alone is not None:
            tokens[alone] = tokens[alone]._replace(meanings=(Meaning("go", way),))
        elif way and _is_free(free, at, at + 1):
            tokens.append(_taken(free, Token(at, at + 1, low[at], (Meaning("go", way),))))
        elif at > 0 and any(low[at] in x.at_numbers for x in lexicons) and _is_free(free, at, at + 1):
            tokens.append(_taken(free, Token(at, at + 1, low[at], (Meaning("to"),))))
    for match in ARROW.finditer(low):
        if _is_free(free, match.start(), match.end()):
            tokens.append(_taken(free, Token(match.start(), match.end(), match.group(), (Meaning("to", "arrow"),))))
    for match in BREAK.finditer(low):
        if _is_free(free, match.start(), match.end()):
            kind = "and" if match.group() == LISTING_COMMA else "break"
            tokens.append(Token(match.start(), match.end(), match.group(), (Meaning(kind, match.group()),)))
    return sorted(tokens, key=lambda t: t.start)


def _hidden(folded: Folded, spans: list[tuple[int, int]]) -> Folded:
    """Return the text with these stretches made breaks, so that no phrase is looked for across them."""
    low, raw = folded.low, folded.raw
    for start, end in spans:
        low = low[:start] + ";" * (end - start) + low[end:]
        raw = raw[:start] + ";" * (end - start) + raw[end:]
    return Folded(low, raw, folded.at)


def _is_free(free: bytearray, start: int, end: int) -> bool:
    return end > start and all(free[start:end])


def _taken(free: bytearray, token: Token) -> Token:
    free[token.start : token.end] = bytes(token.end - token.start)
    return token


class Screened(NamedTuple):
    """The folded question with every mention replaced by a placeholder; `at` leads back to the folded text."""

    text: str
    at: list[int]


def screened(folded: Folded, mentions: list[Mention]) -> Screened:
    """Return the folded text with every mention replaced by one placeholder and blanks squeezed."""
    parts: list[str] = []
    at: list[int] = []
    last = 0
    for m in [*mentions, None]:
        for i, c in enumerate(folded.low[last : m.start if m else None], last):
            if c != " " or (parts and parts[-1] != " "):
                parts.append(c)
                at.append(i)
        if m is not None:
            parts.append(PLACEHOLDER)
            at.append(m.start)
            last = m.end
    text = "".join(parts).rstrip()
    return Screened(text, at[: len(text)])


def masked(folded: Folded, mentions: list[Mention]) -> str:
    """Return the folded text with every mention replaced by one placeholder, for the cues of intents."""
    return screened(folded, mentions).text
