"""What comes next, and the contrast that needs no model."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trials.diaries import SEED
from unclench.trials.choosing import Unit, aipw, choose
from unclench.trials.design import throw
from unclench.trials.types import TrialError


@given(st.floats(0, 1), st.integers(0, 500))
def test_until_the_answer_the_coin_is_even(p_fewer: float, number: int) -> None:
    choice = choose(p_fewer, answered=False, seed=SEED, number=number)
    assert choice.chance == 0.5
    assert choice.arm == int(throw(SEED, number) < 0.5)


@given(st.floats(0, 1), st.integers(0, 500))
def test_after_it_what_seems_better_comes_oftener_but_never_always(p_fewer: float, number: int) -> None:
    choice = choose(p_fewer, answered=True, seed=SEED, number=number)
    assert choice.chance == min(max(p_fewer, 0.2), 0.8)
    assert choice.arm == int(throw(SEED, number) < choice.chance)


def test_a_chance_is_a_chance() -> None:
    with pytest.raises(TrialError):
        choose(1.2, answered=True, seed=SEED, number=0)


@given(st.lists(st.tuples(st.floats(0, 7), st.floats(0, 7), st.floats(0.2, 0.8)), min_size=3, max_size=6))
def test_over_all_coins_the_contrast_is_the_true_one(units: list[tuple[float, float, float]]) -> None:
    """Every unit has what would come of it with a session and without; only the coins are random."""
    mean = 0.0
    for arms in product((0, 1), repeat=len(units)):
        seen = [
            Unit(arm, chance, with_it if arm else without)
            for arm, (without, with_it, chance) in zip(arms, units, strict=True)
        ]
        weight = np.prod([chance if arm else 1 - chance for arm, (_, _, chance) in zip(arms, units, strict=True)])
        mean += float(weight) * aipw(seen).estimate
    assert mean == pytest.approx(np.mean([with_it - without for without, with_it, _ in units]), abs=1e-9)


def test_the_interval_is_students() -> None:
    """With even chances and nothing expected of the first unit, terms are 2(2z − 1)(y − mean so far) about their
    means."""
    found = aipw([Unit(1, 0.5, 2.0), Unit(0, 0.5, 1.0), Unit(1, 0.5, 2.5)])
    first = 2.0 / 0.5
    second = (2 + 2) / 2 - 2.0 - (1.0 - 2.0) / 0.5
    third = (2 + 1.5) / 2 - (1 + 1.5) / 2 + (2.5 - (2 + 1.5) / 2) / 0.5
    terms = np.array([first, second, third])
    assert found.estimate == pytest.approx(terms.mean())
    half = 4.302652729911275 * terms.std(ddof=1) / np.sqrt(3)  # t, 2 degrees of freedom, 97.5 %
    assert (found.low, found.high) == pytest.approx((terms.mean() - half, terms.mean() + half))


def test_looking_at_any_time_costs_width() -> None:
    rng = np.random.default_rng(2)
    found = aipw(
        [Unit(int(arm), 0.5, float(y)) for arm, y in zip(rng.integers(0, 2, 30), rng.normal(3, 1, 30), strict=True)]
    )
    assert found.anytime_low < found.low < found.high < found.anytime_high


@pytest.mark.parametrize("units", [[], [Unit(1, 0.5, 1.0)] * 2, [Unit(1, 1.0, 1.0)] * 3])
def test_what_has_no_contrast_is_refused(units: list[Unit]) -> None:
    with pytest.raises(TrialError):
        aipw(units)


@pytest.mark.parametrize("outcome", [float("nan"), float("inf")])
def test_an_outcome_that_is_no_number_is_refused(outcome: float) -> None:
    with pytest.raises(TrialError, match="an outcome that is a number"):
        aipw([Unit(1, 0.5, 0.2), Unit(0, 0.5, outcome), Unit(1, 0.5, 0.1)])
