"""From where a stroke is best seen."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

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
SHARED_AZIMUTH_DEG, SHARED_ELEVATION_DEG = 45.0, 32.0
"""Looks that differ by less are one."""
LATERAL_MM, LATERAL_DEG = 52.0, 52.0
"""What lies wholly at the sides of the head, ears and what is about them: the skin there faces every way."""
NARROWEST_MM, WIDEST_MM = 260.0, 560.0
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
    elevation = min(max(height, LOWEST_DEG), HIGHEST_DEG if points[:, 1].mean() > HEAD_MM else HIGHEST_BELOW_DEG)
    low, high = points.min(axis=0), points.max(axis=0)
    span = min(max(float(np.linalg.norm(high - low)) * _ROOM, NARROWEST_MM), WIDEST_MM)
    x, y, z = ((low + high) / 2).tolist()
    return View(round(azimuth, 1), round(elevation, 1), (round(x, 1), round(y, 1), round(z, 1)), round(span, 1), inset)


def joined(looks: Sequence[tuple[Array, Array, str]]) -> tuple[tuple[View, ...], tuple[int, ...]]:
    """As few views as show all of these (points, normals, inset): those that can be seen together share one. And for
    each, the number of its view.
    """
    groups: list[list[int]] = []
    singles = [view_of(*look) for look in looks]
    for number, view in enumerate(singles):
        for group in groups:
            first = singles[group[0]]
            turned = abs((view.azimuth_deg - first.azimuth_deg + 180) % 360 - 180)
            if (
                view.inset == first.inset
                and turned <= SHARED_AZIMUTH_DEG
                and abs(view.elevation_deg - first.elevation_deg) <= SHARED_ELEVATION_DEG
            ):
                group.append(number)
                break
        else:
            groups.append([number])
    views = tuple(
        view_of(
            np.concatenate([looks[number][0] for number in group]),
            np.concatenate([looks[number][1] for number in group]),
            singles[group[0]].inset,
        )
        for group in groups
    )
    return views, tuple(next(n for n, group in enumerate(groups) if number in group) for number in range(len(looks)))


def _base_deg(points: Array, facing: Array, *, upward: bool) -> float:
    if upward and points[:, 1].mean() < HEAD_MM:
        return 180.0
    return 0.0 if facing[2] >= -0.1 else 180.0
