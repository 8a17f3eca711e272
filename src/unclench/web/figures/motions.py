"""What moves on the figure, on the body that its owner chose: during a plan, or in a technique that is looked up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from unclench.atlas import load_atlas
from unclench.atlas.types import Giver, Technique
from unclench.composer import telling
from unclench.composer.types import Session, Step
from unclench.web.sessions import planning
from unclench.web.sessions.models import Plan

if TYPE_CHECKING:
    from unclench.figure.body import Build
    from unclench.figure.motion import Motion, Work
    from unclench.figure.written import Json


def plan_motion(plan: Plan, build: Build) -> bytes:
    """As JSON, in the seconds of the plan's sound."""
    session = planning.session_of(plan)
    return _packed([_step(step, session, build) for step in session.steps], build)


def step_motion(session: Session, name: str, build: Build) -> bytes:
    """Of one step alone, in the seconds of the whole."""
    return _packed([_step(step, session, build) for step in session.steps if step.id == name], build)


def _step(step: Step, session: Session, build: Build) -> dict[str, Json]:
    return _written(work_of_step(step, session), step.start_s, step.level, build)


def technique_motion(technique: Technique, build: Build) -> bytes:
    return _packed([_written(work_of_technique(technique), 0, technique.level_max, build)], build)


def work_of_step(step: Step, session: Session) -> Work:
    from unclench.figure.motion import Work

    return Work(
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


def work_of_technique(technique: Technique) -> Work:
    """One long dose, in which there is time for every stroke, on everything that may be touched: as one does it to
    oneself, where one can.
    """
    from unclench.figure.motion import ACUPRESSURE, Work

    giver: Giver = "self" if "self" in technique.givers else technique.givers[0]
    return Work(
        technique=technique.id,
        regions=technique.contact_regions,
        points=technique.points if ACUPRESSURE in technique.safety_classes else (),
        side="both",
        sharing=technique.sides,
        first_side="left",
        giver=giver,
        position=technique.positions[giver][0],
        duration_s=technique.doses_s[-1],
    )


def moved(work: Work, build: Build) -> Motion:
    from unclench.figure.motion import motion
    from unclench.figure.places import load_places
    from unclench.figure.traces import load_traces
    from unclench.figure.whole import load_figure

    return motion(work, load_figure(build), load_places(), load_traces(), load_atlas())


def _written(work: Work, start_s: float, level: int, build: Build) -> dict[str, Json]:
    from unclench.figure.written import written

    return {
        "start_s": start_s,
        "end_s": start_s + work.duration_s,
        "name": load_atlas().techniques[work.technique].name,
        "level": level,
        "level_words": telling.LEVEL_WORDS[level] if work.regions else "",
        "giver": work.giver,
        **written(moved(work, build)),
    }


def _packed(steps: list[dict[str, Json]], build: Build) -> bytes:
    return json.dumps({"build": build, "steps": steps}, separators=(",", ":")).encode()
