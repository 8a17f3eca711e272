"""Finding claims, studies and sources by what people call them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from unclench.atlas.types import ComplaintId, Source
from unclench.atlas.words import form, words_of
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
    entries: tuple[Entry, ...] = (*library.claims.values(), *library.studies.values(), *library.sources.values())
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
    hits = (Hit(kind_of(entry), entry, _score(wanted, *known)) for entry, *known in _searchable(library))
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


def _score(wanted: list[str], forms: frozenset[str], name_words: frozenset[str], words: frozenset[str]) -> int:
    if "".join(wanted) in forms:
        return 3
    if _all_begin(wanted, name_words):
        return 2
    return 1 if _all_begin(wanted, words) else 0


def _all_begin(wanted: list[str], words: frozenset[str]) -> bool:
    return all(any(word.startswith(begin) for word in words) for begin in wanted)


@lru_cache(maxsize=4)
def _searchable(library: Library) -> tuple[tuple[Entry, frozenset[str], frozenset[str], frozenset[str]], ...]:
    """Each entry with the forms of its names, the words of its names, and all its words."""
    entries: tuple[Entry, ...] = (*library.claims.values(), *library.studies.values(), *library.sources.values())
    return tuple(
        (
            entry,
            frozenset(map(form, names_of(entry))),
            frozenset(word for name in names_of(entry) for word in words_of(name)),
            frozenset(word for text in (*names_of(entry), *_texts(entry)) for word in words_of(text)),
        )
        for entry in entries
    )


def _texts(entry: Entry) -> tuple[str, ...]:
    match entry:
        case Claim():
            return (entry.verdict, entry.known, *entry.practices, *entry.sources, *entry.points)
        case Study():
            return (entry.population, entry.what, entry.comparator, entry.outcome, *entry.results, *entry.points)
        case Source():
            return (entry.citation,)
