"""What the page of a muscle shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unclench.atlas import Atlas
from unclench.atlas.types import Muscle, Relation, Site, SiteId
from unclench.evidence import load_library
from unclench.evidence.about import about_muscle
from unclench.web.atlas import words
from unclench.web.atlas.links import Link, link, links
from unclench.web.atlas.sources import Sources, sources_of
from unclench.web.evidence.lines import KnownLines, known_lines

RELATIONS: dict[Relation, str] = {
    "same": "same side",
    "other": "the other side",
    "both": "both sides",
    "midline": "in the middle",
}


@dataclass(frozen=True, slots=True)
class SiteLine:
    """A place in the muscle where trigger points are often felt."""

    where: str
    region: Link
    limit: str
    """How firmly it may be pressed there on oneself; empty where it may not."""


@dataclass(frozen=True, slots=True)
class MusclePage:
    name: str
    latin: str
    aliases: str
    access: str
    press: Literal["self", "professional", "never"]
    press_words: str
    why: str
    structures: tuple[str, ...]
    caution: str
    note: str
    origin: str
    insertion: str
    action: str
    nerve: str
    anatomy_basis: str
    sent: str
    main: tuple[Link, ...]
    spill: tuple[Link, ...]
    beyond: tuple[str, ...]
    referral_basis: str
    honest: str
    sites: tuple[SiteLine, ...]
    regions: tuple[Link, ...]
    techniques: tuple[Link, ...]
    points: tuple[Link, ...]
    """Those that lie over it."""
    more: KnownLines
    sources: Sources


def page_of(muscle: Muscle, atlas: Atlas) -> MusclePage:
    anatomy, care, referral = muscle.anatomy, muscle.care, muscle.referral
    ids = (*muscle.sources, *anatomy.sources, *care.sources, *referral.sources)
    return MusclePage(
        name=muscle.name,
        latin=muscle.latin,
        aliases=", ".join(muscle.aliases),
        access=words.MUSCLE_ACCESS[muscle.access],
        press=care.press,
        press_words=words.PRESS[care.press],
        why=care.why,
        structures=care.structures,
        caution=muscle.caution,
        note=muscle.note,
        origin=anatomy.origin,
        insertion=anatomy.insertion,
        action=anatomy.action,
        nerve=anatomy.nerve,
        anatomy_basis=words.BASES[anatomy.basis],
        sent=referral.text,
        main=_zones(muscle, "main", atlas),
        spill=_zones(muscle, "spill", atlas),
        beyond=referral.beyond,
        referral_basis=words.BASES[referral.basis],
        honest=words.HONEST_MUSCLE,
        sites=site_lines(muscle, tuple(site.id for site in muscle.sites), atlas),
        regions=links(atlas.regions[name] for name in muscle.regions),
        techniques=links(entry for entry in atlas.techniques.values() if muscle.id in entry.muscles),
        points=links(entry for entry in atlas.points.values() if muscle.id in entry.muscles),
        more=known_lines(about_muscle(muscle, load_library())),
        sources=sources_of(ids, muscle.read),
    )


def site_lines(muscle: Muscle, sites: tuple[SiteId, ...], atlas: Atlas) -> tuple[SiteLine, ...]:
    """None where the muscle is not to be pressed by anybody."""
    if muscle.care.press == "never":
        return ()
    return tuple(_site(site, muscle, atlas) for site in muscle.sites if site.id in sites)


def _site(site: Site, muscle: Muscle, atlas: Atlas) -> SiteLine:
    region = atlas.regions[site.region]
    may = muscle.care.press == "self" and region.max_level.own > 0
    return SiteLine(site.where, link(region), f"at most {region.max_level.own} of 10" if may else "")


def _zones(muscle: Muscle, strength: Literal["main", "spill"], atlas: Atlas) -> tuple[Link, ...]:
    return tuple(
        link(atlas.regions[zone.region], RELATIONS[zone.side])
        for zone in muscle.referral.zones
        if zone.strength == strength
    )
