"""Links from one entry of the atlas to another."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from unclench.atlas import Atlas
from unclench.atlas.types import Complaint, Landmark, Muscle, Point, Region, RegionId, Technique
from unclench.atlas.unguided import Unguided, load_unguided

Shown = Technique | Unguided | Complaint | Region | Muscle | Point
"""What has a page of its own."""


@dataclass(frozen=True, slots=True)
class Link:
    """A name that leads to a page; `note` stands below it, or is empty."""

    name: str
    address: str
    note: str = ""


def address_of(entry: Shown) -> str:
    match entry:
        case Technique() | Unguided():
            return reverse("technique", args=[entry.id])
        case Complaint():
            return reverse("complaint", args=[entry.id])
        case Region():
            return reverse("region", args=[entry.id])
        case Muscle():
            return reverse("muscle", args=[entry.id])
        case Point():
            return reverse("point", args=[entry.id])


def link(entry: Shown, note: str = "") -> Link:
    name = f"{entry.id} {entry.name}" if isinstance(entry, Point) else entry.name
    return Link(name, address_of(entry), note)


def links(entries: Iterable[Shown]) -> tuple[Link, ...]:
    return tuple(link(entry) for entry in entries)


def link_to_landmark(landmark: Landmark, atlas: Atlas) -> Link:
    """A landmark has no page of its own: it is told of where it is felt."""
    return Link(landmark.name, address_of(atlas.regions[landmark.regions[0]]), landmark.where)


def in_region(entries: Iterable[Shown], region: RegionId) -> tuple[Link, ...]:
    """Those of the muscles or points that lie there."""
    return links(entry for entry in entries if isinstance(entry, Muscle | Point) and region in entry.regions)


def unguided_in(region: RegionId) -> tuple[Link, ...]:
    return links(entry for entry in load_unguided().values() if region in entry.regions)
