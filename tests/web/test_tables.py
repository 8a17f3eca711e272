"""The tables, as the models and the database have them."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models

from unclench.web.records import Record

RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]


def test_no_change_waits_for_a_migration(db: None) -> None:
    del db
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("model", RECORDS, ids=lambda model: model.__name__)
def test_every_record_has_owner_instant_day_and_zone(model: type[Record]) -> None:
    fields = {field.name: field for field in model._meta.get_fields()}
    assert isinstance(fields["at"], models.DateTimeField)
    assert isinstance(fields["local_date"], models.DateField)
    assert not any(getattr(fields[name], "null", True) for name in ("owner", "at", "local_date", "zone"))


def test_other_tables_hold_no_records() -> None:
    """Whatever a person says or does is a Record; what else there is stands here by name."""
    ours = {model for model in apps.get_models() if model.__module__.startswith("unclench.")}
    assert {model.__name__ for model in ours - set(RECORDS)} == {"Device", "Person", "Profile", "Token"}


def test_the_database_is_as_safe_as_sqlite_can_be(db: None) -> None:
    del db
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous")
        assert cursor.fetchone() == (2,)  # FULL
        cursor.execute("PRAGMA foreign_keys")
        assert cursor.fetchone() == (1,)
        cursor.execute("PRAGMA secure_delete")
        assert cursor.fetchone() == (1,)
    assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode = WAL" in connection.settings_dict["OPTIONS"]["init_command"]
