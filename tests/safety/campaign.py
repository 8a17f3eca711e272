"""Random people for the safety campaign, and the comparison of the product with the second transcription.

The product's rules come from content files, the second transcription from code written by somebody who never saw them.
Both answer the same random profile; where they differ, one of them is wrong.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Literal

from tests.safety.second.interpreter import Outcome, evaluate
from unclench.atlas import load_atlas
from unclench.atlas.types import GIVERS, Giver, Side
from unclench.safety import Answers, Area, Clearance, load_rules, screen
from unclench.safety.agreement import every_area
from unclench.safety.areas import AREAS
from unclench.safety.entail import entailed
from unclench.safety.expression import PERMISSIONS, variables
from unclench.safety.types import AgreedAreaId, Answer, Block, BlockRegions, RuleId, VariableEntry

_NUMBERS = (
    *(
        0,
        0.5,
        1,
        2,
        3,
        4,
        5,
        6,
        6.5,
        7,
        8,
        9,
        10,
        11,
        12,
        13,
        14,
        15,
        17,
        18,
        19,
        20,
        24,
        27,
        28,
        29,
        30,
        35,
        36.6,
        38,
    ),
    *(
        39,
        47,
        48,
        49,
        50,
        59,
        60,
        61,
        64,
        65,
        66,
        71,
        72,
        73,
        89,
        90,
        91,
        99,
        100,
        119,
        120,
        159,
        160,
        179,
        180,
        365,
    ),
)
OURS = frozenset({"g_pain_ceiling", "lower_back_not_now"})
"""Written differently in the two: a line that depends on the giver there, half of `lower_back_limits` there."""

_AREA_RULES = frozenset(
    rule.id
    for rule in load_rules().rules
    if any(isinstance(effect, BlockRegions) and AREAS.intersection(effect.regions) for effect in rule.effects)
)


TODAYS = (date(2024, 2, 29), date(2025, 3, 1), date(2026, 3, 29), date(2026, 10, 25), date(2026, 12, 31))
"""Days on which a mistake in counting would show: a leap day and the day after none, clock changes, a year's end."""
YES_AGO_DAYS = (-365, -1, 0, 1, 28, 179, 180, 181, 365, 366)


@dataclass(frozen=True)
class Person:
    """One random profile. `areas`: where a local problem sits, if the person says so. `named`: rules said by their id.
    `doctor_yes_ago_days`: how long before `today` a doctor allowed what a rule makes wait.
    """

    facts: dict[str, Answer]
    areas: tuple[tuple[str, Side], ...]
    giver: Giver
    first: bool
    named: tuple[RuleId, ...] = ()
    doctor_yes_ago_days: dict[RuleId, int] = field(default_factory=dict)
    today: date = TODAYS[0]
    agreed: tuple[AgreedAreaId, ...] | None = None
    """Where other hands may touch; None: nobody asked."""


def people(count: int, seed: int) -> Iterator[Person]:
    """`count` people. Half have said yes to some things at random, half to what one to four rules ask together; most
    to a few, some to many, a few to none.
    """
    rng = random.Random(seed)
    rules = load_rules()
    ids = [rule.id for rule in rules.rules]
    waiting = [rule for rule, finding in rules.findings.items() if finding.waits]
    regions = list(load_atlas().regions)
    for _ in range(count):
        if rng.random() < 0.5:
            chosen = rng.sample(rules.entries, k=min(int(rng.expovariate(0.25)), 60))
        else:
            asked = {name for rule in rng.choices(rules.rules, k=rng.randint(1, 4)) for name in variables(rule.when)}
            chosen = [rules.variables[name] for name in sorted(asked)]
        facts = {entry.name: _answer(rng, entry) for entry in chosen}
        areas: tuple[tuple[str, Side], ...] = ()
        if rng.random() < 0.5:
            areas = tuple(_area(rng, rng.choice(regions)) for _ in range(rng.randint(1, 2)))
        yield Person(
            facts,
            areas,
            rng.choice(GIVERS),
            rng.random() < 0.15,
            tuple(rng.sample(ids, k=rng.randint(1, 3))) if rng.random() < 0.2 else (),
            {rule: rng.choice(YES_AGO_DAYS) for rule in waiting} if rng.random() < 0.2 else {},
            rng.choice(TODAYS),
            _agreed(rng),
        )


def _agreed(rng: random.Random) -> tuple[AgreedAreaId, ...] | None:
    areas = every_area()
    return None if rng.random() < 0.2 else tuple(rng.sample(areas, k=rng.randint(0, len(areas))))


