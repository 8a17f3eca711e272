"""What a file of sound alone says before the session: what stands on the page otherwise."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.guide.sessions import AFTER, ATLAS, BEFORE, BREATH, CIRCLES, REST, STILL, Doing, session, sessions
from unclench.atlas.types import GIVERS, Giver
from unclench.composer.types import Session
from unclench.guide.introduction import STEP, heard_alone
from unclench.guide.score import score
from unclench.guide.types import Density, Score

DENSITIES: tuple[Density, ...] = ("full", "brief", "bells")


def said(written: Score) -> list[tuple[str, str]]:
    """Step and words of every line."""
    return [(step.id, cue.say.default) for step in written.steps for cue in step.cues if cue.say]


def introduced(made: Session, *, density: Density = "full", ticks: bool = True) -> list[str]:
    return [words for step, words in said(heard_alone(made, density=density, atlas=ATLAS, ticks=ticks)) if step == STEP]


@settings(max_examples=30)
@given(sessions(), st.sampled_from(DENSITIES), st.integers(0, 12))
def test_every_note_is_heard_once_and_nothing_sends_to_paper(made: Session, density: Density, many: int) -> None:
    during = tuple(f"Keep off the {number} sore places that you have told of." for number in range(many))
    written = heard_alone(replace(made, during=during), density=density, atlas=ATLAS)
    told = [cue.say for step in written.steps for cue in step.cues if cue.say and cue.say.key.startswith("session.")]
    notes = {f"session.before.{number}": text for number, text in enumerate(made.before)}
    notes |= {f"session.during.{number}": text for number, text in enumerate(during)}
    assert sorted((say.key, say.default) for say in told if "after" not in say.key) == sorted(notes.items())


@settings(max_examples=30)
@given(sessions(), st.sampled_from(DENSITIES))
def test_the_session_follows_at_a_whole_second_and_is_as_long_as_ever(made: Session, density: Density) -> None:
    written = heard_alone(made, density=density, atlas=ATLAS)
    first, *rest = written.steps
    assert first.start_ms == 0
    assert first.duration_ms % 1_000 == 0
    assert written.duration_ms == first.duration_ms + made.duration_s * 1_000
    assert [(step.id, step.start_ms - first.duration_ms, step.duration_ms) for step in rest] == [
        (step.id, step.start_s * 1_000, step.duration_s * 1_000) for step in made.steps
    ]
    for before, after in pairwise(first.cues):
        assert after.at_ms - before.at_ms - before.speech_ms == 1_500
    assert first.duration_ms - first.cues[-1].at_ms - first.cues[-1].speech_ms >= 3_000


def test_notes_then_how_to_lie_then_what_is_heard() -> None:
    assert introduced(session(Doing(STILL, 40), Doing(CIRCLES, 60), Doing(BREATH, 60, "mind"), Doing(REST, 40))) == [
        "Before you begin.",
        *BEFORE,
        "Sit with your back supported.",
        "Go on with each step until you hear a bell.",
        "Ticks set the pace: one movement to each.",
        "A rising sound is a breath in, a falling one a breath out.",
        "A soft tone comes three seconds before each bell.",
        "Pressure goes from one, hardly a touch, to ten.",
        "Pause here until you are ready. The session begins at the bell.",
    ]


def test_only_what_is_heard_is_told_of() -> None:
    made = session(Doing(STILL, 40), Doing(CIRCLES, 60), Doing(REST, 40), before=())
    assert not [words for words in introduced(made, ticks=False) if "tick" in words.lower()]
    assert not [words for words in introduced(made) if "breath" in words]
    assert not [words for words in introduced(session(Doing(REST, 60))) if "tone" in words]


@pytest.mark.parametrize("giver", GIVERS)
def test_the_session_does_not_say_again_what_was_introduced(giver: Giver) -> None:
    made = session(giver=giver)
    alone, usual = (
        [text for step, text in said(written) if step != STEP]
        for written in (heard_alone(made, atlas=ATLAS), score(made, atlas=ATLAS))
    )
    for words in ("supported", "soft tone", "to each tick", "rising sound", *BEFORE):
        assert not [text for text in alone if words in text]
    assert [text for text in usual if "supported" in text or "soft tone" in text]
    assert [text for text in alone if text.startswith("Stop at sharp pain")]
    assert [text for text in alone if text in AFTER]
