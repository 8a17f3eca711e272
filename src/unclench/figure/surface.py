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

    @cached_property
    def rings(self) -> Numbers:
        """By vertex, the triangles at it and at its neighbours; the last one again where another vertex has more."""
        starts, which = self.around
        found = [
            np.unique(np.concatenate([which[starts[v] : starts[v + 1]] for v in (vertex, *near)]))
            for vertex, near in enumerate(self.neighbours)
        ]
        widest = max(map(len, found))
        return np.stack([np.pad(ring, (0, widest - len(ring)), mode="edge") for ring in found])

    def nearest(self, positions: npt.ArrayLike, among: Numbers | None = None) -> Trail:
        """The spots on the skin nearest to these positions (n, 3), sought in the triangles about the nearest vertices.

        `among`: look at these vertices only.
        """
        sought = np.asarray(positions, dtype=np.float64).reshape(-1, 3)
        triangles, weights = np.empty(len(sought), dtype=np.int64), np.empty((len(sought), 3))
        for start in range(0, len(sought), _AT_ONCE):
            part = slice(start, start + _AT_ONCE)
            triangles[part], weights[part] = self._nearest(sought[part], among)
        return Trail(triangles, weights)

    def _nearest(self, sought: Array, among: Numbers | None) -> tuple[Numbers, Array]:
        vertices = self.vertices_mm if among is None else self.vertices_mm[among]
        closest = ((vertices**2).sum(axis=1)[None, :] - 2 * sought @ vertices.T).argmin(axis=1)
        rings = self.rings[closest if among is None else among[closest]]
        corners = self.vertices_mm[self.triangles[rings]]
        weights = _closest_weights(sought[:, None], corners)
        points = np.einsum("nkc,nkcd->nkd", weights, corners)
        best = ((points - sought[:, None]) ** 2).sum(axis=2).argmin(axis=1)
        row = np.arange(len(sought))
        return rings[row, best], weights[row, best]


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


def _closest_weights(p: Array, corners: Array) -> Array:
    """Of each triangle, the corner weights of its point nearest to p. `corners` (n, k, 3, 3), p (n, 1, 3): (n, k, 3)

    The point of the plane where it lies inside; else the nearest on the three edges.
    """
    a, b, c = corners[..., 0, :], corners[..., 1, :], corners[..., 2, :]
    ab, ac, ap = b - a, c - a, p - a
    d00, d01, d11 = (ab * ab).sum(-1), (ab * ac).sum(-1), (ac * ac).sum(-1)
    d20, d21 = (ap * ab).sum(-1), (ap * ac).sum(-1)
    size = d00 * d11 - d01 * d01
    safe = np.where(size == 0, 1, size)
    v, w = (d11 * d20 - d01 * d21) / safe, (d00 * d21 - d01 * d20) / safe
    plane = np.stack([1 - v - w, v, w], axis=-1)
    inside = (plane >= 0).all(axis=-1) & (size > 0)
    edges = np.stack([_on_edge(p, corners, 0, 1), _on_edge(p, corners, 1, 2), _on_edge(p, corners, 2, 0)])
    points = np.einsum("enkc,nkcd->enkd", edges, corners)
    nearest = ((points - p) ** 2).sum(-1).argmin(axis=0)
    on_edge = np.take_along_axis(edges, nearest[None, ..., None], axis=0)[0]
    return np.where(inside[..., None], plane, on_edge)


def _on_edge(p: Array, corners: Array, first: int, second: int) -> Array:
    start, along = corners[..., first, :], corners[..., second, :] - corners[..., first, :]
    squared = (along * along).sum(-1)
    share = np.clip(((p - start) * along).sum(-1) / np.where(squared == 0, 1, squared), 0, 1)
    weights = np.zeros((*share.shape, 3))
    weights[..., first], weights[..., second] = 1 - share, share
    return weights
