"""Words of two parts: "neither A nor B rises" denies both, "falls into A" is that A comes about."""

from __future__ import annotations

from agents.reading.lexicon import Meaning
from agents.reading.scan import Token

VERBS = ("go", "outcome", "fading", "flat", "beyond", "times", "affects", "stays")
"""Kinds of words that can be denied of both."""


def with_pairs(tokens: list[Token]) -> list[Token]:
    """Return the tokens with each "neither A nor B" joined by "and" and denied of both, and "falls into A" as A."""
    tokens = _set_aside(_without_contrast(tokens))
    out = list(tokens)
    for i, token in enumerate(tokens):
        if _falls_into(tokens, i):
            out[i] = token._replace(meanings=(Meaning("outcome", "on"),))
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


def _without_contrast(tokens: list[Token]) -> list[Token]:
    """Return the tokens without a number that is only said not to be it: "at 18, not 23"."""
    gone: set[int] = set()
    for i, token in enumerate(tokens[1:-1], 1):
        figure, before = tokens[i + 1].figure, [t.figure for t in tokens[:i] if t.figure is not None]
        if token.is_("not") and figure is not None and not figure.time_unit and before and before[-1] is not None:
            comma = tokens[i - 1].is_("break") and tokens[i - 1].text in ",，"
            if comma or tokens[i - 1].figure is not None:
                gone |= {i, i + 1} | ({i - 1} if comma else set())
    return [t for i, t in enumerate(tokens) if i not in gone]


def _set_aside(tokens: list[Token]) -> list[Token]:
    """Return the tokens with "gold aside" as what is left out."""
    out: list[Token] = []
    for token in tokens:
        if token.is_("aside") and out and out[-1].mention is not None:
            at = out[-1].start
            out.insert(len(out) - 1, Token(at, at, "", (Meaning("except"),)))
            continue
        out.append(token)
    return out


def _falls_into(tokens: list[Token], i: int) -> bool:
    """Return whether what is on no map falls into what is: "the country falls into {slump}"."""
    behind = [t for t in tokens[i + 1 : i + 4] if not t.is_("det")]
    if tokens[i].value("go") != "down" or len(behind) < 2 or not (behind[0].is_("onto") and behind[0].is_("before")):
        return False
    return behind[1].mention is not None and not any(t.mention for t in tokens[:i])
