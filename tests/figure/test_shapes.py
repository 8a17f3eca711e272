"""Circles, loops and zigzags on a ball."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.figure.meshes import RADIUS_MM, sphere
from unclench.figure.shapes import circles, covered, loops, smooth, zigzag
from unclench.figure.string import join, way
from unclench.figure.surface import Array, Trail, length_mm, unit

BALL = sphere(40, 80)
FRONT, LEFT, HIGH = BALL.nearest(np.array([[0.0, 0, 100], [100, 0, 0], [0, 80, 60]])).points()
ROUND = way(BALL, FRONT, LEFT)


def turned(points: Array, middle: Array) -> float:
    """How far a line goes round `middle`, seen from outside; counter-clockwise is positive. Radians."""
    normal = unit(middle)
    flat = points - points @ normal[:, None] * normal - (middle - middle @ normal * normal)
    after = np.roll(flat, -1, axis=0)[:-1]
    flat = flat[:-1]
    return float(np.arctan2(np.cross(flat, after) @ normal, (flat * after).sum(axis=1)).sum())


@settings(max_examples=20)
@given(st.floats(8, 30), st.booleans())
def test_a_circle_goes_round_once_at_its_radius(radius_mm: float, clockwise: bool) -> None:
    middle = BALL.at(Trail.of([FRONT]))[0]
    trail, count = circles(BALL, Trail.of([FRONT]), radius_mm, clockwise=clockwise)
    points = BALL.at(trail)
    assert count == 1
    assert turned(points, middle) == pytest.approx(-2 * math.pi if clockwise else 2 * math.pi, abs=0.05)
    far = np.linalg.norm(points - middle, axis=1)
    assert far.min() > radius_mm * 0.9
    assert far.max() < radius_mm * 1.1


def test_circles_along_a_way_begin_and_end_at_its_ends() -> None:
    trail, count = circles(BALL, ROUND, 15, clockwise=False)
    points = BALL.at(trail)
    assert count > 5
    for end, part in ((0, points[:16]), (-1, points[-16:])):
        assert np.linalg.norm(part.mean(axis=0) - BALL.at(ROUND)[end]) < 8


@pytest.mark.parametrize("shape", [loops, zigzag])
def test_kneading_stays_within_its_breadth_of_the_way(shape: type) -> None:
    trail, count = shape(BALL, ROUND, 12.0)
    points, line = BALL.at(trail), BALL.at(ROUND)
    away = np.linalg.norm(points[:, None] - line[None], axis=2).min(axis=1)
    assert count == round(length_mm(line) / 24)
    assert away.max() < 12 * 1.15
    assert away.max() > 12 * 0.8
    assert np.linalg.norm(points[-1] - points[0]) > 100


def test_a_corner_is_rounded_and_the_ends_stay() -> None:
    bent = join([ROUND, way(BALL, LEFT, HIGH)])
    sharp, soft = BALL.at(bent), BALL.at(smooth(BALL, bent))
    assert np.allclose(soft[[0, -1]], sharp[[0, -1]], atol=0.5)
    assert length_mm(soft) < length_mm(sharp)
    assert np.linalg.norm(soft - BALL.at(Trail.of([LEFT])), axis=1).min() > 0.5


def test_a_cloth_covers_what_lies_within_its_reach_and_faces_the_same_way() -> None:
    found = BALL.vertices_mm[covered(BALL, Trail.of([FRONT]), 40)]
    far = np.linalg.norm(found - BALL.at(Trail.of([FRONT])), axis=1)
    assert far.max() <= 40
    everything = covered(BALL, Trail.of([FRONT]), 3 * RADIUS_MM)
    middle = BALL.at(Trail.of([FRONT]))[0]
    assert (BALL.vertices_mm[everything] @ unit(middle) > -1).all()
