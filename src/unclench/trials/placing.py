"""Where the quadrature points go: damped Newton steps on the exact likelihood, at nine settings of the hidden state.

Derivatives come from differences over about one posterior standard deviation, so that they describe the shape the
quadrature will meet. Nothing here enters the result but the place and the width of its points.

Effects are counted in units of a(σ) = sqrt(1 + 0.346 σ²), by which a logistic effect grows when a hidden state of size
σ is added (Zeger, Liang and Albert 1988): in these units neither the place nor the width depends much on σ.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unclench.trials.arrays import Bools, Floats, Ints
from unclench.trials.likelihood import log_likelihood, log_prior
from unclench.trials.model import EFFECT, LEVEL, Problem

ATTENUATION = (16 * np.sqrt(3) / (15 * np.pi)) ** 2
SPREAD = 1.6
"""The nine settings lie at the prior's mean and this many of its standard deviations around it."""
REPEATED = 2.0
"""Days that resemble each other count for less: by about this factor."""
LONGEST_STEP = 2.5
"""In posterior standard deviations."""
LONG_STEP = 1.6
"""After a longer step than this the shape is measured again."""
MOST_STEPS = 8
CURVATURES = (0.12, 12.0)
"""What a curvature may be against the one assumed."""
OUT = np.sqrt(3.0)
"""The outer points of the three-point Gauss-Hermite rule."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The posterior of the effects at one setting of σ and ρ: θ/a(σ) = centre + factor · z, z nearly standard normal.

    The factor is lower triangular, so the effect depends on z₁ alone and the level on z₁ and z₂. centre, factor and
    evidence begin with (rhos, persons, sigmas); the rest is (persons, sigmas, 3): `others`, the log of what the other
    axes contribute at z₁ = −√3, 0, √3, and mean and sd of z₂ there.
    """

    centre: Floats
    factor: Floats
    others: Floats
    level_mean: Floats
    level_sd: Floats
    evidence: Floats

    def of(self, persons: Ints) -> Shape:
        return Shape(
            self.centre[:, persons],
            self.factor[:, persons],
            self.others[persons],
            self.level_mean[persons],
            self.level_sd[persons],
            self.evidence[:, persons],
        )


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
    centre, factor = start(problem, sigma)
    evidence = np.zeros(sigma.shape)
    moving = np.arange(problem.persons)
    for _ in range(MOST_STEPS):
        now = (slice(None), moving)
        part = problem if len(moving) == problem.persons else problem.of(moving)
        centre[now], factor[now], evidence[now], step = newton(part, rho, sigma[now], centre[now], factor[now])
        moving = moving[step > LONG_STEP]
        if not len(moving):
            break
    return _measure(problem, rho, sigma, centre, factor, evidence=evidence)


def start(problem: Problem, sigma: Floats) -> tuple[Floats, Floats]:
    """A first guess from counts: the shares of days with an entry above 0, and how far apart they are between the arms
    and before the start. The widths are those of counts whose days repeat each other."""
    cells = problem.cells
    persons = np.arange(problem.persons)[:, None]
    known = cells.index < cells.kinds
    some = known & (cells.index >= cells.lows)
    silent = np.zeros((problem.persons, 1, cells.x.shape[2]))
    x = np.concatenate([cells.x, silent], axis=1)[persons, cells.index]
    effect = x[..., EFFECT]
    on = known & (effect != 0) if (effect != 0).any() else known
    level, told = _share(some, on)
    scaled = np.zeros((problem.persons, problem.parameters))
    widths = np.empty_like(scaled)
    scaled[:, LEVEL] = level
    widths[:, LEVEL] = REPEATED / told
    scaled[:, EFFECT] = _share(some, known & (effect > 0))[0] - _share(some, known & (effect < 0))[0]
    widths[:, EFFECT] = 4 * REPEATED / told
    for column in range(2, problem.columns):
        spread = x[..., column].var(axis=1) + 0.02
        widths[:, column] = REPEATED / (told * spread)
        if problem.names[column] == "baseline":
            before = known & (x[..., column] > 0)
            scaled[:, column], counted = _share(some, before)
            scaled[:, column] -= level
            widths[:, column] = REPEATED * (1 / told + 1 / counted)
    for gap in range(problem.parameters - problem.columns):
        scaled[:, problem.columns + gap] = _log_gap(problem, gap)
        widths[:, problem.columns + gap] = 4 / told
    grown = scale(sigma)[..., None]
    prior_mean = np.empty((*sigma.shape, problem.parameters))
    prior_mean[:] = problem.mean / grown
    prior_mean[..., problem.columns :] = problem.mean[problem.columns :] - np.log(grown)
    prior_variance = (problem.sd / grown) ** 2
    prior_variance[..., problem.columns :] = problem.sd[problem.columns :] ** 2
    variance = 1 / (1 / widths[:, None] + 1 / prior_variance)
    centre = prior_mean + variance / widths[:, None] * (scaled[:, None] - prior_mean)
    return centre, np.sqrt(variance)[..., None] * np.eye(problem.parameters)


