"""What can be said of a day, and how it is read. None of it has to be said. Knows no Django."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Kind = Literal["rating", "amount", "choice", "text"]
LONGEST_AGO = timedelta(days=3660)
LONGEST_TEXT = 500
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
    low: str = ""
    high: str = ""
    """What 0 and 10 stand for."""
    per_unit: int = 1
    """So much of what is kept makes one of what is asked for."""
    most: int = 0
    choices: tuple[tuple[str, str], ...] = ()


FIELDS: tuple[Field, ...] = (
    Field("sleep_min", "Sleep", "amount", "hours", per_unit=60, most=1440),
    Field("sleep_quality", "Slept", "rating", low="badly", high="well"),
    Field("stress", "Stress", "rating", low="none", high="most"),
    Field("mood", "Mood", "rating", low="low", high="good"),
    Field("tension", "Neck tension", "rating", low="none", high="most"),
    Field("focus", "Focus", "rating", low="none", high="clear"),
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


def read_day(text: str, today: date) -> date | None:
    """None for what is no day of a diary."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if today - LONGEST_AGO <= day <= today and text == day.isoformat() else None


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
