"""What a receiver agrees to before other hands touch them: where, and the word that ends it.

Agreement can only take away: what is not ticked is left alone, whatever the rules would allow. It is given for one
session. What was ticked the last time may be shown again, and is no yes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from unclench.atlas import Atlas
from unclench.atlas.types import RegionId
from unclench.names import NotKnownError, nearest_names, normalised
from unclench.plain import from_plain
from unclench.safety.areas import body_map
from unclench.safety.rules import CONTENT
from unclench.safety.types import AgreedAreaId, SafetyRegion

LONGEST_STOP_WORD = 24
STOP = "Stop"
"""Always ends it, whatever else is agreed."""


@dataclass(frozen=True, slots=True)
class AgreedArea:
    """A part of the body as a receiver ticks it."""

    id: AgreedAreaId
    name: str
    note: str
    regions: tuple[SafetyRegion, ...]
    off: bool = False
    """Left alone unless it is ticked."""


@dataclass(frozen=True, slots=True)
class AgreementContent:
    stop_words: tuple[str, ...]
    """A few to choose from."""
    area: tuple[AgreedArea, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the receiver allows in this session."""

    areas: tuple[AgreedAreaId, ...]
    stop_word: str = STOP


@cache
def load_agreement() -> AgreementContent:
    return from_plain(AgreementContent, tomllib.loads((CONTENT / "agreement.toml").read_text(encoding="utf-8")))


def unless_asked() -> tuple[AgreedAreaId, ...]:
    """What may be touched where nobody asked the receiver: hair, face and chest are left alone."""
    return tuple(area.id for area in load_agreement().area if not area.off)


def every_area() -> tuple[AgreedAreaId, ...]:
    return tuple(area.id for area in load_agreement().area)


def regions_of(areas: Iterable[AgreedAreaId], atlas: Atlas) -> tuple[RegionId, ...]:
    """The places of the body in these areas, in the order of the atlas."""
    body, wanted = body_map(atlas), set(areas)
    named = [place for area in load_agreement().area if area.id in wanted for place in area.regions]
    found = {region for place in named for region in body.members(place)}
    return tuple(region for region in body.regions if region in found)


def areas_of(regions: Iterable[RegionId], atlas: Atlas) -> tuple[AgreedAreaId, ...]:
    """The areas of which every place is among these."""
    known = set(regions)
    return tuple(area.id for area in load_agreement().area if known.issuperset(regions_of((area.id,), atlas)))


def find_area(text: str) -> AgreedAreaId:
    """By id or name. Raises NotKnownError with the nearest names."""
    areas = load_agreement().area
    for area in areas:
        if normalised(text) in (normalised(area.id), normalised(area.name)):
            return area.id
    raise NotKnownError("area", text, nearest_names(text, [area.id for area in areas]))


def area_names(areas: Iterable[AgreedAreaId]) -> tuple[str, ...]:
    """In the order of the list, as one says them in a sentence."""
    wanted = set(areas)
    return tuple(area.name[0].lower() + area.name[1:] for area in load_agreement().area if area.id in wanted)


def read_stop_word(text: str) -> str:
    """In one line. Raises ValueError for one that cannot be said."""
    word = " ".join(text.split())
    if not any(letter.isalpha() for letter in word):
        raise ValueError("A stop word, please: one that can be said aloud.")
    if len(word) > LONGEST_STOP_WORD or not word.isprintable():
        raise ValueError(f"A short stop word, please: {LONGEST_STOP_WORD} letters at most.")
    if normalised(word) in _GOES_ON:
        raise ValueError(f"“{word}” could be taken for going on. Another word, please.")
    return word


_GOES_ON = frozenset(map(normalised, ("more", "less", "yes", "go on", "good", "okay", "ok", "firmer", "softer", "no")))
