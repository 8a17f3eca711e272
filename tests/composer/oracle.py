"""The composer's model written a second time, from the specification in `problem.py` and not from the solver.

Three readings of it: `cp_optimum` states the model for CP-SAT, which searches in its own way; `tried_optimum`
tries every session of a very small problem in plain Python; `faults`, `worth` and `tie` judge one given answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from typing import Literal

from ortools.sat.python import cp_model

from unclench.composer.problem import (
    Band,
    Choice,
    Frame,
    Practice,
    Practices,
    Problem,
    Solution,
    ZonePlan,
    ZoneProblem,
)

SPECIFICS_PER_REGION = 2
HIGHEST_LEVEL = 10


# ── Stated for CP-SAT ──────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Optimum:
    """What CP-SAT found. `objective` is None where it found no session."""

    status: Literal["optimal", "infeasible", "unproven"]
    objective: int | None
    bound: int


def cp_optimum(problem: Problem, *, most_work: float = 20.0, seed: int = 0) -> Optimum:
    """The best objective of the problem. `most_work` is CP-SAT's deterministic time: the same work everywhere."""
    statement = _Statement(problem)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2  # its own best setting here, by far
    solver.parameters.random_seed = seed
    solver.parameters.max_deterministic_time = most_work
    status = solver.solve(statement.model)
    if status == cp_model.INFEASIBLE:
        return Optimum("infeasible", None, 0)
    if status == cp_model.OPTIMAL:
        return Optimum("optimal", round(solver.objective_value), round(solver.best_objective_bound))
    found = round(solver.objective_value) if status == cp_model.FEASIBLE else None
    return Optimum("unproven", found, int(solver.best_objective_bound))


@dataclass(frozen=True)
class _Touch:
    """The touch so far, after some zones: whether there was one, and the level of the last."""

    begun: cp_model.IntVar
    level: cp_model.IntVar


