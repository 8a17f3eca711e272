"""Rules that work from a day allow no more than the true moment would: in any zone, on leap days, at clock changes."""

from __future__ import annotations

from tests.safety.dated import looser_by_day, told


def test_a_day_is_never_taken_for_longer_ago_than_it_was() -> None:
    people = list(told(1500, seed=4))
    assert len({person.rule for person in people}) > 10
    assert [(person, found) for person in people if (found := looser_by_day(person))] == []
