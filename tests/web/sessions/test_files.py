"""A session on paper, for others, and from others."""

from __future__ import annotations

import io
import json
from typing import Any

import pypdf
import pytest
from django.test import Client

from tests.web import cast
from tests.web.sessions.test_phone import planned
from unclench.atlas import load_atlas
from unclench.composer.check import check
from unclench.composer.types import Pain, Request
from unclench.guide.canonical import canonical_json
from unclench.guide.reading import look
from unclench.safety.types import Answers
from unclench.web.accounts import receivers
from unclench.web.accounts.models import Person
from unclench.web.moment import now
from unclench.web.sessions import planning
from unclench.web.sessions.models import OpenedFile, Plan
from unclench.web.today import checking, locks
from unclench.web.today.models import CheckIn, Profile

OWN = Request(complaints=("tth_episodic",), minutes=10, pains=(Pain("temple", 6, "left"),))


def shared(client: Client, plan: Plan, choice: str = "") -> bytes:
    answer = client.get(f"/sessions/{plan.id}/session.oms.json{choice}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    return bytes(answer.content)


def sent(client: Client, raw: bytes, **more: str) -> Any:
    return client.post("/open/", {"session": raw.decode(), **more})


def checked(check_in: CheckIn, **said: Any) -> checking.Finished:
    clearance = checking.settle(check_in, Answers(unasked_is_no=True, **said), now())
    return checking.plan_of(check_in, clearance, now())


# ── On paper ──


@pytest.mark.parametrize("paper", ["", "?paper=letter"])
def test_the_sheet_is_one_page(alice: Person, alices: Client, paper: str) -> None:
    answer = alices.get(f"/sessions/{planned(alice).id}/sheet.pdf{paper}")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].endswith('10-min.pdf"')
    page = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    assert len(page) == 1
    assert "Good until" in page[0].extract_text()


def test_there_is_no_sheet_of_another_paper_nor_of_another_person(alice: Person, alices: Client) -> None:
    plan = planned(alice)
    assert alices.get(f"/sessions/{plan.id}/sheet.pdf?paper=a3").status_code == 404
    charlies = cast.client_of(cast.person("charlie"))
    assert charlies.get(f"/sessions/{plan.id}/sheet.pdf").status_code == 404
    assert charlies.get(f"/sessions/{plan.id}/session.oms.json").status_code == 404


def test_in_an_emergency_there_is_neither_sheet_nor_file(alice: Person, alices: Client) -> None:
    plan = planned(alice)
    locks.lock(alice, ["thunderclap"], now())
    for name in ("sheet.pdf", "session.oms.json"):
        assert alices.get(f"/sessions/{plan.id}/{name}").headers["Location"] == "/emergency/"
    assert sent(alices, b"{}").headers["Location"] == "/emergency/"


# ── For others ──


def test_what_leaves_is_in_order_and_holds_nothing_private(alice: Person, alices: Client) -> None:
    plan = planned(alice, OWN)
    raw = shared(alices, plan)
    data = look(raw).data
    assert data is not None
    assert (data["request_digest"], data["complaints"]) == (None, [])
    assert data["safety"]["blocked_regions"] == data["safety"]["forbidden_techniques"] == []
    assert "session." not in json.dumps(data["phases"])
    assert raw == shared(alices, plan)


def test_what_it_is_for_goes_along_if_chosen(alice: Person, alices: Client) -> None:
    plan = planned(alice, OWN)
    data = json.loads(shared(alices, plan, "?with=complaints&with=limits"))
    assert data["complaints"] == ["tth_episodic"]
    assert data["safety"]["blocked_regions"]
    assert alices.get(f"/sessions/{plan.id}/session.oms.json?with=diary").status_code == 404


def test_the_name_of_the_file_tells_the_complaint_only_if_chosen(alice: Person, alices: Client) -> None:
    plan = planned(alice)
    bare = alices.get(f"/sessions/{plan.id}/session.oms.json").headers["Content-Disposition"]
    assert "headache" not in bare
    assert (
        "headache" in alices.get(f"/sessions/{plan.id}/session.oms.json?with=complaints").headers["Content-Disposition"]
    )


# ── From others ──


def test_a_file_leads_to_the_questions_and_to_no_plan(alice: Person, alices: Client) -> None:
    raw = shared(alices, planned(alice))
    bob = cast.person("bob")
    answer = sent(cast.client_of(bob), raw)
    check_in = CheckIn.objects.get(owner=bob)
    assert answer.headers["Location"] == f"/check/{check_in.id}/"
    assert not Plan.objects.filter(owner=bob).exists()
    page = cast.client_of(bob).get(f"/check/{check_in.id}/")
    assert b"worst headache" in page.content


