"""What the page of an acupressure point shows."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.types import Point
from unclench.web.atlas import words
from unclench.web.atlas.links import Link, links
from unclench.web.atlas.sources import Sources, sources_of


@dataclass(frozen=True, slots=True)
class PointPage:
    code: str
    name: str
    pinyin: str
    sides: str
    where: str
    reach: str
    cautions: tuple[str, ...]
    techniques: tuple[Link, ...]
    """What guides a finger there; empty for a point that is only shown."""
    regions: tuple[Link, ...]
    muscles: tuple[Link, ...]
    sources: Sources


def page_of(point: Point, atlas: Atlas) -> PointPage:
    around = [muscle for muscle in atlas.muscles.values() if set(muscle.regions) & set(point.regions)]
    return PointPage(
        code=point.id,
        name=point.name,
        pinyin=point.pinyin,
        sides=words.LATERALITY[point.laterality],
        where=point.where,
        reach="You can reach it yourself." if point.self_reach else "Not for your own hands.",
        cautions=point.cautions,
        techniques=links(entry for entry in atlas.techniques.values() if point.id in entry.points),
        regions=links(atlas.regions[name] for name in point.regions),
        muscles=links(around),
        sources=sources_of(point.sources, point.read, atlas),
    )
