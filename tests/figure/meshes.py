"""Small bodies whose geometry is known in closed form."""

from __future__ import annotations

import numpy as np

from unclench.figure.surface import Surface

RADIUS_MM = 100.0


def sphere(rings: int = 24, around: int = 48) -> Surface:
    """A ball of 100 mm about the origin, poles at top and bottom."""
    polar = np.linspace(0, np.pi, rings + 1)[1:-1]
    turn = np.linspace(0, 2 * np.pi, around, endpoint=False)
    y, xz = np.cos(polar), np.sin(polar)
    ring_points = np.stack(
        [xz[:, None] * np.sin(turn), np.repeat(y[:, None], around, 1), xz[:, None] * np.cos(turn)], axis=-1
    ).reshape(-1, 3)
    vertices = np.concatenate([[[0, 1, 0]], ring_points, [[0, -1, 0]]]) * RADIUS_MM
    triangles = []
    last = len(vertices) - 1
    for k in range(around):
        after = (k + 1) % around
        triangles.append((0, 1 + k, 1 + after))
        for ring in range(rings - 2):
            upper, lower = 1 + ring * around, 1 + (ring + 1) * around
            triangles += [(upper + k, lower + k, upper + after), (upper + after, lower + k, lower + after)]
        bottom = 1 + (rings - 2) * around
        triangles.append((bottom + k, last, bottom + after))
    return Surface(vertices, np.array(triangles))
