"""The 45 atlas regions: coarse region, sides, highest pressure; and what the region names of rules mean."""

from collections.abc import Iterable
from typing import NamedTuple

from tests.safety.second.neighbours import NEIGHBOURS

Part = tuple[str, str]


class Region(NamedTuple):
    """`maxima` are the highest levels for self, partner and professional."""

    id: str
    coarse: str
    laterality: str
    maxima: tuple[int, int, int]


REGIONS: tuple[Region, ...] = (
    Region("hairline_front", "scalp", "midline_and_bilateral", (4, 4, 4)),
    Region("scalp_frontal", "scalp", "midline_and_bilateral", (5, 5, 5)),
    Region("scalp_vertex", "scalp", "midline", (5, 5, 5)),
    Region("scalp_parietal", "scalp", "bilateral", (5, 5, 5)),
    Region("scalp_temporal", "scalp", "bilateral", (5, 5, 5)),
    Region("scalp_occipital", "scalp", "midline_and_bilateral", (5, 5, 5)),
    Region("forehead", "forehead", "midline_and_bilateral", (4, 4, 4)),
    Region("glabella", "forehead", "midline", (3, 3, 4)),
    Region("brow", "forehead", "bilateral", (2, 2, 2)),
    Region("periorbital", "periorbital", "bilateral", (2, 2, 2)),
    Region("temple", "temples", "bilateral", (3, 3, 4)),
    Region("nose", "nose_sinus", "midline_and_bilateral", (3, 3, 4)),
    Region("nasolabial", "nose_sinus", "bilateral", (3, 3, 4)),
    Region("cheek_zygomatic", "cheeks_jaw", "bilateral", (4, 4, 4)),
    Region("cheek_buccal", "cheeks_jaw", "bilateral", (4, 4, 4)),
    Region("perioral_chin", "cheeks_jaw", "midline_and_bilateral", (4, 4, 4)),
    Region("jaw_masseter", "cheeks_jaw", "bilateral", (5, 4, 5)),
    Region("tmj", "tmj", "bilateral", (3, 3, 4)),
    Region("ear", "ears", "bilateral", (3, 3, 4)),
    Region("mastoid", "scalp", "bilateral", (3, 3, 4)),
    Region("submandibular", "neck_anterior", "bilateral", (1, 1, 2)),
    Region("suboccipital", "suboccipital", "midline_and_bilateral", (5, 5, 6)),
    Region("nape", "neck_posterior", "midline_and_bilateral", (5, 5, 6)),
    Region("lateral_neck", "neck_lateral", "bilateral", (2, 2, 4)),
    Region("scm_region", "neck_anterior", "bilateral", (4, 3, 4)),
    Region("anterior_neck", "neck_anterior", "midline_and_bilateral", (0, 0, 1)),
    Region("supraclavicular", "supraclavicular", "bilateral", (0, 0, 1)),
    Region("c7_junction", "neck_posterior", "midline", (5, 5, 6)),
    Region("shoulder_top", "upper_trapezius", "bilateral", (6, 6, 7)),
    Region("shoulder_point", "shoulders", "bilateral", (6, 6, 7)),
    Region("suprascapular", "shoulders", "bilateral", (6, 6, 7)),
    Region("infrascapular", "shoulders", "bilateral", (6, 6, 7)),
    Region("scapular_border", "upper_thoracic", "bilateral", (6, 6, 7)),
    Region("interscapular", "upper_thoracic", "bilateral", (6, 6, 7)),
    Region("paraspinal_upper_thoracic", "upper_thoracic", "bilateral", (6, 6, 7)),
    Region("paraspinal_lower_thoracic", "lower_back", "bilateral", (5, 5, 7)),
    Region("paraspinal_lumbar", "lower_back", "bilateral", (5, 5, 7)),
    Region("pectoral", "shoulders", "bilateral", (4, 3, 5)),
    Region("hand_web", "hands", "bilateral", (6, 6, 6)),
    Region("hand_edge", "hands", "bilateral", (6, 6, 6)),
    Region("foot_sole", "feet_legs", "bilateral", (5, 5, 6)),
    Region("wrist_forearm", "hands", "bilateral", (6, 6, 6)),
    Region("lower_leg", "feet_legs", "bilateral", (5, 5, 6)),
    Region("foot_dorsum", "feet_legs", "bilateral", (5, 5, 6)),
    Region("sacral", "lower_back", "midline_and_bilateral", (0, 4, 4)),
)
REGION_IDS = frozenset(region.id for region in REGIONS)
NO_ATLAS_REGION = frozenset({"intraoral", "eyelid_globe"})
SIDES = {
    "bilateral": ("left", "right"),
    "midline": ("midline",),
    "midline_and_bilateral": ("left", "midline", "right"),
}
SIDES_OF = {region.id: SIDES[region.laterality] for region in REGIONS}
COARSE_OF = {region.id: region.coarse for region in REGIONS}
ATLAS_OF: dict[str, tuple[str, ...]] = {
    coarse: tuple(region.id for region in REGIONS if region.coarse == coarse)
    for coarse in sorted({region.coarse for region in REGIONS})
}
ALL_PARTS = frozenset((region, side) for region, sides in SIDES_OF.items() for side in sides)

