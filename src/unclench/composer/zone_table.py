"""One zone, solved for every length and every level at its two ends.

For each pressure band and each pair of general stroke and flush the regions are independent, given the time they
share: one knapsack over the regions' columns (sets of at most two specific techniques), for all pairs at once.

Two limits, firm seconds on the neck and tiring seconds, seldom bind. A table counts them only if it is told to;
without, its values can only be too high.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np

from unclench.atlas.types import TechniqueId
from unclench.composer.problem import Band, Choice, Problem, ZonePlan, ZoneProblem
from unclench.composer.tables import NEVER, SCALE, Values

Limit = Literal["firm", "tiring"]
Levels = tuple[int, int]


@dataclass(frozen=True)
class _Column:
    """A set of at most two specific choices in one region. `taken`: of the limits counted, in tens of seconds."""

    choices: tuple[Choice, ...]
    units: int
    gain: int
    taken: tuple[int, ...]
    tie: int


@dataclass(frozen=True)
class _Pair:
    """A band with its general stroke and flush: the frame that specific work stands in."""

    band: int
    general: Choice
    flush: Choice | None

    @property
    def choices(self) -> tuple[Choice, ...]:
        return (self.general, self.flush) if self.flush else (self.general,)

    @property
    def units(self) -> int:
        return sum(choice.units for choice in self.choices)

    @property
    def levels(self) -> Levels:
        """Of the first and the last touch."""
        return self.general.level, (self.flush or self.general).level


class ZoneTable:
    """`best[entry level, exit level][units]`: the best value of the zone, and the way back to what attains it."""

    def __init__(self, problem: Problem, zone: ZoneProblem, counted: Iterable[Limit] = ()) -> None:
        self._problem = problem
        self._zone = zone
        self._counted = tuple(sorted(counted))
        self._shape = (zone.cap_units + 1, *(limit_s(zone, limit) // 10 + 1 for limit in self._counted))
        self._benefit = _benefit_table(problem, zone)
        self.best: dict[Levels, Values] = {}
        self._groups: list[tuple[list[_Pair], Values, list[list[_Column]]]] = []
        for index, band in enumerate(zone.bands):
            self._add_band(index, band)

    def _add_band(self, index: int, band: Band) -> None:
        columns = [self._columns(choices, self._zone.must_in(region)) for region, choices in enumerate(band.specific)]
        if not any(self._zone.must):
            nothing = [[self._column(())]] * len(columns)
            self._add_group([_Pair(index, general, None) for general in band.general], nothing)
        self._add_group([_Pair(index, general, flush) for general in band.general for flush in band.flush], columns)

    def _add_group(self, pairs: list[_Pair], columns: list[list[_Column]]) -> None:
        pairs = [pair for pair in pairs if self._fits(self._start_of(pair))]
        if not pairs:
            return
        table = self._start(pairs)
        for region, (base, choices) in enumerate(zip(self._bases(pairs), columns, strict=True)):
            table = self._add_region(table, base, region, choices)
        by_time = table.reshape(len(pairs), self._zone.cap_units + 1, -1).max(axis=2)
        for row, pair in enumerate(pairs):
            known = self.best.get(pair.levels)
            self.best[pair.levels] = by_time[row].copy() if known is None else np.maximum(known, by_time[row])
        self._groups.append((pairs, by_time, columns))

    def _fits(self, place: tuple[int, ...]) -> bool:
        return all(index < size for index, size in zip(place, self._shape, strict=True))

    def _start_of(self, pair: _Pair) -> tuple[int, ...]:
        """Where a pair without specific work lies in the table: its time, and what it takes of the limits counted."""
        return (pair.units, *(_taken(pair.choices, limit) for limit in self._counted))

    def _columns(self, choices: Sequence[Choice], must: tuple[TechniqueId, ...]) -> list[_Column]:
        """The sets worth considering: of those alike in time, steps and limits, the one with most gain, least tie."""
        zone = self._zone
        best: dict[tuple[int, ...], _Column] = {}
        singles = [(choice,) for choice in choices]
        pairs = [(a, b) for a, b in combinations(choices, 2) if a.technique != b.technique]
        for chosen in (*singles, *pairs):
            if not {choice.technique for choice in chosen}.issuperset(must):
                continue
            column = self._column(chosen)
            too_long = column.units > zone.region_specific_units
            if too_long or sum(choice.still_s for choice in chosen) > zone.still_limit_s:
                continue
            key = (column.units, len(chosen), *column.taken)
            known = best.get(key)
            if known is None or (column.gain, -column.tie) > (known.gain, -known.tie):
                best[key] = column
        # In an order of their own: of columns equally good the first is taken, whoever else stood there before.
        empty = [] if must else [self._column(())]
        return [*empty, *(best[key] for key in sorted(best))]

    def _column(self, choices: tuple[Choice, ...]) -> _Column:
        return _Column(
            choices=choices,
            units=sum(choice.units for choice in choices),
            gain=sum(gain for choice in choices for _, gain in choice.gains),
            taken=tuple(_taken(choices, limit) for limit in self._counted),
            tie=sum(choice.tie for choice in choices),
        )

    def _start(self, pairs: list[_Pair]) -> Values:
        """Values of the pairs without specific work, each in its own place."""
        start = np.full((len(pairs), *self._shape), NEVER, dtype=np.int64)
        for row, pair in enumerate(pairs):
            cost = self._problem.zone_cost + self._problem.step_cost * len(pair.choices)
            start[(row, *self._start_of(pair))] = -cost * SCALE - sum(choice.tie for choice in pair.choices)
        return start

    def _bases(self, pairs: list[_Pair]) -> list[Values]:
        """By region, the effective seconds that each pair's general stroke and flush already give."""
        bases = [np.zeros(len(pairs), dtype=np.int64) for _ in self._zone.regions]
        for row, pair in enumerate(pairs):
            for choice in pair.choices:
                for region, gain in choice.gains:
                    bases[region][row] += gain
        return bases

    def _additions(self, base: Values, region: int, column: _Column) -> Values:
        """What a column adds, given what the region has already."""
        worth = self._benefit[base + column.gain] * self._zone.weights[region]
        return np.asarray((worth - self._problem.step_cost * len(column.choices)) * SCALE - column.tie)

    def _add_region(self, table: Values, base: Values, region: int, columns: list[_Column]) -> Values:
        best = np.full_like(table, NEVER)
        for column in columns:
            steps = (column.units, *column.taken)
            if not self._fits(steps):
                continue
            source = tuple(slice(0, size - step) for step, size in zip(steps, self._shape, strict=True))
            target = tuple(slice(step, size) for step, size in zip(steps, self._shape, strict=True))
            additions = self._additions(base, region, column).reshape(-1, *([1] * len(self._shape)))
            into = best[(slice(None), *target)]
            np.maximum(into, table[(slice(None), *source)] + additions, out=into)
        return best

    def plan(self, zone: int, levels: Levels, units: int) -> ZonePlan:
        """The choices behind `best[levels][units]`; `zone` is the zone's place in the problem."""
        wanted = int(self.best[levels][units])
        for pairs, by_time, columns in self._groups:
            for row, pair in enumerate(pairs):
                if pair.levels == levels and int(by_time[row, units]) == wanted:
                    specific = self._trace(pair, columns, units, wanted)
                    return ZonePlan(zone, self._zone.bands[pair.band].id, pair.general, pair.flush, specific)
        raise AssertionError("a value in the table has no choices behind it")

    def _trace(
        self, pair: _Pair, columns: list[list[_Column]], units: int, wanted: int
    ) -> tuple[tuple[Choice, ...], ...]:
        """Go the knapsack again for one pair, keeping every stage, and walk back from the value wanted."""
        bases = self._bases([pair])
        stages = [self._start([pair])]
        for region, choices in enumerate(columns):
            stages.append(self._add_region(stages[-1], bases[region], region, choices))
        reached = np.atleast_1d(stages[-1][0, units] == wanted)
        place = (units, *map(int, np.argwhere(reached)[0][: len(self._counted)]))
        chosen: list[tuple[Choice, ...]] = []
        for region in reversed(range(len(columns))):
            column = self._column_behind(stages[region], bases[region], region, columns[region], (place, wanted))
            wanted -= int(self._additions(bases[region], region, column)[0])
            place = _before(place, column)
            chosen.append(column.choices)
        return tuple(reversed(chosen))

    def _column_behind(
        self, stage: Values, base: Values, region: int, columns: list[_Column], state: tuple[tuple[int, ...], int]
    ) -> _Column:
        place, value = state
        for column in columns:
            before = _before(place, column)
            if min(before) >= 0:
                added = int(self._additions(base, region, column)[0])
                if int(stage[(0, *before)]) + added == value:
                    return column
        raise AssertionError("a value in the knapsack has no column behind it")


