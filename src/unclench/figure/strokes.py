"""The strokes of the atlas as lines on the skin, found once on the reference body and carried to every other."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Protocol

import numpy as np

from unclench.atlas import Atlas
from unclench.atlas.geometry import landmarks_of, spots_of
from unclench.atlas.types import LandmarkId, Spot, Stroke
from unclench.figure import shapes
from unclench.figure.places import PlaceSide
from unclench.figure.string import join, way
from unclench.figure.surface import Numbers, Surface, SurfacePoint, Trail, length_mm

WorkedSide = Literal["left", "right"]

CUNS_OVER_THE_HEAD = 12
"""From the middle of the front hairline to the middle of the back one, along the midline (WHO 2008, proportional)."""
THUMB_MM = 22.0
"""One cun away from the head: the breadth of an adult's thumb at its joint."""
HEAD_PREFIXES = ("scalp", "hairline", "forehead", "temple", "glabella", "brow", "periorbital", "nose", "nasolabial")
_REST_MM = 6.0
"""Where no breadth is given: a fingertip's."""


class Found(Protocol):
    """Where the landmarks are."""

    def landmark(self, landmark: LandmarkId, side: PlaceSide) -> SurfacePoint: ...


@dataclass(frozen=True, slots=True, eq=False)
class Traced:
    """One stroke, on the left side or in the middle.

    `trail`: the line that the middle of the contact draws; for holds and taps the spots, one after the other; for a
    cloth the line through its middle. `cycles`: how many strokes, circles or squeezes it has from end to end.
    `covered`: the vertices under a cloth or a flat hand.
    """

    trail: Trail
    cycles: int
    anchor: SurfacePoint | None = None
    covered: Numbers | None = None


class Tracer:
    """Draws strokes on one body, whose landmarks are known."""

    def __init__(self, surface: Surface, found: Found, atlas: Atlas) -> None:
        self._surface = surface
        self._found = found
        self._atlas = atlas
        front, back = found.landmark("hairline_middle", "midline"), found.landmark("hairline_back", "midline")
        crown = found.landmark("crown", "midline")
        over = join([way(surface, front, crown), way(surface, crown, back)])
        self.head_cun_mm = length_mm(surface.at(over)) / CUNS_OVER_THE_HEAD

    def trace(self, stroke: Stroke, side: WorkedSide = "left") -> Traced:
        """Raises KeyError for a landmark not found, NoWayError for spots on parts that do not hang together."""
        spots = [self.spot(spot, side) for spot in stroke.points]
        anchor = self.spot(stroke.anchor, side) if stroke.anchor else None
        radius = float(stroke.radius_mm or _REST_MM)
        # Seen from outside, a stroke on the right is the mirror image of one on the left.
        clockwise = (stroke.direction == "cw") != (side == "right")
        if stroke.type in ("hold", "point"):
            return Traced(Trail.of(spots), len(spots), anchor)
        trail, cycles = self._way(spots), 1
        match stroke.type:
            case "area":
                return Traced(trail, 1, anchor, shapes.covered(self._surface, trail, radius))
            case "circle":
                trail, cycles = shapes.circles(self._surface, trail, radius, clockwise=clockwise)
            case "zigzag":
                kneads = stroke.hand == "grip"
                shape = shapes.loops if kneads else shapes.zigzag
                trail, cycles = shape(self._surface, trail, radius)
            case "spline":
                trail = shapes.smooth(self._surface, trail)
            case "line" | "hold" | "point":
                pass
        if stroke.direction == "back":
            trail = Trail(trail.triangles[::-1].copy(), trail.weights[::-1].copy())
        return Traced(trail, cycles, anchor)

    def spot(self, spot: Spot, side: WorkedSide) -> SurfacePoint:
        """A landmark of the side at work, or of the other, or of the middle; moved toward another where it says so."""
        start = self._found.landmark(spot.landmark, self._side(spot.landmark, spot.side, side))
        if spot.offset is None:
            return start
        toward = self._found.landmark(spot.offset.toward, self._side(spot.offset.toward, spot.offset.side, side))
        trail = way(self._surface, start, toward)
        whole = length_mm(self._surface.at(trail))
        share = spot.offset.fraction or 0.0
        if spot.offset.cun:
            share = spot.offset.cun * self._cun_mm(spot.landmark) / whole
        return self._along(trail, share)

    def _along(self, trail: Trail, share: float) -> SurfacePoint:
        """A spot on a way; beyond its end where the share is more than 1, straight on."""
        points = self._surface.at(trail)
        steps = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
        if share > 1:
            ahead = (points[-1] - points[-2]) / np.linalg.norm(points[-1] - points[-2])
            place = points[-1] + ahead * (share - 1) * steps[-1]
        else:
            place = np.array([np.interp(share * steps[-1], steps, points[:, axis]) for axis in range(3)])
        return self._surface.nearest(place, among=np.flatnonzero(self._surface.piece_of(trail))).points()[0]

    def _way(self, spots: list[SurfacePoint]) -> Trail:
        if len(spots) == 1:
            return Trail.of(spots)
        return join([way(self._surface, start, end) for start, end in pairwise(spots)])

    def _side(self, landmark: LandmarkId, told: Literal["own", "other", "midline"], side: WorkedSide) -> PlaceSide:
        if self._atlas.landmarks[landmark].laterality == "midline" or told == "midline":
            return "midline"
        if told == "own":
            return side
        return "left" if side == "right" else "right"

    def _cun_mm(self, landmark: LandmarkId) -> float:
        on_head = any(region.startswith(HEAD_PREFIXES) for region in self._atlas.landmarks[landmark].regions)
        return self.head_cun_mm if on_head else THUMB_MM


def is_one_sided(stroke: Stroke, atlas: Atlas) -> bool:
    """Whether it has a left and a right at all, or lies in the middle alone."""
    return any(
        atlas.landmarks[name].laterality == "bilateral" for spot in spots_of(stroke) for name in landmarks_of(spot)
    )
