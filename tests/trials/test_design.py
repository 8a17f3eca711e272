"""Schedules, coins and the promise not to change them."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trials.diaries import SEED
from unclench.plain import to_plain
from unclench.trials.design import Coin, Design, Kind, commit, is_genuine, prolonged, randomise, throw
from unclench.trials.record import Trial, read_trial
from unclench.trials.types import TrialError

SEEDS = st.text("0123456789abcdef", min_size=16, max_size=64)
DESIGNS = st.sampled_from(
    [Design(), Design("days", 30), Design("attacks", 20), Design("start", 12), Design("weeks", 3, "nothing")]
)


@given(DESIGNS, SEEDS)
def test_the_same_seed_draws_the_same(design: Design, seed: str) -> None:
    assert randomise(design, seed) == randomise(design, seed)
    assert is_genuine(randomise(design, seed))


def test_a_coin_is_the_hash_of_seed_and_number() -> None:
    """As anybody would check it, with nothing of ours."""
    drawn = randomise(Design("days", 40), SEED).arms
    by_hand = [hashlib.sha256(f"{SEED}:{number}".encode()).digest()[0] >> 7 for number in range(40)]
    assert list(drawn) == by_hand


def test_the_hash_is_that_of_design_and_seed() -> None:
    design = Design()
    written = json.dumps(to_plain(design), separators=(",", ":"), sort_keys=True)
    assert commit(design, SEED) == hashlib.sha256(f"unclench trial 1\n{written}\n{SEED}".encode()).hexdigest()


@given(DESIGNS, SEEDS, st.data())
def test_a_changed_coin_is_noticed(design: Design, seed: str, data: st.DataObject) -> None:
    schedule = randomise(design, seed)
    number = data.draw(st.integers(0, len(schedule.coins) - 1))
    coin = schedule.coins[number]
    other = replace(coin, chosen=(coin.chosen + 1) % len(coin.options))
    coins = (*schedule.coins[:number], other, *schedule.coins[number + 1 :])
    assert not is_genuine(replace(schedule, coins=coins))
    assert not is_genuine(replace(schedule, design=replace(design, minutes=design.minutes + 1)))


@given(SEEDS)
def test_every_pair_holds_one_week_of_each(seed: str) -> None:
    schedule = randomise(Design(units=6), seed)
    weeks = schedule.arms
    assert all(weeks[number] + weeks[number + 1] == 1 for number in range(0, 12, 2))
    days = schedule.daily()
    assert len(days) == schedule.days == 28 + 84
    assert set(days[:28]) == {(-1, -1)}
    assert Counter(unit for _, unit in days[28:]) == dict.fromkeys(range(12), 7)


@given(DESIGNS, SEEDS)
def test_the_chances_are_even_and_logged(design: Design, seed: str) -> None:
    for coin in randomise(design, seed).coins:
        assert sum(coin.chances) == pytest.approx(1.0)
        assert len(set(coin.chances)) == 1


def test_coins_fall_evenly() -> None:
    heads = sum(throw(SEED, number) < 0.5 for number in range(10_000))
    assert abs(heads - 5000) < 4 * 50


def test_a_drawn_start_has_sessions_from_one_day_on() -> None:
    schedule = randomise(Design("start", 12), SEED)
    first = schedule.arms.index(1)
    assert 14 <= first <= 55
    assert set(schedule.arms[first:]) == {1}
    assert len(schedule.coins[0].options) == 42


def test_a_new_seed_is_long_and_new() -> None:
    first, second = randomise(Design()), randomise(Design())
    assert len(first.seed) == 64
    assert first.seed != second.seed


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(TrialError, match="at least 2 pairs of weeks"):
        Design("weeks", 1)
    with pytest.raises(TrialError, match="at least 6 attacks"):
        Design("attacks", 5)
    with pytest.raises(TrialError, match="between 1 and 60 minutes"):
        Design(minutes=0)
    with pytest.raises(TrialError, match="between none and a year"):
        Design(baseline_days=-1)
    with pytest.raises(TrialError, match="before the last"):
        Design("start", 6, earliest_day=20, latest_day=60)
    with pytest.raises(TrialError, match="at least 16 characters"):
        randomise(Design(), "short")


@given(DESIGNS, SEEDS)
def test_a_record_is_read_as_it_was_written(design: Design, seed: str) -> None:
    trial = Trial("unclench trial 1", "alice", date(2026, 11, 28), randomise(design, seed))
    assert read_trial(trial.written()) == trial


def test_a_record_that_was_changed_is_refused() -> None:
    trial = Trial("unclench trial 1", "alice", date(2026, 11, 28), randomise(Design(), SEED))
    changed = json.loads(trial.written())
    changed["schedule"]["coins"][2]["chosen"] ^= 1
    with pytest.raises(TrialError, match="was changed after it was drawn"):
        read_trial(json.dumps(changed))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": "another"}', "[" * 100_000])
def test_what_is_no_record_is_refused(text: str) -> None:
    with pytest.raises(TrialError, match="not the record of a trial"):
        read_trial(text)


def test_the_calendar_of_a_trial() -> None:
    trial = Trial("unclench trial 1", "", date(2026, 1, 1), randomise(Design(units=2), SEED))
    assert trial.start == date(2026, 1, 29)
    assert trial.end == date(2026, 2, 25)
    assert Trial("unclench trial 1", "", date(2026, 1, 1), randomise(Design("attacks", 20), SEED)).end is None


@pytest.mark.parametrize(
    ("chances", "chosen"),
    [((1.0, 0.0), 0), ((0.5, 0.6), 0), ((float("nan"), 0.5), 0), ((0.5, 0.5), 2), ((1.0,), 0)],
)
def test_a_coin_has_chances_that_can_come(chances: tuple[float, ...], chosen: int) -> None:
    with pytest.raises(TrialError, match="coin"):
        Coin(0, ((0,), (1,)), chances, chosen)


@pytest.mark.parametrize("kind", ["weeks", "days", "attacks"])
def test_a_trial_that_goes_on_keeps_its_plan_and_its_coins(kind: Kind) -> None:
    schedule = randomise(Design(kind, 20), SEED)
    longer = prolonged(schedule, 30)
    assert len(longer.coins) == 30
    assert longer.coins[:20] == schedule.coins
    assert (longer.design, longer.commitment) == (schedule.design, schedule.commitment)
    assert longer.coins == randomise(Design(kind, 30), SEED).coins
    assert prolonged(schedule, 3) == schedule


def test_a_drawn_start_does_not_go_on() -> None:
    with pytest.raises(TrialError, match="one coin"):
        prolonged(randomise(Design("start", 12), SEED), 20)
