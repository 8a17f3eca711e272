"""What holds now and until when; a doctor's yes; the age; the log of emergencies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client

from tests.web.cast import client_of
from tests.web.today.walking import ask, first_run, tell
from unclench.web.accounts.models import Person
from unclench.web.moment import now
from unclench.web.today import locks
from unclench.web.today.remembering import remembered

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOON, tick=False) as travelling:
        yield travelling


def page(client: Client, address: str = "/safety/") -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def waiting(alices: Client) -> str:
    """Somebody whose session waits for a doctor; the address of what came of it."""
    check = ask(alices)
    tell(alices, check, "emergency")
    at = tell(alices, check, "about", answer="some", line="illness", age="34")
    while "page=" in at:
        name = at.partition("page=")[2]
        given = {"yes": "hypermobility_eds"} if name == "lasting" else {}
        at = alices.post(check, {"page": name, "answer": "some" if given else "none", **given}).headers["Location"]
    return at


def test_nothing_told_is_said(alices: Client) -> None:
    assert "Nothing beyond what holds for everyone." in page(alices)


def test_a_doctors_yes_is_recorded_where_it_waits_and_opens_light_work(
    alices: Client, alice: Person, waiting: str
) -> None:
    shown = page(alices, waiting)
    assert "Waits for a doctor" in shown
    assert "It then counts for 180 days" in shown
    check = shown.partition('name="check_in" value="')[2].partition('"')[0]
    given = {"rule": "hypermobility_eds", "said_on": "2026-11-27", "check_in": check}
    at = alices.post("/safety/doctor/", given).headers["Location"]
    assert at.startswith("/sessions/")
    assert "A doctor’s yes counts until 25 May 2027." in page(alices, at)
    assert remembered(alice).doctor_said_yes.keys() == {"hypermobility_eds"}


@pytest.mark.parametrize(("days", "holds"), [(178, True), (180, False)])
def test_it_ends_after_180_days(
    alices: Client, waiting: str, clock: time_machine.Traveller, days: int, holds: bool
) -> None:
    del waiting
    alices.post("/safety/doctor/", {"rule": "hypermobility_eds", "said_on": "2026-11-28"})
    assert "a doctor’s yes counts until" in page(alices).lower()
    clock.shift(timedelta(days=days))
    assert ("a doctor’s yes counts until" in page(alices).lower()) is holds


def test_it_ends_once_something_new_is_told(alices: Client, alice: Person, waiting: str) -> None:
    del waiting
    alices.post("/safety/doctor/", {"rule": "hypermobility_eds", "said_on": "2026-11-28"})
    check = ask(alices)
    alices.post(f"{check}new/")
    tell(alices, check, "emergency")
    tell(alices, check, "about", answer="some", yes="diabetes")
    assert remembered(alice).doctor_said_yes == {}


def test_it_can_be_taken_back(alices: Client, alice: Person, waiting: str) -> None:
    del waiting
    alices.post("/safety/doctor/", {"rule": "hypermobility_eds", "said_on": "2026-11-28"})
    alices.post("/safety/doctor/not/", {"rule": "hypermobility_eds"})
    assert remembered(alice).doctor_said_yes == {}


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({"rule": "hypermobility_eds", "said_on": "2026-11-29"}, 422),
        ({"rule": "hypermobility_eds", "said_on": "2026-05-01"}, 422),
        ({"rule": "hypermobility_eds", "said_on": "soon"}, 422),
        ({"rule": "diabetes", "said_on": "2026-11-28"}, 422),
        ({"rule": "no_such", "said_on": "2026-11-28"}, 400),
        ({"rule": "hypermobility_eds", "said_on": "2026-11-28", "check_in": "x"}, 400),
    ],
)
def test_a_yes_that_cannot_be_changes_nothing(
    alices: Client, alice: Person, waiting: str, given: dict[str, str], status: int
) -> None:
    del waiting
    assert alices.post("/safety/doctor/", given).status_code == status
    if "check_in" not in given:
        assert remembered(alice).doctor_said_yes == {}


def test_an_age_can_be_put_right_and_asks_what_belongs_to_it(alices: Client, alice: Person) -> None:
    first_run(alices)
    assert 'value="34"' in page(alices)
    assert alices.post("/safety/age/", {"age": "67"}).headers["Location"] == "/safety/"
    assert remembered(alice).age == 67
    check = ask(alices)
    assert tell(alices, check, "emergency").endswith("page=about")


def test_an_age_that_cannot_be_is_said(alices: Client, alice: Person) -> None:
    first_run(alices)
    answer = alices.post("/safety/age/", {"age": "many"})
    assert answer.status_code == 422
    assert "in whole years" in answer.content.decode()
    assert remembered(alice).age == 34


def test_every_emergency_stays_in_the_list_also_one_that_was_a_mistake(alices: Client, alice: Person) -> None:
    locks.lock(alice, ["thunderclap"], now())
    assert "it stands" in page(alices).lower()
    alices.post("/emergency/mistake/")
    shown = page(alices)
    assert "Worst headache ever, within a minute" in shown
    assert "Taken back as a mistake, 28 November 2026" in shown


def test_under_a_lock_it_stays_open(alices: Client, alice: Person) -> None:
    first_run(alices)
    locks.lock(alice, ["thunderclap"], now())
    assert "An emergency sign was named" in page(alices)
    assert page(alices, "/history/")
    assert page(alices, "/crisis/")


def test_somebody_to_talk_to_asks_and_locks_nothing(alices: Client, alice: Person) -> None:
    alices.cookies["unclench_zone"] = "America/New_York"
    assert 'href="tel:988"' in page(alices, "/crisis/")
    alices.cookies["unclench_zone"] = "Asia/Tokyo"
    assert "Yorisoi" in page(alices, "/crisis/")
    alices.cookies["unclench_zone"] = "Asia/Kathmandu"
    shown = page(alices, "/crisis/")
    assert "findahelpline.com" in shown
    assert "<form" not in shown.partition("<main")[2].partition("</main>")[0]
    assert locks.standing(alice) is None


def test_it_is_alices_alone(alices: Client, alice: Person, charlie: Person, waiting: str) -> None:
    del waiting
    charlies = client_of(charlie)
    assert "Hypermobility" not in page(charlies)
    assert charlies.post("/safety/doctor/", {"rule": "hypermobility_eds", "said_on": "2026-11-28"}).status_code == 422
    assert remembered(alice).doctor_said_yes == {}
    del alices
