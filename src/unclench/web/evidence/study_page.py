"""What the page of a study shows."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from unclench.atlas import Atlas
from unclench.composer.templates import load_templates
from unclench.evidence import Library, Study, words
from unclench.evidence.types import Bias
from unclench.web.atlas.links import Link, links
from unclench.web.atlas.sources import SourceLine, cited
from unclench.web.evidence.lines import ClaimLine, claim_lines
from unclench.wording import capital


@dataclass(frozen=True, slots=True)
class PartLine:
    name: str
    minutes: str
    guided: bool


@dataclass(frozen=True, slots=True)
class StudyPage:
    name: str
    design: str
    population: str
    people: str
    what: str
    by: str
    dose: str
    dose_note: str
    parts: tuple[PartLine, ...]
    comparator: str
    outcome: str
    follow_up: str
    results: tuple[str, ...]
    bias: Bias
    bias_words: str
    bias_why: str
    missing: str
    use: str
    seen: tuple[str, ...]
    claims: tuple[ClaimLine, ...]
    techniques: tuple[Link, ...]
    complaints: tuple[Link, ...]
    muscles: tuple[Link, ...]
    points: tuple[Link, ...]
    sources: tuple[SourceLine, ...]
    template: str
    """Where it can be opened as a session; empty where it cannot."""


def page_of(study: Study, library: Library, atlas: Atlas) -> StudyPage:
    return StudyPage(
        name=study.name,
        design=words.DESIGNS[study.design] + (f"; {study.arms} groups" if study.arms else ""),
        population=study.population,
        people=words.people(study),
        what=study.what,
        by=capital(study.by),
        dose=words.dose(study.dose),
        dose_note=study.dose.note,
        parts=tuple(PartLine(part.name, words.minutes(part.minutes), part.guided) for part in study.parts),
        comparator=capital(study.comparator),
        outcome=capital(study.outcome),
        follow_up=words.follow_up(study.dose),
        results=study.results,
        bias=study.bias,
        bias_words=words.BIASES[study.bias],
        bias_why=study.bias_why,
        missing=study.missing,
        use=study.use,
        seen=tuple(f"{capital(part)}: {words.DEPTHS[depth]}." for part, depth in study.seen.items()),
        claims=claim_lines(library.claims_of(study)),
        techniques=links(atlas.techniques[name] for name in study.techniques),
        complaints=links(atlas.complaints[name] for name in study.complaints),
        muscles=links(atlas.muscles[name] for name in study.muscles),
        points=links(atlas.points[name] for name in study.points),
        sources=cited(study.sources),
        template=reverse("template", args=[study.id]) if study.id in load_templates() else "",
    )
