"""The hidden state of a diary: a stationary AR(1), made discrete, and integrated out day by day.

The state is kept in units of its own standard deviation. It lives on an even grid; one day's change is the Gaussian
density between grid points, each column made to sum to one. On an even grid the trapezoid rule is exact to within
exp(-2 (π s / h)²) for a Gaussian of width s and step h, which is what decides how many states are needed.
"""

from __future__ import annotations

import numpy as np

from unclench.trials.arrays import Floats, Ints, Singles

REACH = 4.0
"""The grid ends this many standard deviations from the middle: 6 in 100,000 of a stationary day lie beyond."""

STATES = (13, 17, 21, 27, 35, 47, 61)
STEP_OF_CHANGE = 1.35
"""The step, at most this many standard deviations of one day's change: the sum is then off by less than 5e-5."""
STEP_OF_EMISSION = 3.0
"""The step, at most this much on the logit scale: the logistic curve turns within about this width."""

RESCALED_EVERY = 5
"""Days after which the filter is brought back to the size of one; single precision carries many more."""


def states_for(rho: float, sigma: float) -> int:
    """How many grid points integrate an AR(1) of that correlation and size well enough."""
    step = min(STEP_OF_CHANGE * float(np.sqrt(1 - rho * rho)), STEP_OF_EMISSION / max(sigma, 1e-9))
    return next((n for n in STATES if 2 * REACH / (n - 1) <= step), STATES[-1])


def grid(states: int) -> Floats:
    """Shape (states,), in standard deviations of the stationary law; symmetric about zero."""
    return np.linspace(-REACH, REACH, states)


def stationary(states: int) -> Floats:
    """Shape (states,), sums to one."""
    weights = np.exp(-0.5 * grid(states) ** 2)
    return np.asarray(weights / weights.sum())


def transition(rho: Floats, states: int) -> Floats:
    """Shape (len(rho), states, states): [r, j, i] is the chance of state j a day after state i; columns sum to one."""
    at = grid(states)
    rho = np.asarray(rho, float)[:, None, None]
    kernel = np.exp(-0.5 * (at[:, None] - rho * at) ** 2 / (1 - rho * rho))
    return np.asarray(kernel / kernel.sum(axis=1, keepdims=True))


def forward(step: Singles, start: Singles, table: Singles, cells: Ints) -> Floats:
    """The log likelihood of each person at each point, the hidden state integrated out.

    step: (rhos, states, states) from `transition`; start: (states,); table: (rhos, states, kinds, persons, points), what
    a day of that kind says about each state; cells: (persons, days), which kind a day is, with `kinds` for a day that
    says nothing. Gives (rhos, persons, points).
    """
    rhos, states, kinds, persons, points = table.shape
    flat = table.reshape(rhos, states, kinds * persons, points)
    days = cells.shape[1]
    silent = cells == kinds
    places = np.where(silent, 0, cells) * persons + np.arange(persons)[:, None]
    now = np.empty((rhos, states, persons * points), np.float32)
    now[:] = start[:, None]
    then = np.empty_like(now)
    said = np.empty((rhos, states, persons, points), np.float32)
    as_persons = (rhos, states, persons, points)
    total = np.zeros((rhos, persons * points))
    middle = states // 2
    all_silent, any_silent = silent.all(axis=0), silent.any(axis=0)
    for day in range(days):
        if day:
            np.matmul(step, now, out=then)
            now, then = then, now
        if all_silent[day]:
            continue
        np.take(flat, places[:, day], axis=2, out=said, mode="clip")
        if any_silent[day]:
            said[:, :, silent[:, day]] = 1.0
        view = now.reshape(as_persons)
        np.multiply(view, said, out=view)
        if day % RESCALED_EVERY == RESCALED_EVERY - 1:
            size = now[:, middle].copy()
            now *= (1 / size)[:, None]
            total += np.log(size)
    total += np.log(now.sum(axis=1, dtype=np.float64))
    return total.reshape(rhos, persons, points)
