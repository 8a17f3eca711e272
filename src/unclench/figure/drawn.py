"""Pictures for people: a step, a point, a muscle, a region; each in the views in which it can be read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import numpy.typing as npt

from unclench.atlas import Atlas
from unclench.atlas.types import Movement, Relation, Zone
from unclench.figure import marks, moves, panel
from unclench.figure.body import Build
from unclench.figure.drawing import (
    BUST_VIEWS,
    DEPTH_PER_MM,
    LIMB_VIEWS,
    Bools,
    Drawing,
    Patch,
    drawing,
    share_seen,
    short,
    triangles_seen,
)
from unclench.figure.marks import Track
from unclench.figure.motion import Motion, MovingStroke
from unclench.figure.panel import Numbered, Panel
from unclench.figure.places import PlaceSide, load_places
from unclench.figure.surface import Array, Numbers, SurfacePoint, Trail
from unclench.figure.timing import Part
from unclench.figure.views import SHOULDER_TOP_MM
from unclench.figure.whole import PARTS, load_figure

READABLE = 0.42
"""A line that is seen less well than this gets another view, if there is one in which it is seen better."""
MOST_VIEWS = 3
ONE_OF_TWO = 0.8
"""What a view is worth that shows one side well and hides the other, which is its mirror image."""
SPOT_BESIDE_HEAD = 0.3
"""Seen from above, a spot on the shoulder stands beside an ear and seems to be on it."""

SIDE_WORDS = {"both": "both sides", "left": "left side", "right": "right side", "middle": "in the middle"}
OTHER: Mapping[PlaceSide, PlaceSide] = {"left": "right", "right": "left", "midline": "midline"}


@dataclass(frozen=True, eq=False)
class Item:
    """A stroke, or a point: its tracks, one for each side worked."""

    tracks: tuple[Track, ...]
    words: str
    number: int = 0


def draw_motion(motion: Motion, build: Build, title: str, *, thumb: bool = False) -> str:
    """A finished `<svg>` for a step. Raises ValueError where the motion has neither stroke nor place."""
    worked: dict[int, list[Part]] = {}
    for turn in motion.turns:
        parts = worked.setdefault(turn.stroke, [])
        parts += [part for part in turn.parts if part not in parts]
    many = len(worked) > 1
    items = [
        Item(
            tuple(_track(motion.strokes[stroke], part) for part in parts),
            f"{motion.strokes[stroke].stroke.what}, {_side(parts)}",
            number + 1 if many else 0,
        )
        for number, (stroke, parts) in enumerate(worked.items())
    ]
    in_turn = any(len(turn.parts) == 1 and turn.parts[0] != "middle" for turn in motion.turns) and any(
        len(parts) > 1 for parts in worked.values()
    )
    first = next((turn.parts[0] for turn in motion.turns if turn.parts[0] != "middle"), "left")
    note = f"One side after the other, {first} first" if in_turn else ""
    if motion.movements and not items:
        return _movements(motion, build, title, thumb=thumb)
    return _items(items, build, title, note, thumb=thumb)


def draw_point(code: str, build: Build = "reference", *, title: str, thumb: bool = False) -> str:
    """An acupressure point, on both sides where it has two. Raises NoSuchPlaceError."""
    places = load_places()
    tracks = [_spots(places.point(code, side), build, "hold", side) for side in places.sides("point", code)]
    words = _side([track.side for track in tracks])
    return _items([Item(tuple(tracks), f"{code}, {words}")], build, title, "", thumb=thumb)


def draw_region(
    region: str, side: PlaceSide | None = None, build: Build = "reference", *, title: str, thumb: bool = False
) -> str:
    """A region filled, on one side or on all that it has."""
    best: Drawing | None = None
    size = 0.0
    for drawn in _drawings(build, (0, 1, 2), ("right", "left") if side != "left" else ("left", "right")):
        shown = [patch for patch in drawn.patches if patch.region == region and side in (None, patch.side)]
        sizes = sorted((_area(drawn, region, patch.side) for patch in shown), reverse=True)
        seen = sum(size * share for size, share in zip(sizes, (1.0, 0.4, 0.4), strict=False))
        if seen > size * 1.15:
            best, size = drawn, seen
    if best is None:
        raise ValueError(f"no drawing shows the region {region!r} on side {side!r}")
    shown = [patch for patch in best.patches if patch.region == region and side in (None, patch.side)]
    around = np.concatenate([_corners(best, region, patch.side) for patch in shown])
    under = "".join(
        f'<path class="fig-edge" stroke-width="2.6" d="{patch.d}"/>'
        f'<path class="fig-patch" stroke-width="1.1" d="{patch.d}"/>'
        for patch in shown
    )
    made = Panel(best, under=under, around_mm=around, narrowest_mm=230.0)
    sides = {patch.side for patch in shown}
    sided = side is None and len({patch.side for patch in _everywhere(build, region)} - sides - {"midline"}) > 0
    hint = "The other side likewise" if sided else ""
    made = replace(made, note=hint)
    words = "both sides" if {"left", "right"} <= sides else SIDE_WORDS[_part(next(iter(sides)))]
    return panel.picture([made], title, f"{made.words}: {words}." + (f" {hint}." if hint else ""), thumb=thumb)


def draw_muscle(
    muscle: str,
    atlas: Atlas,
    side: Literal["left", "right"] = "left",
    build: Build = "reference",
    *,
    title: str,
    thumb: bool = False,
) -> str:
    """A muscle, crosses where its trigger points are felt, and dots where they send pain: thick where it is said to
    be most, thin where it may spill over.
    """
    told, places = atlas.muscles[muscle], load_places()
    patch = places.muscle(muscle, side)
    field = np.full(len(load_figure(build).surface.vertices_mm), -12.0)
    field[patch.vertices] = patch.distance_mm
    zones = {strength: _codes(told.referral.zones, strength, side) for strength in ("main", "spill")}
    wanted = field > 0
    referred = np.isin(places.codes, np.concatenate([zones["main"], zones["spill"]]))
    views: list[Drawing] = []
    candidates = list(_drawings(build, (0,), ("right",)))
    for mask, weight in ((wanted, 1.0), (referred, 1.0)):
        if mask.any() and not any(
            _share(drawn, mask) > 0.5 * max(_share(c, mask) for c in candidates) for drawn in views
        ):
            best = max(candidates, key=lambda drawn: weight * _share(drawn, mask))
            if _share(best, mask) > 0:
                views.append(best)
    panels = []
    for drawn in views:
        body = share_seen(drawn, field, -12.0) > 0
        under, around = "", []
        codes = _code_pixels(drawn, places.codes)
        for strength, apart in (("spill", 9.0), ("main", 5.0)):
            mask = np.isin(codes, zones[strength])
            d = marks.dotted(drawn, mask, apart)
            if d:
                under += (
                    f'<path class="fig-{strength}" stroke-width="{short(2.4 if strength == "main" else 1.9)}" d="{d}"/>'
                )
                around.append(np.argwhere(mask)[:, ::-1] / DEPTH_PER_MM + np.array(drawn.box_mm[:2]))
        shape = marks.shape_of(drawn, body, 3.0)
        if shape:
            under += (
                f'<path class="fig-edge" stroke-width="2.6" d="{shape}"/>'
                f'<path class="fig-muscle" stroke-width="1.1" d="{shape}"/>'
            )
            around.append(np.argwhere(body)[:, ::-1] / DEPTH_PER_MM + np.array(drawn.box_mm[:2]))
        sites = [places.site(site, side) for site in places.sites_of(muscle)]
        crosses = _crosses(drawn, Trail.of(sites), build) if sites else []
        places_mm = np.concatenate(around) if around else np.zeros((0, 2))
        panels.append(Panel(drawn, [Numbered(cross) for cross in crosses], under, places_mm, narrowest_mm=260.0))
    described = (
        f"{side.capitalize()} side. Crosses: where to feel for trigger points. Dots: where they are said to send pain."
    )
    return panel.picture(panels, title, described, thumb=thumb)


def _movements(motion: Motion, build: Build, title: str, *, thumb: bool) -> str:
    own = motion.movements[0].own
    once: list[Movement] = []
    for turn in motion.movements:
        if turn.own == own and turn.movement not in once:
            once.append(turn.movement)
    numbers = [at if len(once) > 1 else 0 for at in range(1, len(once) + 1)]
    sided = any(turn.own != own for turn in motion.movements)
    note = f"Shown for the {own} side" if sided else ""
    panels, told = [], []
    for view in dict.fromkeys(moves.view_for(movement) for movement in once):
        drawn = drawing(view, build)
        here = [pair for pair in zip(once, numbers, strict=True) if moves.view_for(pair[0]) == view]
        lines = [(moves.arrows(movement, own, drawn), at) for movement, at in here]
        around = np.concatenate([arrow.line_mm for found, _ in lines for arrow in found])
        _, top, _, bottom = drawn.box_mm
        around = np.concatenate([around, [[0.0, top], [0.0, min(150.0, bottom)]]])
        rough = Panel(drawn, around_mm=around, narrowest_mm=300.0, roomy=True)
        low, _, high, _ = rough.crop_mm()
        pen = panel.pen_for(high - low, thumb=thumb)
        found = []
        for arrows, at in lines:
            for count, arrow in enumerate(arrows):
                found.append(Numbered(marks.arrow(arrow.line_mm, pen, both=arrow.both), at if count == 0 else 0))
        made = Panel(drawn, found, around_mm=around, note=note, narrowest_mm=300.0, roomy=True)
        panels.append(made)
        steps = "; ".join((f"{at}: " if at else "") + movement.what for movement, at in here)
        told.append(f"{made.words}: {steps}" + (f". {note}" if note else "") + ".")
    return panel.picture(panels, title, " ".join(told), thumb=thumb)


def _everywhere(build: Build, region: str) -> list[Patch]:
    return [patch for view in BUST_VIEWS for patch in drawing(view, build).patches if patch.region == region]


def _items(items: Sequence[Item], build: Build, title: str, note: str, *, thumb: bool) -> str:
    tracks = [track for item in items for track in item.tracks]
    parts = sorted({track.part for track in tracks}) or [0]
    sides: list[Literal["left", "right"]] = []
    for track in tracks:
        if track.part and track.side in ("left", "right") and track.side not in sides:
            sides.append(track.side)
    candidates = list(_drawings(build, parts, sides[:1] or ["right"]))
    values = np.array([[_value(drawn, item) for item in items] for drawn in candidates]).reshape(len(candidates), -1)
    chosen = _chosen(values)
    panels, told = [], []
    for number in chosen:
        drawn = candidates[number]
        own = [
            item
            for at, item in enumerate(items)
            if values[number, at] == values[chosen, at].max() and values[number, at] > 0.05
        ]
        if items and not own:
            continue
        rough = Panel(drawn, [Numbered(mark) for mark in _marks(drawn, own, panel.pen_for(200.0, thumb=thumb))])
        left, _, right, _ = rough.crop_mm()
        pen = panel.pen_for(right - left, thumb=thumb)
        found: list[Numbered] = []
        twin = False
        for item in own:
            made = _marks(drawn, [item], pen)
            found += [Numbered(mark, item.number if at == 0 else 0) for at, mark in enumerate(made)]
            twin |= len(made) < len(item.tracks)
        hint = note or ("The other side likewise" if twin and _is_two_sided(own) else "")
        made_panel = Panel(drawn, found, note=hint, narrowest_mm=270.0 if drawn.limb_side else panel.NARROWEST_MM)
        panels.append(made_panel)
        steps = "; ".join((f"{item.number}: " if item.number else "") + item.words for item in own)
        told.append(f"{made_panel.words}: {steps}" + (f". {hint}" if hint else "") + ".")
    if not panels:
        panels = [Panel(drawing("front", build))]
    return panel.picture(panels, title, " ".join(told) or title, thumb=thumb)


def _chosen(values: Array) -> list[int]:
    """As few views as show every item well: rows are views, columns items."""
    if not values.size:
        return [0]
    chosen = [int(np.argmax(values.sum(axis=1)))]
    while len(chosen) < MOST_VIEWS:
        best = values[chosen].max(axis=0)
        gain = np.where(best < READABLE, np.maximum(values - best, 0.0), 0.0)
        number = int(np.argmax(gain.sum(axis=1)))
        if gain[number].max() < 0.12:
            break
        chosen.append(number)
    return chosen


def _value(drawn: Drawing, item: Item) -> float:
    seen = [marks.readable(drawn, track) for track in item.tracks]
    straight = 0.02 if drawn.view in ("front", "back") else 0.0
    value = max(float(np.mean(seen)), ONE_OF_TWO * max(seen)) + (straight if max(seen) > 0 else 0.0)
    return value * (SPOT_BESIDE_HEAD if drawn.view == "top" and _is_spot_below_head(item) else 1.0)


def _is_spot_below_head(item: Item) -> bool:
    spots = [track.points_mm for track in item.tracks if track.kind in ("hold", "tap") and not track.part]
    return bool(spots) and float(np.concatenate(spots)[:, 1].mean()) < SHOULDER_TOP_MM


def _is_two_sided(items: Iterable[Item]) -> bool:
    return any(len(item.tracks) > 1 for item in items)


def _marks(drawn: Drawing, items: Iterable[Item], pen: marks.Pen) -> list[marks.Mark]:
    made = {"way": marks.way, "hold": marks.spots, "tap": marks.spots, "area": marks.area}
    found = []
    for item in items:
        for track in item.tracks:
            if marks.readable(drawn, track) > 0.04:
                mark = made[track.kind](drawn, track, pen)
                if mark is not None:
                    found.append(mark)
    return found


def _drawings(build: Build, parts: Iterable[int], sides: Sequence[Literal["left", "right"]]) -> Iterable[Drawing]:
    for part in parts:
        if part == 0:
            yield from (drawing(view, build) for view in BUST_VIEWS)
        else:
            names = [view for view in LIMB_VIEWS if drawing(view).part == part]
            yield from (drawing(view, build, sides[0]) for view in names)


def _track(moving: MovingStroke, part: Part) -> Track:
    line = moving.lines[part]
    kinds: Mapping[str, marks.Kind] = {"hold": "hold", "point": "tap", "area": "area"}
    number = next((at for at, name in enumerate(PARTS) if name == line.inset), 0)
    return Track(
        kinds.get(moving.stroke.type, "way"),
        line.points_mm,
        line.normals,
        line.covered,
        float(moving.stroke.radius_mm),
        moving.closed,
        moving.back == "reverse",
        number,
        part,
    )


def _spots(spots: Sequence[SurfacePoint], build: Build, kind: marks.Kind, side: PlaceSide) -> Track:
    figure = load_figure(build)
    trail = Trail.of(list(spots))
    part = int(figure.part[figure.surface.triangles[trail.triangles[0], 0]])
    return Track(kind, figure.surface.at(trail), figure.surface.normals_at(trail), part=part, side=_part(side))


def _part(side: PlaceSide) -> Part:
    return "middle" if side == "midline" else side


def _side(parts: Sequence[Part]) -> str:
    return SIDE_WORDS["both" if len(parts) > 1 else parts[0]]


def _codes(zones: Sequence[Zone], strength: str, side: Literal["left", "right"]) -> Numbers:
    places = load_places()
    found = [
        code
        for zone in zones
        if zone.strength == strength
        for code in places.codes_of(zone.region)
        if (area := places.region_of(code)) is not None and _meant(area.side, zone.side, side)
    ]
    return np.array(found, dtype=np.int64)


def _meant(of_code: PlaceSide, told: Relation, side: PlaceSide) -> bool:
    return (
        of_code
        in {
            "same": (side, "midline"),
            "other": (OTHER[side],),
            "both": ("left", "right", "midline"),
            "midline": ("midline",),
        }[told]
    )


def _code_pixels(drawn: Drawing, codes: npt.NDArray[np.uint8]) -> Numbers:
    seen, triangles = triangles_seen(drawn)
    of_triangle = codes[triangles].astype(np.int64)
    most = np.where(of_triangle[:, 1] == of_triangle[:, 2], of_triangle[:, 1], of_triangle[:, 0])
    return np.where(seen >= 0, most[np.maximum(seen, 0)], 0)


def _share(drawn: Drawing, vertices: Bools) -> float:
    """How large an area these vertices take in the picture."""
    seen, triangles = triangles_seen(drawn)
    whole: Bools = np.asarray(vertices[triangles].all(axis=1))
    return float(((seen >= 0) & whole[np.maximum(seen, 0)]).sum())


def _area(drawn: Drawing, region: str, side: PlaceSide) -> float:
    places = load_places()
    return float((_code_pixels(drawn, places.codes) == places.code_of(region, side)).sum())


def _corners(drawn: Drawing, region: str, side: PlaceSide) -> Array:
    places = load_places()
    mask = _code_pixels(drawn, places.codes) == places.code_of(region, side)
    corners: Array = np.argwhere(mask)[:, ::-1] / DEPTH_PER_MM + np.array(drawn.box_mm[:2])
    return corners


def _crosses(drawn: Drawing, trail: Trail, build: Build) -> list[marks.Mark]:
    surface = load_figure(build).surface
    points = surface.at(trail)
    seen = drawn.sees(points) & (drawn.facing(surface.normals_at(trail)) > marks.SLOPE)
    found = []
    for x, y, _ in drawn.project(points[seen]):
        d = f"M{short(x - 4)} {short(y - 4)}l8 8m0 -8l-8 8"
        svg = f'<path class="fig-edge" stroke-width="4.4" d="{d}"/><path class="fig-way" stroke-width="2.2" d="{d}"/>'
        found.append(marks.Mark(svg, np.array([[x, y]]), np.array([x, y])))
    return found
