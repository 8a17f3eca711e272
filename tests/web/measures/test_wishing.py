"""What is to be measured again: due, passed over, switched off."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.measures.takings import MEASURES, take
from unclench.web.accounts.models import Person
from unclench.web.measures.keeping import Said
from unclench.web.measures.models import MeasureWish
from unclench.web.measures.wishing import NotOfferedError, due, wish
from unclench.web.moment import Moment, now

DUE = "Wished for, and due"


def on_today(client: Client) -> bool:
    return DUE in client.get("/").content.decode()


def test_nothing_is_asked_for_that_nobody_wished(alices: Client) -> None:
    assert not on_today(alices)


def test_it_is_on_today_until_it_is_taken(alices: Client, alice: Person) -> None:
    alices.post(reverse("wish_measure", args=["now"]), {"every": "14"})
    assert on_today(alices)
    take(alice, "now", Said({"pain": 3}), now())
    assert not on_today(alices)
    assert [one.id for one in due(alice, now().local_date + timedelta(days=13))] == []
    assert [one.id for one in due(alice, now().local_date + timedelta(days=14))] == ["now"]


def test_not_this_time_is_as_good_as_taking_it(alices: Client, alice: Person) -> None:
    alices.post(reverse("wish_measure", args=["now"]), {"every": "7"})
    assert alices.post(reverse("pass_measures")).headers["Location"] == "/"
    assert not on_today(alices)
    assert [one.id for one in due(alice, now().local_date + timedelta(days=7))] == ["now"]


def test_a_deleted_taking_does_not_count(alice: Person) -> None:
    wish(alice, MEASURES["now"], 28, now(), around_sessions=False)
    taken = take(alice, "now", Said({"pain": 3}), now())
    assert due(alice, now().local_date) == ()
    taken.take_away(now().at)
    assert due(alice, now().local_date) == (MEASURES["now"],)


def test_it_can_be_switched_off_and_changed(alices: Client, alice: Person) -> None:
    for every in ("7", "28", ""):
        alices.post(reverse("wish_measure", args=["now"]), {"every": every})
        assert [one.every_days for one in MeasureWish.of(alice)] == ([int(every)] if every else [])
    assert not on_today(alices)


def test_a_wish_of_somebody_else_is_not_asked_of_me(alices: Client, charlie: Person) -> None:
    wish(charlie, MEASURES["now"], 7, now(), around_sessions=True)
    assert not on_today(alices)


def test_an_interval_that_is_not_offered_is_refused(alices: Client, alice: Person) -> None:
    assert alices.post(reverse("wish_measure", args=["now"]), {"every": "1"}).status_code == 400
    with pytest.raises(NotOfferedError):
        wish(alice, MEASURES["now"], 1, now(), around_sessions=False)
    assert not MeasureWish.objects.exists()


def test_the_list_says_when_it_comes(alices: Client, alice: Person) -> None:
    moment = Moment(now().at, "Europe/Berlin")
    wish(alice, MEASURES["strain"], 84, moment, around_sessions=True)
    take(alice, "strain", Said({"wound_up": 3}), moment)
    comes = moment.local_date + timedelta(days=84)
    page = alices.get(reverse("measures")).content.decode()
    assert f"every 12 weeks, next on {comes.day} {comes:%B}; around sessions" in page
