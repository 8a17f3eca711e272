"""What the page of a source shows: what it is, how far it was read, and everything here that rests on it."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.types import Complaint, Muscle, Point, Read, Region, Source, SourceId, Technique
from unclench.atlas.unguided import Unguided, load_unguided
from unclench.atlas.words import READ
from unclench.evidence import Library
from unclench.evidence.about import citing
from unclench.safety import load_rules
from unclench.web.atlas.links import Link, Shown, links
from unclench.web.evidence.lines import ClaimLine, StudyLine, claim_lines, study_lines

READ_MEANINGS: dict[Read, str] = {
    "yes": "It was read as a whole.",
    "partly": "An abstract, a part, or an account of it was read, not the whole.",
    "no": "It was not read: it is named from memory, or as our own choice.",
}


@dataclass(frozen=True, slots=True)
class SourcePage:
    id: SourceId
    citation: str
    url: str
    read: Read
    read_words: str
    read_meaning: str
    claims: tuple[ClaimLine, ...]
    studies: tuple[StudyLine, ...]
    entries: tuple[Link, ...]
    """Pages of the atlas that cite it."""
    rules: tuple[str, ...]
    """Safety rules that cite it."""


def page_of(source: Source, library: Library, atlas: Atlas) -> SourcePage:
    known = citing(source, library)
    return SourcePage(
        id=source.id,
        citation=source.citation,
        url=source.url,
        read=source.read,
        read_words=READ[source.read],
        read_meaning=READ_MEANINGS[source.read],
        claims=claim_lines(known.claims),
        studies=study_lines(known.studies),
        entries=links(entry for entry in _shown(atlas) if source.id in cited_by(entry)),
        rules=tuple(sorted({rule.name for rule in load_rules().rules if source.id in rule.sources})),
    )


def cited_by(entry: Shown) -> frozenset[SourceId]:
    """Every source that the page of an entry names."""
    match entry:
        case Technique():
            return frozenset((*entry.sources, *entry.evidence.sources))
        case Point():
            dose = entry.dose.sources if entry.dose else ()
            return frozenset((*entry.sources, *entry.evidence.sources, *dose))
        case Muscle():
            return frozenset((*entry.sources, *entry.anatomy.sources, *entry.care.sources, *entry.referral.sources))
        case Region() | Complaint() | Unguided():
            return frozenset(entry.sources)


def _shown(atlas: Atlas) -> tuple[Shown, ...]:
    return (
        *atlas.techniques.values(),
        *load_unguided().values(),
        *atlas.complaints.values(),
        *atlas.muscles.values(),
        *atlas.points.values(),
        *atlas.regions.values(),
    )
