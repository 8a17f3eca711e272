"""The composer's values, read from content/composer.toml: zones, roles, worths, windows. One reviewed file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

from unclench.atlas.types import GIVERS, ComplaintId, Giver, Place, Position, RegionId, TechniqueId
from unclench.composer.types import Pain, StyleId, Tool, ZoneId
from unclench.plain import from_plain

CONTENT = Path(__file__).parent / "content" / "composer.toml"

BandId = Literal["still", "light", "medium", "deep"]


@dataclass(frozen=True, slots=True)
class Grid:
    fine_s: int
    coarse_s: int
    fine_until_s: int

    def unit_s(self, duration_s: int) -> int:
        return self.fine_s if duration_s <= self.fine_until_s else self.coarse_s


@dataclass(frozen=True, slots=True)
class NeckZones:
    zones: tuple[ZoneId, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """A change of position that a session may make once: in these places (none: where no place was named), right
    before one of these zones.
    """

    first: Position
    then: Position
    places: tuple[Place, ...]
    before: tuple[ZoneId, ...]
    on_wish: bool = False
    """Only where it was asked for."""


@dataclass(frozen=True, slots=True)
class Arc:
    """Windows of the parts, as shares (per mille) of the session, and the other limits of its shape."""

    warmup_permille: tuple[int, int]
    integration_permille: tuple[int, int]
    warmup_shortest_s: int
    warmup_longest_s: int
    integration_longest_s: int
    movement_permille: tuple[int, int]
    rest_permille: tuple[int, int]
    rest_bedtime_permille: tuple[int, int]
    zone_permille: int
    zone_s: int
    region_specific_s: int
    specific_from_s: int
    ends_level: int
    step_level: int
    standing_longest_s: int
    preparation_permille: tuple[int, int]
    preparation_longest_s: int
    change_from_s: int
    moving_s: int
    halves_from_s: int
    half_shortest_s: int
    zones: Mapping[str, int]
    underneath: Mapping[str, tuple[RegionId, ...]]
    neck: NeckZones
    changes: tuple[Change, ...]

    def most_zones(self, duration_s: int) -> int:
        return max(most for since_s, most in self.zones.items() if int(since_s) <= duration_s)


@dataclass(frozen=True, slots=True)
class Curve:
    """A concave worth: points per second, each slope up to a second."""

    slopes: tuple[tuple[int, int], ...]

    def stretched(self, by: int, of: int) -> Curve:
        """The same worth a second, for by/of of the time."""
        return Curve(tuple((slope, until_s * by // of) for slope, until_s in self.slopes))

    def worth(self, seconds: int) -> int:
        total, since_s = 0, 0
        for slope, until_s in self.slopes:
            total += slope * max(0, min(seconds, until_s) - since_s)
            since_s = until_s
        return total


@dataclass(frozen=True, slots=True)
class SharedCurve:
    """A worth that grows with the session: each slope up to a share (per mille) of it, but at most so many seconds."""

    slopes: tuple[tuple[int, int, int], ...]

    def of(self, duration_s: int) -> Curve:
        return Curve(tuple((slope, min(share * duration_s // 1000, most_s)) for slope, share, most_s in self.slopes))


@dataclass(frozen=True, slots=True)
class Value:
    step: int
    zone: int
    change: int
    lead_in_s: int
    benefit_slopes: tuple[int, ...]
    benefit_until_s: tuple[int, ...]
    warmup: SharedCurve
    preparation: SharedCurve
    integration: SharedCurve
    rest: SharedCurve
    rest_bedtime: SharedCurve
    movement: Curve
    mind: Curve


@dataclass(frozen=True, slots=True)
class Weight:
    complaint_first: int
    complaint_least: int
    pain_per_level: int
    unrated_pain: int
    more: int
    other: int
    style: int
    less: int

    def of(self, pain: Pain) -> int:
        """What pain adds to the weight of its place."""
        return self.unrated_pain if pain.level is None else self.pain_per_level * pain.level


@dataclass(frozen=True, slots=True)
class Roles:
    """Worth of a technique by the part it plays."""

    general_permille: int
    specific_permille: int
    flush_permille: int
    long_from_s: int

    def permille(self, role: Literal["general", "specific", "flush"]) -> int:
        return {
            "general": self.general_permille,
            "specific": self.specific_permille,
            "flush": self.flush_permille,
        }[role]


@dataclass(frozen=True, slots=True)
class Efficacy:
    high: int
    moderate: int
    low: int
    very_low: int
    practice: int
    preferred_first: int
    preferred_step: int
    preferred_least: int
    in_turn_permille: int
    together_permille: int

    def of_grade(self, grade: Literal["high", "moderate", "low", "very_low", "practice"]) -> int:
        return {
            "high": self.high,
            "moderate": self.moderate,
            "low": self.low,
            "very_low": self.very_low,
            "practice": self.practice,
        }[grade]


@dataclass(frozen=True, slots=True)
class Pressure:
    factor: tuple[int, ...]
    suits: Mapping[Giver, int]
    suits_deep: int
    gentlest: int


@dataclass(frozen=True, slots=True)
class Tiring:
    own_s: int
    partner_s: int
    professional_s: int
    sore_thumbs_permille: int

    def limit_s(self, giver: Giver, sore_thumbs: bool) -> int:
        limit_s = {"self": self.own_s, "partner": self.partner_s, "professional": self.professional_s}[giver]
        return limit_s * self.sore_thumbs_permille // 1000 if sore_thumbs else limit_s


@dataclass(frozen=True, slots=True)
class Mind:
    most_in_touch_session: int
    under_other_hands_permille: int
    touch_permille: int
    alone_only: tuple[TechniqueId, ...]
    asked_only: tuple[TechniqueId, ...]
    """In a session with hands, only where the complaint or the person asks for it."""
    most: int
    longest_permille: int
    relaxation_longest_permille: int
    order: tuple[TechniqueId, ...]
    exclusive: tuple[tuple[TechniqueId, ...], ...]
    worth_preferred: int
    worth_other: int
    groups: Mapping[TechniqueId, int]
    """Of a relaxation in groups: how many. One of `groups_usual` is worth what the curve says."""
    groups_usual: int
    course: Mapping[str, TechniqueId]
    """The relaxation that a course teaches, from this week on."""

    def in_week(self, week: int) -> TechniqueId:
        return max((int(since), technique) for since, technique in self.course.items() if int(since) <= week)[1]


@dataclass(frozen=True, slots=True)
class Movement:
    most: int
    order: tuple[TechniqueId, ...]
    loosens: tuple[TechniqueId, ...]
    """What may come unasked."""
    worth_preferred: int
    worth_other: int


@dataclass(frozen=True, slots=True)
class Zone:
    id: ZoneId
    name: str
    regions: tuple[RegionId, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What one technique may do in a session. `warmup` and `integration`: None where it may not, () without touch."""

    family: str
    general: tuple[ZoneId, ...] = ()
    general_own: tuple[ZoneId, ...] = ()
    """In addition, with one's own hands."""
    general_other: tuple[ZoneId, ...] = ()
    """In addition, under somebody else's."""
    general_wanted: tuple[ZoneId, ...] = ()
    """In addition, if asked for by name, where nothing else may open the place: one point, and no wide strokes."""
    flush: tuple[ZoneId, ...] = ()
    specific: tuple[RegionId, ...] = ()
    specific_own: tuple[RegionId, ...] = ()
    general_light: tuple[ZoneId, ...] = ()
    """In addition, where nothing else may open the place: too firm for today, or not to these hands."""
    general_one_hand: tuple[ZoneId, ...] = ()
    """In addition, with one hand of one's own."""
    warmup: tuple[ZoneId, ...] | None = None
    warmup_for: Mapping[ComplaintId, tuple[ZoneId, ...]] = field(default_factory=dict)
    """In place of `warmup` for these complaints, if it is the first one."""
    integration: tuple[ZoneId, ...] | None = None
    centring_givers: tuple[Giver, ...] = GIVERS
    """In whose hands it opens and closes with its whole worth."""
    tiring: bool = False
    wanted_only: bool = False
    stands_for: TechniqueId | None = None
    """Comes in that one's place if the first complaint is one of `only_for`; elsewhere for a change, or by name."""
    only_for: tuple[ComplaintId, ...] = ()
    styles: tuple[StyleId, ...] = ()
    """Belongs to these styles: in others only where it, or the complaint, asks for it by name."""
    tool: Tool | None = None
    preparation: bool = False
    """A warm-up that takes its time, such as a compress."""
    one_hand: bool = False
    """One free hand is enough."""
    shows: bool = False
    """Others would see or hear it, or hair and make-up suffer."""

    def zones(self, role: Literal["general", "flush"], giver: Giver, *, one_hand: bool = False) -> tuple[ZoneId, ...]:
        if role == "flush":
            return self.flush
        own = self.general_own + (self.general_one_hand if one_hand else ())
        return self.general + (own if giver == "self" else self.general_other)

    def regions(self, giver: Giver) -> tuple[RegionId, ...]:
        """Where it is close work."""
        return self.specific + (self.specific_own if giver == "self" else ())


