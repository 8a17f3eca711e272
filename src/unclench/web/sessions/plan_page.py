"""What the page of a plan shows, put together before it is drawn."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from unclench.atlas import Atlas, load_atlas
from unclench.atlas.types import Source
from unclench.composer import telling
from unclench.composer.change import firmer, is_pinned, softer
from unclench.composer.composing import LONGEST_MINUTES, SHORTEST_MINUTES
from unclench.composer.types import Certificate, Provenance, Session, Step
from unclench.composer.words import oil_words
from unclench.guide.arc import Arc, Part, draw, parts_of
from unclench.safety.citations import cited
from unclench.safety.types import Clearance, Verdict
from unclench.web.atlas.links import address_of
from unclench.web.today.finding_lines import FindingLine, finding_lines
from unclench.web.today.template_page import Opened, opened
from unclench.wording import capital

MINUTES = (SHORTEST_MINUTES, *range(5, LONGEST_MINUTES + 1, 5))
"""What − and + go through."""

_NEW_WORK = ("general", "specific")
"""Parts that answer a wish. What opens and closes them comes and goes with them."""


@dataclass(frozen=True, slots=True)
class PointLine:
    code: str
    name: str
    where: str


@dataclass(frozen=True, slots=True)
class StepLine:
    """One step as it is read."""

    id: str
    at: str
    length: str
    name: str
    address: str
    """Where the technique can be looked up."""
    summary: str
    where: str
    layer: str
    oil: str
    level: int | None
    """None where nothing is touched."""
    level_words: str
    points: tuple[PointLine, ...]
    why: str
    evidence: str
    """How certain the effect is, and in a sentence what is known; empty where no effect is claimed."""
    known: str
    sources: tuple[Source, ...]
    stop_if: tuple[str, ...]
    may_go: bool
    may_grow: bool
    nearly: str
    """What would have done most in its place; empty where nothing else fits."""
    pinned: bool


@dataclass(frozen=True, slots=True)
class PartLines:
    name: str
    steps: tuple[StepLine, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Which changes there are to make from here."""

    shorter: int | None
    longer: int | None
    softer: bool
    firmer: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    title: str
    minutes: int
    hands: str
    position: str
    verdict: Verdict
    findings: tuple[FindingLine, ...]
    changes: tuple[str, ...]
    """Where it is not what was wished for."""
    place_missing: bool
    template: Opened | None
    """The published protocol it was opened from."""
    arc: Arc
    before: tuple[str, ...]
    parts: tuple[PartLines, ...]
    limits: tuple[str, ...]
    left_out: tuple[tuple[str, str], ...]
    after: tuple[str, ...]
    refer: tuple[str, ...]
    stop: str
    fit: str
    """In one sentence; `proof` says by how much."""
    proof: str
    certificate: Certificate
    provenance: Provenance
    change: Change
    touches: bool
    opened: bool
    """From a file: there is nothing to change about it."""


def page_of(session: Session, clearance: Clearance, now: datetime) -> PlanPage:
    atlas = load_atlas()
    return PlanPage(
        title=telling.title(session, atlas),
        minutes=session.minutes,
        hands=telling.hands(session),
        position=telling.positions(session),
        verdict=clearance.verdict,
        findings=finding_lines(clearance, now),
        changes=telling.changes(session, clearance),
        place_missing=telling.is_unplaced(session, clearance),
        template=opened(session, clearance, atlas),
        arc=draw(session),
        before=(*telling.consent(session), *session.before),
        parts=tuple(_part(part, session, atlas) for part in parts_of(session)),
        limits=telling.limits(session, clearance, atlas),
        left_out=tuple((entry.what, entry.reason) for entry in session.left_out),
        after=session.after,
        refer=telling.refer_lines(session, atlas),
        stop=telling.STOP,
        fit=telling.fit(session),
        proof=telling.proof(session),
        certificate=session.certificate,
        provenance=session.provenance,
        change=_change(session),
        touches=session.hands_on_s > 0,
        opened=bool(session.request.opened),
    )


def _part(part: Part, session: Session, atlas: Atlas) -> PartLines:
    return PartLines(part.name, tuple(_step(step, session, atlas) for step in part.steps))


def _step(step: Step, session: Session, atlas: Atlas) -> StepLine:
    technique = atlas.techniques[step.technique]
    claims = bool(telling.evidence(step))
    points = [atlas.points[point] for point in step.points]
    places, sides = telling.places(step, atlas), telling.side_words(step)
    return StepLine(
        id=step.id,
        at=telling.clock(step.start_s),
        length=_length(step.duration_s),
        name=technique.name,
        address=address_of(technique),
        summary=technique.summary,
        where=", ".join(words for words in (capital(places), sides) if words),
        layer=telling.LAYER_WORDS[step.layer] if step.layer else "",
        oil=oil_words(step.oil) if step.oil else "",
        level=step.level if step.contact else None,
        level_words=telling.LEVEL_WORDS[step.level] if step.contact else "",
        points=tuple(PointLine(point.id, point.name, point.where) for point in points),
        why=step.why.text,
        evidence=telling.evidence(step),
        known=technique.evidence.text if claims else "",
        sources=cited(step.why.evidence) if claims else (),
        stop_if=technique.stop_if,
        may_go=not session.request.opened and step.technique != "rest" and step.role != "flush",
        may_grow=not session.request.opened and bool(step.contact) and step.role in _NEW_WORK,
        nearly=atlas.techniques[step.why.runner_up].name if step.why.runner_up else "",
        pinned=is_pinned(session, step),
    )


def _change(session: Session) -> Change:
    minutes = session.minutes
    return Change(
        shorter=max((entry for entry in MINUTES if entry < minutes), default=None),
        # A session that is shorter than was asked for fills all that today allows.
        longer=None if session.shortened else min((entry for entry in MINUTES if entry > minutes), default=None),
        softer=softer(session) is not None,
        firmer=firmer(session) is not None,
    )


def _length(seconds: int) -> str:
    minutes, rest = divmod(seconds, 60)
    return " ".join(words for words in (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "") if words)
