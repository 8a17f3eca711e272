"""Published protocols: their pages, and how one becomes a session."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.web.sessions.test_plan_views import body, newest
from tests.web.today.walking import FIRST_RUN, first_run, only, tell
from unclench.composer.templates import load_templates
from unclench.evidence import load_library
from unclench.safety.types import Answers
from unclench.web import moment
from unclench.web.accounts import receivers
from unclench.web.accounts.models import Person
from unclench.web.sessions.models import Plan
from unclench.web.sessions.planning import session_of
from unclench.web.today import checking, locks
from unclench.web.today.models import CheckIn

TEMPLATES = load_templates()
LIBRARY = load_library()


def shown(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode().replace("&#x27;", "'").replace("&amp;", "&")


def opened(client: Client, template: str, **form: str) -> str:
    """Where opening it leads."""
    response = client.post(f"/templates/{template}/open/", form)
    assert response.status_code == 302
    return str(response.headers["Location"])


def test_every_one_is_listed_with_what_came_of_it(alices: Client) -> None:
    listed = shown(alices, "/templates/")
    for template in TEMPLATES.values():
        assert template.name in listed
        assert template.result in listed
        assert f'href="/templates/{template.id}/"' in listed
    assert 'href="/templates/"' in shown(alices, "/")
    assert 'href="/templates/"' in shown(alices, "/evidence/")


def test_every_claim_behind_one_is_known_to_the_evidence() -> None:
    assert all(claim in LIBRARY.claims for template in TEMPLATES.values() for claim in template.claims)
    assert all(template.claims for template in TEMPLATES.values())


@pytest.mark.parametrize("template", TEMPLATES)
def test_its_page_says_the_trial_the_result_and_the_grade(alices: Client, template: str) -> None:
    entry, page = TEMPLATES[template], shown(alices, f"/templates/{template}/")
    assert entry.trial in page
    assert entry.result in page
    assert entry.differs in page
    for claim in entry.claims:
        assert f'data-grade="{LIBRARY.claims[claim].grade}"' in page
    assert f'href="/templates/{template}/"' in shown(alices, f"/evidence/studies/{template}/")
    assert f'href="/templates/{template}/"' in shown(alices, f"/atlas/complaints/{entry.request.complaints[0]}/")


def test_whoever_has_not_just_answered_is_asked_first(alices: Client, alice: Person) -> None:
    assert opened(alices, "dsouza2008", giver="self").startswith("/check/")
    check = only(alice)
    assert checking.request_of(check).template == "dsouza2008"
    at = f"/check/{check.id}/"
    for name in FIRST_RUN:
        at = tell(alices, at, name)
    assert at == f"/sessions/{newest().id}/"
    page = body(alices, newest())
    assert "From a published trial" in page
    assert TEMPLATES["dsouza2008"].trial in page
    assert "Nothing that makes it up." in page


def test_whoever_has_just_answered_comes_to_the_plan(alices: Client, alice: Person) -> None:
    first_run(alices)
    asked = CheckIn.objects.count()
    at = opened(alices, "dsouza2008", giver="self")
    assert at == f"/sessions/{newest().id}/"
    assert CheckIn.objects.count() == asked + 1
    assert session_of(newest()).request.template == "dsouza2008"
    assert "pmr7" in {step.technique for step in session_of(newest()).steps}
    assert alice == newest().owner


def test_other_hands_wait_for_a_yes_all_the_same(alices: Client) -> None:
    first_run(alices)
    assert opened(alices, "kim2016", giver="partner").startswith("/check/")


def test_what_safety_takes_out_is_said(alices: Client, alice: Person) -> None:
    now = moment.now("Europe/Berlin")
    check = checking.start(alice, now, TEMPLATES["moraska2015"].request)
    request = checking.request_of(check)
    assert not request.template
    opened(alices, "moraska2015", giver="professional")
    check = CheckIn.of(alice).latest("id")
    answers = Answers(conditions=("anticoagulant",), unasked_is_no=True, agreed=("neck", "shoulders"), stop_word="Stop")
    clearance = checking.settle(check, answers, now)
    plan = checking.plan_of(check, clearance, now).plan
    assert plan is not None
    page = body(alices, plan)
    assert "Pressing a sore spot (top of the shoulder): not today, for safety: Blood thinner" in page


def test_only_hands_of_the_trial_may_give_it(alices: Client) -> None:
    assert alices.post("/templates/moraska2015/open/", {"giver": "self"}).status_code == 400
    assert alices.post("/templates/moraska2015/open/").status_code == 400
    assert alices.post("/templates/nosuch/open/", {"giver": "self"}).status_code == 404
    assert alices.get("/templates/nosuch/").status_code == 404
    assert not Plan.objects.exists()


def test_it_may_be_for_a_receiver_one_keeps(alices: Client, charlies: Client, alice: Person) -> None:
    anna = receivers.add(alice, "Anna")
    assert f'value="{anna.id}"' in shown(alices, "/templates/kim2016/")
    assert f'value="{anna.id}"' not in shown(alices, "/templates/dsouza2008/")
    opened(alices, "kim2016", giver="partner", subject=str(anna.id))
    assert only(anna).owner == anna
    form = {"giver": "partner", "subject": str(anna.id)}
    assert charlies.post("/templates/kim2016/open/", form).status_code == 404


def test_an_emergency_stands_before_it(alices: Client, alice: Person) -> None:
    locks.lock(alice, ["thunderclap"], moment.now())
    assert opened(alices, "dsouza2008", giver="self") == "/emergency/"
