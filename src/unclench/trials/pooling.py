"""A cohort's prior of the effect, N(μ, τ²), by EM with the whole analysis of every person inside.

Every round reads each person's diary anew under the cohort's present prior. What a partition of persons, or a site,
tells the others is three sums; no diary and no person's result leaves it. Pooling normal summaries of single analyses
in two stages is quicker, and biased.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from math import exp, log

from unclench.trials.crew import spread
from unclench.trials.fitting import groups, together
from unclench.trials.model import Terms
from unclench.trials.types import Diary, Normal, Prior, TrialError

LEAST_SD = 0.05
"""Below this a cohort's spread cannot be told from none, and EM would creep on for ever."""
CLOSE = 0.003
MOST_ROUNDS = 60
FARTHEST = 30.0
"""It looks ahead by so many of its last steps at most."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Over persons: how many, the sum of the effects' posterior means, and that of their expected squares."""

    persons: int = 0
    effects: float = 0.0
    squares: float = 0.0

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.persons + other.persons, self.effects + other.effects, self.squares + other.squares)

    def prior(self) -> Normal:
        """The prior under which these sums are likeliest."""
        mean = self.effects / self.persons
        return Normal(mean, max(self.squares / self.persons - mean * mean, LEAST_SD**2) ** 0.5)


def sums(diaries: Iterable[Diary], *, prior: Prior, terms: Terms | None = None, jobs: int = 1) -> Sums:
    """What one partition tells the others, under the present prior; between the processes, too, only sums travel."""
    return sum(spread(partial(_told, prior=prior, terms=terms or Terms()), groups(diaries), jobs), Sums())


def _told(diaries: list[Diary], prior: Prior, terms: Terms) -> Sums:
    total = Sums()
    for finding in together(diaries, prior, terms):
        effect = finding.effect
        total += Sums(1, effect.mean, effect.mean**2 + effect.sd**2)
    return total


Partition = Callable[[Prior], Sums]


def pool(partitions: Sequence[Partition], *, prior: Prior | None = None) -> Normal:
    """The cohort's prior of the effect, on the logit scale, to be handed to `fit` inside a `Prior`.

    partitions: each gives its `sums` under the prior it is given, here, in another process or at another site. EM alone
    creeps (where persons say little, a round goes a tenth of what is left), so after every second round it looks ahead;
    it ends when what is left is under 0.003. Raises TrialError for fewer than two persons in all.
    """
    prior = prior or Prior()
    steps: list[tuple[float, float]] = []
    for _ in range(MOST_ROUNDS):
        total = Sums()
        for partition in partitions:
            total += partition(prior)
        if total.persons < 2:
            raise TrialError("A cohort has at least two persons.")
        before, now = prior.effect, total.prior()
        steps.append((now.mean - before.mean, log(now.sd / before.sd)))
        prior = replace(prior, effect=now)
        if len(steps) == 2:
            mean, wide = (_left(*pair) for pair in zip(*steps, strict=True))
            prior = replace(prior, effect=Normal(now.mean + mean, max(now.sd * exp(wide), LEAST_SD)))
            if max(abs(mean), abs(wide), *map(abs, steps[1])) < CLOSE or now.sd <= LEAST_SD:
                break
            steps = []
    return prior.effect


def _left(first: float, second: float) -> float:
    """How far two steps that shrink evenly have still to go (Aitken)."""
    shrunk = min(max(second / first, 0.0), FARTHEST / (1 + FARTHEST)) if first else 0.0
    return second * shrunk / (1 - shrunk)
