from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.web.today.walking import HEADACHE, ask, field, first_run, only, tell
from unclench.composer.types import Pain, Request
from unclench.plain import from_plain
from unclench.web.accounts.models import Person
from unclench.web.diary.models import Episode
from unclench.web.moment import now
from unclench.web.sessions.models import NextDay, Plan, Play
from unclench.web.today import locks
from unclench.web.today.models import CheckIn, Profile

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def asked(person: Person) -> Request:
    return from_plain(Request, only(person).request)


def test_it_says_what_this_is_until_it_is_read(alices: Client) -> None:
    page = alices.get("/").content.decode()
    assert "treats none" in page
    assert "no clinician has signed these rules yet" in page
    alices.post(reverse("welcome"))
    assert "treats none" not in alices.get("/").content.decode()


def test_asking_needs_no_tap_on_the_first_words(alices: Client, alice: Person) -> None:
    ask(alices)
    alice.refresh_from_db()
    assert alice.welcomed_at is not None


def test_every_wish_arrives(alices: Client, alice: Person) -> None:
    ask(
        alices,
        complaint=["neck_pain", "stress"],
        minutes="5",
        minutes_other="12",
        giver="partner",
        place="bed",
        position="supine",
        pressure_cap="3",
        option=["deep", "sore_thumbs", "bedtime"],
        wanted=["warm_compress"],
        without=["ear_massage"],
        **{"pain.temple.left": "6", "pain.nape.left": "hurts", "pain.nape.right": "hurts", "pain.forehead.left": ""},
    )
    assert asked(alice) == Request(
        complaints=("neck_pain", "stress"),
        minutes=12,
        giver="partner",
        place="bed",
        position="supine",
        pressure_cap=3,
        likes_deep=True,
        sore_thumbs=True,
        bedtime=True,
        wanted=("warm_compress",),
        without=("ear_massage",),
        pains=(Pain("temple", 6, "left"), Pain("nape", None, "both")),
    )


def test_no_hands_is_a_session_of_the_mind(alices: Client, alice: Person) -> None:
    ask(alices, giver="none")
    assert asked(alice).mind_only
    assert asked(alice).giver == "self"


def test_sleep_is_before_sleep(alices: Client, alice: Person) -> None:
    ask(alices, complaint="poor_sleep")
    assert asked(alice).bedtime


@pytest.mark.parametrize(
    ("wishes", "field", "message"),
    [
        ({"complaint": []}, "complaints", "at least one"),
        ({"minutes": ""}, "minutes", "from 3 to 60"),
        ({"minutes_other": "2"}, "minutes", "from 3 to 60"),
        ({"minutes_other": "ten"}, "minutes", "from 3 to 60"),
        ({"minutes_other": "61"}, "minutes", "from 3 to 60"),
        ({"place": "desk", "position": "prone"}, "position", "does not go with"),
        ({"wanted": "imagery", "without": "imagery"}, "techniques", "wanted and left out"),
    ],
)
def test_what_cannot_be_is_told_beside_the_field(
    alices: Client, wishes: dict[str, Any], field: str, message: str
) -> None:
    answer = alices.post("/ask/", {**HEADACHE, "option": "sore_thumbs", **wishes})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="{field}-error"' in page
    assert message in page
    assert 'value="sore_thumbs" checked' in page
    assert not CheckIn.objects.exists()


def test_what_was_typed_is_kept(alices: Client) -> None:
    typed = {"complaint": "stress", "minutes_other": "abc", "pain.temple.right": "7"}
    page = alices.post("/ask/", typed).content.decode()
    assert 'value="stress" checked' in page
    assert field(page, "temple.right") == "7"
    assert 'value="abc"' in page


@pytest.mark.parametrize(
    "wishes",
    [
        {"complaint": "plague"},
        {"giver": "robot"},
        {"place": "moon"},
        {"position": "headstand"},
        {"pain.tail.left": "3"},
        {"pain.temple.midline": "3"},
        {"pain.temple": "3"},
        {"pain.temple.left": "11"},
        {"pain.temple.left": "much"},
        {"pressure_cap": "11"},
        {"option": "everything"},
        {"wanted": "magic"},
        {"without": "rest"},
    ],
)
def test_what_nobody_offers_is_refused(alices: Client, wishes: dict[str, Any]) -> None:
    assert alices.post("/ask/", {**HEADACHE, **wishes}).status_code == 400
    assert not CheckIn.objects.exists()


