"""Which arm comes next. While finding out, an even coin; after an answer, more of what seems better, never all.

The answer of a model is checked without one: AIPW weighs each unit by the chance its arm had, so it stays right
whatever the model gets wrong, as long as the chances were as logged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unclench.trials.design import throw
from unclench.trials.types import COMPARATOR, SESSION, TrialError

FLOOR = 0.20


@dataclass(frozen=True, slots=True)
class Choice:
    """The arm that comes next, and the chance a session had; both are to be kept."""

    number: int
    arm: int
    chance: float


def choose(p_fewer: float, *, answered: bool, seed: str, number: int) -> Choice:
    """Thompson sampling: a session comes with the chance that it is the better arm, kept within 0.2 and 0.8.

    p_fewer: the posterior chance of fewer headache days; `answered`: the trial has given its answer. Until then the
    coin is even. The throw is that of `design.throw`, so it can be checked from the seed.
    """
    if not 0 <= p_fewer <= 1:
        raise TrialError("A chance is from 0 to 1.")
    chance = min(max(p_fewer, FLOOR), 1 - FLOOR) if answered else 0.5
    return Choice(number, SESSION if throw(seed, number) < chance else COMPARATOR, chance)


@dataclass(frozen=True, slots=True)
class Unit:
    """A randomised unit: its arm, the chance a session had, and what came of it (such as the share of headache
    days)."""

    arm: int
    chance: float
    outcome: float


@dataclass(frozen=True, slots=True)
class Contrast:
    """Mean outcome with sessions less without, over all units."""

    estimate: float
    low: float
    high: float
    """The 95 % interval by Student's t, for a look at a time fixed beforehand."""
    anytime_low: float
    anytime_high: float
    """One that may be looked at after every unit (asymptotic confidence sequence, Waudby-Smith and others 2024)."""


def aipw(units: Sequence[Unit]) -> Contrast:
    """The augmented inverse-probability-weighted contrast. What each arm is expected to give is the mean of its units
    so far, drawn to the mean of all by one unit: known before the coin, so the terms are martingale differences.

    Raises TrialError for fewer than three units, a chance of 0 or 1, or an outcome that is not a number.
    """
    if len(units) < 3:
        raise TrialError("A contrast needs at least three units.")
    terms = []
    sums, counts = [0.0, 0.0], [0, 0]
    for unit in units:
        if not 0 < unit.chance < 1:
            raise TrialError("Every unit had a chance above 0 and below 1 of either arm.")
        if unit.arm not in (COMPARATOR, SESSION) or not np.isfinite(unit.outcome):
            raise TrialError("Every unit has an arm, 0 or 1, and an outcome that is a number.")
        total, all_units = sum(sums), sum(counts)
        middle = total / all_units if all_units else 0.0
        without, with_it = ((sums[arm] + middle) / (counts[arm] + 1) for arm in (COMPARATOR, SESSION))
        if unit.arm == SESSION:
            correction = (unit.outcome - with_it) / unit.chance
        else:
            correction = -(unit.outcome - without) / (1 - unit.chance)
        terms.append(with_it - without + correction)
        sums[unit.arm] += unit.outcome
        counts[unit.arm] += 1
    return _interval(np.array(terms))


_TUNED_TO = 0.5
"""The anytime interval is narrowest for about 12 units."""


def _interval(terms: np.ndarray[tuple[int], np.dtype[np.float64]]) -> Contrast:
    from scipy.special import stdtrit

    n = len(terms)
    mean, sd = float(terms.mean()), float(terms.std(ddof=1))
    fixed = float(stdtrit(n - 1, 0.975)) * sd / n**0.5
    grown = n * _TUNED_TO**2 + 1
    anytime = sd * float(np.sqrt(2 * grown / (n * n * _TUNED_TO**2) * np.log(np.sqrt(grown) / 0.05)))
    return Contrast(mean, mean - fixed, mean + fixed, mean - anytime, mean + anytime)
