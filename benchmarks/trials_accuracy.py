#!/usr/bin/env python3
"""The trials engine against the fine grid of its tests, on diaries of full size; errors in posterior sds.

About four seconds of processor for each diary; every one is told when it is done.

python benchmarks/trials_accuracy.py --persons 16 --seed 5

With --jags also against long runs of JAGS, a program of its own (apt install jags): half a minute for each diary.

python benchmarks/trials_accuracy.py --persons 4 --seed 5 --jags jags
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

from unclench.trials.arrays import Floats
from unclench.trials.fitting import fit
from unclench.trials.model import Terms, columns_of, pose
from unclench.trials.simulate import World, simulate, week_pairs
from unclench.trials.types import Diary, Prior


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=12)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--jags", help="the program jags")
    asked = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    rng = np.random.default_rng(asked.seed)
    rows = []
    for number in range(asked.persons):
        diary = _diary(rng)
        if asked.jags:
            print(_beside_jags(asked.jags, diary), flush=True)
        rows.append(_errors(diary))
        print(f"{number + 1} of {asked.persons}:", " ".join(f"{error:+.4f}" for error in rows[-1]), flush=True)
    errors = np.array(rows)
    for name, column in zip(("mean of effect", "sd of effect", "mean of level", "sd of level"), errors.T, strict=True):
        print(f"{name}: {np.abs(column).mean():.4f} on average, {np.abs(column).max():.4f} at most")


def _diary(rng: np.random.Generator) -> Diary:
    world = World(
        level=float(rng.normal(-0.9, 1.2)),
        effect=float(rng.normal()),
        baseline=float(rng.normal(0, 0.7)),
        sigma=float(np.exp(rng.normal(0.3, 0.5))),
        rho=float(1 / (1 + np.exp(-rng.normal(0.85, 1)))),
        missing=0.1,
    )
    return simulate(rng, world, *week_pairs(rng, 8))


def _beside_jags(jags: str, diary: Diary) -> str:
    from benchmarks.trials_speed import effective, jags_draws

    found = fit(diary).effect
    with tempfile.TemporaryDirectory() as folder:
        chains, spent = jags_draws(jags, diary, Path(folder), draws=40_000)
    draws = sum(effective(chain) for chain in chains)
    off = (found.mean - chains.mean()) / chains.std()
    return (
        f"JAGS: mean off by {off:+.3f} sd (its own error {draws**-0.5:.3f}), sd by {found.sd / chains.std() - 1:+.3f} "
        f"({(2 * draws) ** -0.5:.3f}); {draws:.0f} effective draws in {spent:.0f} s"
    )


def _errors(diary: Diary) -> Floats:
    from tests.trials.oracle import hermite, reference

    problem, found = pose([diary], Prior(), Terms()), {one.name: one for one in fit(diary).parameters}
    around = np.linspace(-3.6, 3.6, 9)
    brute = reference(
        columns_of(diary, Terms(), baseline=True),
        diary.y,
        mean=problem.mean,
        sd=problem.sd,
        log_sigma=(0.3, 0.5),
        logit_rho=(0.85, 1.0),
        sigmas=found["log sigma"].mean + found["log sigma"].sd * around,
        rhos=found["logit rho"].mean + found["logit rho"].sd * around,
        rule=hermite(4),
    )
    errors = []
    for column, name in enumerate(("effect", "level")):
        mean, sd = brute.moments(brute.theta[:, column])
        errors += [(found[name].mean - mean) / sd, found[name].sd / sd - 1]
    return np.array(errors)


if __name__ == "__main__":
    main()
