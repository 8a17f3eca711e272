"""What one content file says about another: every id that is named exists, every name means one thing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from unclench.atlas.reading import ContentError, Found, Shelf
from unclench.atlas.types import Complaint, Kind, Line, Script, Technique
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


def _links(kind: Kind, entry: Any) -> Iterator[_Link]:
    if kind != "sources":
        yield "sources", "sources", entry.sources
    if kind == "regions":
        yield "neighbours", "regions", entry.neighbours
    elif kind in ("muscles", "points", "landmarks"):
        yield "regions", "regions", entry.regions
    elif kind == "techniques":
        yield from _technique_links(entry)
    elif kind == "complaints":
        yield from _complaint_links(entry)


def _technique_links(technique: Technique) -> Iterator[_Link]:
    yield "contact_regions", "regions", technique.contact_regions
    yield "needs_regions", "regions", technique.needs_regions
    yield "target_regions", "regions", technique.target_regions
    yield "muscles", "muscles", technique.muscles
    yield "points", "points", technique.points
    yield "landmarks", "landmarks", technique.landmarks
    yield "evidence.sources", "sources", technique.evidence.sources
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
