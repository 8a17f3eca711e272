"""The hidden state of a diary: a stationary AR(1), made discrete, and integrated out day by day.

The state is kept in units of its own standard deviation. It lives on an even grid; two days in a row have the joint
Gaussian density on pairs of grid points, made to sum to one. So the chain is stationary and the same in both directions
of time, exactly. On an even grid the trapezoid rule is exact to within exp(-2 (π s / h)²) for a Gaussian of width s and
step h, which is what decides how many states are needed.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from unclench.trials.arrays import Floats, Ints, Singles

REACH = 4.0
"""The grid ends this many standard deviations from the middle: 6 in 100,000 of a stationary day lie beyond."""

STATES = (12, 16, 24, 32, 48, 64)
"""Up to 16 a matrix product takes as long as with 16."""
STEP_OF_CHANGE = 1.5
"""The step, at most this many standard deviations of one day's change: the sum is then off by less than 4e-4."""
STEP_OF_EMISSION = 4.0
"""The step, at most this much on the logit scale: the logistic curve turns within about this width."""

RESCALED_EVERY = 8
"""Days after which the filter is brought back to the size of one."""
SMALLEST = np.float32(1e-37)
"""What eight days can have said against a point at most: enough to be rid of it, and still a number."""


def states_for(rho: Floats, sigma: float) -> Ints:
    """How many grid points integrate AR(1)s of these correlations and that size well enough; shape of rho."""
    step = np.minimum(STEP_OF_CHANGE * np.sqrt(1 - rho * rho), STEP_OF_EMISSION / max(sigma, 1e-9))
    wanted = np.searchsorted(np.array(STATES), 2 * REACH / step + 1 - 1e-9)
    return np.asarray(np.array(STATES)[np.minimum(wanted, len(STATES) - 1)])


@cache
def grid(states: int) -> Floats:
    """Shape (states,), in standard deviations of the stationary law; symmetric about zero."""
    return np.linspace(-REACH, REACH, states)


def chain(rho: Floats, states: int) -> tuple[Floats, Floats]:
    """The stationary law, (len(rho), states), and the change in a day, (len(rho), states, states): [r, i, j] is the
    chance of state j a day after, or a day before, state i."""
    at = grid(states)
    rho = np.asarray(rho, float)[:, None, None]
    square = at * at
    joint = np.exp((rho * at[:, None] * at - 0.5 * (square[:, None] + square)) / (1 - rho * rho))
    joint /= joint.sum(axis=(1, 2), keepdims=True)
    start = joint.sum(axis=2)
    return start, joint / start[:, :, None]


def forward(start: Singles, step: Singles, table: Singles, days: Ints) -> Floats:
    """The log likelihood of each person at each point, the hidden state integrated out.

    start, step: from `chain`, one for each group; table: (rows, points, states), what a kind of day says about each
    state, the last row all ones; days: (groups, persons, days), the row of each day. Gives (groups, persons, points).

    The chain being the same in both directions, the diary is folded: its two halves are walked side by side, from
    either end, and meet in the middle.
    """
    groups, persons, length = days.shape
    points, states = table.shape[1:]
    silent = len(table) - 1
    half = (length + 1) // 2
    late = days[:, :, half:]
    if length % 2:
        late = np.concatenate([late, np.full((groups, persons, 1), silent)], axis=2)
    folded = np.empty((half, groups, 2, persons), np.int64)
    folded[:, :, 0], folded[:, :, 1] = days[:, :, :half].T.swapaxes(1, 2), late[:, :, ::-1].T.swapaxes(1, 2)
    folded = folded.reshape(half, -1)
    skipped = (folded == silent).all(axis=1).tolist()
    middle = persons * points
    whole = (groups, 2 * middle, states)
    now = np.empty(whole, np.float32)
    now[:] = start[:, None]
    then, said = np.empty_like(now), np.empty_like(now)
    by_row = said.reshape(-1, points, states)
    sizes = np.empty((half // RESCALED_EVERY, groups, 2 * middle), np.float32)
    ones = np.ones(states, np.float32)
    for day in range(half):
        if day:
            np.matmul(now, step, out=then)
            now, then = then, now
        if not skipped[day]:
            table.take(folded[day], axis=0, out=by_row, mode="clip")
            np.multiply(now, said, out=now)
        if day % RESCALED_EVERY == RESCALED_EVERY - 1:
            size = np.matmul(now, ones, out=sizes[day // RESCALED_EVERY])
            np.maximum(size, SMALLEST, out=size)
            np.divide(now, size[:, :, None], out=now)
    both = np.log(sizes, out=sizes).sum(axis=0, dtype=np.float64)
    total: Floats = both[:, :middle] + both[:, middle:]
    met = ((now[:, :middle] @ step) * now[:, middle:]) @ (1 / start)[:, :, None]
    total += np.log(np.maximum(met[..., 0], SMALLEST), dtype=np.float64)
    return total.reshape(groups, persons, points)
