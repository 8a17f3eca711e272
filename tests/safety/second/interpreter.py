"""The second, small interpreter of the safety rules: answers in, outcome out.

Every row of the table is unfolded once into sets and numbers; an evaluation only tests the
conditions and merges what fired: union of blocks and forbids, minimum of caps and minutes.
It shares nothing with the product.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from tests.safety.second.answers import Answer, Answers
from tests.safety.second.givers import not_agreed
from tests.safety.second.oils import STRONGEST_PERCENT, banned_oils, planned_oils
from tests.safety.second.regions import (
    ALL_PARTS,
    COARSE_OF,
    PSEUDO_REGIONS,
    REGIONS,
    SIDES_OF,
    Part,
    atlas_regions,
    pseudo_parts,
    whole,
)
from tests.safety.second.rows import GIVERS, Condition, Effect, Giver, Rule, always, cap
from tests.safety.second.table import CONTRAINDICATION_IDS, FLAG_IDS, RULES

Mind = bool | Literal["breathing_only"]
Verdict = Literal["clear", "adapted", "see_doctor", "emergency"]

PROFESSIONAL_PLUS_ONE = frozenset({"upper_trapezius", "shoulders", "upper_thoracic"})
PAIN_LIMITS: dict[Giver, int] = {"self": 3, "partner": 3, "professional": 5}
FIRST_SESSION_MINUTES = 8
NO_LIMIT = 10**6
HIGHEST = 10
TOUCH_ALONE = frozenset({"ptsd_touch", "child_2_11"})
NEVER_LIFTED = frozenset({"craniotomy", "hair_transplant"})
DOCTOR_DAYS = 180
MERELY_SAID = frozenset({"line", "until", "ask_doctor"})


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the rules leave open for one person, one giver, now."""

    emergency: bool
    crisis: bool
    verdict: Verdict
    hands_allowed: bool
    mind_allowed: Mind
    no_session: bool
    blocked: frozenset[Part]
    caps: dict[str, int]
    forbidden_classes: frozenset[str]
    forbidden_classes_on: frozenset[tuple[str, str]]
    forbidden_practices: frozenset[str]
    blocked_points: frozenset[str]
    forbidden_positions: frozenset[str]
    forbidden_givers: frozenset[str]
    hands_limit_s: int
    technique_limit_s: dict[str, int]
    neck_total_s: int
    neck_firm_s: int
    hold_s: int
    head_hold_s: int
    pain_limit: int
    fired: frozenset[str]
    waits: frozenset[str]
    oils: frozenset[str]
    oils_allowed: frozenset[str]
    oil_percent: int


@dataclass(slots=True)
class Unfolded:
    """One row of the table with its effects unfolded for one giver."""

    id: str
    when: Condition
    urgency: str = ""
    emergency: bool = False
    restricts: bool = False
    waits: bool = False
    bans_oil: bool = False
    block_all: bool = False
    no_session: bool = False
    no_hands: bool = False
    breathing_only: bool = False
    blocked: frozenset[Part] = frozenset()
    area_blocks: tuple[str, ...] = ()
    cap_all: int = HIGHEST
    caps: dict[str, int] = field(default_factory=dict)
    area_caps: tuple[tuple[str, int], ...] = ()
    lower_by: int = 0
    forbids: frozenset[str] = frozenset()
    forbids_on: frozenset[tuple[str, str]] = frozenset()
    practices: frozenset[str] = frozenset()
    points: frozenset[str] = frozenset()
    positions: frozenset[str] = frozenset()
    givers: frozenset[str] = frozenset()
    minutes: int = NO_LIMIT
    class_minutes: tuple[tuple[str, int], ...] = ()
    neck_s: int = NO_LIMIT
    neck_firm_s: int = NO_LIMIT
    hold_s: int = NO_LIMIT
    head_hold_s: int = NO_LIMIT
    doses: bool = False
    pain: int = NO_LIMIT
    also: tuple["Unfolded", ...] = ()


def _lower(caps: dict[str, int], regions: Iterable[str], level: int) -> None:
    for region in regions:
        caps[region] = min(level, caps.get(region, HIGHEST))


