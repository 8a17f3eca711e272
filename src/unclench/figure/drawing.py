"""Drawings of the figure as SVG: coloured by classes, light enough for any page.

A drawing is made when the figure is built; here it is read, and what lies on the skin is placed on it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, TypeAlias, get_args

import numpy as np
import numpy.typing as npt

from unclench.figure import bezier
from unclench.figure.body import BUILDS, Build
from unclench.figure.camera import Camera
from unclench.figure.places import PlaceSide
from unclench.figure.raster import Raster, raster, weights
from unclench.figure.surface import Array, Numbers
from unclench.figure.whole import PARTS, load_figure

ViewName = Literal[
    "front",
    "back",
    "left",
    "right",
    "top",
    "hand_back",
    "hand_palm",
    "forearm",
    "leg_outer",
    "leg_inner",
    "foot_top",
    "sole",
]
VIEWS: tuple[ViewName, ...] = get_args(ViewName)
BUST_VIEWS: tuple[ViewName, ...] = VIEWS[:5]
LIMB_VIEWS: tuple[ViewName, ...] = VIEWS[5:]

Bools: TypeAlias = npt.NDArray[np.bool_]
Box: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, bottom in millimetres on the page."""

WEIGHTS = {"outline": 1.0, "contour": 0.78, "dark": 0.82, "line": 0.66, "faint": 0.6, "strand": 0.5}
"""Widths of the lines, the outline being 1."""

FADED = 0.7
"""So far down its fade a drawing is too pale to draw on."""
BEYOND_MM = 30.0
"""All but the first fade hold so far beyond their end: arms end, and farther down the hips do not."""
DEPTH_PER_MM = 0.6
BEHIND_MM = 4.0
"""What lies deeper than this under what the eye meets is hidden. The drawing's hair stands out by more: it is drawn
through, as if one parted it."""


@dataclass(frozen=True)
class Patch:
    """One region as far as it shows in a drawing. `label_mm`: a place well inside it."""

    region: str
    side: PlaceSide
    d: str
    label_mm: tuple[float, float]


