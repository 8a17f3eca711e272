"""A cohort's prior, from sums alone."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest

from tests.trials.diaries import in_pairs
from unclench.trials.arrays import Floats
from unclench.trials.fitting import fit_many
from unclench.trials.pooling import LEAST_SD, Sums, pool, sums
from unclench.trials.simulate import World
from unclench.trials.types import Diary, Prior, TrialError


def cohort(persons: int, mean: float, sd: float, seed: int = 0) -> tuple[list[Diary], Floats]:
    effects = np.random.default_rng(seed).normal(mean, sd, persons)
    diaries = [in_pairs(one, World(effect=float(effect)), pairs=8) for one, effect in enumerate(effects)]
    return diaries, effects


def test_the_cohort_is_found_and_its_persons_come_nearer_to_the_truth() -> None:
    diaries, effects = cohort(50, -0.9, 0.4)
    found = pool([partial(_sums, diaries)])
    assert found.mean == pytest.approx(-0.9, abs=0.25)
    assert found.sd == pytest.approx(0.4, abs=0.25)
    errors = []
    for prior in (Prior(), Prior(effect=found)):
        means = np.array([one.effect.mean for one in fit_many(diaries, prior=prior)])
        errors.append(float(np.sqrt(np.mean((means - effects) ** 2))))
    assert errors[1] < 0.9 * errors[0]


def _sums(diaries: list[Diary], prior: Prior) -> Sums:
    return sums(diaries, prior=prior)


def test_how_persons_are_parted_does_not_matter() -> None:
    diaries, _ = cohort(9, -0.5, 0.4)
    whole = sums(diaries, prior=Prior())
    parts = sums(diaries[:4], prior=Prior()) + sums(diaries[4:], prior=Prior())
    assert parts.persons == whole.persons == 9
    assert (parts.effects, parts.squares) == pytest.approx((whole.effects, whole.squares), rel=5e-3)


def test_a_cohort_of_persons_known_exactly_has_their_mean_and_sd() -> None:
    effects = np.array([-1.0, 0.0, 0.4, 1.4])
    told = Sums(4, float(effects.sum()), float((effects**2).sum()))
    found = pool([lambda _: told])
    assert (found.mean, found.sd) == pytest.approx((effects.mean(), effects.std()))
    alike = Sums(3, 3.0, 3.0)
    assert pool([lambda _: alike]).sd == pytest.approx(LEAST_SD)


def test_one_person_is_no_cohort() -> None:
    with pytest.raises(TrialError, match="at least two"):
        pool([lambda _: Sums(1, 0.3, 0.4)])


def test_processes_tell_the_same_sums() -> None:
    diaries, _ = cohort(40, -0.5, 0.4)
    assert sums(diaries, prior=Prior(), jobs=2) == sums(diaries, prior=Prior())


def test_a_cohort_that_differs_little_is_found_in_few_rounds() -> None:
    """EM alone creeps: here each round would go a fifth of what is left."""
    rounds = []

    def creeping(prior: Prior) -> Sums:
        rounds.append(prior.effect)
        mean, sd = prior.effect.mean * 0.8 - 0.2 * 0.7, prior.effect.sd**0.8 * 0.3**0.2
        return Sums(10, 10 * mean, 10 * (sd * sd + mean * mean))

    found = pool([creeping])
    assert (found.mean, found.sd) == pytest.approx((-0.7, 0.3), abs=0.005)
    assert len(rounds) < 10
