"""The right hand in the poses of massage, and the insets for points far from head and back."""

import functools
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from unclench.figure.body import Floats, Ints, vertex_normals
from unclench.figure.packed import asset

Pose = Literal["fingertips", "thumb", "finger", "palm", "grip", "knuckles"]
POSES: tuple[Pose, ...] = get_args(Pose)
InsetName = Literal["forearm", "lower_leg"]
INSETS: tuple[InsetName, ...] = get_args(InsetName)


@dataclass(frozen=True)
class Contact:
    """How the hand lies on skin: `centre_mm` on the point, `press` into the skin, `point` along it. Unit vectors."""

    points_mm: Floats
    centre_mm: Floats
    press: Floats
    point: Floats


@dataclass(frozen=True)
class Hand:
    """Origin at the wrist, y to the fingers, z out of the back of the hand. A left hand has the sign of x changed,
    and its triangles turned round.
    """

    pose: Pose
    vertices_mm: Floats
    normals: Floats
    triangles: Ints
    border: Floats
    """How far a vertex is from where the forearm is cut off, mm."""
    contact: Contact


@dataclass(frozen=True)
class Inset:
    """A right limb by itself. `canonical_mm` says where each vertex is on the reference body, so that a point given
    there finds its place here.
    """

    name: InsetName
    vertices_mm: Floats
    normals: Floats
    triangles: Ints
    canonical_mm: Floats


@functools.cache
def load_hand(pose: Pose) -> Hand:
    if pose not in POSES:
        raise ValueError(f"no pose {pose!r}; there are {', '.join(POSES)}")
    packed = asset("hands.bin")
    vertices = packed.scaled(pose).astype(np.float32)
    triangles = packed.whole("triangles").astype(np.int32)
    told = packed.about["contacts"][pose]
    points, centre, press, point = (
        np.array(told[name], dtype=np.float32) for name in ("points_mm", "centre_mm", "press", "point")
    )
    border = packed.scaled("border")[:, 0].astype(np.float32)
    contact = Contact(points, centre, press, point)
    return Hand(pose, vertices, vertex_normals(vertices, triangles), triangles, border, contact)


@functools.cache
def load_inset(name: InsetName) -> Inset:
    if name not in INSETS:
        raise ValueError(f"no inset {name!r}; there are {', '.join(INSETS)}")
    packed = asset("insets.bin")
    vertices = packed.scaled(f"{name}.vertices").astype(np.float32)
    triangles = packed.whole(f"{name}.triangles").astype(np.int32)
    canonical = packed.scaled(f"{name}.canonical").astype(np.float32)
    return Inset(name, vertices, vertex_normals(vertices, triangles), triangles, canonical)