class _Statement:
    """The model of one problem."""

    def __init__(self, problem: Problem) -> None:
        self.model = cp_model.CpModel()
        self._problem = problem
        self._time: list[cp_model.LinearExprT] = []
        self._touch_time: list[cp_model.LinearExprT] = []
        self._worth: list[cp_model.LinearExprT] = []
        if problem.touch:
            self._hands()
            self._practices(problem.movement)
        self._practices(problem.mind)
        self._lengths_of(problem.rest, self.model.new_constant(1))
        self._worth.append(-problem.change_cost)
        self.model.add(cp_model.LinearExpr.sum(self._time) == problem.units)
        self.model.add(cp_model.LinearExpr.sum(self._touch_time) <= problem.touch_units)
        self.model.maximize(cp_model.LinearExpr.sum(self._worth))

    def _bool(self, name: str) -> cp_model.IntVar:
        return self.model.new_bool_var(name)

    def _hands(self) -> None:
        problem, model = self._problem, self.model
        warmups = self._one_frame(problem.warmups, "warmup")
        touch = _Touch(self._bool("begun"), model.new_int_var(0, HIGHEST_LEVEL, "level"))
        model.add(touch.begun == sum(on for frame, on in warmups if frame.touch))
        for frame, on in warmups:
            if frame.touch:
                model.add(touch.level == frame.level).only_enforce_if(on)
        used: list[cp_model.IntVar] = []
        for place, zone in enumerate(problem.zones):
            on, touch = self._zone(place, zone, touch)
            if zone.required:
                model.add(on == 1)
            if zone.follows:
                model.add(sum(used) >= 1).only_enforce_if(on)
            used.append(on)
        model.add(sum(used) >= 1)
        model.add(sum(used) <= problem.most_zones)
        for frame, on in self._one_frame(problem.integrations, "integration"):
            if frame.touch:
                self._near(touch.level, frame.level, [on])
            else:
                model.add(touch.level <= problem.ends_level).only_enforce_if(on)

    def _near(self, first: cp_model.IntVar, second: cp_model.IntVar | int, when: list[cp_model.IntVar]) -> None:
        step = self._problem.step_level
        self.model.add_linear_constraint(first - second, -step, step).only_enforce_if(*when)

    def _one_frame(self, frames: Sequence[Frame], name: str) -> list[tuple[Frame, cp_model.IntVar]]:
        """Exactly one of them; one that touches is the first or the last touch, so it is light."""
        pairs = [(frame, self._bool(f"{name} {place}")) for place, frame in enumerate(frames)]
        self.model.add_exactly_one(on for _, on in pairs)
        for frame, on in pairs:
            units = self._lengths_of(frame, on)
            if frame.touch:
                self._touch_time.append(units)
                if frame.level > self._problem.ends_level:
                    self.model.add(on == 0)
        return pairs

    def _lengths_of(self, entry: Frame | Practice, on: cp_model.IntVar) -> cp_model.LinearExprT:
        """Choose a length the entry allows if it is on; its time and worth go into the sums."""
        lengths = [
            (units, worth, self._bool(f"{entry.technique} {units}"))
            for units, worth in enumerate(entry.worth[: self._problem.units + 1])
            if worth is not None
        ]
        self.model.add(sum(chosen for _, _, chosen in lengths) == on)
        time = sum(units * chosen for units, _, chosen in lengths)
        self._time.append(time)
        self._worth.append(sum(worth * chosen for _, worth, chosen in lengths))
        return time

    def _practices(self, practices: Practices) -> None:
        if not practices.entries:
            if practices.required:
                self.model.add_bool_or()
            return
        chosen, times = [], []
        for place, entry in enumerate(practices.entries):
            on = self._bool(f"practice {place}")
            chosen.append(on)
            times.append(self._lengths_of(entry, on))
        self.model.add(sum(chosen) <= practices.most)
        self.model.add(cp_model.LinearExpr.sum(times) <= practices.most_units)
        for group in practices.exclusive:
            self.model.add_at_most_one(chosen[place] for place in group)
        for place in practices.required:
            self.model.add(chosen[place] == 1)

    # ── One zone ──

    def _zone(self, place: int, zone: ZoneProblem, before: _Touch) -> tuple[cp_model.IntVar, _Touch]:
        model, problem = self.model, self._problem
        on = self._bool(f"zone {place}")
        bands = [self._bool(f"zone {place} {band.id}") for band in zone.bands]
        model.add(sum(bands) == on)
        taken: list[tuple[Choice, cp_model.IntVar]] = []
        entry = model.new_int_var(0, HIGHEST_LEVEL, f"zone {place} entry")
        leave = model.new_int_var(0, HIGHEST_LEVEL, f"zone {place} exit")
        for band, chosen in zip(zone.bands, bands, strict=True):
            taken += self._band(zone, band, chosen, entry, leave)
        self._zone_limits(zone, taken)
        self._zone_worth(zone, on, taken)
        self._near(before.level, entry, [on, before.begun])
        model.add(entry <= problem.ends_level).only_enforce_if(on, before.begun.negated())
        after = _Touch(self._bool(f"begun {place}"), model.new_int_var(0, HIGHEST_LEVEL, f"level {place}"))
        model.add_max_equality(after.begun, [before.begun, on])
        model.add(after.level == leave).only_enforce_if(on)
        model.add(after.level == before.level).only_enforce_if(on.negated())
        return on, after

    def _band(
        self,
        zone: ZoneProblem,
        band: Band,
        chosen: cp_model.IntVar,
        entry: cp_model.IntVar,
        leave: cp_model.IntVar,
    ) -> list[tuple[Choice, cp_model.IntVar]]:
        """One general stroke, at most one flush, and specific work only between the two."""
        model = self.model
        general = [(choice, self._bool("general")) for choice in band.general]
        flush = [(choice, self._bool("flush")) for choice in band.flush]
        flushed = self._bool("flushed")
        model.add(sum(own for _, own in general) == chosen)
        model.add(sum(own for _, own in flush) == flushed)
        model.add_implication(flushed, chosen)
        for choice, own in general:
            model.add(entry == choice.level).only_enforce_if(own)
            model.add(leave == choice.level).only_enforce_if(own, flushed.negated())
        for choice, own in flush:
            model.add(leave == choice.level).only_enforce_if(own)
        taken = general + flush
        for region, choices in enumerate(band.specific):
            specific = [(choice, self._bool("specific")) for choice in choices]
            self._region_limits(zone, specific, flushed)
            for technique in zone.must_in(region):
                model.add(sum(own for choice, own in specific if choice.technique == technique) >= chosen)
            taken += specific
        return taken

    def _region_limits(
        self, zone: ZoneProblem, specific: list[tuple[Choice, cp_model.IntVar]], flushed: cp_model.IntVar
    ) -> None:
        model = self.model
        model.add(sum(own for _, own in specific) <= SPECIFICS_PER_REGION * flushed)
        model.add(sum(choice.units * own for choice, own in specific) <= zone.region_specific_units)
        model.add(sum(choice.still_s * own for choice, own in specific) <= zone.still_limit_s)
        for technique in dict.fromkeys(choice.technique for choice, _ in specific):
            model.add_at_most_one(own for choice, own in specific if choice.technique == technique)

    def _zone_limits(self, zone: ZoneProblem, taken: list[tuple[Choice, cp_model.IntVar]]) -> None:
        model = self.model
        units = sum(choice.units * own for choice, own in taken)
        model.add(units <= zone.cap_units)
        model.add(sum(choice.firm_s * own for choice, own in taken) <= zone.firm_limit_s)
        model.add(sum(choice.tiring_s * own for choice, own in taken) <= zone.tiring_limit_s)
        self._time.append(units)
        self._touch_time.append(units)

    def _zone_worth(self, zone: ZoneProblem, on: cp_model.IntVar, taken: list[tuple[Choice, cp_model.IntVar]]) -> None:
        problem = self._problem
        self._worth.append(-problem.zone_cost * on - problem.step_cost * sum(own for _, own in taken))
        for region, weight in enumerate(zone.weights):
            gains = [(dict(choice.gains).get(region, 0), own) for choice, own in taken]
            gains = [(gain, own) for gain, own in gains if gain]
            if gains:
                self._worth.append(weight * self._benefit(gains))

    def _benefit(self, gains: list[tuple[int, cp_model.IntVar]]) -> cp_model.LinearExprT:
        """f of the dose: the dose falls into the pieces of the curve, each filled before the next is worth as much."""
        problem = self._problem
        most = sum(gain for gain, _ in gains)
        bounds = [0, *problem.benefit_until, max(most, *problem.benefit_until)]
        pieces = [self.model.new_int_var(0, until - since, "piece") for since, until in pairwise(bounds)]
        dose = sum(gain * own for gain, own in gains)
        self.model.add(sum(pieces) == dose)
        return sum(slope * piece for slope, piece in zip(problem.benefit_slopes, pieces, strict=True))


