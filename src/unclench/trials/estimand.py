"""From the posterior to days: what 28 new days would hold with a session every day, and what with none."""

from __future__ import annotations

from functools import cache

import numpy as np

from unclench.trials.across import OUT
from unclench.trials.arrays import Floats
from unclench.trials.emission import STEEPEST
from unclench.trials.finding import WORTHWHILE, Finding, Parameter
from unclench.trials.model import EFFECT, LEVEL, Problem
from unclench.trials.posterior import Posterior
from unclench.trials.types import Diary, Normal

DAYS = 28
_ETA = np.linspace(-14, 14, 281)
_LOG_SIGMA = np.linspace(-5, 4, 145)
_STATE = np.linspace(-4.8, 4.8, 33)
_STATE_SHARE = np.exp(-0.5 * _STATE**2) / np.exp(-0.5 * _STATE**2).sum()
_LEVELS = np.array([-OUT, 0.0, OUT])
_LEVEL_SHARE = np.array([1 / 6, 2 / 3, 1 / 6])
_BIN_DAYS = 0.02
_BINS = round(2 * DAYS / _BIN_DAYS)
MOST_ROWS = 16
_DOTS = (np.arange(20) + 0.5) / 20
_ASKED = np.concatenate([[0.025, 0.975], _DOTS])


def findings(problem: Problem, posterior: Posterior, diaries: list[Diary], prior: Normal) -> list[Finding]:
    """Of every person in the problem; `diaries` are in the same order."""
    with_it, without = _expected(problem, posterior)
    weight = posterior.weight[..., None] * _LEVEL_SHARE
    change = with_it - without
    relative = change / without
    over = (0, 2, 3, 4)
    p_fewer = effect_below(posterior, np.zeros(len(diaries)))
    p_30, p_50, p_more = _below(relative, weight, np.array([-WORTHWHILE, -0.5, WORTHWHILE])[:, None])
    quantiles = _quantiles(change, weight)
    mean_with, mean_without = (weight * with_it).sum(axis=over), (weight * without).sum(axis=over)
    told = _parameters(problem, posterior)
    return [
        Finding(
            person=diary.person,
            days_entered=int((diary.randomised & (diary.y >= 0)).sum()),
            days_randomised=int(diary.randomised.sum()),
            weeks=float(diary.randomised.sum()) / 7,
            without=float(mean_without[one]),
            with_sessions=float(mean_with[one]),
            change=float(mean_with[one] - mean_without[one]),
            low=float(quantiles[one, 0]),
            high=float(quantiles[one, 1]),
            p_fewer=float(p_fewer[one]),
            p_30_fewer=float(p_30[one]),
            p_50_fewer=float(p_50[one]),
            p_little=float(p_more[one] - p_30[one]),
            dots=tuple(float(value) for value in quantiles[one, 2:]),
            prior_effect=prior,
            parameters=told[one],
            edge=float(posterior.edge[one]),
        )
        for one, diary in enumerate(diaries)
    ]


def _expected(problem: Problem, posterior: Posterior) -> tuple[Floats, Floats]:
    """Expected days in 28, with and without: (rhos, persons, sigmas, fine, levels)."""
    ahead, share = _days_ahead(problem, posterior)
    columns = problem.columns
    level = posterior.level[..., None] + posterior.level_sd[..., None] * _LEVELS
    half = posterior.effect[..., None] / 2
    curve = _curve(posterior.sigma)
    totals = []
    for eta in (level + half, level - half):
        total = np.zeros(eta.shape)
        for row in range(ahead.shape[1]):
            shift = np.einsum("rbsx,bx->rbs", posterior.others[..., :columns], ahead[:, row])
            total += share[:, row, None, None, None] * _look_up(curve, eta + shift[..., None, None])
        totals.append(DAYS * total)
    return totals[0], totals[1]


def _days_ahead(problem: Problem, posterior: Posterior) -> tuple[Floats, Floats]:
    """The covariates of the days ahead and how much each counts. Where there are many different days, they are put in
    order of what their covariates do to the person's days, and neighbours are taken together."""
    ahead, share = problem.ahead, problem.share
    persons, rows, columns = ahead.shape
    if rows <= MOST_ROWS:
        return ahead, share
    slopes = np.einsum("rbs,rbsx->bx", posterior.weight.sum(axis=3), posterior.others[..., :columns])
    order = np.argsort((ahead @ slopes[..., None])[..., 0], axis=1)
    share = np.take_along_axis(share, order, axis=1)
    ahead = np.take_along_axis(ahead, order[..., None], axis=1)
    middle = np.cumsum(share, axis=1) - share / 2
    group = np.arange(persons)[:, None], np.minimum((middle * MOST_ROWS).astype(np.int64), MOST_ROWS - 1)
    counts, means = np.zeros((persons, MOST_ROWS)), np.zeros((persons, MOST_ROWS, columns))
    np.add.at(counts, group, share)
    np.add.at(means, group, share[..., None] * ahead)
    return means / np.maximum(counts, 1e-12)[..., None], counts


def _curve(sigma: Floats) -> Floats:
    """The chance of a headache at each linear predictor of `_ETA`, the hidden state in its stationary law:
    (…, len(_ETA)). Straight between the sizes of `_LOG_SIGMA`: off by less than 0.002 days in 28."""
    curves = _curves()
    at = np.clip((np.log(sigma) - _LOG_SIGMA[0]) / (_LOG_SIGMA[1] - _LOG_SIGMA[0]), 0, len(curves) - 1.000001)
    index = at.astype(np.int64)
    part = (at - index)[..., None]
    return np.asarray(curves[index] * (1 - part) + curves[index + 1] * part)


