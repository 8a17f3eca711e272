"""An oil: offered where it makes sense, asked about where it is wished, and only what can still matter."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.web.sessions.test_plan_views import body, newest
from tests.web.today.walking import ask, first_run, only, tell
from unclench.safety.interview import PageId
from unclench.web.accounts.models import Person
from unclench.web.sessions.planning import session_of
from unclench.web.today import checking
from unclench.web.today.models import CheckIn
from unclench.web.today.remembering import remembered


def pages(client: Client, told: dict[PageId, dict[str, Any]] | None = None, **wishes: Any) -> list[PageId]:
    """The pages that are asked on the way to the plan, each answered as told, or with nothing."""
    at = ask(client, **wishes)
    asked: list[PageId] = []
    while at.startswith("/check/"):
        shown = client.get(at).content.decode()
        page = next(name for name in PAGES if f'name="page" value="{name}"' in shown)
        asked.append(page)
        given = (told or {}).get(page, {})
        if page == "about" and not given:
            given = {"age": "34", "answer": "none"}
        at = tell(client, at, page, **given) if given else tell(client, at, page)
    return asked


PAGES: tuple[PageId, ...] = ("emergency", "about", "signs", "lasting", "lately", "oil", "where")


def oils(person: Person) -> set[str | None]:
    assert newest().owner == person
    return {step.oil for step in session_of(newest()).steps if step.contact}


def test_without_a_wish_nothing_is_asked(alices: Client) -> None:
    assert pages(alices) == ["emergency", "about"]


@pytest.mark.parametrize("wishes", [{"giver": "none"}, {"place": "desk"}, {"place": "shower"}])
def test_where_no_oil_goes_none_is_asked_about(alices: Client, alice: Person, wishes: dict[str, str]) -> None:
    assert "oil" not in pages(alices, None, oil="plain", **wishes)
    assert checking.request_of(only(alice)).oil is None


def test_an_oil_that_may_be_used_is_used(alices: Client, alice: Person) -> None:
    assert pages(alices, oil="lavender") == ["emergency", "about", "oil"]
    assert "lavender" in oils(alice)
    shown = body(alices, newest())
    assert "With lavender oil" in shown
    assert "Mix one drop of the oil" in shown


def test_a_plain_oil_asks_what_concerns_it(alices: Client) -> None:
    at = ask(alices, oil="plain")
    at = tell(alices, at, "emergency")
    at = tell(alices, at, "about", age="34", answer="none")
    shown = alices.get(at).content.decode()
    assert "Before the oil" in shown
    assert "An allergy to nuts" in shown
    assert "Breastfeeding" not in shown
    assert "A cat, a baby" not in shown


def test_what_keeps_it_out_already_is_not_asked_again(alices: Client, alice: Person) -> None:
    """Who has asthma is not asked about oils: there is none, and that is said."""
    asthma: dict[PageId, dict[str, Any]] = {"about": {"age": "34", "answer": "some", "yes": ["asthma_copd"]}}
    assert "oil" not in pages(alices, asthma, oil="peppermint")
    assert oils(alice) == {None}
    shown = body(alices, newest())
    assert "Not possible this time: peppermint oil." in shown
    assert "Asthma, or an allergy to scents" in shown
    assert "Mix one drop" not in shown


def test_a_migraine_leaves_scents_away_without_a_question(alices: Client, alice: Person) -> None:
    assert "oil" not in pages(alices, complaint=["migraine_interictal"], oil="lavender")
    assert oils(alice) == {None}
    assert "with migraine, scents are left away" in body(alices, newest())


@pytest.mark.parametrize("oil", ["plain", "lavender"])
def test_an_allergy_is_remembered_and_the_next_time_nothing_is_asked(alices: Client, alice: Person, oil: str) -> None:
    assert pages(alices, {"oil": {"yes": ["eo_patch_test"]}}, oil=oil)[-1] == "oil"
    assert oils(alice) == {None}
    assert "eo_patch_test" in remembered(alice).conditions
    assert pages(alices, oil=oil) == ["emergency"]
    assert oils(alice) == {None}
    assert "An oil or cream not yet tried, or an allergy to one" in body(alices, newest())


def test_without_an_oil_an_allergy_to_one_changes_nothing(alices: Client, alice: Person) -> None:
    pages(alices, {"oil": {"yes": ["eo_patch_test"]}}, oil="plain")
    pages(alices)
    check = CheckIn.of(alice).first()
    assert check is not None
    assert check.verdict == "clear"


def test_an_allergy_to_scents_is_no_asthma(alices: Client, alice: Person) -> None:
    pages(alices, {"oil": {"yes": ["eo_asthma"]}}, oil="lavender")
    assert oils(alice) == {None}
    assert "asthma_copd" not in {finding.rule for finding in clearance(alice).findings}
    assert pages(alices, oil="plain") == ["emergency", "oil"], "an allergy to scents leaves a plain oil open"
    assert "plain" in oils(alice)


def clearance(person: Person) -> Any:
    check = CheckIn.of(person).first()
    assert check is not None
    return checking.clearance_of(check, check.lived)


def test_what_is_of_this_room_is_asked_each_time(alices: Client, alice: Person) -> None:
    pages(alices, {"oil": {"yes": ["pets_or_infants_present"]}}, oil="lavender")
    assert oils(alice) == {None}
    assert not remembered(alice).conditions
    assert pages(alices, oil="lavender") == ["emergency", "oil"]
    assert "lavender" in oils(alice)


def test_a_tick_taken_back_on_the_page_is_forgotten(alices: Client, alice: Person) -> None:
    at = ask(alices, oil="lavender")
    tell(alices, at, "emergency")
    tell(alices, at, "about", age="34", answer="none")
    tell(alices, at, "oil", yes=["eo_asthma"])
    check = f"/check/{only(alice).id}/"
    shown = alices.get(f"{check}?page=oil").content.decode()
    assert 'name="shown" value="eo_asthma"' in shown
    tell(alices, check, "oil", shown=["eo_asthma"], answer="none")
    assert not remembered(alice).conditions
    assert "lavender" in oils(alice)


def test_only_a_giver_with_oil_is_asked_about_it(alices: Client) -> None:
    for oil, asked in (("", False), ("plain", True)):
        at = ask(alices, giver="partner", oil=oil)
        at = alices.post(at, {"page": "agree", "area": ["neck"], "stop_word": "Stop"}).headers["Location"]
        while "page=giver" not in at:
            page = at.partition("?page=")[2]
            at = tell(alices, at, next(name for name in PAGES if name == page), **ANSWERS.get(page, {}))
        assert ("giver_oil_allergy" in alices.get(at).content.decode()) == asked


ANSWERS = {"about": {"age": "34", "answer": "none"}}


def test_the_wish_stands_in_the_form_the_next_time(alices: Client) -> None:
    first_run(alices, oil="plain", softer=["neck"])
    shown = alices.get("/").content.decode()
    assert 'name="oil" value="plain" checked' in shown
    assert 'name="softer" value="neck" checked' in shown
