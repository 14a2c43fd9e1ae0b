"""The shipped links: evidence from rows, claims and marks, and a size for every date on which it changed."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Any, NamedTuple

from graph.errors import GraphFileError
from graph.model import EPOCH, Certainty, Edge, Evidence, Node
from ingest.pooling import Size, pooled, scaled, second_leg, unsized
from ingest.seed_files import Row, made, refused
from ingest.seed_rules import faults_of, words_for
from ingest.size_rows import NO_POOL, SizeRow, weakest

FILE = "edges.yaml"
PASSED_ON = frozenset(Edge.model_fields) - {"id", "cause", "effect", "evidence", "mechanism", "sources_note"}
SIZING = {"pool", "over", "share", "like", "size", "less", "prior"}
SPEAKING = {"vote", "check", "facts", "claims", "mark", "mark_zh", "mech", "note"}
OURS = PASSED_ON | SIZING | SPEAKING | {"pair", "later"}


class Rules(NamedTuple):
    """The judgements that sizing rests on, as rows of data."""

    unsized_share: float
    unsized_spread: float
    weight_cap: float


class Sized(NamedTuple):
    """A link's size at a date: signed value and sd, how sure, and how it was made."""

    size: Size
    certainty: Certainty
    note: str


class EdgeBook:
    """The links of edges.yaml with the rows and nodes they need."""

    def __init__(
        self, specs: list[Row], rows: dict[str, SizeRow], nodes: dict[str, Node], rules: Rules, sources: dict[str, Row]
    ) -> None:
        self._rows, self._nodes, self._rules, self._sources = rows, nodes, rules, sources
        self._specs: dict[tuple[str, str], Row] = {}
        self._sizes: dict[tuple[tuple[str, str], dt.date], Sized] = {}
        self._heard: dict[tuple[str, str], tuple[Evidence, ...]] = {}
        for spec in specs:
            self._take(spec)

    def _take(self, spec: Row) -> None:
        name = words_for(spec.get("pair"))
        for what, row in faults_of(spec, OURS, self._nodes, self._rows):
            raise refused(FILE, name, what, row)
        pair = (spec["pair"][0], spec["pair"][1])
        if pair in self._specs:
            raise refused(FILE, name, "stands twice; keep one", spec)
        self._specs[pair] = spec

    def row_of(self, pair: tuple[str, str]) -> Row:
        """Return the row of edges.yaml that the link was made from."""
        return self._specs[pair]

    def _refused(self, pair: tuple[str, str], what: str) -> GraphFileError:
        return refused(FILE, words_for(pair), what, self._specs[pair])

    def used_on(self, day: dt.date) -> set[str]:
        """Return the ids of the rows that size a link of their own pair, as the map is known on `day`."""
        return {name for pair in self._specs if self._dates(pair)[0] <= day for name in self._pool(pair, day)}

    def _pool(self, pair: tuple[str, str], day: dt.date) -> list[str]:
        """Return the rows that are pooled on `day`."""
        return self._known_of(pair, self._specs[pair].get("pool", []), day)

    def _known_of(self, pair: tuple[str, str], names: list[str], day: dt.date) -> list[str]:
        """Return those of the rows that are known on `day`; none before everything that they are scaled by is."""
        spec = self._specs[pair]
        late = "over" in spec and self._rows[spec["over"]].known_from > day
        if late or ("share" in spec and spec["share"]["known_from"] > day):
            return []
        return [name for name in names if self._rows[name].known_from <= day]

    def days_of(self, pair: tuple[str, str]) -> int | None:
        """Return the trading days over which the rows that size a pair were measured; None when none does."""
        pool = self._specs.get(pair, {}).get("pool", [])
        return self._rows[pool[0]].days if pool else None

    def share_of(self, pair: tuple[str, str]) -> float:
        """Return the part of the cause's unit that a pair's rows are about; 1 when they share the unit."""
        share = self._specs.get(pair, {}).get("share")
        return float(share["of"][0] / share["of"][1]) if share else 1.0

    def revisions(self) -> list[Edge]:
        """Return every revision of every link, each as known from its date."""
        return [edge for pair in self._specs for edge in self._revisions_of(pair)]

    def _revisions_of(self, pair: tuple[str, str]) -> Iterable[Edge]:
        spec = self._specs[pair]
        dates = self._dates(pair)
        for day in dates:
            merged = dict(spec)
            for change in spec.get("later", []):
                if change["known_from"] <= day:
                    merged |= {k: v for k, v in change.items() if k not in ("known_from", "claims", "check", "vote")}
            yield self._edge(pair, merged, day)

    def _edge(self, pair: tuple[str, str], spec: Row, day: dt.date) -> Edge:
        found = self.sized(pair, day)
        evidence = self.evidence(pair)
        data: dict[str, Any] = {k: v for k, v in spec.items() if k in PASSED_ON}
        data |= {
            "id": "__".join(pair),
            "cause": pair[0],
            "effect": pair[1],
            "known_from": day,
            "strength": abs(found.size.value),
            "spread": found.size.sd,
            "certainty": spec.get("certainty", found.certainty),
            "evidence": evidence,
            "mechanism": spec.get("mech"),
            "sources_note": "; ".join(n for n in (found.note, spec.get("note", "")) if n),
            "status": spec.get("status") or self._status(spec, evidence),
        }
        return made(Edge, data, file=FILE, thing=words_for(pair), row=self._specs[pair])

    @staticmethod
    def _status(spec: Row, evidence: tuple[Evidence, ...]) -> str:
        """A link that only our own reasoning carries is a bridge; a definition is not a claim."""
        ours = all(e.kind == "analyst" and e.status == "bridge" for e in evidence if e.says)
        return "bridge" if ours and spec.get("relation") != "constitutes" and "size" not in spec else "asserted"

    def _dates(self, pair: tuple[str, str]) -> list[dt.date]:
        """Return the days on which the link, or its size, became known."""
        spec = self._specs[pair]
        ends = max(self._nodes[end].known_from for end in pair)
        first = spec.get("known_from") or min((e.known_from for e in self.evidence(pair)), default=EPOCH)
        first = max(first, ends)
        sizes = [self._rows[r].known_from for r in spec.get("pool", [])]
        sizes += [self._rows[spec[key]].known_from for key in ("over", "like") if key in spec]
        sizes += [spec["share"]["known_from"]] if "share" in spec else []
        for path in spec.get("less", []):
            sizes += [day for step in itertools.pairwise(path) for day in self._dates(step)]
        changes = sizes + [c["known_from"] for c in spec.get("later", [])]
        return [first, *sorted({day for day in changes if day > first})]

    def sized(self, pair: tuple[str, str], day: dt.date) -> Sized:
        """Return the link's size as known on `day`: given, pooled, borrowed, its own prior or that of unsized links."""
        if (pair, day) not in self._sizes:
            self._sizes[pair, day] = self._sized(pair, day)
        return self._sizes[pair, day]

    def _sized(self, pair: tuple[str, str], day: dt.date) -> Sized:
        spec = self._specs[pair]
        sign = -1.0 if spec["sign"] == "-" else 1.0
        if "size" in spec:
            return self._direct(pair, self._given(spec["size"], sign), day)
        borrowed = self._known_of(pair, [spec["like"]], day) if "like" in spec else []
        names = [*self._pool(pair, day), *borrowed]
        if not names:
            return self._prior(pair, sign)
        found = self._pooled(pair, [self._rows[r] for r in names])
        if borrowed:
            value = sign * abs(found.size.value)
            found = Sized(Size(value, found.size.sd), "guess", f"borrowed from {found.note}")
        return self._direct(pair, found, day)

    def _direct(self, pair: tuple[str, str], total: Sized, day: dt.date) -> Sized:
        """Return what is left of a total for the link itself, and refuse a sign that goes against it."""
        spec, found = self._specs[pair], total
        for path in spec.get("less", []):
            words = f"{found.note or 'the whole effect'}, less the path {' > '.join(path)}"
            found = found._replace(size=self._less(pair, found.size, path, day), note=words)
        if found.size.value * (-1.0 if spec["sign"] == "-" else 1.0) < 0:
            raise self._refused(pair, f"sign {spec['sign']!r} goes against its size {found.size.value:g}")
        return found

    @staticmethod
    def _given(given: Row, sign: float) -> Sized:
        return Sized(Size(sign * given["strength"], given["spread"]), given["certainty"], "")

    def _prior(self, pair: tuple[str, str], sign: float) -> Sized:
        if "prior" in self._specs[pair]:
            return self._given(self._specs[pair]["prior"], sign)
        cause, effect = (self._nodes[end].scale for end in pair)
        size = unsized(effect, cause, self._rules.unsized_share, self._rules.unsized_spread)
        note = f"analyst prior: {self._rules.unsized_share:g} sigma per sigma"
        return Sized(scaled(size, sign), "guess", note)

    def _pooled(self, pair: tuple[str, str], rows: list[SizeRow]) -> Sized:
        spec = self._specs[pair]
        classes = {r.days for r in rows}
        if len(classes) > 1:
            raise self._refused(pair, f"pools rows of several horizons: {', '.join(r.id for r in rows)}")
        for row in rows:
            if row.kind in NO_POOL or row.size is None:
                raise self._refused(pair, f"{row.id} is a {row.kind} row; it can vote or be shown but not sized from")
            if (row.cause, row.effect) != self._measured_pair(pair) and "like" not in spec:
                raise self._refused(pair, f"{row.id} measures {row.cause} -> {row.effect}")
        size = pooled([r.size for r in rows if r.size], self._rules.weight_cap)
        sure = [r.certainty for r in rows]
        note = " and ".join(r.id for r in rows) + (" pooled" if len(rows) > 1 else "")
        if "over" in spec:
            under = self._rows[spec["over"]]
            assert under.size is not None
            size, note = second_leg(size, under.size), f"{note} over {under.id}"
            sure = [weakest([*sure, "derived"])]
        if "share" in spec:
            part, whole = spec["share"]["of"]
            size, note = scaled(size, part / whole), f"{note} times {part:g}/{whole:g} ({spec['share']['why']})"
            sure = [weakest([*sure, "derived"])]
        divided = sorted({m for r in rows for m in r.row.get("in_force", {})})
        if divided:
            note += f", divided by {' and '.join(divided)} in force when measured"
        return Sized(size, weakest(sure), note)

    def _measured_pair(self, pair: tuple[str, str]) -> tuple[str, str]:
        """Return the pair that sizes the link: with `over`, the common cause and this effect."""
        over = self._specs[pair].get("over")
        return (self._rows[over].cause, pair[1]) if over else pair

    def _less(self, pair: tuple[str, str], total: Size, path: list[str], day: dt.date) -> Size:
        through = 1.0
        for step in itertools.pairwise(path):
            if step not in self._specs:
                raise self._refused(pair, f"less: there is no link {words_for(step)}")
            through *= self.sized(step, day).size.value if self._dates(step)[0] <= day else 0.0
        return Size(total.value - through, total.sd)

    def evidence(self, pair: tuple[str, str]) -> tuple[Evidence, ...]:
        """Return everything that speaks for or against the link, whatever its date."""
        if pair not in self._heard:
            self._heard[pair] = self._evidence(pair)
        return self._heard[pair]

    def _evidence(self, pair: tuple[str, str]) -> tuple[Evidence, ...]:
        spec = self._specs[pair]
        found: list[Evidence] = []
        layers = [spec, *spec.get("later", [])]
        for layer in layers:
            voting = [*layer.get("pool", []), *layer.get("vote", [])]
            found += [self._rows[name].evidence(self._rows[name].says, self._unit(name)) for name in voting]
            shown = [*layer.get("check", []), *([layer["like"]] if "like" in layer else [])]
            shown = [name for name in shown if name not in voting]
            found += [self._rows[name].evidence(None, self._unit(name)) for name in shown]
            found += [self._fact(fact, pair) for fact in layer.get("facts", [])]
            found += [self._said(claim, pair) for claim in layer.get("claims", [])]
        if "mark" in spec:
            found.append(self._mark(spec, pair))
        return tuple(_turning(item, spec["sign"]) for item in found)

    def _unit(self, name: str) -> str:
        cause = self._nodes.get(self._rows[name].cause)
        return cause.unit if cause else ""

    def _fact(self, fact: Row, pair: tuple[str, str]) -> Evidence:
        if "row" in fact:
            return self._rows[fact["row"]].evidence(fact["says"], self._unit(fact["row"]))
        return made(Evidence, {"kind": "data"} | fact, file=FILE, thing=words_for(pair), row=fact)

    def _said(self, claim: Row, pair: tuple[str, str]) -> Evidence:
        return made(Evidence, self._sources["commentary"] | claim, file=FILE, thing=words_for(pair), row=claim)

    def _mark(self, spec: Row, pair: tuple[str, str]) -> Evidence:
        data = self._sources["analyst"] | {
            "id": "mark." + "__".join(pair),
            "status": "bridge",
            "text": spec["mark"],
            "zh": spec.get("mark_zh", ""),
            "says": spec["sign"],
            "known_from": spec.get("known_from", EPOCH),
        }
        return made(Evidence, data, file=FILE, thing=words_for(pair), row=spec)


def _turning(item: Evidence, sign: str) -> Evidence:
    """Return the source as speaking with or against the link, so that it follows when the link's sign is corrected."""
    if sign == "0" or item.says not in ("+", "-"):
        return item
    return item.model_copy(update={"says": "with" if item.says == sign else "against"})
