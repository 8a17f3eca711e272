"""The look goes to the place at work."""

from __future__ import annotations

import numpy as np
import pytest

from unclench.figure.surface import Array
from unclench.figure.views import (
    ASIDE_DEG,
    HIGHEST_BELOW_DEG,
    HIGHEST_DEG,
    LATERAL_DEG,
    NARROWEST_MM,
    TURNED_DEG,
    WIDEST_MM,
    joined,
    view_of,
)


def place(*normal: float, at: tuple[float, float, float] = (0, 0, 0)) -> tuple[Array, Array]:
    facing = np.array([normal], dtype=np.float64)
    return np.array([at], dtype=np.float64), facing / np.linalg.norm(facing)


@pytest.mark.parametrize(
    ("normal", "azimuth_deg"), [((0, 0, 1), 0), ((1, 0, 0), 90), ((0, 0, -1), 180), ((-1, 0, 0), -90), ((1, 0, 1), 45)]
)
def test_it_faces_the_skin(normal: tuple[float, float, float], azimuth_deg: float) -> None:
    assert view_of(*place(*normal)).azimuth_deg == pytest.approx(azimuth_deg)


def test_it_looks_down_on_the_crown_but_never_from_straight_above() -> None:
    assert view_of(*place(0, 1, 0.01, at=(0, 230, 0))).elevation_deg == HIGHEST_DEG


@pytest.mark.parametrize("z", [0.3, -0.3])
def test_one_shoulder_is_seen_from_the_back_turned_to_its_side(z: float) -> None:
    left, right = (view_of(*place(0, 1, z, at=(x, -20, 0))) for x in (90, -90))
    assert (left.azimuth_deg, right.azimuth_deg) == (180 - TURNED_DEG, TURNED_DEG - 180)
    assert left.elevation_deg == HIGHEST_BELOW_DEG


def test_places_side_by_side_share_a_look_and_far_ones_do_not() -> None:
    brow, cheek, nape = place(0.2, 0, 1, at=(30, 150, 90)), place(0.4, -0.1, 1, at=(35, 90, 90)), place(0, 0, -1)
    views, numbers = joined([(*brow, ""), (*nape, ""), (*cheek, ""), (*brow, "forearm")])
    assert numbers == (0, 1, 0, 2)
    assert [view.inset for view in views] == ["", "", "forearm"]
    assert views[0].target_mm == (32.5, 120, 90)


def both(left: tuple[Array, Array]) -> tuple[Array, Array]:
    mirror = np.array([-1, 1, 1])
    return np.concatenate([left[0], left[0] * mirror]), np.concatenate([left[1], left[1] * mirror])


def test_both_shoulders_are_seen_from_the_back_and_both_brows_from_the_front() -> None:
    assert view_of(*both(place(0.3, 0.5, -1, at=(120, 0, -20)))).azimuth_deg == 180
    assert view_of(*both(place(0.3, 0, 1, at=(30, 150, 90)))).azimuth_deg == 0


def test_both_temples_are_seen_from_an_angle_that_opens_one() -> None:
    assert view_of(*both(place(1, 0, 0.2, at=(50, 150, 60)))).azimuth_deg == ASIDE_DEG
    assert view_of(*both(place(1, 0, -0.4, at=(70, 150, -20)))).azimuth_deg == 180 - ASIDE_DEG


def test_both_ears_are_seen_from_the_side_and_never_from_behind() -> None:
    for z in (0.6, -0.1):
        assert view_of(*both(place(0.5, 0, z, at=(80, 130, 0)))).azimuth_deg == LATERAL_DEG


def test_it_is_never_too_close_nor_too_far() -> None:
    assert view_of(*place(0, 0, 1)).span_mm == NARROWEST_MM
    far = view_of(*both(place(0, 0, 1, at=(900, 0, 0))))
    assert far.span_mm == WIDEST_MM
    assert far.target_mm == (0, 0, 0)
