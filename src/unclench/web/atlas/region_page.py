"""What the page of a place on the body shows."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.types import GIVERS, Landmark, Region, Technique
from unclench.composer.telling import LEVEL_WORDS
from unclench.evidence import load_library
from unclench.evidence.about import about_region
from unclench.web.atlas import words
from unclench.web.atlas.links import Link, in_region, links, unguided_in
from unclench.web.atlas.sources import Sources, sources_of
from unclench.web.evidence.lines import KnownLines, known_lines


@dataclass(frozen=True, slots=True)
class Press:
    """Who may press, and how firmly at most."""

    who: str
    level: int
    words: str


@dataclass(frozen=True, slots=True)
class RegionPage:
    id: str
    name: str
    latin: str
    sides: str
    aliases: str
    where: str
    note: str
    access: str
    reach: str
    presses: tuple[Press, ...]
    worked: tuple[Link, ...]
    """Techniques whose hands touch it."""
    meant: tuple[Link, ...]
    """Those that are for it without touching it."""
    unguided: tuple[Link, ...]
    muscles: tuple[Link, ...]
    points: tuple[Link, ...]
    neighbours: tuple[Link, ...]
    landmarks: tuple[Landmark, ...]
    more: KnownLines
    """What is known of what is done here."""
    sources: Sources


def page_of(region: Region, atlas: Atlas) -> RegionPage:
    return RegionPage(
        id=region.id,
        name=region.name,
        latin=region.latin,
        sides=words.LATERALITY[region.laterality],
        aliases=", ".join(region.aliases),
        where=region.where,
        note=region.note,
        access=words.ACCESS[region.access],
        reach=words.REACH[region.self_reach],
        presses=_presses(region),
        worked=links(technique for technique in _techniques(atlas) if region.id in technique.contact_regions),
        meant=links(
            technique
            for technique in _techniques(atlas)
            if region.id in technique.target_regions and region.id not in technique.contact_regions
        ),
        unguided=unguided_in(region.id),
        muscles=in_region(atlas.muscles.values(), region.id),
        points=in_region(atlas.points.values(), region.id),
        neighbours=links(atlas.regions[name] for name in region.neighbours),
        landmarks=tuple(entry for entry in atlas.landmarks.values() if region.id in entry.regions),
        more=known_lines(about_region(region, atlas, load_library())),
        sources=sources_of(region.sources, region.read),
    )


def _presses(region: Region) -> tuple[Press, ...]:
    reached = {giver: region.max_level.of(giver) for giver in GIVERS}
    return tuple(
        Press(words.GIVERS[giver], level, LEVEL_WORDS[level] if level else "not at all")
        for giver, level in reached.items()
    )


def _techniques(atlas: Atlas) -> tuple[Technique, ...]:
    return tuple(atlas.techniques.values())
