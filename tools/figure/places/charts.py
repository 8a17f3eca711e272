"""Flat charts of the body's surface, and closed outlines drawn in them.

Everything is drawn for the left half and mirrored by taking the distance from the middle, so both sides agree to the
last digit. An outline's corners are places on the skin or near it; between them runs a smooth curve.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from tools.figure.base import Floats
from tools.figure.places.surface import Bools

Chart = Literal["front", "side", "top", "round"]


def _axis_z(y: Floats) -> Floats:
    """Where the axis of neck and head runs, from the base of the neck forward and up into the head."""
    placed: Floats = np.interp(y, [-60.0, 0.0, 100.0, 130.0], [4.0, 10.0, 38.0, 44.0])
    return placed


def _round(x: Floats, y: Floats, z: Floats) -> Floats:
    """Degrees about the axis of the neck, 0 in front and 180 behind, against height."""
    return np.stack([np.degrees(np.arctan2(x, z - _axis_z(y))), y], axis=-1)


CHARTS: Mapping[Chart, Callable[[Floats], Floats]] = {
    "front": lambda p: np.stack([np.abs(p[..., 0]), p[..., 1]], axis=-1),
    "side": lambda p: np.stack([p[..., 2], p[..., 1]], axis=-1),
    "top": lambda p: np.stack([np.abs(p[..., 0]), p[..., 2]], axis=-1),
    "round": lambda p: _round(np.abs(p[..., 0]), p[..., 1], p[..., 2]),
}


ROUND_MM_PER_DEG = 0.9
"""On a neck of 52 mm radius."""


@dataclass(frozen=True)
class Outline:
    """A closed curve in a chart. It holds only where `kept` says so, since a chart sees through the body."""

    chart: Chart
    corners: tuple[tuple[float, float], ...]
    kept: Callable[[Floats], Bools] | None = None
    smooth: bool = True

    def holds(self, places_mm: Floats) -> Bools:
        ring = curve(self.corners) if self.smooth else np.array(self.corners)
        inside = within(ring, CHARTS[self.chart](places_mm))
        return inside & self.kept(places_mm) if self.kept is not None else inside

    def distance_mm(self, places_mm: Floats, limit_mm: float) -> Floats:
        """To the edge as the chart shows it, positive inside, no more than the limit; -limit where not `kept`."""
        stretch = np.array([ROUND_MM_PER_DEG if self.chart == "round" else 1.0, 1.0])
        ring = (curve(self.corners) if self.smooth else np.array(self.corners)) * stretch
        points = CHARTS[self.chart](places_mm) * stretch
        far = np.full(points.shape[:-1], limit_mm)
        near = ((points > ring.min(axis=0) - limit_mm) & (points < ring.max(axis=0) + limit_mm)).all(axis=-1)
        chosen = points[near]
        best = far[near]
        for start, end in zip(ring, np.roll(ring, -1, axis=0), strict=True):
            span = end - start
            along = np.clip((chosen - start) @ span / max(float(span @ span), 1e-12), 0.0, 1.0)
            best = np.minimum(best, np.linalg.norm(chosen - start - along[..., None] * span, axis=-1))
        far[near] = best
        signed = np.where(within(ring, points), far, -far)
        placed: Floats = signed if self.kept is None else np.where(self.kept(places_mm), signed, -limit_mm)
        return placed


def corners(told: str) -> tuple[tuple[float, float], ...]:
    """Of an outline, written as "36 120, 43 126"."""
    pairs = [pair.split() for pair in told.split(",")]
    return tuple((float(u), float(v)) for u, v in pairs)


@dataclass(frozen=True)
class Ball:
    """What lies within a distance from a place of the left half or the middle."""

    centre_mm: tuple[float, float, float]
    radius_mm: float

    def holds(self, places_mm: Floats) -> Bools:
        half = np.abs(places_mm[..., :1])
        folded = np.concatenate([half, places_mm[..., 1:]], axis=-1)
        held: Bools = np.linalg.norm(folded - np.asarray(self.centre_mm), axis=-1) < self.radius_mm
        return held


def curve(corners: Sequence[tuple[float, float]], steps: int = 8) -> Floats:
    """A closed curve through the corners, without overshooting (centripetal Catmull and Rom)."""
    points = np.array(corners, dtype=np.float64)
    laid: list[Floats] = []
    for number in range(len(points)):
        p0, p1, p2, p3 = (points[(number + shift) % len(points)] for shift in (-1, 0, 1, 2))
        gaps = [max(float(np.linalg.norm(b - a)), 1e-6) ** 0.5 for a, b in ((p0, p1), (p1, p2), (p2, p3))]
        knots = np.cumsum([0.0, *gaps])
        for share in np.arange(steps) / steps:
            t = knots[1] + share * (knots[2] - knots[1])
            a1 = _between(p0, p1, knots[0], knots[1], t)
            a2 = _between(p1, p2, knots[1], knots[2], t)
            a3 = _between(p2, p3, knots[2], knots[3], t)
            b1 = _between(a1, a2, knots[0], knots[2], t)
            b2 = _between(a2, a3, knots[1], knots[3], t)
            laid.append(_between(b1, b2, knots[1], knots[2], t))
    return np.array(laid)


def _between(a: Floats, b: Floats, start: float, end: float, t: float) -> Floats:
    mixed: Floats = a + (b - a) * ((t - start) / (end - start))
    return mixed


def within(ring: Floats, points: Floats) -> Bools:
    """Whether points lie inside a closed curve, by counting crossings of a ray to the right."""
    flat = points.reshape(-1, 2)
    boxed = np.flatnonzero(((flat >= ring.min(axis=0)) & (flat <= ring.max(axis=0))).all(axis=1))
    u, v = flat[boxed].T
    odd = np.zeros(len(boxed), dtype=bool)
    for (u1, v1), (u2, v2) in zip(ring, np.roll(ring, -1, axis=0), strict=True):
        if v1 != v2:
            crosses = (v1 > v) != (v2 > v)
            odd ^= crosses & (u < u1 + (v - v1) * (u2 - u1) / (v2 - v1))
    inside = np.zeros(len(flat), dtype=bool)
    inside[boxed] = odd
    shaped: Bools = inside.reshape(points.shape[:-1])
    return shaped
