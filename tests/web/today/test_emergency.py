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
from unclench.safety.helplines import load_countries
from unclench.web import ticks
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment, now
from unclench.web.today import locks
from unclench.web.today.models import CheckIn, EmergencyLock

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Machine:
    """A machine whose running time a test moves, and whose wall clock it sets."""

    def __init__(self) -> None:
        self.now = ticks.Ticks("first start", 1_000.0)

    def runs(self, hours: float) -> None:
        self.now = ticks.Ticks(self.now.boot, self.now.seconds + hours * 3600)

    def restarts(self) -> None:
        self.now = ticks.Ticks("another start", 5.0)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine()
    monkeypatch.setattr(ticks, "ticks", lambda: found.now)
    return found


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
    for country in load_countries().values():
        assert f'<option value="{country.code}">' in page.replace(" selected", "")
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
        ("America/Sao_Paulo", "192"),
        ("Australia/Sydney", "000"),
        ("Asia/Tokyo", "119"),
        ("Asia/Calcutta", "112"),
        ("Asia/Shanghai", "120"),
        ("Asia/Saigon", "115"),
    ],
)
def test_the_number_of_the_zone_comes_first_and_is_said_to_be_a_guess(alices: Client, zone: str, number: str) -> None:
    stop(alices)
    alices.cookies["unclench_zone"] = zone
    page = shown(alices)
    assert f'href="tel:{number}">Call {number}' in page
    assert "by your device’s clock" in page


def test_a_language_with_a_country_helps_where_the_zone_tells_nothing(alices: Client) -> None:
    stop(alices)
    alices.cookies["unclench_zone"] = "UTC"
    assert "Call 144" in alices.get("/emergency/", headers={"accept-language": "de-CH,de;q=0.8"}).content.decode()
    page = alices.get("/emergency/", headers={"accept-language": "en"}).content.decode()
    assert "Call 112" in page
    assert "not in all" in page


def test_the_country_chosen_is_kept_and_the_one_of_the_clock_still_named(alices: Client) -> None:
    stop(alices)
    alices.cookies["unclench_zone"] = "Asia/Tokyo"
    assert alices.post("/emergency/country/", {"country": "GB"}).headers["Location"] == "/emergency/"
    page = shown(alices)
    assert "Call 999" in page
    assert "If you are in Japan now" in page
    assert 'href="tel:119"' in page
    assert alices.post("/emergency/country/", {"country": "ZZ"}).status_code == 400
    alices.post("/emergency/country/", {"country": ""})
    assert "Call 119" in shown(alices)


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


def test_having_been_seen_counts_after_a_day(alices: Client, alice: Person, machine: Machine) -> None:
    stop(alices)
    assert "/emergency/seen/" not in shown(alices)
    machine.runs(24 - 1 / 3600)
    assert alices.post("/emergency/seen/").headers["Location"] == "/emergency/"
    assert locks.standing(alice) is not None
    machine.runs(1 / 3600)
    assert "/emergency/seen/" in shown(alices)
    assert alices.post("/emergency/seen/").headers["Location"] == "/"
    assert locks.standing(alice) is None
    assert EmergencyLock.objects.get(owner=alice).ended_by == "seen"


def test_a_day_alone_ends_nothing(alices: Client, alice: Person, machine: Machine) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        stop(alices)
        clock.shift(30 * 24 * HOUR)
        machine.runs(30 * 24)
        assert alices.post("/again/").headers["Location"] == "/emergency/"
    assert locks.standing(alice) is not None


@pytest.mark.parametrize("set_to", [-48 * HOUR, 48 * HOUR, 400 * 24 * HOUR])
def test_setting_the_clock_changes_nothing_while_the_machine_runs(
    alice: Person, machine: Machine, set_to: timedelta
) -> None:
    lock = locks.lock(alice, ["thunderclap"], Moment(NOON, "UTC"))
    machine.runs(23)
    assert not locks.end_as_seen(lock, Moment(NOON + set_to, "UTC"))
    machine.runs(1)
    assert locks.end_as_seen(lock, Moment(NOON + set_to, "UTC"))


def test_over_a_restart_the_wall_clock_counts(alice: Person, machine: Machine) -> None:
    lock = locks.lock(alice, ["thunderclap"], Moment(NOON, "UTC"))
    machine.restarts()
    assert not locks.may_end(lock, Moment(NOON + 23 * HOUR, "UTC"))
    assert locks.may_end(lock, Moment(NOON + 24 * HOUR, "UTC"))


def test_a_clock_set_back_over_a_restart_loses_time_and_gains_none(alice: Person, machine: Machine) -> None:
    locks.lock(alice, ["thunderclap"], Moment(NOON, "UTC"))
    machine.runs(10)
    kept = locks.standing(alice)
    assert kept is not None
    locks.count(kept, Moment(NOON + 10 * HOUR, "UTC"))
    machine.restarts()
    back = NOON - 72 * HOUR
    kept = locks.standing(alice)
    assert kept is not None
    locks.count(kept, Moment(back, "UTC"))
    assert kept.until == back + 14 * HOUR
    machine.runs(13.9)
    assert not locks.may_end(kept, Moment(back, "UTC"))
    machine.runs(0.2)
    assert locks.may_end(kept, Moment(back, "UTC"))


def test_a_clock_set_forward_and_looked_at_before_a_restart_gains_nothing(alice: Person, machine: Machine) -> None:
    locks.lock(alice, ["thunderclap"], Moment(NOON, "UTC"))
    machine.runs(1 / 60)
    locks.count_all(Moment(NOON + 20 * HOUR, "UTC"))
    machine.restarts()
    kept = locks.standing(alice)
    assert kept is not None
    assert not locks.may_end(kept, Moment(NOON + 43 * HOUR, "UTC"))
    assert locks.may_end(kept, Moment(NOON + 44 * HOUR, "UTC"))


def test_a_machine_that_does_not_say_which_start_it_is_gains_nothing_by_one(alice: Person, machine: Machine) -> None:
    machine.now = ticks.Ticks("", 50_000.0)
    lock = locks.lock(alice, ["thunderclap"], Moment(NOON, "UTC"))
    machine.now = ticks.Ticks("", 10.0)
    assert not locks.may_end(lock, Moment(NOON + 5 * HOUR, "UTC"))
    assert locks.may_end(lock, Moment(NOON + 24 * HOUR, "UTC"))


def test_the_real_clock_of_the_machine_runs_forward() -> None:
    first, second = ticks.ticks(), ticks.ticks()
    passed_s = ticks.between_s(first, second)
    assert passed_s is not None
    assert passed_s >= 0


def test_what_led_here_is_named_also_when_it_was_a_stop(alices: Client, alice: Person) -> None:
    locks.lock(alice, ["stop_breath"], now())
    page = shown(alices)
    assert "Breathlessness or chest pain" in page
    assert load_rules().by_id["post_session_neuro"].name not in page


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
