"""The landmarks, found on the reference body: by vertices, by extremes, by proportion, or by rays from named heights.

Heights and distances are millimetres on the reference body (x to the left, y up, z to the front, origin at the base
of the neck). They are read off once; what is kept is a `Spot` on the base mesh, and that follows every build. Only
the left and the middle are found; the right is the mirror image.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tools.figure.base import Floats
from tools.figure.places.limbs import CREASE_MM, Limbs
from tools.figure.places.surface import Bools, Skin, Spot, after_mm, length_mm

CUN_GLABELLA_TO_C7 = 18
"""WHO 2008: 3 from glabella to the front hairline, 12 to the back hairline, 3 on to the bump of the neck."""
CUN_BETWEEN_HAIRLINES = 12
CUN_BETWEEN_MASTOIDS = 9
CUN_BETWEEN_BLADES = 6
"""WHO 2008: 3 from the middle to each inner edge of the shoulder blade."""

CROWN_CUN = 4.3
"""By proportion the crown lies 5 cun behind the hairline, by a line from ear tip to ear tip nearly 3: the ears of this
body sit far forward. Between the two, and just behind the highest place."""

HEAD_CENTRE_MM = (0.0, 120.0, 40.0)
"""From here the whole midline between brows and bump of the neck is seen without a fold."""
NUCHAL_CENTRE_MM = (0.0, 97.0, 20.0)


@dataclass(frozen=True)
class Measures:
    """What one cun is, in millimetres along the skin, on the head lengthwise, on the head across, on the back."""

    length_mm: float
    across_mm: float
    back_mm: float


@dataclass(frozen=True)
class Found:
    """`spots`: landmarks of the middle and of the left. `midline_mm`: the skin from the brows over the crown to C7."""

    spots: Mapping[str, Spot]
    measures: Measures
    midline_mm: Floats
    front_hairline_mm: float
    """How far along the midline the front hairline lies."""
    crown_cun: float
    """How far behind it the crown lies."""


def find(skin: Skin, limbs: Limbs) -> Found:
    body = skin.vertices_mm
    x, y, z = body.T
    in_body = np.zeros(len(body), dtype=bool)
    in_body[np.unique(skin.triangles)] = True

    def box(xs: tuple[float, float], ys: tuple[float, float], zs: tuple[float, float]) -> Bools:
        inside: Bools = (
            in_body & (x >= xs[0]) & (x <= xs[1]) & (y >= ys[0]) & (y <= ys[1]) & (z >= zs[0]) & (z <= zs[1])
        )
        return inside

    spots: dict[str, Spot] = {}

    # The middle of the head and its proportions
    spots["between_brows"] = skin.front(0, 156)
    spots["nose_root"] = skin.extreme(box((-1e-6, 1e-6), (134, 147), (130, 140)), (0, 0, -1))
    spots["chin_middle"] = skin.front(0, 44)
    spots["c7_bump"] = skin.back(0, -12)
    over = skin.path([spots["between_brows"], skin.top(0, 40), skin.back(0, 150), spots["c7_bump"]], HEAD_CENTRE_MM, 60)
    whole = length_mm(over)
    back_hairline = whole * 15 / CUN_GLABELLA_TO_C7
    # The cun of the book puts the front hairline at three eighteenths of the way; the even thirds of the face put
    # it as far above the brows as the nose is long. The reference body has the mean of both.
    by_cun = whole * 3 / CUN_GLABELLA_TO_C7
    third_mm = 156.0 - float(skin.extreme(box((-1e-6, 1e-6), (90, 97), (138, 150)), (0, 0, -1)).at(body)[1])
    gone = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(over, axis=0), axis=1))])
    rising = over[: int(np.argmax(over[:, 1])), 1]
    by_thirds = float(np.interp(156 + third_mm, rising, gone[: len(rising)]))
    front_hairline = (by_cun + by_thirds) / 2
    cun_mm = (back_hairline - front_hairline) / CUN_BETWEEN_HAIRLINES
    spots["hairline_middle"] = skin.snapped(after_mm(over, front_hairline))
    spots["hairline_back"] = skin.snapped(after_mm(over, back_hairline))
    spots["crown"] = skin.snapped(after_mm(over, front_hairline + CROWN_CUN * cun_mm))
    spots["inion"] = skin.back(0, 112)
    spots["c2_bump"] = skin.back(0, 71)

    # Side of the head
    spots["mastoid_tip"] = skin.left(24, 90)
    around = skin.path([skin.back(0, 97), skin.left(10, 93), spots["mastoid_tip"]], NUCHAL_CENTRE_MM)
    across_mm = 2 * length_mm(around) / CUN_BETWEEN_MASTOIDS
    spots["nuchal_ridge"] = skin.back(38, 108)
    spots["suboccipital_hollow"] = skin.back(34, 91)
    spots["hairline_corner"] = skin.left(78, 198)
    spots["temporal_ridge"] = skin.left(42, 197)
    spots["ear_tip"] = skin.extreme(box((75, 90), (138, 147), (25, 50)), (0, 1, 0))
    spots["ear_lobe"] = skin.extreme(box((66, 90), (85, 105), (35, 55)), (0.2, -1, 0))
    spots["tragus"] = skin.left(49.5, 117)

    # Face
    spots["brow_inner_end"] = skin.front(11.5, 154)
    spots["brow_middle"] = skin.front(31, 160)
    spots["brow_outer_end"] = skin.front(52.5, 155.5)
    spots["eye_outer_corner"] = skin.front(44.5, 137.5)
    spots["temple_hollow"] = skin.left(93, 147)
    spots["nostril_wing"] = skin.extreme(box((14, 18.5), (99, 106), (125, 140)), (1, 0, 0.2))
    spots["cheek_dip"] = skin.front(31, 113)
    spots["cheekbone_peak"] = skin.front(47, 113)
    spots["cheekbone_arch"] = skin.left(74, 121)
    spots["jaw_joint"] = skin.left(61, 117)
    spots["masseter_bulge"] = skin.left(70, 80)
    spots["jaw_angle"] = skin.left(54, 60)
    spots["mouth_corner"] = skin.front(24.2, 71.1)

    # Neck and shoulders
    spots["sternomastoid_back_edge"] = skin.left(9, 45)
    spots["neck_shoulder_angle"] = _crest(skin, 62)
    spots["acromion_tip"] = skin.top(167, 0)
    spots["trapezius_ridge"] = _crest(skin, 84)
    spots["collarbone_outer"] = skin.front(122, -43)
    spots["coracoid_knob"] = skin.front(120, -64)
    spots["blade_upper_corner"] = skin.back(71, -46)
    spots["blade_spine"] = skin.back(118, -57)
    spots["blade_inner_border"] = skin.back(68, -115)
    spots["blade_lower_tip"] = skin.back(80, -180)
    spots["spine_line"] = skin.back(0, -110)
    spots["muscle_column"] = skin.back(29, -110)
    spots["collarbone_inner"] = skin.front(17, -47)
    spots["deltoid_middle"] = skin.left(6, -88)
    spots["neck_column"] = skin.back(23, 28)
    spots["muscle_column_top"] = skin.back(28, -56)
    spots["lumbar_column"] = skin.back(34, -340)
    spots["sacrum_edge"] = skin.back(24, -440)
    spots["eye_rim_lower"] = skin.front(31, 126.5)
    spots["eye_rim_inner"] = skin.front(12, 139)
    spots.update(_limbs(skin, limbs))
    back_mm = 68.0 * 2 / CUN_BETWEEN_BLADES
    return Found(spots, Measures(cun_mm, across_mm, back_mm), over, front_hairline, CROWN_CUN)


def _crest(skin: Skin, x: float) -> Spot:
    """The highest place of the shoulder ridge at a distance from the middle."""
    return max(
        (skin.along_ray((x, 60, z), (0, -1, 0)) for z in np.arange(-40.0, 30.0, 2.0)),
        key=lambda spot: float(spot.at(skin.vertices_mm)[1]),
    )


FOREARM_CUN = 12
"""WHO 2008: from the crease of the elbow to that of the wrist."""
SHIN_CUN = 16
"""WHO 2008: from the level of the dip below the kneecap to the outer ankle bump."""


def _limbs(skin: Skin, limbs: Limbs) -> dict[str, Spot]:
    ankle, knee = limbs.ankle, limbs.knee
    little = limbs.hand.seen(limbs.knuckles[4])
    index = limbs.hand.seen(limbs.knuckles[1])
    up = float(np.linalg.norm(limbs.elbow - limbs.wrist))
    forearm_cun = up / FOREARM_CUN
    between_toes = (limbs.toes[0] + limbs.toes[1]) / 2
    return {
        "wrist_crease_palm": limbs.on_forearm(skin, CREASE_MM, 0.0, palm=True),
        "wrist_crease_back": limbs.on_forearm(skin, CREASE_MM, 0.0, palm=False),
        "forearm_tendons": limbs.on_forearm(skin, CREASE_MM + 3 * forearm_cun, 0.0, palm=True),
        "elbow_crease_end": limbs.on_elbow(skin, 0.0),
        "thumb_web": limbs.on_hand_back(skin, 0.52 * index[0], index[1] * 0.75 - 9),
        "little_finger_knuckle": limbs.on_hand_edge(skin, little[0]),
        "kneecap_dip": skin.along_ray((knee[0] + 15, knee[1] - 24, 1000), (0, 0, -1)),
        "ankle_inner": skin.along_ray((ankle[0] - 200, ankle[1] + 2, ankle[2] + 8), (1, 0, 0)),
        "ankle_outer": skin.along_ray((ankle[0] + 500, ankle[1] - 6, ankle[2] - 4), (-1, 0, 0)),
        "big_toe_gap": limbs.on_foot(skin, between_toes[0] - 4, between_toes[2] - 28),
    }
