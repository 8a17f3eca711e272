"""A moment as it was lived: the instant in UTC, and the zone, which together give the local day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tzlocal import get_localzone_name

LONGEST_NAME = 64


@dataclass(frozen=True, slots=True)
class Moment:
    at: datetime
    """In UTC."""
    zone: str
    """IANA name, such as Europe/Berlin."""

    @property
    def local(self) -> datetime:
        return self.at.astimezone(ZoneInfo(self.zone))

    @property
    def clock(self) -> datetime:
        """What the clock there showed. Without its zone: templates move a time that has one into the reader's."""
        return self.local.replace(tzinfo=None)

    @property
    def local_date(self) -> date:
        return self.local.date()


def now(zone: str | None = None) -> Moment:
    """This moment, in the zone given, or else in this machine's own."""
    return Moment(datetime.now(UTC), zone or machine_zone())


def known_zone(name: str) -> str | None:
    """The name, if it is one of a zone."""
    if not 0 < len(name) <= LONGEST_NAME:
        return None
    try:
        return ZoneInfo(name).key
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


@cache
def machine_zone() -> str:
    try:
        return known_zone(get_localzone_name() or "") or "UTC"
    except (ZoneInfoNotFoundError, ValueError, LookupError):
        return "UTC"
