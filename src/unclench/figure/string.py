"""The shortest way over the skin between two spots: a string pulled tight, that never leaves the surface."""

from __future__ import annotations

import heapq
import math
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from unclench.figure.surface import Array, Numbers, Surface, SurfacePoint, Trail, length_mm

SPACING_MM = 5.0
"""Between the spots of a way: finer than the triangles of the back, coarser than those of the eyelids."""
_PULLS = 12
_NEAR_MM = 50.0


class NoWayError(ValueError):
    """The two spots lie on parts of the skin that do not hang together."""


def way(surface: Surface, start: SurfacePoint, end: SurfacePoint) -> Trail:
    """From one spot to the other, both included, evenly spaced. Raises NoWayError.

    Along the edges of the mesh first (A*), then pulled straight and put back onto the skin until it rests.
    """
    first, last = surface.at(Trail.of([start, end]))
    corners = _along_edges(surface, _corner(surface, start), _corner(surface, end))
    points = np.concatenate([first[None], surface.vertices_mm[corners[1:-1]], last[None]])
    near = _near(surface, points, surface.piece_of(Trail.of([start])))
    count = 5
    while True:
        # A few points first: what pulls at both ends of a long line reaches its middle slowly.
        points = evenly(points, min(count, spots_for(length_mm(points))))
        for _ in range(_PULLS):
            points[1:-1] = (points[:-2] + points[2:]) / 2
            points = surface.at(surface.nearest(points, among=near))
            points[0], points[-1] = first, last
        if count >= spots_for(length_mm(points)):
            break
        count = 2 * count - 1
    trail = surface.nearest(evenly(points, spots_for(length_mm(points))), among=near)
    ends = Trail.of([start, end])
    trail.triangles[[0, -1]], trail.weights[[0, -1]] = ends.triangles, ends.weights
    return trail


def evenly(points: Array, count: int) -> Array:
    """So many points at equal distances along a line of points, its ends included. (count, 3)"""
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)])
    wanted = np.linspace(0, along[-1], count)
    return np.stack([np.interp(wanted, along, points[:, axis]) for axis in range(3)], axis=1)


def spots_for(length: float) -> int:
    return max(2, math.ceil(length / SPACING_MM) + 1)


def join(trails: list[Trail]) -> Trail:
    """One after the other; where one begins on the spot on which the last ended, that spot stands once."""
    triangles, weights = [trails[0].triangles], [trails[0].weights]
    for before, trail in pairwise(trails):
        same = trail.triangles[0] == before.triangles[-1] and np.array_equal(trail.weights[0], before.weights[-1])
        triangles.append(trail.triangles[int(same) :])
        weights.append(trail.weights[int(same) :])
    return Trail(np.concatenate(triangles), np.concatenate(weights))


def _corner(surface: Surface, point: SurfacePoint) -> int:
    return int(surface.triangles[point.triangle, int(np.argmax(point.weights))])


def _along_edges(surface: Surface, start: int, end: int) -> Numbers:
    """The vertices of the shortest way along edges, by A* with the straight distance as its guess."""
    vertices, neighbours = surface.vertices_mm, surface.neighbours
    goal = vertices[end]
    known = {start: 0.0}
    came: dict[int, int] = {}
    waiting = [(float(np.linalg.norm(vertices[start] - goal)), start)]
    done: set[int] = set()
    while waiting:
        _, here = heapq.heappop(waiting)
        if here == end:
            found = [here]
            while found[-1] in came:
                found.append(came[found[-1]])
            return np.array(found[::-1], dtype=np.int64)
        if here in done:
            continue
        done.add(here)
        near = neighbours[here]
        steps = np.linalg.norm(vertices[near] - vertices[here], axis=1).tolist()
        guesses = np.linalg.norm(vertices[near] - goal, axis=1).tolist()
        for there, step, guess in zip(near, steps, guesses, strict=True):
            far = known[here] + step
            if far < known.get(there, math.inf):
                known[there], came[there] = far, here
                heapq.heappush(waiting, (far + guess, there))
    raise NoWayError("no way over the skin leads from one spot to the other")


def _near(surface: Surface, points: Array, piece: npt.NDArray[np.bool_]) -> Numbers:
    """The vertices of its piece about a line: those within a few centimetres of one of its points."""
    within = np.zeros(len(surface.vertices_mm), dtype=bool)
    for point in evenly(points, 2 + int(length_mm(points) / (_NEAR_MM / 2))):
        within |= ((surface.vertices_mm - point) ** 2).sum(axis=1) < _NEAR_MM**2
    return np.flatnonzero(within & piece)
