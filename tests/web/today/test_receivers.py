"""Whoever is massaged by other hands answers for themselves, and nobody's answers stand for anybody else's."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from tests.web.today.walking import HEADACHE, ask, tell
from unclench.atlas import load_atlas
from unclench.plain import to_plain, whole_from_plain
from unclench.safety import Answers, load_rules
from unclench.safety.agreement import every_area, regions_of
from unclench.web import tidying
from unclench.web.accounts import receivers
from unclench.web.accounts.models import Person
from unclench.web.accounts.receivers import CalledError
from unclench.web.moment import Moment, now
from unclench.web.sessions import planning, playing
from unclench.web.sessions.models import Plan, Play
from unclench.web.today import checking, locks
from unclench.web.today.models import CheckIn, Profile
from unclench.web.today.remembering import last_agreed, remembered

PARTNER = {"giver": "partner", "receiver": "new", "called": "Anna"}
YES = {"area": ["neck", "shoulders", "hands"], "stop_word": "Red"}


def by(receiver: Person) -> dict[str, str]:
    return {"giver": "partner", "receiver": str(receiver.id)}


def agree(client: Client, check: str, **said: Any) -> str:
    answer = client.post(check.partition("?")[0], {"page": "agree", "answer": "agree", **YES, **said})
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def ready(client: Client, check: str, *hands: str, **said: Any) -> str:
    """The giver's page; where it leads."""
    given = {"page": "giver", "answer": "some" if hands else "none", "hand": list(hands), **said}
    answer = client.post(check.partition("?")[0], given)
    assert answer.status_code == 302, answer.content.decode()
    return answer.headers["Location"]


def through(
    client: Client, *, age: str = "34", quick: tuple[str, ...] = (), hands: tuple[str, ...] = (), **wishes: Any
) -> str:
    """A first check with other hands; where it leads."""
    check = ask(client, **{**PARTNER, **wishes})
    assert agree(client, check).endswith("?page=emergency")
    assert tell(client, check, "emergency").endswith("?page=about")
    at = tell(client, check, "about", age=age, answer="some" if quick else "none", yes=list(quick))
    assert at.endswith("?page=giver")
    return ready(client, check, *hands, **({"company": "nobody"} if int(age) < 18 else {}))


def plan_at(address: str) -> Plan:
    assert address.startswith("/sessions/"), address
    return Plan.objects.get(id=UUID(address.split("/")[2]))


@pytest.fixture
def anna(alice: Person) -> Person:
    return receivers.add(alice, "Anna")


# --- Whose answers


def test_a_receiver_is_added_on_the_way_and_answers_for_themselves(alices: Client, alice: Person) -> None:
    plan = plan_at(through(alices, quick=("diabetes",)))
    anna = receivers.receivers_of(alice).get()
    assert anna.called == "Anna"
    assert plan.owner == plan.check_in.owner == anna
    assert "diabetes" in remembered(anna).conditions
    assert remembered(alice) == remembered(receivers.add(alice, "Ben"))
    assert not CheckIn.of(alice).exists()


def test_ones_own_hands_are_for_oneself_whoever_stands_in_the_form(alices: Client, alice: Person, anna: Person) -> None:
    ask(alices, giver="self", receiver=str(anna.id))
    assert CheckIn.objects.get().owner == alice


def test_what_a_receiver_has_is_not_asked_of_the_next(alices: Client, alice: Person) -> None:
    through(alices, quick=("diabetes",))
    first = receivers.receivers_of(alice).get()
    check = ask(alices, **{**PARTNER, "called": "Ben"})
    agree(alices, check)
    page = alices.get(check + "?page=emergency").content.decode()
    assert "Ben answers" in page
    assert "Diabetes" not in page
    again = ask(alices, **by(first))
    agree(alices, again)
    assert "No longer: Diabetes" in alices.get(again + "?page=emergency").content.decode()


