"""Lines laid on the skin by hand: lids, lips, nose, ears, collar bones, shoulder blades, spine, strands of hair.

Each was read off a picture of the reference body in the view it is named by, on the left side, in millimetres on the
page (to the right, down). Put onto the skin it follows every build, and its mirror image is on the other side.
"""

from dataclasses import dataclass, field

import numpy as np

from tools.figure.base import Floats, Ints
from unclench.figure.camera import Camera
from unclench.figure.raster import raster, weights
from unclench.figure.surface import Surface, Trail

CAMERAS = {
    "front": Camera(0.0, 9.0),
    "left": Camera(90.0, 0.0),
    "back": Camera(180.0, 5.0),
    "hand_back": Camera(0.0, 0.0),
    "hand_palm": Camera(180.0, 0.0),
    "foot_top": Camera(-15.0, 55.0),
}
LIFT_PER_MM = 4.0
STEP_MM = 0.7


@dataclass(frozen=True)
class Line:
    name: str
    drawn_in: str
    points: str
    """As in SVG: "x,y x,y"."""
    views: tuple[str, ...]
    ink: str = "line"
    joined: bool = False
    """It begins on the midline, and both sides are one line."""

    @property
    def page_mm(self) -> Floats:
        return np.array([[float(value) for value in pair.split(",")] for pair in self.points.split()])


LINES = (
    Line("lid", "front", "14.5,-118.5 17,-121.8 22,-124.6 28,-125.7 35,-125 41,-122.4 45,-118.6", ("front",), "faint"),
    Line("wing", "front", "14.6,-87 16.9,-83 17.7,-78.7 16.8,-75.3 14.8,-73.5", ("front",)),
    Line("nostril", "front", "12.8,-73.7 10.6,-74.9 8.4,-74.5 6.9,-73.1", ("front",), "dark"),
    Line("tip", "front", "0,-69.3 3.4,-70.2 6,-72.3", ("front",), joined=True),
    Line("mouth", "front", "0,-49.5 5,-49.8 11,-50.5 17,-51.3 22.6,-51", ("front",), "dark", joined=True),
    Line("profile mouth", "left", "-140.8,-73.1 -138,-73.5 -134.2,-73.2", ("left",), "dark"),
    Line("chin", "front", "0,-35.6 5,-36.1 9.5,-37.8", ("front",), "faint", joined=True),
    Line("notch", "front", "0,51.5 4,50.2 7.5,46.5", ("front",), "faint", joined=True),
    Line("armpit", "front", "148,126 143.5,138 139.5,150 137,166", ("front",)),
    Line(
        "collar bone", "front", "11.5,48.5 20,44.4 36,43.4 58,44.2 80,40.6 100,34.4 116,30.5", ("front", "top"), "faint"
    ),
    Line("neck", "front", "9.5,41 17,25 27,5", ("front",), "faint"),
    Line(
        "helix",
        "left",
        "-47.6,-127 -46.6,-131 -44,-134.4 -40.5,-136.6 -37,-137.2 -33.5,-135.9 -30.6,-132.8 -28.7,-128.6 -28.2,-123.5",
        ("left",),
    ),
    Line(
        "concha",
        "left",
        "-44.5,-123.1 -42,-124 -38.5,-123.6 -35.3,-121 -33.4,-117.5 -33.7,-114.4 -36,-111.7 -40,-109.2 -45,-107",
        ("left",),
    ),
    Line("tragus", "left", "-49.4,-119.8 -47.7,-117 -47.3,-113.5 -48,-110 -48.6,-107.2 -47.4,-105.9", ("left",)),
    Line("ear root", "left", "-49,-137.4 -50.8,-133.5 -51.2,-128 -50.2,-123", ("left",), "faint"),
    Line(
        "profile wing", "left", "-136,-109.3 -133.8,-106.5 -133,-103 -133.4,-99.5 -135.2,-96.4 -137.4,-95.4", ("left",)
    ),
    Line("profile nostril", "left", "-148.6,-98.2 -146,-99.2 -143,-98.9 -140,-97.3", ("left",), "dark"),
    Line("profile lid", "left", "-131.6,-147.2 -128,-145.4 -123.6,-142.2 -120,-138.2", ("left",), "faint"),
    Line("jaw", "left", "-54.5,-86 -58,-75 -64,-65 -74,-55.5 -88,-47.5 -102,-41.5", ("left",)),
    Line("side of the neck", "left", "-38,-78 -45,-55 -53,-28 -60,2 -63.5,28", ("left",), "faint"),
    Line("collar", "left", "-60,51 -46,44 -33,35.5 -21,27.5", ("left",), "faint"),
    Line("back of the armpit", "back", "-153,126 -147,140 -140,153 -136.5,170", ("back",)),
    Line("blade", "back", "-64,78 -61.5,102 -62,132 -66.5,160 -74,181 -84,191 -95,189", ("back",), "faint"),
    Line("ridge of the blade", "back", "-78,66 -100,58.5 -126,49.5 -148,44", ("back",), "faint"),
    Line("spine", "back", "0,70 0,130 0,190", ("back",), "faint", joined=True),
    Line("lower spine", "back", "0,225 0,280 0,330", ("back",), "faint", joined=True),
    Line("neck bone", "back", "0,26 3,25.3 6,23", ("back",), "faint", joined=True),
)


