"""How the body itself moves, as arrows beside it: each in the view in which it moves across the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
    makers: Mapping[tuple[str, str], Callable[[Movement, WorkedSide, Drawing], tuple[Arrow, ...]]] = {
        ("head", "turn"): _head_turn,
        ("head", "tilt"): _head_tilt,
        ("head", "nod"): _head_nod,
        ("head", "bend"): _head_nod,
        ("head", "press"): _head_press,
        ("head", "draw"): _head_press,
        ("brows", "lift"): _brows,
        ("eyes", "tighten"): _eyes,
        ("jaw", "press"): _jaw,
        ("shoulders", "lift"): _shoulders,
        ("shoulders", "draw"): _shoulders,
        ("blades", "draw"): _blades,
        ("trunk", "step"): _step,
        ("trunk", "turn"): _trunk_turn,
    }
    maker = makers.get((movement.part, movement.move))
    if maker is None:
        raise ValueError(f"no drawing for the movement {movement.part} {movement.move}: {movement.what}")
    return maker(movement, own, drawn)


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


def _head_nod(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    middle = _at(drawn, "ear_lobe", "left")
    brow = _at(drawn, "between_brows")
    start = brow + AWAY_MM * unit(brow - middle)
    sense = -1.0 if movement.toward in ("forward", "down", "other") else 1.0
    return (Arrow(_arc(middle, start, sense * max(float(movement.degrees), LEAST_DEG))),)


def _head_press(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    start = (_at(drawn, "inion") + _at(drawn, "ear_tip", "left")) / 2
    return (_straight(start, np.array([1.0, 0.0]), 95.0),)


def _brows(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    up = np.array([0.0, -1.0])
    return tuple(_straight(_at(drawn, "brow_middle", side) + 9.0 * up, up, 26.0) for side in ("left", "right"))


def _eyes(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    return tuple(
        _straight(_at(drawn, "eye_outer_corner", side) + [sign * 34.0, 0.0], np.array([-sign, 0.0]), 27.0)
        for side, sign in _SIDES
    )


def _jaw(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    return (_straight(_at(drawn, "chin_middle") + [0.0, 52.0], np.array([0.0, -1.0]), 30.0),)


def _shoulders(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    sides = [(side, sign) for side, sign in _SIDES if movement.move == "lift" or side == own]
    up = movement.toward == "up"
    found = []
    for side, sign in sides:
        top = _at(drawn, "acromion_tip", side) + [sign * 12.0, -14.0]
        line = np.array([top, top + [0.0, -52.0]])
        found.append(Arrow(_fine(line if up else line[::-1])))
    return tuple(found)


def _blades(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    found = []
    for side, sign in _SIDES:
        at = _at(drawn, "blade_inner_border", side)
        found.append(Arrow(_fine(np.array([at + [-sign * 42.0, 0.0], at + [sign * 30.0, 0.0]]))))
    return tuple(found)


def _step(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    chest = _at(drawn, "collarbone_inner", "left")
    return (_straight(chest + [-28.0, 62.0], np.array([-1.0, 0.0]), 70.0),)


def _trunk_turn(movement: Movement, own: WorkedSide, drawn: Drawing) -> tuple[Arrow, ...]:
    sign = _sign(movement, own)
    angle = np.radians(np.linspace(-35.0, 55.0, 40))
    middle = _at(drawn, "collarbone_inner", "left")[1] + 62.0
    line = np.stack([sign * 120.0 * np.sin(angle), middle + 30.0 * np.cos(angle)], axis=1)
    return (Arrow(line),)


_SIDES: tuple[tuple[WorkedSide, float], ...] = (("left", 1.0), ("right", -1.0))


def _straight(start: Array, way: Array, length_mm: float) -> Arrow:
    return Arrow(_fine(np.array([start, start + length_mm * way])))


def _fine(line: Array) -> Array:
    share = np.linspace(0.0, 1.0, 20)[:, None]
    fine: Array = line[0] * (1 - share) + line[1] * share
    return fine
