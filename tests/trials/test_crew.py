"""Work spread over processes."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator

import pytest

from tests.trials.diaries import in_pairs
from unclench.trials.crew import AHEAD, spread
from unclench.trials.fitting import fit_many
from unclench.trials.simulate import World
from unclench.trials.types import TrialError


def taken(parts: list[int]) -> Iterator[int]:
    for part in range(100):
        parts.append(part)
        yield part


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order_and_parts_are_taken_as_they_are_needed(jobs: int) -> None:
    parts: list[int] = []
    results = spread(math.factorial, taken(parts), jobs)
    assert [next(results) for _ in range(3)] == [1, 1, 2]
    assert len(parts) <= 3 + AHEAD * jobs
    del results


def test_each_process_of_a_crew_gets_one_thread() -> None:
    before = os.environ.get("OMP_NUM_THREADS")
    assert set(spread(os.getenv, ["OMP_NUM_THREADS"] * 4, 2)) == {"1"}
    assert os.environ.get("OMP_NUM_THREADS") == before


def test_what_goes_wrong_in_another_process_is_told_here() -> None:
    unlike = [in_pairs(1), in_pairs(1, World(log_gaps=(0.2, 0.2)))]
    with pytest.raises(TrialError, match="the same degrees"):
        list(fit_many(unlike, jobs=2))
