"""The solver against the same model stated twice more: for CP-SAT, and by trying every session there is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import count, islice

import pytest

from tests.composer.oracle import cp_optimum, tie, tried_optimum
from tests.composer.problems import TINY, hands_on, made_up
from unclench.composer.problem import Problem, Solution
from unclench.composer.solve import InfeasibleError, solve

BATCHES = 5
MADE_UP = 30
"""Made-up problems in a batch; with the real ones well over 200 in all."""
REAL = 16
MOST_UNPROVEN = 0.05
"""CP-SAT may run out of work on so many of them; these are counted apart and printed."""


def answer(problem: Problem) -> Solution | None:
    try:
        return solve(problem)
    except InfeasibleError:
        return None


def agreement(problems: Iterable[Problem]) -> Counter[str]:
    """Compare the two on each problem: proven ones must agree, of the others CP-SAT's bounds must hold."""
    seen: Counter[str] = Counter()
    for problem in problems:
        solution, optimum = answer(problem), cp_optimum(problem)
        seen[optimum.status] += 1
        objective = solution.objective if solution else None
        if optimum.status == "unproven":
            assert objective is None or (optimum.objective or objective) <= objective <= optimum.bound
        else:
            assert objective == optimum.objective
    return seen


def show(capsys: pytest.CaptureFixture[str], name: str, seen: Counter[str]) -> None:
    with capsys.disabled():
        print(f"\n{name}: {dict(sorted(seen.items()))}")
    assert seen["unproven"] <= MOST_UNPROVEN * seen.total()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_agrees_with_cp_sat_on_made_up_problems(batch: int, capsys: pytest.CaptureFixture[str]) -> None:
    seeds = range(batch * MADE_UP, (batch + 1) * MADE_UP)
    show(capsys, f"made-up problems {seeds.start} to {seeds.stop - 1}", agreement(map(made_up, seeds)))


@pytest.mark.parametrize("batch", range(BATCHES))
def test_agrees_with_cp_sat_on_real_requests(batch: int, capsys: pytest.CaptureFixture[str]) -> None:
    show(capsys, f"real requests, batch {batch}", agreement(islice(_real(batch), REAL)))


def _real(batch: int) -> Iterator[Problem]:
    for seed in count(batch * 1000):
        problem = hands_on(seed, minutes=(3, 12))
        if problem:
            yield problem


def test_finds_the_best_of_all_sessions_where_all_can_be_tried() -> None:
    tried = 0
    for seed in range(200):
        problem = made_up(seed, TINY)
        solution = answer(problem)
        best = tried_optimum(problem)
        assert (solution and (solution.objective, tie(problem, solution))) == best, f"seed {seed}"
        tried += best is not None
    assert tried > 80


def test_the_two_readings_of_the_model_agree_where_all_can_be_tried() -> None:
    for seed in range(0, 200, 4):
        problem = made_up(seed, TINY)
        best = tried_optimum(problem)
        assert cp_optimum(problem).objective == (best[0] if best else None), f"seed {seed}"
