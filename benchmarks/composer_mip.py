"""The composer's model as a mixed-integer programme for HiGHS, written from the head of `problem.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Literal

from ortools.linear_solver.python import model_builder

from unclench.composer.problem import Choice, Frame, Practice, Practices, Problem, ZoneProblem

_BUILDER: Any = model_builder
"""Without types of its own."""

HIGHEST = 10
"""Above every level: what a constraint is loosened by where it does not hold."""


@dataclass(frozen=True)
class MipOptimum:
    status: Literal["optimal", "infeasible", "unproven"]
    objective: int | None


def mip_optimum(problem: Problem, *, limit_s: float) -> MipOptimum:
    statement = _Statement(problem)
    solver = _BUILDER.Solver("highs")
    solver.set_time_limit_in_seconds(limit_s)
    solver.set_solver_specific_parameters("threads=1")
    status = solver.solve(statement.model)
    if status == _BUILDER.SolveStatus.OPTIMAL:
        return MipOptimum("optimal", round(solver.objective_value))
    if status == _BUILDER.SolveStatus.INFEASIBLE:
        return MipOptimum("infeasible", None)
    return MipOptimum("unproven", None)


class _Statement:
    def __init__(self, problem: Problem) -> None:
        self.model = _BUILDER.Model()
        self._problem = problem
        self._time: list[Any] = []
        self._touch_time: list[Any] = []
        self._worth: list[Any] = []
        if problem.touch:
            self._hands()
            self._practices(problem.movement)
        self._practices(problem.mind)
        self._lengths_of(problem.rest, 1)
        model = self.model
        model.add(_sum(self._time) == problem.units)
        if self._touch_time:
            model.add(_sum(self._touch_time) <= problem.touch_units)
        model.maximize(_sum(self._worth) - problem.change_cost)

    def _bool(self, name: str) -> Any:
        return self.model.new_bool_var(name)

    def _level(self, name: str) -> Any:
        return self.model.new_num_var(0, HIGHEST, name)

    def _hands(self) -> None:
        problem, model = self._problem, self.model
        warmups = self._one_frame(problem.warmups)
        touching = [(frame, on) for frame, on in warmups if frame.touch]
        begun, level = self._bool("begun"), self._level("level")
        model.add(begun == _sum([on for _, on in touching]))
        model.add(level >= _sum([frame.level * on for frame, on in touching]))
        model.add(level <= _sum([frame.level * on for frame, on in touching]) + HIGHEST * (1 - begun))
        used: list[Any] = []
        for zone in problem.zones:
            on, begun, level = self._zone(zone, begun, level, used)
            used.append(on)
        model.add(_sum(used) >= 1)
        model.add(_sum(used) <= problem.most_zones)
        for frame, on in self._one_frame(problem.integrations):
            if frame.touch:
                self._near(level, frame.level, [on])
            else:
                model.add(level <= problem.ends_level + HIGHEST * (1 - on))

    def _near(self, first: Any, second: Any, when: Sequence[Any]) -> None:
        loose = HIGHEST * _sum([1 - on for on in when])
        self.model.add(first - second <= self._problem.step_level + loose)
        self.model.add(second - first <= self._problem.step_level + loose)

    def _one_frame(self, frames: Sequence[Frame]) -> list[tuple[Frame, Any]]:
        pairs = [(frame, self._bool("frame")) for frame in frames]
        self.model.add(_sum([on for _, on in pairs]) == 1)
        for frame, on in pairs:
            units = self._lengths_of(frame, on)
            if frame.touch:
                self._touch_time.append(units)
                if frame.level > self._problem.ends_level:
                    self.model.add(on == 0)
        return pairs

    def _lengths_of(self, entry: Frame | Practice, on: Any) -> Any:
        lengths = [
            (units, worth, self._bool("length"))
            for units, worth in enumerate(entry.worth[: self._problem.units + 1])
            if worth is not None
        ]
        self.model.add(_sum([chosen for _, _, chosen in lengths]) == on)
        time = _sum([units * chosen for units, _, chosen in lengths])
        self._time.append(time)
        self._worth += [worth * chosen for _, worth, chosen in lengths]
        return time

    def _practices(self, practices: Practices) -> None:
        chosen = [self._bool("practice") for _ in practices.entries]
        times = [self._lengths_of(entry, on) for entry, on in zip(practices.entries, chosen, strict=True)]
        if not chosen:
            return
        self.model.add(_sum(chosen) <= practices.most)
        self.model.add(_sum(times) <= practices.most_units)
        for group in practices.exclusive:
            self.model.add(_sum([chosen[place] for place in group]) <= 1)
        for place in practices.required:
            self.model.add(chosen[place] == 1)

    # ── One zone ──

    def _zone(self, zone: ZoneProblem, begun: Any, before: Any, used: Sequence[Any]) -> tuple[Any, Any, Any]:
        model, problem = self.model, self._problem
        on, entry, leave = self._bool("zone"), self._level("entry"), self._level("leave")
        bands = [self._bool("band") for _ in zone.bands]
        model.add(_sum(bands) == on)
        if zone.required:
            model.add(on == 1)
        if zone.follows:
            model.add(_sum(used) >= on)
        taken = [
            pair for band, chosen in zip(zone.bands, bands, strict=True) for pair in self._band(zone, band, chosen)
        ]
        general = [(choice, own) for choice, own in taken if choice.role == "general"]
        flush = [(choice, own) for choice, own in taken if choice.role == "flush"]
        flushed = _sum([own for _, own in flush])
        model.add(entry == _sum([choice.level * own for choice, own in general]))
        last, first = _sum([choice.level * own for choice, own in flush]), entry
        for bound, free in ((last, HIGHEST * (1 - flushed)), (first, HIGHEST * flushed)):
            model.add(leave <= bound + free + HIGHEST * (1 - on))
            model.add(leave >= bound - free - HIGHEST * (1 - on))
        self._limits(zone, on, taken)
        self._near(before, entry, [on, begun])
        model.add(entry <= problem.ends_level + HIGHEST * (1 - on) + HIGHEST * begun)
        after_begun, after = self._bool("begun"), self._level("level")
        model.add(after_begun >= begun)
        model.add(after_begun >= on)
        model.add(after_begun <= begun + on)
        for bound, free in ((leave, HIGHEST * (1 - on)), (before, HIGHEST * on)):
            model.add(after <= bound + free)
            model.add(after >= bound - free)
        return on, after_begun, after

    def _band(self, zone: ZoneProblem, band: Any, chosen: Any) -> list[tuple[Choice, Any]]:
        model = self.model
        general = [(choice, self._bool("general")) for choice in band.general]
        flush = [(choice, self._bool("flush")) for choice in band.flush]
        model.add(_sum([own for _, own in general]) == chosen)
        flushed = _sum([own for _, own in flush])
        model.add(flushed <= chosen)
        taken = general + flush
        for region, choices in enumerate(band.specific):
            specific = [(choice, self._bool("specific")) for choice in choices]
            model.add(_sum([own for _, own in specific]) <= 2 * flushed)
            model.add(_sum([choice.units * own for choice, own in specific]) <= zone.region_specific_units)
            model.add(_sum([choice.still_s * own for choice, own in specific]) <= zone.still_limit_s)
            for technique in dict.fromkeys(choice.technique for choice in choices):
                model.add(_sum([own for choice, own in specific if choice.technique == technique]) <= 1)
            for technique in zone.must_in(region):
                model.add(_sum([own for choice, own in specific if choice.technique == technique]) >= chosen)
            taken += specific
        return taken

    def _limits(self, zone: ZoneProblem, on: Any, taken: list[tuple[Choice, Any]]) -> None:
        model, problem = self.model, self._problem
        units = _sum([choice.units * own for choice, own in taken])
        model.add(units <= zone.cap_units)
        model.add(_sum([choice.firm_s * own for choice, own in taken]) <= zone.firm_limit_s)
        model.add(_sum([choice.tiring_s * own for choice, own in taken]) <= zone.tiring_limit_s)
        self._time.append(units)
        self._touch_time.append(units)
        self._worth += [-problem.zone_cost * on, *(-problem.step_cost * own for _, own in taken)]
        for region, weight in enumerate(zone.weights):
            gains = [(dict(choice.gains).get(region, 0), own) for choice, own in taken]
            gains = [(gain, own) for gain, own in gains if gain]
            most = sum(gain for gain, _ in gains)
            bounds = [0, *problem.benefit_until, max(most, *problem.benefit_until)]
            pieces = [model.new_num_var(0, until - since, "piece") for since, until in pairwise(bounds)]
            model.add(_sum(pieces) == _sum([gain * own for gain, own in gains]))
            self._worth += [weight * slope * piece for slope, piece in zip(problem.benefit_slopes, pieces, strict=True)]


def _sum(terms: Sequence[Any]) -> Any:
    return _BUILDER.LinearExpr.sum(list(terms)) if terms else 0
