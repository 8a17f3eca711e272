#!/usr/bin/env python3
"""Real headache diaries: the size and the correlation of the hidden state, and coverage on persons held out.

The file is not part of Unclench: KosteckiDillon.csv of the R package carData (133 persons, 4,152 days).

python benchmarks/trials_real.py KosteckiDillon.csv --seed 1
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from unclench.trials.arrays import Floats, Ints
from unclench.trials.fitting import fit_many
from unclench.trials.likelihood import log_likelihood
from unclench.trials.model import Problem, Terms, pose
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
    everybody = _people(asked.file)
    diaries = [one for one in everybody if (one.y >= 0).sum() >= FEWEST]
    print(f"{len(everybody)} persons, {sum(int((one.y >= 0).sum()) for one in everybody)} days")
    best = _tell("all persons", pooled(everybody))
    for sigma, rho in ((1.65, 0.70), (2.4, 0.55), (1.4, 0.77), (1.35, 0.70)):
        found = pooled(everybody, sigma=sigma, rho=rho)
        _tell(f"all, σ and ρ held there ({found.log_likelihood - best.log_likelihood:+.1f})", found)
    alike = pooled(everybody, alike=True)
    _tell(f"all, one level for everybody ({alike.log_likelihood - best.log_likelihood:+.1f})", alike)
    _tell("all, with treatment, its time and medicine as covariates", pooled(everybody, covariates=True))
    _tell(f"the {len(diaries)} with at least {FEWEST} days", pooled(diaries))
    order = rng.permutation(len(diaries))
    fitted, held_out = order[: len(order) // 2], order[len(order) // 2 :]
    half = _tell("one half of these", pooled([diaries[one] for one in fitted]))
    rest = [diaries[one].y for one in held_out]
    for name, sigma, rho in (("the half's σ and ρ", half.sigma, half.rho), ("σ 1.65, ρ .70", 1.65, 0.70)):
        prediction(name, rest, Normal(half.level, half.spread), sigma, rho)
    placebo(rng, rest)


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    y: Ints
    covariates: Floats
    """(days, 4): under treatment, square root of its days, medicine reduced, medicine continued."""


@dataclass(frozen=True, slots=True)
class Pooled:
    sigma: float
    rho: float
    level: float
    spread: float
    log_likelihood: float


def _tell(name: str, found: Pooled) -> Pooled:
    print(
        f"{name}: σ {found.sigma:.2f}, ρ {found.rho:.2f}, level {found.level:.2f} with sd {found.spread:.2f} between "
        f"persons, log likelihood {found.log_likelihood:.2f}",
        flush=True,
    )
    return found


def _people(path: Path) -> list[Person]:
    """Each person's days in order, with days between as not entered."""
    persons: dict[str, dict[int, tuple[int, str]]] = {}
    with path.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            persons.setdefault(row["id"], {})[int(row["time"])] = int(row["headache"] == "yes"), row["medication"]
    found = []
    for days in persons.values():
        every = range(min(days), max(days) + 1)
        entries = [days.get(day, (MISSING, "none")) for day in every]
        since = np.array(every)
        medicine = [[float(kind == name) for name in ("reduced", "continuing")] for _, kind in entries]
        covariates = np.column_stack([since > 0, np.sqrt(np.maximum(since, 0)), medicine])
        found.append(Person(np.array([y for y, _ in entries]), covariates))
    return found


def _problem(diaries: Sequence[Ints], covariates: Sequence[Floats] = ()) -> Problem:
    names = ("treatment", "its time", "reduced", "continued") if covariates else ()
    days = [np.zeros_like(y) for y in diaries]
    columns = covariates or [np.zeros((0, 0))] * len(diaries)
    return pose(
        [Diary(y=y, arm=d, unit=d, covariates=x, names=names) for y, d, x in zip(diaries, days, columns, strict=True)],
        Prior(),
        Terms(trend=False),
    )


def pooled(
    persons: Sequence[Person], *, sigma: float = 0, rho: float = 0, alike: bool = False, covariates: bool = False
) -> Pooled:
    """σ and ρ common to all, unless they are given; the level normal between persons, unless all are alike. By maximum
    likelihood, the level integrated out."""
    problem = _problem([one.y for one in persons], [one.covariates for one in persons] if covariates else ())
    at = np.zeros(1) if alike else np.linspace(-4, 4, 49)
    mass = np.exp(-0.5 * at**2)
    mass /= mass.sum()

    def height(values: Floats) -> float:
        log_sigma, logit_rho, level, log_spread, *slopes = values
        theta = np.zeros((1, problem.persons, len(at), problem.columns))
        theta[..., 1] = level + np.exp(log_spread) * at
        theta[..., 2:] = slopes
        wide = np.full(theta.shape[:3], sigma or np.exp(log_sigma))
        common = np.array([rho or 1 / (1 + np.exp(-logit_rho))])
        found = log_likelihood(problem, common, wide, theta)[0]
        top = found.max(axis=1, keepdims=True)
        return -float((top[:, 0] + np.log(np.exp(found - top) @ mass)).sum())

    start = np.array([0.5, 0.85, 0.5, 0.3, *[0.1] * (problem.columns - 2)])
    options = {"xatol": 0.003, "fatol": 0.003, "maxiter": 4000, "maxfev": 4000}
    best = minimize(height, start, method="Nelder-Mead", options=options)
    best = minimize(height, best.x + 0.1, method="Nelder-Mead", options=options)  # from beside it: the ridge is flat
    if not best.success:
        raise SystemExit(best.message)
    x = best.x
    return Pooled(
        sigma or float(np.exp(x[0])),
        rho or float(1 / (1 + np.exp(-x[1]))),
        float(x[2]),
        0.0 if alike else float(np.exp(x[3])),
        -float(best.fun),
    )


def prediction(name: str, diaries: Sequence[Ints], level: Normal, sigma: float, rho: float) -> None:
    """The second half of each held-out diary from its first: how many headache days, with a 95 % interval."""
    inside, ranks = [], []
    rng = np.random.default_rng(0)
    at = np.linspace(-3, 3, 31)
    for y in diaries:
        half = len(y) // 2
        late = (y[half:] >= 0).sum()
        if late < 5 or (y[:half] >= 0).sum() < 5:
            continue
        problem = _problem([y[:half]])
        theta = np.zeros((1, 1, len(at), 2))
        theta[..., 1] = level.mean + level.sd * at
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
    error = 2 * np.sqrt(np.mean(inside) * (1 - np.mean(inside)) / len(inside))
    print(
        f"held out, with {name}: {np.mean(inside):.3f} ± {error:.3f} of {len(inside)} second halves inside 95 %, mean "
        f"rank {np.mean(ranks):.3f}",
        flush=True,
    )


def placebo(rng: np.random.Generator, diaries: Sequence[Ints], repeats: int = 20) -> None:
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
