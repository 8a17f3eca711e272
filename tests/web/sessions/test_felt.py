"""What was felt in a session is kept with its place, and bears on the next plan."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import time_machine
import uuid6
from django.test import Client

from tests.web.sessions.plays import ended_play_for, plan_for, play_for
from unclench.atlas import load_atlas
from unclench.composer.types import Session, Step
from unclench.plain import from_plain
from unclench.safety.dose import findings
from unclench.web.accounts.models import Person
from unclench.web.diary.episodes import Source
from unclench.web.diary.models import Episode
from unclench.web.moment import Moment, now
from unclench.web.sessions import playing
from unclench.web.sessions.models import Felt, Play
from unclench.web.sessions.past import past_of
from unclench.web.sessions.planning import is_fresh, session_of
from unclench.web.today import locks
from unclench.web.today.remembering import remembered


@pytest.fixture
def play(alice: Person) -> Play:
    return play_for(alice)


def step_of(play: Play) -> Step:
    return next(step for step in from_plain(Session, play.plan.session).steps if step.contact)


def tell(client: Client, play: Play, *events: tuple[str, str]) -> None:
    """Kind and reason, in the first step with hands."""
    step = step_of(play)
    begun_ms = int(play.at.timestamp() * 1000)
    batch = [
        {
            "id": str(uuid6.uuid7()),
            "kind": kind,
            "at_ms": begun_ms + 1000 * number,
            "position_ms": (step.start_s + 10) * 1000,
            "step": step.id,
            "reason": reason,
        }
        for number, (kind, reason) in enumerate(events)
    ]
    answer = client.post(f"/plays/{play.id}/events/", json.dumps(batch), content_type="application/json")
    assert answer.status_code == 204


def holds(person: Person, after: timedelta = timedelta()) -> set[str]:
    moment = Moment(now().at + after, "Europe/Berlin")
    return {finding.rule.partition("@")[0] for finding in findings(past_of(person, moment), moment.local)}


def test_it_has_step_place_and_pressure(alices: Client, play: Play) -> None:
    tell(alices, play, ("hurt", ""), ("hurt", "stop_pain"))
    felt = Felt.objects.get()
    step = step_of(play)
    assert (felt.what, felt.said, felt.step, felt.technique) == ("stop_pain", "during", step.id, step.technique)
    assert felt.pressure == step.level
    assert felt.places


def test_no_more_said_counts_as_pain(alices: Client, alice: Person, play: Play) -> None:
    tell(alices, play, ("hurt", ""))
    assert Felt.objects.get().what == "stop_pain"
    assert holds(alice, timedelta(minutes=1)) == {"rest_where_it_hurt", "lighter_where_it_hurt"}


def test_too_firm_is_lighter_next_time_and_no_more(alices: Client, alice: Person, play: Play) -> None:
    tell(alices, play, ("hurt", ""), ("hurt", "too_firm"))
    assert holds(alice, timedelta(minutes=1)) == {"lighter_where_it_hurt"}


def test_what_hurts_before_hands_are_laid_on_is_not_theirs(alice: Person, play: Play) -> None:
    quiet = next(step for step in from_plain(Session, play.plan.session).steps if not step.contact)
    playing.tell(play, [playing.Happened(uuid6.uuid7(), "hurt", now().at, 2_000, quiet.id)], now())
    assert not holds(alice, timedelta(minutes=1))
    assert [event.kind for event in play.events.all()] == ["hurt"]


def test_a_slip_leaves_nothing(alices: Client, alice: Person, play: Play) -> None:
    tell(alices, play, ("hurt", ""), ("hurt", "slip"))
    assert not Felt.objects.exists()
    assert not holds(alice, timedelta(minutes=1))


def test_a_reason_to_stop_that_was_named_before_is_one(alices: Client, play: Play) -> None:
    tell(alices, play, ("hurt", ""), ("hurt", "stop_faint"), ("stopped", "stop_faint"))
    assert [felt.what for felt in Felt.objects.all()] == ["stop_faint"]


def test_shooting_pain_is_remembered_as_a_sign_for_a_doctor(alices: Client, alice: Person, play: Play) -> None:
    tell(alices, play, ("hurt", "stop_nerve"), ("stopped", "stop_nerve"))
    assert "myelopathy" in remembered(alice).signs
    assert locks.standing(alice) is None
    assert not is_fresh(play.plan, now())
    assert "shocks down the spine" in alices.get("/safety/").content.decode()


def test_an_emergency_locks_at_once(alices: Client, alice: Person, play: Play) -> None:
    tell(alices, play, ("hurt", "stop_neuro"))
    found = locks.standing(alice)
    assert found is not None
    assert found.rules == ["stop_neuro"]


def test_the_plan_of_yesterday_gives_way_to_what_was_felt(alices: Client, play: Play) -> None:
    assert is_fresh(play.plan, now())
    tell(alices, play, ("started", ""), ("hurt", "stop_pain"))
    later = Moment(now().at + timedelta(minutes=10), "Europe/Berlin")
    assert is_fresh(play.plan, later, play)  # the session that goes on sees to it itself
    assert not is_fresh(play.plan, later)


def test_the_next_plan_leaves_the_place_alone_and_says_until_when(alices: Client, alice: Person, play: Play) -> None:
    tell(alices, play, ("hurt", "stop_pain"))
    places = set(Felt.objects.get().places)
    with time_machine.travel(now().at + timedelta(minutes=10)):
        plan = plan_for(alice)
        page = alices.get(f"/sessions/{plan.id}/").content.decode()
    worked = from_plain(Session, plan.session)

    touched = {place for step in worked.steps for place in load_atlas().safety_regions(step.contact)}
    assert not touched & places
    assert "Left alone after pain" in page
    assert "Until " in page
    assert session_of(plan).safety.verdict == "adapted"


def test_what_holds_now_lists_it_and_takes_a_mistake_back(alices: Client, play: Play) -> None:
    tell(alices, play, ("hurt", "stop_pain"))
    with time_machine.travel(now().at + timedelta(minutes=1)):
        assert "Left alone after pain" in alices.get("/safety/").content.decode()
        felt = Felt.objects.get()
        alices.post(f"/safety/felt/{felt.id}/", {"by": "mistake"})
        assert "Left alone after pain" not in alices.get("/safety/").content.decode()
    felt.refresh_from_db()
    assert felt.settled_by == "mistake"


def test_a_doctors_word_opens_the_neck_after_a_faint(alices: Client, alice: Person, play: Play) -> None:
    tell(alices, play, ("hurt", "stop_faint"))
    assert "neck_after_faint" in holds(alice, timedelta(days=200))
    alices.post(f"/safety/felt/{Felt.objects.get().id}/", {"by": "doctor"})
    assert "neck_after_faint" not in holds(alice, timedelta(days=200))


def test_nobody_settles_what_another_felt(alices: Client, charlies: Client, play: Play) -> None:
    tell(alices, play, ("hurt", "stop_pain"))
    felt = Felt.objects.get()
    assert charlies.post(f"/safety/felt/{felt.id}/", {"by": "mistake"}).status_code == 404
    assert alices.post(f"/safety/felt/{felt.id}/", {"by": "me"}).status_code == 400
    felt.refresh_from_db()
    assert felt.settled_at is None


def test_what_was_not_good_is_kept_where_hands_were(alices: Client, alice: Person) -> None:
    play = ended_play_for(alice)
    alices.post(f"/plays/{play.id}/after/", {"unwanted": "stop_skin"})
    felt = Felt.objects.get()
    assert (felt.said, felt.what) == ("after", "stop_skin")
    assert set(felt.places) == {place for entry in past_of(alice, _later()).worked for place in entry.places}
    alices.post(f"/plays/{play.id}/after/", {})
    felt.refresh_from_db()
    assert felt.settled_by == "mistake"


def _later() -> Moment:
    return Moment(now().at + timedelta(hours=1), "Europe/Berlin")


@pytest.mark.parametrize("source", ["attack", "quick"])
def test_two_of_five_sessions_that_an_attack_followed_mean_two_light_weeks(alice: Person, source: Source) -> None:
    for day, attack_after_h in ((1, 23), (3, 30), (5, 0), (7, 24)):
        with time_machine.travel(f"2026-03-0{day}T20:00:00+00:00", tick=False):
            ended = ended_play_for(alice).events.latest("at").at
        if attack_after_h:
            onset = Moment(ended + timedelta(hours=attack_after_h), "Europe/Berlin")
            Episode.made(alice, onset, source=source).save()
    for moment, few in (("2026-03-08T20:00:00", False), ("2026-03-08T20:06:00", True), ("2026-03-22T20:06:00", False)):
        with time_machine.travel(f"{moment}+00:00", tick=False):
            assert ("few_after_headaches" in holds(alice)) is (few and source == "attack")


def test_a_headache_that_rose_counts_as_one_that_followed(alices: Client, alice: Person) -> None:
    for day in (1, 3):
        with time_machine.travel(f"2026-03-0{day}T20:00:00+00:00", tick=False):
            play = ended_play_for(alice)  # 6 before
            alices.post(f"/plays/{play.id}/after/", {"pain": "7" if day == 1 else "8"})
    with time_machine.travel("2026-03-03T20:10:00+00:00", tick=False):
        assert "few_after_headaches" not in holds(alice)
        alices.post(f"/plays/{Play.of(alice).earliest('at').id}/after/", {"pain": "8"})
        assert "few_after_headaches" in holds(alice)


def test_a_session_taken_out_of_the_history_has_been_all_the_same(alices: Client, alice: Person) -> None:
    play = ended_play_for(alice)
    assert past_of(alice, _later()).worked
    alices.post(f"/plays/{play.id}/delete/")
    assert past_of(alice, _later()).worked


def test_the_counters_show_what_was_played(alices: Client, alice: Person) -> None:
    ended_play_for(alice)
    with time_machine.travel(now().at + timedelta(minutes=6)):
        page = alices.get("/safety/").content.decode()
    minutes = -(-sum(entry.seconds for entry in past_of(alice, _later()).worked) // 60)
    assert f"{minutes}\u00a0min" in page
    assert "6 of the last seven days without hands" in page


# Without the player's script


def test_it_can_be_said_without_script(alices: Client, alice: Person, play: Play) -> None:
    assert "Too firm, or sore, here" in alices.get(f"/plays/{play.id}/hurts/").content.decode()
    answer = alices.post(f"/plays/{play.id}/hurts/", {"reason": "stop_pain"})
    assert "leave this place alone today" in answer.content.decode()
    assert "rest_where_it_hurt" in holds(alice, timedelta(minutes=1))
    assert alices.post(f"/plays/{play.id}/hurts/", {"reason": "nonsense"}).status_code == 400
    assert alices.post(f"/plays/{play.id}/hurts/", {"reason": "stop_neuro"}).headers["Location"] == "/emergency/"


def test_what_was_heard_without_the_player_counts_whole(alices: Client, alice: Person, play: Play) -> None:
    alices.post(f"/plays/{play.id}/after/", {"heard": "1", "skip": "1"})
    session = from_plain(Session, play.plan.session)
    assert sum(entry.seconds for entry in past_of(alice, _later()).worked) == session.hands_on_s
    assert playing.asked_since(alice, _later()) == (play,)
