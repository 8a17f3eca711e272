import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from unclench.figure import bezier, planar

ROUGH = planar.Smoothing(1.0, 1.0, 0.2)


def blobs(centres: list[tuple[int, int]], size: int = 60, radius: int = 14) -> np.ndarray:
    rows, columns = np.mgrid[:size, :size]
    labels = np.zeros((size, size), dtype=np.int64)
    for number, (row, column) in enumerate(centres, start=1):
        labels[(rows - row) ** 2 + (columns - column) ** 2 < radius**2] = number
    return labels


def test_an_outline_has_the_size_of_its_area() -> None:
    labels = blobs([(30, 30)])
    [loop] = planar.outline(planar.borders(labels, 2.0, np.zeros(2), ROUGH), 1)
    # A circle of radius r smoothed by a Gaussian of width s along itself shrinks to r exp(-(s / r)² / 2).
    shrunk = np.exp(-((1.0 / 7.0) ** 2))
    assert abs(abs(planar.area_mm2(loop)) / (shrunk * (labels == 1).sum() / 4.0) - 1) < 0.025


def test_neighbours_share_their_border() -> None:
    labels = blobs([(30, 22), (30, 38)])
    found = planar.borders(labels, 1.0, np.zeros(2), ROUGH)
    areas = [abs(sum(planar.area_mm2(loop) for loop in planar.outline(found, number))) for number in (1, 2)]
    both = planar.borders((labels > 0).astype(np.int64), 1.0, np.zeros(2), planar.Smoothing(0.01, 0.01, 0.01))
    whole = abs(sum(planar.area_mm2(loop) for loop in planar.outline(both, 1)))
    assert abs(sum(areas) / whole - 1) < 0.03
    shared = [border for border in found if {border.left, border.right} == {1, 2}]
    assert len(shared) == 1


def test_a_hole_runs_the_other_way() -> None:
    labels = blobs([(30, 30)])
    labels[28:34, 28:34] = 0
    loops = planar.outline(planar.borders(labels, 1.0, np.zeros(2), ROUGH), 1)
    assert sorted(np.sign(planar.area_mm2(loop)) for loop in loops) == [-1.0, 1.0]


@given(arrays.arrays(np.int64, (9, 11), elements=st.integers(0, 2)))
def test_every_area_is_closed_whatever_the_picture(labels: np.ndarray) -> None:
    found = planar.borders(labels, 1.0, np.zeros(2), planar.Smoothing(0.01, 0.01, 0.01))
    for number in (1, 2):
        loops = planar.outline(found, number, smallest_mm2=0.0)
        for loop in loops:
            assert np.allclose(loop[0, 0], loop[-1, 3])
        signed = abs(sum(planar.area_mm2(loop) for loop in loops))
        # Midpoints of steps cut corners: by at most an eighth of a pixel at each of the four corners of a pixel.
        assert abs(signed - (labels == number).sum()) <= 0.5 * (labels == number).sum() + 1e-6


def test_a_smoothed_line_keeps_its_ends() -> None:
    points = np.column_stack([np.arange(30.0), np.arange(30.0) % 2])
    line = planar.smoothed(points, False, 3.0)
    assert np.allclose(line[[0, -1]], points[[0, -1]])
    assert np.abs(np.diff(line[5:-5, 1])).max() < 0.05


def test_a_dot_has_a_place() -> None:
    assert bezier.dot(1.25, -3.0) == "M1.2-3h0"
