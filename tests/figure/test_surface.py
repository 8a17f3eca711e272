"""Points that stay on the skin."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figure.meshes import RADIUS_MM, sphere
from unclench.figure.surface import Array, Surface, SurfacePoint, Trail, length_mm, unit

BALL = sphere()
MIDDLES = BALL.vertices_mm[BALL.triangles].mean(axis=1)

coordinates = st.floats(-150, 150, allow_nan=False, width=32)
positions = st.tuples(coordinates, coordinates, coordinates).filter(lambda p: np.linalg.norm(p) > 20)


def brute_force_mm(surface: Surface, position: Array) -> float:
    """The distance to a cloud of points dense on every triangle: never less than the true one."""
    shares = [(i / 12, j / 12) for i in range(13) for j in range(13 - i)]
    weights = np.array([(1 - u - v, u, v) for u, v in shares])
    corners = surface.vertices_mm[surface.triangles]
    cloud = np.einsum("kc,mcd->mkd", weights, corners).reshape(-1, 3)
    return float(np.linalg.norm(cloud - position, axis=1).min())


def test_normals_of_a_ball_point_away_from_its_middle() -> None:
    assert np.allclose((BALL.normals * unit(BALL.vertices_mm)).sum(axis=1), 1, atol=0.01)


@settings(max_examples=30)
@given(st.lists(positions, min_size=1, max_size=4))
def test_the_nearest_point_is_on_the_skin_and_as_near_as_any(found: list[tuple[float, float, float]]) -> None:
    sought = np.array(found)
    trail = BALL.nearest(sought)
    assert np.allclose(trail.weights.sum(axis=1), 1)
    assert (trail.weights >= 0).all()
    for position, point in zip(sought, BALL.at(trail), strict=True):
        assert np.linalg.norm(point - position) <= brute_force_mm(BALL, position) + 1e-6


@settings(max_examples=40)
@given(st.integers(0, len(MIDDLES) - 1), st.floats(-8, 8))
def test_a_point_above_a_triangle_comes_back_to_it(number: int, height_mm: float) -> None:
    above = MIDDLES[number] + height_mm * unit(MIDDLES[number])
    assert np.linalg.norm(BALL.at(BALL.nearest(above))[0] - MIDDLES[number]) < 1


def test_a_spot_moves_with_the_body() -> None:
    wider = Surface(BALL.vertices_mm * (2, 1, 1), BALL.triangles)
    trail = Trail.of([SurfacePoint(100, (0.2, 0.3, 0.5)), SurfacePoint(7, (1.0, 0.0, 0.0))])
    assert np.allclose(wider.at(trail), BALL.at(trail) * (2, 1, 1))
    assert trail.points() == [SurfacePoint(100, (0.2, 0.3, 0.5)), SurfacePoint(7, (1.0, 0.0, 0.0))]


def test_the_nearest_among_some_vertices_lies_at_one_of_them() -> None:
    upper = np.flatnonzero(BALL.vertices_mm[:, 1] > 50)
    point = BALL.at(BALL.nearest([[0.0, -RADIUS_MM, 0.0]], among=upper))[0]
    assert point[1] > 25  # two rings of the ball below the lowest of them


def test_length_is_the_sum_of_the_parts() -> None:
    assert length_mm(np.array([[0.0, 0, 0], [3, 4, 0], [3, 4, 12]])) == 17
