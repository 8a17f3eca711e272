from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.diary.days import Day
from unclench.diary.rising import Counted, clearly_more, counted
from unclench.diary.summary import Window

BEFORE = Window(date(2026, 1, 1), date(2026, 1, 28))
NOW = Window(date(2026, 2, 1), date(2026, 2, 28))


def known(window: Window, *days: Day | None) -> dict[date, Day]:
    return {window.first + timedelta(days=number): day for number, day in enumerate(days) if day is not None}


CLEAR, BRIEF = Day("clear"), Day("brief")


def ache(peak: int | None = None) -> Day:
    return Day("headache", peak=peak)


def test_days_are_counted_by_what_was_said() -> None:
    some = known(BEFORE, ache(3), ache(4), ache(9), ache(), CLEAR, BRIEF, None, *[CLEAR] * 21)
    assert counted(some, BEFORE) == Counted(headache=4, moderate=2, unrated=1, untold=1)
    assert counted({}, NOW) == Counted(0, 0, 0, 28)


@pytest.mark.parametrize(
    ("before", "now", "more"),
    [
        (4, 6, False),
        (4, 7, True),
        (6, 8, False),
        (6, 9, True),
        (8, 11, False),
        (8, 12, True),
        (0, 2, False),
        (0, 3, True),
    ],
)
def test_half_more_and_three_at_least(before: int, now: int, more: bool) -> None:
    assert clearly_more(Counted(before, 0, 0, 0), Counted(now, 0, 0, 0)) is more


@pytest.mark.parametrize(("moderate", "more"), [(12, False), (13, True)])
def test_three_more_of_moderate_pain(moderate: int, more: bool) -> None:
    assert clearly_more(Counted(20, 10, 0, 0), Counted(20, moderate, 0, 0)) is more


def test_a_gap_may_have_been_a_headache() -> None:
    assert clearly_more(Counted(4, 0, 0, 0), Counted(8, 0, 0, 0))
    assert not clearly_more(Counted(4, 0, 0, 2), Counted(8, 0, 0, 0))
    assert clearly_more(Counted(4, 0, 0, 0), Counted(8, 0, 0, 20)), "untold days now can only add"
    assert not clearly_more(Counted(10, 4, 2, 0), Counted(10, 8, 0, 0))
    assert not clearly_more(Counted(0, 0, 0, 28), Counted(28, 28, 0, 0))


kinds = st.sampled_from([CLEAR, BRIEF, ache(), ache(2), ache(5), None])
stretches = st.lists(kinds, min_size=28, max_size=28)


@given(stretches, stretches)
def test_it_stands_whatever_the_untold_days_were(before: list[Day | None], now: list[Day | None]) -> None:
    """Fill every gap in both stretches in the ways that speak most against a rise: it is one all the same."""
    if not clearly_more(counted(known(BEFORE, *before), BEFORE), counted(known(NOW, *now), NOW)):
        return
    worst = [ache(10) if day in (None, ache()) else day for day in before]
    best = [CLEAR if day is None else replace(day, peak=day.peak or 0) for day in now]
    assert clearly_more(counted(known(BEFORE, *worst), BEFORE), counted(known(NOW, *best), NOW))
