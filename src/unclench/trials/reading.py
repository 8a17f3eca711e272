"""Diaries from rows: `person,date,arm,y[,covariates]`. What is wrong is said row by row, and nothing is guessed."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from io import StringIO
from itertools import pairwise

import numpy as np

from unclench.trials.arrays import Floats, Ints
from unclench.trials.attacks import Attack
from unclench.trials.model import is_compared
from unclench.trials.types import COMPARATOR, MISSING, NOT_RANDOMISED, SESSION, Diary, TrialError

ARMS = {"session": SESSION, "1": SESSION, "comparator": COMPARATOR, "0": COMPARATOR}
YES_NO = {"no": 0, "yes": 1}
DEGREES = {"none": 0, "mild": 1, "moderate": 2, "severe": 3}
DAILY = ("person", "date", "arm", "y")
BY_ATTACK = ("person", "arm", "before", "after")

LONGEST_GAP_DAYS = 366
UNNAMED = "no person is named"
NOTHING_TO_COMPARE = "this person has no entry in one of the arms, so there is nothing to compare"
LARGEST = 1e12
"""Of a covariate, so that its spread is a number."""
SPREAD_LEAST = 1e-9
"""Of a covariate, against its size: below it is only rounding."""

Row = tuple[int, Mapping[str, str]]
"""Its line in the file, and its fields by column."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that cannot be read, and why."""

    line: int
    person: str
    reason: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """The diaries of persons all of whose rows can be read, and what is wrong with the rows of the others."""

    diaries: tuple[Diary, ...]
    first_days: tuple[date, ...]
    """The first day of each diary, and …"""
    first_lines: tuple[int, ...]
    """… the line of its first row."""
    faults: tuple[Fault, ...]


class FaultError(ValueError):
    """Why a field cannot be read."""


def rows_of_csv(text: str, needed: tuple[str, ...] = DAILY) -> list[Row]:
    """The rows with their line numbers. Raises TrialError where the columns are not there or a name stands twice."""
    reader = csv.reader(StringIO(text.removeprefix("\ufeff")), strict=True)
    try:
        header = [name.strip() for name in next(reader, [])]
        check_columns(header, needed)
        rows: list[Row] = []
        for fields in reader:
            if not any(field.strip() for field in fields):
                continue
            if len(fields) != len(header):
                named: dict[str, str] = {"": f"{len(fields)} fields, where the first line names {len(header)}"}
                named["person"] = fields[0].strip()
            else:
                named = {name: field.strip() for name, field in zip(header, fields, strict=True)}
            rows.append((reader.line_num, named))
    except csv.Error as error:
        raise TrialError(f"Line {reader.line_num} is not CSV: {error}.") from None
    return rows


def check_columns(header: list[str], needed: tuple[str, ...]) -> None:
    missing = [name for name in needed if name not in header]
    if missing:
        raise TrialError(f"The first line names the columns {','.join(needed)}; {', '.join(missing)} not found.")
    if len(set(header)) != len(header) or "" in header:
        raise TrialError("The first line names a column twice, or leaves a name empty.")


def read_diaries(rows: Iterable[Row], *, levels: int = 2, weekdays: bool = False) -> Reading:
    """Days from rows, one person after the other. A day without a row is a day without an entry.

    levels: 2 for no and yes (or 0 and 1), 4 for none, mild, moderate, severe (or 0 to 3). Further columns are
    covariates, a number on every day; they are centred, and brought to an sd of one unless they are 0 and 1. `weekdays`
    adds six columns that let every day of the week differ.
    """
    words = words_of(levels)
    diaries, first_days, first_lines, faults = [], [], [], []
    for person, own in _by_person(rows):
        days: dict[date, _Day] = {}
        wrong: list[Fault] = []
        for line, fields in own:
            try:
                day, entry = _day(fields, words, levels)
                if day in days:
                    raise FaultError(f"{day} stands twice for this person")
                days[day] = entry
            except FaultError as fault:
                wrong.append(Fault(line, person, str(fault)))
        wrong += [] if wrong else _order_faults(person, own, days)
        if wrong:
            faults += wrong
            continue
        first_days.append(min(days))
        first_lines.append(own[0][0])
        diaries.append(_diary(person, days, levels, weekdays))
    return Reading(tuple(diaries), tuple(first_days), tuple(first_lines), _sorted(faults))


