"""Finding entries by what people call them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain
from typing import Any, Literal, cast, overload

from unclench.atlas.load import Atlas
from unclench.atlas.types import Complaint, Kind, Landmark, Muscle, Point, Region, Source, Technique
from unclench.atlas.words import SINGULAR, Entry, Findable, all_begin, findable, form, names_of, words_of
from unclench.names import NotKnownError
from unclench.plain import to_plain

__all__ = ["Hit", "NotKnownError", "find", "search"]

_NEAREST = 5


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that answers a search, with how well it does.

    4: by a name; 3: a name begins so; 2: in words of its names; 1: in words of its text; 0: a guess.
    """

    kind: Kind
    entry: Entry
    score: int


@overload
def find(atlas: Atlas, kind: Literal["regions"], text: str) -> Region: ...
@overload
def find(atlas: Atlas, kind: Literal["muscles"], text: str) -> Muscle: ...
@overload
def find(atlas: Atlas, kind: Literal["points"], text: str) -> Point: ...
@overload
def find(atlas: Atlas, kind: Literal["landmarks"], text: str) -> Landmark: ...
@overload
def find(atlas: Atlas, kind: Literal["techniques"], text: str) -> Technique: ...
@overload
def find(atlas: Atlas, kind: Literal["complaints"], text: str) -> Complaint: ...
@overload
def find(atlas: Atlas, kind: Literal["sources"], text: str) -> Source: ...
@overload
def find(atlas: Atlas, kind: Kind, text: str) -> Entry: ...


def find(atlas: Atlas, kind: Kind, text: str) -> Entry:
    """The entry of that kind by id, name or everyday word. Raises NotKnownError with the nearest names."""
    try:
        return _index(atlas, kind)[form(text)][1]
    except KeyError:
        nearest = tuple(name for name, _ in _nearest(atlas, kind, text))
        raise NotKnownError(SINGULAR[kind], text, nearest) from None


def search(atlas: Atlas, words: str) -> tuple[Hit, ...]:
    """Entries of all kinds that answer every one of the words, best first; if none does, similar names."""
    wanted = words_of(words)
    if not wanted:
        return ()
    hits = [hit for kind in SINGULAR for hit in _hits(atlas, kind, wanted)]
    if not hits:
        hits = [Hit(kind, entry, 0) for kind in SINGULAR for _, entry in _nearest(atlas, kind, words)]
    return tuple(sorted(hits, key=lambda hit: -hit.score))


def _hits(atlas: Atlas, kind: Kind, wanted: list[str]) -> Iterator[Hit]:
    for entry, known in _searchable(atlas, kind):
        if score := _score(wanted, known):
            yield Hit(kind, entry, score)


def _score(wanted: list[str], known: Findable) -> int:
    whole = "".join(wanted)
    if whole in known.forms:
        return 4
    if any(name.startswith(whole) for name in known.forms):
        return 3
    return known.in_words(wanted)


@lru_cache(maxsize=32)
def _index(atlas: Atlas, kind: Kind) -> dict[str, tuple[str, Entry]]:
    """By form: the name as it is written, and its entry."""
    entries = cast("dict[str, Entry]", getattr(atlas, kind))
    return {form(name): (name, entry) for entry in entries.values() for name in reversed(names_of(entry))}


@lru_cache(maxsize=32)
def _searchable(atlas: Atlas, kind: Kind) -> tuple[tuple[Entry, Findable], ...]:
    entries = cast("dict[str, Entry]", getattr(atlas, kind))
    return tuple((entry, findable(names_of(entry), _texts(to_plain(entry)))) for entry in entries.values())


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list | dict):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _texts(item)


def _nearest(atlas: Atlas, kind: Kind, text: str) -> list[tuple[str, Entry]]:
    """Names like `text`: very similar ones, then those that hold its words, then somewhat similar ones."""
    nearest: dict[str, tuple[str, Entry]] = {}
    very_similar, somewhat_similar = _similar(atlas, kind, text, 0.8), _similar(atlas, kind, text, 0.6)
    for name, entry in chain(very_similar, _holding(atlas, kind, text), somewhat_similar):
        nearest.setdefault(entry.id, (name, entry))
    return list(nearest.values())[:_NEAREST]


def _similar(atlas: Atlas, kind: Kind, text: str, cutoff: float) -> Iterator[tuple[str, Entry]]:
    index = _index(atlas, kind)
    for similar in get_close_matches(form(text), index, n=4 * _NEAREST, cutoff=cutoff):
        yield index[similar]


def _holding(atlas: Atlas, kind: Kind, text: str) -> Iterator[tuple[str, Entry]]:
    wanted = words_of(text)
    for name, entry in _index(atlas, kind).values():
        if wanted and all_begin(wanted, frozenset(words_of(name))):
            yield name, entry
