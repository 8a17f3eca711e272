"""The trigger point finder: from where it hurts to the muscles that are described to send pain there.

The other way round stands on the page of a muscle. Neither is a finding about the person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unclench.atlas import Atlas
from unclench.atlas.referral import Suspect, muscles_referring_to, sides_of
from unclench.atlas.types import RegionId, Side
from unclench.web.atlas import words
from unclench.web.atlas.links import Link, link
from unclench.web.atlas.muscle_page import SiteLine, site_lines
from unclench.web.today.offers import REGION_GROUPS
from unclench.web.today.painmap import spot_words

SIDES: tuple[Side, ...] = ("left", "midline", "right", "both")
SIDE_NAMES = {"left": "Left", "midline": "Middle", "right": "Right", "both": "Both"}


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class SuspectLine:
    muscle: Link
    strength: str
    main: bool
    sides: str
    press: Literal["self", "professional", "never"]
    press_words: str
    why: str
    caution: str
    sites: tuple[SiteLine, ...]
    basis: str


@dataclass(frozen=True, slots=True)
class Findings:
    """Muscles described to send pain to a place; `place` as one says it."""

    region: Link
    place: str
    suspects: tuple[SuspectLine, ...]
    honest: str
    doctor_first: str


@dataclass(frozen=True, slots=True)
class FinderPage:
    places: tuple[tuple[str, tuple[Option, ...]], ...]
    sides: tuple[Option, ...]
    findings: Findings | None


def page_of(region: RegionId, side: str, atlas: Atlas) -> FinderPage:
    """Without a region, the question alone. A side that the place has not is taken as the whole of it."""
    asked = side_of(region, side, atlas) if region else "both"
    return FinderPage(
        places=tuple(
            (group, tuple(Option(name, atlas.regions[name].name, name == region) for name in names))
            for group, names in REGION_GROUPS
        ),
        sides=tuple(Option(one, SIDE_NAMES[one], one == (side or "both")) for one in SIDES),
        findings=_findings(region, asked, atlas) if region else None,
    )


def side_of(region: RegionId, side: str, atlas: Atlas) -> Side:
    known = sides_of(atlas.regions[region])
    return next((one for one in known if one == side), known[-1])


def _findings(region: RegionId, side: Side, atlas: Atlas) -> Findings:
    entry = atlas.regions[region]
    return Findings(
        region=link(entry),
        place=spot_words(entry, side),
        suspects=tuple(_suspect(suspect, atlas) for suspect in muscles_referring_to(atlas, region, side)),
        honest=words.HONEST,
        doctor_first=words.DOCTOR_FIRST,
    )


def _suspect(suspect: Suspect, atlas: Atlas) -> SuspectLine:
    muscle = atlas.muscles[suspect.muscle]
    return SuspectLine(
        muscle=link(muscle),
        strength=words.STRENGTHS[suspect.strength],
        main=suspect.strength == "main",
        sides="on either side" if len(suspect.sides) > 1 else words.ON_SIDE[suspect.sides[0]],
        press=suspect.press,
        press_words=words.PRESS[suspect.press],
        why=suspect.why,
        caution=suspect.caution,
        sites=site_lines(muscle, suspect.sites, atlas),
        basis=words.BASES[suspect.basis],
    )
