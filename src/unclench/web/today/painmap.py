"""Where it hurts, in words and on the figure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from unclench.atlas import Atlas
from unclench.atlas.types import Region, RegionId, Side
from unclench.composer.types import Pain
from unclench.figure.body import Build
from unclench.figure.drawing import BUST_VIEWS, ViewName, drawing, figure_group
from unclench.guide.script import spoken_side
from unclench.web.today.wishes import Spot, pains_of
from unclench.wording import capital

_PAIR = re.compile(r"\byour (?=[\w ]*(?:s|feet)\b)")
"""Before parts that one has two of."""


VIEW_NAMES: dict[ViewName, str] = {"front": "Front", "back": "Back", "left": "Left", "right": "Right", "top": "Top"}
EDGES: dict[ViewName, tuple[str, str]] = {
    "front": ("your right", "your left"),
    "back": ("your left", "your right"),
    "left": ("front", "back"),
    "right": ("back", "front"),
    "top": ("your right", "your left"),
}
LINE_MM = 1.4
"""The outline of the figure, on its own scale."""


@dataclass(frozen=True, slots=True)
class Patch:
    """One side of a place as it is seen in a view: the path of its outline."""

    region: RegionId
    side: Side
    path: str

    @property
    def key(self) -> str:
        return Spot(self.region, self.side).key


@dataclass(frozen=True, slots=True)
class View:
    """The figure from one side. `drawing` is SVG markup of ours, in the same units as `box` and the patches."""

    id: str
    name: str
    box: str
    """The viewBox."""
    drawing: str
    patches: tuple[Patch, ...]
    edges: tuple[str, str]
    """What lies at the left and at the right edge of the picture."""


@cache
def views(build: Build) -> tuple[View, ...]:
    """The figure to tap on, from each side."""
    return tuple(_view(name, build) for name in BUST_VIEWS)


def _view(name: ViewName, build: Build) -> View:
    drawn = drawing(name, build)
    left, top, right, bottom = drawn.box_mm
    return View(
        id=name,
        name=VIEW_NAMES[name],
        box=f"{left:g} {top:g} {right - left:g} {bottom - top:g}",
        drawing=figure_group(drawn, LINE_MM, f"painmap-{name}"),
        patches=tuple(Patch(patch.region, patch.side, patch.d) for patch in drawn.patches),
        edges=EDGES[name],
    )


def said(spots: Mapping[Spot, str], atlas: Atlas) -> str:
    """Right temple 6, tops of both shoulders 4."""
    return capital(", ".join(_pain_words(pain, atlas) for pain in pains_of(spots)))


def said_without_numbers(pains: Iterable[Pain], atlas: Atlas) -> str:
    return capital(", ".join(spot_words(atlas.regions[pain.region], pain.side) for pain in pains))


def _pain_words(pain: Pain, atlas: Atlas) -> str:
    level = "(no number)" if pain.level is None else pain.level
    return f"{spot_words(atlas.regions[pain.region], pain.side)} {level}"


def spot_words(region: Region, side: Side) -> str:
    """ "left temple", "both temples", "forehead (middle)", "crown of your head"."""
    name = region.name.lower()
    if side == "midline":
        words = region.spoken if region.laterality == "midline" else f"{name} (middle)"
    elif side == "both":
        paired, found = _PAIR.subn("both ", region.spoken)
        words = paired if found and "between" not in paired else f"{name} (both sides)"
    else:
        words = spoken_side(region, side)
    return re.sub(r"^(your|the) ", "", words)
