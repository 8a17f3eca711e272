"""Strokes as lines on the skin: what a hand draws about a spot, or along a way."""

from __future__ import annotations

import math

import numpy as np

from unclench.figure.string import SPACING_MM, evenly, spots_for
from unclench.figure.surface import Array, Numbers, Surface, Trail, length_mm, unit

CORNERS = 16
"""Spots on one circle."""
SQUEEZE_MM = 24.0
"""A hand that kneads moves on by about a finger's breadth; a loop each."""


def circles(surface: Surface, trail: Trail, radius_mm: float, *, clockwise: bool) -> tuple[Trail, int]:
    """Circles that move along a way, from its start to its end by less than their own breadth each. Seen from outside.

    Gives the line and how many circles it has.
    """
    middles = surface.at(trail)
    count = 1 if len(middles) < 2 else max(1, round(length_mm(middles) / (1.5 * radius_mm)) + 1)
    turn = np.linspace(0, 2 * math.pi * count, CORNERS * count + 1)
    share = np.clip(turn / (2 * math.pi) - 0.5, 0, count - 1) / max(1, count - 1)
    return _about(surface, trail, share, turn * (-1 if clockwise else 1), radius_mm), count


def loops(surface: Surface, trail: Trail, radius_mm: float) -> tuple[Trail, int]:
    """Kneading: rounds that run on along a way, one squeeze each. Gives the line and how many there are."""
    count = max(1, round(length_mm(surface.at(trail)) / SQUEEZE_MM))
    turn = np.linspace(0, 2 * math.pi * count, CORNERS * count + 1)
    return _about(surface, trail, turn / turn[-1], turn, radius_mm), count


def zigzag(surface: Surface, trail: Trail, radius_mm: float) -> tuple[Trail, int]:
    """From side to side along a way, there and back each time. Gives the line and how often."""
    count = max(1, round(length_mm(surface.at(trail)) / SQUEEZE_MM))
    share = np.linspace(0, 1, CORNERS * count + 1)
    points, normals, forward = _frame(surface, trail, share)
    aside = unit(np.cross(normals, forward))
    swing = np.sin(share * 2 * math.pi * count) * radius_mm
    return _onto(surface, trail, points + aside * swing[:, None]), count


def smooth(surface: Surface, trail: Trail) -> Trail:
    """The same way with its corners rounded."""
    points = surface.at(trail)
    first, last = points[0].copy(), points[-1].copy()
    for _ in range(12):
        points[1:-1] = (points[:-2] + 2 * points[1:-1] + points[2:]) / 4
    points[0], points[-1] = first, last
    return _onto(surface, trail, evenly(points, spots_for(length_mm(points))))


def covered(surface: Surface, trail: Trail, radius_mm: float) -> Numbers:
    """The vertices within reach of a way: what a cloth or a flat hand lies on."""
    points, normals = surface.at(trail), surface.normals_at(trail)
    within = np.zeros(len(surface.vertices_mm), dtype=bool)
    for point, normal in zip(points, normals, strict=True):
        # The other side of a thin part, an ear or a hand, is near but is not covered.
        facing = surface.normals @ normal > 0
        within |= facing & (((surface.vertices_mm - point) ** 2).sum(axis=1) <= radius_mm**2)
    return np.flatnonzero(within & surface.piece_of(trail))


def _about(surface: Surface, trail: Trail, share: Array, turn: Array, radius_mm: float) -> Trail:
    """Spots on circles whose middles stand at `share` of the way; counter-clockwise with growing `turn`."""
    points, normals, forward = _frame(surface, trail, share)
    aside = unit(np.cross(normals, forward))
    ring = np.cos(turn)[:, None] * forward + np.sin(turn)[:, None] * aside
    return _onto(surface, trail, points + ring * radius_mm)


def _frame(surface: Surface, trail: Trail, share: Array) -> tuple[Array, Array, Array]:
    """At these shares of a way: the points, the skin's outward direction, and the direction of the way."""
    points, normals = surface.at(trail), surface.normals_at(trail)
    if len(points) < 2:
        up = np.array([[0.0, 1, 0]])
        forward = unit(up - (up @ normals[0])[:, None] * normals[:1])
        if not forward.any():
            forward = np.array([[0.0, 0, 1]])
        count = (len(share), 1)
        return np.tile(points, count), np.tile(normals, count), np.tile(forward, count)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    along = np.concatenate([[0.0], np.cumsum(steps)]) / steps.sum()

    def at(values: Array) -> Array:
        return np.stack([np.interp(share, along, values[:, axis]) for axis in range(3)], axis=1)

    outward = unit(at(normals))
    ahead = at(np.gradient(points, axis=0))
    forward = unit(ahead - (ahead * outward).sum(axis=1, keepdims=True) * outward)
    return at(points), outward, forward


def _onto(surface: Surface, trail: Trail, points: Array) -> Trail:
    """Put back onto the piece of skin on which the way lies."""
    low, high = points.min(axis=0) - 4 * SPACING_MM, points.max(axis=0) + 4 * SPACING_MM
    inside = ((surface.vertices_mm >= low) & (surface.vertices_mm <= high)).all(axis=1)
    piece = surface.piece_of(trail)
    return surface.nearest(points, among=np.flatnonzero(inside & piece if (inside & piece).any() else piece))
