import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from tests.guide.sessions import Doing, session
from unclench.atlas import Region, load_atlas
from unclench.atlas.links import lines_of
from unclench.atlas.types import Line, RegionId, Side, TechniqueId
from unclench.composer.types import Layer, Role
from unclench.guide.lines import own_lines
from unclench.guide.score import score
from unclench.guide.script import (
    Setting,
    again_lines,
    all_settings,
    later_lines,
    only_side_lines,
    place_words,
    pressure_check,
    spoken_side,
    start_lines,
)
from unclench.guide.types import Density

ATLAS = load_atlas()

# The left of every region, in words chosen by hand.
LEFT = {
    "forehead": "the left side of your forehead",
    "glabella": "the space between your brows",
    "brow": "your left eyebrow",
    "periorbital": "the bony rim around your left eye",
    "temple": "your left temple",
    "nose": "the left side of your nose",
    "nasolabial": "the fold beside your left nostril",
    "cheek_zygomatic": "your left cheekbone",
    "cheek_buccal": "your left cheek",
    "perioral_chin": "the left side of the skin around your mouth and chin",
    "jaw_masseter": "your left jaw muscle",
    "tmj": "your left jaw joint",
    "hairline_front": "the left side of your front hairline",
    "scalp_frontal": "the left side of the front of your scalp",
    "scalp_vertex": "the crown of your head",
    "scalp_parietal": "the upper left side of your head",
    "scalp_temporal": "the scalp above your left ear",
    "scalp_occipital": "the left side of the back of your head",
    "ear": "your left ear",
    "mastoid": "the bone behind your left ear",
    "hand_web": "the web of your left thumb",
    "hand_edge": "the outer edge of your left hand",
    "wrist_forearm": "your left wrist and forearm",
    "lower_leg": "your left lower leg",
    "foot_sole": "the sole of your left foot",
    "foot_dorsum": "the top of your left foot",
    "suboccipital": "the left side of the base of your skull",
    "nape": "the left side of the back of your neck",
    "c7_junction": "the foot of your neck",
    "lateral_neck": "the left side of your neck",
    "scm_region": "the left front-side muscle of your neck",
    "submandibular": "the left side of the soft skin under your jaw",
    "anterior_neck": "the left side of the front of your neck",
    "supraclavicular": "the hollow above your left collarbone",
    "shoulder_top": "the top of your left shoulder",
    "shoulder_point": "the round of your left shoulder",
    "suprascapular": "the trough above your left shoulder blade",
    "infrascapular": "the flat of your left shoulder blade",
    "scapular_border": "the inner edge of your left shoulder blade",
    "interscapular": "the left side of the space between your shoulder blades",
    "paraspinal_upper_thoracic": "the muscles on the left of your upper spine",
    "paraspinal_lower_thoracic": "the muscles on the left of your middle spine",
    "paraspinal_lumbar": "the muscles on the left of your lower back",
    "sacral": "the left side of the base of your spine",
    "pectoral": "the left side of your upper chest",
}

# What invites a second side: two of something the body has two of, or an order among sides.
TWO_SIDES = re.compile(
    r"\bboth\b|\beach (?!breath|stroke|press|tick|of their breaths|one slower)"
    r"|\bside first\b|\bfirst side\b|\bsecond side\b"
    r"|\b(?:the|your|their) (?:ears|temples|lobes|rims|cheekbones|eyebrows|jaw muscles|jaw joints)\b|\bsides\b"
    r"|\b(?:one|a) hand on each\b|\bone side\b|\bopposite side\b",
    re.IGNORECASE,
)
OTHER: dict[Side, str] = {"left": "right", "right": "left"}

every_technique = pytest.mark.parametrize("technique", ATLAS.techniques)
touching = pytest.mark.parametrize(
    "technique", [technique.id for technique in ATLAS.techniques.values() if technique.contact_regions]
)


def one_sided(technique: TechniqueId) -> list[Setting]:
    return [setting for setting in all_settings(ATLAS) if setting.one_sided and setting.technique.id == technique]


