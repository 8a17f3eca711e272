"""Ways by which a session might begin that the answers forbid: each was tried once, and stays closed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
import time_machine
from django.test import Client

from tests.web.today.walking import FIRST_RUN, ask, first_run, tell
from unclench.plain import to_plain
from unclench.safety.interview import PAGES, Remembered
from unclench.safety.standing import StandingError, standing
from unclench.web import tidying
from unclench.web.accounts.models import Person
from unclench.web.diary.models import Episode
from unclench.web.moment import now
from unclench.web.sessions import planning, playing
from unclench.web.sessions.models import NextDay, Plan, Play
from unclench.web.today import checking, locks
from unclench.web.today.models import CheckIn, EmergencyLock, Profile
from unclench.web.today.remembering import remembered

MORNING = datetime(2026, 11, 21, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def plan_at(address: str) -> Plan:
    assert address.startswith("/sessions/"), address
    return Plan.objects.select_related("check_in", "owner").get(id=UUID(address.split("/")[2]))


def starts(client: Client, plan: str) -> bool:
    """Whether Start leads into the player, and the player opens."""
    before = Play.objects.count()
    at = client.post(f"{plan}begin/").headers["Location"]
    if not at.startswith("/plays/"):
        assert Play.objects.count() == before
        return False
    return client.get(at).status_code == 200


def play_of(client: Client, plan: str) -> Play:
    client.post(f"{plan}begin/")
    return Play.objects.latest("at", "id")


def happened(client: Client, play: Play, kind: str, reason: str = "", position_ms: int = 90_000) -> None:
    event = {
        "id": str(uuid4()),
        "kind": kind,
        "at_ms": round(now().at.timestamp() * 1000),
        "position_ms": position_ms,
        "step": "",
        "reason": reason,
    }
    answer = client.post(f"/plays/{play.id}/events/", [event], content_type="application/json")
    assert answer.status_code == 204


# ── Plans that stand open while something else is said ──


def test_a_forgetting_undone_makes_the_plan_composed_without_it_stale(alices: Client) -> None:
    check = ask(alices)
    for page in FIRST_RUN:
        tell(alices, check, page, **({"yes": "anticoagulant"} if page == "lasting" else {}))
    alices.post("/remembered/forget/", {"rule": "anticoagulant"})
    plan = tell(alices, ask(alices), "emergency")
    assert starts(alices, plan)
    alices.post("/remembered/again/")
    assert not starts(alices, plan)


def test_after_an_emergency_while_playing_that_was_a_mistake_the_list_comes_first(alices: Client) -> None:
    plan = first_run(alices)
    happened(alices, play_of(alices, plan), "stopped", "stop_neuro")
    assert alices.post(f"{plan}begin/").headers["Location"] == "/emergency/"
    alices.post("/emergency/mistake/")
    assert not starts(alices, plan)
    play = Play.objects.latest("at", "id")
    happened(alices, play, "resumed")
    assert alices.get(f"/plays/{play.id}/").status_code == 302


def test_after_new_symptoms_since_a_session_older_plans_wait_for_the_list(alices: Client) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        play = play_of(alices, first_run(alices))
        happened(alices, play, "finished")
        clock.shift(26 * HOUR)
        plan = tell(alices, ask(alices), "emergency")
        clock.shift(timedelta(minutes=5))
        alices.post(f"/plays/{play.id}/next-day/", {"none": "1"})
        assert starts(alices, plan)
        clock.shift(timedelta(minutes=5))
        alices.post(f"/plays/{play.id}/next-day/", {"noticed": "nerve_signs"})
        assert not starts(alices, plan)
        assert not NextDay.objects.get().passed


def test_saying_that_something_is_new_makes_older_plans_stale(alices: Client) -> None:
    plan = first_run(alices)
    alices.post(f"{ask(alices)}new/", {"page": "emergency"})
    assert not starts(alices, plan)


def test_a_sign_alone_named_in_a_check_broken_off_makes_older_plans_stale(alices: Client, alice: Person) -> None:
    plan = plan_at(first_run(alices))
    broken_off = checking.start(alice, now(), checking.request_of(plan.check_in))
    broken_off.told = [{"page": "signs", "yes": [], "unsure": [], "details": {"n_neuro_deficit": ["limb_numbness"]}}]
    broken_off.save()
    assert not planning.is_fresh(plan, now())


def test_coming_with_an_attack_makes_a_plan_for_something_else_stale(alices: Client) -> None:
    plan = first_run(alices, complaint="neck_pain")
    tell(alices, ask(alices, complaint="migraine_attack"), "emergency")
    assert not starts(alices, plan)


# ── The list before every session ──


def test_a_plan_of_this_morning_asks_the_list_before_it_starts(alices: Client) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        plan = first_run(alices)
        play = play_of(alices, plan)
        clock.shift(3 * HOUR)
        assert alices.get(plan).status_code == 200
        at = alices.post(f"{plan}begin/").headers["Location"]
        assert at.startswith("/check/")
        assert alices.get(f"/plays/{play.id}/").status_code == 302
        assert starts(alices, tell(alices, at, "emergency"))


def test_a_session_that_was_begun_goes_on_after_a_long_rest(alices: Client) -> None:
    with time_machine.travel(MORNING, tick=False) as clock:
        play = play_of(alices, first_run(alices))
        happened(alices, play, "paused")
        clock.shift(3 * HOUR)
        assert alices.get(f"/plays/{play.id}/").status_code == 200


# ── Two checks at once, and checks broken off ──


def test_what_was_told_in_a_check_broken_off_is_not_lost(alices: Client, alice: Person) -> None:
    first_run(alices)
    check = ask(alices)
    alices.post(f"{check}new/", {"page": "emergency"})
    for page in FIRST_RUN[:3]:
        tell(alices, check, page)
    tell(alices, check, "lasting", yes="anticoagulant")
    at = ask(alices)
    tell(alices, at, "emergency")
    tell(alices, at, "lately")
    assert "anticoagulant" in remembered(alice).conditions
    latest = CheckIn.of(alice).exclude(verdict="").first()
    assert latest is not None
    assert "anticoagulant" in checking.answers_of(latest).conditions


def test_a_check_begun_before_does_not_undo_what_another_has_told_since(alices: Client, alice: Person) -> None:
    early, late = ask(alices), ask(alices)
    for page in FIRST_RUN[:-1]:
        tell(alices, early, page)
    for page in FIRST_RUN:
        tell(alices, late, page, **({"yes": "anticoagulant"} if page == "lasting" else {}))
    at = tell(alices, early, "lately")
    assert at == f"{early}?page=lasting"
    assert 'value="anticoagulant" checked' in alices.get(at).content.decode()
    at = tell(alices, early, "lasting", yes="anticoagulant")
    assert "anticoagulant" in remembered(alice).conditions
    assert "anticoagulant" in checking.answers_of(plan_at(at).check_in).conditions


def test_saying_that_something_is_new_is_not_escaped_by_beginning_again(alices: Client) -> None:
    first_run(alices)
    alices.post(f"{ask(alices)}new/", {"page": "emergency"})
    check = ask(alices)
    assert tell(alices, check, "emergency") == f"{check}?page=about"


# ── The first session ──


def test_a_session_without_hands_leaves_the_next_one_the_first(alices: Client, alice: Person) -> None:
    happened(alices, play_of(alices, first_run(alices, giver="none")), "finished")
    assert checking.is_first(alice)
    happened(alices, play_of(alices, tell(alices, ask(alices), "emergency")), "finished", position_ms=600_000)
    assert not checking.is_first(alice)


def test_a_session_left_at_once_leaves_the_next_one_the_first(alices: Client, alice: Person) -> None:
    happened(alices, play_of(alices, first_run(alices)), "stopped", position_ms=4_000)
    assert checking.is_first(alice)


# ── The lock ──


def test_an_emergency_named_while_playing_locks_before_anything_else_is_tapped(alices: Client, alice: Person) -> None:
    play = play_of(alices, first_run(alices))
    happened(alices, play, "hurt")
    happened(alices, play, "hurt", "stop_neuro")
    assert locks.standing(alice) is not None


def test_nothing_sounds_while_an_emergency_stands(alices: Client, alice: Person) -> None:
    plan = first_run(alices)
    locks.lock(alice, ["thunderclap"], now())
    assert alices.get(f"{plan}sound/").status_code == 409
    assert alices.get(f"{plan}sound/own.mp3").status_code == 409


def test_a_lock_outlives_its_check_in(alices: Client, alice: Person) -> None:
    tell(alices, ask(alices), "emergency", yes="thunderclap")
    CheckIn.objects.update(deleted_at=now().at - timedelta(days=3))
    tidying.tidy()
    assert not CheckIn.objects.exists()
    assert locks.standing(alice) is not None
    assert EmergencyLock.objects.get().check_in is None


@pytest.mark.parametrize("leads_to", ["gone", "circle"])
def test_records_that_are_not_reached_are_not_taken_for_none(tmp_path: Path, leads_to: str) -> None:
    database = tmp_path / "unclench.sqlite3"
    database.symlink_to(tmp_path / "gone.sqlite3" if leads_to == "gone" else database)
    with pytest.raises(StandingError):
        standing(database)


# ── Attack ──


@pytest.fixture
def known(alice: Person) -> Profile:
    """Alice has answered every page today, and has told that cold does her harm."""
    today = now().local_date
    asked = Remembered(age=34.0, age_on=today, asked_on=dict.fromkeys(PAGES, today))
    profile = Profile(owner=alice, remembered=to_plain(asked))
    profile.save()
    return profile


def told_cold_harms(profile: Profile, *, since: date | None = None) -> None:
    day = since or now().local_date
    asked = Remembered(
        age=34.0, age_on=day, conditions={"cold_exclusions": day}, asked_on=dict.fromkeys(PAGES, now().local_date)
    )
    profile.remembered = to_plain(asked)
    profile.save()


def attack_of(client: Client) -> str:
    return client.post("/attack/").headers["Location"]


def test_cold_is_not_offered_where_the_rules_forbid_it(alices: Client, known: Profile) -> None:
    told_cold_harms(known)
    attack = attack_of(alices)
    alices.post(f"{attack}check/", {"answer": "none"})
    assert 'value="cold"' not in alices.get(attack).content.decode()
    assert alices.post(f"{attack}try/", {"what": "cold"}).headers["Location"] == attack
    assert not Play.objects.exists()


def test_a_sign_ticked_by_itself_counts_in_an_attack(alices: Client, alice: Person, known: Profile) -> None:
    del known
    attack = attack_of(alices)
    alices.post(f"{attack}check/", {"answer": "none", "signs-post_session_neuro": "speech_trouble"})
    assert not CheckIn.objects.exists()
    alices.post(f"{attack}check/", {"answer": "some", "signs-post_session_neuro": "speech_trouble"})
    assert locks.standing(alice) is not None


def test_not_sure_counts_in_an_attack(alices: Client, alice: Person, known: Profile) -> None:
    del known
    attack = attack_of(alices)
    alices.post(f"{attack}check/", {"answer": "none", "unsure": "thunderclap"})
    assert locks.standing(alice) is not None


def test_what_is_said_elsewhere_meanwhile_brings_the_list_back(alices: Client, alice: Person, known: Profile) -> None:
    del known
    attack = attack_of(alices)
    alices.post(f"{attack}check/", {"answer": "none"})
    assert 'value="breathing"' in alices.get(attack).content.decode()
    tell(alices, ask(alices), "emergency", yes="thunderclap")
    alices.post("/emergency/mistake/")
    assert 'name="answer" value="none"' in alices.get(attack).content.decode()
    assert alices.post(f"{attack}try/", {"what": "breathing"}).headers["Location"] == attack
    assert Episode.of(alice).count() == 1
    assert not Play.objects.exists()


def test_an_old_tab_of_a_play_begun_under_a_lock_plays_nothing(alices: Client, alice: Person) -> None:
    plan = plan_at(first_run(alices))
    play = playing.begin(plan, now())
    locks.lock(alice, ["thunderclap"], now())
    assert alices.get(f"/plays/{play.id}/").headers["Location"] == "/emergency/"


def test_the_number_to_call_is_that_of_the_zone_after_a_session_too(alices: Client) -> None:
    play = play_of(alices, first_run(alices))
    happened(alices, play, "finished")
    alices.cookies["unclench_zone"] = "America/New_York"
    page = alices.post(f"/plays/{play.id}/next-day/", {"noticed": "nerve_signs"}, follow=True).content.decode()
    assert "Call 911" in page
    page = alices.post(f"/plays/{play.id}/after/", {"unwanted": "stop_neuro"}, follow=True).content.decode()
    assert "Call 911" in page
