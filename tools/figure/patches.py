"""The regions on a drawing: neighbours share one smooth border, so that patches neither overlap nor leave a gap."""

from dataclasses import dataclass

import numpy as np

from tools.figure import morph
from tools.figure.base import Floats, Ints, Wheel
from tools.figure.places import build as places
from tools.figure.places.regions import Regions
from tools.figure.places.surface import Skin
from tools.figure.shot import Shot
from unclench.atlas.load import load_atlas
from unclench.figure import bezier, planar
from unclench.figure.raster import weights

PARTS = 3
"""Each edge of a triangle is cut into so many: each small triangle has a region of its own."""
SMOOTH_MM = (3.0, 8.0)
"""In the face, and on the trunk, where the small triangles are large."""
TOLERANCE_MM = 0.4
SMALLEST_MM2 = 25.0


@dataclass(frozen=True)
class Patch:
    region: str
    side: str
    d: str
    label_mm: tuple[float, float]
    """A place well inside."""


def codes(wheel: Wheel, reference_mm: Floats, triangles: Ints) -> Ints:
    """By triangle of a mesh with both sides and small triangle in it, the code of its region and side."""
    half = len(triangles) // 2
    left = small_codes(wheel, reference_mm, triangles[:half])
    table = places.code_table(load_atlas())
    other = {"left": "right", "right": "left", "midline": "midline"}
    number = {area: code for code, area in enumerate(table)}
    twin = np.array([number[region, other[side]] if region else 0 for region, side in table])
    # The corners of a mirror image run the other way round: small triangle (i, j, k) becomes (k, j, i).
    order = np.array([_small(np.array([[c, b, a]]))[0] for a, b, c in _shares()])
    return np.concatenate([left, twin[left][:, order]])


def small_codes(wheel: Wheel, canonical_mm: Floats, triangles: Ints) -> Ints:
    """The same without taking one half for the mirror image of the other."""
    middles = np.einsum("sk,tkx->tsx", _shares(), canonical_mm[triangles])
    return coded(wheel, middles.reshape(-1, 3)).reshape(len(triangles), -1)


def coded(wheel: Wheel, canonical_mm: Floats) -> Ints:
    """Of places on the reference body, each the code of its region and side."""
    labels = Regions(wheel, Skin(wheel, morph.reference(wheel))).at(canonical_mm)
    number = {area: code for code, area in enumerate(places.code_table(load_atlas()))}
    pairs = zip(labels.regions, labels.sides, strict=True)
    return np.array([number[region, side] if region else 0 for region, side in pairs], dtype=np.int64)


def patches(shot: Shot, numbers: Ints, coarse: planar.Coarse) -> list[Patch]:
    """`numbers`: by triangle of the picture and small triangle, the code."""
    row, column = np.nonzero(shot.raster.triangles >= 0)
    which = shot.raster.triangles[row, column]
    share = weights(shot.points, shot.triangles[which], np.stack([column + 0.5, row + 0.5], axis=1))
    areas = np.zeros(shot.raster.triangles.shape, dtype=np.int64)
    areas[row, column] = numbers[which, _small(np.clip(share, 0.0, 1.0))] + 1  # 1 is skin without a region
    areas = planar.majority(areas, 3)
    found = planar.borders(areas, shot.per_mm, shot.origin_mm, planar.Smoothing(*SMOOTH_MM, TOLERANCE_MM, coarse))
    table = places.code_table(load_atlas())
    result = []
    for code, (region, side) in enumerate(table):
        loops = planar.outline(found, code + 1, SMALLEST_MM2) if region else []
        if loops:
            label = _innermost(areas == code + 1) / shot.per_mm + shot.origin_mm
            d = "".join(bezier.path(loop, True) for loop in loops)
            result.append(Patch(region, side, d, (round(float(label[0]), 1), round(float(label[1]), 1))))
    return result


def _shares() -> Floats:
    """The middles of the small triangles, by number."""
    steps = np.arange(0.5, 6 * PARTS) / (6 * PARTS)
    a, b = (grid.ravel() for grid in np.meshgrid(steps, steps))
    inside = np.stack([a, b, 1.0 - a - b], axis=1)[a + b < 1.0]
    number = _small(inside)
    return np.array([inside[number == each].mean(axis=0) for each in range(PARTS * PARTS)])


def _small(share: Floats) -> Ints:
    """The number of the small triangle in which a place with these shares lies."""
    cell = np.minimum((share * PARTS).astype(np.int64), PARTS - 1)
    first, second, third = cell.T
    up = first + second + third == PARTS - 1
    base = np.cumsum([0, *(2 * (PARTS - row) - 1 for row in range(PARTS))])[:-1]
    number: Ints = np.where(up, base[first] + 2 * second, base[first] + 2 * second + 1)
    return np.minimum(number, PARTS * PARTS - 1)


def _innermost(mask: planar.Mask) -> Floats:
    """The pixel (column, row) that lasts longest when the area shrinks from its edge."""
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    part = np.pad(mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1], 1)
    while True:
        smaller = part.copy()
        smaller[1:-1, 1:-1] &= part[:-2, 1:-1] & part[2:, 1:-1] & part[1:-1, :-2] & part[1:-1, 2:]
        if not smaller.any():
            break
        part = smaller
    row, column = np.argwhere(part).T
    middle = np.argmin((row - row.mean()) ** 2 + (column - column.mean()) ** 2)
    return np.array([column[middle] + columns[0] - 0.5, row[middle] + rows[0] - 0.5])
