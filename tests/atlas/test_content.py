"""What the content must hold, beyond the types and links that the compiler checks."""

import json
import string
from collections.abc import Iterator
from typing import Any

import pytest

from unclench.atlas import Atlas, load_atlas
from unclench.atlas.types import GIVERS, Complaint, Kind, Muscle, Point, Region, Source
from unclench.atlas.words import SINGULAR, Entry, form, names_of
from unclench.plain import from_plain, to_plain

ATLAS = load_atlas()

# The coarse regions of the safety rules, and the parts of the surface that each means.
SAFETY_REGIONS = {
    "scalp": "hairline_front scalp_frontal scalp_vertex scalp_parietal scalp_temporal scalp_occipital mastoid",
    "forehead": "forehead glabella brow",
    "temples": "temple",
    "periorbital": "periorbital",
    "nose_sinus": "nose nasolabial",
    "cheeks_jaw": "cheek_zygomatic cheek_buccal perioral_chin jaw_masseter",
    "tmj": "tmj",
    "ears": "ear",
    "intraoral": "",
    "suboccipital": "suboccipital",
    "neck_posterior": "nape c7_junction",
    "neck_lateral": "lateral_neck",
    "neck_anterior": "anterior_neck scm_region submandibular",
    "supraclavicular": "supraclavicular",
    "upper_trapezius": "shoulder_top",
    "shoulders": "shoulder_point suprascapular infrascapular pectoral",
    "upper_thoracic": "scapular_border interscapular paraspinal_upper_thoracic",
    "hands": "hand_web hand_edge wrist_forearm",
    "lower_back": "paraspinal_lower_thoracic paraspinal_lumbar sacral",
    "feet_legs": "foot_sole foot_dorsum lower_leg",
}

# Pressure levels that nobody goes beyond: by oneself and a partner, by a professional.
HIGHEST = (6, 7)
DEEP_WORK = {"upper_trapezius", "shoulders", "upper_thoracic", "lower_back"}


ENTRIES: list[Entry] = [entry for kind in SINGULAR for entry in getattr(ATLAS, kind).values()]


def texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list | dict):
        for item in data.values() if isinstance(data, dict) else data:
            yield from texts(item)


every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: f"{type(entry).__name__}-{entry.id}")
every_region = pytest.mark.parametrize("region", ATLAS.regions.values(), ids=ATLAS.regions)
every_muscle = pytest.mark.parametrize("muscle", ATLAS.muscles.values(), ids=ATLAS.muscles)
every_point = pytest.mark.parametrize("point", ATLAS.points.values(), ids=ATLAS.points)
every_complaint = pytest.mark.parametrize("complaint", ATLAS.complaints.values(), ids=ATLAS.complaints)


def test_it_is_complete() -> None:
    counts = [len(kind) for kind in (ATLAS.regions, ATLAS.muscles, ATLAS.points, ATLAS.complaints)]
    assert counts == [45, 38, 53, 16]


@pytest.mark.parametrize(("coarse", "fine"), SAFETY_REGIONS.items())
def test_a_safety_region_means_these_regions(coarse: str, fine: str) -> None:
    assert set(ATLAS.regions_in_safety_region(coarse)) == set(fine.split())


def test_every_region_lies_in_one_safety_region() -> None:
    assert {region.safety_region for region in ATLAS.regions.values()} <= SAFETY_REGIONS.keys()


@every_entry
def test_every_entry_has_a_source(entry: Entry) -> None:
    assert isinstance(entry, Source) or entry.sources


@every_entry
def test_no_text_is_empty_or_untidy(entry: Entry) -> None:
    may_be_empty = {"note", "caution", "url", "fma", "stillness"}
    for field, value in to_plain(entry).items():
        assert value != "" or field in may_be_empty
        for text in texts(value):
            assert text == " ".join(text.split())


@every_entry
def test_lists_name_nothing_twice(entry: Entry) -> None:
    for field, value in to_plain(entry).items():
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            assert len(set(value)) == len(value), field


@every_entry
@pytest.mark.parametrize("short", [False, True])
def test_it_survives_the_way_through_json(entry: Entry, *, short: bool) -> None:
    assert from_plain(type(entry), json.loads(json.dumps(to_plain(entry, short=short)))) == entry


def test_the_whole_survives_the_way_through_json() -> None:
    data = to_plain(ATLAS)
    assert to_plain(from_plain(Atlas, json.loads(json.dumps(data)))) == data


def test_every_source_is_cited() -> None:
    cited = {source for entry in ENTRIES if not isinstance(entry, Source) for source in entry.sources}
    cited |= {source for technique in ATLAS.techniques.values() for source in technique.evidence.sources}
    assert ATLAS.sources.keys() - cited == set()


def test_a_source_is_not_listed_twice() -> None:
    for field in ("citation", "url"):
        values = [getattr(source, field) for source in ATLAS.sources.values() if getattr(source, field)]
        assert sorted(set(values)) == sorted(values)


def test_addresses_are_encrypted_ones() -> None:
    assert all(source.url.startswith("https://") for source in ATLAS.sources.values() if source.url)


@pytest.mark.parametrize("kind", SINGULAR)
def test_a_name_means_one_entry_of_its_kind(kind: Kind) -> None:
    meant: dict[str, str] = {}
    for entry in getattr(ATLAS, kind).values():
        for name in {form(name) for name in names_of(entry)}:
            assert meant.setdefault(name, entry.id) == entry.id


@pytest.mark.parametrize("kind", sorted(set(SINGULAR) - {"points"}))
def test_ids_are_lower_case_words(kind: Kind) -> None:
    assert {letter for name in getattr(ATLAS, kind) for letter in name} <= {
        *string.ascii_lowercase,
        *string.digits,
        "_",
    }


