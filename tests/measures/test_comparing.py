"""The newest value beside those before it."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.measures.comparing import FEWEST_BEFORE, MOST_BEFORE, beside


@pytest.mark.parametrize("count", [3, 4, 5])
def test_chance_is_counted_over_every_order(count: int) -> None:
    """The oracle: if every order is as likely, so often the newest is outside the range of the others."""
    orders = list(permutations(range(count + 1)))
    outside = sum(found.where != "within" for order in orders if (found := beside(order)))
    found = beside(orders[0])
    assert found is not None
    assert Fraction(outside, len(orders)) == found.by_chance


@given(st.lists(st.integers(0, 10), max_size=40))
def test_it_says_where_the_newest_is(values: list[int]) -> None:
    found = beside(values)
    assert (found is None) == (len(values) <= FEWEST_BEFORE)
    if found is not None:
        earlier = values[:-1][-MOST_BEFORE:]
        assert found.before == len(earlier)
        assert (found.where == "below") == all(values[-1] < one for one in earlier)
        assert (found.where == "above") == all(values[-1] > one for one in earlier)
        assert found.lowest <= found.middle <= found.highest
