"""What a day says."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trials.oracle import entry
from unclench.trials.arrays import Floats
from unclench.trials.emission import MISSING, gather, tabulate
from unclench.trials.latent import grid


def table_of(levels: int, eta: float, sigma: float, gaps: list[float]) -> tuple[Floats, Floats]:
    """The chances by entry and state, as tabulated and as the difference of two logistic curves."""
    y = np.arange(levels)
    cells = gather([np.ones((levels, 1))], [y], levels)
    states = grid(13)
    table = tabulate(
        cells,
        np.zeros(1, int),
        np.full((1, 1, 1), eta),
        np.array(gaps).reshape(1, 1, -1),
        sigma=np.full((1, 1), sigma),
        states=states,
    )
    assert (table[-1] == 1).all()
    found = np.stack([table[kind, 0] for kind in cells.index[0]]).astype(float)
    cuts = np.concatenate([[0.0], np.cumsum(np.exp(gaps))])[: levels - 1]
    wanted = np.stack([entry(int(one), eta + sigma * states, cuts[:, None]) for one in y])
    return found, wanted


@given(st.integers(2, 5), st.floats(-8, 8), st.floats(0.01, 3), st.data())
def test_it_is_the_difference_of_two_logistic_curves(
    levels: int, eta: float, sigma: float, data: st.DataObject
) -> None:
    gaps = data.draw(st.lists(st.floats(-2, 1), min_size=levels - 2, max_size=levels - 2))
    found, wanted = table_of(levels, eta, sigma, gaps)
    assert found == pytest.approx(wanted, rel=2e-4, abs=1e-7)
    assert found.sum(axis=0) == pytest.approx(np.ones(13), abs=1e-4)


def test_yes_and_no_swap_when_the_predictor_turns() -> None:
    found, _ = table_of(2, 1.3, 0.8, [])
    turned, _ = table_of(2, -1.3, 0.8, [])
    assert found[0] == pytest.approx(turned[1, ::-1], rel=1e-5)


def test_equal_days_are_worked_out_once() -> None:
    x = np.array([[0.5, 1.0], [0.5, 1.0], [-0.5, 1.0], [0.5, 1.0]])
    cells = gather([x], [np.array([1, 1, 0, MISSING])], 2)
    assert cells.kinds == 2
    assert cells.index.tolist() == [[1, 1, 0, 2]]


def test_shorter_diaries_end_in_silence() -> None:
    cells = gather([np.ones((3, 1)), np.ones((1, 1))], [np.array([0, 1, 1]), np.array([1])], 2)
    assert cells.index.tolist() == [[0, 1, 1], [1, 2, 2]]


@given(st.lists(st.lists(st.integers(-1, 3), max_size=12), min_size=1, max_size=4), st.integers(0, 99))
def test_every_day_finds_its_own_row_and_entry(entries: list[list[int]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    ys = [np.array(y, int) for y in entries]
    xs = [rng.integers(0, 2, (len(y), 3)).astype(float) for y in ys]
    cells = gather(xs, ys, 4)
    inside = cells.lows + cells.tops
    for person, (x, y) in enumerate(zip(xs, ys, strict=True)):
        for day, (row, one) in enumerate(zip(x, y, strict=True)):
            kind = int(cells.index[person, day])
            if one == MISSING:
                assert kind == cells.kinds
                continue
            assert (cells.x[person, kind] == row).all()
            read = 0 if kind < cells.lows else 3 if kind < inside else cells.inner[person, kind - inside]
            assert read == one
