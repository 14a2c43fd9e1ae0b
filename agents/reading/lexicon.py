"""The grammar of questions as data: words by meaning, cues of intents, units, months (`words/en.yaml`, `zh.yaml`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml

from agents.reading.patterns import any_of, compiled, is_pattern
from graph.phrase_index import WORD, PhraseIndex, fold

WORDS = Path(__file__).parent.with_name("words")
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
VOWELS = "aeiou"
SCREENS = (
    "never", "orders", "macro", "anaphora", "follow_up", "top", "spans", "dates", "likelihood", "standing", "bare",
    "bare_why", "bare_odds",
)  # fmt: skip


class Meaning(NamedTuple):
    """What a word does in a question: its `kind`, and which of that kind."""

    kind: str
    value: str = ""


class Cue(NamedTuple):
    """An intent, the patterns that show it, and the further condition under which they do."""

    intent: str
    only: str
    patterns: tuple[re.Pattern[str], ...]


class Deed(NamedTuple):
    """Something a bank decides or a speaker says: its plain name, and the words it is said with."""

    name: str
    who: re.Pattern[str]
    said: str
    """The pattern of the whole deed, compiled where it is first needed."""


class Lexicon(NamedTuple):
    """All that is known of one language's questions."""

    language: Language
    words: PhraseIndex[Meaning]
    polite: PhraseIndex[Meaning]
    horizons: PhraseIndex[Meaning]
    cues: tuple[Cue, ...]
    frames: tuple[tuple[str, re.Pattern[str]], ...]
    """Intents of questions that name a cause and what it does to what, with groups that say which is which."""
    deeds: tuple[Deed, ...]
    """What central banks decide and speakers say, in the words it may be said with."""
    also_called: PhraseIndex[str]
    """What desks call a thing, and what the map calls it."""
    also_said: tuple[tuple[re.Pattern[str], str], ...]
    """The same, where the words around it count; a group marks the words themselves."""
    permits: re.Pattern[str]
    """What says that someone may do what happens."""
    not_names: tuple[re.Pattern[str], ...]
    """Words that name nothing, though a part of them is a name elsewhere."""
    foreign: frozenset[str]
    """Small words of other languages in the same letters."""
    against: tuple[re.Pattern[str], ...]
    """What stands before the other side of a currency pair."""
    late_data: str
    """What a map calls the late or missing release of data."""
    joints: frozenset[str]
    """Words that only join those of a name ("fears about AI")."""
    families: dict[str, str]
    """Roots of words said in one another's place, and the root that stands for all."""
    country_families: frozenset[str]
    """Roots of words for countries."""
    own_stock: re.Pattern[str]
    """What a company's own stock is called beside its name."""
    market_names: tuple[str, ...]
    """What the market as a whole is called."""
    screens: dict[str, tuple[re.Pattern[str], ...]]
    units: dict[str, str]
    time_units: dict[str, str]
    ordinary: frozenset[str]
    count_words: dict[str, float]
    digits: dict[str, float]
    months: dict[str, int]
    messages: dict[str, str]
    notes: dict[str, str]
    written: dict[str, float]
    """Numbers in words, read beside a unit."""
    fractions: dict[str, float]
    """Parts of a whole in words, in percent."""
    answer_in: dict[Language, tuple[re.Pattern[str], ...]]
    """Requests for the language of the answer."""
    rate_words: tuple[str, ...]
    """Words in a name that make it a yield or a rate, not a bond."""
    ranges: frozenset[str]
    """What stands between the two ends of a range."""
    strange_units: tuple[str, ...]
    """Units in which nothing of a market moves, the longest first."""
    counters: tuple[str, ...]
    """Measure words between a number and what is counted."""
    after_numbers: frozenset[str]
    """Words that end like a plural and are no unit."""
    off_map: PhraseIndex[Meaning]
    """Well-known names that a map may lack: other central banks and countries, other markets, companies, people."""
    off_map_forms: tuple[tuple[str, re.Pattern[str]], ...]
    """Kinds of such names that are told by their endings, with the pattern."""
    tones: dict[str, tuple[str, ...]]
    """Parts of names: of what rises when it gets worse (dark), falls when it tightens (narrow), is a cut (easing)."""
    typos: dict[str, str]
    """Common slips of the pen, and what is meant."""
    before_numbers: dict[str, str]
    """Words that say, right before a number, which way it goes."""
    at_numbers: frozenset[str]
    """Words that say, right before a number, that it is where a thing stands."""
    between: dict[str, str]
    """Words that may stand inside a name, and whether they say more ("up") or less ("down") of it."""
    between_words: re.Pattern[str]
    names_in: Language
    """Language of what is said back."""

    def speaking(self, other: Lexicon) -> Lexicon:
        """Return the same lexicon, with what is said back in the language of the other."""
        return self._replace(messages=other.messages, notes=other.notes, names_in=other.language)

    def meanings(self, word: str) -> tuple[Meaning, ...]:
        """Return what a word by itself means to the grammar."""
        if word.isascii() and WORD.fullmatch(word):
            return self.words.meant(word)
        return tuple(m for f in self.words.find(fold(word)) for m in f.meanings)

    def shows(self, screen: str, text: str) -> bool:
        """Return whether one of the named patterns is in the text."""
        return any(p.search(text) for p in self.screens[screen])


