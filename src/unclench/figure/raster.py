"""A depth picture of a mesh: what the eye meets first, pixel by pixel, with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unclench.figure.surface import Array, Numbers

NOTHING = -1
_AT_ONCE = 2_000_000
"""Pixels tried at a time, so that memory stays small."""


@dataclass(frozen=True, eq=False)
class Raster:
    """By pixel (row, column): the triangle seen there or NOTHING, and how near it is (larger is nearer)."""

    triangles: Numbers
    near: Array


def raster(points: Array, triangles: Numbers, width: int, height: int) -> Raster:
    """`points` (n, 3): column, row (pixel centres at whole numbers + 0.5) and nearness."""
    corner = points[triangles]
    low = np.clip(np.ceil(corner[:, :, :2].min(axis=1) - 0.5), 0, [width, height]).astype(np.int64)
    high = np.clip(np.floor(corner[:, :, :2].max(axis=1) - 0.5) + 1, 0, [width, height]).astype(np.int64)
    size = np.maximum(high - low, 0)
    a, b, c = corner[:, 0], corner[:, 1], corner[:, 2]
    area = _cross(b - a, c - a)
    shown = np.flatnonzero((size.prod(axis=1) > 0) & (np.abs(area) > 1e-12))
    near = np.full(width * height, -np.inf)
    seen = np.full(width * height, NOTHING, dtype=np.int64)
    counts = size[shown].prod(axis=1)
    ends = np.cumsum(counts)
    start = 0
    while start < len(shown):
        base = ends[start - 1] if start else 0
        stop = max(int(np.searchsorted(ends, base + _AT_ONCE)), start + 1)
        part, count = shown[start:stop], counts[start:stop]
        which = np.repeat(part, count)
        step = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)
        column = low[which, 0] + step % size[which, 0]
        row = low[which, 1] + step // size[which, 0]
        at = np.stack([column + 0.5, row + 0.5], axis=1)
        share_b = _cross(at - a[which, :2], c[which] - a[which]) / area[which]
        share_c = _cross(b[which] - a[which], at - a[which, :2]) / area[which]
        inside = (share_b >= -1e-9) & (share_c >= -1e-9) & (share_b + share_c <= 1 + 1e-9)
        share_b, share_c = share_b[inside], share_c[inside]
        pixel = row[inside] * width + column[inside]
        hit = which[inside]
        depth = a[hit, 2] + share_b * (b[hit, 2] - a[hit, 2]) + share_c * (c[hit, 2] - a[hit, 2])
        np.maximum.at(near, pixel, depth)
        first = depth == near[pixel]
        seen[pixel[first]] = hit[first]
        start = stop
    return Raster(seen.reshape(height, width), near.reshape(height, width))


def weights(points: Array, triangles: Numbers, at: Array) -> Array:
    """How much the corners of these triangles (k, 3) count at these places (k, 2) of the picture. (k, 3)"""
    a, b, c = (points[triangles[:, number], :2] for number in range(3))
    area = _cross(b - a, c - a)
    area = np.where(np.abs(area) < 1e-12, 1.0, area)
    share_b = _cross(at - a, c - a) / area
    share_c = _cross(b - a, at - a) / area
    return np.stack([1 - share_b - share_c, share_b, share_c], axis=1)


def _cross(one: Array, two: Array) -> Array:
    product: Array = one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0]
    return product