@every_region
def test_neighbours_name_each_other(region: Region) -> None:
    assert region.neighbours
    assert region.id not in region.neighbours
    assert all(region.id in ATLAS.regions[neighbour].neighbours for neighbour in region.neighbours)


def test_one_can_walk_over_the_trunk_and_head_from_region_to_region() -> None:
    reached, ahead = set[str](), ["scalp_vertex"]
    while ahead:
        here = ahead.pop()
        if here not in reached:
            reached.add(here)
            ahead += ATLAS.regions[here].neighbours
    limbs = {*ATLAS.regions_in_safety_region("hands"), *ATLAS.regions_in_safety_region("feet_legs")}
    assert ATLAS.regions.keys() - reached == limbs


@every_region
def test_pressure_stays_on_the_scale(region: Region) -> None:
    levels = region.max_level
    assert 0 <= levels.partner <= HIGHEST[0]
    assert 0 <= levels.own <= HIGHEST[0]
    assert 0 <= levels.professional <= HIGHEST[1]
    assert levels.professional < HIGHEST[1] or region.safety_region in DEEP_WORK
    assert [levels.of(giver) for giver in GIVERS] == [levels.own, levels.partner, levels.professional]


@every_region
def test_out_of_reach_and_kept_out_mean_no_pressure(region: Region) -> None:
    assert (region.self_reach == "none") == (region.max_level.own == 0)
    if region.access == "keep_out":
        assert region.max_level.own == region.max_level.partner == 0
    if region.access == "light_only":
        assert max(region.max_level.own, region.max_level.partner) <= 2


def test_throat_and_hollow_above_the_collarbone_are_kept_out() -> None:
    kept_out = {region.id for region in ATLAS.regions.values() if region.access == "keep_out"}
    assert kept_out == {"anterior_neck", "supraclavicular"}


@every_region
def test_a_region_can_be_said_to_the_one_it_belongs_to(region: Region) -> None:
    assert region.spoken.split().count("your") == 1
    assert len(region.spoken.split()) <= 7


def test_sides_follow_from_laterality() -> None:
    assert ATLAS.regions["glabella"].sides == ("midline",)
    assert ATLAS.regions["temple"].sides == ("left", "right")
    assert ATLAS.regions["nape"].sides == ("left", "midline", "right")


@every_muscle
def test_a_muscle_lies_somewhere_and_says_what_to_mind(muscle: Muscle) -> None:
    assert muscle.regions
    assert muscle.caution.endswith(".")


@every_point
def test_a_point_can_be_found(point: Point) -> None:
    assert point.regions
    assert point.where.endswith(".")
    assert all(caution.endswith(".") for caution in point.cautions)


@every_point
def test_a_midline_point_lies_in_a_region_with_a_midline(point: Point) -> None:
    sides = {side for region in point.regions for side in ATLAS.regions[region].sides}
    assert "midline" in sides if point.laterality == "midline" else sides >= {"left", "right"}


@pytest.mark.parametrize("point", ["BL1", "GV14", "GV16"])
def test_points_nobody_presses_are_marked(point: str) -> None:
    assert not ATLAS.points[point].self_reach
    assert {"forbidden", "never_guided"} & set(ATLAS.points[point].tags)


@pytest.mark.parametrize("point", ["LI4", "SP6", "GB21", "BL60"])
def test_points_avoided_in_pregnancy_are_marked(point: str) -> None:
    assert "pregnancy" in ATLAS.points[point].tags
    assert "forbidden_list" in ATLAS.points[point].sources


@every_complaint
def test_a_complaint_offers_what_it_does_not_advise_against(complaint: Complaint) -> None:
    assert complaint.techniques
    assert complaint.mind
    assert complaint.regions
    assert not set(complaint.avoid_techniques) & {*complaint.techniques, *complaint.mind}
    assert 1 <= complaint.max_level <= 10


@every_complaint
def test_the_minds_practices_are_told_from_the_hands(complaint: Complaint) -> None:
    assert {ATLAS.techniques[technique].family for technique in complaint.mind} == {"mind"}


@pytest.mark.parametrize("complaint", ["tth_episodic", "tth_chronic", "cervicogenic", "migraine_attack"])
def test_a_headache_is_a_headache_now(complaint: str) -> None:
    assert "headache_now" in ATLAS.complaints[complaint].implies


def test_a_migraine_attack_is_a_migraine_now() -> None:
    assert set(ATLAS.complaints["migraine_attack"].implies) == {"headache_now", "migraine_now"}


# In an attack 4 is for the hands alone; what the safety rules allow elsewhere is 2.
@pytest.mark.parametrize(
    ("complaint", "level"),
    [("tth_chronic", 5), ("migraine_interictal", 5), ("migraine_prodrome", 3), ("migraine_attack", 4)],
)
def test_an_irritable_head_gets_less_pressure(complaint: str, level: int) -> None:
    assert ATLAS.complaints[complaint].max_level == level


def test_in_a_migraine_attack_no_hand_moves_or_presses_on_head_and_neck() -> None:
    attack = ATLAS.complaints["migraine_attack"]
    left = [technique for technique in ATLAS.techniques.values() if technique.id not in attack.avoid_techniques]
    assert {technique.motion for technique in left} <= {"still", "none"}


def test_techniques_are_found_by_their_safety_class() -> None:
    for technique in ATLAS.techniques.values():
        assert all(technique.id in ATLAS.techniques_in_class(name) for name in technique.safety_classes)
    assert ATLAS.techniques_in_class("hypnosis") == ()
