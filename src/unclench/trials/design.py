"""The designs of a trial, and the schedule that a committed seed draws.

Coins are SHA-256 of the seed and the number of the coin, so that anybody can check a schedule with three lines of code.
The hash of design and seed is shown before the start; at the end the seed is shown, and the two must fit.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from dataclasses import dataclass, replace
from typing import Literal

from unclench.plain import to_plain
from unclench.trials.types import COMPARATOR, SESSION, TrialError

Kind = Literal["weeks", "days", "attacks", "start"]
Comparator = Literal["quiet rest", "breathing", "light touch", "nothing"]

WEEK_DAYS = 7
BASELINE_DAYS = 28
LATEST_DAY = 55


@dataclass(frozen=True, slots=True)
class Design:
    """What will be done. `units`: pairs of weeks, days, attacks, or, for `start`, weeks in all."""

    kind: Kind = "weeks"
    units: int = 8
    comparator: Comparator = "quiet rest"
    baseline_days: int = BASELINE_DAYS
    minutes: int = 10
    """The same for the session and what it is compared with."""
    earliest_day: int = 14
    """For `start`: the first randomised day, from 0, on which sessions may begin …"""
    latest_day: int = LATEST_DAY
    """… and the last. One coin among so many days can give an e-value of at most their number."""

    def __post_init__(self) -> None:
        least = {"weeks": 2, "days": 14, "attacks": 6, "start": 6}[self.kind]
        if self.units < least:
            raise TrialError(f"A trial of this kind needs at least {least} {UNIT_WORDS[self.kind]}.")
        if not 0 <= self.baseline_days <= 366:
            raise TrialError("The days before the start are between none and a year.")
        if not 1 <= self.minutes <= 60:
            raise TrialError("A session takes between 1 and 60 minutes.")
        if self.kind == "start" and not 7 <= self.earliest_day < self.latest_day <= (self.units - 1) * WEEK_DAYS:
            raise TrialError("Sessions begin after the first week and before the last, on one of several days.")


UNIT_WORDS = {"weeks": "pairs of weeks", "days": "days", "attacks": "attacks", "start": "weeks"}


@dataclass(frozen=True, slots=True)
class Coin:
    """One throw: which options there were, how likely each was, which came. An option is one arm for each part."""

    number: int
    options: tuple[tuple[int, ...], ...]
    chances: tuple[float, ...]
    chosen: int

    def __post_init__(self) -> None:
        if not len(self.options) == len(self.chances) >= 2 or not 0 <= self.chosen < len(self.options):
            raise TrialError("A coin has two options or more, a chance for each, and one of them came.")
        if not all(0 < chance < 1 for chance in self.chances) or abs(sum(self.chances) - 1) > 1e-9:
            raise TrialError("The chances of a coin are above 0 and below 1, and sum to 1.")

    @property
    def arms(self) -> tuple[int, ...]:
        return self.options[self.chosen]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The drawn trial. Day 0 is the first day of the diary; randomised days follow the baseline."""

    design: Design
    commitment: str
    """SHA-256 of design and seed, shown before the start."""
    seed: str
    """Kept back until the end."""
    coins: tuple[Coin, ...]

    @property
    def part_days(self) -> int:
        """The days of one part of a coin."""
        return WEEK_DAYS if self.design.kind == "weeks" else 1

    @property
    def arms(self) -> tuple[int, ...]:
        """The arm of each part (week, day, attack), in order."""
        return tuple(arm for coin in self.coins for arm in coin.arms)

    @property
    def days(self) -> int:
        """All days of the trial; 0 for attacks, which come when they come."""
        if self.design.kind == "attacks":
            return 0
        return self.design.baseline_days + len(self.arms) * self.part_days

    def daily(self) -> tuple[tuple[int, int], ...]:
        """(arm, unit) of every day; (−1, −1) before the start. A unit is a week or, for daily flips, a day."""
        if self.design.kind == "attacks":
            raise TrialError("A trial by attacks has no daily schedule.")
        before = ((-1, -1),) * self.design.baseline_days
        after = tuple((arm, unit) for unit, arm in enumerate(self.arms) for _ in range(self.part_days))
        return before + after


def randomise(design: Design, seed: str | None = None) -> Schedule:
    """Draw the schedule. Without a seed a new one is drawn from the system's randomness.

    Every chance is ½ (for `start`: even over the days), and stands in the schedule beside what came.
    """
    seed = secrets.token_hex(32) if seed is None else seed
    if len(seed) < 16:
        raise TrialError("A seed has at least 16 characters, so that nobody can guess it from its hash.")
    return Schedule(design, commit(design, seed), seed, _coins(design, seed))


def commit(design: Design, seed: str) -> str:
    """The hash that is shown before the start."""
    written = json.dumps(to_plain(design), separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(f"unclench trial 1\n{written}\n{seed}".encode()).hexdigest()


def prolonged(schedule: Schedule, coins: int) -> Schedule:
    """The schedule of a trial that goes on after its planned end. The further coins come from the same seed, so they
    were committed with the others; the plan stays what it was. Raises TrialError for a drawn start, which has one."""
    if schedule.design.kind == "start":
        raise TrialError("A trial with a drawn start has one coin, and cannot go on after its planned end.")
    units = max(coins, schedule.design.units)
    return replace(schedule, coins=_coins(replace(schedule.design, units=units), schedule.seed))


def is_genuine(schedule: Schedule) -> bool:
    """Whether the seed fits the hash, and the coins the seed."""
    return schedule.commitment == commit(schedule.design, schedule.seed) and schedule.coins == _coins(
        schedule.design, schedule.seed
    )


def throw(seed: str, number: int) -> float:
    """The coin of that number: a fraction from 0 to 1, the first 64 bits of SHA-256 of “seed:number”."""
    digest = hashlib.sha256(f"{seed}:{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


def _coins(design: Design, seed: str) -> tuple[Coin, ...]:
    if design.kind == "start":
        options = tuple(
            tuple(SESSION if day >= first else COMPARATOR for day in range(design.units * WEEK_DAYS))
            for first in range(design.earliest_day, design.latest_day + 1)
        )
        return (_thrown(0, options, seed),)
    options = ((COMPARATOR, SESSION), (SESSION, COMPARATOR)) if design.kind == "weeks" else ((COMPARATOR,), (SESSION,))
    return tuple(_thrown(number, options, seed) for number in range(design.units))


def _thrown(number: int, options: tuple[tuple[int, ...], ...], seed: str) -> Coin:
    chances = (1 / len(options),) * len(options)
    return Coin(number, options, chances, min(int(throw(seed, number) * len(options)), len(options) - 1))
