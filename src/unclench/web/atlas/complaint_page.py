"""What the page of a complaint shows."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.atlas import Atlas
from unclench.atlas.types import Complaint
from unclench.evidence import load_library
from unclench.evidence.about import about_complaint
from unclench.web.atlas.links import Link, links
from unclench.web.atlas.sources import Sources, sources_of
from unclench.web.evidence.lines import KnownLines, known_lines
from unclench.web.today.template_page import TemplateLine, template_lines, templates_for


@dataclass(frozen=True, slots=True)
class ComplaintPage:
    name: str
    definition: str
    aliases: str
    goals: tuple[str, ...]
    limit: str
    """How firmly at most; empty where the place's own limit is enough."""
    avoid: tuple[str, ...]
    rationale: str
    refer_when: str
    regions: tuple[Link, ...]
    techniques: tuple[Link, ...]
    mind: tuple[Link, ...]
    points: tuple[Link, ...]
    more: KnownLines
    sources: Sources
    templates: tuple[TemplateLine, ...]
    """What was tried for it and can be opened as a session."""


def page_of(complaint: Complaint, atlas: Atlas) -> ComplaintPage:
    return ComplaintPage(
        name=complaint.name,
        definition=complaint.definition,
        aliases=", ".join(complaint.aliases),
        goals=complaint.goals,
        limit=f"at most {complaint.max_level} of 10" if complaint.max_level < 10 else "",
        avoid=complaint.avoid,
        rationale=complaint.rationale,
        refer_when=complaint.refer_when,
        regions=links(atlas.regions[name] for name in complaint.regions),
        techniques=links(atlas.techniques[name] for name in complaint.techniques),
        mind=links(atlas.techniques[name] for name in complaint.mind),
        points=links(atlas.points[name] for name in complaint.points),
        more=known_lines(about_complaint(complaint, load_library())),
        sources=sources_of(complaint.sources, complaint.read),
        templates=template_lines(templates_for(complaint.id), atlas),
    )
