"""What is drawn on a figure: ways of hands with their arrows, spots pressed, areas covered.

What lies behind other skin is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from unclench.figure import bezier, planar
from unclench.figure.drawing import DEPTH_PER_MM, Drawing, share_seen, short
from unclench.figure.surface import Array, Numbers, unit
from unclench.figure.whole import load_figure

SLOPE = 0.06
"""Skin that faces the eye by less is too slanted for a line on it to be read."""
GAP = 3
"""So many hidden spots in a row do not break a line."""
FINEST = 0.55
"""Of the usual width, for the smallest loops."""
HATCH_MM = 6.5

Kind = Literal["way", "hold", "tap", "area"]


@dataclass(frozen=True, eq=False)
class Track:
    """One stroke on one side. `back`: the hand returns on the same way, so the line has an arrow at either end."""

    kind: Kind
    points_mm: Array
    normals: Array
    covered: Numbers | None = None
    """For an area, its vertices."""
    radius_mm: float = 0.0
    """Of its loops; 0 is none."""
    closed: bool = False
    back: bool = False
    part: int = 0
    """As in `Figure.part`."""
    side: Literal["left", "right", "middle"] = "middle"


@dataclass(frozen=True)
class Pen:
    """Sizes in millimetres on the page, so that a line is as wide whatever the crop."""

    way_mm: float

    def finer(self, radius_mm: float) -> Pen:
        """For small loops, so that they stay open."""
        return Pen(min(self.way_mm, max(FINEST * self.way_mm, radius_mm * 0.26))) if radius_mm else self

    @property
    def edge_mm(self) -> float:
        return self.way_mm * 1.85

    @property
    def arrow_mm(self) -> float:
        return self.way_mm * 3.9


@dataclass(frozen=True, eq=False)
class Mark:
    """`svg`, the places on the page that it takes, and where its number may stand beside it."""

    svg: str
    places_mm: Array
    start_mm: Array


def readable(drawn: Drawing, track: Track) -> float:
    """0 where nothing of it can be seen, 1 where all of it lies open before the eye."""
    if track.part != drawn.part or (drawn.limb_side and track.side not in (drawn.limb_side, "middle")):
        return 0.0
    seen = drawn.sees(track.points_mm)
    return float((seen * np.clip(drawn.facing(track.normals) / 0.55, 0.0, 1.0)).mean())


def stretches(drawn: Drawing, track: Track) -> list[Array]:
    """What can be seen of a line, on the page."""
    visible = drawn.sees(track.points_mm) & (drawn.facing(track.normals) > SLOPE)
    page = drawn.project(track.points_mm)[:, :2]
    if visible.all():
        return [page]
    if track.closed and visible.any():
        first = int(np.flatnonzero(~visible)[0])
        visible, page = np.roll(visible, -first), np.roll(page, -first, axis=0)
    ends = np.flatnonzero(np.diff(np.concatenate([[0], visible.astype(np.int64), [0]]))).reshape(-1, 2)
    joined: list[list[int]] = []
    for start, end in ends.tolist():
        if joined and start - joined[-1][1] <= GAP:
            joined[-1][1] = end
        else:
            joined.append([start, end])
    return [page[start:end] for start, end in joined if end - start > 2]


def way(drawn: Drawing, track: Track, pen: Pen) -> Mark | None:
    found = stretches(drawn, track)
    pen = pen.finer(track.radius_mm)
    apart_mm = min(1.6 * pen.way_mm, 0.78 * track.radius_mm) if track.radius_mm else 2.2 * pen.way_mm
    length = sum(_length(stretch) for stretch in found)
    if length < 2.0 * pen.way_mm:
        return None
    longest = max(found, key=_length)
    whole = len(found) == 1 and len(found[0]) == len(track.points_mm)
    arrows = []
    d = ""
    for stretch in found:
        line = stretch
        if track.closed and whole:
            line = _opened(stretch, pen.arrow_mm * 0.6)
        if stretch is longest:
            arrows.append(_arrow(line, pen))
            if track.back:
                arrows.append(_arrow(line[::-1], pen))
            line = _trimmed(line, pen.arrow_mm * 0.7)
            if track.back:
                line = _trimmed(line[::-1], pen.arrow_mm * 0.7)[::-1]
        d += bezier.path(bezier.through(line, apart_mm))
    heads = "".join(arrows)
    svg = (
        f'<path class="fig-edge" stroke-width="{short(pen.edge_mm)}" d="{d}{heads}"/>'
        f'<path class="fig-way" stroke-width="{short(pen.way_mm)}" d="{d}"/>'
        f'<path class="fig-arrow" stroke-width="{short(pen.way_mm * 0.35)}" d="{heads}"/>'
    )
    return Mark(svg, np.concatenate(found), found[0][0])


def arrow(line_mm: Array, pen: Pen, *, both: bool) -> Mark:
    """Beside the figure rather than on it."""
    heads = _arrow(line_mm, pen) + (_arrow(line_mm[::-1], pen) if both else "")
    line = _trimmed(line_mm, pen.arrow_mm * 0.7)
    if both:
        line = _trimmed(line[::-1], pen.arrow_mm * 0.7)[::-1]
    d = bezier.path(bezier.through(line, 6.0 * pen.way_mm))
    svg = (
        f'<path class="fig-edge" stroke-width="{short(pen.edge_mm)}" d="{d}{heads}"/>'
        f'<path class="fig-way" stroke-width="{short(pen.way_mm)}" d="{d}"/>'
        f'<path class="fig-arrow" stroke-width="{short(pen.way_mm * 0.35)}" d="{heads}"/>'
    )
    return Mark(svg, line_mm, line_mm[len(line_mm) // 2 if both else 0])


def spots(drawn: Drawing, track: Track, pen: Pen) -> Mark | None:
    """A disc where each spot is pressed; a hold has a ring around it."""
    seen = drawn.sees(track.points_mm) & (drawn.facing(track.normals) > SLOPE)
    if not seen.any():
        return None
    radius = pen.way_mm * (3.3 if track.kind == "hold" else 1.7)
    rings, discs, places = "", "", []
    for point, normal in zip(track.points_mm[seen], track.normals[seen], strict=True):
        ring = drawn.project(_ring(point, normal, radius))[:, :2]
        disc = drawn.project(_ring(point, normal, radius * (0.5 if track.kind == "hold" else 1.0)))[:, :2]
        discs += bezier.path(bezier.through(disc, radius * 0.6, closed=True), True)
        if track.kind == "hold":
            rings += bezier.path(bezier.through(ring, radius * 0.9, closed=True), True)
        places.append(ring)
    svg = ""
    if rings:
        svg += (
            f'<path class="fig-edge" stroke-width="{short(pen.edge_mm * 0.85)}" d="{rings}"/>'
            f'<path class="fig-way" stroke-width="{short(pen.way_mm * 0.7)}" d="{rings}"/>'
        )
    else:
        svg += f'<path class="fig-edge" stroke-width="{short(pen.way_mm)}" d="{discs}"/>'
    svg += f'<path class="fig-disc" d="{discs}"/>'
    return Mark(svg, np.concatenate(places), drawn.project(track.points_mm[seen][:1])[0, :2])


def area(drawn: Drawing, track: Track, pen: Pen) -> Mark | None:
    """The outline of what is covered, hatched."""
    if track.covered is None:
        return None
    mask = covered_mask(drawn, track.covered)
    shape = shape_of(drawn, mask, 6.0)
    if not shape:
        return None
    places = np.argwhere(mask)[:, ::-1] / DEPTH_PER_MM + np.array(drawn.box_mm[:2])
    hatch = hatched(drawn, mask, pen.way_mm * 2.3)
    svg = (
        f'<path class="fig-edge" stroke-width="{short(pen.edge_mm * 0.75)}" d="{shape}"/>'
        f'<path class="fig-area" stroke-width="{short(pen.way_mm * 0.6)}" d="{shape}"/>'
        f'<path class="fig-hatch" stroke-width="{short(pen.way_mm * 0.42)}" d="{hatch}"/>'
    )
    return Mark(svg, places, places.mean(axis=0))


def covered_mask(drawn: Drawing, vertices: Numbers) -> planar.Mask:
    """Pixels of the depth picture that lie among these vertices."""
    field = np.zeros(len(load_figure(drawn.build).surface.vertices_mm))
    field[vertices] = 1.0
    mask: planar.Mask = share_seen(drawn, field, 0.0) > 0.5
    return mask


def shape_of(drawn: Drawing, mask: planar.Mask, smooth_mm: float) -> str:
    """A path around the pixels of the depth picture."""
    areas = planar.majority(mask.astype(np.int64), 2)
    smoothing = planar.Smoothing(smooth_mm, smooth_mm, 0.5)
    found = planar.borders(areas, DEPTH_PER_MM, np.array(drawn.box_mm[:2]), smoothing)
    return "".join(bezier.path(loop, True) for loop in planar.outline(found, 1, 20.0))


def hatched(drawn: Drawing, mask: planar.Mask, apart_mm: float = HATCH_MM) -> str:
    """Slanted lines over the pixels."""
    left, top, right, bottom = drawn.box_mm
    height, width = mask.shape
    step = 1.0 / DEPTH_PER_MM / 2.0
    slant = unit(np.array([1.0, -1.4]))
    across = np.array([-slant[1], slant[0]])
    reach = float(np.hypot(right - left, bottom - top))
    middle = np.array([(left + right) / 2, (top + bottom) / 2])
    along = np.arange(-reach / 2, reach / 2, step)
    d = ""
    for offset in np.arange(-reach / 2, reach / 2, apart_mm):
        line = middle + offset * across + along[:, None] * slant
        column, row = np.floor((line - [left, top]) * DEPTH_PER_MM).astype(np.int64).T
        inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
        inside[inside] = mask[row[inside], column[inside]]
        ends = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(np.int64), [0]]))).reshape(-1, 2)
        for start, end in ends.tolist():
            if end - start > 4:
                d += bezier.polyline(line[[start + 1, end - 2]])
    return d


def dotted(drawn: Drawing, mask: planar.Mask, apart_mm: float) -> str:
    """A lattice of dots over the pixels: lines without length, drawn with round ends."""
    left, top, _, _ = drawn.box_mm
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not len(rows):
        return ""
    d = ""
    line_mm = apart_mm * 0.87
    first, last = top + rows[0] / DEPTH_PER_MM, top + rows[-1] / DEPTH_PER_MM
    for y in np.arange(np.ceil(first / line_mm) * line_mm, last, line_mm):
        shift = apart_mm / 2 if round(y / line_mm) % 2 else 0.0
        xs = np.arange(
            np.floor((left + columns[0] / DEPTH_PER_MM) / apart_mm) * apart_mm + shift,
            left + columns[-1] / DEPTH_PER_MM,
            apart_mm,
        )
        column = np.floor((xs - left) * DEPTH_PER_MM).astype(np.int64)
        row = int((y - top) * DEPTH_PER_MM)
        within = (column >= 0) & (column < mask.shape[1])
        for x in xs[within][mask[min(row, mask.shape[0] - 1), column[within]]]:
            d += bezier.dot(float(x), float(y))
    return d


def _ring(point: Array, normal: Array, radius_mm: float) -> Array:
    side = unit(np.cross(normal, [0.0, 1.0, 0.0] if abs(normal[1]) < 0.9 else [1.0, 0.0, 0.0]))
    other = np.cross(normal, side)
    angle = np.linspace(0.0, 2 * np.pi, 16, endpoint=False)[:, None]
    ring: Array = point + radius_mm * (np.cos(angle) * side + np.sin(angle) * other)
    return ring


def _length(line: Array) -> float:
    return float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())


def _opened(line: Array, gap_mm: float) -> Array:
    """A closed way, open by a gap before its start, so that the arrow has a place and the start can be seen."""
    return _trimmed(line, min(gap_mm, _length(line) / 5))


def _trimmed(line: Array, by_mm: float) -> Array:
    steps = np.linalg.norm(np.diff(line, axis=0), axis=1)
    rest = steps.sum() - np.concatenate([[0.0], np.cumsum(steps)])
    kept = line[rest >= min(by_mm, steps.sum() * 0.4)]
    return kept if len(kept) > 1 else line[:2]


def _arrow(line: Array, pen: Pen) -> str:
    """A head at the end of the line, as a closed path."""
    tip = line[-1]
    before = _trimmed(line, pen.arrow_mm * 0.9)[-1]
    ahead = unit(tip - before)
    aside = np.array([-ahead[1], ahead[0]])
    tip = tip + ahead * pen.arrow_mm * 0.15
    corners = [
        tip,
        tip - ahead * pen.arrow_mm + aside * pen.arrow_mm * 0.5,
        tip - ahead * pen.arrow_mm * 0.78,
        tip - ahead * pen.arrow_mm - aside * pen.arrow_mm * 0.5,
    ]
    return bezier.polyline(np.array(corners), closed=True)
