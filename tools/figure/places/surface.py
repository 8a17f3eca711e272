"""The skin of the reference body: what a ray meets, what lies nearest, how far it is along the skin.

A `Spot` names three vertices of the base mesh and their shares, so it can be found again on every build.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from tools.figure.base import Floats, Ints, Wheel

NEAR = 6
"""Vertices around which the nearest triangle is looked for."""

Bools = npt.NDArray[np.bool_]
Side = Literal["left", "right", "midline"]


@dataclass(frozen=True)
class Spot:
    """A place on the skin: vertices of the base mesh and their shares, which add up to 1."""

    vertices: tuple[int, int, int]
    shares: tuple[float, float, float]

    def at(self, vertices_mm: Floats) -> Floats:
        placed: Floats = np.asarray(self.shares) @ vertices_mm[list(self.vertices)]
        return placed


class Skin:
    """Triangles of the body, without the cavity of the mouth, on the vertices of the reference body."""

    def __init__(self, wheel: Wheel, reference_mm: Floats) -> None:
        quads = wheel.mesh.quads[wheel.mesh.groups["body"]]
        self.vertices_mm = reference_mm
        self.mirror = wheel.mirror
        self.triangles: Ints = quads[:, [0, 1, 2, 0, 2, 3]].reshape(-1, 3)
        self.corners: Floats = reference_mm[self.triangles]
        crossed = np.cross(self.corners[:, 1] - self.corners[:, 0], self.corners[:, 2] - self.corners[:, 0])
        self.normals: Floats = crossed / np.maximum(np.linalg.norm(crossed, axis=1, keepdims=True), 1e-12)

    def along_ray(self, start_mm: Sequence[float] | Floats, way: Sequence[float] | Floats, last: bool = False) -> Spot:
        """The first place where a ray from outside enters the skin, or the last where one from inside leaves it."""
        direction = np.asarray(way, dtype=np.float64)
        direction = direction / np.linalg.norm(direction)
        edge1, edge2 = self.corners[:, 1] - self.corners[:, 0], self.corners[:, 2] - self.corners[:, 0]
        crossed = np.cross(direction, edge2)
        det = np.einsum("ij,ij->i", edge1, crossed)
        facing = det < -1e-12 if last else det > 1e-12
        safe = np.where(facing, det, 1.0)
        gone = np.asarray(start_mm, dtype=np.float64) - self.corners[:, 0]
        u = np.einsum("ij,ij->i", gone, crossed) / safe
        turned = np.cross(gone, edge1)
        v = turned @ direction / safe
        far = np.einsum("ij,ij->i", edge2, turned) / safe
        hit = np.flatnonzero(facing & (u > -1e-9) & (v > -1e-9) & (u + v < 1 + 1e-9) & (far > 0))
        if not len(hit):
            raise ValueError(f"a ray from {start_mm} along {way} misses the body")
        best = int(hit[np.argmax(far[hit])] if last else hit[np.argmin(far[hit])])
        return self._spot(best, np.array([1 - u[best] - v[best], u[best], v[best]]))

    def front(self, x: float, y: float) -> Spot:
        return self.along_ray((x, y, 1000.0), (0, 0, -1))

    def back(self, x: float, y: float) -> Spot:
        return self.along_ray((x, y, -1000.0), (0, 0, 1))

    def left(self, z: float, y: float) -> Spot:
        return self.along_ray((1000.0, y, z), (-1, 0, 0))

    def top(self, x: float, z: float) -> Spot:
        return self.along_ray((x, 2000.0, z), (0, -1, 0))

    def vertex(self, number: int) -> Spot:
        return Spot((number, number, number), (1.0, 0.0, 0.0))

    def extreme(self, within: Bools, way: Sequence[float]) -> Spot:
        """The vertex among those of `within` that lies farthest along `way`."""
        chosen = np.flatnonzero(within)
        reach = self.vertices_mm[chosen] @ np.asarray(way, dtype=np.float64)
        return self.vertex(int(chosen[np.argmax(reach)]))

    def nearest(self, places_mm: Floats, among: Ints | None = None) -> tuple[Ints, Floats]:
        """For each place the nearest triangle and the shares of its corners."""
        kept = np.arange(len(self.triangles)) if among is None else among
        return nearest_on(self.vertices_mm, self.triangles, np.atleast_2d(places_mm), kept)

    def snapped(self, place_mm: Sequence[float] | Floats, among: Ints | None = None) -> Spot:
        triangle, shares = self.nearest(np.asarray(place_mm, dtype=np.float64), among)
        return self._spot(int(triangle[0]), shares[0])

    def mirrored(self, spot: Spot) -> Spot:
        a, b, c = (int(self.mirror[vertex]) for vertex in spot.vertices)
        return Spot((a, b, c), spot.shares)

    def path(self, spots: Sequence[Spot], centre_mm: Sequence[float], steps: int = 40) -> Floats:
        """The skin between spots, cut by rays that sweep from one to the next about a centre inside the body."""
        centre = np.asarray(centre_mm, dtype=np.float64)
        ways = [spot.at(self.vertices_mm) - centre for spot in spots]
        laid: list[Floats] = []
        for here, there in itertools.pairwise(ways):
            for step in range(steps):
                share = step / steps
                swept = here / np.linalg.norm(here) * (1 - share) + there / np.linalg.norm(there) * share
                laid.append(self.along_ray(centre, swept, last=True).at(self.vertices_mm))
        laid.append(spots[-1].at(self.vertices_mm))
        return np.array(laid)

    def _spot(self, triangle: int, shares: Floats) -> Spot:
        whole = np.where(np.abs(shares) < 1e-9, 0.0, shares)
        whole = whole / whole.sum()
        a, b, c = (int(vertex) for vertex in self.triangles[triangle])
        return Spot((a, b, c), (float(whole[0]), float(whole[1]), float(whole[2])))


def length_mm(path_mm: Floats) -> float:
    return float(np.linalg.norm(np.diff(path_mm, axis=0), axis=1).sum())


def after_mm(path_mm: Floats, distance_mm: float) -> Floats:
    """The place on a path after a distance along it. An error beyond its end."""
    gone = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(path_mm, axis=0), axis=1))])
    if not 0 <= distance_mm <= gone[-1] + 1e-9:
        raise ValueError(f"{distance_mm} mm along a path of {gone[-1]} mm")
    placed: Floats = np.array([np.interp(distance_mm, gone, path_mm[:, axis]) for axis in range(3)])
    return placed


def nearest_on(vertices_mm: Floats, triangles: Ints, places_mm: Floats, among: Ints) -> tuple[Ints, Floats]:
    """The nearest of the triangles named in `among`, and the shares of its corners, for each place.

    Exact among the triangles around the nearest few vertices, which is where the nearest one lies on meshes as
    even as ours.
    """
    used = np.unique(triangles[among])
    corners = triangles[among].ravel()
    order = np.argsort(corners, kind="stable")
    starts = np.searchsorted(corners[order], used)
    counts = np.append(starts[1:], len(corners)) - starts
    slots = np.arange(int(counts.max()))
    around = among[order[starts[:, None] + np.minimum(slots, counts[:, None] - 1)] // 3]
    found = np.zeros(len(places_mm), dtype=np.int64)
    shares = np.zeros((len(places_mm), 3))
    points = vertices_mm[used]
    squares = (points**2).sum(axis=1)
    for start in range(0, len(places_mm), 256):
        chunk = places_mm[start : start + 256]
        far = squares - 2 * chunk @ points.T
        near = np.argpartition(far, min(NEAR, len(used) - 1), axis=1)[:, :NEAR]
        candidates = around[near].reshape(len(chunk), -1)
        weights, distances = _onto(vertices_mm[triangles[candidates]], chunk[:, None, :])
        rows = np.arange(len(chunk))
        best = np.argmin(distances, axis=1)
        found[start : start + 256] = candidates[rows, best]
        shares[start : start + 256] = weights[rows, best]
    return found, shares


def _onto(corners: Floats, place: Floats) -> tuple[Floats, Floats]:
    """Shares of the nearest place on each triangle, and its distance."""
    a, b, c = corners[..., 0, :], corners[..., 1, :], corners[..., 2, :]
    weights = _inside(a, b, c, place)
    outside = (weights < 0).any(axis=-1)
    gap = np.linalg.norm(np.einsum("...k,...kx->...x", weights, corners) - place, axis=-1)
    gap = np.where(outside, np.inf, gap)
    for first, second in ((0, 1), (1, 2), (2, 0)):
        start, end = corners[..., first, :], corners[..., second, :]
        span = end - start
        along = ((place - start) * span).sum(axis=-1) / np.maximum((span * span).sum(axis=-1), 1e-12)
        share = np.clip(along, 0.0, 1.0)
        edge_gap = np.linalg.norm(start + share[..., None] * span - place, axis=-1)
        on_edge = np.zeros_like(weights)
        on_edge[..., first], on_edge[..., second] = 1 - share, share
        closer = edge_gap < gap
        weights = np.where(closer[..., None], on_edge, weights)
        gap = np.where(closer, edge_gap, gap)
    return weights, gap


def _inside(a: Floats, b: Floats, c: Floats, place: Floats) -> Floats:
    """Barycentric shares of the foot on each plane; negative where it falls outside the triangle."""
    edge1, edge2, gone = b - a, c - a, place - a
    d11, d12, d22 = ((p * q).sum(axis=-1) for p, q in ((edge1, edge1), (edge1, edge2), (edge2, edge2)))
    d31, d32 = (gone * edge1).sum(axis=-1), (gone * edge2).sum(axis=-1)
    area = np.maximum(d11 * d22 - d12 * d12, 1e-12)
    v = (d22 * d31 - d12 * d32) / area
    w = (d11 * d32 - d12 * d31) / area
    shares: Floats = np.stack([1 - v - w, v, w], axis=-1)
    return shares