def _nail(view: str, x: float, y: float, wide: float, long: float) -> Line:
    """Open at the tip (x, y); a negative length is a nail whose tip is below it on the page."""
    shape = ((-0.92, 0.25), (-1.0, 0.62), (-0.68, 0.92), (0.0, 1.0), (0.68, 0.92), (1.0, 0.62), (0.92, 0.25))
    points = " ".join(f"{x + wide * a:.2f},{y + long * b:.2f}" for a, b in shape)
    return Line("nail", view, points, (view,), "faint")


def _fold(view: str, x: float, y: float, wide: float, sag: float) -> Line:
    return Line("fold", view, f"{x - wide},{y} {x},{y + sag} {x + wide},{y}", (view,), "faint")


LIMB_LINES = (
    _nail("hand_back", -27.2, -176.0, 4.6, 14.0),
    _nail("hand_back", 1.6, -186.0, 4.7, 14.5),
    _nail("hand_back", 25.6, -174.5, 4.5, 13.5),
    _nail("hand_back", 46.0, -140.6, 3.7, 11.5),
    _fold("hand_back", -26.5, -138.0, 4.5, -1.6),
    _fold("hand_back", 1.5, -143.0, 4.5, -1.6),
    _fold("hand_back", 24.0, -137.0, 4.5, -1.6),
    _fold("hand_back", 43.5, -116.0, 3.6, -1.4),
    Line("thumb line", "hand_palm", "30,-85 20,-78 10.5,-63 5,-44 4,-26 7,-13", ("hand_palm",), "line"),
    Line("head line", "hand_palm", "29,-86 18,-81 2,-73 -14,-65 -27,-59", ("hand_palm",), "line"),
    Line("heart line", "hand_palm", "-40,-77 -28,-83 -12,-88 1,-95 8,-103", ("hand_palm",), "line"),
    Line("wrist", "hand_palm", "-18.5,2 -8,4.4 6,3.6 18.5,-1", ("hand_palm",), "line"),
    Line("wrist 2", "hand_palm", "-15,8.5 -5,10.2 6,9.6", ("hand_palm",), "faint"),
    _fold("hand_palm", 23.5, -109.0, 6.5, 1.4),
    _fold("hand_palm", -0.5, -110.0, 6.5, 1.4),
    _fold("hand_palm", -22.0, -109.0, 6.5, 1.4),
    _fold("hand_palm", -40.5, -97.5, 5.5, 1.2),
    _fold("hand_palm", 26.0, -136.0, 5.5, 1.0),
    _fold("hand_palm", -1.5, -141.0, 5.5, 1.0),
    _fold("hand_palm", -23.5, -137.0, 5.5, 1.0),
    _fold("hand_palm", -43.5, -117.0, 4.5, 0.9),
    _nail("foot_top", 69.5, 166.0, 6.2, -15.0),
    _nail("foot_top", 48.0, 171.0, 3.4, -8.0),
    _nail("foot_top", 30.0, 168.5, 3.2, -7.5),
    _nail("foot_top", 13.5, 162.0, 3.0, -7.0),
)


@dataclass(frozen=True, eq=False)
class Laid:
    """A line on the skin."""

    views: tuple[str, ...]
    ink: str
    trail: Trail


@dataclass(frozen=True, eq=False)
class Lifter:
    """Finds the place on the skin under a place on the page; one picture for each camera."""

    vertices_mm: Floats
    triangles: Ints
    pictures: dict[str, tuple[Floats, Ints, Floats]] = field(default_factory=dict)

    def trail(self, view: str, page: Floats) -> Trail:
        points, seen, origin = self._picture(view)
        pixels = (page - origin) * LIFT_PER_MM
        column, row = np.clip(np.floor(pixels).astype(np.int64), 0, np.array(seen.shape[::-1]) - 1).T
        which = seen[row, column]
        if (which < 0).any():
            raise ValueError(f"a line runs off the body in {view}: {page[which < 0].tolist()}")
        return Trail(which, weights(points, self.triangles[which], pixels))

    def _picture(self, view: str) -> tuple[Floats, Ints, Floats]:
        if view not in self.pictures:
            projected = CAMERAS[view].project(self.vertices_mm)
            origin = projected[:, :2].min(axis=0) - 2.0
            size = np.ceil((projected[:, :2].max(axis=0) + 2.0 - origin) * LIFT_PER_MM).astype(np.int64)
            points = np.column_stack([(projected[:, :2] - origin) * LIFT_PER_MM, projected[:, 2]])
            self.pictures[view] = points, raster(points, self.triangles, int(size[0]), int(size[1])).triangles, origin
        return self.pictures[view]


