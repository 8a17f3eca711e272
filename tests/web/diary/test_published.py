"""Published patterns on the pages: said with what they rest on, never as a diagnosis, and nowhere once turned off."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.web.diary.conftest import NOW
from unclench.safety.interview_types import Age, Remembered
from unclench.web.accounts.models import Person
from unclench.web.diary import course, episodes, marks, published
from unclench.web.diary.glance import glance_of
from unclench.web.diary.models import PatternChoice
from unclench.web.moment import Moment
from unclench.web.today import locks
from unclench.web.today.remembering import keep

HERE = Moment(NOW, "UTC")
TOLD = {"side": "right", "quality": "pulsating", "activity": "yes", "nausea": "moderate", "aura": "no"}


@pytest.fixture
def migraines(alice: Person, clock: time_machine.Traveller) -> None:
    """Five in five weeks, each told of."""
    del clock
    for week in range(1, 6):
        onset = Moment(NOW - timedelta(weeks=week), "UTC")
        made = episodes.note_headache(alice, onset, "history", pain=7)
        for name, value in TOLD.items():
            course.notice(made, name, value, HERE, None)
        course.end(made, Moment(onset.at + timedelta(hours=10), "UTC"))


def text(page: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.decode()))


@pytest.mark.usefixtures("migraines")
def test_it_says_what_fits_what_that_rests_on_and_that_it_is_no_diagnosis(alices: Client) -> None:
    page = text(alices.get("/diary/patterns/").content)
    assert (
        "Your entries fit the published pattern of migraine without aura (ICHD-3 1.1): 5 headaches meet every" in page
    )
    assert "This is no diagnosis." in page
    assert "Cephalalgia 2018" in page
    assert re.search(r"B 4 to 72 hours long.*? 5 0 0 ", page)
    assert "migraine without aura (ICHD-3 1.1)" in text(alices.get("/diary/").content)


@pytest.mark.usefixtures("migraines")
def test_turned_off_it_is_nowhere(alice: Person, alices: Client) -> None:
    alices.post("/diary/patterns/choose/", {"untreated_lasts": "yes"})
    alices.post("/diary/patterns/choose/", {"shown": "off"})
    for page in ("/diary/", "/diary/patterns/", "/diary/month/2026-11/", "/medicines/"):
        assert "migraine without aura" not in alices.get(page).content.decode(), page
    glance = glance_of(alice, HERE)
    assert (glance.reading, glance.told, glance.missing) == (None, None, ())
    alices.post("/diary/patterns/choose/", {"shown": "on"})
    assert published.choice_of(alice) == published.Choice(True, True, None)
    assert "migraine without aura" in alices.get("/diary/").content.decode()


def test_an_empty_diary_cannot_tell_yet(alices: Client) -> None:
    page = text(alices.get("/diary/patterns/").content)
    assert "Cannot tell yet. The diary spans 0 days. Before 28 no pattern is named." in page
    assert not PatternChoice.objects.exists()


def test_a_month_of_clear_days_fits_nothing(alice: Person) -> None:
    for back in range(30, -1, -1):
        then = Moment(NOW - timedelta(days=back), "UTC")
        marks.say(alice, then.local_date, "clear", then)
    reading = published.reading_of(alice, HERE, published.Choice())
    assert reading is not None
    assert published.told(reading).lead == "No published pattern fits."


@pytest.mark.usefixtures("migraines")
def test_under_a_lock_no_pattern_is_named(alice: Person, alices: Client) -> None:
    locks.lock(alice, ["offline_list"], HERE)
    page = text(alices.get("/diary/patterns/").content)
    assert "No pattern is named now." in page
    assert "Your entries fit" not in page


@pytest.mark.usefixtures("migraines")
@pytest.mark.parametrize("age", ["unsure", 34.0])
def test_an_age_may_stay_unsaid(alice: Person, alices: Client, age: Age) -> None:
    """Adult, and not saying how old, is one of the answers."""
    keep(alice, Remembered(age=age, age_on=HERE.local_date))
    assert "5 headaches meet every" in text(alices.get("/diary/patterns/").content)


@pytest.mark.usefixtures("migraines")
def test_it_is_alices_alone(charlies: Client) -> None:
    assert "The diary spans 0 days" in text(charlies.get("/diary/patterns/").content)


@pytest.mark.parametrize("data", [{"shown": "maybe"}, {"untreated_lasts": "perhaps"}])
def test_what_is_no_choice_is_refused(alices: Client, data: dict[str, str]) -> None:
    assert alices.post("/diary/patterns/choose/", data).status_code == 400
