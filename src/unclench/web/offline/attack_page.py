"""The attack page that stands without a network: every question on it, with answers that are the same for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from unclench.atlas import load_atlas
from unclench.atlas.types import RegionId
from unclench.diary.symptoms import AURAS, SYMPTOMS
from unclench.web.diary.asking import AFTER_MIN, AURA_LASTED_MIN, IN_AN_ATTACK, PLACES, minutes_name
from unclench.web.diary.models import RELIEFS
from unclench.web.today.offers import REGION_GROUPS

_OF_THE_PAIN = ("side", "quality", "activity")
_NOT_TOLD_NOW = ("aura_gone",)
"""What can be said only when it is over."""


@dataclass(frozen=True, slots=True)
class Region:
    id: RegionId
    name: str
    sides: str
    """Those it has, with blanks between."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A symptom, how it is asked for, and what can be answered."""

    id: str
    name: str
    ask: str
    answers: tuple[tuple[str, str], ...]
    lasts: bool
    """Whether it is asked how long it lasted."""


@dataclass(frozen=True, slots=True)
class AttackPage:
    places: tuple[Region, ...]
    further: tuple[tuple[str, tuple[Region, ...]], ...]
    symptoms: tuple[Asked, ...]
    """Those that are asked about in every attack."""
    auras: tuple[Asked, ...]
    """With that there was none."""
    of_auras: tuple[Asked, ...]
    """What can be said of one."""
    rarer: tuple[Asked, ...]
    reliefs: tuple[tuple[str, str], ...]
    after: tuple[tuple[int, str], ...]
    lasted: tuple[tuple[int, str], ...]
    levels: range = range(11)

    @property
    def all_symptoms(self) -> tuple[Asked, ...]:
        return (*self.symptoms, *self.auras, *self.of_auras, *self.rarer)


@cache
def attack_page() -> AttackPage:
    first = [name for name in IN_AN_ATTACK if name not in _OF_THE_PAIN]
    aura = [name for name, symptom in SYMPTOMS.items() if symptom.group == "aura" and name not in _NOT_TOLD_NOW]
    kinds = ("aura", *AURAS)
    rarer = [name for name in SYMPTOMS if name not in (*first, *aura, *_NOT_TOLD_NOW)]
    return AttackPage(
        places=tuple(_region(region, name) for region, name in PLACES.items()),
        further=tuple(
            (name, tuple(_region(region) for region in regions if region not in PLACES))
            for name, regions in REGION_GROUPS
        ),
        symptoms=tuple(map(_asked, first)),
        auras=tuple(_asked(name) for name in aura if name in kinds),
        of_auras=tuple(_asked(name) for name in aura if name not in kinds),
        rarer=tuple(map(_asked, rarer)),
        reliefs=tuple((value, name.capitalize()) for value, name in RELIEFS),
        after=tuple((minutes, minutes_name(minutes)) for minutes in AFTER_MIN),
        lasted=tuple((minutes, minutes_name(minutes)) for minutes in AURA_LASTED_MIN),
    )


def _region(region: RegionId, name: str = "") -> Region:
    found = load_atlas().regions[region]
    return Region(region, name or found.name, " ".join(found.sides))


def _asked(name: str) -> Asked:
    symptom = SYMPTOMS[name]
    return Asked(name, symptom.name, symptom.ask, tuple(symptom.values.items()), name in AURAS)
