from __future__ import annotations

from dataclasses import replace

from unclench.atlas import load_atlas
from unclench.atlas.types import GIVERS, POSITIONS
from unclench.composer import Request, Session, compose, telling
from unclench.safety.screen import screen
from unclench.safety.types import Answers, Clearance

ATLAS = load_atlas()
TENSION = Request(complaints=("tth_episodic",), minutes=10)


def composed(
    request: Request = TENSION, *, conditions: tuple[str, ...] = (), first_session: bool = False
) -> tuple[Session, Clearance]:
    answers = Answers(conditions=conditions, unasked_is_no=True, first_session=first_session)
    clearance = screen(answers, giver=request.giver, complaints=request.complaints)
    return compose(request, clearance), clearance


def test_it_has_words_for_everything_a_session_may_hold() -> None:
    assert set(telling.GIVERS) == set(GIVERS)
    assert set(telling.POSITIONS) == set(POSITIONS)
    assert {technique.evidence.grade for technique in ATLAS.techniques.values()} <= set(telling.GRADE_WORDS)
    assert max(technique.level_max for technique in ATLAS.techniques.values()) <= max(telling.LEVEL_WORDS)


def test_it_names_several_complaints_as_one_sentence() -> None:
    session, _ = composed(Request(complaints=("jaw_tension", "stress"), minutes=10))
    assert telling.title(session, ATLAS) == "A tight jaw and stress"


def test_it_speaks_of_no_hands_where_there_are_none() -> None:
    session, clearance = composed(replace(TENSION, mind_only=True), first_session=True)
    assert telling.hands(session) == "no hands"
    assert telling.limits(session, clearance, ATLAS) == ()
    assert telling.changes(session, clearance) == ()
    assert telling.consent(session) == ()


def test_it_says_what_held_the_session_in() -> None:
    session, clearance = composed()
    first, second, *_ = telling.limits(session, clearance, ATLAS)
    assert first == f"Hands-on time {telling.clock(session.hands_on_s)} of at most 20:00 today."
    assert second.startswith("Pressure never above 4 of 10; pain during the work never above 3 of 10.")


def test_it_says_that_a_session_is_the_first() -> None:
    session, clearance = composed(first_session=True)
    assert telling.changes(session, clearance)[0].startswith("First session: at most 8 minutes by hand")


def test_a_giver_asks_before_touching() -> None:
    session, _ = composed(replace(TENSION, giver="partner", minutes=20))
    assert telling.consent(session)[0].startswith("Ask for a clear yes")


def test_it_claims_no_effect_for_opening_and_closing() -> None:
    session, _ = composed()
    claims = {step.role: bool(telling.evidence(step)) for step in session.steps}
    assert claims["specific"]
    assert not claims["warmup"]
    assert not claims["rest"]


def test_it_tells_when_a_doctor_should_see_it() -> None:
    _, clearance = composed(conditions=("dental_surgery",))
    waiting = [finding for finding in clearance.findings if finding.waits]
    assert waiting
    assert all("Waits for a doctor's yes." in telling.advice(finding) for finding in waiting)


def test_the_proof_is_not_more_than_the_certificate() -> None:
    session, _ = composed()
    unproven = replace(session, certificate=replace(session.certificate, proven=False, bound=10, objective=7))
    assert telling.fit(session) == "The best fit to your wishes by our rules."
    assert telling.fit(unproven) == "A good fit to your wishes by our rules."
    assert "at most 3 points below the best" in telling.proof(unproven)
