"""The filter against sums over all paths, integrals, and closed forms."""

from __future__ import annotations

from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from tests.trials import oracle
from unclench.trials.arrays import Floats, Ints
from unclench.trials.emission import MISSING, gather, tabulate
from unclench.trials.latent import chain, forward, grid, states_for

RHOS = st.floats(0.0, 0.95)
SIGMAS = st.floats(0.05, 4.0)
ETAS = st.floats(-4.0, 4.0)


def log_likelihood(y: list[int], eta: float, sigma: float, rho: float, *, levels: int = 2, states: int = 0) -> float:
    count = states or int(states_for(np.array(rho), sigma))
    return float(walked([np.array(y)], eta, sigma, rho, levels=levels, states=count)[0])


def walked(ys: list[Ints], eta: float, sigma: float, rho: float, *, levels: int, states: int) -> Floats:
    persons = len(ys)
    cells = gather([np.ones((len(y), 1)) for y in ys], ys, levels)
    table = tabulate(
        cells,
        np.arange(persons),
        np.full((persons, 1, 1), eta),
        np.full((persons, 1, levels - 2), 0.3),
        sigma=np.full((persons, 1), sigma),
        states=grid(states),
    )
    days = np.where(cells.index < cells.kinds, cells.index + cells.kinds * np.arange(persons)[:, None], len(table) - 1)
    start, step = (part.astype(np.float32) for part in chain(np.array([rho]), states))
    return forward(start, step, table, days[None])[0, :, 0]


def reference(y: list[int], eta: float, sigma: float, rho: float, *, levels: int = 2) -> float:
    theta = np.array([[eta] + [0.3] * (levels - 2)])
    found = oracle.log_likelihood(np.ones((len(y), 1)), np.array(y), theta, sigma, rho, levels=levels, states=201)
    return float(found[0])


@given(st.lists(st.integers(-1, 1), min_size=1, max_size=60), ETAS, SIGMAS, RHOS)
def test_it_agrees_with_a_fine_grid_in_double_precision(y: list[int], eta: float, sigma: float, rho: float) -> None:
    assert log_likelihood(y, eta, sigma, rho) == pytest.approx(reference(y, eta, sigma, rho), abs=0.01, rel=0.004)


@settings(max_examples=40)
@given(st.lists(st.integers(-1, 3), min_size=1, max_size=40), ETAS, SIGMAS, RHOS)
def test_it_agrees_for_degrees_too(y: list[int], eta: float, sigma: float, rho: float) -> None:
    found = log_likelihood(y, eta, sigma, rho, levels=4)
    assert found == pytest.approx(reference(y, eta, sigma, rho, levels=4), abs=0.01, rel=0.004)


def test_it_is_the_sum_over_all_paths_of_the_hidden_state() -> None:
    count, sigma, eta, y = 13, 1.3, -0.4, [1, MISSING, 0, 1]
    start, step = (part[0] for part in chain(np.array([0.6]), count))
    at = grid(count)
    total = 0.0
    for path in product(range(count), repeat=len(y)):
        chance = start[path[0]]
        for before, after in pairwise(path):
            chance *= step[before, after]
        for state, entry in zip(path, y, strict=True):
            if entry != MISSING:
                chance *= expit((2 * entry - 1) * (eta + sigma * at[state]))
        total += chance
    assert log_likelihood(y, eta, sigma, 0.6, states=count) == pytest.approx(np.log(total), abs=1e-5)


def test_one_day_is_the_logistic_normal_integral() -> None:
    at, mass = oracle.hermite(80)
    assert log_likelihood([1], 0.7, 1.5, 0.5) == pytest.approx(np.log(expit(0.7 + 1.5 * at) @ mass), abs=1e-4)


@given(st.lists(st.integers(0, 1), min_size=2, max_size=12), st.data(), ETAS, SIGMAS, RHOS)
def test_a_missing_day_is_the_sum_over_its_entries(
    y: list[int], data: st.DataObject, eta: float, sigma: float, rho: float
) -> None:
    day = data.draw(st.integers(0, len(y) - 1))
    entered = [np.exp(log_likelihood([*y[:day], entry, *y[day + 1 :]], eta, sigma, rho)) for entry in (0, 1)]
    silent = np.exp(log_likelihood([*y[:day], MISSING, *y[day + 1 :]], eta, sigma, rho))
    assert sum(entered) == pytest.approx(silent, rel=1e-4)


def test_all_diaries_of_six_days_have_a_chance_of_one_together() -> None:
    chances = [np.exp(log_likelihood(list(y), -0.5, 2.0, 0.8)) for y in product((0, 1), repeat=6)]
    assert sum(chances) == pytest.approx(1.0, abs=1e-5)


def test_what_is_impossible_stays_a_number() -> None:
    found = log_likelihood([0, 3] * 200, 9.0, 0.01, 0.0, levels=4)
    assert np.isfinite(found)
    assert found < -1000


@given(st.floats(0.0, 0.97))
def test_a_day_keeps_the_stationary_law_and_has_no_direction(rho: float) -> None:
    count = int(states_for(np.array(rho), 1.0))
    start, step = (part[0] for part in chain(np.array([rho]), count))
    assert step.sum(axis=1) == pytest.approx(np.ones(count))
    assert start @ step == pytest.approx(start)
    flow = start[:, None] * step
    assert flow == pytest.approx(flow.T)
    assert float(start @ grid(count) ** 2) == pytest.approx(1.0, abs=0.02)


@given(st.lists(st.integers(-1, 1), min_size=1, max_size=40), ETAS, SIGMAS, RHOS)
def test_a_diary_read_backwards_is_as_likely(y: list[int], eta: float, sigma: float, rho: float) -> None:
    there, back = (log_likelihood(order, eta, sigma, rho) for order in (y, y[::-1]))
    assert there == pytest.approx(back, abs=1e-4, rel=1e-5)


@pytest.mark.parametrize("every", range(1, 8))
def test_a_year_with_regular_gaps_stays_a_number(every: int) -> None:
    """The filter is brought back to size on silent days too."""
    y = np.random.default_rng(every).integers(0, 2, 728)
    y[every - 1 :: every] = MISSING
    assert log_likelihood(y.tolist(), 0.2, 1.2, 0.6) == pytest.approx(reference(y.tolist(), 0.2, 1.2, 0.6), abs=0.05)


def test_persons_side_by_side_do_not_mix() -> None:
    ys = [np.array([1, 0, MISSING, 1]), np.array([0, 0])]
    both = walked(ys, 0.3, 1.2, 0.5, levels=2, states=21)
    alone = [log_likelihood(y.tolist(), 0.3, 1.2, 0.5, states=21) for y in ys]
    assert both == pytest.approx(alone, abs=1e-4)
