"""Changes while a session plays: one step is another, the rest is as it was, and no rule is broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import pytest

from unclench.atlas import load_atlas
from unclench.composer.check import check
from unclench.composer.composing import compose
from unclench.composer.during import exchanged, firmer_levels, others, with_levels, with_step
from unclench.composer.types import Request, Session
from unclench.safety import Answers, screen
from unclench.safety.types import Clearance

ATLAS = load_atlas()
MINUTES = (5, 10, 20, 30)


@cache
def composed(minutes: int, cap: int = 10) -> tuple[Session, Clearance]:
    clearance = screen(Answers(unasked_is_no=True), complaints=("tth_episodic",))
    return compose(Request(complaints=("tth_episodic",), minutes=minutes, pressure_cap=cap), clearance), clearance


@pytest.mark.parametrize("minutes", MINUTES)
def test_something_else_takes_the_place_and_the_time_of_one_step(minutes: int) -> None:
    session, clearance = composed(minutes)
    found = [(step, other) for step in session.steps for other in others(session, step.id, clearance, ATLAS)]
    assert found
    for step, other in found:
        assert not check(other, clearance, ATLAS)
        changed = [one for one, before in zip(other.steps, session.steps, strict=True) if one != before]
        assert [one.id for one in changed] == [step.id]
        assert changed[0].technique != step.technique
        assert (changed[0].start_s, changed[0].duration_s) == (step.start_s, step.duration_s)
        assert changed[0].level <= step.level


@pytest.mark.parametrize("minutes", MINUTES)
def test_hands_are_taken_off_only_where_nothing_leans_on_their_strokes(minutes: int) -> None:
    """Close work stays between wide strokes of hands at the same place, whichever step is exchanged."""
    session, clearance = composed(minutes)
    changes = [other for step in session.steps for other in others(session, step.id, clearance, ATLAS)]
    off = [other for other in changes if other.hands_on_s < session.hands_on_s]
    assert len(off) >= 2
    for other in changes:
        for zone in {step.zone for step in other.steps if step.role == "specific"}:
            roles = [step.role for step in other.steps if step.zone == zone and step.contact]
            if "specific" in roles:
                assert (roles[0], roles[-1]) == ("general", "flush")


def test_half_of_a_short_session_of_own_hands_can_be_exchanged() -> None:
    session, clearance = composed(5)
    assert sum(any(others(session, step.id, clearance, ATLAS)) for step in session.steps) >= len(session.steps) // 2


def test_rest_is_never_exchanged() -> None:
    session, clearance = composed(10)
    assert session.steps[-1].technique == "rest"
    assert not list(others(session, session.steps[-1].id, clearance, ATLAS))


def test_what_the_rules_forbid_is_not_offered() -> None:
    session, clearance = composed(20)
    step, other = next((step, other) for step in session.steps for other in others(session, step.id, clearance, ATLAS))
    technique = next(one.technique for one in other.steps if one.id == step.id)
    without = replace(session, request=replace(session.request, without=(technique,)))
    left = [one for found in others(without, step.id, clearance, ATLAS) for one in found.steps if one.id == step.id]
    assert technique not in [one.technique for one in left]


@pytest.mark.parametrize("minutes", MINUTES)
def test_firmer_is_one_level_at_most_and_breaks_no_rule(minutes: int) -> None:
    session, clearance = composed(minutes)
    firmer = firmer_levels(session, clearance, ATLAS)
    assert firmer
    assert {id_: level - levels_of(session)[id_] for id_, level in firmer.items()} == dict.fromkeys(firmer, 1)
    assert not check(with_levels(session, firmer), clearance, ATLAS)
    for id_, level in firmer.items():
        assert not check(with_levels(session, {id_: level}), clearance, ATLAS)


def levels_of(session: Session) -> Mapping[str, int]:
    return {step.id: step.level for step in session.steps}


def test_nobody_is_pressed_beyond_their_own_limit() -> None:
    session, clearance = composed(20, 3)
    assert max(firmer_levels(session, clearance, ATLAS).values(), default=0) <= 3


def test_one_step_is_put_in_by_its_name() -> None:
    session, clearance = composed(10)
    step = replace(session.steps[1], level=1)
    assert with_step(session, step).steps[1] == step
    assert exchanged(session, [step], clearance, ATLAS).steps == with_step(session, step).steps
