"""The independent checker: reads a finished session against the Clearance and says what is wrong with it.

It shares no code with the solver or the making of options, and knows nothing of how a session came about. Whatever it
refuses is never shown. It reads the Clearance and the atlas, not the composer's own helpers, on purpose: the same
mistake should not be made twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from unclench.atlas import Atlas
from unclench.atlas.types import Technique
from unclench.composer.types import Refusal, Session, Step
from unclench.safety.types import Clearance

NECK_REGIONS = frozenset({"nape", "c7_junction", "lateral_neck", "suboccipital"})
TOUCHLESS_ROLES = ("movement", "mind", "rest")
PLACED_ROLES = ("general", "specific", "flush")
WIDE_ROLES = ("general", "flush")
FIRM = 3
ENDS_LEVEL = 3
STEP_LEVEL = 2
TURNING_S = 20
UNDERNEATH = {
    "supine": {
        "paraspinal_lower_thoracic",
        "paraspinal_lumbar",
        "sacral",
        "suprascapular",
        "infrascapular",
        "c7_junction",
        "scalp_occipital",
        "interscapular",
        "scapular_border",
    },
    "prone": {"forehead", "glabella", "temple", "brow", "periorbital", "nose", "nasolabial", "jaw_masseter", "tmj"},
}
OILED = {"lower_back", "upper_back", "shoulders", "nape"}
ARC_ORDER = {
    "warmup": 0,
    "general": 1,
    "specific": 1,
    "flush": 1,
    "movement": 2,
    "mind": 3,
    "integration": 4,
    "rest": 5,
}


def check(session: Session, clearance: Clearance, atlas: Atlas) -> tuple[Refusal, ...]:
    """Everything in `session` that breaks a rule; empty if nothing does."""
    checker = _Checker(session, clearance, atlas)
    return tuple(checker.refusals())


class _Checker:
    def __init__(self, session: Session, clearance: Clearance, atlas: Atlas) -> None:
        self._session = session
        self._clearance = clearance
        self._atlas = atlas
        self._steps = session.steps
        self._touching = [step for step in self._steps if step.contact]
        self._blocked = {(block.region, block.side): block.rules for block in clearance.blocks}
        self._caps = {cap.region: cap.level for cap in clearance.caps}

    def refusals(self) -> Iterator[Refusal]:
        yield from self._verdict()
        yield from self._time()
        unknown = [step for step in self._steps if step.technique not in self._atlas.techniques]
        if unknown:
            yield from (Refusal("technique", f"{step.technique} is not in the atlas", step.id) for step in unknown)
            return
        yield from self._turn()
        for step in self._steps:
            yield from self._technique(step)
            yield from self._pressed_points(step)
            yield from self._touch(step)
            yield from self._sides(step)
        yield from self._levels()
        yield from self._doses()
        yield from self._order()
        yield from self._positions()
        yield from self._reasons()
        yield from self._wishes()

    def _of(self, step: Step) -> Technique:
        return self._atlas.techniques[step.technique]

    # ── Whether there may be a session at all ──

    def _verdict(self) -> Iterator[Refusal]:
        clearance = self._clearance
        if clearance.verdict == "emergency" or clearance.crisis:
            yield Refusal("verdict", "no session in an emergency or a crisis")
        if self._touching and not clearance.hands_on:
            yield Refusal("hands", "hands-on work is not allowed today", self._touching[0].id)
        if self._touching and self._session.request.giver != clearance.giver:
            yield Refusal("giver", "the Clearance is for other hands", self._touching[0].id)
        if self._touching and clearance.giver != "self" and clearance.agreed is None:
            yield Refusal("agreement", "nobody asked the receiver where other hands may touch", self._touching[0].id)
        if self._touching and self._session.request.mind_only:
            yield Refusal("wish", "only practices of the mind were wanted", self._touching[0].id)
        mind = [step for step in self._steps if self._of_family(step, "mind")]
        if mind and clearance.mind == "none":
            yield Refusal("mind", "practices of the mind are not allowed today", mind[0].id)
        if clearance.mind == "breath_and_rest":
            for step in mind:
                if step.technique != "rest" and "breathing_slow" not in self._of(step).safety_classes:
                    yield Refusal("mind", "only slow breathing and rest are allowed today", step.id)

    def _of_family(self, step: Step, family: str) -> bool:
        technique = self._atlas.techniques.get(step.technique)
        return technique is not None and technique.family == family

    def _time(self) -> Iterator[Refusal]:
        session = self._session
        expected_s = 0
        for step in self._steps:
            if step.start_s != expected_s:
                yield Refusal("time", f"starts at {step.start_s} s, not where the step before ends", step.id)
            if step.duration_s <= 0:
                yield Refusal("time", "takes no time", step.id)
            expected_s = step.start_s + step.duration_s
        if expected_s != session.minutes * 60:
            yield Refusal("time", f"{expected_s} s are not {session.minutes} minutes")
        if session.minutes > session.request.minutes:
            yield Refusal("time", "longer than asked for")
        if session.minutes < session.request.minutes and not session.shortened:
            yield Refusal("time", "shorter than asked for, and does not say so")

    # ── One step ──

    def _technique(self, step: Step) -> Iterator[Refusal]:
        technique, clearance = self._of(step), self._clearance
        everywhere = {entry.technique_class for entry in clearance.forbidden if entry.region is None}
        for name in everywhere.intersection(technique.safety_classes):
            yield Refusal("technique", f"{name} is forbidden today", step.id)
        if technique.id in clearance.forbidden_practices:
            yield Refusal("technique", f"{technique.id} is forbidden today", step.id)
        for entry in clearance.forbidden:
            if entry.region in step.contact and entry.technique_class in technique.safety_classes:
                yield Refusal("technique", f"{entry.technique_class} is forbidden on {entry.region}", step.id)
        if self._session.request.giver not in technique.givers:
            yield Refusal("giver", f"{technique.id} is not for {self._session.request.giver}", step.id)
        elif step.position not in technique.positions[self._session.request.giver]:
            yield Refusal("position", f"{technique.id} is not done {step.position}", step.id)
        if technique.id in self._session.request.without:
            yield Refusal("wish", f"{technique.id} was not wanted", step.id)
        for point in step.points:
            if point in clearance.blocked_points:
                yield Refusal("point", f"{point} is left out today", step.id)

    def _pressed_points(self, step: Step) -> Iterator[Refusal]:
        """Still pressure where a blocked point is, by whatever name it is pressed."""
        technique = self._of(step)
        if technique.motion != "still" or technique.family != "manual":
            return
        for point in technique.points:
            here = set(self._atlas.points[point].regions) & set(step.contact)
            named = not step.points or point in step.points
            if here and named and point in self._clearance.blocked_points:
                yield Refusal("point", f"{point} is left out today, and {technique.id} presses there", step.id)

    def _touch(self, step: Step) -> Iterator[Refusal]:
        technique = self._of(step)
        touched = set(step.contact)
        if self._clearance.agreed is not None:
            for region in sorted(touched.difference(self._clearance.agreed)):
                yield Refusal("agreement", f"the receiver did not agree to {region}", step.id)
        if touched and step.role in TOUCHLESS_ROLES:
            yield Refusal("touch", f"a step of {step.role} touches nothing", step.id)
        if not touched and technique.family in ("manual", "thermal"):
            yield Refusal("touch", "does not say what it touches", step.id)
        if stray := touched.difference(technique.contact_regions):
            yield Refusal("touch", f"{technique.id} does not touch {', '.join(sorted(stray))}", step.id)
        for region in step.contact:
            entry = self._atlas.regions[region]
            if entry.access == "keep_out":
                yield Refusal("region", f"{region} is never touched", step.id)
            if region in UNDERNEATH.get(step.position, ()):
                yield Refusal("reach", f"one lies on {region}", step.id)
            bare = technique.contact != "ball"
            if self._session.request.giver == "self" and entry.self_reach in ("hard", "none") and bare:
                yield Refusal("reach", f"{region} is out of one's own reach", step.id)
            yield from self._blocked_sides(step, region)
        for region in technique.needs_regions if touched else ():
            for side in self._atlas.regions[region].sides:
                if (region, side) in self._blocked:
                    yield Refusal("region", f"{technique.id} cannot do without {region}", step.id)

    def _blocked_sides(self, step: Step, region: str) -> Iterator[Refusal]:
        """One side alone keeps off the midline; everything else touches all there is of a region."""
        for side in self._atlas.regions[region].sides:
            touched = side == step.side or step.side not in ("left", "right")
            if touched and (region, side) in self._blocked:
                yield Refusal("region", f"{region} ({side}) is blocked today", step.id)

    def _sides(self, step: Step) -> Iterator[Refusal]:
        if step.sides == "in_turn":
            if step.side != "both" or step.first_side not in ("left", "right"):
                yield Refusal("sides", "two sides in turn, but it does not say which first", step.id)
            if step.duration_s * 1000 % 2:
                yield Refusal("sides", "left and right are not equally long", step.id)
        if step.side in ("left", "right") and not step.asymmetric and step.position != "side":
            yield Refusal("sides", "one side is left out, and it is not flagged", step.id)
        if step.position == "side" and step.contact and step.side not in ("left", "right"):
            yield Refusal("sides", "lying on the side, only the upper one can be worked", step.id)
        together = step.sides == "together" and step.side == "both"
        if together and "lateral_neck" in step.contact and self._of(step).motion != "glide":
            yield Refusal("neck", "never both sides of the neck at once", step.id)

    def _turn(self) -> Iterator[Refusal]:
        """Lying on the side under other hands: everything on one side, then all of it alike on the other."""
        first, second = self._halves
        if not first:
            return
        kinds = [
            [(step.technique, step.contact, step.level, step.role, step.points) for step in half]
            for half in (first, second)
        ]
        lengths = [[step.duration_s for step in half] for half in (first, second)]
        if kinds[0] != kinds[1] or len({step.side for step in first} | {step.side for step in second}) != 2:
            yield Refusal("sides", "what is done on one side is not done on the other", second[0].id)
        elif lengths[0][1:] != lengths[1][1:] or not 0 <= lengths[1][0] - lengths[0][0] <= TURNING_S:
            yield Refusal("sides", "left and right are not equally long", second[0].id)
        for half in (first, second):
            if len({step.side for step in half}) != 1:
                yield Refusal("position", "turns more than once", half[0].id)

    @property
    def _halves(self) -> tuple[list[Step], list[Step]]:
        """Before and after turning to the other side; empty where nobody turns."""
        lying = [step for step in self._touching if step.position == "side" and not step.asymmetric]
        if self._session.request.giver == "self":
            return [], []
        return lying[: len(lying) // 2], lying[len(lying) // 2 :]

    # ── Pressure ──

    def _levels(self) -> Iterator[Refusal]:
        for step in self._steps:
            technique = self._of(step)
            if not step.contact:
                if step.level:
                    yield Refusal("pressure", "no touch, but a pressure", step.id)
                continue
            cap = min(self._caps.get(region, 0) for region in (*step.contact, *technique.needs_regions))
            cap = min(cap, self._session.request.pressure_cap)
            if step.level > cap:
                yield Refusal("pressure", f"level {step.level} where {cap} is the limit", step.id)
            if not technique.level_min <= step.level <= technique.level_max:
                yield Refusal("pressure", f"{technique.id} is not done at level {step.level}", step.id)
        for end in (self._touching[:1], self._touching[-1:]):
            for step in end:
                if step.level > ENDS_LEVEL:
                    yield Refusal("pressure", "the first and the last touch are light", step.id)
        for before, after in pairwise(self._touching):
            if abs(before.level - after.level) > STEP_LEVEL:
                yield Refusal("pressure", f"jumps from level {before.level} to {after.level}", after.id)

    # ── Doses ──

    def _doses(self) -> Iterator[Refusal]:
        clearance = self._clearance
        hands_s = sum(step.duration_s for step in self._touching)
        if hands_s > clearance.hands_on_limit_s:
            yield Refusal("dose", f"{hands_s} s of hands-on work, {clearance.hands_on_limit_s} s allowed")
        neck = [step for step in self._touching if NECK_REGIONS.intersection(step.contact)]
        neck_s = sum(step.duration_s for step in neck)
        firm_s = sum(step.duration_s for step in neck if step.level > FIRM)
        if neck_s > clearance.neck_limit_s:
            yield Refusal("dose", f"{neck_s} s on the neck, {clearance.neck_limit_s} s allowed")
        if firm_s > clearance.neck_firm_limit_s:
            yield Refusal("dose", f"{firm_s} s firmly on the neck, {clearance.neck_firm_limit_s} s allowed")
        for step in self._steps:
            yield from self._step_dose(step)
        yield from self._still_doses()

    def _step_dose(self, step: Step) -> Iterator[Refusal]:
        technique, clearance = self._of(step), self._clearance
        for name in technique.safety_classes:
            limit_s = clearance.technique_limit_s.get(name)
            if limit_s is not None and step.duration_s > limit_s:
                yield Refusal("dose", f"{name} for {step.duration_s} s, {limit_s} s allowed", step.id)
        if technique.family == "manual" and technique.motion == "still":
            limit_s = clearance.head_weight_hold_limit_s if technique.head_weight else clearance.hold_limit_s
            if technique.hold_s > limit_s:
                yield Refusal("dose", f"held for {technique.hold_s} s, {limit_s} s allowed", step.id)

    def _still_doses(self) -> Iterator[Refusal]:
        """Still pressure on one spot of one side, pauses and all, over all the steps that press there."""
        pressed_s: Counter[tuple[str, str]] = Counter()
        for step in self._touching:
            technique = self._of(step)
            if technique.family != "manual" or technique.motion != "still" or technique.head_weight:
                continue
            sides = (step.side,) if step.side in ("left", "right") else ("left", "right")
            for region in step.contact:
                for side in sides:
                    pressed_s[region, side] += step.duration_s // (2 if step.sides == "in_turn" else 1)
        worst_s: dict[str, int] = {}
        for (region, _), seconds in pressed_s.items():
            worst_s[region] = max(seconds, worst_s.get(region, 0))
        for region, seconds in worst_s.items():
            if seconds > self._clearance.hold_limit_s:
                yield Refusal("dose", f"{seconds} s of still pressure on {region}")

    # ── Order ──

    def _order(self) -> Iterator[Refusal]:
        order = [ARC_ORDER[step.role] for step in self._steps]
        if order != sorted(order):
            yield Refusal("order", "warm-up, hands, movement, mind, slowing down, rest: not in this order")
        if self._touching and (self._steps[0].role != "warmup" or self._steps[-1].role != "rest"):
            yield Refusal("order", "a session with hands begins with a warm-up and ends with rest")
        for step in self._steps:
            # Without a place it would belong to no order at all.
            if step.role in PLACED_ROLES and not step.zone:
                yield Refusal("order", f"a step of {step.role} belongs to a place", step.id)
        first, second = self._halves
        for part in (first, second) if first else (self._steps,):
            yield from self._places_order([step for step in part if step.zone])

    def _places_order(self, steps: list[Step]) -> Iterator[Refusal]:
        zones = [step.zone for step in steps]
        if len(list(dict.fromkeys(zones))) != sum(1 for i, zone in enumerate(zones) if i == 0 or zones[i - 1] != zone):
            yield Refusal("order", "goes back to a place it has left")
        for zone in dict.fromkeys(zones):
            yield from self._zone_order([step for step in steps if step.zone == zone])

    def _zone_order(self, steps: list[Step]) -> Iterator[Refusal]:
        roles = [step.role for step in steps]
        if roles[0] != "general" or roles.count("general") != 1:
            yield Refusal("order", "a place begins with one general stroke", steps[0].id)
        if "specific" in roles and roles[-1] != "flush":
            yield Refusal("order", "close work is followed by wide strokes", steps[-1].id)
        if roles.count("flush") > 1 or ("flush" in roles and roles[-1] != "flush"):
            yield Refusal("order", "the wide strokes that close a place come once, last", steps[-1].id)
        if any(step.contact for step in steps):
            for step in steps:
                if step.role in WIDE_ROLES and not step.contact:
                    yield Refusal("order", "wide strokes that others lean on, and they touch nothing", step.id)
        specific = Counter(
            (region, step.technique) for step in steps if step.role == "specific" for region in step.contact
        )
        regions = Counter(region for region, _ in specific.elements())
        if any(count > 1 for count in specific.values()) or any(count > 2 for count in regions.values()):
            yield Refusal("order", "a spot gets at most two different kinds of close work", steps[0].id)

    def _positions(self) -> Iterator[Refusal]:
        positions = [step.position for step in self._steps]
        changes = sum(before != after for before, after in pairwise(positions)) + bool(self._halves[0])
        if changes > 1:
            yield Refusal("position", "more than one change of position")
        for position in dict.fromkeys(positions):
            if position in self._clearance.forbidden_positions:
                yield Refusal("position", f"{position} is not for today")

    def _wishes(self) -> Iterator[Refusal]:
        """Where more was asked for there is some, or it is said that there is none."""
        touched = {region for step in self._touching for region in step.contact}
        for region in self._session.request.not_here:
            if region in touched:
                yield Refusal("wish", f"{region} was not to be touched")
        for spot in self._session.request.barred:
            for step in self._steps:
                if step.technique == spot.technique and (spot.region is None or spot.region in step.contact):
                    yield Refusal("wish", f"{spot.technique} was not wanted there", step.id)
        for spot in self._session.request.pinned:
            there = any(
                step.technique == spot.technique and (spot.region is None or spot.region in step.contact)
                for step in self._steps
            )
            if not there and not self._session.relaxed and not self._session.shortened:
                yield Refusal("wish", f"{spot.technique} was to stay, and it does not say why it went")
        for entry in self._session.request.gentler:
            for step in self._touching:
                if entry.level is not None and entry.region in step.contact and step.level > entry.level:
                    yield Refusal("wish", f"{entry.region} at {step.level}, not {entry.level}", step.id)
        for step in self._touching:
            if step.oil and step.zone and step.zone not in OILED:
                yield Refusal("oil", f"oil on {step.zone}", step.id)
            if step.oil and self._session.request.place in ("desk", "shower"):
                yield Refusal("oil", f"oil at the {self._session.request.place}", step.id)
            if step.oil and step.oil != "plain" and not self._may_use(step.oil):
                yield Refusal("oil", f"{step.oil} oil was not allowed", step.id)
        for region in self._session.request.more:
            told = any(self._atlas.regions[region].spoken in wish for wish in self._session.relaxed)
            if region not in touched and not told:
                yield Refusal("wish", f"nothing on {region}, where more was asked for, and it does not say so")

    def _may_use(self, oil: str) -> bool:
        judged = [use for use in self._clearance.oils if use.oil == oil]
        return bool(judged) and all(use.allowed for use in judged)

    def _reasons(self) -> Iterator[Refusal]:
        for step in self._steps:
            if not step.why.text:
                yield Refusal("reason", "does not say why it is there", step.id)
        certificate = self._session.certificate
        if certificate.bound < certificate.objective:
            yield Refusal("certificate", "the bound lies below the objective")
