"""Beginning to play, the player's page, and what happens while it plays."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import uuid6
from django.test import Client

from tests.web.sessions.plays import plan_for, play_for
from unclench.guide.captions import to_vtt
from unclench.web.accounts.models import Person
from unclench.web.moment import now
from unclench.web.sessions import planning
from unclench.web.sessions.models import Plan, Play, PlayEvent
from unclench.web.today import locks


@pytest.fixture
def plan(alice: Person) -> Plan:
    return plan_for(alice)


@pytest.fixture
def play(alice: Person) -> Play:
    return play_for(alice)


def event(kind: str, ms: int = 0, **further: Any) -> dict[str, Any]:
    at_ms = int(now().at.timestamp() * 1000) + ms
    return {"id": str(uuid6.uuid7()), "kind": kind, "at_ms": at_ms, "position_ms": ms, "step": "s01", **further}


def tell(client: Client, play: Play, *events: object) -> int:
    path = f"/plays/{play.id}/events/"
    return client.post(path, json.dumps(events), content_type="application/json").status_code


def kinds(play: Play) -> list[str]:
    return [entry.kind for entry in play.events.all()]


# Beginning


def test_it_begins_with_what_was_said(alices: Client, plan: Plan) -> None:
    response = alices.post(f"/sessions/{plan.id}/begin/", {"pain": "6", "mood": "", "stress": "0"})
    play = Play.objects.get()
    assert response.headers["Location"] == f"/plays/{play.id}/"
    assert (play.pain_before, play.mood_before, play.stress_before) == (6, None, 0)


@pytest.mark.parametrize("wrong", ["11", "-1", "many", "1.5", "٣"])
def test_it_does_not_begin_with_what_is_no_rating(alices: Client, plan: Plan, wrong: str) -> None:
    assert alices.post(f"/sessions/{plan.id}/begin/", {"pain": wrong}).headers["Location"] == f"/sessions/{plan.id}/"
    assert not Play.objects.exists()


def test_it_does_not_begin_on_old_answers(alices: Client, plan: Plan) -> None:
    plan.check_in.at -= timedelta(hours=25)
    plan.check_in.save()
    assert alices.post(f"/sessions/{plan.id}/begin/").headers["Location"] == f"/sessions/{plan.id}/"
    assert not Play.objects.exists()


def test_an_emergency_stands_before_it(alices: Client, alice: Person, play: Play) -> None:
    locks.lock(alice, ["thunderclap"], now())
    assert alices.post(f"/sessions/{play.plan_id}/begin/").headers["Location"] == "/emergency/"
    assert alices.get(f"/plays/{play.id}/").headers["Location"] == "/emergency/"


def test_only_a_post_begins(alices: Client, plan: Plan) -> None:
    assert alices.get(f"/sessions/{plan.id}/begin/").status_code == 405


# The page


def test_the_page_has_all_that_is_needed(alices: Client, play: Play) -> None:
    page = alices.get(f"/plays/{play.id}/").content.decode()
    data = json.loads(page.split('<script id="playback" type="application/json">')[1].split("</script>")[0])
    score = planning.score_of(play.plan, "full")
    assert data["playback"]["duration_ms"] == score.duration_ms
    said = " ".join(to_vtt(score).split())
    assert all(caption["text"].replace("&", "&amp;") in said for caption in data["playback"]["captions"])
    assert data["sounds"]["own"]["mp3"] == f"/sessions/{play.plan_id}/sound/own.mp3"
    assert "This hurts" in page
    assert f'<track kind="captions" src="/sessions/{play.plan_id}/captions.vtt"' in page


def test_after_its_end_it_asks_how_it_was(alices: Client, play: Play) -> None:
    tell(alices, play, event("finished", 300_000))
    assert alices.get(f"/plays/{play.id}/").headers["Location"] == f"/plays/{play.id}/after/"


def test_what_was_left_by_a_slip_goes_on(alices: Client, play: Play) -> None:
    tell(alices, play, event("started"), event("stopped", 30_000))
    assert f"/plays/{play.id}/?on" in alices.get(f"/plays/{play.id}/after/").content.decode()
    assert alices.get(f"/plays/{play.id}/?on").status_code == 200
    tell(alices, play, event("resumed", 30_000))
    play.refresh_from_db()
    assert play.ending == ""


def test_what_was_stopped_for_a_reason_does_not_go_on(alices: Client, play: Play) -> None:
    tell(alices, play, event("started"), event("stopped", 30_000, reason="stop_pain"))
    assert "?on" not in alices.get(f"/plays/{play.id}/after/").content.decode()
    assert alices.get(f"/plays/{play.id}/?on").status_code == 302


def test_it_asks_little_of_the_database(alices: Client, play: Play, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(12):
        alices.get(f"/plays/{play.id}/")


# Events


def test_what_happened_is_kept(alices: Client, play: Play) -> None:
    assert tell(alices, play, event("started"), event("skipped", 40_000), event("finished", 90_000)) == 204
    play.refresh_from_db()
    assert kinds(play) == ["started", "skipped", "finished"]
    assert (play.ending, play.position_ms) == ("finished", 90_000)


def test_telling_twice_is_telling_once(alices: Client, play: Play) -> None:
    batch = [event("started"), event("hurt", 5_000), event("hurt", 5_000, reason="stop_pain")]
    for _ in range(3):
        assert tell(alices, play, *batch) == 204
    assert kinds(play) == ["started", "hurt"]
    assert [entry.reason for entry in play.events.all()] == ["", "stop_pain"]


def test_it_can_be_told_late_and_out_of_order(alices: Client, play: Play) -> None:
    started, stopped = event("started"), event("stopped", 60_000, reason="stop_faint")
    stopped["at_ms"] = started["at_ms"] + 1
    assert tell(alices, play, stopped) == 204
    assert tell(alices, play, started) == 204
    play.refresh_from_db()
    assert (play.ending, play.stop_reason, play.position_ms) == ("stopped", "stop_faint", 60_000)


def test_a_wrong_clock_moves_nothing_to_another_day(alices: Client, play: Play) -> None:
    tell(alices, play, {**event("started"), "at_ms": 0}, {**event("paused"), "at_ms": 4_000_000_000_000})
    assert {entry.local_date for entry in PlayEvent.objects.all()} == {play.local_date}


def test_a_reason_that_may_be_an_emergency_locks(alices: Client, alice: Person, play: Play) -> None:
    tell(alices, play, event("started"), event("stopped", 9_000, reason="stop_neuro"))
    found = locks.standing(alice)
    assert found is not None
    assert found.rules == ["stop_neuro"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "danced"},
        {"id": "1"},
        {"position_ms": -1},
        {"position_ms": "x"},
        {"reason": "because"},
        {"step": "s" * 61},
        {"step": "\ud800"},
        {"step": None},
        {"at_ms": 10**30},
    ],
)
def test_nonsense_is_refused_whole(alices: Client, play: Play, wrong: dict[str, Any]) -> None:
    assert tell(alices, play, event("started"), {**event("paused"), **wrong}) == 422
    assert kinds(play) == []


@pytest.mark.parametrize("body", ["", "{}", "[1]", "[[]]", '"x"', json.dumps([{}]), "[" * 9_000])
def test_what_is_no_list_of_events_is_refused(alices: Client, play: Play, body: str) -> None:
    path = f"/plays/{play.id}/events/"
    assert alices.post(path, body, content_type="application/json").status_code == 422


def test_an_id_of_another_play_changes_nothing_there(alices: Client, alice: Person, play: Play) -> None:
    other = play_for(alice)
    first = event("started")
    tell(alices, play, first)
    tell(alices, other, {**first, "kind": "finished"})
    other.refresh_from_db()
    assert kinds(play) == ["started"]
    assert (kinds(other), other.ending) == ([], "")


@pytest.mark.parametrize("rest", ["", "events/", "after/", "next-day/"])
def test_it_refuses_somebody_else(charlies: Client, play: Play, rest: str) -> None:
    path = f"/plays/{play.id}/{rest}"
    assert {charlies.get(path).status_code, charlies.post(path, {}).status_code} <= {404, 405}
    assert charlies.post(f"/sessions/{play.plan_id}/begin/").status_code == 404


def test_what_is_not_there_is_not_found(alices: Client) -> None:
    missing: UUID = uuid4()
    assert alices.get(f"/plays/{missing}/").status_code == 404
