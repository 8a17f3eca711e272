"""Something else, softer and firmer while it plays: what is offered, what is kept, and how it counts."""

from __future__ import annotations

import json
from typing import Any

import pytest
import uuid6
from django.test import Client

from tests.web.sessions.plays import plan_for
from unclench.atlas import load_atlas
from unclench.composer.check import check
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment, now
from unclench.web.sessions import planning, playing
from unclench.web.sessions.models import Play
from unclench.web.sessions.others import others_of
from unclench.web.sessions.past import count, versions_of
from unclench.web.today import locks
from unclench.web.today.checking import clearance_of


@pytest.fixture
def play(alice: Person) -> Play:
    return playing.begin(plan_for(alice, minutes=20), now())


def tell(client: Client, play: Play, *events: dict[str, Any]) -> int:
    path = f"/plays/{play.id}/events/"
    return client.post(path, json.dumps(events), content_type="application/json").status_code


def event(kind: str, ms: int, step: str, **further: Any) -> dict[str, Any]:
    at_ms = int(now().at.timestamp() * 1000) + ms
    return {"id": str(uuid6.uuid7()), "kind": kind, "at_ms": at_ms, "position_ms": ms, "step": step, **further}


def first_with_hands(play: Play) -> tuple[str, str, int]:
    """A step for which there is something else: its name, what that is, and where it begins."""
    for name, session in others_of(play.plan).items():
        step = next(step for step in session.steps if step.id == name)
        if step.contact:
            return name, step.technique, step.start_s * 1000
    raise AssertionError("The plan of this test has nothing else with hands; choose another.")


def test_each_offer_says_what_is_shown_and_where_its_sound_is(alices: Client, play: Play) -> None:
    offered = alices.get(f"/plays/{play.id}/others/").json()
    assert set(offered) == set(others_of(play.plan))
    name, technique, _ = first_with_hands(play)
    one = offered[name]
    assert one["step"]["technique"] == technique
    assert one["captions"]
    motion = alices.get(one["motion"]).json()
    assert len(motion["steps"]) == 1
    assert "<svg" in alices.get(one["picture"]).content.decode()


def test_nothing_is_offered_in_an_emergency(alices: Client, play: Play) -> None:
    locks.lock(play.owner, ["stop_neuro"], now(), play.plan.check_in)
    assert alices.get(f"/plays/{play.id}/others/").status_code == 409


def test_somebody_elses_are_not_there(charlies: Client, play: Play) -> None:
    name, _, _ = first_with_hands(play)
    for path in (f"/plays/{play.id}/others/", f"/sessions/{play.plan_id}/others/{name}/own.opus"):
        assert charlies.get(path).status_code == 404


def test_a_step_that_is_not_there_has_no_sound(alices: Client, play: Play) -> None:
    for path in ("own.opus", "motion/", "picture/"):
        assert alices.get(f"/sessions/{play.plan_id}/others/s99/{path}").status_code == 404


def test_something_else_makes_a_plan_that_knows_the_one_before(alices: Client, play: Play) -> None:
    before = play.plan
    name, technique, start_ms = first_with_hands(play)
    swapped = event("swapped", start_ms + 15_000, name, technique=technique)
    assert tell(alices, play, event("started", 0, "s01"), swapped) == 204
    assert tell(alices, play, swapped) == 204  # told twice is told once
    play.refresh_from_db()
    assert play.plan.previous == before
    session = planning.session_of(play.plan)
    assert next(step.technique for step in session.steps if step.id == name) == technique
    assert not check(session, clearance_of(play.plan.check_in, now(), play), load_atlas())
    assert alices.get(f"/plays/{play.id}/").status_code == 200
    assert alices.get(f"/plays/{play.id}/others/").json() == {}


def test_both_halves_of_an_exchanged_step_count_as_what_they_were(alices: Client, play: Play) -> None:
    name, technique, start_ms = first_with_hands(play)
    planned = next(step for step in planning.session_of(play.plan).steps if step.id == name)
    told = [
        event("started", 0, "s01"),
        event("swapped", start_ms + 15_000, name, technique=technique),
        event("paused", start_ms + 20_000, name),
    ]
    assert tell(alices, play, *told) == 204
    play.refresh_from_db()
    later = Moment(now().at, "Europe/Berlin")
    first, second = versions_of(play, later)
    assert first.session.steps != second.session.steps
    worked = [entry for entry in count(play, later) if entry.seconds in (15, 20)]
    assert (worked[0].seconds, worked[0].level) == (15, planned.level)


def test_what_was_not_offered_is_noted_and_changes_nothing(alices: Client, play: Play) -> None:
    before = play.plan_id
    name, _, start_ms = first_with_hands(play)
    assert tell(alices, play, event("swapped", start_ms, name, technique="no_such_thing")) == 204
    play.refresh_from_db()
    assert play.plan_id == before
    assert [one.kind for one in play.events.all()] == ["swapped"]


def test_how_firm_it_was_asked_for_is_kept(alices: Client, play: Play) -> None:
    assert tell(alices, play, event("softer", 50_000, "s02", level=2), event("firmer", 60_000, "s02", level=3)) == 204
    assert [(one.kind, one.level) for one in play.events.all()] == [("softer", 2), ("firmer", 3)]
    record = alices.get(f"/plays/{play.id}/record/").content.decode()
    assert "Softer: 2 of 10 at most" in record


@pytest.mark.parametrize("level", [11, -1, "3", 2.5])
def test_a_pressure_beyond_the_scale_is_refused(alices: Client, play: Play, level: object) -> None:
    assert tell(alices, play, event("softer", 0, "s02", level=level)) == 422


def test_firmer_than_planned_counts_as_firmer_and_softer_as_planned(alices: Client, play: Play) -> None:
    session = planning.session_of(play.plan)
    step = next(step for step in session.steps if step.contact)
    end = event("paused", (step.start_s + step.duration_s) * 1000, step.id)
    assert tell(alices, play, event("started", 0, "s01"), event("softer", 1_000, step.id, level=1), end) == 204
    play.refresh_from_db()
    assert count(play, now())[0].level == step.level
    assert tell(alices, play, event("firmer", 1_500, step.id, level=step.level + 1)) == 204
    play.refresh_from_db()
    assert count(play, now())[0].level == step.level + 1


def test_what_was_played_again_leaves_less_room_after_a_reload(alices: Client, play: Play) -> None:
    session = planning.session_of(play.plan)
    step = next(step for step in session.steps if step.contact)
    start = step.start_s * 1000

    def spare() -> int:
        page = alices.get(f"/plays/{play.id}/").content.decode()
        data = page.split('<script id="playback" type="application/json">')[1].split("</script>")[0]
        shown = json.loads(data)["playback"]["steps"]
        return int(next(one["spare_ms"] for one in shown if one["id"] == step.id))

    before = spare()
    assert before > 0
    end = start + step.duration_s * 1000
    told = [
        event("started", 0, "s01"),
        event("again", end - 1_000, step.id),
        event("paused", end - 2_000, step.id),
    ]
    told[2]["at_ms"] = told[1]["at_ms"] + 1_000
    assert tell(alices, play, *told) == 204
    assert spare() < before