def said(setting: Setting, density: Density, role: Role = "specific", layer: Layer | None = None) -> list[str]:
    """Every line of such a step in a session, with neighbours of its kind and all the time it can have."""
    assert setting.side in OTHER
    technique = setting.technique
    doing = Doing(
        technique.id,
        technique.doses_s[2],
        role,
        layer=layer,
        only_side=setting.side,
        position=setting.position,
        contact=tuple(region.id for region in setting.contact),
    )
    quiet = Doing("rest", 60, position=setting.position)
    made = session(quiet, doing, doing, giver=setting.giver, before=(), atlas=ATLAS)
    return [cue.say.default for cue in score(made, density=density, atlas=ATLAS).steps[1].cues if cue.say]


# ── One side alone ──


def test_each_region_has_its_left_in_words() -> None:
    assert {region.id: spoken_side(region, "left") for region in ATLAS.regions.values()} == LEFT


@pytest.mark.parametrize("region", ATLAS.regions.values(), ids=ATLAS.regions)
def test_a_region_is_named_by_the_side_it_is_worked_on(region: Region) -> None:
    right = spoken_side(region, "right")
    assert right == spoken_side(region, "left").replace("left", "right")
    assert ("right" in right.split()) == (region.laterality != "midline")
    assert {spoken_side(region, side) for side in ("both", "midline", "none")} == {region.spoken}


def test_a_giver_hears_of_one_side_of_another_person() -> None:
    temple, nape = ATLAS.regions["temple"], ATLAS.regions["nape"]
    expected = "their right temple and the right side of the back of their neck"
    assert place_words((temple, nape), "partner", "right") == expected


@touching
def test_lines_for_one_side_never_speak_of_the_other(technique: TechniqueId) -> None:
    settings = one_sided(technique)
    wrong = {
        say.default
        for setting in settings
        for say in (*start_lines(setting), *later_lines(setting, setting.side), pressure_check(setting))
        if TWO_SIDES.search(say.default) or OTHER[setting.side] in re.findall(r"\w+", say.default.lower())
    }
    assert wrong == set()
    assert {setting.giver for setting in settings} == set(ATLAS.techniques[technique].givers)


@touching
def test_a_step_on_one_side_says_so_first_and_leads_nowhere_else(technique: TechniqueId) -> None:
    first: dict[object, Setting] = {}
    for setting in one_sided(technique):
        first.setdefault((setting.giver, setting.side, setting.contact), setting)
    for setting in first.values():
        full = said(setting, "full", layer="release")
        assert full[0] == only_side_lines(setting)[0].default
        assert f" {setting.side} side" in full[0]
        for text in full:
            assert not TWO_SIDES.search(text), text
            assert OTHER[setting.side] not in re.findall(r"\w+", text.lower()), text


@touching
@pytest.mark.parametrize("density", ["brief", "bells"])
def test_few_words_still_name_the_one_side(technique: TechniqueId, density: Density) -> None:
    setting = one_sided(technique)[0]
    assert said(setting, density)[0] == only_side_lines(setting)[0].default


def test_a_short_step_on_one_side_names_it_shortly() -> None:
    press = Doing("acupressure_hold", 20, only_side="right", contact=("suboccipital",))
    made = session(Doing("rest", 60), press, Doing("rest", 60), before=(), atlas=ATLAS)
    cues = [cue for cue in score(made, atlas=ATLAS).steps[1].cues if cue.say]
    assert cues[0].say is not None
    assert cues[0].say.default == "Only the right side today."
    assert not cues[0].droppable


def test_a_step_on_one_side_is_announced_with_its_side() -> None:
    strokes = Doing("face_cheek_jaw", 80, only_side="left", contact=("tmj",))
    both = Doing("face_cheek_jaw", 80, contact=("jaw_masseter",))
    made = session(Doing("rest", 60), both, strokes, before=(), atlas=ATLAS)
    assert "Next: your left jaw joint." in [
        cue.say.default for cue in score(made, atlas=ATLAS).steps[1].cues if cue.say
    ]


