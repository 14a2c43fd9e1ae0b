"""What was asked, said back: numbers as the question has them, units as the reader's language has them."""

from __future__ import annotations

from collections.abc import Sequence

from agents.reading.figures import Figure
from agents.reading.lexicon import load_words
from agents.reading.parts import Room

QUOTED = ("absurd", "no_level")
"""Messages that repeat the very number of the question."""


def worded(room: Room, key: str, values: dict[str, object], used: Sequence[Figure]) -> dict[str, object]:
    """Return the values of a message with numbers quoted from the question and the unit in the reader's language."""
    language, told = room.lexicon.names_in, dict(values)
    if key in QUOTED and used:
        spans = [room.folded.span(f.start, f.end) for f in used]
        told["asked"] = ", ".join(room.question[start:end].strip() for start, end in spans)
    unit = told.get("unit")
    if isinstance(unit, str):
        phrases = load_words("phrases")
        told["unit"] = phrases.get(f"unit_{unit}", {}).get(language, unit)
        factor = float(phrases.get(f"factor_{unit}", {}).get(language, 1))
        if "most" in told and factor != 1:
            told["most"] = f"{float(str(told['most'])) * factor:g}"
    return told
