"""What moves on the figure during a plan, on the body that its owner chose."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from unclench.atlas import load_atlas
from unclench.composer import telling
from unclench.composer.types import Session, Step
from unclench.web.sessions import planning
from unclench.web.sessions.models import Plan

if TYPE_CHECKING:
    from unclench.figure.body import Build
    from unclench.figure.motion import Motion
    from unclench.figure.written import Json


def motion_of(plan: Plan, build: Build) -> bytes:
    """As JSON, in the seconds of the plan's sound."""
    return json.dumps(_written(planning.session_of(plan), build), separators=(",", ":")).encode()


def _written(session: Session, build: Build) -> dict[str, Json]:
    return {"build": build, "steps": [_step(step, session, build) for step in session.steps]}


def moved(step: Step, session: Session, build: Build) -> Motion:
    """How hands and body move in a step."""
    from unclench.figure.motion import Work, motion
    from unclench.figure.places import load_places
    from unclench.figure.traces import load_traces
    from unclench.figure.whole import load_figure

    work = Work(
        technique=step.technique,
        regions=tuple(step.contact),
        points=tuple(step.points),
        side=step.side,
        sharing=step.sides,
        first_side=step.first_side,
        giver=session.request.giver,
        position=step.position,
        duration_s=step.duration_s,
    )
    return motion(work, load_figure(build), load_places(), load_traces(), load_atlas())


def _step(step: Step, session: Session, build: Build) -> dict[str, Json]:
    from unclench.figure.written import written

    return {
        "start_s": step.start_s,
        "end_s": step.start_s + step.duration_s,
        "name": load_atlas().techniques[step.technique].name,
        "level": step.level,
        "level_words": telling.LEVEL_WORDS[step.level] if step.contact else "",
        "giver": session.request.giver,
        **written(moved(step, session, build)),
    }
