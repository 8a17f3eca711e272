"""How open the sky is above each vertex: corners, folds and hollows are dark."""

import numpy as np

from tools.figure.base import Floats, Ints
from tools.figure.crop import directions

SPACING_MM = 2.5
PIXEL_MM = 4.0
LIFT_MM = 3.0
SLACK_MM = 2.0
LIGHTS = 200


def openness(vertices_mm: Floats, normals: Floats, triangles: Ints) -> Floats:
    """From 0 (shut) to 1 (a plain): the share of the light of an even sky that gets through, by Lambert's law."""
    skin = _scattered(vertices_mm, triangles)
    lifted = vertices_mm + LIFT_MM * normals
    got, whole = np.zeros(len(vertices_mm)), np.zeros(len(vertices_mm))
    for light in directions(LIGHTS):
        side = np.cross(light, [0.0, 0.0, 1.0] if abs(light[2]) < 0.9 else [1.0, 0.0, 0.0])
        side /= np.linalg.norm(side)
        up = np.cross(light, side)
        grid = np.stack([skin @ side, skin @ up], axis=1)
        low = grid.min(axis=0) - 2.0 * PIXEL_MM
        cell = np.floor((grid - low) / PIXEL_MM).astype(np.int64)
        size = cell.max(axis=0) + 4
        nearest = np.full(size[0] * size[1], -np.inf)
        np.maximum.at(nearest, cell[:, 0] * size[1] + cell[:, 1], skin @ light)
        there = np.floor((np.stack([lifted @ side, lifted @ up], axis=1) - low) / PIXEL_MM).astype(np.int64)
        there = np.clip(there, 0, size - 1)
        lit = lifted @ light > nearest[there[:, 0] * size[1] + there[:, 1]] - SLACK_MM
        slant = np.maximum(normals @ light, 0.0)
        got += slant * lit
        whole += slant
    return got / np.maximum(whole, 1e-9)


def _scattered(vertices_mm: Floats, triangles: Ints) -> Floats:
    """Points all over the skin, about evenly."""
    corner = vertices_mm[triangles]
    longest = np.linalg.norm(corner - np.roll(corner, 1, axis=1), axis=2).max(axis=1)
    steps = np.ceil(longest / SPACING_MM).astype(np.int64) + 1
    points = []
    for step in np.unique(steps).tolist():
        one, two = np.meshgrid(np.arange(step + 1), np.arange(step + 1))
        kept = one + two <= step
        shares = np.stack([one[kept], two[kept], step - one[kept] - two[kept]], axis=1) / step
        points.append(np.einsum("sk,fkx->fsx", shares, corner[steps == step]).reshape(-1, 3))
    return np.concatenate(points)
