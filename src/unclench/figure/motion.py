"""What hands and body do in one step, on one body: the strokes, when each is made, and from where it is seen.

The same motion moves the hands of the figure, is drawn on paper, and stands in the session format. Lengths are
millimetres, times seconds from the start of the step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from unclench.atlas import Atlas
from unclench.atlas.geometry import movements_for, strokes_for
from unclench.atlas.types import (
    Giver,
    Movement,
    Point,
    PointId,
    Position,
    Rate,
    RegionId,
    Side,
    Stroke,
    Technique,
    TechniqueId,
)
from unclench.figure.places import Places, PlaceSide
from unclench.figure.strokes import WorkedSide, is_one_sided
from unclench.figure.surface import Array, Numbers, Trail
from unclench.figure.timing import Pace, Part, Turn, pace, turns
from unclench.figure.traces import Traces
from unclench.figure.views import View, joined, of_movement
from unclench.figure.whole import PARTS, Figure

Sharing = Literal["together", "in_turn", "one", "none"]
Back = Literal["lift", "reverse", "none"]
ACUPRESSURE = "acupressure"
"""The class of the techniques that press the points chosen for a step."""


@dataclass(frozen=True, slots=True)
class Work:
    """One step, as far as it shows: what is touched, by whom, how long, and how the two sides share it."""

    technique: TechniqueId
    regions: tuple[RegionId, ...]
    points: tuple[PointId, ...]
    side: Side
    sharing: Sharing
    first_side: Side
    giver: Giver
    position: Position
    duration_s: float


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A stroke on one part of this body: `points_mm` (n, 3) evenly along it, outward `normals` (n, 3)."""

    points_mm: Array
    normals: Array
    covered: Numbers | None
    inset: str
    """The far part on which it lies; empty for the bust."""


@dataclass(frozen=True, slots=True, eq=False)
class MovingStroke:
    stroke: Stroke
    pace: Pace
    closed: bool
    """It ends where it began."""
    back: Back
    """How the hand returns: lifted, on the same way, or it does not have to."""
    lines: Mapping[Part, Line]


@dataclass(frozen=True, slots=True)
class MovementTurn:
    movement: Movement
    at_s: float
    until_s: float
    own: WorkedSide
    """The side that "own" means in this turn."""
    view: View


@dataclass(frozen=True, slots=True, eq=False)
class Motion:
    strokes: tuple[MovingStroke, ...]
    turns: tuple[Turn, ...]
    views: tuple[View, ...]
    view_of_turn: tuple[int, ...]
    movements: tuple[MovementTurn, ...]
    stillness: str
    """"breathing" where there is nothing to do with hands or body."""


def motion(work: Work, figure: Figure, places: Places, traces: Traces, atlas: Atlas) -> Motion:
    """Raises StaleTracesError where the atlas tells a stroke that the figure has not drawn."""
    technique = atlas.techniques[work.technique]
    stretches = _stretches(work)
    told = strokes_for(technique, work.regions, work.giver, work.position) if work.regions else ()
    strokes = [_moving(stroke, technique.rate, figure, traces, atlas) for stroke in told]
    if ACUPRESSURE in technique.safety_classes and work.points:
        strokes = [_at_point(atlas.points[name], strokes, technique, figure, places) for name in work.points]
    found: list[Turn] = []
    for start_s, end_s, sides in stretches:
        worked = [(number, _parts(moving, sides)) for number, moving in enumerate(strokes)]
        worked = [(number, parts) for number, parts in worked if parts]
        taken = turns(
            [strokes[number].pace for number, _ in worked],
            [strokes[number].stroke.repeats for number, _ in worked],
            [parts for _, parts in worked],
            start_s,
            end_s,
        )
        found += [Turn(turn.at_s, turn.until_s, worked[turn.stroke][0], turn.parts) for turn in taken]
    views, view_of_turn = _views(found, strokes)
    moves = _movement_turns(movements_for(technique, work.giver), stretches)
    stillness = technique.stillness or ("" if found or moves else "breathing")
    return Motion(tuple(strokes), tuple(found), views, view_of_turn, moves, stillness)


def _stretches(work: Work) -> list[tuple[float, float, tuple[WorkedSide, ...]]]:
    """Both sides for the whole step, one side, or one after the other in equal halves."""
    whole = work.duration_s
    if work.sharing == "in_turn":
        first: WorkedSide = "right" if work.first_side == "right" else "left"
        second: WorkedSide = "left" if first == "right" else "right"
        return [(0.0, whole / 2, (first,)), (whole / 2, whole, (second,))]
    if work.side == "left" or work.side == "right":
        return [(0.0, whole, (work.side,))]
    return [(0.0, whole, ("left", "right"))]


