"""A migraine attack: what an own-hands session may be then, as the pages for it ask."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unclench.composer import Request, Session, compose
from unclench.composer.types import Step
from unclench.guide.score import score
from unclench.guide.types import Density, Score
from unclench.safety import Answers, screen

ATTACK = ("migraine_attack",)
TALK = ("body_scan", "imagery", "pmr_recall", "pmr_face_neck", "breath_awareness")
"""Practices led by words."""
BREATHING = Request(ATTACK, 10, mind_only=True, without=TALK)
COLD = Request(ATTACK, 5, wanted=("cold_compress",), without=TALK)
WRIST = Request(ATTACK, 5, wanted=("acupressure_hold",), without=("cold_compress",))
"""With a practice of the mind beside it: one point alone fills no five minutes."""


def composed(request: Request) -> Session:
    first = Answers(unasked_is_no=True, first_session=True)
    return compose(request, screen(first, giver=request.giver, complaints=ATTACK))


def lines(written: Score) -> list[str]:
    return [cue.say.default for step in written.steps for cue in step.cues if cue.say is not None]


def touched(session: Session) -> list[Step]:
    return [step for step in session.steps if step.contact]


@pytest.mark.parametrize("minutes", [5, 10, 20])
def test_breathing_is_slow_breaths_and_rest(minutes: int) -> None:
    session = composed(replace(BREATHING, minutes=minutes))
    assert [step.technique for step in session.steps] == ["breath_six", "rest"]
    assert session.minutes == minutes


@pytest.mark.parametrize(("density", "most"), [("brief", 7), ("bells", 3)])
def test_breathing_is_led_by_sound_with_few_words(density: Density, most: int) -> None:
    written = score(composed(BREATHING), density=density)
    breaths = [cue for cue in written.steps[0].cues if cue.sound == "breath_in"]
    assert len(breaths) > 45
    assert len(lines(written)) <= most
    assert any("Stop at" in line for line in lines(written))


def test_cold_rests_on_the_back_of_the_neck_and_nothing_else_touches() -> None:
    session = composed(COLD)
    assert [(step.technique, step.contact) for step in touched(session)] == [("cold_compress", ("nape",))]
    assert "Back of the neck: cold" in [phase.name for phase in session.phases]


def test_the_wrist_point_is_held_on_both_sides_without_strokes_before_it() -> None:
    session = composed(WRIST)
    [step] = touched(session)
    assert (step.technique, step.contact, step.points) == ("acupressure_hold", ("wrist_forearm",), ("PC6",))
    assert (step.sides, step.level) == ("in_turn", 3)
    assert "Hands and wrists: points" in [phase.name for phase in session.phases]
    assert "stroke" not in step.why.text.lower()
    written = next(one for one in score(session).steps if one.id == step.id)
    assert any(cue.say is not None and "check" in cue.say.key for cue in written.cues)


def test_cold_and_the_wrist_point_go_together() -> None:
    session = composed(replace(COLD, minutes=10, wanted=("cold_compress", "acupressure_hold")))
    assert [step.technique for step in touched(session)] == ["cold_compress", "acupressure_hold"]


def test_points_open_a_place_only_where_they_are_asked_for() -> None:
    plain = composed(Request(ATTACK, 10))
    assert "acupressure_hold" not in [step.technique for step in plain.steps]
