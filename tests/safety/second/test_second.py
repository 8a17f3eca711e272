"""Sanity of the second transcription: counts, names, regions, vectors of the facts, hand-checked cases."""

import ast
from pathlib import Path
from typing import Any

import pytest

from tests.safety.second import contraindications, flags, givers, oils
from tests.safety.second.answers import NUMBERS, PERMISSIONS, Answer, Answers
from tests.safety.second.contraindications import CONTRAINDICATIONS
from tests.safety.second.flags import FLAGS
from tests.safety.second.givers import AREAS, GIVER_RULES, OF_GIVER
from tests.safety.second.interpreter import Outcome, evaluate
from tests.safety.second.judge import CLASSES_OF, judge_session
from tests.safety.second.neighbours import NEIGHBOURS
from tests.safety.second.oils import OIL_RULES
from tests.safety.second.regions import (
    ALL_PARTS,
    ATLAS_OF,
    COARSE_OF,
    NO_ATLAS_REGION,
    REGIONS,
    SIDES_OF,
    atlas_regions,
    parts,
    whole,
)
from tests.safety.second.rows import GIVERS, always
from tests.safety.second.table import RULES
from tests.safety.second.variables import RULE_VARIABLES

COARSE = frozenset(
    {
        "scalp",
        "forehead",
        "temples",
        "periorbital",
        "nose_sinus",
        "cheeks_jaw",
        "tmj",
        "ears",
        "intraoral",
        "suboccipital",
        "neck_posterior",
        "neck_lateral",
        "neck_anterior",
        "supraclavicular",
        "upper_trapezius",
        "shoulders",
        "upper_thoracic",
        "hands",
        "lower_back",
        "feet_legs",
    }
)
NUMBER_CALLS = frozenset({"at_least", "at_most", "above", "below", "exceeds", "absent"})
URGENCIES = frozenset({"emergency_now", "same_day", "see_doctor_soon"})
GCA: dict[str, Answer] = {
    "age": 67,
    "headache_new": True,
    "scalp_tender_new": True,
    "scalp_tender": True,
    "jaw_claudication": True,
}


def _blocks(outcome: Outcome, *coarse: str) -> bool:
    return all(whole(atlas_regions(name)) <= outcome.blocked for name in coarse)


def _free(outcome: Outcome, *coarse: str) -> bool:
    return all(not whole(atlas_regions(name)) & outcome.blocked for name in coarse)


def _cap(outcome: Outcome, coarse: str) -> int:
    return max(outcome.caps[region] for region in atlas_regions(coarse))


def _calls(source: str | None) -> list[tuple[str, tuple[str, ...]]]:
    assert source is not None
    tree = ast.parse(Path(source).read_text(encoding="utf-8"))
    found: list[tuple[str, tuple[str, ...]]] = []
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        names = tuple(arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str))
        found.append((node.func.attr, names))
    return found


CALLS = [*_calls(flags.__file__), *_calls(contraindications.__file__), *_calls(oils.__file__), *_calls(givers.__file__)]


def test_there_is_one_row_for_every_rule() -> None:
    assert len(FLAGS) == 58
    assert len(CONTRAINDICATIONS) == 165
    assert len(OIL_RULES) == 14
    assert len(GIVER_RULES) == 10
    assert len({rule.id for rule in RULES}) == 58 + 179 + 10


def test_urgencies_and_types_are_those_of_the_facts() -> None:
    assert {rule.grade for rule in FLAGS} == URGENCIES
    assert {rule.grade for rule in CONTRAINDICATIONS} == {"absolute", "conditional", "local"}
    urgencies = [rule.grade for rule in FLAGS]
    assert [urgencies.count(name) for name in ("emergency_now", "same_day", "see_doctor_soon")] == [27, 24, 7]


def test_every_variable_is_one_of_the_facts() -> None:
    used = {name for _, names in CALLS for name in names}
    assert len(RULE_VARIABLES) == 371  # being examined since is asked of a stroke and of a neck injury apart
    assert used <= RULE_VARIABLES | OF_GIVER
    assert len(used) > 250


def test_numbers_are_compared_and_the_rest_are_asked() -> None:
    for method, names in CALLS:
        if method in NUMBER_CALLS:
            assert NUMBERS.issuperset(names), names
        elif method == "not_permitted":
            assert PERMISSIONS.issuperset(names), names
        else:
            assert (NUMBERS | PERMISSIONS).isdisjoint(names), names


