"""The 58 red flags, transcribed a second time: answers in, effects out."""

from tests.safety.second.rows import NECK, Rule, block, block_all, cap, flag, forbid, instead

FLAGS: tuple[Rule, ...] = (
    flag(
        "s_systemic_fever",
        "same_day",
        lambda a: (
            a.yes("headache_now")
            and (
                a.at_least("temp_c", 38) or a.yes("chills") or a.yes("night_sweats") or a.yes("unexplained_weight_loss")
            )
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "n_neoplasm",
        "same_day",
        lambda a: a.yes("cancer_history") and a.any_of("headache_new", "headache_changed"),
        block_all(),
        instead("breathing_seated"),
    ),
    flag(
        "n_neuro_deficit",
        "emergency_now",
        lambda a: (
            a.any_of("new_weakness", "facial_droop", "confusion", "reduced_alertness", "seizure", "new_ataxia")
            or (a.any_of("new_numbness", "speech_trouble") and a.not_permitted("same_as_usual"))
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "o_sudden_onset",
        "emergency_now",
        lambda a: a.at_most("minutes_to_peak", 5) and a.not_permitted("same_as_usual"),
        block_all(),
        instead("none"),
    ),
    flag(
        "o_older_age",
        "see_doctor_soon",
        lambda a: a.at_least("age", 50) and a.any_of("headache_new", "headache_changed"),
        block("temples", "scalp", "forehead", "neck_anterior", "neck_lateral"),
        cap(4, "all"),
        instead("breathing_seated"),
    ),
    flag(
        "p_pattern_change",
        "see_doctor_soon",
        lambda a: a.below("headache_started_months", 3) or a.yes("headache_changed"),
        block("neck_anterior", "neck_lateral"),
        cap(4, "all"),
        instead("light_scalp_and_shoulders_if_no_other_flag"),
        cap(2, "scalp", "upper_trapezius", "hands"),
    ),
    flag("p_positional", "same_day", lambda a: a.yes("headache_positional"), block_all(), instead("none")),
    flag(
        "p_precipitated",
        "see_doctor_soon",
        lambda a: a.any_of("headache_by_cough", "headache_by_strain", "headache_by_exertion"),
        block_all(),
        instead("breathing_seated"),
    ),
    flag(
        "p_papilloedema",
        "same_day",
        lambda a: a.any_of("papilloedema_known", "transient_visual_obscurations", "pulsatile_tinnitus"),
        block_all(),
        instead("none"),
    ),
    flag(
        "p_progressive",
        "same_day",
        lambda a: (
            a.yes("headache_progressive")
            or (a.any_of("headache_wakes", "morning_vomiting") and a.not_permitted("same_as_usual"))
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "p_pregnancy",
        "same_day",
        lambda a: (
            (a.yes("pregnant") or a.at_most("postpartum_weeks", 6))
            and a.any_of("headache_new", "headache_severe", "headache_changed")
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "p_painful_eye",
        "same_day",
        lambda a: a.yes("eye_pain_unilateral") and a.yes("cranial_autonomic") and a.not_permitted("cluster_diagnosed"),
        block_all(),
        instead("none"),
    ),
    flag(
        "p_posttraumatic",
        "same_day",
        lambda a: a.at_most("head_or_neck_injury_days", 90) and a.yes("headache_since_injury"),
        block_all(),
        instead("none"),
    ),
    flag(
        "p_immune",
        "same_day",
        lambda a: a.yes("immunosuppressed") and a.any_of("headache_new", "headache_changed"),
        block_all(),
        instead("none"),
    ),
    flag(
        "p_painkiller_overuse",
        "see_doctor_soon",
        lambda a: (
            a.at_least("analgesic_days_28", 15)
            or a.at_least("triptan_opioid_ergot_combo_days_28", 10)
            or a.yes("headache_with_new_drug")
        ),
        instead("normal_session"),
    ),
    flag(
        "thunderclap",
        "emergency_now",
        lambda a: a.yes("headache_worst_ever") and a.at_most("minutes_to_peak", 1),
        block_all(),
        instead("none"),
    ),
    flag(
        "meningism",
        "emergency_now",
        lambda a: (
            a.any_of("fever", "severely_unwell")
            and a.any_of("neck_stiff_flexion", "photophobia_new", "nonblanching_rash", "drowsy", "confusion")
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "stroke_fast",
        "emergency_now",
        lambda a: a.any_of(
            "facial_droop", "limb_weakness", "speech_trouble", "sudden_visual_loss", "sudden_balance_loss"
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "tia_recent",
        "emergency_now",
        lambda a: a.at_most("stroke_or_tia_days", 7) and a.not_permitted("stroke_assessed"),
        block_all(),
        instead("none"),
    ),
    flag(
        "tia_recent_90",
        "same_day",
        lambda a: (
            (a.at_least("stroke_or_tia_days", 8) and a.at_most("stroke_or_tia_days", 90))
            and a.not_permitted("stroke_assessed")
        ),
        block_all(),
        instead("breathing_seated"),
    ),
    flag(
        "seizure_new",
        "emergency_now",
        lambda a: a.any_of("first_seizure", "unexplained_loss_of_consciousness"),
        block_all(),
        instead("none"),
    ),
    flag(
        "prolonged_aura",
        "emergency_now",
        lambda a: (
            a.yes("aura_symptoms")
            and (
                a.above("aura_minutes", 60)
                or a.yes("aura_onset_sudden")
                or a.yes("aura_motor")
                or a.yes("aura_first_ever")
            )
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "co_poisoning",
        "emergency_now",
        lambda a: a.yes("others_same_symptoms") and a.yes("headache_now"),
        block_all(),
        instead("none"),
    ),
    flag(
        "bp_crisis",
        "emergency_now",
        lambda a: a.at_least("bp_sys", 180) or a.at_least("bp_dia", 120),
        block_all(),
        instead("none"),
    ),
    flag(
        "preeclampsia",
        "emergency_now",
        lambda a: (
            (a.at_least("pregnant_weeks", 20) or a.at_most("postpartum_weeks", 6))
            and a.any_of("headache_severe", "visual_disturbance", "rib_pain", "sudden_swelling", "vomiting")
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "cvt_risk",
        "same_day",
        lambda a: (
            a.yes("headache_new")
            and a.yes("headache_progressive")
            and (a.yes("oestrogen") or a.at_most("postpartum_weeks", 12) or a.yes("thrombophilia"))
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "subdural",
        "emergency_now",
        lambda a: (
            a.at_most("head_bump_weeks", 8)
            and (a.yes("anticoagulant") or a.yes("heavy_alcohol") or a.at_least("age", 65))
            and a.any_of("headache_progressive", "drowsy", "confusion")
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "cardiac_referred",
        "emergency_now",
        lambda a: a.any_of("exertional_jaw_or_shoulder_pain", "chest_pressure", "breathless_new"),
        block_all(),
        instead("none"),
    ),
    flag(
        "cad_pain",
        "emergency_now",
        lambda a: a.yes("neck_or_head_pain_unlike_any") and a.any_of("pain_unilateral", "trigger_event_recent"),
        block_all(),
        instead("none"),
    ),
    flag(
        "cad_horner_cranial",
        "emergency_now",
        lambda a: (
            a.any_of("neck_pain", "headache_now")
            and a.any_of("ptosis", "anisocoria", "pulsatile_tinnitus", "hoarse_new", "tongue_deviation", "diplopia")
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "cad_5d_major",
        "emergency_now",
        # As above, for numbness: tv_usual_aura_after_session wants no emergency for the usual numb hand.
        lambda a: (
            a.any_of("diplopia", "dysarthria", "dysphagia", "drop_attack", "nystagmus", "ataxia")
            or (a.yes("new_numbness") and a.not_permitted("same_as_usual"))
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "cad_dizzy_nausea",
        "same_day",
        lambda a: a.any_of("dizziness_new", "nausea_new") and a.any_of("neck_pain_new", "provoked_by_neck_position"),
        block(*NECK),
        forbid("stretch_active", "stretch_passive"),
        instead("breathing_seated"),
    ),
    flag(
        "cad_risk_profile",
        "same_day",
        lambda a: (
            a.at_least("cad_risk_factors_except_smoking_and_hypertension", 1)
            and a.any_of("neck_pain_new", "headache_new")
        ),
        block(*NECK),
        instead("breathing_seated"),
    ),
    flag(
        "cad_risk_profile_minor",
        "see_doctor_soon",
        lambda a: a.any_of("smoker", "hypertension") and a.any_of("neck_pain_new", "headache_new"),
        block(*NECK),
        instead("breathing_seated"),
    ),
    flag(
        "post_session_neuro",
        "emergency_now",
        lambda a: (
            a.at_most("days_since_session", 28)
            and (
                a.any_of("new_severe_neck_pain", "limb_weakness")
                or (
                    a.any_of(
                        "new_severe_headache",
                        "dizziness_new",
                        "speech_trouble",
                        "visual_disturbance",
                        "limb_numbness",
                    )
                    and a.not_permitted("same_as_usual")
                )
            )
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "myelopathy",
        "same_day",
        lambda a: a.any_of("hand_clumsiness", "gait_unsteady", "leg_stiffness", "lhermitte"),
        block(*NECK, "upper_thoracic"),
        forbid("stretch_active", "stretch_passive"),
        instead("none"),
    ),
    flag(
        "cauda_cord_bladder",
        "emergency_now",
        lambda a: a.any_of("bladder_bowel_change", "saddle_numbness"),
        block_all(),
        instead("none"),
    ),
    flag(
        "radiculopathy_severe",
        "same_day",
        lambda a: a.yes("arm_pain_radicular") and a.any_of("weakness_progressive", "numbness_progressive"),
        block("neck_posterior", "neck_lateral", "suboccipital", "upper_trapezius"),
        forbid("stretch_active", "stretch_passive"),
        instead("breathing_seated"),
    ),
    flag(
        "cspine_high_risk",
        "emergency_now",
        lambda a: (
            a.at_most("neck_trauma_days", 14)
            and (a.at_least("age", 65) or a.yes("dangerous_mechanism") or a.yes("limb_paraesthesia"))
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "cspine_rotation",
        "emergency_now",
        lambda a: a.at_most("neck_trauma_days", 14) and a.not_permitted("can_rotate_45_both"),
        block_all(),
        instead("none"),
    ),
    flag(
        "cspine_recent_injury",
        "same_day",
        lambda a: a.at_most("neck_trauma_days", 14) and a.not_permitted("neck_injury_assessed"),
        block(*NECK),
        forbid("stretch_active", "stretch_passive"),
        instead("breathing_seated"),
    ),
    flag(
        "instability_ra",
        "same_day",
        lambda a: (
            a.any_of("rheumatoid_arthritis", "ankylosing_spondylitis")
            and a.any_of("neck_pain_new", "neck_clunk", "head_heavy", "limb_paraesthesia")
        ),
        block(*NECK),
        forbid("stretch_active", "stretch_passive"),
        instead("breathing_seated"),
    ),
    flag(
        "instability_down",
        "same_day",
        lambda a: (
            a.yes("down_syndrome")
            and a.any_of(
                "neck_pain",
                "torticollis",
                "stiff_neck_persistent",
                "poor_head_control",
                "gait_change",
                "hand_skill_change",
            )
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "instability_hypermobile",
        "same_day",
        lambda a: (
            a.yes("connective_tissue_disorder")
            and a.any_of("head_heavy", "presyncope", "visual_disturbance", "dysphagia", "limb_paraesthesia")
        ),
        block(*NECK),
        forbid("stretch_active", "stretch_passive"),
        instead("breathing_seated"),
    ),
    flag(
        "vertebral_fracture",
        "same_day",
        lambda a: (
            a.yes("spinal_pain_sudden")
            and (a.yes("osteoporosis") or a.yes("long_term_steroid") or a.at_least("age", 65))
        ),
        block("neck_posterior", "upper_thoracic", "upper_trapezius", "suboccipital"),
        instead("breathing_seated"),
    ),
    flag(
        "spinal_infection",
        "emergency_now",
        lambda a: (
            a.yes("spinal_pain_severe") and a.any_of("fever", "iv_drug_use", "immunosuppressed", "recent_bacteraemia")
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "spinal_tumour",
        "same_day",
        lambda a: a.yes("spinal_pain_night") and a.any_of("cancer_history", "unexplained_weight_loss"),
        block("neck_posterior", "upper_thoracic", "upper_trapezius", "suboccipital"),
        instead("breathing_seated"),
    ),
    flag(
        "pneumothorax",
        "emergency_now",
        lambda a: a.yes("recent_needling_shoulder") and a.any_of("breathless_new", "pleuritic_pain"),
        block_all(),
        instead("none"),
    ),
    flag(
        "gca",
        "same_day",
        lambda a: (
            a.at_least("age", 50)
            and (
                a.any_of(
                    "headache_new",
                    "scalp_tender_new",
                    "jaw_claudication",
                    "tongue_claudication",
                    "temple_artery_abnormal",
                )
                or (
                    a.any_of("girdle_stiffness", "fever", "unexplained_weight_loss")
                    and a.any_of("headache_now", "jaw_claudication", "scalp_tender_new")
                )
            )
        ),
        block("temples", "scalp", "forehead", "cheeks_jaw", "neck_anterior", "neck_lateral"),
        instead("breathing_seated"),
    ),
    flag(
        "gca_visual",
        "emergency_now",
        lambda a: a.at_least("age", 50) and a.any_of("visual_loss", "visual_blur_new", "diplopia", "shade_over_eye"),
        block_all(),
        instead("none"),
    ),
    flag(
        "acute_glaucoma",
        "emergency_now",
        lambda a: (
            a.yes("eye_pain_severe")
            and (
                a.any_of("red_eye", "visual_blur_new", "halos", "fixed_mid_pupil")
                or (a.yes("vomiting") and a.not_permitted("same_as_usual"))
            )
        ),
        block_all(),
        instead("none"),
    ),
    flag(
        "retinal_detachment",
        "emergency_now",
        lambda a: a.any_of("flashes_monocular_new", "floaters_shower", "curtain_vision"),
        block_all(),
        instead("none"),
    ),
    flag(
        "facial_palsy_ear",
        "same_day",
        lambda a: a.any_of("sudden_hearing_loss", "ear_vesicles"),
        block_all(),
        instead("none"),
    ),
    flag(
        "facial_infection",
        "emergency_now",
        lambda a: a.yes("facial_swelling") and a.any_of("fever", "trismus", "dysphagia"),
        block_all(),
        instead("none"),
    ),
    flag(
        "zoster_eye",
        "same_day",
        lambda a: a.yes("facial_vesicular_rash"),
        block("forehead", "temples", "periorbital", "scalp", "nose_sinus", "cheeks_jaw"),
        instead("breathing_seated"),
    ),
    flag(
        "neck_lump",
        "see_doctor_soon",
        lambda a: a.yes("neck_lump_new") or a.above("hoarse_weeks", 3) or a.yes("dysphagia"),
        block("neck_anterior", "neck_lateral", "neck_posterior"),
        instead("light_scalp_and_shoulders_if_no_other_flag"),
        cap(2, "scalp", "upper_trapezius", "hands"),
    ),
    flag(
        "child_headache",
        "see_doctor_soon",
        lambda a: a.below("age", 12) and a.yes("headache_now"),
        block_all(),
        instead("parent_calming_touch_only"),
    ),
    flag("self_harm", "emergency_now", lambda a: a.yes("self_harm_thoughts"), instead("none")),
)