def test_the_28_days_run_for_each_by_themselves(alices: Client, alice: Person) -> None:
    through(alices)
    first = receivers.receivers_of(alice).get()
    check = ask(alices, **by(first))
    agree(alices, check)
    assert tell(alices, check, "emergency").endswith("?page=giver")
    other = ask(alices, **{**PARTNER, "called": "Ben"})
    agree(alices, other)
    assert tell(alices, other, "emergency").endswith("?page=about")


def test_an_emergency_locks_the_receiver_and_nobody_else(alices: Client, alice: Person) -> None:
    check = ask(alices, **PARTNER)
    agree(alices, check)
    at = tell(alices, check, "emergency", yes=["thunderclap"])
    anna = receivers.receivers_of(alice).get()
    assert at == f"/emergency/of/{anna.id}/"
    assert locks.standing(anna)
    assert not locks.standing(alice)
    page = alices.get(at).content.decode()
    assert "For Anna" in page
    assert "A doctor has seen me" not in page
    assert alices.post("/ask/", {"complaint": "stress", "minutes": "10", **by(anna)}).headers["Location"] == at
    assert "/check/" in ask(alices)
    assert "Anna: an emergency sign was named" in alices.get("/").content.decode()
    alices.post("/emergency/mistake/", {"subject": str(anna.id)})
    assert not locks.standing(anna)


def test_ones_own_emergency_does_not_lock_a_receiver(alices: Client, alice: Person, anna: Person) -> None:
    locks.lock(alice, ["thunderclap"], now())
    assert "/check/" in ask(alices, **by(anna))
    assert alices.post("/ask/", HEADACHE).headers["Location"] == "/emergency/"


def test_another_person_finds_nothing_of_a_receiver(alices: Client, charlies: Client, alice: Person) -> None:
    address = through(alices)
    anna = receivers.receivers_of(alice).get()
    check = f"/check/{CheckIn.objects.get().id}/"
    for path in (address, check, f"/safety/of/{anna.id}/", f"/emergency/of/{anna.id}/"):
        assert charlies.get(path).status_code == 404
    for path in ("rename", "remove", "restore"):
        assert charlies.post(f"/receivers/{anna.id}/{path}/", {"called": "X"}).status_code == 404
    assert charlies.post("/remembered/forget/", {"rule": "diabetes", "subject": str(anna.id)}).status_code == 404
    assert charlies.post("/ask/", {"complaint": "stress", "minutes": "10", **by(anna)}).status_code == 400


@pytest.mark.parametrize("path", ["/safety/of/{0}/", "/emergency/of/{0}/"])
def test_every_form_on_a_receivers_page_says_whom_it_is_about(alices: Client, alice: Person, path: str) -> None:
    through(alices, quick=("diabetes", "epilepsy"))
    anna = receivers.receivers_of(alice).get()
    locks.lock(anna, ["thunderclap"], now())
    page = alices.get(path.format(anna.id)).content.decode()
    forms = re.findall(r'<form method="post".*?</form>', page, re.DOTALL)
    about = [form for form in forms if "/attack/" not in form]
    assert about
    assert all(f'name="subject" value="{anna.id}"' in form for form in about)


def test_taking_back_reaches_the_receiver_and_comes_back_to_them(alices: Client, alice: Person) -> None:
    through(alices, quick=("diabetes",))
    anna = receivers.receivers_of(alice).get()
    alices.post("/remembered/forget/", {"rule": "diabetes", "subject": str(anna.id)})
    assert not remembered(anna).conditions
    alices.post("/remembered/again/")
    assert "diabetes" in remembered(anna).conditions
    assert not remembered(alice).conditions


def test_a_doctors_yes_for_one_opens_no_check_of_another(alices: Client, alice: Person, anna: Person) -> None:
    ask(alices)
    own = CheckIn.of(alice).get()
    given = {"rule": "diabetes", "said_on": str(now().local_date), "check_in": str(own.id), "subject": str(anna.id)}
    assert alices.post("/safety/doctor/", given).status_code in (400, 422)


