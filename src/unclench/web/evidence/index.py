"""Lists: claims by their answer, studies by what was done, sources by letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from unclench.atlas import Atlas
from unclench.atlas.types import Source, SourceId
from unclench.composer.templates import load_templates
from unclench.evidence import Library, words
from unclench.evidence.search import chosen, search
from unclench.evidence.types import Claim, Direction, Grade, Practice, Study
from unclench.safety import load_rules
from unclench.web.atlas.sources import SourceLine, cited
from unclench.web.evidence.lines import ClaimLine, StudyLine, claim_lines, study_lines


@dataclass(frozen=True, slots=True)
class Asked:
    """What was chosen on the page, as it was sent; what is not known counts as not chosen."""

    words: str = ""
    complaint: str = ""
    practice: str = ""
    grade: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Answers:
    """The claims that have the same answer."""

    direction: Direction
    name: str
    claims: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class GradeLine:
    grade: Grade
    name: str
    meaning: str
    count: int


@dataclass(frozen=True, slots=True)
class Shelf:
    name: str
    address: str
    count: int


@dataclass(frozen=True, slots=True)
class IndexPage:
    words: str
    complaints: tuple[Option, ...]
    practices: tuple[Option, ...]
    grades: tuple[Option, ...]
    narrowed: bool
    count: int
    answers: tuple[Answers, ...]
    studies: tuple[StudyLine, ...]
    sources: tuple[SourceLine, ...]
    """Studies and sources that answer the words, where there are words."""
    meanings: tuple[GradeLine, ...]
    shelves: tuple[Shelf, ...]
    honest: str


@dataclass(frozen=True, slots=True)
class StudyShelf:
    name: str
    studies: tuple[StudyLine, ...]


@dataclass(frozen=True, slots=True)
class StudiesPage:
    count: int
    groups: tuple[StudyShelf, ...]
    shelves: tuple[Shelf, ...]
    honest: str


@dataclass(frozen=True, slots=True)
class SourceShelf:
    name: str
    note: str
    lines: tuple[SourceLine, ...]


@dataclass(frozen=True, slots=True)
class SourcesPage:
    groups: tuple[SourceShelf, ...]
    shelves: tuple[Shelf, ...]


def page_of(asked: Asked, library: Library, atlas: Atlas) -> IndexPage:
    complaint = asked.complaint if asked.complaint in atlas.complaints else ""
    practice = next((code for code in words.PRACTICES if code == asked.practice), None)
    grade = next((code for code in words.GRADES if code == asked.grade), None)
    claims = chosen(library, complaint=complaint, practice=practice, grade=grade)
    hits = search(library, asked.words)
    if asked.words:
        answering = [hit.entry.id for hit in hits if hit.kind == "claim"]
        claims = tuple(sorted((c for c in claims if c.id in answering), key=lambda c: answering.index(c.id)))
    return IndexPage(
        words=asked.words,
        complaints=_options({name: entry.name for name, entry in atlas.complaints.items()}, complaint),
        practices=_options({code: name for code, name in words.PRACTICES.items() if _has(library, code)}, practice),
        grades=_options(words.GRADES, grade),
        narrowed=bool(asked.words or complaint or practice or grade),
        count=len(claims),
        answers=tuple(_answers(claims)),
        studies=study_lines(hit.entry for hit in hits if isinstance(hit.entry, Study)),
        sources=cited(hit.entry.id for hit in hits if hit.kind == "source"),
        meanings=tuple(_meanings(library)),
        shelves=shelves(library),
        honest=words.HONEST,
    )


def studies_of(library: Library) -> StudiesPage:
    groups: dict[str, list[Study]] = {}
    for study in library.studies.values():
        groups.setdefault(words.PRACTICES[study.practices[0]], []).append(study)
    ordered = sorted(groups.items(), key=lambda group: -len(group[1]))
    return StudiesPage(
        count=len(library.studies),
        groups=tuple(StudyShelf(name, study_lines(studies)) for name, studies in ordered),
        shelves=shelves(library),
        honest=words.HONEST,
    )


def sources_of(library: Library) -> SourcesPage:
    """Each under the first of those that cite it."""
    left = dict(sorted(library.sources.items(), key=lambda item: item[1].citation.casefold()))
    named = {source for claim in library.claims.values() for source in claim.sources}
    named |= {source for study in library.studies.values() for source in study.sources}
    ruled = {source for rule in load_rules().rules for source in rule.sources}
    groups = (
        SourceShelf("Of claims and studies", "Trials, reviews and what tells of them.", _taken(left, named)),
        SourceShelf("Of safety rules", "Guidelines, warnings and what tells of them.", _taken(left, ruled)),
        SourceShelf("Of the atlas", "Anatomy, points, techniques.", _taken(left, set(left))),
    )
    return SourcesPage(groups, shelves(library))


def _taken(left: dict[SourceId, Source], wanted: set[SourceId]) -> tuple[SourceLine, ...]:
    """Those of what is left, which are then left no more."""
    found = [name for name in left if name in wanted]
    for name in found:
        del left[name]
    return cited(found)


def shelves(library: Library) -> tuple[Shelf, ...]:
    return (
        Shelf("Claims", reverse("evidence"), len(library.claims)),
        Shelf("Studies", reverse("studies"), len(library.studies)),
        Shelf("Sources", reverse("sources"), len(library.sources)),
        Shelf("Sessions", reverse("templates"), len(load_templates())),
    )


def _has(library: Library, practice: Practice) -> bool:
    return any(practice in claim.practices for claim in library.claims.values())


def _options(names: dict[str, str] | dict[Practice, str] | dict[Grade, str], value: str | None) -> tuple[Option, ...]:
    return tuple(Option(code, name, code == value) for code, name in names.items())


def _answers(claims: tuple[Claim, ...]) -> Iterable[Answers]:
    for direction, name in words.DIRECTIONS.items():
        lines = claim_lines(claim for claim in claims if claim.direction == direction)
        if lines:
            yield Answers(direction, name, lines)


def _meanings(library: Library) -> Iterable[GradeLine]:
    for grade, name in words.GRADES.items():
        count = sum(claim.grade == grade for claim in library.claims.values())
        yield GradeLine(grade, name, words.GRADE_MEANINGS[grade], count)
