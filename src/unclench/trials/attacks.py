"""A trial by attacks: in each, a coin decides between a session and its comparator of equal length.

Pain after = level + slope · (pain before − 5) + effect · (arm − ½) + noise. Given the noise's sd everything is normal
and known in closed form; the sd is integrated over 61 points. Attacks are taken for independent given the pain before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from unclench.trials.arrays import Floats
from unclench.trials.monitoring import Look, Monitoring
from unclench.trials.types import SESSION, AttackPrior, Normal, TrialError

MIDDLE = 5.0
WORTHWHILE_POINTS = 1.0
"""Of 10: the least change in pain that people call one (10 to 20 %; Dworkin and others 2008, IMMPACT)."""
LARGE_POINTS = 2.0
"""What people call much better (30 %, about 2 points; Farrar and others 2001)."""
_DOTS = (np.arange(20) + 0.5) / 20


@dataclass(frozen=True, slots=True)
class Attack:
    """Pain from 0 to 10, before and after (at the end, or two hours on); `after` is None where it was not said."""

    arm: int
    before: float
    after: float | None
    chance: float = 0.5
    """Of a session, when the coin was thrown."""

    def __post_init__(self) -> None:
        for pain in (self.before, self.after):
            if pain is not None and not 0 <= pain <= 10:
                raise TrialError("Pain is a number from 0 to 10.")
        if self.arm not in (0, 1) or not 0 < self.chance < 1:
            raise TrialError("An attack has an arm, 0 or 1, that was drawn with a chance above 0 and below 1.")


BENEFIT = Normal(-1.0, 0.75)


@dataclass(frozen=True, slots=True)
class AttackFinding:
    """How much lower pain is after a session than after the comparator, in points from 0 to 10."""

    person: str
    sessions: int
    """Attacks with a session whose pain afterwards is known."""
    comparators: int
    change: float
    """Below zero is less pain."""
    low: float
    high: float
    p_less: float
    p_1_less: float
    p_2_less: float
    p_little: float
    """Chance of a difference below one point, up or down."""
    dots: tuple[float, ...]
    prior_effect: Normal


def fit_attacks(attacks: Sequence[Attack], *, prior: AttackPrior | None = None, person: str = "") -> AttackFinding:
    """The posterior of the effect. Raises TrialError without an attack in each arm whose pain afterwards is known."""
    prior = prior or AttackPrior()
    known = [attack for attack in attacks if attack.after is not None]
    sessions = sum(attack.arm == SESSION for attack in known)
    if not 0 < sessions < len(known):
        raise TrialError("There must be an attack with a session and one without whose pain afterwards is known.")
    x, y = _columns(known)
    log_weight, mean, sd = _posterior(x, y, prior, prior.effect)
    weight = np.exp(log_weight - log_weight.max())
    weight /= weight.sum()

    def below(at: Floats | float) -> Floats:
        from scipy.special import ndtr

        return np.asarray(ndtr((np.asarray(at)[..., None] - mean) / sd) @ weight)

    low, high, *dots = _quantiles(below, np.array([0.025, 0.975, *_DOTS]))
    return AttackFinding(
        person=person,
        sessions=sessions,
        comparators=len(known) - sessions,
        change=float(weight @ mean),
        low=low,
        high=high,
        p_less=float(below(0.0)),
        p_1_less=float(below(-WORTHWHILE_POINTS)),
        p_2_less=float(below(-LARGE_POINTS)),
        p_little=float(below(WORTHWHILE_POINTS) - below(-WORTHWHILE_POINTS)),
        dots=tuple(dots),
        prior_effect=prior.effect,
    )


def monitor_attacks(attacks: Sequence[Attack], *, prior: AttackPrior | None = None) -> Monitoring:
    """The e-value after each attack. An attack whose pain afterwards is not known leaves it as it is."""
    prior = prior or AttackPrior()
    looks, log_e = [], 0.0
    known: list[Attack] = []
    for number, attack in enumerate(attacks):
        if attack.after is not None:
            known.append(attack)
            x, y = _columns(known)
            log_m = []
            for arm in (0, 1):
                x[-1, 0] = arm - 0.5
                log_weight, _, _ = _posterior(x, y, prior, BENEFIT)
                top = float(log_weight.max())
                log_m.append(top + float(np.log(np.exp(log_weight - top).sum())))
            chances = (1 - attack.chance, attack.chance)
            top = max(log_m)
            log_e += log_m[attack.arm] - top
            log_e -= float(np.log(sum(p * np.exp(m - top) for p, m in zip(chances, log_m, strict=True))))
        looks.append(Look(number, number + 1, float(np.exp(log_e))))
    return Monitoring(tuple(looks))


def _columns(known: Sequence[Attack]) -> tuple[Floats, Floats]:
    x = np.array([(attack.arm - 0.5, 1.0, attack.before - MIDDLE) for attack in known])
    return x, np.array([attack.after for attack in known], float)


def _posterior(x: Floats, y: Floats, prior: AttackPrior, effect: Normal) -> tuple[Floats, Floats, Floats]:
    """At each noise sd: its log weight (with the marginal likelihood), mean and sd of the effect."""
    deviants = np.linspace(-5, 5, 61)
    noise = np.exp(prior.log_noise.mean + prior.log_noise.sd * deviants)
    normals = (effect, prior.level, prior.slope)
    mean, sd = np.array([one.mean for one in normals]), np.array([one.sd for one in normals])
    rest = y - x @ mean
    precision = np.diag(1 / sd**2) + (x.T @ x) / noise[:, None, None] ** 2
    covariance = np.linalg.inv(precision)
    pull = (x.T @ rest) / noise[:, None] ** 2
    shift = np.einsum("nij,nj->ni", covariance, pull)
    fit = 0.5 * (np.einsum("ni,ni->n", pull, shift) - rest @ rest / noise**2)
    size = -len(y) * np.log(noise) - 0.5 * np.linalg.slogdet(precision * sd[:, None] * sd)[1]
    return fit + size - 0.5 * deviants**2, mean[0] + shift[:, 0], np.sqrt(covariance[:, 0, 0])


def _quantiles(below: Callable[[Floats], Floats], asked: Floats) -> list[float]:
    low, high = np.full(len(asked), -20.0), np.full(len(asked), 20.0)
    for _ in range(50):
        middle = (low + high) / 2
        under = below(middle) < asked
        low, high = np.where(under, middle, low), np.where(under, high, middle)
    return [float(value) for value in (low + high) / 2]
