"""The posterior against brute force, and what may not change it."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trials.diaries import in_pairs
from tests.trials.oracle import Reference, even, hermite, reference
from unclench.trials.finding import Finding
from unclench.trials.fitting import fit, fit_many
from unclench.trials.model import Terms, pose
from unclench.trials.simulate import World
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
        states=61,
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


@settings(max_examples=6)
@given(st.integers(0, 10_000))
def test_the_days_before_the_start_hardly_move_the_effect(seed: int) -> None:
    """Everything before the start a headache, or nothing: the answer stays, though the level before differs by
    worlds."""
    diary = in_pairs(seed, World(effect=0.0), pairs=6, baseline_days=28)
    before = diary.arm == NOT_RANDOMISED
    bad, good = (fit(replace(diary, y=np.where(before, entry, diary.y))) for entry in (1, 0))
    assert abs(bad.effect.mean - good.effect.mean) < 0.4 * bad.effect.sd


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
