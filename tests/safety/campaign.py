"""Random people for the safety campaign, and the comparison of the product with the second transcription.

The product's rules come from content files, the second transcription from code written by somebody who never saw them.
Both answer the same random profile; where they differ, one of them is wrong.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from tests.safety.second.interpreter import Outcome, evaluate
from unclench.atlas import load_atlas
from unclench.atlas.types import GIVERS, Giver, Side
from unclench.safety import Answers, Area, Clearance, load_rules, screen
from unclench.safety.areas import AREAS
from unclench.safety.entail import entailed
from unclench.safety.types import Answer, BlockRegions

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


@dataclass(frozen=True)
class Person:
    """One random profile. `areas`: where a local problem sits, if the person says so."""

    facts: dict[str, Answer]
    areas: tuple[tuple[str, Side], ...]
    giver: Giver
    first: bool


def people(count: int, seed: int) -> Iterator[Person]:
    """`count` people: most have said yes to a few things, some to many, a few to none."""
    rng = random.Random(seed)
    entries = load_rules().entries
    regions = load_atlas().regions
    for _ in range(count):
        chosen = rng.sample(entries, k=min(int(rng.expovariate(0.25)), 60))
        facts: dict[str, Answer] = {}
        for entry in chosen:
            if entry.kind == "number":
                possible = [number for number in _NUMBERS if entry.least <= number <= entry.most]
                facts[entry.name] = "unsure" if rng.random() < 0.04 else float(rng.choice(possible))
            else:
                facts[entry.name] = rng.choices(("yes", "unsure", "no"), (75, 10, 15))[0]
        areas: tuple[tuple[str, Side], ...] = ()
        if rng.random() < 0.5:
            areas = tuple(_area(rng, rng.choice(list(regions))) for _ in range(rng.randint(1, 2)))
        yield Person(facts, areas, rng.choice(GIVERS), rng.random() < 0.15)


def _area(rng: random.Random, region: str) -> tuple[str, Side]:
    sides = load_atlas().regions[region].sides
    return region, rng.choice([*sides, "both"]) if len(sides) > 1 else sides[0]


def product(person: Person, complaints: tuple[str, ...] = ()) -> Clearance:
    answers = Answers(
        facts=person.facts,
        areas=tuple(Area(region, side) for region, side in person.areas),
        unasked_is_no=True,
        first_session=person.first,
    )
    return screen(answers, giver=person.giver, complaints=complaints)


def second(person: Person) -> Outcome:
    facts = entailed(person.facts, load_rules().entailments)
    said = {name: _said(answer) for name, answer in facts.items()}
    return evaluate(said, areas=person.areas, giver=person.giver, first=person.first)


def _said(answer: Answer) -> bool | float | Literal["unsure"]:
    """An answer in the words of the second transcription."""
    if isinstance(answer, str):
        return "unsure" if answer == "unsure" else answer == "yes"
    return answer


def differences(person: Person) -> list[str]:
    """Where product and second transcription disagree about this person, in plain words."""
    clearance, outcome = product(person), second(person)
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
        compare("hands", clearance.hands_on, outcome.hands_allowed)
        compare("mind", clearance.mind, _mind(outcome))
    if outcome.hands_allowed:
        found += _hands_differences(clearance, outcome)
    return found


def _mind(outcome: Outcome) -> str:
    if outcome.no_session or outcome.mind_allowed is False:
        return "none"
    return "all" if outcome.mind_allowed is True else "breath_and_rest"


def _hands_differences(clearance: Clearance, outcome: Outcome) -> list[str]:
    found: list[str] = []

    def compare(what: str, ours: object, theirs: object) -> None:
        if ours != theirs:
            found.append(f"{what}: product {ours!r}, second {theirs!r}")

    blocked = {(block.region, block.side) for block in clearance.blocks}
    if not _AREA_RULES.intersection(outcome.fired):
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
