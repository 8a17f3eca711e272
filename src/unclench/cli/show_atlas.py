"""Atlas entries, as people read them in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.padding import Padding
from rich.table import Table

from unclench.atlas import Atlas
from unclench.atlas.geometry import landmarks_of, spots_of
from unclench.atlas.referral import Reach, Suspect
from unclench.atlas.search import Hit
from unclench.atlas.types import (
    Basis,
    Complaint,
    Dose,
    Kind,
    Landmark,
    Muscle,
    Point,
    Region,
    Side,
    Site,
    Source,
    Stroke,
    Technique,
    Zone,
)
from unclench.atlas.words import READ, SINGULAR, Entry
from unclench.cli.terminal import console
from unclench.wording import listed

GRADES = {
    "high": "high certainty",
    "moderate": "moderate certainty",
    "low": "low certainty",
    "very_low": "very low certainty",
    "practice": "tradition and practice, no trial",
}

BASES: dict[Basis, str] = {
    "yes": "seen in the source",
    "direct": "seen on the page of the WHO book",
    "code": "seen in a public file that restates the WHO book",
    "partly": "seen in part",
    "secondary": "seen at second hand only",
    "design": "our own cautious choice",
    "no": "from memory, not looked up",
}

MOTIONS = {
    "press": "a steady press, deeper on the breath out",
    "press_or_circle": "a steady press or tiny circles",
    "light": "a light press or stroke",
    "press_or_band": "a steady press, or a band at the wrist from the start of an attack, for hours",
}

PRESSING = {
    "self": "you may press it yourself, within the limits of the place",
    "professional": "for trained hands alone",
    "never": "never guided, for anyone",
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
        read = READ[source.read]
        out.print(Padding(f"[dim]Source ({read}): {source.citation}[/]", (0, 0, 0, 2), expand=False))


def print_suspects(region: Region, side: Side, suspects: Sequence[Suspect], atlas: Atlas) -> None:
    """Which muscles are said to send pain to a place, and where to feel for them."""
    out = console()
    if not suspects:
        out.print(f"No muscle of the atlas is said to send pain to {region.name.lower()}.")
        return
    out.print(f"[bold]{region.name}[/] [dim]{_sided(side)}: pain there is said to come from[/]")
    for suspect in suspects:
        muscle = atlas.muscles[suspect.muscle]
        strength = "" if suspect.strength == "main" else ", less often or in passing"
        out.print(f"[bold]{muscle.name}[/]  [dim]{muscle.id}, {' or '.join(suspect.sides)}{strength}[/]")
        place_of = "Feel for it" if suspect.press == "self" else "Lies"
        facts = [(place_of, site_text(site, atlas)) for site in muscle.sites if site.id in suspect.sites]
        pressing = f"{PRESSING[suspect.press]}. {suspect.why}" if suspect.why else PRESSING[suspect.press]
        facts += [("Pressing", pressing), ("Caution", suspect.caution), ("Referral", BASES[suspect.basis])]
        for title, text in facts:
            out.print(Padding(f"[dim]{title}:[/] {text}", (0, 0, 0, 2), expand=False))
    out.print(f"[dim]{HONEST}[/]")


def print_reaches(muscle: Muscle, side: Side, reaches: Sequence[Reach], atlas: Atlas) -> None:
    """Where a muscle is said to send pain."""
    out = console()
    out.print(f"[bold]{muscle.name}[/]  [dim]{muscle.id}, {_sided(side)}[/]")
    out.print(Padding(muscle.referral.text, (0, 0, 0, 2), expand=False))
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=False, pad_edge=False)
    for reach in reaches:
        strength = "main" if reach.strength == "main" else "less often or in passing"
        table.add_row(f"  {atlas.regions[reach.region].name}", _sided(reach.side), strength, ", ".join(reach.sites))
    out.print(table)
    for title, text in _pressing(muscle, atlas):
        if text:
            out.print(Padding(f"[dim]{title}:[/] {text}", (0, 0, 0, 2), expand=False))
    out.print(f"[dim]{HONEST}[/]")


HONEST = (
    "From old maps of referred pain: a place to begin feeling, no finding about you. "
    "Pain that is new, or not like your usual one, belongs to a doctor first."
)


def _sided(side: Side) -> str:
    return {"both": "on both sides", "midline": "in the middle"}.get(side, f"on the {side}")


def site_text(site: Site, atlas: Atlas) -> str:
    """Where a trigger point is felt, and how well one reaches it."""
    reach = {"hard": " Hard to reach by yourself.", "none": " Out of your own reach."}
    return f"{site.where}{reach.get(atlas.regions[site.region].self_reach, '')} ({site.id})"


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
            return _region_facts(entry, atlas)
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
                ("Claims", ", ".join(entry.claims)),
            ]
        case Point():
            return _point_facts(entry, atlas)
        case Muscle():
            return _muscle_facts(entry, atlas)
        case Landmark():
            return [("Where", entry.where), ("Places", _names(entry.regions, atlas.regions))]
        case Source():
            return [("Read", entry.read), ("Address", entry.url)]


def _region_facts(entry: Region, atlas: Atlas) -> list[tuple[str, str]]:
    levels = entry.max_level

    def here(entries: Mapping[str, Muscle | Point | Landmark]) -> str:
        return ", ".join(one.name.lower() for one in entries.values() if entry.id in one.regions)

    return [
        ("Where", entry.where),
        ("Latin", entry.latin),
        ("Sides", entry.laterality.replace("_", " ")),
        ("Highest pressure", f"self {levels.own}, partner {levels.partner}, professional {levels.professional}"),
        ("Access", entry.access.replace("_", " ")),
        ("Your own reach", entry.self_reach),
        ("Note", entry.note),
        ("Muscles", here(atlas.muscles)),
        ("Points", ", ".join(point.id for point in atlas.points.values() if entry.id in point.regions)),
        ("Landmarks", here(atlas.landmarks)),
        ("Next to", _names(entry.neighbours, atlas.regions)),
        ("Also called", ", ".join(entry.aliases)),
    ]


def _point_facts(entry: Point, atlas: Atlas) -> list[tuple[str, str]]:
    evidence = entry.evidence
    return [
        ("Pinyin", entry.pinyin),
        ("Channel", entry.channel),
        ("Where", entry.where),
        ("In body inches", f"{entry.cun} ({BASES[entry.located]})"),
        ("Place", _names(entry.regions, atlas.regions)),
        ("Over", _names(entry.muscles, atlas.muscles)),
        ("How", _dose(entry.dose) if entry.dose else "Nobody presses it; no session leads there."),
        ("By yourself", "yes" if entry.self_reach else "no"),
        ("Cautions", " ".join(entry.cautions)),
        ("Name", "" if entry.named == "yes" else BASES[entry.named]),
        ("Evidence", f"{evidence.text} ({GRADES[evidence.grade]})"),
        ("Claims", ", ".join(evidence.claims)),
    ]


def _dose(dose: Dose) -> str:
    return (
        f"{MOTIONS[dose.motion]}, {_span(dose.hold_s)} s, {_times(dose.repeats)}, "
        f"pressure {_span(dose.level)} of 10 ({BASES[dose.basis]})"
    )


def _span(ends: tuple[int, int]) -> str:
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"


def _times(ends: tuple[int, int]) -> str:
    return "once" if ends == (1, 1) else f"{_span(ends)} times"


def _muscle_facts(entry: Muscle, atlas: Atlas) -> list[tuple[str, str]]:
    anatomy, referral = entry.anatomy, entry.referral
    zones = {
        strength: "; ".join(_zone(zone, atlas) for zone in referral.zones if zone.strength == strength)
        for strength in ("main", "spill")
    }
    return [
        ("Latin", entry.latin),
        ("Places", _names(entry.regions, atlas.regions)),
        ("From", anatomy.origin),
        ("To", anatomy.insertion),
        ("Does", anatomy.action),
        ("Nerve", anatomy.nerve),
        ("Anatomy", BASES[anatomy.basis]),
        ("Number", entry.fma),
        ("Note", entry.note),
        *_pressing(entry, atlas),
        ("Sends pain", f"{referral.text} ({BASES[referral.basis]})"),
        ("Most to", zones["main"]),
        ("Less often or in passing to", zones["spill"]),
        ("Beyond the map", ", ".join(referral.beyond)),
    ]


def _pressing(muscle: Muscle, atlas: Atlas) -> list[tuple[str, str]]:
    return [
        *(("Trigger point", site_text(site, atlas)) for site in muscle.sites),
        ("A finger gets there", muscle.access.replace("_", " ")),
        ("Pressing", f"{PRESSING[muscle.care.press]}. {muscle.care.why}".removesuffix(". ")),
        ("Caution", muscle.caution),
        ("Avoid", f"{' '.join(muscle.care.structures)} ({BASES[muscle.care.basis]})"),
    ]


def _zone(zone: Zone, atlas: Atlas) -> str:
    side = {"same": "same side", "other": "other side", "both": "both sides", "midline": "middle"}[zone.side]
    sites = f", from {', '.join(zone.sites)}" if zone.sites else ""
    return f"{atlas.regions[zone.region].name.lower()} ({side}{sites})"


def _technique_facts(entry: Technique, atlas: Atlas) -> list[tuple[str, str]]:
    script = entry.scripts.get("self") or next(iter(entry.scripts.values()))
    doses = ", ".join(f"{dose_s} s" for dose_s in entry.doses_s)
    return [
        ("What", entry.summary),
        ("Who gives it", listed(list(entry.givers))),
        ("Position", "; ".join(f"{giver}: {', '.join(some)}" for giver, some in entry.positions.items())),
        ("Places", _names(entry.contact_regions, atlas.regions)),
        ("Pressure", f"{entry.level_min} to {entry.level_max} of 10" if entry.contact_regions else ""),
        ("In a session", doses),
        ("How", " ".join(line.text for line in script.start)),
        ("Strokes", "; ".join(dict.fromkeys(map(_stroke, (s for s in entry.geometry if not s.stand_in))))),
        ("Movements", "; ".join(f"{m.what}{f' ({m.degrees}°)' if m.degrees else ''}" for m in entry.movements)),
        ("Picture", "a figure that sits or lies and breathes" if entry.stillness else ""),
        ("Feels like", entry.feel),
        ("Stop if", "; ".join(entry.stop_if)),
        ("Take care", " ".join(entry.cautions)),
        ("Muscles", _names(entry.muscles, atlas.muscles)),
        ("Points", ", ".join(entry.points)),
        ("Evidence", f"{entry.evidence.text} ({GRADES[entry.evidence.grade]})"),
        ("Claims", ", ".join(entry.evidence.claims)),
    ]


def _stroke(stroke: Stroke) -> str:
    """What is seen, and the landmarks it goes by."""
    names = dict.fromkeys(name for spot in spots_of(stroke) for name in landmarks_of(spot))
    return f"{stroke.what} ({stroke.type}: {', '.join(names)})"


def _names(ids: Iterable[str], entries: Any) -> str:
    return ", ".join(entries[name].name.lower() for name in ids)
