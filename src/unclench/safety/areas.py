"""Where a rule's places lie on the body: from the safety rules' coarse regions to the atlas's regions and their sides.

Some rules speak of no fixed place: "the affected area" is where the person says it is. If they do not say, it may be
anywhere, so everywhere is blocked.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Literal

from unclench.atlas import Atlas
from unclench.atlas.types import GIVERS, Giver, RegionId, Side
from unclench.safety.types import Area, SafetyRegion

OneSide = Literal["left", "right", "midline"]
Spot = tuple[RegionId, OneSide]

AREAS: frozenset[SafetyRegion] = frozenset(
    {
        "affected_area",
        "affected_area_plus_5_cm",
        "affected_dermatome_both_sides",
        "device_side",
        "implant_side",
    }
)
"""Places that the person names."""

SIDED: frozenset[SafetyRegion] = frozenset({"device_side", "implant_side"})
"""Those of them that are a side, both where none is named."""

NOWHERE: frozenset[SafetyRegion] = frozenset({"eyelid_globe", "intraoral"})
"""Places no technique of the atlas touches at all."""

_DEVICE_SIDE = ("shoulder_top", "shoulder_point", "suprascapular", "infrascapular", "pectoral")


class BodyMap:
    """The atlas's regions as the safety rules see them. Built once per atlas."""

    def __init__(self, atlas: Atlas) -> None:
        self.regions = tuple(atlas.regions)
        self.order: dict[RegionId, int] = {region: place for place, region in enumerate(self.regions)}
        self.sides: dict[RegionId, tuple[OneSide, ...]] = {
            region.id: tuple(_one_side(side) for side in region.sides) for region in atlas.regions.values()
        }
        self.everywhere: frozenset[Spot] = frozenset(
            (region, side) for region in self.regions for side in self.sides[region]
        )
        self._max_levels: dict[Giver, dict[RegionId, int]] = {
            giver: {region.id: region.max_level.of(giver) for region in atlas.regions.values()} for giver in GIVERS
        }
        self._neighbours = {region.id: region.neighbours for region in atlas.regions.values()}
        self._members: dict[SafetyRegion, tuple[RegionId, ...]] = {}
        self._all_members: dict[tuple[SafetyRegion, ...], tuple[RegionId, ...]] = {}
        for region in atlas.regions.values():
            self._members[region.safety_region] = (*self._members.get(region.safety_region, ()), region.id)
        # A rule may also name a single region of the atlas. Where both have one name, the wider is meant.
        for region_id in self.regions:
            self._members.setdefault(region_id, (region_id,))

    def members(self, coarse: SafetyRegion) -> tuple[RegionId, ...]:
        """The atlas regions of a coarse region, or the single one of that name; "all" for every one.

        Raises KeyError for a region nobody knows.
        """
        if coarse == "all":
            return self.regions
        if coarse in NOWHERE:
            return ()
        return self._members[coarse]

    def all_members(self, places: tuple[SafetyRegion, ...]) -> tuple[RegionId, ...]:
        """The members of each place, one place after the other. The few lists that the rules name are kept."""
        found = self._all_members.get(places)
        if found is None:
            found = tuple(region for place in places for region in self.members(place))
            self._all_members[places] = found
        return found

    def base_caps(self, giver: Giver) -> dict[RegionId, int]:
        """Highest level for healthy skin and these hands, from the atlas; the rules for everyone lower it further."""
        return dict(self._max_levels[giver])

    def knows(self, coarse: SafetyRegion) -> bool:
        return coarse in {"all", *NOWHERE, *AREAS, *self._members, *self.sides}

    def spots(self, places: Iterable[SafetyRegion], areas: tuple[Area, ...]) -> frozenset[Spot]:
        """Every region and side that `places` cover, for a person who pointed at `areas`."""
        covered: set[Spot] = set()
        for place in places:
            covered |= self._area_spots(place, areas) if place in AREAS else self._region_spots(place)
        return frozenset(covered)

    def _region_spots(self, place: SafetyRegion) -> set[Spot]:
        return {(region, side) for region in self.members(place) for side in self.sides[region]}

    def _area_spots(self, place: SafetyRegion, areas: tuple[Area, ...]) -> frozenset[Spot] | set[Spot]:
        if place == "device_side":
            return self._on_sides(_DEVICE_SIDE, areas)
        if place == "implant_side":
            return self._on_sides((*self.members("ears"), *self.members("scalp")), areas)
        if not areas:
            return self.everywhere
        named = {spot for area in areas for spot in self._spots_of(area.region, area.side)}
        if place == "affected_area":
            return named
        both_sides = place == "affected_dermatome_both_sides"
        return named | {spot for area in areas for spot in self._around(area, both_sides)}

    def _around(self, area: Area, both_sides: bool) -> set[Spot]:
        side: Side = "both" if both_sides or area.side == "midline" else area.side
        # What sits on the midline of a region lies near both its sides as well.
        near = (area.region, *self._neighbours[area.region])
        return {spot for region in near for spot in self._spots_of(region, side)}

    def _on_sides(self, regions: tuple[RegionId, ...], areas: tuple[Area, ...]) -> set[Spot]:
        named = {area.side for area in areas if area.side != "midline"}
        side: Side = named.pop() if len(named) == 1 else "both"
        return {spot for region in regions for spot in self._spots_of(region, side)}

    def _spots_of(self, region: RegionId, side: Side) -> set[Spot]:
        """One side of a region with its midline part: what lies on the midline may reach over to it."""
        if side in ("both", "none"):
            return {(region, own) for own in self.sides[region]}
        own_sides = {(region, own) for own in self.sides[region] if own in (side, "midline")}
        # A side the region does not have (the "left" of a midline region) still means this region.
        return own_sides or {(region, own) for own in self.sides[region]}


def _one_side(side: Side) -> OneSide:
    if side == "both" or side == "none":
        raise ValueError(f"a region falls into left, midline and right, not {side!r}")
    return side


@cache
def body_map(atlas: Atlas) -> BodyMap:
    return BodyMap(atlas)
