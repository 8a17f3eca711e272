"""Where a sore or wounded place is, said in everyday words.

For pain a word means its nearest region: "shoulder" is the top of it. For a wound it means everything it could mean,
since what is not blocked may be pressed.
"""

from __future__ import annotations

from unclench.atlas import Atlas
from unclench.atlas.search import find
from unclench.atlas.types import RegionId, Side
from unclench.names import normalised
from unclench.safety.types import Area, SafetyRegion

WIDE_WORDS: dict[str, tuple[SafetyRegion, ...]] = {
    "neck": ("neck_posterior", "neck_lateral", "neck_anterior", "suboccipital"),
    "back of the neck": ("neck_posterior", "suboccipital"),
    "throat": ("neck_anterior",),
    "shoulder": ("upper_trapezius", "shoulders"),
    "shoulders": ("upper_trapezius", "shoulders"),
    "upper arm": ("shoulders",),
    "arm": ("shoulders", "hands"),
    "hand": ("hands",),
    "hands": ("hands",),
    "foot": ("feet_legs",),
    "feet": ("feet_legs",),
    "leg": ("feet_legs",),
    "upper back": ("upper_thoracic", "shoulders"),
    "shoulder blade": ("upper_thoracic", "shoulders"),
    "back": ("upper_thoracic", "shoulders", "lower_back"),
    "lower back": ("lower_back",),
    "chest": ("shoulders",),
    "jaw": ("cheeks_jaw", "tmj"),
    "cheek": ("cheeks_jaw", "nose_sinus"),
    "mouth": ("cheeks_jaw",),
    "nose": ("nose_sinus",),
    "eye": ("periorbital", "forehead"),
    "eyes": ("periorbital", "forehead"),
    "face": ("forehead", "temples", "periorbital", "nose_sinus", "cheeks_jaw", "tmj"),
    "scalp": ("scalp",),
    "hair": ("scalp",),
    "head": ("scalp", "forehead", "temples", "suboccipital"),
    "back of the head": ("scalp", "suboccipital"),
}
_WIDE = {normalised(word): regions for word, regions in WIDE_WORDS.items()}


def wounded(text: str, side: Side, atlas: Atlas) -> tuple[Area, ...]:
    """The regions a word may mean when it says where a local problem is. Raises NotKnownError with the nearest names.

    Other words, and ids, mean the region that `find` gives.
    """
    coarse = _WIDE.get(normalised(text))
    if coarse is None:
        return (Area(find(atlas, "regions", text).id, side),)
    regions: list[RegionId] = [region.id for region in atlas.regions.values() if region.safety_region in coarse]
    return tuple(Area(region, side) for region in regions)
