"""How it was: everything may stay unsaid."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.sessions.plays import play_for
from unclench.web.accounts.models import Person
from unclench.web.sessions.models import AFTER, Play
from unclench.web.today import locks


@pytest.fixture
def play(alice: Person) -> Play:
    return play_for(alice)


def test_it_shows_what_was_before(alices: Client, play: Play) -> None:
    assert "6 before" in alices.get(f"/plays/{play.id}/after/").content.decode()


def test_it_is_kept(alices: Client, play: Play) -> None:
    said = {"pain": "4", "tension": "0", "mood": "", "note": "Quiet."}
    assert alices.post(f"/plays/{play.id}/after/", said).headers["Location"] == "/history/"
    play.refresh_from_db()
    assert (play.pain_after, play.tension_after, play.mood_after, play.note) == (4, 0, None, "Quiet.")
    assert play.rated_at is not None
    assert play.pain_before == 6


def test_passing_over_gives_nothing(alices: Client, play: Play) -> None:
    assert alices.post(f"/plays/{play.id}/after/", {"skip": "1", "pain": "4"}).headers["Location"] == "/history/"
    play.refresh_from_db()
    assert {getattr(play, name) for name in AFTER} == {None}
    assert play.rated_at is not None


@pytest.mark.parametrize("wrong", [{"pain": "11"}, {"mood": "good"}, {"note": "x" * 2_001}])
def test_what_is_wrong_is_said_and_nothing_kept(alices: Client, play: Play, wrong: dict[str, str]) -> None:
    response = alices.post(f"/plays/{play.id}/after/", {"stress": "3", **wrong})
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    play.refresh_from_db()
    assert (play.rated_at, play.stress_after) == (None, None)


def test_what_was_typed_stays(alices: Client, play: Play) -> None:
    page = alices.post(f"/plays/{play.id}/after/", {"stress": "3", "pain": "11", "note": "Hm."}).content.decode()
    assert 'name="stress" value="3" checked' in page
    assert "Hm.</textarea>" in page


def test_an_unwanted_effect_brings_advice(alices: Client, alice: Person, play: Play) -> None:
    response = alices.post(f"/plays/{play.id}/after/", {"unwanted": ["stop_skin", "made_up"]}, follow=True)
    assert "Leave that place alone for seven days." in response.content.decode()
    play.refresh_from_db()
    assert play.unwanted == ["stop_skin"]
    assert locks.standing(alice) is None


def test_an_effect_that_may_be_an_emergency_locks(alices: Client, alice: Person, play: Play) -> None:
    response = alices.post(f"/plays/{play.id}/after/", {"unwanted": ["stop_neuro"]}, follow=True)
    assert "Call the emergency number now" in response.content.decode()
    assert locks.standing(alice) is not None
