"""Taking a measure on a page: what was said is kept, and nothing else."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.web.measures.takings import MEASURES, run, take
from tests.web.sessions.plays import plan_for
from unclench.composer.types import Request
from unclench.measures import Measure
from unclench.plain import to_plain
from unclench.safety.types import Answers
from unclench.web.accounts import receivers
from unclench.web.accounts.models import Person
from unclench.web.measures.keeping import NothingSaidError, Said, keep
from unclench.web.measures.models import Taking
from unclench.web.moment import now
from unclench.web.sessions.models import Play
from unclench.web.today import checking, locks


def address(measure: str) -> str:
    return reverse("take_measure", args=[measure])


def only(person: Person) -> Taking:
    return Taking.of(person).get()


@pytest.mark.parametrize("measure", MEASURES.values(), ids=lambda one: one.id)
def test_every_measure_can_be_looked_at_and_taken(alices: Client, measure: Measure) -> None:
    for name in ("measure", "take_measure"):
        found = alices.get(reverse(name, args=[measure.id]))
        assert found.status_code == 200
        assert measure.name in found.content.decode()


def test_nothing_is_chosen_before_somebody_chooses(alices: Client) -> None:
    for name in ("now", "neck_range", "change", "hit6"):
        page = alices.get(address(name)).content.decode()
        assert page.count(" checked") == page.count('value="" checked'), name


def test_what_was_not_said_is_not_kept(alices: Client, alice: Person) -> None:
    alices.post(address("now"), {"pain": "4", "stress": "", "mood": "0"})
    kept = only(alice)
    assert (kept.said, kept.degrees, kept.run, kept.method, kept.part) == ({"pain": 4, "mood": 0}, {}, None, "", "")


def test_saying_nothing_keeps_nothing_and_says_so(alices: Client, alice: Person) -> None:
    for name in ("now", "neck_range", "hit6", "places"):
        answer = alices.post(address(name), {})
        assert answer.status_code == 422
        assert "Nothing is chosen yet" in answer.content.decode()
    assert not Taking.objects.filter(owner=alice).exists()


def test_a_number_out_of_range_is_shown_again(alices: Client, alice: Person) -> None:
    answer = alices.post(address("hit6"), {"total": "35", "told_by": "doctor"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "a whole number from 36 to 78" in page
    assert 'value="35"' in page
    assert 'value="doctor" checked' in page
    assert not Taking.of(alice).exists()


def test_a_total_knows_where_it_comes_from_and_of_which_day(alices: Client, alice: Person) -> None:
    day = now("Europe/Berlin").local_date - timedelta(days=9)
    alices.post(address("hit6"), {"total": "57", "told_by": "doctor", "day": day.isoformat()})
    kept = only(alice)
    assert (kept.said, kept.told_by, kept.local_date) == ({"total": 57}, "doctor", day)
    page = alices.get(reverse("measure", args=["hit6"])).content.decode()
    assert "57, substantial impact" in page
    assert "a doctor or therapist" in page


@pytest.mark.parametrize("day", ["2999-01-01", "1990-01-01", "yesterday"])
def test_a_day_that_has_not_been_is_refused(alices: Client, alice: Person, day: str) -> None:
    assert alices.post(address("hit6"), {"total": "57", "day": day}).status_code == 422
    assert not Taking.of(alice).exists()


def test_a_choice_that_is_not_offered_is_refused(alices: Client) -> None:
    assert alices.post(address("hit6"), {"total": "57", "told_by": "astrologer"}).status_code == 400


def test_neck_and_posture_are_kept_as_judged_by_oneself(alices: Client, alice: Person) -> None:
    alices.post(address("neck_range"), {"turn_left": "3"})
    assert (only(alice).said, only(alice).method) == ({"turn_left": 3}, "self")


def test_a_camera_can_fill_the_same_form(alice: Person, alices: Client) -> None:
    """Degrees without a step, and beside one; both are drawn and listed."""
    take(alice, "neck_range", Said(degrees={"turn_left": 61.5}, method="camera"), now())
    take(alice, "neck_range", Said({"turn_left": 3}, {"turn_left": 63.0}, "camera"), now())
    page = alices.get(reverse("measure", args=["neck_range"])).content.decode()
    assert "Turn left, degrees: 63 °" in page
    assert "by camera" in page


@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("neck_range", Said(degrees={"turn_up": 40})),
        ("neck_range", Said(degrees={"turn_left": 400})),
        ("strain", Said(degrees={"wound_up": 40})),
        ("strain", Said({"turn_left": 3})),
        ("places", Said({"knee.left": 3})),
        ("now", Said({"pain": 3}, run=run())),
        ("reaction_300", Said(run=run("reaction_90"))),
        ("hit6", Said({"total": 40}, told_by="astrologer")),
        ("neck_range", Said({"turn_left": 3}, method="ruler")),
    ],
)
def test_what_does_not_belong_to_a_measure_is_refused(alice: Person, measure: str, said: Said) -> None:
    with pytest.raises(ValueError, match=r"."):
        take(alice, measure, said, now())
    assert not Taking.of(alice).exists()


def test_nothing_said_is_nothing_to_keep(alice: Person) -> None:
    with pytest.raises(NothingSaidError):
        keep(alice, MEASURES["now"], Said(), now())


def test_places_are_kept_with_and_without_a_number(alices: Client, alice: Person) -> None:
    alices.post(address("places"), {"pain.temple.left": "6", "pain.temple.right": "hurts"})
    assert only(alice).said == {"temple.left": 6, "temple.right": None}


def test_that_nothing_hurts_is_said_by_a_button_of_its_own(alices: Client, alice: Person) -> None:
    alices.post(address("places"), {"nothing_hurts": "1", "pain.temple.left": ""})
    assert only(alice).said == {"none": 0}
    assert "Nothing hurts" in alices.get(reverse("measures")).content.decode()


def test_a_run_is_kept_whole(alices: Client, alice: Person) -> None:
    done = run()
    alices.post(address("reaction_90"), {"run": json.dumps(to_plain(done))})
    assert only(alice).run == to_plain(done)


@pytest.mark.parametrize("text", ["", "{}", "no", "[" * 70_000, json.dumps(to_plain(replace(run(), lasted_ms=5.0)))])
def test_a_run_that_cannot_be_is_not_kept(alices: Client, alice: Person, text: str) -> None:
    answer = alices.post(address("reaction_90"), {"run": text})
    assert answer.status_code == 422
    assert "nothing was kept" in answer.content.decode()
    assert not Taking.of(alice).exists()


def test_a_run_of_the_other_task_is_not_kept(alices: Client, alice: Person) -> None:
    assert alices.post(address("reaction_90"), {"run": json.dumps(to_plain(run("reaction_300")))}).status_code == 422
    assert not Taking.of(alice).exists()


def test_what_was_deleted_can_be_brought_back(alices: Client, alice: Person) -> None:
    kept = take(alice, "now", Said({"pain": 4}), now())
    answer = alices.post(reverse("delete_taking", args=[kept.id]), follow=True)
    assert not Taking.of(alice).exists()
    assert reverse("restore_taking", args=[kept.id]) in answer.content.decode()
    alices.post(reverse("restore_taking", args=[kept.id]))
    assert only(alice).said == {"pain": 4}


def test_it_is_not_there_for_others(alice: Person, charlies: Client, alices: Client) -> None:
    kept = take(alice, "hit6", Said({"total": 71}), now())
    for name in ("delete_taking", "restore_taking"):
        assert charlies.post(reverse(name, args=[kept.id])).status_code == 404
    assert "71, severe" in alices.get(reverse("measures")).content.decode()
    for name, args in (("measures", []), ("measure", ["hit6"])):
        assert "71, severe" not in charlies.get(reverse(name, args=args)).content.decode()
    assert Taking.of(alice).exists()


def test_a_measure_that_is_not_there_is_not_found(alices: Client) -> None:
    for name in ("measure", "take_measure"):
        assert alices.get(reverse(name, args=["iq"])).status_code == 404
    assert alices.post(reverse("wish_measure", args=["iq"])).status_code == 404


# ── Before and after a session ──


@pytest.fixture
def play(alice: Person) -> Play:
    made = Play.made(alice, now(), plan=plan_for(alice), ending="finished")
    made.save()
    return made


def test_it_is_kept_before_and_after_a_session(alices: Client, alice: Person, play: Play) -> None:
    before = alices.post(f"{address('neck_range')}?before={play.plan.id}", {"turn_left": "2"})
    assert before.headers["Location"] == reverse("plan", args=[play.plan.id])
    after = alices.post(f"{address('neck_range')}?after={play.id}", {"turn_left": "4"})
    assert after.headers["Location"] == reverse("after", args=[play.id])
    assert {(one.part, one.plan_id, one.play_id) for one in Taking.of(alice)} == {
        ("before", play.plan.id, None),
        ("after", None, play.id),
    }
    record = alices.get(reverse("play_record", args=[play.id])).content.decode()
    assert '<h2 class="heading">Measured</h2>' in record
    assert "Before and after a session" in alices.get(reverse("measure", args=["neck_range"])).content.decode()


def test_it_is_not_kept_with_the_session_of_somebody_else(charlies: Client, play: Play) -> None:
    for query in (f"before={play.plan.id}", f"after={play.id}"):
        assert charlies.post(f"{address('now')}?{query}", {"pain": "2"}).status_code == 404
    assert charlies.get(f"{address('now')}?before=x").status_code == 400


def test_it_is_offered_with_sessions_only_where_wished(alices: Client, play: Play) -> None:
    pages = [reverse("plan", args=[play.plan.id]), reverse("after", args=[play.id])]
    assert [alices.get(page).content.decode().count("Measure ") for page in pages] == [0, 0]
    alices.post(reverse("wish_measure", args=["reaction_90"]), {"every": "", "around_sessions": "1"})
    for page, part in zip(pages, ("before", "after"), strict=True):
        assert f"{address('reaction_90')}?{part}=" in alices.get(page).content.decode()


def test_the_session_of_a_receiver_is_not_about_ones_own_body(alices: Client, alice: Person) -> None:
    anna = receivers.add(alice, "Anna")
    plan = plan_for(anna)
    alices.post(reverse("wish_measure", args=["reaction_90"]), {"every": "", "around_sessions": "1"})
    assert address("reaction_90") not in alices.get(reverse("plan", args=[plan.id])).content.decode()
    assert alices.post(f"{address('now')}?before={plan.id}", {"pain": "2"}).status_code == 400


# ── What safety says ──


def test_the_neck_is_not_measured_while_an_emergency_stands(alices: Client, alice: Person) -> None:
    locks.lock(alice, ["thunderclap"], now())
    for method in (alices.get, alices.post):
        assert "the neck is left alone" in method(address("neck_range"), {"turn_left": "3"}).content.decode()
    assert not Taking.of(alice).exists()
    assert alices.get(address("hit6")).status_code == 200


def test_the_neck_is_not_measured_where_the_rules_leave_its_movements_out(alices: Client, alice: Person) -> None:
    """By the last check: what forbids slow movements of the neck in a session forbids them here."""
    plan_for(alice)
    assert "Turn left" in alices.get(address("neck_range")).content.decode()
    check_in = checking.start(alice, now(), Request(("stress",), 5))
    checking.settle(check_in, Answers(conditions=("ra_neck",), unasked_is_no=True), now())
    page = alices.get(address("neck_range")).content.decode()
    assert "leave movements of the neck out" in page
    assert "Turn left" not in page
    assert alices.post(address("neck_range"), {"turn_left": "3"}).status_code == 200
    assert not Taking.of(alice).exists()


def test_a_high_sum_on_mood_leads_to_somebody_to_talk_to(alices: Client) -> None:
    page = reverse("measure", args=["phq2"])
    for name in (page, address("phq2")):
        assert reverse("crisis") in alices.get(name).content.decode()
    alices.post(address("phq2"), {"interest": "1", "down": "1"})
    assert "worth telling a doctor. It is a first look" not in alices.get(page).content.decode()
    alices.post(address("phq2"), {"interest": "1", "down": "2"})
    assert "worth telling a doctor. It is a first look, and no diagnosis" in alices.get(page).content.decode()
    assert "3, 3 or more" in alices.get(page).content.decode()
    assert alices.get(reverse("measures")).content.decode().count("PHQ-2") >= 1
