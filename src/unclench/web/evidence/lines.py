"""Claims and studies as lines on other pages: what is said, the answer, the grade."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from unclench.evidence import words
from unclench.evidence.about import Known
from unclench.evidence.types import Claim, Direction, Grade, Study

SHOWN_FIRST = 4


@dataclass(frozen=True, slots=True)
class ClaimLine:
    said: str
    answer: str
    direction: Direction
    verdict: str
    grade: Grade
    grade_words: str
    address: str


@dataclass(frozen=True, slots=True)
class StudyLine:
    name: str
    design: str
    people: str
    address: str


@dataclass(frozen=True, slots=True)
class KnownLines:
    """What is known of an entry of the atlas."""

    claims: tuple[ClaimLine, ...]
    studies: tuple[StudyLine, ...]

    @property
    def first(self) -> tuple[ClaimLine, ...]:
        return self.claims[:SHOWN_FIRST]

    @property
    def rest(self) -> tuple[ClaimLine, ...]:
        """They stand folded."""
        return self.claims[SHOWN_FIRST:]


def known_lines(known: Known) -> KnownLines:
    return KnownLines(claim_lines(known.claims), study_lines(known.studies))


def claim_lines(claims: Iterable[Claim]) -> tuple[ClaimLine, ...]:
    return tuple(
        ClaimLine(
            said=claim.claim,
            answer=words.DIRECTIONS[claim.direction],
            direction=claim.direction,
            verdict=claim.verdict,
            grade=claim.grade,
            grade_words=words.GRADES[claim.grade],
            address=reverse("claim", args=[claim.id]),
        )
        for claim in claims
    )


def study_lines(studies: Iterable[Study]) -> tuple[StudyLine, ...]:
    return tuple(
        StudyLine(
            name=study.name,
            design=words.DESIGNS[study.design],
            people=f"{study.people:,} {'person' if study.people == 1 else 'people'}" if study.people else "",
            address=reverse("study", args=[study.id]),
        )
        for study in studies
    )
