"""What one content file says about another: every id that is named exists, every name means one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from unclench.atlas.geometry import landmarks_of, spots_of
from unclench.atlas.reading import ContentError, Found, Shelf
from unclench.atlas.types import Complaint, Kind, Line, Muscle, Offset, Script, Spot, Technique
from unclench.atlas.words import SINGULAR, form, names_of
from unclench.names import nearest_names

_Link = tuple[str, Kind, tuple[str, ...]]
"""A field, the kind it points to, and the ids it names."""


def check_links(shelf: Shelf) -> None:
    """Raises ContentError for an unknown id, a neighbour that does not answer, a name with two meanings."""
    for kind, entries in shelf.items():
        for found in entries.values():
            _check_known(shelf, kind, found)
        _check_names(entries)
    _check_neighbours(shelf["regions"])
    _check_sites(shelf["muscles"])
    _check_spots(shelf)


def _check_known(shelf: Shelf, kind: Kind, found: Found) -> None:
    for field, target, ids in _links(kind, found.entry):
        for wanted in ids:
            if wanted not in shelf[target]:
                raise ContentError(found.file, found.entry.id, field, _unknown(wanted, target, shelf))


def _unknown(wanted: str, target: Kind, shelf: Shelf) -> str:
    nearest = nearest_names(wanted, tuple(shelf[target]))
    hint = f"; did you mean {' or '.join(nearest)}?" if nearest else ""
    return f"“{wanted}” is no {SINGULAR[target]}{hint}"


def _check_names(entries: dict[str, Found]) -> None:
    meant: dict[str, str] = {}
    for found in entries.values():
        for name in names_of(found.entry):
            other = meant.setdefault(form(name), found.entry.id)
            if other != found.entry.id:
                raise ContentError(found.file, found.entry.id, "aliases", f"“{name}” already means {other}")


def _check_neighbours(regions: dict[str, Found]) -> None:
    for found in regions.values():
        for neighbour in found.entry.neighbours:
            if neighbour == found.entry.id:
                raise ContentError(found.file, found.entry.id, "neighbours", "a region is no neighbour of itself")
            if found.entry.id not in regions[neighbour].entry.neighbours:
                expected = f"neighbours name each other, but “{neighbour}” does not name this one"
                raise ContentError(found.file, found.entry.id, "neighbours", expected)


def _check_sites(muscles: dict[str, Found]) -> None:
    for found in muscles.values():
        muscle: Muscle = found.entry
        own = [f"{muscle.id}_{number}" for number, _ in enumerate(muscle.sites, 1)]
        if [site.id for site in muscle.sites] != own:
            raise ContentError(found.file, muscle.id, "sites", f"are called {', '.join(own)}, in this order")
        for zone in muscle.referral.zones:
            for site in zone.sites:
                if site not in own:
                    raise ContentError(found.file, muscle.id, "referral.zones", f"“{site}” is no site of this muscle")


def _check_spots(shelf: Shelf) -> None:
    """A spot at a landmark on the middle is told so, one at a paired landmark by its side; an offset goes one way."""
    for found in (*shelf["muscles"].values(), *shelf["techniques"].values()):
        for field, spot in _spots(found.entry):
            told = [(spot.landmark, spot.side)]
            if spot.offset:
                told.append((spot.offset.toward, spot.offset.side))
                if not _is_offset(spot.offset):
                    expected = "either cun, above 0, or a fraction between 0 and 1 is expected"
                    raise ContentError(found.file, found.entry.id, f"{field}.offset", expected)
            for name, side in told:
                laterality = shelf["landmarks"][name].entry.laterality
                if (laterality == "midline") != (side == "midline"):
                    expected = f"“{name}” is {laterality}, which does not go with the side “{side}”"
                    raise ContentError(found.file, found.entry.id, field, expected)


def _is_offset(offset: Offset) -> bool:
    return (offset.fraction == 0.0 and offset.cun > 0.0) or (offset.cun == 0.0 and 0.0 < offset.fraction < 1.0)


def _spots(entry: Muscle | Technique) -> Iterator[tuple[str, Spot]]:
    if isinstance(entry, Muscle):
        for site in entry.sites:
            yield f"sites.{site.id}.spot", site.spot
        return
    for number, stroke in enumerate(entry.geometry):
        for spot in spots_of(stroke):
            yield f"geometry.{number}.points", spot


def _links(kind: Kind, entry: Any) -> Iterator[_Link]:
    if kind != "sources":
        yield "sources", "sources", entry.sources
    if kind == "regions":
        yield "neighbours", "regions", entry.neighbours
    elif kind == "muscles":
        yield from _muscle_links(entry)
    elif kind == "points":
        yield "regions", "regions", entry.regions
        yield "muscles", "muscles", entry.muscles
        yield "evidence.sources", "sources", entry.evidence.sources
        yield "dose.sources", "sources", entry.dose.sources if entry.dose else ()
    elif kind == "landmarks":
        yield "regions", "regions", entry.regions
    elif kind == "techniques":
        yield from _technique_links(entry)
    elif kind == "complaints":
        yield from _complaint_links(entry)


def _muscle_links(muscle: Muscle) -> Iterator[_Link]:
    yield "regions", "regions", muscle.regions
    yield "anatomy.sources", "sources", muscle.anatomy.sources
    yield "care.sources", "sources", muscle.care.sources
    yield "referral.sources", "sources", muscle.referral.sources
    yield "referral.zones", "regions", tuple(zone.region for zone in muscle.referral.zones)
    for site in muscle.sites:
        yield f"sites.{site.id}.region", "regions", (site.region,)
        yield f"sites.{site.id}.spot", "landmarks", landmarks_of(site.spot)


def _technique_links(technique: Technique) -> Iterator[_Link]:
    yield "contact_regions", "regions", technique.contact_regions
    yield "needs_regions", "regions", technique.needs_regions
    yield "target_regions", "regions", technique.target_regions
    yield "muscles", "muscles", technique.muscles
    yield "points", "points", technique.points
    yield "landmarks", "landmarks", technique.landmarks
    yield "evidence.sources", "sources", technique.evidence.sources
    for number, stroke in enumerate(technique.geometry):
        yield f"geometry.{number}.regions", "regions", stroke.regions
        names = tuple(name for spot in spots_of(stroke) for name in landmarks_of(spot))
        yield f"geometry.{number}.points", "landmarks", names
    for giver, script in technique.scripts.items():
        for part, line in lines_of(script):
            yield f"scripts.{giver}.{part}", "regions", line.regions


def lines_of(script: Script) -> Iterator[tuple[str, Line]]:
    """Every line that may be spoken, with the part of the script it stands in."""
    for line in script.start:
        yield "start", line
    for line in script.more:
        yield "more", line
    if script.switch:
        yield "switch", script.switch
    if script.pressure_check:
        yield "pressure_check", script.pressure_check


def _complaint_links(complaint: Complaint) -> Iterator[_Link]:
    yield "regions", "regions", complaint.regions
    yield "points", "points", complaint.points
    yield "techniques", "techniques", complaint.techniques
    yield "mind", "techniques", complaint.mind
    yield "avoid_techniques", "techniques", complaint.avoid_techniques
