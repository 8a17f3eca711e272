"""Whole days, the circumstances of a day, medicines, and the pages that tell them at a glance."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from tests.web.diary import diaries
from tests.web.diary.conftest import NOW
from unclench.diary import Window, days_of, summarise
from unclench.web.accounts.models import Person
from unclench.web.diary import course, episodes, medicines, tallies
from unclench.web.diary.gathering import gather, gather_told
from unclench.web.diary.models import Day, DayMark, Dose, Episode, Medicine
from unclench.web.moment import Moment
from unclench.web.tidying import tidy

HERE = Moment(NOW, "UTC")
TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def at_that_time(clock: time_machine.Traveller) -> None:
    del clock


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


ASKED = "Yesterday, was it a day without headache?"


def test_a_newcomer_reads_what_this_is_before_any_question(alices: Client, alice: Person) -> None:
    assert ASKED not in shown(alices, "/")
    welcomed(alice)
    assert ASKED in shown(alices, "/")


def test_yesterday_is_clear_by_one_tap_on_today_and_asked_no_more(alices: Client, alice: Person) -> None:
    welcomed(alice)
    assert ASKED in shown(alices, "/")
    answer = alices.post("/diary/mark/", {"day": str(YESTERDAY), "said": "clear", "today": "1"})
    assert answer.headers["Location"] == "/"
    page = alices.get("/").content.decode()
    assert ASKED not in page
    mark = DayMark.objects.get()
    assert (mark.local_date, mark.at, mark.said) == (YESTERDAY, NOW, "clear")
    alices.post(f"/marks/{mark.id}/undo/")
    assert not days_of(gather(alice, Window(YESTERDAY, YESTERDAY)))
    alices.post(f"/marks/{mark.id}/redo/")
    assert DayMark.of(alice).count() == 1


@pytest.mark.parametrize(("back", "recalled"), [(0, False), (1, False), (2, True), (13, True)])
def test_what_is_said_late_is_marked_as_told_later(alices: Client, alice: Person, back: int, recalled: bool) -> None:
    day = TODAY - timedelta(days=back)
    alices.post("/diary/mark/", {"day": str(day), "said": "headache"})
    (found,) = days_of(gather(alice, Window(day, day))).values()
    assert (found.kind, found.recalled) == ("headache", recalled)


@pytest.mark.parametrize("back", [-1, 14])
def test_only_two_weeks_can_be_filled(alices: Client, back: int) -> None:
    alices.post("/diary/mark/", {"day": str(TODAY - timedelta(days=back)), "said": "clear"})
    assert not DayMark.objects.exists()


def test_a_day_with_a_headache_cannot_be_clear(alices: Client, alice: Person) -> None:
    episodes.note_headache(alice, Moment(NOW - timedelta(days=1), "UTC"), "history")
    alices.post("/diary/mark/", {"day": str(YESTERDAY), "said": "clear"})
    assert not DayMark.objects.exists()


def test_another_word_takes_the_place_of_the_first_until_it_is_undone(alices: Client, alice: Person) -> None:
    alices.post("/diary/mark/", {"day": str(YESTERDAY), "said": "clear"})
    alices.post("/diary/mark/", {"day": str(YESTERDAY), "said": "headache"})
    now = DayMark.of(alice).get()
    assert now.said == "headache"
    alices.post(f"/marks/{now.id}/undo/")
    assert DayMark.of(alice).get().said == "clear"
    alices.post(f"/marks/{now.id}/redo/")
    assert DayMark.of(alice).get().said == "headache"


def test_a_day_keeps_what_was_said_and_nothing_else(alices: Client) -> None:
    path = f"/diary/day/{TODAY}/"
    page = alices.get(path).content.decode()
    assert re.findall(r'<(?:input|select)[^>]* name="(\w+)"', page)[-4:] == ["sleep_min", "stress", "tension", "note"]
    assert "menstruation" not in page
    alices.post(path, {"sleep_min": "", "stress": "", "tension": "", "note": ""})
    assert not Day.objects.exists()
    alices.post(path, {"sleep_min": "7:30", "stress": "0", "tension": "", "note": "rain"})
    day = Day.objects.get()
    assert (day.sleep_min, day.stress, day.tension, day.note, day.mood, day.water_ml) == (
        450,
        0,
        None,
        "rain",
        None,
        None,
    )
    answer = alices.post(path, {"sleep_min": "long", "stress": "12", "note": "typed"})
    assert answer.status_code == 422
    assert all(text in answer.content.decode() for text in ("hours as a number", "from 0 to 10", "long", "typed"))


def test_the_person_chooses_what_is_asked_and_the_rest_stays(alices: Client) -> None:
    path = f"/diary/day/{YESTERDAY}/"
    alices.post(path, {"stress": "4"})
    alices.post("/diary/shown/", {"day": str(YESTERDAY), "shown": ["menstruation", "water_ml"]})
    page = alices.get(path).content.decode()
    assert 'name="menstruation"' in page
    assert 'name="stress"' not in page
    alices.post(path, {"menstruation": "light", "water_ml": "1,5"})
    day = Day.objects.get()
    assert (day.stress, day.menstruation, day.water_ml) == (4, "light", 1500)
    assert alices.post("/diary/shown/", {"day": str(YESTERDAY), "shown": ["secrets"]}).status_code == 400


@pytest.mark.parametrize("path", ["day/2026-11-22", "day/2026-2-3", "day/1999-01-01", "month/2026-12", "month/2026-13",
                                  "month/x", "year/2027", "year/1999"])  # fmt: skip
def test_days_that_never_were_are_not_there(alices: Client, path: str) -> None:
    assert alices.get(f"/diary/{path}/").status_code == 404


def test_a_medicine_is_a_row_and_its_doses_outlive_it(alices: Client, alice: Person) -> None:
    assert alices.post("/medicines/", {"name": "", "use": ""}).status_code == 422
    assert not Medicine.objects.exists()
    alices.post(
        "/medicines/", {"name": "Ibuprofen", "use": "acute", "kind": "nsaid", "usual": "400 mg", "since": "2026-01-02"}
    )
    row = Medicine.objects.get()
    assert (row.acute, row.kind, row.usual, row.since, row.until) == (True, "nsaid", "400 mg", date(2026, 1, 2), None)
    alices.post("/medicines/take/", {"medicine": str(row.id)})
    alices.post(f"/medicines/{row.id}/delete/")
    Medicine.objects.all().delete()
    dose = Dose.objects.get()
    assert (dose.name, dose.kind, dose.episode, dose.medicine) == ("Ibuprofen", "nsaid", None, None)
    (count,) = medicines.counts_of(alice, TODAY)
    assert (count.days, count.limit_days) == (1, 15)
    assert "Ibuprofen" in shown(alices, "/medicines/")


def test_days_are_counted_and_told_without_advice(alice: Person, alices: Client) -> None:
    row = Medicine.made(alice, HERE, name="S", kind="triptan", acute=True)
    row.save()
    for back in range(84):
        if back % 28 < 10:
            course.take(alice, row, Moment(NOW - timedelta(days=back), "UTC"))
            course.take(alice, row, Moment(NOW - timedelta(days=back, hours=1), "UTC"))
    (count,) = medicines.counts_of(alice, TODAY)
    assert (count.days, count.before, count.level) == (10, (10, 10), "lasting")
    page = shown(alices, "/medicines/")
    assert "three times in a row" in page
    assert not re.search(r"\b(stop|take less|switch|reduce|avoid)\b", page, re.IGNORECASE)


def test_a_deleted_headache_leaves_its_medicine_days(alice: Person, alices: Client) -> None:
    """The medicine was taken. A day later the headache is thrown away for good, and the dose is there still."""
    medicine = Medicine.made(alice, HERE, name="Sumatriptan", kind="triptan", acute=True)
    medicine.save()
    headache = episodes.note_headache(alice, HERE, "history")
    course.take(alice, medicine, HERE, headache)
    before = medicines.counts_of(alice, TODAY)
    answer = alices.post(f"/episodes/{headache.id}/delete/", headers={"HX-Request": "true"}).content.decode()
    assert "Its dose stays under Medicines" in answer
    assert medicines.counts_of(alice, TODAY) == before
    assert gather(alice, Window(TODAY, TODAY)).doses
    page = alices.get("/medicines/").content.decode()
    assert f"/episodes/{headache.id}/" not in page
    assert "with no headache noted" in page
    alices.post(f"/episodes/{headache.id}/restore/")
    assert f"/episodes/{headache.id}/" in alices.get("/medicines/").content.decode()
    Episode.objects.update(deleted_at=NOW - timedelta(days=2))
    tidy()
    assert not Episode.objects.exists()
    assert medicines.counts_of(alice, TODAY) == before


def test_what_a_dose_was_for_can_be_said_and_need_not_be(alice: Person, alices: Client) -> None:
    medicine = Medicine.made(alice, HERE, name="Ibuprofen", kind="nsaid", acute=True)
    medicine.save()
    alices.post("/medicines/take/", {"medicine": str(medicine.id)})
    dose = Dose.objects.get()
    assert dose.reason == ""
    reason = f"/doses/{dose.id}/reason/"
    assert "period pain" in alices.post(reason, {"reason": "period"}, follow=True).content.decode()
    assert alices.post(reason, {"reason": "boredom"}).status_code == 400
    alices.post(reason, {"reason": ""})
    dose.refresh_from_db()
    assert dose.reason == ""


def test_what_was_tried_is_counted_with_how_it_was_rated(alice: Person) -> None:
    headache = episodes.note_headache(alice, HERE, "history")
    for relief, minutes in (("helpful", 30), ("helpful", 60), ("not", None), ("", None)):
        event = course.tried(headache, "Cold", HERE)
        course.rate(event, relief, HERE, minutes)
    (tally,) = tallies.tallies(alice, TODAY)
    assert (tally.what, tally.times, tally.rated, tally.unrated, tally.typical_min) == ("Cold", 4, (2, 0, 1, 0), 1, 45)
    headache.take_away(NOW)
    assert tallies.tallies(alice, TODAY) == ()


def welcomed(person: Person) -> None:
    person.welcomed_at = NOW
    person.save()


def test_yesterday_is_not_asked_about_where_a_headache_may_have_been(alices: Client, alice: Person) -> None:
    two_days_ago = Moment(NOW - timedelta(days=2), "UTC")
    welcomed(alice)
    headache = episodes.note_headache(alice, two_days_ago, "history")
    asked = []
    for ended in (None, two_days_ago, Moment(NOW - timedelta(days=1), "UTC")):
        course.end(headache, ended)
        asked.append(ASKED in shown(alices, "/"))
    assert asked == [False, True, False]


def test_an_empty_diary_says_so_and_shows_no_figures(alices: Client) -> None:
    page = shown(alices, "/diary/")
    assert "An empty diary" in page
    assert "14 days without a word" in page
    assert "Headache days" not in page


def test_how_bad_it_was_is_drawn_only_where_it_was_said(alice: Person, alices: Client) -> None:
    for back, level in ((1, None), (2, 2), (3, 4), (4, 7)):
        at = Moment(NOW - timedelta(days=back), "Europe/Berlin")
        headache = episodes.note_headache(alice, at, "history")
        if level is not None:
            course.read(headache, level, at)
    page = alices.get("/diary/").content.decode()
    strip = page[page.index('<ol class="strip">') : page.index("</ol>")]
    assert re.findall(r'data-strength="(\w+)"', strip) == ["severe", "moderate", "mild", "unsaid"]
    year = alices.get("/diary/year/2026/").content.decode()
    assert re.findall(r'<rect class="chart-ache" [^>]* height="([\d.]+)"', year) == ["10.25", "8", "6.5"]
    assert year.count('class="chart-ache-unsaid"') == 1
    assert "4 days with headache (of 1 it was not said how bad), 0 clear" in year


def test_pages_tell_the_same_as_the_plain_diary(alice: Person, alices: Client) -> None:
    diaries.write(alice, 400, Moment(NOW, "Europe/Berlin"))
    window = Window(date(2026, 10, 1), date(2026, 10, 31))
    told = summarise(gather(alice, window), window)
    year = gather_told(alice, Window(TODAY - timedelta(days=363), TODAY))
    assert summarise(year, window) == told
    assert medicines.counts_from(year, TODAY) == medicines.counts_of(alice, TODAY)
    whole = summarise(gather(alice, Window(date(2025, 10, 1), TODAY)), window)
    assert told == whole  # a stretch is the same, whatever else is gathered
    assert 0 < told.headache_days < told.said_days < 31
    page = shown(alices, "/diary/month/2026-10/")
    assert f"Headache days {told.headache_days} of {told.said_days} known" in page
    assert told.completeness in page
    shown_year = alices.get("/diary/year/2026/").content.decode()
    known = f'<span class="table-known">{told.completeness}</span>'
    assert f"October</a>{known}</th><td>{told.headache_days}</td><td>{told.clear_days}</td>" in shown_year


def test_it_refuses_charlie(alices: Client, charlies: Client) -> None:
    alices.post("/diary/mark/", {"day": str(YESTERDAY), "said": "clear"})
    alices.post("/medicines/", {"name": "Secret", "use": "acute"})
    mark, row = DayMark.objects.get(), Medicine.objects.get()
    assert "Secret" not in shown(charlies, "/medicines/")
    for path in (f"/marks/{mark.id}/undo/", f"/marks/{mark.id}/redo/",
                 *(f"/medicines/{row.id}/{what}" for what in ("", "delete/", "restore/"))):  # fmt: skip
        assert charlies.post(path).status_code == 404
    assert charlies.post("/medicines/take/", {"medicine": str(row.id)}).status_code == 404
    assert "An empty diary" in shown(charlies, "/diary/")
    assert not Episode.objects.exists()
