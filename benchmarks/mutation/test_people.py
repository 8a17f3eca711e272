"""What a mutant has to get past besides the tests of its module: some hundred people, judged by both transcriptions."""

from __future__ import annotations

import pytest

from tests.safety.campaign import Person, differences, people, product
from tests.safety.named import rules_found, rules_named
from unclench.safety.areas import body_map


@pytest.fixture(scope="module")
def some() -> list[Person]:
    # Made before the mutants were: to be made again by each.
    body_map.cache_clear()
    return list(people(400, seed=11))


def test_people_are_judged_alike(some: list[Person]) -> None:
    assert not [found for person in some if (found := differences(person))]


def test_what_is_limited_names_what_was_found(some: list[Person]) -> None:
    cleared = [product(person) for person in some]
    assert [rules_named(one) - rules_found(one) for one in cleared if rules_named(one) - rules_found(one)] == []
