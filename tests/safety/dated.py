"""Random days, zones and moments for the rules that work from dates.

Somebody has something on a true moment, and tells only its day. The product works from the day, the second
transcription is told how long ago it truly was: the product may be stricter, and never looser.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tests.safety.campaign import looser
from tests.safety.second.interpreter import evaluate
from unclench.safety import Answers, load_rules, screen
from unclench.safety.entail import entailed
from unclench.safety.timing import load_timing, on_day

ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Africa/Casablanca",
)
TURNS = (
    datetime(2024, 2, 29, 12, tzinfo=UTC),
    datetime(2025, 2, 28, 23, tzinfo=UTC),
    datetime(2025, 3, 9, 7, tzinfo=UTC),
    datetime(2026, 3, 29, 1, tzinfo=UTC),
    datetime(2026, 10, 25, 1, tzinfo=UTC),
    datetime(2026, 11, 1, 6, tzinfo=UTC),
    datetime(2026, 12, 31, 23, tzinfo=UTC),
)
"""Leap days, changes of the clocks, a year's end."""
FOLLOW_EACH_OTHER = frozenset({"whiplash_acute", "whiplash_subacute"})
"""The second says that a doctor has looked, which the number alone does not; and the first, which blocks the neck, may
hold for some hours more in its place.
"""
SECONDS = {"minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800}


@dataclass(frozen=True)
class Told:
    """What somebody has, when it truly was, when and where they are asked."""

    rule: str
    at: datetime
    now: datetime


def told(count: int, seed: int) -> Iterator[Told]:
    rng = random.Random(seed)
    rules = [entry.rule for entry in load_timing().values() if entry.since and not entry.counts_up]
    rules = [rule for rule in rules if rule not in FOLLOW_EACH_OTHER]
    for _ in range(count):
        zone = ZoneInfo(rng.choice(ZONES))
        near = timedelta(seconds=rng.randint(-3 * 86_400, 3 * 86_400))
        now = (rng.choice(TURNS) + near).astimezone(zone)
        ago_s = rng.choice((rng.uniform(0, 4), rng.uniform(0, 15), rng.uniform(0, 100))) * 86_400
        yield Told(rng.choice(rules), (now.astimezone(UTC) - timedelta(seconds=ago_s)).astimezone(zone), now)


def looser_by_day(person: Told) -> list[str]:
    """Where the product, told the day, allows what the second transcription, told the truth, does not."""
    rules = load_rules()
    happened = {person.rule: on_day(person.at.date(), person.now)}
    clearance = screen(
        Answers(conditions=(person.rule,), happened=happened, unasked_is_no=True), now=person.now, rules=rules
    )
    ago_s = (person.now.astimezone(UTC) - person.at.astimezone(UTC)).total_seconds()
    facts = {name: ago_s / SECONDS[rules.variables[name].unit] for name in load_timing()[person.rule].since}
    truth = entailed(facts, rules.entailments)
    outcome = evaluate({name: _second(answer) for name, answer in truth.items()})
    return looser(clearance, outcome)


def _second(answer: str | float) -> bool | float:
    return answer == "yes" if isinstance(answer, str) else answer
