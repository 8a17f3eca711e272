"""How hands and body move in a technique that is looked up: every place it may touch, in the order of its strokes."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import TYPE_CHECKING

from unclench.atlas import load_atlas
from unclench.atlas.types import Technique, TechniqueId
from unclench.composer.telling import LEVEL_WORDS

if TYPE_CHECKING:
    from unclench.figure.body import Build
    from unclench.figure.motion import Motion, Work


def length_s(technique: Technique) -> int:
    """One round: the long dose, in which there is time for every stroke."""
    return technique.doses_s[-1]


@lru_cache(maxsize=64)
def motion_of(name: TechniqueId, build: Build) -> Motion:
    from unclench.figure.motion import motion
    from unclench.figure.places import load_places
    from unclench.figure.traces import load_traces
    from unclench.figure.whole import load_figure

    atlas = load_atlas()
    return motion(_work(atlas.techniques[name]), load_figure(build), load_places(), load_traces(), atlas)


@lru_cache(maxsize=64)
def motion_file(name: TechniqueId, build: Build) -> bytes:
    """As JSON, for the figure in the page."""
    from unclench.figure.written import written

    technique = load_atlas().techniques[name]
    step = {
        "start_s": 0,
        "end_s": length_s(technique),
        "name": technique.name,
        "level": technique.level_min,
        "level_words": LEVEL_WORDS[technique.level_min] if technique.contact_regions else "",
        "giver": technique.givers[0],
        **written(motion_of(name, build)),
    }
    return json.dumps({"build": build, "steps": [step]}, separators=(",", ":")).encode()


def _work(technique: Technique) -> Work:
    from unclench.figure.motion import Work

    giver = technique.givers[0]
    return Work(
        technique=technique.id,
        regions=technique.contact_regions,
        points=technique.points if "acupressure" in technique.safety_classes else (),
        side="both",
        sharing=technique.sides,
        first_side="left",
        giver=giver,
        position=technique.positions[giver][0],
        duration_s=length_s(technique),
    )