CHEST_SHOULDER = frozenset({"shoulder_top", "shoulder_point", "suprascapular", "infrascapular", "pectoral"})
EAR_SCALP = frozenset({*ATLAS_OF["ears"], *ATLAS_OF["scalp"], "mastoid"})
FISTULA = CHEST_SHOULDER | frozenset(ATLAS_OF["hands"])


def atlas_regions(name: str) -> tuple[str, ...]:
    """The atlas regions of a region name in a rule: all, a coarse region, or else an atlas region."""
    if name == "all":
        return tuple(SIDES_OF)
    if name in NO_ATLAS_REGION:
        return ()
    if name in ATLAS_OF:
        return ATLAS_OF[name]
    if name in REGION_IDS:
        return (name,)
    raise ValueError(f"no such region: {name}")


def whole(regions: Iterable[str]) -> frozenset[Part]:
    """These atlas regions on all their sides."""
    return frozenset((region, side) for region in regions for side in SIDES_OF[region])


def parts(region: str, side: str) -> frozenset[Part]:
    """The parts of a region that a stated side means; a side the region has not means all of it."""
    if region not in SIDES_OF:
        raise ValueError(f"no such region: {region}")
    if side not in {"left", "right", "midline", "both"}:
        raise ValueError(f"no such side: {side}")
    sides = SIDES_OF[region]
    return frozenset({(region, side)}) if side in sides else frozenset((region, each) for each in sides)


def affected(areas: Iterable[Part]) -> frozenset[Part]:
    """The stated areas; none stated means every region."""
    found: set[Part] = set()
    for region, side in areas:
        found |= parts(region, side)
    return frozenset(found) or ALL_PARTS


def affected_plus(areas: Iterable[Part]) -> frozenset[Part]:
    """The stated areas and what lies next to them on the same side or in the middle."""
    found: set[Part] = set()
    for region, side in areas:
        found |= parts(region, side)
        near = whole((region, *NEIGHBOURS[region]))
        found |= {part for part in near if side in {"both", "midline"} or part[1] in {side, "midline"}}
    return frozenset(found) or ALL_PARTS


def affected_dermatome(areas: Iterable[Part]) -> frozenset[Part]:
    """The stated areas and what lies next to them, on both sides."""
    found: set[Part] = set()
    for region, side in areas:
        found |= parts(region, side) | whole((region, *NEIGHBOURS[region]))
    return frozenset(found) or ALL_PARTS


def on_named_side(regions: frozenset[str], areas: Iterable[Part]) -> frozenset[Part]:
    """These regions on the sides of the stated areas among them; on both sides if none is stated."""
    sides = {side for region, side in areas if region in regions} or {"both"}
    return frozenset().union(*(parts(region, side) for region in regions for side in sides))


def pseudo_parts(name: str, areas: tuple[Part, ...]) -> frozenset[Part]:
    """What a region name that depends on the stated areas means."""
    match name:
        case "affected_area":
            return affected(areas)
        case "affected_area_plus_5_cm":
            return affected_plus(areas)
        case "affected_dermatome_both_sides":
            return affected_dermatome(areas)
        case "device_side_chest_shoulder":
            return on_named_side(CHEST_SHOULDER, areas)
        case "implant_side_ear_scalp":
            return on_named_side(EAR_SCALP, areas)
        case "fistula_side":
            return on_named_side(FISTULA, areas)
        case _:
            raise ValueError(f"no such region: {name}")


PSEUDO_REGIONS = frozenset(
    {
        "affected_area",
        "affected_area_plus_5_cm",
        "affected_dermatome_both_sides",
        "device_side_chest_shoulder",
        "implant_side_ear_scalp",
        "fistula_side",
    }
)
