"""Claims, studies and sources, as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.padding import Padding
from rich.table import Table

from unclench.atlas import Atlas
from unclench.atlas.types import Source, SourceId
from unclench.atlas.words import READ
from unclench.cli.terminal import console
from unclench.evidence import words
from unclench.evidence.about import citing
from unclench.evidence.load import Library
from unclench.evidence.search import Entry, Hit, kind_of
from unclench.evidence.types import Claim, Study


def print_claims(claims: Sequence[Claim]) -> None:
    """Grouped by the answer, so that nobody takes the list for a list of promises."""
    out = console()
    for direction, answer in words.DIRECTIONS.items():
        group = [claim for claim in claims if claim.direction == direction]
        if not group:
            continue
        out.print(f"[bold]{answer}[/]")
        for claim in group:
            out.print(Padding(f"“{claim.claim}”  [dim]{claim.id}[/]", (0, 0, 0, 2), expand=False))
            out.print(Padding(f"{claim.verdict} [dim]({words.GRADES[claim.grade]})[/]", (0, 0, 0, 4), expand=False))
    out.print(f"[dim]{len(claims)} claims. {words.HONEST}[/]" if claims else "No claim answers to all of this.")


def print_hits(hits: Sequence[Hit]) -> None:
    if not hits:
        console().print("Nothing found. Try another word, or `unclench evidence` for all claims.")
        return
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    for hit in hits[:25]:
        table.add_row(f"[dim]{hit.kind}[/]", f"[bold]{hit.entry.id}[/]", _name(hit.entry))
    console().print(table)


def print_entry(entry: Entry, library: Library, atlas: Atlas) -> None:
    out = console()
    out.print(f"[bold]{_name(entry)}[/]  [dim]{kind_of(entry)} {entry.id}[/]")
    for title, text in _facts(entry, library, atlas):
        if text:
            out.print(Padding(f"[dim]{title}:[/] {text}", (0, 0, 0, 2), expand=False))
    for source in () if isinstance(entry, Source) else entry.sources:
        out.print(Padding(f"[dim]{_cited(source, library)}[/]", (0, 0, 0, 2), expand=False))


def _facts(entry: Entry, library: Library, atlas: Atlas) -> list[tuple[str, str]]:
    match entry:
        case Claim():
            return _claim(entry, library, atlas)
        case Study():
            return _study(entry, library, atlas)
        case Source():
            return _source(entry, library)


def _claim(claim: Claim, library: Library, atlas: Atlas) -> list[tuple[str, str]]:
    return [
        ("Answer", words.DIRECTIONS[claim.direction]),
        ("Grade", f"{words.GRADES[claim.grade]}. {words.GRADE_MEANINGS[claim.grade]}"),
        ("In short", claim.verdict),
        ("What is known", claim.known),
        *(("Figure", f"{figure.what}: {words.number(figure)} ({figure.source})") for figure in claim.numbers),
        ("Practices", ", ".join(words.PRACTICES[practice].lower() for practice in claim.practices)),
        ("Techniques", _names(claim.techniques, atlas.techniques)),
        ("Complaints", _names(claim.complaints, atlas.complaints)),
        ("Points", ", ".join(claim.points)),
        ("Studies", ", ".join(study.id for study in library.studies_of(claim))),
        ("Read", f"{words.VERIFIED[claim.verified]} ({words.DEPTHS[claim.depth]}). {claim.unverified}".rstrip()),
        ("Note", claim.note),
        ("May be said", claim.may_say),
        ("Not said here", "; ".join(claim.never_say)),
        ("Also called", ", ".join(claim.aliases)),
    ]


def _study(study: Study, library: Library, atlas: Atlas) -> list[tuple[str, str]]:
    return [
        ("Kind", words.DESIGNS[study.design] + (f", {study.arms} groups" if study.arms else "")),
        ("Who", study.population),
        ("How many", words.people(study)),
        ("What was done", f"{study.what}; by {study.by}"),
        ("How much", f"{words.dose(study.dose)} {study.dose.note}".strip()),
        *(("Part", f"{part.name}, {words.minutes(part.minutes)}{_guided(part.guided)}") for part in study.parts),
        ("Against", study.comparator),
        ("Looked at", study.outcome),
        ("Followed", words.follow_up(study.dose)),
        *(("Result", result) for result in study.results),
        ("Risk of bias", f"{words.BIASES[study.bias]}. {study.bias_why}".strip()),
        ("Not found", study.missing),
        ("Means here", study.use),
        ("Techniques", _names(study.techniques, atlas.techniques)),
        ("Complaints", _names(study.complaints, atlas.complaints)),
        ("Muscles", _names(study.muscles, atlas.muscles)),
        ("Points", ", ".join(study.points)),
        ("Claims", ", ".join(claim.id for claim in library.claims_of(study))),
        ("Read", "; ".join(f"{part}: {words.DEPTHS[depth]}" for part, depth in study.seen.items())),
    ]


def _guided(guided: bool) -> str:
    return "" if guided else " (never guided here)"


def _source(source: Source, library: Library) -> list[tuple[str, str]]:
    known = citing(source, library)
    return [
        ("Read", READ[source.read]),
        ("Address", source.url),
        ("Claims", ", ".join(claim.id for claim in known.claims)),
        ("Studies", ", ".join(study.id for study in known.studies)),
    ]


def _cited(source: SourceId, library: Library) -> str:
    found = library.sources[source]
    return f"Source ({READ[found.read]}): {found.citation}"


def _name(entry: Entry) -> str:
    match entry:
        case Claim():
            return f"“{entry.claim}”"
        case Study():
            return entry.name
        case Source():
            return entry.citation


def _names(ids: Iterable[str], entries: Mapping[str, Any]) -> str:
    return ", ".join(entries[name].name.lower() for name in ids)
