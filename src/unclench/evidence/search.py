"""Finding claims, studies and sources by what people call them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from unclench.atlas.types import ComplaintId, Source
from unclench.atlas.words import words_of
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
    hits = (
        *_hits("claim", library.claims.values(), wanted),
        *_hits("study", library.studies.values(), wanted),
        *_hits("source", library.sources.values(), wanted),
    )
    return tuple(sorted(hits, key=lambda hit: -hit.score))


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


def _hits(kind: EntryKind, entries: Iterable[Entry], wanted: list[str]) -> Iterator[Hit]:
    for entry in entries:
        names = names_of(entry)
        if "".join(wanted) in ("".join(words_of(name)) for name in names):
            yield Hit(kind, entry, 3)
        elif _all_begin(wanted, names):
            yield Hit(kind, entry, 2)
        elif _all_begin(wanted, (*names, *_texts(entry))):
            yield Hit(kind, entry, 1)


def _all_begin(wanted: list[str], texts: Iterable[str]) -> bool:
    words = {word for text in texts for word in words_of(text)}
    return all(any(word.startswith(begin) for word in words) for begin in wanted)


def _texts(entry: Entry) -> tuple[str, ...]:
    match entry:
        case Claim():
            return (entry.verdict, entry.known, *entry.practices, *entry.sources, *entry.points)
        case Study():
            return (entry.population, entry.what, entry.comparator, entry.outcome, *entry.results, *entry.points)
        case Source():
            return (entry.citation,)
