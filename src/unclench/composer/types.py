"""What the composer takes and gives: Request, Session, and the certificate that goes with it.

All times here are whole seconds; the guide turns them into milliseconds. Pressure levels are the one scale 0 to 10.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Literal

from unclench.atlas.types import (
    ComplaintId,
    Giver,
    MuscleId,
    Place,
    PointId,
    Position,
    RegionId,
    Side,
    TechniqueId,
)
from unclench.safety.types import AgreedAreaId, RuleId

ZoneId = str
Family = str
Role = Literal["warmup", "general", "specific", "flush", "movement", "mind", "integration", "rest"]
PhaseKind = Literal["warmup", "general", "specific", "flush", "movement", "mind", "integration", "rest"]
Layer = Literal["breath", "scan", "imagery", "release"]
Sides = Literal["together", "in_turn", "one", "none"]
StyleId = str
TemplateId = str
Tool = Literal["ball"]
Oil = Literal["plain", "lavender", "peppermint", "eucalyptus"]
Stance = Literal["mean", "cautious", "exploring"]

TOOLS: tuple[Tool, ...] = ("ball",)
OILS: tuple[Oil, ...] = ("plain", "lavender", "peppermint", "eucalyptus")
STANCES: tuple[Stance, ...] = ("mean", "cautious", "exploring")


@dataclass(frozen=True, slots=True)
class Pain:
    """How much a place hurts now, 0 to 10. None: it hurts, and nobody said how much.

    `named`: somebody said so of this place itself, and not only of a side.
    """

    region: RegionId
    level: int | None = None
    side: Side = "both"
    named: bool = True


@dataclass(frozen=True, slots=True)
class Belief:
    """How much a family of techniques has helped this person: a factor on its efficacy, 1.0 for the prior alone.

    `entries`: how many diary entries stand behind it.
    """

    family: Family
    factor: float
    entries: int = 0
    spread: float = 0.0
    """How uncertain the factor is: its standard deviation."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A technique at a place; a practice without touch has no place."""

    technique: TechniqueId
    region: RegionId | None = None

    def is_at(self, technique: TechniqueId, contact: Container[RegionId]) -> bool:
        """Whether this technique, touching there, is what the spot means."""
        return self.technique == technique and (self.region is None or self.region in contact)


