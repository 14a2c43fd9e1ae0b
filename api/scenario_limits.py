"""How large a scenario each door runs: draws and horizons decide the time and the memory that a run takes."""

from __future__ import annotations

from typing import NamedTuple

from graph.errors import ScenarioError
from graph.scenario import Scenario


class Limits(NamedTuple):
    """The most of each that is run, and what to say of the way out."""

    draws: int
    horizons: int
    hint: str


HTTP = Limits(20_000, 16, "Ask for less, or run `knockon what-if` on a machine of your own, which takes more.")
COMMAND_LINE = Limits(100_000, 32, "Ask for less; docs/reference/scenario.md has the limits.")


def refuse_beyond(scenario: Scenario, limits: Limits) -> None:
    """Raise `ScenarioError` naming the limit when the scenario asks for more draws or horizons than are run here."""
    for what, asked, most in (
        ("draws", scenario.draws, limits.draws),
        ("horizons", len(scenario.horizons), limits.horizons),
    ):
        if asked > most:
            raise ScenarioError(f"the scenario asks for {asked} {what}; at most {most} are run here.", hint=limits.hint)