def test_the_region_map_is_total_both_ways() -> None:
    assert len(REGIONS) == len(COARSE_OF) == 45
    assert set(ATLAS_OF) | {"intraoral"} == COARSE
    assert len(COARSE) == 20
    assert sorted(region for name in ATLAS_OF for region in ATLAS_OF[name]) == sorted(SIDES_OF)
    assert all(atlas_regions(name) == () for name in NO_ATLAS_REGION)


def test_neighbours_are_total_symmetric_and_never_oneself() -> None:
    assert set(NEIGHBOURS) == set(SIDES_OF)
    for region, near in NEIGHBOURS.items():
        assert region not in near
        assert all(region in NEIGHBOURS[other] for other in near)


def test_the_technique_classes_cover_the_atlas() -> None:
    assert len(CLASSES_OF) == 52
    assert CLASSES_OF["ear_massage"] == {"stroking", "circular_friction"}


@pytest.mark.parametrize("giver", GIVERS)
def test_nothing_answered_is_clear(giver: Any) -> None:
    outcome = evaluate({}, giver=giver, agreed=AREAS)
    assert (outcome.verdict, outcome.hands_allowed, outcome.mind_allowed) == ("clear", True, True)
    assert outcome.fired == {rule.id for rule in RULES if rule.when is always}
    assert outcome.blocked == whole((*atlas_regions("neck_anterior"), "supraclavicular"))


def test_base_caps() -> None:
    mine, theirs = evaluate({}).caps, evaluate({}, giver="professional").caps
    assert (mine["scalp_vertex"], mine["hairline_front"], mine["shoulder_top"], mine["temple"]) == (
        5,
        4,
        6,
        3,
    )
    assert (mine["brow"], mine["jaw_masseter"], mine["tmj"], mine["lateral_neck"]) == (2, 4, 3, 2)
    assert (mine["sacral"], mine["hand_web"], mine["paraspinal_lower_thoracic"]) == (0, 6, 2)
    assert (theirs["shoulder_top"], theirs["interscapular"], theirs["pectoral"]) == (7, 7, 5)
    assert (theirs["suboccipital"], theirs["nape"], theirs["paraspinal_lumbar"]) == (5, 5, 5)
    assert (theirs["temple"], theirs["lateral_neck"], theirs["sacral"]) == (3, 3, 4)
    assert max(theirs.values()) == 7
    assert max(evaluate({}, giver="partner").caps.values()) == 6


def test_limits_for_everyone() -> None:
    mine, theirs = evaluate({}), evaluate({}, giver="professional")
    assert (mine.hands_limit_s, theirs.hands_limit_s) == (1200, 2700)
    assert (mine.neck_total_s, theirs.neck_total_s, mine.neck_firm_s, theirs.neck_firm_s) == (
        600,
        900,
        300,
        300,
    )
    assert (mine.hold_s, theirs.hold_s, mine.head_hold_s) == (60, 90, 180)
    assert (mine.pain_limit, theirs.pain_limit) == (3, 5)
    assert mine.technique_limit_s == {"heat": 900, "cold": 900}


def test_first_session_and_painkiller_lower_the_caps() -> None:
    first = evaluate({}, first=True)
    assert first.hands_limit_s == 480
    assert (first.caps["shoulder_top"], first.caps["brow"], first.caps["sacral"]) == (5, 1, 0)
    both = evaluate({"analgesic_hours": 2}, first=True)
    assert (both.caps["shoulder_top"], both.caps["brow"], both.caps["sacral"]) == (4, 1, 0)
    assert both.verdict == "adapted"


# The test vectors of the facts that speak of screening.


def test_tv_gca() -> None:
    outcome = evaluate(GCA)
    assert "gca" in outcome.fired
    assert outcome.verdict == "see_doctor"
    assert _blocks(outcome, "temples", "scalp", "forehead", "cheeks_jaw", "neck_anterior", "neck_lateral")


def test_tv_gca_visual() -> None:
    outcome = evaluate({**GCA, "diplopia": True})
    assert "gca_visual" in outcome.fired
    assert outcome.verdict == "emergency"
    assert not outcome.hands_allowed
    assert outcome.mind_allowed is False


def test_tv_nausea_only() -> None:
    outcome = evaluate({"migraine_now": True, "headache_now": True, "nausea_new": True})
    assert "cad_dizzy_nausea" not in outcome.fired
    assert outcome.verdict == "adapted"