def test_lines_for_two_sides_are_kept_where_two_are_worked() -> None:
    whole = [setting for setting in all_settings(ATLAS) if not setting.one_sided]
    ears = next(setting for setting in whole if setting.technique.id == "ear_massage")
    assert start_lines(ears)[0].default == "Hold the top of each ear between finger and thumb."
    assert not any(only_side_lines(setting) for setting in whole)


# ── Where a line leads ──


def technique_lines() -> Iterator[tuple[TechniqueId, Line]]:
    for technique in ATLAS.techniques.values():
        for script in technique.scripts.values():
            yield from ((technique.id, entry) for _, entry in lines_of(script))


@every_technique
def test_what_a_line_needs_can_be_touched(technique: TechniqueId) -> None:
    reach = set(ATLAS.techniques[technique].contact_regions)
    assert all(reach.issuperset(entry.needs) for name, entry in technique_lines() if name == technique)


@pytest.mark.parametrize(
    ("technique", "words", "needed"),
    [
        ("effleurage", "toward the arm", {"shoulder_point"}),
        ("effleurage", "to the foot of the neck", {"nape", "c7_junction"}),
        ("effleurage", "up to the base of the skull", {"nape", "suboccipital"}),
        ("effleurage", "toward the elbow", {"wrist_forearm"}),
        ("face_cheek_jaw", "from the cheekbone to the jaw", {"cheek_zygomatic", "jaw_masseter"}),
        ("face_nose_sinus", "toward the cheekbone", {"cheek_zygomatic"}),
        ("forehead_temple_circles", "smooth up and apart", {"glabella", "forehead"}),
        ("hairline_sweep", "up to the crown", {"scalp_frontal", "scalp_vertex"}),
        ("neck_shoulder_kneading", "toward the arm", {"shoulder_top", "shoulder_point"}),
        ("scalp_tapping", "from the front to the back", {"scalp_frontal", "scalp_vertex", "scalp_occipital"}),
        ("upper_back_strokes", "round each blade", {"infrascapular", "scapular_border"}),
    ],
)
def test_a_line_leads_only_where_the_hands_may_go(technique: TechniqueId, words: str, needed: set[RegionId]) -> None:
    heard = 0
    for setting in all_settings(ATLAS):
        if setting.technique.id == technique:
            lines = (*start_lines(setting), *later_lines(setting, setting.side))
            if any(words in say.default for say in lines):
                heard += 1
                assert needed <= {region.id for region in setting.contact}
    assert heard


@pytest.mark.parametrize("words", ["up to the hairline", "toward the ears", "a hand’s width on"])
def test_no_line_leads_to_a_place_that_its_technique_does_not_touch(words: str) -> None:
    assert not [entry.text for _, entry in technique_lines() if words in entry.text]


NECK = {"nape", "c7_junction", "suboccipital"}


def at_the_neck_on_the_back() -> Iterator[Setting]:
    for setting in all_settings(ATLAS):
        touched = {region.id for region in setting.contact}
        if setting.position == "supine" and touched and touched <= NECK:
            yield setting


def test_other_hands_come_from_below_to_a_neck_that_lies() -> None:
    """What lies on the back has its neck on the table: fingers go under it, no thumb from above or from the side."""
    heard = 0
    for setting in at_the_neck_on_the_back():
        if setting.giver != "self" and setting.technique.motion != "stretch":
            heard += 1
            said = " ".join(say.default for say in (*start_lines(setting), *later_lines(setting, setting.side)))
            assert not re.search(r"\bthumb\b|stand or sit|\bcross\b", said, re.IGNORECASE), said
            if setting.technique.id in ("effleurage", "circular_friction", "neck_shoulder_kneading", "petrissage"):
                assert " under " in start_lines(setting)[0].default, said
    assert heard


def test_nobody_strokes_with_the_weight_of_the_head_on_the_hands() -> None:
    strokes = [s for s in at_the_neck_on_the_back() if s.giver == "self" and s.technique.id == "effleurage"]
    assert strokes
    for setting in strokes:
        said = [say.default for say in (*start_lines(setting), *later_lines(setting, setting.side))]
        assert said[0].startswith("Turn your head a little")
        assert not any("behind your" in text for text in said)
        assert ("Every three strokes, turn and change hands." in said) == (not setting.one_sided)


