"""Clearly more headache days than before the first session: hands wait for a doctor, or until there are fewer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.web.sessions import test_felt
from tests.web.sessions.plays import ended_play_for, plan_for
from unclench.web.accounts.models import Person
from unclench.web.diary.models import DayMark
from unclench.web.moment import now
from unclench.web.sessions.models import Felt
from unclench.web.sessions.planning import session_of
from unclench.web.sessions.rising import look_at_diary

FIRST = datetime(2026, 9, 1, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 1, 12, tzinfo=UTC)
RULE = "more_headache_days"


def holds(person: Person) -> set[str]:
    """At a check of now."""
    look_at_diary(person, now())
    return test_felt.holds(person)


@pytest.fixture
def clock(alice: Person) -> Iterator[time_machine.Traveller]:
    """Two months after Alice's first session."""
    with time_machine.travel(FIRST, tick=False) as traveller:
        ended_play_for(alice)
        traveller.move_to(LATER)
        yield traveller


def say(person: Person, last: date, *, headache: int, days: int = 28) -> None:
    """So many days of headache, and the rest of them clear, up to this day."""
    for back in range(days):
        said = "headache" if back < headache else "clear"
        DayMark(owner=person, at=now().at, local_date=last - timedelta(days=back), zone=now().zone, said=said).save()


def before(person: Person, headache: int, days: int = 28) -> None:
    say(person, FIRST.date() - timedelta(days=1), headache=headache, days=days)


def lately(person: Person, headache: int) -> None:
    say(person, LATER.date(), headache=headache)


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(("then", "today", "waits"), [(4, 7, True), (4, 6, False), (8, 11, False), (8, 12, True)])
def test_hands_wait_when_there_are_clearly_more(alice: Person, then: int, today: int, waits: bool) -> None:
    before(alice, then)
    lately(alice, today)
    assert (RULE in holds(alice)) is waits


@pytest.mark.usefixtures("clock")
def test_without_a_diary_from_before_it_cannot_be_told(alice: Person) -> None:
    lately(alice, 28)
    assert RULE not in holds(alice)
    before(alice, 4, days=20)
    assert RULE in holds(alice), "eight untold days and four of headache are still far fewer"


@pytest.mark.usefixtures("clock")
def test_a_doctor_has_agreed(alices: Client, alice: Person) -> None:
    before(alice, 4)
    lately(alice, 12)
    assert session_of(plan_for(alice)).hands_on_s == 0
    page = alices.get("/safety/").content.decode()
    assert "More headache days than before" in page
    [kept] = Felt.objects.filter(what=RULE)
    assert f"/safety/felt/{kept.id}/" in page
    assert alices.post(f"/safety/felt/{kept.id}/", {"by": "doctor"}).status_code == 302
    assert RULE not in holds(alice)
    assert "More headache days than before" not in alices.get("/safety/").content.decode()
    assert session_of(plan_for(alice)).hands_on_s > 0


def test_after_four_weeks_it_is_looked_at_anew(alices: Client, alice: Person, clock: time_machine.Traveller) -> None:
    before(alice, 4)
    lately(alice, 12)
    assert RULE in holds(alice)
    alices.post(f"/safety/felt/{Felt.objects.get(what=RULE).id}/", {"by": "doctor"})
    clock.move_to(LATER + timedelta(days=28))
    say(alice, now().local_date, headache=9)
    assert RULE in holds(alice)


def test_it_ends_when_there_are_fewer(alice: Person, clock: time_machine.Traveller) -> None:
    before(alice, 4)
    lately(alice, 12)
    assert RULE in holds(alice)
    clock.move_to(LATER + timedelta(days=28))
    say(alice, now().local_date, headache=5)
    assert RULE not in holds(alice)
    assert Felt.objects.get(what=RULE).settled_by == "diary"


@pytest.mark.usefixtures("clock")
def test_the_diary_of_one_says_nothing_of_another(alice: Person, charlie: Person) -> None:
    before(alice, 0)
    lately(alice, 28)
    ended_play_for(charlie)
    assert RULE not in holds(charlie)


@pytest.mark.usefixtures("clock")
def test_who_was_never_massaged_is_held_back_by_nothing(charlie: Person) -> None:
    say(charlie, LATER.date(), headache=28)
    assert RULE not in holds(charlie)
