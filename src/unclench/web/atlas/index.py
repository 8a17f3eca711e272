"""What there is to look up, in groups, and what a search finds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.search import search
from unclench.atlas.types import Complaint, Landmark, Muscle, Point, Region, Technique
from unclench.atlas.unguided import found_by, load_unguided
from unclench.atlas.words import SINGULAR, Entry
from unclench.evidence import load_library
from unclench.evidence.search import search as search_evidence
from unclench.evidence.types import Claim
from unclench.web.atlas.links import Link, Shown, link, link_to_landmark, links
from unclench.web.atlas.words import FAMILIES
from unclench.web.evidence.lines import ClaimLine, claim_lines
from unclench.web.today.offers import REGION_GROUPS
from unclench.wording import capital

MOST_FOUND = 40
MOST_CLAIMS = 4
KINDS = {**SINGULAR, "regions": "place"}
"""What an entry of a kind is called here."""


@dataclass(frozen=True, slots=True)
class Group:
    name: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """All entries of one kind."""

    id: str
    name: str
    note: str
    count: int
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class Found:
    kind: str
    link: Link


@dataclass(frozen=True, slots=True)
class Results:
    """What answers a search, best first. `guessed`: nothing does, these are only spelt alike."""

    words: str
    found: tuple[Found, ...]
    guessed: bool
    more: int
    """So many besides, which are not shown."""
    claims: tuple[ClaimLine, ...] = ()
    """The first of what is said in these words of an effect."""
    more_claims: int = 0


def shelves(atlas: Atlas) -> tuple[Shelf, ...]:
    techniques = atlas.techniques.values()
    families = (
        Group(name, links(entry for entry in techniques if entry.family == family)) for family, name in FAMILIES.items()
    )
    unguided = Group("Described, but not guided", links(load_unguided().values()))
    complaints = Group("What people come with", links(atlas.complaints.values()))
    places = (Group(name, links(atlas.regions[region] for region in regions)) for name, regions in REGION_GROUPS)
    return (
        _shelf("techniques", "Techniques", "What hands, cloths and attention can do.", (*families, unguided)),
        _shelf("complaints", "Complaints", "What a session can be for.", (complaints,)),
        _shelf("regions", "Places", "Where they are, and how firmly they may be touched.", places),
        _shelf(
            "muscles", "Muscles", "What they do, and where they are said to send pain.", _lying(atlas.muscles.values())
        ),
        _shelf("points", "Points", "Acupressure points by their WHO code.", _lying(atlas.points.values())),
    )


def results(words: str, atlas: Atlas) -> Results:
    hits = [hit for hit in search(atlas, words) if isinstance(hit.entry, Shown | Landmark)]
    unguided = tuple(Found("not guided", link(entry, entry.summary)) for entry in found_by(words))
    if unguided:
        hits = [hit for hit in hits if hit.score]
    found = tuple(Found(KINDS[hit.kind], _link(hit.entry, atlas)) for hit in hits)
    by_name = sum(hit.score > 1 for hit in hits)
    found = (*found[:by_name], *unguided, *found[by_name:])
    guessed = bool(hits) and hits[0].score == 0
    claims = [hit.entry for hit in search_evidence(load_library(), words) if isinstance(hit.entry, Claim)]
    return Results(
        words,
        found[:MOST_FOUND],
        guessed,
        max(0, len(found) - MOST_FOUND),
        claim_lines(claims[:MOST_CLAIMS]),
        max(0, len(claims) - MOST_CLAIMS),
    )


def _shelf(anchor: str, name: str, note: str, groups: Iterable[Group]) -> Shelf:
    filled = tuple(group for group in groups if group.links)
    return Shelf(anchor, name, note, sum(len(group.links) for group in filled), filled)


def _lying(entries: Iterable[Muscle | Point]) -> tuple[Group, ...]:
    """By the first place each lies in."""
    known = list(entries)
    return tuple(
        Group(name, links(entry for entry in known if entry.regions[0] in regions)) for name, regions in REGION_GROUPS
    )


def _link(entry: Entry, atlas: Atlas) -> Link:
    match entry:
        case Landmark():
            return link_to_landmark(entry, atlas)
        case Technique():
            return link(entry, entry.summary)
        case Complaint():
            return link(entry, entry.definition)
        case Region() | Point():
            return link(entry, entry.where)
        case Muscle():
            return link(entry, capital(entry.latin))
        case _:
            raise TypeError(f"{entry.id} has no page")
