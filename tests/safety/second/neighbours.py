"""Which atlas regions touch each other, read from the borders in the facts; used for "plus 5 cm"."""

BORDERS: dict[str, tuple[str, ...]] = {
    "hairline_front": ("scalp_frontal", "scalp_temporal", "forehead", "temple"),
    "scalp_frontal": ("scalp_vertex", "scalp_parietal", "scalp_temporal", "forehead"),
    "scalp_vertex": ("scalp_parietal", "scalp_occipital"),
    "scalp_parietal": ("scalp_temporal", "scalp_occipital"),
    "scalp_temporal": ("scalp_occipital", "forehead", "temple", "ear", "mastoid", "tmj"),
    "scalp_occipital": ("mastoid", "suboccipital", "ear"),
    "forehead": ("glabella", "brow", "temple"),
    "glabella": ("brow", "nose", "periorbital"),
    "brow": ("periorbital", "temple", "nose"),
    "periorbital": ("temple", "nose", "nasolabial", "cheek_zygomatic"),
    "temple": ("cheek_zygomatic", "ear", "tmj"),
    "nose": ("nasolabial", "perioral_chin", "cheek_zygomatic"),
    "nasolabial": ("cheek_zygomatic", "cheek_buccal", "perioral_chin"),
    "cheek_zygomatic": ("cheek_buccal", "jaw_masseter", "tmj", "ear"),
    "cheek_buccal": ("perioral_chin", "jaw_masseter", "submandibular"),
    "perioral_chin": ("submandibular", "anterior_neck", "jaw_masseter"),
    "jaw_masseter": ("tmj", "ear", "mastoid", "submandibular", "scm_region"),
    "tmj": ("ear",),
    "ear": ("mastoid", "scm_region"),
    "mastoid": ("suboccipital", "scm_region", "lateral_neck"),
    "submandibular": ("anterior_neck", "scm_region"),
    "suboccipital": ("nape", "lateral_neck", "scm_region"),
    "nape": ("lateral_neck", "c7_junction", "shoulder_top"),
    "lateral_neck": ("scm_region", "supraclavicular", "shoulder_top"),
    "scm_region": ("anterior_neck", "supraclavicular"),
    "anterior_neck": ("supraclavicular",),
    "supraclavicular": ("shoulder_top", "pectoral"),
    "c7_junction": ("shoulder_top", "paraspinal_upper_thoracic", "interscapular"),
    "shoulder_top": ("shoulder_point", "suprascapular", "scapular_border", "paraspinal_upper_thoracic"),
    "shoulder_point": ("suprascapular", "infrascapular", "pectoral"),
    "suprascapular": ("infrascapular", "scapular_border"),
    "infrascapular": ("scapular_border",),
    "scapular_border": ("interscapular", "paraspinal_lower_thoracic"),
    "interscapular": ("paraspinal_upper_thoracic", "paraspinal_lower_thoracic"),
    "paraspinal_upper_thoracic": ("paraspinal_lower_thoracic",),
    "paraspinal_lower_thoracic": ("paraspinal_lumbar",),
    "paraspinal_lumbar": ("sacral",),
    "hand_web": ("hand_edge", "wrist_forearm"),
    "hand_edge": ("wrist_forearm",),
    "foot_sole": ("foot_dorsum", "lower_leg"),
    "foot_dorsum": ("lower_leg",),
}


def _both_ways() -> dict[str, frozenset[str]]:
    near: dict[str, set[str]] = {}
    for region, others in BORDERS.items():
        for other in others:
            near.setdefault(region, set()).add(other)
            near.setdefault(other, set()).add(region)
    return {region: frozenset(others) for region, others in sorted(near.items())}


NEIGHBOURS: dict[str, frozenset[str]] = _both_ways()
