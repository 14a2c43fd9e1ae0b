"""Counts over a set of judged questions, as shares with Wilson intervals, and the table that shows them."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from tests.questions.marks import DETAILS, Mark, alike, mark
from tests.questions.readings import Reading, Vocabulary

Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True)
class Share:
    """Right ones of those that count."""

    right: int
    of: int

    @property
    def wilson(self) -> tuple[float, float]:
        """The 95% interval of the share (Wilson 1927); 0 to 1 when nothing counts."""
        if not self.of:
            return 0.0, 1.0
        p, z2 = self.right / self.of, Z95 * Z95
        middle = (p + z2 / (2 * self.of)) / (1 + z2 / self.of)
        half = Z95 / (1 + z2 / self.of) * math.sqrt(p * (1 - p) / self.of + z2 / (4 * self.of * self.of))
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        """Percent, counts and interval."""
        if not self.of:
            return "-"
        low, high = self.wilson
        return f"{100 * self.right / self.of:5.1f}% {self.right}/{self.of} [{100 * low:.1f}, {100 * high:.1f}]"


@dataclass(frozen=True)
class Judged:
    """A question, what was read, and how right that is."""

    gold: Reading
    found: Reading
    mark: Mark


def judged(questions: Iterable[Reading], found: Mapping[str, Reading], vocabulary: Vocabulary) -> list[Judged]:
    """Every question with its reading judged; a question without a reading is read as nothing."""
    return [
        Judged(gold, found.get(gold["id"], {}), mark(found.get(gold["id"], {}), gold, vocabulary)) for gold in questions
    ]


def share(results: Sequence[Judged], right: Callable[[Mark], bool], counts: Callable[[Mark], bool]) -> Share:
    """The share of marks that are right among those that count."""
    chosen = [result.mark for result in results if counts(result.mark)]
    return Share(sum(right(one) for one in chosen), len(chosen))


def every(_: Mark) -> bool:
    """True of every mark."""
    return True


def shares(results: Sequence[Judged]) -> dict[str, Share]:
    """The headline shares of a set, and those of each field."""
    answered = [result for result in results if not result.mark.should_decline]
    table = {
        "whole reading right": share(results, lambda m: m.whole, every),
        "and every detail": share(results, lambda m: m.everything, every),
        "intent": share(results, lambda m: m.intent, every),
        "triggers": share(answered, lambda m: m.triggers, every),
        "targets": share(answered, lambda m: m.targets, every),
        "polarity": Share(sum(r.mark.polarity[0] for r in results), sum(r.mark.polarity[1] for r in results)),
        "size": Share(sum(r.mark.sizes[0] for r in results), sum(r.mark.sizes[1] for r in results)),
        "decline precision": share(results, lambda m: m.should_decline, lambda m: m.declined),
        "decline recall": share(results, lambda m: m.declined, lambda m: m.should_decline),
    }
    for name in DETAILS:
        kept = [r for r in results if name in r.mark.details]
        table[name] = Share(sum(r.mark.details[name] for r in kept), len(kept))
    return table


def pair_shares(results: Sequence[Judged], vocabulary: Vocabulary) -> dict[str, Share]:
    """How often the two languages of one question are read alike, are both right, and differ in being right."""
    pairs: dict[str, list[Judged]] = defaultdict(list)
    for result in results:
        if result.gold.get("pair"):
            pairs[result.gold["pair"]].append(result)
    both = [(a, b) for a, b in pairs.values()]
    return {
        "pairs read alike": Share(sum(alike(a.found, b.found, vocabulary) for a, b in both), len(both)),
        "pairs both right": Share(sum(a.mark.whole and b.mark.whole for a, b in both), len(both)),
        "one right, one wrong": Share(sum(a.mark.whole != b.mark.whole for a, b in both), len(both)),
    }


def breakdown(results: Sequence[Judged]) -> dict[str, Share]:
    """Whole readings right, by intent and by style."""
    groups: dict[str, list[Judged]] = defaultdict(list)
    for result in results:
        for name in (f"intent {result.gold['intent']}", *(f"style {style}" for style in result.gold["style"])):
            groups[name].append(result)
    return {name: share(groups[name], lambda m: m.whole, every) for name in sorted(groups)}


def table(name: str, results: Sequence[Judged], vocabulary: Vocabulary) -> str:
    """The shares of one set as lines: both languages together, and each apart."""
    by_language = {
        "both": list(results),
        "English": [r for r in results if r.gold["lang"] == "en"],
        "Chinese": [r for r in results if r.gold["lang"] == "zh"],
    }
    columns = {language: shares(chosen) for language, chosen in by_language.items()}
    sizes = ", ".join(f"{len(chosen)} {language}" for language, chosen in by_language.items())
    lines = [f"== {name}: {sizes}", f"{'':22}" + "".join(f"{language:30}" for language in columns)]
    for row in columns["both"]:
        lines.append(f"{row:22}" + "".join(f"{column[row]!s:30}" for column in columns.values()).rstrip())
    lines += [f"{row:22}{value}" for row, value in pair_shares(results, vocabulary).items()]
    lines += [f"  {row:26}{value}" for row, value in breakdown(results).items()]
    return "\n".join(lines)