def _answer(rng: random.Random, entry: VariableEntry) -> Answer:
    if entry.kind == "number":
        return "unsure" if rng.random() < 0.04 else float(rng.choice(_possible(entry.least, entry.most)))
    answer: Answer = rng.choices(("yes", "unsure", "no"), (75, 10, 15))[0]
    if entry.name in PERMISSIONS:
        return rng.choice(("yes", "unsure", "no"))
    return answer


@cache
def _possible(least: float, most: float) -> tuple[float, ...]:
    return tuple(number for number in _NUMBERS if least <= number <= most)


def _area(rng: random.Random, region: str) -> tuple[str, Side]:
    sides = load_atlas().regions[region].sides
    return region, rng.choice([*sides, "both"]) if len(sides) > 1 else sides[0]


def product(person: Person, complaints: tuple[str, ...] = ()) -> Clearance:
    by_id = load_rules().by_id
    answers = Answers(
        facts=person.facts,
        conditions=tuple(rule for rule in person.named if by_id[rule].kind == "contraindication"),
        symptoms=tuple(rule for rule in person.named if by_id[rule].kind == "red_flag"),
        areas=tuple(Area(region, side) for region, side in person.areas),
        doctor_said_yes={rule: person.today - timedelta(days=ago) for rule, ago in person.doctor_yes_ago_days.items()},
        unasked_is_no=True,
        first_session=person.first,
        agreed=person.agreed,
    )
    return screen(answers, giver=person.giver, complaints=complaints, today=person.today)


def second(person: Person) -> Outcome:
    facts = entailed(person.facts, load_rules().entailments)
    said = {name: _said(answer) for name, answer in facts.items()}
    by_id = load_rules().by_id
    return evaluate(
        said,
        conditions=[rule for rule in person.named if rule not in OURS and by_id[rule].kind == "contraindication"],
        symptoms=[rule for rule in person.named if by_id[rule].kind == "red_flag"],
        areas=person.areas,
        giver=person.giver,
        first=person.first,
        doctor_yes_days_ago=person.doctor_yes_ago_days,
        agreed=person.agreed,
    )


def _said(answer: Answer) -> bool | float | Literal["unsure"]:
    """An answer in the words of the second transcription."""
    if isinstance(answer, str):
        return "unsure" if answer == "unsure" else answer == "yes"
    return answer


def differences(person: Person) -> list[str]:
    """Where product and second transcription disagree about this person, in plain words.

    A rule named by its id stands for its answers in the product, so that other rules see it too, and for itself alone
    in the second: there the product may be stricter, and never looser.
    """
    clearance, outcome = product(person), second(person)
    return looser(clearance, outcome) if person.named else _unequal(clearance, outcome)


def looser(clearance: Clearance, outcome: Outcome) -> list[str]:
    """Where the product allows what the second transcription does not."""
    found: list[str] = []

    def require(what: str, holds: bool) -> None:
        if not holds:
            found.append(f"{what}: allowed by the product alone")

    fired = {finding.rule for finding in clearance.findings}
    require(f"rules {sorted(outcome.fired - fired - OURS)}", outcome.fired - OURS <= fired)
    require("emergency", clearance.verdict == "emergency" or not outcome.emergency)
    require("crisis", clearance.crisis or not outcome.crisis)
    require("doctor", clearance.verdict in ("see_doctor", "emergency") or outcome.verdict != "see_doctor")
    require("hands", outcome.hands_allowed or not clearance.hands_on)
    minds = ("none", "breath_and_rest", "all")
    require("mind", minds.index(clearance.mind) <= minds.index(_mind(outcome)))
    allowed = {use.oil for use in clearance.oils if use.allowed}
    require("oils", allowed & outcome.oils <= outcome.oils_allowed)
    require("blocks", outcome.blocked <= _blocked(clearance.blocks) or not clearance.hands_on)
    for cap in clearance.caps:
        require(f"cap {cap.region}", cap.level <= outcome.caps[cap.region])
    everywhere = {entry.technique_class for entry in clearance.forbidden if entry.region is None}
    somewhere = {(entry.technique_class, entry.region) for entry in clearance.forbidden if entry.region}
    require("classes", outcome.forbidden_classes <= everywhere)
    require("classes there", all(on in somewhere or on[0] in everywhere for on in outcome.forbidden_classes_on))
    require("practices", outcome.forbidden_practices <= clearance.forbidden_practices.keys())
    require("points", outcome.blocked_points <= clearance.blocked_points.keys())
    require("positions", outcome.forbidden_positions <= clearance.forbidden_positions.keys())
    require("minutes", clearance.hands_on_limit_s <= outcome.hands_limit_s)
    for name, limit_s in outcome.technique_limit_s.items():
        require(f"minutes of {name}", clearance.technique_limit_s.get(name, 10**6) <= limit_s)
    require("neck", clearance.neck_limit_s <= outcome.neck_total_s)
    require("firm neck", clearance.neck_firm_limit_s <= outcome.neck_firm_s)
    require("hold", clearance.hold_limit_s <= outcome.hold_s)
    require("head hold", clearance.head_weight_hold_limit_s <= outcome.head_hold_s)
    require("pain", clearance.pain_limit <= outcome.pain_limit)
    return found