def _share(some: Bools, among: Bools) -> tuple[Floats, Floats]:
    """The logit of a share, drawn towards a half by one day each way, and n p (1 − p), for each person."""
    days = among.sum(axis=1) + 2.0
    share = ((some & among).sum(axis=1) + 1.0) / days
    return np.log(share / (1 - share)), days * share * (1 - share)


def _log_gap(problem: Problem, gap: int) -> Floats:
    """The log distance between the borders of two degrees, from the shares of days beyond them."""
    cells = problem.cells
    entry = np.zeros((problem.persons, cells.kinds + 1), np.int64)
    entry[:, cells.lows : cells.lows + cells.tops] = cells.levels - 1
    entry[:, cells.lows + cells.tops : cells.kinds] = cells.inner
    entries = np.take_along_axis(entry, cells.index, axis=1)
    known = cells.index < cells.kinds
    lower, _ = _share(entries > gap, known)
    upper, _ = _share(entries > gap + 1, known)
    return np.log(np.maximum(lower - upper, 0.15))


def newton(
    problem: Problem, rho: Floats, sigma: Floats, centre: Floats, factor: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """One damped step, with the shape measured around the place it starts from; gives centre, factor, evidence there,
    and the longest step of each person."""
    size = problem.parameters
    pairs = [(one, other) for one in range(size) for other in range(one)]
    points = np.concatenate([np.zeros((1, size)), np.eye(size), -np.eye(size), _together(pairs, size)])
    found = _at(problem, rho, sigma, centre, factor, points=points)
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
    gained = (along * (np.einsum("...ji,...j->...i", axes, gradient) - 0.5 * bent * along)).sum(axis=-1)
    evidence = middle[..., 0] + gained + _volume(factor)
    return centre, factor, evidence, length[..., 0].max(axis=(0, 2))


def _volume(factor: Floats) -> Floats:
    return np.asarray(np.log(np.abs(np.diagonal(factor, axis1=-2, axis2=-1))).sum(axis=-1))


def _together(pairs: list[tuple[int, int]], size: int) -> Floats:
    points = np.zeros((len(pairs), size))
    for number, pair in enumerate(pairs):
        points[number, list(pair)] = 1.0
    return points


def _at(problem: Problem, rho: Floats, sigma: Floats, centre: Floats, factor: Floats, *, points: Floats) -> Floats:
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


def _measure(
    problem: Problem, rho: Floats, sigma: Floats, centre: Floats, factor: Floats, *, evidence: Floats
) -> Shape:
    """What the axes other than the effect's contribute, by a three-point rule on each, at three places of the effect;
    measured at the middle correlation, on which it hardly depends."""
    size = problem.parameters
    middle_rho = slice(1, 2)
    away = np.zeros((3, 2 * size - 1, size))
    away[:, :, EFFECT] = np.array([-OUT, 0, OUT])[:, None]
    for axis in range(1, size):
        away[:, 2 * axis - 1, axis] = -OUT
        away[:, 2 * axis, axis] = OUT
    points = away.reshape(-1, size)
    found = _at(problem, rho[middle_rho], sigma[middle_rho], centre[middle_rho], factor[middle_rho], points=points)
    found += 0.5 * (points * points).sum(axis=-1)
    found = found.reshape(*found.shape[:-1], 3, 2 * size - 1)
    middle = found[..., :1]
    less, more = np.exp(found[..., 1::2] - middle), np.exp(found[..., 2::2] - middle)
    share = 2 / 3 + (less + more) / 6
    level_less, level_more, level_share = less[..., 0], more[..., 0], share[..., 0]
    mean = OUT / 6 * (level_more - level_less) / level_share
    variance = 0.5 * (level_more + level_less) / level_share - mean * mean
    others = np.log(share).sum(axis=-1)
    return Shape(centre, factor, others[0], mean[0], np.sqrt(np.maximum(variance, 0.05))[0], evidence)
