"""What stands in a record that was made without a network, read as something that anybody may have sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from unclench.web.moment import Moment, known_zone
from unclench.web.sessions import ratings
from unclench.web.sessions.models import RATINGS

OLDEST = timedelta(days=30)
AHEAD = timedelta(minutes=10)
"""Clocks of two devices differ a little."""
LONGEST_NAME = 60
FARTHEST_MS = 2**31
LATEST_MS = 2**47
NO_TIME = "This record does not say when."

Fields = Mapping[str, Any]


class BadRecordError(ValueError):
    """This record cannot be kept; the message is for the person."""


class NotHereError(BadRecordError):
    """It belongs to something that is not here; that may come with a later record."""


def fields_of(record: object) -> Fields:
    if not isinstance(record, dict):
        raise BadRecordError("This is no record.")
    return record


def id_of(record: Fields, name: str) -> UUID:
    try:
        found = UUID(record[name])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise BadRecordError("This record lacks a name.") from None
    if found.version != 7:
        raise BadRecordError("This record has no name of the right kind.")
    return found


def moment_of(record: Fields, now: Moment, *, may_be_ahead: bool = False) -> Moment:
    """When it happened, on the clock of the browser and in its zone; never later than now.

    A zone that is not known here is taken as in any request: the one in which it is told.
    """
    at = datetime.fromtimestamp(_ms(record, "at_ms", NO_TIME) / 1_000, UTC)
    if at > now.at + AHEAD and not may_be_ahead:
        raise BadRecordError("This is still to come, by the clock here. Set the clock of the device, and try again.")
    if at < now.at - OLDEST:
        raise BadRecordError(f"This is older than {OLDEST.days} days.")
    zone = record.get("zone", "")
    if not isinstance(zone, str):
        raise BadRecordError("This record does not say where it was.")
    return Moment(min(at, now.at), known_zone(zone) or now.zone)


def instant_of(record: Fields, name: str, problem: str) -> datetime:
    return datetime.fromtimestamp(_ms(record, name, problem) / 1_000, UTC)


def _ms(record: Fields, name: str, problem: str) -> int:
    value = record.get(name)
    if type(value) is not int or not 0 < value < LATEST_MS:
        raise BadRecordError(problem)
    return value


def rating_of(record: Fields, name: str, problem: str) -> int:
    value = record.get(name)
    if type(value) is not int or not 0 <= value <= 10:
        raise BadRecordError(problem)
    return value


def ratings_of(record: Fields) -> dict[str, int | None]:
    given = record.get("ratings", {})
    if not isinstance(given, dict) or not set(given) <= set(RATINGS):
        raise BadRecordError("These ratings are not known here.")
    problems = {name: f"{ratings.WORDS[name][0]}: a whole number from 0 to 10." for name in given}
    return {name: rating_of(given, name, problems[name]) for name in given}


def name_of(record: Fields, name: str, problem: str) -> str:
    """One of our own names, empty where there is none."""
    value = record.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST_NAME or not value.isascii():
        raise BadRecordError(problem)
    return value


def position_of(record: Fields) -> int:
    value = record.get("position_ms")
    if type(value) is not int or not 0 <= value < FARTHEST_MS:
        raise BadRecordError("This record does not say where the sound stood.")
    return value
