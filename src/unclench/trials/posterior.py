"""The posterior of one person, or of many at once, by quadrature over the hidden state's size and correlation.

At nine settings the shape of the posterior of the effects is measured (`placing`). From there it is carried over to a
finer, adapted grid of σ and ρ; at each of its nodes the exact likelihood is evaluated along the axis of the effect.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from unclench.trials.arrays import Floats, Ints
from unclench.trials.model import EFFECT, LEVEL, Problem
from unclench.trials.placing import OUT, SPREAD, Shape, log_posterior, place, scale, unscaled

SIGMAS = 5
TOGETHER = 8
"""Persons integrated side by side."""
RHOS = 5
GRID_REACH = 2.4
"""The grid of σ and of ρ ends this many posterior standard deviations from its middle."""
TRUSTED = 2.2
"""Shapes are carried on by parabolas to this many prior sds from the middle, and held constant beyond."""
WIDTHS = (0.25, 1.0)
"""The least and most a posterior sd of log σ or logit ρ is taken for, in prior sds."""
ALONG = np.linspace(-2.8, 2.8, 5)
"""Where the likelihood is evaluated on the axis of the effect, in its sds."""
FINE = np.linspace(-4.5, 4.5, 37)
"""Where it is then interpolated."""


@dataclass(frozen=True, slots=True, eq=False)
class Posterior:
    """Weighted nodes. All arrays begin with (rhos, persons, sigmas, fine)."""

    weight: Floats
    """Sums to one for each person."""
    effect: Floats
    level: Floats
    """Mean of the level at this node and effect."""
    level_sd: Floats
    rho: Floats
    """(rhos,)"""
    sigma: Floats
    """(persons, sigmas)"""
    others: Floats
    """(rhos, persons, sigmas, parameters): the centre of every parameter at this node."""
    edge: Floats
    """(persons,): weight on the outermost nodes; much of it says that the grid was too narrow."""


def solve(problem: Problem) -> Iterator[tuple[Ints, Posterior]]:
    """The posteriors of a few persons at a time, with the numbers of these persons in the problem."""
    shape = place(problem)
    sigma, rho = _adapted(problem, shape)
    order = np.argsort(rho.mean, kind="stable")  # persons side by side share the nodes of ρ
    for first in range(0, problem.persons, TOGETHER):
        persons = order[first : first + TOGETHER]
        part = problem if problem.persons == 1 else problem.of(persons)
        yield persons, _integrate(part, shape.of(persons), sigma.of(persons), rho.of(persons))


@dataclass(frozen=True, slots=True, eq=False)
class Spread:
    """Mean and sd of log σ or logit ρ, for each person."""

    mean: Floats
    sd: Floats

    def of(self, persons: Ints) -> Spread:
        return Spread(self.mean[persons], self.sd[persons])


def _adapted(problem: Problem, shape: Shape) -> tuple[Spread, Spread]:
    """Where the posterior of log σ and logit ρ is, as far as nine settings say."""
    reach = np.linspace(-2.5, 2.5, 21)
    sigma_at = problem.log_sigma.mean + reach * problem.log_sigma.sd
    rho_at = problem.logit_rho.mean + reach * problem.logit_rho.sd
    by_sigma, by_rho = _interpolation(reach, (-2.5, 2.5)), _interpolation(reach, (-2.5, 2.5))
    log_weight = np.einsum("xr,rbs,ys->bxy", by_rho, shape.evidence, by_sigma) - 0.5 * (reach[:, None] ** 2 + reach**2)
    weight = np.exp(log_weight - log_weight.max(axis=(1, 2), keepdims=True))
    weight /= weight.sum(axis=(1, 2), keepdims=True)
    return (
        _spread(weight.sum(axis=1), sigma_at, problem.log_sigma.sd),
        _spread(weight.sum(axis=2), rho_at, problem.logit_rho.sd),
    )


def _spread(weight: Floats, at: Floats, prior_sd: float) -> Spread:
    mean = weight @ at
    sd = np.sqrt(weight @ (at * at) - mean * mean)
    return Spread(mean, np.clip(sd, WIDTHS[0] * prior_sd, WIDTHS[1] * prior_sd))


def _nodes(rho: Spread) -> Floats:
    """Nodes of logit ρ that serve all these persons: as dense as the narrowest wants, as wide as the widest."""
    first, last = (rho.mean - GRID_REACH * rho.sd).min(), (rho.mean + GRID_REACH * rho.sd).max()
    step = 2 * GRID_REACH / (RHOS - 1) * float(rho.sd.min())
    count = int(np.clip(np.ceil((last - first) / step - 1e-9) + 1, RHOS, 4 * RHOS))
    return np.linspace(first, last, count)


def _interpolation(at: Floats, within: tuple[float, float]) -> Floats:
    """Weights of the three settings for each place (in prior sds): a parabola, held constant outside of `within`."""
    x = np.clip(at, *within) / SPREAD
    return np.stack([x * (x - 1) / 2, 1 - x * x, x * (x + 1) / 2], axis=-1)


def _integrate(problem: Problem, shape: Shape, sigma_spread: Spread, rho_spread: Spread) -> Posterior:
    nodes = np.linspace(-GRID_REACH, GRID_REACH, SIGMAS)
    log_sigma = sigma_spread.mean[:, None] + sigma_spread.sd[:, None] * nodes
    logit_rho = _nodes(rho_spread)
    deviant_sigma = (log_sigma - problem.log_sigma.mean) / problem.log_sigma.sd
    deviant_rho = (logit_rho - problem.logit_rho.mean) / problem.logit_rho.sd
    by_sigma = _interpolation(deviant_sigma, (-TRUSTED, TRUSTED))
    by_rho = _interpolation(deviant_rho, (-TRUSTED, TRUSTED))

    def carried(found: Floats) -> Floats:
        return np.asarray(np.einsum("xr,rbs...,bys->xby...", by_rho, found, by_sigma))

    centre = carried(shape.centre)
    factor = _carried_factor(shape.factor, carried)
    sigma = np.exp(log_sigma)
    spots = centre[..., None, :] + factor[..., None, :, EFFECT] * ALONG[:, None]
    at = spots.shape[:-1]
    wide_sigma = np.broadcast_to(sigma[..., None], at)
    found = log_posterior(
        problem,
        1 / (1 + np.exp(-logit_rho)),
        wide_sigma.reshape(*at[:2], -1),
        spots.reshape(*at[:2], -1, problem.parameters),
    ).reshape(at)
    ratio = (found + 0.5 * ALONG**2) @ _along_to_fine().T
    others, level_mean, level_sd = (
        np.einsum("bst,bys->byt", part, by_sigma) @ _three_to_fine().T
        for part in (shape.others, shape.level_mean, shape.level_sd)
    )
    volume = np.log(np.abs(np.diagonal(factor, axis1=-2, axis2=-1))).sum(axis=-1)
    hyper = -0.5 * (deviant_sigma[None] ** 2 + deviant_rho[:, None, None] ** 2)
    log_weight = ratio + others - 0.5 * FINE**2 + (volume + hyper)[..., None]
    weight = np.exp(log_weight - log_weight.max(axis=(0, 2, 3), keepdims=True))
    weight /= weight.sum(axis=(0, 2, 3), keepdims=True)
    grown = scale(sigma)[..., None]
    effect = grown * (centre[..., EFFECT, None] + factor[..., EFFECT, EFFECT, None] * FINE)
    level = grown * (
        centre[..., LEVEL, None]
        + factor[..., LEVEL, EFFECT, None] * FINE
        + factor[..., LEVEL, LEVEL, None] * level_mean
    )
    outer = weight[[0, -1]].sum(axis=(0, 2, 3)) + weight[:, :, [0, -1]].sum(axis=(0, 2, 3))
    return Posterior(
        weight=weight,
        effect=effect,
        level=level,
        level_sd=grown * factor[..., LEVEL, LEVEL, None] * level_sd,
        rho=1 / (1 + np.exp(-logit_rho)),
        sigma=sigma,
        others=unscaled(problem, centre, np.broadcast_to(sigma, centre.shape[:-1])),
        edge=outer,
    )


def _carried_factor(factor: Floats, carried: Callable[[Floats], Floats]) -> Floats:
    """The factors at finer nodes: logs of the widths, and slopes in units of the widths, vary smoothly."""
    widths = np.diagonal(factor, axis1=-2, axis2=-1)
    slopes = carried(factor / widths[..., None, :])
    return np.asarray(slopes * np.exp(carried(np.log(widths)))[..., None, :])


@cache
def _along_to_fine() -> Floats:
    """Polynomial through the points of `ALONG`, to `FINE`; straight on outside."""
    inside = np.clip(FINE, ALONG[0], ALONG[-1])
    powers = np.vander(ALONG, increasing=True)
    value = np.linalg.solve(powers.T, np.vander(inside, len(ALONG), increasing=True).T).T
    slopes = np.zeros((2, len(ALONG)))
    for row, end in enumerate((ALONG[0], ALONG[-1])):
        slopes[row, 1:] = [power * end ** (power - 1) for power in range(1, len(ALONG))]
    slope = np.linalg.solve(powers.T, slopes.T).T
    beyond = FINE - inside
    return np.asarray(value + beyond[:, None] * np.where(FINE[:, None] < 0, slope[0], slope[1]))


@cache
def _three_to_fine() -> Floats:
    """Parabola through −√3, 0, √3, to `FINE`; held constant beyond ±2.5."""
    x = np.clip(FINE, -2.5, 2.5) / OUT
    return np.stack([x * (x - 1) / 2, 1 - x * x, x * (x + 1) / 2], axis=-1)
