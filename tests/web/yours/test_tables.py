"""No table is forgotten: each is taken along, or stays for a reason."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import models

from unclench.exchange.document import VERSION
from unclench.web import folder
from unclench.web.accounts.models import Person
from unclench.web.records import Record
from unclench.web.yours.gathering import references, target_of
from unclench.web.yours.tables import EXPORTED, LEFT_OUT, PERSON, Table

ALL = {model._meta.label for model in apps.get_models()}


def test_each_is_taken_along_or_stays_for_a_reason() -> None:
    """A new model fails here: give it a line in unclench.web.yours.tables."""
    taken = [table.label for table in EXPORTED]
    assert len(set(taken)) == len(taken)
    assert set(taken) | set(LEFT_OUT) == ALL
    assert set(taken) & set(LEFT_OUT) == set()
    assert all(len(reason.split()) > 5 for reason in LEFT_OUT.values())


def test_every_record_is_taken_along() -> None:
    records = {model._meta.label for model in apps.get_models() if issubclass(model, Record)}
    assert records <= {table.label for table in EXPORTED}


def test_nothing_that_stays_is_more_than_a_sign_in() -> None:
    """Whatever hangs on a person, directly or by something that does, is taken along, but for the ways in."""
    hanging: set[type[models.Model]] = {Person}
    while True:
        more = {
            model
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.related_model in hanging
        } - hanging
        if not more:
            break
        hanging |= more
    left = {model._meta.label for model in hanging} & set(LEFT_OUT)
    assert left == {"accounts.Token", "accounts.Device"}
    tables = {apps.get_model(label)._meta.db_table for label in (*left, "sessions.Session")}
    assert tables == set(folder.SIGN_INS)


@pytest.mark.parametrize("table", EXPORTED, ids=lambda table: table.name)
def test_its_rows_come_after_those_they_refer_to(table: Table) -> None:
    before = EXPORTED[: EXPORTED.index(table) + 1]
    assert {target_of(field) for field in references(table)} <= {each.model for each in before}


@pytest.mark.parametrize("table", EXPORTED, ids=lambda table: table.name)
def test_all_of_it_is_there_but_what_is_of_this_machine(table: Table) -> None:
    names = {field.name for field in table.model._meta.concrete_fields}
    assert {field.name for field in table.fields} == names - set(table.of_this_machine) - {"deleted_at"}
    assert set(table.of_this_machine) <= names
    assert table is PERSON or len(table.of_this_machine) in (0, 2)


@pytest.mark.parametrize("table", EXPORTED, ids=lambda table: table.name)
def test_an_empty_cell_means_one_thing(table: Table) -> None:
    """No column knows both an empty text and nothing said: in a table for a spreadsheet they look alike."""
    texts = [field for field in table.fields if isinstance(field, models.CharField | models.TextField)]
    assert [field.name for field in texts if field.null] == []


def test_the_version_stands() -> None:
    """A file of this version can be read for good. A change that old files do not survive is a new version."""
    assert VERSION == 1
