"""Times as people type them."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.web.diary.times import NotATimeError, read_time
from unclench.web.moment import Moment

ZONES = ("UTC", "Europe/London", "Asia/Kathmandu", "Pacific/Apia", "America/New_York", "Australia/Lord_Howe")
NOON = Moment(datetime(2026, 11, 21, 12, 0, tzinfo=UTC), "Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("12:30", datetime(2026, 11, 21, 11, 30, tzinfo=UTC)),
        (" 9.05 ", datetime(2026, 11, 21, 8, 5, tzinfo=UTC)),
        ("13:00", datetime(2026, 11, 21, 12, 0, tzinfo=UTC)),
        ("2026-07-01 14:30", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
        ("2026-07-01T14:30", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
        ("2026-7-1 14:30", datetime(2026, 7, 1, 12, 30, tzinfo=UTC)),
    ],
)
def test_a_time_is_of_the_zones_clock(text: str, at: datetime) -> None:
    assert read_time(text, NOON) == Moment(at, "Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("13:01", "still to come"),
        ("2026-11-22 08:00", "still to come"),
        ("2027-01-01 08:00", "still to come"),
        ("25:00", "no time"),
        ("2026-02-30 10:00", "no time"),
        ("0000-01-01 10:00", "no time"),
        ("", "no time"),
        ("yesterday", "no time"),
        ("١٢:٣٠", "no time"),
        ("2026-03-29 02:30", "never was"),
        ("0001-01-01 00:00", "ten years"),
        ("1999-01-01 00:00", "ten years"),
    ],
)
def test_what_cannot_have_been_is_refused(text: str, why: str) -> None:
    with pytest.raises(NotATimeError, match=why):
        read_time(text, NOON)


def test_an_hour_that_came_twice_is_one_of_the_two() -> None:
    at = read_time("2026-10-25 02:30", NOON).at
    assert at in (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))


@given(text=st.text(max_size=30), zone=st.sampled_from(ZONES))
def test_any_text_is_a_time_or_refused(text: str, zone: str) -> None:
    now = Moment(NOON.at, zone)
    with suppress(NotATimeError):
        assert read_time(text, now).at <= now.at


@given(
    now=st.integers(946_684_800, 2_840_140_800).map(lambda second: datetime.fromtimestamp(second, UTC)),
    ago=st.timedeltas(timedelta(0), timedelta(days=3000)),
    zone=st.sampled_from(ZONES),
)
def test_a_minute_that_was_is_read_back_on_its_local_day(now: datetime, ago: timedelta, zone: str) -> None:
    """Whatever the clocks did since."""
    then = (now - ago).astimezone(ZoneInfo(zone)).replace(second=0, microsecond=0)
    read = read_time(f"{then:%Y-%m-%d %H:%M}", Moment(now, zone))
    assert (read.local.replace(tzinfo=None), read.local_date) == (then.replace(tzinfo=None), then.date())
    assert read.at <= now
