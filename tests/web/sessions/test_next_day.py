"""What is noticed the day after, and what follows from it."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.web.sessions.plays import ended_play_for, play_for
from unclench.safety.dose import findings
from unclench.web.accounts.models import Person
from unclench.web.accounts.receivers import add, remove
from unclench.web.moment import Moment, now
from unclench.web.sessions import playing
from unclench.web.sessions.models import Felt, NextDay, Play
from unclench.web.sessions.past import past_of
from unclench.web.sessions.planning import is_fresh
from unclench.web.today import locks

DAY = timedelta(days=1)


@pytest.fixture
def play(alice: Person) -> Play:
    return play_for(alice)


def said(play: Play) -> tuple[int | None, bool | None, bool | None, bool]:
    answer = NextDay.objects.get(play=play)
    return answer.soreness, answer.headache, answer.new_symptoms, answer.passed


def holds(person: Person) -> set[str]:
    moment = now()
    return {finding.rule.partition("@")[0] for finding in findings(past_of(person, moment), moment.local)}


def test_one_tap_says_that_there_was_nothing(alices: Client, play: Play) -> None:
    assert alices.post(f"/plays/{play.id}/next-day/", {"none": "1"}).headers["Location"] == "/"
    assert said(play) == (0, False, False, False)


def test_what_is_ticked_is_kept_and_what_it_means_is_said(alices: Client, play: Play) -> None:
    answer = alices.post(
        f"/plays/{play.id}/next-day/", {"noticed": ["soreness", "bruise"], "soreness": "2"}, follow=True
    )
    assert said(play) == (2, False, False, False)
    assert NextDay.objects.get(play=play).noticed == ["bruise", "soreness"]
    page = answer.content.decode()
    assert "It passes within two days." in page
    assert "Less next time" in page


def test_a_number_nobody_gave_is_not_known(alices: Client, play: Play) -> None:
    alices.post(f"/plays/{play.id}/next-day/", {"noticed": "soreness", "soreness": ""})
    assert said(play)[0] is None


def test_it_can_be_passed_over(alices: Client, play: Play) -> None:
    alices.post(f"/plays/{play.id}/next-day/", {"pass": "1", "noticed": "bruise"})
    assert said(play) == (None, None, None, True)
    assert not Felt.objects.exists()


def test_a_later_answer_takes_the_place_of_an_earlier_one(alices: Client, alice: Person) -> None:
    play = ended_play_for(alice)
    alices.post(f"/plays/{play.id}/next-day/", {"noticed": "bruise"})
    assert "skin_rests" in holds(alice)
    alices.post(f"/plays/{play.id}/next-day/", {"none": "1"})
    assert said(play)[0] == 0
    assert "skin_rests" not in holds(alice)


@pytest.mark.parametrize(
    "wrong", [{}, {"noticed": "soreness", "soreness": "11"}, {"noticed": "happiness"}, {"noticed": "sore_week"}]
)
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
def test_new_nerve_signs_are_an_emergency_and_lock(
    alices: Client, alice: Person, play: Play, beside: dict[str, str | list[str]]
) -> None:
    response = alices.post(f"/plays/{play.id}/next-day/", {"noticed": "nerve_signs", **beside})
    assert response.headers["Location"] == "/emergency/"
    found = locks.standing(alice)
    assert found is not None
    assert (found.rules, found.check_in) == (["post_session_neuro"], play.plan.check_in)
    assert said(play)[2] is True


@pytest.mark.parametrize(
    ("sign", "named"),
    [
        ("legs", "stop_legs"),
        ("dark_urine", "stop_urine"),
        ("chest", "stop_breath"),
        ("eye", "stop_eye"),
        ("swollen_lips", "stop_skin"),
    ],
)
def test_other_grave_signs_lock_too(alices: Client, alice: Person, play: Play, sign: str, named: str) -> None:
    response = alices.post(f"/plays/{play.id}/next-day/", {"noticed": ["tired", sign]})
    assert response.headers["Location"] == "/emergency/"
    found = locks.standing(alice)
    assert found is not None
    assert found.rules == [named]
    assert all(entry.name != named for entry in locks.named_in(found))  # it is said in words


def test_ones_own_usual_attack_is_no_emergency_but_asks_again(alices: Client, alice: Person, play: Play) -> None:
    told = {"noticed": "nerve_signs", "usual": "yes", "sign": ["visual_disturbance", "limb_numbness"]}
    assert alices.post(f"/plays/{play.id}/next-day/", told).headers["Location"] == "/"
    assert locks.standing(alice) is None
    assert not is_fresh(play.plan, now())


def test_what_is_not_ticked_locks_nothing_whatever_stands_beside_it(alices: Client, alice: Person, play: Play) -> None:
    alices.post(f"/plays/{play.id}/next-day/", {"none": "1", "sign": "limb_weakness"})
    assert locks.standing(alice) is None


# When it is asked


def test_it_is_asked_from_the_next_day_on_once(alices: Client, alice: Person) -> None:
    with time_machine.travel("2026-03-02T20:00:00+00:00", tick=False):
        play = ended_play_for(alice)
        assert playing.asked_about(alice, now().local_date) is None
    with time_machine.travel("2026-03-03T08:00:00+00:00", tick=False):
        assert playing.asked_about(alice, now().local_date) == play
        alices.post(f"/plays/{play.id}/next-day/", {"pass": "1"})
        assert playing.asked_about(alice, now().local_date) is None
    with time_machine.travel("2026-03-04T08:00:00+00:00", tick=False):
        assert playing.asked_about(alice, now().local_date) is None


def test_nobody_is_asked_for_ever(alice: Person) -> None:
    with time_machine.travel("2026-03-02T20:00:00+00:00", tick=False):
        ended_play_for(alice)
    with time_machine.travel("2026-03-06T08:00:00+00:00", tick=False):
        assert playing.asked_about(alice, now().local_date) is None


def test_soreness_is_asked_about_once_a_day_until_it_is_less(alices: Client, alice: Person) -> None:
    with time_machine.travel("2026-03-02T20:00:00+00:00", tick=False):
        play = ended_play_for(alice)
    sore = {"noticed": "soreness", "soreness": "6"}
    with time_machine.travel("2026-03-03T08:00:00+00:00", tick=False):
        alices.post(f"/plays/{play.id}/next-day/", sore)
        assert playing.asked_about(alice, now().local_date) is None
        assert holds(alice) >= {"no_firmer_while_sore"}
        assert "sore_waits" not in holds(alice)
    with time_machine.travel("2026-03-05T08:00:00+00:00", tick=False):
        assert playing.asked_about(alice, now().local_date) == play
        alices.post(f"/plays/{play.id}/next-day/", sore)
        assert holds(alice) >= {"sore_waits", "gentle_after_soreness"}
    with time_machine.travel("2026-03-06T08:00:00+00:00", tick=False):
        alices.post(f"/plays/{play.id}/next-day/", {"none": "1"})
        assert "sore_waits" not in holds(alice)
        assert "gentle_after_soreness" in holds(alice)
    with time_machine.travel("2026-03-07T08:00:00+00:00", tick=False):
        assert playing.asked_about(alice, now().local_date) is None


# New nerve signs are asked about for 28 days


@pytest.mark.parametrize(
    ("begun", "zone"),
    [
        ("2026-03-10T20:00:00", "Europe/Berlin"),  # the clocks go forward on 29 March
        ("2026-10-10T20:00:00", "Europe/Berlin"),  # and back on 25 October
        ("2028-02-10T20:00:00", "Asia/Kathmandu"),  # a leap day
        ("2026-06-01T20:00:00", "Pacific/Kiritimati"),
    ],
)
def test_new_nerve_signs_are_asked_about_for_28_days_of_real_hours(alice: Person, begun: str, zone: str) -> None:
    with time_machine.travel(f"{begun}+00:00", tick=False):
        play = ended_play_for(alice)
        ended = now(zone).at + timedelta(minutes=5)
    for after, asked in ((DAY * 27, True), (DAY * 28, True), (DAY * 28 + timedelta(seconds=1), False)):
        with time_machine.travel(ended + after, tick=False):
            found = playing.asked_since(alice, now(zone))
            assert found == ((play,) if asked else ()), after


def test_today_leads_to_that_question(alices: Client, alice: Person) -> None:
    play = ended_play_for(alice)
    with time_machine.travel(now().at + timedelta(hours=1)):
        assert f"/plays/{play.id}/next-day/" in alices.get("/").content.decode()


def test_each_receiver_is_asked_about_their_own_last_session(alices: Client, alice: Person) -> None:
    anna, ben = add(alice, "Anna"), add(alice, "Ben")
    ended_play_for(anna)
    plays = {ended_play_for(anna), ended_play_for(ben), ended_play_for(alice)}
    later = Moment(now().at + timedelta(hours=1), "Europe/Berlin")
    assert set(playing.asked_since(alice, later)) == plays
    with time_machine.travel(later.at):
        page = alices.get("/").content.decode()
    assert all(f"/plays/{play.id}/next-day/" in page for play in plays)
    assert all(name in page for name in ("Yes, me", "Yes, Anna", "Yes, Ben"))
    remove(anna, later.at)
    assert {play.owner for play in playing.asked_since(alice, later)} == {alice, ben}


def test_who_is_not_asked_about_yesterday_is_asked_of_nerve_signs(alices: Client, alice: Person) -> None:
    """The question of one session may stand for days, and must not hide the others' meanwhile."""
    mine, bens = ended_play_for(alice), ended_play_for(add(alice, "Ben"))
    with time_machine.travel(now().at + DAY):
        asked = playing.asked_about(alice, now().local_date)
        page = alices.get("/").content.decode()
    assert asked == bens
    assert "Anything since, Ben?" in page
    assert "Yes, Ben" not in page
    assert page.count(f"/plays/{mine.id}/next-day/") == 1
    assert "Yes, me" in page


def test_nobody_else_is_asked(alice: Person, charlie: Person) -> None:
    ended_play_for(alice)
    later = Moment(now().at + timedelta(hours=1), "Europe/Berlin")
    assert playing.asked_since(alice, later)
    assert not playing.asked_since(charlie, later)
    assert not past_of(charlie, later).worked