# ── One given answer ───────────────────────────────────────────────────────────────────────────────────────────────


def worth(problem: Problem, solution: Solution) -> int:
    """The objective of this very session, by the specification."""
    total = sum(zone_worth(problem, plan) for plan in solution.zones)
    for framed in (solution.warmup, solution.integration):
        if framed:
            total += framed[0].worth[framed[1]] or 0
    for practices, chosen in ((problem.movement, solution.movement), (problem.mind, solution.mind)):
        total += sum(practices.entries[place].worth[units] or 0 for place, units in chosen)
    return total + (problem.rest.worth[solution.rest_units] or 0) - problem.change_cost


def zone_worth(problem: Problem, plan: ZonePlan) -> int:
    zone = problem.zones[plan.zone]
    doses: Counter[int] = Counter()
    for choice in plan.choices:
        for region, gain in choice.gains:
            doses[region] += gain
    relief = sum(weight * _curve(problem, doses[region]) for region, weight in enumerate(zone.weights))
    return relief - problem.zone_cost - problem.step_cost * len(plan.choices)


def _curve(problem: Problem, dose: int) -> int:
    """f(D), second by second."""
    slopes = problem.benefit_slopes
    return sum(slopes[sum(second >= until for until in problem.benefit_until)] for second in range(dose))


def tie(problem: Problem, solution: Solution) -> int:
    """What breaks ties: the smaller sum wins."""
    total = sum(choice.tie for plan in solution.zones for choice in plan.choices) + problem.rest.tie
    total += sum(framed[0].tie for framed in (solution.warmup, solution.integration) if framed)
    for practices, chosen in ((problem.movement, solution.movement), (problem.mind, solution.mind)):
        total += sum(practices.entries[place].tie for place, _ in chosen)
    return total


def units(solution: Solution) -> int:
    framed = sum(entry[1] for entry in (solution.warmup, solution.integration) if entry)
    practices = sum(length for _, length in (*solution.movement, *solution.mind))
    return framed + practices + sum(plan.units for plan in solution.zones) + solution.rest_units


