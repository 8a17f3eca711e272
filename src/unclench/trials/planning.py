"""What a trial can find, before it begins: the chance of the answer “helps” by week, if the effect is as large as said.

Diaries are invented under the prior's hidden states, and each is analysed at every length. The analysis knows σ and ρ
of its diary and takes the posterior for normal: two Newton steps in place of the whole quadrature, and no trend. What
that costs in truth stands in docs/methods/trials.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from unclench.trials.arrays import Floats, Ints
from unclench.trials.design import Design, Kind
from unclench.trials.estimand import DAYS
from unclench.trials.finding import SURE
from unclench.trials.model import EFFECT, Problem, Terms, pose
from unclench.trials.placing import newton, scale, start
from unclench.trials.simulate import World, hidden, simulate, week_pairs
from unclench.trials.types import Prior, TrialError

WEEKS = (4, 8, 12, 16, 20, 26, 32, 40, 52)
ATTACKS = (10, 20, 30, 40, 60, 80, 100, 120, 150)
PAIN_SD = 2.0
"""Spread of the pain after an attack's session, given the pain before it, on the scale from 0 to 10."""
PERSONS = 240
MISSED = 0.1
_RHOS, _RHO_SHARES = np.polynomial.hermite_e.hermegauss(5)

Rule = Literal["at the planned end"]


@dataclass(frozen=True, slots=True)
class PlanPoint:
    length: int
    """Randomised weeks, or attacks in all."""
    chance: float
    """Of the answer “helps”, if the trial was planned to end there."""
    error: float
    """Standard error of the simulation; 0 where the chance is a formula."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The chance of an answer by length, under a stated effect."""

    kind: Kind
    headache_days: float | None
    """In 28 days, without sessions."""
    fewer: float | None
    """The assumed effect: the share of headache days that sessions spare."""
    points_less: float | None
    """Of a trial by attacks: how much lower pain is after a session."""
    rule: Rule
    unit: Literal["weeks", "attacks"]
    curve: tuple[PlanPoint, ...]

    def chance(self, length: float) -> float:
        """Between the points of the curve, along straight lines."""
        at = [float(point.length) for point in self.curve]
        return float(np.interp(length, [0.0, *at], [0.0, *(point.chance for point in self.curve)]))


def plan(
    design: Design,
    *,
    headache_days: float = 9.4,
    fewer: float = 0.5,
    points_less: float = 1.5,
    pain_sd: float = PAIN_SD,
    prior: Prior | None = None,
    persons: int = PERSONS,
    seed: int = 0,
) -> Plan:
    """The chance of an answer by week (or attack), before anything is begun.

    headache_days: in 28 without sessions, above 0 and below 28; fewer: the share that sessions spare, 0 to below 1;
    points_less: for attacks, points on the scale from 0 to 10. Takes about a second. Raises TrialError.
    """
    if design.kind == "attacks":
        return _plan_attacks(points_less, pain_sd)
    if design.kind == "start":
        raise TrialError(
            "A trial with a drawn start has one coin only. It answers by the e-value alone, and seldom for one person: "
            "choose it where a skill does not wear off, and plan for “cannot tell yet”."
        )
    if not 0 < headache_days < DAYS:
        raise TrialError("Headache days in 28 are more than 0 and fewer than 28.")
    if not 0 <= fewer < 1:
        raise TrialError("The share of headache days spared is from 0 to below 1.")
    prior = prior or Prior()
    rng = np.random.default_rng(seed)
    helped = _helped(design, headache_days, fewer, prior, persons=persons, rng=rng)
    shares = _RHO_SHARES / _RHO_SHARES.sum()
    chances = shares @ helped.mean(axis=1)
    each = helped.shape[1]
    errors = np.sqrt((shares**2) @ (helped.mean(axis=1) * (1 - helped.mean(axis=1)) / each))
    curve = tuple(
        PlanPoint(weeks, float(chance), float(error))
        for weeks, chance, error in zip(WEEKS, chances, errors, strict=True)
    )
    return Plan(design.kind, headache_days, fewer, None, "at the planned end", "weeks", curve)