def _moving(stroke: Stroke, rate: Rate, figure: Figure, traces: Traces, atlas: Atlas) -> MovingStroke:
    first = traces.of(stroke)
    line = _line(figure, first.trail, first.covered)
    lines: dict[Part, Line] = {"middle": line}
    if is_one_sided(stroke, atlas):
        covered = None if first.covered is None else figure.mirror[first.covered]
        lines = {"left": line, "right": _line(figure, figure.mirrored(first.trail), covered)}
    own = replace(rate, strokes_per_min=stroke.strokes_per_min or rate.strokes_per_min)
    closed = stroke.type == "circle" and first.cycles == 1
    return MovingStroke(
        stroke,
        pace(stroke.type, first.cycles, own, stroke.hold_s),
        closed,
        _back(stroke, closed),
        lines,
    )


def _at_point(
    point: Point, strokes: Sequence[MovingStroke], technique: Technique, figure: Figure, places: Places
) -> MovingStroke:
    """A point chosen for this step, pressed and left in turn; where the place wants circles instead, those."""
    own = [moving for moving in strokes if set(moving.stroke.regions) & set(point.regions)]
    circles = [moving for moving in own if moving.stroke.type == "circle"]
    if circles:
        return circles[0]
    sides: tuple[tuple[Part, PlaceSide], ...] = (("left", "left"), ("right", "right"))
    if point.laterality == "midline":
        sides = (("middle", "midline"),)
    spots = {part: Trail.of(list(places.point(point.id, side))) for part, side in sides}
    stroke = Stroke(
        what=f"{point.id}, {point.name}",
        type="hold",
        points=(),
        regions=point.regions,
        hand=own[0].stroke.hand if own else "fingertips",
        hands="one",
    )
    count = len(next(iter(spots.values())))
    lines = {part: _line(figure, trail, None) for part, trail in spots.items()}
    return MovingStroke(stroke, pace("hold", count, technique.rate), False, "none", lines)


def _line(figure: Figure, trail: Trail, covered: Numbers | None) -> Line:
    surface = figure.surface
    part = PARTS[int(figure.part[surface.triangles[trail.triangles[0], 0]])]
    return Line(surface.at(trail), surface.normals_at(trail), covered, part or "")


def _back(stroke: Stroke, closed: bool) -> Back:
    if closed or stroke.type in ("hold", "point", "area"):
        return "none"
    return "reverse" if stroke.direction == "alternate" else "lift"


def _parts(moving: MovingStroke, sides: tuple[WorkedSide, ...]) -> tuple[Part, ...]:
    if "middle" in moving.lines:
        return ("middle",)
    return sides


def _views(found: Sequence[Turn], strokes: Sequence[MovingStroke]) -> tuple[tuple[View, ...], tuple[int, ...]]:
    """The looks that the turns need, and for each turn the number of its own."""
    worked = list(dict.fromkeys((turn.stroke, turn.parts) for turn in found))
    looks = []
    for stroke, parts in worked:
        lines = [strokes[stroke].lines[part] for part in parts]
        points, normals = (np.concatenate([getattr(line, name) for line in lines]) for name in ("points_mm", "normals"))
        looks.append((points, normals, lines[0].inset))
    views, numbers = joined(looks)
    return views, tuple(numbers[worked.index((turn.stroke, turn.parts))] for turn in found)


def _movement_turns(
    movements: Sequence[Movement], stretches: Sequence[tuple[float, float, tuple[WorkedSide, ...]]]
) -> tuple[MovementTurn, ...]:
    """The movements in turn, again and again for as long as they fit; some share one pose with the next."""
    found = []
    for start_s, end_s, sides in stretches:
        at_s = start_s
        while (movements and at_s + _round_s(movements) <= end_s + 1e-6) or (movements and at_s == start_s):
            view = None
            for movement in movements:
                length_s = _length_s(movement)
                view = view or of_movement(movement)
                found.append(MovementTurn(movement, at_s, min(at_s + length_s, end_s), sides[0], view))
                if not movement.at_once_with_next:
                    at_s, view = at_s + length_s, None
            if _round_s(movements) <= 0:
                break
    return tuple(turn for turn in found if turn.at_s < turn.until_s)


def _length_s(movement: Movement) -> float:
    return float(movement.repeats * (movement.out_s + movement.hold_s + movement.back_s))


def _round_s(movements: Sequence[Movement]) -> float:
    return sum(0 if movement.at_once_with_next else _length_s(movement) for movement in movements)
