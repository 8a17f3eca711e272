"""The builds: one base mesh, made a woman, a man, older or broader by weighted targets."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from tools.figure import pose, smooth
from tools.figure.base import Floats, Wheel

Build = Literal["reference", "female", "male", "older", "broader"]
BUILDS: tuple[Build, ...] = get_args(Build)

ORIGINS = ("african", "asian", "caucasian")


@dataclass(frozen=True)
class Recipe:
    """Each number is the share of the second of two ends: 0.3 male is 0.7 female."""

    male: float = 0.5
    old: float = 0.0
    heavy: float = 0.0
    muscular: float = 0.0
    extra: Mapping[str, float] = field(default_factory=dict)


RECIPES: Mapping[Build, Recipe] = {
    "reference": Recipe(),
    "female": Recipe(male=0.0),
    "male": Recipe(male=1.0, muscular=0.2),
    "older": Recipe(male=0.5, old=0.8, extra={"neck/neck-double-incr": 0.15}),
    "broader": Recipe(
        male=0.5,
        heavy=1.0,
        extra={
            "arms/l-upperarm-fat-incr": 0.8,
            "arms/r-upperarm-fat-incr": 0.8,
            "cheek/l-cheek-volume-incr": 0.35,
            "cheek/r-cheek-volume-incr": 0.35,
            "head/head-fat-incr": 0.55,
            "hip/hip-scale-horiz-incr": 0.35,
            "neck/measure-neck-circ-incr": 0.9,
            "neck/neck-double-incr": 0.35,
            "torso/measure-underbust-circ-incr": 0.5,
            "torso/measure-waist-circ-incr": 0.9,
            "torso/torso-scale-depth-incr": 0.5,
            "torso/torso-scale-horiz-incr": 0.6,
        },
    ),
}

CALM: Mapping[str, float] = {"mouth/mouth-angles-up": 0.25}
"""On in every build: a mouth at rest rather than sad."""

Expression = Literal["brows", "eyes", "jaw"]
EXPRESSIONS: Mapping[Expression, Mapping[str, float]] = {
    "brows": {"eyebrows-{side}-up": 1.0, "eyebrows-{side}-extern-up": 0.2, "eyebrows-{side}-inner-up": 1.0},
    "eyes": {"eyebrows-{side}-down": 0.8, "nose-{side}-elevation": 0.7, "eye-{side}-closure": 0.12},
    "jaw": {"mouth-compression": 0.5, "mouth-depression": 0.25},
}
"""What a face does in muscle relaxation: brows lifted, eyes squeezed shut, lips and teeth pressed together."""

NIPPLE = "breast/nipple-size-decr"
"""What this target moves becomes part of a plain dome: nothing shows through the garment."""
DOME_MM = 48.0

UPPER_LIP = (520, 521, 522, 514, 515, 516, 421, 420, 436, 3731)
LOWER_LIP = (523, 517, 518, 519, 446, 445, 3708)
"""Where the lips touch, from the middle to the corner of one side."""
LIP_OVERLAP_MM = 1.0
"""Subdivision pulls the two edges apart again by about as much."""

ARM_DOWN_DEG = 38.0
"""Of this a seventh is done by the shoulder blade, as in a real shoulder."""


def build(wheel: Wheel, name: Build) -> Floats:
    """Vertices in millimetres in base topology. Origin: the joint at the base of the neck. Exactly symmetric."""
    recipe = RECIPES[name]
    vertices = wheel.mesh.vertices_mm.copy()
    for target, weight in weights(recipe).items():
        vertices += weight * wheel.target_mm(target)
    vertices = _lips_closed(wheel, symmetric(wheel, _plain_chest(wheel, vertices)))
    rig = pose.read_rig(wheel)
    vertices = symmetric(wheel, rig.posed(vertices, arms_turned(ARM_DOWN_DEG)))
    return vertices - rig.head_mm(vertices, "neck01")


def reference(wheel: Wheel) -> Floats:
    return build(wheel, "reference")


def arms_up(wheel: Wheel, rig: pose.Rig, down: Floats) -> Floats:
    """How far each vertex of a body with its arms `down` moves until the upper arms are level."""
    upper = rig.head_mm(down, "lowerarm01.L") - rig.head_mm(down, "upperarm01.L")
    below_deg = float(np.degrees(np.arctan2(-upper[1], upper[0])))
    return symmetric(wheel, rig.posed(down, arms_turned(-below_deg))) - down


def expression(wheel: Wheel, name: Expression) -> Floats:
    """How far each vertex moves from the calm face when this is fully on, in millimetres."""
    moved = np.zeros_like(wheel.mesh.vertices_mm)
    for target, weight in EXPRESSIONS[name].items():
        for full in dict.fromkeys(target.format(side=side) for side in ("left", "right")):
            for origin in ORIGINS:
                moved += weight / len(ORIGINS) * wheel.target_mm(f"expression/units/{origin}/{full}")
    return symmetric(wheel, moved)


def weights(recipe: Recipe) -> dict[str, float]:
    """Weight by target, so that each family of whole-body targets adds up to one."""
    mixed: dict[str, float] = {}
    weight_name = {"averageweight": 1.0 - recipe.heavy, "maxweight": recipe.heavy}
    muscle_name = {"averagemuscle": 1.0 - recipe.muscular, "maxmuscle": recipe.muscular}
    for sex, of_sex in (("female", 1.0 - recipe.male), ("male", recipe.male)):
        for age, of_age in (("young", 1.0 - recipe.old), ("old", recipe.old)):
            for origin in ORIGINS:
                mixed[f"macrodetails/{origin}-{sex}-{age}"] = of_sex * of_age / len(ORIGINS)
            for muscle, of_muscle in muscle_name.items():
                for heavy, of_heavy in weight_name.items():
                    share = of_sex * of_age * of_muscle * of_heavy
                    mixed[f"macrodetails/universal-{sex}-{age}-{muscle}-{heavy}"] = share
    for side in ("left", "right"):
        for origin in ORIGINS:
            mixed[f"expression/units/{origin}/eye-{side}-closure"] = 1.0 / len(ORIGINS)
    mixed.update(CALM)
    mixed.update(recipe.extra)
    return {target: weight for target, weight in mixed.items() if weight != 0.0}


def arms_turned(down_deg: float) -> dict[str, Floats]:
    turns: dict[str, Floats] = {}
    for side, sign in (("L", -1.0), ("R", 1.0)):
        turns[f"shoulder01.{side}"] = pose.turn((0.0, 0.0, 1.0), sign * down_deg / 7.0)
        turns[f"upperarm01.{side}"] = pose.turn((0.0, 0.0, 1.0), sign * down_deg * 6.0 / 7.0)
    return turns


def symmetric(wheel: Wheel, vertices_mm: Floats) -> Floats:
    """The mean of a body and its mirror image: the data are rounded to a tenth of a millimetre on each side."""
    mirrored = vertices_mm[wheel.mirror] * np.array([-1.0, 1.0, 1.0])
    mean: Floats = (vertices_mm + mirrored) / 2.0
    return mean


def _lips_closed(wheel: Wheel, vertices_mm: Floats) -> Floats:
    """Each lip goes half the way to the other, and a little into it, so that no build has a gap."""
    upper, lower = list(UPPER_LIP), list(LOWER_LIP)
    upper_x, lower_x = np.abs(vertices_mm[upper, 0]), np.abs(vertices_mm[lower, 0])
    upper_y, lower_y = vertices_mm[upper, 1], vertices_mm[lower, 1]
    gap_at_upper = upper_y - np.interp(upper_x, lower_x, lower_y) + LIP_OVERLAP_MM
    gap_at_lower = np.interp(lower_x, upper_x, upper_y) - lower_y + LIP_OVERLAP_MM
    closed = vertices_mm.copy()
    closed[upper, 1] -= gap_at_upper / 2.0
    closed[lower, 1] += gap_at_lower / 2.0
    for lip in (upper, lower):
        closed[wheel.mirror[lip], 1] = closed[lip, 1]
    return closed


def _plain_chest(wheel: Wheel, vertices_mm: Floats) -> Floats:
    """Each side of the chest a plain dome: a cubic surface fitted to the skin around, over a flat net of the mesh."""
    marked = np.linalg.norm(wheel.target_mm(NIPPLE), axis=1) > 0.1
    base_mm = wheel.mesh.vertices_mm
    quads = wheel.mesh.quads[wheel.mesh.groups["body"]]
    quads = quads[(base_mm[quads, 2] > 0.0).all(axis=1)]
    plain = vertices_mm.copy()
    for side in (1.0, -1.0):
        disc = marked & (base_mm[:, 0] * side > 0.0)
        flat = smooth.spanned(quads, disc, base_mm)[:, :2]
        flat = (flat - flat[disc].mean(axis=0)) / DOME_MM
        radius = np.linalg.norm(flat, axis=1)
        skin = np.unique(quads)
        skin = skin[radius[skin] < 1.0]
        ring = skin[radius[skin] > 0.45]
        powers = [(i, j) for i in range(4) for j in range(4 - i)]
        terms = np.stack([flat[:, 0] ** i * flat[:, 1] ** j for i, j in powers], axis=1)
        fitted = terms[skin] @ np.linalg.lstsq(terms[ring], vertices_mm[ring], rcond=None)[0]
        share = np.clip((0.85 - radius[skin]) / 0.4, 0.0, 1.0)[:, None]
        share = share**2 * (3.0 - 2.0 * share)
        plain[skin] += share * (fitted - plain[skin])
    return plain
