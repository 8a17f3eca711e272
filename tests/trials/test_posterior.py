"""The posterior against brute force, and what may not change it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from tests.trials.diaries import in_pairs
from tests.trials.oracle import Reference, even, hermite, reference
from unclench.trials.arrays import Floats
from unclench.trials.finding import SURE, Finding
from unclench.trials.fitting import fit, fit_many
from unclench.trials.model import Terms, pose
from unclench.trials.planning import logit_of_days
from unclench.trials.simulate import World, hidden
from unclench.trials.types import MISSING, NOT_RANDOMISED, Diary, Normal, Prior

PRIOR = Prior()
PLAIN = Terms(trend=False)


@cache
def both(seed: int, levels: int = 2, *, spread: bool = False) -> tuple[Finding, Reference]:
    """A diary without baseline and trend, by the engine and by brute force."""
    world = World(level=-0.5, effect=-1.0, sigma=1.2, log_gaps=(0.2, 0.2)[: levels - 2], missing=0.1)
    diary = in_pairs(seed, world, pairs=4, baseline_days=0)
    problem = pose([diary], PRIOR, PLAIN)
    x = np.column_stack([diary.arm - 0.5, np.ones(diary.days)])
    around = np.linspace(-3.2, 3.2, 9)
    rule = even(25) if spread else hermite(7 if levels == 2 else 4)
    found = reference(
        x,
        diary.y,
        mean=problem.mean,
        sd=problem.sd,
        log_sigma=(PRIOR.log_sigma.mean, PRIOR.log_sigma.sd),
        logit_rho=(PRIOR.logit_rho.mean, PRIOR.logit_rho.sd),
        sigmas=PRIOR.log_sigma.mean + PRIOR.log_sigma.sd * around,
        rhos=PRIOR.logit_rho.mean + PRIOR.logit_rho.sd * around,
        rule=rule,
        levels=levels,
        states=41,
    )
    return fit(diary, terms=PLAIN), found


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_effect_is_that_of_brute_force(seed: int) -> None:
    finding, brute = both(seed)
    mean, sd = brute.moments(brute.theta[:, 0])
    assert finding.effect.mean == pytest.approx(mean, abs=0.02 * sd)
    assert finding.effect.sd == pytest.approx(sd, rel=0.02)


def test_the_days_are_those_of_brute_force() -> None:
    finding, brute = both(1, spread=True)
    change = brute.change_days()
    mean, sd = brute.moments(change)
    order = np.argsort(change)
    below = np.cumsum(brute.weight[order])
    asked = (0.025, 0.125, 0.475, 0.875, 0.975)
    found = (finding.low, finding.dots[2], finding.dots[9], finding.dots[17], finding.high)
    assert finding.change == pytest.approx(mean, abs=0.02 * sd)
    assert found == pytest.approx(np.interp(asked, below, change[order]), abs=0.05 * sd)


def test_degrees_are_read_as_by_brute_force() -> None:
    finding, brute = both(4, levels=4)
    mean, sd = brute.moments(brute.theta[:, 0])
    assert finding.effect.mean == pytest.approx(mean, abs=0.03 * sd)
    assert finding.effect.sd == pytest.approx(sd, rel=0.03)


def test_the_hidden_state_is_that_of_brute_force() -> None:
    finding, brute = both(1)
    found = {one.name: one for one in finding.parameters}
    for name, values in (("log sigma", np.log(brute.sigma)), ("logit rho", np.log(brute.rho / (1 - brute.rho)))):
        mean, sd = brute.moments(values)
        assert found[name].mean == pytest.approx(mean, abs=0.05 * sd)
        assert found[name].sd == pytest.approx(sd, rel=0.06)


def swapped(diary: Diary) -> Diary:
    return replace(diary, arm=np.where(diary.arm == NOT_RANDOMISED, diary.arm, 1 - diary.arm))


@settings(max_examples=8)
@given(st.integers(0, 10_000))
def test_swapping_the_arms_turns_the_effect(seed: int) -> None:
    diary = in_pairs(seed)
    found, turned = fit(diary), fit(swapped(diary))
    assert turned.effect.mean == pytest.approx(-found.effect.mean, abs=0.02 * found.effect.sd)
    assert turned.change == pytest.approx(-found.change, abs=0.06)
    assert turned.p_fewer == pytest.approx(1 - found.p_fewer, abs=0.01)


@settings(max_examples=8)
@given(st.integers(0, 10_000), st.integers(1, 40))
def test_silent_days_at_the_end_change_nothing(seed: int, days: int) -> None:
    diary = in_pairs(seed)
    more = replace(
        diary,
        y=np.append(diary.y, np.full(days, MISSING)),
        arm=np.append(diary.arm, np.full(days, NOT_RANDOMISED)),
        unit=np.append(diary.unit, np.full(days, -1)),
    )
    assert fit(more).change == pytest.approx(fit(diary).change, abs=1e-3)


@settings(max_examples=4)
@given(st.integers(0, 10_000))
def test_persons_side_by_side_get_what_each_gets_alone(seed: int) -> None:
    diaries = [in_pairs(seed + one) for one in range(5)]
    for together, alone in zip(fit_many(diaries), map(fit, diaries), strict=True):
        assert together.effect.mean == pytest.approx(alone.effect.mean, abs=0.02 * alone.effect.sd)
        assert together.effect.sd == pytest.approx(alone.effect.sd, rel=0.02)
        assert together.change == pytest.approx(alone.change, abs=0.1)


def moved_by_the_days_before(entries: tuple[list[int], list[int]], prior: Prior) -> Floats:
    """By how many sds of the effect its mean differs between two baselines, for thirty persons."""
    diaries = [in_pairs(seed, World(effect=0.0), pairs=6, baseline_days=28) for seed in range(30)]
    before = diaries[0].arm == NOT_RANDOMISED
    means, sds = [], []
    for entry in entries:
        changed = [replace(diary, y=np.concatenate([entry, diary.y[~before]])) for diary in diaries]
        found = [one.effect for one in fit_many(changed, prior=prior)]
        means.append(np.array([one.mean for one in found]))
        sds.append(np.array([one.sd for one in found]))
    return np.asarray((means[1] - means[0]) / sds[0])


KNOWN = Prior(log_sigma=Normal(0.3, 0.001), logit_rho=Normal(0.85, 0.001), level=Normal(-0.9, 0.01))
FORGOTTEN = [MISSING] * 14
"""After so many silent days hardly anything of the hidden state is left (.7¹⁴ = .007)."""


def test_the_days_before_tell_the_effect_nothing_once_sigma_rho_and_level_are_known() -> None:
    moved = moved_by_the_days_before(([0] * 14 + FORGOTTEN, [1] * 14 + FORGOTTEN), KNOWN)
    assert np.abs(moved).max() < 0.003


def test_the_state_they_end_in_moves_the_effect_a_little() -> None:
    """The first randomised days follow on it, and it tells them from the arm: the hidden state does not start anew."""
    moved = moved_by_the_days_before(([0] * 28, [1] * 28), KNOWN)
    assert 0.003 < np.abs(moved).max() < 0.08


def test_the_most_that_days_before_can_do_is_bounded_and_favours_no_arm() -> None:
    """Nothing but headache, or none at all: a level six logits apart. What is left acts through σ, ρ and level."""
    moved = moved_by_the_days_before(([0] * 28, [1] * 28), PRIOR)
    assert np.abs(moved).max() < 0.4
    assert abs(moved.mean()) < 3 * moved.std() / np.sqrt(len(moved))


def test_a_natural_decline_is_not_taken_for_an_effect() -> None:
    """From 9.4 headache days before the start to 6.4 after it, whatever the arm. A comparison of before and after is
    deceived by it."""
    sigma = 1.65
    level, before = logit_of_days(6.4, sigma), logit_of_days(9.4, sigma)
    world = World(level=level, baseline=before - level, sigma=sigma, rho=0.7, missing=0.1)
    diaries = [in_pairs(seed, world, pairs=8, baseline_days=28) for seed in range(240)]
    assert np.mean([one.p_fewer >= SURE for one in fit_many(diaries)]) <= 0.05
    naive = [replace(one, arm=np.where(one.randomised, 1, 0), unit=np.arange(one.days)) for one in diaries]
    deceived = [one.p_fewer for one in fit_many(naive, terms=PLAIN)]
    assert np.mean(deceived) > 0.6
    assert np.mean([one.p_fewer for one in fit_many(diaries)]) == pytest.approx(0.5, abs=0.06)


def on_a_fine_grid(diary: Diary, finding: Finding, *, points: int, states: int) -> Reference:
    """A diary without baseline and trend by brute force, around what was found; `points` of the rule for an effect."""
    problem, found = pose([diary], PRIOR, PLAIN), {one.name: one for one in finding.parameters}
    around = np.linspace(-3.6, 3.6, 9)
    return reference(
        np.column_stack([diary.arm - 0.5, np.ones(diary.days), *diary.covariates.T]),
        diary.y,
        mean=problem.mean,
        sd=problem.sd,
        log_sigma=(PRIOR.log_sigma.mean, PRIOR.log_sigma.sd),
        logit_rho=(PRIOR.logit_rho.mean, PRIOR.logit_rho.sd),
        sigmas=found["log sigma"].mean + found["log sigma"].sd * around,
        rhos=found["logit rho"].mean + found["logit rho"].sd * around,
        rule=hermite(points),
        levels=diary.levels,
        states=states,
    )


@pytest.mark.parametrize("seed", [2, 3])
def test_a_year_is_read_as_well_as_four_months(seed: int) -> None:
    """Where σ and ρ are known better than the prior knew them, the nodes go there."""
    world = World(level=-0.5, effect=-1.0, sigma=2.2, rho=0.5, missing=0.1)
    diary = in_pairs(seed, world, pairs=26, baseline_days=0)
    finding = fit(diary, terms=PLAIN)
    found = {one.name: one for one in finding.parameters}
    brute = on_a_fine_grid(diary, finding, points=4, states=61)
    for column, name, most in ((0, "effect", 0.03), (1, "level", 0.06)):
        mean, sd = brute.moments(brute.theta[:, column])
        assert found[name].mean == pytest.approx(mean, abs=most * sd)
        assert found[name].sd == pytest.approx(sd, rel=most)


def test_without_an_entry_the_prior_comes_back() -> None:
    diary = in_pairs(1)
    found = fit(replace(diary, y=np.full(diary.days, MISSING)))
    assert found.effect.mean == pytest.approx(0.0, abs=0.01)
    assert found.effect.sd == pytest.approx(1.0, rel=0.02)
    assert found.p_fewer == pytest.approx(0.5, abs=0.005)


def test_a_prior_of_a_cohort_is_an_argument() -> None:
    diary = in_pairs(3)
    sceptic = fit(diary, prior=Prior(effect=Normal(0.0, 0.05)))
    assert sceptic.effect.sd < 0.06
    assert sceptic.prior_effect == Normal(0.0, 0.05)


def test_a_headache_every_day_is_survived() -> None:
    diary = in_pairs(5)
    found = fit(replace(diary, y=np.ones_like(diary.y)))
    assert np.isfinite([found.change, found.low, found.high]).all()
    assert found.without > 24
    assert found.low < 0 < found.high


def test_covariates_take_their_part_out() -> None:
    rng = np.random.default_rng(8)
    diary = in_pairs(8, World(sigma=0.3), pairs=8)
    weekend = (np.arange(diary.days) % 7 >= 5).astype(float)
    y = np.where(rng.random(diary.days) < np.where(weekend, 0.9, 0.1), 1, 0)
    without = replace(diary, y=y)
    found = fit(replace(without, covariates=(weekend - weekend.mean())[:, None], names=("weekend",)))
    assert found.without == pytest.approx(fit(without).without, abs=2.5)
    assert found.low < found.change < found.high


def test_what_the_week_before_still_does_can_be_told_apart() -> None:
    found = fit(in_pairs(9, pairs=8), terms=Terms(carry_over=True))
    assert found.effect.sd > fit(in_pairs(9, pairs=8)).effect.sd * 0.9


def small(entries: str, *, levels: int = 2) -> tuple[Diary, Reference]:
    """Eight weeks without baseline and trend, all entries of one kind, or of a kind for each arm; by brute force."""
    diary = in_pairs(6, World(log_gaps=(0.2, 0.2)[: levels - 2]), pairs=4, baseline_days=0)
    y = {
        "none": np.zeros_like(diary.y),
        "all": np.ones_like(diary.y),
        "apart": np.where(diary.arm == 1, 0, 1),
        "unused": np.where(diary.y == 2, 3, diary.y),
    }[entries]
    diary = replace(diary, y=y)
    return diary, on_a_fine_grid(diary, fit(diary, terms=PLAIN), points=3 if levels > 2 else 7, states=41)


@pytest.mark.parametrize(("entries", "levels"), [("none", 2), ("all", 2), ("apart", 2), ("unused", 4)])
def test_a_diary_at_its_bounds_is_read_as_by_brute_force(entries: str, levels: int) -> None:
    """No headache at all, nothing else, one in one arm only, and a degree that never comes."""
    diary, brute = small(entries, levels=levels)
    effect = fit(diary, terms=PLAIN).effect
    mean, sd = brute.moments(brute.theta[:, 0])
    assert effect.mean == pytest.approx(mean, abs=0.03 * sd)
    assert effect.sd == pytest.approx(sd, rel=0.03)


@pytest.mark.parametrize("arm", [0, 1])
def test_one_arm_alone_says_nothing_of_the_effect(arm: int) -> None:
    """Headache on every day before the start and on none after it: that is time passing, and no comparison."""
    diary = in_pairs(4, pairs=4, baseline_days=28)
    y = np.where(diary.arm == NOT_RANDOMISED, 1, np.where(diary.arm == arm, 0, MISSING))
    for one in (replace(diary, y=y), replace(diary, y=y, arm=np.where(diary.randomised, arm, NOT_RANDOMISED))):
        found = fit(one)
        assert found.effect.mean == pytest.approx(0.0, abs=0.01)
        assert found.effect.sd == pytest.approx(1.0, rel=0.02)
    beside = [replace(diary, y=y), diary]
    assert next(fit_many(beside)).effect.sd == pytest.approx(1.0, rel=0.02)


def test_one_pair_of_weeks_is_little() -> None:
    found = fit(in_pairs(2, pairs=1))
    assert 0.8 < found.effect.sd < 1.0
    assert found.low < 0 < found.high


def test_ten_years_are_read() -> None:
    world = World(level=-0.5, effect=-1.0, sigma=1.6, rho=0.7, missing=0.1)
    found = fit(in_pairs(1, world, pairs=260, baseline_days=28))
    assert found.effect.sd < 0.15
    assert abs(found.effect.mean + 1) < 4 * found.effect.sd
    assert found.p_fewer > 0.9999


def with_covariates(diary: Diary, columns: Floats) -> Diary:
    return replace(diary, covariates=columns, names=tuple(f"c{number}" for number in range(columns.shape[1])))


def test_a_covariate_that_never_changes_changes_nothing() -> None:
    diary = in_pairs(3, pairs=8)
    found = fit(with_covariates(diary, np.zeros((diary.days, 1)))).effect
    plain = fit(diary).effect
    assert found.mean == pytest.approx(plain.mean, abs=0.02 * plain.sd)
    assert found.sd == pytest.approx(plain.sd, rel=0.02)


def test_a_covariate_twice_is_that_covariate_with_a_wider_prior() -> None:
    """γ₁ x + γ₂ x with both N(0, ½²) is γ x with N(0, ½)."""
    diary = in_pairs(3, pairs=8)
    column = np.random.default_rng(3).normal(size=(diary.days, 1))
    twice = fit(with_covariates(diary, np.hstack([column, column])))
    once = fit(with_covariates(diary, column), prior=Prior(covariate=Normal(0.0, 0.5**0.5)))
    assert twice.effect.mean == pytest.approx(once.effect.mean, abs=0.02 * once.effect.sd)
    assert twice.effect.sd == pytest.approx(once.effect.sd, rel=0.02)
    assert twice.change == pytest.approx(once.change, abs=0.05)


def test_weekdays_in_two_weeks_leave_the_effect_wide() -> None:
    diary = in_pairs(5, pairs=1, baseline_days=0)
    contrasts = np.linalg.svd(np.eye(7) - 1 / 7)[0][:, :6]
    found = fit(with_covariates(diary, contrasts[np.arange(diary.days) % 7]))
    assert 0.8 < found.effect.sd < 1.0


def test_processes_find_what_one_finds() -> None:
    """To the last bit, and in the order of the persons."""
    diaries = [replace(in_pairs(seed), person=f"person {seed}") for seed in range(70)]
    assert list(fit_many(diaries, jobs=2)) == list(fit_many(diaries))


def test_days_ahead_have_the_covariates_of_the_trial() -> None:
    """A covariate with a long tail and much weight, different on every day: headache days as by brute force."""
    rng = np.random.default_rng(1)
    diary = in_pairs(1, pairs=8, baseline_days=0)
    x = np.exp(rng.normal(size=diary.days))
    x = (x - x.mean()) / x.std()
    eta = -0.9 - 1.2 * (diary.arm - 0.5) + 1.2 * x + 1.3 * hidden(rng, diary.days, 0.7)[:, 0]
    diary = with_covariates(replace(diary, y=(eta + rng.logistic(size=diary.days) > 0).astype(int)), x[:, None])
    finding = fit(diary, terms=PLAIN)
    brute = on_a_fine_grid(diary, finding, points=4, states=41)
    at, mass = hermite(21)
    days = []
    for side in (0.5, -0.5):
        middle = brute.theta[:, 1] + side * brute.theta[:, 0]
        each = [middle + brute.theta[:, 2] * value for value in x]
        days.append(28 * np.mean([expit(one[:, None] + brute.sigma[:, None] * at) @ mass for one in each], axis=0))
    change, sd = brute.moments(days[0] - days[1])
    assert finding.change == pytest.approx(change, abs=0.03 * sd)
    assert finding.without == pytest.approx(float(brute.weight @ days[1]), abs=0.2)
