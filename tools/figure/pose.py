"""Moves the body by its bones: rotations about joints, blended by the skin weights."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tools.figure.base import Floats, Ints, Wheel

RIG = "rigs/standard/rig.default.json"
WEIGHTS = "rigs/standard/weights.default.json"


@dataclass(frozen=True)
class Joint:
    """One end of a bone: the mean of some vertices of the base mesh, hence it follows every build."""

    vertices: Ints


@dataclass(frozen=True)
class Bone:
    name: str
    parent: str | None
    head: Joint
    tail: Joint


@dataclass(frozen=True)
class Rig:
    """`weights` has a row for each vertex and a column for each bone; rows add up to 1."""

    bones: tuple[Bone, ...]
    weights: Floats

    def number(self, name: str) -> int:
        return next(number for number, bone in enumerate(self.bones) if bone.name == name)

    def head_mm(self, vertices_mm: Floats, name: str) -> Floats:
        return _centre(vertices_mm, self.bones[self.number(name)].head)

    def tail_mm(self, vertices_mm: Floats, name: str) -> Floats:
        return _centre(vertices_mm, self.bones[self.number(name)].tail)

    def posed(self, vertices_mm: Floats, turns: Mapping[str, Floats]) -> Floats:
        """`turns` are rotation matrices in the axes of the body at rest; each carries the bones below it."""
        unknown = set(turns) - {bone.name for bone in self.bones}
        if unknown:
            raise ValueError(f"no such bones: {sorted(unknown)}")
        matrices = np.zeros((len(self.bones), 3, 4))
        numbers: dict[str, int] = {}
        for number, bone in enumerate(self.bones):
            turn = turns.get(bone.name, np.eye(3))
            head = _centre(vertices_mm, bone.head)
            here = np.hstack([turn, (head - turn @ head)[:, None]])
            if bone.parent is not None:
                above = matrices[numbers[bone.parent]]
                here = np.hstack([above[:, :3] @ here[:, :3], (above[:, :3] @ here[:, 3] + above[:, 3])[:, None]])
            matrices[number] = here
            numbers[bone.name] = number
        mixed = np.einsum("vb,bij->vij", self.weights, matrices)
        moved: Floats = np.einsum("vij,vj->vi", mixed[:, :, :3], vertices_mm) + mixed[:, :, 3]
        return moved


def read_rig(wheel: Wheel) -> Rig:
    count = len(wheel.mesh.vertices_mm)
    described = wheel.json(RIG)
    described = described.get("bones", described)
    mirror_groups = {name: np.unique(wheel.mesh.quads[faces]) for name, faces in wheel.mesh.groups.items()}

    def joint(end: dict[str, object]) -> Joint:
        if end["strategy"] == "CUBE":
            return Joint(mirror_groups[str(end["cube_name"])])
        if end["strategy"] == "VERTEX":
            return Joint(np.array([end["vertex_index"]], dtype=np.int64))
        if end["strategy"] == "MEAN":
            return Joint(np.array(end["vertex_indices"], dtype=np.int64))
        raise ValueError(f"unknown strategy {end['strategy']!r}")

    waiting = dict(described)
    bones: list[Bone] = []
    placed = {""}
    while waiting:
        ready = [name for name, bone in waiting.items() if (bone["parent"] or "") in placed]
        if not ready:
            raise ValueError(f"bones without a way to the root: {sorted(waiting)}")
        for name in sorted(ready):
            bone = waiting.pop(name)
            bones.append(Bone(name, bone["parent"] or None, joint(bone["head"]), joint(bone["tail"])))
            placed.add(name)
    weights = np.zeros((count, len(bones)))
    numbers = {bone.name: number for number, bone in enumerate(bones)}
    for name, rows in wheel.json(WEIGHTS)["weights"].items():
        for vertex, weight in rows:
            weights[int(vertex), numbers[name]] = weight
    total = weights.sum(axis=1, keepdims=True)
    root = numbers["root"]
    weights[total[:, 0] == 0, root] = 1.0  # helpers and joint cubes: they stay with the trunk
    return Rig(tuple(bones), weights / weights.sum(axis=1, keepdims=True))


def turn(axis: tuple[float, float, float] | Floats, degrees: float) -> Floats:
    """Rotation about an axis through the origin, by the right hand."""
    direction = np.asarray(axis, dtype=np.float64)
    x, y, z = direction / np.linalg.norm(direction)
    cross = np.array([[0.0, -z, y], [z, 0.0, -x], [-y, x, 0.0]])
    angle = np.deg2rad(degrees)
    rotation: Floats = np.eye(3) + np.sin(angle) * cross + (1.0 - np.cos(angle)) * (cross @ cross)
    return rotation


def _centre(vertices_mm: Floats, joint: Joint) -> Floats:
    centre: Floats = vertices_mm[joint.vertices].mean(axis=0)
    return centre
