"""What a mutant has to get past besides the tests of its module: some hundred people, judged by both transcriptions."""

from __future__ import annotations

from tests.safety.campaign import differences, people
from unclench.safety.areas import body_map


def test_people_are_judged_alike() -> None:
    # Made before the mutants were: to be made again by each.
    body_map.cache_clear()
    assert not [found for person in people(400, seed=11) if (found := differences(person))]
