"""Trials by attacks, against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal, norm

from unclench.trials.attacks import Attack, fit_attacks, monitor_attacks
from unclench.trials.types import AttackPrior, Normal, TrialError


def invented(seed: int, count: int, effect: float) -> list[Attack]:
    rng = np.random.default_rng(seed)
    before = rng.uniform(3, 9, count)
    arm = rng.integers(0, 2, count)
    arm[:2] = 0, 1
    after = np.clip(before - 1 + effect * arm + rng.normal(0, 1.5, count), 0, 10)
    return [Attack(int(a), float(b), float(c)) for a, b, c in zip(arm, before, after, strict=True)]


def test_with_a_known_noise_it_is_the_normal_formula() -> None:
    """Posterior precision = prior precision + X'X/τ²: Bayesian linear regression as in any textbook."""
    attacks = invented(1, 30, -1.0)
    prior = AttackPrior(log_noise=Normal(float(np.log(1.7)), 1e-6))
    x = np.array([(one.arm - 0.5, 1.0, one.before - 5) for one in attacks])
    y = np.array([one.after for one in attacks])
    mean, sd = np.array([0.0, 5.0, 0.7]), np.array([1.5, 3.0, 0.5])
    covariance = np.linalg.inv(np.diag(1 / sd**2) + x.T @ x / 1.7**2)
    expected = covariance @ (mean / sd**2 + x.T @ y / 1.7**2)
    found = fit_attacks(attacks, prior=prior)
    assert found.change == pytest.approx(expected[0], abs=1e-4)
    law = norm(expected[0], np.sqrt(covariance[0, 0]))
    assert (found.low, found.high) == pytest.approx(law.interval(0.95), abs=1e-3)
    assert found.p_less == pytest.approx(law.cdf(0), abs=1e-4)
    assert found.p_little == pytest.approx(law.cdf(1) - law.cdf(-1), abs=1e-4)


def test_the_first_e_value_is_the_ratio_of_two_densities() -> None:
    prior = AttackPrior(log_noise=Normal(float(np.log(2.0)), 1e-6))
    e = monitor_attacks([Attack(1, 6.0, 3.0)], prior=prior).e
    sd = np.array([0.75, 3.0, 0.5])
    densities = []
    for side in (-0.5, 0.5):
        x = np.array([side, 1.0, 1.0])
        densities.append(multivariate_normal(x @ [-1.0, 5.0, 0.7], 4 + x**2 @ sd**2).pdf(3.0))
    assert e == pytest.approx(densities[1] / np.mean(densities), rel=1e-4)


@settings(max_examples=20)
@given(st.integers(0, 1000), st.permutations(range(12)))
def test_the_order_of_attacks_does_not_matter(seed: int, order: list[int]) -> None:
    attacks = invented(seed, 12, -1.0)
    mixed = [attacks[number] for number in order]
    assert fit_attacks(mixed).change == pytest.approx(fit_attacks(attacks).change, abs=1e-9)


def test_many_attacks_find_the_truth() -> None:
    found = fit_attacks(invented(3, 600, -1.0))
    assert found.low < -0.9 < found.high
    assert found.p_less > 0.999
    assert found.sessions + found.comparators == 600


def test_pain_that_was_not_said_says_nothing() -> None:
    attacks = invented(4, 20, -1.0)
    silent = [Attack(1, 5.0, None), Attack(0, 2.0, None)]
    assert fit_attacks([*attacks, *silent]) == fit_attacks(attacks)
    assert monitor_attacks([*attacks, *silent]).e == monitor_attacks(attacks).e


@pytest.mark.parametrize("attacks", [[], [Attack(1, 5, 4)], [Attack(1, 5, 4), Attack(0, 5, None)]])
def test_one_arm_alone_is_refused(attacks: list[Attack]) -> None:
    with pytest.raises(TrialError):
        fit_attacks(attacks)


@pytest.mark.parametrize(("arm", "before", "after"), [(2, 5, 5), (1, 11, 5), (1, 5, -1)])
def test_what_is_no_attack_is_refused(arm: int, before: float, after: float) -> None:
    with pytest.raises(TrialError):
        Attack(arm, before, after)
