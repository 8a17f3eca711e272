"""From where a stroke is best seen."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from unclench.figure.surface import Array, unit

LOWEST_DEG, HIGHEST_DEG = -12.0, 65.0
ASIDE_DEG = 38.0
"""Both temples cannot be seen at once: a view from the front, turned so far that one of them lies open."""
SIDEWAYS = 0.8
"""How far a place faces sideways before the front shows it only at the edge."""
NARROWEST_MM, WIDEST_MM = 200.0, 560.0
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
    facing = normals.mean(axis=0)
    sideways = float(np.abs(normals[:, 0]).mean())
    both = bool((points[:, 0] > 15).any() and (points[:, 0] < -15).any())
    if both and not inset:
        azimuth = 0.0 if facing[2] >= -0.1 else 180.0
        if sideways > SIDEWAYS:
            azimuth += ASIDE_DEG if azimuth == 0 else -ASIDE_DEG
    else:
        azimuth = math.degrees(math.atan2(facing[0], facing[2]))
    height = float(unit(facing)[1])
    elevation = min(max(math.degrees(math.asin(max(-1.0, min(1.0, height)))), LOWEST_DEG), HIGHEST_DEG)
    low, high = points.min(axis=0), points.max(axis=0)
    span = min(max(float(np.linalg.norm(high - low)) * _ROOM, NARROWEST_MM), WIDEST_MM)
    x, y, z = (low + high) / 2
    return View(round(azimuth, 1), round(elevation, 1), (round(x, 1), round(y, 1), round(z, 1)), round(span, 1), inset)
