"""The circumstances of a day, as they are kept: a few things, those that the person chose."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from unclench.web.accounts.models import Person
from unclench.web.diary.fields import BY_ID, FIELDS, USUAL, Field
from unclench.web.diary.models import Day, DayChoice
from unclench.web.moment import Moment


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
