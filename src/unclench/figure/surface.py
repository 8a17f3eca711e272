"""A triangle mesh as a skin: points that keep their place on it whatever the build, and the nearest point to another.

Lengths are millimetres. x points to the person's left, y up, z to the front.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Array: TypeAlias = npt.NDArray[np.float64]
Numbers: TypeAlias = npt.NDArray[np.int64]

_AT_ONCE = 256
"""Positions compared with every vertex at a time, so that memory stays small."""


@dataclass(frozen=True, slots=True)
class SurfacePoint:
    """A spot on the skin: a triangle, and how much each of its corners counts (barycentric; the sum is 1).

    The triangles of all builds are the same, so a spot found on one body is the same spot on every other.
    """

    triangle: int
    weights: tuple[float, float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Trail:
    """Many spots at once, in order: `triangles` (n,), `weights` (n, 3)."""

    triangles: Numbers
    weights: Array

    def __len__(self) -> int:
        return len(self.triangles)

    @classmethod
    def of(cls, points: list[SurfacePoint]) -> Trail:
        return cls(
            np.array([point.triangle for point in points], dtype=np.int64),
            np.array([point.weights for point in points], dtype=np.float64).reshape(-1, 3),
        )

    def points(self) -> list[SurfacePoint]:
        return [
            SurfacePoint(int(triangle), (float(a), float(b), float(c)))
            for triangle, (a, b, c) in zip(self.triangles, self.weights, strict=True)
        ]


class Surface:
    """The skin of one body: `vertices_mm` (n, 3) and `triangles` (m, 3), corners counter-clockwise from outside."""

    def __init__(self, vertices_mm: npt.ArrayLike, triangles: npt.ArrayLike) -> None:
        self.vertices_mm: Array = np.asarray(vertices_mm, dtype=np.float64)
        self.triangles: Numbers = np.asarray(triangles, dtype=np.int64)

    @cached_property
    def normals(self) -> Array:
        """By vertex, the mean of the triangles around it, weighed by their size; length 1. (n, 3)"""
        a, b, c = (self.vertices_mm[self.triangles[:, corner]] for corner in range(3))
        faces = np.cross(b - a, c - a)
        summed = np.zeros_like(self.vertices_mm)
        for corner in range(3):
            np.add.at(summed, self.triangles[:, corner], faces)
        return unit(summed)

    @cached_property
    def around(self) -> tuple[Numbers, Numbers]:
        """The triangles at each vertex: those of vertex v are `which[starts[v]:starts[v + 1]]`."""
        corners = self.triangles.ravel()
        order = np.argsort(corners, kind="stable")
        starts = np.searchsorted(corners[order], np.arange(len(self.vertices_mm) + 1))
        return starts, order // 3

    @cached_property
    def neighbours(self) -> list[list[int]]:
        """The vertices that share an edge with each vertex."""
        found: list[set[int]] = [set() for _ in self.vertices_mm]
        for a, b, c in self.triangles.tolist():
            found[a].update((b, c))
            found[b].update((a, c))
            found[c].update((a, b))
        return [sorted(near) for near in found]

    @cached_property
    def pieces(self) -> Numbers:
        """By vertex, the piece of skin it belongs to: pieces do not hang together, and may lie in one another's way."""
        piece = np.full(len(self.vertices_mm), -1, dtype=np.int64)
        number = 0
        for first in range(len(piece)):
            if piece[first] >= 0:
                continue
            piece[first] = number
            waiting = [first]
            while waiting:
                for near in self.neighbours[waiting.pop()]:
                    if piece[near] < 0:
                        piece[near] = number
                        waiting.append(near)
            number += 1
        return piece

    def piece_of(self, trail: Trail) -> npt.NDArray[np.bool_]:
        """By vertex, whether it belongs to the piece of skin on which a line begins."""
        here: npt.NDArray[np.bool_] = self.pieces == self.pieces[self.triangles[trail.triangles[0], 0]]
        return here

    def at(self, trail: Trail) -> Array:
        """Where the spots are on this body. (n, 3)"""
        return _mix(self.vertices_mm, self.triangles, trail)

    def normals_at(self, trail: Trail) -> Array:
        """Outward, length 1. (n, 3)"""
        return unit(_mix(self.normals, self.triangles, trail))

    def nearest(self, positions: npt.ArrayLike, among: Numbers | None = None) -> Trail:
        """The spots on the skin nearest to these positions (n, 3), sought in the triangles at the nearest vertices.

        `among`: look at these vertices only.
        """
        positions = np.asarray(positions, dtype=np.float64).reshape(-1, 3)
        trail: list[SurfacePoint] = []
        for start in range(0, len(positions), _AT_ONCE):
            part = positions[start : start + _AT_ONCE]
            trail += [self._nearest_at(p, v) for p, v in zip(part, self._nearest_vertices(part, among), strict=True)]
        return Trail.of(trail)

    def _nearest_vertices(self, positions: Array, among: Numbers | None) -> list[int]:
        vertices = self.vertices_mm if among is None else self.vertices_mm[among]
        squared = (vertices**2).sum(axis=1)[None, :] - 2 * positions @ vertices.T
        best = squared.argmin(axis=1)
        return [int(number) for number in (best if among is None else among[best])]

    def _nearest_at(self, position: Array, vertex: int) -> SurfacePoint:
        starts, which = self.around
        near = {vertex, *self.neighbours[vertex]}
        found = np.unique(np.concatenate([which[starts[v] : starts[v + 1]] for v in near]))
        a, b, c = (self.vertices_mm[self.triangles[found, corner]] for corner in range(3))
        weights = _closest_weights(position, a, b, c)
        closest = weights[:, :1] * a + weights[:, 1:2] * b + weights[:, 2:] * c
        best = int(((closest - position) ** 2).sum(axis=1).argmin())
        x, y, z = weights[best]
        return SurfacePoint(int(found[best]), (float(x), float(y), float(z)))


