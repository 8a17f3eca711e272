"""Where a picture is taken from: parallel rays, so that lengths on the page are lengths on the body."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from unclench.figure.surface import Array


@dataclass(frozen=True)
class Camera:
    """`azimuth_deg`: 0 in front, 90 at the person's left, 180 behind. `elevation_deg`: above the horizon."""

    azimuth_deg: float
    elevation_deg: float
    roll_deg: float = 0.0

    @cached_property
    def matrix(self) -> Array:
        """Rows: to the right on the page, down the page, towards the eye."""
        azimuth, elevation, roll = np.radians([self.azimuth_deg, self.elevation_deg, self.roll_deg])
        eye = np.array([np.sin(azimuth) * np.cos(elevation), np.sin(elevation), np.cos(azimuth) * np.cos(elevation)])
        right = np.array([np.cos(azimuth), 0.0, -np.sin(azimuth)])
        down = -np.cross(eye, right)
        turned = np.cos(roll) * right + np.sin(roll) * down
        return np.stack([turned, np.cos(roll) * down - np.sin(roll) * right, eye])

    def project(self, points_mm: npt.ArrayLike) -> Array:
        """(n, 3): millimetres to the right, down, and towards the eye."""
        projected: Array = np.asarray(points_mm, dtype=np.float64) @ self.matrix.T
        return projected

    @property
    def eye(self) -> Array:
        """The direction from the body to the eye."""
        direction: Array = self.matrix[2]
        return direction
