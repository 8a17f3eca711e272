"""The trigger point finder: from the pain to the muscle, and from the muscle to the pain."""

import json
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.atlas import load_atlas
from unclench.atlas.referral import Reach, SideError, Suspect, muscles_referring_to, sides_of, zones_of
from unclench.atlas.types import Muscle, Region, Side
from unclench.plain import from_plain, to_plain

ATLAS = load_atlas()

ASKED = [(region, side) for region in ATLAS.regions.values() for side in sides_of(region)]
MIRROR: dict[Side, Side] = {"left": "right", "right": "left", "both": "both", "midline": "midline"}

every_muscle = pytest.mark.parametrize("muscle", ATLAS.muscles.values(), ids=ATLAS.muscles)
asked = st.sampled_from(ASKED)


def found(region: str, side: Side) -> dict[tuple[str, Side], str]:
    """By muscle and side: how strongly it is said to send pain there."""
    return {(s.muscle, own): s.strength for s in muscles_referring_to(ATLAS, region, side) for own in s.sides}


def oracle(region: Region, side: Side) -> Iterator[tuple[str, Side]]:
    """The same from the other end: every muscle of either side that reaches the place."""
    own: Side
    for muscle in ATLAS.muscles:
        for own in ("left", "right"):
            for reach in zones_of(ATLAS, muscle, own):
                here = reach.region == region.id
                if here and (side in {"both", "midline"} or reach.side in {side, "both"}):
                    yield muscle, own


@given(where=asked)
def test_a_muscle_is_found_where_it_sends_pain_and_nowhere_else(where: tuple[Region, Side]) -> None:
    region, side = where
    assert set(found(region.id, side)) == set(oracle(region, side))


@given(where=asked)
def test_left_mirrors_right(where: tuple[Region, Side]) -> None:
    region, side = where
    mirrored = {(muscle, MIRROR[own]): strength for (muscle, own), strength in found(region.id, side).items()}
    assert mirrored == found(region.id, MIRROR[side])


@given(where=asked)
def test_main_places_come_first_and_then_what_was_seen_better(where: tuple[Region, Side]) -> None:
    suspects = muscles_referring_to(ATLAS, where[0].id, where[1])
    strengths = [suspect.strength for suspect in suspects]
    assert strengths == sorted(strengths)
    for strength in ("main", "spill"):
        bases = [suspect.basis for suspect in suspects if suspect.strength == strength]
        assert bases == sorted(bases, key=["yes", "secondary", "no"].index)


@given(where=asked)
def test_the_whole_of_a_place_is_all_of_its_parts(where: tuple[Region, Side]) -> None:
    region, _ = where
    parts = {name for side in region.sides for name in found(region.id, side)}
    assert parts == set(found(region.id, sides_of(region)[-1]))


@every_muscle
def test_both_sides_of_a_muscle_reach_what_each_does(muscle: Muscle) -> None:
    def places(side: Side) -> set[tuple[str, Side]]:
        return {(r.region, r.side) for r in zones_of(ATLAS, muscle.id, side)}

    def apart(reached: set[tuple[str, Side]]) -> set[tuple[str, Side]]:
        own: tuple[Side, Side] = ("left", "right")
        return {(region, one) for region, side in reached for one in (own if side == "both" else (side,))}

    assert apart(places("both")) == apart(places("left") | places("right"))


@every_muscle
def test_a_muscle_reaches_main_places_first(muscle: Muscle) -> None:
    strengths = [reach.strength for reach in zones_of(ATLAS, muscle.id, "left")]
    assert strengths
    assert strengths == sorted(strengths)


# Captions of the trigger point manual, as the fact file restates them.
@pytest.mark.parametrize(
    ("region", "side", "muscle", "own", "strength"),
    [
        ("temple", "right", "trapezius_upper", "right", "main"),
        ("mastoid", "left", "trapezius_upper", "left", "main"),
        ("jaw_masseter", "left", "trapezius_upper", "left", "spill"),
        ("brow", "left", "masseter", "left", "main"),
        ("ear", "right", "masseter", "right", "main"),
        ("scalp_vertex", "midline", "scm_sternal", "left", "main"),
        ("forehead", "left", "scm_clavicular", "left", "main"),
        ("forehead", "left", "scm_clavicular", "right", "spill"),
    ],
)
def test_it_knows_the_best_known_patterns(region: str, side: Side, muscle: str, own: Side, strength: str) -> None:
    assert found(region, side)[muscle, own] == strength


def test_pain_on_one_side_comes_from_that_side_but_for_the_forehead() -> None:
    crossed = {
        (s.muscle, r.id)
        for r, side in ASKED
        if side == "right"
        for s in muscles_referring_to(ATLAS, r.id, side)
        if "left" in s.sides
    }
    assert crossed == {("scm_clavicular", "forehead")}


def test_it_names_the_trigger_points_that_send_pain_there() -> None:
    sinus = {s.muscle: s.sites for s in muscles_referring_to(ATLAS, "cheek_buccal", "left")}
    ear = {s.muscle: s.sites for s in muscles_referring_to(ATLAS, "ear", "left")}
    assert sinus["masseter"] == ("masseter_1",)
    assert ear["masseter"] == ("masseter_3",)


@given(where=asked)
def test_who_may_press_is_what_the_muscle_says(where: tuple[Region, Side]) -> None:
    for suspect in muscles_referring_to(ATLAS, where[0].id, where[1]):
        muscle = ATLAS.muscles[suspect.muscle]
        assert (suspect.press, suspect.why) == (muscle.care.press, muscle.care.why)
        assert suspect.caution == muscle.caution
        assert suspect.sites


def test_a_side_that_a_place_has_not_is_refused() -> None:
    with pytest.raises(SideError, match="Between the brows"):
        muscles_referring_to(ATLAS, "glabella", "left")
    with pytest.raises(SideError, match="Temple"):
        muscles_referring_to(ATLAS, "temple", "midline")
    with pytest.raises(SideError, match="midline"):
        zones_of(ATLAS, "masseter", "midline")


@pytest.mark.parametrize("side", ["left", "both"])
def test_answers_survive_the_way_through_json(side: Side) -> None:
    suspects = muscles_referring_to(ATLAS, "temple", side)
    reaches = zones_of(ATLAS, "masseter", side)
    assert from_plain(tuple[Suspect, ...], json.loads(json.dumps(to_plain(suspects)))) == suspects
    assert from_plain(tuple[Reach, ...], json.loads(json.dumps(to_plain(reaches)))) == reaches
