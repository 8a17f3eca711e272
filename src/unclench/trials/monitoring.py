"""Looking early without fooling oneself: an e-process from the randomisation alone.

If sessions change nothing, the diary would be the same whatever the coins say, and only the coins are random. For each
randomised unit k, e_k = m(Y_1:k | z_k, past) / Σ_z π_k(z) m(Y_1:k | z, past), with m the likelihood of the diary under
a model in which sessions help. Whatever that model gets wrong, the mean of e_k over the coin is one: the product is a
non-negative martingale, and exceeds 20 at any time in at most one of twenty trials without an effect (Ville 1939).

m is a mixture over fixed points of the prior. It is no approximation: every mixture gives a valid e-value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unclench.trials.arrays import Floats, Ints, Singles
from unclench.trials.design import Coin, Schedule
from unclench.trials.emission import gather, tabulate
from unclench.trials.finding import EARLY
from unclench.trials.latent import SMALLEST, chain, grid, states_for
from unclench.trials.placing import scale
from unclench.trials.types import MISSING, SESSION, Diary, Normal, Prior, TrialError

BENEFIT = Normal(-0.7, 0.5)
"""The effect that the e-process bets on."""
LOG_SIGMAS = (-1.2, 0.0, 1.2)
"""Points of the mixture, in prior sds …"""
LOGIT_RHOS = (-1.2, 0.0, 1.2)
EFFECTS = (-1.7, -0.85, 0.0, 0.85, 1.7)
LEVELS = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)
"""… and for the level in logits around what the days before the start say."""
LEVEL_SD = 1.0
LARGEST_LOG = 690.0
"""Of an e-value that is still a number."""


@dataclass(frozen=True, slots=True)
class Look:
    """The e-value after a complete unit."""

    unit: int
    """The coin's number."""
    day: int
    """Days of the diary up to then."""
    e: float


@dataclass(frozen=True, slots=True)
class Monitoring:
    """The e-value over time. It tests; it says nothing about how large an effect is."""

    looks: tuple[Look, ...]

    @property
    def e(self) -> float:
        """Now: the value after the last complete unit."""
        return self.looks[-1].e if self.looks else 1.0

    @property
    def highest(self) -> float:
        """The highest value so far. An answer that was called stays called: the bound holds for all looks together."""
        return max((look.e for look in self.looks), default=1.0)

    @property
    def called(self) -> Look | None:
        """The first look with an e-value of at least 20."""
        return next((look for look in self.looks if look.e >= EARLY), None)


def monitor(diary: Diary, schedule: Schedule, *, prior: Prior | None = None) -> Monitoring:
    """The e-value after each complete unit of the schedule (pair of weeks, day) that the diary has reached.

    Entries above 0 count as a headache. Raises TrialError if the diary's arms are not those of the schedule. The answer
    holds if the coins were followed as drawn and no day is missing because of what the coin said.
    """
    if schedule.design.kind == "attacks":
        raise TrialError("The e-value of a trial by attacks comes with its analysis.")
    first = schedule.design.baseline_days
    part = schedule.part_days
    drawn = [arm for arm, _ in schedule.daily()][: diary.days]
    if diary.arm.tolist()[: len(drawn)] != drawn:
        raise TrialError("The arms in the diary are not those that were drawn.")
    return e_process(diary.y, first, schedule.coins, part, prior or Prior())


def e_process(y: Ints, first: int, coins: Sequence[Coin], part_days: int, prior: Prior) -> Monitoring:
    """y: (days,), entries or `MISSING`; `first`: the first randomised day."""
    mixture = _Mixture.of(y, first, prior)
    looks, log_e, day = [], 0.0, first
    for coin in coins:
        length = part_days * len(coin.arms)
        if day + length > len(y):
            break
        arms = [np.repeat(option, part_days) for option in coin.options]
        log_m = mixture.through(y[day : day + length], arms, coin.chosen)
        top = max(log_m)
        mean = sum(chance * float(np.exp(m - top)) for chance, m in zip(coin.chances, log_m, strict=True))
        log_e += log_m[coin.chosen] - top - float(np.log(mean))
        day += length
        looks.append(Look(coin.number, day, float(np.exp(min(log_e, LARGEST_LOG)))))
    return Monitoring(tuple(looks))


class _Mixture:
    """The likelihood of a growing diary at every point, with the filter's state as it was after the last day."""

    def __init__(self, step: Singles, state: Singles, table: Singles, log_weight: Floats) -> None:
        self._step, self._state, self._table = step, state, table
        self._log = log_weight

    @classmethod
    def of(cls, y: Ints, first: int, prior: Prior) -> _Mixture:
        """Centred where the days before the start are, which no coin has touched."""
        before = y[:first][y[:first] != MISSING]
        log_sigma = prior.log_sigma.mean + prior.log_sigma.sd * np.array(LOG_SIGMAS)
        rho = 1 / (1 + np.exp(-(prior.logit_rho.mean + prior.logit_rho.sd * np.array(LOGIT_RHOS))))
        a, b, c = (part.ravel() for part in np.meshgrid(np.exp(log_sigma), LEVELS, EFFECTS, indexing="ij"))
        middle = prior.level.mean * np.ones_like(a)
        if len(before):
            share = ((before > 0).sum() + 0.5) / (len(before) + 1.0)
            middle = float(np.log(share / (1 - share))) * scale(a)
        effects = np.column_stack([BENEFIT.mean + BENEFIT.sd * c, middle + b])
        log_weight = -0.5 * (
            np.repeat(np.array(LOG_SIGMAS), len(a) // len(LOG_SIGMAS)) ** 2 + (b / LEVEL_SD) ** 2 + c**2
        )
        log_weight = log_weight - 0.5 * (np.array(LOGIT_RHOS) ** 2)[:, None]
        states = int(states_for(rho, float(a.max())).max())
        x = np.array([[side, 1.0] for side in (-0.5, 0.5)] * 2)  # no headache in either arm, headache in either arm
        cells = gather([x], [np.array([0, 0, 1, 1])], 2)
        table = tabulate(
            cells,
            np.zeros(1, np.int64),
            effects[None],
            np.zeros((1, len(a), 0)),
            sigma=a[None],
            states=grid(states),
        )
        start, step = (part.astype(np.float32) for part in chain(rho, states))
        state = np.repeat(start[:, None], len(a), axis=1)
        return cls(step, state, table[cells.index[0]], log_weight)

    def through(self, y: Ints, options: Sequence[Ints], chosen: int) -> list[float]:
        """The log likelihood up to the end of these days under each option; goes on from the chosen one."""
        walked = [self._walk(y, arms) for arms in options]
        self._state, self._log = walked[chosen]
        tops = [log.max() for _, log in walked]
        return [float(top + np.log(np.exp(log - top).sum())) for (_, log), top in zip(walked, tops, strict=True)]

    def _walk(self, y: Ints, arms: Ints) -> tuple[Singles, Floats]:
        state, log = self._state, self._log
        for entry, arm in zip(y, arms, strict=True):
            if entry != MISSING:
                state = state * self._table[2 * int(entry > 0) + int(arm == SESSION)]
                size = np.maximum(state.sum(axis=2), SMALLEST)
                state = state / size[:, :, None]
                log = log + np.log(size)
            state = state @ self._step
        return state, log
