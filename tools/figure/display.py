"""The mesh that people see: its left half, fine, cut clean and thinned out; the right half is its mirror image."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.figure import crop, masks, morph, pose, refine, simplify, smooth
from tools.figure.base import Floats, Ints, Wheel
from tools.figure.morph import Build, Expression

HEAD_FROM_MM = -60.0
"""Cavities are looked for above this height only."""
TRUNK_CUT_MM = -575.0
ARM_CUT_ABOVE_ELBOW_MM = 15.0
HALF_TRIANGLES = 14_000
DRAPED_FROM_MM, DRAPED_FULLY_MM = 4.0, 30.0
DRAPE_MM = 13.0
CHEST_TO_MM = -300.0
ARM_BONES = ("upperarm", "lowerarm", "wrist", "finger", "metacarpal")


@dataclass(frozen=True)
class Half:
    """The left half (x ≥ 0). `vertices_mm` by build; `border_mm` is how far a vertex is from where the body is cut."""

    triangles: Ints
    vertices_mm: Mapping[Build, Floats]
    face_mm: Mapping[Expression, Floats]
    """How far each vertex moves when the face does this."""
    arm_up_mm: Floats
    """How far each vertex moves when the arm is held out, level."""
    base: Ints
    """The vertex of the base mesh that became this one, or -1."""
    arm: Floats
    head: Floats
    """How far a vertex goes along when the head turns on the neck: 0 to 1."""
    border_mm: Floats
    hidden: npt.NDArray[np.bool_]
    """In a socket or nostril, where nobody sees it."""


def fine_half(wheel: Wheel) -> Half:
    """Before thinning out."""
    builds = {name: morph.build(wheel, name) for name in morph.BUILDS}
    reference = builds["reference"]
    rig = pose.read_rig(wheel)
    arm = sum(
        rig.weights[:, number]
        for number, bone in enumerate(rig.bones)
        if bone.name.split(".")[0].rstrip("0123456789-") in ARM_BONES
    )
    quads = wheel.mesh.quads[wheel.mesh.groups["body"]]
    quads = quads[(reference[quads, 1] > TRUNK_CUT_MM - 60.0).any(axis=1)]
    hidden = _hidden(wheel, quads, reference)
    faces = {name: morph.expression(wheel, name) for name in morph.EXPRESSIONS}
    values = np.concatenate(
        [
            *builds.values(),
            *faces.values(),
            morph.arms_up(wheel, rig, reference),
            np.asarray(arm)[:, None],
            _with_head(rig)[:, None],
            hidden[:, None],
        ],
        axis=1,
    )
    quads, values, base = crop.compact(quads, values)
    values = _draped(quads, values, masks.garment(reference[base], np.asarray(arm)[base]))
    fine, values = refine.refined(quads, values)
    base = np.concatenate([base, np.full(len(values) - len(base), -1)])
    fine, values, used = crop.compact(fine[values[fine, 0].mean(axis=1) > 0.0], values)
    base = base[used]
    position = values[:, :3]
    field = _field(position, values[:, -3], rig, reference)
    triangles, values = crop.cut(refine.triangles(fine, position), np.column_stack([values, field]), field)
    base = np.concatenate([base, np.full(len(values) - len(base), -1)])
    triangles, values, used = crop.compact(triangles, values)
    midline = np.abs(values[:, 0]) < 1e-6
    moved = values[:, : 3 * (len(builds) + len(faces) + 1)].reshape(len(values), -1, 3).transpose(1, 0, 2).copy()
    moved[:, midline, 0] = 0.0
    vertices = dict(zip(builds, moved[: len(builds)], strict=True))
    face = dict(zip(faces, moved[len(builds) : -1], strict=True))
    arm, head, hidden, border_mm = values[:, -4:].T
    return Half(triangles, vertices, face, moved[-1], base[used], arm, head, border_mm, hidden > 0.99)


def drawn(wheel: Wheel, half: Half) -> dict[str, Floats]:
    reference = half.vertices_mm["reference"]
    number = {int(base): vertex for vertex, base in enumerate(half.base) if base >= 0}

    def path(chosen: tuple[int, ...]) -> Floats:
        """On the left, whichever side the vertices are on."""
        return reference[[number[base] if base in number else number[int(wheel.mirror[base])] for base in chosen]]

    lids = masks.line(reference, [path(masks.UPPER_LASHES), path(masks.LOWER_LASHES)], 0.7)
    mouth = masks.line(reference, [path(morph.UPPER_LIP), path(morph.LOWER_LIP)], 1.1)
    return {
        "hair": masks.hair(reference, half.triangles),
        "brow": masks.brow(reference, half.triangles, half.hidden),
        "lips": masks.lips(reference, half.triangles, half.hidden),
        "lines": np.maximum(lids, mouth),
        "garment": masks.garment(reference, half.arm),
    }


def care(half: Half, drawn: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """How dear an error is, and how long an edge may be, by vertex: fine in the face, coarse on the back."""
    x, y, z = half.vertices_mm["reference"].T
    cost = np.ones(len(x))
    longest_mm = np.full(len(x), 24.0)

    def at_least(where: npt.NDArray[np.bool_], dear: float, length_mm: float) -> None:
        cost[where] = np.maximum(cost[where], dear)
        longest_mm[where] = np.minimum(longest_mm[where], length_mm)

    head = y > 5.0
    at_least((y > -70.0) & (z < 30.0), 3.0, 18.0)  # nape and top of the shoulders
    at_least(head, 4.0, 13.0)
    at_least(head & (z > 55.0) & (y < 215.0), 8.0, 8.0)
    at_least(head & (x > 62.0) & (y > 88.0) & (y < 150.0) & (z > 15.0) & (z < 60.0), 8.0, 8.0)  # ear
    for name, near_mm, length_mm in (
        ("hair", 3.0, 5.0),
        ("brow", 2.5, 3.0),
        ("lips", 2.5, 3.0),
        ("garment", 6.0, 12.0),
    ):
        at_least(np.abs(drawn[name]) < near_mm, 6.0, length_mm)
    at_least(drawn["lines"] > -2.0, 30.0, 2.5)
    cost[half.hidden] = 0.01
    longest_mm[half.hidden] = 24.0
    return cost, longest_mm


def thinned(half: Half, cost: Floats, longest_mm: Floats, count: int = HALF_TRIANGLES) -> tuple[Half, Ints]:
    """With fewer triangles; and which of the vertices are left."""
    builds = np.stack(list(half.vertices_mm.values()))
    triangles = simplify.simplified(half.triangles, builds, cost, longest_mm, count)
    triangles, _, used = crop.compact(triangles, half.arm[:, None])
    left = Half(
        triangles,
        {name: rows[used] for name, rows in half.vertices_mm.items()},
        {name: rows[used] for name, rows in half.face_mm.items()},
        half.arm_up_mm[used],
        half.base[used],
        half.arm[used],
        half.head[used],
        half.border_mm[used],
        half.hidden[used],
    )
    return left, used


def _with_head(rig: pose.Rig) -> Floats:
    """The neck goes along more and more, from its base to the skull."""
    share: dict[str, float] = {"neck01": 0.25, "neck02": 0.5, "neck03": 0.75, "head": 1.0}
    along = np.zeros(len(rig.weights))
    for number, bone in enumerate(rig.bones):
        if bone.name not in share:
            share[bone.name] = 1.0 if share.get(bone.parent or "", 0.0) == 1.0 else 0.0
        along += share[bone.name] * rig.weights[:, number]
    return along


def _draped(quads: Ints, values: Floats, garment: Floats) -> Floats:
    """Cloth lies smoother than skin. Only the depth is blurred: chest and seat look forwards and backwards."""
    share = np.clip((garment - DRAPED_FROM_MM) / (DRAPED_FULLY_MM - DRAPED_FROM_MM), 0.0, 1.0)
    share *= np.clip((CHEST_TO_MM - values[:, 1]) / 40.0, 0.0, 1.0)  # the chest is plain already
    share[np.bincount(quads.ravel(), minlength=len(values)) < 4] = 0.0  # where the body is cut
    depth = np.arange(2, 3 * len(morph.BUILDS), 3)
    draped = values.copy()
    draped[:, depth] = smooth.blurred(smooth.laplacian(quads, values[:, :3]), share, DRAPE_MM, values[:, depth])
    return draped


def _hidden(wheel: Wheel, quads: Ints, reference: Floats) -> Floats:
    """1 at a vertex all of whose faces are out of sight; the same on both sides."""
    head = quads[(reference[quads, 1] > HEAD_FROM_MM).all(axis=1)]
    sight = np.zeros(len(reference), dtype=np.bool_)
    sight[quads[(reference[quads, 1] <= HEAD_FROM_MM).any(axis=1)]] = True
    sight[head[crop.grown(head, crop.seen(head, reference), 1)]] = True
    return 1.0 - np.asarray(sight | sight[wheel.mirror], dtype=np.float64)


def _field(position: Floats, arm: Floats, rig: pose.Rig, reference: Floats) -> Floats:
    elbow = rig.head_mm(reference, "lowerarm01.L")
    upwards = rig.head_mm(reference, "upperarm01.L") - elbow
    upwards /= np.linalg.norm(upwards)
    on_arm = (position - elbow) @ upwards - ARM_CUT_ABOVE_ELBOW_MM
    on_trunk = position[:, 1] - TRUNK_CUT_MM
    return np.where(arm > 0.5, on_arm, on_trunk)
