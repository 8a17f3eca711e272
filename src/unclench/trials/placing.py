"""Where the quadrature points go: damped Newton steps on the exact likelihood, at nine settings of the hidden state.

Derivatives come from differences over about one posterior standard deviation, so that they describe the shape the
quadrature will meet. Nothing here enters the result but the place and the width of its points.

Effects are counted in units of a(σ) = sqrt(1 + 0.346 σ²), by which a logistic effect grows when a hidden state of size
σ is added (Zeger, Liang and Albert 1988): in these units neither the place nor the width depends much on σ.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from unclench.trials.arrays import Bools, Floats, Ints
from unclench.trials.likelihood import log_likelihood, log_prior
from unclench.trials.model import EFFECT, LEVEL, Problem

ATTENUATION = (16 * np.sqrt(3) / (15 * np.pi)) ** 2
SPREAD = 1.6
"""The nine settings lie in a middle and this many standard deviations around it."""
REPEATED = 2.0
"""Days that resemble each other count for less: by about this factor."""
LONGEST_STEP = 2.5
"""In posterior standard deviations."""
SETTLED = 1.2
"""In the middle: after a longer step than this the shape is measured again …"""
LONG_STEP = 2.4
"""… and at the nine settings."""
MOST_STEPS = 8
CURVATURES = (0.12, 12.0)
"""What a curvature may be against the one assumed."""


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """The posterior of the effects at the settings of a frame: θ/a(σ) = centre + factor · z, z nearly normal.

    The factor is lower triangular, so the effect depends on z₁ alone and the level on z₁ and z₂. It is `slopes` with
    each column multiplied by exp(log_width). centre, log_width and evidence begin with (rhos, persons, sigmas), slopes
    with (persons,).
    """

    centre: Floats
    log_width: Floats
    slopes: Floats
    evidence: Floats

    def of(self, persons: Ints) -> Shape:
        return Shape(
            self.centre[:, persons], self.log_width[:, persons], self.slopes[persons], self.evidence[:, persons]
        )

    def put(self, persons: Ints, other: Shape) -> None:
        self.centre[:, persons], self.log_width[:, persons] = other.centre, other.log_width
        self.slopes[persons], self.evidence[:, persons] = other.slopes, other.evidence


def scale(sigma: Floats) -> Floats:
    """a(σ)."""
    return np.asarray(np.sqrt(1 + ATTENUATION * sigma * sigma))


def unscaled(problem: Problem, scaled: Floats, sigma: Floats) -> Floats:
    """θ from θ/a(σ); a log gap is shifted. scaled: (…, parameters), sigma: (…)."""
    grown = scale(sigma)[..., None]
    theta = np.empty(np.broadcast_shapes(scaled.shape, grown.shape))
    theta[..., : problem.columns] = scaled[..., : problem.columns] * grown
    if problem.parameters > problem.columns:
        theta[..., problem.columns :] = scaled[..., problem.columns :] + np.log(grown)
    return theta


def log_posterior(problem: Problem, rho: Floats, sigma: Floats, scaled: Floats) -> Floats:
    """Up to a constant, as a density of θ/a(σ). sigma: (rhos, persons, points), scaled: (…, parameters)."""
    theta = unscaled(problem, scaled, sigma)
    volume = 0.5 * problem.columns * np.log1p(ATTENUATION * sigma * sigma)
    return np.asarray(log_likelihood(problem, rho, sigma, theta) + log_prior(problem, theta) + volume)


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """Where log σ and logit ρ are, for each person: all (persons,).

    A large state that forgets soon and a smaller one that lasts explain a diary alike. So log σ has its mean and sd at
    each ρ, and `slope` is how much the mean changes over one sd of logit ρ.
    """

    sigma_mean: Floats
    sigma_sd: Floats
    slope: Floats
    rho_mean: Floats
    rho_sd: Floats

    @classmethod
    def of_prior(cls, problem: Problem) -> Frame:
        sigma, rho = problem.log_sigma, problem.logit_rho
        return cls(*(np.full(problem.persons, value) for value in (sigma.mean, sigma.sd, 0.0, rho.mean, rho.sd)))

    def logit_rho(self, at: Floats) -> Floats:
        """So many sds from the mean: (len(at), persons)."""
        return np.asarray(self.rho_mean + at[:, None] * self.rho_sd)

    def log_sigma(self, rho_at: Floats, at: Floats) -> Floats:
        """(len(rho_at), persons, len(at))"""
        middle = self.sigma_mean + rho_at[:, None] * self.slope
        return np.asarray(middle[..., None] + self.sigma_sd[:, None] * at)

    def place_of(self, log_sigma: Floats, logit_rho: Floats) -> tuple[Floats, Floats]:
        """How many sds from the means these are; the shapes as above."""
        rho_at = (logit_rho - self.rho_mean) / self.rho_sd
        middle = self.sigma_mean + rho_at * self.slope
        return (log_sigma - middle[..., None]) / self.sigma_sd[:, None], rho_at

    def of(self, persons: Ints) -> Frame:
        return Frame(*(part[persons] for part in self._parts()))

    def put(self, persons: Ints, other: Frame) -> None:
        for part, new in zip(self._parts(), other._parts(), strict=True):
            part[persons] = new

    def _parts(self) -> tuple[Floats, ...]:
        return self.sigma_mean, self.sigma_sd, self.slope, self.rho_mean, self.rho_sd


THREE = np.array([-SPREAD, 0.0, SPREAD])


def place(problem: Problem, frame: Frame) -> Shape:
    """The shape at the nine settings of the frame; arrays begin with (rhos 3, persons, sigmas 3).

    First in the middle, with every pair of parameters; from there along the axes found, at all nine.
    """
    sigma, rho = np.exp(frame.log_sigma(THREE, THREE)), 1 / (1 + np.exp(-frame.logit_rho(THREE)))
    middle, found = sigma[1:2, :, 1:2], start(problem, sigma[1:2, :, 1:2])
    _settle(problem, found, lambda part, who, at: newton(part, rho[1:2, who], middle[:, who], *at), SETTLED)
    centre = np.broadcast_to(found[0], (3, problem.persons, 3, problem.parameters)).copy()
    widths = np.diagonal(found[1][0, :, 0], axis1=-2, axis2=-1)
    slopes = found[1][0, :, 0] / widths[:, None]
    log_width = np.broadcast_to(np.log(widths)[:, None], centre.shape).copy()
    nine = [centre, log_width, np.zeros(sigma.shape)]
    _settle(problem, nine, lambda part, who, at: refine(part, rho[:, who], sigma[:, who], slopes[who], at), LONG_STEP)
    return Shape(centre, log_width, slopes, nine[2])


Step = Callable[[Problem, Ints, list[Floats]], tuple[list[Floats], Floats]]


def _settle(problem: Problem, found: list[Floats], step: Step, short: float) -> None:
    """Take steps with every person until theirs are short; what is found is kept in place."""
    moving = np.arange(problem.persons)
    for _ in range(MOST_STEPS):
        part = problem if len(moving) == problem.persons else problem.of(moving)
        new, length = step(part, moving, [one[:, moving] for one in found])
        for one, other in zip(found, new, strict=True):
            one[:, moving] = other
        moving = moving[length > short]
        if not len(moving):
            break


def start(problem: Problem, sigma: Floats) -> list[Floats]:
    """A first guess from counts: the shares of days with an entry above 0, and how far apart they are between the arms
    and before the start. The widths are those of counts whose days repeat each other."""
    cells = problem.cells
    persons = np.arange(problem.persons)[:, None]
    known = cells.index < cells.kinds
    some = known & (cells.index >= cells.lows)
    silent = np.zeros((problem.persons, 1, cells.x.shape[2]))
    x = np.concatenate([cells.x, silent], axis=1)[persons, cells.index]
    effect = x[..., EFFECT]
    on = known & ((effect != 0) | ~(effect != 0).any(axis=1, keepdims=True))
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
    return [centre, np.sqrt(variance)[..., None] * np.eye(problem.parameters)]


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


def newton(problem: Problem, rho: Floats, sigma: Floats, centre: Floats, factor: Floats) -> tuple[list[Floats], Floats]:
    """One damped step, with the shape measured around the place it starts from; gives centre and factor there, and the
    longest step of each person. sigma: (rhos, persons, sigmas)."""
    size = problem.parameters
    pairs = [(one, other) for one in range(size) for other in range(one)]
    points = np.concatenate([np.zeros((1, size)), np.eye(size), -np.eye(size), _together(pairs, size)])
    found = heights(problem, rho, sigma, centre, factor, points=points)
    middle, up, down = found[..., :1], found[..., 1 : 1 + size], found[..., 1 + size : 1 + 2 * size]
    gradient = (up - down) / 2
    hessian = np.zeros((*sigma.shape, size, size))
    hessian[..., range(size), range(size)] = up + down - 2 * middle
    for number, (one, other) in enumerate(pairs):
        cross = found[..., 1 + 2 * size + number] - up[..., one] - up[..., other] + middle[..., 0]
        hessian[..., one, other] = hessian[..., other, one] = cross
    bent, axes = np.linalg.eigh(-hessian)
    bent = np.clip(bent, *CURVATURES)
    along, length = _damped((gradient[..., None, :] @ axes)[..., 0, :], bent)
    centre = centre + (factor @ (axes @ along[..., None]))[..., 0]
    spread = factor @ (axes / np.sqrt(bent)[..., None, :])
    return [centre, np.linalg.cholesky(spread @ np.swapaxes(spread, -1, -2))], length.max(axis=(0, 2))


def refine(
    problem: Problem, rho: Floats, sigma: Floats, slopes: Floats, at: Sequence[Floats]
) -> tuple[list[Floats], Floats]:
    """One damped step along axes that are known already: widths, but not slopes, are measured. `at`: centre and log
    width, and what the step before took for the log of the evidence; gives these at the new place, and the lengths."""
    centre, log_width, _ = at
    size = problem.parameters
    points = np.concatenate([np.zeros((1, size)), np.eye(size), -np.eye(size)])
    factor = slopes[:, None] * np.exp(log_width)[..., None, :]
    found = heights(problem, rho, sigma, centre, factor, points=points)
    middle, up, down = found[..., :1], found[..., 1 : 1 + size], found[..., 1 + size :]
    gradient, bent = (up - down) / 2, np.clip(2 * middle - up - down, *CURVATURES)
    along, length = _damped(gradient, bent)
    centre = centre + (factor @ along[..., None])[..., 0]
    log_width = log_width - 0.5 * np.log(bent)
    gained = (along * (gradient - 0.5 * bent * along)).sum(axis=-1)
    return [centre, log_width, middle[..., 0] + gained + log_width.sum(axis=-1)], length.max(axis=(0, 2))


def _damped(gradient: Floats, bent: Floats) -> tuple[Floats, Floats]:
    """The step that a parabola asks for, no longer than `LONGEST_STEP`, and the length it asked for."""
    along = gradient / bent
    length = np.sqrt((along * along * bent).sum(axis=-1, keepdims=True))
    return along * np.minimum(1, LONGEST_STEP / np.maximum(length, 1e-12)), length[..., 0]


def _together(pairs: list[tuple[int, int]], size: int) -> Floats:
    points = np.zeros((len(pairs), size))
    for number, pair in enumerate(pairs):
        points[number, list(pair)] = 1.0
    return points


def spots(centre: Floats, factor: Floats, points: Floats) -> Floats:
    """θ/a(σ) at z = points, (…, points, parameters), around each setting, (…): (…, points, parameters)."""
    return np.asarray(centre[..., None, :] + points @ np.swapaxes(factor, -1, -2))


def heights(problem: Problem, rho: Floats, sigma: Floats, centre: Floats, factor: Floats, *, points: Floats) -> Floats:
    """The log posterior at z = points around each setting: (rhos, persons, sigmas, points)."""
    scaled = spots(centre, factor, points)
    shape = scaled.shape[:-1]
    wide = np.repeat(sigma, shape[3], axis=2)
    return log_posterior(problem, rho, wide, scaled.reshape(*shape[:2], -1, problem.parameters)).reshape(shape)
