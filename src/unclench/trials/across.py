"""A star around every node of σ and ρ: how the posterior of the effects falls along each axis from its middle.

Along the effect's axis the fall is a parabola through three places, bent by a cubic and a quartic term that are
measured once for each person. Along the other axes the ratio of the posterior to the standard normal is integrated by
the three-point Gauss-Hermite rule. What the axes beyond the level's contribute differs from one end of the level's axis
to the other (without that the level's sd is up to 6 % off, and with a large σ its mean by a third of an sd): that is
measured at four nodes. What all of them contribute differs along the effect's axis too: that, at two.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np

from unclench.trials.arrays import Floats, Ints
from unclench.trials.model import EFFECT, LEVEL, Problem
from unclench.trials.placing import log_posterior

OUT = np.sqrt(3.0)
"""The outer points of the three-point Gauss-Hermite rule."""
FAR_OUT = 2.8
"""Where the bend of the effect's axis is measured."""
LEAST_VARIANCE = 0.05
INNER = (1, 2)
"""The inner ones of four values of ρ."""
ENDS_AT = ((1, 2), (1, 3), (2, 1), (2, 2))
"""The nodes (of ρ, of σ) at which the ends of the level's axis are looked at; …"""
ENDS_OF = np.array([[2, 2, 0, 1], [2, 2, 0, 1], [2, 2, 3, 1], [2, 2, 3, 1]])
"""… and which of these each node takes: how they differ depends on σ more than on ρ, and least where σ is small."""


@dataclass(frozen=True, slots=True, eq=False)
class Across:
    """The fall along the effect's axis, and the other axes: the log of their share, mean of z₂ and log of its sd."""

    along: Floats
    """(persons, rhos, sigmas, 3): the log of the ratio at −√3, 0, √3."""
    bent: Floats
    """(persons, 2): what is added to the parabola through these, for each z³ − 3 z and each z⁴ − 3 z²."""
    others: Floats
    """(persons, rhos, sigmas, 3)"""
    by_effect: Floats
    """(persons, 2, 3): what is added to the others at z₁ = −√3 and √3."""


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """What is looked at: for each value of ρ the stars of all σ, and at inner ones what else there is, cut into groups
    of the same length, so that one pass of the filter takes them all."""

    rho: Ints
    """(groups,)"""
    sigma: Ints
    """(groups, length)"""
    z: Floats
    """(groups, length, size)"""
    stars: Ints
    """(rhos, sigmas, arms): where each lies among all; …"""
    ends: Ints
    """… (nodes, 2 ends, later axes, 2 sides); …"""
    away: Ints
    """… (2, 2 + other arms): two far ones on the effect's axis, and the other axes at one of its ends."""


