"""The muscles as patches: where each would be pressed or seen through the skin, on the left; and their trigger points.

Outlines are millimetres on the reference body, drawn in the charts of `charts`. Muscles lie over one another, so their
patches overlap; unlike regions they do not cover the skin.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from tools.figure.base import Floats
from tools.figure.places.charts import Chart, Outline, corners
from tools.figure.places.landmarks import Found
from tools.figure.places.regions import LIDS, Regions
from tools.figure.places.surface import Bools, Skin, Spot
from unclench.atlas.load import Atlas
from unclench.atlas.types import Spot as Told

INSIDE_MM = 1.5
"""A trigger point that had to be moved into its muscle lies this far inside."""
NUDGE_MM = 60.0
GRID = np.array([(a, b, 6 - a - b) for a in range(7) for b in range(7 - a)]) / 6.0

BEYOND_MM = 12.0
"""Distances to the edge of a patch are kept up to here."""


@dataclass(frozen=True)
class Patch:
    """The outlines together, without those of `hole`."""

    outlines: tuple[Outline, ...]
    hole: Outline | None = None

    def distance_mm(self, places_mm: Floats) -> Floats:
        """To the edge, positive inside; nearly: charts shorten what they see aslant."""
        best = np.max([outline.distance_mm(places_mm, BEYOND_MM) for outline in self.outlines], axis=0)
        if self.hole is not None:
            best = np.minimum(best, -self.hole.distance_mm(places_mm, BEYOND_MM))
        kept: Floats = best
        return kept


def _patch(chart: Chart, told: str, kept: Callable[[Floats], Bools] | None = None) -> Patch:
    return Patch((Outline(chart, corners(told), kept),))


def _face(p: Floats) -> Bools:
    return p[..., 2] > 60


def _behind(p: Floats) -> Bools:
    return p[..., 2] < 15


def _back(p: Floats) -> Bools:
    return p[..., 2] < -5


def _aside(p: Floats) -> Bools:
    return np.abs(p[..., 0]) > 20


def _chest(p: Floats) -> Bools:
    return p[..., 2] > -5


def _above_blades(p: Floats) -> Bools:
    return (p[..., 1] > -44) & (p[..., 1] < 30) & (p[..., 2] > -25)


def _under_chin(p: Floats) -> Bools:
    return (p[..., 1] > 5) & (p[..., 1] < 36)


PATCHES: Mapping[str, Patch] = {
    # Head and jaw
    "frontalis": _patch(
        "front", "3 168, 13 166, 31 168, 47 166, 55 174, 57 192, 52 207, 36 219, 15 227, 3 224", kept=_face
    ),
    "occipitalis": _patch("front", "12 115, 36 111, 55 107, 60 124, 52 146, 32 153, 15 147", kept=_back),
    "procerus": _patch("front", "-5 130, 5 130, 5.5 144, 9 157, 6 169, -6 169, -9 157, -5.5 144", kept=_face),
    "corrugator_supercilii": _patch("front", "8 153, 12 150.5, 24 155, 39 162, 36 168, 21 165, 10 160", kept=_face),
    "orbicularis_oculi": Patch(
        (
            Outline(
                "front",
                corners(
                    "8 151, 9.5 139, 14 126, 24 116, 37 112, 50 116, 58.5 128, 61 143, 57 158, 44 168, 26 168, 12 162"
                ),
                _face,
            ),
        ),
        hole=LIDS,
    ),
    "zygomaticus_major": _patch("front", "58 112, 52 118, 42 103, 29 82, 23 73, 26 68, 34 74, 48 92", kept=_face),
    "temporalis": _patch(
        "side",
        "112 150, 104 168, 94 183, 80 192, 66 199, 50 202, 30 197, 10 184, -4 166, "
        "-8 150, 0 136, 14 131, 28 140, 44 147, 56 137, 65 128, 80 127, 96 131, 108 139",
        kept=_aside,
    ),
    "masseter": _patch(
        "side", "93 112, 80 119, 63 120, 57 102, 52 76, 52.5 61, 62 54, 75 50, 81 62, 86 88", kept=_aside
    ),
    "lateral_pterygoid": _patch("side", "64 112, 72 116, 86 115, 94 109, 88 103, 74 104", kept=_aside),
    "medial_pterygoid": _patch("side", "52 60, 58 54, 70 50, 76 58, 74 72, 64 80, 54 74", kept=_aside),
    "digastric": Patch(
        (
            Outline("side", corners("22 86, 30 90, 40 76, 54 56, 70 40, 82 29, 80 22, 68 28, 52 44, 36 62"), _aside),
            Outline("top", corners("3 122, 15 120, 15 104, 22 88, 18 80, 4 84"), _under_chin),
        )
    ),
    "platysma": Patch(
        (
            Outline(
                "front",
                corners(
                    "5 32, 20 36, 36 50, 48 62, 53 56, 52 30, 58 6, 84 -22, 112 -58, 80 -84, 34 -78, "
                    "14 -58, 10 -20, 6 12"
                ),
                _chest,
            ),
        )
    ),
    # Neck
    "scm_sternal": _patch(
        "round",
        "82 88, 76 70, 65 48, 49 21, 31 -8, 15 -30, 6.5 -46, 16 -46, 28 -28, 46 -4, "
        "64 22, 81 46, 96 70, 106 90, 96 98, 86 96",
    ),
    "scm_clavicular": _patch(
        "round",
        "106 96, 96 72, 81 48, 64 24, 48 0, 34 -26, 24 -46, 41 -46, 51 -28, 67 -2, "
        "85 22, 98 42, 108 60, 117 78, 122 96, 114 101",
    ),
    "scalene_anterior": _patch(
        "round",
        "92 40, 84 22, 70 0, 56 -24, 54 -36, 66 -34, 78 -12, 92 12, 101 36",
    ),
    "scalene_middle": _patch(
        "round",
        "106 66, 100 40, 90 12, 76 -12, 70 -28, 82 -28, 94 -6, 106 20, 114 50, 113 66",
    ),
    "scalene_posterior": _patch(
        "round",
        "114 52, 106 24, 96 2, 88 -14, 98 -16, 108 2, 118 24, 121 48",
    ),
    "rcp_major": _patch("front", "2 74, 6 70, 18 86, 28 102, 18 106, 10 96", kept=_behind),
    "rcp_minor": _patch("front", "1 86, 4 83, 11 96, 12 106, 2 107", kept=_behind),
    "oc_superior": _patch("front", "38 84, 46 86, 44 98, 34 108, 24 106, 30 96", kept=_behind),
    "oc_inferior": _patch("front", "2 75, 3 69, 12 69, 30 76, 45 83, 44 90, 32 87, 14 80", kept=_behind),
    "splenius_capitis": _patch(
        "front",
        "1 50, 1 -40, 4 -68, 12 -50, 24 0, 36 44, 47 72, 55 92, 50 106, 36 108, 28 92, 14 64",
        kept=_behind,
    ),
    "splenius_cervicis": _patch(
        "front", "1 -70, 2 -122, 8 -118, 20 -60, 32 6, 42 58, 46 86, 38 88, 29 60, 18 6, 8 -40", kept=_behind
    ),
    "semispinalis_capitis": _patch(
        "front", "2 110, 20 109, 27 98, 26 60, 24 14, 27 -40, 27 -110, 18 -140, 12 -110, 5 -40, 2 30", kept=_behind
    ),
    "semispinalis_cervicis": _patch("front", "1 74, 7 70, 16 20, 24 -40, 26 -115, 16 -118, 6 -50, 1 10", kept=_behind),
    "multifidi_cervical": _patch("front", "1 68, 8 62, 15 26, 18 -14, 14 -60, 2 -62", kept=_behind),
    "longissimus_capitis": _patch(
        "front", "44 96, 54 94, 51 72, 42 32, 36 -20, 34 -70, 26 -72, 28 -20, 33 30, 40 66", kept=_behind
    ),
    # Shoulders and back
    "trapezius_upper": Patch(
        (
            Outline(
                "front",
                corners(
                    "-2 113, 15 112.5, 23 104, 26 80, 30 52, 36 30, 46 15, 60 10, 90 4, 130 -12, "
                    "160 -24, 166 -32, 140 -31, 100 -23, 60 -15, 30 -12, -2 -11"
                ),
                _behind,
            ),
            Outline(
                "top",
                corners("44 -16, 60 4, 84 17, 104 26, 122 36, 140 38, 154 33, 164 12, 164 -24, 100 -26"),
                _above_blades,
            ),
        )
    ),
    "trapezius_middle": _patch(
        "front",
        "-2 -12, 30 -13, 60 -16, 100 -24, 140 -31, 170 -36, 162 -45, 118 -60, 82 -71, 40 -74, -2 -75",
        kept=_back,
    ),
    "trapezius_lower": _patch(
        "front", "-2 -76, 40 -76, 82 -70, 92 -74, 74 -108, 48 -170, 24 -236, 8 -280, -2 -286", kept=_back
    ),
    "levator_scapulae": _patch(
        "front",
        "40 86, 47 86, 48 60, 52 28, 64 4, 78 -24, 79 -52, 70 -60, 62 -44, 50 -10, 41 20, 38 54",
        kept=_behind,
    ),
    "rhomboid_minor": _patch("front", "1 -6, 1 -30, 36 -58, 64 -80, 73 -76, 73 -60, 40 -34", kept=_back),
    "rhomboid_major": _patch(
        "front", "1 -40, 1 -112, 36 -148, 72 -184, 82 -178, 75 -130, 73 -80, 62 -80, 34 -62", kept=_back
    ),
    "supraspinatus": _patch(
        "front",
        "74 -50, 84 -37, 120 -34, 150 -34, 178 -46, 190 -66, 180 -70, 164 -48, 140 -51, 118 -58, 80 -69",
        kept=_behind,
    ),
    "infraspinatus": _patch(
        "front",
        "78 -76, 118 -63, 150 -53, 176 -60, 190 -78, 182 -90, 164 -92, 144 -110, 118 -150, 94 -180, 82 -150, 77 -110",
        kept=_back,
    ),
    "erector_spinae_thoracic": _patch(
        "front", "7 -18, 26 -18, 34 -50, 42 -100, 46 -160, 52 -230, 56 -290, 30 -296, 7 -290, 6 -150", kept=_back
    ),
    "erector_spinae_lumbar": _patch(
        "front", "7 -282, 30 -288, 56 -282, 61 -330, 60 -396, 44 -430, 16 -450, 7 -440, 6 -360", kept=_back
    ),
    "pectoralis_minor": _patch(
        "front",
        "112 -62, 120 -57, 127 -64, 122 -100, 114 -146, 104 -190, 84 -188, 66 -166, 62 -150, 82 -122, 102 -88",
        kept=_chest,
    ),
}


def sites(skin: Skin, found: Found, regions: Regions, atlas: Atlas) -> Mapping[str, tuple[str, Spot]]:
    """By id of the site: the muscle's id, and where it is when the muscle is the left one.

    Where the words lead beside the muscle or out of the region, the nearest place inside both is taken.
    """
    placed: dict[str, tuple[str, Spot]] = {}
    for muscle in atlas.muscles.values():
        for site in muscle.sites:
            spot = told_place(skin, found, site.spot)
            placed[site.id] = (muscle.id, _within(skin, regions, spot, site.region, PATCHES[muscle.id]))
    return placed


def _within(skin: Skin, regions: Regions, spot: Spot, region: str, patch: Patch) -> Spot:
    start = spot.at(skin.vertices_mm)
    centres = skin.corners.mean(axis=1)
    near = np.flatnonzero((np.linalg.norm(centres - start, axis=1) < NUDGE_MM) & (centres[:, 0] > 0))
    vertices = np.concatenate([[list(spot.vertices)], np.repeat(skin.triangles[near], len(GRID), axis=0)])
    shares = np.concatenate([[list(spot.shares)], np.tile(GRID, (len(near), 1))])
    places = np.einsum("nk,nkx->nx", shares, skin.vertices_mm[vertices])
    inside = patch.distance_mm(places) > INSIDE_MM
    inside[0] = patch.distance_mm(places[:1])[0] > 0
    kept = np.flatnonzero(inside)
    labels = regions.on(vertices[kept], shares[kept])
    kept = kept[[name == region for name in labels.regions]]
    if not len(kept):
        raise ValueError(f"no place within {NUDGE_MM} mm of {start} lies in {region} and in the muscle")
    best = kept[np.argmin(np.linalg.norm(places[kept] - start, axis=1))]
    a, b, c = (int(vertex) for vertex in vertices[best])
    x, y, z = (float(share) for share in shares[best])
    return Spot((a, b, c), (x, y, z))


def told_place(skin: Skin, found: Found, told: Told) -> Spot:
    """A landmark, moved along the skin toward another."""
    start = found.spots[told.landmark].at(skin.vertices_mm)
    if told.offset is None:
        return found.spots[told.landmark]
    end = found.spots[told.offset.toward].at(skin.vertices_mm)
    if told.offset.side == "other":
        end = end * np.array([-1.0, 1.0, 1.0])
    way = np.array(
        [skin.snapped(start + (end - start) * share).at(skin.vertices_mm) for share in np.linspace(0, 1, 41)]
    )
    gone = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(way, axis=0), axis=1))])
    cun = found.measures.length_mm if start[1] > 60 else found.measures.back_mm
    wanted = told.offset.cun * cun if told.offset.cun else told.offset.fraction * gone[-1]
    return skin.snapped(np.array([np.interp(wanted, gone, way[:, axis]) for axis in range(3)]))