@cache
def _curves() -> Floats:
    sigma = np.exp(_LOG_SIGMA)[:, None]
    total = np.zeros((len(_LOG_SIGMA), len(_ETA)))
    for state, share in zip(_STATE, _STATE_SHARE, strict=True):
        total += share / (1 + np.exp(np.clip(-_ETA - sigma * state, -STEEPEST, STEEPEST)))
    return total


def _look_up(curve: Floats, eta: Floats) -> Floats:
    """Straight between the places of `_ETA`: off by less than 0.003 days in 28."""
    places = curve.shape[-1]
    at = np.clip((eta - _ETA[0]) / (_ETA[1] - _ETA[0]), 0, places - 1.000001)
    index = at.astype(np.int64)
    part = at - index
    index += (np.arange(curve.size // places).reshape(curve.shape[:-1]) * places)[..., None, None]
    flat = curve.ravel()
    return np.asarray(flat.take(index) * (1 - part) + flat.take(index + 1) * part)


def effect_below(posterior: Posterior, at: Floats) -> Floats:
    """The chance of an effect below `at`, one place for each person: each step of the axis is a small even stretch."""
    first = posterior.effect[..., 0]
    width = posterior.effect[..., 1] - first
    place = ((at[:, None] - first) / width)[..., None] - np.arange(posterior.effect.shape[-1]) + 0.5
    return np.asarray((posterior.weight * np.clip(place, 0, 1)).sum(axis=(0, 2, 3)))


def change_below(problem: Problem, posterior: Posterior, at: Floats) -> Floats:
    """The chance of a change in headache days below `at`, one place for each person."""
    with_it, without = _expected(problem, posterior)
    return _below(with_it - without, posterior.weight[..., None] * _LEVEL_SHARE, at[None])[0]


def _below(values: Floats, weight: Floats, at: Floats) -> list[Floats]:
    """The chance of a value below each row of `at`, (asked, persons or 1), each node being a stretch."""
    each = 1 / np.maximum(_stretch(values), 1e-9)
    places = 0.5 - values * each
    return [(weight * np.clip(places + row[:, None, None, None] * each, 0, 1)).sum(axis=(0, 2, 3, 4)) for row in at]


def _stretch(values: Floats) -> Floats:
    """How wide a stretch each node stands for: half the way between its neighbours on the axis of the effect."""
    wide = np.empty_like(values)
    wide[:, :, :, 1:-1] = np.abs(values[:, :, :, 2:] - values[:, :, :, :-2]) / 2
    wide[:, :, :, 0], wide[:, :, :, -1] = wide[:, :, :, 1], wide[:, :, :, -2]
    return wide


def _quantiles(change: Floats, weight: Floats) -> Floats:
    """(persons, asked), from a histogram with bins of a fiftieth of a day, over which each node is spread evenly."""
    persons = change.shape[1]
    half = _stretch(change) / 2
    first = ((change - half + DAYS) / _BIN_DAYS).astype(np.int64)
    after = np.maximum(((change + half + DAYS) / _BIN_DAYS).astype(np.int64), first + 1)
    each = (weight / (after - first)).ravel()
    offset = (np.arange(persons) * (_BINS + 2))[:, None, None, None]
    rises, falls = (
        np.bincount((np.clip(bins, 0, _BINS + 1) + offset).ravel(), each, persons * (_BINS + 2))
        for bins in (first, after)
    )
    below = np.cumsum(np.cumsum((rises - falls).reshape(persons, -1), axis=1), axis=1)
    edges = -DAYS + _BIN_DAYS * (np.arange(_BINS + 2) + 1)
    return np.array([np.interp(_ASKED * row[-1], row, edges) for row in below])


def _parameters(problem: Problem, posterior: Posterior) -> list[tuple[Parameter, ...]]:
    """Mean and sd of effect, level, log σ and logit ρ."""
    weight = posterior.weight
    by_both = weight.sum(axis=3)
    by_rho = by_both.sum(axis=2)
    effect = _moments(weight, posterior.effect, 0.0)
    level = _moments(weight, posterior.level, posterior.level_sd**2)
    log_sigma = np.log(posterior.sigma)
    sigma_mean = (by_both * log_sigma).sum(axis=(0, 2))
    sigma_sd = np.sqrt((by_both * log_sigma**2).sum(axis=(0, 2)) - sigma_mean**2)
    logit = np.log(posterior.rho / (1 - posterior.rho))
    rho_mean = (by_rho * logit).sum(axis=0)
    rho_sd = np.sqrt((by_rho * logit**2).sum(axis=0) - rho_mean**2)
    named = {
        problem.names[EFFECT]: effect,
        problem.names[LEVEL]: level,
        "log sigma": (sigma_mean, sigma_sd),
        "logit rho": (rho_mean, rho_sd),
    }
    return [
        tuple(Parameter(name, float(mean[one]), float(sd[one])) for name, (mean, sd) in named.items())
        for one in range(weight.shape[1])
    ]


def _moments(weight: Floats, value: Floats, variance: Floats | float) -> tuple[Floats, Floats]:
    over = (0, 2, 3)
    mean = (weight * value).sum(axis=over)
    return mean, np.sqrt((weight * (value * value + variance)).sum(axis=over) - mean * mean)