# --- What is agreed to


def test_nothing_off_is_ticked_beforehand(alices: Client) -> None:
    page = alices.get(ask(alices, **PARTNER)).content.decode()
    ticked = re.findall(r'name="area" value="(\w+)" checked', page)
    assert ticked == ["neck", "shoulders", "back", "lower_back", "hands", "legs"]
    assert "Hand this to Anna." in page


def test_a_plan_touches_nothing_but_what_was_ticked(alices: Client) -> None:
    plan = plan_at(through(alices, complaint=["tth_episodic", "neck_pain"], minutes="20"))
    touched = {region for step in planning.session_of(plan).steps for region in step.contact}
    assert touched
    assert touched <= set(regions_of(("neck", "shoulders", "hands"), load_atlas()))
    page = _page(alices, plan)
    assert "Stop word: “Red”" in page
    assert "Not touched: upper back, lower back, lower legs and feet, hair and scalp, face and ears, chest." in page
    assert "For Anna" in page


def _page(client: Client, plan: Plan) -> str:
    return client.get(f"/sessions/{plan.id}/").content.decode()


def test_the_next_session_asks_again_and_offers_what_was_ticked(alices: Client, alice: Person) -> None:
    through(alices)
    anna = receivers.receivers_of(alice).get()
    kept = last_agreed(anna)
    assert kept is not None
    assert kept.areas == ("neck", "shoulders", "hands")
    check = ask(alices, **by(anna))
    page = alices.get(check).content.decode()
    assert re.findall(r'name="area" value="(\w+)" checked', page) == ["neck", "shoulders", "hands"]
    assert "still so?" in page
    assert CheckIn.objects.get(id=check.split("/")[2]).agreement is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"area": []}, "Nothing is ticked"),
        ({"stop_word": ""}, "Choose a stop word"),
        ({"stop_word": "own", "own_word": ""}, "A stop word, please"),
        ({"stop_word": "own", "own_word": "more"}, "taken for going on"),
    ],
)
def test_a_slip_says_what_to_do_and_loses_nothing(alices: Client, said: dict[str, Any], words: str) -> None:
    check = ask(alices, **PARTNER)
    answer = alices.post(check, {"page": "agree", **YES, **said})
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_an_area_nobody_knows_is_refused(alices: Client) -> None:
    check = ask(alices, **PARTNER)
    assert alices.post(check, {"page": "agree", **YES, "area": "spleen"}).status_code == 400


def test_there_is_no_plan_before_the_receiver_has_agreed(alices: Client) -> None:
    check = ask(alices, **PARTNER)
    tell(alices, check, "emergency")
    tell(alices, check, "about", age="34", answer="none")
    assert ready(alices, check).endswith("?page=agree")
    assert not Plan.objects.exists()


def test_a_yes_is_for_one_session(alices: Client) -> None:
    plan = plan_at(through(alices))
    assert planning.is_fresh(plan, now())
    play = playing.begin(plan, now())
    assert planning.is_fresh(plan, now())
    Play.objects.filter(id=play.id).update(ending="finished")
    assert not planning.is_fresh(plan, now())
    again = checking.start_again(plan.check_in, now())
    assert again.agreement is None
    assert again.giver is None


def test_one_left_by_a_slip_goes_on(alices: Client) -> None:
    plan = plan_at(through(alices))
    play = playing.begin(plan, now())
    Play.objects.filter(id=play.id).update(ending="stopped")
    assert planning.is_fresh(plan, now())
    Play.objects.filter(id=play.id).update(rated_at=now().at)
    assert not planning.is_fresh(plan, now())


def test_who_says_less_later_is_not_touched_on_what_they_said_before(alices: Client, alice: Person) -> None:
    plan = plan_at(through(alices))
    check = ask(alices, **by(receivers.receivers_of(alice).get()))
    agree(alices, check, area=["neck"])
    assert not planning.is_fresh(plan, now())


