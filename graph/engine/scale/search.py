"""The strongest simple paths between two places, in order of strength: one text, run as it stands or compiled.

From the target backwards, links come in order of the best product of sizes with which they can still
reach it; each is noted at its cause. From the source forwards, a path goes on along the notes of its last
place, best first. A product of sizes of at most one never grows, so that neither end looks further than
the last path that is asked for, and the order is exact.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence


def search(
    start: Sequence[int],
    count: Sequence[int],
    other: Sequence[int],
    weight: Sequence[float],
    source: int,
    target: int,
    hops: int,
    most: int,
    work: int,
    seen: list[int],
    head: list[int],
    tail: list[int],
    tick: int,
    onward: Sequence[int],
    before: Sequence[int],
) -> tuple[list[float], list[int], bool]:
    """Return signed products, positions in the rows from the last link back, a -1 after each, and whether it is whole.

    Args:
        start: First position of each place's row of incoming links, by descending size.
        count: Links in it.
        other: Cause by position.
        weight: Signed size by position, at most one in size.
        source: Where paths begin.
        target: Where they end.
        hops: Most links of a path.
        most: Paths asked for.
        work: Steps after which the search is given up.
        seen: Scratch by place, any numbers below `tick`.
        head: Scratch by place.
        tail: Scratch by place.
        tick: Larger at every call on the same scratch.
        onward: Fewest links from each place to the target; empty: not known, and nothing is left out for it.
        before: Fewest links from the source to each place.
    """
    products = [0.0][:0]
    routes = [0][:0]
    notes_next, notes_at, notes_value, notes_to = [0][:0], [0][:0], [0.0][:0], [0][:0]
    labels_place, labels_parent, labels_at, labels_hops, labels_last = [source], [-1], [-1], [0], [-1]
    labels_product = [1.0]
    back = [(0.0, 0, 0, 0.0)][:0]
    if count[target] > 0:
        back.append((-abs(weight[start[target]]), start[target], target, 1.0))
    front = [(-1.0, 0, 0, -1)]
    made, steps, bounded = 1, 0, len(onward) > 0
    while front and len(products) < most:
        steps += 1
        if steps > work:
            return products, routes, False
        _, _, label, note = heapq.heappop(front)
        place, size = labels_place[label], abs(labels_product[label])
        if note < 0:
            last = labels_last[label]
            while True:
                if last >= 0:
                    note = notes_next[last]
                elif seen[place] == tick:
                    note = head[place]
                if note >= 0 or not back or (front and -back[0][0] * size < -front[0][0]):
                    break
                minus, at, effect, best = heapq.heappop(back)
                steps += 1
                if at + 1 < start[effect] + count[effect]:
                    heapq.heappush(back, (-best * abs(weight[at + 1]), at + 1, effect, best))
                cause = other[at] + 0
                if cause == target or minus == 0.0:
                    continue
                if bounded and before[cause] + 1 + onward[effect] > hops:
                    continue
                notes_next.append(-1)
                notes_at.append(at)
                notes_value.append(-minus)
                notes_to.append(effect)
                here = len(notes_at) - 1
                if seen[cause] == tick:
                    notes_next[tail[cause]] = here
                else:
                    seen[cause] = tick
                    head[cause] = here
                    if cause != source and count[cause] > 0:
                        first = start[cause]
                        heapq.heappush(back, (minus * abs(weight[first]), first, cause, -minus))
                tail[cause] = here
            if note >= 0:
                heapq.heappush(front, (-size * notes_value[note], made, label, note))
                made += 1
            elif back:
                heapq.heappush(front, (size * back[0][0], made, label, -1))
                made += 1
            continue
        labels_last[label] = note
        after = notes_next[note]
        if after >= 0:
            heapq.heappush(front, (-size * notes_value[after], made, label, after))
            made += 1
        elif back:
            heapq.heappush(front, (size * back[0][0], made, label, -1))
            made += 1
        to, at = notes_to[note], notes_at[note]
        product = labels_product[label] * weight[at]
        if to == target:
            routes.append(at)
            up = label
            while labels_parent[up] >= 0:
                routes.append(labels_at[up])
                up = labels_parent[up]
            products.append(product)
            routes.append(-1)
            continue
        if labels_hops[label] + 1 + (onward[to] if bounded else 1) > hops:
            continue
        up = label
        while up >= 0 and labels_place[up] != to:
            up = labels_parent[up]
        if up >= 0:
            continue
        labels_place.append(to)
        labels_parent.append(label)
        labels_at.append(at)
        labels_hops.append(labels_hops[label] + 1)
        labels_last.append(-1)
        labels_product.append(product)
        new = len(labels_place) - 1
        heapq.heappush(front, (-abs(product) * notes_value[head[to]], made, new, head[to]))
        made += 1
    return products, routes, True


def distances(
    start: Sequence[int], count: Sequence[int], other: Sequence[int], root: int, hops: int, out: list[int]
) -> None:
    """Put into `out`, which holds numbers above `hops`, the fewest links by which rows lead from the root."""
    out[root] = 0
    queue = [root]
    first = 0
    while first < len(queue):
        place = queue[first]
        first += 1
        if out[place] == hops:
            break
        for at in range(start[place], start[place] + count[place]):
            to = other[at] + 0
            if out[to] > hops:
                out[to] = out[place] + 1
                queue.append(to)
