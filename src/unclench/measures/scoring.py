"""From what was said to figures: range checks, means, bands."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from unclench.measures.content import Band, Item, Measure

MEAN, TOTAL = "mean", "total"
_NUMBER = re.compile(r"[+-]?\d{1,4}(\.\d)?", re.ASCII)


class NotInRangeError(ValueError):
    """No number that this item can have; the text says which it can."""


def checked(item: Item, text: str) -> float | None:
    """The number said, or None where nothing was. Raises NotInRangeError."""
    said = text.strip().replace(",", ".").replace("−", "-")
    if not said:
        return None
    value = float(said) if _NUMBER.fullmatch(said) and (item.tenths or "." not in said) else math.nan
    if not item.lowest <= value <= item.highest:
        raise NotInRangeError(f"{item.name}: {range_words(item)}.")
    return value


def range_words(item: Item) -> str:
    kind = "a number" if item.tenths else "a whole number"
    return f"{kind} from {item.lowest:g} to {item.highest:g}"


def figures(measure: Measure, said: Mapping[str, float]) -> dict[str, float]:
    """What is drawn and listed: what was said, in the order of the items, and mean or sum if all were answered.

    A number that an item cannot have, as a file from elsewhere might hold, is left out.

    The mean has the unit of its items, points of 0 to 10. It is exact; its error is that of whoever answered.
    """
    found = {
        item.id: said[item.id]
        for item in measure.item
        if item.id in said and item.lowest <= said[item.id] <= item.highest
    }
    if measure.sum and len(found) == len(measure.item):
        found[TOTAL] = math.fsum(found.values())
    if measure.mean and len(found) == len(measure.item):
        found[MEAN] = math.fsum(found.values()) / len(found)
    return found


def band_of(measure: Measure, value: float) -> Band | None:
    """The band that a total falls into, as its authors drew it; None where the facts give none."""
    return next((band for band in reversed(measure.band) if value >= band.at_least), None)


def is_high(measure: Measure, value: float | None) -> bool:
    """Whether a total is above the lowest band; False where there is none."""
    band = None if value is None else band_of(measure, value)
    return band is not None and band != measure.band[0]
