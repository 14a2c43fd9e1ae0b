"""Longest matches of known phrases in a text: English by whole words, Chinese by characters."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

T = TypeVar("T")

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[^\W_{HAN}\u3040-\u30ff\uac00-\ud7af]+(?:['’]s(?![^\W_]))?")
"""A run of letters and digits of an alphabet, with its possessive."""
CURRENCIES = "元圆"
"""What the names of currencies end in, Chinese."""
HAN_CHARACTER = re.compile(f"[{HAN}]")
TICKER = re.compile(r"[A-Z]{2,4}")
WIDEST_GAP = 6
"""Characters that may stand between two words of one phrase: a space, a hyphen, ' (\"' and the like."""
BREAKS_A_PHRASE = frozenset("?!;。\n")


class Folded(NamedTuple):
    """A text made comparable: `low` and `raw` (case kept) have one length; `at` leads back to the original."""

    low: str
    raw: str
    at: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the [start, end) of the original text that a stretch of the folded one came from."""
        return self.at[start], self.at[end - 1] + 1 if end > start else self.at[start]


def fold(text: str, same: Mapping[str, str] | None = None) -> Folded:
    """Return `text` in half width and lower case, without control and zero-width characters.

    `same` maps a character to the one it is read as (traditional Chinese to simplified).
    """
    if text.isascii() and text.isprintable():
        return Folded(text.lower(), text, list(range(len(text) + 1)))
    low, raw, at = [], [], []
    for i, c in enumerate(text):
        if c.isascii():
            plain = c if c >= " " and c != "\x7f" else " " if c in "\t\n\r" else ""
            small = plain.lower()
        else:
            narrow = unicodedata.normalize("NFKC", c)
            plain = narrow if len(narrow) == 1 else c
            if unicodedata.category(plain) in ("Cf", "Cc", "Cs", "Co", "Cn"):
                continue
            plain = same.get(plain, plain) if same else plain
            plain = " " if plain.isspace() else plain
            small = plain.lower() if len(plain.lower()) == 1 else plain
        if plain:
            low.append(small)
            raw.append(plain)
            at.append(i)
    at.append(len(text))
    return Folded("".join(low), "".join(raw), at)


def stem(word: str) -> str:
    """Return the word without possessive and plural ending: what "stock's" and "stocks" share with "stock"."""
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    if len(word) < 4 or word.endswith(("ss", "us", "is")) or word[-1] != "s":
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ses", "xes", "zes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


class Found(NamedTuple, Generic[T]):
    """A stretch of the folded text that is a known phrase, with all it may mean."""

    start: int
    end: int
    meanings: tuple[T, ...]


def _accepted(meanings: list[T] | None, accept: Callable[[T], bool] | None) -> tuple[T, ...]:
    return tuple(m for m in meanings or () if accept is None or accept(m))


