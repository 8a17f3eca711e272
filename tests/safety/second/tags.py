"""What the tags of the atlas facts add to the rules: single techniques and points that a rule has to leave out too.

Written from the techniques' and points' own tags in the facts, where no effect of the rule covers them already.
"""

from tests.safety.second.rows import Effect, Rule, block_point, forbid, forbid_practice

TENSING = forbid_practice("pmr_face_neck", "pmr4", "pmr7", "pmr16")
"""Each form that tenses; recall does not."""
HARD_ON_BONE = forbid_practice("ball_wall", "deep_strokes", "line_pressing", "lower_back_kneading")
"""Techniques tagged osteoporosis_fracture (deep tissue is guided as deep strokes, shiatsu as pressing along a line),
and the heels of the hands beside the lower spine, which the facts do not have.
"""

TAGGED: dict[str, tuple[Effect, ...]] = {
    # radiculopathy: no stretch towards or away from the arm that hurts.
    "disc_radiculopathy": (forbid_practice("stretch_upper_trap", "stretch_levator"),),
    # shoulder_instability: the doorway stretch forces the joint.
    "shoulder_injury": (forbid_practice("stretch_pec"),),
    # eye_surgery_recent and facial_palsy_acute also stand with the tensing of face and neck.
    # The longer forms tense the face as well.
    "eye_surgery": (TENSING,),
    "bells_palsy": (TENSING,),
    # osteoporosis_fracture. Frailty and a broken rib or neck are held to be the same to whoever presses.
    "osteoporosis": (HARD_ON_BONE,),
    "frailty": (HARD_ON_BONE,),
    "rib_fracture": (HARD_ON_BONE,),
    "fracture_or_fusion": (HARD_ON_BONE,),
    # anticoagulant_or_bleeding: at most 4, no ball; aspirin is no exception there. Deep strokes begin at 5.
    "antiplatelet": (forbid_practice("deep_strokes", "ball_wall"),),
    # pregnancy_late_balance, and the points of pregnancy_point_list by whatever hand presses there: GB21.
    "pregnancy_ok": (forbid_practice("ball_wall"), forbid("acupressure", on=("shoulder_top",))),
    # fever_systemic_illness: with something catching only the head and the hands are touched, by oneself.
    "contagious_illness": (forbid_practice("ball_wall"),),
    # rheumatoid_neck
    "ra_neck": (forbid_practice("stretch_upper_trap"),),
    # craniocervical_instability
    "down_syndrome": (forbid_practice("suboccipital_hold"),),
    "hypermobility_eds": (forbid_practice("suboccipital_hold"),),
    "chiari_syrinx": (forbid_practice("suboccipital_hold"),),
    # peripheral_arterial_disease: the points of the foot
    "peripheral_artery": (block_point("LR3", "KI1", "GB41", "BL60"),),
    # carotid_risk
    "carotid_disease": (block_point("TE16"),),
    "carotid_sinus_hypersensitivity": (block_point("TE16"),),
    "stroke_tia_3m": (block_point("TE16"),),
}


def tagged(rule: Rule) -> Rule:
    """The rule with what the tags add."""
    return rule._replace(effects=(*rule.effects, *TAGGED.get(rule.id, ())))
