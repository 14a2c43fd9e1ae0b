"""Denials in pairs: "neither A nor B rises" is "A and B do not rise"."""

from __future__ import annotations

from agents.reading.lexicon import Meaning
from agents.reading.scan import Token

VERBS = ("go", "outcome", "fading", "flat", "beyond", "times", "affects", "stays")
"""Kinds of words that can be denied of both."""


def with_pairs(tokens: list[Token]) -> list[Token]:
    """Return the tokens with each "neither A nor B" joined by "and", and what is said of both denied once."""
    out = list(tokens)
    for i, token in enumerate(tokens):
        if token.value("not") != "neither":
            continue
        nor = next((j for j in range(i + 1, len(tokens)) if tokens[j].value("not") == "nor"), None)
        if nor is None or not any(t.mention for t in tokens[i:nor]):
            continue
        verb = next((j for j in range(nor + 1, len(tokens)) if tokens[j].is_(*VERBS)), None)
        if verb is None or not any(t.mention for t in tokens[nor:verb]):
            continue
        out[i] = token._replace(meanings=(Meaning("det"),))
        out[nor] = tokens[nor]._replace(meanings=(Meaning("and"),))
        said = tokens[verb]
        denial = Token(said.start, said.start, "", (Meaning("not"),))
        still = said.is_("affects") and not said.value("affects")
        # "Neither moves": what only moves, not one thing another, stays where it is.
        out[verb : verb + 1] = [said._replace(meanings=(Meaning("flat"),))] if still else [denial, said]
        return out
    return out
