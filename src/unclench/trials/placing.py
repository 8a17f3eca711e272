"""Where the quadrature points go: damped Newton steps on the exact likelihood, at nine settings of the hidden state.

Derivatives come from differences over about one posterior standard deviation, so that they describe the shape the
quadrature will meet. Nothing here enters the result but the place and the width of its points.

Effects are counted in units of a(σ) = sqrt(1 + 0.346 σ²), by which a logistic effect grows when a hidden state of size σ
is added (Zeger, Liang and Albert 1988): in these units neither the place nor the width depends much on σ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unclench.trials.arrays import Floats
from unclench.trials.likelihood import log_likelihood, log_prior
from unclench.trials.model import EFFECT, LEVEL, Problem

ATTENUATION = (16 * np.sqrt(3) / (15 * np.pi)) ** 2
SPREAD = 1.6
"""The nine settings lie at the prior's mean and this many of its standard deviations around it."""
FIRST_WIDTH = 0.45
LONGEST_STEP = 2.5
"""In posterior standard deviations."""
LONG_STEP = 0.6
"""After a longer step than this the shape is measured again."""
MOST_STEPS = 8
CURVATURES = (0.12, 12.0)
"""What a curvature may be against the one assumed."""
OUT = np.sqrt(3.0)
"""The outer points of the three-point Gauss-Hermite rule."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The posterior of the effects at one setting of σ and ρ: θ/a(σ) = centre + factor · z, z nearly standard normal.

    The factor is lower triangular, so the effect depends on z₁ alone and the level on z₁ and z₂. `others`: (…, 3), the
    log of what the other axes contribute at z₁ = −√3, 0, √3; `level_mean` and `level_sd` of z₂ there.
    """

    centre: Floats
    factor: Floats
    others: Floats
    level_mean: Floats
    level_sd: Floats
    evidence: Floats


def scale(sigma: Floats) -> Floats:
    """a(σ)."""
    return np.asarray(np.sqrt(1 + ATTENUATION * sigma * sigma))


def unscaled(problem: Problem, scaled: Floats, sigma: Floats) -> Floats:
    """θ from θ/a(σ); a log gap is shifted. scaled: (…, parameters), sigma: (…)."""
    grown = scale(sigma)[..., None]
    theta = np.empty(np.broadcast_shapes(scaled.shape, grown.shape))
    theta[..., : problem.columns] = scaled[..., : problem.columns] * grown
    theta[..., problem.columns :] = scaled[..., problem.columns :] + np.log(grown)
    return theta


def log_posterior(problem: Problem, rho: Floats, sigma: Floats, scaled: Floats) -> Floats:
    """Up to a constant, as a density of θ/a(σ). sigma: (rhos, persons, points), scaled: (…, parameters)."""
    theta = unscaled(problem, scaled, sigma)
    volume = problem.columns * np.log(scale(sigma))
    return np.asarray(log_likelihood(problem, rho, sigma, theta) + log_prior(problem, theta) + volume)


def settings(problem: Problem) -> tuple[Floats, Floats]:
    """Three logs of σ and three logits of ρ."""
    around = np.array([-SPREAD, 0.0, SPREAD])
    return (
        problem.log_sigma.mean + around * problem.log_sigma.sd,
        problem.logit_rho.mean + around * problem.logit_rho.sd,
    )


def place(problem: Problem) -> Shape:
    """The shape at the nine settings; arrays begin with (rhos 3, persons, sigmas 3)."""
    log_sigma, logit_rho = settings(problem)
    sigma = np.broadcast_to(np.exp(log_sigma), (3, problem.persons, 3))
    rho = 1 / (1 + np.exp(-logit_rho))
    centre, factor = _start(problem, sigma)
    for _ in range(MOST_STEPS):
        centre, factor, step = _newton(problem, rho, sigma, centre, factor)
        if step < LONG_STEP:
            break
    return _measure(problem, rho, sigma, centre, factor)


def _start(problem: Problem, sigma: Floats) -> tuple[Floats, Floats]:
    """The level from the share of days with an entry above 0; everything else from the prior."""
    lows = problem.cells.lows
    known = problem.cells.index < problem.cells.kinds
    some = (known & (problem.cells.index >= lows)).sum(axis=1)
    share = (some + 1.0) / (known.sum(axis=1) + 2.0)
    grown = scale(sigma)[..., None]
    centre = np.empty((*sigma.shape, problem.parameters))
    centre[:] = problem.mean / grown
    centre[..., problem.columns :] = problem.mean[problem.columns :] - np.log(grown)
    centre[..., LEVEL] = np.log(share / (1 - share))[:, None]
    widths = np.minimum(problem.sd / grown, FIRST_WIDTH)
    return centre, widths[..., None] * np.eye(problem.parameters)


