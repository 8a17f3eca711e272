"""A person with rows in every table, made from the columns themselves: so a new table is filled without a word here."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from hypothesis import strategies as st

from tests.web.sessions.plays import plan_for
from unclench.web.accounts import receivers
from unclench.web.accounts.models import Person
from unclench.web.yours.gathering import target_of
from unclench.web.yours.tables import BY_NAME, EXPORTED, PERSON, Table

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12) | st.sampled_from(
    ["=1+1", "+1", "-1", "@a", "\tb", "\rc", "'", "''d", "file:e", '"', ",", "ü", "🙂", "＝1", "a\nb"]
)
MOMENTS = st.integers(631_152_000_000_000, 2_145_916_799_000_000).map(
    lambda since: datetime.fromtimestamp(0, UTC) + timedelta(microseconds=since)
)
"""To the microsecond, from 1990 to 2037."""
DAYS = st.dates(date(1990, 1, 1), date(2037, 12, 31))
IDS = st.uuids(version=4)
_LISTS = {"rules", "changed", "unwanted", "places", "noticed", "shown"}
_DECLARED: dict[str, Any] = {
    "wishes": {},
    "remembered": {},
    "agreed": {},
    "told": [],
    "agreement": None,
    "worked": None,
}


@cache
def _sample() -> dict[str, Any]:
    """Of the columns that hold something large with a declared type."""
    person = Person.objects.create(name="sample")
    plan = plan_for(person)
    found = {"session": plan.session, "request": plan.check_in.request, "answers": plan.check_in.answers}
    person.delete()
    return found


def fill(person: Person, draw: st.DataObject, most: int = 3) -> int:
    """Rows of everything, for the person and a receiver; how many there are."""
    receiver = receivers.add(person, "Anna")
    person.theme, person.metronome = draw.draw(st.sampled_from(["auto", "dim"])), draw.draw(st.booleans())
    person.save()
    rows = 2
    for table in EXPORTED:
        if table is PERSON:
            continue
        for number in range(draw.draw(st.integers(0, most))):
            owner = person if draw.draw(st.booleans()) else receiver
            rows += _row(table, owner, draw, number)
    return rows


def _row(table: Table, owner: Person, draw: st.DataObject, number: int) -> bool:
    values = {field.attname: _value(field, table, owner, draw) for field in table.fields}
    if any(value is _Nothing for value in values.values()):
        return False
    made = table.model(**values, **({"boot": f"here{number}"} if "boot" in table.of_this_machine else {}))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        return False  # one for each day, for instance
    return True


class _Nothing:
    """There is nothing yet that this could refer to."""


def _value(field: models.Field[Any, Any], table: Table, owner: Person, draw: st.DataObject) -> Any:
    if isinstance(field, models.ForeignKey):
        if target_of(field) is Person:
            return owner.id
        there = list(target_of(field)._default_manager.filter(owner=owner).values_list("pk", flat=True))
        if field.null:
            return draw.draw(st.sampled_from([None, *there]))
        return draw.draw(st.sampled_from(there)) if there else _Nothing
    if field.null and draw.draw(st.booleans()):
        return None
    if field.choices:
        return draw.draw(st.sampled_from([code for code, _ in field.flatchoices]))
    if isinstance(field, models.JSONField):
        if field.name in _LISTS:
            return draw.draw(st.lists(TEXTS, max_size=2))
        if field.name in _sample():
            return _sample()[field.name]
        return _DECLARED.get(field.name, {}) if table.name != "opened_file" else {}
    if field.name in ("zone", "ended_zone"):
        return draw.draw(st.sampled_from(["Europe/Berlin", "Asia/Kathmandu", "UTC"]))
    if isinstance(field, models.UUIDField):
        return draw.draw(IDS)
    if isinstance(field, models.DateTimeField):
        return draw.draw(MOMENTS)
    if isinstance(field, models.DateField):
        return draw.draw(DAYS)
    if isinstance(field, models.BooleanField):
        return draw.draw(st.booleans())
    if isinstance(field, models.FloatField):
        return draw.draw(st.floats(0, 86_400))
    if isinstance(field, models.IntegerField):
        return draw.draw(st.integers(0, 10))
    if isinstance(field, models.BinaryField):
        return draw.draw(st.binary(max_size=20))
    assert isinstance(field, models.CharField | models.TextField), field
    text: str = draw.draw(TEXTS)[: field.max_length]
    return text or ("" if field.blank else "a")


def count(person: Person) -> int:
    people: list[UUID] = [one.id for one in receivers.everybody(person)]
    return len(people) + sum(
        table.model._default_manager.filter(owner__in=people).count()
        for table in BY_NAME.values()
        if table is not PERSON
    )
