"""The right hand in the poses of massage, and insets of forearm and lower leg, cut from the reference body.

Frame of the hand: origin at the wrist, y along the hand to the fingers, z out of its back, x to the side of the
little finger (of a right hand that lies palm down, seen from above).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.figure import crop, morph, pose, refine, simplify
from tools.figure.base import Floats, Ints, Wheel

FINGERS = (2, 3, 4, 5)
"""Index, middle, ring, little; 1 is the thumb."""
SLEEVE_MM = 55.0
HAND_TRIANGLES = 2_400
FOREARM_TRIANGLES, LEG_TRIANGLES = 3_200, 2_400
ABOVE_ELBOW_MM = 90.0
"""So far up the arm that nothing at the elbow fades with the cut."""


@dataclass(frozen=True)
class Finger:
    """`aside` turns the straight finger in the plane of the palm, positive to the thumb; then each joint bends."""

    aside_deg: float
    bend_deg: tuple[float, float, float]


@dataclass(frozen=True)
class Grasp:
    """`thumb` gives the direction of each of its bones in the frame of the hand; none leaves them as they are."""

    fingers: Mapping[int, Finger]
    thumb: tuple[tuple[float, float, float], ...] = ()
    thumb_roll_deg: float = 0.0
    press: tuple[float, float, float] = (0.0, 0.0, -1.0)
    point: tuple[float, float, float] = (0.0, 1.0, 0.0)
    pads: tuple[int, ...] = (2, 3, 4)
    """The fingers that touch; none is the palm."""
    phalanx: int = 3


def _all(
    bend: tuple[float, float, float], aside: tuple[float, float, float, float] = (-3.5, 0.0, 3.0, 7.0)
) -> dict[int, Finger]:
    return {finger: Finger(turn, bend) for finger, turn in zip(FINGERS, aside, strict=True)}


GRASPS: Mapping[str, Grasp] = {
    "fingertips": Grasp(_all((18.0, 22.0, 12.0)), ((-0.62, 0.70, -0.35), (-0.35, 0.90, -0.28), (-0.25, 0.93, -0.28))),
    "thumb": Grasp(
        {
            2: Finger(4.0, (4.0, 26.0, 16.0)),
            3: Finger(0.0, (6.0, 28.0, 18.0)),
            4: Finger(-3.0, (8.0, 30.0, 18.0)),
            5: Finger(-6.0, (10.0, 30.0, 16.0)),
        },
        ((-0.62, 0.56, -0.55), (-0.52, 0.68, -0.52), (-0.42, 0.78, -0.46)),
        thumb_roll_deg=40.0,
        point=(-0.474, 0.880, 0.0),
        pads=(1,),
    ),
    "finger": Grasp(
        {
            2: Finger(2.0, (12.0, 16.0, 10.0)),
            3: Finger(0.0, (62.0, 88.0, 40.0)),
            4: Finger(-2.0, (68.0, 90.0, 42.0)),
            5: Finger(-5.0, (70.0, 88.0, 42.0)),
        },
        ((-0.60, 0.62, -0.52), (-0.20, 0.80, -0.56), (0.22, 0.80, -0.54)),
        pads=(2,),
    ),
    "palm": Grasp(_all((2.0, 4.0, 2.0)), ((-0.60, 0.76, -0.25), (-0.40, 0.90, -0.15), (-0.30, 0.95, -0.10)), pads=()),
    "grip": Grasp(
        _all((42.0, 42.0, 20.0)), ((-0.66, 0.45, -0.60), (-0.35, 0.62, -0.70), (-0.10, 0.66, -0.75)), pads=(1, 2, 3, 4)
    ),
    "knuckles": Grasp(
        _all((48.0, 98.0, 60.0)),
        ((-0.72, 0.62, -0.22), (-0.45, 0.80, -0.30), (0.0, 0.9, -0.4)),
        press=(0.0, 0.669, -0.743),
        point=(0.0, 0.743, 0.669),
        pads=(2, 3, 4),
        phalanx=2,
    ),
}


OPEN_HAND = Grasp(
    _all((6.0, 10.0, 6.0), aside=(3.0, 0.0, -3.0, -7.0)),
    ((-0.72, 0.62, -0.30), (-0.60, 0.78, -0.15), (-0.55, 0.83, -0.08)),
)


@dataclass(frozen=True)
class Frame:
    """Where the hand is in the body: `axes` has x, y and z of the hand as rows."""

    origin_mm: Floats
    axes: Floats

    def local(self, points_mm: Floats) -> Floats:
        moved: Floats = (points_mm - self.origin_mm) @ self.axes.T
        return moved


def frame(rig: pose.Rig, body_mm: Floats) -> Frame:
    wrist = rig.head_mm(body_mm, "wrist.R")
    knuckles = [rig.head_mm(body_mm, f"finger{finger}-1.R") for finger in FINGERS]
    tips = np.mean([rig.tail_mm(body_mm, f"finger{finger}-3.R") for finger in FINGERS], axis=0)
    along = np.mean(knuckles[:3], axis=0) - wrist
    along /= np.linalg.norm(along)
    across = knuckles[3] - knuckles[0]
    across -= (across @ along) * along
    across /= np.linalg.norm(across)
    back = np.cross(across, along)
    if (tips - knuckles[1]) @ back > 0.0:
        raise ValueError("the fingers of the body at rest bend backwards")
    return Frame(wrist, np.stack([across, along, back]))


def turns(rig: pose.Rig, body_mm: Floats, where: Frame, grasp: Grasp) -> dict[str, Floats]:
    """The rotation of each bone of the right hand."""
    _, along, back = where.axes
    made: dict[str, Floats] = {}
    for number, finger in grasp.fingers.items():
        straight = pose.turn(back, finger.aside_deg) @ along
        hinge = np.cross(back, straight)
        above = np.eye(3)
        bent = 0.0
        for joint in (1, 2, 3):
            name = f"finger{number}-{joint}.R"
            bent += finger.bend_deg[joint - 1]
            total = pose.turn(hinge, bent) @ _shortest(_direction(rig, body_mm, name), straight)
            made[name] = above.T @ total
            above = total
    above = np.eye(3)
    for joint, wanted in enumerate(grasp.thumb, start=1):
        name = f"finger1-{joint}.R"
        now = _direction(rig, body_mm, name)
        target = np.array(wanted) @ where.axes
        target /= np.linalg.norm(target)
        total = pose.turn(target, grasp.thumb_roll_deg) @ _shortest(now, target)
        made[name] = above.T @ total
        above = total
    return made


def _direction(rig: pose.Rig, body_mm: Floats, name: str) -> Floats:
    along = rig.tail_mm(body_mm, name) - rig.head_mm(body_mm, name)
    direction: Floats = along / np.linalg.norm(along)
    return direction


def _shortest(start: Floats, end: Floats) -> Floats:
    """The rotation by the least angle that takes one direction to another."""
    axis = np.cross(start, end)
    if np.linalg.norm(axis) < 1e-9:
        return np.eye(3)
    return pose.turn(axis, float(np.degrees(np.arctan2(np.linalg.norm(axis), start @ end))))


@dataclass(frozen=True)
class Contact:
    """How a hand lies on skin, in its own frame: `press` goes into the skin, `point` along it."""

    points_mm: Floats
    centre_mm: Floats
    press: Floats
    point: Floats


@dataclass(frozen=True)
class Hands:
    triangles: Ints
    vertices_mm: Mapping[str, Floats]
    border_mm: Floats
    contacts: Mapping[str, Contact]


@dataclass(frozen=True)
class Inset:
    """A limb in a frame of its own, and where each vertex is on the reference body."""

    triangles: Ints
    vertices_mm: Floats
    canonical_mm: Floats


def hands(wheel: Wheel) -> Hands:
    body_mm = morph.reference(wheel)
    rig = pose.read_rig(wheel)
    where = frame(rig, body_mm)
    bodies = {name: rig.posed(body_mm, turns(rig, body_mm, where, grasp)) for name, grasp in GRASPS.items()}
    rest = where.local(body_mm)
    on_hand = _on(rig, ("wrist", "finger", "metacarpal", "lowerarm"))
    values = np.concatenate([rest, *(where.local(moved) for moved in bodies.values())], axis=1)
    triangles, values = _limb(wheel, values, on_hand, rest[:, 1] + SLEEVE_MM)
    triangles, values = _thinned(triangles, values, HAND_TRIANGLES, 10.0)
    vertices = {name: values[:, 3 * number : 3 * number + 3] for number, name in enumerate(GRASPS, start=1)}
    contacts = {name: _contact(rig, where.local(bodies[name]), grasp) for name, grasp in GRASPS.items()}
    return Hands(triangles, vertices, np.maximum(values[:, 1] + SLEEVE_MM, 0.0), contacts)


def forearm(wheel: Wheel) -> Inset:
    """The right forearm and hand, in the frame of the hand."""
    body_mm = morph.reference(wheel)
    rig = pose.read_rig(wheel)
    where = frame(rig, body_mm)
    moved = where.local(rig.posed(body_mm, turns(rig, body_mm, where, OPEN_HAND)))
    elbow = where.local(rig.head_mm(body_mm, "lowerarm01.R"))
    on_arm = _on(rig, ("wrist", "finger", "metacarpal", "lowerarm", "upperarm"))
    field = (moved - elbow) @ (-elbow / np.linalg.norm(elbow)) + ABOVE_ELBOW_MM
    triangles, values = _limb(wheel, np.concatenate([moved, body_mm], axis=1), on_arm, field)
    triangles, values = _thinned(triangles, values, FOREARM_TRIANGLES, 16.0)
    return Inset(triangles, values[:, :3], values[:, 3:])


def lower_leg(wheel: Wheel) -> Inset:
    """The right lower leg and foot from above the knee; origin at the ankle, y up along the leg, z to the toes."""
    body_mm = morph.reference(wheel)
    rig = pose.read_rig(wheel)
    ankle, knee = rig.head_mm(body_mm, "foot.R"), rig.head_mm(body_mm, "lowerleg01.R")
    up = (knee - ankle) / np.linalg.norm(knee - ankle)
    toes = rig.tail_mm(body_mm, "foot.R") - ankle
    toes -= (toes @ up) * up
    toes /= np.linalg.norm(toes)
    moved = Frame(ankle, np.stack([np.cross(up, toes), up, toes])).local(body_mm)
    field = np.linalg.norm(knee - ankle) + 70.0 - moved[:, 1]
    on_leg = _on(rig, ("lowerleg", "foot", "toe", "upperleg"))
    triangles, values = _limb(wheel, np.concatenate([moved, body_mm], axis=1), on_leg, field)
    triangles, values = _thinned(triangles, values, LEG_TRIANGLES, 22.0)
    return Inset(triangles, values[:, :3], values[:, 3:])


def _limb(wheel: Wheel, values: Floats, on: npt.NDArray[np.bool_], field: Floats) -> tuple[Ints, Floats]:
    """A refined limb, cut where the field is zero."""
    quads = wheel.mesh.quads[wheel.mesh.groups["body"]]
    quads = quads[on[quads].all(axis=1) & (field[quads] > -30.0).any(axis=1)]
    quads, values, _ = crop.compact(quads, np.column_stack([values, field]))
    fine, values = refine.refined(quads, values)
    triangles, values = crop.cut(refine.triangles(fine, values[:, :3]), values, values[:, -1])
    triangles, values, _ = crop.compact(triangles, values)
    return triangles, values[:, :-1]


def _thinned(triangles: Ints, values: Floats, count: int, longest_mm: float) -> tuple[Ints, Floats]:
    builds = values.reshape(len(values), -1, 3).transpose(1, 0, 2)
    even = np.ones(len(values))
    triangles = simplify.simplified(triangles, builds, even, even * longest_mm, count)
    triangles, values, _ = crop.compact(triangles, values)
    return triangles, values


def _contact(rig: pose.Rig, moved: Floats, grasp: Grasp) -> Contact:
    press, point = np.array(grasp.press), np.array(grasp.point)
    if grasp.pads:
        bones = [f"finger{finger}-{grasp.phalanx}.R" for finger in grasp.pads]
    else:
        bones = [f"metacarpal{number}.R" for number in (1, 2, 3, 4)]
    points = []
    for bone in bones:
        skin = np.flatnonzero(rig.weights[:, rig.number(bone)] > 0.45)
        side = _pad_side(rig, moved, _along_thumb(rig, moved)) if bone == "finger1-3.R" else press
        deepest = skin[np.argsort(-(moved[skin] @ side), kind="stable")[:6]]
        points.append(moved[deepest].mean(axis=0))
    centre = np.mean(points, axis=0)
    if 1 in grasp.pads and len(grasp.pads) > 1:
        centre = (points[0] + np.mean(points[1:], axis=0)) / 2.0  # between the thumb and the fingers
    return Contact(np.array(points), centre, press, point)


def _along_thumb(rig: pose.Rig, moved: Floats) -> Floats:
    return _direction(rig, moved, "finger1-3.R")


def _pad_side(rig: pose.Rig, moved: Floats, along: Floats) -> Floats:
    """Where the pad of the thumb looks: its last bone is flatter from nail to pad than across."""
    skin = moved[rig.weights[:, rig.number("finger1-3.R")] > 0.6]
    flat = skin - skin.mean(axis=0)
    flat -= np.outer(flat @ along, along)
    side = np.linalg.svd(flat, full_matrices=False)[2][1]
    if side @ np.array([1.0, 0.0, -1.0]) < 0.0:
        side = -side
    side -= (side @ along) * along
    found: Floats = side / np.linalg.norm(side)
    return found


def _on(rig: pose.Rig, kinds: tuple[str, ...]) -> npt.NDArray[np.bool_]:
    """Which vertices hang on bones of the right side of these kinds."""
    chosen = [
        number for number, bone in enumerate(rig.bones) if bone.name.endswith(".R") and bone.name.startswith(kinds)
    ]
    return np.asarray(rig.weights[:, chosen].sum(axis=1) > 0.5)