def test_a_session_of_ones_own_does_not_age_with_what_other_hands_were_told(alices: Client) -> None:
    check = ask(alices)
    tell(alices, check, "emergency")
    own = plan_at(tell(alices, check, "about", age="34", answer="none"))
    other = ask(alices, giver="partner", receiver="")
    agree(alices, other)
    tell(alices, other, "emergency")
    ready(alices, other, "giver_ill")
    assert planning.is_fresh(own, now())


# --- The giver, and who is with a child


@pytest.mark.parametrize(
    "hand", ["giver_hands_unready", "giver_nails_long", "giver_hand_skin", "giver_ill", "giver_impaired"]
)
def test_hands_that_are_not_ready_wait_and_the_mind_stays(alices: Client, hand: str) -> None:
    plan = plan_at(through(alices, hands=(hand,)))
    session = planning.session_of(plan)
    assert not session.hands_on_s
    assert session.steps
    assert load_rules().by_id[hand].name.replace("'", "&#x27;") in _page(alices, plan)


def test_the_giver_is_asked_each_time(alices: Client, alice: Person) -> None:
    through(alices, hands=("giver_ill",))
    check = ask(alices, **by(receivers.receivers_of(alice).get()))
    agree(alices, check)
    assert tell(alices, check, "emergency").endswith("?page=giver")
    assert "checked" not in alices.get(check + "?page=giver").content.decode()


@pytest.mark.parametrize(
    ("age", "company", "hands_on"),
    [
        ("8", "nobody", False),
        ("8", "other", False),
        ("8", "family", False),
        ("8", "parent", True),
        ("15", "nobody", False),
        ("15", "other", False),
        ("15", "family", True),
        ("15", "parent", True),
    ],
)
def test_a_child_is_touched_only_as_the_rules_say(alices: Client, age: str, company: str, hands_on: bool) -> None:
    check = ask(alices, **{**PARTNER, "complaint": ["stress"]})
    agree(alices, check, area=every_area())
    tell(alices, check, "emergency")
    tell(alices, check, "about", age=age, answer="none")
    while "/sessions/" not in (at := _on(alices, check, company)):
        if "page=" not in at:
            break
    made = Plan.objects.first()
    assert (made is not None and planning.session_of(made).hands_on_s > 0) is hands_on


def _on(client: Client, check: str, company: str) -> str:
    """The next open page, answered with nothing to tell."""
    page = client.get(check)
    if page.status_code == 302:
        return page.headers["Location"]
    name = re.search(r'name="page" value="(\w+)"', page.content.decode())
    if name is None:
        return check
    if name[1] == "giver":
        return ready(client, check, company=company)
    given = {"page": name[1], "answer": "none"}
    return client.post(check.partition("?")[0], given).headers["Location"]


def test_a_child_alone_is_refused_with_a_kind_reason(alices: Client) -> None:
    check = ask(alices, complaint=["stress"])
    tell(alices, check, "emergency")
    tell(alices, check, "about", age="9", answer="none")
    while "/check/" in (at := _on(alices, check, "nobody")) and "page=" in at:
        pass
    page = alices.get(check).content.decode()
    assert "Please ask yours to sit with you" in page
    assert not Plan.objects.exists()


def test_who_is_there_has_to_be_said(alices: Client) -> None:
    check = ask(alices, **{**PARTNER, "complaint": ["stress"]})
    agree(alices, check)
    tell(alices, check, "emergency")
    tell(alices, check, "about", age="15", answer="none")
    answer = alices.post(check.partition("?")[0], {"page": "giver", "answer": "none"})
    assert answer.status_code == 422
    assert "Who is there?" in answer.content.decode()


def test_a_grown_up_alone_is_asked_neither(alices: Client) -> None:
    check = ask(alices)
    tell(alices, check, "emergency")
    assert tell(alices, check, "about", age="34", answer="none").startswith("/sessions/")
    assert alices.post(check.partition("?")[0], {"page": "giver", "answer": "none"}).status_code == 400


