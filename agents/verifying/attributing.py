"""Whether what a statement has somebody say is what that source says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agents.verifying.binding import Bound, bound
from agents.verifying.facts import Row
from agents.verifying.grounds import Ground
from agents.verifying.matching import value_fits
from agents.verifying.passages import Passage
from agents.verifying.plain import plainly
from agents.verifying.verdicts import Fault
from agents.verifying.wording import load_wording


def attribution_faults(text: Passage, ground: Ground, where: str) -> Iterator[Fault]:
    """Yield sentences that give a source's name to numbers or directions that stand nowhere in its rows."""
    wording = load_wording()
    rows = bound(text)
    for start, end in text.sentences:
        low = text.low[start:end]
        if not wording.attributed.search(low):
            continue
        named = {name: places for name, places in ground.sources.items() if name in plainly(low)}
        if not named:
            continue
        own = set().union(*named.values())
        told = [t for t, row, _ in ground.facts.texts if (row.receipt, row.pointer) in own]
        values = [r for r in ground.facts.rows if (r.receipt, r.pointer) in own]
        for row in rows:
            if start <= row.numeral.start < end and not _says(row, told, values, ground):
                words = text.folded.raw[row.numeral.start : row.numeral.end]
                yield Fault("R5", where, f"{words} is not what {max(named, key=len)[:40]} says")
        if not any(start <= r.numeral.start < end for r in rows):
            for turn in text.turns:
                if start <= turn.start < end and not any(_turned(t, turn.sign, ground) for t in told):
                    yield Fault("R5", where, f"{max(named, key=len)[:40]} does not say so")


def _says(row: Bound, told: list[str], values: list[Row], ground: Ground) -> bool:
    """Return whether one of the source's rows gives the number."""
    number = f"{row.numeral.value:g}"
    plain = {
        number,
        f"{row.numeral.value:,.{max(row.numeral.places, 0)}f}",
        f"{row.numeral.value:.{max(row.numeral.places, 0)}f}",
    }
    places = {(r.receipt, r.pointer) for r in values}
    facts = [f for f in ground.facts.facts if (f.row.receipt, f.row.pointer) in places]
    if any(value_fits(row.numeral, f, row.sign or 1) for f in facts):
        return True
    return any(re.search(rf"(?<![\d.]){re.escape(p)}(?![\d]|\.\d)", t) for p in plain for t in told)


def _turned(told: str, sign: int, ground: Ground) -> bool:
    return any(t.sign == sign and not t.negated for t in ground.taken_apart(told).turns)