@cache
def places(size: int) -> Places:
    star, unit = star_of(size), np.eye(size)
    later = star[2 * LEVEL + 3 :]
    ends = np.concatenate([later + side * unit[LEVEL] for side in (-OUT, OUT)])
    far = np.array([[-FAR_OUT], [FAR_OUT]]) * unit[EFFECT]
    length = max(2 * len(star), -(-(4 * len(star) + 2 * len(ends) + 2 * size) // 3))
    rhos: list[int] = []
    sigmas, zs = [np.zeros(0, np.int64)], [np.zeros((0, size))]
    at: dict[tuple[int, str, int], Ints] = {}
    for rho in range(4):
        parts = [("star", sigma, star) for sigma in range(4)]
        if rho in INNER:
            side = unit[EFFECT] * (OUT if rho == INNER[1] else -OUT)
            parts += [("ends", sigma, ends) for one, sigma in ENDS_AT if one == rho]
            parts.append(("away", rho, np.concatenate([far, star[3:] + side])))
        groups = 3 if rho in INNER else 2
        begin, used = len(rhos) * length, 0
        for name, sigma, z in parts:
            at[rho, name, sigma] = begin + used + np.arange(len(z))
            used += len(z)
        left = groups * length - used
        rhos += [rho] * groups
        sigmas += [np.repeat([sigma for _, sigma, _ in parts], [len(z) for _, _, z in parts]), np.zeros(left, np.int64)]
        zs += [*(z for _, _, z in parts), np.zeros((left, size))]
    return Places(
        rho=np.array(rhos),
        sigma=np.concatenate(sigmas).reshape(len(rhos), length),
        z=np.concatenate(zs).reshape(len(rhos), length, size),
        stars=np.array([[at[rho, "star", sigma] for sigma in range(4)] for rho in range(4)]),
        ends=np.array([at[rho, "ends", sigma] for rho, sigma in ENDS_AT]).reshape(len(ENDS_AT), 2, size - 2, 2),
        away=np.array([at[rho, "away", rho] for rho in INNER]),
    )


def star_of(size: int) -> Floats:
    """The middle, and both outer points on every axis: (2 size + 1, size)."""
    points = np.zeros((2 * size + 1, size))
    axes = np.arange(size)
    points[2 * axes + 1, axes], points[2 * axes + 2, axes] = -OUT, OUT
    return points


def measure(problem: Problem, rho: Floats, sigma: Floats, centre: Floats, factor: Floats) -> Across:
    """rho: (4, persons); sigma: (4, persons, 4); centre, factor: (4, persons, 4, …), as in `placing.Shape`."""
    at = places(problem.parameters)
    where = at.rho[:, None], slice(None), at.sigma
    scaled = centre[where] + (factor[where] @ at.z[:, :, None, :, None])[..., 0]
    found = log_posterior(problem, rho[at.rho], sigma[where].swapaxes(1, 2), scaled.swapaxes(1, 2))
    found = (found + 0.5 * (at.z * at.z).sum(axis=-1)[:, None]).swapaxes(0, 1).reshape(problem.persons, -1)
    stars, ends, away = found[:, at.stars], found[:, at.ends], found[:, at.away]
    later = _later(stars[..., 5::2], stars[..., 6::2], stars[..., :1])
    nodes = slice(None), *np.array(ENDS_AT).T
    moved = _later(ends[..., 0], ends[..., 1], stars[nodes][..., 3:5, None]) - later[nodes][..., None]
    others = _three_points(stars[..., 3:5] - stars[..., :1] + moved[:, ENDS_OF], later)
    beside = stars[:, INNER, INNER]
    return Across(stars[..., [1, 0, 2]], _bent(beside, away), others, _by_effect(beside, away))


def _bent(own: Floats, away: Floats) -> Floats:
    """The cubic and the quartic term of the effect's axis, the mean of two nodes. own, away: (persons, 2, …)."""
    middle, less, more = own[..., 0], own[..., 1], own[..., 2]
    odd, even = (more - less) / (2 * OUT), (more + less - 2 * middle) / 6
    far = away[..., :2] - middle[..., None]
    cubic = ((far[..., 1] - far[..., 0]) / 2 - odd * FAR_OUT) / (FAR_OUT**3 - 3 * FAR_OUT)
    quartic = ((far[..., 1] + far[..., 0]) / 2 - even * FAR_OUT**2) / (FAR_OUT**4 - 3 * FAR_OUT**2)
    return np.stack([cubic.mean(axis=1), quartic.mean(axis=1)], axis=-1)


def _by_effect(own: Floats, away: Floats) -> Floats:
    """What the other axes are at one end of the effect's axis against its middle: (persons, 2, 3)."""
    beside, middle = own[:, [0, 1], [1, 2]], own[..., 0]
    here, there = own[..., 3:] - middle[..., None], away[..., 2:] - beside[..., None]
    inside, outside = (
        _three_points(arms[..., :2], _later(arms[..., 2::2], arms[..., 3::2], np.zeros(1))) for arms in (here, there)
    )
    return np.asarray(outside - inside)


def _later(less: Floats, more: Floats, middle: Floats) -> Floats:
    """The log of what the axes in the last dimension contribute together."""
    return np.asarray(np.log(2 / 3 + (np.exp(less - middle) + np.exp(more - middle)) / 6).sum(axis=-1))


def _three_points(ends: Floats, later: Floats) -> Floats:
    """The log of the share of all axes, and mean and log sd of z₂: (…, 3). ends: the logs at both ends of its axis."""
    ends = np.exp(ends)
    less, more = ends[..., 0], ends[..., 1]
    level = 2 / 3 + (less + more) / 6
    mean = OUT / 6 * (more - less) / level
    variance = np.maximum(0.5 * (more + less) / level - mean * mean, LEAST_VARIANCE)
    return np.stack([np.log(level) + later, mean, 0.5 * np.log(variance)], axis=-1)