def faults(problem: Problem, solution: Solution) -> list[str]:
    """Every limit of the problem that the answer breaks."""
    return [
        *(fault for plan in solution.zones for fault in zone_faults(problem, plan)),
        *_zones_faults(problem, solution),
        *_level_faults(problem, solution),
        *_required_faults(problem, solution),
        *_practice_faults(problem.movement, solution.movement),
        *_practice_faults(problem.mind, solution.mind),
        *_time_faults(problem, solution),
    ]


def zone_faults(problem: Problem, plan: ZonePlan) -> Iterator[str]:
    zone = problem.zones[plan.zone]
    band = next(band for band in zone.bands if band.id == plan.band)
    if plan.general not in band.general or (plan.flush and plan.flush not in band.flush):
        yield f"{zone.id}: strokes of another band"
    if any(plan.specific) and not plan.flush:
        yield f"{zone.id}: specific work without a flush"
    if plan.units > zone.cap_units:
        yield f"{zone.id}: {plan.units} units of {zone.cap_units}"
    if sum(choice.firm_s for choice in plan.choices) > zone.firm_limit_s:
        yield f"{zone.id}: too long firmly on the neck"
    if sum(choice.tiring_s for choice in plan.choices) > zone.tiring_limit_s:
        yield f"{zone.id}: too tiring"
    for place, chosen in enumerate(plan.specific):
        yield from _region_faults(zone, band, place, chosen)


def _region_faults(zone: ZoneProblem, band: Band, place: int, chosen: tuple[Choice, ...]) -> Iterator[str]:
    name = f"{zone.id}, {zone.regions[place]}"
    if any(choice not in band.specific[place] for choice in chosen):
        yield f"{name}: a choice of another band or region"
    if len(chosen) > SPECIFICS_PER_REGION or len({choice.technique for choice in chosen}) < len(chosen):
        yield f"{name}: more than two different techniques"
    if sum(choice.units for choice in chosen) > zone.region_specific_units:
        yield f"{name}: too long"
    if sum(choice.still_s for choice in chosen) > zone.still_limit_s:
        yield f"{name}: pressed too long"


def _zones_faults(problem: Problem, solution: Solution) -> Iterator[str]:
    places = [plan.zone for plan in solution.zones]
    if places != sorted(set(places)):
        yield "zones out of order"
    if len(places) > problem.most_zones:
        yield "too many zones"
    if problem.touch and not (places and solution.warmup and solution.integration):
        yield "hands without warm-up, zone or integration"
    if not problem.touch and (places or solution.warmup or solution.integration or solution.movement):
        yield "hands in a session of the mind"
    if solution.warmup and solution.warmup[0] not in problem.warmups:
        yield "an unknown warm-up"
    if solution.integration and solution.integration[0] not in problem.integrations:
        yield "an unknown integration"


def _required_faults(problem: Problem, solution: Solution) -> Iterator[str]:
    """What has to be there and is not, and a change of position with nothing before it."""
    plans = {plan.zone: plan for plan in solution.zones}
    for place, zone in enumerate(problem.zones):
        plan = plans.get(place)
        if zone.required and plan is None:
            yield f"{zone.id}: required, and not used"
        if plan and zone.follows and not any(before < place for before in plans):
            yield f"{zone.id}: changes position with nothing before"
        for region in range(len(zone.regions)) if plan else ():
            done = {choice.technique for choice in plan.specific[region]} if plan else set()
            if not done.issuperset(zone.must_in(region)):
                yield f"{zone.id}: not what has to be there"
    for practices, chosen in ((problem.movement, solution.movement), (problem.mind, solution.mind)):
        if not {place for place, _ in chosen}.issuperset(practices.required):
            yield "practices: one that is required is not there"


def _level_faults(problem: Problem, solution: Solution) -> Iterator[str]:
    frames = [entry[0] if entry and entry[0].touch else None for entry in (solution.warmup, solution.integration)]
    levels = [frames[0].level] if frames[0] else []
    for plan in solution.zones:
        levels += [choice.level for choice in plan.choices]
    levels += [frames[1].level] if frames[1] else []
    if levels and max(levels[0], levels[-1]) > problem.ends_level:
        yield f"begins or ends too firmly: {levels}"
    if any(abs(before - after) > problem.step_level for before, after in pairwise(levels)):
        yield f"jumps: {levels}"


