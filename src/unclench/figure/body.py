"""The body: from the head to the hips, in several builds that share their triangles."""

import functools
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
import numpy.typing as npt

from unclench.figure.packed import asset

Build = Literal["reference", "female", "male", "older", "broader"]
BUILDS: tuple[Build, ...] = get_args(Build)

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Masks:
    """Distances in millimetres to the edge of what is drawn on the skin, positive inside."""

    hair: Floats
    brow: Floats
    lips: Floats
    lines: Floats
    """Where the lids meet, and the lips."""
    garment: Floats
    border: Floats
    """How far a vertex is from where the body is cut off."""


@dataclass(frozen=True)
class Body:
    """x to the person's left, y up, z to the front; origin: the joint at the base of the neck.

    The first half of the vertices is the left side; `mirror` gives for each vertex the one on the other side.
    """

    build: Build
    vertices_mm: Floats
    normals: Floats
    triangles: Ints
    mirror: Ints
    masks: Masks
    head: Floats
    """How far a vertex goes along when the head turns on the neck, 0 to 1."""
    openness: Floats
    """How much of an even light reaches a vertex of the reference body, 0 to 1."""


@functools.cache
def load_body(build: Build) -> Body:
    if build not in BUILDS:
        raise ValueError(f"no build {build!r}; there are {', '.join(BUILDS)}")
    packed = asset("body.bin")
    half = packed.scaled("reference")
    if build != "reference":
        half = half + packed.scaled(build)
    kept = packed.whole("triangles")
    middle = packed.whole("reference")[:, 0] == 0
    mirror = _mirror(middle)
    other = ~middle
    flipped = half[other] * np.array([-1.0, 1.0, 1.0])
    vertices = np.concatenate([half, flipped]).astype(np.float32)
    triangles = np.concatenate([kept, mirror[kept[:, ::-1]]]).astype(np.int32)

    def mask(name: str) -> Floats:
        values = packed.scaled(name)[:, 0]
        return np.concatenate([values, values[other]]).astype(np.float32)

    masks = Masks(mask("hair"), mask("brow"), mask("lips"), mask("lines"), mask("garment"), mask("border"))
    normals = vertex_normals(vertices, triangles)
    return Body(build, vertices, normals, triangles, mirror, masks, mask("head"), mask("openness"))


def vertex_normals(vertices_mm: npt.NDArray[np.floating], triangles: npt.NDArray[np.integer]) -> Floats:
    """Unit normals; each triangle counts by its angle at the vertex."""
    corner = vertices_mm.astype(np.float64)[triangles]
    normal = np.cross(corner[:, 1] - corner[:, 0], corner[:, 2] - corner[:, 0])
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    total = np.zeros((len(vertices_mm), 3))
    for here in range(3):
        one = corner[:, (here + 1) % 3] - corner[:, here]
        two = corner[:, (here + 2) % 3] - corner[:, here]
        lengths = np.linalg.norm(one, axis=1) * np.linalg.norm(two, axis=1)
        angle = np.arccos(np.clip((one * two).sum(axis=1) / np.maximum(lengths, 1e-12), -1.0, 1.0))
        np.add.at(total, triangles[:, here], normal * angle[:, None])
    unit: Floats = (total / np.maximum(np.linalg.norm(total, axis=1, keepdims=True), 1e-12)).astype(np.float32)
    return unit


def _mirror(middle: npt.NDArray[np.bool_]) -> Ints:
    count = len(middle)
    mirror = np.arange(count, dtype=np.int64)
    others = count + np.arange(int((~middle).sum()))
    left = np.flatnonzero(~middle)
    mirror[left] = others
    return np.concatenate([mirror, left]).astype(np.int32)
