"""Attack now: one tap keeps the time, whatever comes after."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tests.web.diary.conftest import NOW
from unclench.composer.types import Request, Session
from unclench.plain import from_plain
from unclench.web.accounts.models import Person
from unclench.web.diary import episodes
from unclench.web.diary.models import Episode, EpisodeEvent
from unclench.web.moment import Moment
from unclench.web.sessions.models import Plan, Play
from unclench.web.today.locks import lock, standing
from unclench.web.today.models import CheckIn, Profile

NONE = {"answer": "none"}


def page(client: Client, attack: Episode, query: str = "") -> str:
    return client.get(f"/attack/{attack.id}/{query}").content.decode()


def test_one_request_keeps_the_onset_alone(alice: Person, alices: Client, attack: Episode) -> None:
    assert (attack.owner, attack.at, attack.source, attack.ended_at) == (alice, NOW, "attack", None)
    assert not EpisodeEvent.objects.exists()
    assert not CheckIn.objects.exists()
    answer = alices.post("/attack/", follow=True)
    assert answer.redirect_chain == [(f"/attack/{attack.id}/", 302)]


def test_the_tap_costs_few_queries(alices: Client, django_assert_max_num_queries: object) -> None:
    assert callable(django_assert_max_num_queries)
    with django_assert_max_num_queries(8):
        alices.post("/attack/")


def test_a_second_tap_is_the_same_attack_and_a_later_one_is_not(
    alices: Client, attack: Episode, clock: time_machine.Traveller
) -> None:
    clock.shift(timedelta(minutes=1))
    alices.post("/attack/")
    assert Episode.objects.count() == 1
    clock.shift(timedelta(minutes=5))
    answer = alices.post("/attack/", follow=True)
    assert Episode.objects.count() == 2
    assert "It is still the one from Saturday, 14:32" in answer.content.decode()
    later = Episode.objects.exclude(id=attack.id).get()
    answer = alices.post(f"/attack/{later.id}/undo/", {"same": "1"}, follow=True)
    assert answer.redirect_chain == [(f"/attack/{attack.id}/", 302)]
    assert list(Episode.objects.filter(deleted_at=None)) == [attack]


def test_opening_the_address_keeps_nothing(alices: Client) -> None:
    assert "Attack now" in alices.get("/attack/").content.decode()
    assert not Episode.objects.exists()


def test_it_is_dim_whatever_the_theme(alice: Person, alices: Client, attack: Episode, known: Profile) -> None:
    del known
    alice.theme = "light"
    alice.save()
    paths = ["/attack/", f"/attack/{attack.id}/"]
    assert all('data-theme="dim"' in alices.get(path).content.decode() for path in paths)
    alices.post(f"/attack/{attack.id}/check/", NONE)
    for query in ("", "?quiet"):
        assert 'data-theme="dim"' in page(alices, attack, query)


def test_the_onset_is_of_the_zone_the_browser_is_in(alices: Client, clock: time_machine.Traveller) -> None:
    clock.move_to(NOW.replace(hour=22))
    alices.cookies["unclench_zone"] = "Asia/Tokyo"
    answer = alices.post("/attack/", follow=True)
    kept = Episode.objects.get()
    assert (kept.zone, str(kept.local_date)) == ("Asia/Tokyo", "2026-11-22")
    assert "07:32" in answer.content.decode()


def test_undo_and_redo(alices: Client, attack: Episode) -> None:
    answer = alices.post(f"/attack/{attack.id}/undo/", follow=True)
    assert "Bring it back" in answer.content.decode()
    attack.refresh_from_db()
    assert attack.deleted_at == NOW
    alices.post(f"/attack/{attack.id}/undo/")
    answer = alices.post(f"/attack/{attack.id}/redo/", follow=True)
    assert "Is any of this true now?" in answer.content.decode()
    attack.refresh_from_db()
    assert attack.deleted_at is None


def test_the_list_is_all_that_is_asked_even_on_a_first_run(alices: Client, attack: Episode) -> None:
    shown = page(alices, attack)
    assert shown.count('name="yes"') == 6
    assert "None of these" in shown
    assert "What may help" not in shown
    answer = alices.post(f"/attack/{attack.id}/check/", NONE, follow=True)
    shown = answer.content.decode()
    assert "Take your usual medicine as you always do." in shown
    assert "The point on the wrist comes after the first check." in shown
    assert 'value="point"' not in shown
    assert [shown.index(f'value="{way}"') for way in ("cold", "breathing", "quiet")]
    check_in = CheckIn.objects.get()
    assert from_plain(Request, check_in.request).mind_only


@pytest.mark.parametrize("what", ["cold", "breathing"])
def test_before_the_first_check_there_are_no_hands(alices: Client, attack: Episode, what: str) -> None:
    alices.post(f"/attack/{attack.id}/check/", NONE)
    alices.post(f"/attack/{attack.id}/try/", {"what": what})
    session = from_plain(Session, Plan.objects.get().session)
    assert session.hands_on_s == 0
    assert {step.technique for step in session.steps} <= {"breath_six", "breath_awareness", "rest"}


def test_the_point_is_refused_before_the_first_check(alices: Client, attack: Episode) -> None:
    alices.post(f"/attack/{attack.id}/check/", NONE)
    answer = alices.post(f"/attack/{attack.id}/try/", {"what": "point"}, follow=True)
    assert "not today" in answer.content.decode()
    assert not Plan.objects.exists()
    assert not EpisodeEvent.objects.exists()


@pytest.mark.parametrize(
    ("what", "kept"), [("cold", "Cold"), ("breathing", "Breathing"), ("point", "Point on the wrist")]
)
def test_a_tap_begins_at_once(alices: Client, attack: Episode, known: Profile, what: str, kept: str) -> None:
    del known
    alices.post(f"/attack/{attack.id}/check/", NONE)
    shown = page(alices, attack)
    assert 'value="point"' in shown
    assert "comes after the first check" not in shown
    answer = alices.post(f"/attack/{attack.id}/try/", {"what": what})
    play = Play.objects.get()
    assert answer.headers["Location"] == f"/plays/{play.id}/?dim"
    assert (play.pain_before, play.tension_before) == (None, None)
    event = EpisodeEvent.objects.get()
    assert (event.kind, event.text, event.play, event.level) == ("tried", kept, play, None)
    session = from_plain(Session, play.plan.session)
    assert session.request.complaints == ("migraine_attack",)
    assert (session.hands_on_s > 0) == (what != "breathing")
    asked_for = {"cold": "cold_compress", "breathing": "breath_six", "point": "acupressure_hold"}
    techniques = {step.technique for step in session.steps}
    assert asked_for[what] in techniques
    assert what == "point" or techniques <= {asked_for[what], "breath_six", "breath_awareness", "rest"}
    assert [step.points for step in session.steps if step.points] == ([("PC6",)] if what == "point" else [])
    assert Profile.objects.get().wishes == {}


def test_quiet_plays_nothing(alices: Client, attack: Episode) -> None:
    alices.post(f"/attack/{attack.id}/check/", NONE)
    answer = alices.post(f"/attack/{attack.id}/try/", {"what": "quiet"}, follow=True)
    assert "I am done" in answer.content.decode()
    assert EpisodeEvent.objects.get().text == "Quiet"
    assert not Play.objects.exists()


def test_what_was_tried_most_comes_first(alices: Client, attack: Episode) -> None:
    alices.post(f"/attack/{attack.id}/check/", NONE)
    alices.post(f"/attack/{attack.id}/try/", {"what": "quiet"})
    shown = page(alices, attack)
    assert shown.index('value="quiet"') < shown.index('value="cold"')


def test_after_an_hour_the_list_is_asked_again(alices: Client, attack: Episode, clock: time_machine.Traveller) -> None:
    alices.post(f"/attack/{attack.id}/check/", NONE)
    clock.shift(timedelta(hours=1))
    assert "Is any of this true now?" in page(alices, attack)
    answer = alices.post(f"/attack/{attack.id}/try/", {"what": "breathing"})
    assert answer.headers["Location"] == f"/attack/{attack.id}/"
    assert not Plan.objects.exists()


@pytest.mark.parametrize("known_before", [True, False])
@pytest.mark.parametrize("answer", ["some", "none"])
def test_a_tick_is_an_emergency(
    request: pytest.FixtureRequest, alices: Client, attack: Episode, known_before: bool, answer: str
) -> None:
    """Whichever button was under the finger."""
    if known_before:
        request.getfixturevalue("known")
    got = alices.post(f"/attack/{attack.id}/check/", {"yes": "thunderclap", "answer": answer})
    assert got.headers["Location"] == "/emergency/"
    found = standing(attack.owner)
    assert found is not None
    assert "thunderclap" in found.rules
    assert found.check_in == CheckIn.objects.get()
    assert found.check_in is not None
    assert found.check_in.verdict == "emergency"


def test_nothing_ticked_is_not_an_answer_to_go_on_with(alices: Client, attack: Episode) -> None:
    answer = alices.post(f"/attack/{attack.id}/check/", {"answer": "some"}, follow=True)
    assert "Nothing was ticked yet." in answer.content.decode()
    assert not CheckIn.objects.exists()


def test_the_usual_attack_does_not_lock_and_anything_less_does(alice: Person, alices: Client, attack: Episode) -> None:
    usual = {"yes": "post_session_neuro", "signs-post_session_neuro": "visual_disturbance", "answer": "some"}
    alices.post(f"/attack/{attack.id}/check/", usual | {"usual-post_session_neuro": "yes"})
    assert standing(alice) is None
    alices.post(f"/attack/{attack.id}/check/", usual | {"usual-post_session_neuro": "unsure"})
    assert standing(alice) is not None


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"answer": "perhaps"},
        {"answer": "some", "yes": "self_harm"},
        {"answer": "some", "yes": "nonsense"},
        {"answer": "some", "yes": "post_session_neuro", "signs-post_session_neuro": "age"},
    ],
)
def test_what_is_not_on_the_list_is_refused(alices: Client, attack: Episode, data: dict[str, str]) -> None:
    assert alices.post(f"/attack/{attack.id}/check/", data).status_code == 400
    assert not CheckIn.objects.exists()


def test_what_is_not_a_choice_is_refused(alices: Client, attack: Episode) -> None:
    alices.post(f"/attack/{attack.id}/check/", NONE)
    assert alices.post(f"/attack/{attack.id}/try/", {"what": "hammer"}).status_code == 400


def test_under_a_lock_the_onset_is_kept_and_nothing_is_offered(alice: Person, alices: Client) -> None:
    lock(alice, ["thunderclap"], Moment(NOW, "UTC"))
    assert alices.post("/attack/").headers["Location"] == "/emergency/"
    kept = Episode.objects.get()
    shown = page(alices, kept)
    assert "Get help now." in shown
    assert "Undo" in shown
    assert "What may help" not in shown
    assert "Tell them which medicines you take" in shown
    assert "Take your usual medicine" not in shown
    assert alices.post(f"/attack/{kept.id}/check/", NONE).headers["Location"] == "/emergency/"
    assert alices.post(f"/attack/{kept.id}/try/", {"what": "breathing"}).headers["Location"] == "/emergency/"
    assert not Plan.objects.exists()


def test_it_can_be_ended_and_that_undone(alice: Person, alices: Client, attack: Episode) -> None:
    assert episodes.open_attack(alice, Moment(NOW, "UTC")) == attack
    answer = alices.post(f"/attack/{attack.id}/end/")
    assert answer.headers["Location"] == "/"
    attack.refresh_from_db()
    assert attack.ended_at == NOW
    assert episodes.open_attack(alice, Moment(NOW, "UTC")) is None
    alices.post(f"/attack/{attack.id}/end/?undo")
    attack.refresh_from_db()
    assert attack.ended_at is None


def test_an_attack_of_last_week_is_not_open(alice: Person, attack: Episode) -> None:
    assert episodes.open_attack(alice, Moment(attack.at + timedelta(hours=71), "UTC")) == attack
    assert episodes.open_attack(alice, Moment(attack.at + timedelta(hours=73), "UTC")) is None


ACTIONS = ("undo", "redo", "check", "try", "end")


def test_it_refuses_charlie(charlies: Client, attack: Episode) -> None:
    assert charlies.get(f"/attack/{attack.id}/").status_code == 404
    for action in ACTIONS:
        data = {"answer": "none", "what": "quiet"}
        assert charlies.post(f"/attack/{attack.id}/{action}/", data).status_code == 404
    before = (attack.deleted_at, attack.ended_at, attack.check_in)
    attack.refresh_from_db()
    assert (attack.deleted_at, attack.ended_at, attack.check_in) == before


def test_it_refuses_other_methods(alices: Client, attack: Episode) -> None:
    assert alices.post(f"/attack/{attack.id}/").status_code == 405
    assert {alices.get(f"/attack/{attack.id}/{action}/").status_code for action in ACTIONS} == {405}
    assert alices.put("/attack/").status_code == 405


def test_looking_keeps_nothing_and_costs_little(
    alices: Client, attack: Episode, known: Profile, django_assert_max_num_queries: object
) -> None:
    del known
    assert callable(django_assert_max_num_queries)
    page(alices, attack)  # the first look of all also keeps the form token of this browser
    with django_assert_max_num_queries(10):
        page(alices, attack)
    alices.post(f"/attack/{attack.id}/check/", NONE)
    with django_assert_max_num_queries(10):
        page(alices, attack)
    assert not EpisodeEvent.objects.exists()