def _unfold_block(row: Unfolded, names: tuple[str, ...]) -> None:
    plain = [name for name in names if name not in PSEUDO_REGIONS]
    for name in plain:
        row.blocked |= whole(atlas_regions(name))
    # A neck that is not to be touched is not to be moved, but where touch alone is meant.
    if {"suboccipital", "neck_posterior"} <= set(names) and row.id not in TOUCH_ALONE:
        row.forbids |= {"stretch_active"}
    row.area_blocks += tuple(name for name in names if name in PSEUDO_REGIONS)


def _unfold_cap(row: Unfolded, level: int, names: tuple[str, ...]) -> None:
    for name in names:
        if name == "all":
            row.cap_all = min(row.cap_all, level)
        elif name in PSEUDO_REGIONS:
            row.area_caps += ((name, level),)
        else:
            _lower(row.caps, atlas_regions(name), level)


def _unfold_base_cap(row: Unfolded, giver: Giver, level: int, names: tuple[str, ...]) -> None:
    for name in names:
        extra = 1 if giver == "professional" and name in PROFESSIONAL_PLUS_ONE else 0
        _lower(row.caps, atlas_regions(name), level + extra)


def _unfold_cap_all_but(row: Unfolded, level: int, names: tuple[str, ...]) -> None:
    spared = {region for name in names for region in atlas_regions(name)}
    _lower(row.caps, [region for region in SIDES_OF if region not in spared], level)


def _unfold_forbid_on(row: Unfolded, classes: Iterable[str], where: tuple[str, ...]) -> None:
    regions = [region for name in where for region in atlas_regions(name)]
    row.forbids_on |= {(name, region) for name in classes for region in regions}


def _unfold_forbid_giver_on(row: Unfolded, giver: Giver, names: tuple[str, ...], where: tuple[str, ...]) -> None:
    mine = [name.partition(":")[2] for name in names if name.partition(":")[0] == giver]
    _unfold_forbid_on(row, mine, where)


def _unfold_instead(row: Unfolded, what: str) -> None:
    if what == "parent_calming_touch_only":
        row.no_session = True
    elif what in {"none", "breathing_seated"}:
        row.breathing_only = True


def _unfold_dose(row: Unfolded, kind: str, number: int) -> None:
    row.doses = True
    match kind:
        case "neck_seconds":
            row.neck_s = number
        case "neck_firm_seconds":
            row.neck_firm_s = number
        case "hold_seconds":
            row.hold_s = number
        case "head_hold_seconds":
            row.head_hold_s = number
        case _:
            raise ValueError(f"no such effect: {kind}")


def _unfold_number(row: Unfolded, giver: Giver, kind: str, number: int, names: tuple[str, ...]) -> None:
    if names and giver not in names:
        return
    match kind:
        case "minutes":
            row.minutes = min(row.minutes, number)
        case "pain_limit":
            row.pain = min(row.pain, number)
        case "lower_caps":
            row.lower_by += number
        case _:
            _unfold_dose(row, kind, number)


def _unfold_ban(row: Unfolded, giver: Giver, kind: str, names: tuple[str, ...]) -> bool:
    match kind:
        case "forbid":
            row.forbids |= frozenset(names)
        case "forbid_practice":
            row.practices |= frozenset(names)
        case "block_point":
            row.points |= frozenset(names)
        case "forbid_position":
            row.positions |= frozenset(names)
        case "forbid_giver":
            row.givers |= frozenset(names)
            row.no_hands |= giver in names
        case "professional_only":
            row.no_hands |= giver != "professional"
        case "block_all":
            row.block_all, row.blocked = True, ALL_PARTS
        case "no_session":
            row.no_session = True
        case "ban_oil":
            row.bans_oil = True
        case "line" | "until" | "ask_doctor":
            pass
        case _:
            return False
    return True


def _unfold_effect(row: Unfolded, giver: Giver, effect: Effect) -> None:
    kind, number, names, where = effect
    if _unfold_ban(row, giver, kind, names):
        return
    match kind:
        case "block":
            _unfold_block(row, where)
        case "cap":
            _unfold_cap(row, number, where)
        case "base_cap":
            _unfold_base_cap(row, giver, number, where)
        case "cap_all_but":
            _unfold_cap_all_but(row, number, where)
        case "forbid_on":
            _unfold_forbid_on(row, names, where)
        case "forbid_giver_on":
            _unfold_forbid_giver_on(row, giver, names, where)
        case "limit_class":
            row.class_minutes += tuple((name, number) for name in names)
        case "instead":
            _unfold_instead(row, names[0])
        case _:
            _unfold_number(row, giver, kind, number, names)


