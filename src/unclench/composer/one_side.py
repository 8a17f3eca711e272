"""A complaint on one side: what hurts then, without naming each place."""

from __future__ import annotations

from unclench.atlas import Atlas
from unclench.atlas.types import ComplaintId, RegionId, Side
from unclench.composer.types import Pain

BODYWARD: tuple[RegionId, ...] = (
    "shoulder_top",
    "shoulder_point",
    "suprascapular",
    "infrascapular",
    "pectoral",
    "wrist_forearm",
    "hand_web",
)
"""Not of the head and neck: a headache on one side says nothing of them."""


def on_side(
    pains: tuple[Pain, ...], side: Side | None, complaints: tuple[ComplaintId, ...], atlas: Atlas
) -> tuple[Pain, ...]:
    """Where the complaint sits in head and neck hurts on this side, where nothing was said of it otherwise."""
    if side is None:
        return pains
    said = {pain.region for pain in pains}
    places = dict.fromkeys(region for name in complaints for region in atlas.complaints[name].regions)
    return (
        *pains,
        *(
            Pain(region, None, side, named=False)
            for region in places
            if region not in said and region not in BODYWARD and side in atlas.regions[region].sides
        ),
    )
