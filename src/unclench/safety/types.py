"""Rules, answers, and what safety allows: the Clearance.

Rules are data (content/*.toml). An effect is one of a small closed set of dataclasses, so a rule can only do what is
written here, and the evaluator has one place for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from unclench.atlas.types import ComplaintId, Giver, PointId, Position, RegionId, Side, SourceId, TechniqueId
from unclench.safety.expression import Expression

RuleId = str
Variable = str
SafetyRegion = str
TechniqueClass = str
AgreedAreaId = Literal["hair", "face", "neck", "shoulders", "chest", "back", "lower_back", "hands", "legs"]

Answer = Literal["yes", "no", "unsure"] | float
Verdict = Literal["clear", "adapted", "see_doctor", "emergency"]
Urgency = Literal["emergency_now", "same_day", "see_doctor_soon"]
Moment = Literal["before", "during", "after", "doctor"]
MindScope = Literal["all", "breath_and_rest", "none"]


@dataclass(frozen=True, slots=True)
class BlockRegions:
    """No touch there. `AREAS` in areas.py are the places the person names.

    Where the back of the neck and the base of the skull are both left out, the head is not moved either, unless
    `movement` says that touch alone is meant.
    """

    type: Literal["block_regions"]
    regions: tuple[SafetyRegion, ...]
    movement: bool = False


@dataclass(frozen=True, slots=True)
class BlockAll:
    """No hands-on work. With `mind` false, no practice of the mind either."""

    type: Literal["block_all"]
    mind: bool = True


@dataclass(frozen=True, slots=True)
class CapPressure:
    """Pressure level at most `max`, in `regions` (or "all") except where `exceptions` say otherwise."""

    type: Literal["cap_pressure"]
    max: int
    regions: tuple[SafetyRegion, ...]
    exceptions: Mapping[SafetyRegion, int] = field(default_factory=dict)
    givers: tuple[Giver, ...] = ()


@dataclass(frozen=True, slots=True)
class LowerPressure:
    """Every cap goes down by `by`, never below 1; in `regions`, where some are named."""

    type: Literal["lower_pressure"]
    by: int
    regions: tuple[SafetyRegion, ...] = ()


@dataclass(frozen=True, slots=True)
class ForbidTechniques:
    """Classes of techniques, everywhere or only in `regions`."""

    type: Literal["forbid_techniques"]
    classes: tuple[TechniqueClass, ...]
    regions: tuple[SafetyRegion, ...] = ()


@dataclass(frozen=True, slots=True)
class ForbidPractices:
    """Single techniques of the atlas, by id."""

    type: Literal["forbid_practices"]
    techniques: tuple[TechniqueId, ...]


@dataclass(frozen=True, slots=True)
class Shorten:
    """Hands-on time at most `minutes`, for these givers (none named: all)."""

    type: Literal["shorten"]
    minutes: int
    givers: tuple[Giver, ...] = ()


@dataclass(frozen=True, slots=True)
class HalveTime:
    """Half of the hands-on time that everything else leaves."""

    type: Literal["halve_time"]


@dataclass(frozen=True, slots=True)
class LimitTechnique:
    type: Literal["limit_technique"]
    technique_class: TechniqueClass
    minutes: int


@dataclass(frozen=True, slots=True)
class AskDoctor:
    """A doctor's word is needed. What waits for it are the rule's own blocks; a recorded yes lifts those alone."""

    type: Literal["ask_doctor"]


@dataclass(frozen=True, slots=True)
class ForbidGivers:
    """These givers may not touch (everywhere, or `classes` in `regions`)."""

    type: Literal["forbid_givers"]
    givers: tuple[Giver, ...]
    classes: tuple[TechniqueClass, ...] = ()
    regions: tuple[SafetyRegion, ...] = ()


@dataclass(frozen=True, slots=True)
class ForbidPositions:
    """`unless_below`: holds unless this number is known to lie below the bound (weeks of pregnancy, if not said).
    `only_below`: holds only if the number is below the bound.
    """

    type: Literal["forbid_positions"]
    positions: tuple[Position, ...]
    unless_below: tuple[Variable, float] | None = None
    only_below: tuple[Variable, float] | None = None


@dataclass(frozen=True, slots=True)
class BlockPoints:
    type: Literal["block_points"]
    points: tuple[PointId, ...]


@dataclass(frozen=True, slots=True)
class LimitHold:
    """Unbroken still pressure on one spot: at most `seconds`; where the head's own weight presses, the longer limit."""

    type: Literal["limit_hold"]
    seconds: int
    head_weight_seconds: int
    givers: tuple[Giver, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitNeck:
    """Seconds on the neck in all, and of these above pressure level 3."""

    type: Literal["limit_neck"]
    seconds: int
    firm_seconds: int
    givers: tuple[Giver, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitPain:
    """Pain during the work at most this, 0 to 10."""

    type: Literal["limit_pain"]
    max: int
    givers: tuple[Giver, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitMind:
    """Which practices of the mind stay. `only_if_asked`: information comes first, they are not offered unasked."""

    type: Literal["limit_mind"]
    scope: MindScope
    only_if_asked: bool = False


@dataclass(frozen=True, slots=True)
class FirstSession:
    """With no history: hands-on time at most `minutes`, every cap down by `lower_by` (never below 1)."""

    type: Literal["first_session"]
    minutes: int
    lower_by: int


@dataclass(frozen=True, slots=True)
class ForbidOils:
    """These essential oils stay out; none named: all of them."""

    type: Literal["forbid_oils"]
    oils: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class LimitOil:
    """An essential oil, where one is used at all, is at most this strong on the skin."""

    type: Literal["limit_oil"]
    percent: float


@dataclass(frozen=True, slots=True)
class OnlyAgreed:
    """These givers touch nothing but what the receiver has agreed to (`Answers.agreed`)."""

    type: Literal["only_agreed"]
    givers: tuple[Giver, ...]


@dataclass(frozen=True, slots=True)
class Until:
    """When the rule ends, in words."""

    type: Literal["until"]
    text: str


@dataclass(frozen=True, slots=True)
class SayLine:
    """Something to say or show at the right moment."""

    type: Literal["line"]
    moment: Moment
    text: str
    technique_class: TechniqueClass = ""


Effect = (
    BlockRegions
    | BlockAll
    | CapPressure
    | LowerPressure
    | ForbidTechniques
    | ForbidPractices
    | Shorten
    | HalveTime
    | LimitTechnique
    | AskDoctor
    | ForbidGivers
    | ForbidPositions
    | BlockPoints
    | LimitHold
    | LimitNeck
    | LimitPain
    | LimitMind
    | FirstSession
    | ForbidOils
    | LimitOil
    | OnlyAgreed
    | Until
    | SayLine
)


@dataclass(frozen=True, slots=True)
class Rule:
    """One red flag or one contraindication."""

    id: RuleId
    kind: Literal["red_flag", "contraindication"]
    group: str
    name: str
    """A few words, as one would pick it from a list."""
    type: Literal["red_flag", "absolute", "conditional", "local"]
    everyone: bool
    """A rule of the house that holds for all, and so does not by itself adapt a session."""
    when: Expression
    question: str
    reason: str
    effects: tuple[Effect, ...]
    sources: tuple[SourceId, ...]
    basis: str
    verified: Literal["yes", "no"]
    note: str = ""
    aliases: tuple[str, ...] = ()
    sets: Mapping[Variable, Answer] = field(default_factory=dict)
    """What becomes true when the rule is named by its id, so that other rules see it too."""
    urgency: Urgency | None = None
    crisis: bool = False
    never_lifts: bool = False
    """A doctor's yes does not open what it blocks."""
    short_list: bool = False
    """On the list asked before every session."""
    plainer: str = ""
    """The question once more in plainer words, for whoever is not sure; empty where there are none."""


@dataclass(frozen=True, slots=True)
class VariableEntry:
    """A thing the rules ask about: yes or no, or a number (`unit`: days, weeks, hours, years, degrees C …)."""

    name: Variable
    kind: Literal["yes_no", "number"]
    text: str
    unit: str = ""
    least: float = 0
    most: float = 1e6
    """Numbers outside of these are slips: another unit, a wrong key."""
    aliases: tuple[str, ...] = ()
    oil: bool = False
    """An essential oil. Yes: it is wanted."""


@dataclass(frozen=True, slots=True)
class Area:
    """A place a person points at."""

    region: RegionId
    side: Side


@dataclass(frozen=True, slots=True)
class Happened:
    """When something was, or is planned. See timing.py for how one is made from what a person says."""

    day: date
    """The day as told; where it is not known, the latest it can have been."""
    by_s: int
    """Seconds since 1970: the latest it can have been. If it is planned: the earliest it can be."""
    known: Literal["day", "about", "unknown"] = "day"
    planned: bool = False
    still: Literal["yes", "no", "unsure"] | None = None
    """Where time alone does not end a rule: whether it is still so, asked once the time has passed."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What the person has said. Absent variables are unasked.

    `areas` are the places that local conditions speak of, `areas_of` the same for one condition. `doctor_said_yes`
    holds the day a clinician allowed what a rule makes wait. `happened` are the times of the conditions named: those
    whose time has passed, or has not come yet, do not count, as soon as it is known what time it is.
    """

    facts: Mapping[Variable, Answer] = field(default_factory=dict)
    conditions: tuple[RuleId, ...] = ()
    symptoms: tuple[RuleId, ...] = ()
    areas: tuple[Area, ...] = ()
    areas_of: Mapping[RuleId, tuple[Area, ...]] = field(default_factory=dict)
    doctor_said_yes: Mapping[RuleId, date] = field(default_factory=dict)
    happened: Mapping[RuleId, Happened] = field(default_factory=dict)
    unasked_is_no: bool = False
    first_session: bool = False
    agreed: tuple[AgreedAreaId, ...] | None = None
    """Where other hands than one's own may touch, as the receiver ticked it for this session. None: nobody asked them,
    and what is off until it is ticked stays off.
    """
    stop_word: str = ""
    """What the receiver says to end the touch at once; empty where none was agreed."""


@dataclass(frozen=True, slots=True)
class Ends:
    """When a rule ends by itself. `day` is the last day on which it holds, even if only for a part of it."""

    day: date
    at_s: int
    """Seconds since 1970."""
    by_the_hour: bool
    """Hours count, and not only the day."""
    then: str = ""
    """What comes after that, in a sentence."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that applies today, with what it does and why."""

    rule: RuleId
    name: str
    type: Literal["red_flag", "absolute", "conditional", "local"]
    everyone: bool
    urgency: Urgency | None
    reason: str
    effects: tuple[Effect, ...]
    waits: bool
    """Its blocks stand until a doctor has said yes."""
    sources: tuple[SourceId, ...]
    basis: str
    verified: Literal["yes", "no"]
    ends: Ends | None = None
    """Set where it ends by itself and the time is known."""
    doctor_yes_ends: date | None = None
    """A doctor said yes; the first day on which that no longer counts."""


@dataclass(frozen=True, slots=True)
class Block:
    """A place that may not be touched today, and the rules that say so."""

    region: RegionId
    side: Literal["left", "right", "midline"]
    rules: tuple[RuleId, ...]


@dataclass(frozen=True, slots=True)
class Cap:
    """Highest pressure level in a region today, and the rules that set it (empty: the region's own limit)."""

    region: RegionId
    level: int
    rules: tuple[RuleId, ...]


@dataclass(frozen=True, slots=True)
class Forbidden:
    """A class of techniques that is out today: everywhere, or in `region` only."""

    technique_class: TechniqueClass
    region: RegionId | None
    rules: tuple[RuleId, ...]


@dataclass(frozen=True, slots=True)
class OilUse:
    """An essential oil that somebody wants, and the rules that keep it out. What nobody asked for is never used."""

    oil: Variable
    allowed: bool
    rules: tuple[RuleId, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A line that the rules add, with the rule that asks for it."""

    rule: RuleId
    moment: Moment
    text: str
    technique_class: TechniqueClass = ""


@dataclass(frozen=True, slots=True)
class Clearance:
    """What safety allows now, for one giver. Every limit carries the ids of the rules behind it (see `findings`)."""

    verdict: Verdict
    crisis: bool
    """Thoughts of self-harm came up: a crisis line and grounding, no plan, no lock."""
    giver: Giver
    complaints: tuple[ComplaintId, ...]
    """What it was asked for; what these imply is counted in."""
    hands_on: bool
    hands_on_rules: tuple[RuleId, ...]
    mind: MindScope
    information_only: bool
    """Nothing is offered unless the person asks for a practice of the mind alone."""
    blocks: tuple[Block, ...]
    caps: tuple[Cap, ...]
    forbidden: tuple[Forbidden, ...]
    forbidden_practices: Mapping[TechniqueId, tuple[RuleId, ...]]
    blocked_points: Mapping[PointId, tuple[RuleId, ...]]
    forbidden_positions: Mapping[Position, tuple[RuleId, ...]]
    hands_on_limit_s: int
    hands_on_limit_rules: tuple[RuleId, ...]
    technique_limit_s: Mapping[TechniqueClass, int]
    hold_limit_s: int
    head_weight_hold_limit_s: int
    neck_limit_s: int
    neck_firm_limit_s: int
    pain_limit: int
    first_session: bool
    lines: tuple[Spoken, ...]
    findings: tuple[Finding, ...]
    assumed_no: bool
    """Questions that were not asked were taken as answered with no."""
    rule_set: str
    """Version of the rules: a digest of their content."""
    oils: tuple[OilUse, ...] = ()
    """Those that were asked for."""
    oil_limit_percent: float = 0
    """How strong an allowed oil may be on the skin; 0 where none is allowed."""
    agreed: tuple[RegionId, ...] | None = None
    """Where these hands may be at all, by what the receiver agreed to; None for one's own hands."""
    stop_word: str = ""
