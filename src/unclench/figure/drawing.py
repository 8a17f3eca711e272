"""Drawings of the figure as SVG: coloured by classes, without ids that could meet, light enough for any page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, get_args

from unclench.figure.camera import Camera

Build = Literal["reference", "female", "male", "older", "broader"]
BUILDS: tuple[Build, ...] = get_args(Build)
ViewName = Literal["front", "back", "left", "right", "top"]
VIEWS: tuple[ViewName, ...] = get_args(ViewName)

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres on the page."""

WEIGHTS = {"outline": 1.0, "contour": 0.78, "dark": 0.82, "line": 0.66, "faint": 0.6, "strand": 0.5}
"""Widths of the lines, the outline being 1."""


@dataclass(frozen=True)
class Drawing:
    """`layers`: from the back to the front, a class and a path. Lengths are millimetres on the page."""

    view: ViewName
    build: Build
    camera: Camera
    box_mm: Box
    fades: tuple[tuple[float, float, float, float], ...]
    layers: tuple[tuple[str, str], ...]
    mirrored: bool = False


@cache
def drawing(view: ViewName, build: Build = "reference") -> Drawing:
    if view not in VIEWS:
        raise ValueError(f"no view {view!r}; there are {', '.join(VIEWS)}")
    if build not in BUILDS:
        raise ValueError(f"no build {build!r}; there are {', '.join(BUILDS)}")
    mirrored = view == "right"
    folder = resources.files("unclench.figure") / "assets" / "drawings"
    told = json.loads((folder / f"{'left' if mirrored else view}.{build}.json").read_text())
    azimuth, elevation, roll = told["camera"]
    left, top, right, bottom = told["box"]
    fades = tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in told["fades"])
    if mirrored:
        azimuth, left, right = -azimuth, -right, -left
        fades = tuple((-b, -a, c, d) for a, b, c, d in fades)
    layers = tuple((str(kind), str(d)) for kind, d in told["layers"])
    return Drawing(view, build, Camera(azimuth, elevation, roll), (left, top, right, bottom), fades, layers, mirrored)


def figure_group(drawn: Drawing, line_mm: float, name: str) -> str:
    """The figure itself, to stand in an `<svg>` in millimetres. `name` begins the ids and must be the page's only one."""
    left, top, right, bottom = drawn.box_mm
    fades, columns = [], []
    for number, (start, end, from_y, to_y) in enumerate(drawn.fades):
        fades.append(
            f'<linearGradient id="{name}-{number}" gradientUnits="userSpaceOnUse" x1="0" x2="0" '
            f'y1="{_short(from_y)}" y2="{_short(to_y)}">'
            '<stop stop-color="#fff"/><stop offset="1" stop-color="#000"/></linearGradient>'
        )
        columns.append(
            f'<rect x="{_short(start)}" y="{_short(top)}" width="{_short(end - start)}" '
            f'height="{_short(bottom - top)}" fill="url(#{name}-{number})"/>'
        )
    mask = (
        f'<mask id="{name}" maskUnits="userSpaceOnUse" x="{_short(left)}" y="{_short(top)}" '
        f'width="{_short(right - left)}" height="{_short(bottom - top)}">{"".join(columns)}</mask>'
    )
    paths = []
    for kind, d in drawn.layers:
        width = f' stroke-width="{_short(WEIGHTS[kind] * line_mm)}"' if kind in WEIGHTS else ""
        paths.append(f'<path class="fig-{kind}"{width} d="{d}"/>')
    turned = ' transform="scale(-1 1)"' if drawn.mirrored else ""
    return f'<defs>{"".join(fades)}{mask}</defs><g mask="url(#{name})"><g{turned}>{"".join(paths)}</g></g>'


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
