"""What is known about an entry of the atlas: the claims that bear on it, and the studies that used it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.types import ClaimId, Complaint, Muscle, Point, Region, Source, Technique, TechniqueId
from unclench.evidence.load import Library
from unclench.evidence.types import Claim, Study

PRESSING = "acupressure_hold"
"""The technique that leads a finger to points."""


@dataclass(frozen=True, slots=True)
class Known:
    """Most fitting first: what the entry itself names, then what names the entry."""

    claims: tuple[Claim, ...]
    studies: tuple[Study, ...]


def about_technique(technique: Technique, library: Library) -> Known:
    found = (claim for claim in library.claims.values() if technique.id in claim.techniques)
    studies = tuple(study for study in library.studies.values() if technique.id in study.techniques)
    return Known(_first(technique.evidence.claims, found, library), studies)


def about_complaint(complaint: Complaint, library: Library) -> Known:
    found = (claim for claim in library.claims.values() if complaint.id in claim.complaints)
    studies = tuple(study for study in library.studies.values() if complaint.id in study.complaints)
    return Known(_first(complaint.claims, found, library), studies)


def about_point(point: Point, library: Library) -> Known:
    """Beside the claims about that point, those about pressing points at all."""
    own = [claim for claim in library.claims.values() if point.id in claim.points]
    pressing = [claim for claim in library.claims.values() if PRESSING in claim.techniques and not claim.points]
    studies = tuple(study for study in library.studies.values() if point.id in study.points)
    return Known(_first(point.evidence.claims, [*own, *pressing], library), studies)


def about_muscle(muscle: Muscle, library: Library) -> Known:
    """What was said of its sore spots, and the studies that worked on it."""
    found = (claim for claim in library.claims.values() if claim.practices == ("trigger_points",))
    studies = tuple(study for study in library.studies.values() if muscle.id in study.muscles)
    return Known(_first((), found, library), studies)


def about_region(region: Region, atlas: Atlas, library: Library) -> Known:
    """What was said of the techniques whose hands work here, and the studies of them; what works in fewest places
    comes first, since it says most about this one.
    """
    here = {name for name, technique in atlas.techniques.items() if region.id in technique.contact_regions}

    def places(techniques: Iterable[TechniqueId]) -> int:
        return len({place for name in techniques for place in atlas.techniques[name].contact_regions})

    claims = [claim for claim in library.claims.values() if here.intersection(claim.techniques)]
    studies = [study for study in library.studies.values() if here.intersection(study.techniques)]
    return Known(
        tuple(sorted(claims, key=lambda claim: places(claim.techniques))),
        tuple(sorted(studies, key=lambda study: places(study.techniques))),
    )


def citing(source: Source, library: Library) -> Known:
    return Known(
        tuple(claim for claim in library.claims.values() if source.id in claim.sources),
        tuple(study for study in library.studies.values() if source.id in study.sources),
    )


def _first(named: Iterable[ClaimId], found: Iterable[Claim], library: Library) -> tuple[Claim, ...]:
    return tuple({claim.id: claim for claim in (*(library.claims[name] for name in named), *found)}.values())
