"""What the library of evidence holds: claims that people hear, and the studies behind them.

A claim is what is said, not what is true: `grade`, `direction` and `verdict` say how far it holds. Sources go by id and
are those of the atlas, of the safety rules, and a few of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unclench.atlas.types import ClaimId, ComplaintId, Giver, MuscleId, PointId, Read, SourceId, TechniqueId

StudyId = str

Practice = Literal[
    "massage",
    "trigger_points",
    "acupressure",
    "scalp_massage",
    "face_massage",
    "heat_cold",
    "oils",
    "mind",
    "movement",
    "water",
    "other",
]

# How sure one can be; `none`: nothing was found that tests it; `refuted`: what was found speaks against it.
Grade = Literal["high", "moderate", "low", "very_low", "none", "refuted"]

# Which way the evidence points. `perhaps`: to a benefit, not surely; `uncertain`: both ways, or too little to see;
# `unknown`: nobody has looked.
Direction = Literal["benefit", "perhaps", "no_effect", "uncertain", "unknown", "harm"]

# How far somebody looked: at the abstract, a part of the text, somebody else's account, or not at all.
Depth = Literal["abstract", "excerpt", "secondary", "memory", "design"]

Design = Literal[
    "review",
    "rct",
    "quasi_randomised",
    "crossover",
    "controlled",
    "within_person",
    "single_arm",
]
Bias = Literal["low", "some", "high", "very_high", "critical", "unrated", "unknown"]


@dataclass(frozen=True, slots=True)
class Number:
    """One figure behind a claim. `unit` is empty where `what` names it."""

    what: str
    value: float
    source: SourceId
    unit: str = ""
    versus: float | None = None
    """The same in those whom it is compared with."""
    before: float | None = None
    """The same at the start."""
    upto: float | None = None
    """`value` is the lower end of a span that ends here."""
    low: float | None = None
    high: float | None = None
    interval: Literal["", "95 % CI", "CI", "interval"] = ""
    """What kind of interval `low` to `high` is; `interval`: its kind was not said."""
    signed: bool = False
    """A change: a rise is shown with its plus."""
    about: bool = False
    people: int = 0
    trials: int = 0


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that is said about an effect, in plain words, with what is known of it."""

    id: ClaimId
    claim: str
    practices: tuple[Practice, ...]
    techniques: tuple[TechniqueId, ...]
    complaints: tuple[ComplaintId, ...]
    direction: Direction
    grade: Grade
    verdict: str
    """The answer, in a sentence or two."""
    known: str
    """What was looked at, and what was seen."""
    sources: tuple[SourceId, ...]
    verified: Read
    """Whether a source was opened for it."""
    depth: Depth
    unverified: str = ""
    """What of it was not seen in a source."""
    points: tuple[PointId, ...] = ()
    """It is about these; empty: about none in particular."""
    numbers: tuple[Number, ...] = ()
    may_say: str = ""
    """The most that may be said of it elsewhere."""
    never_say: tuple[str, ...] = ()
    """Words that may stand nowhere else."""
    note: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dose:
    """How much people got: nothing (not said), a figure, or from and to."""

    minutes: tuple[int, ...] = ()
    per_week: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    sessions: tuple[int, ...] = ()
    before_weeks: int = 0
    """Weeks of diary before it began."""
    after_weeks: tuple[int, ...] = ()
    after_months: tuple[int, ...] = ()
    """When people were asked again, counted from the end."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a session in a study. `guided`: whether a session here may hold it."""

    name: str
    minutes: tuple[int, ...]
    guided: bool = True


@dataclass(frozen=True, slots=True)
class Study:
    """What was done to whom, against what, and what came of it: a trial, or a review of trials."""

    id: StudyId
    name: str
    design: Design
    population: str
    people: int
    """How many began, as far as it was said; in a review, those in all trials. 0: not said."""
    what: str
    by: str
    giver: Giver
    comparator: str
    outcome: str
    results: tuple[str, ...]
    bias: Bias
    practices: tuple[Practice, ...]
    techniques: tuple[TechniqueId, ...]
    complaints: tuple[ComplaintId, ...]
    muscles: tuple[MuscleId, ...]
    sources: tuple[SourceId, ...]
    seen: dict[str, Depth]
    """Which part of what stands here was seen how."""
    dose: Dose
    arms: int = 0
    people_note: str = ""
    bias_why: str = ""
    points: tuple[PointId, ...] = ()
    parts: tuple[Part, ...] = ()
    use: str = ""
    """What it means for a session here."""
    missing: str = ""
    """What we looked for and did not find."""