def inflected(verb: str) -> tuple[str, ...]:
    """Return all forms of a verb of the lexicon: "drop*", "fall/falls/fell/...", or a regular one.

    Of several words the first bends: "roll over", "rolls over".
    """
    if "/" in verb:
        return tuple(verb.split("/"))
    head, *rest = verb.split(" ")
    double = head.endswith("*")
    head = head.rstrip("*")
    root = head + head[-1] if double else head
    if head.endswith("e"):
        forms = (head, head + "s", head + "d", head[:-1] + "ing")
    elif head.endswith("y") and head[-2] not in VOWELS:
        forms = (head, head[:-1] + "ies", head[:-1] + "ied", head + "ing")
    else:
        plural = head + "es" if head.endswith(("s", "x", "z", "ch", "sh")) else head + "s"
        forms = (head, plural, root + "ed", root + "ing")
    return tuple(" ".join((form, *rest)) for form in forms)


@cache
def load_words(name: str) -> dict[str, Any]:
    """Return a file of the `words` folder."""
    loaded: dict[str, Any] = yaml.load((WORDS / f"{name}.yaml").read_text(encoding="utf-8"), Loader=LOADER)
    return loaded


@cache
def load_lexicon(language: Language) -> Lexicon:
    """Return the lexicon of a language, read once."""
    data = load_words(language)
    index: PhraseIndex[Meaning] = PhraseIndex()
    polite: PhraseIndex[Meaning] = PhraseIndex()
    for phrase, meaning in _entries(data["tokens"]):
        (polite if meaning.kind == "polite" else index).add(phrase, meaning)
    horizons: PhraseIndex[Meaning] = PhraseIndex()
    for name, phrases in data["horizons"].items():
        for phrase in phrases:
            horizons.add(phrase, Meaning("horizon", name))
    return Lexicon(
        language=language,
        words=index,
        polite=polite,
        horizons=horizons,
        cues=tuple(Cue(c["intent"], c.get("only", ""), compiled(c["patterns"])) for c in data["intents"]),
        frames=tuple(_frames(data)),
        deeds=tuple(_deeds(data["deeds"])),
        also_called=_called(data["also_called"]),
        also_said=tuple(
            (re.compile("|".join(said)), name)
            for name, words in data["also_called"].items()
            if (said := [w for w in words if is_pattern(w)])
        ),
        permits=re.compile("|".join(data["permits"])),
        not_names=compiled(data["not_names"]),
        foreign=frozenset(data["foreign"]),
        against=compiled(data["against"]),
        late_data=data["late_data"],
        joints=frozenset(data["joints"]),
        families={root: group[0] for group in data["said_alike"] for root in group},
        country_families=frozenset(data["country_roots"]),
        own_stock=any_of(data["own_stock"]),
        market_names=tuple(data["market_names"]),
        screens={name: compiled(data[name]) for name in SCREENS},
        units={spelling.lower(): unit for unit, spellings in data["units"].items() for spelling in spellings},
        time_units={word: unit for unit, words in data["time_units"].items() for word in words},
        ordinary=frozenset(data["ordinary"]),
        count_words=data["count_words"],
        digits=data["numbers"],
        months=data["months"],
        messages=data["messages"],
        notes=data["notes"],
        written=data["written"],
        fractions=data["fractions"],
        answer_in={asked: compiled(patterns) for asked, patterns in data["answer_in"].items()},
        rate_words=tuple(data["rate_words"]),
        ranges=frozenset(data["ranges"]),
        strange_units=tuple(sorted(data["strange_units"], key=len, reverse=True)),
        counters=tuple(data["counters"]),
        after_numbers=frozenset(data["after_numbers"]),
        off_map=_off_map(data["off_map"]),
        off_map_forms=tuple((kind, p) for kind, ps in data["off_map_forms"].items() for p in compiled(ps)),
        tones={name: tuple(parts) for name, parts in data["tones"].items()},
        typos=data["typos"],
        before_numbers=data["before_numbers"],
        at_numbers=frozenset(data["at_numbers"]),
        between={str(word): way for way, words in data["between"].items() for word in words},
        between_words=any_of([str(w) for words in data["between"].values() for w in words]),
        names_in=language,
    )


