"""The trigger point finder, both ways: which muscles are said to send pain to a place, and where a muscle sends it.

What the books tell of referral is mostly old drawings, seen here at second hand or not at all: `basis` says which.
It is a place to begin feeling, and no finding about the person.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from unclench.atlas.load import Atlas
from unclench.atlas.types import Basis, Muscle, MuscleId, Region, RegionId, Relation, Side, SiteId, Zone

OneSide = Literal["left", "right"]

_OTHER: dict[OneSide, OneSide] = {"left": "right", "right": "left"}
_SEEN: tuple[Basis, ...] = ("yes", "direct", "code", "partly", "secondary", "design", "no")
"""Best first."""


class SideError(ValueError):
    """A place or a muscle has no such side."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A muscle that is said to send pain to the place asked for.

    `sides` are those of the muscle, `sites` its trigger points that send pain there. `press` says who may press
    them, and `why` not everyone.
    """

    muscle: MuscleId
    sides: tuple[OneSide, ...]
    strength: Literal["main", "spill"]
    sites: tuple[SiteId, ...]
    press: Literal["self", "professional", "never"]
    why: str
    caution: str
    basis: Basis


@dataclass(frozen=True, slots=True)
class Reach:
    """A place to which a muscle of one side, or of both, is said to send pain."""

    region: RegionId
    side: Side
    strength: Literal["main", "spill"]
    sites: tuple[SiteId, ...]


def muscles_referring_to(atlas: Atlas, region: RegionId, side: Side) -> tuple[Suspect, ...]:
    """The muscles said to send pain to that side of a region: as a main place before spill, better seen ones first.

    Pain in the middle of a region that also has sides may come from either; `both` means the whole of it. Raises
    KeyError for an unknown region, SideError for a side that it has not.
    """
    place = atlas.regions[region]
    _check_side(place, side)
    found = [suspect for muscle in atlas.muscles.values() for suspect in _suspects(muscle, place, side)]
    return tuple(sorted(found, key=lambda one: (one.strength != "main", _SEEN.index(one.basis))))


def zones_of(atlas: Atlas, muscle: MuscleId, side: Side) -> tuple[Reach, ...]:
    """Where the muscle on that side (left, right or both) is said to send pain, main places first.

    Raises KeyError for an unknown muscle, SideError for another side.
    """
    if side not in ("left", "right", "both"):
        raise SideError(f"A muscle lies on the left, on the right or on both sides, not “{side}”.")
    entry = atlas.muscles[muscle]
    reaches = [
        Reach(zone.region, where, zone.strength, _sites(entry, (zone,)))
        for zone in entry.referral.zones
        for where in _reached(zone.side, side)
    ]
    return tuple(sorted(dict.fromkeys(reaches), key=lambda reach: reach.strength != "main"))


def sides_of(region: Region) -> tuple[Side, ...]:
    """The sides that one may ask for."""
    return region.sides if region.laterality == "midline" else (*region.sides, "both")


def _check_side(region: Region, side: Side) -> None:
    if side not in sides_of(region):
        raise SideError(f"{region.name} has no side “{side}”: {', '.join(sides_of(region))}.")


def _suspects(muscle: Muscle, region: Region, side: Side) -> Iterator[Suspect]:
    """One for both sides of the muscle, or one for each where they do not send the same."""
    sent: dict[tuple[Literal["main", "spill"], tuple[SiteId, ...]], list[OneSide]] = {}
    for own in _OTHER:
        zones = [zone for zone in muscle.referral.zones if zone.region == region.id and _answers(zone, own, side)]
        if zones:
            strength: Literal["main", "spill"] = "main" if any(zone.strength == "main" for zone in zones) else "spill"
            sent.setdefault((strength, _sites(muscle, zones)), []).append(own)
    for (strength, sites), sides in sent.items():
        yield Suspect(
            muscle=muscle.id,
            sides=tuple(sides),
            strength=strength,
            sites=sites,
            press=muscle.care.press,
            why=muscle.care.why,
            caution=muscle.caution,
            basis=muscle.referral.basis,
        )


def _answers(zone: Zone, own: OneSide, asked: Side) -> bool:
    return any(_meets(reached, asked) for reached in _reached(zone.side, own))


def _meets(reached: Side, asked: Side) -> bool:
    return asked in ("midline", "both") or reached in (asked, "both")


def _reached(relation: Relation, own: Side) -> Iterator[Side]:
    """The sides that a muscle on the side `own` reaches."""
    if relation in ("both", "midline"):
        yield "both" if relation == "both" else "midline"
    elif own == "both":
        yield "both"
    elif own in ("left", "right"):
        yield own if relation == "same" else _OTHER[own]


def _sites(muscle: Muscle, zones: Sequence[Zone]) -> tuple[SiteId, ...]:
    named = {site for zone in zones for site in zone.sites}
    everywhere = any(not zone.sites for zone in zones)
    return tuple(site.id for site in muscle.sites if everywhere or site.id in named)
