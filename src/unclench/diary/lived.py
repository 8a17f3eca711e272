"""Instants as they were lived, and how an interval falls on local days.

A day is what the calendar on the wall said. Clocks go forward and back, also at midnight, and whole days were left out
where a date line was moved; so a day is not assumed to be one interval, nor 24 hours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lived:
    """All three are kept: the tables of zones are changed afterwards, the day somebody lived is not."""

    at: datetime
    """In UTC."""
    local_date: date
    zone: str
    """IANA name."""


def lived(at: datetime, zone: str) -> Lived:
    return Lived(at, local_date(at, zone), zone)


def local_date(at: datetime, zone: str) -> date:
    return at.astimezone(_zone(zone)).date()


def time_by_day(start: datetime, end: datetime, zone: str) -> dict[date, timedelta]:
    """How much between two instants was lived on each local day. Nothing is lost and nothing counted twice."""
    found: dict[date, timedelta] = {}
    at = start.astimezone(UTC)
    while at < end:
        offset = _offset(at, zone)
        local = (at + offset).replace(tzinfo=None)
        next_day = at + (datetime.combine(local.date(), datetime.min.time()) + _DAY - local)
        until = _same_offset_until(at, min(next_day, end), zone)
        found[local.date()] = found.get(local.date(), timedelta()) + (until - at)
        at = until
    return found


def _same_offset_until(at: datetime, until: datetime, zone: str) -> datetime:
    """The first change of the clocks before `until`, or else that. Two changes within one day are not looked for."""
    offset = _offset(at, zone)
    if _offset(until - timedelta.resolution, zone) == offset:
        return until
    low, high = at, until
    while high - low > timedelta.resolution:
        middle = low + (high - low) / 2
        if middle in (low, high):
            break
        if _offset(middle, zone) == offset:
            low = middle
        else:
            high = middle
    return high


def _offset(at: datetime, zone: str) -> timedelta:
    offset = at.astimezone(_zone(zone)).utcoffset()
    assert offset is not None
    return offset


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)
