"""What a trial says: headache days in four weeks with and without the sessions, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from unclench.trials.types import Normal

Verdict = Literal["helps", "makes it worse", "no worthwhile effect", "cannot tell yet"]

SURE = 0.975
"""Chance of fewer headache days from which, at the planned end, the answer is “helps”; and of more, “makes it
worse”."""
WORTHWHILE = 0.30
"""A change below this share is not worth a daily session: the least that headache trials count as a response."""
SURE_OF_LITTLE = 0.90
EARLY = 20.0
"""The e-value from which an answer is called before the planned end: false alarms in at most one of twenty trials."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of the model, on its own scale: posterior mean and sd. Not for the screen."""

    name: str
    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class Finding:
    """The posterior of one person, in headache days per 28."""

    person: str
    days_entered: int
    """Randomised days with an entry."""
    days_randomised: int
    weeks: float
    """Randomised time."""
    without: float
    """Expected headache days in 28, never with a session."""
    with_sessions: float
    change: float
    """With sessions less without: below zero is fewer."""
    low: float
    high: float
    """The central 95 % of the change."""
    p_fewer: float
    p_30_fewer: float
    p_50_fewer: float
    p_little: float
    """Chance that the days change by less than 30 %, up or down."""
    dots: tuple[float, ...]
    """Twenty equally likely values of the change, ascending."""
    prior_effect: Normal
    parameters: tuple[Parameter, ...]
    edge: float
    """Weight on the rim of the grid of σ and of ρ together: 0.19 for a Gaussian, hardly any where many nodes were
    taken. Above 0.4 the figures are rough."""

    @property
    def effect(self) -> Parameter:
        return self.parameters[0]


def verdict(p_fewer: float, p_little: float, *, complete: bool, e_value: float | None = None) -> Verdict:
    """The answer. `complete`: the trial reached the end that was planned before it began, and was not extended.

    Before that, and after an extension, only an e-value read after complete units answers. An early answer stands at
    the end, unless the whole trial says that sessions make it worse: then harm is believed.
    """
    if complete and p_fewer <= 1 - SURE:
        return "makes it worse"
    if (e_value is not None and e_value >= EARLY) or (complete and p_fewer >= SURE):
        return "helps"
    return "no worthwhile effect" if complete and p_little >= SURE_OF_LITTLE else "cannot tell yet"


MOST_WEEKS = 104
LIKELY = 0.8


def weeks_needed(finding: Finding) -> int | None:
    """Randomised weeks in all after which an answer is likely (chance 0.8), if the effect is as large as it looks now.

    None: more than two years. The knowledge from data is taken to grow evenly with time.
    """
    prior = finding.prior_effect
    now = 1 / finding.effect.sd**2
    told = now - 1 / prior.sd**2
    if finding.weeks <= 0 or told <= 0:
        return None
    seen = (finding.effect.mean * now - prior.mean / prior.sd**2) / told
    weekly = told / finding.weeks
    for weeks in range(2, MOST_WEEKS + 1, 2):
        told_then = weekly * weeks
        total = told_then + 1 / prior.sd**2
        expected = (told_then * seen + prior.mean / prior.sd**2) / total**0.5
        if weeks > finding.weeks and abs(expected) >= 1.96 + 0.84 * (told_then / total) ** 0.5:
            return weeks
    return None
