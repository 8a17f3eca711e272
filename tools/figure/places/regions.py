"""The regions as patches: for any place on the reference body its region and side, or none.

The outlines are drawn for the left half in order of precedence: the first that holds wins. So the skin is covered
once, whatever the outlines do. Numbers are millimetres on the reference body; see `landmarks`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from tools.figure import crop
from tools.figure.base import Floats, Ints, Wheel
from tools.figure.places.charts import Ball, Outline, corners
from tools.figure.places.limbs import Limbs
from tools.figure.places.surface import Bools, Side, Skin

MIDDLE_MM: Mapping[str, float] = {
    "hairline_front": 10,
    "scalp_frontal": 10,
    "scalp_occipital": 10,
    "forehead": 10,
    "nose": 5,
    "perioral_chin": 8,
    "suboccipital": 10,
    "nape": 10,
    "anterior_neck": 12,
    "sacral": 14,
}
"""Regions with a middle of their own, and how far it reaches to each side."""

MIDLINE_ONLY = ("scalp_vertex", "glabella", "c7_junction")

ROUND_THE_SHOULDER = ("shoulder_point", "infrascapular", "pectoral", "suprascapular")
"""These reach onto what moves with the upper arm."""

SPINE_MM = 7.0
"""The row of bony knobs: on the back nothing is worked within this distance from the middle."""


def _before(z: float) -> Callable[[Floats], Bools]:
    return lambda p: p[..., 2] > z


def _behind(z: float) -> Callable[[Floats], Bools]:
    return lambda p: p[..., 2] < z


def _aside(x: float) -> Callable[[Floats], Bools]:
    return lambda p: np.abs(p[..., 0]) > x


def _ellipse(u: float, v: float, ru: float, rv: float) -> tuple[tuple[float, float], ...]:
    angles = np.linspace(0, 2 * np.pi, 24, endpoint=False)
    return tuple((float(u + ru * np.cos(a)), float(v + rv * np.sin(a))) for a in angles)


def _shoulder(p: Floats) -> Bools:
    """Below the neck, and behind only as far down as the trough above the ridge of the shoulder blade."""
    aside = np.abs(p[..., 0])
    down = np.interp(aside, [36, 72, 100, 130, 165], [-29, -28, -30, -33, -37])
    up = np.interp(aside, [36, 60], [19, 14])
    return (p[..., 1] < up) & (p[..., 1] > -60) & ((p[..., 1] > down) | (p[..., 2] > 0))


def _nose(p: Floats) -> Bools:
    """Not the walls inside the nostrils."""
    aside, up, front = np.abs(p[..., 0]), p[..., 1], p[..., 2]
    return (front > 125) & ~((aside < 13) & (up > 95) & (up < 116) & (front < 136))


OUTSIDE = ""

HEAD_FROM_MM = -60.0
"""Cavities are looked for above this height."""

EAR_FROM, EAR_FULL = 0.985, 1.0

# The hairless lids and eyeball; the ring of bone lies around them.
LIDS = Outline(
    "front",
    corners("16.5 136, 21 143.5, 30 147.5, 38.5 145.5, 44.5 138, 39 132.5, 30 130, 22 132"),
    _before(95),
)

# What moves with the ear, cut off in front where the cheek begins.
EAR = Outline(
    "side",
    corners("57 92, 53.5 104, 52.5 118, 52 130, 49 138, 44 145, 36 152, 15 145, 12 110, 30 88, 48 86"),
)

HEAD: tuple[tuple[str, tuple[Ball | Outline, ...]], ...] = (
    (OUTSIDE, (LIDS,)),
    (
        "glabella",
        (Outline("front", corners("-9 147.5, 9 147.5, 11 153, 11 160, 8 167, 0 170, -8 167"), _before(110)),),
    ),
    (
        "brow",
        (
            Outline(
                "front",
                corners(
                    "10 150, 20 152.5, 31 154, 43 151.5, 54 148.5, 58 152, 55 158.5, 44 165, 31 167.5, 20 165, 11 160.5"
                ),
                _before(95),
            ),
        ),
    ),
    (
        "nose",
        (
            Outline(
                "front",
                corners(
                    "-8 148, 8 148, 9.5 142, 10.5 134, 13 124, 16 114, 20.5 106, 20 97, 14 94.2, "
                    "7 94, 0 92.2, -7 94, -20 97, -16 114, -10 134"
                ),
                _nose,
            ),
        ),
    ),
    (
        "periorbital",
        (
            Outline(
                "front",
                corners(
                    "8 151, 9 142, 11.5 132, 20 125, 31 122, 42 122.5, 52 127.5, 56.5 137, 56.5 148, "
                    "44 154, 31 157, 18 154"
                ),
                _before(95),
            ),
        ),
    ),
    ("tmj", (Outline("side", _ellipse(61, 117, 9, 13), _aside(40)),)),
    (
        "temple",
        (
            Outline(
                "side",
                corners(
                    "116 158, 105 171, 94 184, 80 191.5, 84 184, 87 173, 84 161, 74 148.5, 66 139.5, "
                    "60 130, 66 127, 80 128, 95 130, 110 132, 118 140, 118 150"
                ),
                _aside(35),
            ),
        ),
    ),
    (
        "cheek_zygomatic",
        (
            Outline(
                "front",
                corners("36.5 120, 43 126, 53 132, 60 134, 72 134, 72 102, 62 101.5, 53 97.5, 43 96.5, 38 103, 36 112"),
                _before(102),
            ),
            Outline(
                "side",
                corners("112 134, 95 130, 80 128, 58 127, 58 114, 67 112, 80 108.5, 95 102.5, 104 99.5, 112 110"),
                _aside(50),
            ),
        ),
    ),
    (
        "nasolabial",
        (
            Outline(
                "front",
                corners("10 134, 20 128, 31 125, 40 125, 38.5 104, 39.5 97, 34 89, 27 84.5, 21.5 87, 18 91, 12 96"),
                _before(105),
            ),
        ),
    ),
    (
        "submandibular",
        (
            Outline(
                "side",
                corners(
                    "129 30.5, 118 32.7, 105 36.5, 90 42, 76 48.5, 63 55, 52.5 58.5, 52 50, 62 41, "
                    "72 31, 80 22.5, 90 15, 128 15"
                ),
            ),
        ),
    ),
    (
        "perioral_chin",
        (
            Outline(
                "front",
                corners(
                    "-13 96, 0 97, 13 96, 18.5 91, 24 85.5, 31 78, 35 69, 35 57, 32 45, 26 34, 12 20, -12 20, -26 34"
                ),
                _before(88),
            ),
        ),
    ),
    (
        "jaw_masseter",
        (
            Outline(
                "side",
                corners(
                    "66 113, 86 107, 87 90, 84 70, 79 44, 66 50, 53 57, 46 63, 42.5 75, 42 88, 46 97, 48 110, 56 116"
                ),
                _aside(30),
            ),
        ),
    ),
    (
        "cheek_buccal",
        (
            Outline(
                "side",
                corners("84 110, 85 90, 82 70, 77 45, 90 38, 105 33, 130 28, 150 40, 150 118, 110 125"),
            ),
        ),
    ),
    (
        "mastoid",
        (
            Outline(
                "side",
                corners("50 95, 45 87, 32 81.5, 18 82, 7 89, 2 101, 5 115, 14 125, 26 131, 40 134, 52 118"),
                _aside(30),
            ),
        ),
    ),
    (
        "hairline_front",
        (
            Outline(
                "side",
                corners(
                    "124 226, 112.5 218, 104 211, 93 200, 80 190, 70 192, 64 201, 74 213, 84 224.5, 93 235, 104 250"
                ),
            ),
        ),
    ),
    (
        "forehead",
        (
            Outline(
                "side",
                corners(
                    "118 153, 116 158, 105 171, 94 184, 79 190.5, 93 201, 104 212, 112.5 219, 126 228, 160 200, 160 148"
                ),
            ),
        ),
    ),
    (
        "scalp_temporal",
        (
            Outline(
                "side",
                corners(
                    "81 191, 72 198, 58 201, 42 199.5, 25 194, 8 183, -5 168, -10 152, -6 137, "
                    "3 125, 14 121, 30 121, 52 121, 61 129, 66 139, 74 148, 84 160.5, 87.5 173, "
                    "85 184"
                ),
                _aside(30),
            ),
        ),
    ),
    ("scalp_vertex", (Ball((0, 237, 0), 43),)),
    (
        "scalp_frontal",
        (
            Outline(
                "top",
                corners("-20 36, 0 35, 22 38, 45 46, 80 48, 80 140, -40 140"),
                lambda p: p[..., 1] > 188,
            ),
        ),
    ),
    (
        "scalp_parietal",
        (
            Outline(
                "side",
                corners(
                    "52 270, 52 205, 42 195, 25 188, 10 178, 0 160, -9 148, -20 156, -27 172, -31 190, -33 215, -36 270"
                ),
                lambda p: p[..., 1] > 140,
            ),
        ),
    ),
    (
        "suboccipital",
        (
            Outline(
                "round",
                corners(
                    "200 110.5, 180 110.5, 164 110, 148 107.5, 132 103.5, 115 99, 112 88, 124 76, "
                    "136 70, 155 68, 180 68, 200 68"
                ),
            ),
        ),
    ),
    (
        "scm_region",
        (
            Outline(
                "round",
                corners(
                    "82 88, 76 70, 65 48, 49 21, 31 -8, 15 -30, 6.5 -44, 8 -52, 26 -52, 41 -46, "
                    "51 -28, 67 -2, 85 22, 98 42, 108 60, 117 78, 121 94, 104 96"
                ),
            ),
        ),
    ),
    ("scalp_occipital", (Outline("round", corners("100 95, 100 290, 220 290, 220 95"), smooth=False),)),
)

TRUNK: tuple[tuple[str, tuple[Ball | Outline, ...]], ...] = (
    ("c7_junction", (Outline("front", _ellipse(0, -18, 38, 35), _behind(0)),)),
    (
        "shoulder_point",
        (
            Outline(
                "side",
                corners(
                    "-66 -60, -62 -105, -34 -155, 8 -192, 44 -162, 70 -122, 78 -85, 66 -52, 34 -30, "
                    "6 -20, -12 -18, -30 -30"
                ),
                lambda p: np.abs(p[..., 0]) > np.interp(p[..., 1], [-190, -120, -45, -25], [168, 163, 153, 153]),
            ),
        ),
    ),
    (
        "shoulder_top",
        (
            Outline(
                "top",
                corners("34 -80, 34 -30, 46 -12, 62 6, 84 17, 104 26, 122 36, 138 40, 153 36, 166 14, 172 -5, 172 -80"),
                _shoulder,
            ),
        ),
    ),
    (
        "nape",
        (
            Outline(
                "round",
                corners("200 76, 155 76, 134 76, 133 64, 135 50, 131 32, 122 16, 114 2, 150 -20, 200 -20"),
            ),
        ),
    ),
    (
        "lateral_neck",
        (
            Outline(
                "round",
                corners("90 8, 80 12, 84 24, 100 45, 112 80, 118 92, 136 92, 142 50, 140 15, 118 2, 104 5"),
            ),
        ),
    ),
    (
        "scapular_border",
        (
            Outline(
                "front",
                corners(
                    "58 -30, 70 -25, 86 -29, 86 -60, 84 -100, 88 -140, 96 -178, 92 -192, 80 -196, "
                    "68 -186, 60 -150, 56 -110, 56 -70"
                ),
                _behind(-15),
            ),
        ),
    ),
    (
        "suprascapular",
        (
            Outline(
                "front",
                corners("80 -25, 120 -26, 158 -28, 170 -36, 160 -43, 140 -50, 118 -58, 98 -65, 78 -71"),
                _behind(0),
            ),
        ),
    ),
    (
        "infrascapular",
        (
            Outline(
                "front",
                corners(
                    "78 -71, 98 -65, 118 -58, 140 -50, 162 -42, 170 -60, 160 -95, 146 -122, "
                    "128 -150, 108 -180, 94 -190, 80 -150, 76 -110"
                ),
                _behind(0),
            ),
        ),
    ),
    (
        "interscapular",
        (Outline("front", corners("42 -26, 62 -24, 64 -60, 64 -110, 68 -165, 42 -165"), _behind(-10), smooth=False),),
    ),
    (
        "paraspinal_upper_thoracic",
        (Outline("front", corners("0 -20, 42 -20, 42 -128, 0 -128"), _behind(-10), smooth=False),),
    ),
    (
        "paraspinal_lower_thoracic",
        (Outline("front", corners("0 -128, 42 -128, 45 -220, 48 -285, 0 -285"), _behind(-10), smooth=False),),
    ),
    (
        "paraspinal_lumbar",
        (Outline("front", corners("0 -285, 48 -285, 56 -330, 58 -405, 0 -405"), _behind(-10), smooth=False),),
    ),
    (
        "sacral",
        (
            Outline(
                "front",
                corners("-50 -404.5, 0 -404.5, 50 -404.5, 43 -440, 22 -490, 0 -505, -22 -490, -43 -440"),
                _behind(-10),
            ),
        ),
    ),
    (
        "supraclavicular",
        (
            Outline(
                "front",
                corners(
                    "40 -46, 60 -50, 84 -50, 104 -47, 116 -44, 122 -36, 112 -18, 100 -6, 84 4, "
                    "68 14, 56 16, 48 14, 44 -10"
                ),
                _before(-14),
            ),
        ),
    ),
    (
        "anterior_neck",
        (Outline("round", corners("-1 -46, -1 62, 40 75, 60 100, 92 100, 84 80, 60 20, 30 -46"), smooth=False),),
    ),
    (
        "pectoral",
        (
            Outline(
                "front",
                corners(
                    "74 -50, 84 -50, 104 -47, 122 -40, 142 -32, 156 -34, 162 -60, 160 -95, 148 -124, "
                    "124 -138, 98 -132, 80 -112, 72 -80"
                ),
                _before(10),
            ),
        ),
    ),
)


@dataclass(frozen=True)
class Labels:
    """`regions` is empty text where no region is; `sides` has no meaning there."""

    regions: tuple[str, ...]
    sides: tuple[Side, ...]


class Regions:
    def __init__(self, wheel: Wheel, skin: Skin) -> None:
        self._skin = skin
        self._limbs = Limbs(wheel, skin)
        self._ear = ear_share(wheel)
        self._hidden = hidden_share(wheel, skin)

    def at(self, places_mm: Floats) -> Labels:
        """Region and side of places on the skin of the reference body."""
        triangles, shares = self._skin.nearest(places_mm)
        return self.on(self._skin.triangles[triangles], shares)

    def on(self, vertices: Ints, shares: Floats) -> Labels:
        """The same for places given by three vertices of the base mesh and their shares."""
        places = np.einsum("nk,nkx->nx", shares, self._skin.vertices_mm[vertices])
        names = np.full(len(places), OUTSIDE, dtype=object)
        part = self._limbs.part(vertices, shares)
        free = np.einsum("nk,nk->n", shares, self._hidden[vertices]) < 0.5

        def take(name: str, where: Bools) -> None:
            names[where & free] = name
            free[where] = False

        core = part == "core"
        take("ear", EAR.holds(places) & (np.einsum("nk,nk->n", shares, self._ear[vertices]) > 0.5) & core)
        above = places[:, 1] > -70
        for name, outlines in HEAD:
            take(name, _any(outlines, places) & core & above)
        for name, outlines in TRUNK:
            held = _any(outlines, places) & (core | (part == "upper_arm") if name in ROUND_THE_SHOULDER else core)
            if name.startswith("paraspinal"):
                held &= np.abs(places[:, 0]) > SPINE_MM
            take(name, held)
        for name, held in self._limbs.regions(places, part, vertices, shares):
            take(name, held)
        sides = [self._side(str(name), float(x)) for name, x in zip(names, places[:, 0], strict=True)]
        return Labels(tuple(str(name) for name in names), tuple(sides))

    def _side(self, name: str, x: float) -> Side:
        if name in MIDLINE_ONLY or abs(x) < MIDDLE_MM.get(name, 0.0):
            return "midline"
        return "left" if x >= 0 else "right"


def _any(outlines: tuple[Ball | Outline, ...], places_mm: Floats) -> Bools:
    held = np.zeros(len(places_mm), dtype=bool)
    for outline in outlines:
        held |= outline.holds(places_mm)
    return held


def hidden_share(wheel: Wheel, skin: Skin) -> Floats:
    """1 at the vertices of mouth, nostrils and sockets that nobody sees from outside, else 0."""
    quads = wheel.mesh.quads[wheel.mesh.groups["body"]]
    high = skin.vertices_mm[quads, 1] > HEAD_FROM_MM
    head = quads[high.all(axis=1)]
    hidden = np.zeros(len(skin.vertices_mm))
    hidden[head] = 1.0
    hidden[head[crop.grown(head, crop.seen(head, skin.vertices_mm), 1)]] = 0.0
    hidden[quads[~high.all(axis=1)]] = 0.0
    both: Floats = np.minimum(hidden, hidden[wheel.mirror])
    return both


def ear_share(wheel: Wheel) -> Floats:
    """For each vertex whether it belongs to the auricle: 1 there, 0 around it, by how far it moves with the ear."""
    moved = sum(np.linalg.norm(wheel.target_mm(f"ears/{side}-ear-trans-forward"), axis=1) for side in "lr")
    shared: Floats = np.clip((moved / np.max(moved) - EAR_FROM) / (EAR_FULL - EAR_FROM), 0.0, 1.0)
    return shared
