"""Changes to a session that is there: what is asked for instead, and what is said to have changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.composer.problems import asked
from unclench.atlas import load_atlas
from unclench.composer import Request, Session, compose
from unclench.composer.change import (
    difference,
    firmer,
    highest_level,
    more_here,
    softer,
    with_minutes,
    without_step,
)
from unclench.composer.types import NotClearedError, NothingFitsError
from unclench.names import NotKnownError
from unclench.plain import from_plain, to_plain
from unclench.safety import Answers, Clearance, screen

WELL = Answers(unasked_is_no=True)
TENSION = ("tth_episodic",)
ATLAS = load_atlas()
CLEAR = screen(WELL, complaints=TENSION)


def session(minutes: int = 10, clearance: Clearance = CLEAR, **wishes: object) -> Session:
    request = from_plain(Request, {"complaints": list(TENSION), "minutes": minutes, **wishes})
    return compose(request, clearance)


def some_sessions() -> list[tuple[Session, Clearance]]:
    made = []
    for seed in range(40):
        person = asked(seed)
        try:
            made.append((compose(person.request, person.clearance), person.clearance))
        except (NotClearedError, NothingFitsError):
            continue
    return made


def step_of(made: Session, role: str) -> str:
    return next(step.id for step in made.steps if step.role == role)


def test_with_minutes_changes_nothing_but_the_length() -> None:
    request = session().request
    assert with_minutes(request, 12) == replace(request, minutes=12)


def test_softer_presses_less_at_the_highest() -> None:
    for made, clearance in some_sessions():
        request = softer(made)
        if request is None:
            assert highest_level(made) <= 1
        else:
            assert request.pressure_cap == highest_level(made) - 1 >= 1
            try:
                assert highest_level(compose(request, clearance)) < highest_level(made)
            except (NotClearedError, NothingFitsError):
                continue


def test_softer_ends_where_hands_only_rest() -> None:
    made, steps = session(), 0
    while (request := softer(made)) is not None:
        made, steps = compose(request, CLEAR), steps + 1
    assert highest_level(made) <= 1
    assert 1 < steps < 8


def test_firmer_takes_back_what_softer_took() -> None:
    made = session()
    lighter = softer(made)
    assert lighter is not None
    again = firmer(compose(lighter, CLEAR))
    assert again is not None
    assert again.pressure_cap == lighter.pressure_cap + 1


def test_firmer_comes_to_an_end() -> None:
    made = session(pressure_cap=2)
    for _ in range(12):
        request = firmer(made)
        if request is None:
            break
        made = compose(request, CLEAR)
    assert firmer(made) is None


def test_firmer_has_nothing_to_offer_without_hands_or_late_at_night() -> None:
    assert firmer(session(mind_only=True)) is None
    late = session(bedtime=True)
    assert highest_level(late) < 4 or firmer(late) is None


def test_without_step_leaves_its_technique_out() -> None:
    made = session()
    step = next(step for step in made.steps if step.role == "specific")
    request = without_step(made, step.id)
    assert step.technique in request.without
    assert step.technique not in {other.technique for other in compose(request, CLEAR).steps}


def test_without_step_takes_back_a_wish_for_the_same_technique() -> None:
    step = next(step for step in session().steps if step.role == "specific")
    made = session(wanted=[step.technique])
    assert without_step(made, step.id).wanted == ()


def test_without_step_keeps_the_rest_with_which_every_session_ends() -> None:
    made = session()
    with pytest.raises(ValueError, match="Rest cannot be left out"):
        without_step(made, step_of(made, "rest"))


def test_names_a_step_that_is_not_there() -> None:
    made = session()
    for change in (without_step, more_here):
        with pytest.raises(NotKnownError, match="No step is called “s99”"):
            change(made, "s99")


def test_more_here_asks_for_the_places_of_the_step() -> None:
    made = session()
    step = next(step for step in made.steps if step.role == "specific")
    request = more_here(made, step.id)
    assert request.more == step.target
    assert more_here(replace(made, request=request), step.id) == request, "once is enough"


def test_more_here_needs_a_place() -> None:
    made = session()
    with pytest.raises(ValueError, match="touches nothing"):
        more_here(made, step_of(made, "rest"))


def test_a_request_for_more_keeps_its_form_on_the_way_to_plain_data_and_back() -> None:
    request = replace(session().request, more=("temple", "nape"))
    assert from_plain(Request, to_plain(request)) == request
    old = to_plain(request)
    del old["more"]
    assert from_plain(Request, old).more == ()


# What is said


def test_says_nothing_where_nothing_changed() -> None:
    for made, _ in some_sessions():
        assert difference(made, made, ATLAS) == ()


def test_says_how_long_and_how_firm_it_is_now() -> None:
    made = session()
    assert difference(made, session(12), ATLAS)[0] == "12 minutes instead of 10."
    lighter = softer(made)
    assert lighter is not None
    assert f"Lighter: at most {highest_level(made) - 1} of 10." in difference(made, compose(lighter, CLEAR), ATLAS)


def test_says_which_technique_is_out() -> None:
    made = session()
    step = next(step for step in made.steps if step.role == "specific")
    words = difference(made, compose(without_step(made, step.id), CLEAR), ATLAS)
    assert any(line.startswith(ATLAS.techniques[step.technique].name) and line.endswith("is out.") for line in words)


def test_says_where_there_is_more() -> None:
    before, after = session(20), session(20, more=["ear"])
    assert any("your ears" in line or "(ear)" in line for line in difference(before, after, ATLAS))


def test_says_what_is_not_possible_and_when_hands_go() -> None:
    before, after = session(), session(more=["sacral"])
    assert "Not possible this time: more for the base of your spine." in difference(before, after, ATLAS)
    assert "Without hands now." in difference(before, session(mind_only=True), ATLAS)


def test_speaks_in_few_and_whole_sentences() -> None:
    for made, clearance in some_sessions():
        request = softer(made) or with_minutes(made.request, 10)
        try:
            words = difference(made, compose(request, clearance), ATLAS)
        except (NotClearedError, NothingFitsError):
            continue
        assert len(words) <= 16
        assert all(line[0].isupper() or line[0].isdigit() for line in words)
        assert all(line.endswith(".") for line in words)
