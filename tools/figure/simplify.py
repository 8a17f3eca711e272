"""Fewer triangles: edges are collapsed onto one of their ends, cheapest first, measured in every build at once.

The measure is the quadric error of M. Garland and P. Heckbert, SIGGRAPH 1997. Only existing vertices remain, so what
is a fixed mixture of base vertices stays one, and one simplification serves all builds.
"""

import heapq

import numpy as np

from tools.figure.base import Floats, Ints

BORDER_WEIGHT = 30.0
LEAST_TURN = 0.35
"""A triangle may not turn further than this cosine in any build."""
LEAST_SHAPE = 0.12
"""Twice the area over the square of the longest side; 0.87 is equilateral."""


def simplified(triangles: Ints, builds_mm: Floats, cost: Floats, longest_mm: Floats, target: int) -> Ints:
    """`builds_mm` is (build, vertex, 3); `cost` and `longest_mm` say, by vertex, how dear error is and how long an edge
    may become. Returns the triangles that are left, over the same vertices.
    """
    work = _Work(triangles, builds_mm, cost, longest_mm)
    work.run(target)
    return work.left()


class _Work:
    def __init__(self, triangles: Ints, builds_mm: Floats, cost: Floats, longest_mm: Floats) -> None:
        self.points = np.ascontiguousarray(builds_mm.transpose(1, 0, 2))  # (vertex, build, 3)
        self.cost = cost
        self.longest_mm = longest_mm
        self.faces: dict[int, tuple[int, int, int]] = {n: (a, b, c) for n, (a, b, c) in enumerate(triangles.tolist())}
        self.at: list[set[int]] = [set() for _ in range(len(self.points))]
        for number, face in self.faces.items():
            for vertex in face:
                self.at[vertex].add(number)
        edges, counts = np.unique(
            np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]]), axis=1),
            axis=0,
            return_counts=True,
        )
        if counts.max() > 2:
            raise ValueError("an edge with more than two triangles")
        self.border = np.zeros(len(self.points), dtype=np.bool_)
        self.border[edges[counts == 1]] = True
        self.quadrics = self._quadrics(triangles, edges[counts == 1])
        self.stamp = [0] * len(self.points)
        self.heap: list[tuple[float, int, int, int, int]] = []
        both = np.concatenate([edges, edges[:, ::-1]])
        self._push(both)

    def _quadrics(self, triangles: Ints, border: Ints) -> Floats:
        corner = self.points[triangles]  # (face, corner, build, 3)
        normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
        area = np.linalg.norm(normal, axis=2)
        normal = normal / area[:, :, None]
        plane = np.concatenate([normal, -(normal * corner[:, 0]).sum(axis=2)[:, :, None]], axis=2)
        part = plane[:, :, :, None] * plane[:, :, None, :] * (area / 2.0)[:, :, None, None]
        quadrics = np.zeros((len(self.points), self.points.shape[1], 4, 4))
        for column in range(3):
            np.add.at(quadrics, triangles[:, column], part)
        owner = {}
        for number, face in enumerate(triangles.tolist()):
            for one, two in zip(face, [*face[1:], face[0]], strict=True):
                owner[(one, two)] = number
        for one, two in border.tolist():
            face = owner[(one, two)] if (one, two) in owner else owner[(two, one)]
            along = self.points[two] - self.points[one]
            length = np.linalg.norm(along, axis=1)
            wall = np.cross(along, normal[face])
            wall /= np.linalg.norm(wall, axis=1)[:, None]
            fence = np.concatenate([wall, -(wall * self.points[one]).sum(axis=1)[:, None]], axis=1)
            fenced = fence[:, :, None] * fence[:, None, :] * (BORDER_WEIGHT * length**2)[:, None, None]
            quadrics[one] += fenced
            quadrics[two] += fenced
        return quadrics

    def _push(self, pairs: Ints) -> None:
        """Puts collapses of the first vertex of each pair onto its second into the queue."""
        gone, kept = pairs[:, 0], pairs[:, 1]
        both = self.quadrics[gone] + self.quadrics[kept]
        here = np.concatenate([self.points[kept], np.ones((len(pairs), self.points.shape[1], 1))], axis=2)
        error = np.einsum("nbi,nbij,nbj->n", here, both, here)
        length = np.linalg.norm(self.points[gone, 0] - self.points[kept, 0], axis=1)
        error = np.maximum(error, 0.0) / self.points.shape[1] + 1e-3 * length**2
        error *= np.maximum(self.cost[gone], self.cost[kept])
        for one, two, price in zip(gone.tolist(), kept.tolist(), error.tolist(), strict=True):
            if self.border[one] and not self.border[two]:
                continue
            heapq.heappush(self.heap, (round(price, 7), one, two, self.stamp[one], self.stamp[two]))

    def _around(self, vertex: int) -> set[int]:
        return {other for face in self.at[vertex] for other in self.faces[face]} - {vertex}

    def run(self, target: int) -> None:
        while len(self.faces) > target and self.heap:
            _, gone, kept, stamp_gone, stamp_kept = heapq.heappop(self.heap)
            if self.stamp[gone] != stamp_gone or self.stamp[kept] != stamp_kept:
                continue
            if self._allowed(gone, kept):
                self._collapse(gone, kept)

    def _allowed(self, gone: int, kept: int) -> bool:
        shared = self.at[gone] & self.at[kept]
        if len(shared) not in {1, 2} or (self.border[gone] and len(shared) != 1):
            return False
        around = self._around(gone)
        if len(around & self._around(kept)) != len(shared):
            return False
        moved = sorted(self.at[gone] - shared)
        if not moved:
            return False
        before = np.array([self.faces[face] for face in moved])
        after = np.where(before == gone, kept, before)
        old, new = self.points[before], self.points[after]
        sides = np.stack([new[:, 1] - new[:, 0], new[:, 2] - new[:, 1], new[:, 0] - new[:, 2]])
        squares = (sides**2).sum(axis=3)
        others = np.array(sorted(around - {kept}))
        reach = np.linalg.norm(self.points[others, 0] - self.points[kept, 0], axis=1)
        if (reach > np.minimum(self.longest_mm[others], self.longest_mm[kept])).any():
            return False
        was = np.cross(old[:, 1] - old[:, 0], old[:, 2] - old[:, 0])
        now = np.cross(sides[0], -sides[2])
        was_area, now_area = np.linalg.norm(was, axis=2), np.linalg.norm(now, axis=2)
        if ((was * now).sum(axis=2) < LEAST_TURN * was_area * now_area).any():
            return False
        return bool((now_area > LEAST_SHAPE * squares.max(axis=0)).all())

    def _collapse(self, gone: int, kept: int) -> None:
        for number in self.at[gone] & self.at[kept]:
            for vertex in self.faces.pop(number):
                self.at[vertex].discard(number)
        for number in self.at[gone]:
            one, two, three = (kept if vertex == gone else vertex for vertex in self.faces[number])
            self.faces[number] = (one, two, three)
            self.at[kept].add(number)
        self.at[gone] = set()
        self.quadrics[kept] += self.quadrics[gone]
        self.stamp[gone] = -1
        self.stamp[kept] += 1
        neighbours = sorted(self._around(kept))
        pairs = np.array([(kept, other) for other in neighbours] + [(other, kept) for other in neighbours])
        self._push(pairs)

    def left(self) -> Ints:
        return np.array([self.faces[number] for number in sorted(self.faces)], dtype=np.int64)
