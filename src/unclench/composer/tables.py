"""Tables of best values by time, how two of them join, and the way back.

A table holds for each number of time units the best value attainable in exactly that time, `NEVER` where there is none.
Values are `objective · SCALE − Σ tie`, exact in 64 bits, so that the tie-break is part of the optimum.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
import numpy.typing as npt

from unclench.composer.problem import Frame, Practice, Practices

SCALE = 1 << 20
NEVER = -(1 << 60)
"""Below every real value, and far enough from the end of 64 bits to be added to itself a few times."""
REACHED = NEVER >> 1
"""Every real value lies above."""

Values = npt.NDArray[np.int64]


class PracticeTable:
    """Movement or mind: the best value by time, of at most `most` practices in order, and the way back."""

    def __init__(self, practices: Practices, units: int) -> None:
        self._practices = practices
        self._sets = [
            chosen
            for size in range(practices.most + 1)
            for chosen in combinations(range(len(practices.entries)), size)
            if set(chosen).issuperset(practices.required)
            and not any(len(set(group) & set(chosen)) > 1 for group in practices.exclusive)
        ]
        self._values = [worth_values(entry, units) for entry in practices.entries]
        self._tables = [self._table(chosen, units) for chosen in self._sets]
        nothing = np.full(units + 1, NEVER, dtype=np.int64)
        self.best = np.maximum.reduce([nothing, *self._tables])
        self.best[practices.most_units + 1 :] = NEVER

    def _table(self, chosen: tuple[int, ...], units: int) -> Values:
        table = _only_zero(units)
        for index in chosen:
            table = join(table, self._values[index])
        return table

    def trace(self, units: int) -> tuple[tuple[int, int], ...]:
        wanted = int(self.best[units])
        chosen = next(
            chosen for chosen, table in zip(self._sets, self._tables, strict=True) if int(table[units]) == wanted
        )
        parts: list[tuple[int, int]] = []
        for place in reversed(range(len(chosen))):
            before = self._table(chosen[:place], len(self.best) - 1)
            values = self._values[chosen[place]]
            units, own = split(before, values, units, wanted)
            wanted -= int(values[own])
            parts.append((chosen[place], own))
        return tuple(reversed(parts))


def _only_zero(units: int) -> Values:
    table = np.full(units + 1, NEVER, dtype=np.int64)
    table[0] = 0
    return table


def worth_values(practice: Practice, units: int) -> Values:
    values = np.full(units + 1, NEVER, dtype=np.int64)
    for length, worth in enumerate(practice.worth[: units + 1]):
        if worth is not None:
            values[length] = worth * SCALE - practice.tie
    return values


def frame_points(frame: Frame, units: int) -> Iterator[tuple[int, int]]:
    for length, worth in enumerate(frame.worth[: units + 1]):
        if worth is not None:
            yield length, worth * SCALE - frame.tie


def frame_values(frame: Frame, units: int) -> Values:
    values = np.full(units + 1, NEVER, dtype=np.int64)
    for length, value in frame_points(frame, units):
        values[length] = value
    return values


def frames_values(frames: Sequence[Frame], units: int, *, touch: bool) -> Values:
    own = [frame_values(frame, units) for frame in frames if frame.touch == touch]
    return np.asarray(np.maximum.reduce([np.full(units + 1, NEVER, dtype=np.int64), *own]))


def frame_of(frames: Sequence[Frame], units: int, value: int, *, touch: bool) -> tuple[Frame, int]:
    for frame in frames:
        if frame.touch == touch and (units, value) in frame_points(frame, units):
            return frame, units
    raise AssertionError("no warm-up or integration has this value")


def join(first: Values, second: Values) -> Values:
    """Best sum by the time both take together (max-plus convolution), as long as the first."""
    size = len(first)
    joined = np.full(size, NEVER, dtype=np.int64)
    for units in np.flatnonzero(second[:size] > REACHED):
        np.maximum(joined[units:], first[: size - units] + second[units], out=joined[units:])
    joined[joined < REACHED] = NEVER
    return joined


def split(first: Values, second: Values, units: int, value: int) -> tuple[int, int]:
    """The way back from `join`: (units of the first, units of the second)."""
    for own in np.flatnonzero(second[: units + 1] > REACHED):
        if int(first[units - own]) + int(second[own]) == value:
            return int(units - own), int(own)
    raise AssertionError("no split has this value")
