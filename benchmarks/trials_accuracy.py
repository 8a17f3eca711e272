#!/usr/bin/env python3
"""The trials engine against the fine grid of its tests, on diaries of full size; errors in posterior sds.

About four seconds of processor for each diary; every one is told when it is done.

python benchmarks/trials_accuracy.py --persons 16 --seed 5

With --jags also against long runs of JAGS, a program of its own (apt install jags): half a minute for each diary.

python benchmarks/trials_accuracy.py --persons 6 --seed 5 --jags jags

With --dense, diaries of a year beside 13 × 13 nodes of σ and ρ for everybody in place of 4 × 4.

python benchmarks/trials_accuracy.py --persons 60 --seed 6 --dense
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

import numpy as np

from unclench.trials import posterior
from unclench.trials.arrays import Floats
from unclench.trials.fitting import fit, fit_many
from unclench.trials.model import Terms, columns_of, pose
from unclench.trials.simulate import World, simulate, week_pairs
from unclench.trials.types import Diary, Prior


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--persons", type=int, default=12)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--jags", help="the program jags")
    parser.add_argument("--dense", action="store_true", help="many nodes for everybody, a year")
    asked = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    rng = np.random.default_rng(asked.seed)
    if asked.dense:
        dense([_diary(rng, pairs=26) for _ in range(asked.persons)])
        return
    rows = []
    for number in range(asked.persons):
        diary = _diary(rng)
        if asked.jags:
            print(_beside_jags(asked.jags, diary), flush=True)
        rows.append(_errors(diary))
        print(f"{number + 1} of {asked.persons}:", " ".join(f"{error:+.4f}" for error in rows[-1]), flush=True)
    print("| | mean | sd |\n|---|---|---|")
    errors = np.abs(rows)
    for number, name in enumerate((*NAMES, "change in days")):
        told = [f"{column.mean():.4f}, {column.max():.4f}" for column in errors[:, 2 * number : 2 * number + 2].T]
        print(f"| {name} | {' | '.join(told)} |")


JAGS_DRAWS = 40_000
"""In each of two chains."""
NAMES = ("effect", "level", "log sigma", "logit rho")


def dense(diaries: list[Diary]) -> None:
    few = list(fit_many(diaries))
    posterior.ROUGH = 0.0
    many = list(fit_many(diaries))
    off = np.array([(a.effect.mean - b.effect.mean) / b.effect.sd for a, b in zip(few, many, strict=True)])
    wide = np.array([a.effect.sd / b.effect.sd - 1 for a, b in zip(few, many, strict=True)])
    ends = [max(abs(a.low - b.low), abs(a.high - b.high)) for a, b in zip(few, many, strict=True)]
    days = [abs(a.change - b.change) for a, b in zip(few, many, strict=True)]
    print(f"{len(diaries)} diaries of 52 weeks: mean of effect {np.abs(off).mean():.4f}, {np.abs(off).max():.4f} sd")
    print(f"sd of effect {np.abs(wide).mean():.4f}, {np.abs(wide).max():.4f}")
    print(f"change at most {max(days):.3f} days, ends of the interval at most {max(ends):.3f} days")


def _diary(rng: np.random.Generator, pairs: int = 8) -> Diary:
    world = World(
        level=float(rng.normal(-0.9, 1.2)),
        effect=float(rng.normal()),
        baseline=float(rng.normal(0, 0.7)),
        sigma=float(np.exp(rng.normal(0.3, 0.5))),
        rho=float(1 / (1 + np.exp(-rng.normal(0.85, 1)))),
        missing=0.1,
    )
    return simulate(rng, world, *week_pairs(rng, pairs))


def _beside_jags(jags: str, diary: Diary) -> str:
    from benchmarks.trials_speed import effective, jags_draws

    found = fit(diary).effect
    with tempfile.TemporaryDirectory() as folder:
        chains, spent = jags_draws(jags, diary, Path(folder), draws=JAGS_DRAWS)
    draws = sum(effective(chain) for chain in chains)
    off = (found.mean - chains.mean()) / chains.std()
    square = ((chains - chains.mean()) / chains.std()) ** 2
    of_sd = square.std() / 2 / sum(effective(chain) for chain in square) ** 0.5
    return (
        f"JAGS: mean off by {off:+.3f} sd (its own error {draws**-0.5:.3f}), sd by {found.sd / chains.std() - 1:+.3f} "
        f"({of_sd:.3f}); {draws:.0f} effective draws in {spent:.0f} s"
    )


def _errors(diary: Diary) -> Floats:
    from tests.trials.oracle import hermite, reference

    problem, finding = pose([diary], Prior(), Terms()), fit(diary)
    found = {one.name: one for one in finding.parameters}
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
    logit = np.log(brute.rho / (1 - brute.rho))
    for name, values in zip(NAMES, (*brute.theta[:, :2].T, np.log(brute.sigma), logit), strict=True):
        mean, sd = brute.moments(values)
        errors += [(found[name].mean - mean) / sd, found[name].sd / sd - 1]
    mean, sd = brute.moments(brute.change_days())
    errors += [(finding.change - mean) / sd]
    return np.array(errors)


if __name__ == "__main__":
    main()
