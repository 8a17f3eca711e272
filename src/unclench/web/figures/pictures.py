"""Drawings in the pages. They are markup of ours, coloured by classes, so they may stand in a page as they are."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe

from unclench.atlas import load_atlas
from unclench.atlas.types import MuscleId, PointId, RegionId, TechniqueId
from unclench.composer.types import Session, Step
from unclench.web.figures.motions import moved, work_of_step, work_of_technique

if TYPE_CHECKING:
    from unclench.figure.body import Build

_KEPT = 256


@lru_cache(maxsize=_KEPT)
def picture_of_technique(name: TechniqueId, build: Build) -> SafeString:
    from unclench.figure.drawn import draw_motion

    technique = load_atlas().techniques[name]
    return _ours(draw_motion(moved(work_of_technique(technique), build), build, technique.name))


@lru_cache(maxsize=_KEPT)
def picture_of_region(name: RegionId, build: Build) -> SafeString:
    from unclench.figure.drawn import draw_region

    return _ours(draw_region(name, None, build, title=load_atlas().regions[name].name))


@lru_cache(maxsize=_KEPT)
def picture_of_muscle(name: MuscleId, build: Build) -> SafeString:
    from unclench.figure.drawn import draw_muscle

    atlas = load_atlas()
    return _ours(draw_muscle(name, atlas, "left", build, title=atlas.muscles[name].name))


@lru_cache(maxsize=_KEPT)
def picture_of_point(name: PointId, build: Build) -> SafeString:
    from unclench.figure.drawn import draw_point

    return _ours(draw_point(name, build, title=load_atlas().points[name].name))


@lru_cache(maxsize=_KEPT)
def picture_of_step(step: Step, session: Session, build: Build, *, thumb: bool = True) -> SafeString:
    """Small, to stand beside the words of the step; or in the place of the figure."""
    from unclench.figure.drawn import draw_motion

    title = load_atlas().techniques[step.technique].name
    return _ours(draw_motion(moved(work_of_step(step, session), build), build, title, thumb=thumb))


def _ours(svg: str) -> SafeString:
    return mark_safe(svg)  # built of numbers and of words that the figure escapes
