"""The circumstances of a day: a few things, those that the person chose, and none of them has to be said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from django.db import transaction

from unclench.web.accounts.models import Person
from unclench.web.diary.models import LONGEST_TEXT, Day, DayChoice
from unclench.web.moment import Moment

Kind = Literal["rating", "amount", "choice", "text"]
LONGEST_AGO = timedelta(days=3660)
_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)", re.ASCII)
_NUMBER = re.compile(r"\d{1,4}([.,]\d{1,2})?", re.ASCII)


class NotSaidWellError(ValueError):
    """It cannot be read; the text says what could."""


@dataclass(frozen=True, slots=True)
class Field:
    id: str
    """Of the column."""
    name: str
    kind: Kind
    unit: str = ""
    ends: str = ""
    """What 0 and 10 stand for."""
    per_unit: int = 1
    """So much of what is kept makes one of what is asked for."""
    most: int = 0
    choices: tuple[tuple[str, str], ...] = ()


FIELDS: tuple[Field, ...] = (
    Field("sleep_min", "Sleep", "amount", "hours", per_unit=60, most=1440),
    Field("sleep_quality", "Slept", "rating", ends="0 badly, 10 well"),
    Field("stress", "Stress", "rating", ends="0 none, 10 most"),
    Field("mood", "Mood", "rating", ends="0 low, 10 good"),
    Field("tension", "Neck tension", "rating", ends="0 none, 10 most"),
    Field("focus", "Focus", "rating", ends="0 none, 10 clear"),
    Field("activity_min", "Moved", "amount", "minutes", most=1440),
    Field("water_ml", "Water", "amount", "litres", per_unit=1000, most=20_000),
    Field("screen_min", "Screen", "amount", "hours", per_unit=60, most=1440),
    Field("alcohol", "Alcohol", "amount", "drinks", most=50),
    Field("caffeine", "Caffeine", "amount", "cups", most=50),
    Field(
        "menstruation", "Period", "choice",
        choices=(("no", "no"), ("light", "light"), ("medium", "medium"), ("heavy", "heavy")),
    ),
    Field("note", "Note", "text"),
)  # fmt: skip
BY_ID: Mapping[str, Field] = {field.id: field for field in FIELDS}
USUAL = ("sleep_min", "stress", "tension", "note")
"""Shown until somebody chooses. Few, so that it stays half a minute."""


def shown_to(person: Person) -> tuple[Field, ...]:
    """In the order of the page, whatever the order in which they were chosen."""
    choice = DayChoice.of(person).first()
    names = USUAL if choice is None else tuple(choice.shown)
    return tuple(field for field in FIELDS if field.id in names)


def choose(person: Person, names: tuple[str, ...], moment: Moment) -> None:
    """Raises KeyError for what there is not."""
    shown = [BY_ID[name].id for name in names]
    with transaction.atomic():
        for before in DayChoice.of(person):
            before.take_away(moment.at)
        DayChoice.made(person, moment, shown=shown).save()


def read_day(text: str, today: date) -> date | None:
    """None for what is no day of a diary."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if today - LONGEST_AGO <= day <= today and text == day.isoformat() else None


def day_of(person: Person, day: date) -> Day | None:
    return Day.of(person).filter(local_date=day).first()


def text_of(field: Field, day: Day | None) -> str:
    """As it stands in the form; empty where nothing was said."""
    value = None if day is None else getattr(day, field.id)
    if value is None:
        return ""
    if field.kind != "amount" or field.per_unit == 1:
        return str(value)
    if field.per_unit == 60:
        hours, minutes = divmod(value, 60)
        return f"{hours}:{minutes:02}" if minutes else str(hours)
    return f"{value / field.per_unit:g}"


def value_of(field: Field, text: str) -> int | str | None:
    """What is kept. Raises NotSaidWellError."""
    said = text.replace("\r\n", "\n").strip()
    if field.kind == "text":
        if len(said) > LONGEST_TEXT:
            raise NotSaidWellError(f"{field.name}: {len(said)} characters; there is room for {LONGEST_TEXT}.")
        return said
    if field.kind == "choice":
        if said not in ("", *dict(field.choices)):
            raise NotSaidWellError(f"{field.name}: one of those offered.")
        return said
    if not said:
        return None
    if field.kind == "rating":
        if said not in map(str, range(11)):
            raise NotSaidWellError(f"{field.name}: a whole number from 0 to 10.")
        return int(said)
    return _amount(field, said)


def _amount(field: Field, said: str) -> int:
    example = "7:30 or 7.5" if field.per_unit == 60 else "1.5" if field.per_unit > 1 else "2"
    problem = NotSaidWellError(f"{field.name}: {field.unit} as a number, such as {example}.")
    clock = _CLOCK.fullmatch(said) if field.per_unit == 60 else None
    if clock:
        value = int(clock[1]) * 60 + int(clock[2])
    elif _NUMBER.fullmatch(said):
        exact = float(said.replace(",", ".")) * field.per_unit
        value = round(exact)
        if field.per_unit == 1 and value != exact:
            raise problem
    else:
        raise problem
    if value > field.most:
        raise NotSaidWellError(f"{field.name}: {said} {field.unit} is more than can be.")
    return value


def keep(person: Person, day: date, values: Mapping[str, int | str | None], moment: Moment) -> None:
    """Fields that are not among the values stay as they are."""
    with transaction.atomic():
        found = day_of(person, day)
        if found is None:
            if not any(value not in (None, "") for value in values.values()):
                return
            found = Day.made(person, moment)
            found.local_date = day
        for name, value in values.items():
            setattr(found, BY_ID[name].id, value)
        found.at, found.zone = moment.at, moment.zone
        found.save()
