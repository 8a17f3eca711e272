"""The composer's model as bare integers: what may be chosen, what it takes, what it is worth.

A Problem is built once from a request (options.py) and read by the solver, and by the second formulation of the same
model that the tests solve with another method. Times are in units of `unit_s` seconds unless named `_s`.

    maximise  Σ_regions weight · benefit(Σ gains)  +  worth of warm-up, mind, movement, integration, rest
              − step cost · steps − zone cost · zones − cost of a change of position

    with      each zone unused, or one general stroke, at most one flush, and, only if it has both, per region at most
              two specific techniques; all of them in one pressure band
              zone time ≤ its cap; firm neck seconds and tiring seconds within the zone's limits
              zones in their order, at most `most_zones`; touch time ≤ `touch_units`
              neighbouring touch steps differ by at most `step_level`; the first and the last at most `ends_level`
              a zone that is required is used; one that follows has a used zone before it; a technique that must be in
              a region is there; practices that are required are chosen
              in a region, specific work takes at most `region_specific_units`, still pressure `still_limit_s`
              all times together exactly `units`

Built with: levels 0 to 7; bands no wider than `step_level`; step lengths in tens of seconds; close work on one region,
to which alone it gives.

Ties between sessions of equal worth are broken by the sum of the choices' `tie` (the smaller wins), which depends on
nothing but the choice itself: leaving out options that were not chosen cannot change the answer.
"""

from __future__ import annotations

from dataclasses import dataclass

from unclench.atlas.types import PointId, RegionId, Side, TechniqueId
from unclench.composer.tuning import BandId
from unclench.composer.types import Role, ZoneId


@dataclass(frozen=True, slots=True)
class Choice:
    """One touch step that may be taken in a zone."""

    role: Role
    technique: TechniqueId
    contact: tuple[RegionId, ...]
    points: tuple[PointId, ...]
    side: Side
    level: int
    units: int
    gains: tuple[tuple[int, int], ...]
    """(index of the region in its zone, effective seconds)."""
    firm_s: int
    """Seconds on the neck above level 3."""
    tiring_s: int
    still_s: int
    """Seconds of still pressure on one spot (one side); head-weight holds do not count here."""
    tie: int


@dataclass(frozen=True, slots=True)
class Band:
    """What a zone offers within one pressure band. `specific` by region of the zone."""

    id: BandId
    general: tuple[Choice, ...]
    flush: tuple[Choice, ...]
    specific: tuple[tuple[Choice, ...], ...]


@dataclass(frozen=True, slots=True)
class ZoneProblem:
    id: ZoneId
    regions: tuple[RegionId, ...]
    weights: tuple[int, ...]
    cap_units: int
    region_specific_units: int
    still_limit_s: int
    firm_limit_s: int
    tiring_limit_s: int
    bands: tuple[Band, ...]
    required: bool = False
    follows: bool = False
    """Some zone before it is used: the position changes here."""
    must: tuple[tuple[TechniqueId, ...], ...] = ()
    """By region, techniques that have to be among its close work; empty: none in any."""

    def must_in(self, region: int) -> tuple[TechniqueId, ...]:
        return self.must[region] if self.must else ()


@dataclass(frozen=True, slots=True)
class Frame:
    """A warm-up or an integration: `worth[t]` for t units, None where that length is not allowed."""

    technique: TechniqueId
    contact: tuple[RegionId, ...]
    touch: bool
    level: int
    worth: tuple[int | None, ...]
    tie: int


@dataclass(frozen=True, slots=True)
class Practice:
    """A movement or a practice of the mind: `worth[t]` for t units, None where that length is not allowed."""

    technique: TechniqueId
    worth: tuple[int | None, ...]
    tie: int


@dataclass(frozen=True, slots=True)
class Practices:
    """At most `most` of them, in this order, at most one of each exclusive group, together at most `most_units`."""

    entries: tuple[Practice, ...]
    exclusive: tuple[tuple[int, ...], ...]
    most: int
    most_units: int
    required: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    unit_s: int
    units: int
    touch: bool
    """A session with hands: warm-up, at least one zone, integration. Otherwise practices of the mind and rest alone."""
    touch_units: int
    most_zones: int
    step_level: int
    ends_level: int
    step_cost: int
    zone_cost: int
    benefit_slopes: tuple[int, ...]
    benefit_until: tuple[int, ...]
    zones: tuple[ZoneProblem, ...]
    warmups: tuple[Frame, ...]
    integrations: tuple[Frame, ...]
    movement: Practices
    mind: Practices
    rest: Practice
    change_cost: int = 0
    turning_units: int = 0
    """Not among `units`: what turning to the other side takes, in the middle of the work. 0 where nobody turns."""

    def benefit(self, effective_s: int) -> int:
        """f(D): concave, piecewise linear."""
        total, since = 0, 0
        for slope, until in zip(self.benefit_slopes, (*self.benefit_until, max(effective_s, 0)), strict=True):
            total += slope * max(0, min(effective_s, until) - since)
            since = max(since, until)
        return total

    @property
    def options(self) -> int:
        """Single choices there are."""
        touch = sum(
            len(band.general) + len(band.flush) + sum(map(len, band.specific))
            for zone in self.zones
            for band in zone.bands
        )
        frames = len(self.warmups) + len(self.integrations)
        return touch + frames + len(self.movement.entries) + len(self.mind.entries) + 1


@dataclass(frozen=True, slots=True)
class ZonePlan:
    """What was chosen in one zone. `specific` by region of the zone; each at most two."""

    zone: int
    band: BandId
    general: Choice
    flush: Choice | None
    specific: tuple[tuple[Choice, ...], ...]

    @property
    def choices(self) -> tuple[Choice, ...]:
        inner = tuple(choice for region in self.specific for choice in region)
        return (self.general, *inner, *((self.flush,) if self.flush else ()))

    @property
    def units(self) -> int:
        return sum(choice.units for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Solution:
    """A best session of the problem. Practices as (index, units)."""

    objective: int
    bound: int
    warmup: tuple[Frame, int] | None
    zones: tuple[ZonePlan, ...]
    movement: tuple[tuple[int, int], ...]
    mind: tuple[tuple[int, int], ...]
    integration: tuple[Frame, int] | None
    rest_units: int
