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
    found = [_kinds(x, y, levels) for x, y in zip(xs, ys, strict=True)]
    sizes = [max(len(kinds[group][0]) for kinds in found) for group in range(3)]
    total = sum(sizes)
    x_all = np.zeros((persons, total, columns))
    index = np.full((persons, days), total, np.int64)
    inner = np.ones((persons, sizes[2]), np.int64)
    for person, groups in enumerate(found):
        first = 0
        for group, (rows, entries, which, at) in enumerate(groups):
            x_all[person, first : first + len(rows)] = rows
            index[person, which] = first + at
            if group == 2:
                inner[person, : len(rows)] = entries
            first += sizes[group]
    return Cells(x_all, index, sizes[0], sizes[1], inner, levels)


def _kinds(x: Floats, y: Ints, levels: int) -> list[tuple[Floats, Ints, Ints, Ints]]:
    """For lows, tops and inner entries: the different rows, their entries, the days, and which row each day has."""
    seen: tuple[dict[tuple[float, ...], int], ...] = ({}, {}, {})
    which: tuple[list[int], ...] = ([], [], [])
    at: tuple[list[int], ...] = ([], [], [])
    for day, (entry, row) in enumerate(zip(y.tolist(), x.tolist(), strict=True)):
        if entry != MISSING:
            group = 0 if entry == 0 else 1 if entry == levels - 1 else 2
            which[group].append(day)
            at[group].append(seen[group].setdefault((entry, *row), len(seen[group])))
    columns = x.shape[1]
    return [
        (
            np.array([key[1:] for key in seen[group]]).reshape(-1, columns),
            np.array([key[0] for key in seen[group]], np.int64),
            np.array(which[group], np.int64),
            np.array(at[group], np.int64),
        )
        for group in range(3)
    ]


def tabulate(cells: Cells, effects: Floats, gaps: Floats, sigma: Floats, states: Floats) -> Singles:
    """The chance of each kind of day in each state: (rhos, states, kinds, persons, points).

    effects: (rhos, persons, points, columns), gaps: (rhos, persons, points, levels − 2), sigma: (rhos, persons,
    points), states: (states,) symmetric about zero.
    """
    rhos, persons, points, _ = effects.shape
    eta = np.einsum("bcx,rbmx->rcbm", cells.x, effects, optimize=False)
    up = np.exp(np.clip(sigma[:, None] * states[:, None, None], -STEEPEST, STEEPEST)).astype(np.float32)[:, :, None]
    down = up[:, ::-1]  # the grid is symmetric
    shape = (cells.kinds, rhos, len(states), persons, points)
    if persons == 1:  # then the filter takes the kinds one by one
        table = np.empty(shape, np.float32).transpose(1, 2, 0, 3, 4)
    else:
        table = np.empty((*shape[1:3], shape[0], *shape[3:]), np.float32)
    lows, tops = slice(0, cells.lows), slice(cells.lows, cells.lows + cells.tops)
    np.multiply(_exp(eta[:, lows])[:, None], up, out=table[:, :, lows])
    cuts = np.cumsum(np.exp(gaps), axis=-1)
    highest = cuts[..., -1] if cells.levels > 2 else np.zeros(effects.shape[:-1])
    np.multiply(_exp(highest[:, None] - eta[:, tops])[:, None], down, out=table[:, :, tops])
    ends = table[:, :, : cells.lows + cells.tops]
    ends += 1
    np.reciprocal(ends, out=ends)
    if cells.inner.size:
        _tabulate_inner(cells, eta, cuts, up, down, table=table)
    return table


def _tabulate_inner(cells: Cells, eta: Floats, cuts: Floats, up: Singles, down: Singles, *, table: Singles) -> None:
    inners = slice(cells.lows + cells.tops, cells.kinds)
    edges = np.concatenate([np.zeros((*cuts.shape[:-1], 1)), cuts], axis=-1)  # κ_1 … κ_{K−1}
    entry = np.moveaxis(cells.inner, 1, 0)[None, :, :, None]
    shape = (edges.shape[0], entry.shape[1], *edges.shape[1:-1])
    spread = np.broadcast_to(edges[:, None], (*shape, edges.shape[-1]))
    chosen = np.broadcast_to(entry, shape)[..., None]
    lower = np.take_along_axis(spread, chosen - 1, axis=-1)[..., 0]
    upper = np.take_along_axis(spread, chosen, axis=-1)[..., 0]
    below = 1 + _exp(lower - eta[:, inners])[:, None] * down
    above = 1 + _exp(eta[:, inners] - upper)[:, None] * up
    between = -np.expm1(lower - upper).astype(np.float32)
    table[:, :, inners] = between[:, None] / (below * above)


def _exp(eta: Floats) -> Singles:
    return np.exp(np.clip(eta, -STEEPEST, STEEPEST)).astype(np.float32)