def _newton(
    problem: Problem, rho: Floats, sigma: Floats, centre: Floats, factor: Floats
) -> tuple[Floats, Floats, float]:
    """One damped step, with the shape measured around the place it starts from."""
    size = problem.parameters
    pairs = [(one, other) for one in range(size) for other in range(one)]
    points = np.concatenate([np.zeros((1, size)), np.eye(size), -np.eye(size), _together(pairs, size)])
    found = _at(problem, rho, sigma, centre, factor, points)
    middle, up, down = found[..., :1], found[..., 1 : 1 + size], found[..., 1 + size : 1 + 2 * size]
    gradient = (up - down) / 2
    hessian = np.zeros((*sigma.shape, size, size))
    hessian[..., range(size), range(size)] = up + down - 2 * middle
    for number, (one, other) in enumerate(pairs):
        cross = found[..., 1 + 2 * size + number] - up[..., one] - up[..., other] + middle[..., 0]
        hessian[..., one, other] = hessian[..., other, one] = cross
    bent, axes = np.linalg.eigh(-hessian)
    bent = np.clip(bent, *CURVATURES)
    along = np.einsum("...ji,...j->...i", axes, gradient) / bent
    length = np.sqrt((along * along * bent).sum(axis=-1, keepdims=True))
    along *= np.minimum(1, LONGEST_STEP / np.maximum(length, 1e-12))
    step = np.einsum("...ij,...j->...i", axes, along)
    centre = centre + np.einsum("...ij,...j->...i", factor, step)
    spread = np.einsum("...ij,...jk,...k->...ik", factor, axes, 1 / np.sqrt(bent))
    factor = np.linalg.cholesky(spread @ np.swapaxes(spread, -1, -2))
    return centre, factor, float(length.max())


def _together(pairs: list[tuple[int, int]], size: int) -> Floats:
    points = np.zeros((len(pairs), size))
    for number, pair in enumerate(pairs):
        points[number, list(pair)] = 1.0
    return points


def _at(problem: Problem, rho: Floats, sigma: Floats, centre: Floats, factor: Floats, points: Floats) -> Floats:
    """The log posterior at z = points around each setting: (rhos, persons, sigmas, points)."""
    scaled = centre[..., None, :] + np.einsum("...ij,pj->...pi", factor, points)
    shape = scaled.shape[:-1]
    wide = np.broadcast_to(sigma[..., None], shape)
    flat = log_posterior(
        problem,
        rho,
        wide.reshape(*shape[:2], -1),
        scaled.reshape(*shape[:2], -1, problem.parameters),
    )
    return flat.reshape(shape)


def _measure(problem: Problem, rho: Floats, sigma: Floats, centre: Floats, factor: Floats) -> Shape:
    """What the axes other than the effect's contribute, by a three-point rule on each, at three places of the effect."""
    size = problem.parameters
    away = np.zeros((3, 2 * size - 1, size))
    away[:, :, EFFECT] = np.array([-OUT, 0, OUT])[:, None]
    for axis in range(1, size):
        away[:, 2 * axis - 1, axis] = -OUT
        away[:, 2 * axis, axis] = OUT
    points = away.reshape(-1, size)
    found = _at(problem, rho, sigma, centre, factor, points) + 0.5 * (points * points).sum(axis=-1)
    found = found.reshape(*sigma.shape, 3, 2 * size - 1)
    middle = found[..., :1]
    less, more = np.exp(found[..., 1::2] - middle), np.exp(found[..., 2::2] - middle)
    share = 2 / 3 + (less + more) / 6
    level_less, level_more, level_share = less[..., 0], more[..., 0], share[..., 0]
    mean = OUT / 6 * (level_more - level_less) / level_share
    variance = 0.5 * (level_more + level_less) / level_share - mean * mean
    others = np.log(share).sum(axis=-1)
    along = np.exp(middle[..., 0] + others - found[..., 1, :1])
    volume = np.log(np.abs(np.diagonal(factor, axis1=-2, axis2=-1))).sum(axis=-1)
    evidence = found[..., 1, 0] + np.log(along @ np.array([1 / 6, 2 / 3, 1 / 6])) + volume
    return Shape(centre, factor, others, mean, np.sqrt(np.maximum(variance, 0.05)), evidence)