def test_tv_merge() -> None:
    outcome = evaluate({"takes_anticoagulant": True, "age": 70, "migraine_now": True, "allodynia": True})
    assert _blocks(outcome, "scalp", "forehead", "temples", "periorbital", "neck_anterior")
    for name in ("suboccipital", "neck_posterior", "neck_lateral", "upper_trapezius"):
        assert _cap(outcome, name) == 1
    assert _cap(outcome, "shoulders") == 2
    assert _cap(outcome, "hands") == 3
    assert outcome.hands_limit_s == 300
    banned = {"percussion_device", "scraping", "tapping", "essential_oil", "heat", "hair_pull"}
    assert banned <= outcome.forbidden_classes
    assert outcome.pain_limit == 2


def test_tv_relaxer() -> None:
    outcome = evaluate({"relaxer_planned_days": 3})
    assert _blocks(outcome, "scalp")
    assert _free(outcome, "neck_posterior", "upper_trapezius", "shoulders")
    assert outcome.caps == evaluate({}).caps
    assert _free(evaluate({"relaxer_planned_days": 8}), "scalp")


def test_tv_usual_aura_after_session() -> None:
    usual: dict[str, Answer] = {
        "aura_now": True,
        "aura_symptoms": True,
        "aura_minutes": 25,
        "visual_disturbance": True,
        "limb_numbness": True,
        "days_since_session": 1,
        "same_as_usual": True,
    }
    outcome = evaluate(usual)
    assert (outcome.emergency, outcome.hands_allowed, outcome.mind_allowed) == (False, False, True)
    assert evaluate({**usual, "same_as_usual": "unsure"}).emergency


def test_tv_tia_2_days() -> None:
    assert evaluate({"stroke_or_tia_days": 2}).verdict == "emergency"
    seen = evaluate({"stroke_or_tia_days": 2, "stroke_assessed": True})
    assert (seen.verdict, seen.emergency) == ("see_doctor", False)
    assert evaluate({"stroke_or_tia_days": 30}).mind_allowed == "breathing_only"


def test_tv_aura_bad() -> None:
    outcome = evaluate(
        {
            "aura_symptoms": True,
            "aura_first_ever": True,
            "aura_onset_sudden": True,
            "aura_minutes": 90,
            "aura_motor": True,
            "limb_weakness": True,
            "same_as_usual": True,
        }
    )
    assert {"prolonged_aura", "stroke_fast"} <= outcome.fired
    assert outcome.emergency


# Cases checked by hand.


def test_blood_thinner() -> None:
    outcome = evaluate({"takes_anticoagulant": True})
    assert max(outcome.caps.values()) == 3
    assert outcome.hands_limit_s == 600
    assert (outcome.verdict, outcome.waits) == ("adapted", frozenset())


def test_pregnancy_of_28_weeks() -> None:
    outcome = evaluate({"pregnant": True, "pregnant_weeks": 28})
    assert max(outcome.caps.values()) == 4
    assert outcome.forbidden_positions == {"prone", "supine"}
    assert outcome.blocked_points == {"LI4", "GB21", "SP6", "BL60", "BL67"}
    assert _blocks(outcome, "lower_back")
    assert outcome.hands_limit_s == 900
    assert evaluate({"pregnant": True, "pregnant_weeks": 12}).forbidden_positions == {"prone"}
    assert evaluate({"pregnant": True}).forbidden_positions == {"prone", "supine"}
    assert evaluate({}, conditions=["pregnancy_ok"]).forbidden_positions == {"prone", "supine"}


def test_thunderclap() -> None:
    outcome = evaluate({"headache_worst_ever": True, "minutes_to_peak": 1, "same_as_usual": True})
    assert "thunderclap" in outcome.fired
    assert outcome.emergency
    assert evaluate({"headache_worst_ever": True, "minutes_to_peak": "unsure"}).emergency
    assert not evaluate({"headache_worst_ever": True}).emergency


def test_first_aura_is_an_emergency_even_when_usual() -> None:
    assert evaluate({"aura_symptoms": True, "aura_first_ever": True, "same_as_usual": True}).emergency


def test_head_turn_and_cluster_permissions() -> None:
    hurt: dict[str, Answer] = {"neck_trauma_days": 3, "neck_injury_assessed": True}
    assert evaluate(hurt).emergency
    assert not evaluate({**hurt, "can_rotate_45_both": True}).emergency
    eye: dict[str, Answer] = {"eye_pain_unilateral": True, "cranial_autonomic": True}
    assert "p_painful_eye" in evaluate(eye).fired
    assert "p_painful_eye" not in evaluate({**eye, "cluster_diagnosed": True}).fired


