"""Another day, another session: nearly as good as the best, and drawn by the seed alone."""

from __future__ import annotations

from dataclasses import replace

from unclench.composer.options import build_problem
from unclench.composer.problem import Choice, Frame, Practices, Problem, Solution, ZonePlan
from unclench.composer.scenario import Scenario
from unclench.composer.solve import solve

DRAWS = (1, 2, 4)
"""The worths are drawn widely first, then half as widely, and again."""

PER_MILLE = 1000


def varied(scenario: Scenario, problem: Problem, best: Solution) -> Solution:
    """The best session of drawn worths, if by the true ones it comes near enough to `best`; else `best`.

    Its bound is the true optimum, so that what it falls short of is known.
    """
    least = best.objective - abs(best.objective) * scenario.tuning.variety.permille // PER_MILLE
    for draw in DRAWS:
        drawn = solve(build_problem(replace(scenario, draw=draw), touch=problem.touch))
        true = in_terms_of(problem, drawn)
        if true.objective >= least:
            return replace(true, bound=best.bound)
    return best


def in_terms_of(problem: Problem, drawn: Solution) -> Solution:
    """The same session, valued by this problem, which offers the same choices with other worths."""
    solution = replace(
        drawn,
        warmup=drawn.warmup and _frame(problem.warmups, drawn.warmup),
        zones=tuple(_plan(problem, plan) for plan in drawn.zones),
        integration=drawn.integration and _frame(problem.integrations, drawn.integration),
    )
    objective = value(problem, solution)
    return replace(solution, objective=objective, bound=objective)


def value(problem: Problem, solution: Solution) -> int:
    """The objective of a given session."""
    frames = [frame.worth[units] or 0 for frame, units in filter(None, (solution.warmup, solution.integration))]
    quiet = _practices(problem.movement, solution.movement) + _practices(problem.mind, solution.mind)
    rest = problem.rest.worth[solution.rest_units] or 0
    return sum(frames) + sum(_zone_value(problem, plan) for plan in solution.zones) + quiet + rest - problem.change_cost


def _practices(practices: Practices, chosen: tuple[tuple[int, int], ...]) -> int:
    return sum(practices.entries[index].worth[units] or 0 for index, units in chosen)


def _zone_value(problem: Problem, plan: ZonePlan) -> int:
    weights = problem.zones[plan.zone].weights
    doses = [0] * len(weights)
    for choice in plan.choices:
        for region, gain in choice.gains:
            doses[region] += gain
    relief = sum(weight * problem.benefit(dose) for weight, dose in zip(weights, doses, strict=True))
    return relief - problem.zone_cost - problem.step_cost * len(plan.choices)


def _frame(frames: tuple[Frame, ...], chosen: tuple[Frame, int]) -> tuple[Frame, int]:
    """A frame's worth is drawn for no one: it is the same in both."""
    frame, units = chosen
    return next(own for own in frames if own == frame), units


def _plan(problem: Problem, plan: ZonePlan) -> ZonePlan:
    band = next(band for band in problem.zones[plan.zone].bands if band.id == plan.band)
    return replace(
        plan,
        general=_true(band.general, plan.general),
        flush=plan.flush and _true(band.flush, plan.flush),
        specific=tuple(
            tuple(_true(offered, choice) for choice in chosen)
            for offered, chosen in zip(band.specific, plan.specific, strict=True)
        ),
    )


def _true(offered: tuple[Choice, ...], choice: Choice) -> Choice:
    return next(own for own in offered if replace(own, gains=choice.gains) == choice)
