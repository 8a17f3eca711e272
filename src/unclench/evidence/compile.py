"""From the content files to the library. Imports pydantic, so it is itself imported only when needed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from unclench import stored
from unclench.atlas import Atlas
from unclench.atlas.reading import ContentError, Found, read_tables
from unclench.atlas.types import ClaimId, Source, SourceId
from unclench.evidence.load import Library
from unclench.evidence.types import Claim, Study
from unclench.names import did_you_mean, nearest_names, normalised
from unclench.safety.citations import load_citations

T = TypeVar("T", Claim, Study, Source)

_Link = tuple[str, str, tuple[str, ...]]
"""A field, what it points to, and the ids it names."""


def compile_library(content: Path, atlas: Atlas) -> Library:
    """Read and check the folder `content`. Raises ContentError at the first mistake."""
    for file in sorted(content.rglob("*.toml")):
        name = file.relative_to(content).as_posix()
        if name != "sources.toml" and file.parent not in (content / "claims", content / "studies"):
            raise ContentError(name, "", "", "lies outside the folders claims and studies")
    claims = _read(content, sorted((content / "claims").glob("*.toml")), "claim", Claim)
    studies = _read(content, sorted((content / "studies").glob("*.toml")), "study", Study)
    own = _read(content, [content / "sources.toml"], "source", Source)
    sources = _sources(own)
    known = {
        "technique": atlas.techniques,
        "complaint": atlas.complaints,
        "point": atlas.points,
        "muscle": atlas.muscles,
        "source": sources,
    }
    for found in claims.values():
        _check(found, _claim_links(found.entry), known)
    for found in studies.values():
        _check(found, _study_links(found.entry), known)
        if found.entry.id in claims:
            raise ContentError(found.file, found.entry.id, "id", "is the id of a claim already")
    _check_names(claims)
    _check_atlas(atlas, {name: found.entry for name, found in claims.items()})
    entries: dict[str, Mapping[str, Any]] = {
        "claims": {name: found.entry for name, found in claims.items()},
        "studies": {name: found.entry for name, found in studies.items()},
        "sources": sources,
    }
    return Library(version=hashlib.sha256(stored.canonical(entries)).hexdigest()[:12], **entries)


def _read(content: Path, files: list[Path], table: str, kind: type[T]) -> dict[str, Found]:
    read: dict[str, Found] = {}
    for file in files:
        name = file.relative_to(content).as_posix()
        for entry in read_tables(file, name, table, kind):
            if entry.id in read:
                raise ContentError(name, entry.id, "id", f"stands in {read[entry.id].file} already")
            read[entry.id] = Found(name, entry)
    return read


def _sources(own: dict[str, Found]) -> Mapping[SourceId, Source]:
    known = load_citations()
    for found in own.values():
        if found.entry.id in known:
            raise ContentError(found.file, found.entry.id, "id", "the atlas or the safety rules have it already")
    return {**known, **{name: found.entry for name, found in own.items()}}


def _check(found: Found, links: Iterator[_Link], known: Mapping[str, Mapping[str, object]]) -> None:
    for field, target, ids in links:
        for wanted in ids:
            if wanted not in known[target]:
                hint = did_you_mean(nearest_names(wanted, tuple(known[target])))
                raise ContentError(found.file, found.entry.id, field, f"“{wanted}” is no {target}.{hint}")


def _claim_links(claim: Claim) -> Iterator[_Link]:
    yield "techniques", "technique", claim.techniques
    yield "complaints", "complaint", claim.complaints
    yield "points", "point", claim.points
    yield "sources", "source", claim.sources
    yield "numbers", "source", tuple(number.source for number in claim.numbers)


def _study_links(study: Study) -> Iterator[_Link]:
    yield "techniques", "technique", study.techniques
    yield "complaints", "complaint", study.complaints
    yield "points", "point", study.points
    yield "muscles", "muscle", study.muscles
    yield "sources", "source", study.sources


def _check_names(claims: Mapping[str, Found]) -> None:
    meant: dict[str, str] = {}
    for found in claims.values():
        claim: Claim = found.entry
        for name in (claim.id, claim.claim, *claim.aliases):
            other = meant.setdefault(normalised(name), claim.id)
            if other != claim.id:
                raise ContentError(found.file, claim.id, "aliases", f"“{name}” already means {other}")


def _check_atlas(atlas: Atlas, claims: Mapping[ClaimId, Claim]) -> None:
    """The atlas stands below and cannot know which claims there are."""
    named = [(f"techniques/{one.id}", one.evidence.claims) for one in atlas.techniques.values()]
    named += [(f"points/{one.id}", one.evidence.claims) for one in atlas.points.values()]
    named += [(f"complaints/{one.id}", one.claims) for one in atlas.complaints.values()]
    for entry, ids in named:
        for wanted in ids:
            if wanted not in claims:
                hint = did_you_mean(nearest_names(wanted, tuple(claims)))
                raise ContentError("atlas", entry, "claims", f"“{wanted}” is no claim.{hint}")
