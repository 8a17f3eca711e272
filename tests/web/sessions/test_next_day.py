"""The day after."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.sessions.plays import play_for
from unclench.web.accounts.models import Person
from unclench.web.moment import now
from unclench.web.sessions.models import NextDay, Play
from unclench.web.sessions.planning import is_fresh
from unclench.web.today import locks


@pytest.fixture
def play(alice: Person) -> Play:
    return play_for(alice)


def said(play: Play) -> tuple[int | None, bool | None, bool | None, bool]:
    answer = NextDay.objects.get(play=play)
    return answer.soreness, answer.headache, answer.new_symptoms, answer.passed


def test_it_is_kept(alices: Client, play: Play) -> None:
    given = {"soreness": "2", "headache": "no", "new_symptoms": "no"}
    assert alices.post(f"/plays/{play.id}/next-day/", given).headers["Location"] == "/"
    assert said(play) == (2, False, False, False)


def test_what_was_not_answered_is_not_known(alices: Client, play: Play) -> None:
    alices.post(f"/plays/{play.id}/next-day/", {"soreness": "", "headache": ""})
    assert said(play) == (None, None, None, False)


def test_it_can_be_passed_over(alices: Client, play: Play) -> None:
    alices.post(f"/plays/{play.id}/next-day/", {"pass": "1", "soreness": "9"})
    assert said(play) == (None, None, None, True)


def test_a_later_answer_takes_the_place_of_an_earlier_one(alices: Client, play: Play) -> None:
    alices.post(f"/plays/{play.id}/next-day/", {"soreness": "2"})
    alices.post(f"/plays/{play.id}/next-day/", {"soreness": "3"})
    assert said(play)[0] == 3


@pytest.mark.parametrize("wrong", [{"soreness": "11"}, {"headache": "maybe"}, {"new_symptoms": "1"}])
def test_what_is_wrong_is_said_and_nothing_kept(alices: Client, play: Play, wrong: dict[str, str]) -> None:
    response = alices.post(f"/plays/{play.id}/next-day/", wrong)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not NextDay.objects.exists()


@pytest.mark.parametrize(
    "beside",
    [
        {},
        {"usual": "yes"},
        {"usual": "unsure", "sign": "dizziness_new"},
        {"usual": "yes", "sign": ["dizziness_new", "limb_weakness"]},
        {"usual": "yes", "sign": "new_severe_neck_pain"},
        {"usual": "yes", "sign": "something_else"},
    ],
)
def test_new_symptoms_are_an_emergency_and_lock(
    alices: Client, alice: Person, play: Play, beside: dict[str, str | list[str]]
) -> None:
    response = alices.post(f"/plays/{play.id}/next-day/", {"new_symptoms": "yes", **beside})
    assert response.headers["Location"] == "/emergency/"
    found = locks.standing(alice)
    assert found is not None
    assert (found.rules, found.check_in) == (["post_session_neuro"], play.plan.check_in)
    assert said(play)[2] is True


def test_ones_own_usual_attack_is_no_emergency_but_asks_again(alices: Client, alice: Person, play: Play) -> None:
    told = {"new_symptoms": "yes", "usual": "yes", "sign": ["visual_disturbance", "limb_numbness"]}
    assert alices.post(f"/plays/{play.id}/next-day/", told).headers["Location"] == "/"
    assert locks.standing(alice) is None
    assert not is_fresh(play.plan, now())


def test_a_no_locks_nothing_whatever_stands_beside_it(alices: Client, alice: Person, play: Play) -> None:
    alices.post(f"/plays/{play.id}/next-day/", {"new_symptoms": "no", "sign": "limb_weakness"})
    assert locks.standing(alice) is None


def test_soreness_for_days_is_spoken_to(alices: Client, play: Play) -> None:
    alices.post(f"/plays/{play.id}/next-day/", {"soreness": "6"})
    assert "Wait until it has gone." in alices.session["toast"]["text"]
