"""What the tags of the atlas facts add to the rules: single techniques and points that a rule has to leave out too.

Written from the techniques' and points' own tags in the facts, where no effect of the rule covers them already.
"""

from tests.safety.second.rows import Effect, Rule, block_point, forbid_practice

TAGGED: dict[str, tuple[Effect, ...]] = {
    # radiculopathy: no stretch towards or away from the arm that hurts.
    "disc_radiculopathy": (forbid_practice("stretch_upper_trap", "stretch_levator"),),
    # shoulder_instability: the doorway stretch forces the joint.
    "shoulder_injury": (forbid_practice("stretch_pec"),),
    # eye_surgery_recent and facial_palsy_acute also stand with the tensing of face and neck.
    "eye_surgery": (forbid_practice("pmr_face_neck"),),
    "bells_palsy": (forbid_practice("pmr_face_neck"),),
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
