"""Times as people give them: on their own clock, in the zone they were in, and never to come."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from unclench.web.moment import Moment

LONGEST_AGO = timedelta(days=3660)
ONE_DAY = timedelta(days=1)
_TIME = re.compile(r"(\d{1,2})[:.](\d{2})", re.ASCII)
_DAY_AND_TIME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[T ]+(\d{1,2})[:.](\d{2})(?::00)?", re.ASCII)


class NotATimeError(ValueError):
    """What was given is no time that has been; the text says what to do."""


def read_time(text: str, now: Moment) -> Moment:
    """The moment that "14:30" or "2026-11-20 14:30" names on the clock of `now`'s zone. Raises NotATimeError."""
    local = _local(text.strip(), now.local_date)
    if local < now.clock - LONGEST_AGO:
        raise NotATimeError(f"{_day(local)} is more than ten years ago. Is the year right?")
    if local > now.clock + ONE_DAY:
        raise _to_come(local, now)
    zone = ZoneInfo(now.zone)
    at = local.replace(tzinfo=zone).astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) != local:
        raise NotATimeError(
            f"On that day the clocks went forward: {local:%H:%M} never was. Give a time before or after."
        )
    if at > now.at:
        raise _to_come(local, now)
    return Moment(at, now.zone)


def _local(text: str, today: date) -> datetime:
    try:
        if found := _TIME.fullmatch(text):
            hour, minute = map(int, found.groups())
            return datetime.combine(today, time(hour, minute))
        if found := _DAY_AND_TIME.fullmatch(text):
            year, month, day, hour, minute = map(int, found.groups())
            return datetime.combine(date(year, month, day), time(hour, minute))
    except ValueError:
        pass
    raise NotATimeError("This is no time. Give one such as 14:30, or with its day 2026-11-20 14:30.")


def _day(local: datetime) -> str:
    return f"{local.day} {local:%B %Y}"


def _to_come(local: datetime, now: Moment) -> NotATimeError:
    earlier = f"{now.local_date - ONE_DAY} 21:30"
    return NotATimeError(f"{local:%H:%M} on {_day(local)} is still to come. An earlier day: {earlier}")
