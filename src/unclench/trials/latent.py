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
STEP_OF_CHANGE = 1.5
"""The step, at most this many standard deviations of one day's change: the sum is then off by less than 4e-4."""
STEP_OF_EMISSION = 4.0
"""The step, at most this much on the logit scale: the logistic curve turns within about this width."""

RESCALED_EVERY = 5
"""Days after which the filter is brought back to the size of one."""
SMALLEST = np.float32(1e-37)
"""What five days can have said against a point at most: enough to be rid of it, and still a number."""


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

    step: (rhos, states, states) from `transition`; start: (states,); table: (rhos, states, kinds, persons, points),
    what a day of that kind says about each state; cells: (persons, days), which kind a day is, with `kinds` for a day
    that says nothing. Gives (rhos, persons, points).
    """
    rhos, states, kinds, persons, points = table.shape
    whole = (rhos, states, persons * points)
    by_person = (rhos, states, persons, points)
    silent = cells == kinds
    skipped, holed = silent.all(axis=0), silent.any(axis=0)
    said_by: list[Singles] = []
    flat, places = table, cells
    if persons == 1:
        said_by = [np.ascontiguousarray(table[:, :, kind]).reshape(whole) for kind in range(kinds)]
        said = said_by[0] if kinds else np.empty(whole, np.float32)
    else:
        flat = table.reshape(rhos, states, kinds * persons, points)
        places = np.where(silent, 0, cells) * persons + np.arange(persons)[:, None]
        said = np.empty(whole, np.float32)
    now = np.empty(whole, np.float32)
    now[:] = start[:, None]
    then = np.empty_like(now)
    total = np.zeros((rhos, persons * points))
    for day in range(cells.shape[1]):
        if day:
            np.matmul(step, now, out=then)
            now, then = then, now
        if skipped[day]:
            continue
        if persons == 1:
            said = said_by[cells[0, day]]
        else:
            flat.take(places[:, day], axis=2, out=said.reshape(by_person), mode="clip")
            if holed[day]:
                said.reshape(by_person)[:, :, silent[:, day]] = 1.0
        np.multiply(now, said, out=now)
        if day % RESCALED_EVERY == RESCALED_EVERY - 1:
            size = np.maximum(now.max(axis=1), SMALLEST)
            now *= (1 / size)[:, None]
            total += np.log(size)
    total += np.log(np.maximum(now.sum(axis=1, dtype=np.float64), SMALLEST))
    return total.reshape(rhos, persons, points)