def _lifted(effect: Effect) -> Effect:
    """What a doctor's yes leaves of an effect: light touch where there was none, very light where all was blocked."""
    kind, _, _, where = effect
    return {"block": cap(3, *where), "block_all": cap(2, "all")}.get(kind, effect)


def _lift(rule: Rule) -> Rule:
    kept = tuple(_lifted(effect) for effect in rule.effects if effect[0] != "ask_doctor")
    also = tuple((when, _lifted(effect)) for when, effect in rule.also if effect[0] != "ask_doctor")
    return rule._replace(effects=kept, also=also)


def _unfold(rule: Rule, giver: Giver) -> Unfolded:
    row = Unfolded(rule.id, rule.when)
    kinds = {effect[0] for effect in rule.effects}
    if rule.kind == "flag":
        row.urgency = rule.grade
        row.emergency = rule.grade == "emergency_now" and rule.id != "self_harm"
    for effect in rule.effects:
        _unfold_effect(row, giver, effect)
    row.breathing_only = row.breathing_only and row.block_all
    row.restricts = bool(kinds - MERELY_SAID - {"ban_oil"}) and rule.when is not always
    row.waits = "ask_doctor" in kinds and bool(kinds & {"block", "block_all"}) and rule.when is not always
    row.also = tuple(_unfold_part(rule.id, giver, when, effect) for when, effect in rule.also)
    return row


def _unfold_part(rule: str, giver: Giver, when: Condition, effect: Effect) -> Unfolded:
    row = Unfolded(rule, when)
    _unfold_effect(row, giver, effect)
    return row


def _base_caps(giver: Giver, rows: Iterable[Unfolded]) -> dict[str, int]:
    place = GIVERS.index(giver)
    caps = {region.id: region.maxima[place] for region in REGIONS}
    for row in rows:
        for region, level in row.caps.items():
            caps[region] = min(level, caps[region])
    return caps


