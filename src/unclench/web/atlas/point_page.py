"""What the page of an acupressure point shows."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.types import Point
from unclench.evidence import load_library
from unclench.evidence.about import about_point
from unclench.web.atlas import words
from unclench.web.atlas.links import Link, links
from unclench.web.atlas.sources import SourceLine, Sources, cited, sources_of
from unclench.web.evidence.lines import KnownLines, known_lines


@dataclass(frozen=True, slots=True)
class PointPage:
    code: str
    name: str
    pinyin: str
    sides: str
    where: str
    reach: str
    cautions: tuple[str, ...]
    cun: str
    located: str
    channel: str
    dose: str
    """Empty where nobody presses it."""
    dose_basis: str
    guided: bool
    techniques: tuple[Link, ...]
    """What guides a finger there."""
    grade: str
    grade_meaning: str
    known: str
    evidence: tuple[SourceLine, ...]
    more: KnownLines
    regions: tuple[Link, ...]
    muscles: tuple[Link, ...]
    sources: Sources


def page_of(point: Point, atlas: Atlas) -> PointPage:
    dose, evidence = point.dose, point.evidence
    ids = (*point.sources, *(dose.sources if dose else ()))
    return PointPage(
        code=point.id,
        name=point.name,
        pinyin=point.pinyin,
        sides=words.LATERALITY[point.laterality],
        where=point.where,
        reach="You can reach it yourself." if point.self_reach else "Not for your own hands.",
        cautions=point.cautions,
        cun=point.cun,
        located=words.BASES[point.located],
        channel=point.channel,
        dose=words.dose(dose) if dose else "",
        dose_basis=words.BASES[dose.basis] if dose else "",
        guided=point.guided,
        techniques=links(entry for entry in atlas.techniques.values() if point.id in entry.points),
        grade=words.GRADES[evidence.grade],
        grade_meaning=words.GRADE_MEANINGS[evidence.grade],
        known=evidence.text,
        evidence=cited(evidence.sources),
        more=known_lines(about_point(point, load_library())),
        regions=links(atlas.regions[name] for name in point.regions),
        muscles=links(atlas.muscles[name] for name in point.muscles),
        sources=sources_of(ids, point.read),
    )
