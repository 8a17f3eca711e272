"""The exact solver: two nested dynamic programmes in numpy.

Inside a zone, zone_table.py finds the best value for every length and every level at the zone's two ends. Between zones
only time, the level of the last touch and the number of zones matter, so a second programme over (zones used, level,
touch time) joins the zones' tables with the warm-up before and the integration behind. What needs no hands (movement,
mind, rest) is joined last, where the touch time is known.

Both programmes enumerate every combination of the model, so their value is the optimum and its own proof. Two limits of
a zone seldom bind: a zone is first solved without them, which can only give too high a value, and again with them
counted only if the answer breaks one. The last value is therefore an upper bound, and attained.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from unclench.composer.problem import Frame, Problem, Solution, ZonePlan, ZoneProblem
from unclench.composer.tables import (
    NEVER,
    REACHED,
    SCALE,
    PracticeTable,
    Values,
    frame_of,
    frame_points,
    frame_values,
    frames_values,
    join,
    split,
    worth_values,
)
from unclench.composer.zone_table import Limit, ZoneTable, limit_s, taken_s

LEVELS = 8
"""Levels 0 to 7: there is no higher one."""
START = LEVELS
"""The "level" before the first touch."""

_LIMITS: tuple[Limit, ...] = ("firm", "tiring")


class InfeasibleError(ValueError):
    """No session of exactly this length exists in the problem."""


Tables = dict[int, ZoneTable]
"""Tables of zones solved before, by the identity of the zone: of problems that differ in their zones alone."""


def solve(problem: Problem, known: Tables | None = None) -> Solution:
    """The best session. Raises InfeasibleError where none has exactly the length asked for."""
    quiet = _Quiet(problem)
    if not problem.touch:
        return quiet.alone()
    known = {} if known is None else known
    for new in problem.zones:
        if id(new) not in known:
            known[id(new)] = ZoneTable(problem, new)
    tables = [known[id(entry)] for entry in problem.zones]
    counted: dict[int, frozenset[Limit]] = {}
    while True:
        solution = _best(problem, quiet, tables)
        broken = _broken_limits(problem, solution)
        if not broken:
            return solution
        for zone, limits in broken.items():
            counted[zone] = counted.get(zone, frozenset()) | limits
            tables[zone] = ZoneTable(problem, problem.zones[zone], counted[zone])


def _broken_limits(problem: Problem, solution: Solution) -> dict[int, frozenset[Limit]]:
    broken = {
        plan.zone: frozenset(
            limit for limit in _LIMITS if taken_s(plan.choices, limit) > limit_s(problem.zones[plan.zone], limit)
        )
        for plan in solution.zones
    }
    return {zone: limits for zone, limits in broken.items() if limits}


@dataclass(frozen=True)
class _Ends:
    """Whether warm-up and integration touch: the four cases are solved side by side."""

    warmup_touches: bool
    integration_touches: bool


def _best(problem: Problem, quiet: _Quiet, tables: list[ZoneTable]) -> Solution:
    """The best of the four ways to begin and end."""
    best: tuple[int, _Chain, _Ends, int] | None = None
    for warmup_touches in (True, False):
        chain = _Chain(problem, tables, warmup_touches=warmup_touches)
        for integration_touches in (True, False):
            ends = _Ends(warmup_touches, integration_touches)
            value, touch_units = _share(chain.closed(integration_touches), quiet.values(ends), problem)
            if value > REACHED and (best is None or value > best[0]):
                best = (value, chain, ends, touch_units)
    if best is None:
        raise InfeasibleError("no session of this length keeps to the rules")
    value, chain, ends, touch_units = best
    hands = chain.trace(touch_units, ends.integration_touches)
    still = quiet.trace(problem.units - touch_units, value - hands.value, ends)
    return Solution(
        objective=_points(value) - problem.change_cost,
        bound=_points(value) - problem.change_cost,
        warmup=hands.warmup or still.warmup,
        zones=hands.zones,
        movement=still.movement,
        mind=still.mind,
        integration=hands.integration or still.integration,
        rest_units=still.rest_units,
    )


def _share(touch: Values, quiet: Values, problem: Problem) -> tuple[int, int]:
    """The best way to share the time between hands and everything else: (value, units with hands)."""
    most = min(problem.touch_units, problem.units)
    total = touch[: most + 1] + quiet[problem.units - most : problem.units + 1][::-1]
    units = int(np.argmax(total))
    return int(total[units]), units


def _points(value: int) -> int:
    """The objective alone: the tie-break only ever takes away less than one point."""
    return -(-value // SCALE)


@dataclass(frozen=True)
class _Still:
    """What was chosen without hands."""

    warmup: tuple[Frame, int] | None
    integration: tuple[Frame, int] | None
    movement: tuple[tuple[int, int], ...]
    mind: tuple[tuple[int, int], ...]
    rest_units: int


class _Quiet:
    """Everything without hands: rest, mind and movement, and warm-up or integration where they touch nothing."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._rest = worth_values(problem.rest, problem.units)
        self._mind = PracticeTable(problem.mind, problem.units)
        self._movement = PracticeTable(problem.movement, problem.units)
        self._warmups = frames_values(problem.warmups, problem.units, touch=False)
        self._integrations = frames_values(problem.integrations, problem.units, touch=False)
        self._with_mind = join(self._rest, self._mind.best)
        self._with_movement = join(self._with_mind, self._movement.best)
        self._with_warmup = join(self._with_movement, self._warmups)

    def values(self, ends: _Ends) -> Values:
        """Best value by time."""
        frame = self._with_movement if ends.warmup_touches else self._with_warmup
        return frame if ends.integration_touches else join(frame, self._integrations)

    def alone(self) -> Solution:
        """A session without hands."""
        units = self._problem.units
        value = int(self._with_mind[units])
        if value < REACHED:
            raise InfeasibleError("no practice of the mind fills this time")
        rest_units, mind_units = split(self._rest, self._mind.best, units, value)
        mind = self._mind.trace(mind_units)
        return Solution(_points(value), _points(value), None, (), (), mind, None, rest_units)

    def trace(self, units: int, value: int, ends: _Ends) -> _Still:
        """Walk back through the joins, in the reverse of the order they were made in."""
        warmup = integration = None
        if not ends.integration_touches:
            frame = self._with_movement if ends.warmup_touches else self._with_warmup
            units, own = split(frame, self._integrations, units, value)
            value -= int(self._integrations[own])
            integration = frame_of(self._problem.integrations, own, int(self._integrations[own]), touch=False)
        if not ends.warmup_touches:
            units, own = split(self._with_movement, self._warmups, units, value)
            value -= int(self._warmups[own])
            warmup = frame_of(self._problem.warmups, own, int(self._warmups[own]), touch=False)
        units, movement_units = split(self._with_mind, self._movement.best, units, value)
        value -= int(self._movement.best[movement_units])
        rest_units, mind_units = split(self._rest, self._mind.best, units, value)
        return _Still(
            warmup, integration, self._movement.trace(movement_units), self._mind.trace(mind_units), rest_units
        )