def test_self_harm_is_a_crisis_and_no_emergency() -> None:
    outcome = evaluate({"self_harm_thoughts": True})
    assert (outcome.crisis, outcome.emergency, outcome.no_session) == (True, False, True)
    assert (outcome.hands_allowed, outcome.mind_allowed) == (False, False)


def test_what_a_flag_leaves_open() -> None:
    assert evaluate({"headache_positional": True}).mind_allowed == "breathing_only"
    child = evaluate({"age": 8, "headache_now": True})
    assert (child.no_session, child.mind_allowed) == (True, False)
    changed = evaluate({"headache_changed": True})
    assert (changed.hands_allowed, changed.mind_allowed, changed.verdict) == (True, True, "see_doctor")
    assert (_cap(changed, "scalp"), _cap(changed, "hands"), _cap(changed, "shoulders")) == (2, 2, 4)
    tablets = evaluate({"analgesic_days_28": 15})
    assert (tablets.verdict, tablets.hands_allowed, tablets.caps) == ("see_doctor", True, evaluate({}).caps)


def test_what_waits_for_a_doctor() -> None:
    assert evaluate({"dvt_current": True}).waits == {"dvt"}
    assert evaluate({"dvt_current": True}).mind_allowed is True
    assert evaluate({"bleeding_disorder": True}).verdict == "adapted"
    pain = evaluate({"pain_unexplained_severe": True})
    assert (pain.waits, pain.hands_allowed, pain.verdict) == (frozenset({"g_unknown_pain"}), False, "see_doctor")


def test_givers() -> None:
    assert not evaluate({"frail": True}).hands_allowed
    assert evaluate({"frail": True}, giver="professional").hands_allowed
    assert evaluate({"contagious_illness": True}).hands_allowed
    assert not evaluate({"contagious_illness": True}, giver="partner").hands_allowed
    assert not evaluate({"age": 8}).hands_allowed
    assert evaluate({"age": 8}, giver="partner").hands_limit_s == 300
    assert evaluate({"age": 1}, giver="partner").no_session
    assert ("kneading", "sacral") in evaluate({}).forbidden_classes_on
    assert ("kneading", "sacral") not in evaluate({}, giver="partner").forbidden_classes_on


def test_areas() -> None:
    sore = evaluate({"sunburn": True}, areas=[("forehead", "left")])
    assert ("forehead", "left") in sore.blocked
    assert ("forehead", "right") not in sore.blocked
    wound = evaluate({"open_wound": True}, areas=[("forehead", "left")])
    assert {("brow", "left"), ("forehead", "left"), ("glabella", "midline")} <= wound.blocked
    assert ("brow", "right") not in wound.blocked
    zoster = evaluate({"zoster_active": True}, areas=[("forehead", "left")])
    assert {("brow", "left"), ("brow", "right"), ("forehead", "right")} <= zoster.blocked
    nowhere = evaluate({"sunburn": True})
    assert (nowhere.blocked, nowhere.hands_allowed) == (ALL_PARTS, False)
    assert max(evaluate({"numb_area": True}).caps.values()) == 2
    assert evaluate({"numb_area": True}, areas=[("ear", "left")]).caps["ear"] == 2


def test_devices_block_the_named_side() -> None:
    paced = evaluate({"pacemaker": True}, areas=[("pectoral", "left")])
    assert ("shoulder_top", "left") in paced.blocked
    assert ("shoulder_top", "right") not in paced.blocked
    both = evaluate({"pacemaker": True}, areas=[("forehead", "left")])
    assert {("pectoral", "left"), ("pectoral", "right")} <= both.blocked
    assert ("hand_web", "right") in evaluate({"dialysis_fistula": True}).blocked
    implant = evaluate({"cochlear_implant": True}, areas=[("ear", "right")])
    assert {("mastoid", "right"), ("scalp_parietal", "right")} <= implant.blocked
    assert ("ear", "left") not in implant.blocked


def test_stated_ids_fire_their_own_rule() -> None:
    outcome = evaluate({}, conditions=["anticoagulant"], symptoms=["gca"])
    assert {"anticoagulant", "gca"} <= outcome.fired
    assert max(outcome.caps.values()) == 3
    assert evaluate({}, symptoms=["thunderclap"]).emergency


@pytest.mark.parametrize("answers", [{"age": True}, {"fever": 38.5}, {"fever": "perhaps"}, {"age": "old"}], ids=str)
def test_answers_of_the_wrong_kind_are_refused(answers: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"age|fever"):
        evaluate(answers)


