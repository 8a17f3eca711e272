#!/usr/bin/env python3
"""Real headache diaries: the size and the correlation of the hidden state, and coverage on persons held out.

The file is not part of Unclench: KosteckiDillon.csv of the R package carData (133 persons, 4,152 days).

python benchmarks/trials_real.py KosteckiDillon.csv --seed 1
"""

from __future__ import annotations

import argparse
import csv
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from unclench.trials.arrays import Floats, Ints
from unclench.trials.fitting import fit_many
from unclench.trials.likelihood import log_likelihood
from unclench.trials.model import Terms, pose
from unclench.trials.simulate import week_pairs
from unclench.trials.types import MISSING, Diary, Normal, Prior

FEWEST = 14
"""Days with an entry; shorter diaries say nothing about what carries over from day to day."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = np.random.default_rng(asked.seed)
    diaries = [y for y in _diaries(asked.file) if (y >= 0).sum() >= FEWEST]
    order = rng.permutation(len(diaries))
    fitted, held_out = order[: len(order) // 2], order[len(order) // 2 :]
    print(f"{len(diaries)} persons with at least {FEWEST} days, {sum(int((y >= 0).sum()) for y in diaries)} days")
    _tell("all", pooled(diaries))
    sigma, rho, level, spread = pooled([diaries[one] for one in fitted])
    _tell("one half", (sigma, rho, level, spread))
    prior = Prior(level=Normal(level, spread), log_sigma=Normal(float(np.log(sigma)), 0.4))
    prediction([diaries[one] for one in held_out], prior, sigma, rho)
    placebo(rng, [diaries[one] for one in held_out])


def _tell(name: str, found: tuple[float, float, float, float]) -> None:
    sigma, rho, level, spread = found
    print(f"{name}: σ {sigma:.2f}, ρ {rho:.2f}, level {level:.2f} with sd {spread:.2f} between persons", flush=True)


def _diaries(path: Path) -> list[Ints]:
    """Each person's days in order, with days between as not entered."""
    persons: dict[str, dict[int, int]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            persons.setdefault(row["id"], {})[int(row["time"])] = int(row["headache"] == "yes")
    found = []
    for days in persons.values():
        first, last = min(days), max(days)
        found.append(np.array([days.get(day, MISSING) for day in range(first, last + 1)]))
    return found


def _problem(diaries: list[Ints]) -> list[Diary]:
    return [Diary(y=y, arm=np.zeros_like(y), unit=np.zeros_like(y)) for y in diaries]


def pooled(diaries: list[Ints]) -> tuple[float, float, float, float]:
    """σ and ρ common to all; the level normal between persons. By maximum likelihood, the level integrated out."""
    problem = pose(_problem(diaries), Prior(), Terms(trend=False))
    at = np.linspace(-4, 4, 49)
    mass = np.exp(-0.5 * at**2)

    def height(values: Floats) -> float:
        log_sigma, logit_rho, level, log_spread = values
        theta = np.zeros((1, problem.persons, len(at), 2))
        theta[..., 1] = level + np.exp(log_spread) * at
        rho = np.array([1 / (1 + np.exp(-logit_rho))])
        found = log_likelihood(problem, rho, np.full((1, problem.persons, len(at)), np.exp(log_sigma)), theta)[0]
        top = found.max(axis=1, keepdims=True)
        return -float((top[:, 0] + np.log(np.exp(found - top) @ (mass / mass.sum()))).sum())

    best = minimize(height, [0.5, 0.85, 0.5, 0.3], method="Nelder-Mead", options={"xatol": 0.01, "fatol": 0.05}).x
    return float(np.exp(best[0])), float(1 / (1 + np.exp(-best[1]))), float(best[2]), float(np.exp(best[3]))


def prediction(diaries: list[Ints], prior: Prior, sigma: float, rho: float) -> None:
    """The second half of each held-out diary from its first: how many headache days, with a 95 % interval."""
    inside, ranks = [], []
    rng = np.random.default_rng(0)
    at = np.linspace(-3, 3, 31)
    for y in diaries:
        half = len(y) // 2
        late = (y[half:] >= 0).sum()
        if late < 5 or (y[:half] >= 0).sum() < 5:
            continue
        problem = pose(_problem([y[:half]]), prior, Terms(trend=False))
        theta = np.zeros((1, 1, len(at), 2))
        theta[..., 1] = prior.level.mean + prior.level.sd * at
        found = log_likelihood(problem, np.array([rho]), np.full((1, 1, len(at)), sigma), theta)[0, 0] - 0.5 * at**2
        weight = np.exp(found - found.max())
        drawn = rng.choice(theta[0, 0, :, 1], 2000, p=weight / weight.sum())
        state = rng.normal(size=2000)
        total = np.zeros(2000)
        for day in range(half, len(y)):
            state = rho * state + np.sqrt(1 - rho * rho) * rng.normal(size=2000)
            if y[day] >= 0:
                total += rng.random(2000) < 1 / (1 + np.exp(-(drawn + sigma * state)))
        seen = int((y[half:] == 1).sum())
        low, high = np.quantile(total, [0.025, 0.975])
        inside.append(low <= seen <= high)
        ranks.append(float((total < seen).mean() + 0.5 * (total == seen).mean()))
    print(f"held out: {np.mean(inside):.3f} of {len(inside)} second halves inside 95 %, mean rank {np.mean(ranks):.3f}")


def placebo(rng: np.random.Generator, diaries: list[Ints], repeats: int = 20) -> None:
    """Coins thrown over diaries that knew nothing of them: true effect none, whatever the diaries are like."""
    invented = []
    for y in diaries:
        weeks = len(y) // 14
        for _ in range(repeats if weeks else 0):
            arm, unit = week_pairs(rng, weeks, 0)
            invented.append(Diary(y=y[: len(arm)], arm=arm, unit=unit))
    found = list(fit_many(invented))
    covered = np.array([one.low <= 0 <= one.high for one in found])
    fewer = np.array([one.p_fewer for one in found])
    print(
        f"coins over real diaries: {covered.mean():.3f} of {len(found)} intervals hold 0; "
        f"helps {np.mean(fewer >= 0.975):.3f}, makes it worse {np.mean(fewer <= 0.025):.3f}"
    )


if __name__ == "__main__":
    main()
