"""What a question was understood to mean, and the answer that leaves: wire models of every door."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from graph.scenario import Horizon

Intent = Literal[
    "what_if",
    "why",
    "drivers",
    "paths",
    "compare",
    "evidence",
    "definition",
    "state",
    "changes",
    "out_of_scope",
    "ambiguous",
]
Direction = Literal["up", "down", "on", "off", "unchanged"]


class Wire(BaseModel):
    """Frozen, closed, and written under the contract's names (`from` is a Python keyword)."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, populate_by_name=True, serialize_by_alias=True
    )


class Trigger(Wire):
    """What is supposed to happen: the move of the node itself, with its size and the rule that set it."""

    node: str
    direction: Direction | None = None
    size: float | None = None
    unit: str | None = None
    from_: float | None = Field(default=None, alias="from")
    to: float | None = None
    size_rule: str | None = None
    alternatives: tuple[float, ...] = ()
    words: str = ""
    span: tuple[int, int] | None = None
    notes: tuple[str, ...] = ()


class LevelAsked(Wire):
    """A level named in the question."""

    node: str
    level: float
    side: Literal["above", "below"]


class Candidates(Wire):
    """What an ambiguous phrase could mean."""

    words: str
    nodes: tuple[str, ...]


class Interpretation(Wire):
    """How a question was read, before anything is run."""

    language: Literal["en", "zh"]
    intent: Intent
    triggers: tuple[Trigger, ...] = ()
    targets: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    top_k: int | None = None
    levels: tuple[LevelAsked, ...] = ()
    horizon_days: int | None = None
    horizon_words: str | None = None
    regimes: dict[str, str] = {}
    as_of: dt.date | None = None
    candidates: tuple[Candidates, ...] = ()
    message: str | None = None
    scenario: str | None = None
    """Scenario template that the trigger belongs to, when there is one."""
    observed: dict[str, Direction] = {}
    """Target -> the move of it that the question takes as seen ("why did it fall")."""
    goals: tuple[str, ...] = ()
    """Things asked how low or high they can go: a map holds no level that something is bound for."""


class BranchEvent(Wire):
    """The observable that decides a branch: a level, a window and the close that counts."""

    definition: str
    node: str | None = None
    level: float | None = None
    window: tuple[dt.date, dt.date] | None = None
    close: str | None = None


class Anchor(Wire):
    """The quoted odds that a probability leans on."""

    event: str
    value: float
    source: str
    at: dt.date


class Phase(Wire):
    """A stretch of time and what is expected in it."""

    from_: dt.date | None = Field(default=None, alias="from")
    to: dt.date | None = None
    what: str
    effects: dict[str, float] = {}
    """Target -> effect by the end of the stretch, in the target's unit."""


class LevelOdds(Wire):
    """The probability of a close beyond a level in the window, beside the volatility-only baseline."""

    node: str
    level: float
    side: Literal["above", "below"]
    window: tuple[dt.date, dt.date]
    p: float
    p_baseline: float
    p_if_at_once: float | None = None
    """The same when the branch's move is imposed on the first day."""


class Impact(Wire):
    """The effect on one asset at one horizon; both ranges are central 70%."""

    node: str
    name: str
    unit: str
    horizon: Horizon
    date: dt.date | None
    central: float
    low: float | None
    high: float | None
    outcome_low: float | None
    outcome_high: float | None
    sigma: float | None
    p_up: float | None
    driver: str | None
    if_links_hold: float
    two_way: bool = False
    conflict: float = 0.0


class AnswerPath(Wire):
    """One signed path of a branch, with the share of the target's effect that runs through it."""

    target: str
    nodes: tuple[str, ...]
    edges: tuple[str, ...]
    sign: str
    contribution: float
    unit: str
    horizon: Horizon
    share: float
    status: str
    lag_days: tuple[int, int]
    weakest_edge: str | None
    evidence: tuple[str, ...] = ()


class Offset(Wire):
    """Something that works against the branch's main direction."""

    target: str
    nodes: tuple[str, ...]
    contribution: float | None
    unit: str
    text: str


class Signpost(Wire):
    """A level or date to watch, and what it would mean."""

    node: str
    level: float | None = None
    direction: str | None = None
    date: dt.date | None = None
    then: str


class Leaf(Wire):
    """A branch split by the fork's level: what else can happen."""

    id: str
    label: str
    probability: float
    shown: int
    """Percent in 5-point steps; the leaves' shown numbers add to 100."""


class Branch(Wire):
    """One way it can go."""

    id: str
    label: str
    event: BranchEvent
    probability: float | None
    probability_low: float | None
    probability_high: float | None
    anchor: Anchor | None
    delta: float | None = None
    """Move of the trigger node in this branch, in its unit; Σ p·delta = 0 for a probability node."""
    counted_mean: float | None = None
    """Mean of the trigger's odds at the deciding close, as counted on the draws of this branch, in percent."""
    story: str
    phases: tuple[Phase, ...] = ()
    levels: tuple[LevelOdds, ...] = ()
    impacts: tuple[Impact, ...] = ()
    paths: tuple[AnswerPath, ...] = ()
    residual: dict[str, float] = {}
    """Target -> what the listed paths leave over at the paths' horizon."""
    offsets: tuple[Offset, ...] = ()
    signposts: tuple[Signpost, ...] = ()


class Cited(Wire):
    """A numbered source of the answer."""

    id: str
    kind: Literal["quote", "literature", "data", "analyst"]
    status: str
    text: str
    source: str
    date: dt.date | None = None
    url: str | None = None
    document: str | None = None
    span: tuple[int, int] | None = None
    certainty: str = "read"


class Confidence(Wire):
    """How much to lean on it, and where it is weakest."""

    word: Literal["high", "medium", "low"]
    why: str
    weakest_edge: str | None
    share_on_guesses: float


class Verification(Wire):
    """What was checked before the answer left."""

    status: Literal["verified", "partly_withheld", "fallback"]
    checks: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()


ClaimKind = Literal["fact", "path", "effect", "assumption", "caveat"]


class Claim(Wire):
    """One statement of an answer and what it rests on.

    `refs`: receipts ("r1"), a place in one ("r1#/result/effects/0"), or ids of nodes, links and evidence that a
    receipt holds. None: any receipt of the run.
    """

    text: str
    kind: ClaimKind = "fact"
    refs: tuple[str, ...] = ()


class Answer(Wire):
    """The answer to one question, the same through every door."""

    question: str
    language: Literal["en", "zh"]
    status: Literal["answered", "needs_clarification", "declined"]
    interpretation: Interpretation
    headline: str
    branches: tuple[Branch, ...] = ()
    leaves: tuple[Leaf, ...] = ()
    conflicts: tuple[str, ...] = ()
    assumptions: tuple[str, ...] = ()
    unknowns: tuple[str, ...] = ()
    evidence: tuple[Cited, ...] = ()
    confidence: Confidence | None = None
    verification: Verification = Verification(status="verified")
    claims: tuple[Claim, ...] = ()
    """What a model said, statement by statement, as far as it was shown to hold; the planner makes none."""
    graph_version: str
    as_of: dt.date
    brain: str = "planner"
    markdown: str