def _helped(
    design: Design, headache_days: float, fewer: float, prior: Prior, *, persons: int, rng: np.random.Generator
) -> Floats:
    """Whether each invented person is told “helps” at each length: (rhos, persons each, lengths)."""
    each = -(-persons // len(_RHOS))
    helped = np.zeros((len(_RHOS), each, len(WEEKS)))
    levels_sigma = prior.log_sigma.mean + prior.log_sigma.sd * _stratified(rng, each)
    for number, deviant in enumerate(_RHOS):
        rho = float(1 / (1 + np.exp(-(prior.logit_rho.mean + prior.logit_rho.sd * deviant))))
        sigma = np.exp(rng.permutation(levels_sigma))
        worlds = [_world(float(one), rho, headache_days, fewer) for one in sigma]
        states = hidden(rng, design.baseline_days + 7 * WEEKS[-1], rho, each).T
        diaries = [
            simulate(rng, world, *_arms(design, rng), state=state) for world, state in zip(worlds, states, strict=True)
        ]
        problem = pose(diaries, prior, Terms(trend=False))
        for length, weeks in enumerate(WEEKS):
            short = problem.until(design.baseline_days + 7 * weeks)
            helped[number, :, length] = _verdicts(short, rho, sigma)
    return helped


def _stratified(rng: np.random.Generator, count: int) -> Floats:
    """Standard normal numbers, one from each of `count` equally likely stretches."""
    from scipy.special import ndtri

    return np.asarray(ndtri((np.arange(count) + rng.random(count)) / count))


def _arms(design: Design, rng: np.random.Generator) -> tuple[Ints, Ints]:
    weeks = WEEKS[-1]
    if design.kind == "weeks":
        return week_pairs(rng, weeks // 2, design.baseline_days)
    before = np.full(design.baseline_days, -1)
    days = 7 * weeks
    return np.concatenate([before, rng.integers(0, 2, days)]), np.concatenate([before, np.arange(days)])


def _verdicts(problem: Problem, rho: float, sigma: Floats) -> Floats:
    from scipy.special import ndtr

    wide = sigma[None, :, None]
    centre, factor = start(problem, wide)
    for _ in range(2):
        (centre, factor), _ = newton(problem, np.array([rho]), wide, centre, factor)
    grown = scale(sigma)
    mean, sd = grown * centre[0, :, 0, EFFECT], grown * factor[0, :, 0, EFFECT, EFFECT]
    return np.asarray(ndtr(-mean / sd) >= SURE, float)


def _world(sigma: float, rho: float, headache_days: float, fewer: float) -> World:
    """A world with so many headache days without sessions, and so much fewer with them."""
    without = logit_of_days(headache_days, sigma)
    with_it = logit_of_days(headache_days * (1 - fewer), sigma)
    return World(
        level=(without + with_it) / 2,
        effect=with_it - without,
        baseline=(without - with_it) / 2,
        sigma=sigma,
        rho=rho,
        missing=MISSED,
    )


def logit_of_days(days: float, sigma: float) -> float:
    """The linear predictor that gives so many headache days in 28 under a hidden state of that size."""
    at = np.linspace(-5, 5, 101)
    share = np.exp(-0.5 * at * at)
    share /= share.sum()
    low, high = -40.0, 40.0
    for _ in range(50):
        middle = (low + high) / 2
        expected = DAYS * float(share @ (1 / (1 + np.exp(-np.clip(middle + sigma * at, -700, 700)))))
        low, high = (middle, high) if expected < days else (low, middle)
    return (low + high) / 2


def attacks_needed(points_less: float, pain_sd: float = PAIN_SD, power: float = 0.8) -> int:
    """Attacks in each arm for that chance of an answer, two-sided at 5 %: 2 (1.960 + z)² sd² / difference², rounded."""
    from scipy.special import ndtri

    return round(2 * float(ndtri(SURE) + ndtri(power)) ** 2 * (pain_sd / points_less) ** 2)


def _plan_attacks(points_less: float, pain_sd: float) -> Plan:
    from scipy.special import ndtr, ndtri

    if not (0 < points_less <= 10 and 0 < pain_sd <= 5):
        raise TrialError("The difference is above 0 and at most 10 points, and its spread above 0 and at most 5.")
    curve = []
    for attacks in ATTACKS:
        shift = points_less / (pain_sd * (4 / attacks) ** 0.5)
        curve.append(PlanPoint(attacks, float(ndtr(shift - ndtri(SURE))), 0.0))
    return Plan("attacks", None, None, points_less, "at the planned end", "attacks", tuple(curve))
