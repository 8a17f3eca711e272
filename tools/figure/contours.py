"""Lines of a picture: where a near part stands in front of a far one, and lines laid on the skin."""

from itertools import pairwise

import numpy as np

from tools.figure.base import Floats, Ints
from unclench.figure import planar
from unclench.figure.raster import Raster


def steps(picture: Raster, points: Floats, triangles: Ints, faintest_mm: float, least_mm: float) -> list[Floats]:
    """Chains of corners of pixels (column, row) along which the depth jumps by more than the slope explains.

    A chain is followed as far as the jump is at least the faintest, and kept if somewhere it is at least the least.
    """
    a, b, c = (points[triangles[:, number]] for number in range(3))
    normal = np.cross(b - a, c - a)
    flat = np.where(np.abs(normal[:, 2]) < 1e-9, 1e-9, normal[:, 2])
    slope_x, slope_y = -normal[:, 0] / flat, -normal[:, 1] / flat
    seen = picture.triangles >= 0
    which = np.where(seen, picture.triangles, 0)
    near = np.where(seen, picture.near, 0.0)
    width = seen.shape[1] + 2
    graph: dict[int, list[int]] = {}
    strong: set[int] = set()
    for axis, slope in ((1, slope_x), (0, slope_y)):
        one = (slice(None), slice(None, -1)) if axis == 1 else (slice(None, -1), slice(None))
        two = (slice(None), slice(1, None)) if axis == 1 else (slice(1, None), slice(None))
        jump = near[two] - near[one]
        # What bends away without a step is steepest where it is farthest; behind a step the far part may lie flat.
        far = np.where(jump > 0, np.abs(slope[which[one]]), np.abs(slope[which[two]]))
        gap = np.abs(jump) - 1.5 * far
        here = seen[one] & seen[two] & (gap > faintest_mm)
        gaps = np.where(here, gap, 0.0)
        row, column = np.nonzero(here)
        for y, x in zip(row.tolist(), column.tolist(), strict=True):
            if axis == 1:
                corner = (y + 1) * width + x + 2
                other = corner + width
            else:
                corner = (y + 2) * width + x + 1
                other = corner + 1
            graph.setdefault(corner, []).append(other)
            graph.setdefault(other, []).append(corner)
            if abs(gaps[y, x]) > least_mm:
                strong.update((corner, other))
    found = []
    for chain, closed in planar.chains(_pruned(graph)):
        if not strong.intersection(chain):
            continue
        numbers = np.array(chain[:-1] if closed else chain)
        found.append(np.stack([numbers % width - 1.0, numbers // width - 1.0], axis=1))
    return found


def _pruned(graph: dict[int, list[int]], spur: int = 6) -> dict[int, list[int]]:
    """Without the short side branches."""
    for chain, closed in planar.chains(graph):
        ends = (len(graph[chain[0]]), len(graph[chain[-1]]))
        if not closed and len(chain) <= spur and 1 in ends and max(ends) > 2:
            for one, two in pairwise(chain):
                graph[one].remove(two)
                graph[two].remove(one)
    return {here: there for here, there in graph.items() if there}
