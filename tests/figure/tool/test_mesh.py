"""Refining, cutting and thinning out, on shapes whose answers are known."""

from __future__ import annotations

import numpy as np
import pytest

from tools.figure import crop, refine, simplify, smooth
from tools.figure.base import Floats, Ints
from tools.figure.pose import turn


def cube() -> tuple[Ints, Floats]:
    corners = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])
    quads = np.array([[0, 1, 3, 2], [4, 6, 7, 5], [0, 4, 5, 1], [2, 3, 7, 6], [0, 2, 6, 4], [1, 5, 7, 3]])
    return quads, corners


def sheet(size: int) -> tuple[Ints, Floats]:
    """A flat net of squares in the plane z = 0."""
    number = np.arange((size + 1) ** 2).reshape(size + 1, size + 1)
    quads = np.stack([number[:-1, :-1], number[1:, :-1], number[1:, 1:], number[:-1, 1:]], axis=2).reshape(-1, 4)
    x, y = np.meshgrid(np.arange(size + 1.0), np.arange(size + 1.0), indexing="ij")
    return quads, np.stack([x.ravel(), y.ravel(), np.zeros(x.size)], axis=1)


def area(triangles: Ints, vertices: Floats) -> float:
    corner = vertices[triangles]
    return float(np.linalg.norm(np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0]), axis=1).sum() / 2)


def test_corner_of_a_cube_moves_as_catmull_and_clark_say() -> None:
    """Valence 3: F + 2 E + 0 P over 3. F = mean of the face centres, E = of the edge middles: 1/3 and 2/3."""
    _, values = refine.refined(*cube())
    assert np.allclose(np.abs(values[:8]), (1 / 3 + 2 * 2 / 3) / 3)


def test_refined_cube_is_closed_and_four_times_as_fine() -> None:
    quads, values = refine.refined(*cube())
    assert len(quads) == 24
    assert len(values) == 8 + 12 + 6
    edges = np.concatenate([quads[:, [corner, (corner + 1) % 4]] for corner in range(4)]).tolist()
    assert sorted(edges) == sorted([two, one] for one, two in edges)


def test_refining_is_linear() -> None:
    quads, values = cube()
    turned = values @ turn((1.0, 2.0, 3.0), 40.0).T * 3.0 + 5.0
    assert np.allclose(
        refine.refined(quads, turned)[1], refine.refined(quads, values)[1] @ turn((1.0, 2.0, 3.0), 40.0).T * 3.0 + 5.0
    )


def test_flat_stays_flat_and_its_border_straight() -> None:
    quads, values = sheet(4)
    fine, moved = refine.refined(quads, values)
    assert np.allclose(moved[:, 2], 0.0)
    assert moved[:, 0].min() == pytest.approx(0.0, abs=0.3)
    assert area(refine.triangles(fine, moved), moved) == pytest.approx(16.0, rel=0.02)


def test_cut_keeps_the_area_on_the_positive_side() -> None:
    quads, values = sheet(6)
    triangles = refine.triangles(quads, values)
    cut, moved = crop.cut(triangles, values, values[:, 0] - 2.3)
    assert area(cut, moved) == pytest.approx((6.0 - 2.3) * 6.0)
    assert moved[np.unique(cut), 0].min() == pytest.approx(2.3)


def test_thinning_a_flat_sheet_loses_nothing() -> None:
    quads, values = sheet(8)
    triangles = refine.triangles(quads, values)
    builds = np.stack([values, values * 2.0])
    even = np.ones(len(values))
    left = simplify.simplified(triangles, builds, even, even * 100.0, 40)
    assert len(left) <= 40
    assert area(left, values) == pytest.approx(64.0)


def test_thinning_heeds_the_longest_edge() -> None:
    quads, values = sheet(8)
    even = np.ones(len(values))
    left = simplify.simplified(refine.triangles(quads, values), values[None], even, even * 2.3, 2)
    corner = values[left]
    assert np.linalg.norm(corner - np.roll(corner, 1, axis=1), axis=2).max() <= 2.3


def test_an_edge_with_three_triangles_is_refused() -> None:
    triangles = np.array([[0, 1, 2], [1, 0, 3], [0, 1, 4]])
    with pytest.raises(ValueError, match="more than two"):
        simplify.simplified(triangles, np.zeros((1, 5, 3)), np.ones(5), np.ones(5), 1)


def test_blur_leaves_a_slope_and_flattens_a_spike() -> None:
    """Heat does not move where its flow is even, and a spike never grows past its neighbours."""
    quads, values = sheet(8)
    operator = smooth.laplacian(quads, values)
    inside = ((values[:, :2] > 0) & (values[:, :2] < 8)).all(axis=1).astype(float)
    assert np.allclose(smooth.blurred(operator, inside, 2.0, values[:, :1] * 3.0 + 1.0), values[:, :1] * 3.0 + 1.0)
    spike = np.zeros((len(values), 1))
    spike[40] = 1.0
    low = smooth.blurred(operator, inside, 2.0, spike)
    assert 0.0 < low.max() < 0.3
    assert low.min() > -1e-9


def test_quarter_turn_takes_x_to_y() -> None:
    assert np.allclose(turn((0.0, 0.0, 2.0), 90.0) @ [1.0, 0.0, 0.0], [0.0, 1.0, 0.0])


def test_what_is_shut_in_cannot_be_seen() -> None:
    """A small closed box within a larger one."""
    quads, corners = cube()
    both = np.concatenate([quads, quads + 8])
    seen = crop.seen(both, np.concatenate([corners * 5.0, corners * 1.2]))
    assert seen[:6].all()
    assert not seen[6:].any()
