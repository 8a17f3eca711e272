"""One step of Catmull–Clark subdivision, as a linear map applied to any values at the vertices.

The rules are those of E. Catmull and J. Clark, Computer-Aided Design 10(6), 1978; the border is a cubic curve.
"""

import numpy as np

from tools.figure.base import Floats, Ints


def refined(quads: Ints, values: Floats) -> tuple[Ints, Floats]:
    """`values` has a row for each vertex. The first rows of the result belong to the vertices there were before."""
    count = len(values)
    corners = np.stack([quads, np.roll(quads, -1, axis=1)], axis=2)  # (face, corner, the two ends of its edge)
    edges, inverse, faces_at = np.unique(
        np.sort(corners.reshape(-1, 2), axis=1), axis=0, return_inverse=True, return_counts=True
    )
    inverse = inverse.reshape(quads.shape)
    if faces_at.max() > 2:
        raise ValueError("an edge with more than two faces")
    face_points = values[quads].mean(axis=1)
    middles = values[edges].mean(axis=1)
    beside = _sums(inverse.ravel(), np.repeat(face_points, 4, axis=0), len(edges))
    inner = faces_at == 2
    edge_points = middles.copy()
    edge_points[inner] = (middles[inner] * 2.0 + beside[inner]) / 4.0

    valence = np.bincount(quads.ravel(), minlength=count)[:, None].astype(np.float64)
    around = _sums(quads.ravel(), np.repeat(face_points, 4, axis=0), count) / np.maximum(valence, 1.0)
    ends = edges.ravel()
    degree = np.bincount(ends, minlength=count)[:, None].astype(np.float64)
    spokes = _sums(ends, np.repeat(middles, 2, axis=0), count) / np.maximum(degree, 1.0)
    moved = (around + 2.0 * spokes + (valence - 3.0) * values) / np.maximum(valence, 1.0)

    border = np.unique(edges[~inner])
    border_ends = edges[~inner].ravel()
    border_degree = np.bincount(border_ends, minlength=count)[:, None]
    along = _sums(border_ends, np.repeat(middles[~inner], 2, axis=0), count)
    moved[border] = along[border] / 4.0 + values[border] / 2.0
    corner = (border_degree[:, 0] != 2) & (border_degree[:, 0] != 0)
    moved[corner] = values[corner]

    edge_numbers = count + inverse
    face_numbers = count + len(edges) + np.arange(len(quads))
    fine = np.stack(
        [
            quads,
            edge_numbers,
            np.broadcast_to(face_numbers[:, None], quads.shape),
            np.roll(edge_numbers, 1, axis=1),
        ],
        axis=2,
    ).reshape(-1, 4)
    return fine, np.concatenate([moved, edge_points, face_points])


def triangles(quads: Ints, vertices_mm: Floats) -> Ints:
    """Each quad cut along its shorter diagonal."""
    corner = vertices_mm[quads]
    first = np.linalg.norm(corner[:, 0] - corner[:, 2], axis=1)
    second = np.linalg.norm(corner[:, 1] - corner[:, 3], axis=1)
    turned = np.where((first <= second)[:, None], quads, np.roll(quads, -1, axis=1))
    cut: Ints = np.concatenate([turned[:, [0, 1, 2]], turned[:, [0, 2, 3]]], axis=1).reshape(-1, 3)
    return cut


def _sums(numbers: Ints, rows: Floats, count: int) -> Floats:
    """The sum of the rows that share a number."""
    order = np.argsort(numbers, kind="stable")
    present, starts = np.unique(numbers[order], return_index=True)
    total = np.zeros((count, rows.shape[1]))
    total[present] = np.add.reduceat(rows[order], starts, axis=0)
    return total
