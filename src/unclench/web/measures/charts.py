"""Small charts of one figure over time, as SVG that is made here; each stands beside a table of the same.

A point is a time it was taken. Nothing is drawn between them. Filled points are compared, hollow ones are not; a square
was answered by touch, a diamond with a mouse, or told in a headache.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from django.utils.safestring import SafeString

from unclench.wording import counted, short_day

WIDTH, HEIGHT = 360, 118
_LEFT, _RIGHT, _TOP, _BOTTOM = 34, 14, 16, 92
_LETTERS = 12
"""So far apart numbers at the side have to stand."""

Shape = Literal["circle", "square", "diamond"]


@dataclass(frozen=True, slots=True)
class Point:
    day: date
    hours: float
    """Into the day; half of it where the hour is not known."""
    value: float
    hollow: bool = False
    shape: Shape = "circle"

    @property
    def at(self) -> float:
        return self.day.toordinal() + self.hours / 24


def chart(
    title: str,
    points: Sequence[Point],
    *,
    digits: int = 0,
    unit: str = "",
    lowest: float | None = None,
    highest: float | None = None,
    lines: Sequence[float] = (),
) -> SafeString:
    """One figure over time, oldest first. `lines`: where a band begins."""
    low, high = _scale([point.value for point in points], lowest, highest)
    first, last = points[0].at, points[-1].at
    span = last - first

    def x(at: float) -> float:
        inside = (at - first) / span if span else 0.5
        return round(_LEFT + 6 + (WIDTH - _LEFT - _RIGHT - 12) * inside, 1)

    def y(value: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * (value - low) / (high - low), 1)

    def words(value: float) -> str:
        return f"{value:.{digits}f}"

    parts = []
    for value in (low, high):
        parts.append(f'<path class="chart-line" d="M{_LEFT} {y(value)}H{WIDTH - _RIGHT}"/>')
        parts.append(f'<text class="chart-name" x="{_LEFT - 6}" y="{y(value) + 4:g}">{value:g}</text>')
    named = [y(low), y(high)]
    for value in lines:
        if low < value < high:
            parts.append(f'<path class="chart-band" d="M{_LEFT} {y(value)}H{WIDTH - _RIGHT}"/>')
            if min(abs(y(value) - other) for other in named) >= _LETTERS:
                named.append(y(value))
                parts.append(f'<text class="chart-name" x="{_LEFT - 6}" y="{y(value) + 4:g}">{value:g}</text>')
    parts += [_mark(point, x(point.at), y(point.value)) for point in points]
    newest = points[-1]
    above = y(newest.value) - 9 if y(newest.value) > _TOP + 8 else y(newest.value) + 18
    edge = "end" if span else "middle"
    at = x(newest.at) + (7 if span else 0)
    parts.append(f'<text class="chart-newest {edge}" x="{at:g}" y="{above:g}">{words(newest.value)}</text>')
    if span and points[0].day != newest.day:
        parts.append(f'<text class="chart-time start" x="{_LEFT}" y="{HEIGHT - 8}">{short_day(points[0].day)}</text>')
    where = f'class="chart-time end" x="{WIDTH - _RIGHT}"' if span else f'class="chart-time" x="{x(newest.at)}"'
    parts.append(f'<text {where} y="{HEIGHT - 8}">{short_day(newest.day)}</text>')
    most, least = max(point.value for point in points), min(point.value for point in points)
    whole = f"{title}, {unit}" if unit else title
    many = counted(len(points), "point")
    said = f"{whole}. {many}, from {words(least)} to {words(most)}; newest {words(newest.value)}."
    return SafeString(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(said)}">'
        f"{''.join(parts)}</svg>"
    )


def _scale(values: Sequence[float], lowest: float | None, highest: float | None) -> tuple[float, float]:
    """The whole scale where it has ends; else steps of 1, 2 or 5 around the values."""
    if lowest is not None and highest is not None:
        return lowest, highest
    low, high = min(values), max(values)
    step = _step(max(high - low, abs(high) * 0.1, 0.1))
    bottom = lowest if lowest is not None else step * (low // step)
    top = step * (high // step + 1)
    return round(bottom, 6), round(max(top, bottom + step), 6)


def _step(width: float) -> float:
    """About half of the width, as 1, 2 or 5 of a power of ten."""
    power = 10.0 ** (len(f"{int(width)}") - 1) if width >= 1 else 0.1
    return next(size * power for size in (0.5, 1, 2, 5, 10) if size * power * 2 >= width)


def _mark(point: Point, x: float, y: float) -> str:
    kind = "chart-hollow" if point.hollow else "chart-point"
    match point.shape:
        case "circle":
            return f'<circle class="{kind}" cx="{x}" cy="{y}" r="4"/>'
        case "square":
            return f'<rect class="{kind}" x="{x - 3.6:g}" y="{y - 3.6:g}" width="7.2" height="7.2"/>'
        case "diamond":
            return f'<path class="{kind}" d="M{x} {y - 5:g}l5 5-5 5-5-5z"/>'
