"""What of the body is shown: the skin that can be seen, cut clean where a field at the vertices is zero."""

import numpy as np
import numpy.typing as npt

from tools.figure.base import Floats, Ints

PIXEL_MM = 1.5
SAMPLES = 10
VIEWS = 48
SLACK_MM = 2.5


def seen(quads: Ints, vertices_mm: Floats) -> npt.NDArray[np.bool_]:
    """Whether a face can be seen from outside from any of many directions: mouth, nostrils and sockets cannot."""
    steps = (np.arange(SAMPLES) + 0.5) / SAMPLES
    u, v = (grid.ravel() for grid in np.meshgrid(steps, steps))
    mix = np.stack([(1 - u) * (1 - v), u * (1 - v), u * v, (1 - u) * v])
    corner = vertices_mm[quads]
    points = np.einsum("fcx,cs->fsx", corner, mix).reshape(-1, 3)
    owner = np.repeat(np.arange(len(quads)), SAMPLES * SAMPLES)
    normals = np.cross(corner[:, 2] - corner[:, 0], corner[:, 3] - corner[:, 1])
    visible = np.zeros(len(quads), dtype=np.bool_)
    for eye in directions(VIEWS):
        side = np.cross(eye, [0.0, 0.0, 1.0] if abs(eye[2]) < 0.9 else [1.0, 0.0, 0.0])
        side /= np.linalg.norm(side)
        column = np.floor(points @ side / PIXEL_MM).astype(np.int64)
        row = np.floor(points @ np.cross(eye, side) / PIXEL_MM).astype(np.int64)
        column -= column.min()
        row -= row.min()
        cell = row * (column.max() + 1) + column
        near = points @ eye
        nearest = np.full(cell.max() + 1, -np.inf)
        np.maximum.at(nearest, cell, near)
        shown = near > nearest[cell] - SLACK_MM
        hits = np.bincount(owner[shown], minlength=len(quads))
        visible[(hits > SAMPLES) & np.asarray(normals @ eye > 0.0)] = True
    return visible


def grown(quads: Ints, chosen: npt.NDArray[np.bool_], rings: int) -> npt.NDArray[np.bool_]:
    """The chosen faces and those that touch them, ring by ring."""
    for _ in range(rings):
        touched = np.zeros(quads.max() + 1, dtype=np.bool_)
        touched[quads[chosen]] = True
        chosen = np.asarray(touched[quads].any(axis=1), dtype=np.bool_)
    return chosen


def cut(triangles: Ints, values: Floats, field: Floats) -> tuple[Ints, Floats]:
    """What lies where the field is positive. New vertices lie on edges, as fixed mixtures of their two ends.

    `values` gets rows for the new vertices. Slivers are left to the simplification.
    """
    inside = field > 0.0
    kept = [triangles[inside[triangles].all(axis=1)]]
    numbers: dict[tuple[int, int], int] = {}
    added: list[Floats] = []

    def between(one: int, two: int) -> int:
        low, high = min(one, two), max(one, two)
        if (low, high) not in numbers:
            share = float(np.clip(field[low] / (field[low] - field[high]), 0.001, 0.999))
            numbers[(low, high)] = len(values) + len(added)
            added.append(values[low] * (1.0 - share) + values[high] * share)
        return numbers[(low, high)]

    for crossing in triangles[inside[triangles].any(axis=1) & ~inside[triangles].all(axis=1)].tolist():
        start = next(corner for corner in range(3) if inside[crossing[corner]] and not inside[crossing[corner - 1]])
        first, second, third = (crossing[(start + step) % 3] for step in range(3))
        if inside[second]:
            right, left = between(second, third), between(first, third)
            kept.append(np.array([[first, second, right], [first, right, left]]))
        else:
            kept.append(np.array([[first, between(first, second), between(first, third)]]))
    return np.concatenate(kept), np.concatenate([values, np.array(added).reshape(-1, values.shape[1])])


def compact(faces: Ints, values: Floats) -> tuple[Ints, Floats, Ints]:
    """The same faces over their own vertices only, and which vertices those were."""
    used, inverse = np.unique(faces, return_inverse=True)
    return inverse.reshape(faces.shape), values[used], used


def directions(count: int) -> Floats:
    """Spread evenly over the sphere along a golden spiral."""
    number = np.arange(count) + 0.5
    height = 1.0 - 2.0 * number / count
    around = np.pi * (1.0 + 5.0**0.5) * number
    ring = np.sqrt(1.0 - height**2)
    return np.stack([ring * np.cos(around), height, ring * np.sin(around)], axis=1)
