"""The solver's answers on their own: that they are what they say, and that nothing but the problem decides them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial
from random import Random
from typing import TypeVar

import pytest

from tests.composer.oracle import faults, worth
from tests.composer.problems import made_up
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
from unclench.composer.solve import InfeasibleError, solve

SEEDS = range(150)
T = TypeVar("T")


@cache
def answer(seed: int) -> Solution | None:
    return _answer(made_up(seed))


def _answer(problem: Problem) -> Solution | None:
    try:
        return solve(problem)
    except InfeasibleError:
        return None


def answered() -> list[tuple[Problem, Solution]]:
    return [(made_up(seed), solution) for seed in SEEDS if (solution := answer(seed))]


def test_finds_sessions_often_enough_for_these_tests() -> None:
    assert len(answered()) > len(SEEDS) // 2


def test_says_the_worth_of_the_very_session_it_gives() -> None:
    assert all(worth(problem, solution) == solution.objective for problem, solution in answered())


def test_keeps_every_limit_of_the_problem() -> None:
    assert [faults(problem, solution) for problem, solution in answered()] == [[] for _ in answered()]


def test_attains_its_bound() -> None:
    assert all(solution.bound == solution.objective for _, solution in answered())


def test_finds_nothing_where_hands_are_wanted_and_there_is_no_zone() -> None:
    problem = replace(next(problem for problem, _ in answered() if problem.touch), zones=())
    assert _answer(problem) is None


def test_fills_a_session_of_the_mind_with_practices_and_rest_alone() -> None:
    quiet = [solution for problem, solution in answered() if not problem.touch]
    assert quiet
    assert all(not (s.warmup or s.zones or s.movement or s.integration) for s in quiet)


# ── Nothing but the problem decides ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("part", range(3))
def test_gives_the_same_session_when_options_it_did_not_take_are_left_out(part: int) -> None:
    for seed in SEEDS[part::3]:
        solution = answer(seed)
        if solution is None:
            continue
        random = Random(seed)
        for share in (0.3, 0.7, 1.0):
            fewer = thinned(made_up(seed), solution, partial(_by_chance, random, share))
            again = _answer(fewer)
            assert again is not None
            assert told(fewer, again) == told(made_up(seed), solution), f"seed {seed}, {share} left out"


def test_chooses_alike_between_equal_sessions_whatever_worse_option_stood_first() -> None:
    short, long = _close(20, 10, "stroke_b"), _close(40, 20, "stroke_b")
    worse = _close(20, 5, "stroke_a")
    told_of = []
    for options in ((worse, long, short), (long, short)):
        problem = _two_alike(options)
        told_of.append(told(problem, solve(problem)))
    assert told_of[0] == told_of[1]


def _close(seconds: int, gain: int, technique: str) -> Choice:
    tie = seconds // 10
    return Choice("specific", technique, (), (), "both", 3, seconds // 10, ((0, gain),), 0, 0, 0, tie)


def _two_alike(options: tuple[Choice, ...]) -> Problem:
    """Two regions of equal weight, where one gets the short and one the long of the same strokes: it is all one."""
    stroke = Choice("general", "sweep", (), (), "both", 3, 3, ((0, 1), (1, 1)), 0, 0, 0, 1)
    second = tuple(replace(choice, gains=((1, choice.gains[0][1]),)) for choice in options)
    band = Band("light", (stroke,), (replace(stroke, role="flush"),), (options, second))
    zone = ZoneProblem("zone", ("first", "second"), (10, 10), 12, 18, 600, 600, 600, (band,))
    frame = Frame("breath", (), False, 0, (None, 0), 1)
    none = Practices((), (), 0, 0)
    return Problem(
        unit_s=10,
        units=15,
        touch=True,
        touch_units=15,
        most_zones=1,
        step_level=2,
        ends_level=3,
        step_cost=1,
        zone_cost=0,
        benefit_slopes=(12, 7, 3, 1),
        benefit_until=(120, 300, 600),
        zones=(zone,),
        warmups=(frame,),
        integrations=(frame,),
        movement=none,
        mind=none,
        rest=Practice("rest", (None, 0), 1),
    )


@pytest.mark.parametrize("part", range(3))
def test_finds_the_same_worth_in_whatever_order_the_options_stand(part: int) -> None:
    for seed in SEEDS[part::3]:
        solution = answer(seed)
        again = _answer(shuffled(made_up(seed), Random(seed)))
        assert (again and again.objective) == (solution and solution.objective), f"seed {seed}"


def _by_chance(random: Random, share: float) -> bool:
    return random.random() < share


SOLVE_IN_A_PROCESS = """
from hashlib import sha256
from tests.composer.test_solve import answer
print(sha256(repr([answer(seed) for seed in range(40)]).encode()).hexdigest())
"""


def test_gives_the_same_bytes_in_two_processes() -> None:
    digests = {_digest(hash_seed) for hash_seed in ("0", "1", "4711")}
    assert len(digests) == 1


def _digest(hash_seed: str) -> str:
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    command = [sys.executable, "-c", SOLVE_IN_A_PROCESS]
    return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.strip()


# ── Problems made from another ─────────────────────────────────────────────────────────────────────────────────────


def told(problem: Problem, solution: Solution) -> object:
    """The session without its places in the problem, which leaving out options moves."""
    zones = [(problem.zones[plan.zone].id, plan.band, plan.choices) for plan in solution.zones]
    practices = [
        [(entries.entries[place].technique, units) for place, units in chosen]
        for entries, chosen in ((problem.movement, solution.movement), (problem.mind, solution.mind))
    ]
    frames = [
        entry and (entry[0].technique, entry[0].level, entry[1]) for entry in (solution.warmup, solution.integration)
    ]
    return solution.objective, zones, practices, frames, solution.rest_units


def thinned(problem: Problem, solution: Solution, drops: Callable[[], bool]) -> Problem:
    """The problem without some of the options that the solution did not take."""
    plans = {plan.zone: plan for plan in solution.zones}
    return replace(
        problem,
        zones=tuple(_thin_zone(zone, plans.get(place), drops) for place, zone in enumerate(problem.zones)),
        warmups=_thin_frames(problem.warmups, solution.warmup, drops),
        integrations=_thin_frames(problem.integrations, solution.integration, drops),
        movement=_thin_lengths(problem.movement, dict(solution.movement), drops),
        mind=_thin_lengths(problem.mind, dict(solution.mind), drops),
        rest=_thin_worth(problem.rest, solution.rest_units, drops),
    )


def _thin_zone(zone: ZoneProblem, plan: ZonePlan | None, drops: Callable[[], bool]) -> ZoneProblem:
    return replace(zone, bands=tuple(_thin_band(band, plan, drops) for band in zone.bands))


def _thin_band(band: Band, plan: ZonePlan | None, drops: Callable[[], bool]) -> Band:
    taken = set(plan.choices) if plan and plan.band == band.id else set()

    def keep(choices: Sequence[T]) -> tuple[T, ...]:
        return tuple(choice for choice in choices if choice in taken or not drops())

    return replace(
        band,
        general=keep(band.general),
        flush=keep(band.flush),
        specific=tuple(keep(choices) for choices in band.specific),
    )


def _thin_frames(
    frames: tuple[Frame, ...], taken: tuple[Frame, int] | None, drops: Callable[[], bool]
) -> tuple[Frame, ...]:
    return tuple(frame for frame in frames if (taken and frame == taken[0]) or not drops())


def _thin_lengths(practices: Practices, taken: dict[int, int], drops: Callable[[], bool]) -> Practices:
    entries = tuple(_thin_worth(entry, taken.get(place), drops) for place, entry in enumerate(practices.entries))
    return replace(practices, entries=entries)


def _thin_worth(practice: Practice, taken: int | None, drops: Callable[[], bool]) -> Practice:
    worth = tuple(value if units == taken or not drops() else None for units, value in enumerate(practice.worth))
    return replace(practice, worth=worth)


def shuffled(problem: Problem, random: Random) -> Problem:
    """The same options in another order. Zones and practices stay: their order means something."""

    def mix(options: Sequence[T]) -> tuple[T, ...]:
        return tuple(random.sample(options, len(options)))

    return replace(
        problem,
        zones=tuple(
            replace(
                zone,
                bands=mix(
                    [
                        replace(
                            band,
                            general=mix(band.general),
                            flush=mix(band.flush),
                            specific=tuple(mix(choices) for choices in band.specific),
                        )
                        for band in zone.bands
                    ]
                ),
            )
            for zone in problem.zones
        ),
        warmups=mix(problem.warmups),
        integrations=mix(problem.integrations),
    )
