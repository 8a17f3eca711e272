"""How the body itself moves, as arrows beside it: each in the view in which it moves across the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from unclench.atlas.types import Movement
from unclench.figure.drawing import Drawing, ViewName
from unclench.figure.places import PlaceSide, load_places
from unclench.figure.strokes import WorkedSide
from unclench.figure.surface import Array, Trail, unit
from unclench.figure.whole import load_figure

LEAST_DEG = 22.0
"""A smaller turn would be no longer than its arrow head."""
AWAY_MM = 24.0
RIGHT, UP = np.array([1.0, 0.0]), np.array([0.0, -1.0])


@dataclass(frozen=True, eq=False)
class Arrow:
    """On the page; `both`: it points either way."""

    line_mm: Array
    both: bool = False


def view_for(movement: Movement) -> ViewName:
    views: Mapping[tuple[str, str], ViewName] = {
        ("head", "turn"): "top",
        ("head", "nod"): "left",
        ("head", "bend"): "left",
        ("head", "press"): "left",
        ("head", "draw"): "left",
        ("trunk", "step"): "left",
        ("trunk", "bend"): "left",
        ("blades", "draw"): "back",
    }
    return views.get((movement.part, movement.move), "front")


def arrows(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    """Where the movement goes, on the page of the view that `view_for` gives."""
    match movement.part, movement.move:
        case "head", "turn":
            return _head_turn(movement, own, drawn)
        case "head", "tilt":
            return _head_tilt(movement, own, drawn)
        case "head", "nod" | "bend":
            return (_head_nod(movement, drawn),)
        case "head", "press" | "draw":
            start = (_at(drawn, "inion") + _at(drawn, "ear_tip", "left")) / 2
            return (_straight(start, RIGHT, 95.0),)
        case "brows", "lift":
            return tuple(_straight(_at(drawn, "brow_middle", side) + 9.0 * UP, UP, 26.0) for side, _ in _SIDES)
        case "eyes", "tighten":
            corners = [(_at(drawn, "eye_outer_corner", side), sign * RIGHT) for side, sign in _SIDES]
            return tuple(_straight(corner + 34.0 * out, -out, 27.0) for corner, out in corners)
        case "jaw", "press":
            return (_straight(_at(drawn, "chin_middle") - 52.0 * UP, UP, 30.0),)
        case "shoulders", "lift" | "draw":
            return _shoulders(movement, own, drawn)
        case "blades", "draw":
            borders = [(_at(drawn, "blade_inner_border", side), sign * RIGHT) for side, sign in _SIDES]
            return tuple(_straight(border - 42.0 * inward, inward, 72.0) for border, inward in borders)
        case "trunk", "step":
            chest = _at(drawn, "collarbone_inner", "left")
            return (_straight(chest - 28.0 * RIGHT - 62.0 * UP, -RIGHT, 70.0),)
        case "trunk", "turn":
            return (_trunk_turn(movement, own, drawn),)
        case _:
            raise ValueError(f"no drawing for the movement {movement.part} {movement.move}: {movement.what}")


def _at(drawn: Drawing, landmark: str, side: PlaceSide = "midline") -> Array:
    place = load_places().landmark(landmark, side)
    spot = load_figure(drawn.build).surface.at(Trail.of([place]))
    found: Array = drawn.project(spot)[0, :2]
    return found


def _sign(movement: Movement, own: WorkedSide) -> float:
    """1 towards the person's left, which is on the right of a page seen from the front or from above."""
    toward_left = (movement.toward == "own") == (own == "left")
    return 1.0 if toward_left else -1.0


def _arc(middle: Array, start: Array, degrees: float) -> Array:
    """Round the middle from the start; positive turns as the hands of a clock on the page."""
    angle = np.radians(np.linspace(0.0, degrees, 40))[:, None]
    away = start - middle
    aside = np.array([-away[1], away[0]])
    line: Array = middle + np.cos(angle) * away + np.sin(angle) * aside
    return line


def _swing(movement: Movement, own: WorkedSide, middle: Array, start: Array, left_is: float) -> tuple[Arrow, ...]:
    degrees = max(float(movement.degrees), LEAST_DEG)
    if movement.toward == "both":
        line = _arc(middle, start, degrees)[::-1]
        return (Arrow(np.concatenate([line, _arc(middle, start, -degrees)[1:]]), both=True),)
    return (Arrow(_arc(middle, start, left_is * _sign(movement, own) * degrees)),)


def _head_turn(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    middle = (_at(drawn, "ear_tip", "left") + _at(drawn, "ear_tip", "right")) / 2
    nose = _at(drawn, "chin_middle")
    start = middle + (np.linalg.norm(nose - middle) + AWAY_MM) * np.array([0.0, 1.0])
    return _swing(movement, own, middle, start, -1.0)


def _head_tilt(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    middle = np.array([0.0, _at(drawn, "chin_middle")[1] + 30.0])
    start = np.array([0.0, drawn.box_mm[1] - 2.0])
    return _swing(movement, own, middle, start, 1.0)


def _head_nod(movement: Movement, drawn: Drawing) -> Arrow:
    middle = _at(drawn, "ear_lobe", "left")
    brow = _at(drawn, "between_brows")
    start = brow + AWAY_MM * unit(brow - middle)
    sense = -1.0 if movement.toward in ("forward", "down", "other") else 1.0
    return Arrow(_arc(middle, start, sense * max(float(movement.degrees), LEAST_DEG)))


def _shoulders(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    sides = [(side, sign) for side, sign in _SIDES if movement.move == "lift" or side == own]
    tops = [_at(drawn, "acromion_tip", side) + 12.0 * sign * RIGHT + 14.0 * UP for side, sign in sides]
    if movement.toward == "up":
        return tuple(_straight(top, UP, 52.0) for top in tops)
    return tuple(_straight(top + 52.0 * UP, -UP, 52.0) for top in tops)


def _trunk_turn(movement: Movement, own: WorkedSide, drawn: Drawing) -> Arrow:
    sign = _sign(movement, own)
    angle = np.radians(np.linspace(-35.0, 55.0, 40))
    middle = _at(drawn, "collarbone_inner", "left")[1] + 62.0
    return Arrow(np.stack([sign * 120.0 * np.sin(angle), middle + 30.0 * np.cos(angle)], axis=1))


_SIDES: tuple[tuple[WorkedSide, float], ...] = (("left", 1.0), ("right", -1.0))


def _straight(start: Array, way: Array, length_mm: float) -> Arrow:
    share = np.linspace(0.0, length_mm, 20)[:, None]
    return Arrow(start + share * way)
