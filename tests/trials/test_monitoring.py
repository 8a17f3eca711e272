"""The e-process: that its mean is one whatever the diary holds is checked by going through all coins."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.trials.diaries import SEED, scheduled
from unclench.trials.attacks import Attack, monitor_attacks
from unclench.trials.design import Design, randomise
from unclench.trials.monitoring import e_process, monitor
from unclench.trials.simulate import World
from unclench.trials.types import MISSING, Prior, TrialError

ENTRIES = st.integers(-1, 1)


@settings(max_examples=5)
@given(st.lists(ENTRIES, min_size=56, max_size=56))
def test_over_all_pairs_the_mean_is_one(y: list[int]) -> None:
    coins = randomise(Design(units=3), SEED).coins
    values = []
    for chosen in product((0, 1), repeat=3):
        thrown = [replace(coin, chosen=side) for coin, side in zip(coins, chosen, strict=True)]
        values.append(e_process(np.array(y), 14, thrown, 7, Prior()).e)
    assert np.mean(values) == pytest.approx(1.0, abs=1e-9)


@settings(max_examples=5)
@given(st.lists(ENTRIES, min_size=5, max_size=5), st.floats(0.2, 0.8))
def test_over_all_uneven_daily_coins_the_mean_is_one(y: list[int], chance: float) -> None:
    coins = randomise(Design("days", 14), SEED).coins[:5]
    total = 0.0
    for chosen in product((0, 1), repeat=5):
        thrown = [
            replace(coin, chosen=side, chances=(1 - chance, chance)) for coin, side in zip(coins, chosen, strict=True)
        ]
        weight = np.prod([chance if side else 1 - chance for side in chosen])
        total += float(weight) * e_process(np.array(y), 0, thrown, 1, Prior()).e
    assert total == pytest.approx(1.0, abs=1e-9)


def test_over_all_drawn_starts_the_mean_is_one_and_the_most_is_their_number() -> None:
    (coin,) = randomise(Design("start", 6, earliest_day=8, latest_day=30), SEED).coins
    y = np.random.default_rng(1).integers(0, 2, 42)
    values = [e_process(y, 0, [replace(coin, chosen=one)], 1, Prior()).e for one in range(23)]
    assert np.mean(values) == pytest.approx(1.0, abs=1e-9)
    assert max(values) <= 23


@settings(max_examples=5)
@given(st.lists(st.tuples(st.integers(0, 10), st.none() | st.integers(0, 10)), min_size=4, max_size=4))
def test_over_all_coins_of_attacks_the_mean_is_one(pains: list[tuple[int, int | None]]) -> None:
    values = []
    for arms in product((0, 1), repeat=4):
        attacks = [Attack(arm, before, after) for arm, (before, after) in zip(arms, pains, strict=True)]
        values.append(monitor_attacks(attacks).e)
    assert np.mean(values) == pytest.approx(1.0, abs=1e-9)


def test_a_strong_effect_is_called_early_and_none_is_not() -> None:
    helped, schedule = scheduled(Design(units=26), world=World(effect=-3.0, sigma=1.0))
    called = monitor(helped, schedule).called
    assert called is not None
    assert called.unit < 20
    same, schedule = scheduled(Design(units=26), seed=1)
    assert monitor(same, schedule).called is None


def test_harm_does_not_speak_for_the_sessions() -> None:
    harmed, schedule = scheduled(Design(units=16), world=World(effect=2.0))
    assert monitor(harmed, schedule).e < 1


def test_later_days_change_no_earlier_look() -> None:
    diary, schedule = scheduled(Design(units=5))
    days = 28 + 3 * 14 + 6
    shorter = replace(diary, y=diary.y[:days], arm=diary.arm[:days], unit=diary.unit[:days])
    early = monitor(shorter, schedule).looks
    assert len(early) == 3
    assert early == monitor(diary, schedule).looks[:3]


def test_missing_days_say_nothing() -> None:
    diary, schedule = scheduled(Design(units=4))
    silent = replace(diary, y=np.full(diary.days, MISSING))
    assert [look.e for look in monitor(silent, schedule).looks] == pytest.approx([1.0] * 4, abs=1e-6)


@pytest.mark.parametrize(("before", "after"), [(0, 1), (1, 0)])
@pytest.mark.parametrize("design", [Design(units=12, baseline_days=200), Design("start", 52, baseline_days=28)])
def test_a_diary_that_turns_over_stays_a_number(before: int, after: int, design: Design) -> None:
    schedule = randomise(design, SEED)
    y = np.concatenate([np.full(design.baseline_days, before), np.full(schedule.days - design.baseline_days, after)])
    looks = e_process(y, design.baseline_days, schedule.coins, schedule.part_days, Prior()).looks
    assert looks
    assert all(0 <= look.e < np.inf for look in looks)


def test_evidence_beyond_all_numbers_stays_a_number() -> None:
    """Six thousand coins that all come as the sessions would have it."""
    schedule = randomise(Design("days", 6000, baseline_days=0), SEED)
    y = 1 - np.array(schedule.arms)
    looks = e_process(y, 0, schedule.coins, 1, Prior()).looks
    assert 1e290 < looks[-1].e < np.inf


def test_arms_that_were_not_drawn_are_refused() -> None:
    diary, schedule = scheduled(Design(units=3))
    arm = np.where(diary.arm < 0, diary.arm, 1 - diary.arm)
    with pytest.raises(TrialError, match="not those that were drawn"):
        monitor(replace(diary, arm=arm), schedule)