class Tally:
    """What has fired so far, merged."""

    __slots__ = (
        "area_blocks",
        "area_caps",
        "bans_oil",
        "block_all",
        "blocked",
        "breathing_only",
        "cap_all",
        "caps",
        "class_minutes",
        "fired",
        "forbids",
        "forbids_on",
        "givers",
        "head_hold_s",
        "hold_s",
        "lower_by",
        "minutes",
        "neck_firm_s",
        "neck_s",
        "no_hands",
        "no_session",
        "pain",
        "points",
        "positions",
        "practices",
        "restricts",
        "urgencies",
        "waits",
    )

    def __init__(self, giver: Giver) -> None:
        self.fired: set[str] = set()
        self.waits: set[str] = set()
        self.urgencies: set[str] = set()
        self.bans_oil = False
        self.restricts = self.block_all = self.no_session = self.no_hands = self.breathing_only = False
        self.blocked: set[Part] = set()
        self.area_blocks: set[str] = set()
        self.cap_all = HIGHEST
        self.caps: dict[str, int] = {}
        self.area_caps: list[tuple[str, int]] = []
        self.lower_by = 0
        self.forbids: frozenset[str] = frozenset()
        self.forbids_on: frozenset[tuple[str, str]] = frozenset()
        self.practices: frozenset[str] = frozenset()
        self.points: frozenset[str] = frozenset()
        self.positions: frozenset[str] = frozenset()
        self.givers: frozenset[str] = frozenset()
        self.minutes = self.neck_s = self.neck_firm_s = self.hold_s = self.head_hold_s = NO_LIMIT
        self.class_minutes: dict[str, int] = {}
        self.pain = PAIN_LIMITS[giver]

    def copy(self) -> "Tally":
        """A tally of its own that starts where this one stands."""
        twin = object.__new__(Tally)
        for name in Tally.__slots__:
            setattr(twin, name, getattr(self, name))
        twin.fired, twin.waits, twin.urgencies = set(self.fired), set(self.waits), set(self.urgencies)
        twin.area_blocks, twin.area_caps = set(self.area_blocks), list(self.area_caps)
        twin.blocked = set(self.blocked)
        twin.caps, twin.class_minutes = dict(self.caps), dict(self.class_minutes)
        return twin

    def add(self, row: Unfolded) -> None:
        """Merge a row that fired."""
        self.fired.add(row.id)
        if row.urgency:
            self.urgencies.add("emergency" if row.emergency else row.urgency)
        if row.waits:
            self.waits.add(row.id)
        self.restricts = self.restricts or row.restricts
        self.bans_oil = self.bans_oil or row.bans_oil
        self.no_hands = self.no_hands or row.no_hands
        self._add_blocks(row)
        self._add_caps(row)
        self._add_bans(row)
        self._add_limits(row)

    def _add_blocks(self, row: Unfolded) -> None:
        if row.block_all:
            self.block_all = True
            self.breathing_only = self.breathing_only or row.breathing_only
        if row.no_session:
            self.no_session = True
        if row.blocked:
            self.blocked.update(row.blocked)
        if row.area_blocks:
            self.area_blocks.update(row.area_blocks)

    def _add_caps(self, row: Unfolded) -> None:
        self.cap_all = min(self.cap_all, row.cap_all)
        self.lower_by += row.lower_by
        for region, level in row.caps.items():
            if level < self.caps.get(region, HIGHEST):
                self.caps[region] = level
        if row.area_caps:
            self.area_caps.extend(row.area_caps)

    def _add_bans(self, row: Unfolded) -> None:
        if row.forbids:
            self.forbids |= row.forbids
        if row.forbids_on:
            self.forbids_on |= row.forbids_on
        if row.positions:
            self.positions |= row.positions
        if row.givers:
            self.givers |= row.givers
        if row.points:
            self.points |= row.points
        if row.practices:
            self.practices |= row.practices

    def _add_limits(self, row: Unfolded) -> None:
        self.minutes = min(self.minutes, row.minutes)
        self.pain = min(self.pain, row.pain)
        for name, limit in row.class_minutes:
            self.class_minutes[name] = min(limit, self.class_minutes.get(name, NO_LIMIT))
        if row.doses:
            self._add_doses(row)

    def _add_doses(self, row: Unfolded) -> None:
        self.neck_s = min(self.neck_s, row.neck_s)
        self.neck_firm_s = min(self.neck_firm_s, row.neck_firm_s)
        self.hold_s = min(self.hold_s, row.hold_s)
        self.head_hold_s = min(self.head_hold_s, row.head_hold_s)


@dataclass(frozen=True, slots=True)
class Book:
    """The table unfolded for one giver: what always holds, and what depends on an answer."""

    start: Tally
    always_also: tuple[Unfolded, ...]
    conditional: tuple[Unfolded, ...]
    lifted: dict[str, Unfolded]


def _book(giver: Giver) -> Book:
    rows = [_unfold(rule, giver) for rule in RULES]
    standing = [row for row in rows if row.when is always]
    start = Tally(giver)
    for row in standing:
        start.add(row)
    start.caps = _base_caps(giver, standing)
    also = tuple(part for row in standing for part in row.also)
    waiting = {row.id for row in rows if row.waits} - NEVER_LIFTED
    lifted = {rule.id: _unfold(_lift(rule), giver) for rule in RULES if rule.id in waiting}
    return Book(start, also, tuple(row for row in rows if row.when is not always), lifted)


BOOKS: dict[Giver, Book] = {giver: _book(giver) for giver in GIVERS}


def _stated(conditions: Collection[str], symptoms: Collection[str]) -> frozenset[str]:
    if not conditions and not symptoms:
        return frozenset()
    unknown = (set(conditions) - CONTRAINDICATION_IDS) | (set(symptoms) - FLAG_IDS)
    if unknown:
        raise ValueError(f"no such condition or symptom: {', '.join(sorted(unknown))}")
    return frozenset(conditions) | frozenset(symptoms)


def _merge(book: Book, answers: Answers, stated: frozenset[str], allowed: Collection[str]) -> Tally:
    tally = book.start.copy()
    for entry in book.conditional:
        if entry.when(answers) or entry.id in stated:
            row = book.lifted.get(entry.id, entry) if entry.id in allowed else entry
            tally.add(row)
            for part in row.also:
                if part.when(answers):
                    tally.add(part)
    for part in book.always_also:
        if part.when(answers):
            tally.add(part)
    return tally


