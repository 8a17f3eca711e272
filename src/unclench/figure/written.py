"""A motion as plain JSON, for the viewer in the browser: millimetres with one decimal, normals with two."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from unclench.figure.motion import Line, Motion, MovementTurn, MovingStroke
from unclench.figure.surface import Array
from unclench.figure.timing import Turn
from unclench.figure.views import View

Json: TypeAlias = dict[str, "Json"] | list["Json"] | str | int | float | bool | None


def written(motion: Motion) -> dict[str, Json]:
    """Keys as in the attributes of Motion and its parts; lines stand under "left", "right" and "middle"."""
    return {
        "strokes": [_stroke(stroke) for stroke in motion.strokes],
        "turns": [_turn(turn, view) for turn, view in zip(motion.turns, motion.view_of_turn, strict=True)],
        "views": [_view(view) for view in motion.views],
        "movements": [_movement(turn) for turn in motion.movements],
        "stillness": motion.stillness,
    }


def _stroke(moving: MovingStroke) -> dict[str, Json]:
    stroke, pace = moving.stroke, moving.pace
    lines: dict[str, Json] = dict.fromkeys(("left", "right", "middle"))
    lines |= {part: _line(line) for part, line in moving.lines.items()}
    return {
        "what": stroke.what,
        "type": stroke.type,
        "hand": stroke.hand,
        "hands": stroke.hands,
        "radius_mm": stroke.radius_mm,
        "period_s": round(pace.period_s, 3),
        "on_s": round(pace.on_s, 3),
        "off_s": round(pace.off_s, 3),
        "still": pace.still,
        "closed": moving.closed,
        "back": moving.back,
        **lines,
    }


def _line(line: Line) -> Json:
    return {
        "points": _numbers(line.points_mm, 1),
        "normals": _numbers(line.normals, 2),
        "area": None if line.covered is None else [int(number) for number in line.covered],
    }


def _turn(turn: Turn, view: int) -> Json:
    return {
        "at_s": round(turn.at_s, 3),
        "until_s": round(turn.until_s, 3),
        "stroke": turn.stroke,
        "sides": list(turn.parts),
        "view": view,
    }


def _view(view: View) -> Json:
    return {
        "azimuth_deg": view.azimuth_deg,
        "elevation_deg": view.elevation_deg,
        "target_mm": list(view.target_mm),
        "span_mm": view.span_mm,
        "inset": view.inset,
    }


def _movement(turn: MovementTurn) -> Json:
    movement = turn.movement
    return {
        "what": movement.what,
        "part": movement.part,
        "move": movement.move,
        "toward": movement.toward,
        "own": turn.own,
        "degrees": movement.degrees,
        "out_s": movement.out_s,
        "hold_s": movement.hold_s,
        "back_s": movement.back_s,
        "repeats": movement.repeats,
        "at_s": round(turn.at_s, 3),
        "until_s": round(turn.until_s, 3),
        "view": _view(turn.view),
    }


def _numbers(values: Array, digits: int) -> list[Json]:
    return [float(value) for value in np.round(values.ravel(), digits)]
