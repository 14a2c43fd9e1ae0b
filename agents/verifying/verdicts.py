"""What a check found: the code of the rule, where it is broken, and what stands there."""

from __future__ import annotations

from typing import Literal, NamedTuple

from agents.answer import Claim, Verification

Code = Literal["R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10"]
RULES: dict[Code, str] = {
    "R1": "every reference is to a receipt of this run and this map",
    "R2": "every number, with its unit, is in a tool's result or in the question",
    "R3": "every direction and sign agrees with the numbers",
    "R4": "every link and path was returned by a tool",
    "R5": "every quotation stands in its source",
    "R6": "every date, horizon and market state is the tools'",
    "R7": "nothing is said without something it rests on",
    "R8": "every name is of something that the tools returned or the question names",
    "R9": "every word of likelihood or strength fits its number",
    "R10": "no effect is told along a link that failed or that nobody asserts",
}
"""Code of a check -> what holds when it is passed."""


class Fault(NamedTuple):
    """A rule that a statement breaks."""

    code: Code
    where: str
    what: str

    def __str__(self) -> str:
        """Return it in one line."""
        return f"{self.code} {self.where}: {self.what}"


class Verdict(NamedTuple):
    """What was checked and what came of it. `kept`: what may leave, placeholders filled in."""

    faults: tuple[Fault, ...]
    headline: str = ""
    kept: tuple[Claim, ...] = ()
    withheld: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.faults

    def verification(self, checks: tuple[str, ...] = (), *, fallback: bool = False) -> Verification:
        """Return it as the answer carries it: what was withheld is named by its rule, never repeated."""
        broken = {f.code for f in self.faults}
        held = tuple(f"{code} {rule}" for code, rule in RULES.items() if fallback or code not in broken)
        said = tuple(dict.fromkeys(f"{f.code} {f.where}: {RULES[f.code]}" for f in self.faults))
        status = "fallback" if fallback else "partly_withheld" if self.faults else "verified"
        return Verification(status=status, checks=(*checks, *held), withheld=said)
