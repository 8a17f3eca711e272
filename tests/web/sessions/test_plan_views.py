from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.web.sessions.test_planning import TENSION, checked
from unclench.composer.types import Pain, Request
from unclench.web import moment
from unclench.web.accounts.models import Person
from unclench.web.sessions.models import Plan
from unclench.web.sessions.planning import make_plan, session_of
from unclench.web.today import checking, locks
from unclench.web.today.models import CheckIn

HTMX = {"HX-Request": "true"}


def planned(
    person: Person, request: Request = TENSION, *, conditions: tuple[str, ...] = (), first_session: bool = False
) -> Plan:
    now = moment.now("Europe/Berlin")
    check_in = checked(person, request, now, conditions=conditions, first_session=first_session)
    return make_plan(check_in, request, now)


def page(plan: Plan) -> str:
    return reverse("plan", args=[plan.id])


def change(plan: Plan) -> str:
    return reverse("change_plan", args=[plan.id])


def body(client: Client, plan: Plan) -> str:
    response = client.get(page(plan))
    assert response.status_code == 200
    return response.content.decode()


def newest() -> Plan:
    return Plan.objects.latest("id")


def age(plan: Plan) -> None:
    """As if it had been checked two days ago."""
    plan.check_in.at -= timedelta(days=2)
    plan.check_in.save()


@pytest.mark.parametrize(
    "request_",
    [
        TENSION,
        replace(TENSION, minutes=5),
        replace(TENSION, minutes=30, giver="partner"),
        replace(TENSION, mind_only=True),
        replace(TENSION, minutes=60, place="table", giver="professional"),
        Request(complaints=("poor_sleep", "neck_pain"), minutes=20, bedtime=True),
    ],
)
def test_it_shows_every_step(alices: Client, alice: Person, request_: Request) -> None:
    plan = planned(alice, request_)
    shown = body(alices, plan)
    for step in session_of(plan).steps:
        assert step.why.text.replace("'", "&#x27;") in shown
    assert "data-start" in shown
    assert reverse("sound", args=[plan.id, "own", "opus"]) in shown
    assert reverse("phone", args=[plan.id]) in shown


def test_it_says_quietly_that_nothing_speaks_against_it(alices: Client, alice: Person) -> None:
    shown = body(alices, planned(alice))
    assert "Nothing you told us speaks against a session." in shown
    assert "Adapted" not in shown


def test_it_says_what_was_adapted_and_why(alices: Client, alice: Person) -> None:
    shown = body(alices, planned(alice, conditions=("anticoagulant",)))
    assert "Adapted to your answers" in shown
    assert "Sources" in shown


def test_it_says_what_waits_for_a_doctor(alices: Client, alice: Person) -> None:
    shown = body(alices, planned(alice, conditions=("dental_surgery",)))
    assert "Waits for a doctor&#x27;s yes." in shown


def test_a_first_session_says_so(alices: Client, alice: Person) -> None:
    assert "First session: at most" in body(alices, planned(alice, first_session=True))


def test_a_giver_asks_first(alices: Client, alice: Person) -> None:
    assert "Ask for a clear yes" in body(alices, planned(alice, replace(TENSION, giver="partner", minutes=20)))


