"""What the axes other than the effect's contribute to the posterior, and what they make of the level.

Along each axis the ratio of the posterior to the standard normal is integrated by the three-point Gauss-Hermite rule.
The contributions of the axes beyond the level's differ from one end of the level's axis to the other; without that the
level's sd is up to 6 % off. All of it changes with σ, with ρ and with the effect; these changes are looked at one at a
time, around a person's middle, and added.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from unclench.trials.arrays import Floats
from unclench.trials.model import EFFECT, LEVEL, Problem
from unclench.trials.placing import log_posterior, spots

OUT = np.sqrt(3.0)
"""The outer points of the three-point Gauss-Hermite rule."""
LEAST_VARIANCE = 0.05


@dataclass(frozen=True, slots=True, eq=False)
class Across:
    """The log of what the other axes contribute, mean of z₂ and log of its sd, in this order.

    middle: (persons, 3), at the middle of σ and ρ and z₁ = 0. The rest, (3, persons, 3), is what is added to it at each
    of three values of ρ, of σ, and of z₁ (−√3, 0, √3).
    """

    middle: Floats
    by_rho: Floats
    by_sigma: Floats
    by_effect: Floats


def measure(problem: Problem, rho: Floats, sigma: Floats, centre: Floats, factor: Floats) -> Across:
    """rho: (3, persons); sigma: (3, persons, 3); centre, factor: (3, persons, 3, …), as in `placing.Shape`."""
    size, persons = problem.parameters, problem.persons
    inside = np.concatenate([_on_axes(size, 0.0), _corners(size)])
    outside = np.concatenate([_on_axes(size, -OUT), _on_axes(size, OUT)])
    points = np.zeros((len(RHO_OF), 1, max(len(inside), len(outside)), size))
    points[:-1, :, : len(inside)], points[-1, :, : len(outside)] = inside, outside
    at = spots(centre[RHO_OF, :, SIGMA_OF], factor[RHO_OF, :, SIGMA_OF], points)
    wide = np.broadcast_to(sigma[RHO_OF, :, SIGMA_OF][..., None], at.shape[:-1])
    found = log_posterior(problem, rho[RHO_OF], wide, at) + 0.5 * (points * points).sum(axis=-1)
    axes = 2 * size - 1
    plain, crossed = found[:-1, :, :axes], found[:-1, :, axes : len(inside)]
    five = _three_points(plain, _moved(plain, crossed, size))
    beyond = found[-1, :, : len(outside)].reshape(persons, 2, axes)
    by_effect = np.stack([beyond[:, 0], plain[MIDDLE], beyond[:, 1]])
    by_effect = _three_points(by_effect, np.zeros(2))
    middle = five[MIDDLE]
    return Across(middle, five[[0, MIDDLE, 4]] - middle, five[[1, MIDDLE, 3]] - middle, by_effect - by_effect[1])


RHO_OF = np.array([0, 1, 1, 1, 2, 1])
SIGMA_OF = np.array([1, 0, 1, 2, 1, 1])
"""The settings that are looked at: a cross, and its middle once more for the other places of the effect."""
MIDDLE = 2


def _on_axes(size: int, effect: float) -> Floats:
    """The middle and both outer points on every other axis: (2 size − 1, size)."""
    points = np.zeros((2 * size - 1, size))
    points[:, EFFECT] = effect
    axes = np.arange(1, size)
    points[2 * axes - 1, axes], points[2 * axes, axes] = -OUT, OUT
    return points


def _corners(size: int) -> Floats:
    """Both outer points of every later axis, at either end of the level's: (2 · 2 · (size − 2), size)."""
    points = np.zeros((2, 2, size - 2, size))
    later = np.arange(2, size)
    points[0, ..., LEVEL], points[1, ..., LEVEL] = -OUT, OUT
    points[:, 0, later - 2, later], points[:, 1, later - 2, later] = -OUT, OUT
    return points.reshape(-1, size)


def _moved(plain: Floats, crossed: Floats, size: int) -> Floats:
    """By how much the log of what the later axes contribute differs at both ends of the level's axis: (…, 2)."""
    middle = np.log(_rule(plain[..., 3::2], plain[..., 4::2], plain[..., :1])).sum(axis=-1)
    crossed = crossed.reshape(*crossed.shape[:-1], 2, 2, size - 2)
    ends = _rule(crossed[..., 0, :], crossed[..., 1, :], plain[..., 1:3, None])
    return np.asarray(np.log(ends).sum(axis=-1) - middle[..., None])


def _rule(less: Floats, more: Floats, middle: Floats) -> Floats:
    return np.asarray(2 / 3 + (np.exp(less - middle) + np.exp(more - middle)) / 6)


def _three_points(plain: Floats, moved: Floats) -> Floats:
    """The log of the share of all axes, and mean and log sd of z₂: (…, 3). plain: logs in the order of `_on_axes`."""
    ends = np.exp(plain[..., 1:3] - plain[..., :1] + moved)
    less, more = ends[..., 0], ends[..., 1]
    level = 2 / 3 + (less + more) / 6
    later = np.log(_rule(plain[..., 3::2], plain[..., 4::2], plain[..., :1])).sum(axis=-1)
    mean = OUT / 6 * (more - less) / level
    variance = np.maximum(0.5 * (more + less) / level - mean * mean, LEAST_VARIANCE)
    return np.stack([np.log(level) + later, mean, 0.5 * np.log(variance)], axis=-1)
