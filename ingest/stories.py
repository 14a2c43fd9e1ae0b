"""Which claims on one link tell one story: copies of a text, one sentence in many places, one voice quoted often."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from graph.context import Document
from ingest.claims import Claim
from ingest.near import plain_words
from ingest.policy import load_policy


class Voice(NamedTuple):
    """A claim with the document that makes it, and whether its sign turns on the way to the link it speaks of."""

    claim: Claim
    document: Document
    turned: bool = False


def by_story(voices: Sequence[Voice], copies: Callable[[str], Iterable[str]]) -> list[tuple[str, list[Voice]]]:
    """Return the claims of one link grouped by story, in the order of their first telling; order of input is nothing.

    Joined are: documents said to be one story, copies of one text, the same long sentence wherever it stands, and
    what one named holder is quoted with. A claim joins the earliest story that it belongs to and never joins two
    earlier ones to each other: what was known at a date does not depend on what was written later.
    """
    ordered = sorted(voices, key=lambda v: (v.document.known_from, v.document.id, v.claim.span, v.claim.quote))
    groups: list[list[Voice]] = []
    first: dict[str, int] = {}
    for voice in ordered:
        own = _keys(voice)
        sought = [*own, *(f"document {other}" for other in copies(voice.document.id))]
        place = min((first[key] for key in sought if key in first), default=len(groups))
        if place == len(groups):
            groups.append([])
        groups[place].append(voice)
        for key in own:
            first.setdefault(key, place)
    return [(_name(told), told) for told in groups]


def _name(told: list[Voice]) -> str:
    """Return the story's name: the one its first document was given, else after that document."""
    first = told[0].document
    return first.story or f"story.{first.id}"


def _keys(voice: Voice) -> list[str]:
    claim, document = voice.claim, voice.document
    keys = [f"document {document.id}"]
    if document.story:
        keys.append(f"story {document.story}")
    words = plain_words(claim.quote)
    weight = len(words) if words.isascii() else 2 * len(words)
    if weight >= int(load_policy("weights")["same_quote_letters"]["value"]):
        keys.append(f"words {words}")
    if holder_named(claim.holder):
        keys.append(f"holder {plain_words(claim.holder)}")
    return keys


def holder_named(holder: str) -> bool:
    """Return whether the words for who says so name one voice, not "analysts" or "the market"."""
    plain = holder.strip().casefold()
    generic = load_policy("weights")["generic_holders"]["value"]
    if not plain or plain in generic:
        return False
    return not plain.isascii() or holder.strip()[:1].isupper()
