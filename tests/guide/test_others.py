"""Something else in a step's place: whichever are taken, they go together, and their sound is the step's alone."""

from __future__ import annotations

from functools import cache
from itertools import combinations

from unclench.atlas import load_atlas
from unclench.composer.check import check
from unclench.composer.composing import compose
from unclench.composer.during import exchanged
from unclench.composer.types import Request, Session, Step
from unclench.guide.others import AFTER_MS, score_of_step, sessions_with, shown
from unclench.guide.score import score
from unclench.safety import Answers, screen
from unclench.safety.types import Clearance

ATLAS = load_atlas()


@cache
def composed(minutes: int = 20) -> tuple[Session, Clearance]:
    clearance = screen(Answers(unasked_is_no=True), complaints=("tth_episodic",))
    return compose(Request(complaints=("tth_episodic",), minutes=minutes), clearance), clearance


def offered() -> dict[str, Step]:
    session, clearance = composed()
    found = sessions_with(session, clearance, ATLAS)
    return {name: next(step for step in other.steps if step.id == name) for name, other in found.items()}


def test_one_two_and_all_of_them_break_no_rule() -> None:
    session, clearance = composed()
    steps = offered()
    assert len(steps) >= 3
    groups = [group for size in (1, 2, len(steps)) for group in combinations(steps.values(), size)]
    assert not [group for group in groups if check(exchanged(session, group, clearance, ATLAS), clearance, ATLAS)]


def test_what_is_shown_lies_within_the_step() -> None:
    session, clearance = composed()
    for name, other in sessions_with(session, clearance, ATLAS).items():
        found = shown(other, name, "full", clearance, ATLAS)
        start, end = found.step.start_ms, found.step.start_ms + found.step.duration_ms
        assert found.captions
        assert all(start <= caption.at_ms < end for caption in found.captions)
        assert all(start < change.at_ms < end for change in found.switches)


def test_the_sound_of_a_step_begins_with_it_and_ends_in_silence() -> None:
    session, _ = composed()
    whole = score(session, atlas=ATLAS)
    for step in whole.steps:
        alone = score_of_step(whole, step.id)
        assert [one.start_ms for one in alone.steps] == [0]
        assert alone.steps[0].cues == step.cues
        assert alone.duration_ms == step.duration_ms + AFTER_MS
