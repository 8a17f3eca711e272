"""The list of what has been, one session in full, and taking things back."""

from __future__ import annotations

import re
from dataclasses import astuple
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client

from tests.web.sessions.history_cast import START, plan_of, play_of, session
from unclench.web.accounts.models import Person
from unclench.web.diary import episodes
from unclench.web.diary.models import Episode
from unclench.web.moment import Moment
from unclench.web.sessions.history import Cursor, Entry, history_of
from unclench.web.sessions.models import NextDay, Play, PlayEvent

HTMX = {"HX-Request": "true"}


def text_of(client: Client, path: str = "/history/") -> str:
    """What is read on the page."""
    shown = re.sub(r"<[^>]+>", " ", client.get(path).content.decode())
    return " ".join(shown.split())


@pytest.fixture
def play(alice: Person) -> Play:
    return play_of(plan_of(alice), ending="finished", position_ms=600_000, pain_before=6, pain_after=0)


@pytest.fixture
def headache(alice: Person) -> Episode:
    onset = Moment(START - timedelta(hours=3), "Asia/Tokyo")
    return episodes.note_headache(alice, onset, "command", pain=7, note="Left side")


def test_it_begins_empty(alices: Client) -> None:
    assert "Nothing here yet" in text_of(alices)


def test_sessions_and_headaches_stand_together_newest_first(alices: Client, play: Play, headache: Episode) -> None:
    del play, headache
    shown = text_of(alices)
    assert "November 2026" in shown
    assert "Sat 21, 20:00 Tension headache, 10 min pain 6 → 0" in shown
    # 17:00 in London is two in the night of the next day in Tokyo, where it was lived.
    assert "Sun 22, 02:00 Headache pain 7 Left side" in shown
    assert shown.index("Sat 21") < shown.index("Sun 22")


def test_what_was_not_given_is_not_made_up(alice: Person, alices: Client) -> None:
    plan = plan_of(alice)
    play_of(plan, ending="finished", pain_before=6)
    play_of(plan, ago=timedelta(days=1), ending="finished", pain_after=3)
    play_of(plan, ago=timedelta(days=2), ending="finished")
    shown = text_of(alices)
    assert "pain 6 before" in shown
    assert "pain 3 after" in shown
    assert shown.count("pain") == 2
    assert "None" not in shown


def test_it_says_how_a_session_ended_and_the_day_after(alice: Person, alices: Client) -> None:
    plan = plan_of(alice)
    stopped = play_of(plan, ending="stopped", stop_reason="dizzy", position_ms=125_000)
    play_of(plan, ago=timedelta(days=1), position_ms=30_000)
    play_of(plan, ago=timedelta(days=2))
    NextDay.made(alice, Moment(START, "UTC"), play=stopped, soreness=0, headache=True).save()
    shown = text_of(alices)
    assert "Stopped at 2:05: " in shown
    assert "Next day" not in shown
    assert "next day: not sore, headache" in shown
    assert "Left at 0:30" in shown
    assert "Not played" in shown


def test_words_are_shown_as_words(alice: Person, alices: Client) -> None:
    episodes.note_headache(alice, Moment(START, "UTC"), "command", note="<script>&\"'</script>")
    play_of(plan_of(alice, title="<b>Neck</b>"))
    shown = alices.get("/history/").content.decode()
    assert "&lt;script&gt;&amp;&quot;&#x27;&lt;/script&gt;" in shown
    assert "&lt;b&gt;Neck&lt;/b&gt;, 10 min" in shown
    assert "<b>" not in shown


