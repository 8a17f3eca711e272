"""The posterior as twenty dots: each is as likely as any other (quantile dot plot; Kay and others 2016)."""

from __future__ import annotations

import math
from typing import Literal

from unclench.trials.finding import SURE
from unclench.trials.pictures.svg import WIDTH, Picture, circle, line, number, percent, picture, words

Unit = Literal["days", "points"]
LEFT, RIGHT = 24, WIDTH - 24
BASE = 216.0
_SIZES = (9.5, 8.5, 7.5, 6.5, 5.5, 4.5, 3.75, 2.9)
"""Radii of a dot, the largest that fits."""
DOTS = 20
LEANS = 0.8
_TEXTS = {
    "days": (
        "How sessions change headache days",
        "in four weeks, compared with",
        "fewer days",
        "more days",
        "day",
        "days",
    ),
    "points": (
        "How a session changes pain",
        "in points of 10, compared with",
        "less pain",
        "more pain",
        "point",
        "points",
    ),
}


def draw_dots(
    dots: tuple[float, ...],
    *,
    mean: float,
    low: float,
    high: float,
    chance_less: float,
    unit: Unit,
    comparator: str,
) -> Picture:
    """`dots`: twenty equally likely values of the change, ascending; below zero is better."""
    title, how, less, more, single, many = _TEXTS[unit]
    reach = max(2.0, math.ceil(max(abs(dots[0]), abs(dots[-1]), abs(low), abs(high)) / 2) * 2)
    scale = (RIGHT - LEFT) / (2 * reach)
    radius = next((size for size in _SIZES if _fits(dots, scale, size)), _SIZES[-1])
    parts = [
        words(LEFT, 28, title, "head"),
        words(LEFT, 50, f"{how} {comparator}", ""),
    ]
    parts.append(line(WIDTH / 2, 86, WIDTH / 2, BASE, "mark"))
    parts.append(words(WIDTH / 2, 78, "no difference", "soft middle"))
    parts.append(words(LEFT, 78, f"← {less}"))
    parts.append(words(RIGHT, 78, f"{more} →", "end"))
    for x, y, value in _stacked(dots, scale, radius):
        kind = "session" if value < 0 else "other"
        parts.append(circle(WIDTH / 2 + x, BASE - radius - 3 - y, radius - 1.5, kind))
    parts.append(line(LEFT, BASE, RIGHT, BASE, "axis"))
    step = next(step for step in (1, 2, 4, 5, 7, 14) if reach / step <= 4)
    for tick in range(-int(reach // step) * step, int(reach) + 1, step):
        x = WIDTH / 2 + tick * scale
        parts.append(line(x, BASE, x, BASE + 6, "axis"))
        parts.append(words(x, BASE + 23, str(abs(tick)), "middle"))  # which way stands above, in words
    better = sum(value < 0 for value in dots)
    told = (
        "Each dot is one size the change may have.",
        f"All {DOTS} are equally likely.",
        f"Filled: {better} of {DOTS} mean {less}.",
        f"Rings: {DOTS - better} of {DOTS} mean {more}.",
        _settled(chance_less, less, more),
    )
    parts += [words(LEFT, BASE + 52 + 22 * row, text) for row, text in enumerate(told)]
    sentence = (
        f"{better} of {DOTS} equally likely sizes of the change mean {less}. "
        f"The middle is {_way(mean, unit)}; with 95 % certainty it lies between {_way(low, unit)} and "
        f"{_way(high, unit)}. "
        f"{told[-1]}"
    )
    rows = (
        ("Change, on average", f"{number(mean)} {many}"),
        ("95 % interval", f"{number(low)} to {number(high)}"),
        (f"Chance of {less}", percent(chance_less)),
        (f"Chance of more than one {single} less", f"{sum(value < -1 for value in dots)} in {DOTS}"),
    )
    return picture(
        "dots",
        title,
        sentence,
        header=("", f"{unit} " + ("in 28" if unit == "days" else "of 10")),
        rows=rows,
        height=BASE + 158,
        parts=parts,
    )


def _settled(chance_less: float, less: str, more: str) -> str:
    """No verdict: that also asks whether the trial was as long as planned."""
    if not 1 - SURE < chance_less < SURE:
        return f"Together they mean {less if chance_less > 0.5 else more}."
    if chance_less >= LEANS or chance_less <= 1 - LEANS:
        return f"It leans towards {less if chance_less > 0.5 else more}. It is not settled."
    return "It may go either way."


def _way(value: float, unit: Unit) -> str:
    """A change with its direction in words: 2.7 days fewer."""
    size = number(abs(value))
    if size == "0.0":
        return f"0 {unit}"
    return f"{size} {unit} {('fewer' if unit == 'days' else 'less') if value < 0 else 'more'}"


def _fits(dots: tuple[float, ...], scale: float, radius: float) -> bool:
    """Whether the highest pile stays below the words."""
    return max(y for _, y, _ in _stacked(dots, scale, radius)) + 2 * radius + 4 <= BASE - 94


def _stacked(dots: tuple[float, ...], scale: float, radius: float) -> list[tuple[float, float, float]]:
    """In columns as wide as a dot, of which two meet at zero; so none lies on another, or on the wrong side."""
    width = 2 * radius
    heights: dict[int, int] = {}
    placed = []
    for value in dots:
        column = math.floor(value * scale / width)
        height = heights.get(column, 0)
        heights[column] = height + 1
        placed.append(((column + 0.5) * width, width * height, value))
    return placed
