"""Local days, in every zone and at every change of its clocks. The whole sweep is benchmarks/diary_days.py."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.diary import local_date, time_by_day

ZONES = sorted(available_timezones() - {"localtime", "posixrules", "Factory"})
MINUTE = timedelta(minutes=1)
INSTANTS = st.integers(0, 48 * 365 * 24 * 60).map(lambda minutes: datetime(1990, 1, 1, tzinfo=UTC) + minutes * MINUTE)


@settings(max_examples=150)
@given(zone=st.sampled_from(ZONES), start=INSTANTS, minutes=st.integers(0, 4320))
def test_every_minute_is_counted_once_on_the_day_the_calendar_showed(zone: str, start: datetime, minutes: int) -> None:
    """The oracle asks the calendar at each minute."""
    start = start.replace(second=0, microsecond=0)
    there = ZoneInfo(zone)
    counted: dict[date, timedelta] = {}
    for minute in range(minutes):
        day = (start + minute * MINUTE).astimezone(there).date()
        counted[day] = counted.get(day, timedelta()) + MINUTE
    found = time_by_day(start, start + minutes * MINUTE, zone)
    assert sum(found.values(), timedelta()) == minutes * MINUTE
    whole = {day: round(time / MINUTE) for day, time in found.items() if time >= MINUTE}
    # Some zones had offsets with seconds, so a minute may lie on both sides of a midnight.
    assert all(abs(whole.get(day, 0) - time // MINUTE) <= 1 for day, time in counted.items())


@pytest.mark.parametrize(
    ("zone", "start", "hours", "expected"),
    [
        ("Europe/Berlin", "2026-10-24T22:00", 25, {"2026-10-25": 25}),  # the day of 25 hours
        ("Europe/Berlin", "2026-03-28T23:00", 23, {"2026-03-29": 23}),
        ("America/Sao_Paulo", "2018-11-04T02:00", 2, {"2018-11-03": 1, "2018-11-04": 1}),  # forward at midnight
        ("America/Sao_Paulo", "2018-02-18T01:00", 3, {"2018-02-17": 2, "2018-02-18": 1}),  # midnight goes back an hour
        ("Pacific/Apia", "2011-12-30T09:00", 2, {"2011-12-29": 1, "2011-12-31": 1}),  # a day that never was
        ("Asia/Kathmandu", "2026-11-20T17:15", 2, {"2026-11-20": 1, "2026-11-21": 1}),
    ],
)
def test_days_that_are_not_like_others(zone: str, start: str, hours: int, expected: dict[str, int]) -> None:
    begun = datetime.fromisoformat(start).replace(tzinfo=UTC)
    found = time_by_day(begun, begun + timedelta(hours=hours), zone)
    assert {str(day): round(time / timedelta(hours=1)) for day, time in found.items()} == expected


def test_two_hours_from_ten_count_on_that_day_in_every_zone() -> None:
    for number, zone in enumerate(ZONES):
        day = date(1990, 1, 1) + timedelta(days=number * 29)
        start = datetime(day.year, day.month, day.day, 10, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        assert local_date(start, zone) == day
        assert time_by_day(start, start + timedelta(hours=2), zone) == {day: timedelta(hours=2)}, zone