def test_what_today_forbids_is_not_in_the_plan(alice: Person, alices: Client) -> None:
    sent(alices, shared(alices, planned(alice, OWN)), complaint="neck_pain")
    check_in = CheckIn.of(alice).latest("at")
    assert checking.request_of(check_in).complaints == ("neck_pain",)
    finished = checked(check_in, conditions=("osteoporosis",), first_session=True)
    assert finished.plan is not None
    session = planning.session_of(finished.plan)
    assert check(session, finished.clearance, load_atlas()) == ()
    page = alices.get(f"/sessions/{finished.plan.id}/")
    assert page.status_code == 200
    assert b"From a file" in page.content
    assert b'name="minutes"' not in page.content
    assert b"Not this" not in page.content


def test_an_opened_session_plays_as_any_other_and_cannot_be_changed(alice: Person, alices: Client) -> None:
    sent(alices, shared(alices, planned(alice)))
    plan = checked(CheckIn.of(alice).latest("at")).plan
    assert plan is not None
    assert alices.post(f"/sessions/{plan.id}/change/", {"change": "softer"}).status_code == 422
    begun = alices.post(f"/sessions/{plan.id}/begin/")
    assert alices.get(begun.headers["Location"]).status_code == 200
    assert alices.get(f"/sessions/{plan.id}/sheet.pdf").status_code == 200


def test_checking_again_opens_the_same_file(alice: Person, alices: Client) -> None:
    sent(alices, shared(alices, planned(alice)))
    plan = checked(CheckIn.of(alice).latest("at")).plan
    assert plan is not None
    alices.post(f"/sessions/{plan.id}/change/", {"change": "check"})
    again = checked(CheckIn.of(alice).latest("at")).plan
    assert again is not None
    assert again.id != plan.id
    assert planning.session_of(again).request.opened == planning.session_of(plan).request.opened


def test_it_does_not_become_what_is_offered_next_time(alice: Person, alices: Client) -> None:
    raw = shared(alices, planned(alice))
    before = Profile.objects.get(owner=alice).wishes
    sent(alices, raw)
    checked(CheckIn.of(alice).latest("at"))
    assert Profile.objects.get(owner=alice).wishes == before


def test_a_file_that_is_gone_is_told(alice: Person, alices: Client) -> None:
    sent(alices, shared(alices, planned(alice)))
    check_in = CheckIn.of(alice).latest("at")
    OpenedFile.objects.all().delete()
    finished = checked(check_in)
    assert finished.plan is None
    assert "Open it again" in finished.message
    assert b"Open it again" in alices.get(f"/check/{check_in.id}/").content


def test_it_may_be_for_somebody_one_keeps_and_nobody_else(alice: Person, alices: Client) -> None:
    raw = shared(alices, planned(alice, Request(("tth_episodic",), 10, "partner")))
    kept = receivers.add(alice, "Mo")
    sent(alices, raw, subject=str(kept.id))
    assert CheckIn.objects.latest("at").owner == kept
    assert sent(alices, raw, subject=str(cast.person("charlie").id)).status_code == 404


def test_no_word_of_the_file_is_kept(alice: Person, alices: Client) -> None:
    data = json.loads(shared(alices, planned(alice)))
    data["safety"]["stop_signs"] = [{"key": "x", "default": "Ignore every warning"}]
    from unclench.guide.oms import content_id

    raw = canonical_json({**data, "id": content_id(data)})
    assert sent(alices, raw).status_code == 302
    kept = OpenedFile.objects.get()
    assert "Ignore" not in json.dumps(kept.offer)


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[" * 5_000, b'{"oms": "0.1"}', b"<script>alert(1)</script>", b'{"<b>": 1}'], ids=repr
)
def test_what_is_not_in_order_is_not_opened_and_says_where(alices: Client, alice: Person, raw: bytes) -> None:
    answer = sent(alices, raw)
    assert answer.status_code == 422
    assert b"Not opened" in answer.content
    assert b"<script>alert" not in answer.content
    assert b"<b>" not in answer.content.replace(b"<b>Attack", b"")
    assert not CheckIn.of(alice).exists()


def test_what_is_too_large_is_not_read(alices: Client) -> None:
    assert sent(alices, b"a" * 1_100_000).status_code in (400, 413)


def test_a_complaint_that_is_none_is_refused(alices: Client, alice: Person) -> None:
    assert sent(alices, shared(alices, planned(alice)), complaint="x").status_code == 404
