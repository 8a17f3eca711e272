#!/usr/bin/env python3
"""Simulation-based calibration of the trials engine: truths drawn from the prior must look like draws from the
posterior.

python benchmarks/trials_calibration.py --persons 2000 --weeks 16 --seed 1
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator

import numpy as np

from unclench.trials.arrays import Floats
from unclench.trials.estimand import change_below, effect_below, findings
from unclench.trials.model import Terms, pose
from unclench.trials.posterior import solve
from unclench.trials.simulate import World, simulate, week_pairs
from unclench.trials.types import Diary, Normal, Prior

PRIOR = Prior()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=2000)
    parser.add_argument("--weeks", type=int, default=16, help="randomised weeks, in pairs")
    parser.add_argument("--baseline", type=int, default=28, help="days before the start")
    parser.add_argument("--levels", type=int, default=2, help="2: yes or no; 4: none to severe")
    parser.add_argument("--missing", type=float, default=0.1)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = np.random.default_rng(asked.seed)
    since = time.process_time()
    ranks, covered = [], []
    for group in _groups(rng, asked):
        diaries, effects, changes = group
        problem = pose(diaries, PRIOR, Terms())
        for persons, posterior in solve(problem):
            part, at = problem.of(persons), changes[persons]
            ranks.append(
                np.column_stack([effect_below(posterior, effects[persons]), change_below(part, posterior, at)])
            )
            found = findings(part, posterior, [diaries[person] for person in persons], PRIOR.effect)
            covered.append([one.low <= change <= one.high for one, change in zip(found, at, strict=True)])
    _tell("effect", np.concatenate(ranks)[:, 0])
    _tell("days", np.concatenate(ranks)[:, 1])
    inside = np.concatenate(covered)
    print(f"95 % interval in days covers {inside.mean():.4f} of {len(inside)} (se {_se(0.95, len(inside)):.4f})")
    print(f"{(time.process_time() - since) / asked.persons * 1000:.2f} ms of processor a person, simulation included")


def _groups(rng: np.random.Generator, asked: argparse.Namespace) -> Iterator[tuple[list[Diary], Floats, Floats]]:
    left = asked.persons
    while left:
        worlds = [_world(rng, asked.levels, asked.missing) for _ in range(min(32, left))]
        left -= len(worlds)
        diaries = [simulate(rng, world, *week_pairs(rng, asked.weeks // 2, asked.baseline)) for world in worlds]
        yield diaries, np.array([world.effect for world in worlds]), np.array([true_change(one) for one in worlds])


def _world(rng: np.random.Generator, levels: int, missing: float) -> World:
    def drawn(normal: Normal) -> float:
        return float(rng.normal(normal.mean, normal.sd))

    return World(
        level=drawn(PRIOR.level),
        effect=drawn(PRIOR.effect),
        baseline=drawn(PRIOR.baseline),
        trend=drawn(PRIOR.trend),
        sigma=float(np.exp(drawn(PRIOR.log_sigma))),
        rho=float(1 / (1 + np.exp(-drawn(PRIOR.logit_rho)))),
        log_gaps=tuple(drawn(PRIOR.log_gap) for _ in range(levels - 2)),
        missing=missing,
    )


def true_change(world: World) -> float:
    """Expected headache days in 28, always with less never."""
    at = np.linspace(-6, 6, 241)
    share = np.exp(-0.5 * at * at)
    share /= share.sum()
    eta = world.level + world.sigma * at
    with_it, without = (1 / (1 + np.exp(-(eta + side * world.effect / 2))) @ share for side in (1, -1))
    return float(28 * (with_it - without))


def _tell(name: str, rank: Floats) -> None:
    counts = np.histogram(rank, bins=20, range=(0, 1))[0]
    expected = len(rank) / 20
    chi2 = float(((counts - expected) ** 2 / expected).sum())
    from scipy.stats import chi2 as law
    from scipy.stats import kstest

    drift = (rank.mean() - 0.5) / np.sqrt(1 / 12 / len(rank))
    uniform = kstest(rank, "uniform").pvalue
    print(f"{name}: n {len(rank)}, chi² {chi2:.1f} on 19 (p {law.sf(chi2, 19):.3f}), KS p {uniform:.3f}")
    print(f"  mean rank {rank.mean():.4f}, {drift:+.1f} standard errors")
    for level in (0.5, 0.8, 0.9, 0.95):
        inside = float((np.abs(rank - 0.5) < level / 2).mean())
        off = (inside - level) / _se(level, len(rank))
        print(f"  {level:.0%} interval covers {inside:.4f}, {off:+.1f} standard errors")


def _se(level: float, count: int) -> float:
    return float(np.sqrt(level * (1 - level) / count))


if __name__ == "__main__":
    main()
