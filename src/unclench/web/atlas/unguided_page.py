"""What the page of a technique shows that no session guides."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.unguided import Unguided
from unclench.evidence import load_library
from unclench.evidence.about import Known
from unclench.web.atlas.links import Link, links
from unclench.web.atlas.sources import Sources, sources_of
from unclench.web.evidence.lines import KnownLines, known_lines


@dataclass(frozen=True, slots=True)
class UnguidedPage:
    name: str
    summary: str
    aliases: str
    why: str
    known: str
    instead: tuple[Link, ...]
    regions: tuple[Link, ...]
    muscles: tuple[Link, ...]
    more: KnownLines
    sources: Sources


def page_of(entry: Unguided, atlas: Atlas) -> UnguidedPage:
    return UnguidedPage(
        name=entry.name,
        summary=entry.summary,
        aliases=", ".join(entry.aliases),
        why=entry.why,
        known=entry.known,
        instead=links(atlas.techniques[name] for name in entry.instead),
        regions=links(atlas.regions[name] for name in entry.regions),
        muscles=links(atlas.muscles[name] for name in entry.muscles),
        more=known_lines(Known(tuple(load_library().claims[name] for name in entry.claims), ())),
        sources=sources_of(entry.sources, entry.read),
    )
