"""What is given out and taken in elsewhere is given out there as the same bytes; taken in twice, it changes nothing."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.web import cast
from tests.web.yours import everything
from unclench.exchange.document import rows_of
from unclench.web.accounts.models import Person
from unclench.web.yours import giving, taking
from unclench.web.yours.tables import BY_NAME


def given_out(person: Person) -> bytes:
    file = io.BytesIO()
    giving.write(person, "json", file)
    return file.getvalue()


def taken_in(person: Person, data: bytes, *, is_trial: bool = False) -> taking.Report:
    return taking.take(person, rows_of(io.BytesIO(data), BY_NAME), is_trial=is_trial)


@settings(max_examples=8)
@given(st.data())
@pytest.mark.django_db
def test_rows_of_every_table_come_back_as_the_same_bytes(draw: st.DataObject) -> None:
    Person.objects.all().delete()
    person = cast.person("one")
    rows = everything.fill(person, draw)
    first = given_out(person)
    person.delete()
    elsewhere = cast.person("other")
    report = taken_in(elsewhere, first)
    assert {state for state, many in report.total.items() if many} <= {"imported", "duplicate"}, list(report.remarks)
    assert sum(report.total.values()) >= rows - 2
    assert given_out(elsewhere) == first
    again = taken_in(elsewhere, first)
    assert set(again.total) == {"duplicate"}
    assert given_out(elsewhere) == first
