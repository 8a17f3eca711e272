from __future__ import annotations

import itertools
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.web.cast import client_of
from tests.web.today.walking import FIRST_RUN, ask, first_run, only, tell
from unclench.safety.interview import PageId
from unclench.safety.types import Area
from unclench.web.accounts.models import Person
from unclench.web.sessions.models import Plan
from unclench.web.today import checking
from unclench.web.today.models import CheckIn, EmergencyLock, Profile
from unclench.web.today.remembering import last_wishes, remembered

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def shown(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_first_run_with_nothing_to_tell_takes_two_pages(alices: Client, alice: Person) -> None:
    check = ask(alices)
    assert "1 of 2" in shown(alices, check)
    at = tell(alices, check, "emergency")
    assert "2 of 2" in shown(alices, at)
    plan = Plan.objects.get(id=tell(alices, check, "about", answer="none").split("/")[2])
    assert plan.check_in == only(alice)
    assert plan.check_in.verdict == "clear"
    assert checking.answers_of(plan.check_in).unasked_is_no


def test_a_line_ticked_opens_what_it_contains_and_nothing_else(alices: Client, alice: Person) -> None:
    check = ask(alices)
    tell(alices, check, "emergency")
    at = tell(alices, check, "about", answer="some", line="touch")
    assert at == f"{check}?page=lasting"
    assert re.findall(r'disclosure-title">([^<]*)<', shown(alices, at)) == ["Mind and touch"]
    assert tell(alices, check, "lasting", yes="ptsd_touch").startswith("/sessions/")
    assert list(remembered(alice).conditions) == ["ptsd_touch"]


def test_other_lines_ask_again_what_was_asked_behind_the_first(alices: Client) -> None:
    check = ask(alices)
    tell(alices, check, "emergency")
    tell(alices, check, "about", answer="some", line=["set_off", "touch"])
    assert tell(alices, check, "signs") == f"{check}?page=lasting"
    assert tell(alices, check, "about", answer="some", line=["dizzy", "touch"]) == f"{check}?page=signs"
    assert "Brain and nerves" in shown(alices, f"{check}?page=signs")


def test_what_is_remembered_stays_when_no_line_is_ticked_later(alices: Client, alice: Person) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        check = ask(alices)
        for page in FIRST_RUN:
            tell(alices, check, page, **({"yes": "antiplatelet"} if page == "lasting" else {}))
        clock.shift(timedelta(days=28))
        check = ask(alices)
        at = tell(alices, check, "emergency")
        assert at == f"{check}?page=about"
        assert "which stays as it is" in shown(alices, at)
        assert 'value="34"' in shown(alices, at)
        assert tell(alices, check, "about", answer="none").startswith("/sessions/")
    assert list(remembered(alice).conditions) == ["antiplatelet"]


def test_whoever_wants_every_question_is_asked_five_pages(alices: Client, alice: Person) -> None:
    check = ask(alices)
    for number, (page, following) in enumerate(itertools.pairwise(FIRST_RUN), start=2):
        at = tell(alices, check, page)
        assert at == f"{check}?page={following}"
        assert f"{number} of {2 if number == 2 else 5}" in shown(alices, at)
    plan = Plan.objects.get(id=tell(alices, check, "lately").split("/")[2])
    assert plan.check_in == only(alice)
    assert plan.check_in.verdict == "clear"
    assert checking.answers_of(plan.check_in).first_session


def test_later_the_emergency_list_is_enough(alices: Client) -> None:
    first_run(alices)
    check = ask(alices)
    assert " of " not in shown(alices, check).split("<h1")[0].split("<main")[1]
    assert tell(alices, check, "emergency").startswith("/sessions/")


def test_after_28_days_it_asks_again_with_what_is_known_ticked(alices: Client, alice: Person) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        check = ask(alices)
        for page in FIRST_RUN:
            tell(alices, check, page, **({"yes": "antiplatelet"} if page == "lasting" else {}))
        clock.shift(timedelta(days=27))
        assert tell(alices, ask(alices), "emergency").startswith("/sessions/")
        clock.shift(timedelta(days=1))
        check = ask(alices)
        assert tell(alices, check, "emergency") == f"{check}?page=about"
        assert tell(alices, check, "about") == f"{check}?page=signs"
        assert tell(alices, check, "signs") == f"{check}?page=lasting"
        assert 'name="yes" value="antiplatelet" checked' in shown(alices, f"{check}?page=lasting")
        tell(alices, check, "lasting")
        assert tell(alices, check, "lately").startswith("/sessions/")
    assert not remembered(alice).conditions


def test_something_new_asks_everything_with_the_age_filled_in(alices: Client) -> None:
    first_run(alices)
    check = ask(alices)
    assert alices.post(f"{check}new/", {"page": "emergency", "answer": "new"}).headers["Location"] == check
    assert "1 of 2" in shown(alices, check)
    for page, following in itertools.pairwise(FIRST_RUN):
        assert tell(alices, check, page) == f"{check}?page={following}"
    assert tell(alices, check, "lately").startswith("/sessions/")


def test_what_was_ticked_on_the_way_to_something_new_counts(alices: Client, alice: Person) -> None:
    check = ask(alices)
    answer = alices.post(f"{check}new/", {"page": "emergency", "answer": "new", "yes": "thunderclap"})
    assert answer.headers["Location"] == "/emergency/"
    assert EmergencyLock.objects.get(owner=alice).rules == ["thunderclap"]


def test_where_is_asked_once_something_has_a_place(alices: Client, alice: Person) -> None:
    check = ask(alices)
    for page in FIRST_RUN[:-1]:
        tell(alices, check, page)
    at = tell(alices, check, "lately", unsure="open_wound")
    assert at == f"{check}?page=where"
    assert "6 of 6" in shown(alices, at)
    tell(alices, check, "where", area=["open_wound|forehead|left", "open_wound|temple|right"])
    areas = (Area("forehead", "left"), Area("temple", "right"))
    assert remembered(alice).areas_of == {"open_wound": areas}
    assert checking.answers_of(only(alice)).areas_of == {"open_wound": areas}


def test_a_page_told_again_replaces_and_keeps_the_later_ones(alices: Client, alice: Person) -> None:
    check = ask(alices)
    for page in FIRST_RUN[:-1]:
        tell(alices, check, page)
    at = tell(alices, check, "signs", yes="myelopathy")
    assert at == f"{check}?page=lately"
    told = {entry.page: entry for entry in checking.told_of(only(alice))}
    assert told["signs"].yes == ("myelopathy",)
    assert told["about"].age == 34
    assert 'name="yes" value="myelopathy" checked' in shown(alices, f"{check}?page=signs")


def test_changing_what_has_a_place_asks_where_again(alices: Client) -> None:
    check = ask(alices)
    for page in FIRST_RUN[:-1]:
        tell(alices, check, page)
    tell(alices, check, "lately", yes="open_wound")
    tell(alices, check, "where", area="open_wound|temple|left")
    later = alices.post(check, {"page": "lately", "answer": "some", "yes": ["open_wound", "burn"]}).headers["Location"]
    assert later.endswith("?page=where")
    assert later != f"{check}?page=where"  # what was settled stays as it is


def test_a_page_whose_turn_has_not_come_is_not_shown(alices: Client) -> None:
    check = ask(alices)
    assert 'name="page" value="emergency"' in shown(alices, f"{check}?page=lately")
    assert 'name="page" value="emergency"' in shown(alices, f"{check}?page=nonsense")


@pytest.mark.parametrize(
    "told",
    [
        {"page": "emergency", "answer": "none", "yes": "thunderclap"},
        {"page": "emergency", "answer": "some"},
        {"page": "emergency"},
    ],
)
def test_a_contradiction_is_asked_about_and_not_settled(alices: Client, alice: Person, told: dict[str, str]) -> None:
    check = ask(alices)
    answer = alices.post(check, told)
    assert answer.status_code == 422
    assert ("checked" in answer.content.decode().split("<form class")[1]) == ("yes" in told)
    assert only(alice).told == []


@pytest.mark.parametrize(("answer", "lines"), [("none", ["dizzy"]), ("some", []), ("", [])])
def test_a_contradiction_among_the_lines_keeps_what_was_typed(alices: Client, answer: str, lines: list[str]) -> None:
    check = ask(alices)
    tell(alices, check, "emergency")
    refused = alices.post(check, {"page": "about", "answer": answer, "age": "34", "line": lines})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert 'value="34"' in page
    assert ('value="dizzy" checked' in page) == bool(lines)


@pytest.mark.parametrize("age", ["", "abc", "-1", "3.5", "121", "²"])
def test_an_age_is_a_number_of_years(alices: Client, age: str) -> None:
    check = ask(alices)
    tell(alices, check, "emergency")
    answer = alices.post(check, {"page": "about", "answer": "none", "age": age})
    assert answer.status_code == 422
    assert "age-error" in answer.content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {"page": "palm-reading", "answer": "none"},
        {"page": "about", "answer": "some", "age": "34", "line": "the_vapours"},
        {"page": "emergency", "answer": "some", "yes": "thunderclap", "line": "dizzy"},
        {"page": "emergency", "answer": "some", "yes": "the_vapours"},
        {"page": "emergency", "answer": "some", "yes": "antiplatelet"},
        {"page": "emergency", "answer": "some", "detail": "thunderclap:nonsense"},
        {"page": "emergency", "answer": "some", "yes": "post_session_neuro", "usual.post_session_neuro": "perhaps"},
        {"page": "where", "answer": "where", "area": "open_wound|tail|left"},
        {"page": "where", "answer": "where", "area": "open_wound|temple|midline"},
        {"page": "where", "answer": "where", "area": "antiplatelet|temple|left"},
        {"instead": "magic"},
    ],
)
def test_what_the_page_does_not_ask_is_refused(alices: Client, alice: Person, told: dict[str, str]) -> None:
    assert alices.post(ask(alices), told).status_code == 400
    assert only(alice).told == []


