"""The hands in their poses and the insets."""

from __future__ import annotations

import numpy as np
import pytest

from unclench.figure.hand import INSETS, POSES, Hand, Inset, load_hand, load_inset


@pytest.fixture(params=POSES)
def hand(request: pytest.FixtureRequest) -> Hand:
    return load_hand(request.param)


@pytest.fixture(params=INSETS)
def inset(request: pytest.FixtureRequest) -> Inset:
    return load_inset(request.param)


def borders(triangles: np.ndarray) -> int:
    """How many loops of edges belong to one triangle only."""
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    there = {(one, two) for one, two in edges.tolist()}
    assert len(there) == len(edges)
    border = {one: two for one, two in there if (two, one) not in there}
    loops = 0
    while border:
        start, here = border.popitem()
        while here != start:
            here = border.pop(here)
        loops += 1
    return loops


def test_unknown_names_are_refused() -> None:
    with pytest.raises(ValueError, match="no pose 'fist'"):
        load_hand("fist")
    with pytest.raises(ValueError, match="no inset 'ear'"):
        load_inset("ear")


def test_poses_share_their_triangles(hand: Hand) -> None:
    assert np.array_equal(hand.triangles, load_hand("palm").triangles)
    assert 1_500 <= len(hand.triangles) <= 2_500


def test_hand_is_open_at_the_forearm_only(hand: Hand) -> None:
    assert borders(hand.triangles) == 1
    assert np.isfinite(hand.vertices_mm).all()


def test_inset_is_open_where_it_was_cut_only(inset: Inset) -> None:
    assert borders(inset.triangles) == 1
    assert 1_500 <= len(inset.triangles) <= 3_500


def test_hand_is_of_human_size() -> None:
    """Wrist to tip of the middle finger: 17 to 21 cm in nearly all adults (ISO/TR 7250-2, hand length)."""
    assert 165.0 < load_hand("palm").vertices_mm[:, 1].max() < 215.0


def test_directions_are_unit_and_square(hand: Hand) -> None:
    contact = hand.contact
    assert np.linalg.norm(contact.press) == pytest.approx(1.0, abs=1e-2)
    assert np.linalg.norm(contact.point) == pytest.approx(1.0, abs=1e-2)
    assert abs(float(contact.press @ contact.point)) < 1e-2


def test_contact_lies_on_the_hand(hand: Hand) -> None:
    for point in hand.contact.points_mm:
        assert np.linalg.norm(hand.vertices_mm - point, axis=1).min() < 8.0


@pytest.mark.parametrize("pose", ["fingertips", "thumb", "palm", "knuckles"])
def test_hand_does_not_reach_into_the_skin(pose: str) -> None:
    """Beyond the plane through the contact there is at most the give of soft tissue."""
    hand = load_hand(pose)
    depth = (hand.vertices_mm - hand.contact.centre_mm) @ hand.contact.press
    assert depth.max() < 12.0


def test_grip_has_room_for_a_muscle_between_thumb_and_fingers() -> None:
    contact = load_hand("grip").contact
    thumb, *fingers = contact.points_mm
    assert 20.0 < np.linalg.norm(thumb - np.mean(fingers, axis=0)) < 70.0


def test_inset_knows_where_it_is_on_the_body(inset: Inset) -> None:
    """The same skin: edges are as long here as there, but for the bending of joints."""
    edges = inset.triangles[:, :2]
    here = np.linalg.norm(np.diff(inset.vertices_mm[edges], axis=1), axis=2).sum()
    there = np.linalg.norm(np.diff(inset.canonical_mm[edges], axis=1), axis=2).sum()
    assert here == pytest.approx(there, rel=0.03)
    assert (inset.canonical_mm[:, 0] < 0.0).all()  # the right side
    assert inset.canonical_mm[:, 1].max() < -150.0  # well below the shoulder
