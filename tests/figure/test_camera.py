import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.figure.camera import Camera

degrees = st.floats(-180.0, 180.0)


@given(degrees, st.floats(-89.0, 89.0), degrees)
def test_it_keeps_lengths(azimuth: float, elevation: float, roll: float) -> None:
    matrix = Camera(azimuth, elevation, roll).matrix
    assert np.allclose(matrix @ matrix.T, np.eye(3))


@pytest.mark.parametrize(
    ("azimuth", "right", "towards"),
    [(0.0, (1, 0, 0), (0, 0, 1)), (90.0, (0, 0, -1), (1, 0, 0)), (180.0, (-1, 0, 0), (0, 0, -1))],
)
def test_the_persons_left_is_on_the_right_of_the_page_from_the_front(
    azimuth: float, right: tuple[int, ...], towards: tuple[int, ...]
) -> None:
    matrix = Camera(azimuth, 0.0).matrix
    assert np.allclose(matrix, [right, (0, -1, 0), towards], atol=1e-12)


def test_from_above_the_face_looks_down_the_page() -> None:
    assert Camera(0.0, 80.0).project([[0.0, 0.0, 1.0]])[0, 1] > 0.9