def test_a_grown_up_who_does_not_say_the_age_counts_as_65(alices: Client, alice: Person) -> None:
    check = ask(alices)
    for page in FIRST_RUN[:-1]:
        tell(alices, check, page, **({"age_unsaid": "1", "age": ""} if page == "about" else {}))
    assert tell(alices, check, "lately").startswith("/sessions/")
    found = only(alice)
    assert found.answers is not None
    assert found.answers["facts"]["age"] == 65
    assert found.verdict == "adapted"


def test_information_only_offers_breathing_without_asking_again(alices: Client, alice: Person) -> None:
    check = ask(alices, option="hands_only")
    for page in FIRST_RUN:
        tell(alices, check, page, **({"yes": "g_intoxicated"} if page == "lately" else {}))
    assert "Breathing and rest, without hands" in shown(alices, check)
    at = alices.post(check, {"instead": "mind"}).headers["Location"]
    assert at.startswith("/sessions/")
    latest = CheckIn.of(alice).first()
    assert latest is not None
    assert checking.request_of(latest).mind_only
    wishes = last_wishes(alice)
    assert wishes is not None
    assert not wishes.mind_only


def test_the_same_answer_sent_twice_makes_one_plan(alices: Client) -> None:
    plan = first_run(alices)
    check = f"/check/{CheckIn.objects.get().id}/"
    again = alices.post(check, {"page": "lately", "answer": "none"}, follow=True)
    assert again.redirect_chain[-1][0] == plan
    assert Plan.objects.count() == 1