@every_technique
def test_after_the_change_of_sides_what_names_one_is_said_for_the_other(technique: TechniqueId) -> None:
    for setting in all_settings(ATLAS):
        if setting.technique.id == technique and setting.sides == "in_turn":
            told = [say.args["other"] for say in again_lines(setting)]
            assert told == [setting.side] * len(told)


def test_a_stretch_names_its_side_on_both() -> None:
    for setting in all_settings(ATLAS):
        if setting.technique.id in ("stretch_levator", "stretch_upper_trap") and setting.sides == "in_turn":
            assert re.search(rf"\b{OTHER[setting.side]}\b", start_lines(setting)[1].default)
            assert [setting.side in say.default for say in again_lines(setting)] == [True]


@pytest.mark.parametrize(
    ("places", "whole", "one_side"),
    [
        (("shoulder_top", "shoulder_point", "suprascapular"), "your shoulders", "your left shoulder"),
        (("cheek_zygomatic", "cheek_buccal", "perioral_chin", "jaw_masseter"), "your cheeks, chin and jaw", ""),
        (
            ("hairline_front", "scalp_frontal", "scalp_vertex", "scalp_parietal", "scalp_temporal"),
            "the top and sides of your scalp",
            "the top and left side of your scalp",
        ),
    ],
)
def test_places_that_belong_together_are_named_together(
    places: tuple[RegionId, ...], whole: str, one_side: str
) -> None:
    """Also where there is time for one name alone: none of them is left out."""
    contact = tuple(ATLAS.regions[place] for place in places)
    assert place_words(contact, "self", most=1) == whole
    if one_side:
        assert place_words(contact, "self", "left", 1) == one_side


def test_one_side_at_a_time_is_named_by_its_side() -> None:
    kneading = [s for s in all_settings(ATLAS) if s.technique.id == "petrissage" and s.giver == "self"]
    both = next(s for s in kneading if s.sides == "in_turn" and s.side == "left")
    assert start_lines(both)[1].default == "Lift the muscle of the top of your left shoulder, roll it, let go."


# ── Single texts ──


def test_words_of_pressure_agree_with_each_other() -> None:
    texts = [entry.text for _, entry in technique_lines()] + list(own_lines().values())
    assert not [text for text in texts if re.search(r"good ache|without any ache|^Pinch |your own weight", text)]


def test_nobody_is_told_to_get_up_or_to_stay() -> None:
    """Whether one stands, goes to sleep or gets up is told by the session's own last lines."""
    told = re.compile(r"\b(?:get up|stand up|sit up|two minutes)\b|\b(?:you|them) come up\b", re.IGNORECASE)
    resting = [entry.text for name, entry in technique_lines() if ATLAS.techniques[name].family == "mind"]
    assert [text for text in resting if told.search(text)] == []
    assert not [entry.text for _, entry in technique_lines() if "get up" in entry.text.lower()]


@pytest.mark.parametrize("technique", ["cold_compress", "warm_compress"])
@pytest.mark.parametrize("layer", ["breath", "scan", "imagery", "release"])
def test_a_pack_carries_the_breath_and_nothing_else(technique: TechniqueId, layer: Layer) -> None:
    pack = replace(Doing(technique, 240, contact=("forehead",)), layer=layer)
    made = session(Doing("rest", 60), pack, Doing("rest", 60), before=(), atlas=ATLAS)
    keys = [cue.say.key for cue in score(made, atlas=ATLAS).steps[1].cues if cue.say]
    assert [key for key in keys if key.startswith("guide.layer.")] == ["guide.layer.breath.0"]


def test_a_cold_pack_says_how_long_at_most() -> None:
    cold = [entry.text for name, entry in technique_lines() if name == "cold_compress"]
    assert cold.count("Leave it as long as it feels good, fifteen minutes at most.") == 3
