"""Everything of a person and of the receivers they keep, row by row, as it will be once what was deleted is gone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.db import connection, models

from unclench.exchange.document import Row
from unclench.web.accounts.models import Person
from unclench.web.accounts.receivers import everybody
from unclench.web.yours.tables import EXPORTED, PERSON, Table
from unclench.web.yours.values import ME, told

_AT_ONCE = 500


@contextmanager
def one_moment() -> Iterator[None]:
    """Whatever is read inside is of one moment, whoever writes meanwhile; nobody is held up."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def tables_of(person: Person) -> Iterator[tuple[str, Iterator[Row]]]:
    """Each table by name with its rows. One is to be read to its end before the next, inside `one_moment`."""
    people = everybody(person)
    there: dict[type[models.Model], set[Any]] = {Person: {one.id for one in people}}
    for table in EXPORTED:
        yield table.name, _rows(table, person, there)


def _rows(table: Table, person: Person, there: dict[type[models.Model], set[Any]]) -> Iterator[Row]:
    people = there[Person]
    if table is PERSON:
        yield from (_row(table, one, person.id, frozenset()) for one in _mine_first(Person, "id", person, people))
        return
    found = table.model._default_manager.filter(owner__in=people)
    if "deleted_at" in {field.name for field in table.model._meta.fields}:
        found = found.filter(deleted_at=None)
    here = there[table.model] = set(found.values_list("pk", flat=True))
    _leave_out_what_hangs_on_nothing(table, there, here)
    key = table.model._meta.pk.name
    ordered = (
        _mine_first(table.model, "owner_id", person, people)
        if key == "owner"
        else found.order_by("pk").iterator(_AT_ONCE)
    )
    for one in ordered:
        if one.pk in here:
            gone = frozenset(
                field.name
                for field in references(table)
                if (target := getattr(one, field.attname)) is not None and target not in there[target_of(field)]
            )
            yield _row(table, one, person.id, gone)


def references(table: Table) -> tuple[models.ForeignKey[Any, Any], ...]:
    """To other rows than people."""
    return tuple(
        field for field in table.fields if isinstance(field, models.ForeignKey) and target_of(field) is not Person
    )


def target_of(field: models.ForeignKey[Any, Any]) -> type[models.Model]:
    found = field.related_model
    assert isinstance(found, type)
    return found


def _leave_out_what_hangs_on_nothing(table: Table, there: dict[type[models.Model], set[Any]], here: set[Any]) -> None:
    """What would go with something that is deleted goes too, and what hangs on that."""
    hanging = [field for field in references(table) if field.remote_field.on_delete is models.CASCADE]
    if not hanging:
        return
    names = [field.attname for field in hanging]
    rows = list(table.model._default_manager.filter(owner__in=there[Person]).values_list("pk", *names))
    while True:
        lost = {
            row[0]
            for row in rows
            if row[0] in here
            and any(
                target is not None and target not in there[target_of(field)]
                for field, target in zip(hanging, row[1:], strict=True)
            )
        }
        if not lost:
            return
        here -= lost


def _mine_first(model: type[models.Model], key: str, person: Person, people: set[UUID]) -> list[Any]:
    rows = model._default_manager.filter(**{f"{key}__in": people})
    return sorted(rows, key=lambda row: (getattr(row, key) != person.id, getattr(row, key)))


def _row(table: Table, one: models.Model, mine: UUID, gone: frozenset[str]) -> Row:
    row: dict[str, Any] = {}
    for field in table.fields:
        value = None if field.name in gone else getattr(one, field.attname)
        row[field.name] = ME if value == mine else told(field, value)
    return row
