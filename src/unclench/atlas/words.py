"""The names under which an entry is found, and the form in which two spellings of a name are the same."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from unclench.atlas.types import Complaint, Kind, Landmark, Muscle, Point, Read, Region, Source, Technique
from unclench.names import normalised

Entry = Region | Muscle | Point | Landmark | Technique | Complaint | Source

SINGULAR: dict[Kind, str] = {
    "complaints": "complaint",
    "regions": "region",
    "techniques": "technique",
    "points": "point",
    "muscles": "muscle",
    "landmarks": "landmark",
    "sources": "source",
}
"""What one entry of a kind is called; the kinds stand in the order in which people look for them."""

READ: dict[Read, str] = {"yes": "read", "partly": "read in part", "no": "not read"}
"""How far a source was read."""

_FILLERS = {"the", "my", "your"}


def words_of(text: str) -> list[str]:
    """The words that tell something, in lower case and without accents."""
    words = [normalised(word) for word in re.split(r"[\W_]+", text)]
    return [word for word in words if word and word not in _FILLERS]


def form(text: str) -> str:
    """Equal for every spelling of a name: "the base of my skull" and "Base-of-Skull", "gb 20" and "GB20"."""
    return "".join(words_of(text)) or normalised(text)


def names_of(entry: Entry) -> tuple[str, ...]:
    """Everything one may call it: id, name, other spellings, everyday words."""
    match entry:
        case Source():
            return (entry.id,)
        case Landmark():
            return (entry.id, entry.name)
        case Point():
            return (entry.id, entry.name, entry.pinyin, *entry.aliases)
        case Muscle():
            return (entry.id, entry.name, entry.latin, *entry.aliases)
        case Region() | Complaint():
            return (entry.id, entry.name, *entry.aliases, entry.spoken)
        case Technique():
            return (entry.id, entry.name, *entry.aliases)


@dataclass(frozen=True, slots=True)
class Findable:
    """What of an entry a search can meet: the forms of its names, the words of its names, and all of its words."""

    forms: frozenset[str]
    name_words: frozenset[str]
    words: frozenset[str]

    def in_words(self, wanted: Sequence[str]) -> int:
        """How well the words answer. 2: all begin words of its names; 1: words of its text; 0: they do not."""
        if all_begin(wanted, self.name_words):
            return 2
        return 1 if all_begin(wanted, self.words) else 0


def findable(names: Sequence[str], texts: Iterable[str]) -> Findable:
    return Findable(frozenset(map(form, names)), frozenset(_all_words(names)), frozenset(_all_words(texts)))


def all_begin(wanted: Sequence[str], words: frozenset[str]) -> bool:
    """Whether each of what is wanted begins one of the words."""
    return all(any(word.startswith(begin) for word in words) for begin in wanted)


def _all_words(texts: Iterable[str]) -> Iterator[str]:
    return (word for text in texts for word in words_of(text))
