from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.web.cast import client_of
from tests.web.today.walking import ask, first_run, only, tell
from unclench.safety import load_rules
from unclench.safety.words import EMERGENCY_NUMBERS
from unclench.web.accounts.models import Person
from unclench.web.diary.models import Episode
from unclench.web.moment import Moment, now
from unclench.web.today import locks
from unclench.web.today.models import CheckIn, EmergencyLock

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def stop(client: Client) -> None:
    assert tell(client, ask(client), "emergency", yes="thunderclap") == "/emergency/"


def shown(client: Client) -> str:
    answer = client.get("/emergency/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_emergency_stops_everything(alices: Client, alice: Person) -> None:
    stop(alices)
    page = shown(alices)
    assert "Get help now" in page
    for line in EMERGENCY_NUMBERS:
        assert f'href="tel:{line.number}"' in page
        assert line.where in page
    assert load_rules().by_id["thunderclap"].name in page
    assert "Tell them which medicines you take" in page
    lock = EmergencyLock.objects.get(owner=alice)
    assert lock.check_in == only(alice)
    assert lock.until - lock.at == 24 * HOUR
    assert only(alice).verdict == "emergency"


@pytest.mark.parametrize(
    ("zone", "number"),
    [
        ("Europe/Berlin", "112"),
        ("Europe/London", "999"),
        ("America/New_York", "911"),
        ("Australia/Sydney", "000"),
        ("Asia/Tokyo", "112"),
    ],
)
def test_the_number_of_the_zone_comes_first(alices: Client, zone: str, number: str) -> None:
    stop(alices)
    alices.cookies["unclench_zone"] = zone
    assert f"Call {number}" in shown(alices)


def test_not_sure_counts_as_yes(alices: Client, alice: Person) -> None:
    tell(alices, ask(alices), "emergency", unsure="stroke_fast")
    assert locks.standing(alice) is not None


def test_an_emergency_among_the_signs_stops_as_well(alices: Client) -> None:
    check = ask(alices)
    tell(alices, check, "emergency")
    assert tell(alices, check, "signs", yes="n_neuro_deficit") == "/emergency/"


def test_it_stands_in_every_browser_and_after_a_restart(alices: Client, alice: Person) -> None:
    check = ask(alices)
    stop(alices)
    other = client_of(alice)
    for path in (check, f"{check}new/", "/ask/", "/again/"):
        assert other.post(path).headers["Location"] == "/emergency/", path
    assert other.get(check).headers["Location"] == "/emergency/"


def test_history_and_the_first_words_stay_open(alices: Client) -> None:
    stop(alices)
    assert alices.get("/").status_code == 200
    assert alices.get("/about/").status_code == 200
    assert "/history/" in shown(alices)


def test_without_an_emergency_there_is_no_page_for_it(alices: Client) -> None:
    for answer in (alices.get("/emergency/"), alices.post("/emergency/mistake/"), alices.post("/emergency/seen/")):
        assert answer.headers["Location"] == "/"


def test_a_mistake_asks_the_whole_list_again_and_is_kept(alices: Client, alice: Person) -> None:
    stop(alices)
    first = only(alice)
    check = alices.post("/emergency/mistake/").headers["Location"]
    assert check != f"/check/{first.id}/"
    page = alices.get(check).content.decode()
    assert 'name="page" value="emergency"' in page
    assert "checked" not in page
    lock = EmergencyLock.objects.get(owner=alice)
    assert (lock.ended_by, lock.ended_at is not None) == ("mistake", True)
    assert tell(alices, check, "emergency") == f"{check}?page=about"


def test_after_a_mistake_a_yes_locks_again(alices: Client, alice: Person) -> None:
    stop(alices)
    check = alices.post("/emergency/mistake/").headers["Location"]
    assert tell(alices, check, "emergency", yes="thunderclap") == "/emergency/"
    assert locks.standing(alice) is not None
    assert EmergencyLock.objects.filter(owner=alice).count() == 2


def test_a_sign_taken_back_is_asked_about_again(alices: Client) -> None:
    first_run(alices)
    check = ask(alices)
    alices.post(f"{check}new/")
    tell(alices, check, "emergency")
    tell(alices, check, "about", answer="some", line="dizzy")
    tell(alices, check, "signs", yes="n_neuro_deficit")
    check = alices.post("/emergency/mistake/").headers["Location"]
    assert tell(alices, check, "emergency") == f"{check}?page=signs"


def test_a_lock_without_a_check_in_can_be_a_mistake(alices: Client, alice: Person) -> None:
    locks.lock(alice, ["thunderclap"], now())
    assert alices.post("/emergency/mistake/").headers["Location"] == "/"
    assert locks.standing(alice) is None


def test_having_been_seen_counts_after_a_day(alices: Client, alice: Person) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        stop(alices)
        assert "/emergency/seen/" not in shown(alices)
        clock.shift(24 * HOUR - timedelta(seconds=1))
        assert alices.post("/emergency/seen/").headers["Location"] == "/emergency/"
        assert locks.standing(alice) is not None
        clock.shift(timedelta(seconds=1))
        assert "/emergency/seen/" in shown(alices)
        assert alices.post("/emergency/seen/").headers["Location"] == "/"
    assert locks.standing(alice) is None
    assert EmergencyLock.objects.get(owner=alice).ended_by == "seen"


def test_a_day_alone_ends_nothing(alices: Client, alice: Person) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        stop(alices)
        clock.shift(30 * 24 * HOUR)
        assert alices.post("/again/").headers["Location"] == "/emergency/"
    assert locks.standing(alice) is not None


def test_a_clock_set_back_before_locking_unlocks_nothing_early(alice: Person) -> None:
    Episode.made(alice, Moment(NOON, "UTC"), source="attack").save()
    lock = locks.lock(alice, ["thunderclap"], Moment(NOON - 48 * HOUR, "UTC"))
    assert lock.until == NOON + 24 * HOUR
    assert not locks.may_end(lock, Moment(NOON, "UTC"))


def test_a_clock_set_back_after_locking_unlocks_nothing(alice: Person) -> None:
    lock = locks.lock(alice, ["thunderclap"], Moment(NOON, "UTC"))
    Episode.made(alice, Moment(NOON + 72 * HOUR, "UTC"), source="attack").save()
    assert not locks.end_as_seen(lock, Moment(NOON + 30 * HOUR, "UTC"))
    assert locks.end_as_seen(lock, Moment(NOON + 72 * HOUR, "UTC"))


def test_what_others_have_recorded_does_not_count(alice: Person, charlie: Person) -> None:
    Episode.made(charlie, Moment(NOON + 72 * HOUR, "UTC"), source="attack").save()
    lock = locks.lock(alice, ["thunderclap"], Moment(NOON, "UTC"))
    assert lock.until == NOON + 24 * HOUR


def test_a_second_emergency_makes_it_longer(alice: Person) -> None:
    locks.lock(alice, ["thunderclap"], Moment(NOON, "UTC"))
    lock = locks.lock(alice, ["stroke_fast"], Moment(NOON + HOUR, "UTC"))
    assert lock.rules == ["thunderclap", "stroke_fast"]
    assert lock.until == NOON + 25 * HOUR
    assert EmergencyLock.objects.count() == 1


def test_there_is_one_at_a_time(alice: Person) -> None:
    lock = locks.lock(alice, ["thunderclap"], now())
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyLock.made(alice, now(), rules=[], until=lock.until).save()


def test_it_is_alices_alone(alices: Client, charlies: Client, alice: Person) -> None:
    stop(alices)
    charlies.post("/emergency/mistake/")
    charlies.post("/emergency/seen/")
    assert charlies.get("/emergency/").headers["Location"] == "/"
    assert locks.standing(alice) is not None


def test_the_methods(alices: Client) -> None:
    stop(alices)
    assert alices.post("/emergency/").status_code == 405
    assert alices.get("/emergency/mistake/").status_code == 405
    assert alices.get("/emergency/seen/").status_code == 405
    assert CheckIn.objects.count() == 1


def test_it_asks_the_database_little(alices: Client, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    stop(alices)
    with django_assert_max_num_queries(8):
        shown(alices)
