"""Invented diaries: for the planner, and to check the engine against worlds whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unclench.trials.arrays import Floats, Ints
from unclench.trials.types import MISSING, NOT_RANDOMISED, Diary


@dataclass(frozen=True, slots=True)
class World:
    """What a person's days are really like; names as in the prior."""

    level: float = -0.9
    effect: float = 0.0
    baseline: float = 0.0
    trend: float = 0.0
    sigma: float = 1.35
    rho: float = 0.7
    log_gaps: tuple[float, ...] = ()
    missing: float = 0.0


def hidden(rng: np.random.Generator, days: int, rho: Floats | float, persons: int = 1) -> Floats:
    """Stationary AR(1)s of variance one: (days, persons)."""
    state = rng.normal(size=(days, persons))
    grown = np.sqrt(1 - np.square(rho))
    for day in range(1, days):
        state[day] = rho * state[day - 1] + grown * state[day]
    return state


def simulate(
    rng: np.random.Generator, world: World, arm: Ints, unit: Ints, *, person: str = "", state: Floats | None = None
) -> Diary:
    """A diary in that world, under that schedule; with the given hidden state, (days,), or one of its own."""
    if state is None:
        state = hidden(rng, len(arm), world.rho)[:, 0]
    on = arm != NOT_RANDOMISED
    eta = world.level + np.where(on, world.effect * (arm - 0.5), world.baseline)
    rise = np.cumsum(on) / max(int(on.sum()), 1) - 0.5
    eta = eta + np.where(on, world.trend * rise, 0.0) + world.sigma * state
    cuts = np.concatenate([[0.0], np.cumsum(np.exp(world.log_gaps))])
    y = (eta[:, None] + rng.logistic(size=len(arm))[:, None] > cuts).sum(axis=1)
    y = np.where(rng.random(len(arm)) < world.missing, MISSING, y)
    return Diary(y=y, arm=arm, unit=unit, levels=len(cuts) + 1, person=person)


def week_pairs(rng: np.random.Generator, pairs: int, baseline_days: int = 28) -> tuple[Ints, Ints]:
    """(arm, unit) of a trial in randomised pairs of weeks."""
    first = rng.integers(0, 2, pairs)
    weeks = np.column_stack([first, 1 - first]).ravel()
    before = np.full(baseline_days, -1)
    return (
        np.concatenate([before, np.repeat(weeks, 7)]),
        np.concatenate([before, np.repeat(np.arange(2 * pairs), 7)]),
    )
