"""Every tag of the atlas facts answers to a rule, or says what holds the caution in its place."""

from __future__ import annotations

import pytest

from unclench.atlas import load_atlas
from unclench.names import NotKnownError
from unclench.safety import load_rules
from unclench.safety.rules import RuleContentError
from unclench.safety.tags import Tag, find_tag, load_tags, read_tags
from unclench.safety.types import BlockPoints, ForbidPractices

# The tags that stand in the facts, and the one that the atlas adds.
NAMES = """
    acute_new_headache_red_flag giant_cell_arteritis_suspected fever_meningism fever_systemic_illness
    cervical_artery_risk neck_trauma_recent neck_instability craniocervical_instability rheumatoid_neck
    connective_tissue_disease carotid_disease carotid_sinus_syncope carotid_risk age_over_65_for_scm
    age_over_65_extension thyroid_disease_swelling radiculopathy thoracic_outlet_symptoms osteoporosis_fracture
    rib_fracture spine_surgery_recent shoulder_instability shoulder_surgery_recent anticoagulant_or_bleeding dvt
    skin_break_infection sunburn_rash open_wound scalp_lesion hair_transplant_recent facial_infection
    facial_fracture_recent facial_palsy_acute recent_filler_or_botox dental_infection tmj_lock ear_infection
    piercing_new eye_surgery_recent glaucoma retinal_tear_history keratoconus conjunctivitis migraine_attack_now
    migraine_attack_heat_sensitive cold_allodynia cold_urticaria raynaud sensory_loss rosacea_face
    acute_injury_48h fibromyalgia_flare pregnancy pregnancy_point_list pregnancy_GB21_caution
    pregnancy_late_breathless low_blood_pressure hypertension_uncontrolled peripheral_arterial_disease
    dialysis_fistula recent_surgery copd_severe panic_with_breath_focus psychosis_active ptsd_unstable
    severe_depression_untreated cardiovascular_disease head_neck_cancer migraine_prodrome pregnancy_some_schools
    pregnancy_late_balance muscle_cramp_prone injury_in_group forbidden
"""
FACTS = frozenset(NAMES.split())
OURS = frozenset({"never_guided"})


def test_no_tag_of_the_facts_is_left() -> None:
    assert len(FACTS) == 74
    assert load_tags().keys() == FACTS | OURS


def test_every_tag_in_the_atlas_is_known() -> None:
    for point in load_atlas().points.values():
        for tag in point.tags:
            assert find_tag(tag).id == tag


def test_a_tag_that_nobody_knows_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotKnownError, match="carotid_risk"):
        find_tag("carotid_risks")


@pytest.mark.parametrize(
    ("tags", "message"),
    [
        ((Tag("a"),), "needs either rules or what holds it"),
        ((Tag("a", ("dvt",), "held"),), "needs either rules or what holds it"),
        ((Tag("a", ("no_such",)),), "no_such is not a rule"),
        ((Tag("a", ("dvt",)), Tag("a", ("dvt",))), "stands twice"),
    ],
    ids=str,
)
def test_a_tag_without_a_clear_answer_is_refused(tags: tuple[Tag, ...], message: str) -> None:
    with pytest.raises(RuleContentError, match=message):
        read_tags(tags)


@pytest.mark.parametrize(
    ("tag", "point"),
    [("pregnancy", "GB21"), ("peripheral_arterial_disease", "LR3"), ("carotid_risk", "TE16")],
)
def test_the_rules_behind_a_tag_block_its_point(tag: str, point: str) -> None:
    effects = [effect for rule in find_tag(tag).rules for effect in load_rules().by_id[rule].effects]
    assert any(isinstance(effect, BlockPoints) and point in effect.points for effect in effects)


@pytest.mark.parametrize(
    ("tag", "technique"),
    [
        ("radiculopathy", "stretch_levator"),
        ("shoulder_instability", "stretch_pec"),
        ("eye_surgery_recent", "pmr_face_neck"),
        ("rheumatoid_neck", "stretch_upper_trap"),
        ("craniocervical_instability", "suboccipital_hold"),
        ("psychosis_active", "imagery"),
        ("osteoporosis_fracture", "ball_wall"),
        ("osteoporosis_fracture", "line_pressing"),
        ("osteoporosis_fracture", "deep_strokes"),
        ("rib_fracture", "lower_back_kneading"),
        ("spine_surgery_recent", "deep_strokes"),
        ("anticoagulant_or_bleeding", "ball_wall"),
        ("pregnancy_late_balance", "ball_wall"),
        ("fever_systemic_illness", "ball_wall"),
        ("injury_in_group", "pmr16"),
        ("facial_palsy_acute", "pmr7"),
        ("psychosis_active", "imagery_sky"),
    ],
)
def test_the_rules_behind_a_tag_leave_out_its_technique(tag: str, technique: str) -> None:
    effects = [effect for rule in find_tag(tag).rules for effect in load_rules().by_id[rule].effects]
    assert any(isinstance(effect, ForbidPractices) and technique in effect.techniques for effect in effects)