def test_it_takes_few_queries(
    alices: Client, alice: Person, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    plan = planned(alice)
    with django_assert_max_num_queries(12):
        alices.get(page(plan))


def test_bells_only_starts_the_bells(alices: Client, alice: Person) -> None:
    alice.density = "bells"
    alice.save()
    plan = planned(alice)
    assert reverse("sound", args=[plan.id, "bells", "opus"]) in body(alices, plan)


def test_it_is_nobody_elses(charlies: Client, alice: Person) -> None:
    plan = planned(alice)
    assert charlies.get(page(plan)).status_code == 404
    assert charlies.post(change(plan), {"change": "softer"}).status_code == 404
    assert Plan.objects.count() == 1


def test_a_deleted_one_is_gone(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    plan.deleted_at = plan.at
    plan.save()
    assert alices.get(page(plan)).status_code == 404


def test_it_is_read_by_get_and_changed_by_post(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    assert alices.post(page(plan)).status_code == 405
    assert alices.get(change(plan)).status_code == 405


def test_an_emergency_stands_before_everything(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    locks.lock(alice, ["thunderclap"], moment.now())
    assert alices.get(page(plan)).headers["Location"] == reverse("emergency")
    assert alices.post(change(plan), {"minutes": "5"}).headers["Location"] == reverse("emergency")
    assert Plan.objects.count() == 1


# Changes


@pytest.mark.parametrize("minutes", [5, 15, 17])
def test_minutes_can_be_changed(alices: Client, alice: Person, minutes: int) -> None:
    plan = planned(alice)
    response = alices.post(change(plan), {"minutes": str(minutes)})
    assert response.status_code == 302
    assert response.headers["Location"] == page(newest())
    assert (newest().minutes, newest().previous) == (minutes, plan)
    shown = body(alices, newest())
    assert f"{minutes} minutes instead of 10." in shown
    assert f'id="undo" href="{page(plan)}"' in shown


def test_softer_is_softer_and_firmer_takes_it_back(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    alices.post(change(plan), {"change": "softer"})
    softer = newest()
    assert highest(softer) == highest(plan) - 1
    alices.post(change(softer), {"change": "firmer"})
    assert highest(newest()) == highest(plan)


def highest(plan: Plan) -> int:
    return max(step.level for step in session_of(plan).steps)


def test_a_step_can_be_left_out(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    step = next(step for step in session_of(plan).steps if step.role == "specific")
    alices.post(change(plan), {"without": step.id})
    assert step.technique not in {entry.technique for entry in session_of(newest()).steps}


def test_a_place_can_have_more(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    step = [step for step in session_of(plan).steps if step.role == "specific"][-1]
    alices.post(change(plan), {"more": step.id})
    assert set(step.target) <= set(session_of(newest()).request.more) or Plan.objects.count() == 1


@pytest.mark.parametrize("name", ["less", "not_here", "softer_here", "firmer_here", "swap", "pin"])
def test_a_step_can_be_changed_where_it_is(alices: Client, alice: Person, name: str) -> None:
    plan = planned(alice, replace(TENSION, minutes=30, pressure_cap=4))
    before = session_of(plan)
    step = next(step for step in before.steps if step.role == "specific" and step.why.runner_up)
    response = alices.post(change(plan), {name: step.id})
    if response.status_code == 422:
        assert name == "firmer_here"
        return
    after = session_of(newest())
    assert after.request != before.request
    assert newest().previous == plan
    assert newest().changed or name == "firmer_here"


CHANGES = ("minutes", "change", "more", "less", "softer_here", "firmer_here", "not_here", "without", "swap", "pin")


def test_every_change_says_what_it_changed_or_why_nothing(alices: Client, alice: Person) -> None:
    """Each kind; undo and redo lead to the very same sessions."""
    first = planned(alice)
    for name in CHANGES:
        values = {"minutes": ["5", "15"], "change": ["softer", "firmer"]}.get(name)
        for value in values or [step.id for step in session_of(first).steps if step.contact][1:2]:
            answer = alices.post(change(first), {name: value})
            shown = answer.content.decode()
            if answer.status_code == 422:
                assert "It stays as it is" in shown, (name, value)
                continue
            made = newest()
            assert made.changed, (name, value)
            assert f'id="undo" href="{page(first)}"' in body(alices, made)
            assert f'id="redo" href="{page(made)}"' in body(alices, first)
            assert Plan.objects.get(id=made.id).session == made.session
            assert Plan.objects.get(id=first.id).session == first.session


def test_more_of_what_has_all_it_can_have_changes_nothing(alices: Client, alice: Person) -> None:
    """Where the very same would be done, for other reasons, it is said."""
    plan = planned(alice, Request(("neck_pain",), 20))
    for step in [step for step in session_of(plan).steps if step.role == "specific"]:
        answer = alices.post(change(plan), {"more": step.id})
        if answer.status_code == 422:
            assert "already gets as much" in answer.content.decode()
        else:
            assert newest().changed


def test_htmx_goes_back_and_forth_in_place(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    alices.post(change(plan), {"minutes": "15"})
    made = newest()
    undone = alices.get(page(plan), headers={**HTMX, "HX-Trigger": "undo"}).content.decode()
    assert "<html" not in undone
    assert "Undone." in undone
    assert "As it was composed first" in undone
    assert f'id="redo" href="{page(made)}"' in undone
    redone = alices.get(page(made), headers={**HTMX, "HX-Trigger": "redo"}).content.decode()
    assert "Done again." in redone
    assert "15 minutes instead of 10." in redone


def test_redo_leads_to_the_change_made_last(alices: Client, alice: Person) -> None:
    """A change after an undo takes the place of what was undone."""
    plan = planned(alice)
    alices.post(change(plan), {"minutes": "15"})
    alices.post(change(plan), {"minutes": "20"})
    assert f'id="redo" href="{page(newest())}"' in body(alices, plan)
    assert 'id="redo"' not in body(alices, newest())


def test_what_is_kept_can_be_let_go(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    step = next(step for step in session_of(plan).steps if step.role == "specific")
    alices.post(change(plan), {"pin": step.id})
    assert "Kept from now on" in body(alices, newest())
    again = next(one for one in session_of(newest()).steps if one.technique == step.technique)
    alices.post(change(newest()), {"unpin": again.id})
    assert session_of(newest()).request.pinned == ()


def test_the_day_after_a_migraine_softer_on_the_neck(alices: Client, alice: Person) -> None:
    right = tuple(Pain(region, None, "right") for region in ("temple", "nape"))
    wishes = Request(("migraine_postdrome",), 20, giver="partner", position="supine", pains=right)
    plan = planned(alice, wishes)
    neck = next(step for step in session_of(plan).steps if "nape" in step.contact)
    alices.post(change(plan), {"softer_here": neck.id})
    after = session_of(newest())
    assert all(step.level < neck.level for step in after.steps if "nape" in step.contact)
    assert {step.position for step in after.steps} == {"supine"}
    assert not any(step.oil for step in after.steps)


def test_undo_is_the_page_of_the_one_before(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    alices.post(change(plan), {"minutes": "15"})
    shown = body(alices, plan)
    assert "What changed" not in shown
    assert "data-start" in shown


@pytest.mark.parametrize("typed", ["", "2", "61", "-5", "ten", "9999999999999999999999", "5.5", "²"])
def test_it_refuses_minutes_that_are_none(alices: Client, alice: Person, typed: str) -> None:
    plan = planned(alice)
    response = alices.post(change(plan), {"minutes": typed})
    assert response.status_code == 422
    assert "a whole number from 3 to 60" in response.content.decode()
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("form", [{"without": "nosuch"}, {"more": "nosuch"}, {"change": "nosuch"}, {}])
def test_it_refuses_what_it_does_not_know(alices: Client, alice: Person, form: dict[str, str]) -> None:
    plan = planned(alice)
    assert alices.post(change(plan), form).status_code == 422
    assert Plan.objects.count() == 1


def test_it_says_that_rest_stays(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    rest = session_of(plan).steps[-1]
    assert "Rest cannot be left out" in alices.post(change(plan), {"without": rest.id}).content.decode()


def test_it_says_when_nothing_softer_is_possible(alices: Client, alice: Person) -> None:
    plan = planned(alice, replace(TENSION, mind_only=True))
    response = alices.post(change(plan), {"change": "softer"})
    assert response.status_code == 422
    assert "Nothing softer is possible" in response.content.decode()


def test_it_offers_no_pressure_without_hands(alices: Client, alice: Person) -> None:
    assert 'value="softer"' not in body(alices, planned(alice, replace(TENSION, mind_only=True)))


def test_it_stays_and_says_why_when_nothing_fits(alices: Client, alice: Person) -> None:
    """Without breathing, attention and imagery a session of the mind alone has nothing left."""
    plan = planned(alice, replace(TENSION, mind_only=True, minutes=5))
    response = leave_out_the_first(alices, plan)
    while response.status_code == 302:
        response = leave_out_the_first(alices, newest())
    said = response.content.decode()
    assert "It stays as it is" in said
    assert "data-start" in said


def leave_out_the_first(client: Client, plan: Plan) -> HttpResponse:
    response = client.post(change(plan), {"without": session_of(plan).steps[0].id})
    assert isinstance(response, HttpResponse)
    return response


def test_htmx_gets_the_plan_alone_and_its_address(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    response = alices.post(change(plan), {"minutes": "15"}, headers=HTMX)
    assert response.status_code == 200
    assert response.headers["HX-Push-Url"] == page(newest())
    shown = response.content.decode()
    assert "<html" not in shown
    assert 'id="plan"' in shown
    assert 'hx-swap-oob="innerHTML:.toasts"' in shown
    assert f'id="undo" href="{page(plan)}"' in shown


def test_htmx_is_told_why_nothing_changes(alices: Client, alice: Person) -> None:
    response = alices.post(change(planned(alice)), {"minutes": "2"}, headers=HTMX)
    assert response.status_code == 200
    assert "HX-Push-Url" not in response.headers
    assert "a whole number from 3 to 60" in response.content.decode()


def test_the_page_is_whole_when_the_browser_goes_back(alices: Client, alice: Person) -> None:
    response = alices.get(page(planned(alice)), headers={**HTMX, "HX-History-Restore-Request": "true"})
    assert "<html" in response.content.decode()


# Older answers


def test_an_older_plan_shows_but_does_not_start(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    age(plan)
    shown = body(alices, plan)
    assert "data-start" not in shown
    assert "Check again" in shown
    assert 'value="softer"' not in shown


def test_an_older_plan_is_not_changed(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    age(plan)
    response = alices.post(change(plan), {"minutes": "5"})
    assert response.status_code == 422
    assert "Check again" in response.content.decode()
    assert Plan.objects.count() == 1


def test_check_again_asks_about_the_same_session(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    alices.post(change(plan), {"minutes": "15"})
    changed = newest()
    age(changed)
    response = alices.post(change(changed), {"change": "check"})
    check_in = CheckIn.objects.latest("id")
    assert response.headers["Location"] == reverse("check", args=[check_in.id])
    assert checking.request_of(check_in).minutes == 15
    assert not check_in.told


def test_every_step_has_its_picture_for_its_owner_alone(alice: Person, alices: Client, charlies: Client) -> None:
    plan = planned(alice)
    shown = re.findall(r'hx-get="([^"]+/picture/)"', body(alices, plan))
    assert len(shown) == len(session_of(plan).steps)
    for address in shown:
        answer = alices.get(address)
        assert answer.status_code == 200
        assert answer.content.startswith(b"<svg")
        assert charlies.get(address).status_code == 404
    assert alices.get(reverse("step_picture", args=[plan.id, "nothing"])).status_code == 404


def test_the_name_of_a_step_leads_to_its_technique(alice: Person, alices: Client) -> None:
    plan = planned(alice)
    page = body(alices, plan)
    for step in session_of(plan).steps:
        assert f'href="{reverse("technique", args=[step.technique])}"' in page
