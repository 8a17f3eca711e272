"""The log likelihood of many persons at many points at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unclench.trials.arrays import Floats, Ints
from unclench.trials.emission import tabulate
from unclench.trials.latent import STATES, forward, grid, states_for, stationary, transition
from unclench.trials.model import Problem

FEW = 150


def log_likelihood(problem: Problem, rho: Floats, sigma: Floats, theta: Floats) -> Floats:
    """rho: (rhos,); sigma: (persons, points) or (rhos, persons, points); theta: (rhos, persons, points, parameters).
    Gives (rhos, persons, points)."""
    shape = theta.shape[:-1]
    sigma = np.broadcast_to(sigma, shape)
    effects, gaps = theta[..., : problem.columns], theta[..., problem.columns :]
    found = np.empty(shape)
    steepest = float(sigma.max())
    for states, which in _by_states(rho, steepest, sigma[0].size):
        step, start = transition(rho[which], states).astype(np.float32), stationary(states).astype(np.float32)
        table = tabulate(problem.cells, effects[which], gaps[which], sigma[which], grid(states))
        found[which] = forward(step, start, table, problem.cells.index)
    return found


def _by_states(rho: Floats, sigma: float, points: int) -> Iterator[tuple[int, Ints]]:
    """The correlations in groups that need about as many states. Where each has few points, the number of steps counts
    and not their size, and groups are larger."""
    needed = np.array([states_for(float(one), sigma) for one in rho])
    left = np.ones(len(rho), bool)
    for most in STATES if points > FEW else (21, 35, STATES[-1]):
        which = np.flatnonzero(left & (needed <= most))
        if len(which):
            left[which] = False
            yield int(needed[which].max()), which


def log_prior(problem: Problem, theta: Floats) -> Floats:
    """The log density of the parameters, up to a constant: (…, parameters) to (…)."""
    return np.asarray(-0.5 * (((theta - problem.mean) / problem.sd) ** 2).sum(axis=-1))
