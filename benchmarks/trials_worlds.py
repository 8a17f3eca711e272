#!/usr/bin/env python3
"""What the trials engine says in worlds whose truth is known: false alarms, early looks, natural decline, broken
assumptions.

python benchmarks/trials_worlds.py ttest --persons 1000 --seed 1
python benchmarks/trials_worlds.py looks --persons 1000 --seed 2
python benchmarks/trials_worlds.py broken --persons 1000 --seed 3
python benchmarks/trials_worlds.py plan --persons 600 --seed 4
python benchmarks/trials_worlds.py pool --persons 6000 --seed 5
python benchmarks/trials_worlds.py before --persons 200 --seed 6
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from unclench.trials.arrays import Floats, Ints
from unclench.trials.design import Design, Schedule, randomise
from unclench.trials.finding import Finding, Parameter, verdict
from unclench.trials.fitting import fit_many
from unclench.trials.monitoring import monitor
from unclench.trials.planning import WEEKS, logit_of_days, plan
from unclench.trials.pooling import Sums, pool, sums
from unclench.trials.simulate import World, hidden, simulate, week_pairs
from unclench.trials.types import MISSING, Diary, Normal, Prior

SIGMA, RHO = 1.65, 0.70
"""Of the Kostecki-Dillon diaries, pooled."""
AT_MOST = 120
"""Persons whose whole posterior is looked at every week; the e-value is looked at for all."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("ttest", "looks", "broken", "plan", "pool", "before"))
    parser.add_argument("--persons", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    rng = np.random.default_rng(asked.seed)
    work = {"ttest": ttest, "looks": looks, "broken": broken, "plan": planned, "pool": pooled, "before": before}
    work[asked.what](rng, asked.persons)


def drawn(number: int, seed: int, pairs: int) -> tuple[Schedule, Ints, Ints]:
    schedule = randomise(Design(units=pairs), f"world {seed:08} {number:08}")
    arm, unit = np.array(schedule.daily()).T
    return schedule, arm, unit


def answers(findings: list[Finding]) -> list[str]:
    return [verdict(one.p_fewer, one.p_little, complete=True) for one in findings]


def share(flags: npt.ArrayLike) -> str:
    found = np.asarray(flags, float)
    return f"{found.mean():.3f} ± {2 * np.sqrt(max(found.mean() * (1 - found.mean()), 1e-9) / len(found)):.3f}"


def ttest(rng: np.random.Generator, persons: int) -> None:
    """No effect; 16 weeks in pairs; a two-sided test at 5 % by a t-test on pooled days, and by the verdict."""
    from scipy.stats import ttest_ind

    print("| rho | t-test on pooled days | helps | makes it worse |\n|---|---|---|---|")
    for rho in (0.0, 0.2, 0.3, 0.5, 0.7, 0.9):
        world = World(level=logit_of_days(12, SIGMA), sigma=SIGMA, rho=rho)
        diaries = [simulate(rng, world, *week_pairs(rng, 8)) for _ in range(persons)]
        tested = [float(ttest_ind(diary.y[diary.arm == 1], diary.y[diary.arm == 0]).pvalue) < 0.05 for diary in diaries]
        said = answers(list(fit_many(diaries)))
        helps, worse = [one == "helps" for one in said], [one == "makes it worse" for one in said]
        print(f"| {rho} | {share(tested)} | {share(helps)} | {share(worse)} |", flush=True)


def looks(rng: np.random.Generator, persons: int) -> None:
    """A look every week for a year (from week 4), with no effect and with half the days spared."""
    for name, fewer in (("no effect", 0.0), ("half the days", 0.5)):
        without, with_it = logit_of_days(12, SIGMA), logit_of_days(12 * (1 - fewer), SIGMA)
        world = World(level=(without + with_it) / 2, effect=with_it - without, sigma=SIGMA, rho=RHO, missing=0.1)
        weeks = range(4, 53)
        sure = np.zeros((min(persons, AT_MOST), len(weeks)), bool)
        called = np.zeros((persons, 26), bool)
        diaries = []
        for number in range(persons):
            schedule, arm, unit = drawn(number, int(fewer * 10), 26)
            diary = simulate(rng, world, arm, unit)
            diaries.append(diary)
            called[number] = [look.e >= 20 for look in monitor(diary, schedule).looks]
        if fewer == 0:
            for column, week in enumerate(weeks):
                days = 28 + 7 * week
                short = (replace(d, y=d.y[:days], arm=d.arm[:days], unit=d.unit[:days]) for d in diaries[:AT_MOST])
                sure[:, column] = [one.p_fewer > 0.95 for one in fit_many(short)]
                if week in {8, 16, 26, 52}:
                    print(f"{name}: P > .95 at a look by week {week}: {share(sure.any(axis=1))}", flush=True)
        for pairs in (4, 8, 13, 26):
            print(f"{name}: e ≥ 20 by week {2 * pairs}: {share(called[:, :pairs].any(axis=1))}", flush=True)


Change = Callable[[np.random.Generator, Ints, World], Floats]


def _nothing(rng: np.random.Generator, arm: Ints, world: World) -> Floats:
    del rng, world
    return np.zeros(len(arm))


def _decline(rng: np.random.Generator, arm: Ints, world: World) -> Floats:
    """From 12 headache days in 28 to 6 over the randomised weeks."""
    del rng
    days = np.linspace(12, 6, int((arm >= 0).sum()))
    eta = np.array([logit_of_days(float(one), world.sigma) for one in days[::14]])
    shift = np.zeros(len(arm))
    shift[arm >= 0] = np.repeat(eta, 14)[: len(days)] - world.level
    return shift


def _weekday(rng: np.random.Generator, arm: Ints, world: World) -> Floats:
    """Weekends are much worse, week after week."""
    del world
    return np.where((np.arange(len(arm)) + rng.integers(7)) % 7 >= 5, 1.5, -0.6)


def broken(rng: np.random.Generator, persons: int) -> None:
    """16 weeks in pairs: false answers without an effect, and how often the interval covers with one of −1 logit."""
    level = logit_of_days(9.4, SIGMA)
    usual = World(level=level, sigma=SIGMA, rho=RHO)
    decline = replace(usual, level=logit_of_days(6.4, SIGMA))
    decline = replace(decline, baseline=level - decline.level)
    worlds: list[tuple[str, World, Change, str]] = [
        ("as the model has it", usual, _nothing, ""),
        ("natural decline: 9.4 days before, 6.4 in the trial", decline, _nothing, ""),
        ("decline during the trial, 12 to 6 days", usual, _decline, ""),
        ("heavy autocorrelation, ρ .95", replace(usual, rho=0.95), _nothing, ""),
        ("weekends much worse", usual, _weekday, ""),
        ("headache days missing oftener (30 %, others 5 %)", usual, _nothing, "pain"),
        ("headache days missing in session weeks only (30 %)", usual, _nothing, "arm"),
        ("σ 4: headache or none for weeks", replace(usual, sigma=4.0, level=logit_of_days(9.4, 4.0)), _nothing, ""),
    ]
    print(
        "| world | helps, no effect | makes it worse, no effect | e ≥ 20, no effect | covered, effect −1 "
        "|\n|---|---|---|---|---|"
    )
    for name, world, change, missing in worlds:
        found = []
        for effect in (0.0, -1.0):
            own = replace(world, effect=effect)
            diaries, called = [], []
            for number in range(persons):
                schedule, arm, unit = drawn(number, 77, 8)
                diary = invented(rng, own, arm, unit, change=change, missing=missing)
                diaries.append(diary)
                if effect == 0:
                    called.append(monitor(diary, schedule).called is not None)
            findings = list(fit_many(diaries))
            if effect == 0:
                said = answers(findings)
                found += [share([one == "helps" for one in said]), share([one == "makes it worse" for one in said])]
                found.append(share(called))
            else:
                truth = true_change(rng, own, change)
                found.append(share([one.low <= truth <= one.high for one in findings]))
        print(f"| {name} | {' | '.join(found)} |", flush=True)


def invented(rng: np.random.Generator, world: World, arm: Ints, unit: Ints, *, change: Change, missing: str) -> Diary:
    on = arm >= 0
    eta = world.level + np.where(on, world.effect * (arm - 0.5), world.baseline) + change(rng, arm, world)
    y = (eta + world.sigma * hidden(rng, len(arm), world.rho)[:, 0] + rng.logistic(size=len(arm)) > 0).astype(int)
    chance = np.full(len(arm), 0.1)
    if missing == "pain":
        chance = np.where(y == 1, 0.30, 0.05)
    elif missing == "arm":
        chance = np.where((y == 1) & (arm == 1), 0.30, 0.0)
    return Diary(y=np.where(rng.random(len(arm)) < chance, MISSING, y), arm=arm, unit=unit)


def true_change(rng: np.random.Generator, world: World, change: Change) -> float:
    """Days in 28 always with less never, over the days of such a trial."""
    _, arm, _ = drawn(0, 77, 8)
    at = np.linspace(-5, 5, 201)
    mass = np.exp(-0.5 * at**2)
    mass /= mass.sum()
    shift = np.mean([change(rng, arm, world)[arm >= 0] for _ in range(7)], axis=0)
    if change is _weekday:
        shift = np.array([1.5, 1.5, *[-0.6] * 5])
    days = []
    for side in (0.5, -0.5):
        eta = world.level + shift + side * world.effect
        days.append(28 * float(np.mean(1 / (1 + np.exp(-(eta[:, None] + world.sigma * at))) @ mass)))
    return days[0] - days[1]


def planned(rng: np.random.Generator, persons: int) -> None:
    """The planner's shortcut beside the whole analysis, on fresh diaries from the same worlds."""
    prior = Prior()
    quick = plan(Design(), headache_days=12, fewer=0.5, persons=2000, seed=int(rng.integers(1 << 30)))
    print("| weeks | planner | whole analysis |\n|---|---|---|")
    diaries = []
    for _ in range(persons):
        sigma = float(np.exp(rng.normal(prior.log_sigma.mean, prior.log_sigma.sd)))
        rho = float(1 / (1 + np.exp(-rng.normal(prior.logit_rho.mean, prior.logit_rho.sd))))
        without, with_it = logit_of_days(12, sigma), logit_of_days(6, sigma)
        middle, effect = (without + with_it) / 2, with_it - without
        world = World(level=middle, effect=effect, baseline=-effect / 2, sigma=sigma, rho=rho, missing=0.1)
        diaries.append(simulate(rng, world, *week_pairs(rng, 26)))
    for weeks in (w for w in WEEKS if w in {8, 16, 26, 52}):
        days = 28 + 7 * weeks
        short = (replace(d, y=d.y[:days], arm=d.arm[:days], unit=d.unit[:days]) for d in diaries)
        helped = [one == "helps" for one in answers(list(fit_many(short)))]
        print(f"| {weeks} | {quick.chance(weeks):.3f} | {share(helped)} |", flush=True)


def before(rng: np.random.Generator, persons: int) -> None:
    """By how many sds of the effect its mean moves between two baselines of 28 days, whatever came after."""
    diaries = [simulate(rng, World(missing=0.1), *week_pairs(rng, 6)) for _ in range(persons)]
    rho_and_sigma = Prior(log_sigma=Normal(0.3, 0.001), logit_rho=Normal(0.85, 0.001))
    level_too = replace(rho_and_sigma, level=Normal(-0.9, 0.01))
    silent = [MISSING] * 14
    spread = rng.permutation(28)
    for name, less, more, prior in (
        ("σ, ρ and level known, fourteen silent days at the end", [0] * 14 + silent, [1] * 14 + silent, level_too),
        ("σ, ρ and level known", [0] * 28, [1] * 28, level_too),
        ("σ and ρ known", [0] * 28, [1] * 28, rho_and_sigma),
        ("nothing known", [0] * 28, [1] * 28, Prior()),
        ("nothing known, 6 days against 12", (spread < 6).astype(int), (spread < 12).astype(int), Prior()),
    ):
        found = []
        for entries in (less, more):
            own = [replace(diary, y=np.concatenate([entries, diary.y[28:]])) for diary in diaries]
            found.append([one.effect for one in fit_many(own, prior=prior)])
        moved = np.array([(b.mean - a.mean) / a.sd for a, b in zip(*found, strict=True)])
        print(
            f"{name}: {np.abs(moved).max():.3f} sd at most, {np.median(np.abs(moved)):.3f} typically, on average "
            f"{moved.mean():+.3f} ± {2 * moved.std() / len(moved) ** 0.5:.3f}",
            flush=True,
        )


COHORT = Normal(-0.6, 0.4)


def pooled(rng: np.random.Generator, persons: int) -> None:
    """A cohort whose effects are N(−0.6, 0.4²), the rest from the prior; found by EM, and in two stages from normal
    summaries of single analyses."""
    prior = Prior()
    effects = rng.normal(COHORT.mean, COHORT.sd, persons)
    diaries = []
    for effect in effects:
        sigma = float(np.exp(rng.normal(prior.log_sigma.mean, prior.log_sigma.sd)))
        rho = float(1 / (1 + np.exp(-rng.normal(prior.logit_rho.mean, prior.logit_rho.sd))))
        level = float(rng.normal(prior.level.mean, prior.level.sd))
        world = World(level=level, effect=float(effect), sigma=sigma, rho=rho, missing=0.1)
        diaries.append(simulate(rng, world, *week_pairs(rng, 8)))
    rounds: list[Normal] = []

    def everybody(now: Prior) -> Sums:
        rounds.append(now.effect)
        return sums(diaries, prior=now)

    alone = [one.effect for one in fit_many(diaries)]
    for name, found in (("EM", pool([everybody])), ("two stages", two_stages(alone, prior.effect))):
        print(f"{name}: mean {found.mean:.3f}, sd {found.sd:.3f}, truth {effects.mean():.3f} and {effects.std():.3f}")
        means = [one.effect.mean for one in fit_many(diaries, prior=replace(prior, effect=found))]
        print(f"  persons under that prior: off by {_rmse(means, effects):.3f}", flush=True)
    print(f"persons alone: off by {_rmse([one.mean for one in alone], effects):.3f}; {len(rounds)} rounds of EM")


def two_stages(alone: list[Parameter], prior: Normal) -> Normal:
    """The likeliest cohort if each single analysis was a normal measurement: the prior is taken out of it again."""
    precision = np.array([max(1 / one.sd**2 - 1 / prior.sd**2, 1e-3) for one in alone])
    measured = np.array([one.mean / one.sd**2 - prior.mean / prior.sd**2 for one in alone]) / precision
    mean, sd = prior.mean, prior.sd
    for _ in range(500):
        weight = precision + 1 / sd**2
        each = (precision * measured + mean / sd**2) / weight
        mean = float(each.mean())
        sd = float(np.sqrt(np.mean(each**2 + 1 / weight) - mean**2))
    return Normal(mean, sd)


def _rmse(found: list[float], truth: Floats) -> float:
    return float(np.sqrt(np.mean((np.array(found) - truth) ** 2)))


if __name__ == "__main__":
    main()
