"""What is known: frozen models that serve the store, the graph file and the wire alike.

Every entity has an `id`, and `known_from`: the day whose 16:00 New York close first saw it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from graph.frozen import CONTROL as CONTROL
from graph.frozen import Aliases as Aliases
from graph.frozen import Frozen as Frozen
from graph.frozen import Id as Id
from graph.frozen import Str as Str
from graph.frozen import Text as Text

EPOCH = dt.date(1900, 1, 1)
"""`known_from` of what nobody dated: known for as long as the graph has been."""

Sign = Literal["+", "-", "0"]
TURNED: dict[Sign, Sign] = {"+": "-", "-": "+", "0": "0"}
Certainty = Literal["read", "computed", "derived", "memory", "guess"]
Status = Literal[
    "asserted", "conditional", "forecast", "historical_pattern", "rumour",
    "attributed", "opinion", "failed", "bridge", "hypothetical",
]  # fmt: skip
Relation = Literal["causes", "forces", "enables", "amplifies", "dampens", "signals", "constitutes", "ends", "precedes"]
CARRYING_NOTHING = frozenset({"amplifies", "dampens", "signals", "precedes"})
"""Relations that move nothing by themselves."""


class Lock(Frozen):
    """A person's word that a thing stays as it is: only evidence is added to it until it is unlocked."""

    by: Str
    on: dt.date
    why: Str


class Entity(Frozen):
    """Anything the store keeps revisions of."""

    id: Id
    known_from: dt.date = EPOCH
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    lock: Lock | None = None


class Curation(Frozen):
    """A person's verdict on one piece of evidence: whether its source does say that."""

    by: Str
    on: dt.date
    verdict: Literal["right", "wrong"]
    why: Str = ""

    @property
    def right(self) -> bool:
        """Return whether its source does say that."""
        return self.verdict == "right"


class Review(Frozen):
    """A person's verdict on an edge: the sign it has. With `pin` it is believed that far, through day `until`."""

    by: Str
    on: dt.date
    says: Sign
    why: Str = ""
    pin: float | None = Field(default=None, ge=0, le=1)
    until: dt.date | None = None

    @model_validator(mode="after")
    def _a_pin_ends(self) -> Self:
        if (self.pin is None) != (self.until is None):
            raise ValueError("has a pin or an until alone; give both, or neither for a plain verdict")
        return self


class Evidence(Frozen):
    """One reason to believe an edge (or not): who says what, when, and how surely.

    `says`: `with` the edge's own sign or `against` it, and it turns with that sign; or a sign outright.
    None when it only illustrates.
    `story` groups copies of one source: one story has one vote.
    """

    id: Id
    kind: Literal["quote", "literature", "data", "analyst"]
    status: Status = "asserted"
    text: Str
    zh: Str = ""
    """`text` in Chinese; may be missing."""
    source: Str
    date: dt.date | None = None
    url: Str | None = None
    document: Str | None = None
    span: tuple[int, int] | None = None
    says: Sign | Literal["with", "against"] | None = None
    certainty: Certainty = "read"
    story: Str = ""
    known_from: dt.date = EPOCH
    under: Str | None = None
    """Regime state (`dimension.state`) in which alone this source speaks."""
    size: Str = ""
    """The number the source gives, in words and units, as shown to a reader."""
    rule: Str = ""
    """What took it out of its document: a reader, or `reader/rule`; its record of errors is kept."""
    half_life_days: float | None = Field(default=None, gt=0)
    """Calendar days in which half of what it says is lost; None: as its status has it, or never."""
    curations: tuple[Curation, ...] = ()

    def in_(self, language: str) -> str:
        """Return the text in `language`, or as it was written when that is missing."""
        return self.zh if language == "zh" and self.zh else self.text


class LevelOf(Frozen):
    """A level node's line: `node` closing on `side` of `value` (in the node's level unit)."""

    node: Id
    value: float
    side: Literal["above", "below"]


class ScaleFrom(Frozen):
    """A daily sigma read off another node's level: level / `divide_by`."""

    node: Id
    divide_by: float


