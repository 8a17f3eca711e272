"""One headache: what was noted, and what is said of it afterwards."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from unclench.web.accounts.models import Person
from unclench.web.diary import course, episodes
from unclench.web.diary.models import Episode, EpisodeEvent
from unclench.web.moment import Moment

ONSET = datetime(2026, 10, 24, 21, 30, tzinfo=UTC)


@pytest.fixture
def headache(alice: Person) -> Episode:
    """On the evening before the clocks go back."""
    return episodes.note_headache(alice, Moment(ONSET, "Europe/Berlin"), "attack")


def shown(client: Client, headache: Episode) -> str:
    text = re.sub(r"<[^>]+>", " ", client.get(f"/episodes/{headache.id}/").content.decode())
    return " ".join(text.split())


def kept(headache: Episode) -> tuple[datetime | None, list[tuple[str, int | None, str]]]:
    headache.refresh_from_db()
    events = EpisodeEvent.objects.filter(episode=headache, deleted_at=None)
    return headache.ended_at, [(event.kind, event.level, event.text) for event in events]


def test_it_stands_on_the_clock_of_where_it_was(alices: Client, headache: Episode) -> None:
    alices.cookies["unclench_zone"] = "America/New_York"
    course.tried(headache, "Cold", Moment(ONSET + timedelta(minutes=5), "Europe/Berlin"))
    text = shown(alices, headache)
    assert "Saturday 24 October 2026, 23:30 Europe/Berlin" in text
    assert "23:35 Cold" in text
    assert "Eased not said" in text
    assert "Written down later" in text
    assert str(headache.local_date) == "2026-10-24"


def test_what_is_said_afterwards_is_kept(alices: Client, headache: Episode) -> None:
    said = {"pain": "0", "ended": "2026-10-25T04:30", "note": " behind the eye "}
    answer = alices.post(f"/episodes/{headache.id}/", said)
    assert answer.headers["Location"] == f"/episodes/{headache.id}/"
    ended = datetime(2026, 10, 25, 3, 30, tzinfo=UTC)
    assert kept(headache) == (ended, [("worst", 0, ""), ("note", None, "behind the eye")])
    assert "after 6 h" in shown(alices, headache)
    alices.post(f"/episodes/{headache.id}/", said)
    assert kept(headache) == (ended, [("worst", 0, ""), ("note", None, "behind the eye")])
    assert EpisodeEvent.objects.count() == 2


def test_nothing_said_takes_back_what_was_said(alices: Client, headache: Episode) -> None:
    alices.post(f"/episodes/{headache.id}/", {"pain": "8", "ended": "2026-10-25T01:00", "note": "x"})
    alices.post(f"/episodes/{headache.id}/", {"pain": "", "ended": "", "note": ""})
    assert kept(headache) == (None, [])


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"pain": "11"}, "whole number from 0 to 10"),
        ({"pain": "-1"}, "whole number from 0 to 10"),
        ({"pain": "five"}, "whole number from 0 to 10"),
        ({"ended": "2026-10-24T20:00"}, "before it began"),
        ({"ended": "2999-01-01T20:00"}, "still to come"),
        ({"ended": "soon"}, "no time"),
        ({"note": "x" * 501}, "room for 500"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_in_the_form(
    alices: Client, headache: Episode, data: dict[str, str], message: str
) -> None:
    answer = alices.post(f"/episodes/{headache.id}/", {"note": "typed", **data})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert message in text
    assert data.get("note", "typed") in text
    assert kept(headache) == (None, [])


def test_an_end_left_untouched_keeps_its_seconds(alices: Client, headache: Episode) -> None:
    ended = datetime(2026, 10, 25, 1, 30, 44, tzinfo=UTC)  # the second half past two of that night
    course.end(headache, Moment(ended, "Europe/Berlin"))
    page = alices.get(f"/episodes/{headache.id}/").content.decode()
    value = re.search(r'name="ended" value="([^"]+)"', page)
    assert value
    alices.post(f"/episodes/{headache.id}/", {"ended": value[1], "pain": "4"})
    assert kept(headache)[0] == ended


def test_it_refuses_charlie(charlies: Client, headache: Episode) -> None:
    assert charlies.get(f"/episodes/{headache.id}/").status_code == 404
    assert charlies.post(f"/episodes/{headache.id}/", {"pain": "3"}).status_code == 404
    assert kept(headache) == (None, [])
