"""Hair, brows, lips, lines and garment, as distances to their edges (mm, positive inside).

All are drawn on the reference body, where the curves below were read off a grid, and stay with the vertices; so they
fit every build. Only the left half is drawn.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from tools.figure.base import Floats, Ints

FAR_MM = 60.0

HAIRLINE_ZY = (
    (140.0, 221.5), (112.0, 221.5), (105.0, 221.5), (98.0, 219.5), (91.0, 215.0), (85.0, 208.5), (81.0, 200.5),
    (80.5, 192.0), (83.0, 183.0), (85.5, 173.0), (82.5, 163.5), (74.5, 153.5), (68.5, 145.0), (65.5, 135.0),
    (64.0, 124.0), (62.0, 116.5), (58.5, 117.0), (57.0, 124.0), (56.5, 133.0), (54.5, 143.0), (49.0, 150.0),
    (42.0, 152.0), (34.0, 150.5), (27.0, 146.0), (21.5, 137.5), (19.0, 126.0), (18.0, 114.0), (16.5, 101.0),
    (12.0, 90.0), (5.0, 80.5), (-3.0, 73.0), (-10.0, 67.5), (-16.0, 65.0), (-23.0, 64.5), (-60.0, 64.0),
)  # fmt: skip
"""Seen from the person's left: forehead, temple, sideburn, round the ear, nape."""
BROW_XY = (
    (10.8, 150.8), (18.0, 152.6), (27.0, 155.0), (36.0, 156.5), (44.0, 155.2), (50.0, 152.4), (55.5, 148.2),
    (51.5, 154.4), (45.0, 158.6), (37.0, 160.8), (27.0, 160.2), (18.0, 158.4), (12.0, 156.8), (10.0, 154.0),
)  # fmt: skip
"""Seen from the front."""
LIPS_XY = (
    (-6.0, 83.9), (-3.0, 83.4), (0.0, 82.5), (3.0, 83.4), (6.0, 83.9), (10.5, 82.0), (16.0, 78.6), (21.0, 75.0),
    (24.0, 73.2), (20.5, 69.2), (15.0, 64.2), (8.0, 60.6), (0.0, 59.6), (-8.0, 60.6), (-14.0, 72.0),
)  # fmt: skip
GARMENT_DEG_Y = (
    (0.0, -146.0), (30.0, -150.0), (62.0, -164.0), (82.0, -188.0), (100.0, -250.0), (118.0, -345.0), (136.0, -425.0),
    (156.0, -470.0), (180.0, -484.0),
)  # fmt: skip
"""The upper edge of the garment, by the angle round the trunk from the front."""
UPPER_LASHES = (
    6856, 6853, 6850, 6847, 6886, 6844, 6841, 6838, 6785, 6784, 6790, 6793, 6796, 6799, 6802, 6805, 6808,
)  # fmt: skip
LOWER_LASHES = (
    11489, 11482, 11743, 11481, 11480, 11479, 11478, 11477, 11476, 11475, 11742, 11474, 11473, 11472, 11471,
)  # fmt: skip
"""Vertices of the base mesh along the edges of the lids, from the nose outwards."""
TRUNK_AXIS_Z_MM = 25.0


def hair(vertices_mm: Floats, triangles: Ints) -> Floats:
    line = _smooth(HAIRLINE_ZY, closed=False)
    around = np.concatenate([line, [[-200.0, 64.0], [-200.0, 400.0], [140.0, 400.0]]])
    chart = vertices_mm[:, [2, 1]]
    inside = _inside(chart, around)
    edge = _lifted(line, vertices_mm, triangles, "side")
    across = np.array([-1.0, 1.0, 1.0])
    edge = np.concatenate([edge[:1] * across, edge, edge[-1:] * across])  # over the middle to the other side
    return _signed(inside, _distance(vertices_mm, edge, closed=False))


def brow(vertices_mm: Floats, triangles: Ints, hidden: npt.NDArray[np.bool_]) -> Floats:
    return _patch(BROW_XY, vertices_mm, triangles, hidden)


def lips(vertices_mm: Floats, triangles: Ints, hidden: npt.NDArray[np.bool_]) -> Floats:
    return _patch(LIPS_XY, vertices_mm, triangles, hidden)


def line(vertices_mm: Floats, paths_mm: Sequence[Floats], half_width_mm: float) -> Floats:
    """A drawn line along paths over the skin: where the lids meet, where the lips meet."""
    distance = np.min([_distance(vertices_mm, path, closed=False) for path in paths_mm], axis=0)
    drawn: Floats = np.maximum(half_width_mm - distance, -FAR_MM)
    return drawn


def garment(vertices_mm: Floats, arm: Floats) -> Floats:
    x, y, z = vertices_mm[:, 0], vertices_mm[:, 1], vertices_mm[:, 2] - TRUNK_AXIS_Z_MM
    angle = np.degrees(np.arctan2(x, z))
    knots = np.array(GARMENT_DEG_Y)
    height = _hermite(angle, knots)
    step = 0.5
    slope = (_hermite(angle + step, knots) - _hermite(angle - step, knots)) / np.radians(2 * step)
    below = (height - y) / np.sqrt(1.0 + (slope / np.maximum(np.hypot(x, z), 30.0)) ** 2)
    dressed: Floats = np.clip(np.minimum(below, (0.5 - arm) * 40.0), -FAR_MM, FAR_MM)
    return dressed


