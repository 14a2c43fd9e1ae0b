"""From claims to the evidence of a link: one vote per story, both sides kept, every quotation with its span."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence

from graph.model import CARRYING_NOTHING, Certainty, Evidence, Sign
from ingest.deciding import SIDE_STATUS
from ingest.definitions import turned_sign
from ingest.policy import load_policy
from ingest.stories import Voice, by_story, holder_named

MADE_HERE = "said."
"""What the id of every piece of evidence begins with that came out of a document of the library."""


def evidence_on(voices: Sequence[Voice], copies: Callable[[str], Iterable[str]]) -> tuple[Evidence, ...]:
    """Return the evidence that documents give for a link, oldest first, the same for any order of the claims.

    Of each sign the earliest stories are shown, up to a number: what is seen at any date is then what was first said
    by it, and later stories never push earlier ones out.
    """
    most = int(load_policy("weights")["shown_per_sign"]["value"])
    shown: dict[Sign | None, int] = {}
    found: list[Evidence] = []
    for story, told in by_story(voices, copies):
        kept: dict[Sign | None, list[Voice]] = {}
        for voice in told:
            kept.setdefault(said(voice), []).append(voice)
        for sign, same in kept.items():
            if shown.get(sign, 0) < most:
                shown[sign] = shown.get(sign, 0) + 1
                # A story is quoted a few times at most: its copies add words, not weight.
                found += [_evidence(voice, sign, story) for voice in same[:COPIES_SHOWN]]
    unique = {item.id: item for item in found}
    return tuple(sorted(unique.values(), key=lambda e: (e.known_from, e.id)))


COPIES_SHOWN = 3


def said(voice: Voice) -> Sign | None:
    """Return the sign a claim speaks for: none for a denial, nothing for what only stands beside a link.

    What came after, or tells of, another thing does not bring it about.
    """
    claim = voice.claim
    if claim.relation in CARRYING_NOTHING:
        return None
    if claim.denied:
        return "0"
    return None if claim.status in SIDE_STATUS else turned_sign(claim.sign, voice.turned)


def _evidence(voice: Voice, sign: Sign | None, story: str) -> Evidence:
    claim, document = voice.claim, voice.document
    reader = claim.rule.partition("/")[0] or "rules"
    rows = load_policy("weights")["certainty"]
    certainty: Certainty = rows.get(reader, rows["rules"])["value"]
    mark = hashlib.sha256(f"{claim.span} {claim.cause.span} {claim.effect.span} {sign}".encode()).hexdigest()[:8]
    publisher = document.publisher or document.author or document.title or document.place
    source = f"{claim.holder}, in {publisher}" if holder_named(claim.holder) else publisher
    return Evidence(
        id=f"{MADE_HERE}{document.id}.{mark}",
        kind="quote",
        status=claim.status,
        text=claim.quote,
        zh=claim.quote if claim.language == "zh" else "",
        source=source or document.id,
        date=document.date,
        url=document.url,
        document=document.id,
        span=claim.span,
        says=sign,
        certainty=certainty,
        story=story,
        known_from=document.known_from,
        under=claim.regime,
        size=claim.magnitude.words if claim.magnitude is not None else "",
        rule=claim.rule,
    )
