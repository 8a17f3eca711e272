"""What holds for every session that `compose()` gives out. The numbered tests are the promises of its design."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from random import Random
from typing import Any, Literal

import pytest

from tests.composer.problems import Asked, asked, problem_of
from tests.evaluation.sights import halves
from unclench.atlas import load_atlas
from unclench.atlas.types import PLACES, Giver, Place, RegionId, Side, Technique
from unclench.composer.check import check
from unclench.composer.composing import POSITIONS_OF_PLACE, compose
from unclench.composer.solve import InfeasibleError, solve
from unclench.composer.tuning import load_tuning
from unclench.composer.types import NotClearedError, NothingFitsError, Pain, RefusedError, Request, Role, Session, Step
from unclench.guide.score import score
from unclench.safety import Answers, Area, Clearance, load_rules, screen
from unclench.safety.types import Block

SEEDS = range(100)
FINE_GRID = range(3, 11)
"""Minutes counted in units of five seconds; longer sessions in units of ten."""
WELL = Answers(unasked_is_no=True)
TENSION = ("tth_episodic",)

Spot = tuple[RegionId, Side]
OneSide = Literal["left", "right", "midline"]


@dataclass(frozen=True)
class Given:
    """A request, what safety allowed, and the session it got."""

    seed: int
    asked: Asked
    clearance: Clearance
    session: Session

    @property
    def request(self) -> Request:
        return self.asked.request


def got(request: Request, clearance: Clearance) -> Session | None:
    """The session, or None where the composer says in its own words that there is none."""
    try:
        return compose(request, clearance)
    except (NotClearedError, NothingFitsError):
        return None


@cache
def given(seed: int) -> Given | None:
    """None where there is no session. What the checker refuses has a test of its own."""
    person = asked(seed)
    clearance = person.clearance
    try:
        session = got(person.request, clearance)
    except RefusedError:
        return None
    return Given(seed, person, clearance, session) if session else None


def sessions() -> Iterator[Given]:
    return (entry for seed in SEEDS if (entry := given(seed)))


def touched(session: Session) -> list[Step]:
    return [step for step in session.steps if step.contact]


def technique(step: Step) -> Technique:
    return load_atlas().techniques[step.technique]


def spots(step: Step) -> set[Spot]:
    """Every region with the parts of it that the step reaches: one side, which keeps off the midline, or all."""
    regions = load_atlas().regions
    one_sided = step.side in ("left", "right")
    return {
        (region, side)
        for region in step.contact
        for side in regions[region].sides
        if not one_sided or side == step.side or len(regions[region].sides) == 1
    }


def same_kind(first: Session, second: Session) -> bool:
    """Both meet the request in the same way: as long, with or without hands, with the same wishes given up."""
    return (first.minutes, first.relaxed, bool(touched(first))) == (
        second.minutes,
        second.relaxed,
        bool(touched(second)),
    )


def test_there_are_enough_sessions_of_each_kind() -> None:
    kinds = Counter(bool(touched(entry.session)) for entry in sessions())
    assert kinds[True] > 30
    assert kinds[False] > 10


def test_makes_nothing_that_the_checker_refuses() -> None:
    refused = {}
    for seed in SEEDS:
        if given(seed) is None:
            try:
                got(asked(seed).request, asked(seed).clearance)
            except RefusedError as error:
                refused[seed] = str(error)
    assert not refused


# ── 1 to 9: one session ────────────────────────────────────────────────────────────────────────────────────────────


def test_01_takes_the_time_asked_for_or_offers_less_and_says_so() -> None:
    for entry in sessions():
        session = entry.session
        assert [step.start_s for step in session.steps] == [
            sum(step.duration_s for step in session.steps[:place]) for place in range(len(session.steps))
        ]
        assert session.duration_s == session.minutes * 60
        assert session.minutes == entry.request.minutes or (
            session.minutes < entry.request.minutes and session.shortened
        )


def test_02_touches_nothing_that_is_blocked() -> None:
    for entry in sessions():
        blocked = {(block.region, block.side) for block in entry.clearance.blocks}
        for step in touched(entry.session):
            assert not spots(step) & blocked, f"seed {entry.seed}, {step.id}"


def test_02_uses_no_technique_that_is_forbidden_or_unwanted() -> None:
    for entry in sessions():
        clearance = entry.clearance
        for step in entry.session.steps:
            classes = set(technique(step).safety_classes)
            forbidden = {
                rule.technique_class
                for rule in clearance.forbidden
                if rule.region is None or rule.region in step.contact
            }
            assert not classes & forbidden
            assert step.technique not in clearance.forbidden_practices
            assert step.technique not in entry.request.without
            assert not set(step.points) & set(clearance.blocked_points)


def test_02_keeps_to_giver_position_and_place() -> None:
    for entry in sessions():
        request, session = entry.request, entry.session
        assert session.position not in entry.clearance.forbidden_positions
        for step in session.steps:
            assert request.giver in technique(step).givers
            assert step.position in technique(step).positions[request.giver]
            assert request.place is None or request.place in technique(step).places


def test_02_presses_no_harder_than_the_caps() -> None:
    for entry in sessions():
        caps = {cap.region: cap.level for cap in entry.clearance.caps}
        for step in touched(entry.session):
            assert step.level <= min(entry.request.pressure_cap, *(caps[region] for region in step.contact))
            assert technique(step).level_min <= step.level <= technique(step).level_max


def test_03_never_jumps_in_pressure_and_begins_and_ends_lightly() -> None:
    for entry in sessions():
        levels = [step.level for step in touched(entry.session)]
        assert all(abs(before - after) <= 2 for before, after in pairwise(levels))
        assert not levels or max(levels[0], levels[-1]) <= 3


def test_03_keeps_each_zone_to_one_band() -> None:
    bands = ((0, 2), (2, 4), (3, 5), (5, 6))
    for entry in sessions():
        for steps in by_zone(entry.session).values():
            levels = [step.level for step in steps]
            assert any(low <= min(levels) and max(levels) <= high for low, high in bands)


def by_zone(session: Session) -> dict[str, list[Step]]:
    zones: dict[str, list[Step]] = {}
    for step in session.steps:
        if step.zone:
            zones.setdefault(step.zone, []).append(step)
    return zones


def zones_in_turn(session: Session) -> Iterator[list[Step]]:
    """Each zone's steps; lying on the side, those of one side and then those of the other."""
    for part in halves(session):
        zones: dict[str, list[Step]] = {}
        for step in part:
            if step.zone:
                zones.setdefault(step.zone, []).append(step)
        yield from zones.values()