# --- Names


def test_names_are_told_apart(alice: Person, anna: Person) -> None:
    for called in ("", "  ", "anna", "ＡＮＮＡ", "Me", "x" * 41, "a\u0007b"):
        with pytest.raises(CalledError):
            receivers.add(alice, called)
    receivers.rename(anna, "anna")
    assert receivers.add(alice, " Anna  B. ").called == "Anna B."


def test_another_keepers_receiver_may_have_the_same_name(alice: Person, charlie: Person, anna: Person) -> None:
    assert receivers.add(charlie, "Anna").called == anna.called
    assert list(receivers.receivers_of(alice)) == [anna]


def test_a_receiver_cannot_sign_in(anna: Person) -> None:
    assert not anna.is_active
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(id=anna.id).update(is_active=True)


def test_removing_hides_everything_at_once_and_can_be_undone(alices: Client, alice: Person) -> None:
    address = through(alices)
    anna = receivers.receivers_of(alice).get()
    playing.begin(plan_at(address), now())
    assert "Anna: Tension headache" in alices.get("/history/").content.decode()
    page = alices.post(f"/receivers/{anna.id}/remove/", follow=True).content.decode()
    assert f"/receivers/{anna.id}/restore/" in page
    assert alices.get(address).status_code == 404
    assert "Anna" not in alices.get("/history/").content.decode()
    assert "Anna" not in alices.get("/").content.decode()
    alices.post(f"/receivers/{anna.id}/restore/")
    assert alices.get(address).status_code == 200


def test_after_a_day_nothing_is_left_of_who_was_removed(alices: Client, alice: Person) -> None:
    through(alices, quick=("diabetes",))
    anna = receivers.receivers_of(alice).get()
    receivers.remove(anna, now().at - timedelta(days=2))
    tidying.tidy()
    assert list(Person.objects.all()) == [alice]
    assert not CheckIn.objects.exists()
    assert not Profile.objects.filter(owner_id=anna.id).exists()


def test_a_receiver_is_renamed_and_a_slip_is_told(alices: Client, anna: Person) -> None:
    assert alices.post(f"/receivers/{anna.id}/rename/", {"called": ""}).status_code == 422
    alices.post(f"/receivers/{anna.id}/rename/", {"called": "A. <b>"})
    assert "A. &lt;b&gt;" in alices.get("/receivers/").content.decode()
    assert alices.post(f"/receivers/{uuid4()}/rename/", {"called": "X"}).status_code == 404


# --- Again, and what was stored before


def test_again_is_for_whom_it_was(alices: Client, alice: Person) -> None:
    through(alices)
    anna = receivers.receivers_of(alice).get()
    page = alices.get("/").content.decode()
    assert "a partner’s hands, for Anna" in page
    alices.post("/again/", {"subject": str(anna.id)})
    assert CheckIn.objects.order_by("-at").first() == CheckIn.of(anna).first()


def test_answers_stored_before_there_were_receivers_are_still_read(alice: Person, transactional_db: None) -> None:
    del transactional_db
    said = to_plain(Answers(unasked_is_no=True))
    old = {name: value for name, value in said.items() if name not in ("agreed", "stop_word")}
    executor = MigrationExecutor(connection)
    executor.migrate([("today", "0002_times")])
    model = executor.loader.project_state([("today", "0002_times"), ("accounts", "0003_receivers")]).apps.get_model(
        "today", "CheckIn"
    )
    at = Moment(now().at, "UTC")
    kept = model.objects.create(
        owner_id=alice.id, at=at.at, local_date=at.local_date, zone="UTC", request={}, answers=old
    )
    call_command("migrate", verbosity=0)
    assert whole_from_plain(Answers, CheckIn.objects.get(id=kept.id).answers) == Answers(unasked_is_no=True)