def _called(names: dict[str, list[str]]) -> PhraseIndex[str]:
    index: PhraseIndex[str] = PhraseIndex(tolerant=True)
    for name, words in names.items():
        for word in words:
            if not is_pattern(word):
                index.add(word, name)
    return index


def _off_map(kinds: dict[str, list[str]]) -> PhraseIndex[Meaning]:
    index: PhraseIndex[Meaning] = PhraseIndex(tolerant=True)
    for kind, names in kinds.items():
        for name in names:
            index.add(name, Meaning(kind))
    return index


@cache
def load_traditional() -> dict[str, str]:
    """Return traditional Chinese characters and the simplified ones they are read as."""
    characters: dict[str, str] = load_words("traditional")["characters"]
    return characters


@cache
def load_size_rule(name: str) -> float:
    """Return the number of a size rule."""
    return float(load_words("sizes")["rules"][name]["value"])


def _entries(rows: list[dict[str, Any]]) -> Iterator[tuple[str, Meaning]]:
    for row in rows:
        meaning = Meaning(row["kind"], row.get("value", ""))
        for verb in row.get("verbs", ()):
            yield from ((form, meaning) for form in inflected(verb))
        yield from ((word, meaning) for word in row.get("words", ()))
        yield from ((d + a, meaning) for d in row.get("degrees", ()) for a in row.get("adjectives", ()))


def _frames(data: dict[str, Any]) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the frames with the parts that they share ("{CAUSE}") put in."""
    for intent, name in (("why", "frames"), ("compare", "compared"), ("paths", "reaching")):
        for frame in data[name]:
            for part, pattern in data["frame_parts"].items():
                frame = frame.replace(f"{{{part}}}", pattern)
            yield intent, re.compile(frame)


def _deeds(rows: list[dict[str, Any]]) -> Iterator[Deed]:
    """Yield each deed of each of those who may do it, with the words that may stand between them put in."""
    for row in rows:
        for who, called in row["who"].items():
            for name, said in row["does"].items():
                whole = f"(?:{'|'.join(called)}){row['between']}(?:{'|'.join(said)})"
                yield Deed(name.format(who=who), re.compile("|".join(called)), whole)
