"""What the checker of finished sessions refuses, shown on a good session with one thing made wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from unclench.atlas import load_atlas
from unclench.composer.check import check
from unclench.composer.composing import compose
from unclench.composer.during import exchanged
from unclench.composer.types import Request, Session, Step
from unclench.safety import Answers, screen
from unclench.safety.types import Clearance

ATLAS = load_atlas()


@cache
def good() -> tuple[Session, Clearance]:
    clearance = screen(Answers(unasked_is_no=True), complaints=("tth_episodic",))
    return compose(Request(complaints=("tth_episodic",), minutes=10), clearance), clearance


def refused(change: Callable[[Step], Step], *changed: Step) -> set[tuple[str, str]]:
    """Rule and step of what is refused, where these steps are changed."""
    session, clearance = good()
    made = exchanged(session, map(change, changed), clearance, ATLAS)
    return {(refusal.rule, refusal.step) for refusal in check(made, clearance, ATLAS)}


def hands_off(step: Step) -> Step:
    """The breath in the place of hands, as a player offers it."""
    return replace(
        step,
        technique="breath_six",
        contact=(),
        points=(),
        side="none",
        sides="none",
        level=0,
        layer=None,
        asymmetric=False,
    )


def placed() -> dict[str, list[Step]]:
    """The steps of each place."""
    session, _ = good()
    zones = dict.fromkeys(step.zone for step in session.steps if step.zone)
    return {zone: [step for step in session.steps if step.zone == zone] for zone in zones}


def leaning() -> list[Step]:
    """Wide strokes at places that also have close work."""
    found = [steps for steps in placed().values() if any(step.role == "specific" for step in steps)]
    return [step for steps in found for step in steps if step.role in ("general", "flush")]


def test_a_composed_session_is_good() -> None:
    assert leaning()
    assert refused(lambda step: step) == set()


@pytest.mark.parametrize("role", ["general", "flush"])
def test_wide_strokes_that_close_work_leans_on_cannot_be_without_touch(role: str) -> None:
    for step in leaning():
        if step.role == role:
            assert ("order", step.id) in refused(hands_off, step)


def test_a_place_may_be_left_alone_altogether() -> None:
    for steps in placed().values():
        assert refused(hands_off, *steps) == set()


def test_work_on_no_place_is_refused() -> None:
    for steps in placed().values():
        for step in steps:
            assert ("order", step.id) in refused(lambda one: replace(one, zone=None), step)
