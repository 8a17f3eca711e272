"""A way over a ball is a great circle."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.figure.meshes import RADIUS_MM, sphere
from unclench.figure.string import SPACING_MM, NoWayError, evenly, join, way
from unclench.figure.surface import Surface, SurfacePoint, length_mm, unit

BALL = sphere(30, 60)
spots = st.builds(SurfacePoint, st.integers(0, len(BALL.triangles) - 1), st.just((0.2, 0.3, 0.5)))


@settings(max_examples=20)
@given(spots, spots)
def test_a_way_over_a_ball_is_as_long_as_its_great_circle(start: SurfacePoint, end: SurfacePoint) -> None:
    trail = way(BALL, start, end)
    points = BALL.at(trail)
    angle = math.acos(float(np.clip(unit(points[0]) @ unit(points[-1]), -1, 1)))
    assume(0.2 < angle < 2.6)
    assert length_mm(points) == pytest.approx(angle * RADIUS_MM, rel=0.01)
    steps = np.linalg.norm(np.diff(points, axis=0), axis=1)
    assert steps.max() < 1.5 * SPACING_MM
    assert trail.points()[0] == start
    assert trail.points()[-1] == end


def test_a_way_keeps_to_one_plane() -> None:
    start, end = BALL.nearest(np.array([[0.0, 20, 98], [98, 20, 0]])).points()
    points = BALL.at(way(BALL, start, end))
    across = unit(np.cross(points[0], points[-1]))
    assert np.abs(points @ across).max() < 2.5


def test_what_does_not_hang_together_has_no_way() -> None:
    two = Surface(
        np.concatenate([BALL.vertices_mm, BALL.vertices_mm + 500]),
        np.concatenate([BALL.triangles, BALL.triangles + len(BALL.vertices_mm)]),
    )
    far = SurfacePoint(len(BALL.triangles), (1.0, 0.0, 0.0))
    with pytest.raises(NoWayError):
        way(two, SurfacePoint(0, (1.0, 0.0, 0.0)), far)


def test_spaced_evenly_it_keeps_its_ends_and_length() -> None:
    points = evenly(np.array([[0.0, 0, 0], [3, 0, 0], [10, 0, 0]]), 6)
    assert points[:, 0].tolist() == [0, 2, 4, 6, 8, 10]


def test_joined_ways_share_their_meeting_spot_once() -> None:
    a, b, c = BALL.nearest(np.array([[0.0, 0, 100], [70, 0, 70], [100, 0, 0]])).points()
    first, second = way(BALL, a, b), way(BALL, b, c)
    assert len(join([first, second])) == len(first) + len(second) - 1