def test_04_works_closely_only_after_general_and_before_closing_strokes() -> None:
    for entry in sessions():
        for steps in zones_in_turn(entry.session):
            roles = [step.role for step in steps]
            inner: list[Role] = ["specific"] * roles.count("specific")
            closing: list[Role] = ["flush"] if "flush" in roles or inner else []
            assert roles == ["general", *inner, *closing]


def test_04_goes_through_the_zones_once_and_in_their_order() -> None:
    order = [zone.id for zone in load_tuning().zone]
    for entry in sessions():
        for part in halves(entry.session):
            zones = [step.zone for step in part if step.zone]
            assert zones == sorted(zones, key=order.index)


def test_05_begins_with_the_warm_up_and_ends_with_slowing_down_and_rest() -> None:
    order = ["warmup", "hands", "movement", "mind", "integration", "rest"]
    for entry in sessions():
        roles = ["hands" if step.zone else step.role for step in entry.session.steps]
        assert roles == sorted(roles, key=order.index)
        assert roles[-1] == "rest"
        if touched(entry.session):
            assert roles[0] == "warmup"
            assert roles[-2] == "integration"
            assert (roles.count("warmup"), roles.count("integration"), roles.count("rest")) == (1, 1, 1)


def test_06_gives_left_and_right_the_same_time_unless_it_says_otherwise() -> None:
    for entry in sessions():
        for step in entry.session.steps:
            one_sided = step.side in ("left", "right")
            assert (step.sides == "one") == one_sided
            assert step.asymmetric == (one_sided and step.position != "side")
            if step.sides == "in_turn":
                assert step.side == "both"
                assert step.duration_s * 1000 % 2 == 0


