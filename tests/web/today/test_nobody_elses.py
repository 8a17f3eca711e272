"""However checks of several people are mixed, each is screened on their own answers, and locked for their own signs."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

import pytest

from unclench.composer.types import Request
from unclench.safety.agreement import Agreement, every_area
from unclench.safety.interview import StillOpenError, Told, forget
from unclench.safety.interview_content import load_interview
from unclench.web.accounts import receivers
from unclench.web.accounts.models import Person
from unclench.web.moment import now
from unclench.web.sessions import planning
from unclench.web.sessions.models import Plan
from unclench.web.today import checking, locks
from unclench.web.today.models import CheckIn
from unclench.web.today.remembering import keep, last_agreed, remembered

QUICK = [name for name in load_interview().quick if name in ("diabetes", "epilepsy", "osteoporosis", "asthma_copd")]
STEPS = 14


@dataclass
class Known:
    """What one person has said, as the test keeps it."""

    conditions: set[str] = field(default_factory=set)
    locked: bool = False
    agreed: tuple[str, ...] | None = None


@pytest.mark.parametrize("seed", range(6))
def test_nobodys_answers_stand_for_anybody_else(alice: Person, charlie: Person, seed: int) -> None:
    rng = random.Random(seed)
    people = [alice, receivers.add(alice, "Anna"), receivers.add(alice, "Ben"), receivers.add(charlie, "Anna")]
    known = {person.id: Known() for person in people}
    assert len(QUICK) > 2
    for _ in range(STEPS):
        person = rng.choice(people)
        rng.choice((check, check, take_back, emergency))(person, known[person.id], rng)
        for one in people:
            assert set(remembered(one).conditions) == known[one.id].conditions
            assert (locks.standing(one) is not None) is known[one.id].locked
            last = last_agreed(one)
            assert (last.areas if last else None) == known[one.id].agreed
    for plan in Plan.objects.select_related("owner", "check_in__owner"):
        assert plan.owner == plan.check_in.owner


def check(person: Person, known: Known, rng: random.Random) -> None:
    """A whole way through, with other hands unless it is the person themself; what is said now is all that is so."""
    if known.locked:
        return
    others = person.keeper is not None or rng.random() < 0.5
    said = set(rng.sample(QUICK, rng.randint(0, 2)))
    areas = tuple(area for area in every_area() if rng.random() < 0.7) or ("neck",)
    found = checking.start(
        person, now(), Request(("neck_pain",), 5, giver="partner" if others else "self"), something_new=True
    )
    if others:
        checking.agree(found, Agreement(areas))
        checking.tell_giver(found, {"giver_ill": "no"})
        known.agreed = areas
    checking.tell(found, Told("emergency"), now())
    checking.tell(found, Told("about", age=34.0, yes=tuple(said)), now())
    known.conditions |= said
    finished = checking.finish(found, now())
    answers = checking.answers_of(found)
    assert set(answers.conditions) == known.conditions
    assert answers.agreed == (areas if others else None)
    fired = {finding.rule for finding in finished.clearance.findings}
    assert fired.intersection(QUICK) == known.conditions
    if finished.plan is not None:
        touched = {region for step in planning.session_of(finished.plan).steps for region in step.contact}
        assert finished.clearance.agreed is None or touched <= set(finished.clearance.agreed)


def take_back(person: Person, known: Known, rng: random.Random) -> None:
    if known.conditions:
        gone = rng.choice(sorted(known.conditions))
        keep(person, forget(remembered(person), gone))
        known.conditions.discard(gone)


def emergency(person: Person, known: Known, rng: random.Random) -> None:
    """Named, or ended as a mistake."""
    del rng
    standing = locks.standing(person)
    if standing is not None:
        locks.end_as_mistake(standing, now())
        known.locked = False
        return
    found = checking.start(person, now(), Request(("neck_pain",), 5))
    checking.tell(found, Told("emergency", yes=("thunderclap",)), now())
    assert checking.finish(found, now()).clearance.verdict == "emergency"
    known.locked = True


def test_an_emergency_waits_for_neither_agreement_nor_giver(alice: Person) -> None:
    anna = receivers.add(alice, "Anna")
    found = checking.start(anna, now(), Request(("neck_pain",), 5, giver="partner"))
    with pytest.raises(StillOpenError):
        checking.finish(found, now())
    checking.tell(found, Told("emergency", yes=("stroke_fast",)), now())
    assert checking.finish(found, now()).clearance.verdict == "emergency"
    assert CheckIn.objects.get().owner == anna
