"""Smoothing that does not care how fine the mesh is: by the cotangent Laplacian of one given shape.

See U. Pinkall and K. Polthier, Experimental Mathematics 2(1), 1993. The shape fixes the weights, so that what is
smoothed remains a fixed mixture of the vertices.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.figure.base import Floats, Ints


@dataclass(frozen=True)
class Laplacian:
    """Of the function u at vertex `one[k]`: the sum of `weight[k]` (u at `two[k]` − u at `one[k]`). Per mm²."""

    one: Ints
    two: Ints
    weight: Floats

    def rows(self, chosen: npt.NDArray[np.bool_]) -> "Laplacian":
        kept = chosen[self.one]
        return Laplacian(self.one[kept], self.two[kept], self.weight[kept])


def laplacian(quads: Ints, vertices_mm: Floats) -> Laplacian:
    """Each quad counts as the mean of the two ways to cut it."""
    halves = np.concatenate([quads[:, [corner, (corner + 1) % 4, (corner + 2) % 4]] for corner in range(4)])
    ones, twos, weights = [], [], []
    area = np.zeros(len(vertices_mm))
    for corner in range(3):
        here, left, right = halves[:, corner], halves[:, (corner + 1) % 3], halves[:, (corner + 2) % 3]
        to_left, to_right = vertices_mm[left] - vertices_mm[here], vertices_mm[right] - vertices_mm[here]
        double_area = np.maximum(np.linalg.norm(np.cross(to_left, to_right), axis=1), 1e-9)
        cotangent = np.maximum((to_left * to_right).sum(axis=1) / double_area, 0.05) / 4.0
        ones += [left, right]
        twos += [right, left]
        weights += [cotangent, cotangent]
        area += np.bincount(here, weights=double_area, minlength=len(area)) / 12.0
    one, two, weight = np.concatenate(ones), np.concatenate(twos), np.concatenate(weights)
    return Laplacian(one, two, weight / area[one])


def blurred(operator: Laplacian, share: Floats, length_mm: float, values: Floats) -> Floats:
    """As heat spreads over a length, by the share at each vertex (0: stays as it is)."""
    rows = operator.rows(share > 0.0)
    local, one, two = _numbered(rows)
    rate = length_mm**2 * share[rows.one] * rows.weight
    spread = np.eye(len(local))
    np.add.at(spread, (one, one), rate)
    np.add.at(spread, (one, two), -rate)
    result = values.copy()
    result[local] = np.linalg.solve(spread, values[local])
    return result


def spanned(quads: Ints, free: npt.NDArray[np.bool_], values: Floats) -> Floats:
    """The free vertices each in the middle of their neighbours: a flat net without folds, whatever it was before."""
    edges = np.concatenate([quads[:, [corner, (corner + step) % 4]] for corner in range(4) for step in (1, 3)])
    edges = np.unique(edges[free[edges[:, 0]]], axis=0)
    return blurred(Laplacian(edges[:, 0], edges[:, 1], np.ones(len(edges))), free.astype(np.float64), 1e3, values)


def _numbered(rows: Laplacian) -> tuple[Ints, Ints, Ints]:
    local, numbers = np.unique(np.concatenate([rows.one, rows.two]), return_inverse=True)
    return local, numbers[: len(rows.one)], numbers[len(rows.one) :]
