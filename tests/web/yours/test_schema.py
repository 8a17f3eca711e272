"""The published schema is that of the tables, and what is given out keeps to it."""

from __future__ import annotations

import json
from datetime import timedelta

import jsonschema

from tests.repository.tree import ROOT
from tests.web.diary import diaries
from tests.web.sessions.plays import ended_play_for
from tests.web.yours.test_round_trip import given_out, taken_in
from unclench.web.accounts import receivers
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment, now
from unclench.web.today import locks, remembering
from unclench.web.yours import schema

FILE = ROOT / "docs" / "format" / "unclench-export-1.schema.json"


def test_it_is_published_as_the_tables_are() -> None:
    """After a change of a table: PYTHONPATH=src:. python tools/export_schema.py"""
    assert FILE.read_text("utf-8") == schema.text()
    jsonschema.Draft202012Validator.check_schema(schema.schema())


def test_a_person_who_used_all_of_it_keeps_to_it_and_comes_back_as_the_same_bytes(
    alice: Person, charlie: Person
) -> None:
    diaries.write(alice, 60, now("Europe/Berlin"))
    play = ended_play_for(alice)
    anna = receivers.add(alice, "Anna")
    locks.lock(anna, ["thunderclap"], Moment(now().at - timedelta(hours=3), "UTC"), play.plan.check_in)
    remembering.keep(alice, remembering.remembered(alice))
    first = given_out(alice)
    data = json.loads(first)
    validator = jsonschema.Draft202012Validator(json.loads(FILE.read_text("utf-8")))
    assert [error.message for error in validator.iter_errors(data)] == []
    data["tables"]["episode"][0]["weather"] = "rain"
    assert list(validator.iter_errors(data))

    alice.delete()
    report = taken_in(charlie, first)
    assert set(report.total) == {"imported", "duplicate"}
    assert given_out(charlie) == first
