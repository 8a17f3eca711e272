"""What the pages of the templates show: published protocols that may be opened as sessions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from unclench.atlas import Atlas
from unclench.atlas.types import ComplaintId, Giver
from unclench.composer.explain import against
from unclench.composer.templates import Template, find_template, load_templates
from unclench.composer.types import Session, Spot
from unclench.evidence import Library, load_library
from unclench.safety.types import Clearance
from unclench.web.evidence.lines import ClaimLine, StudyLine, claim_lines, study_lines
from unclench.web.today.wishes import GIVER_NAMES, POSITION_NAMES
from unclench.wording import capital, listed

OPEN_WORDS: dict[Giver, str] = {
    "self": "Open for my own hands",
    "partner": "Open for somebody else’s hands",
    "professional": "Open for a therapist",
}
NO_HANDS = "Open it"


@dataclass(frozen=True, slots=True)
class TemplateLine:
    """A template as it stands in a list."""

    name: str
    address: str
    what: str
    """For what, how long, in whose hands."""
    result: str
    claims: tuple[ClaimLine, ...]


@dataclass(frozen=True, slots=True)
class TemplatePage:
    id: str
    name: str
    what: str
    position: str
    trial: str
    result: str
    differs: str
    claims: tuple[ClaimLine, ...]
    studies: tuple[StudyLine, ...]
    hands: tuple[tuple[Giver, str], ...]
    """Who may give it, and the words of the button."""
    others: bool
    """Whether hands of somebody else are wanted, so that it may be for somebody else as well."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The template behind a session, and what of it is not in the session, each with the reason."""

    page: TemplatePage
    address: str
    missing: tuple[str, ...]


def template_list(atlas: Atlas) -> tuple[tuple[str, tuple[TemplateLine, ...]], ...]:
    """By the complaint that each was tried for."""
    groups: dict[ComplaintId, list[Template]] = {}
    for template in load_templates().values():
        groups.setdefault(template.request.complaints[0], []).append(template)
    return tuple(
        (capital(atlas.complaints[complaint].spoken), template_lines(templates, atlas))
        for complaint, templates in groups.items()
    )


def template_lines(templates: Iterable[Template], atlas: Atlas) -> tuple[TemplateLine, ...]:
    library = load_library()
    return tuple(
        TemplateLine(
            name=template.name,
            address=reverse("template", args=[template.id]),
            what=_what(template, atlas),
            result=template.result,
            claims=_claims(template, library),
        )
        for template in templates
    )


def templates_for(complaint: ComplaintId) -> tuple[Template, ...]:
    return tuple(template for template in load_templates().values() if complaint in template.request.complaints)


def template_page(template: Template, atlas: Atlas) -> TemplatePage:
    library, request = load_library(), template.request
    study = library.studies.get(template.id)
    words: Iterable[tuple[Giver, str]] = ((giver, OPEN_WORDS[giver]) for giver in template.hands)
    return TemplatePage(
        id=template.id,
        name=template.name,
        what=_what(template, atlas),
        position=POSITION_NAMES[request.position] if request.position else "Whichever is better",
        trial=template.trial,
        result=template.result,
        differs=template.differs,
        claims=_claims(template, library),
        studies=study_lines([study] if study else []),
        hands=(("self", NO_HANDS),) if request.mind_only else tuple(words),
        others=any(giver != "self" for giver in template.hands),
    )


def opened(session: Session, clearance: Clearance, atlas: Atlas) -> Opened | None:
    """None for a session of one's own."""
    if not session.request.template:
        return None
    template = find_template(session.request.template)
    page = template_page(template, atlas)
    return Opened(page, reverse("template", args=[template.id]), tuple(_missing(template, session, clearance, atlas)))


def _missing(template: Template, session: Session, clearance: Clearance, atlas: Atlas) -> Iterable[str]:
    pinned = template.request.pinned
    named = {spot.technique for spot in pinned}
    spots = (*pinned, *(Spot(name) for name in template.request.wanted if name not in named))
    for spot in spots:
        if any(spot.is_at(step.technique, step.contact) for step in session.steps):
            continue
        name = atlas.techniques[spot.technique].name
        where = f" ({atlas.regions[spot.region].name.lower()})" if spot.region else ""
        answer = against(session, clearance, atlas, spot)
        yield f"{name}{where}: {answer.text if answer else 'there is no room for it in this session.'}"


def _what(template: Template, atlas: Atlas) -> str:
    request = template.request
    complaints = listed([atlas.complaints[name].spoken for name in request.complaints])
    hands = "no hands" if request.mind_only else " or ".join(GIVER_NAMES[giver] for giver in template.hands)
    return f"{capital(complaints)}, {request.minutes} min, {hands}"


def _claims(template: Template, library: Library) -> tuple[ClaimLine, ...]:
    return claim_lines(library.claims[name] for name in template.claims)