def unit(vectors: Array) -> Array:
    """Of length 1; one without a length stays as it is."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    result: Array = vectors / np.where(lengths == 0, 1, lengths)
    return result


def length_mm(points: Array) -> float:
    return float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum())


def _mix(values: Array, triangles: Numbers, trail: Trail) -> Array:
    corners = values[triangles[trail.triangles]]
    mixed: Array = np.einsum("nk,nkd->nd", trail.weights, corners)
    return mixed


def _closest_weights(p: Array, a: Array, b: Array, c: Array) -> Array:
    """Of each triangle (a, b, c), the corner weights of its point nearest to p. (m, 3)

    The point of the plane where it lies inside; else the nearest on the three edges.
    """
    ab, ac, ap = b - a, c - a, p - a
    d00, d01, d11 = (ab * ab).sum(1), (ab * ac).sum(1), (ac * ac).sum(1)
    d20, d21 = (ap * ab).sum(1), (ap * ac).sum(1)
    size = d00 * d11 - d01 * d01
    safe = np.where(size == 0, 1, size)
    v, w = (d11 * d20 - d01 * d21) / safe, (d00 * d21 - d01 * d20) / safe
    plane = np.stack([1 - v - w, v, w], axis=1)
    inside = (plane >= 0).all(axis=1) & (size > 0)
    edges = [_on_edge(p, a, b, 0, 1), _on_edge(p, b, c, 1, 2), _on_edge(p, c, a, 2, 0)]
    distances = []
    for weights in edges:
        point = weights[:, :1] * a + weights[:, 1:2] * b + weights[:, 2:] * c
        distances.append(((point - p) ** 2).sum(1))
    nearest = np.stack(edges)[np.stack(distances).argmin(axis=0), np.arange(len(a))]
    return np.where(inside[:, None], plane, nearest)


def _on_edge(p: Array, start: Array, end: Array, first: int, second: int) -> Array:
    along = end - start
    squared = (along * along).sum(1)
    share = np.clip(((p - start) * along).sum(1) / np.where(squared == 0, 1, squared), 0, 1)
    weights = np.zeros((len(start), 3))
    weights[:, first], weights[:, second] = 1 - share, share
    return weights
