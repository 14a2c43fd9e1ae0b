"""The order of things within their columns, so that few links cross."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

SWEEPS = 24
Segment = tuple[str, str]
Columns = list[list[str]]


def untangled(columns: Columns, segments: Sequence[Segment]) -> Columns:
    """Return the columns with their items in the best order that was found; `segments` join neighbouring columns.

    Source: the median heuristic of Gansner, Koutsofios, North and Vo (1993), IEEE Trans. Software Eng. 19(3),
    section 3, with exchanges of neighbours after each sweep.
    """
    before: dict[str, list[str]] = defaultdict(list)
    after: dict[str, list[str]] = defaultdict(list)
    for left, right in segments:
        before[right].append(left)
        after[left].append(right)
    tries = [
        (start, rightwards) for start in (columns, [column[::-1] for column in columns]) for rightwards in (True, False)
    ]
    found = [_swept(start, rightwards, segments, before, after) for start, rightwards in tries]
    return min(found, key=lambda order: crossings(order, segments))


def _swept(
    order: Columns,
    rightwards: bool,
    segments: Sequence[Segment],
    before: Mapping[str, list[str]],
    after: Mapping[str, list[str]],
) -> Columns:
    """Return the best order on the way of sweeps to and fro."""
    order = [list(column) for column in order]
    best, fewest = [list(column) for column in order], crossings(order, segments)
    for _ in range(SWEEPS):
        beside = before if rightwards else after
        indices = range(1, len(order)) if rightwards else range(len(order) - 2, -1, -1)
        for i in indices:
            fixed = order[i - 1] if rightwards else order[i + 1]
            order[i] = _exchanged(_by_median(order[i], fixed, beside), fixed, beside)
        count = crossings(order, segments)
        if count < fewest:
            best, fewest = [list(column) for column in order], count
        rightwards = not rightwards
    return best


def crossings(columns: Columns, segments: Sequence[Segment]) -> int:
    """Return how many pairs of segments cross."""
    place = {item: (i, j) for i, column in enumerate(columns) for j, item in enumerate(column)}
    gaps: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for left, right in segments:
        gaps[place[left][0]].append((place[left][1], place[right][1]))
    return sum(
        (a[0] - b[0]) * (a[1] - b[1]) < 0 for ends in gaps.values() for i, a in enumerate(ends) for b in ends[:i]
    )


def _by_median(column: list[str], fixed: list[str], beside: Mapping[str, list[str]]) -> list[str]:
    """Return the column by the medians of its neighbours' places; what has none keeps its place."""
    place = {item: i for i, item in enumerate(fixed)}
    wanted = {item: sorted(place[n] for n in beside[item]) for item in column if beside.get(item)}
    sorted_ones = iter(sorted(wanted, key=lambda item: (_median(wanted[item]), column.index(item))))
    return [next(sorted_ones) if item in wanted else item for item in column]


def _median(places: list[int]) -> float:
    middle = len(places) // 2
    return float(places[middle]) if len(places) % 2 else (places[middle - 1] + places[middle]) / 2


def _exchanged(column: list[str], fixed: list[str], beside: Mapping[str, list[str]]) -> list[str]:
    """Return the column after exchanging neighbours for as long as that undoes crossings."""
    place = {item: i for i, item in enumerate(fixed)}
    ends = {item: [place[n] for n in beside.get(item, ())] for item in column}
    better = True
    while better:
        better = False
        for i in range(len(column) - 1):
            a, b = ends[column[i]], ends[column[i + 1]]
            if sum(x > y for x in a for y in b) > sum(x < y for x in a for y in b):
                column[i], column[i + 1] = column[i + 1], column[i]
                better = True
    return column