@dataclass(frozen=True)
class Drawing:
    """`layers`: from the back to the front, a class and a path. Lengths are millimetres on the page, x to the right and
    y down. Where `mirrored`, paths in `layers` are those of the other side: draw them in a group with
    `transform="scale(-1 1)"`, as `figure_group` and `patch_path` do.
    """

    view: ViewName
    build: Build
    limb_side: Literal["left", "right", ""]
    """Of whose hand or leg this is; empty where it is the bust."""
    camera: Camera
    box_mm: Box
    fades: tuple[tuple[float, float, float, float], ...]
    layers: tuple[tuple[str, str], ...]
    patches: tuple[Patch, ...]
    mirrored: bool

    @property
    def part(self) -> int:
        """As in `Figure.part`."""
        if not self.limb_side:
            return 0
        return PARTS.index("lower_leg" if self.view.startswith(("leg", "foot", "sole")) else "forearm")

    def project(self, points_mm: Array) -> Array:
        """(n, 3): to the right, down, and towards the eye, for points of the figure in this build."""
        if self.limb_side and self.mirrored:
            points_mm = points_mm * np.array([-1.0, 1.0, 1.0])
            turned: Array = self.camera.project(points_mm) * np.array([-1.0, 1.0, 1.0])
            return turned
        return self.camera.project(points_mm)

    def facing(self, normals: Array) -> Array:
        """How much skin with these normals looks at the eye: 1 straight, 0 at the edge, below 0 away."""
        eye = self.camera.eye * (np.array([-1.0, 1.0, 1.0]) if self.limb_side and self.mirrored else 1.0)
        facing: Array = normals @ eye
        return facing

    def sees(self, points_mm: Array) -> Bools:
        """Which points on the skin are not hidden behind other skin, nor off the page."""
        left, top, *_ = self.box_mm
        projected = self.project(points_mm)
        depth = _depth(self.view, self.build, self.limb_side)
        height, width = depth.near.shape
        column, row = np.floor((projected[:, :2] - [left, top]) * DEPTH_PER_MM).astype(np.int64).T
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        near = depth.near[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
        seen: Bools = inside & (projected[:, 2] > near - BEHIND_MM) & ~self._faded(projected)
        return seen

    def _faded(self, projected: Array) -> Bools:
        gone: Bools = np.zeros(len(projected), dtype=np.bool_)
        if self.limb_side:
            return gone  # a point at the elbow is better on a pale arm than nowhere
        for number, (left, right, from_y, to_y) in enumerate(self.fades):
            limit = from_y + FADED * (to_y - from_y)
            beyond = projected[:, 1] > limit if to_y > from_y else projected[:, 1] < limit
            if number:
                beyond &= projected[:, 1] < to_y + BEYOND_MM
            gone |= (projected[:, 0] >= left) & (projected[:, 0] <= right) & beyond
        return gone


@cache
def drawing(view: ViewName, build: Build = "reference", limb_side: Literal["left", "right"] = "right") -> Drawing:
    """`limb_side` counts for hands and legs only. Raises ValueError for a view or build that there is not."""
    if view not in VIEWS:
        raise ValueError(f"no view {view!r}; there are {', '.join(VIEWS)}")
    if build not in BUILDS:
        raise ValueError(f"no build {build!r}; there are {', '.join(BUILDS)}")
    limb = view in LIMB_VIEWS
    mirrored = view == "right" or (limb and limb_side == "left")
    name = view if limb else f"{'left' if view == 'right' else view}.{build}"
    told = json.loads((resources.files("unclench.figure") / "assets" / "drawings" / f"{name}.json").read_text("utf-8"))
    azimuth, elevation, roll = (float(value) for value in told["camera"])
    left, top, right, bottom = (float(value) for value in told["box"])
    fades = tuple((float(a), float(b), float(c), float(d)) for a, b, c, d in told["fades"])
    patches = tuple(Patch(region, side, d, (float(x), float(y))) for region, side, d, x, y in told["patches"])
    if mirrored:
        azimuth = azimuth if limb else -azimuth
        left, right = -right, -left
        fades = tuple((-b, -a, c, d) for a, b, c, d in fades)
        patches = tuple(_mirrored(patch) for patch in patches)
    layers = tuple((str(kind), str(d)) for kind, d in told["layers"])
    camera = Camera(azimuth, elevation, roll)
    side: Literal["left", "right", ""] = limb_side if limb else ""
    return Drawing(view, build, side, camera, (left, top, right, bottom), fades, layers, patches, mirrored)


def patches(
    view: ViewName, build: Build = "reference", limb_side: Literal["left", "right"] = "right"
) -> tuple[Patch, ...]:
    """The regions that show in a drawing, in the order of the atlas."""
    return drawing(view, build, limb_side).patches


def _mirrored(patch: Patch) -> Patch:
    other: dict[PlaceSide, PlaceSide] = {"left": "right", "right": "left", "midline": "midline"}
    x, y = patch.label_mm
    return Patch(patch.region, other[patch.side], flipped(patch.d), (-x, y))


def flipped(d: str) -> str:
    """The mirror image of a path of ours, whose numbers are x and y in turn."""
    return bezier.written(
        (letter, [-number if at % 2 == 0 else number for at, number in enumerate(numbers)])
        for letter, numbers in bezier.commands(d)
    )


def triangles_seen(drawn: Drawing) -> tuple[Numbers, Numbers]:
    """By pixel of the depth picture the number of the triangle seen or -1, and the triangles that are meant."""
    return _depth(drawn.view, drawn.build, drawn.limb_side).triangles, _triangles(drawn)


def share_seen(drawn: Drawing, values: Array, empty: float) -> Array:
    """What stands at the vertices of the figure, at every pixel of the depth picture."""
    seen, triangles = triangles_seen(drawn)
    row, column = np.nonzero(seen >= 0)
    corners = triangles[seen[row, column]]
    share = weights(_pixels(drawn), corners, np.stack([column + 0.5, row + 0.5], axis=1))
    mixed: Array = np.full(seen.shape, empty)
    mixed[row, column] = (values[corners] * share).sum(axis=1)
    return mixed


def _triangles(drawn: Drawing) -> Numbers:
    figure = load_figure(drawn.build)
    triangles = figure.surface.triangles
    of_part = figure.part[triangles[:, 0]] == drawn.part
    if drawn.limb_side:
        half = len(triangles) // 2
        of_part &= (np.arange(len(triangles)) < half) == (drawn.limb_side == "left")
    chosen: Numbers = triangles[of_part]
    return chosen


def _pixels(drawn: Drawing) -> Array:
    left, top, _, _ = drawn.box_mm
    projected = drawn.project(load_figure(drawn.build).surface.vertices_mm)
    return np.column_stack([(projected[:, :2] - [left, top]) * DEPTH_PER_MM, projected[:, 2]])


@cache
def _depth(view: ViewName, build: Build, limb_side: Literal["left", "right", ""]) -> Raster:
    drawn = drawing(view, build, limb_side or "right")
    left, top, right, bottom = drawn.box_mm
    width, height = (int(np.ceil(size * DEPTH_PER_MM)) for size in (right - left, bottom - top))
    return raster(_pixels(drawn), _triangles(drawn), width, height)


def figure_group(drawn: Drawing, line_mm: float, name: str) -> str:
    """The figure itself, to stand in an `<svg>` in millimetres. `name` begins its ids: no other on the page may."""
    left, top, right, bottom = drawn.box_mm
    fades, columns = [], []
    for number, (start, end, from_y, to_y) in enumerate(drawn.fades):
        low = to_y + BEYOND_MM if number else bottom
        fades.append(
            f'<linearGradient id="{name}-{number}" gradientUnits="userSpaceOnUse" x1="0" x2="0" '
            f'y1="{short(from_y)}" y2="{short(to_y)}">'
            '<stop stop-color="#fff"/><stop offset="1" stop-color="#000"/></linearGradient>'
        )
        columns.append(
            f'<rect x="{short(start)}" y="{short(top)}" width="{short(end - start)}" '
            f'height="{short(low - top)}" fill="url(#{name}-{number})"/>'
        )
    paths = []
    for kind, d in drawn.layers:
        width = f' stroke-width="{short(WEIGHTS[kind] * line_mm)}"' if kind in WEIGHTS else ""
        paths.append(f'<path class="fig-{kind}"{width} d="{d}"/>')
    body = "".join(paths)
    if drawn.mirrored:
        body = f'<g transform="scale(-1 1)">{body}</g>'
    if not drawn.fades:
        return f"<g>{body}</g>"
    mask = (
        f'<mask id="{name}" maskUnits="userSpaceOnUse" x="{short(left)}" y="{short(top)}" '
        f'width="{short(right - left)}" height="{short(bottom - top)}">{"".join(columns)}</mask>'
    )
    return f'<defs>{"".join(fades)}{mask}</defs><g mask="url(#{name})">{body}</g>'


def short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
