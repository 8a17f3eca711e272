"""The page of "why not this": what one may ask about, and the composer's answer put for reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal
from urllib.parse import urlencode

from django.urls import reverse

from unclench.atlas import Atlas
from unclench.atlas.search import search
from unclench.atlas.types import Region, RegionId, Technique
from unclench.atlas.unguided import Unguided, found_by, load_unguided
from unclench.composer.explain import Answer, AnswerKind, why_not, why_not_place
from unclench.composer.types import Session, Spot
from unclench.safety.types import Clearance
from unclench.web.atlas.links import Link, address_of, links
from unclench.web.atlas.words import FAMILIES
from unclench.web.moment import Moment
from unclench.web.sessions.models import Plan
from unclench.web.today.finding_lines import FindingLine, finding_lines
from unclench.web.today.offers import REGION_GROUPS
from unclench.wording import capital

CLOSE_PERMILLE = 20
"""What costs no more of a session's points nearly made it."""
WHOLE = 1000

Tone = Literal["good", "caution", "plain"]
HEADS: dict[AnswerKind, tuple[str, Tone]] = {
    "in": ("It is in this session", "good"),
    "safety": ("Not today, for safety", "caution"),
    "wish": ("As you asked", "plain"),
    "unfit": ("It does not go with this session", "plain"),
    "no_room": ("There is no room for it", "plain"),
    "costs": ("Allowed, but others fit better", "plain"),
    "more": ("", "plain"),
}
CLOSE = "Allowed, and it was close"
NEVER = "Never, for anybody"
_SAID = ("allowed, but ", "not today, for safety: ")


@dataclass(frozen=True, slots=True)
class Asked:
    """The session that is asked about, and what holds for it now."""

    plan: Plan
    session: Session
    clearance: Clearance
    moment: Moment


@dataclass(frozen=True, slots=True)
class Question:
    """Something to ask about."""

    name: str
    address: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Questions:
    name: str
    note: str
    groups: tuple[tuple[str, tuple[Question, ...]], ...]

    @property
    def count(self) -> int:
        return sum(len(questions) for _, questions in self.groups)


@dataclass(frozen=True, slots=True)
class WhyNotPage:
    """What may be asked: found by words, or all of it on shelves."""

    words: str
    found: tuple[Question, ...] | None
    shelves: tuple[Questions, ...]


@dataclass(frozen=True, slots=True)
class AnswerPage:
    name: str
    address: str
    """Where it can be looked up."""
    head: str
    tone: Tone
    text: str
    findings: tuple[FindingLine, ...] = ()
    share: str = ""
    """What a session with it would come to, of this one; empty where there is none."""
    share_permille: int = 0
    changes: tuple[str, ...] = ()
    include: str = ""
    """What the form sends to have it in; empty where it cannot be."""
    places: tuple[Question, ...] = ()
    """The same about one place."""
    instead: tuple[Link, ...] = ()


def questions_of(plan: Plan, session: Session, words: str, atlas: Atlas) -> WhyNotPage:
    if words:
        return WhyNotPage(words, tuple(_found(plan, words, atlas)), ())
    done = {step.technique for step in session.steps}
    touched = {region for step in session.steps for region in step.contact}
    techniques = [entry for entry in atlas.techniques.values() if entry.id not in done]
    shelves = (
        Questions(
            "Techniques",
            "What hands, cloths and attention could do besides.",
            _filled(
                (name, [_question(plan, entry) for entry in techniques if entry.family == family])
                for family, name in FAMILIES.items()
            ),
        ),
        Questions(
            "Places",
            "Where no hands are at work in this session.",
            _filled(
                (name, [_question(plan, atlas.regions[region]) for region in regions if region not in touched])
                for name, regions in REGION_GROUPS
            ),
        ),
        Questions(
            "Never guided",
            "What one may have heard of, and no session leads to.",
            _filled([("", [_question(plan, entry) for entry in load_unguided().values()])]),
        ),
    )
    return WhyNotPage("", None, shelves)


def _found(plan: Plan, words: str, atlas: Atlas) -> Iterable[Question]:
    hits = [hit.entry for hit in search(atlas, words)]
    yield from (_question(plan, entry, entry.summary) for entry in found_by(words))
    yield from (_question(plan, entry, entry.summary) for entry in hits if isinstance(entry, Technique))
    yield from (_question(plan, entry, entry.where) for entry in hits if isinstance(entry, Region))


def _filled(
    groups: Iterable[tuple[str, list[Question]]],
) -> tuple[tuple[str, tuple[Question, ...]], ...]:
    return tuple((name, tuple(questions)) for name, questions in groups if questions)


def _question(plan: Plan, entry: Technique | Region | Unguided, note: str = "") -> Question:
    asked = {"region": entry.id} if isinstance(entry, Region) else {"technique": entry.id}
    return Question(entry.name, _address(plan, **asked), note)


def _address(plan: Plan, **asked: str) -> str:
    return f"{reverse('why_not', args=[plan.id])}?{urlencode(asked)}"


def answer_about_technique(asked: Asked, technique: Technique, region: RegionId | None, atlas: Atlas) -> AnswerPage:
    answer = why_not(asked.session, asked.clearance, atlas, Spot(technique.id, region))
    places = tuple(
        Question(atlas.regions[name].name, _address(asked.plan, technique=technique.id, region=name))
        for name in technique.contact_regions
        if name != region and atlas.regions[name].access != "keep_out"
    )
    name = f"{technique.name}, {atlas.regions[region].name.lower()}" if region else technique.name
    page = _page(asked, name, address_of(technique), answer)
    # One place alone is what was asked about already.
    return replace(page, places=places) if region or len(places) > 1 else page


def answer_about_place(asked: Asked, region: Region, atlas: Atlas) -> AnswerPage:
    answer = why_not_place(asked.session, asked.clearance, atlas, region.id)
    return _page(asked, region.name, address_of(region), answer)


def answer_about_unguided(entry: Unguided, atlas: Atlas) -> AnswerPage:
    instead = links(atlas.techniques[name] for name in entry.instead)
    return AnswerPage(
        name=entry.name,
        address=address_of(entry),
        head="Never guided",
        tone="caution",
        text=entry.why,
        instead=instead,
    )


def _page(asked: Asked, name: str, address: str, answer: Answer) -> AnswerPage:
    head, tone = HEADS[answer.kind]
    permille = WHOLE
    if answer.points is not None and answer.of:
        permille = WHOLE * (answer.of - answer.points) // answer.of
        if WHOLE - permille <= CLOSE_PERMILLE:
            head = CLOSE
    usual = {finding.rule for finding in asked.clearance.findings if finding.everyone}
    if answer.rules and usual.issuperset(answer.rules):
        head = NEVER
    # The name stands above it, and so does the verdict.
    text = answer.text.partition(": ")[2]
    for said in _SAID:
        text = text.removeprefix(said)
    share = "" if answer.points is None else f"{permille // 10}.{permille % 10}\u00a0%"
    return AnswerPage(
        name=name,
        address=address,
        head=head,
        tone=tone,
        text=capital(text),
        findings=tuple(
            line for line in finding_lines(asked.clearance, asked.moment.local) if line.rule in answer.rules
        ),
        share=share,
        share_permille=permille,
        changes=answer.changes,
        include="" if answer.spot is None else _written(answer.spot),
    )


def _written(spot: Spot) -> str:
    return f"{spot.technique}@{spot.region}" if spot.region else spot.technique


def spot_written(text: str) -> Spot:
    """As `include` says it."""
    technique, _, region = text.partition("@")
    return Spot(technique, region or None)
