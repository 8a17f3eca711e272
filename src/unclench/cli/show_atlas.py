"""Atlas entries, as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.padding import Padding
from rich.table import Table

from unclench.atlas import Atlas
from unclench.atlas.search import Hit
from unclench.atlas.types import Complaint, Kind, Landmark, Muscle, Point, Region, Source, Technique
from unclench.atlas.words import SINGULAR, Entry
from unclench.cli.terminal import console, listed

GRADES = {
    "high": "high certainty",
    "moderate": "moderate certainty",
    "low": "low certainty",
    "very_low": "very low certainty",
    "practice": "tradition and practice, no trial",
}


def print_list(kind: Kind, entries: Iterable[Entry]) -> None:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    count = 0
    for entry in entries:
        table.add_row(f"[bold]{entry.id}[/]", _name(entry), f"[dim]{_brief(entry)}[/]")
        count += 1
    console().print(table)
    console().print(f"[dim]{count} {kind}[/]")


def print_hits(hits: Sequence[Hit]) -> None:
    if not hits:
        console().print("Nothing found. Try another word, or `unclench atlas list regions`.")
        return
    if hits[0].score == 0:
        console().print("Nothing by that name. Nearest:")
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    for hit in hits[:25]:
        table.add_row(f"[dim]{SINGULAR[hit.kind]}[/]", f"[bold]{hit.entry.id}[/]", _name(hit.entry))
    console().print(table)


def print_entry(kind: Kind, entry: Entry, atlas: Atlas) -> None:
    out = console()
    out.print(f"[bold]{_name(entry)}[/]  [dim]{SINGULAR[kind]} {entry.id}[/]")
    for title, text in _facts(entry, atlas):
        if text:
            out.print(Padding(f"[dim]{title}:[/] {text}", (0, 0, 0, 2), expand=False))
    sources = [atlas.sources[source] for source in getattr(entry, "sources", ())]
    for source in sources:
        read = {"yes": "read", "partly": "read in part", "no": "not read"}[source.read]
        out.print(Padding(f"[dim]Source ({read}): {source.citation}[/]", (0, 0, 0, 2), expand=False))


def _name(entry: Entry) -> str:
    return entry.citation if isinstance(entry, Source) else entry.name


def _brief(entry: Entry) -> str:
    match entry:
        case Region() | Point() | Landmark():
            return entry.where
        case Technique():
            return entry.summary
        case Complaint():
            return entry.definition
        case Muscle():
            return entry.latin
        case Source():
            return ""


def _facts(entry: Entry, atlas: Atlas) -> list[tuple[str, str]]:
    match entry:
        case Region():
            levels = entry.max_level
            return [
                ("Where", entry.where),
                ("Latin", entry.latin),
                ("Sides", entry.laterality.replace("_", " ")),
                (
                    "Highest pressure",
                    f"self {levels.own}, partner {levels.partner}, professional {levels.professional}",
                ),
                ("Access", entry.access.replace("_", " ")),
                ("Your own reach", entry.self_reach),
                ("Also called", ", ".join(entry.aliases)),
                ("Note", entry.note),
            ]
        case Technique():
            return _technique_facts(entry, atlas)
        case Complaint():
            return [
                ("What", entry.definition),
                ("Goals", "; ".join(entry.goals)),
                ("Places", _names(entry.regions, atlas.regions)),
                ("Techniques", _names(entry.techniques, atlas.techniques)),
                ("For the mind", _names(entry.mind, atlas.techniques)),
                ("Points", ", ".join(entry.points)),
                ("Avoid", "; ".join(entry.avoid)),
                ("Why", entry.rationale),
                ("See a doctor", entry.refer_when),
            ]
        case Point():
            return [
                ("Pinyin", entry.pinyin),
                ("Where", entry.where),
                ("Place", _names(entry.regions, atlas.regions)),
                ("Cautions", "; ".join(entry.cautions)),
            ]
        case Muscle():
            return [
                ("Latin", entry.latin),
                ("Places", _names(entry.regions, atlas.regions)),
                ("Caution", entry.caution),
            ]
        case Landmark():
            return [("Where", entry.where), ("Places", _names(entry.regions, atlas.regions))]
        case Source():
            return [("Read", entry.read), ("Address", entry.url)]


def _technique_facts(entry: Technique, atlas: Atlas) -> list[tuple[str, str]]:
    script = entry.scripts.get("self") or next(iter(entry.scripts.values()))
    doses = ", ".join(f"{dose_s} s" for dose_s in entry.doses_s)
    return [
        ("What", entry.summary),
        ("Who gives it", listed(list(entry.givers))),
        ("Places", _names(entry.contact_regions, atlas.regions)),
        ("Pressure", f"{entry.level_min} to {entry.level_max} of 10" if entry.contact_regions else ""),
        ("In a session", doses),
        ("How", " ".join(line.text for line in script.start)),
        ("Feels like", entry.feel),
        ("Stop if", "; ".join(entry.stop_if)),
        ("Evidence", f"{entry.evidence.text} ({GRADES[entry.evidence.grade]})"),
    ]


def _names(ids: Iterable[str], entries: Any) -> str:
    return ", ".join(entries[name].name.lower() for name in ids)
