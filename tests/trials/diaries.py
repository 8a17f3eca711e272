"""Diaries for the tests: small, invented, the same every time."""

from __future__ import annotations

import numpy as np

from unclench.trials.design import Design, Schedule, randomise
from unclench.trials.simulate import World, simulate, week_pairs
from unclench.trials.types import Diary

SEED = "a seed for the tests"


def in_pairs(seed: int, world: World | None = None, *, pairs: int = 4, baseline_days: int = 14) -> Diary:
    rng = np.random.default_rng(seed)
    return simulate(rng, world or World(missing=0.1), *week_pairs(rng, pairs, baseline_days))


def scheduled(kind: Design, seed: int = 0, world: World | None = None) -> tuple[Diary, Schedule]:
    schedule = randomise(kind, SEED)
    arm, unit = np.array(schedule.daily()).T
    return simulate(np.random.default_rng(seed), world or World(), arm, unit, person="alice"), schedule
