"""Where a page's facts come from, and how far we have read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from unclench.atlas.types import Read, SourceId
from unclench.atlas.words import READ
from unclench.evidence import load_library
from unclench.web.atlas.words import READ_ENTRY


@dataclass(frozen=True, slots=True)
class SourceLine:
    citation: str
    read: Read
    read_words: str
    url: str
    page: str
    """Its own page here, with everything that rests on it."""


@dataclass(frozen=True, slots=True)
class Sources:
    summary: str
    """How far what stands on the page was seen in them."""
    lines: tuple[SourceLine, ...]


def sources_of(ids: Iterable[SourceId], read: Read) -> Sources:
    return Sources(READ_ENTRY[read], cited(ids))


def cited(ids: Iterable[SourceId]) -> tuple[SourceLine, ...]:
    known = load_library().sources
    found = (known[name] for name in dict.fromkeys(ids))
    return tuple(
        SourceLine(source.citation, source.read, READ[source.read], source.url, reverse("source", args=[source.id]))
        for source in found
    )