@dataclass(frozen=True, slots=True)
class Style:
    """A named approach: what belongs to it, and in whose hands. `suits`: the pressure it is at home at."""

    id: StyleId
    name: str
    says: str
    givers: tuple[Giver, ...]
    techniques: tuple[TechniqueId, ...]
    suits: int
    movement_permille: int
    own: tuple[TechniqueId, ...] = ()
    """What it is known for: worth as much as what was asked for by name."""
    heart: tuple[RegionId, ...] = ()
    """Where it is at home, whatever the complaint."""
    around: tuple[TechniqueId, ...] = ()
    """What may open and close a session or a place in it, and nothing else."""
    not_for: tuple[ComplaintId, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OilPlan:
    """Where oil may be, if one was asked for."""

    techniques: tuple[TechniqueId, ...]
    zones: tuple[ZoneId, ...]
    scented_not_for: tuple[ComplaintId, ...]
    not_at: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Variety:
    """How far another day's session may stay below the best."""

    permille: int
    spread_permille: int
    cautious_spreads: float


@dataclass(frozen=True, slots=True)
class Tuning:
    grid: Grid
    arc: Arc
    value: Value
    weight: Weight
    roles: Roles
    efficacy: Efficacy
    pressure: Pressure
    bands: Mapping[BandId, tuple[int, int]]
    tiring: Tiring
    mind: Mind
    movement: Movement
    oil: OilPlan
    variety: Variety
    style: tuple[Style, ...]
    zone: tuple[Zone, ...]
    technique: Mapping[TechniqueId, Part]

    def style_of(self, name: StyleId | None) -> Style | None:
        return next((style for style in self.style if style.id == name), None)

    def zone_of(self, region: RegionId) -> ZoneId | None:
        return next((zone.id for zone in self.zone if region in zone.regions), None)


@cache
def load_tuning() -> Tuning:
    """The values of this version of the program. Raises PlainError where the file is not as it must be."""
    data: dict[str, Any] = tomllib.loads(CONTENT.read_text(encoding="utf-8"))
    return from_plain(Tuning, data)