@dataclass(frozen=True)
class _Hands:
    """What was chosen with hands, and its value."""

    warmup: tuple[Frame, int] | None
    zones: tuple[ZonePlan, ...]
    integration: tuple[Frame, int] | None
    value: int


@dataclass(frozen=True)
class _State:
    """A place in the chain: so many zones used, the level of the last touch, the time so far, and the value there."""

    used: int
    level: int
    units: int
    value: int


class _Chain:
    """The zones in their order, from the warm-up on. `stages[i][used, level, t]`: best value before zone i."""

    def __init__(self, problem: Problem, tables: list[ZoneTable], *, warmup_touches: bool) -> None:
        self._problem = problem
        self._tables = tables
        self._warmups = self._light(problem.warmups) if warmup_touches else None
        self._integrations = self._light(problem.integrations)
        self.stages = [self._before_zones()]
        for zone, table in zip(problem.zones, tables, strict=True):
            self.stages.append(self._after(self.stages[-1], table, zone))

    def _light(self, frames: tuple[Frame, ...]) -> tuple[Frame, ...]:
        """Those that touch, lightly enough for the first or the last touch."""
        return tuple(frame for frame in frames if frame.touch and frame.level <= self._problem.ends_level)

    def _before_zones(self) -> Values:
        problem = self._problem
        state = np.full((problem.most_zones + 1, LEVELS + 1, problem.touch_units + 1), NEVER, dtype=np.int64)
        if self._warmups is None:
            state[0, START, 0] = 0
            return state
        for frame in self._warmups:
            for units, value in frame_points(frame, problem.touch_units):
                state[0, frame.level, units] = max(int(state[0, frame.level, units]), value)
        return state

    def _after(self, state: Values, table: ZoneTable, zone: ZoneProblem) -> Values:
        after = np.full_like(state, NEVER) if zone.required else state.copy()
        for entry in sorted({levels[0] for levels in table.best}):
            ready = np.asarray(state[:-1, self._levels_before(entry), :].max(axis=1))
            if zone.follows:
                ready[0] = NEVER
            for levels, values in sorted(table.best.items()):
                if levels[0] == entry:
                    _extend(after[1:, levels[1], :], ready, values)
        return after

    def _levels_before(self, entry: int) -> list[int]:
        """The levels that a touch at `entry` may follow."""
        return [*self._levels_near(entry), *([START] if entry <= self._problem.ends_level else [])]

    def _levels_near(self, level: int) -> list[int]:
        return [near for near in range(LEVELS) if abs(near - level) <= self._problem.step_level]

    def _endings(self, touching: bool) -> Iterator[tuple[Frame | None, list[int], Values]]:
        """The ways to close: the integration if it touches, the levels it may follow, the best before it."""
        state = self.stages[-1][1:]
        for frame in self._integrations if touching else (None,):
            levels = self._levels_near(frame.level) if frame else list(range(self._problem.ends_level + 1))
            yield frame, levels, np.asarray(state[:, levels, :].max(axis=(0, 1)))

    def closed(self, touching: bool) -> Values:
        """Best value by all the time with hands, warm-up and integration included where they touch."""
        best = np.full(self._problem.touch_units + 1, NEVER, dtype=np.int64)
        for frame, _, values in self._endings(touching):
            np.maximum(best, join(values, frame_values(frame, len(values) - 1)) if frame else values, out=best)
        return best

    def trace(self, units: int, touching: bool) -> _Hands:
        """What lies behind `closed(touching)[units]`."""
        wanted = int(self.closed(touching)[units])
        integration, state = self._trace_end(units, wanted, touching)
        zones: list[ZonePlan] = []
        for index in reversed(range(len(self._tables))):
            skipped = int(self.stages[index][state.used, state.level, state.units]) == state.value
            if self._problem.zones[index].required or not skipped:
                plan, state = self._trace_zone(index, state)
                zones.append(plan)
        warmup = self._trace_warmup(state)
        return _Hands(warmup, tuple(reversed(zones)), integration, wanted)

    def _trace_end(self, units: int, wanted: int, touching: bool) -> tuple[tuple[Frame, int] | None, _State]:
        for frame, levels, values in self._endings(touching):
            if frame is None:
                return None, self._last_state(levels, units, wanted)
            own_values = frame_values(frame, len(values) - 1)
            if int(join(values, own_values)[units]) == wanted:
                before, own = split(values, own_values, units, wanted)
                return (frame, own), self._last_state(levels, before, wanted - int(own_values[own]))
        raise AssertionError("no ending has this value")

    def _last_state(self, levels: list[int], units: int, value: int) -> _State:
        last = self.stages[-1]
        for used in range(1, last.shape[0]):
            for level in levels:
                if int(last[used, level, units]) == value:
                    return _State(used, level, units, value)
        raise AssertionError("no state has this value")

    def _trace_zone(self, index: int, after: _State) -> tuple[ZonePlan, _State]:
        stage, table = self.stages[index][after.used - 1], self._tables[index]
        if self._problem.zones[index].follows and after.used == 1:
            raise AssertionError("nothing comes before a change of position")
        for levels, values in sorted(table.best.items()):
            if levels[1] != after.level:
                continue
            for own in np.flatnonzero(values[: after.units + 1] > REACHED):
                units, value = int(after.units - own), after.value - int(values[own])
                for level in self._levels_before(levels[0]):
                    if int(stage[level, units]) == value:
                        plan = table.plan(index, levels, int(own))
                        return plan, _State(after.used - 1, level, units, value)
        raise AssertionError("no zone has this value")

    def _trace_warmup(self, state: _State) -> tuple[Frame, int] | None:
        if self._warmups is None:
            return None
        frames = tuple(frame for frame in self._warmups if frame.level == state.level)
        return frame_of(frames, state.units, state.value, touch=True)


def _extend(into: Values, ready: Values, values: Values) -> None:
    """Append a zone of every length to every state it may follow."""
    size = ready.shape[1]
    for units in np.flatnonzero(values > REACHED):
        if units < size:
            np.maximum(into[:, units:], ready[:, : size - units] + values[units], out=into[:, units:])