def test_unknown_ids_and_regions_are_refused() -> None:
    with pytest.raises(ValueError, match="no such condition"):
        evaluate({}, conditions=["gca"])
    with pytest.raises(ValueError, match="no such region"):
        parts("scalp", "left")
    with pytest.raises(ValueError, match="no such side"):
        parts("ear", "up")


def test_three_values() -> None:
    reading = Answers({"fever": "unsure", "same_as_usual": "unsure", "age": "unsure", "temp_c": float("nan")})
    assert reading.yes("fever")
    assert reading.not_permitted("same_as_usual")
    assert reading.at_least("age", 50)
    assert reading.below("age", 2)
    assert reading.above("temp_c", 38)
    assert not Answers({}).at_most("stroke_or_tia_days", 7)


def _every_variable() -> list[tuple[str, Answer]]:
    used = sorted({name for _, names in CALLS for name in names} - PERMISSIONS)
    return [(name, "unsure") for name in used]


@pytest.mark.parametrize(("name", "value"), _every_variable())
def test_unsure_never_allows_more(name: str, value: Answer) -> None:
    base: dict[str, Answer] = {"migraine_now": True, "takes_antiplatelet": True}
    less, more = evaluate({**base, name: value}), evaluate(base)
    assert less.fired >= more.fired
    assert less.blocked >= more.blocked
    assert all(less.caps[region] <= cap for region, cap in more.caps.items())
    assert less.forbidden_classes >= more.forbidden_classes
    assert less.hands_limit_s <= more.hands_limit_s


def test_every_rule_can_fire() -> None:
    unsure: dict[str, Answer] = dict(_every_variable())
    assert evaluate(unsure).fired == {rule.id for rule in RULES}


# The judge.


def _step(technique: str, region: str, level: int, **more: Any) -> dict[str, Any]:
    step = {
        "id": technique,
        "technique": technique,
        "targets": [{"region": region, "points": []}],
        "side": "both",
        "position": "seated",
        "pressure": {"level": level},
        "duration_ms": 60_000,
    }
    return {**step, **more}


def _session(*steps: dict[str, Any]) -> dict[str, Any]:
    for place, step in enumerate(steps):
        step.setdefault("start_ms", place * 60_000)
    return {"giver": "self", "position": "seated", "phases": [{"kind": "general", "steps": list(steps)}]}


def _breaches(answers: dict[str, Answer], *steps: dict[str, Any]) -> str:
    return "\n".join(judge_session(evaluate(answers), "self", _session(*steps)))


def test_a_good_session_has_no_breach() -> None:
    rest = {"id": "r", "technique": "rest", "duration_ms": 120_000, "side": "none"}
    steps = (_step("effleurage", "shoulder_top", 3), _step("petrissage", "shoulder_top", 5))
    assert _breaches({}, *steps, _step("effleurage", "nape", 3), rest) == ""


@pytest.mark.parametrize(
    ("answers", "step", "words"),
    [
        ({}, _step("effleurage", "anterior_neck", 1), "blocked"),
        ({}, _step("static_compression", "brow", 3), "above the cap 2"),
        ({"takes_anticoagulant": True}, _step("scalp_tapping", "scalp_vertex", 2), "forbidden class tapping"),
        ({"rosacea": True}, _step("forehead_temple_circles", "forehead", 2), "forbidden on forehead"),
        ({}, _step("pir", "nape", 1), "never guided"),
        ({}, _step("cracking", "nape", 1), "unknown technique"),
        ({}, _step("effleurage", "neck", 1), "unknown region"),
        ({"low_bp": True}, _step("effleurage", "nape", 2, position="standing"), "position standing"),
        (
            {"pregnant": True},
            _step("effleurage", "hand_web", 2, targets=[{"region": "hand_web", "points": ["LI4"]}]),
            "point LI4",
        ),
        ({}, _step("effleurage", "shoulder_top", 3, duration_ms=1_300_000), "hands-on: 1300 s"),
        ({}, _step("effleurage", "nape", 3, duration_ms=700_000), "neck: 700 s"),
        ({}, _step("petrissage", "nape", 4, duration_ms=400_000), "firm work on the neck: 400 s"),
        ({}, _step("warm_compress", "forehead", 1, duration_ms=1_000_000), "class heat"),
        ({}, _step("suboccipital_hold", "suboccipital", 3, duration_ms=200_000), "head hold"),
        ({}, _step("acupressure_hold", "temple", 3, duration_ms=121_000), "still pressure"),
        ({}, _step("petrissage", "lateral_neck", 2), "both sides of the neck"),
        ({}, _step("effleurage", "shoulder_top", 5), "first and the last"),
        ({"aura_now": True}, _step("effleurage", "nape", 2), "hands-on work where none"),
        ({"aura_now": True}, _step("chin_nod", "nape", 0), "movement where only mind"),
        ({"headache_positional": True}, _step("body_scan", "nape", 0), "only slow breathing"),
        ({"severe_mental_illness_active": True}, _step("imagery", "nape", 0), "forbidden practice"),
        ({"chest_pressure": True}, _step("rest", "nape", 0), "in an emergency"),
        ({"self_harm_thoughts": True}, _step("rest", "nape", 0), "crisis line"),
        ({}, _step("effleurage", "nape", 2, hands={"contact": "tool", "tool": "massage gun"}), "percussion"),
        ({}, _step("effleurage", "nape", 2, pressure={}), "without a pressure level"),
    ],
)
def test_the_judge_finds(answers: dict[str, Answer], step: dict[str, Any], words: str) -> None:
    assert words in _breaches(answers, step)


