"""The variables that rules may speak of, as the facts list them."""

_NAMES = """
    acne_inflamed acute_torticollis age allodynia alopecia_scarring alopecia_traction analgesic_days_28
    analgesic_hours anisocoria ankylosing_spondylitis anticoagulant antihypertensive
    any_new_symptom_in_session arm_pain_radicular aspirin_allergy asthma ataxia aura_first_ever aura_minutes
    aura_motor aura_now aura_onset_sudden aura_symptoms bergamot bladder_bowel_change bleeding_disorder
    bone_anchored_aid bone_metastasis botulinum_days bp_dia bp_sys breastfeeding breathless_new bruise burn
    cad_risk_factors camphor can_rotate_45_both cancer_active cancer_area cancer_history
    cardiac_fibrillation cardiac_procedure_weeks carotid_disease carotid_sinus_syndrome central_line
    cervical_aneurysm cervical_fracture cervical_myelopathy cervical_radiculopathy cervical_surgery
    cgm_or_pump_site chest_pressure chiari child_face_near chills cluster_attack_now cluster_diagnosed
    cochlear_implant cold cold_sore cold_urticaria colour_done_hours colour_planned_hours concussion_active
    confusion connective_tissue_disorder contact_lenses_in contagious_illness copd cranial_autonomic
    craniotomy_weeks cryoglobulinaemia csf_leak csf_shunt curtain_vision dangerous_mechanism
    days_since_session dental_infection dental_surgery_days dentures dermatitis diabetes dialysis_fistula
    diplopia dissection_history dizziness_new down_syndrome drop_attack drowsy drug_pump dvt_current
    dvt_suspected dysarthria dysphagia ear_infection ear_vesicles epilepsy essential_oil eucalyptus
    exertional_jaw_or_shoulder_pain eye_infection eye_pain_severe eye_pain_unilateral eye_surgery_weeks
    facial_droop facial_fracture_weeks facial_palsy_known facial_plastic_surgery_weeks facial_swelling
    facial_vesicular_rash facial_weakness_new faint_on_neck_pressure fennel fever feverish fibromyalgia
    filler_days first_seizure fixed_mid_pupil flashes_monocular_new floaters_shower fmd fragile_skin
    fragrance_allergy frail g6pd gait_change gait_unsteady girdle_stiffness glaucoma grapefruit
    hair_shedding hair_transplant_days halos hand_clumsiness hand_skill_change has_rescue_plan
    head_bump_weeks head_covering head_heavy head_injury_hours head_lice head_or_neck_injury_days
    headache_better_outdoors headache_by_cough headache_by_exertion headache_by_strain headache_changed
    headache_new headache_now headache_positional headache_progressive headache_severe headache_since_injury
    headache_started_months headache_wakes headache_with_new_drug headache_worst_ever heart_failure heat
    heavy_alcohol hemiplegic_migraine hoarse_new hoarse_weeks hyssop icd immunosuppressed infection insulin
    intoxicated intracranial_vascular_lesion isotretinoin iv_drug_use jaw_claudication jaw_locked keloid
    keratoconus lash_extensions lavender leg_stiffness lemon lhermitte limb_numbness limb_paraesthesia
    limb_weakness lime local_inflammation long_term_steroid low_bp lymphadenopathy lymphoedema meal_minutes
    mi_days migraine_now minutes_to_peak morning_vomiting multiple_sclerosis muscle_pain_unexplained
    myopia_dioptres nausea_new neck_anterior neck_clunk neck_injury_assessed neck_lump_new
    neck_or_head_pain_unlike_any neck_pain neck_pain_new neck_stiff_flexion neck_trauma_days needling_hours
    nerve_block_hours neurostimulator new_ataxia new_numbness new_severe_headache new_severe_neck_pain
    new_topical new_weakness night_sweats no_capacity nonblanching_rash numb_area numbness_progressive
    nystagmus occipital_neuralgia oestrogen oil open_wound orange_bitter organ_failure orthodontics
    osmophobia osteoporosis others_same_symptoms pacemaker pain_during pain_unexplained_severe
    pain_unilateral panic_disorder papilloedema_known peppermint peripheral_artery_disease
    pets_or_infants_present phn photophobia_new photosensitiser piercing_healing platelets_low
    pleuritic_pain poor_head_control postpartum_weeks pots pregnancy_high_risk pregnant pregnant_weeks
    pressure_felt presyncope provoked_by_neck_position ptosis pulsatile_tinnitus radiotherapy_head_neck
    raised_icp raynaud recent_bacteraemia recent_needling_shoulder red_eye reduced_alertness region
    relaxer_done_hours relaxer_planned_days retinal_disease retinoid rheumatoid_arthritis
    rib_or_clavicle_fracture_weeks rib_pain rosacea rosemary sage salivary_disease scabies
    scalp_sore_after_chemical scalp_tender scar_weeks sedated sedating_medicine_hours seizure
    seizure_history self_harm_thoughts severe_mental_illness_active severely_unwell shade_over_eye
    shoulder_injury_weeks shoulder_instability sickle_cell sinusitis_acute skin_infection_region
    skin_procedure_days skull_defect speech_trouble spinal_pain_night spinal_pain_severe spinal_pain_sudden
    spinal_procedure_days statin stiff_neck_persistent strain_hours stroke_assessed stroke_or_tia_days
    sudden_balance_loss sudden_hearing_loss sudden_swelling sudden_visual_loss sunburn
    surgery_head_neck_weeks suspicious_lesion syncope_history takes_anticoagulant takes_antiplatelet
    tattoo_days technique temp_c temple_artery_abnormal thoracic_outlet thread_lift_weeks thrombophilia
    thuja thyroid_disease tight_hairstyle tinea tmd tongue_claudication tongue_deviation
    topical_medicine_hours torticollis touch_sensitive tracheostomy transdermal_patch
    transient_visual_obscurations trigeminal_neuralgia trigger_event_recent
    triptan_opioid_ergot_combo_days_28 trismus unaccustomed_exercise_hours unexplained_loss_of_consciousness
    unexplained_weight_loss unstable_angina upper_limb_clot_history vaccination_hours vertigo
    visual_blur_new visual_disturbance visual_loss vomiting weakness_progressive wears_accessories
    whiplash_hours whiplash_weeks wintergreen zoster_active cad_risk_factors_except_smoking_and_hypertension
    hypertension hypertension_uncontrolled muscle_strain_acute pain_limit recent_surgery saddle_numbness
    same_as_usual scalp_tender_new smoker tmj_disorder
"""
RULE_VARIABLES = frozenset(_NAMES.split())
