"""The measures for the command line. Importing this does not import Django; the functions do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from unclench.measures import Measure, NotInRangeError, checked, load_measures
from unclench.web import folder
from unclench.web.moment import Moment
from unclench.web.reading import NotKeptError, at_the_database, looking_at_the_database


@dataclass(frozen=True, slots=True)
class Line:
    """One time a measure was taken, in words and whole."""

    day: date
    clock: str
    words: str
    remarks: tuple[str, ...]
    plain: Mapping[str, Any]


def read_last() -> dict[str, Line]:
    """By measure, the newest. Reads only. Raises StoredDataError."""
    if not folder.database().exists():
        return {}
    with looking_at_the_database():
        from unclench.web.accounts.entry import known_owner
        from unclench.web.measures import series

        person = known_owner()
        rows = {} if person is None else series.last_of(person)
        measures = load_measures()
        return {name: _line(measures[name], row) for name, row in rows.items()}


def read_series(measure: Measure, limit: int) -> tuple[Line, ...]:
    """The newest first. Reads only. Raises StoredDataError."""
    if not folder.database().exists():
        return ()
    with looking_at_the_database():
        from unclench.web.accounts.entry import known_owner
        from unclench.web.measures import series

        person = known_owner()
        rows = () if person is None else series.rows_of(person, measure)
        return tuple(_line(measure, row) for row in reversed(rows[-limit:]))


def _line(measure: Measure, row: Any) -> Line:
    from unclench.web.measures import series

    clock = f"{row.lived.clock:%H:%M}" if row.has_clock else ""
    return Line(row.taking.local_date, clock, series.summary(measure, row), row.remarks, series.plain(row))


def record(measure: Measure, said: Mapping[str, str], told_by: str, day: date | None, now: Moment) -> UUID:
    """Keep it, in a database made for it if there is none. Raises StoredDataError, NotKeptError."""
    numbers = _places(said) if measure.kind == "places" else _numbers(measure, said)
    with at_the_database():
        from unclench.web.accounts.entry import owner
        from unclench.web.measures.keeping import Said, keep, why_not_now

        person = owner()
        if why_not := why_not_now(person, measure, now):
            raise NotKeptError(why_not)
        method = "self" if measure.kind == "steps" and measure.group == "body" else ""
        try:
            return keep(person, measure, Said(numbers, method=method, told_by=told_by), now, day=day).id
        except ValueError as error:
            raise NotKeptError(str(error)) from None


def _numbers(measure: Measure, said: Mapping[str, str]) -> dict[str, float | None]:
    numbers: dict[str, float | None] = {}
    for name, text in said.items():
        try:
            value = checked(measure.item_called(name), text)
        except NotInRangeError as error:
            raise NotKeptError(str(error)) from None
        if value is not None:
            numbers[name] = value
    return numbers


def _places(said: Mapping[str, str]) -> dict[str, float | None]:
    """As on the map: 0 to 10, or "hurts" without a number."""
    levels = {"hurts": None, **{str(level): float(level) for level in range(11)}}
    for name, text in said.items():
        if text not in levels:
            raise NotKeptError(f"{name}: a whole number from 0 to 10, or hurts.")
    return {name: levels[text] for name, text in said.items()}


def undo(key: UUID, now: Moment) -> str | None:
    """Take one back, and say what it was; None if there is none. Raises StoredDataError."""
    if not folder.database().exists():
        return None
    with at_the_database():
        from unclench.web.accounts.entry import owner
        from unclench.web.measures.models import Taking

        found = Taking.of(owner()).filter(id=key).first()
        if found is None:
            return None
        found.take_away(now.at)
        return found.measure
