from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.diary.medicines import (
    CLASSES,
    LIMIT_DAYS,
    LIMITED,
    NEAR_DAYS,
    SIMPLE,
    TEN_DAYS,
    Counter,
    Intake,
    MedicineClass,
    counters,
    overused,
)
from unclench.diary.summary import WINDOW_DAYS, windows

LAST = date(2026, 3, 31)


def days(kind: MedicineClass, *counts: int, skip: int = 0) -> Iterator[Intake]:
    """`counts` days in each window, the newest last, after leaving out `skip` days from each window's start."""
    for window, count in zip(windows(LAST, len(counts)), counts, strict=True):
        for day in range(skip, skip + count):
            yield Intake(window.first + timedelta(days=day), kind)


def told(*intakes: Iterator[Intake]) -> dict[str, Counter]:
    return {counter.id: counter for counter in counters([one for some in intakes for one in some], LAST)}


@pytest.mark.parametrize("kind", sorted(TEN_DAYS))
def test_ten_days_are_the_limit_of_some(kind: MedicineClass) -> None:
    levels = {count: told(days(kind, 0, 0, count))[kind].level for count in (1, 7, 8, 9, 10, 28)}
    assert levels == {1: "below", 7: "below", 8: "near", 9: "near", 10: "reached", 28: "reached"}


@pytest.mark.parametrize("kind", sorted(SIMPLE))
def test_fifteen_days_are_the_limit_of_simple_ones(kind: MedicineClass) -> None:
    levels = {count: told(days(kind, 0, 0, count))[kind].level for count in (9, 10, 14, 15)}
    assert levels == {9: "below", 10: "near", 14: "near", 15: "reached"}


@pytest.mark.parametrize("kind", ["gepant", "ditan", "antiemetic", "other"])
def test_where_nobody_names_a_limit_none_is_made_up(kind: MedicineClass) -> None:
    counter = told(days(kind, 28, 28, 28))[kind]
    assert (counter.limit_days, counter.level) == (None, None)
    assert counter.days == (28, 28, 28)


def test_three_windows_in_a_row_last() -> None:
    """The published example: triptans on 10, 11 and 12 days."""
    assert told(days("triptan", 10, 11, 12))["triptan"].level == "lasting"
    assert told(days("triptan", 9, 11, 12))["triptan"].level == "reached"
    assert told(days("triptan", 10, 11, 9))["triptan"].level == "near"
    assert overused(counters(days("triptan", 10, 11, 12), LAST)) == ("triptan",)
    assert overused(counters(days("triptan", 9, 11, 12), LAST)) == ()


def test_several_classes_have_a_limit_together() -> None:
    """The published example: a triptan on 5 days and ibuprofen on 6 others."""
    both = told(days("triptan", 5, 5, 5), days("nsaid", 6, 6, 6, skip=10))
    assert both["mixed"].days == (11, 11, 11)
    assert both["mixed"].level == "lasting"
    assert both["triptan"].level == both["nsaid"].level == "below"


def test_one_day_with_two_classes_is_one_day() -> None:
    both = told(days("triptan", 0, 0, 6), days("opioid", 0, 0, 6))
    assert both["mixed"].days[-1] == 6
    assert told(days("triptan", 0, 0, 6), days("triptan", 0, 0, 6))["triptan"].days[-1] == 6


def test_a_mixture_is_not_told_of_where_one_alone_is_over() -> None:
    assert "mixed" not in told(days("triptan", 0, 0, 10), days("nsaid", 0, 0, 3, skip=12))
    assert "mixed" not in told(days("gepant", 9, 9, 9), days("nsaid", 9, 9, 9, skip=10))


def test_one_alone_over_in_an_older_window_counts_for_the_mixture() -> None:
    both = told(days("triptan", 10, 5, 5), days("nsaid", 0, 6, 6, skip=12))
    assert both["mixed"].level == "lasting"


def test_simple_ones_together_are_counted_but_are_no_mixture() -> None:
    both = told(days("paracetamol", 0, 0, 8), days("nsaid", 0, 0, 7, skip=10))
    assert both["simple"].days[-1] == 15
    assert both["simple"].level == "reached"
    assert "mixed" not in both
    assert "simple" not in told(days("nsaid", 0, 0, 7))


def test_days_beyond_the_windows_do_not_count() -> None:
    after, before = LAST + timedelta(days=1), LAST - timedelta(days=3 * WINDOW_DAYS)
    assert counters([Intake(after, "triptan"), Intake(before, "triptan")], LAST) == ()
    assert counters([Intake(before + timedelta(days=1), "triptan")], LAST)[0].days == (1, 0, 0)


def test_windows_follow_one_another_and_end_with_the_last_day() -> None:
    four = windows(LAST, 4)
    assert [window.days for window in four] == [28] * 4
    assert all(left.last + timedelta(days=1) == right.first for left, right in pairwise(four))
    assert four[-1].last == LAST
    with pytest.raises(ValueError, match="at least one"):
        counters([], LAST, windows=0)


intakes = st.lists(
    st.builds(Intake, st.integers(0, 89).map(lambda back: LAST - timedelta(days=back)), st.sampled_from(CLASSES)),
    max_size=120,
)
LEVELS = [None, "below", "near", "reached", "lasting"]


@given(intakes)
def test_order_and_repetition_change_nothing(taken: list[Intake]) -> None:
    assert counters(taken, LAST) == counters(sorted(taken, reverse=True) + taken[:5], LAST)


@given(intakes)
def test_days_are_those_that_a_calendar_shows(taken: list[Intake]) -> None:
    """Counted anew, day by day, from the words of the criteria."""
    for counter in counters(taken, LAST):
        for back, count in enumerate(reversed(counter.days)):
            span = {LAST - timedelta(days=back * 28 + day) for day in range(28)}
            of = {counter.id} if counter.id in CLASSES else set(SIMPLE) if counter.id == "simple" else set(LIMITED)
            on = {intake.day for intake in taken if intake.kind in of} & span
            assert count in ({len(on), 0} if counter.id == "mixed" else {len(on)})
        if counter.limit_days is not None:
            assert (counter.level in ("reached", "lasting")) == (counter.days[-1] >= LIMIT_DAYS[counter.id])
            assert NEAR_DAYS[counter.limit_days] < counter.limit_days


@given(intakes, st.sampled_from(CLASSES))
def test_more_days_never_lower_a_level_of_the_same_class(taken: list[Intake], kind: MedicineClass) -> None:
    before = {counter.id: counter for counter in counters(taken, LAST)}
    after = {counter.id: counter for counter in counters([*taken, Intake(LAST, kind)], LAST)}
    for name, counter in before.items():
        if name != "mixed":
            assert LEVELS.index(after[name].level) >= LEVELS.index(counter.level)
