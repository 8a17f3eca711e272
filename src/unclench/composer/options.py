"""From a request to a Problem: every choice that safety, wishes, reach and place leave open, with what it is worth.

Nothing that is blocked, forbidden or too firm ever becomes a choice. What remains is weighed in whole numbers from
composer.toml and the atlas's evidence grades; the solver adds nothing of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import prod
from random import Random
from typing import Literal

from unclench.atlas.types import Complaint, PointId, Position, RegionId, Side, Technique, TechniqueId
from unclench.composer.limits import side_of
from unclench.composer.problem import Band, Choice, Frame, Practice, Practices, Problem, ZoneProblem
from unclench.composer.scenario import Scenario
from unclench.composer.tuning import BandId, Curve, Part, SharedCurve, Zone, load_tuning
from unclench.composer.types import Belief, Request, Role, Spot, ZoneId

TouchRole = Literal["general", "specific", "flush"]

PER_MILLE = 1000
MOST_POINTS = 2
FIRM_FROM = 3
"""On the neck, minutes above this level are counted apart."""
ONE_SIDED: tuple[Side, Side] = ("left", "right")
_SHORTEST_ONE_SIDED_S = 20
_NOT_ASKED_FOR = 400
"""Tie between ways to open or close a session: those the complaint names come first."""


Known = dict[tuple[Position, ZoneId, bool], ZoneProblem]
"""Zones made before for another scenario of the same attempt: by position, and whether the position changes there."""


def build_problem(scenario: Scenario, *, touch: bool, known: Known | None = None) -> Problem:
    """The model of one session, with hands (`touch`) or without."""
    known = {} if known is None else known
    maker = ChoiceMaker(scenario, scenario.position)
    later = ChoiceMaker(scenario, scenario.then) if scenario.then else maker
    tuning, duration_s, unit_s = scenario.tuning, scenario.duration_s, scenario.unit_s
    zones: list[ZoneProblem] = []
    halves = touch and scenario.in_halves
    turning_units = tuning.arc.moving_s // unit_s if halves else 0
    too_short = halves and duration_s < tuning.arc.halves_from_s
    for zone in tuning.zone if touch and not too_short else ():
        own = maker if scenario.position_in(zone.id) == scenario.position else later
        key = (own.position, zone.id, zone.id == scenario.change_before)
        if key not in known:
            known[key] = own.zone(zone)
        zones.append(known[key])
    return Problem(
        unit_s=unit_s,
        units=duration_s // unit_s - turning_units,
        touch=touch,
        touch_units=min(duration_s, scenario.clearance.hands_on_limit_s) // unit_s - turning_units,
        most_zones=tuning.arc.most_zones(duration_s // 2 if halves else duration_s),
        step_level=tuning.arc.step_level,
        ends_level=tuning.arc.ends_level,
        step_cost=tuning.value.step,
        zone_cost=tuning.value.zone,
        benefit_slopes=tuning.value.benefit_slopes,
        benefit_until=tuning.value.benefit_until_s,
        zones=tuple(zone for zone in zones if zone.required or any(band.general for band in zone.bands)),
        warmups=maker.frames("warmup") if touch else (),
        integrations=later.frames("integration") if touch else (),
        movement=later.movement() if touch else Practices((), (), 0, 0),
        mind=later.mind(touch),
        rest=later.rest(),
        change_cost=tuning.value.change if scenario.then else 0,
        turning_units=turning_units,
    )


@dataclass(frozen=True)
class _Use:
    """A technique at work in a zone: what it touches there, and on which side."""

    role: TouchRole
    technique: Technique
    zone: Zone
    contact: tuple[RegionId, ...]
    side: Side
    points: tuple[PointId, ...] = ()
    halves: bool = False
    """Half of it on each side, with a turn of the body in between."""

    @property
    def in_turn(self) -> bool:
        return (self.technique.sides == "in_turn" or self.halves) and self.side == "both"

    @property
    def one_sided(self) -> bool:
        return self.side in ("left", "right")


class ChoiceMaker:
    """Makes the choices of one problem."""

    def __init__(self, scenario: Scenario, position: Position) -> None:
        self._scenario = scenario
        self.position = position
        self._request = scenario.request
        self._clearance = scenario.clearance
        self._atlas = scenario.atlas
        self._tuning = scenario.tuning
        self._limits = scenario.limits
        self._duration_s = scenario.duration_s
        self._unit_s = scenario.unit_s
        self._style = self._tuning.style_of(self._request.style)
        self._halves = scenario.in_halves
        self._pins = {spot: self._role_of(spot) for spot in self._request.pinned}
        self._order = {technique: place for place, technique in enumerate(self._tuning.technique)}
        self._parts = {
            technique: part
            for technique, part in self._tuning.technique.items()
            if self._takes_part(self._atlas.techniques[technique], part)
        }
        self._belief = {belief.family: factor_of(belief, self._request) for belief in self._request.beliefs}
        self._worth = {technique: self._efficacy(self._atlas.techniques[technique]) for technique in self._parts}

    def _takes_part(self, technique: Technique, part: Part) -> bool:
        wanted = technique.id in self._request.wanted
        pinned = any(spot.technique == technique.id for spot in self._request.pinned)
        if part.wanted_only and not (wanted or pinned):
            return False
        if self._has_a_stand_in(technique.id) and not (wanted or pinned or self._request.vary):
            return False
        if part.stands_for and self._request.vary:
            return self._limits.technique(technique, self.position)
        in_style = self._style is not None and technique.id in self._style.techniques
        asked_for = wanted or pinned or in_style
        if part.only_for and not asked_for and not set(part.only_for) & set(self._request.complaints):
            return False
        return self._limits.technique(technique, self.position)

    def _has_a_stand_in(self, technique: TechniqueId) -> bool:
        """Something else is there for this complaint in its place."""
        return any(
            part.stands_for == technique
            and self._request.complaints[0] in part.only_for
            and self._limits.technique(self._atlas.techniques[other], self.position)
            for other, part in self._tuning.technique.items()
        )

    def _role_of(self, spot: Spot) -> Literal["general", "specific", "quiet"]:
        """The part that a pinned technique plays at its place."""
        part = self._tuning.technique[spot.technique]
        if spot.region is None:
            return "quiet"
        return "specific" if spot.region in part.regions(self._request.giver) else "general"

    def _barred(self, technique: TechniqueId, regions: Iterable[RegionId | None]) -> bool:
        """Not to be done at one of these places."""
        touched = set(regions)
        return any(spot.technique == technique and spot.region in touched for spot in self._request.barred)

    # ── Worth ──

    def _efficacy(self, technique: Technique) -> int:
        """Per mille: the grade of the evidence, what the complaint asks for, what has helped this person."""
        efficacy = self._tuning.efficacy
        worth = efficacy.of_grade(technique.evidence.grade) + self._preference(technique.id)
        asked_for = technique.id in self._request.wanted or (self._style and technique.id in self._style.own)
        worth = PER_MILLE if asked_for else min(worth, PER_MILLE)
        worth = int(worth * self._belief.get(self._parts_family(technique.id), 1.0))
        return worth * self._drawn(technique.id) // PER_MILLE if self._scenario.draw else worth

    def _drawn(self, technique: TechniqueId) -> int:
        """Per mille: what another day makes of this technique."""
        spread = self._tuning.variety.spread_permille // self._scenario.draw
        return PER_MILLE + Random(f"{self._request.seed} {technique}").randint(-spread, spread)

    def _parts_family(self, technique: TechniqueId) -> str:
        return self._tuning.technique[technique].family

    def _preference(self, technique: TechniqueId) -> int:
        efficacy = self._tuning.efficacy
        ranks = [
            complaint.techniques.index(technique)
            for complaint in self._complaints()
            if technique in complaint.techniques
        ]
        if not ranks:
            return 0
        return max(efficacy.preferred_least, efficacy.preferred_first - efficacy.preferred_step * min(ranks))

    def _complaints(self) -> Iterator[Complaint]:
        return (self._atlas.complaints[complaint] for complaint in self._request.complaints)

    def weight(self, region: RegionId) -> int:
        """How much relief there counts: the complaint's own regions, where it hurts, where more was asked for."""
        values = self._tuning.weight
        ranks = [complaint.regions.index(region) for complaint in self._complaints() if region in complaint.regions]
        base = max(values.complaint_least, values.complaint_first - min(ranks)) if ranks else values.other
        pain = max((values.of(pain) for pain in self._request.pains if pain.region == region), default=0)
        if region in self._request.less:
            return min(values.less, base)
        style = values.style if self._style and region in self._style.heart else 0
        return base + pain + style + (values.more if region in self._request.more else 0)

    def _pressure_factor(self, level: int, contact: Iterable[RegionId]) -> int:
        pressure = self._tuning.pressure
        suits = self._style.suits if self._style else pressure.suits[self._request.giver]
        suits = pressure.suits_deep if self._request.likes_deep else suits
        suits += 1 if not set(self._request.firmer).isdisjoint(contact) else 0
        suits -= 1 if self._clearance.first_session else 0
        return pressure.factor[min(abs(level - suits), len(pressure.factor) - 1)]

    # ── Zones ──

    def zone(self, zone: Zone) -> ZoneProblem:
        arc, duration_s = self._tuning.arc, self._duration_s
        cap_s = min(duration_s * arc.zone_permille // PER_MILLE, arc.zone_s)
        neck = zone.id in arc.neck.zones
        if neck:
            turning_s = arc.moving_s if self._halves else 0
            cap_s = min(cap_s, (self._clearance.neck_limit_s - turning_s) // len(arc.neck.zones))
        specific = duration_s >= arc.specific_from_s or self._pinned_in(zone, "specific")
        bands = tuple(self._band(band, zone, specific) for band in self._tuning.bands)
        changes = zone.id == self._scenario.change_before
        return ZoneProblem(
            id=zone.id,
            regions=zone.regions,
            weights=tuple(self.weight(region) for region in zone.regions),
            cap_units=cap_s // self._unit_s,
            region_specific_units=arc.region_specific_s // self._unit_s,
            still_limit_s=self._clearance.hold_limit_s,
            firm_limit_s=self._clearance.neck_firm_limit_s // len(arc.neck.zones) if neck else cap_s,
            tiring_limit_s=self._tuning.tiring.limit_s(self._request.giver, self._request.sore_thumbs),
            bands=bands,
            required=changes or self._pinned_in(zone, "general") or self._pinned_in(zone, "specific"),
            follows=changes,
            must=self._must(zone),
        )

    def _pinned_in(self, zone: Zone, role: Literal["general", "specific"]) -> bool:
        return any(spot.region in zone.regions and own == role for spot, own in self._pins.items())

    def _must(self, zone: Zone) -> tuple[tuple[TechniqueId, ...], ...]:
        """By region, the close work that is pinned there."""
        must = tuple(
            tuple(spot.technique for spot, role in self._pins.items() if spot.region == region and role == "specific")
            for region in zone.regions
        )
        return must if any(must) else ()

    def _band(self, band: BandId, zone: Zone, specific: bool) -> Band:
        return Band(
            id=band,
            general=self._generals(band, zone),
            flush=tuple(self._zone_choices("flush", band, zone)),
            specific=tuple(
                tuple(self._region_choices(band, zone, region)) if specific else () for region in zone.regions
            ),
        )

    def _generals(self, band: BandId, zone: Zone) -> tuple[Choice, ...]:
        """What may open the zone; where one was pinned, that one alone."""
        by_band = {other: tuple(self._zone_choices("general", other, zone)) for other in self._tuning.bands}
        choices = by_band[band] if any(by_band.values()) else tuple(self._light_choices(band, zone))
        pins = [spot for spot, role in self._pins.items() if role == "general" and spot.region in zone.regions]
        return tuple(
            choice
            for choice in choices
            if all(choice.technique == spot.technique and spot.region in choice.contact for spot in pins)
        )

    def _light_choices(self, band: BandId, zone: Zone) -> Iterator[Choice]:
        for technique_id, part in self._parts.items():
            if zone.id in part.general_light:
                yield from self._strokes("general", technique_id, band, zone)

    def _strokes(
        self, role: Literal["general", "flush"], technique_id: TechniqueId, band: BandId, zone: Zone
    ) -> Iterator[Choice]:
        technique = self._atlas.techniques[technique_id]
        if role == "general" and self._style and technique_id in self._style.around:
            return
        for contact, side in self._zone_contacts(technique, zone):
            if not self._barred(technique_id, contact):
                use = _Use(role, technique, zone, contact, side, halves=self._halves)
                yield from self._choices(use, band, all_levels=True)

    def _zone_choices(self, role: Literal["general", "flush"], band: BandId, zone: Zone) -> Iterator[Choice]:
        for technique_id, part in self._parts.items():
            if zone.id in part.zones(role, self._request.giver, one_hand=self._request.one_hand):
                yield from self._strokes(role, technique_id, band, zone)
            if role == "general" and self._opens_by_wish(technique_id, part, zone):
                for region in zone.regions:
                    use = self._close_use(role, technique_id, zone, region)
                    if use and use.points:
                        yield from self._choices(use, band, all_levels=True)

    def _opens_by_wish(self, technique: TechniqueId, part: Part, zone: Zone) -> bool:
        """Asked for by name, where there is no stroke to begin with."""
        strokes = any(zone.id in other.zones("general", self._request.giver) for other in self._parts.values())
        return technique in self._request.wanted and zone.id in part.general_wanted and not strokes

    def _zone_contacts(self, technique: Technique, zone: Zone) -> list[tuple[tuple[RegionId, ...], Side]]:
        """What a stroke over the zone may touch: the regions free on all sides; where none is, one side or the other.

        Beside a stroke to both sides, one to a single side would open the zone in half the time: a block would pay.
        """
        if any(self._partly_blocked(technique, region) for region in technique.needs_regions):
            return []
        free = {region: self._limits.free_sides(technique, region) for region in self._reach(technique, zone)}
        whole = tuple(region for region in free if len(free[region]) == len(self._atlas.regions[region].sides))
        if self._halves:
            # One side at a time keeps off the midline.
            whole = tuple(region for region in whole if self._atlas.regions[region].laterality != "midline")
            return [(whole, "both")] if whole else []
        contacts: list[tuple[tuple[RegionId, ...], Side]] = []
        if whole:
            midline = all(self._atlas.regions[region].laterality == "midline" for region in whole)
            # What is left of a stroke to both sides must be more than the middle between them.
            if not midline or len(whole) == len(free):
                contacts.append((whole, "midline" if midline else "both"))
        if contacts:
            return contacts
        alone = {region: side_of(free[region], self._atlas.regions[region].sides) for region in free}
        one_sided = [(tuple(region for region in free if alone[region] == side), side) for side in ONE_SIDED]
        return [(contact, side) for contact, side in one_sided if contact]

    def _reach(self, technique: Technique, zone: Zone) -> tuple[RegionId, ...]:
        """What the technique touches in a zone where nothing is blocked."""
        return tuple(
            region
            for region in zone.regions
            if region in technique.contact_regions and self._within_reach(region, tool=technique.contact == "ball")
        )

    def _within_reach(self, region: RegionId, *, tool: bool = False) -> bool:
        position, own = self.position, self._request.giver == "self"
        underneath = self._tuning.arc.underneath
        lain_on = underneath.get(position, ()) + (underneath.get(f"{position}_own", ()) if own else ())
        return region not in lain_on and self._limits.within_reach(region, tool=tool)

    def _partly_blocked(self, technique: Technique, region: RegionId) -> bool:
        return len(self._limits.free_sides(technique, region)) < len(self._atlas.regions[region].sides)

    def _region_choices(self, band: BandId, zone: Zone, region: RegionId) -> Iterator[Choice]:
        for technique_id, part in self._parts.items():
            if region not in part.regions(self._request.giver) or self._barred(technique_id, (region,)):
                continue
            if region in self._request.less and Spot(technique_id, region) not in self._pins:
                continue
            use = self._close_use("specific", technique_id, zone, region)
            if use:
                # Inside a zone the level of close work touches nothing but the neck's firm minutes.
                yield from self._choices(use, band, all_levels=self._on_neck(zone))

    def _close_use(self, role: TouchRole, technique_id: TechniqueId, zone: Zone, region: RegionId) -> _Use | None:
        """Work on this region alone; None where today allows none."""
        technique = self._atlas.techniques[technique_id]
        side = side_of(self._limits.free_sides(technique, region), self._atlas.regions[region].sides)
        if side is None or region not in technique.contact_regions or not self._within_reach(region):
            return None
        if any(self._partly_blocked(technique, needed) for needed in technique.needs_regions):
            return None
        if self._halves and side != "both":
            return None
        points = self._points(technique, region)
        if (technique_id == "acupressure_hold" and not points) or self._presses_blocked_point(technique, region):
            return None
        return _Use(role, technique, zone, (region,), side, points, halves=self._halves)

    def _on_neck(self, zone: Zone) -> bool:
        return zone.id in self._tuning.arc.neck.zones

    def _presses_blocked_point(self, technique: Technique, region: RegionId) -> bool:
        """Still pressure where a point is that is left out today, by whatever name it is pressed."""
        here = [point for point in technique.points if region in self._atlas.points[point].regions]
        free = self._limits.points(here)
        return technique.motion == "still" and technique.id != "acupressure_hold" and len(free) < len(here)

    def _points(self, technique: Technique, region: RegionId) -> tuple[PointId, ...]:
        """The complaint's points in this region first, then the technique's own; at most two."""
        if technique.id != "acupressure_hold":
            return ()
        wished = [point for complaint in self._complaints() for point in complaint.points]
        ordered = dict.fromkeys([*wished, *technique.points])
        here = [
            point
            for point in ordered
            if region in self._atlas.points[point].regions
            and (self._request.giver != "self" or self._atlas.points[point].self_reach)
        ]
        return self._limits.points(here)[:MOST_POINTS]

    def _choices(self, use: _Use, band: BandId, *, all_levels: bool) -> Iterator[Choice]:
        if self._holds_too_long(use.technique):
            return
        levels = self._levels(use, band)
        if levels and not all_levels:
            # Where the level couples with nothing, only the one that suits best can be best.
            levels = [max(levels, key=lambda level: (self._pressure_factor(level, use.contact), -level))]
        for level in levels:
            for place, dose_s in enumerate(self._doses(use)):
                yield self._choice(use, level, dose_s, place)

    def _levels(self, use: _Use, band: BandId) -> list[int]:
        low, high = self._tuning.bands[band]
        # An anchoring hand rests on its place all along: that place's limit holds for the whole stroke. And what is
        # left out today still sets the pressure it would have set, so that a block never makes a stroke firmer.
        touched = (*self._whole_reach(use), *use.technique.needs_regions)
        high = min(high, use.technique.level_max, self._limits.cap(touched))
        if use.role != "specific" and self._on_neck(use.zone):
            # On the neck the firm minutes belong to the close work.
            high = min(high, FIRM_FROM)
        return list(range(max(low, use.technique.level_min), high + 1))

    def _whole_reach(self, use: _Use) -> tuple[RegionId, ...]:
        return use.contact if use.role == "specific" or use.points else self._reach(use.technique, use.zone)

    def _doses(self, use: _Use) -> tuple[int, ...]:
        doses: tuple[int, ...] = use.technique.doses_s
        if use.role == "flush":
            doses = doses[:1]
        elif self._duration_s < self._tuning.roles.long_from_s and not set(self._request.more) & set(use.contact):
            doses = doses[:2]
        if use.halves:
            doses = tuple(self._halved(use, dose_s) for dose_s in doses)
        if use.technique.sides == "in_turn" and use.one_sided:
            doses = tuple(max(_SHORTEST_ONE_SIDED_S, dose_s // 20 * 10) for dose_s in doses)
        limits_s = self._clearance.technique_limit_s
        limit_s = min(limits_s.get(name, self._duration_s) for name in use.technique.safety_classes)
        still_s = self._clearance.hold_limit_s
        return tuple(
            dict.fromkeys(dose_s for dose_s in doses if dose_s <= limit_s and _still_s(use, dose_s) <= still_s)
        )

    def _halved(self, use: _Use, dose_s: int) -> int:
        """For both sides: what both hands would have done at once is done twice. Each half in whole tens of seconds."""
        whole_s = dose_s if use.technique.sides == "in_turn" else 2 * dose_s
        return max(2 * self._tuning.arc.half_shortest_s, whole_s // 20 * 20)

    def _holds_too_long(self, technique: Technique) -> bool:
        limit_s = self._clearance.head_weight_hold_limit_s if technique.head_weight else self._clearance.hold_limit_s
        return technique.hold_s > limit_s

    def _choice(self, use: _Use, level: int, dose_s: int, place: int) -> Choice:
        technique = use.technique
        return Choice(
            role=use.role,
            technique=technique.id,
            contact=use.contact,
            points=use.points,
            side=use.side,
            level=level,
            units=(dose_s + self._moving_s(use)) // self._unit_s,
            gains=self._gains(use, level, dose_s),
            firm_s=dose_s if self._on_neck(use.zone) and level > FIRM_FROM else 0,
            tiring_s=dose_s if self._tuning.technique[technique.id].tiring else 0,
            still_s=_still_s(use, dose_s) if use.role == "specific" else 0,
            tie=self._tie(use, level, place),
        )

    def _moving_s(self, use: _Use) -> int:
        """The time in which the body takes up its second position."""
        changes = use.role == "general" and use.zone.id == self._scenario.change_before
        return self._tuning.arc.moving_s if changes else 0

    def _tie(self, use: _Use, level: int, place: int) -> int:
        """Earlier techniques first, then earlier regions, lighter pressure, shorter doses. Says nothing of the side."""
        region = use.zone.regions.index(use.contact[0])
        return 1 + ((self._order[use.technique.id] * 10 + region) * 8 + level) * 3 + place

    def _gains(self, use: _Use, level: int, dose_s: int) -> tuple[tuple[int, int], ...]:
        efficacy = self._tuning.efficacy
        half = use.in_turn or use.one_sided
        factors = (
            self._worth[use.technique.id],
            self._pressure_factor(level, use.contact),
            efficacy.in_turn_permille if half else efficacy.together_permille,
            self._tuning.roles.permille(use.role),
        )
        at_work_s = max(0, dose_s - self._tuning.value.lead_in_s)
        # Shared by all places of the stroke, blocked ones too: leaving one out does not give its time to the others.
        gain = prod(factors) * at_work_s // (PER_MILLE ** len(factors) * len(self._whole_reach(use)))
        return tuple((use.zone.regions.index(region), gain) for region in use.contact)

    # ── What stands before and after the zones ──

    def frames(self, role: Role) -> tuple[Frame, ...]:
        """Warm-ups or integrations."""
        arc = self._tuning.arc
        window = arc.warmup_permille if role == "warmup" else arc.integration_permille
        curve = self._tuning.value.warmup if role == "warmup" else self._tuning.value.integration
        pinned = [spot.technique for spot, own in self._pins.items() if own == "quiet" and self._opens(spot, role)]
        return tuple(
            frame
            for technique, part in self._parts.items()
            if not pinned or technique in pinned
            for frame in self._frames(technique, part, role, window, curve)
        )

    def _opens(self, spot: Spot, role: Role) -> bool:
        """A pinned warm-up, such as a compress; the breath opens and closes anyway."""
        part = self._tuning.technique[spot.technique]
        return role == "warmup" and bool(part.warmup)

    def _frames(
        self, technique_id: TechniqueId, part: Part, role: Role, window: tuple[int, int], curve: SharedCurve
    ) -> Iterator[Frame]:
        zones = part.warmup if role == "warmup" else part.integration
        if self._halves and zones:
            return  # at the turn both ends of the work meet, and one side is out of reach
        if zones is None or self._barred(technique_id, (None,)):
            return
        if role == "warmup":
            zones = part.warmup_for.get(self._request.complaints[0], zones)
        if role == "warmup" and part.preparation:
            window, curve = self._tuning.arc.preparation_permille, self._tuning.value.preparation
        technique = self._atlas.techniques[technique_id]
        # What is said first must fit: no part is shorter than its technique's short dose.
        arc = self._tuning.arc
        shortest_s = max(technique.doses_s[0], arc.warmup_shortest_s if role == "warmup" else 0)
        longest_s = arc.warmup_longest_s if role == "warmup" else arc.integration_longest_s
        longest_s = arc.preparation_longest_s if role == "warmup" and part.preparation else longest_s
        worth = self._window_worth(window, curve, self._centring_worth(part), shortest_s, longest_s)
        tie = 1 + 8 * self._order[technique_id] + (0 if self._asked_for(technique_id) else _NOT_ASKED_FOR)
        if not zones:
            if not self._request.hands_only:
                yield Frame(technique_id, (), False, 0, worth, tie)
            return
        regions = [zone for zone in self._tuning.zone if zone.id in zones]
        contact = tuple(region for zone in regions for region in self._whole_regions(technique, zone))
        if not contact or self._barred(technique_id, contact):
            return
        high = min(self._tuning.arc.ends_level, technique.level_max, self._limits.cap(contact))
        for level in range(technique.level_min, high + 1):
            yield Frame(technique_id, contact, True, level, worth, tie + level)

    def _whole_regions(self, technique: Technique, zone: Zone) -> tuple[RegionId, ...]:
        contacts = self._zone_contacts(technique, zone)
        return contacts[0][0] if contacts and contacts[0][1] in ("both", "midline") else ()

    def _centring_worth(self, part: Part) -> int:
        """Ways to open and close are worth the same, but that under other hands one is touched while there is time for
        it. Where the hands' minutes are the limit, a breath spares them.
        """
        spare_hands = self._duration_s > self._clearance.hands_on_limit_s
        if spare_hands or self._request.giver in part.centring_givers:
            return PER_MILLE
        return self._tuning.mind.under_other_hands_permille

    def _asked_for(self, technique: TechniqueId) -> bool:
        return technique in self._request.wanted or any(
            technique in (*complaint.techniques, *complaint.mind) for complaint in self._complaints()
        )

    def _window_worth(
        self, window: tuple[int, int], curve: SharedCurve, worth: int, shortest_s: int, longest_s: int
    ) -> tuple[int | None, ...]:
        scaled = curve.of(self._duration_s)
        units = self._duration_s // self._unit_s
        least = max(-(-window[0] * units // PER_MILLE), -(-shortest_s // self._unit_s))
        # The least share of a long session may be longer than the longest: then it is exactly that.
        most = max(least, min(window[1] * units // PER_MILLE, longest_s // self._unit_s))
        return tuple(
            scaled.worth(length * self._unit_s) * worth // PER_MILLE if least <= length <= most else None
            for length in range(most + 1)
        )

    def movement(self) -> Practices:
        values = self._tuning.movement
        permille = self._style.movement_permille if self._style else self._tuning.arc.movement_permille[1]
        most_units = permille * self._duration_s // PER_MILLE // self._unit_s
        entries = []
        for technique_id in values.order:
            if technique_id in self._parts:
                wished = self._named(technique_id) or any(
                    technique_id in complaint.techniques for complaint in self._complaints()
                )
                wished = wished or (self._style is not None and technique_id in self._style.techniques)
                if not wished and (self._request.bedtime or technique_id not in values.loosens):
                    continue
                worth = values.worth_preferred if wished else values.worth_other
                entries.append(self._practice(technique_id, self._tuning.value.movement, worth, shortest=None))
        return Practices(tuple(entries), (), values.most, most_units, self._required(entries))

    def _named(self, technique: TechniqueId) -> bool:
        return technique in self._request.wanted or Spot(technique) in self._pins

    def _required(self, entries: Sequence[Practice]) -> tuple[int, ...]:
        names = [entry.technique for entry in entries]
        return tuple(names.index(spot.technique) for spot in self._pins if spot.technique in names)

    def mind(self, touch: bool) -> Practices:
        values = self._tuning.mind
        share = values.touch_permille if touch else PER_MILLE
        entries = []
        for technique_id in values.order:
            if technique_id not in self._parts or (touch and self._left_to_alone(technique_id)):
                continue
            meant = {technique_id, self._parts[technique_id].stands_for}
            wished = self._named(technique_id) or any(
                not meant.isdisjoint(complaint.mind) for complaint in self._complaints()
            )
            if touch and not wished and technique_id in values.asked_only:
                continue
            worth = (values.worth_preferred if wished else values.worth_other) * share // PER_MILLE
            shortest = 0 if touch else 1
            groups = values.groups.get(technique_id, values.groups_usual)
            curve = self._tuning.value.mind.stretched(groups, values.groups_usual)
            entries.append(self._practice(technique_id, curve, worth, shortest=shortest))
        places = {entry.technique: place for place, entry in enumerate(entries)}
        exclusive = tuple(
            tuple(places[technique] for technique in group if technique in places) for group in values.exclusive
        )
        most = values.most_in_touch_session if touch else values.most
        return Practices(tuple(entries), exclusive, most, self._duration_s // self._unit_s, self._required(entries))

    def _left_to_alone(self, technique: TechniqueId) -> bool:
        """Not in a session with hands, unless asked for by name."""
        if self._request.hands_only:
            return True
        return technique in self._tuning.mind.alone_only and not self._named(technique)

    def _practice(self, technique_id: TechniqueId, curve: Curve, worth: int, *, shortest: int | None) -> Practice:
        """Any length from the dose `shortest` (0 short, 1 normal) on; None: the doses alone."""
        doses = self._atlas.techniques[technique_id].doses_s
        step_cost = self._tuning.value.step
        if shortest is None:
            allowed = {dose_s // self._unit_s for dose_s in doses}
        else:
            mind = self._tuning.mind
            relaxes = self._parts_family(technique_id) == "relaxation"
            longest = mind.relaxation_longest_permille if relaxes else mind.longest_permille
            longest_s = doses[2] * longest // PER_MILLE
            allowed = set(range(doses[shortest] // self._unit_s, longest_s // self._unit_s + 1))
        factor = worth * self._worth[technique_id] // PER_MILLE
        values = tuple(
            curve.worth(length * self._unit_s) * factor // PER_MILLE - step_cost if length in allowed else None
            for length in range(max(allowed) + 1)
        )
        return Practice(technique_id, values, 1 + 8 * self._order[technique_id])

    def rest(self) -> Practice:
        arc, values = self._tuning.arc, self._tuning.value
        bedtime = self._request.bedtime
        window = arc.rest_bedtime_permille if bedtime else arc.rest_permille
        curve = values.rest_bedtime if bedtime else values.rest
        shortest_s = self._atlas.techniques["rest"].doses_s[0]
        return Practice("rest", self._window_worth(window, curve, PER_MILLE, shortest_s, self._duration_s), 1)


def factor_of(belief: Belief, request: Request) -> float:
    """What a belief counts for: its mean, its lower end, or a draw."""
    if request.stance == "cautious":
        return max(0.0, belief.factor - load_tuning().variety.cautious_spreads * belief.spread)
    if request.stance == "exploring":
        return max(0.0, Random(f"{request.seed} {belief.family}").gauss(belief.factor, belief.spread))
    return belief.factor


def _still_s(use: _Use, dose_s: int) -> int:
    """Seconds at one spot of one side without movement. The pauses of a rhythm count: the spot gets no other rest."""
    technique = use.technique
    if technique.motion != "still" or technique.head_weight or technique.family != "manual":
        return 0
    return dose_s // 2 if use.in_turn else dose_s
