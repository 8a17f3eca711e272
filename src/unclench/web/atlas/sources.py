"""Where a page's facts come from, and how far we have read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.types import Read, SourceId
from unclench.web.atlas.words import READ, READ_ENTRY


@dataclass(frozen=True, slots=True)
class SourceLine:
    citation: str
    read: Read
    read_words: str
    url: str


@dataclass(frozen=True, slots=True)
class Sources:
    summary: str
    """How far what stands on the page was seen in them."""
    lines: tuple[SourceLine, ...]


def sources_of(ids: Iterable[SourceId], read: Read, atlas: Atlas) -> Sources:
    return Sources(READ_ENTRY[read], cited(ids, atlas))


def cited(ids: Iterable[SourceId], atlas: Atlas) -> tuple[SourceLine, ...]:
    found = (atlas.sources[name] for name in dict.fromkeys(ids))
    return tuple(SourceLine(source.citation, source.read, READ[source.read], source.url) for source in found)
