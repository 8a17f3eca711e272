"""Taking back something remembered, with the way back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction

from unclench.plain import from_plain, to_plain
from unclench.safety import interview
from unclench.safety.interview import Remembered
from unclench.safety.types import Area, Happened, RuleId
from unclench.web.accounts.models import Person
from unclench.web.today.remembering import keep, remembered


@dataclass(frozen=True, slots=True)
class Forgotten:
    """One thing as it was remembered: since when, where, and when it was. A doctor's yes to it does not come back."""

    rule: RuleId
    sign: bool
    day: date
    areas: tuple[Area, ...] | None
    when: Happened | None = None

    def plain(self) -> dict[str, Any]:
        return {"forgotten": to_plain(self)}


def forgotten_from(data: Mapping[str, Any]) -> Forgotten:
    return from_plain(Forgotten, data["forgotten"])


def forget_now(person: Person, rule: RuleId) -> Forgotten | None:
    """None if it was not remembered. Raises NotKnownError for a rule that nobody knows."""
    with transaction.atomic():
        before = remembered(person)
        after = interview.forget(before, rule)
        day = before.signs.get(rule) or before.conditions.get(rule)
        if day is None:
            return None
        keep(person, after)
    return Forgotten(rule, rule in before.signs, day, before.areas_of.get(rule), before.happened.get(rule))


def remember_now(person: Person, forgotten: Forgotten) -> None:
    """As it was before."""
    with transaction.atomic():
        keep(person, _with(remembered(person), forgotten))


def _with(before: Remembered, forgotten: Forgotten) -> Remembered:
    since = {forgotten.rule: forgotten.day}
    signs = {**before.signs, **(since if forgotten.sign else {})}
    conditions = {**before.conditions, **({} if forgotten.sign else since)}
    areas = {} if forgotten.areas is None else {forgotten.rule: forgotten.areas}
    happened = {} if forgotten.when is None else {forgotten.rule: forgotten.when}
    return replace(
        before,
        signs=signs,
        conditions=conditions,
        areas_of={**before.areas_of, **areas},
        happened={**before.happened, **happened},
    )