@dataclass(frozen=True, slots=True)
class Gentle:
    """A place to go more softly at: no firmer than `level`, or, without one, a level below what is usual."""

    region: RegionId
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """What is wanted. Everything here is a wish; limits come with the Clearance."""

    complaints: tuple[ComplaintId, ...]
    minutes: int
    giver: Giver = "self"
    position: Position | None = None
    """None: whichever position gives the better session."""
    then: Position | None = None
    """A second position, taken up once, on the way."""
    place: Place | None = None
    pains: tuple[Pain, ...] = ()
    mind_only: bool = False
    hands_only: bool = False
    bedtime: bool = False
    pressure_cap: int = 10
    """The person's own limit."""
    likes_deep: bool = False
    sore_thumbs: bool = False
    wanted: tuple[TechniqueId, ...] = ()
    """Techniques asked for by name, such as a warm compress that needs a towel."""
    without: tuple[TechniqueId, ...] = ()
    more: tuple[RegionId, ...] = ()
    """Places where more was asked for, whether they hurt or not."""
    less: tuple[RegionId, ...] = ()
    """Places where less was asked for: wide strokes may pass there, close work does not."""
    not_here: tuple[RegionId, ...] = ()
    """Places that are not to be touched this time."""
    gentler: tuple[Gentle, ...] = ()
    firmer: tuple[RegionId, ...] = ()
    pinned: tuple[Spot, ...] = ()
    """What has to be in the session."""
    barred: tuple[Spot, ...] = ()
    """What is not done at this one place."""
    style: StyleId | None = None
    tools: tuple[Tool, ...] = ()
    """What lies ready."""
    one_hand: bool = False
    """The giver has one hand free."""
    quiet: bool = False
    """Among others: nothing that shows or sounds, hair and make-up stay as they are."""
    oil: Oil | None = None
    template: TemplateId = ""
    """The published protocol it was opened from."""
    opened: str = ""
    """The Open Massage Session from outside that it is, by the id of its content; empty for one composed here."""
    beliefs: tuple[Belief, ...] = ()
    stance: Stance = "mean"
    """How uncertain beliefs count: by their mean, by their lower end, or by a draw that `seed` decides."""
    vary: bool = False
    """Another session, nearly as good, as `seed` decides."""
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step is there."""

    text: str
    """One or two sentences for the person."""
    role: Role
    target: RegionId | None
    weight: int
    """Weight of the target region in the objective."""
    marginal: int
    """How much the objective falls if the step is taken out and its time left unused."""
    binding: tuple[RuleId, ...]
    """Rules or wishes that hold its pressure or length down."""
    evidence: tuple[str, ...]
    """Source ids behind the technique."""
    grade: str
    runner_up: TechniqueId | None
    diary_entries: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, for a stretch of time."""

    id: str
    role: Role
    zone: ZoneId | None
    technique: TechniqueId
    contact: tuple[RegionId, ...]
    """Regions touched; empty for the mind, movement and rest."""
    target: tuple[RegionId, ...]
    """Regions it is for."""
    muscles: tuple[MuscleId, ...]
    points: tuple[PointId, ...]
    side: Side
    """The side(s) worked: "both" unless one side is left out today."""
    sides: Sides
    """How two sides share the step: together, in turn (first `first_side`, half the time each), one alone, or none."""
    first_side: Side
    position: Position
    start_s: int
    duration_s: int
    level: int
    layer: Layer | None
    asymmetric: bool
    """One side is left out: flagged, because left otherwise equals right."""
    why: Reason
    oil: Oil | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    kind: PhaseKind
    zone: ZoneId | None
    name: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something one might have expected, and why it is not there."""

    what: str
    reason: str
    rules: tuple[RuleId, ...] = ()


@dataclass(frozen=True, slots=True)
class Certificate:
    """That no other session of the model scores higher. `bound` is the value of the last problem solved, which left out
    nothing but limits that the session keeps anyway: no session can exceed it.
    """

    objective: int
    bound: int
    proven: bool
    method: str
    unit_s: int
    options: int
    """Single choices the solver had (technique, place, dose, level)."""


@dataclass(frozen=True, slots=True)
class Provenance:
    composer: str
    atlas: str
    rule_set: str
    seed: int


@dataclass(frozen=True, slots=True)
class SafetyNote:
    """What of the Clearance the session was built within, so that it can be checked and shown without the profile."""

    verdict: Literal["clear", "adapted", "see_doctor"]
    pressure_cap: int
    blocked: tuple[tuple[RegionId, Side], ...]
    forbidden_techniques: tuple[TechniqueId, ...]
    hands_on_limit_s: int
    first_session: bool
    rule_set: str
    agreed: tuple[AgreedAreaId, ...] | None = None
    """Where other hands may be; None for one's own."""
    stop_word: str = ""
    """Stays with the session on this machine: whoever receives it elsewhere agrees on a word of their own."""


@dataclass(frozen=True, slots=True)
class Session:
    """The composed plan."""

    request: Request
    minutes: int
    """Length of this session; shorter than asked for only if `shortened` says why."""
    shortened: str
    relaxed: tuple[str, ...]
    """Wishes that had to give way, in the order they did."""
    position: Position
    """The first one; see the steps for a change on the way."""
    place: Place
    phases: tuple[Phase, ...]
    safety: SafetyNote
    before: tuple[str, ...]
    """What to see to before the first sound, the most important first."""
    during: tuple[str, ...]
    """What the rules that apply today want said or shown while hands are at work."""
    after: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    certificate: Certificate
    provenance: Provenance
    hands_on_s: int

    @property
    def steps(self) -> tuple[Step, ...]:
        return tuple(step for phase in self.phases for step in phase.steps)

    @property
    def duration_s(self) -> int:
        return sum(step.duration_s for step in self.steps)


class NothingFitsError(ValueError):
    """No session can be made of this request within the rules; the message says why and what could be changed."""

    def __init__(self, message: str, rules: tuple[RuleId, ...] = ()) -> None:
        self.rules = rules
        super().__init__(message)


class NotClearedError(ValueError):
    """Safety allows no session: an emergency, a crisis, or nothing but information today."""

    def __init__(self, message: str, kind: Literal["emergency", "crisis", "information", "no_hands"]) -> None:
        self.kind = kind
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rule that a finished session breaks, as the independent checker found it."""

    rule: str
    text: str
    step: str = ""


class RefusedError(RuntimeError):
    """The checker refused the composed session. It is never shown; this is a defect of the composer."""

    def __init__(self, refusals: tuple[Refusal, ...]) -> None:
        self.refusals = refusals
        super().__init__("; ".join(f"{refusal.rule}: {refusal.text}" for refusal in refusals))
