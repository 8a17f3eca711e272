import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from unclench.figure import bezier


def circle(radius: float, count: int = 200) -> np.ndarray:
    angle = np.linspace(0.0, 2 * np.pi, count, endpoint=False)
    return radius * np.stack([np.cos(angle), np.sin(angle)], axis=1)


@given(radius=st.floats(3.0, 300.0), tolerance=st.floats(0.05, 1.0))
def test_a_fitted_circle_stays_within_the_tolerance(radius: float, tolerance: float) -> None:
    points = bezier.sampled(bezier.fitted(circle(radius), tolerance, closed=True), 16)
    # Between the samples of the circle its own chord lies inside by its sagitta.
    sagitta = radius * (1 - np.cos(np.pi / 200))
    assert np.abs(np.linalg.norm(points, axis=1) - radius).max() < 2 * tolerance + sagitta


def test_a_circle_takes_few_nodes() -> None:
    # Four cubic pieces draw a circle to 0.03 % of its radius (the usual constant 0.5523).
    assert len(bezier.fitted(circle(100.0), 0.3, closed=True)) <= 8


def test_pieces_follow_each_other() -> None:
    pieces = bezier.fitted(circle(50.0)[:150], 0.2)
    assert np.allclose(pieces[1:, 0], pieces[:-1, 3])


def test_a_curve_through_points_begins_and_ends_with_them() -> None:
    points = circle(20.0)[:90]
    pieces = bezier.through(points, 4.0)
    assert np.allclose(pieces[0, 0], points[0])
    assert np.allclose(pieces[-1, 3], points[-1])
    assert np.abs(np.linalg.norm(bezier.sampled(pieces), axis=1) - 20.0).max() < 0.1


@given(st.lists(st.tuples(st.integers(-9999, 9999), st.integers(-9999, 9999)), min_size=2, max_size=40, unique=True))
def test_rounding_of_relative_steps_never_adds_up(tenths: list[tuple[int, int]]) -> None:
    points = np.array(tenths) / 10.0
    text = bezier.polyline(points)
    here = np.zeros(2)
    for letter, numbers in bezier.commands(text):
        here = np.array(numbers) if letter == "M" else here + numbers
    assert np.allclose(here, points[-1], atol=1e-9)
