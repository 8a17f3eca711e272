"""What a day says: the chance of its entry, given the hidden state, for yes/no and for ordered entries.

P(y ≥ k) = logistic(η − κ_k + σ u) with κ_1 = 0 and κ_k growing by exp(gap). For entry y that is
expit(η − κ_y + σu) · expit(−(η − κ_{y+1} + σu)) · (1 − exp(−(κ_{y+1} − κ_y))), the last factor of an inner entry only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from unclench.trials.arrays import Floats, Ints, Singles

MISSING = -1
STEEPEST = 40.0
"""Linear predictors are kept within ± this; exp(40) squared still fits a single-precision number."""


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """The different kinds of days: the same covariates and the same entry are worked out once.

    x: (persons, kinds, columns); index: (persons, days), `kinds` where nothing was entered. The kinds come as lows (the
    entry 0), then tops (the highest entry), then inner ones, whose entries are in `inner`: (persons, inners).
    """

    x: Floats
    index: Ints
    lows: int
    tops: int
    inner: Ints
    levels: int

    @property
    def kinds(self) -> int:
        return int(self.x.shape[1])


def gather(xs: Sequence[Floats], ys: Sequence[Ints], levels: int) -> Cells:
    """xs: per person (days, columns); ys: per person (days,), 0 to levels − 1, or `MISSING`. Shorter diaries are
    filled up with silent days at the end."""
    persons, days = len(xs), max((len(y) for y in ys), default=0)
    columns = xs[0].shape[1]
    person = np.repeat(np.arange(persons), [len(y) for y in ys])
    day = np.concatenate([np.arange(len(y)) for y in ys])
    entry = np.concatenate(ys)
    known = entry != MISSING
    person, day, entry, row = person[known], day[known], entry[known], np.concatenate(xs)[known]
    group = np.where(entry == 0, LOW, np.where(entry == levels - 1, TOP, INNER))
    which, first = _different(np.column_stack([person, group, entry, row]))
    order = np.lexsort((first, group[first], person[first]))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    kind_person, kind_group = person[first[order]], group[first[order]]
    counts = np.zeros((persons, 3), np.int64)
    np.add.at(counts, (kind_person, kind_group), 1)
    sizes = counts.max(axis=0)
    begins = np.concatenate([[0], np.cumsum(sizes)])
    before = np.cumsum(counts.ravel()) - counts.ravel()
    number = np.arange(len(order)) - before[3 * kind_person + kind_group] + begins[kind_group]
    x_all = np.zeros((persons, begins[3], columns))
    x_all[kind_person, number] = row[first[order]]
    index = np.full((persons, days), begins[3], np.int64)
    index[person, day] = number[place[which]]
    inner = np.ones((persons, sizes[INNER]), np.int64)
    of_inner = kind_group == INNER
    inner[kind_person[of_inner], number[of_inner] - begins[INNER]] = entry[first[order]][of_inner]
    return Cells(x_all, index, int(sizes[LOW]), int(sizes[TOP]), inner, levels)


LOW, TOP, INNER = range(3)


def _different(rows: Floats) -> tuple[Ints, Ints]:
    """Which different row each row is, and where each different row first stands."""
    rows = np.ascontiguousarray(rows + 0.0)  # without minus zero
    whole = rows.view(np.dtype((np.void, rows.dtype.itemsize * rows.shape[1]))).ravel()
    _, first, which = np.unique(whole, return_index=True, return_inverse=True)
    return which.ravel(), first


def tabulate(cells: Cells, person: Ints, effects: Floats, gaps: Floats, *, sigma: Floats, states: Floats) -> Singles:
    """The chance of each kind of day in each state: (rows · kinds + 1, points, states), the last all ones.

    person: (rows,), whose row it is; effects: (rows, points, columns), gaps: (rows, points, levels − 2), sigma: (rows,
    points), states: (states,) symmetric about zero.
    """
    rows, points, _ = effects.shape
    eta = cells.x[person] @ np.swapaxes(effects, 1, 2)
    up = (sigma[:, None, :, None] * states).astype(np.float32)
    np.clip(up, -STEEPEST, STEEPEST, out=up)
    np.exp(up, out=up)
    down = up[..., ::-1]  # the grid is symmetric
    flat = np.empty((rows * cells.kinds + 1, points, len(states)), np.float32)
    flat[-1] = 1
    table = flat[:-1].reshape(rows, cells.kinds, points, len(states))
    lows, tops = slice(0, cells.lows), slice(cells.lows, cells.lows + cells.tops)
    np.multiply(_exp(eta[:, lows])[..., None], up, out=table[:, lows])
    cuts = np.cumsum(np.exp(gaps), axis=-1)
    highest = cuts[..., -1] if cells.levels > 2 else np.zeros((rows, points))
    np.multiply(_exp(highest[:, None] - eta[:, tops])[..., None], down, out=table[:, tops])
    ends = table[:, : cells.lows + cells.tops]
    ends += 1
    np.reciprocal(ends, out=ends)
    if cells.inner.size:
        _tabulate_inner(cells, person, eta, cuts, up, table=table)
    return flat


def _tabulate_inner(cells: Cells, person: Ints, eta: Floats, cuts: Floats, up: Singles, *, table: Singles) -> None:
    inners = slice(cells.lows + cells.tops, cells.kinds)
    edges = np.concatenate([np.zeros((*cuts.shape[:-1], 1)), cuts], axis=-1)  # κ_1 … κ_{K−1}
    entry = cells.inner[person][:, :, None]
    rows = np.arange(len(edges))[:, None, None]
    points = np.arange(edges.shape[1])
    lower, upper = edges[rows, points, entry - 1], edges[rows, points, entry]
    below = 1 + _exp(lower - eta[:, inners])[..., None] * up[..., ::-1]
    above = 1 + _exp(eta[:, inners] - upper)[..., None] * up
    between = -np.expm1(lower - upper).astype(np.float32)
    table[:, inners] = between[..., None] / (below * above)


def _exp(eta: Floats) -> Singles:
    return np.exp(np.clip(eta, -STEEPEST, STEEPEST)).astype(np.float32)
