"""What the page of a muscle shows."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.types import Muscle
from unclench.web.atlas.links import Link, links
from unclench.web.atlas.sources import Sources, sources_of


@dataclass(frozen=True, slots=True)
class MusclePage:
    name: str
    latin: str
    aliases: str
    caution: str
    regions: tuple[Link, ...]
    techniques: tuple[Link, ...]
    sources: Sources


def page_of(muscle: Muscle, atlas: Atlas) -> MusclePage:
    return MusclePage(
        name=muscle.name,
        latin=muscle.latin,
        aliases=", ".join(muscle.aliases),
        caution=muscle.caution,
        regions=links(atlas.regions[name] for name in muscle.regions),
        techniques=links(entry for entry in atlas.techniques.values() if muscle.id in entry.muscles),
        sources=sources_of(muscle.sources, muscle.read, atlas),
    )