class Node(Entity):
    """A thing that moves or happens. `unit` is that of a shock; `scale` one day's sigma in it."""

    name: Text
    aliases: Aliases = Aliases()
    opposites: Aliases = Aliases()
    """Names of what rises when this node falls (the yen, for dollars per yen turned round)."""
    only_with: dict[Str, tuple[Str, ...]] = {}
    """Name that is an everyday word too -> words of which one must stand beside it for the node to be meant."""
    kind: Str = "variable"
    unit: Str = ""
    scale: float = Field(default=1.0, gt=0)
    scale_source: Str = ""
    scale_source_zh: Str = ""
    """`scale_source` in Chinese; may be missing."""
    scale_certainty: Certainty = "guess"
    scale_from: ScaleFrom | None = None
    scale_range: tuple[float, float] | None = None
    """Lowest and highest daily sigma that is plausible; bounds a branch's probability."""
    level_unit: Str = ""
    probability: bool = False
    """A market-implied probability in %: its path is a martingale, its scale is sigma_q."""
    headline: int | None = None
    """Rank in the impact table of an answer; None when not shown unasked."""
    level: LevelOf | None = None
    definition: Text | None = None
    note: Str = ""
    source: Str = ""

    def scale_words(self, language: str) -> str:
        """Return where the scale comes from in `language`, or as it was written when that is missing."""
        return self.scale_source_zh if language == "zh" and self.scale_source_zh else self.scale_source

    @model_validator(mode="before")
    @classmethod
    def _name_defaults_to_id(cls, data: Any) -> Any:
        if isinstance(data, dict):
            name = data.get("name") or data.get("id")
            if isinstance(name, str):
                data = {**data, "name": {"en": name}}
        return data


class Belief(Frozen):
    """Probabilities that an edge is positive, negative, or not there."""

    plus: float = Field(ge=0, le=1)
    minus: float = Field(ge=0, le=1)
    none: float = Field(ge=0, le=1)

    @model_validator(mode="after")
    def _adds_to_one(self) -> Self:
        total = self.plus + self.minus + self.none
        if abs(total - 1) > 1e-6:
            raise ValueError(f"plus + minus + none is {total:g}, not 1")
        return self


class Gate(Frozen):
    """A link that failed on `failed_on`: carried at `share` for `days` trading days after it."""

    share: float = 0.5
    failed_on: dt.date
    days: int = 21
    why: Text


class Edge(Entity):
    """A causal link. `strength` > 0 is effect units per cause unit; `sign` carries the direction."""

    cause: Id
    effect: Id
    sign: Sign = "+"
    strength: float = Field(ge=0)
    spread: float = Field(default=0.0, ge=0)
    relation: Relation = "causes"
    status: Status = "asserted"
    lag_days: int = Field(default=0, ge=0)
    kernel: tuple[float, ...] | None = None
    permanent: float = 1.0
    regimes: dict[str, float] = {}
    """`dimension.state` -> multiplier of the strength while that state holds."""
    widen: dict[str, float] = {}
    """`dimension.state` -> multiplier of the spread, the centre stays."""
    flips: bool = False
    belief: Belief | None = None
    """None: computed from the evidence."""
    form: Literal["linear", "threshold", "convex", "event"] = "linear"
    params: dict[str, Any] = {}
    evidence: tuple[Evidence, ...] = ()
    reviews: tuple[Review, ...] = ()
    certainty: Certainty = "read"
    """Of the size: `guess` is an analyst prior and counts as such in share_on_guesses."""
    measured_days: int | None = None
    """Trading days over which the size was measured; None: holds at every horizon."""
    own_shock: bool = False
    """Carries only what starts at the cause, not what reaches it from elsewhere."""
    amplified: bool = False
    """The amplifying regimes scale this edge in reduced form (into the first equity price)."""
    flow: bool = False
    """A flow edge: carried in structural mode, a flow to be shown in reduced form."""
    gate: Gate | None = None
    condition: Text | None = None
    mechanism: Text | None = None
    lag_range: tuple[int, int] | None = None
    sources_note: Str = ""
    """How the size was made: rows pooled, converted, divided by a regime's multiplier."""

    @property
    def carries(self) -> bool:
        """Return whether a run can carry a move along it: it has a size, and does not only tell, scale or suppose."""
        bare = self.relation in CARRYING_NOTHING or self.status == "hypothetical"
        return not bare and (self.strength > 0 or self.form in ("threshold", "convex"))

    def said_by(self, item: Evidence) -> Sign | None:
        """Return the sign that one of its sources gives the edge."""
        if item.says == "with":
            return self.sign
        if item.says == "against":
            return TURNED[self.sign]
        return item.says

    @model_validator(mode="before")
    @classmethod
    def _belief_may_be_one_number(cls, data: Any) -> Any:
        belief = data.get("belief") if isinstance(data, dict) else None
        if isinstance(belief, int | float) and not isinstance(belief, bool):
            minus = data.get("sign", "+") == "-"
            data = {
                **data,
                "belief": {"plus": 0.0 if minus else belief, "minus": belief if minus else 0.0, "none": 1 - belief},
            }
        return data