def _blocked(tally: Tally, areas: tuple[Part, ...]) -> frozenset[Part]:
    for name in tally.area_blocks:
        tally.blocked.update(pseudo_parts(name, areas))
    return frozenset(tally.blocked)


def _caps(tally: Tally, areas: tuple[Part, ...], lower_by: int) -> dict[str, int]:
    caps, limit = tally.caps, tally.cap_all
    for name, level in tally.area_caps:
        for region in {part[0] for part in pseudo_parts(name, areas)}:
            caps[region] = min(level, caps[region])
    if limit < HIGHEST:
        caps = {region: min(level, limit) for region, level in caps.items()}
    if lower_by:
        caps = {region: level if level <= 1 else max(1, level - lower_by) for region, level in caps.items()}
    return caps


def _verdict(tally: Tally) -> Verdict:
    if "emergency" in tally.urgencies:
        return "emergency"
    if tally.waits or not tally.urgencies.isdisjoint({"same_day", "see_doctor_soon"}):
        return "see_doctor"
    return "adapted" if tally.restricts else "clear"


def _mind(tally: Tally, no_session: bool) -> Mind:
    if no_session:
        return False
    return "breathing_only" if tally.breathing_only else True


def evaluate(
    answers: Mapping[str, Answer],
    *,
    conditions: Collection[str] = (),
    symptoms: Collection[str] = (),
    areas: Iterable[Part] = (),
    giver: Giver = "self",
    first: bool = False,
    doctor_yes_days_ago: Mapping[str, int] | None = None,
    agreed: Collection[str] | None = None,
) -> Outcome:
    """Judge one person's answers; stated conditions and symptoms fire their own rule and nothing else."""
    said, stated = Answers(answers), _stated(conditions, symptoms)
    allowed = {rule for rule, ago in (doctor_yes_days_ago or {}).items() if 0 <= ago < DOCTOR_DAYS}
    tally = _merge(BOOKS[giver], said, stated, allowed)
    oils = frozenset(planned_oils(said))
    tally.restricts = tally.restricts or (bool(oils) and tally.bans_oil)
    where = tuple(areas)
    blocked = _blocked(tally, where)
    if giver != "self":
        blocked |= not_agreed(None if agreed is None else frozenset(agreed))
    verdict = _verdict(tally)
    crisis = "self_harm" in tally.fired
    no_session = tally.no_session or crisis or verdict == "emergency"
    everything = tally.block_all or len(blocked) == len(ALL_PARTS)
    minutes = min(tally.minutes, FIRST_SESSION_MINUTES) if first else tally.minutes
    hands = not (no_session or everything or tally.no_hands)
    no_oil = not hands or "essential_oil" in tally.forbids or any(on[0] == "essential_oil" for on in tally.forbids_on)
    oils_allowed = frozenset() if no_oil else oils - banned_oils(tally.fired, stated, said)
    return Outcome(
        emergency=verdict == "emergency",
        crisis=crisis,
        verdict=verdict,
        hands_allowed=hands,
        mind_allowed=_mind(tally, no_session),
        no_session=no_session,
        blocked=blocked,
        caps=_caps(tally, where, tally.lower_by + first),
        forbidden_classes=tally.forbids,
        forbidden_classes_on=tally.forbids_on,
        forbidden_practices=tally.practices,
        blocked_points=tally.points,
        forbidden_positions=tally.positions,
        forbidden_givers=tally.givers,
        hands_limit_s=minutes * 60,
        technique_limit_s={name: limit * 60 for name, limit in tally.class_minutes.items()},
        neck_total_s=tally.neck_s,
        neck_firm_s=tally.neck_firm_s,
        hold_s=tally.hold_s,
        head_hold_s=tally.head_hold_s,
        pain_limit=tally.pain,
        fired=frozenset(tally.fired),
        waits=frozenset(tally.waits),
        oils=oils,
        oils_allowed=oils_allowed,
        oil_percent=STRONGEST_PERCENT if oils_allowed else 0,
    )


def neck_regions() -> frozenset[str]:
    """The atlas regions that count as neck for doses; the front of the neck is never touched."""
    coarse = {"neck_posterior", "neck_lateral", "suboccipital"}
    return frozenset(region for region, name in COARSE_OF.items() if name in coarse)
