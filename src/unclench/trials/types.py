"""What the engine takes: a diary, and what is believed before it is read."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from unclench.trials.arrays import Bools, Floats, Ints

NOT_RANDOMISED = -1
COMPARATOR = 0
SESSION = 1
MISSING = -1


class TrialError(ValueError):
    """Something that cannot be planned, drawn or analysed as asked; the message is a sentence for the person."""


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution."""

    mean: float
    sd: float

    def __post_init__(self) -> None:
        if not (np.isfinite(self.mean) and np.isfinite(self.sd) and self.sd > 0):
            raise TrialError(
                f"A normal distribution needs a finite mean and an sd above 0, not {self.mean}, {self.sd}."
            )


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before a diary is read. All on the logit scale of one day, but for the last two.

    log_sigma and logit_rho describe daily headache diaries: a state-space fit of Kostecki-Dillon, Monette and Wong 1999
    (133 persons; carData). The level is wide around the 9.4 headache days in four weeks that people in a digital diary
    study began with. The effect is sceptical and even-handed: large effects are rare, and harm is as likely as help.
    """

    effect: Normal = Normal(0.0, 1.0)
    level: Normal = Normal(-0.9, 1.5)
    baseline: Normal = Normal(0.0, 1.0)
    """How much higher the days before randomisation were; they never speak about the effect."""
    trend: Normal = Normal(0.0, 0.7)
    """From the first to the last randomised day."""
    carry_over: Normal = Normal(0.0, 0.5)
    covariate: Normal = Normal(0.0, 0.5)
    log_gap: Normal = Normal(0.2, 0.5)
    """Log distance of the borders between degrees (mild, moderate, severe)."""
    log_sigma: Normal = Normal(0.3, 0.5)
    """Log sd of the hidden state."""
    logit_rho: Normal = Normal(0.85, 1.0)
    """Logit of its correlation from one day to the next."""


@dataclass(frozen=True, slots=True)
class AttackPrior:
    """In points from 0 to 10."""

    effect: Normal = Normal(0.0, 1.5)
    level: Normal = Normal(5.0, 3.0)
    slope: Normal = Normal(0.7, 0.5)
    log_noise: Normal = Normal(0.7, 0.5)
    """Log of the sd of pain after, given pain before: around 2 points."""


@dataclass(frozen=True, slots=True, eq=False)
class Diary:
    """One person's days without gaps, in order.

    y: (days,), 0 to levels − 1, `MISSING` where nothing was entered. arm: (days,), what the coin had said for that day,
    whatever was done; `NOT_RANDOMISED` before the start. unit: (days,), which randomised unit (week, day) it belongs
    to, counted from 0; −1 before the start. covariates: (days, names), known for every day, fixed before the day's
    session.
    """

    y: Ints
    arm: Ints
    unit: Ints
    covariates: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    names: tuple[str, ...] = ()
    levels: int = 2
    person: str = ""

    def __post_init__(self) -> None:
        days = len(self.y)
        if self.levels < 2:
            raise TrialError("An entry has at least two degrees: no and yes.")
        if self.arm.shape != (days,) or self.unit.shape != (days,):
            raise TrialError("A diary needs an arm and a unit for every day.")
        if np.any((self.y < MISSING) | (self.y >= self.levels)):
            raise TrialError(f"Entries go from 0 to {self.levels - 1}.")
        if np.any((self.arm < NOT_RANDOMISED) | (self.arm > SESSION)):
            raise TrialError("An arm is the comparator (0) or the session (1).")
        if np.any((self.arm == NOT_RANDOMISED) != (self.unit < 0)):
            raise TrialError("A day has a unit exactly if it was randomised.")
        wanted = (days, len(self.names))
        if self.names and self.covariates.shape != wanted:
            raise TrialError(f"Covariates have the shape {wanted}, not {self.covariates.shape}.")
        if not np.all(np.isfinite(self.covariates)):
            raise TrialError("A covariate is not known on every day.")

    @property
    def days(self) -> int:
        return len(self.y)

    @property
    def randomised(self) -> Bools:
        return np.asarray(self.arm != NOT_RANDOMISED)
