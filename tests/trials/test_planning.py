"""What a trial can find."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from tests.trials.oracle import hermite
from unclench.trials.design import Design
from unclench.trials.planning import Plan, attacks_needed, logit_of_days, plan
from unclench.trials.types import TrialError


@cache
def curve(fewer: float) -> Plan:
    return plan(Design(), headache_days=12, fewer=fewer, persons=60)


def test_a_larger_effect_is_found_sooner() -> None:
    large, small, none = (curve(fewer) for fewer in (0.5, 0.26, 0.0))
    for weeks in (16, 26, 52):
        assert large.chance(weeks) > small.chance(weeks) >= none.chance(weeks) - 0.02
    assert large.chance(52) > 0.8
    assert max(point.chance for point in none.curve) < 0.08


def test_the_same_seed_gives_the_same_curve() -> None:
    assert plan(Design(), persons=10) == plan(Design(), persons=10)


def test_between_its_points_the_curve_is_straight() -> None:
    found = curve(0.5)
    assert found.chance(0) == 0
    assert found.chance(14) == pytest.approx((found.chance(12) + found.chance(16)) / 2)


@pytest.mark.parametrize(("points", "attacks"), [(1.0, 63), (1.5, 28), (2.0, 16)])
def test_attacks_needed_are_those_of_the_textbook(points: float, attacks: int) -> None:
    """Two samples, sd 2, 80 % power, two-sided 5 %: 2 (1.960 + 0.842)² · 4 / d² in each arm."""
    assert attacks_needed(points) == attacks


def test_the_curve_of_attacks_passes_through_what_is_needed() -> None:
    found = plan(Design("attacks", 20), points_less=1.0)
    assert found.chance(126) == pytest.approx(0.80, abs=0.01)


@given(st.floats(0.5, 27.0), st.floats(0.0, 4.0))
def test_the_world_of_the_planner_has_the_days_asked_for(days: float, sigma: float) -> None:
    at, mass = hermite(100)
    eta = logit_of_days(days, sigma)
    assert 28 * float(expit(eta + sigma * at) @ mass) == pytest.approx(days, abs=0.05)


@pytest.mark.parametrize(("days", "fewer"), [(0, 0.5), (28, 0.5), (9, 1.0), (9, -0.1)])
def test_what_cannot_be_is_refused(days: float, fewer: float) -> None:
    with pytest.raises(TrialError):
        plan(Design(), headache_days=days, fewer=fewer)


def test_a_drawn_start_says_that_it_can_seldom_answer() -> None:
    with pytest.raises(TrialError, match="one coin only"):
        plan(Design("start", 12))


def test_daily_coins_have_a_curve_too() -> None:
    found = plan(Design("days", 60), headache_days=14, persons=30)
    assert np.all(np.diff([point.length for point in found.curve]) > 0)
    assert found.chance(52) > 0.6
