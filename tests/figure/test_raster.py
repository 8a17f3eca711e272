import numpy as np

from unclench.figure.raster import NOTHING, raster, weights


def test_the_nearer_triangle_is_seen() -> None:
    points = np.array([[0, 0, 1], [8, 0, 1], [0, 8, 1], [0, 0, 2], [8, 0, 2], [0, 8, 2]], dtype=np.float64)
    picture = raster(points, np.array([[0, 1, 2], [3, 4, 5]]), 8, 8)
    assert picture.triangles[1, 1] == 1
    assert picture.near[1, 1] == 2.0
    assert picture.triangles[7, 7] == NOTHING


def test_a_square_of_two_triangles_has_neither_gap_nor_double_pixel() -> None:
    points = np.array([[0, 0, 0], [9, 0, 0], [9, 9, 0], [0, 9, 0]], dtype=np.float64)
    picture = raster(points, np.array([[0, 1, 2], [0, 2, 3]]), 9, 9)
    assert (picture.triangles != NOTHING).all()


def test_nearness_runs_evenly_over_a_slanted_triangle() -> None:
    points = np.array([[0, 0, 0], [20, 0, 20], [0, 20, 40]], dtype=np.float64)
    picture = raster(points, np.array([[0, 1, 2]]), 20, 20)
    row, column = np.nonzero(picture.triangles == 0)
    assert np.allclose(picture.near[row, column], (column + 0.5) + 2 * (row + 0.5))


def test_corner_weights_are_one_at_the_corner() -> None:
    points = np.array([[1.0, 2.0, 0.0], [7.0, 3.0, 0.0], [2.0, 9.0, 0.0]])
    assert np.allclose(weights(points, np.array([[0, 1, 2]] * 3), points[:, :2]), np.eye(3))
