"""Questions to a plan: why not this, and what more minutes bring."""

from __future__ import annotations

from dataclasses import replace

from django.test import Client
from django.urls import reverse

from tests.web.sessions.test_plan_views import HTMX, age, body, change, newest, page, planned
from tests.web.sessions.test_planning import TENSION
from unclench.atlas import load_atlas
from unclench.web import moment
from unclench.web.accounts.models import Person
from unclench.web.sessions.models import Plan
from unclench.web.sessions.planning import session_of
from unclench.web.today import locks

ATLAS = load_atlas()


def asked(client: Client, plan: Plan, **about: str) -> str:
    response = client.get(reverse("why_not", args=[plan.id]), about)
    assert response.status_code == 200
    return response.content.decode()


def test_it_offers_what_is_not_in_the_session(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    shown = asked(alices, plan)
    done = {step.technique for step in session_of(plan).steps}
    for technique in ATLAS.techniques:
        assert (f"?technique={technique}&quot;" in shown or f'?technique={technique}"' in shown) == (
            technique not in done
        ), technique
    assert "?region=ear" in shown
    assert "?technique=scm_pincer" in shown


def test_it_is_found_by_what_people_say(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    assert "?technique=ear_massage" in asked(alices, plan, q="ears")
    assert "?region=jaw_masseter" in asked(alices, plan, q="jaw")
    assert "Nothing of that name" in asked(alices, plan, q="zzzzzz")
    swapped = alices.get(reverse("why_not", args=[plan.id]), {"q": "ears"}, headers=HTMX).content.decode()
    assert "<html" not in swapped
    assert "found-link" in swapped


def test_what_would_do_less_may_be_had_all_the_same_and_undone(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    shown = asked(alices, plan, technique="ear_massage")
    assert "Allowed, but others fit better" in shown
    assert "of this one, in points by our rules" in shown
    assert 'name="include" value="ear_massage@ear"' in shown
    answer = alices.post(change(plan), {"include": "ear_massage@ear"})
    assert answer.headers["Location"] == f"{page(newest())}#changed"
    assert "ear_massage" in {step.technique for step in session_of(newest()).steps}
    shown = body(alices, newest())
    assert "Ear rub (ear) is new." in shown
    assert f'id="undo" href="{page(plan)}"' in shown
    assert "It is in this session" in asked(alices, newest(), technique="ear_massage")


def test_a_rule_that_keeps_it_out_is_named_with_its_reason(alices: Client, alice: Person) -> None:
    plan = planned(alice, conditions=("anticoagulant",))
    shown = asked(alices, plan, technique="static_compression")
    assert "Not today, for safety" in shown
    assert "Blood thinner" in shown
    assert "Sources" in shown
    assert "Put it in" not in shown


def test_what_is_never_done_is_told_so(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    assert "Never, for anybody" in asked(alices, plan, region="anterior_neck")
    assert "Never guided" in asked(alices, plan, technique="scm_pincer")


def test_other_answers_are_as_honest(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    assert "not done by your own hands" in asked(alices, plan, technique="upper_back_strokes").replace("&#x27;", "'")
    assert "out of reach" in asked(alices, plan, region="interscapular")
    assert "in this session" in asked(alices, plan, technique=session_of(plan).steps[-1].technique)
    mind = planned(alice, replace(TENSION, mind_only=True))
    assert "As you asked" in asked(alices, mind, region="ear")


def test_nobody_asks_about_what_is_not_known(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    for about in ({"technique": "nosuch"}, {"region": "nosuch"}, {"technique": "ear_massage", "region": "nosuch"}):
        assert alices.get(reverse("why_not", args=[plan.id]), about).status_code == 404
    for spot in ("nosuch", "ear_massage@nosuch", "ear_massage@nape", "ear_massage", ""):
        assert alices.post(change(plan), {"include": spot}).status_code == 422, spot
    assert Plan.objects.count() == 1


def test_more_minutes_are_worth_something_and_one_tap_away(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    assert reverse("more_minutes", args=[plan.id]) in body(alices, plan)
    shown = alices.get(reverse("more_minutes", args=[plan.id]), headers=HTMX).content.decode()
    assert "<html" not in shown
    assert "with five more minutes" in shown
    assert 'form="change"' in shown
    assert 'name="minutes" value="15"' in shown
    assert "15 minutes instead of 10." in shown
    assert 'id="change"' in alices.get(reverse("more_minutes", args=[plan.id])).content.decode()


def test_the_longest_session_has_no_more(alices: Client, alice: Person) -> None:
    plan = planned(alice, replace(TENSION, minutes=60, mind_only=True))
    assert "more-worth" not in alices.get(reverse("more_minutes", args=[plan.id]), headers=HTMX).content.decode()


def test_an_older_plan_answers_but_takes_nothing(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    age(plan)
    shown = asked(alices, plan, technique="ear_massage")
    assert "Allowed, but" in shown
    assert "Put it in" not in shown
    assert "more-worth" not in alices.get(reverse("more_minutes", args=[plan.id]), headers=HTMX).content.decode()
    assert reverse("more_minutes", args=[plan.id]) not in body(alices, plan)


def test_it_is_nobody_elses_and_waits_for_no_emergency(alices: Client, charlies: Client, alice: Person) -> None:
    plan = planned(alice)
    for name in ("why_not", "more_minutes"):
        assert charlies.get(reverse(name, args=[plan.id])).status_code == 404
    locks.lock(alice, ["thunderclap"], moment.now())
    for name in ("why_not", "more_minutes"):
        assert alices.get(reverse(name, args=[plan.id])).headers["Location"] == reverse("emergency")


def test_a_session_from_a_file_is_not_asked(alices: Client, alice: Person) -> None:
    plan = planned(alice)
    plan.session["request"]["opened"] = "x"
    plan.save()
    for name in ("why_not", "more_minutes"):
        assert alices.get(reverse(name, args=[plan.id])).status_code == 404