@pytest.mark.parametrize("path", ["/ask/", "/again/"])
def test_it_is_asked_by_post_alone(alices: Client, path: str) -> None:
    assert alices.get(path).status_code == 405
    assert alices.post("/").status_code == 405


def test_the_wishes_stand_there_next_time(alices: Client, alice: Person) -> None:
    ask(alices, minutes="20", option="sore_thumbs", **{"pain.temple.left": "6"})
    page = alices.get("/").content.decode()
    assert 'value="tth_episodic" checked' in page
    assert 'value="20" checked' in page
    assert 'value="sore_thumbs" checked' in page
    assert field(page, "temple.left") == ""
    assert "Tension headache, 20 min, own hands" in page
    assert Profile.objects.get(owner=alice).wishes["pains"] == []


def test_ones_own_complaints_come_first(alices: Client) -> None:
    first_run(alices, complaint="sinus_congestion")
    ask(alices, complaint="stress")
    page = alices.get("/").content.decode()
    assert page.index('value="sinus_congestion"') < page.index('value="tth_episodic"')


def test_a_second_session_starts_in_three_requests(alices: Client) -> None:
    first_run(alices)
    check = alices.post("/again/").headers["Location"]
    plan = tell(alices, check, "emergency")
    assert plan.startswith("/sessions/")


def test_without_a_first_there_is_no_again(alices: Client) -> None:
    assert alices.post("/again/").headers["Location"] == "/"
    assert not CheckIn.objects.exists()


def test_what_is_charlies_is_not_alices(alices: Client, charlies: Client, charlie: Person) -> None:
    first_run(charlies, minutes="15")
    Episode.made(charlie, now(), source="attack").save()
    page = alices.get("/").content.decode()
    assert "15 min" not in page
    assert "It has eased" not in page


def test_an_open_attack_can_be_ended_here(alices: Client, alice: Person) -> None:
    Episode.made(alice, now(), source="attack").save()
    assert "It has eased" in alices.get("/").content.decode()


def test_a_standing_emergency_is_said(alices: Client, alice: Person) -> None:
    locks.lock(alice, ["thunderclap"], now())
    assert "until a doctor has seen you" in alices.get("/").content.decode()
    assert alices.post("/ask/", HEADACHE).headers["Location"] == "/emergency/"
    assert alices.post("/again/").headers["Location"] == "/emergency/"
    assert not CheckIn.objects.exists()


def played(person: Person, *, days_ago: int, ending: str = "finished") -> Play:
    then = now("Europe/Berlin")
    at = type(then)(then.at - timedelta(days=days_ago), then.zone)
    check_in = CheckIn.made(person, at, request={}, verdict="clear")
    check_in.save()
    plan = Plan.made(person, at, check_in=check_in, session={}, title="Tension headache", minutes=10)
    plan.save()
    play = Play.made(person, at, plan=plan, ending=ending)
    play.save()
    return play


@pytest.mark.parametrize(("days_ago", "asked_about"), [(0, False), (1, True), (3, True), (4, False)])
def test_the_day_after_is_asked_about_for_three_days(
    alices: Client, alice: Person, days_ago: int, asked_about: bool
) -> None:
    with time_machine.travel(NOON, tick=False):
        play = played(alice, days_ago=days_ago)
        assert (f"/plays/{play.id}/next-day/" in alices.get("/").content.decode()) == asked_about


def test_the_day_after_is_asked_about_once(alices: Client, alice: Person) -> None:
    play = played(alice, days_ago=1)
    NextDay.made(alice, now(), play=play, passed=True).save()
    assert "next-day" not in alices.get("/").content.decode()


def test_a_play_that_never_began_is_not_asked_about(alices: Client, alice: Person) -> None:
    played(alice, days_ago=1, ending="")
    assert "next-day" not in alices.get("/").content.decode()


def test_it_asks_the_database_little(
    alices: Client, alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    first_run(alices)
    played(alice, days_ago=1)
    Episode.made(alice, now(), source="attack").save()
    with django_assert_max_num_queries(13):
        alices.get("/")