def _blocked(blocks: tuple[Block, ...]) -> set[tuple[str, str]]:
    return {(block.region, block.side) for block in blocks}


def _unequal(clearance: Clearance, outcome: Outcome) -> list[str]:
    found: list[str] = []

    def compare(what: str, ours: object, theirs: object) -> None:
        if ours != theirs:
            found.append(f"{what}: product {ours!r}, second {theirs!r}")

    compare("rules", {finding.rule for finding in clearance.findings} - OURS, set(outcome.fired) - OURS)
    compare("emergency", clearance.verdict == "emergency", outcome.emergency)
    compare("crisis", clearance.crisis, outcome.crisis)
    if not (outcome.emergency or outcome.crisis):
        compare("verdict", clearance.verdict, outcome.verdict)
        compare("waits", {finding.rule for finding in clearance.findings if finding.waits}, set(outcome.waits))
        compare("mind", clearance.mind, _mind(outcome))
        if outcome.hands_allowed and _nothing_left(clearance, outcome):
            return found
        compare("hands", clearance.hands_on, outcome.hands_allowed)
    compare("oils", {use.oil for use in clearance.oils}, set(outcome.oils))
    compare("oils allowed", {use.oil for use in clearance.oils if use.allowed}, set(outcome.oils_allowed))
    compare("oil percent", clearance.oil_limit_percent, outcome.oil_percent)
    if outcome.hands_allowed:
        found += _hands_differences(clearance, outcome)
    return found


def _nothing_left(clearance: Clearance, outcome: Outcome) -> bool:
    """The wider margin that the product keeps around a place that the person names takes the last place left."""
    everywhere = {(region.id, side) for region in load_atlas().regions.values() for side in region.sides}
    return bool(_AREA_RULES.intersection(outcome.fired)) and _blocked(clearance.blocks) == everywhere


def _mind(outcome: Outcome) -> str:
    if outcome.no_session or outcome.mind_allowed is False:
        return "none"
    return "all" if outcome.mind_allowed is True else "breath_and_rest"


def _hands_differences(clearance: Clearance, outcome: Outcome) -> list[str]:
    found: list[str] = []

    def compare(what: str, ours: object, theirs: object) -> None:
        if ours != theirs:
            found.append(f"{what}: product {ours!r}, second {theirs!r}")

    blocked = _blocked(clearance.blocks)
    if _AREA_RULES.intersection(outcome.fired):
        # Around a place that the person names the product keeps a wider margin.
        compare("blocks missing", set(outcome.blocked) - blocked, set())
    else:
        compare("blocks", blocked, set(outcome.blocked))
    sides = {region.id: region.sides for region in load_atlas().regions.values()}
    for cap in clearance.caps:
        if any((cap.region, side) not in blocked for side in sides[cap.region]):
            compare(f"cap {cap.region}", cap.level, outcome.caps[cap.region])
    compare(
        "forbidden",
        {entry.technique_class for entry in clearance.forbidden if entry.region is None},
        set(outcome.forbidden_classes),
    )
    somewhere = {(entry.technique_class, entry.region) for entry in clearance.forbidden if entry.region is not None}
    compare("forbidden there", somewhere, set(outcome.forbidden_classes_on))
    compare("practices", set(clearance.forbidden_practices), set(outcome.forbidden_practices))
    compare("points", set(clearance.blocked_points), set(outcome.blocked_points))
    compare("positions", set(clearance.forbidden_positions), set(outcome.forbidden_positions))
    compare("minutes", clearance.hands_on_limit_s, outcome.hands_limit_s)
    compare("technique minutes", dict(clearance.technique_limit_s), outcome.technique_limit_s)
    compare(
        "neck",
        (clearance.neck_limit_s, clearance.neck_firm_limit_s),
        (outcome.neck_total_s, outcome.neck_firm_s),
    )
    compare(
        "hold",
        (clearance.hold_limit_s, clearance.head_weight_hold_limit_s),
        (outcome.hold_s, outcome.head_hold_s),
    )
    compare("pain", clearance.pain_limit, outcome.pain_limit)
    return found
