"""Finding claims, studies and sources by what people call them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from unclench.atlas.types import ComplaintId, Source
from unclench.atlas.words import Findable, findable, words_of
from unclench.evidence.load import Library
from unclench.evidence.types import Claim, Grade, Practice, Study
from unclench.names import NotKnownError, nearest_names, normalised

Entry = Claim | Study | Source
EntryKind = Literal["claim", "study", "source"]


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that answers a search. 3: by a name; 2: in words of its names; 1: in words of its text."""

    kind: EntryKind
    entry: Entry
    score: int


def find(library: Library, text: str) -> Entry:
    """The claim, study or source by id or everyday name; a study goes before the paper of the same id.

    Raises NotKnownError with the nearest names.
    """
    wanted = normalised(text)
    entries = _entries(library)
    for entry in entries:
        if wanted in map(normalised, names_of(entry)):
            return entry
    names = [name for entry in entries for name in names_of(entry)]
    raise NotKnownError("claim, study or source", text, nearest_names(text, names))


def search(library: Library, words: str) -> tuple[Hit, ...]:
    """Claims, studies and sources that answer every one of the words, best first."""
    wanted = words_of(words)
    if not wanted:
        return ()
    hits = (Hit(kind_of(entry), entry, _score(wanted, known)) for entry, known in _searchable(library))
    return tuple(sorted((hit for hit in hits if hit.score), key=lambda hit: -hit.score))


def chosen(
    library: Library, *, complaint: ComplaintId = "", practice: Practice | None = None, grade: Grade | None = None
) -> tuple[Claim, ...]:
    """The claims that bear on a complaint, on a practice, and have a grade; what is not given does not narrow."""
    return tuple(
        claim
        for claim in library.claims.values()
        if (not complaint or complaint in claim.complaints)
        and (practice is None or practice in claim.practices)
        and (grade is None or grade == claim.grade)
    )


def kind_of(entry: Entry) -> EntryKind:
    match entry:
        case Claim():
            return "claim"
        case Study():
            return "study"
        case Source():
            return "source"


def names_of(entry: Entry) -> tuple[str, ...]:
    match entry:
        case Claim():
            return (entry.id, entry.claim, *entry.aliases)
        case Study():
            return (entry.id, entry.name)
        case Source():
            return (entry.id,)


def _score(wanted: list[str], known: Findable) -> int:
    return 3 if "".join(wanted) in known.forms else known.in_words(wanted)


@lru_cache(maxsize=4)
def _searchable(library: Library) -> tuple[tuple[Entry, Findable], ...]:
    return tuple((entry, findable(names_of(entry), (*names_of(entry), *_texts(entry)))) for entry in _entries(library))


def _entries(library: Library) -> tuple[Entry, ...]:
    return (*library.claims.values(), *library.studies.values(), *library.sources.values())


def _texts(entry: Entry) -> tuple[str, ...]:
    match entry:
        case Claim():
            return (entry.verdict, entry.known, *entry.practices, *entry.sources, *entry.points)
        case Study():
            return (entry.population, entry.what, entry.comparator, entry.outcome, *entry.results, *entry.points)
        case Source():
            return (entry.citation,)
