"""What the page of a technique shows."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.types import Technique
from unclench.composer.telling import LEVEL_WORDS, POSITIONS
from unclench.evidence import load_library
from unclench.evidence.about import about_technique
from unclench.web.atlas import words
from unclench.web.atlas.links import Link, link_to_landmark, links
from unclench.web.atlas.script_lines import GiversScript, scripts_of
from unclench.web.atlas.sources import SourceLine, Sources, cited, sources_of
from unclench.web.evidence.lines import KnownLines, known_lines
from unclench.web.today.wishes import PLACE_NAMES
from unclench.wording import listed


@dataclass(frozen=True, slots=True)
class Fact:
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Pressure:
    least: int
    most: int
    words: str


@dataclass(frozen=True, slots=True)
class TechniquePage:
    family: str
    name: str
    summary: str
    aliases: str
    pressure: Pressure | None
    facts: tuple[Fact, ...]
    feel: str
    scripts: tuple[GiversScript, ...]
    sided: bool
    """Some line names a side, so it is said for which side this is told."""
    touched: tuple[Link, ...]
    meant: tuple[Link, ...]
    """What it is for without being touched."""
    muscles: tuple[Link, ...]
    points: tuple[Link, ...]
    landmarks: tuple[Link, ...]
    stop_if: tuple[str, ...]
    cautions: tuple[str, ...]
    grade: str
    grade_meaning: str
    known: str
    evidence: tuple[SourceLine, ...]
    more: KnownLines
    complaints: tuple[Link, ...]
    """What a session may use it for."""
    sources: Sources


def page_of(technique: Technique, atlas: Atlas) -> TechniquePage:
    evidence = technique.evidence
    contact = dict.fromkeys(technique.contact_regions)
    meant = [region for region in technique.target_regions if region not in contact]
    regions = atlas.regions
    return TechniquePage(
        family=words.FAMILIES[technique.family],
        name=technique.name,
        summary=technique.summary,
        aliases=", ".join(technique.aliases),
        pressure=_pressure(technique),
        facts=tuple(fact for fact in _facts(technique) if fact.text),
        feel=technique.feel,
        scripts=scripts_of(technique, atlas),
        sided=technique.sides == "in_turn",
        touched=links(regions[name] for name in contact),
        meant=links(regions[name] for name in meant),
        muscles=links(atlas.muscles[name] for name in technique.muscles),
        points=links(atlas.points[name] for name in technique.points),
        landmarks=tuple(link_to_landmark(atlas.landmarks[name], atlas) for name in technique.landmarks),
        stop_if=technique.stop_if,
        cautions=technique.cautions,
        grade=words.GRADES[evidence.grade],
        grade_meaning=words.GRADE_MEANINGS[evidence.grade],
        known=evidence.text,
        evidence=cited(evidence.sources),
        more=known_lines(about_technique(technique, load_library())),
        complaints=links(one for one in atlas.complaints.values() if technique.id in (*one.techniques, *one.mind)),
        sources=sources_of(technique.sources, technique.read),
    )


def _pressure(technique: Technique) -> Pressure | None:
    """None where nothing is touched."""
    if not technique.contact_regions:
        return None
    least, most = technique.level_min, technique.level_max
    span = LEVEL_WORDS[most] if least == most else f"from {_level(least)} to {_level(most)}"
    return Pressure(least, most, span)


def _level(level: int) -> str:
    """Without the explanation after the colon or comma: it stands in a span."""
    return LEVEL_WORDS[level].partition(":")[0].partition(",")[0]


def _facts(technique: Technique) -> tuple[Fact, ...]:
    short, usual, long = map(words.seconds, technique.doses_s)
    hold = words.seconds(technique.hold_s) if technique.hold_s else ""
    return (
        Fact("How long", f"{usual}; {short} at least, {long} at most"),
        Fact("Hold on one spot", f"at most {hold}" if hold else ""),
        Fact("Rhythm", words.rhythm(technique)),
        Fact("With", words.CONTACTS[technique.contact]),
        Fact("Sides", words.SIDES[technique.sides]),
        *(
            Fact(words.GIVERS[giver], listed([POSITIONS[position] for position in technique.positions[giver]]))
            for giver in technique.givers
        ),
        Fact("Where one can do it", listed([PLACE_NAMES[place].lower() for place in technique.places])),
    )
