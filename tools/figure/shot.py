"""A picture of a mesh at the size of the page: which triangle is seen at each pixel, and what stands there."""

from dataclasses import dataclass

import numpy as np

from tools.figure.base import Floats, Ints
from unclench.figure.camera import Camera
from unclench.figure.drawing import Box
from unclench.figure.raster import Raster, raster, weights


@dataclass(frozen=True, eq=False)
class Shot:
    camera: Camera
    origin_mm: Floats
    per_mm: float
    points: Floats
    triangles: Ints
    raster: Raster

    def page(self, pixels: Floats) -> Floats:
        return pixels / self.per_mm + self.origin_mm

    def mixed(self, values: Floats, empty: float) -> Floats:
        """What stands at the vertices, at every pixel."""
        row, column = np.nonzero(self.raster.triangles >= 0)
        corners = self.triangles[self.raster.triangles[row, column]]
        share = weights(self.points, corners, np.stack([column + 0.5, row + 0.5], axis=1))
        result = np.full(self.raster.triangles.shape, empty)
        result[row, column] = (values[corners] * share).sum(axis=1)
        return result


def picture(vertices_mm: Floats, triangles: Ints, camera: Camera, per_mm: float, box_mm: Box) -> Shot:
    left, top, right, bottom = box_mm
    projected = camera.project(vertices_mm)
    points = np.column_stack([(projected[:, 0] - left) * per_mm, (projected[:, 1] - top) * per_mm, projected[:, 2]])
    seen = raster(points, triangles, round((right - left) * per_mm), round((bottom - top) * per_mm))
    return Shot(camera, np.array([left, top]), per_mm, points, triangles, seen)