def limit_s(zone: ZoneProblem, limit: Limit) -> int:
    return zone.firm_limit_s if limit == "firm" else zone.tiring_limit_s


def taken_s(choices: Iterable[Choice], limit: Limit) -> int:
    """Seconds of a limit that these choices use up."""
    return sum(choice.firm_s if limit == "firm" else choice.tiring_s for choice in choices)


def _taken(choices: Iterable[Choice], limit: Limit) -> int:
    tens, rest = divmod(taken_s(choices, limit), 10)
    if rest:
        raise ValueError("step lengths are multiples of ten seconds")
    return tens


def _before(place: tuple[int, ...], column: _Column) -> tuple[int, ...]:
    return tuple(index - step for index, step in zip(place, (column.units, *column.taken), strict=True))


def _benefit_table(problem: Problem, zone: ZoneProblem) -> Values:
    """f(D) for every dose this zone could give a region."""
    most = 0
    for band in zone.bands:
        for region, specific in enumerate(band.specific):
            framing = sum(
                max((dict(choice.gains).get(region, 0) for choice in part), default=0)
                for part in (band.general, band.flush)
            )
            gains = sorted((gain for choice in specific for _, gain in choice.gains), reverse=True)
            most = max(most, framing + sum(gains[:2]))
    return np.array([problem.benefit(dose) for dose in range(most + 1)], dtype=np.int64)
