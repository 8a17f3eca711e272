"""The acupressure points of the left and the middle, placed from the landmarks by the measures of the WHO book.

Where a point is told by touch ("in the dip"), the place is read off the reference body, in millimetres.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from tools.figure.base import Floats
from tools.figure.places.landmarks import FOREARM_CUN, HEAD_CENTRE_MM, NUCHAL_CENTRE_MM, SHIN_CUN, Found
from tools.figure.places.limbs import CREASE_MM, Limbs
from tools.figure.places.surface import Skin, Spot, after_mm, length_mm

SCALP_CENTRE_MM = (0.0, 150.0, 40.0)


def place(skin: Skin, found: Found, limbs: Limbs) -> Mapping[str, tuple[Spot, ...]]:
    """By code; more than one spot only where the point is several (EX-HN1)."""
    marks, measures, midline = found.spots, found.measures, found.midline_mm
    cun = measures.length_mm
    body = skin.vertices_mm

    def at(name: str) -> Floats:
        return marks[name].at(body)

    def toward(start: Spot, end: Spot, distance_mm: float, centre: Sequence[float] = SCALP_CENTRE_MM) -> Spot:
        return skin.snapped(after_mm(skin.path([start, end], centre), distance_mm))

    def middle(distance_mm: float) -> Spot:
        return skin.snapped(after_mm(midline, distance_mm))

    crown_mm = found.front_hairline_mm + found.crown_cun * cun
    back_hairline_mm = found.front_hairline_mm + 12 * cun
    spots: dict[str, Spot] = {
        # Head
        "GV20": marks["crown"],
        "GV24": middle(found.front_hairline_mm + 0.5 * cun),
        "ST8": toward(marks["hairline_corner"], marks["crown"], 0.5 * cun),
        "TE20": skin.left(42, 149),
        "GB5": skin.left(79, 177),
        "TE17": skin.left(37.5, 89.5),
        "GB12": skin.left(15, 86),
        "GV16": middle(back_hairline_mm - cun),
        "GB20": marks["suboccipital_hollow"],
        # Face
        "EX-HN3": marks["between_brows"],
        "BL1": skin.front(14.5, 138.6),
        "BL2": marks["brow_inner_end"],
        "EX-HN4": marks["brow_middle"],
        "TE23": marks["brow_outer_end"],
        "GB1": skin.left(111, 138),
        "EX-HN5": marks["temple_hollow"],
        "ST2": marks["cheek_dip"],
        "ST3": skin.front(31, 97),
        "LI20": skin.front(23.5, 102),
        "SI18": skin.front(45, 99.5),
        "GB3": skin.left(72, 131),
        "ST7": skin.left(72, 107),
        "ST6": skin.left(66, 73),
        "SI19": skin.left(55.5, 117),
        "TE21": skin.left(55.5, 126),
        # Neck
        "BL10": skin.back(1.3 * measures.across_mm, 71),
        "EX-HN15": skin.back(1.0 * measures.across_mm, 31),
        "TE16": skin.left(6, 60),
        # Shoulders and back: below the bump of a vertebra, so many cun from the middle
        "GV14": skin.back(0, -21),
        "SI15": skin.back(2 * measures.back_mm, -21),
        "BL11": skin.back(1.5 * measures.back_mm, -40),
        "SI14": skin.back(3 * measures.back_mm, -40),
        "BL13": skin.back(1.5 * measures.back_mm, -79),
        "GB21": marks["trapezius_ridge"],
        "TE15": skin.back(72, -36),
    }
    spots["GB14"] = toward(marks["brow_middle"], skin.along_ray((31, 224, 1000), (0, 0, -1)), cun)
    spots["GB8"] = toward(spots["TE20"], skin.left(42, 215), 1.5 * cun)
    spots["EX-HN14"] = toward(spots["TE17"], skin.left(5, 97), measures.across_mm, NUCHAL_CENTRE_MM)
    behind_ear = skin.path([spots["TE17"], skin.left(18, 92), spots["GB20"]], NUCHAL_CENTRE_MM)
    spots["ANMIAN"] = skin.snapped(after_mm(behind_ear, length_mm(behind_ear) / 2))
    ridge, tip = at("blade_spine"), at("blade_lower_tip")
    third = ridge + (tip - ridge) / 3
    spots["SI11"] = skin.back(float(third[0]), float(third[1]))
    spots.update(_limbs(skin, found, limbs))
    four = (
        middle(crown_mm - cun),
        middle(crown_mm + cun),
        toward(marks["crown"], skin.left(float(at("crown")[2]), 200), cun, HEAD_CENTRE_MM),
    )
    return {**{code: (spot,) for code, spot in spots.items()}, "EX-HN1": (*four, skin.mirrored(four[2]))}


def _limbs(skin: Skin, found: Found, limbs: Limbs) -> dict[str, Spot]:
    body = skin.vertices_mm

    def at(name: str) -> Floats:
        return found.spots[name].at(body)

    forearm_cun = float(np.linalg.norm(limbs.elbow - limbs.wrist)) / FOREARM_CUN
    dip, inner, outer = at("kneecap_dip"), at("ankle_inner"), at("ankle_outer")
    shin_cun = float(dip[1] - outer[1]) / SHIN_CUN
    shin = limbs.ankle + (limbs.knee - limbs.ankle) * (
        (inner[1] + 3 * shin_cun - limbs.ankle[1]) / (limbs.knee - limbs.ankle)[1]
    )
    below_knee_y = dip[1] - 3 * shin_cun
    index = limbs.hand.seen(limbs.knuckles[1])
    little = limbs.hand.seen(limbs.knuckles[4])
    toes = limbs.toes
    heel_z = float(skin.along_ray((outer[0] - 25, outer[1], -1000), (0, 0, 1)).at(body)[2])
    return {
        "PC6": limbs.on_forearm(skin, CREASE_MM + 2 * forearm_cun, 0.0, palm=True),
        "TE5": limbs.on_forearm(skin, CREASE_MM + 2 * forearm_cun, 0.0, palm=False),
        "HT7": limbs.on_forearm(skin, CREASE_MM, 11.0, palm=True),
        "LI11": limbs.on_elbow(skin, 8.0),
        "LI4": limbs.on_hand_back(skin, 0.55 * index[0], index[1] * 0.8 - 6),
        "SI3": limbs.on_hand_edge(skin, little[0] - 10),
        "ST36": skin.along_ray((limbs.knee[0] + 24, below_knee_y, 1000), (0, 0, -1)),
        "SP6": skin.along_ray((shin[0] - 200, shin[1], shin[2] - 6), (1, 0, 0)),
        "BL60": skin.along_ray((1000, outer[1], (outer[2] + heel_z) / 2 + 3), (-1, 0, 0)),
        "LR3": limbs.on_foot(skin, (toes[0][0] + toes[1][0]) / 2 - 4, toes[0][2] - 42),
        "GB41": limbs.on_foot(skin, (toes[3][0] + toes[4][0]) / 2 - 4, toes[3][2] - 44),
        "KI1": skin.along_ray((toes[1][0] + 6, limbs.ankle[1] - 500, toes[1][2] - 14), (0, 1, 0)),
    }
