"""The hands that are not one's own, and who is with a child: ten contraindications, and the areas agreed to.

These stand in no line of the facts; they say of each giver what the brief of the partner mode asks for. Hands that
are unready, long-nailed, sore, ill or impaired wait; an oil the giver does not bear is left away; a child is never
alone, is touched by its own parent, and a teenager by family or by a therapist.
"""

from functools import cache

from tests.safety.second.regions import SIDES_OF, Part, whole
from tests.safety.second.rows import Rule, block_all, contra, forbid, forbid_giver, no_session, until

OTHER_HANDS = ("partner", "professional")

GIVER_RULES: tuple[Rule, ...] = (
    contra(
        "giver_hands_unready",
        "absolute",
        "giver",
        lambda a: a.yes("giver_hands_unready"),
        forbid_giver(*OTHER_HANDS),
    ),
    contra("giver_nails_long", "absolute", "giver", lambda a: a.yes("giver_nails_long"), forbid_giver(*OTHER_HANDS)),
    contra(
        "giver_hand_skin",
        "absolute",
        "giver",
        lambda a: a.yes("giver_hand_skin"),
        forbid_giver(*OTHER_HANDS),
        until(),
    ),
    contra("giver_ill", "absolute", "giver", lambda a: a.yes("giver_ill"), forbid_giver(*OTHER_HANDS), until()),
    contra(
        "giver_impaired",
        "absolute",
        "giver",
        lambda a: a.yes("giver_impaired"),
        forbid_giver(*OTHER_HANDS),
        until(),
    ),
    contra(
        "giver_oil_allergy",
        "conditional",
        "giver",
        lambda a: a.yes("giver_oil_allergy"),
        forbid("plain_oil", "essential_oil"),
    ),
    contra(
        "child_alone",
        "absolute",
        "giver",
        lambda a: a.below("age", 12) and a.not_permitted("caregiver_present"),
        block_all(),
        no_session(),
    ),
    contra(
        "teen_alone",
        "absolute",
        "giver",
        lambda a: a.at_least("age", 12) and a.below("age", 18) and a.not_permitted("caregiver_present"),
        block_all(),
    ),
    contra(
        "child_giver",
        "absolute",
        "giver",
        lambda a: a.at_least("age", 2) and a.below("age", 12) and a.not_permitted("giver_is_caregiver"),
        forbid_giver(*OTHER_HANDS),
    ),
    contra(
        "teen_giver",
        "absolute",
        "giver",
        lambda a: a.at_least("age", 12) and a.below("age", 18) and a.not_permitted("giver_is_family"),
        forbid_giver("partner"),
    ),
)

OF_GIVER = frozenset(
    {
        "caregiver_present",
        "giver_hand_skin",
        "giver_hands_unready",
        "giver_ill",
        "giver_impaired",
        "giver_is_caregiver",
        "giver_is_family",
        "giver_nails_long",
        "giver_oil_allergy",
    }
)

AREAS: dict[str, tuple[str, ...]] = {
    "hair": (
        "hairline_front",
        "scalp_frontal",
        "scalp_vertex",
        "scalp_parietal",
        "scalp_temporal",
        "scalp_occipital",
        "mastoid",
    ),
    "face": (
        "forehead",
        "glabella",
        "brow",
        "periorbital",
        "temple",
        "nose",
        "nasolabial",
        "cheek_zygomatic",
        "cheek_buccal",
        "perioral_chin",
        "jaw_masseter",
        "tmj",
        "ear",
    ),
    "neck": ("suboccipital", "nape", "c7_junction", "lateral_neck", "scm_region", "submandibular", "anterior_neck"),
    "shoulders": ("shoulder_top", "shoulder_point", "suprascapular", "infrascapular", "supraclavicular"),
    "chest": ("pectoral",),
    "back": ("interscapular", "scapular_border", "paraspinal_upper_thoracic"),
    "lower_back": ("paraspinal_lower_thoracic", "paraspinal_lumbar", "sacral"),
    "hands": ("hand_web", "hand_edge", "wrist_forearm"),
    "legs": ("lower_leg", "foot_sole", "foot_dorsum"),
}
LEFT_ALONE = ("hair", "face", "chest")
"""Unless the receiver ticks them."""


@cache
def not_agreed(ticked: frozenset[str] | None) -> frozenset[Part]:
    """What the receiver keeps from other hands than their own."""
    areas = [name for name in AREAS if name not in LEFT_ALONE] if ticked is None else ticked
    return whole(region for region in SIDES_OF if not any(region in AREAS[name] for name in areas))