def test_06_does_on_the_other_side_what_it_did_on_one_where_they_lie_on_the_side() -> None:
    turned = 0
    for entry in lying_on_the_side():
        first, second = ([step for step in part if step.contact] for part in halves(entry.session))
        assert {step.side for step in first} | {step.side for step in second} == {"left", "right"}
        assert [mirrored(step.side) for step in first] == [step.side for step in second]
        assert [looks(replace(step, side="both", duration_s=0)) for step in first] == [
            looks(replace(step, side="both", duration_s=0)) for step in second
        ]
        lengths = [[step.duration_s for step in part] for part in (first, second)]
        lengths[1][0] -= load_tuning().arc.moving_s
        assert lengths[0] == lengths[1]
        turned += 1
    assert turned > 5


def lying_on_the_side() -> Iterator[Given]:
    """Other hands on people who lie on one side, for long enough to turn once."""
    for seed in range(30):
        person = asked(seed, minutes=(11, 60), conditions=1)
        giver: Giver = "professional" if seed % 2 else "partner"
        request = replace(person.request, giver=giver, place="table", position="side", mind_only=False)
        lying = Asked(request, person.answers)
        session = got(request, lying.clearance)
        if session and touched(session) and session.position == "side":
            yield Given(seed, lying, lying.clearance, session)


def test_07_keeps_the_doses_that_safety_sets() -> None:
    neck = {"nape", "c7_junction", "lateral_neck", "suboccipital"}
    for entry in sessions():
        clearance, steps = entry.clearance, touched(entry.session)
        assert sum(step.duration_s for step in steps) <= clearance.hands_on_limit_s
        on_neck = [step for step in steps if neck & set(step.contact)]
        assert sum(step.duration_s for step in on_neck) <= clearance.neck_limit_s
        assert sum(step.duration_s for step in on_neck if step.level > 3) <= clearance.neck_firm_limit_s
        for step in entry.session.steps:
            for name in technique(step).safety_classes:
                assert step.duration_s <= clearance.technique_limit_s.get(name, step.duration_s)
        for step in steps:
            weight = technique(step).head_weight
            limit_s = clearance.head_weight_hold_limit_s if weight else clearance.hold_limit_s
            assert technique(step).hold_s <= limit_s


def test_07_keeps_the_shares_of_the_parts() -> None:
    for entry in sessions():
        session = entry.session
        if not touched(session):
            continue
        whole_s = session.duration_s
        taken_s: Counter[str] = Counter()
        for step in session.steps:
            taken_s[step.zone or step.role] += step.duration_s
        assert 0.05 * whole_s <= taken_s["warmup"] <= 0.2 * whole_s
        assert 0.08 * whole_s <= taken_s["integration"] <= 0.25 * whole_s
        assert taken_s["movement"] <= 0.15 * whole_s
        assert taken_s["rest"] <= (0.4 if entry.request.bedtime else 0.15) * whole_s
        assert all(taken_s[zone] <= min(0.45 * whole_s, 720) for zone in by_zone(session))


def test_07_works_closely_on_a_region_for_three_minutes_at_most() -> None:
    for entry in sessions():
        close_s: Counter[str] = Counter()
        for part in halves(entry.session):
            kinds: Counter[str] = Counter()
            for step in part:
                if step.role == "specific":
                    close_s.update(dict.fromkeys(step.contact, step.duration_s))
                    kinds.update(step.contact)
            assert max(kinds.values(), default=0) <= 2
        assert max(close_s.values(), default=0) <= 180


