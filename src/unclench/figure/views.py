"""From where a stroke is best seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from unclench.atlas.types import Movement
from unclench.figure.surface import Array, unit

LOWEST_DEG, HIGHEST_DEG, HIGHEST_BELOW_DEG = -12.0, 60.0, 38.0
ASIDE_DEG = 38.0
"""Both temples cannot be seen at once: a view from the front, turned so far that one of them lies open."""
UPWARD = 0.8
"""A place whose skin looks up more than this leaves open from where it is seen."""
TURNED_DEG = 28.0
HEAD_MM = 40.0
"""The head begins here, above the joint at the base of the neck. What lies below and faces up is seen from the back."""
SIDEWAYS = 0.8
"""How far a place faces sideways before the front shows it only at the edge."""
SHARED_AZIMUTH_DEG, SHARED_ELEVATION_DEG = 40.0, 32.0
"""Looks of which no two differ by more are taken from one direction."""
SHARED_SPAN = 1.45
"""And with one frame, where that is at most so much wider than their own."""
SHOULDER_MM, SHOULDER_TOP_MM = 50.0, 75.0
"""What lies this far from the middle and no higher is no part of the head."""
LATERAL_MM, LATERAL_DEG = 52.0, 52.0
"""What lies wholly at the sides of the head, ears and what is about them: the skin there faces every way."""
NARROWEST_MM, WIDEST_MM = 260.0, 560.0
ARM_SPAN_MM = 720.0
"""With an arm held out to the side."""
_ROOM = 2.1


@dataclass(frozen=True, slots=True)
class View:
    """A look at the body. `azimuth_deg`: 0 from the front, 90 from the person's left, 180 from the back.

    `target_mm`: what stands in the middle; `span_mm`: how much is in the picture from top to bottom. `inset`: the
    far part that is shown by itself, or nothing.
    """

    azimuth_deg: float
    elevation_deg: float
    target_mm: tuple[float, float, float]
    span_mm: float
    inset: str = ""


def view_of(points: Array, normals: Array, inset: str = "") -> View:
    """`points` and outward `normals` (n, 3) of what is to be seen, of both sides if both are worked."""
    facing = unit(normals.mean(axis=0))
    upward = bool(np.hypot(facing[0], facing[2]) < UPWARD)
    sideways = float(np.abs(normals[:, 0]).mean())
    both = bool((points[:, 0] > 15).any() and (points[:, 0] < -15).any())
    if both and not inset:
        azimuth = _base_deg(points, facing, upward=upward)
        lateral = points[:, 1].mean() > HEAD_MM and float(np.abs(points[:, 0]).min()) > LATERAL_MM
        if lateral and normals[:, 2].mean() > -0.3:
            azimuth = LATERAL_DEG
        elif sideways > SIDEWAYS:
            azimuth += ASIDE_DEG if azimuth == 0 else -ASIDE_DEG
    elif upward and not inset:
        # What faces upward is seen from any side: from the one on which the hands come, turned toward the place.
        base, side = _base_deg(points, facing, upward=True), np.sign(round(float(points[:, 0].mean()) / 15))
        azimuth = float(side) * TURNED_DEG if base == 0 else float(side or 1) * (180.0 - TURNED_DEG * abs(float(side)))
    else:
        azimuth = math.degrees(math.atan2(facing[0], facing[2]))
    height = math.degrees(math.asin(max(-1.0, min(1.0, float(facing[1])))))
    elevation = min(max(height, LOWEST_DEG), HIGHEST_DEG if _is_on_head(points) else HIGHEST_BELOW_DEG)
    low, high = points.min(axis=0), points.max(axis=0)
    span = min(max(float(np.linalg.norm(high - low)) * _ROOM, NARROWEST_MM), WIDEST_MM)
    x, y, z = ((low + high) / 2).tolist()
    return View(round(azimuth, 1), round(elevation, 1), (round(x, 1), round(y, 1), round(z, 1)), round(span, 1), inset)


def joined(looks: Sequence[tuple[Array, Array, str]]) -> tuple[tuple[View, ...], tuple[int, ...]]:
    """As few views as show all of these (points, normals, inset): those that can be seen together share a direction,
    and a frame where none of them becomes small in it. And for each, the number of its view.
    """
    groups: list[list[int]] = []
    singles = [view_of(*look) for look in looks]
    for number, view in enumerate(singles):
        near = (group for group in groups if all(_is_near(view, singles[other]) for other in group))
        group = next(near, None)
        if group is None:
            groups.append([number])
        else:
            group.append(number)
    of_look: dict[int, View] = {}
    for group in groups:
        common = view_of(
            np.concatenate([looks[number][0] for number in group]),
            np.concatenate([looks[number][1] for number in group]),
            singles[group[0]].inset,
        )
        for number in group:
            own = singles[number]
            closer = replace(common, target_mm=own.target_mm, span_mm=own.span_mm)
            of_look[number] = common if common.span_mm <= SHARED_SPAN * own.span_mm else closer
    views = tuple(dict.fromkeys(of_look[number] for number in sorted(of_look)))
    return views, tuple(views.index(of_look[number]) for number in range(len(looks)))


def of_movement(movement: Movement) -> View:
    """From where a movement of the body itself is best seen."""
    match movement.part, movement.move:
        case (("brows" | "eyes" | "jaw"), _):
            return View(14.0, 4.0, (0.0, 122.0, 60.0), 290.0)
        case "head", "nod" | "bend" | "press" | "draw":
            return View(64.0, 6.0, (0.0, 70.0, 20.0), 440.0)
        case "head", _:
            return View(14.0, 10.0, (0.0, 60.0, 20.0), 480.0)
        case "blades", _:
            return View(180.0, 10.0, (0.0, -40.0, 0.0), WIDEST_MM)
        case "trunk", _:
            return View(6.0, 8.0, (0.0, -20.0, 20.0), ARM_SPAN_MM)
        case _:
            return View(22.0, 6.0, (0.0, 20.0, 20.0), WIDEST_MM)


def _is_near(one: View, other: View) -> bool:
    turned = abs((one.azimuth_deg - other.azimuth_deg + 180) % 360 - 180)
    raised = abs(one.elevation_deg - other.elevation_deg)
    return one.inset == other.inset and turned <= SHARED_AZIMUTH_DEG and raised <= SHARED_ELEVATION_DEG


def _is_on_head(points: Array) -> bool:
    height, aside = float(points[:, 1].mean()), float(np.abs(points[:, 0]).min())
    return height > (SHOULDER_TOP_MM if aside > SHOULDER_MM else HEAD_MM)


def _base_deg(points: Array, facing: Array, *, upward: bool) -> float:
    if upward and not _is_on_head(points):
        return 180.0
    return 0.0 if facing[2] >= -0.1 else 180.0
