from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from unclench.composer.change import softer, with_minutes
from unclench.composer.types import NotClearedError, Request
from unclench.plain import to_plain
from unclench.safety.types import Answer, Answers
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment
from unclench.web.sessions.models import Plan
from unclench.web.sessions.planning import change_plan, is_fresh, make_plan, session_of
from unclench.web.today import checking
from unclench.web.today.models import CheckIn
from unclench.web.today.remembering import last_wishes

EVENING = Moment(datetime(2026, 3, 4, 19, 10, tzinfo=UTC), "Europe/Berlin")
TENSION = Request(complaints=("tth_episodic",), minutes=10)


def checked(
    person: Person,
    request: Request = TENSION,
    moment: Moment = EVENING,
    *,
    conditions: tuple[str, ...] = (),
    facts: Mapping[str, Answer] | None = None,
    first_session: bool = False,
) -> CheckIn:
    """A check-in in which everything has been said."""
    check_in = checking.start(person, moment, request)
    said = Answers(facts=facts or {}, conditions=conditions, unasked_is_no=True, first_session=first_session)
    checking.settle(check_in, said, moment)
    return check_in


def later(moment: Moment, **by: int) -> Moment:
    return replace(moment, at=moment.at + timedelta(**by))


def planned(person: Person, request: Request = TENSION) -> Plan:
    return make_plan(checked(person, request), request, EVENING)


def test_it_keeps_the_session_as_it_was_composed(alice: Person) -> None:
    plan = Plan.objects.get(id=planned(alice).id)
    session = session_of(plan)
    assert (plan.title, plan.minutes, plan.previous, plan.changed) == ("Tension headache", 10, None, [])
    assert session.request == TENSION
    assert to_plain(session) == plan.session
    assert plan.owner == alice
    assert (plan.local_date.isoformat(), plan.zone) == ("2026-03-04", "Europe/Berlin")


def test_it_remembers_the_wishes_of_a_first_plan_and_not_of_its_changes(alice: Person) -> None:
    plan = planned(alice)
    change_plan(plan, with_minutes(TENSION, 20), EVENING)
    wishes = last_wishes(alice)
    assert wishes is not None
    assert wishes.minutes == 10


def test_it_remembers_nothing_where_that_is_not_wanted(alice: Person) -> None:
    make_plan(checked(alice), TENSION, EVENING, remember=False)
    assert last_wishes(alice) is None


def test_it_knows_that_a_session_is_the_first(alice: Person) -> None:
    check_in = checked(alice, first_session=True)
    assert session_of(make_plan(check_in, TENSION, EVENING)).safety.first_session


def test_the_seed_comes_through(alice: Person) -> None:
    request = replace(TENSION, seed=7)
    assert session_of(make_plan(checked(alice, request), request, EVENING)).provenance.seed == 7


def test_a_change_knows_what_came_before_and_what_is_different(alice: Person) -> None:
    plan = planned(alice)
    changed = change_plan(plan, with_minutes(TENSION, 15), EVENING)
    assert changed is not None
    assert (changed.previous, changed.minutes, changed.check_in) == (plan, 15, plan.check_in)
    assert "15 minutes instead of 10." in changed.changed


def test_a_change_keeps_to_the_answers(alice: Person) -> None:
    check_in = checked(alice, first_session=True)
    plan = make_plan(check_in, TENSION, EVENING)
    request = softer(session_of(plan))
    assert request is not None
    changed = change_plan(plan, request, EVENING)
    assert changed is not None
    assert session_of(changed).safety.first_session


def test_a_change_that_changes_nothing_makes_no_plan(alice: Person) -> None:
    assert change_plan(planned(alice), TENSION, EVENING) is None
    assert Plan.objects.count() == 1


def test_nothing_is_composed_in_an_emergency(alice: Person) -> None:
    check_in = checking.start(alice, EVENING, TENSION)
    said = Answers(symptoms=("thunderclap",), unasked_is_no=True)
    checking.settle(check_in, said, EVENING)
    with pytest.raises(NotClearedError):
        make_plan(check_in, TENSION, EVENING)
    assert not Plan.objects.exists()


def test_nothing_is_composed_while_questions_are_open(alice: Person) -> None:
    with pytest.raises(ValueError, match="open"):
        make_plan(checking.start(alice, EVENING, TENSION), TENSION, EVENING)


@pytest.mark.parametrize(("hours", "fresh"), [(0, True), (23, True), (24, False), (-1, False)])
def test_it_is_fresh_for_a_day(alice: Person, hours: int, fresh: bool) -> None:
    assert is_fresh(planned(alice), later(EVENING, hours=hours)) is fresh


def test_it_is_not_fresh_by_other_rules(alice: Person) -> None:
    plan = planned(alice)
    plan.session["safety"]["rule_set"] = "older"
    assert not is_fresh(plan, EVENING)


def test_the_same_answers_later_leave_it_fresh(alice: Person) -> None:
    check_in = checked(alice, first_session=True)
    plan = make_plan(check_in, TENSION, EVENING)
    checked(alice, moment=later(EVENING, hours=1))
    assert is_fresh(plan, later(EVENING, hours=2))


def test_another_answer_later_makes_it_stale(alice: Person) -> None:
    plan = planned(alice)
    checked(alice, moment=later(EVENING, hours=1), conditions=("anticoagulant",))
    assert not is_fresh(plan, later(EVENING, hours=2))


def test_something_named_in_a_check_that_was_broken_off_makes_it_stale(alice: Person) -> None:
    plan = planned(alice)
    broken_off = checking.start(alice, later(EVENING, hours=1), TENSION)
    assert is_fresh(plan, later(EVENING, hours=2))
    broken_off.told = [{"page": "signs", "yes": ["fever"], "unsure": []}]
    broken_off.save()
    assert not is_fresh(plan, later(EVENING, hours=2))


def test_what_others_answer_does_not_matter(alice: Person, charlie: Person) -> None:
    plan = planned(alice)
    checked(charlie, moment=later(EVENING, hours=1), conditions=("anticoagulant",))
    assert is_fresh(plan, later(EVENING, hours=2))