class PhraseIndex(Generic[T]):
    """Phrases and what they mean. `tolerant`: plurals and possessives match, 2-4 capitals only as written."""

    def __init__(self, *, tolerant: bool = False, same: Mapping[str, str] | None = None) -> None:
        self._tolerant = tolerant
        self._same = same
        self._words: dict[tuple[str, ...], list[T]] = {}
        self._lengths: dict[str, list[int]] = {}
        self._tickers: dict[str, list[T]] = {}
        self._han: dict[str, list[T]] = {}
        self._han_by_first: dict[str, list[str]] = {}

    def add(self, phrase: str, meaning: T) -> None:
        """Enter a phrase under one meaning; the same phrase may be entered under several."""
        key = self._entry(phrase)
        if isinstance(key, tuple):
            self._add(self._words, key, meaning)
        elif key and HAN_CHARACTER.search(key):
            self._add(self._han, key, meaning)
        elif key:
            self._add(self._tickers, key, meaning)

    def has(self, phrase: str) -> bool:
        """Return whether the phrase has been entered."""
        key = self._entry(phrase)
        return key in self._words if isinstance(key, tuple) else key in self._tickers or key in self._han

    def meant(self, word: str) -> tuple[T, ...]:
        """Return what one word, in small letters, has been entered under by itself."""
        return tuple(self._words.get((self._key(word),), ()))

    def _entry(self, phrase: str) -> str | tuple[str, ...]:
        """Return what the phrase is kept under: its words, or itself when it is Chinese or a ticker."""
        folded = fold(phrase, self._same)
        if not phrase.isascii() and HAN_CHARACTER.search(folded.low):
            return folded.low.replace(" ", "")
        if self._tolerant and TICKER.fullmatch(folded.raw.strip()):
            return folded.raw.strip()
        return tuple(self._key(w) for w in WORD.findall(folded.low))

    def _add(self, table: dict[T2, list[T]], key: T2, meaning: T) -> None:
        if not key:
            return
        held = table.setdefault(key, [])
        if meaning not in held:
            held.append(meaning)
        if len(held) == 1 and isinstance(key, tuple):
            lengths = self._lengths.setdefault(key[0], [])
            if len(key) not in lengths:
                lengths.append(len(key))
                lengths.sort(reverse=True)
        elif len(held) == 1 and table is self._han:
            phrases = self._han_by_first.setdefault(str(key)[0], [])
            phrases.append(str(key))
            phrases.sort(key=len, reverse=True)

    def _key(self, word: str) -> str:
        return stem(word) if self._tolerant else word

    def find(self, text: Folded, accept: Callable[[T], bool] | None = None) -> list[Found[T]]:
        """Return, in order, the longest known phrase at every place; matches of different places may overlap.

        `accept` narrows what a phrase may mean; one that then means nothing is not there.
        """
        found = self._find_words(text, accept) + self._find_han(text, accept)
        return sorted(found, key=lambda f: (f.start, -f.end))

    def _find_words(self, text: Folded, accept: Callable[[T], bool] | None) -> list[Found[T]]:
        words = [(m.start(), m.end(), self._key(m.group())) for m in WORD.finditer(text.low)]
        found = []
        for i, (start, end, word) in enumerate(words):
            if self._tickers:
                letters = text.raw[start:end]
                ticker = self._tickers.get(stem(letters) if len(letters) > 2 else letters) or self._tickers.get(letters)
                accepted = _accepted(ticker, accept)
                if accepted:
                    found.append(Found(start, end, accepted))
            for length in self._lengths.get(word, ()):
                last = i + length
                if last > len(words) or not self._joined(text.low, words[i:last]):
                    continue
                meanings = _accepted(self._words.get(tuple(w for _, _, w in words[i:last])), accept)
                if meanings:
                    found.append(Found(start, words[last - 1][1], meanings))
                    break
        return found

    @staticmethod
    def _joined(low: str, words: list[tuple[int, int, str]]) -> bool:
        for (_, end, _), (start, _, _) in pairwise(words):
            gap = low[end:start]
            if len(gap) > WIDEST_GAP or any(c in BREAKS_A_PHRASE or HAN_CHARACTER.match(c) for c in gap):
                return False
        return True

    @staticmethod
    def _squeezed(low: str) -> tuple[str, list[int]]:
        """Return the text without blanks, and where each character stood."""
        kept = [(c, i) for i, c in enumerate(low) if c != " "]
        return "".join(c for c, _ in kept), [i for _, i in kept]

    def _find_han(self, text: Folded, accept: Callable[[T], bool] | None) -> list[Found[T]]:
        if not self._han:
            return []
        squeezed, at = self._squeezed(text.low)
        found = []
        for i, c in enumerate(squeezed):
            for phrase in self._han_by_first.get(c, ()):
                if squeezed.startswith(phrase, i) and self._whole(squeezed, at, i, i + len(phrase)):
                    meanings = _accepted(self._han[phrase], accept)
                    if meanings:
                        found.append(Found(at[i], at[i + len(phrase) - 1] + 1, meanings))
                        break
        return found

    @staticmethod
    def _whole(text: str, at: list[int], start: int, end: int) -> bool:
        """Return whether no Latin word or number is cut at the edges, and no sum of money is read as a currency."""
        before = text[start - 1 : start] if start and at[start] - at[start - 1] == 1 else ""
        after = text[end : end + 1] if end < len(at) and at[end] - at[end - 1] == 1 else ""
        cut_before = text[start].isascii() and text[start].isalnum() and before.isascii() and before.isalnum()
        cut_after = text[end - 1].isascii() and text[end - 1].isalnum() and after.isascii() and after.isalnum()
        money = before in ("万", "亿") and text[end - 1] in CURRENCIES
        return not (cut_before or cut_after or money)


T2 = TypeVar("T2", str, tuple[str, ...])
