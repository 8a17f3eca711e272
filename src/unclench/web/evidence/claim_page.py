"""What the page of a claim shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from unclench.atlas import Atlas
from unclench.evidence import Claim, Library, words
from unclench.evidence.types import Direction, Grade
from unclench.web.atlas.links import Link, links
from unclench.web.atlas.sources import SourceLine, cited
from unclench.web.evidence.lines import StudyLine, study_lines
from unclench.wording import capital


@dataclass(frozen=True, slots=True)
class FigureLine:
    what: str
    figure: str
    source: str
    address: str


@dataclass(frozen=True, slots=True)
class ClaimPage:
    said: str
    direction: Direction
    answer: str
    grade: Grade
    grade_words: str
    grade_meaning: str
    verdict: str
    known: str
    figures: tuple[FigureLine, ...]
    studies: tuple[StudyLine, ...]
    practices: str
    techniques: tuple[Link, ...]
    complaints: tuple[Link, ...]
    points: tuple[Link, ...]
    may_say: str
    never_say: tuple[str, ...]
    read: str
    depth: str
    unverified: str
    note: str
    sources: tuple[SourceLine, ...]


def page_of(claim: Claim, library: Library, atlas: Atlas) -> ClaimPage:
    return ClaimPage(
        said=claim.claim,
        direction=claim.direction,
        answer=words.DIRECTIONS[claim.direction],
        grade=claim.grade,
        grade_words=words.GRADES[claim.grade],
        grade_meaning=words.GRADE_MEANINGS[claim.grade],
        verdict=claim.verdict,
        known=claim.known,
        figures=tuple(
            FigureLine(
                capital(figure.what), words.number(figure), figure.source, reverse("source", args=[figure.source])
            )
            for figure in claim.numbers
        ),
        studies=study_lines(library.studies_of(claim)),
        practices=", ".join(words.PRACTICES[practice] for practice in claim.practices),
        techniques=links(atlas.techniques[name] for name in claim.techniques),
        complaints=links(atlas.complaints[name] for name in claim.complaints),
        points=links(atlas.points[name] for name in claim.points),
        may_say=claim.may_say,
        never_say=claim.never_say,
        read=words.VERIFIED[claim.verified],
        depth=words.DEPTHS[claim.depth],
        unverified=claim.unverified,
        note=claim.note,
        sources=cited(claim.sources),
    )