def _patch(
    outline: Sequence[tuple[float, float]], vertices_mm: Floats, triangles: Ints, hidden: npt.NDArray[np.bool_]
) -> Floats:
    """What lies inside of an outline seen from the front, but not in the socket or the mouth behind it."""
    edge = _smooth(outline, closed=True)
    front = (vertices_mm[:, 2] > 70.0) & ~hidden
    inside = _inside(vertices_mm[:, :2], edge) & front
    lifted = _lifted(edge, vertices_mm, triangles, "front")
    return _signed(inside, _distance(vertices_mm, lifted, closed=True))


def _signed(inside: npt.NDArray[np.bool_], distance: Floats) -> Floats:
    return np.clip(np.where(inside, distance, -distance), -FAR_MM, FAR_MM)


def _smooth(points: Sequence[tuple[float, float]], closed: bool, steps: int = 8) -> Floats:
    """A Catmull–Rom curve through the points."""
    given = np.array(points)
    padded = (
        np.concatenate([given[-1:], given, given[:2]]) if closed else np.concatenate([given[:1], given, given[-1:]])
    )
    share = (np.arange(steps) / steps)[:, None]
    pieces = []
    for before, here, there, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        pieces.append(
            here
            + 0.5 * share * (there - before)
            + share**2 * (before - 2.5 * here + 2.0 * there - 0.5 * after)
            + share**3 * (1.5 * (here - there) + 0.5 * (after - before))
        )
    return np.concatenate(pieces if closed else [*pieces, given[-1:]])


def _hermite(at: Floats, knots: Floats) -> Floats:
    """Monotone cubic interpolation (F. Fritsch and J. Butland, 1984), even around 0 and 180 degrees."""
    at = np.abs(at)
    at = np.where(at > 180.0, 360.0 - at, at)
    x, y = knots[:, 0], knots[:, 1]
    width, rise = np.diff(x), np.diff(y) / np.diff(x)
    tangent = np.zeros(len(x))
    same = rise[:-1] * rise[1:] > 0
    weight_1, weight_2 = 2 * width[1:] + width[:-1], width[1:] + 2 * width[:-1]
    safe = np.where(same, rise[:-1] * rise[1:], 1.0)
    mean = (weight_1 + weight_2) * safe / (weight_1 * rise[1:] + weight_2 * rise[:-1])
    tangent[1:-1] = np.where(same, mean, 0.0)
    piece = np.clip(np.searchsorted(x, at, side="right") - 1, 0, len(width) - 1)
    t = (at - x[piece]) / width[piece]
    return (
        (2 * t**3 - 3 * t**2 + 1) * y[piece]
        + (t**3 - 2 * t**2 + t) * width[piece] * tangent[piece]
        + (3 * t**2 - 2 * t**3) * y[piece + 1]
        + (t**3 - t**2) * width[piece] * tangent[piece + 1]
    )


def _inside(points: Floats, polygon: Floats) -> npt.NDArray[np.bool_]:
    """Even–odd rule."""
    inside = np.zeros(len(points), dtype=np.bool_)
    x, y = points[:, 0], points[:, 1]
    for (x1, y1), (x2, y2) in zip(polygon, np.roll(polygon, -1, axis=0), strict=True):
        crosses = (y1 > y) != (y2 > y)
        if y1 != y2:
            inside ^= crosses & (x < (x2 - x1) * (y - y1) / (y2 - y1) + x1)
    return inside


def _lifted(line_mm: Floats, vertices_mm: Floats, triangles: Ints, view: Literal["front", "side"]) -> Floats:
    """Points of a drawing put onto the skin that is nearest to the eye; what misses the body is left out."""
    across, up, depth = (0, 1, 2) if view == "front" else (2, 1, 0)
    corner = vertices_mm[triangles]
    a, b, c = (corner[:, number][:, [across, up]] for number in range(3))
    area = _cross(b - a, c - a)
    flat = np.abs(area) < 1e-9
    lifted = []
    for point in line_mm:
        share_b = _cross(point - a, c - a) / np.where(flat, 1.0, area)
        share_c = _cross(b - a, point - a) / np.where(flat, 1.0, area)
        hit = ~flat & (share_b >= 0.0) & (share_c >= 0.0) & (share_b + share_c <= 1.0)
        if not hit.any():
            continue
        weights = np.stack([1.0 - share_b - share_c, share_b, share_c], axis=1)[hit]
        on = np.einsum("nk,nkx->nx", weights, corner[hit])
        lifted.append(on[np.argmax(on[:, depth])])
    return np.array(lifted)


def _cross(one: Floats, two: Floats) -> Floats:
    product: Floats = one[..., 0] * two[..., 1] - one[..., 1] * two[..., 0]
    return product


def _distance(points_mm: Floats, path_mm: Floats, closed: bool) -> Floats:
    """From each point to the nearest stretch of a path."""
    nearest = np.full(len(points_mm), np.inf)
    starts = path_mm if closed else path_mm[:-1]
    ends = np.roll(path_mm, -1, axis=0) if closed else path_mm[1:]
    for start, end in zip(starts, ends, strict=True):
        along = end - start
        length = max(float(along @ along), 1e-12)
        share = np.clip((points_mm - start) @ along / length, 0.0, 1.0)
        gap = points_mm - start - share[:, None] * along
        nearest = np.minimum(nearest, (gap**2).sum(axis=1))
    distance: Floats = np.sqrt(nearest)
    return distance