def test_the_judge_knows_sides_and_jumps() -> None:
    left = evaluate({"sunburn": True}, areas=[("forehead", "left")])
    touch = _step("effleurage", "forehead", 2, side="right")
    assert judge_session(left, "self", _session(touch)) == []
    assert judge_session(left, "self", _session({**touch, "side": "both"}))
    steps = (_step("effleurage", "shoulder_top", 2), _step("petrissage", "shoulder_top", 5))
    assert "from 2 to 5" in _breaches({}, *steps, _step("effleurage", "shoulder_top", 3))


def test_the_judge_reads_contact_and_giver() -> None:
    apart = _step("stretch_levator", "nape", 2, targets=[{"region": "scm_region", "contact": False}])
    assert _breaches({}, apart) == ""
    ill = evaluate({"contagious_illness": True}, giver="partner")
    told = judge_session(ill, "partner", {"session": _session(_step("effleurage", "nape", 2))})
    assert any("by partner is forbidden" in line for line in told)
    assert any("is for self" in line for line in told)


def test_every_place_is_in_one_area_that_a_receiver_ticks() -> None:
    assert sorted(region for regions in AREAS.values() for region in regions) == sorted(SIDES_OF)


def test_other_hands_leave_alone_what_was_not_ticked() -> None:
    unasked, chest = evaluate({}, giver="partner"), evaluate({}, giver="partner", agreed={"chest"})
    assert _blocks(unasked, "scalp", "forehead", "temples", "ears", "tmj")
    assert whole(["pectoral"]) <= unasked.blocked
    assert _free(unasked, "suboccipital", "upper_trapezius", "hands")
    assert whole(["pectoral"]).isdisjoint(chest.blocked)
    assert _blocks(chest, "suboccipital", "upper_trapezius", "hands")
    assert evaluate({}, agreed=()).hands_allowed
    assert not evaluate({}, giver="professional", agreed=()).hands_allowed


@pytest.mark.parametrize(
    "hands", ["giver_hands_unready", "giver_nails_long", "giver_hand_skin", "giver_ill", "giver_impaired"]
)
def test_other_hands_wait_until_they_are_ready(hands: str) -> None:
    assert evaluate({hands: True}).hands_allowed
    assert not evaluate({hands: True}, giver="partner").hands_allowed
    assert not evaluate({hands: "unsure"}, giver="professional").hands_allowed
    assert evaluate({hands: True}, giver="partner").mind_allowed is True


def test_nobody_under_18_is_alone() -> None:
    present: dict[str, Answer] = {"caregiver_present": True}
    parent: dict[str, Answer] = {**present, "giver_is_caregiver": True, "giver_is_family": True}
    assert evaluate({"age": 8}, giver="partner").no_session
    assert not evaluate({"age": 8, **present}, giver="partner").hands_allowed
    assert evaluate({"age": 8, **parent}, giver="partner").hands_allowed
    assert not evaluate({"age": 15}).hands_allowed
    assert evaluate({"age": 15}).mind_allowed is True
    assert evaluate({"age": 15, **present}).hands_allowed
    assert not evaluate({"age": 15, **present}, giver="partner").hands_allowed
    assert evaluate({"age": 15, **present}, giver="professional").hands_allowed
    assert evaluate({"age": 18}, giver="partner").hands_allowed
