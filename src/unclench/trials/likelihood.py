"""The log likelihood of many persons at many points at once."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from unclench.trials.arrays import Floats, Ints
from unclench.trials.emission import tabulate
from unclench.trials.latent import STATES, chain, forward, grid, states_for
from unclench.trials.model import Problem

FEW = 600


def log_likelihood(problem: Problem, rho: Floats, sigma: Floats, theta: Floats) -> Floats:
    """rho: (rhos,), or (rhos, persons) where each person has correlations of its own; sigma: (rhos, persons, points);
    theta: (rhos, persons, points, parameters). Gives (rhos, persons, points)."""
    rhos, persons, points = theta.shape[:3]
    if rho.ndim == 2 and (rho == rho[:, :1]).all():
        rho = rho[:, 0]  # then all persons go through one matrix product
    groups = rho.size
    shape = (groups, rhos * persons // groups, points)
    person = np.broadcast_to(np.arange(persons), (rhos, persons)).reshape(shape[:2])
    sigma, theta = np.broadcast_to(sigma, theta.shape[:-1]).reshape(shape), theta.reshape(*shape, -1)
    cells = problem.cells
    found = np.empty(shape)
    for states, which in _by_states(rho.ravel(), float(sigma.max()), theta.size // theta.shape[-1]):
        start, step = chain(rho.ravel()[which], states)
        whose = person[which].ravel()
        rows = len(whose)
        own = theta[which].reshape(rows, points, -1)
        effects, gaps = own[..., : problem.columns], own[..., problem.columns :]
        table = tabulate(cells, whose, effects, gaps, sigma=sigma[which].reshape(rows, points), states=grid(states))
        index = cells.index[whose]
        days = np.where(index == cells.kinds, len(table) - 1, index + cells.kinds * np.arange(rows)[:, None])
        days = days.reshape(-1, shape[1], days.shape[1])
        found[which] = forward(start.astype(np.float32), step.astype(np.float32), table, days)
    return found.reshape(rhos, persons, points)


def _by_states(rho: Floats, sigma: float, points: int) -> Iterator[tuple[int, Ints | slice]]:
    """The correlations in groups that need about as many states. Where there are few points, the number of steps
    counts and not their size, and groups are larger."""
    needed = states_for(rho, sigma)
    before, highest = 0, int(needed.max())
    for most in STATES if points > FEW else (24, STATES[-1]):
        if before < highest <= most and before < needed.min():
            yield highest, slice(None)  # all of them, without a copy
        elif (which := np.flatnonzero((before < needed) & (needed <= most))).size:
            yield int(needed[which].max()), which
        before = most


def log_prior(problem: Problem, theta: Floats) -> Floats:
    """The log density of the parameters, up to a constant: (…, parameters) to (…)."""
    return np.asarray(-0.5 * (((theta - problem.mean) / problem.sd) ** 2).sum(axis=-1))
