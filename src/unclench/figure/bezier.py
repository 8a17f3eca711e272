"""Smooth curves with few nodes through many points, as the text of an SVG path.

The fit is that of P. J. Schneider, "An algorithm for automatically fitting digitized curves", Graphics Gems, 1990:
least squares for the lengths of the two handles, and a cut at the worst point where that is not close enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import numpy as np

from unclench.figure.surface import Array, unit

ROUNDS = 4
REACH = 5
"""Points away that a tangent is taken over."""
CORNER_COS = 0.35
"""A bend sharper than this within a few points stays a corner."""


def fitted(points: Array, tolerance: float, closed: bool = False) -> Array:
    """Cubic pieces (k, 4, 2) along the points (n, 2), never farther than the tolerance from any of them."""
    points = _distinct(points)
    if closed and len(points) > 3:
        start = int(np.argmax(_bend(points, closed=True)))
        points = np.concatenate([points[start:], points[: start + 1]])
        tangent = unit(points[1] - points[-2])
        pieces = _fit(points, tangent, -tangent, tolerance)
    elif len(points) < 2:
        return np.zeros((0, 4, 2))
    else:
        pieces = _fit(points, _tangent(points), _tangent(points[::-1]), tolerance)
    return np.array(pieces)


def through(points: Array, apart: float, closed: bool = False) -> Array:
    """Cubic pieces through every so manieth of the points: quicker than a fit, for what is drawn while one waits.

    Catmull–Rom; the tangent at a node is half the way from the node before to the node after it.
    """
    points = _distinct(points)
    if closed:
        points = np.concatenate([points, points[:1]])
    if len(points) < 2:
        return np.zeros((0, 4, 2))
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    count = max(2 if not closed else 5, int(np.ceil(along[-1] / apart)) + 1)
    at = np.linspace(0.0, along[-1], count)
    nodes = np.stack([np.interp(at, along, points[:, axis]) for axis in (0, 1)], axis=1)
    if closed:
        ends = np.concatenate([nodes[-2:-1], nodes, nodes[1:2]])
    else:
        ends = np.concatenate([2 * nodes[:1] - nodes[1:2], nodes, 2 * nodes[-1:] - nodes[-2:-1]])
    tangent = (ends[2:] - ends[:-2]) / 6.0
    return np.stack([nodes[:-1], nodes[:-1] + tangent[:-1], nodes[1:] - tangent[1:], nodes[1:]], axis=1)


def reversed_pieces(pieces: Array) -> Array:
    return pieces[::-1, ::-1]


def path(pieces: Array, closed: bool = False) -> str:
    """Relative cubics, a tenth of a unit fine. Rounding never adds up."""
    if not len(pieces):
        return ""
    tenths = np.round(pieces * 10.0).astype(np.int64)
    here = tenths[0, 0]
    text = ["M" + _numbers(here)]
    for _, one, two, end in tenths:
        text.append("c" + _numbers(np.concatenate([one - here, two - here, end - here])))
        here = end
    return "".join(text) + ("Z" if closed else "")


def polyline(points: Array, closed: bool = False) -> str:
    tenths = np.round(points * 10.0).astype(np.int64)
    steps = np.diff(tenths, axis=0)
    steps = steps[(steps != 0).any(axis=1)]
    return "M" + _numbers(tenths[0]) + "".join("l" + _numbers(step) for step in steps) + ("Z" if closed else "")


def dot(x: float, y: float) -> str:
    """A line without length."""
    return "M" + _numbers(np.round(np.array([x, y]) * 10.0).astype(np.int64)) + "h0"


def commands(d: str) -> list[tuple[str, list[float]]]:
    """The letters of a path of ours, each with its numbers."""
    found = re.findall(r"([A-Za-z])([^A-Za-z]*)", d)
    return [
        (letter, [float(number) for number in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", rest)]) for letter, rest in found
    ]


def written(letters: Iterable[tuple[str, list[float]]]) -> str:
    """The text again."""
    return "".join(letter + _numbers(round(10.0 * number) for number in numbers) for letter, numbers in letters)


def sampled(pieces: Array, steps: int = 8) -> Array:
    """Points along the pieces, the last one included."""
    t = (np.arange(steps) / steps)[None, :, None]
    a, b, c, d = (pieces[:, None, number] for number in range(4))
    curve = (1 - t) ** 3 * a + 3 * (1 - t) ** 2 * t * b + 3 * (1 - t) * t**2 * c + t**3 * d
    return np.concatenate([curve.reshape(-1, 2), pieces[-1:, 3]])


def _numbers(tenths: Iterable[int]) -> str:
    text = ""
    for value in tenths:
        whole, rest = divmod(abs(int(value)), 10)
        digits = (str(whole) if whole or not rest else "") + (f".{rest}" if rest else "")
        sign = "-" if value < 0 else " " if text else ""
        text += sign + digits
    return text


def _fit(points: Array, start: Array, end: Array, tolerance: float) -> list[Array]:
    if len(points) == 2:
        third = np.linalg.norm(points[1] - points[0]) / 3.0
        return [np.stack([points[0], points[0] + start * third, points[1] + end * third, points[1]])]
    along = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))])
    t = along / along[-1]
    worst = len(points) // 2
    for _ in range(ROUNDS):
        piece = _least_squares(points, t, start, end)
        gaps = np.linalg.norm(_at(piece, t) - points, axis=1)
        worst = int(np.clip(gaps.argmax(), 1, len(points) - 2))
        if gaps.max() <= tolerance:
            return [piece]
        if gaps.max() > 6.0 * tolerance:
            break
        t = _nearer(piece, points, t)
    before, after = points[: worst + 1], points[worst:]
    if _sharp(points, worst):
        return _fit(before, start, _tangent(before[::-1]), tolerance) + _fit(after, _tangent(after), end, tolerance)
    reach = min(REACH, worst, len(points) - 1 - worst)
    middle = unit(points[worst + reach] - points[worst - reach])
    return _fit(before, start, -middle, tolerance) + _fit(after, middle, end, tolerance)


def _least_squares(points: Array, t: Array, start: Array, end: Array) -> Array:
    b0, b1, b2, b3 = (1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3
    one, two = b1[:, None] * start, b2[:, None] * end
    rest = points - (b0 + b1)[:, None] * points[0] - (b2 + b3)[:, None] * points[-1]
    c00, c01, c11 = (one * one).sum(), (one * two).sum(), (two * two).sum()
    x0, x1 = (one * rest).sum(), (two * rest).sum()
    size = c00 * c11 - c01 * c01
    length = float(np.linalg.norm(points[-1] - points[0]))
    if abs(size) > 1e-12:
        reach, back = (x0 * c11 - x1 * c01) / size, (c00 * x1 - c01 * x0) / size
    else:
        reach = back = 0.0
    if reach < 0.02 * length or back < 0.02 * length:
        reach = back = length / 3.0
    return np.stack([points[0], points[0] + reach * start, points[-1] + back * end, points[-1]])


def _at(piece: Array, t: Array) -> Array:
    s = 1 - t[:, None]
    t = t[:, None]
    curve: Array = s**3 * piece[0] + 3 * s**2 * t * piece[1] + 3 * s * t**2 * piece[2] + t**3 * piece[3]
    return curve


def _nearer(piece: Array, points: Array, t: Array) -> Array:
    """One step of Newton towards the nearest parameter of each point."""
    first = 3 * np.diff(piece, axis=0)
    second = 2 * np.diff(first, axis=0)
    s = t[:, None]
    gap = _at(piece, t) - points
    slope = (1 - s) ** 2 * first[0] + 2 * (1 - s) * s * first[1] + s**2 * first[2]
    bend = (1 - s) * second[0] + s * second[1]
    below = (slope * slope).sum(axis=1) + (gap * bend).sum(axis=1)
    step = np.where(np.abs(below) > 1e-9, (gap * slope).sum(axis=1) / np.where(below == 0, 1, below), 0.0)
    return np.clip(t - step, 0.0, 1.0)


def _tangent(points: Array) -> Array:
    return unit(points[min(REACH, len(points) - 1)] - points[0])


def _sharp(points: Array, at: int) -> bool:
    reach = min(4, at, len(points) - 1 - at)
    before, after = unit(points[at] - points[at - reach]), unit(points[at + reach] - points[at])
    return bool(before @ after < CORNER_COS)


def _bend(points: Array, closed: bool) -> Array:
    reach = 3
    before = points - np.roll(points, reach, axis=0)
    after = np.roll(points, -reach, axis=0) - points
    bend: Array = -(unit(before) * unit(after)).sum(axis=1)
    if not closed:
        bend[:reach] = bend[-reach:] = -1.0
    return bend


def _distinct(points: Array) -> Array:
    kept = np.append(True, np.linalg.norm(np.diff(points, axis=0), axis=1) > 1e-9)
    distinct: Array = points[kept]
    return distinct
