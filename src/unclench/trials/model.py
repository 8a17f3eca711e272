"""From a diary to the columns of its linear predictor, and what is believed about each.

η_t = level + effect · (s_t − ½) + baseline · b_t + trend · w_t + carry-over · c_t + covariates, for randomised days;
the days before have b_t = 1 and neither effect nor trend. The arm is counted from its middle, so that what the baseline
says about the level pulls at neither arm more than at the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from unclench.trials.arrays import Floats, Ints
from unclench.trials.emission import Cells, gather
from unclench.trials.types import COMPARATOR, MISSING, SESSION, Diary, Normal, Prior, TrialError

EFFECT, LEVEL = 0, 1
TREND_STEP_DAYS = 28
HALVED_DAILY = 0.5


@dataclass(frozen=True, slots=True)
class Terms:
    """Which columns the model has beside effect and level."""

    trend: bool = True
    carry_over: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Some persons with the same columns. The effects come first, then the log gaps of ordered entries."""

    cells: Cells
    mean: Floats
    """(parameters,): prior means."""
    sd: Floats
    names: tuple[str, ...]
    columns: int
    """How many of the parameters are effects on the linear predictor."""
    log_sigma: Normal
    logit_rho: Normal
    ahead: Floats
    """(persons, rows, columns): the other covariates of the days that the estimand speaks of; effect and level 0."""
    share: Floats
    """(persons, rows): how much each of these rows counts; sums to one."""

    @property
    def persons(self) -> int:
        return int(self.cells.index.shape[0])

    @property
    def parameters(self) -> int:
        return len(self.mean)

    def until(self, days: int) -> Problem:
        """The problem of the first days alone; for columns that do not depend on how long the trial is."""
        return replace(self, cells=replace(self.cells, index=self.cells.index[:, :days]))

    def of(self, persons: Ints) -> Problem:
        """The problem of some of the persons."""
        cells = replace(
            self.cells,
            x=self.cells.x[persons],
            index=self.cells.index[persons],
            inner=self.cells.inner[persons],
        )
        return replace(self, cells=cells, ahead=self.ahead[persons], share=self.share[persons])


def pose(diaries: Sequence[Diary], prior: Prior, terms: Terms) -> Problem:
    """The problem of these persons. Raises TrialError if they do not have the same covariates and degrees."""
    if not diaries:
        raise TrialError("There is no diary.")
    first = diaries[0]
    for diary in diaries:
        if (diary.names, diary.levels) != (first.names, first.levels):
            raise TrialError("Diaries that are read together have the same covariates and the same degrees.")
    baseline = any((~diary.randomised & (diary.y != MISSING)).any() for diary in diaries)
    named: list[tuple[str, Normal]] = [("effect", prior.effect), ("level", prior.level)]
    named += [("baseline", prior.baseline)] if baseline else []
    named += [("trend", prior.trend)] if terms.trend else []
    named += [("carry-over", prior.carry_over)] if terms.carry_over else []
    named += [(name, prior.covariate) for name in first.names]
    columns = len(named)
    named += [(f"gap {gap}", prior.log_gap) for gap in range(1, first.levels - 1)]
    xs = [columns_of(diary, terms, baseline=baseline) for diary in diaries]
    cells = gather(xs, [diary.y for diary in diaries], first.levels)
    ahead, share = _days_ahead(diaries, xs, len(first.names))
    return Problem(
        cells=cells,
        mean=np.array([normal.mean for _, normal in named]),
        sd=np.array([normal.sd for _, normal in named]),
        names=tuple(name for name, _ in named),
        columns=columns,
        log_sigma=prior.log_sigma,
        logit_rho=prior.logit_rho,
        ahead=ahead,
        share=share,
    )


def columns_of(diary: Diary, terms: Terms, *, baseline: bool) -> Floats:
    """An effect on which the entries of one arm alone could speak would be one of time passing; then there is none."""
    on = diary.randomised
    columns = [np.where(on & is_compared(diary), (diary.arm == SESSION) - 0.5, 0.0), np.ones(diary.days)]
    columns += [(~on).astype(float)] if baseline else []
    columns += [_trend(diary)] if terms.trend else []
    columns += [carry_over(diary)] if terms.carry_over else []
    x = np.column_stack(columns)
    return np.hstack([x, diary.covariates]) if diary.names else x


def is_compared(diary: Diary) -> bool:
    """Whether there is an entry in either arm."""
    entered = diary.arm[diary.y != MISSING]
    return bool((entered == SESSION).any() and (entered == COMPARATOR).any())


def _trend(diary: Diary) -> Floats:
    """A slow rise from −½ to ½ over the randomised days, in steps of four weeks; 0 before."""
    on = np.flatnonzero(diary.randomised)
    rise = np.zeros(diary.days)
    if len(on):
        step = (on - on[0]) // TREND_STEP_DAYS
        rise[on] = (step - step.mean()) / (step[-1] + 1)
    return rise


def carry_over(diary: Diary) -> Floats:
    """What the unit before still does: the change of arm at a switch, halved with every day since."""
    left = np.zeros(diary.days)
    now, before = 0.0, None
    for day in range(diary.days):
        now *= HALVED_DAILY
        if diary.randomised[day]:  # a day between, of which nothing is known, leaves the arm before as it was
            now += float(before - diary.arm[day]) if before is not None else 0.0
            before = diary.arm[day]
        left[day] = now
    return np.where(diary.randomised, left, 0.0)


def _days_ahead(diaries: Sequence[Diary], xs: Sequence[Floats], covariates: int) -> tuple[Floats, Floats]:
    """The covariates of a day like those of the trial, trend in its middle, nothing carried over."""
    columns = xs[0].shape[1]
    if not covariates:
        return np.zeros((len(diaries), 1, columns)), np.ones((len(diaries), 1))
    rows = [
        np.unique(diary.covariates[diary.randomised if diary.randomised.any() else ...], axis=0, return_counts=True)
        for diary in diaries
    ]
    most = max(len(found) for found, _ in rows)
    ahead, share = np.zeros((len(diaries), most, columns)), np.zeros((len(diaries), most))
    for person, (found, counts) in enumerate(rows):
        ahead[person, : len(found), columns - covariates :] = found
        share[person, : len(found)] = counts / counts.sum()
    return ahead, share
