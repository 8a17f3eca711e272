"""When a measure is due again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.measures import next_due
from unclench.measures.schedule import EVERY

DAY = date(2026, 11, 2)
DAYS = st.dates(date(2020, 1, 1), date(2030, 1, 1))


def test_what_was_never_taken_is_due_at_once() -> None:
    assert next_due(14, DAY) == DAY


@pytest.mark.parametrize("every", EVERY)
def test_it_comes_again_an_interval_after_it_was_taken(every: int) -> None:
    assert next_due(every, DAY, taken_on=DAY + timedelta(5)) == DAY + timedelta(5 + every)


@given(DAYS, DAYS, DAYS)
def test_passing_it_over_counts_as_much_as_taking_it(wished: date, taken: date, passed: date) -> None:
    assert next_due(28, wished, taken, passed) == max(taken, passed) + timedelta(28)
    assert next_due(28, wished, taken, passed) == next_due(28, wished, passed, taken)