def test_another_answer_afterwards_makes_another_plan_without_asking_everything(alices: Client, alice: Person) -> None:
    plan = first_run(alices)
    settled = only(alice)
    other = alices.post(f"/check/{settled.id}/", {"page": "lasting", "answer": "some", "yes": "antiplatelet"})
    assert other.headers["Location"].startswith("/sessions/")
    assert other.headers["Location"] != plan
    settled.refresh_from_db()
    assert "antiplatelet" not in str(settled.answers)


def test_what_was_told_hours_ago_is_asked_again(alices: Client, alice: Person) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        check = ask(alices)
        tell(alices, check, "emergency")
        clock.shift(timedelta(hours=2))
        assert 'name="page" value="emergency"' in shown(alices, check)
        at = tell(alices, check, "emergency")
        assert not at.startswith(check)
        assert CheckIn.objects.filter(owner=alice).count() == 2


def test_a_finished_check_leads_to_its_plan(alices: Client, alice: Person) -> None:
    plan = first_run(alices)
    assert alices.get(f"/check/{only(alice).id}/").headers["Location"] == plan


def test_it_is_alices_alone(alices: Client, charlies: Client) -> None:
    check = ask(alices)
    before = CheckIn.objects.values().get()
    assert charlies.get(check).status_code == 404
    assert charlies.post(check, {"page": "emergency", "answer": "none"}).status_code == 404
    assert charlies.post(f"{check}new/").status_code == 404
    assert CheckIn.objects.values().get() == before


def test_what_is_not_there_is_not_found(alices: Client) -> None:
    assert alices.get(f"/check/{uuid4()}/").status_code == 404


def test_the_methods(alices: Client) -> None:
    check = ask(alices)
    assert alices.put(check).status_code == 405
    assert alices.get(f"{check}new/").status_code == 405


def test_looking_writes_nothing(alices: Client) -> None:
    check = ask(alices)
    before = CheckIn.objects.values().get(), Profile.objects.values().get()
    shown(alices, check)
    assert (CheckIn.objects.values().get(), Profile.objects.values().get()) == before


@pytest.mark.parametrize("page", ["emergency", "about", "signs", "lasting", "lately"])
def test_it_asks_the_database_little(
    alices: Client, page: PageId, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    check = ask(alices)
    for told in FIRST_RUN[:-1]:
        tell(alices, check, told)
    with django_assert_max_num_queries(8):
        shown(alices, f"{check}?page={page}")


def test_another_browser_of_hers_goes_on_where_she_was(alices: Client, alice: Person) -> None:
    check = ask(alices)
    tell(alices, check, "emergency")
    assert 'name="page" value="about"' in shown(client_of(alice), check)


def test_a_common_thing_is_taken_back_by_taking_out_its_tick(alices: Client, alice: Person) -> None:
    check = ask(alices)
    tell(alices, check, "emergency")
    tell(alices, check, "about", answer="some", yes="diabetes")
    assert "diabetes" in remembered(alice).conditions
    check = ask(alices)
    alices.post(f"{check}new/")
    tell(alices, check, "emergency")
    page = alices.get(f"{check}?page=about").content.decode()
    assert 'value="diabetes" checked' in page
    assert 'name="shown" value="diabetes"' in page
    tell(alices, check, "about", answer="none", shown="diabetes")
    assert "diabetes" not in remembered(alice).conditions
