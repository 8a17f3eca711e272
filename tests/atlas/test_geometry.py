"""How hand and body move in each technique, and which strokes a step takes."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.atlas import load_atlas
from unclench.atlas.geometry import landmarks_of, movements_for, spots_of, strokes_for
from unclench.atlas.types import Giver, Movement, Position, RegionId, Spot, Stroke, Technique

ATLAS = load_atlas()

TECHNIQUES = list(ATLAS.techniques.values())
TOUCHING = [technique for technique in TECHNIQUES if technique.contact_regions]
STROKES = {
    f"{technique.id}-{number}": (technique, stroke)
    for technique in TECHNIQUES
    for number, stroke in enumerate(technique.geometry)
}
MOVEMENTS = {
    f"{technique.id}-{number}": (technique, movement)
    for technique in TECHNIQUES
    for number, movement in enumerate(technique.movements)
}

# Nobody's hands go there, and no picture shows them there.
KEPT_OUT = {"neck_anterior", "supraclavicular"}

# Half of what a healthy neck can do, in degrees, rounded down: it turns about 80 to each side, tilts about 45, bends
# forward about 50 (Gray's Anatomy, 42nd edition; American Academy of Orthopaedic Surgeons, joint motion, 1965). The
# trunk turns about 35.
MIDDLE_OF_RANGE = {("head", "turn"): 40, ("head", "tilt"): 25, ("head", "nod"): 25, ("trunk", "turn"): 17}

HANDS = {
    "fingertips": {"fingertips", "grip", "whole", "thumb"},
    "thumbs": {"thumb", "fingertips", "grip"},
    "palms": {"palm", "grip"},
    "whole_hand": {"grip", "palm"},
    "cloth": {"palm"},
    "ball": {"whole"},
}

every_technique = pytest.mark.parametrize("technique", TECHNIQUES, ids=ATLAS.techniques)
every_stroke = pytest.mark.parametrize(("technique", "stroke"), STROKES.values(), ids=STROKES)
every_shape = pytest.mark.parametrize("stroke", [stroke for _, stroke in STROKES.values()], ids=STROKES)
every_movement = pytest.mark.parametrize(("technique", "movement"), MOVEMENTS.values(), ids=MOVEMENTS)


def ways(technique: Technique) -> Iterator[tuple[Giver, Position]]:
    for giver, positions in technique.positions.items():
        for position in positions:
            yield giver, position


def near(regions: tuple[RegionId, ...]) -> set[RegionId]:
    return {*regions, *(neighbour for region in regions for neighbour in ATLAS.regions[region].neighbours)}


@every_technique
def test_each_technique_has_something_to_show_or_says_that_it_has_not(technique: Technique) -> None:
    assert bool(technique.geometry) == bool(technique.contact_regions)
    assert bool(technique.stillness) == (not technique.geometry and not technique.movements)


@every_technique
def test_only_a_practice_of_the_mind_is_still(technique: Technique) -> None:
    assert not technique.stillness or (technique.family == "mind" and technique.motion == "none")
    assert not technique.movements or technique.contact == "none"


@every_technique
def test_every_place_that_it_touches_has_a_stroke_of_its_own(technique: Technique) -> None:
    """Even where nothing but this place (and what is always touched) is left to touch."""
    for giver, position in ways(technique):
        for region in technique.contact_regions:
            touched = {region, *technique.needs_regions}
            assert any(region in s.regions for s in strokes_for(technique, touched, giver, position)), region


@st.composite
def steps(draw: st.DrawFn) -> tuple[Technique, set[RegionId], Giver, Position]:
    technique = draw(st.sampled_from(TOUCHING))
    giver, position = draw(st.sampled_from(list(ways(technique))))
    touched = draw(st.sets(st.sampled_from(technique.contact_regions), min_size=1))
    return technique, touched | set(technique.needs_regions), giver, position


@given(step=steps())
def test_the_strokes_of_a_step_cover_what_it_touches_and_nothing_else(
    step: tuple[Technique, set[RegionId], Giver, Position],
) -> None:
    technique, touched, giver, position = step
    strokes = strokes_for(technique, touched, giver, position)
    assert {region for stroke in strokes for region in stroke.regions} == touched


@given(step=steps())
def test_a_short_form_gives_way_to_the_whole(step: tuple[Technique, set[RegionId], Giver, Position]) -> None:
    strokes = strokes_for(*step)
    for stroke in strokes:
        wider = [other for other in strokes if set(other.regions) > set(stroke.regions)]
        assert not (stroke.stand_in and wider)


@given(step=steps())
def test_the_strokes_of_a_step_keep_their_order(step: tuple[Technique, set[RegionId], Giver, Position]) -> None:
    order = [step[0].geometry.index(stroke) for stroke in strokes_for(*step)]
    assert order == sorted(order)


@every_technique
def test_every_stroke_is_played_when_the_whole_or_a_part_is_touched(technique: Technique) -> None:
    """None is written in vain."""
    played = {
        stroke
        for giver, position in ways(technique)
        for touched in (technique.contact_regions, *(stroke.regions for stroke in technique.geometry))
        for stroke in strokes_for(technique, touched, giver, position)
    }
    assert set(technique.geometry) - played == set()


@every_stroke
def test_a_stroke_stays_on_what_its_technique_touches(technique: Technique, stroke: Stroke) -> None:
    assert stroke.regions
    assert set(stroke.regions) <= set(technique.contact_regions)
    assert len(set(stroke.regions)) == len(stroke.regions)
    assert set(stroke.givers) <= set(technique.givers)
    given = stroke.givers or technique.givers
    assert set(stroke.positions) <= {p for giver in given for p in technique.positions[giver]}
    assert stroke.hand in HANDS[technique.contact] or (
        stroke.hand == "palm" and stroke.type in ("area", "hold")  # laid on, and still
    )


@every_shape
def test_a_stroke_is_told_from_landmarks_where_it_is(stroke: Stroke) -> None:
    for spot in spots_of(stroke):
        start = ATLAS.landmarks[spot.landmark]
        assert near(stroke.regions) & set(start.regions), spot


@every_shape
def test_no_stroke_begins_where_hands_stay_off(stroke: Stroke) -> None:
    for spot in stroke.points:
        for name in landmarks_of(spot):
            safety = {ATLAS.regions[region].safety_region for region in ATLAS.landmarks[name].regions}
            assert safety - KEPT_OUT, name


@every_shape
def test_a_stroke_has_what_its_shape_needs(stroke: Stroke) -> None:
    along = stroke.direction in {"forward", "back", "alternate"}
    match stroke.type:
        case "line" | "spline":
            assert len(stroke.points) >= 2
            assert along
            assert stroke.radius_mm == 0
        case "zigzag":
            assert len(stroke.points) >= 2
            assert along
            assert stroke.radius_mm > 0
        case "circle":
            assert stroke.direction in {"cw", "ccw", "alternate"}
            assert 0 < stroke.radius_mm <= 45
            assert stroke.direction != "alternate" or stroke.repeats % 2 == 0
        case "hold" | "area":
            assert stroke.direction == "none"
            assert (stroke.radius_mm > 0) == (stroke.type == "area")
        case "point":
            assert (stroke.direction == "forward") == (len(stroke.points) > 1)
            assert stroke.radius_mm == 0
    assert stroke.hold_s == 0 or stroke.type in {"hold", "area"}
    assert 0 <= stroke.hold_s <= 60
    assert stroke.repeats >= 1
    assert 1 <= len(stroke.what.split()) <= 14
    assert stroke.what[0].isupper()
    assert stroke.what[-1] not in ".!?"


@every_shape
def test_a_way_does_not_stand_still(stroke: Stroke) -> None:
    assert len(set(stroke.points)) == len(stroke.points)


@every_stroke
def test_a_stroke_moves_as_its_technique_does(technique: Technique, stroke: Stroke) -> None:
    if technique.motion == "still":
        # "The skin is thin here, so circle rather than press."
        at_the_temple = technique.id == "acupressure_hold" and stroke.regions == ("temple",)
        assert stroke.type in {"hold", "area"} or (at_the_temple and stroke.type == "circle" and stroke.radius_mm <= 5)
    else:
        assert any(stroke.type not in {"hold", "area"} for stroke in technique.geometry)
    assert (stroke.type == "area") <= (technique.contact == "cloth" or technique.id == "ear_massage")


@every_stroke
def test_only_on_oneself_does_a_hand_reach_over(technique: Technique, stroke: Stroke) -> None:
    assert not stroke.across or "self" in (stroke.givers or technique.givers)


@pytest.mark.parametrize("technique", TOUCHING, ids=lambda technique: technique.id)
def test_nobody_reaches_the_own_shoulder_with_the_hand_of_that_side(technique: Technique) -> None:
    """A hand cannot lie flat on the shoulder it hangs from; a cloth can."""
    far = {"shoulder_top", "shoulder_point", "suprascapular", "hand_web", "hand_edge", "wrist_forearm"}
    if "self" in technique.givers and technique.contact != "cloth":
        for stroke in technique.geometry:
            if "self" in (stroke.givers or technique.givers):
                assert stroke.across or not far & set(stroke.regions)


@pytest.mark.parametrize("name", ["hairline_sweep"])
def test_an_anchored_circle_rests_on_what_the_technique_always_touches(name: str) -> None:
    technique = ATLAS.techniques[name]
    anchored = [stroke for stroke in technique.geometry if stroke.anchor]
    assert anchored
    for stroke in anchored:
        assert stroke.anchor == Spot("temple_hollow")
        assert set(technique.needs_regions) <= set(stroke.regions)


@every_movement
def test_a_movement_stays_in_the_middle_of_the_range(technique: Technique, movement: Movement) -> None:
    turns = movement.move in {"turn", "tilt", "nod", "bend"}
    assert (movement.degrees > 0) == turns
    assert not turns or movement.degrees <= MIDDLE_OF_RANGE[movement.part, movement.move]
    assert movement.toward != "back" or movement.move == "press"
    assert not (technique.sides == "none" and movement.toward in {"own", "other"})


@every_movement
def test_a_movement_keeps_the_pace_of_its_technique(technique: Technique, movement: Movement) -> None:
    rate = technique.rate
    one_s = 60 / rate.strokes_per_min if rate.strokes_per_min else rate.on_s + rate.off_s
    assert movement.out_s + movement.hold_s + movement.back_s == one_s
    assert min(movement.out_s, movement.back_s) > 0


@every_technique
def test_no_pose_waits_for_a_movement_that_never_comes(technique: Technique) -> None:
    for giver in technique.givers:
        movements = movements_for(technique, giver)
        assert not movements or not movements[-1].at_once_with_next
        assert bool(movements) == bool(technique.movements)


def test_the_neck_never_turns_while_it_bends_back() -> None:
    for technique in TECHNIQUES:
        assert all(m.toward != "back" for m in technique.movements if m.move in {"turn", "tilt", "nod", "bend"})
