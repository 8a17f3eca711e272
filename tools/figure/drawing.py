"""Line drawings of the figure."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tools.figure import contours, planar
from tools.figure.base import Floats, Ints
from unclench.figure import bezier
from unclench.figure.camera import Camera
from unclench.figure.raster import Raster, raster, weights
from unclench.figure.surface import Surface

HAIR_MM = 7.0
HAIR_RISE_MM = 14.0
SMOOTH_MM = 1.0
TOLERANCE_MM = 0.3
STEP_MM = 1.6
SHORTEST_MM = 5.0
FAINTEST_STEP_MM = 0.45

SKIN, HAIR, BROW, LIP, GARMENT = 1, 2, 3, 4, 5
CLASSES = {SKIN: "skin", GARMENT: "garment", LIP: "lip", HAIR: "hair", BROW: "brow"}


@dataclass(frozen=True, eq=False)
class Skin:
    """Both sides, joined at the midline. `fields`: by name, a distance at each vertex, positive inside."""

    triangles: Ints
    vertices_mm: Mapping[str, Floats]
    fields: Mapping[str, Floats]


def whole(triangles: Ints, vertices_mm: Mapping[str, Floats], fields: Mapping[str, Floats]) -> Skin:
    """From the left half; the vertices of the right half come after it, without those of the midline."""
    x = vertices_mm["reference"][:, 0]
    off = np.flatnonzero(x > 0)
    twin = np.arange(len(x))
    twin[off] = len(x) + np.arange(len(off))
    mirror = np.array([-1.0, 1.0, 1.0])
    return Skin(
        np.concatenate([triangles, twin[triangles][:, ::-1]]),
        {name: np.concatenate([v, v[off] * mirror]) for name, v in vertices_mm.items()},
        {name: np.concatenate([f, f[off]]) for name, f in fields.items()},
    )


def with_hair(skin: Skin, build: str) -> Floats:
    """The vertices, the hair standing out from the scalp and thinning towards its edge."""
    vertices = skin.vertices_mm[build]
    depth = np.maximum(skin.fields["hair"], 0.0)
    rise = HAIR_MM * (1.0 - np.exp(-((depth / HAIR_RISE_MM) ** 1.5)))
    return vertices + rise[:, None] * Surface(vertices, skin.triangles).normals


@dataclass(frozen=True, eq=False)
class Picture:
    camera: Camera
    origin_mm: Floats
    per_mm: float
    points: Floats
    triangles: Ints
    raster: Raster

    def page(self, pixels: Floats) -> Floats:
        return pixels / self.per_mm + self.origin_mm

    def mixed(self, field: Floats, empty: float) -> Floats:
        """The field at every pixel."""
        row, column = np.nonzero(self.raster.triangles >= 0)
        corners = self.triangles[self.raster.triangles[row, column]]
        share = weights(self.points, corners, np.stack([column + 0.5, row + 0.5], axis=1))
        result = np.full(self.raster.triangles.shape, empty)
        result[row, column] = (field[corners] * share).sum(axis=1)
        return result


def picture(vertices_mm: Floats, triangles: Ints, camera: Camera, per_mm: float, box_mm: tuple[float, float, float, float]) -> Picture:
    left, top, right, bottom = box_mm
    projected = camera.project(vertices_mm)
    points = np.column_stack([(projected[:, 0] - left) * per_mm, (projected[:, 1] - top) * per_mm, projected[:, 2]])
    seen = raster(points, triangles, round((right - left) * per_mm), round((bottom - top) * per_mm))
    return Picture(camera, np.array([left, top]), per_mm, points, triangles, seen)


def labels(picture: Picture, fields: Mapping[str, Floats]) -> Ints:
    result = np.where(picture.raster.triangles >= 0, SKIN, planar.OUTSIDE)
    for number, name in ((GARMENT, "garment"), (LIP, "lips"), (HAIR, "hair"), (BROW, "brow")):
        result = np.where(picture.mixed(fields[name], -1.0) > 0, number, result)
    return planar.majority(result, 2)


def creases(picture: Picture) -> list[Floats]:
    """Pieces of the lines where a near part stands in front of a far one."""
    found = []
    scaled = picture.points * [1.0, 1.0, picture.per_mm]
    near = Raster(picture.raster.triangles, picture.raster.near * picture.per_mm)
    chains = contours.steps(near, scaled, picture.triangles, FAINTEST_STEP_MM * picture.per_mm, STEP_MM * picture.per_mm)
    for chain in chains:
        line = planar.smoothed(chain, False, 1.5 * picture.per_mm)
        line = picture.page(line)
        if np.linalg.norm(np.diff(line, axis=0), axis=1).sum() > SHORTEST_MM:
            found.append(bezier.fitted(line, TOLERANCE_MM))
    return found


def shown(picture: Picture, places_mm: Floats, slack_mm: float = 2.0) -> list[Floats]:
    """The visible stretches of a line, on the page."""
    projected = picture.camera.project(places_mm)
    pixels = (projected[:, :2] - picture.origin_mm) * picture.per_mm
    height, width = picture.raster.near.shape
    column, row = np.floor(pixels).astype(np.int64).T
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    near = picture.raster.near[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
    visible = inside & (projected[:, 2] > near - slack_mm)
    ends = np.flatnonzero(np.diff(np.concatenate([[0], visible.astype(np.int64), [0]])))
    return [projected[start:end, :2] for start, end in ends.reshape(-1, 2) if end - start > 3]


LIGHT_ELEVATION_DEG = 58.0
SHADE_SLOPE = -0.02
SHADOW_SLACK_MM = 4.0
SHADE_BLUR_MM = 2.5


def shade(picture: Picture, vertices_mm: Floats, areas: Ints, turned_deg: float) -> Ints:
    """1 where the skin is turned from the light or another part stands in its way."""
    source = Camera(picture.camera.azimuth_deg - turned_deg, LIGHT_ELEVATION_DEG)
    normals = Surface(vertices_mm, picture.triangles).normals
    lit = picture.mixed(normals @ source.eye, 1.0)
    projected = source.project(vertices_mm)
    low = projected[:, :2].min(axis=0) - 2.0
    size = np.ceil((projected[:, :2].max(axis=0) + 2.0 - low) * 2.0).astype(np.int64)
    flat = np.column_stack([(projected[:, :2] - low) * 2.0, projected[:, 2]])
    depth = raster(flat, picture.triangles, int(size[0]), int(size[1]))
    place = [picture.mixed(flat[:, axis], 0.0) for axis in range(3)]
    column, row = (np.clip(np.floor(place[axis]).astype(np.int64), 0, size[axis] - 1) for axis in (0, 1))
    dark = np.where((place[2] < depth.near[row, column] - SHADOW_SLACK_MM) | (lit < SHADE_SLOPE), 1.0, 0.0)
    skin = (areas == SKIN).astype(np.float64)
    reach = round(SHADE_BLUR_MM * picture.per_mm)
    for _ in range(2):
        dark = blurred(dark * skin, reach) / np.maximum(blurred(skin, reach), 1e-6)
    return np.where((areas == SKIN) & (dark > 0.5), 1, 0)


def blurred(values: Floats, reach: int) -> Floats:
    """The mean over a square."""
    for axis in (0, 1):
        padded = np.pad(values, [(reach + 1, reach) if a == axis else (0, 0) for a in (0, 1)], mode="edge")
        sums = padded.cumsum(axis=axis)
        width = 2 * reach + 1
        values = (np.take(sums, range(width, sums.shape[axis]), axis) - np.take(sums, range(sums.shape[axis] - width), axis)) / width
    return values
