from __future__ import annotations

import pytest
from django.test import Client

from tests.web.today.walking import FIRST_RUN, ask, tell
from unclench.web.accounts.models import Person
from unclench.web.moment import now
from unclench.web.today.remembering import remembered


@pytest.fixture
def aspirin(alices: Client) -> Client:
    """Alice has told of her aspirin, and of a cut on the left temple."""
    check = ask(alices)
    for page in FIRST_RUN:
        told = {"lasting": {"yes": "antiplatelet"}, "lately": {"yes": "open_wound"}}.get(page, {})
        tell(alices, check, page, **told)
    tell(alices, check, "where", area="open_wound|temple|left")
    return alices


def test_it_stands_on_the_first_page_with_the_way_to_take_it_back(aspirin: Client) -> None:
    page = aspirin.get(ask(aspirin)).content.decode()
    assert "Still true?" in page
    assert 'name="rule" value="antiplatelet"' in page


def test_taking_it_back_and_undoing_that(aspirin: Client, alice: Person) -> None:
    before = remembered(alice)
    answer = aspirin.post("/remembered/forget/", {"rule": "open_wound", "next": "/you/"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/you/"
    assert "/remembered/again/" in answer.content.decode()
    assert set(remembered(alice).conditions) == {"antiplatelet"}
    assert not remembered(alice).areas_of
    assert aspirin.post("/remembered/again/").headers["Location"] == "/you/"
    assert remembered(alice) == before


def test_undoing_twice_does_no_harm(aspirin: Client, alice: Person) -> None:
    before = remembered(alice)
    aspirin.post("/remembered/forget/", {"rule": "antiplatelet"})
    aspirin.post("/remembered/again/")
    assert aspirin.post("/remembered/again/").headers["Location"] == "/"
    assert remembered(alice) == before


def test_what_is_not_remembered_stays_so(aspirin: Client, alice: Person) -> None:
    before = remembered(alice)
    assert aspirin.post("/remembered/forget/", {"rule": "epilepsy"}).headers["Location"] == "/"
    assert remembered(alice) == before


@pytest.mark.parametrize("rule", ["", "the_vapours"])
def test_what_nobody_knows_is_refused(aspirin: Client, rule: str) -> None:
    assert aspirin.post("/remembered/forget/", {"rule": rule}).status_code == 400


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:1", ""]
)
def test_it_leads_nowhere_else(aspirin: Client, elsewhere: str) -> None:
    answer = aspirin.post("/remembered/forget/", {"rule": "antiplatelet", "next": elsewhere})
    assert answer.headers["Location"] == "/"


def test_it_is_alices_alone(aspirin: Client, charlies: Client, alice: Person) -> None:
    before = remembered(alice)
    charlies.post("/remembered/forget/", {"rule": "antiplatelet"})
    charlies.post("/remembered/again/")
    assert remembered(alice) == before
    del aspirin


@pytest.mark.parametrize("path", ["/remembered/forget/", "/remembered/again/"])
def test_the_methods(aspirin: Client, path: str) -> None:
    assert aspirin.get(path).status_code == 405


def test_the_tag_lists_it_with_its_forms(aspirin: Client, alice: Person) -> None:
    from django.template import Context, Template
    from django.test import RequestFactory

    request = RequestFactory().get("/you/")
    request.user = alice
    request.__dict__["moment"] = now()
    template = Template("{% load remembering_tags %}{% remembered %}")
    shown = template.render(Context({"request": request, "csrf_token": "t"}))
    assert 'value="antiplatelet"' in shown
    assert 'name="next" value="/you/"' in shown
    del aspirin
