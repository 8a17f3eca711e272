"""Writes what the program reads: codes of regions for a mesh, and landmarks, points, sites and muscles on it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.figure import morph
from tools.figure.base import Floats, Ints, Wheel
from tools.figure.places import landmarks, limbs, muscles, points
from tools.figure.places.regions import Regions
from tools.figure.places.surface import Skin, Spot, nearest_on
from unclench.atlas.load import Atlas, load_atlas
from unclench.figure import packed

DISTANCE_STEP_MM = 0.1
HIDDEN_BELOW = 0.02
"""Skin within mouth, nostrils and sockets sees less of the sky than this, all other skin sees far more."""
WEIGHT_DIGITS = 5

Reference = Sequence[float]
"""Number of a triangle and the shares of its corners."""


@dataclass(frozen=True)
class Seen:
    """The mesh that people see, placed as on the reference body: first the left half, then the mirrored triangles.

    Triangle `n` of the left half has its mirror image at `n + len(triangles) / 2`, its corners reversed.
    """

    vertices_mm: Floats
    triangles: Ints
    mirror: Ints
    part: npt.NDArray[np.uint8]
    """By vertex: 0 for the bust, else one of the far parts."""
    openness: npt.NDArray[np.float32]
    """By vertex of the bust, which come first: how much of the sky it sees, 0 to 1."""


def code_table(atlas: Atlas) -> list[tuple[str, str]]:
    """Code 0 is no region; the others follow the order of the atlas."""
    return [("", ""), *((region.id, side) for region in atlas.regions.values() for side in region.sides)]


def region_codes(regions: Regions, atlas: Atlas, seen: Seen) -> Ints:
    """By vertex the code of its region and side. The right half has the mirrored codes of the left."""
    table = code_table(atlas)
    numbers = {area: code for code, area in enumerate(table)}
    opposite = {"left": "right", "right": "left", "midline": "midline", "": ""}
    mirrored_codes = np.array([numbers[name, opposite[side]] for name, side in table])
    left = left_vertices(seen)
    labels = regions.at(seen.vertices_mm[left])
    of_left = np.array(
        [numbers[name, side] if name else 0 for name, side in zip(labels.regions, labels.sides, strict=True)]
    )
    # The bust ends above the elbow: what little of the arm's region it holds belongs to the far part.
    of_limbs = np.isin(labels.regions, limbs.REGIONS)
    of_left[of_limbs != (seen.part[left] > 0)] = 0
    on_bust = left[seen.part[left] == 0]
    of_left[seen.part[left] == 0] *= seen.openness[on_bust] >= HIDDEN_BELOW
    codes = np.zeros(len(seen.vertices_mm), dtype=np.int64)
    codes[seen.mirror[left]] = mirrored_codes[of_left]
    codes[left] = of_left
    return codes


def left_vertices(seen: Seen) -> Ints:
    left: Ints = np.unique(seen.triangles[: len(seen.triangles) // 2])
    return left


def files(wheel: Wheel, seen: Seen) -> dict[str, bytes]:
    atlas = load_atlas()
    skin = Skin(wheel, morph.reference(wheel))
    arms_and_legs = limbs.Limbs(wheel, skin)
    found = landmarks.find(skin, arms_and_legs)
    half = np.arange(len(seen.triangles) // 2)
    on_bust = seen.part[seen.triangles[half, 0]] == 0

    def references(spots: Sequence[Spot], named: Sequence[str]) -> list[Reference]:
        """Spots whose regions are those of limbs are sought on the far parts, which begin above elbow and knee."""
        among = half[~on_bust if set(named) <= set(limbs.REGIONS) else on_bust]
        placed = np.array([spot.at(skin.vertices_mm) for spot in spots])
        triangles, shares = nearest_on(seen.vertices_mm, seen.triangles, placed, among)
        return [_rounded(int(number), share) for number, share in zip(triangles, shares, strict=True)]

    def both(spots: Sequence[Spot], laterality: str, named: Sequence[str]) -> dict[str, list[Reference]]:
        left = references(spots, named)
        if laterality == "midline":
            return {"midline": left}
        return {"left": left, "right": [mirrored(reference, len(half)) for reference in left]}

    placed_points = points.place(skin, found, arms_and_legs)
    regions = Regions(wheel, skin)
    placed_sites = muscles.sites(skin, found, regions, atlas)
    told = {
        "codes": code_table(atlas),
        "cun_mm": {
            "head": found.measures.length_mm,
            "head_across": found.measures.across_mm,
            "back": found.measures.back_mm,
        },
        "landmarks": {
            name: both([found.spots[name]], landmark.laterality, landmark.regions)
            for name, landmark in sorted(atlas.landmarks.items())
        },
        "points": {
            code: _four(both(placed_points[code][:3], "bilateral", point.regions))
            if code == "EX-HN1"
            else both(placed_points[code], point.laterality, point.regions)
            for code, point in sorted(atlas.points.items())
        },
        "sites": {
            name: {"muscle": muscle, **both([spot], "bilateral", atlas.muscles[muscle].regions)}
            for name, (muscle, spot) in sorted(placed_sites.items())
        },
    }
    codes = region_codes(regions, atlas, seen)
    return {"places.json": _json(told), "places.bin": _packed(seen, codes)}


def mirrored(reference: Reference, half: int) -> Reference:
    number, a, b, c = reference
    return [int(number) + half, c, b, a]


def _four(placed: Mapping[str, list[Reference]]) -> dict[str, list[Reference]]:
    """Four spots around the crown: before, behind, left, right."""
    return {"midline": [*placed["left"], placed["right"][2]]}


def _rounded(number: int, shares: Floats) -> Reference:
    a, b = (round(float(share), WEIGHT_DIGITS) for share in shares[:2])
    return [number, a, b, round(1 - a - b, WEIGHT_DIGITS)]


def _packed(seen: Seen, codes: Ints) -> bytes:
    """By muscle: the vertices of the left half in or near its patch, and their distance to its edge."""
    left = left_vertices(seen)
    arrays: dict[str, tuple[Ints, str, float, bool]] = {"codes": (codes[:, None], "uint8", 1.0, True)}
    for name, patch in muscles.PATCHES.items():
        distances = patch.distance_mm(seen.vertices_mm[left])
        near = distances > -muscles.BEYOND_MM
        whole = np.rint(distances[near] / DISTANCE_STEP_MM).astype(np.int64)
        arrays[f"{name}/vertices"] = (left[near][:, None], "uint16", 1.0, True)
        arrays[f"{name}/distance"] = (whole[:, None], "int8", DISTANCE_STEP_MM, True)
    about = {
        "codes": "by vertex of the whole figure; see places.json",
        "muscles": "vertices of the left half and their distance to the edge of the patch in mm, positive inside",
    }
    return packed.pack(about, arrays)


def _json(told: Mapping[str, object]) -> bytes:
    """One place a line, so that a change can be read."""
    text = json.dumps(told, ensure_ascii=False)
    for name in told:
        text = text.replace(f'"{name}": ', f'\n"{name}": ')
    text = text.replace(']]}, "', ']]},\n "').replace('"], ["', '"],\n ["')
    return (text + "\n").encode()