def test_pages_hold_fifty_and_miss_nothing(alice: Person, alices: Client) -> None:
    plan = plan_of(alice)
    for number in range(70):
        play_of(plan, ago=timedelta(hours=number // 3))  # several at the same moment
        if number % 2:
            episodes.note_headache(alice, Moment(START - timedelta(hours=number // 3), "UTC"), "command")
    seen: list[Entry] = []
    before: Cursor | None = None
    for size in (50, 50, 5):
        found = history_of(alice, before)
        assert len(found.entries) == size
        seen += found.entries
        before = found.older
    assert before is None
    assert len({entry.id for entry in seen}) == 105
    assert [(entry.at, entry.id.int) for entry in seen] == sorted(
        ((entry.at, entry.id.int) for entry in seen), reverse=True
    )
    older = re.search(r'href="(\?before=[^"]+)"', alices.get("/history/").content.decode())
    assert older
    assert alices.get(f"/history/{older[1]}").content.decode().count('class="entry-link"') == 50


def test_it_reads_what_the_records_say(alice: Person) -> None:
    """The list is read with SQL of its own; here the same comes from the records, over every kind of owner."""
    anna = Person.objects.create(name="anna", keeper=alice, called="Anna", is_active=False)
    gone = Person.objects.create(name="gone", keeper=alice, called="Gone", is_active=False, removed_at=START)
    stranger = Person.objects.create(name="stranger")
    for owner in (alice, anna, gone, stranger):
        plan, taken_away = plan_of(owner), plan_of(owner)
        for minutes in range(4):
            ago = timedelta(minutes=minutes, microseconds=minutes % 2)
            play = play_of(plan, ago=ago, zone="Asia/Tokyo", ending="stopped", stop_reason="stop_pain", pain_before=0)
            if minutes:
                answers = (None, 0, 3)[minutes - 1], (True, None, False)[minutes - 1]
                NextDay.made(owner, Moment(START, "UTC"), play=play, soreness=answers[0], headache=answers[1]).save()
        play_of(plan, deleted_at=START)
        play_of(taken_away)
        taken_away.take_away(START)
        episode = episodes.note_headache(owner, Moment(START - timedelta(seconds=90), "UTC"), "command")
        Episode.objects.filter(id=episode.id).update(ended_at=START)
    plays = Play.kept_by(alice).filter(plan__deleted_at=None).select_related("next_day", "plan", "owner")
    expected: list[tuple[Any, ...]] = []
    for play in plays:
        later = getattr(play, "next_day", None)
        answered = None if later is None else (later.soreness, later.headache, later.new_symptoms)
        lived = (play.at, play.zone, play.at.astimezone(ZoneInfo(play.zone)))
        said = (play.plan.title, play.plan.minutes, play.pain_before, play.pain_after, play.ending)
        expected.append((play.id, *lived, *said, answered, play.owner.called, None))
    for one in Episode.of(alice):
        nothing = (None, None, None, "", None, "")
        expected.append((one.id, one.at, one.zone, one.at, "Headache", *nothing, one.ended_at))
    found = []
    for entry in history_of(alice).entries:
        answers_given = None if entry.next_day is None else astuple(entry.next_day)
        numbers = (entry.title, entry.minutes, entry.pain_before, entry.pain_after, entry.ending)
        lived = (entry.at, entry.zone, entry.local)
        found.append((entry.id, *lived, *numbers, answers_given, entry.receiver, entry.ended_at))
    assert len(found) == 9
    assert found == sorted(expected, key=lambda row: (row[1], row[0].int), reverse=True)


@pytest.mark.parametrize("before", ["nonsense", "1.2", "9" * 40 + ".00", "-1"])
def test_a_page_that_never_was_is_not_found(alices: Client, before: str) -> None:
    assert alices.get("/history/", {"before": before}).status_code == 404


def test_a_long_list_costs_no_more_queries(
    alice: Person, alices: Client, django_assert_max_num_queries: object
) -> None:
    assert callable(django_assert_max_num_queries)
    plan = plan_of(alice)
    for number in range(60):
        play_of(plan, ago=timedelta(hours=number))
        episodes.note_headache(alice, Moment(START - timedelta(hours=number), "UTC"), "command", pain=3, note="x")
    alices.get("/history/")
    with django_assert_max_num_queries(8):
        alices.get("/history/")


@pytest.mark.parametrize("kind", ["play", "headache"])
def test_deleting_and_undoing_it(request: pytest.FixtureRequest, alices: Client, kind: str) -> None:
    record = request.getfixturevalue(kind)
    base = f"/plays/{record.id}" if kind == "play" else f"/episodes/{record.id}"
    assert alices.post(f"{base}/delete/").headers["Location"] == "/history/"
    shown = alices.post(f"{base}/delete/", follow=True).content.decode()
    assert "Deleted: " in shown
    assert f'action="{base}/restore/"' in shown
    assert f'action="{base}/delete/"' not in shown
    record.refresh_from_db()
    assert record.deleted_at is not None
    assert alices.get(f"{base}/record/" if kind == "play" else f"{base}/").status_code == 404
    for _ in range(2):
        alices.post(f"{base}/restore/")
    record.refresh_from_db()
    assert record.deleted_at is None
    assert f'action="{base}/delete/"' in alices.get("/history/").content.decode()


@pytest.mark.parametrize("kind", ["play", "headache"])
def test_with_script_the_line_itself_becomes_the_way_back(
    request: pytest.FixtureRequest, alices: Client, kind: str
) -> None:
    record = request.getfixturevalue(kind)
    base = f"/plays/{record.id}" if kind == "play" else f"/episodes/{record.id}"
    line = alices.post(f"{base}/delete/", headers=HTMX).content.decode().strip()
    assert line.startswith('<li class="entry" data-state="deleted">')
    assert "csrfmiddlewaretoken" in line
    line = alices.post(f"{base}/restore/", headers=HTMX).content.decode().strip()
    assert line.startswith('<li class="entry')
    assert f'hx-post="{base}/delete/"' in line
    assert "Deleted: " not in text_of(alices)


def test_a_record_says_everything(alice: Person, alices: Client) -> None:
    moment = Moment(START, "Europe/Berlin")
    play = play_of(
        plan_of(alice),
        zone="Europe/Berlin",
        ending="stopped",
        stop_reason="dizzy",
        position_ms=200_000,
        pain_before=6,
        mood_after=8,
        note="Phone rang <b>",
    )
    first = session()["phases"][0]["steps"][0]
    PlayEvent.made(alice, moment, play=play, kind="started").save()
    PlayEvent.made(alice, moment, play=play, kind="skipped", step=first["id"], position_ms=10).save()
    PlayEvent.made(alice, moment, play=play, kind="stopped", position_ms=200_000, reason="dizzy").save()
    NextDay.made(alice, moment, play=play, soreness=2, new_symptoms=False).save()
    shown = text_of(alices, f"/plays/{play.id}/record/")
    assert "Saturday 21 November 2026, 21:00 Europe/Berlin" in shown
    assert "Stopped at 3:20" in shown
    assert "Pain 6 not given" in shown
    assert "Mood not given 8" in shown
    assert "Phone rang &lt;b&gt;" in shown
    assert "Skipped" in shown
    assert "Not reached" in shown
    assert "Soreness 2 of 10 Headache not given New symptoms no" in shown
    assert "21:00:00 Started" in shown


def test_it_shows_nothing_of_charlies(charlies: Client, play: Play, headache: Episode) -> None:
    assert "Nothing here yet" in text_of(charlies)
    assert charlies.get(f"/plays/{play.id}/record/").status_code == 404
    for base in (f"/plays/{play.id}", f"/episodes/{headache.id}"):
        for action in ("delete", "restore"):
            assert charlies.post(f"{base}/{action}/").status_code == 404
    assert not Play.objects.exclude(deleted_at=None).exists()
    assert not Episode.objects.exclude(deleted_at=None).exists()


def test_it_refuses_other_methods(alices: Client, play: Play, headache: Episode) -> None:
    assert alices.post("/history/").status_code == 405
    assert alices.post(f"/plays/{play.id}/record/").status_code == 405
    for base in (f"/plays/{play.id}", f"/episodes/{headache.id}"):
        assert {alices.get(f"{base}/{action}/").status_code for action in ("delete", "restore")} == {405}
    assert Play.objects.filter(deleted_at=None).exists()
