"""What is remembered, as plain JSON data and back. Days, which `plain` does not know, are written as 2026-11-21."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from unclench.plain import PlainError, from_plain, to_plain
from unclench.safety.interview_types import Age, PageId, Remembered
from unclench.safety.types import Area, RuleId

Name = TypeVar("Name", bound=str)


@dataclass(frozen=True, slots=True)
class _Stored:
    """`Remembered` with its days as text."""

    age: Age
    age_on: str | None
    conditions: Mapping[RuleId, str]
    signs: Mapping[RuleId, str]
    areas_of: Mapping[RuleId, tuple[Area, ...]]
    asked_on: Mapping[PageId, str]


def remembered_to_plain(remembered: Remembered) -> Any:
    return to_plain(
        _Stored(
            age=remembered.age,
            age_on=None if remembered.age_on is None else remembered.age_on.isoformat(),
            conditions=_texts(remembered.conditions),
            signs=_texts(remembered.signs),
            areas_of=remembered.areas_of,
            asked_on=_texts(remembered.asked_on),
        )
    )


def remembered_from_plain(data: Any) -> Remembered:
    """Raises PlainError for what does not fit."""
    stored = from_plain(_Stored, data)
    return Remembered(
        age=stored.age,
        age_on=None if stored.age_on is None else _day(stored.age_on, "age_on"),
        conditions=_days(stored.conditions, "conditions"),
        signs=_days(stored.signs, "signs"),
        areas_of=stored.areas_of,
        asked_on=_days(stored.asked_on, "asked_on"),
    )


def _texts(days: Mapping[Name, date]) -> dict[Name, str]:
    return {name: day.isoformat() for name, day in days.items()}


def _days(texts: Mapping[Name, str], field: str) -> dict[Name, date]:
    return {name: _day(text, field, name) for name, text in texts.items()}


def _day(text: str, *where: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise PlainError(f"a day such as 2026-11-21 expected, {text!r} found", *where) from None