def _sorted(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    return tuple(sorted(faults, key=lambda fault: fault.line))


def compared(reading: Reading) -> Reading:
    """Without the persons who have no entry in one of the arms; each gets a fault at the first of their rows."""
    kept = [number for number, diary in enumerate(reading.diaries) if is_compared(diary)]
    faults = [
        Fault(line, diary.person, NOTHING_TO_COMPARE)
        for line, diary in zip(reading.first_lines, reading.diaries, strict=True)
        if not is_compared(diary)
    ]
    return Reading(
        tuple(reading.diaries[number] for number in kept),
        tuple(reading.first_days[number] for number in kept),
        tuple(reading.first_lines[number] for number in kept),
        _sorted((*reading.faults, *faults)),
    )


def words_of(levels: int) -> Mapping[str, int]:
    """What an entry is called. Raises TrialError unless there are 2 or 4 degrees."""
    if levels not in (2, 4):
        raise TrialError("Entries have 2 degrees (no, yes) or 4 (none, mild, moderate, severe).")
    return YES_NO if levels == 2 else DEGREES


@dataclass(frozen=True, slots=True)
class _Day:
    arm: int
    y: int
    covariates: Mapping[str, float]


def _by_person(rows: Iterable[Row]) -> Iterator[tuple[str, list[Row]]]:
    persons: dict[str, list[Row]] = {}
    for line, fields in rows:
        persons.setdefault(fields.get("person", ""), []).append((line, fields))
    if len(persons) > 1:  # one person needs no name; among several, a row without one belongs to nobody
        persons |= {"": [(line, {"": UNNAMED}) for line, _ in persons.get("", [])]}
    yield from ((person, own) for person, own in persons.items() if own)


def _day(fields: Mapping[str, str], words: Mapping[str, int], levels: int) -> tuple[date, _Day]:
    if "" in fields:
        raise FaultError(fields[""])
    covariates = {name: covariate_in(name, text) for name, text in fields.items() if name not in DAILY}
    return date_in(fields["date"]), _Day(arm_in(fields["arm"]), entry_in(fields["y"], words, levels), covariates)


def date_in(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise FaultError(f"date “{text}” is not a day such as 2026-11-28") from None


def arm_in(text: str) -> int:
    arm = _whole(text.casefold())
    if arm and arm not in ARMS:
        raise FaultError(f"arm “{text}” is neither session (1) nor comparator (0) nor empty")
    return ARMS[arm] if arm else NOT_RANDOMISED


def entry_in(text: str, words: Mapping[str, int], levels: int) -> int:
    entry = _whole(text.casefold())
    numbers = {str(number): number for number in range(levels)}
    if entry and entry not in words and entry not in numbers:
        raise FaultError(f"y “{text}” is none of {', '.join(words)} (or 0 to {levels - 1}) and not empty")
    return MISSING if not entry else words[entry] if entry in words else numbers[entry]


def covariate_in(name: str, text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = np.nan
    if np.isnan(found):
        raise FaultError(f"{name} “{text}” is not a number; a covariate is known on every day")
    if abs(found) > LARGEST:
        raise FaultError(f"{name} “{text}” is larger than a million million, which no covariate is")
    return found


def _whole(text: str) -> str:
    """“1.0” as “1”: so a program writes a whole number where others in its column are missing."""
    whole = text.removesuffix(".0")
    return whole if whole.isdecimal() else text


def _order_faults(person: str, own: list[Row], days: Mapping[date, _Day]) -> list[Fault]:
    """An entry without an arm after the start belongs to nothing, and a gap of a year is a slip of the pen."""
    drawn = [day for day, entry in days.items() if entry.arm != NOT_RANDOMISED]
    if not drawn:
        return [Fault(own[0][0], person, "no day of this person has an arm")]
    faults = []
    ordered = sorted(days)
    late = {day: (day - before).days for before, day in pairwise(ordered) if (day - before).days > LONGEST_GAP_DAYS}
    for line, fields in own:
        day = date.fromisoformat(fields["date"])
        if day in late:
            faults.append(Fault(line, person, f"{day} is {late[day]} days after the day before it in this diary"))
        elif day > min(drawn) and days[day].arm == NOT_RANDOMISED and days[day].y != MISSING:
            faults.append(Fault(line, person, f"{day} has an entry but no arm, after the first day with one"))
    return faults


def _diary(person: str, days: Mapping[date, _Day], levels: int, weekdays: bool) -> Diary:
    ordered = sorted(days)
    entries = [days[day] for day in ordered]
    names = tuple(entries[0].covariates)
    return diary_of(
        person,
        np.array([day.toordinal() for day in ordered]),
        np.array([entry.arm for entry in entries]),
        np.array([entry.y for entry in entries]),
        np.array([[entry.covariates[name] for name in names] for entry in entries]).reshape(len(ordered), len(names)),
        names=names,
        levels=levels,
        weekdays=weekdays,
    )


def diary_of(
    person: str,
    day: Ints,
    arm: Ints,
    y: Ints,
    covariates: Floats,
    *,
    names: tuple[str, ...],
    levels: int,
    weekdays: bool,
) -> Diary:
    """From the days that have a row, ascending, as ordinals; the days between become days without an entry."""
    at = day - day[0]
    length = int(at[-1]) + 1
    arms, ys = np.full(length, NOT_RANDOMISED), np.full(length, MISSING)
    arms[at], ys[at] = arm, y
    start = int(np.flatnonzero(arms != NOT_RANDOMISED)[0])
    columns = np.zeros((length, len(names)))
    for number in range(len(names)):
        columns[at, number] = _standard(covariates[:, number])
    if weekdays:
        names += tuple(f"weekday {number}" for number in range(1, 7))
        columns = np.hstack([columns, _weekday_columns()[(day[0] - 1 + np.arange(length)) % 7]])
    return Diary(
        y=ys,
        arm=arms,
        unit=np.where(arms != NOT_RANDOMISED, (np.arange(length) - start) // 7, -1),
        covariates=columns,
        names=names,
        levels=levels,
        person=person,
    )


def _standard(known: Floats) -> Floats:
    """Centred; of sd one unless yes or no. So days without a row, which say nothing anyway, have 0."""
    spread = float(known.std())
    if set(np.unique(known)) <= {0.0, 1.0} or spread <= SPREAD_LEAST * float(np.abs(known).max()):
        spread = 1.0
    return np.asarray((known - known.mean()) / spread)


def _weekday_columns() -> Floats:
    """(7, 6): orthogonal contrasts, so that a priori every weekday differs from the mean by as much."""
    contrasts = np.zeros((7, 6))
    for number in range(6):
        contrasts[: number + 1, number] = -1
        contrasts[number + 1, number] = number + 1
    return np.asarray(contrasts / np.sqrt((contrasts**2).sum(axis=0)))


@dataclass(frozen=True, slots=True)
class AttackReading:
    persons: tuple[tuple[str, tuple[Attack, ...]], ...]
    first_lines: tuple[int, ...]
    """The line of each person's first row."""
    faults: tuple[Fault, ...]


def compared_attacks(reading: AttackReading) -> AttackReading:
    """As `compared`."""
    kept, lines, faults = [], [], list(reading.faults)
    for line, (person, attacks) in zip(reading.first_lines, reading.persons, strict=True):
        if {attack.arm for attack in attacks if attack.after is not None} == {COMPARATOR, SESSION}:
            kept.append((person, attacks))
            lines.append(line)
        else:
            faults.append(Fault(line, person, NOTHING_TO_COMPARE))
    return AttackReading(tuple(kept), tuple(lines), _sorted(faults))


def read_attacks(rows: Iterable[Row]) -> AttackReading:
    """Attacks from rows `person,arm,before,after`, in their order; `after` empty where it was not said."""
    persons, first_lines, faults = [], [], []
    for person, own in _by_person(rows):
        attacks, wrong = [], []
        for line, fields in own:
            try:
                attacks.append(_attack(fields))
            except (FaultError, TrialError) as fault:
                wrong.append(Fault(line, person, str(fault).rstrip(".")))
        faults += wrong
        if not wrong:
            persons.append((person, tuple(attacks)))
            first_lines.append(own[0][0])
    return AttackReading(tuple(persons), tuple(first_lines), _sorted(faults))


def _attack(fields: Mapping[str, str]) -> Attack:
    if "" in fields:
        raise FaultError(fields[""])
    arm = _whole(fields["arm"].casefold())
    if arm not in ARMS:
        raise FaultError(f"arm “{fields['arm']}” is neither session (1) nor comparator (0)")
    pains: list[float | None] = []
    for name in ("before", "after"):
        text = fields[name]
        try:
            pains.append(float(text) if text or name == "before" else None)
        except ValueError:
            raise FaultError(f"{name} “{text}” is not a number from 0 to 10") from None
    before, after = pains
    assert before is not None
    return Attack(ARMS[arm], before, after)