def laid(vertices_mm: Floats, triangles: Ints) -> list[Laid]:
    """All lines on the reference body, on both sides."""
    lifter = Lifter(vertices_mm, triangles)
    found = []
    for line in LINES:
        left = lifter.trail(line.drawn_in, curve(line.page_mm))
        right = mirrored(left, len(triangles))
        if line.joined:
            found.append(Laid(line.views, line.ink, joined(right, left)))
        else:
            found += [Laid(line.views, line.ink, left), Laid(line.views, line.ink, right)]
    return found


def laid_on_limb(vertices_mm: Floats, triangles: Ints, view: str) -> list[Laid]:
    """The lines of one view of a right limb."""
    lifter = Lifter(vertices_mm, triangles)
    chosen = [line for line in LIMB_LINES if line.drawn_in == view]
    return [Laid(line.views, line.ink, lifter.trail(view, curve(line.page_mm))) for line in chosen]


def along(vertices: Ints, surface: Surface) -> Trail:
    """A line from vertex to vertex."""
    starts, which = surface.around
    triangles = np.array([which[starts[v]] for v in vertices])
    return Trail(triangles, (surface.triangles[triangles] == vertices[:, None]).astype(np.float64))


def mirrored(trail: Trail, count: int) -> Trail:
    """On the other side: the second half of the triangles are the first, mirrored, corners in reverse order."""
    half = count // 2
    return Trail((trail.triangles + half) % count, trail.weights[:, ::-1])


def joined(right: Trail, left: Trail) -> Trail:
    return Trail(
        np.concatenate([right.triangles[::-1], left.triangles[1:]]),
        np.concatenate([right.weights[::-1], left.weights[1:]]),
    )


def curve(points: Floats) -> Floats:
    """A Catmull–Rom curve through the points, finely stepped."""
    padded = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    pieces = []
    for before, here, there, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        steps = max(2, int(np.linalg.norm(there - here) / STEP_MM))
        t = (np.arange(steps) / steps)[:, None]
        pieces.append(
            0.5
            * (
                2 * here
                + t * (there - before)
                + t**2 * (2 * before - 5 * here + 4 * there - after)
                + t**3 * (3 * here - before - 3 * there + after)
            )
        )
    return np.concatenate([*pieces, points[-1:]])


WHORL_MM = np.array([0.0, 232.0, -42.0])
CENTRE_MM = np.array([0.0, 150.0, 20.0])
STRANDS = 22
TWIST = 0.35


def strands(vertices_mm: Floats, hair: Floats) -> list[Floats]:
    """Lines of hair from the whorl outwards, where the hair is deep; not the same length, not evenly begun."""
    chosen = np.flatnonzero(hair > -5.0)
    rays = vertices_mm[chosen] - CENTRE_MM
    radius = np.linalg.norm(rays, axis=1)
    rays = rays / radius[:, None]
    up = (WHORL_MM - CENTRE_MM) / np.linalg.norm(WHORL_MM - CENTRE_MM)
    side = np.array([1.0, 0.0, 0.0])
    ahead = np.cross(side, up)
    found = []
    for number in range(STRANDS):
        for half in (1.0, -1.0):
            angle = half * (number + 0.5) / STRANDS * np.pi
            start = 14.0 + 17.0 * ((number * 5) % 7) / 6.0 + (38.0 if number % 3 == 1 else 0.0)
            away = np.radians(np.arange(start, start + 34.0 + 22.0 * ((number * 3) % 5) / 4.0, 1.5))
            turn = angle + half * TWIST * (1.0 - away / np.radians(110.0))
            ray = np.cos(away)[:, None] * up + np.sin(away)[:, None] * (
                np.cos(turn)[:, None] * ahead + np.sin(turn)[:, None] * side
            )
            close = ray @ rays.T
            near = np.argsort(-close, axis=1)[:, :8]
            share = 1.0 / (1.0002 - np.take_along_axis(close, near, axis=1))
            share /= share.sum(axis=1, keepdims=True)
            deep = (hair[chosen][near] * share).sum(axis=1)
            stops = np.flatnonzero((deep < 7.0) | (close.max(axis=1) < 0.998))
            kept = stops[0] if len(stops) else len(away)
            if kept > 9:
                found.append(CENTRE_MM + ray[:kept] * (radius[near] * share).sum(axis=1)[:kept, None])
    return found
