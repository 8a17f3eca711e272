"""The posterior of one person, or of many at once, by quadrature over the hidden state's size and correlation.

At nine settings the shape of the posterior of the effects is measured (`placing`). If they lie far
from where σ and ρ turn out to be, they are moved. From there the shape is carried over to a grid of σ and ρ, each
person's own; in a star around each of its nodes the exact likelihood is evaluated (`across`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from unclench.trials.across import FAR_OUT, OUT, measure, star_of
from unclench.trials.arrays import Floats, Ints
from unclench.trials.model import EFFECT, LEVEL, Problem
from unclench.trials.placing import SPREAD, Frame, Shape, heights, place, scale, unscaled


@dataclass(frozen=True, slots=True, eq=False)
class Nodes:
    """Of logit ρ and log σ, in posterior standard deviations from their middle."""

    rho: Floats
    sigma: Floats


FEW = Nodes(np.array([-2.25, -0.75, 0.75, 2.25]), np.array([-2.3, -0.7667, 0.7667, 2.3]))
"""With steps of 1.5 the trapezoid rule is off by 3e-4 for a Gaussian, and the last node's whole step makes up for what
lies beyond it."""
MANY = Nodes(np.linspace(-4.5, 4.5, 13), np.linspace(-4.5, 4.5, 13))
"""For those whose σ and ρ are far from Gaussian, as when ρ may be anything from zero on."""
ROUGH = 0.4
"""The weight on the rim from which these are taken."""
TRUSTED = 3.0
"""Shapes are carried on by parabolas to this many sds of the frame from its middle, and held constant beyond."""
AROUND = np.linspace(-2.5, 2.5, 21)
"""Where the evidence of the nine settings is carried to, in sds of the frame, to see where σ and ρ are."""
FAR, NARROW = 1.5, 0.5
"""If they are farther from the frame's middle than this, or narrower, both in its sds, the frame goes there, by no more
than this, …"""
MOST_FRAMES = 8
"""… and again, so many times."""
FINE = np.linspace(-4.5, 4.5, 37)
"""Places on the axis of the effect, in its sds, to which the likelihood is interpolated."""


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
    """(rhos, persons)"""
    sigma: Floats
    """(rhos, persons, sigmas)"""
    others: Floats
    """(rhos, persons, sigmas, parameters): the centre of every parameter at this node."""
    edge: Floats
    """(persons,): weight on the outermost nodes of ρ and on those of σ; 0.19 for a Gaussian, more for a long tail."""

    def of(self, persons: Ints) -> Posterior:
        return Posterior(
            weight=self.weight[:, persons],
            effect=self.effect[:, persons],
            level=self.level[:, persons],
            level_sd=self.level_sd[:, persons],
            rho=self.rho[:, persons],
            sigma=self.sigma[:, persons],
            others=self.others[:, persons],
            edge=self.edge[persons],
        )


def solve(problem: Problem) -> Iterator[tuple[Ints, Posterior]]:
    """The posterior of every person in the problem, in one or two parts, each with the numbers of its persons."""
    frame = Frame.of_prior(problem)
    shape = place(problem, frame)
    found, strays = _adapted(problem, shape, frame)
    for _ in range(MOST_FRAMES):
        if not len(strays):
            break
        frame.put(strays, found.of(strays))
        shape.put(strays, place(problem.of(strays), frame.of(strays)))
        found, strays = _adapted(problem, shape, frame)
    posterior = _integrate(problem, shape, frame, found, FEW)
    rough = posterior.edge > ROUGH
    if not rough.any():
        yield np.arange(problem.persons), posterior
        return
    smooth, rest = np.flatnonzero(~rough), np.flatnonzero(rough)
    if len(smooth):
        yield smooth, posterior.of(smooth)
    yield rest, _integrate(problem.of(rest), shape.of(rest), frame.of(rest), found.of(rest), MANY)


def _adapted(problem: Problem, shape: Shape, frame: Frame) -> tuple[Frame, Ints]:
    """Where the posterior of log σ and logit ρ is, as far as nine settings say; and those persons for whom it is too
    far off or too narrow for the frame."""
    to_either = _parabola(AROUND / SPREAD)
    sigma = (frame.log_sigma(AROUND, AROUND).swapaxes(0, 1) - problem.log_sigma.mean) / problem.log_sigma.sd
    rho = (frame.logit_rho(AROUND).T - problem.logit_rho.mean) / problem.logit_rho.sd
    log_weight = to_either @ shape.evidence.swapaxes(0, 1) @ to_either.T - 0.5 * (rho[:, :, None] ** 2 + sigma**2)
    weight = np.exp(log_weight - log_weight.max(axis=(1, 2), keepdims=True))
    weight /= weight.sum(axis=(1, 2), keepdims=True)
    rho_mean, sigma_mean = weight.sum(axis=2) @ AROUND, weight.sum(axis=1) @ AROUND
    rho_off, sigma_off = AROUND - rho_mean[:, None], AROUND - sigma_mean[:, None]
    rho_sd = np.sqrt((weight.sum(axis=2) * rho_off**2).sum(axis=1))
    slope = (rho_off[:, None] @ weight @ sigma_off[..., None])[:, 0, 0] / rho_sd
    sigma_sd = np.sqrt(np.maximum((weight.sum(axis=1) * sigma_off**2).sum(axis=1) - slope**2, 0))
    far = np.maximum(np.abs(rho_mean), np.abs(sigma_mean)) > FAR
    narrow = np.minimum(rho_sd, sigma_sd) < NARROW
    rho_mean, sigma_mean = np.clip(rho_mean, -FAR, FAR), np.clip(sigma_mean, -FAR, FAR)
    rho_sd, sigma_sd = np.clip(rho_sd, NARROW, 1), np.clip(sigma_sd, NARROW, 1)
    found = Frame(
        sigma_mean=frame.sigma_mean + frame.slope * rho_mean + frame.sigma_sd * sigma_mean,
        sigma_sd=frame.sigma_sd * sigma_sd,
        slope=frame.slope * rho_sd + frame.sigma_sd * slope,
        rho_mean=frame.rho_mean + frame.rho_sd * rho_mean,
        rho_sd=frame.rho_sd * rho_sd,
    )
    return found, np.flatnonzero(far | narrow)


def _parabola(x: Floats) -> Floats:
    """The weights of −1, 0 and 1 for a parabola through them at x."""
    square = x * x
    found = np.empty((*x.shape, 3))
    found[..., 0], found[..., 1], found[..., 2] = (square - x) / 2, 1 - square, (square + x) / 2
    return found


def _carried(shape: Shape, frame: Frame, log_sigma: Floats, logit_rho: Floats) -> tuple[Floats, Floats, Floats]:
    """Centre, log width and factor at other settings than the nine of the frame; they vary smoothly. log_sigma: (rhos,
    persons, sigmas), logit_rho: (rhos, persons)."""
    sigma_at, rho_at = frame.place_of(log_sigma, logit_rho)
    by_sigma, by_rho = _interpolation(sigma_at), _interpolation(rho_at)
    rhos, persons = rho_at.shape
    parameters = shape.slopes.shape[-1]
    both = np.concatenate([shape.centre, shape.log_width], axis=-1)
    along = by_rho.swapaxes(0, 1) @ both.swapaxes(0, 1).reshape(persons, 3, -1)
    whole = by_sigma @ along.reshape(persons, rhos, 3, -1).swapaxes(0, 1)
    centre, log_width = whole[..., :parameters], whole[..., parameters:]
    return centre, log_width, shape.slopes[:, None] * np.exp(log_width)[..., None, :]


def _interpolation(at: Floats) -> Floats:
    """Weights of the three settings for each place (in sds of the frame): a parabola, held constant beyond
    ± `TRUSTED`."""
    return _parabola(np.clip(at, -TRUSTED, TRUSTED) / SPREAD)


def _integrate(problem: Problem, shape: Shape, frame: Frame, grid: Frame, nodes: Nodes) -> Posterior:
    """`frame`: that of the shape; `grid`: where the nodes lie."""
    log_sigma, logit_rho = grid.log_sigma(FEW.rho, FEW.sigma), grid.logit_rho(FEW.rho)
    centre, log_width, factor = _carried(shape, frame, log_sigma, logit_rho)
    seen = measure(problem, 1 / (1 + np.exp(-logit_rho)), np.exp(log_sigma), centre, factor)
    along, others = seen.along.swapaxes(0, 1), seen.others.swapaxes(0, 1)
    if nodes is not FEW:
        log_sigma, logit_rho = grid.log_sigma(nodes.rho, nodes.sigma), grid.logit_rho(nodes.rho)
        centre, log_width, factor = _carried(shape, frame, log_sigma, logit_rho)
        points = star_of(problem.parameters)[[1, 0, 2]]
        along = heights(problem, 1 / (1 + np.exp(-logit_rho)), np.exp(log_sigma), centre, factor, points=points)
        along = along + 0.5 * points[:, EFFECT] ** 2
        others = np.einsum("rq,qbtx,st->rbsx", _between(nodes.rho, FEW.rho), others, _between(nodes.sigma, FEW.sigma))
    sigma = np.exp(log_sigma)
    bend = seen.bent @ _BEND
    ratio = along @ _TO_FINE.T + bend[:, None]
    whole = others[..., None, :] + (_ENDS_TO_FINE @ seen.by_effect)[:, None]
    deviant_sigma = (log_sigma - problem.log_sigma.mean) / problem.log_sigma.sd
    deviant_rho = (logit_rho - problem.logit_rho.mean) / problem.logit_rho.sd
    hyper = -0.5 * (deviant_sigma**2 + deviant_rho[..., None] ** 2)
    log_weight = ratio + whole[..., 0] - 0.5 * FINE**2 + (log_width.sum(axis=-1) + hyper)[..., None]
    weight = np.exp(log_weight - log_weight.max(axis=(0, 2, 3), keepdims=True))
    weight /= weight.sum(axis=(0, 2, 3), keepdims=True)
    grown = scale(sigma)[..., None]
    effect = grown * (centre[..., EFFECT, None] + factor[..., EFFECT, EFFECT, None] * FINE)
    level = grown * (
        centre[..., LEVEL, None]
        + factor[..., LEVEL, EFFECT, None] * FINE
        + factor[..., LEVEL, LEVEL, None] * whole[..., 1]
    )
    outer = weight[[0, -1]].sum(axis=(0, 2, 3)) + weight[:, :, [0, -1]].sum(axis=(0, 2, 3))
    return Posterior(
        weight=weight,
        effect=effect,
        level=level,
        level_sd=grown * factor[..., LEVEL, LEVEL, None] * np.exp(whole[..., 2]),
        rho=1 / (1 + np.exp(-logit_rho)),
        sigma=sigma,
        others=unscaled(problem, centre, sigma),
        edge=outer,
    )


def _between(at: Floats, nodes: Floats) -> Floats:
    """The weights of the nodes for a polynomial through them, held constant beyond."""
    powers = np.vander(nodes, increasing=True)
    wanted = np.vander(np.clip(at, nodes[0], nodes[-1]), len(nodes), increasing=True)
    return np.asarray(np.linalg.solve(powers.T, wanted.T).T)


_TO_FINE = _parabola(FINE / OUT)
_INSIDE = np.clip(FINE, -FAR_OUT, FAR_OUT)
_BEND = np.stack([_INSIDE**3 - 3 * _INSIDE, _INSIDE**4 - 3 * _INSIDE**2]) + (FINE - _INSIDE) * np.stack(
    [3 * _INSIDE**2 - 3, 4 * _INSIDE**3 - 6 * _INSIDE]
)
"""Cubic and quartic, straight on outside."""
_ENDS_TO_FINE = _parabola(np.clip(FINE, -2.5, 2.5) / OUT)[:, [0, 2]]
"""Parabola through −√3, 0 (where it is 0) and √3; held constant beyond ± 2.5."""