def test_08_spares_the_hands_that_work() -> None:
    tuning = load_tuning()
    for entry in sessions():
        limit_s = tuning.tiring.limit_s(entry.request.giver, entry.request.sore_thumbs)
        for steps in by_zone(entry.session).values():
            assert sum(step.duration_s for step in steps if tuning.technique[step.technique].tiring) <= limit_s


def test_09_changes_position_at_most_once() -> None:
    for entry in sessions():
        positions = [step.position for step in entry.session.steps]
        turns = len(halves(entry.session)) - 1
        assert sum(before != after for before, after in pairwise(positions)) + turns <= 1


# ── 10, 11, 16 to 18 ───────────────────────────────────────────────────────────────────────────────────────────────

COMPOSE_IN_A_PROCESS = """
from hashlib import sha256
from tests.composer.test_invariants import given
print(sha256(repr([given(seed) for seed in range(12)]).encode()).hexdigest())
"""


def test_10_gives_the_same_bytes_in_two_processes() -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    digests = {
        subprocess.run(
            [sys.executable, "-c", COMPOSE_IN_A_PROCESS],
            env={**environment, "PYTHONHASHSEED": hash_seed},
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for hash_seed in ("0", "4711")
    }
    assert len(digests) == 1


def test_11_proves_that_nothing_scores_higher() -> None:
    for entry in sessions():
        certificate = entry.session.certificate
        assert certificate.proven
        assert certificate.bound == certificate.objective


def test_16_says_why_for_every_step() -> None:
    for entry in sessions():
        for step in entry.session.steps:
            assert step.why.text.strip()
            assert step.why.role == step.role


def test_17_gives_no_session_in_an_emergency() -> None:
    rules = load_rules()
    urgent = [rule.id for rule in rules.red_flags if rule.urgency == "emergency_now"]
    assert urgent
    for flag in urgent:
        clearance = screen(replace(WELL, symptoms=(flag,)), complaints=TENSION)
        for request in (plain(10), replace(plain(10), mind_only=True)):
            with pytest.raises(NotClearedError):
                compose(request, clearance)


def test_18_has_time_for_every_cue() -> None:
    for entry in sessions():
        written = score(entry.session)
        assert written.duration_ms == entry.session.duration_s * 1000


# ── 12 to 15, 19: two sessions side by side ────────────────────────────────────────────────────────────────────────


def plain(minutes: int) -> Request:
    return Request(("tth_episodic",), minutes)


def doses(entry: Given, request: Request) -> dict[RegionId, int] | None:
    """Effective seconds by region in the best session of the entry's position, with hands."""
    problem = problem_of(request, entry.clearance, entry.session.position)
    try:
        solution = solve(problem)
    except InfeasibleError:
        return None
    taken: Counter[RegionId] = Counter()
    for plan in solution.zones:
        regions = problem.zones[plan.zone].regions
        for choice in plan.choices:
            for region, gain in choice.gains:
                taken[regions[region]] += gain
    return {region: taken[region] for zone in problem.zones for region in zone.regions}


def with_hands(count: int) -> list[Given]:
    """Sessions with hands that meet the request as it stands."""
    entries = (entry for entry in sessions() if touched(entry.session))
    return [entry for entry in entries if not entry.session.shortened and not entry.session.relaxed][:count]


def test_12_gives_a_region_no_less_when_it_hurts_more() -> None:
    for entry in with_hands(25):
        before = doses(entry, entry.request)
        assert before is not None
        region = Random(entry.seed).choice(sorted(before))
        for level in (3, 10):
            others = tuple(pain for pain in entry.request.pains if pain.region != region)
            now = max((pain.level or 0 for pain in entry.request.pains if pain.region == region), default=0)
            pains = (*others, Pain(region, max(level, now)))
            after = doses(entry, replace(entry.request, pains=pains))
            assert after is not None
            assert after[region] >= before[region], f"seed {entry.seed}, {region} at {level}"


def test_12_gives_a_region_no_less_when_more_is_asked_for_there() -> None:
    for entry in with_hands(25):
        request = replace(entry.request, more=())
        before = doses(entry, request)
        assert before is not None
        for region in Random(f"more {entry.seed}").sample(sorted(before), 3):
            after = doses(entry, replace(request, more=(region,)))
            assert after is not None
            assert after[region] >= before[region], f"seed {entry.seed}, {region}"


def test_says_that_more_was_asked_for_and_makes_no_pain_of_it() -> None:
    request = replace(plain(20), more=("temple", "ear"))
    session = compose(request, screen(WELL, complaints=TENSION))
    reasons = {step.why.text for step in touched(session) if step.role in ("general", "specific")}
    assert any("You asked for more here." in reason for reason in reasons)
    assert not any("You gave" in reason for reason in reasons)


def test_a_place_that_hurts_without_a_number_gets_work_and_no_number() -> None:
    session = compose(replace(plain(20), pains=(Pain("temple", None, "left"),)), screen(WELL, complaints=TENSION))
    assert "temple" in {region for step in session.steps for region in step.contact}
    reasons = [step.why.text for step in session.steps]
    assert any("You named your temples (left) as a place that hurts." in reason for reason in reasons)
    assert not any("You gave" in reason for reason in reasons)


def test_says_the_worse_of_two_numbers() -> None:
    pains = (Pain("temple", 6, "left"), Pain("temple", 3, "right"))
    session = compose(replace(plain(20), pains=pains), screen(WELL, complaints=TENSION))
    assert any("You gave your temples up to 6 of 10." in step.why.text for step in session.steps)


@pytest.mark.parametrize("level", [None, 7])
def test_says_where_it_hurts_and_nothing_is_done(level: int | None) -> None:
    session = compose(replace(plain(10), pains=(Pain("sacral", level),)), screen(WELL, complaints=TENSION))
    assert "hands on the base of your spine" in session.relaxed


def test_says_nothing_of_a_place_that_does_not_hurt() -> None:
    session = compose(replace(plain(10), pains=(Pain("sacral", 0),)), screen(WELL, complaints=TENSION))
    assert session.relaxed == ()


def test_says_where_more_was_asked_for_in_vain() -> None:
    clearance = blocking(screen(WELL, complaints=TENSION), "temple", load_atlas().regions["temple"].sides)
    session = compose(replace(plain(10), more=("temple", "sacral")), clearance)
    assert session.relaxed == ("more for your temples", "more for the base of your spine")
    assert "Temple" in [entry.what for entry in session.left_out]


def test_the_checker_refuses_silence_about_a_wish_for_more() -> None:
    clearance = screen(WELL, complaints=TENSION)
    session = compose(replace(plain(10), more=("sacral",)), clearance)
    assert not check(session, clearance, load_atlas())
    assert [refusal.rule for refusal in check(replace(session, relaxed=()), clearance, load_atlas())] == ["wish"]


def test_13_never_presses_harder_when_the_cap_is_lowered() -> None:
    for entry in with_hands(30):
        highest = highest_level(entry.session)
        for cap in (highest, highest - 1, highest - 2):
            if 0 <= cap <= entry.request.pressure_cap:
                lower = got(replace(entry.request, pressure_cap=cap), entry.clearance)
                assert lower is None or highest_level(lower) <= min(highest, cap), f"seed {entry.seed}"


def highest_level(session: Session) -> int:
    return max((step.level for step in touched(session)), default=0)


def blocking(clearance: Clearance, region: RegionId, sides: tuple[Side, ...]) -> Clearance:
    rule = clearance.findings[0].rule
    known = {(block.region, block.side) for block in clearance.blocks}
    more = tuple(
        Block(region, side, (rule,))
        for side in sides
        if side in ("left", "right", "midline") and (region, side) not in known
    )
    return replace(clearance, blocks=(*clearance.blocks, *more))


def blocked_pairs(count: int) -> Iterator[tuple[Given, str, Clearance, Session | None]]:
    """Sessions with hands, and what becomes of them when a place they touch may no longer be touched."""
    for entry in with_hands(count):
        random = Random(entry.seed)
        region = random.choice(sorted({region for step in touched(entry.session) for region in step.contact}))
        sides = load_atlas().regions[region].sides
        for chosen in (sides, (random.choice(sides),)):
            clearance = blocking(entry.clearance, region, chosen)
            yield entry, f"seed {entry.seed}: {region} {chosen}", clearance, got(entry.request, clearance)


def test_14_adds_nothing_where_a_block_is_added() -> None:
    for _, what, clearance, session in blocked_pairs(30):
        blocked = {(block.region, block.side) for block in clearance.blocks}
        assert session is None or not any(spots(step) & blocked for step in touched(session)), what


def test_14_is_never_worth_more_with_one_more_block() -> None:
    for entry, what, _, session in blocked_pairs(30):
        if session and same_kind(session, entry.session):
            assert session.certificate.objective <= entry.session.certificate.objective, what


def test_15_is_never_worth_less_with_more_time() -> None:
    for entry in with_hands(40):
        request = entry.request
        if request.minutes in (10, 60):
            continue
        longer = got(replace(request, minutes=request.minutes + 1), entry.clearance)
        assert longer is not None, f"seed {entry.seed}"
        assert not longer.shortened, f"seed {entry.seed}"
        assert longer.certificate.objective >= entry.session.certificate.objective, f"seed {entry.seed}"


def mirrored(side: Side) -> Side:
    return "right" if side == "left" else "left" if side == "right" else side


def mirrored_clearance(clearance: Clearance) -> Clearance:
    turned: dict[OneSide, OneSide] = {"left": "right", "right": "left", "midline": "midline"}
    blocks = tuple(replace(block, side=turned[block.side]) for block in clearance.blocks)
    return replace(clearance, blocks=blocks)


def test_19_mirrors_the_session_when_the_request_is_mirrored() -> None:
    one_sided = 0
    for entry in one_sided_people(40):
        request = replace(
            entry.request, pains=tuple(replace(pain, side=mirrored(pain.side)) for pain in entry.request.pains)
        )
        other = got(request, mirrored_clearance(entry.clearance))
        assert other is not None
        assert [looks(step) for step in other.steps] == [
            looks(replace(step, side=mirrored(step.side))) for step in entry.session.steps
        ], f"seed {entry.seed}"
        one_sided += any(step.asymmetric for step in entry.session.steps)
    assert one_sided > 3


SHOULDER_WOUNDS: tuple[tuple[RegionId, tuple[Side, ...]], ...] = (
    ("shoulder_top", ("left",)),
    ("shoulder_point", ("right",)),
    ("suprascapular", ("left", "right")),
)
"""On each side one place is left, and not the same one."""


def test_19_offers_the_mirrored_choices_where_each_side_has_something_left() -> None:
    wound = screen(WELL, complaints=TENSION)
    for region, sides in SHOULDER_WOUNDS:
        wound = blocking(wound, region, sides)
    problems = [problem_of(plain(12), one, "seated") for one in (wound, mirrored_clearance(wound))]
    offered = [
        {
            (
                choice.technique,
                choice.contact,
                mirrored(choice.side) if mirror else choice.side,
                choice.level,
                choice.units,
            )
            for zone in problem.zones
            for band in zone.bands
            for choice in (*band.general, *band.flush)
        }
        for mirror, problem in zip((False, True), problems, strict=True)
    ]
    assert offered[0] == offered[1]


def one_sided_people(count: int) -> Iterator[Given]:
    """Sessions with some places blocked on one side."""
    regions = sorted(load_atlas().regions)
    for entry in with_hands(count):
        random = Random(f"one side {entry.seed}")
        clearance = entry.clearance
        for region in random.sample(regions, 12):
            clearance = blocking(clearance, region, (random.choice(("left", "right")),))
        session = got(entry.request, clearance)
        if session:
            yield replace(entry, clearance=clearance, session=session)


def looks(step: Step) -> object:
    """A step without the order of its sides, which two like sides leave open."""
    either = step.position == "side" and not step.asymmetric and step.side in ("left", "right")
    side = "up" if either else step.side
    return step.role, step.technique, step.contact, step.points, side, step.sides, step.level, step.duration_s


# ── Whatever is asked ──────────────────────────────────────────────────────────────────────────────────────────────


def all_regions() -> tuple[RegionId, ...]:
    return tuple(load_atlas().regions)


def complaints() -> tuple[str, ...]:
    return tuple(load_atlas().complaints)


def test_composes_without_a_word_about_pain() -> None:
    for complaint in complaints():
        assert compose(Request((complaint,), 10), screen(WELL, complaints=(complaint,))).minutes == 10


def test_gives_a_session_of_the_mind_where_everything_is_blocked() -> None:
    clearance = screen(WELL, complaints=TENSION)
    for region in all_regions():
        clearance = blocking(clearance, region, load_atlas().regions[region].sides)
    for minutes in (3, 10, 20, 30):
        session = compose(plain(minutes), clearance)
        assert not touched(session)
        assert session.minutes == minutes
        assert session.relaxed


def test_touches_nothing_firmly_at_a_cap_of_nought() -> None:
    for minutes in (3, 10, 30):
        session = compose(replace(plain(minutes), pressure_cap=0), screen(WELL, complaints=TENSION))
        assert highest_level(session) == 0


@pytest.mark.parametrize(
    "wish",
    [
        {"mind_only": True, "hands_only": True},
        {"complaints": ()},
        {"minutes": 2},
        {"minutes": 61},
        {"pressure_cap": -1},
        {"pressure_cap": 11},
        {"place": "desk", "position": "supine"},
        {"pains": (Pain("temple", 11),)},
        {"complaints": ("tension_headahce",)},
        {"pains": (Pain("tempel", 3),)},
        {"without": ("efleurage",)},
        {"wanted": ("efleurage",)},
        {"more": ("tempel",)},
        {"without": ("rest",)},
    ],
    ids=str,
)
def test_refuses_wishes_that_contradict_each_other_or_name_nothing(wish: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"."):
        compose(replace(plain(10), **wish), screen(WELL, complaints=TENSION))


def test_copes_with_a_technique_both_wanted_and_not_wanted() -> None:
    for wish in load_atlas().techniques.keys() - {"rest"}:
        session = got(replace(plain(5), wanted=(wish,), without=(wish,)), screen(WELL, complaints=TENSION))
        assert session is None or all(step.technique != wish for step in session.steps), wish


def test_fits_eight_complaints_into_three_minutes() -> None:
    session = compose(Request(complaints()[:8], 3), screen(WELL, complaints=complaints()[:8]))
    assert session.minutes == 3
    assert len(by_zone(session)) <= 2
    assert len(session.steps) <= 6


def test_does_not_stretch_one_region_over_an_hour() -> None:
    for region in ("temple", "jaw_masseter", "shoulder_top"):
        request = replace(plain(60), pains=(Pain(region, 10),))
        session = compose(request, screen(WELL, complaints=TENSION))
        assert sum(step.duration_s for step in session.steps if step.contact == (region,)) <= 180


@pytest.mark.parametrize("side", ["left", "right", "midline", "both"])
def test_composes_around_a_block_in_any_place(side: Side) -> None:
    for region in all_regions():
        answers = replace(WELL, conditions=("open_wound",), areas=(Area(region, side),))
        clearance = screen(answers, complaints=TENSION)
        session = got(replace(plain(5), position="seated"), clearance)
        assert session is None or session.minutes == 5


@pytest.mark.parametrize("place", PLACES)
def test_composes_in_every_place(place: Place) -> None:
    for position in (None, *POSITIONS_OF_PLACE[place]):
        session = got(replace(plain(6), place=place, position=position), screen(WELL, complaints=TENSION))
        assert session is None or session.place == place
        assert session is None or position in (None, session.position)
        assert session or position, "somewhere in this place there is a way"