def _practice_faults(practices: Practices, chosen: tuple[tuple[int, int], ...]) -> Iterator[str]:
    places = [place for place, _ in chosen]
    if places != sorted(set(places)) or len(places) > practices.most:
        yield "practices: too many, or out of order"
    if any(len(set(group) & set(places)) > 1 for group in practices.exclusive):
        yield "practices: two of one kind"
    if sum(length for _, length in chosen) > practices.most_units:
        yield "practices: too long"
    if any(not _allowed(practices.entries[place], length) for place, length in chosen):
        yield "practices: a length that is not allowed"


def _allowed(entry: Frame | Practice, length: int) -> bool:
    return 0 <= length < len(entry.worth) and entry.worth[length] is not None


def _time_faults(problem: Problem, solution: Solution) -> Iterator[str]:
    if units(solution) != problem.units:
        yield f"{units(solution)} units, not {problem.units}"
    framed = [entry for entry in (solution.warmup, solution.integration) if entry]
    touched = sum(length for frame, length in framed if frame.touch) + sum(plan.units for plan in solution.zones)
    if touched > problem.touch_units:
        yield f"{touched} units with hands, {problem.touch_units} allowed"
    if any(not _allowed(frame, length) for frame, length in framed):
        yield "a warm-up or integration of a length that is not allowed"
    if not _allowed(problem.rest, solution.rest_units):
        yield "a rest of a length that is not allowed"


# ── Every session of a very small problem ──────────────────────────────────────────────────────────────────────────


def tried_optimum(problem: Problem) -> tuple[int, int] | None:
    """(objective, sum of ties) of the best session, found by trying them all; None if there is none."""
    best: tuple[int, int] | None = None
    for solution in _sessions(problem):
        if faults(problem, solution):
            continue
        key = (worth(problem, solution), -tie(problem, solution))
        if best is None or key > best:
            best = key
    return (best[0], -best[1]) if best else None


def _sessions(problem: Problem) -> Iterator[Solution]:
    warmups: list[tuple[Frame, int] | None] = [None]
    integrations: list[tuple[Frame, int] | None] = [None]
    if problem.touch:
        warmups, integrations = _framed(problem.warmups), _framed(problem.integrations)
    parts = (
        warmups,
        integrations,
        _zone_choices(problem) if problem.touch else [()],
        _practice_sets(problem.movement) if problem.touch else [()],
        _practice_sets(problem.mind),
    )
    for warmup, integration, zones, movement, mind in product(*parts):
        session = Solution(0, 0, warmup, zones, movement, mind, integration, 0)
        rest_units = problem.units - units(session)
        if _allowed(problem.rest, rest_units):
            yield Solution(0, 0, warmup, zones, movement, mind, integration, rest_units)


def _framed(frames: Sequence[Frame]) -> list[tuple[Frame, int] | None]:
    return [(frame, length) for frame in frames for length, value in enumerate(frame.worth) if value is not None]


def _zone_choices(problem: Problem) -> list[tuple[ZonePlan, ...]]:
    options: list[list[ZonePlan | None]] = [
        [None, *(plan for plan in _plans(place, zone) if not list(zone_faults(problem, plan)))]
        for place, zone in enumerate(problem.zones)
    ]
    return [tuple(plan for plan in chosen if plan) for chosen in product(*options)]


def _plans(place: int, zone: ZoneProblem) -> Iterator[ZonePlan]:
    for band in zone.bands:
        regions = [_up_to_two(choices) for choices in band.specific]
        flushes: list[Choice | None] = [None, *band.flush]
        for general, flush, specific in product(band.general, flushes, product(*regions)):
            yield ZonePlan(place, band.id, general, flush, specific)


def _up_to_two(choices: Sequence[Choice]) -> list[tuple[Choice, ...]]:
    return [chosen for size in range(SPECIFICS_PER_REGION + 1) for chosen in combinations(choices, size)]


def _practice_sets(practices: Practices) -> list[tuple[tuple[int, int], ...]]:
    sets: list[tuple[tuple[int, int], ...]] = []
    for size in range(practices.most + 1):
        for places in combinations(range(len(practices.entries)), size):
            lengths = [
                [length for length, value in enumerate(practices.entries[place].worth) if value is not None]
                for place in places
            ]
            for chosen in product(*lengths):
                pairs = tuple(zip(places, chosen, strict=True))
                if not list(_practice_faults(practices, pairs)):
                    sets.append(pairs)
    return sets
