"""How long a thing lasts that is counted in time: "the shutdown goes on for another month"."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agents.reading.figures import numeral
from agents.reading.sizing import Measured
from graph.model import Node

if TYPE_CHECKING:
    from agents.reading.direction import Said
    from agents.reading.lexicon import Lexicon
    from agents.reading.parts import Room

DAYS = {"day": 1.0, "week": 7.0, "month": 365 / 12, "quarter": 365 / 4, "year": 365.0}
COUNTED_IN = {"days": 1.0, "weeks": 7.0, "months": 365 / 12}
"""Days in what a thing may be counted in."""
FARTHEST = 30
"""Characters between a thing and the words that say how long it lasts."""


def lasting(room: Room, node: Node, said: Said, found: Measured) -> Measured:
    """Return the measured happening with its length as its size, where the words behind the name say one."""
    if node.kind != "event" or node.unit not in COUNTED_IN or found.direction != "on":
        return found
    behind = room.folded.low[said.mention.end : said.mention.end + FARTHEST]
    days = _days(re.split(r"[,，.。?？;；]", behind)[0], room.lexicon)
    if days is None:
        return found
    return found._replace(sized=found.sized._replace(size=round(days / COUNTED_IN[node.unit], 1)))


def _days(text: str, lexicon: Lexicon) -> float | None:
    units = "|".join(sorted(map(re.escape, lexicon.time_units), key=len, reverse=True))
    if lexicon.digits:
        match = re.search(rf"([{''.join(lexicon.digits)}]{{1,3}}|\d{{1,3}})({units})", text)
        count = numeral(match[1], lexicon.digits) if match else None
    else:
        words = "|".join(sorted(map(re.escape, lexicon.count_words), key=len, reverse=True))
        match = re.search(rf"\b({words}|\d{{1,3}}) (?:more |further |extra |full )?({units})\b", text)
        count = None if match is None else float(lexicon.count_words.get(match[1]) or match[1])
    if match is None or count is None:
        return None
    unit = lexicon.time_units[match[2]]
    return count * DAYS[unit] if unit in DAYS else None
