"""Sizes from published ranges: what one row says, and how several rows of one kind are pooled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

HALF_OF_70 = 1.036
"""Phi^-1(0.85): half the width of a central 70% range, in standard deviations."""
TWO_STANDARD_ERRORS = 2.0


class Size(NamedTuple):
    """A signed size in effect units per cause unit, and its standard deviation in the same unit."""

    value: float
    sd: float


def size_of(
    estimate: float,
    low: float,
    high: float,
    *,
    per: float = 1.0,
    two_standard_errors: bool = False,
    divisor: float = 1.0,
) -> Size:
    """Return the size that a row gives per unit of its cause.

    Args:
        estimate: Effect of a move of `per`, in effect units.
        low: Lower end of the range for the same move.
        high: Upper end of it.
        per: The move of the cause that was measured, in cause units.
        two_standard_errors: True when the range is plus or minus two standard errors, else a central 70%.
        divisor: Product of the multipliers that were in force when it was measured.
    """
    half = (high - low) / 2
    sd = half / (TWO_STANDARD_ERRORS if two_standard_errors else HALF_OF_70)
    return Size(estimate / per / divisor, abs(sd / per / divisor))


def weights(widths: Sequence[float], cap: float) -> list[float]:
    """Return weights that add to one, proportional to 1/width^2, none more than `cap` times another.

    A width of zero is the narrowest there can be: it takes the cap.
    """
    widest = max(widths)
    if widest == 0:
        return [1 / len(widths)] * len(widths)
    raw = [min((widest / width) ** 2, cap) if width > 0 else cap for width in widths]
    total = math.fsum(raw)
    return [r / total for r in raw]


def pooled(sizes: Sequence[Size], cap: float) -> Size:
    """Return the mixture of the sizes: weighted mean, and the root of within- plus between-row variance."""
    share = weights([s.sd for s in sizes], cap)
    mean = math.fsum(w * s.value for w, s in zip(share, sizes, strict=True))
    variance = math.fsum(w * (s.sd**2 + (s.value - mean) ** 2) for w, s in zip(share, sizes, strict=True))
    return Size(mean, math.sqrt(variance))


def scaled(size: Size, factor: float) -> Size:
    """Return the size times a known number."""
    return Size(size.value * factor, abs(size.sd * factor))


def second_leg(total: Size, first: Size) -> Size:
    """Return the size of the leg that makes `first` times it the `total`, with the deviation that is left for it.

    The first leg brings its own deviation; the product of the two has that of the total (never less than the first's).
    """
    value = total.value / first.value
    whole, part = (total.sd / total.value) ** 2, (first.sd / first.value) ** 2
    return Size(value, abs(value) * math.sqrt(max(0.0, whole - part) / (1 + part)))


def unsized(effect_scale: float, cause_scale: float, share: float, spread: float) -> Size:
    """Return the prior for a link nobody sized: `share` sigma per sigma, `spread` of it as deviation."""
    value = share * effect_scale / cause_scale
    return Size(value, value * spread)
