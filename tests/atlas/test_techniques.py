"""What every technique must hold, whichever it is."""

import re
import string
from collections.abc import Iterator

import pytest

from unclench.atlas import load_atlas
from unclench.atlas.links import lines_of
from unclench.atlas.types import GIVERS, PLACES, POSITIONS, Giver, Line, Technique

ATLAS = load_atlas()

# Unbroken still pressure on one spot, in seconds: by the hands, and where the head's own weight presses.
LONGEST_HOLD_S, LONGEST_HEAD_WEIGHT_HOLD_S = 60, 180
HIGHEST_LEVEL = 7
MOST_WORDS = 14

FIRST_SHELF = [
    "effleurage",
    "petrissage",
    "circular_friction",
    "static_compression",
    "suboccipital_hold",
    "acupressure_hold",
    "scalp_circles",
    "scalp_tapping",
    "hairline_sweep",
    "forehead_temple_circles",
    "face_eyes",
    "face_nose_sinus",
    "face_cheek_jaw",
    "warm_compress",
    "cold_compress",
    "neck_shoulder_kneading",
    "upper_back_strokes",
    "ear_massage",
    "stretch_upper_trap",
    "stretch_levator",
    "stretch_pec",
    "cervical_arom",
    "chin_nod",
    "breath_six",
    "breath_awareness",
    "body_scan",
    "imagery",
    "pmr_face_neck",
    "pmr_recall",
    "rest",
]

# The hands stay off these for everyone, whatever level the atlas gives for them.
KEPT_OUT = {"neck_anterior", "supraclavicular"}

SAFETY_CLASSES = [
    "static_touch",
    "stroking",
    "kneading",
    "circular_friction",
    "cross_fibre_friction",
    "static_pressure",
    "acupressure",
    "tapping",
    "hair_pull",
    "stretch_active",
    "stretch_passive",
    "traction",
    "joint_mobilisation",
    "joint_manipulation",
    "percussion_device",
    "vibration_device",
    "electrical_stim",
    "magnet",
    "suction_cupping",
    "scraping",
    "scalp_tool",
    "heat",
    "hot_stone",
    "cold",
    "essential_oil",
    "plain_oil",
    "breathing_slow",
    "breathing_fast",
    "intraoral_work",
    "inversion_head_down",
    "touchless",
    "muscle_relaxation",
]

every_technique = pytest.mark.parametrize("technique", ATLAS.techniques.values(), ids=ATLAS.techniques)


def lines(technique: Technique) -> Iterator[tuple[Giver, Line]]:
    for giver, script in technique.scripts.items():
        for _, line in lines_of(script):
            yield giver, line


def test_the_first_shelf_is_full() -> None:
    assert set(FIRST_SHELF) <= ATLAS.techniques.keys()


@every_technique
def test_it_has_givers_positions_and_places(technique: Technique) -> None:
    assert technique.givers
    assert set(technique.givers) <= set(GIVERS)
    assert technique.positions.keys() == technique.scripts.keys() == set(technique.givers)
    assert all(technique.positions.values())
    assert {position for some in technique.positions.values() for position in some} <= set(POSITIONS)
    assert technique.places
    assert set(technique.places) <= set(PLACES)


@every_technique
def test_its_pressure_stays_on_the_scale(technique: Technique) -> None:
    assert 0 <= technique.level_min <= technique.level_max <= HIGHEST_LEVEL


@every_technique
def test_its_doses_are_ascending_tens_of_seconds(technique: Technique) -> None:
    short, normal, long = technique.doses_s
    assert 0 < short < normal < long
    assert all(dose % 10 == 0 for dose in technique.doses_s)


@every_technique
def test_it_holds_one_spot_no_longer_than_allowed(technique: Technique) -> None:
    longest = LONGEST_HEAD_WEIGHT_HOLD_S if technique.head_weight else LONGEST_HOLD_S
    assert 0 <= technique.hold_s <= longest


@every_technique
def test_its_rates_are_no_less_than_nothing(technique: Technique) -> None:
    rate = technique.rate
    assert min(rate.strokes_per_min, rate.on_s, rate.off_s, rate.breath_in_s, rate.breath_out_s) >= 0
    assert (rate.breath_in_s > 0) == (rate.breath_out_s > 0)


@every_technique
def test_hands_touch_something_exactly_where_there_is_contact(technique: Technique) -> None:
    touches = technique.contact != "none"
    assert bool(technique.contact_regions) == touches
    assert technique.level_max > 0 or not touches
    assert set(technique.needs_regions) <= set(technique.contact_regions)


@every_technique
def test_a_practice_of_the_mind_touches_nothing(technique: Technique) -> None:
    if technique.family == "mind":
        assert (technique.contact, technique.level_max) == ("none", 0)


@every_technique
def test_it_never_touches_what_is_kept_out(technique: Technique) -> None:
    for region in technique.contact_regions:
        assert ATLAS.regions[region].access != "keep_out"
        assert ATLAS.regions[region].safety_region not in KEPT_OUT


@every_technique
def test_it_uses_no_point_that_nobody_presses(technique: Technique) -> None:
    for point in technique.points:
        assert not {"forbidden", "never_guided"} & set(ATLAS.points[point].tags)


@every_technique
def test_it_uses_points_only_where_it_touches(technique: Technique) -> None:
    for point in technique.points:
        assert set(ATLAS.points[point].regions) & set(technique.contact_regions), point


@every_technique
def test_it_falls_under_a_safety_class(technique: Technique) -> None:
    assert technique.safety_classes
    assert set(technique.safety_classes) <= set(SAFETY_CLASSES)


@every_technique
def test_its_evidence_is_one_graded_sentence_with_sources(technique: Technique) -> None:
    assert technique.evidence.sources
    assert technique.evidence.text.endswith(".")
    assert technique.sources


@every_technique
def test_it_says_when_to_stop(technique: Technique) -> None:
    assert technique.stop_if or technique.family == "mind"
    assert technique.feel


@every_technique
def test_it_begins_with_words(technique: Technique) -> None:
    assert all(script.start for script in technique.scripts.values())


@every_technique
def test_its_lines_are_single_short_sentences(technique: Technique) -> None:
    for _, line in lines(technique):
        assert len(line.text.split()) <= MOST_WORDS, line.text
        assert re.fullmatch(r"[^.!?…]+[.!?]", line.text), line.text
        assert line.text[0].isupper() or line.text.startswith("{"), line.text


@every_technique
def test_its_lines_speak_to_the_giver(technique: Technique) -> None:
    for _, line in lines(technique):
        words = set(re.findall(r"[a-z']+", line.text.lower()))
        assert not words & {"i", "me", "my", "we", "us", "our", "let's"}, line.text


@every_technique
def test_its_lines_leave_open_only_place_and_side(technique: Technique) -> None:
    for _, line in lines(technique):
        names = {name for _, name, _, _ in string.Formatter().parse(line.text) if name is not None}
        assert names <= {"places", "side", "other"}, line.text
        assert not names & {"side", "other"} or technique.sides == "in_turn", line.text


@every_technique
def test_its_lines_can_come_to_be_spoken(technique: Technique) -> None:
    for giver, line in lines(technique):
        assert set(line.regions) <= set(technique.contact_regions), line.text
        assert not line.positions or set(line.positions) & set(technique.positions[giver]), line.text
        assert not line.givers or giver in line.givers, line.text
