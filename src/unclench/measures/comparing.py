"""What may be said of the newest value beside those before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import Literal

FEWEST_BEFORE = 3
MOST_BEFORE = 19
"""So many of the latest are looked at: with more, chance alone would leave the range too rarely to mention."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The newest value beside the range of those before it."""

    before: int
    lowest: float
    highest: float
    middle: float
    where: Literal["below", "within", "above"]
    by_chance: Fraction
    """How often a newest value of the same kind leaves the range, above or below, though nothing has changed."""


def beside(values: Sequence[float]) -> Beside | None:
    """Of values in the order of time; None while fewer than three stand before the newest.

    If nothing changes and values do not hang together over time, each of n + 1 values is as likely as any other to be
    the highest, so the newest is above all others with 1/(n + 1), and outside their range with 2/(n + 1), whatever
    their distribution. Values that are equal make it rarer; values that drift make it more common.
    """
    if len(values) <= FEWEST_BEFORE:
        return None
    *earlier, newest = values[-MOST_BEFORE - 1 :]
    lowest, highest = min(earlier), max(earlier)
    where: Literal["below", "within", "above"] = (
        "below" if newest < lowest else "above" if newest > highest else "within"
    )
    return Beside(len(earlier), lowest, highest, median(earlier), where, Fraction(2, len(earlier) + 1))
