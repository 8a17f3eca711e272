"""Arms, hands, legs and feet of the left side: which part a place belongs to, its own axes, and the regions on it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tools.figure import pose
from tools.figure.base import Floats, Ints, Wheel
from tools.figure.places.surface import Bools, Skin, Spot

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("core", ()),
    ("upper_arm", ("upperarm",)),
    ("forearm", ("lowerarm",)),
    ("hand", ("wrist", "metacarpal", "finger")),
    ("upper_leg", ("upperleg",)),
    ("lower_leg", ("lowerleg",)),
    ("foot", ("foot", "toe")),
)
REGIONS = ("hand_web", "hand_edge", "wrist_forearm", "lower_leg", "foot_sole", "foot_dorsum")

ARM = ("upper_arm", "forearm", "hand")
LEG = ("upper_leg", "lower_leg", "foot")

CREASE_MM = 2.0
"""The crease of the wrist lies this far from the joint toward the elbow."""
MALLEOLI_MM = 24.0
"""The ankle bumps reach this far below the joint."""


@dataclass(frozen=True)
class Axes:
    """Right-angled axes of one limb: `along` it, `across` it, and `out` of its face."""

    origin_mm: Floats
    along: Floats
    across: Floats
    out: Floats

    def seen(self, places_mm: Floats) -> Floats:
        """Places in these axes."""
        turned: Floats = (places_mm - self.origin_mm) @ np.stack([self.along, self.across, self.out], axis=1)
        return turned

    def place(self, along_mm: float, across_mm: float, out_mm: float = 0.0) -> Floats:
        placed: Floats = self.origin_mm + along_mm * self.along + across_mm * self.across + out_mm * self.out
        return placed


def axes(origin_mm: Floats, along: Floats, across: Floats) -> Axes:
    first = along / np.linalg.norm(along)
    second = across - first * (across @ first)
    second = second / np.linalg.norm(second)
    return Axes(origin_mm, first, second, np.cross(first, second))


class Limbs:
    def __init__(self, wheel: Wheel, skin: Skin) -> None:
        rig = pose.read_rig(wheel)
        columns = np.zeros((len(rig.weights), len(PARTS)))
        for number, bone in enumerate(rig.bones):
            kind = next((k for k, (_, heads) in enumerate(PARTS) if heads and bone.name.startswith(heads)), 0)
            columns[:, kind] += rig.weights[:, number]
        self._weights = columns
        self._names = np.array([name for name, _ in PARTS], dtype=object)
        self._up = _facing_up(skin)

        def joint(name: str) -> Floats:
            return rig.head_mm(skin.vertices_mm, name)

        self.elbow, self.wrist = joint("lowerarm01.L"), joint("wrist.L")
        self.knuckles = tuple(joint(f"finger{finger}-1.L") for finger in range(1, 6))
        self.knee, self.ankle = joint("lowerleg01.L"), joint("foot.L")
        self.toes = tuple(joint(f"toe{toe}-1.L") for toe in range(1, 6))
        # In both sets `across` runs from the thumb to the little finger; `out` leaves the back of the hand, but on the
        # forearm, whose `along` runs the other way, it leaves the palm's side.
        self.hand = axes(self.wrist, self.knuckles[2] - self.wrist, self.knuckles[4] - self.knuckles[1])
        self.forearm = axes(self.wrist, self.elbow - self.wrist, self.hand.across)

    def on_forearm(self, skin: Skin, up_mm: float, across_mm: float, palm: bool) -> Spot:
        """`up_mm` from the wrist toward the elbow; `across_mm` toward the little finger."""
        out = self.forearm.out if palm else -self.forearm.out
        return skin.along_ray(self.forearm.place(up_mm, across_mm) + out * 60, -out)

    def on_elbow(self, skin: Skin, down_mm: float) -> Spot:
        """The thumb's side of the elbow, a little toward the wrist."""
        start = self.elbow - self.forearm.along * down_mm
        return skin.along_ray(start - self.forearm.across * 90, self.forearm.across)

    def on_hand_back(self, skin: Skin, along_mm: float, across_mm: float) -> Spot:
        return skin.along_ray(self.hand.place(along_mm, across_mm, 60), -self.hand.out)

    def on_hand_edge(self, skin: Skin, along_mm: float) -> Spot:
        level = float(self.hand.seen(self.knuckles[4])[2])
        return skin.along_ray(self.hand.place(along_mm, 90, level), -self.hand.across)

    def on_foot(self, skin: Skin, x: float, z: float) -> Spot:
        return skin.along_ray((x, self.ankle[1] + 20, z), (0, -1, 0))

    def part(self, vertices: Ints, shares: Floats) -> npt.NDArray[np.object_]:
        weights = np.einsum("nk,nkp->np", shares, self._weights[vertices])
        named: npt.NDArray[np.object_] = self._names[np.argmax(weights, axis=1)]
        return named

    def regions(
        self, places_mm: Floats, part: npt.NDArray[np.object_], vertices: Ints, shares: Floats
    ) -> Iterator[tuple[str, Bools]]:
        left = np.concatenate([np.abs(places_mm[:, :1]), places_mm[:, 1:]], axis=1)
        on_arm, on_leg = np.isin(part, ARM), np.isin(part, LEG)

        forearm_mm = float(np.linalg.norm(self.elbow - self.wrist))
        up = self.forearm.seen(left)[:, 0]
        yield "wrist_forearm", on_arm & (up > CREASE_MM - 8) & (up < forearm_mm + 10)

        hand = self.hand.seen(left)
        thumb, index, little = (self.hand.seen(self.knuckles[finger]) for finger in (0, 1, 4))
        # The web: between the bones of thumb and index, as far as the fold; the thumb itself stays out.
        share = np.clip(hand[:, 0] / index[0], 0, 1)
        beside_index = hand[:, 1] < index[1] * (0.35 + 0.65 * share) + 4
        short_of_fold = hand[:, 0] < 0.9 * index[0]
        inside_thumb = _left_of(hand, np.zeros(3), thumb)
        yield (
            "hand_web",
            (part == "hand") & beside_index & short_of_fold & (hand[:, 0] > 12) & (hand[:, 2] > -5) & inside_thumb,
        )

        edge = hand[:, 1] > little[1] * (0.55 + 0.45 * np.clip(hand[:, 0] / little[0], 0, 1)) + 1
        yield "hand_edge", (part == "hand") & edge & (hand[:, 0] > 4) & (hand[:, 0] < little[0] + 4)

        down = self.ankle[1] - left[:, 1]
        shin = on_leg & (left[:, 1] < self.knee[1] + 5)
        yield "lower_leg", shin & (down < MALLEOLI_MM) & (left[:, 2] < self.ankle[2] + 55)
        facing_down = np.einsum("nk,nk->n", shares, self._up[vertices]) < -0.35
        yield "foot_sole", (part == "foot") & facing_down
        toes_z = np.interp(left[:, 0], [toe[0] for toe in self.toes], [toe[2] for toe in self.toes])
        behind_toes = left[:, 2] < toes_z + 6
        yield "foot_dorsum", (part == "foot") & behind_toes & (left[:, 2] > self.ankle[2] - 12)


def _left_of(seen: Floats, start: Floats, end: Floats) -> Bools:
    """On the little finger's side of a line, looking on the palm."""
    way = end - start
    turned: Bools = way[0] * (seen[:, 1] - start[1]) - way[1] * (seen[:, 0] - start[0]) > 0
    return turned


def _facing_up(skin: Skin) -> Floats:
    """For each vertex how far the skin there faces up: 1 up, -1 down."""
    corners = skin.corners
    crossed = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    summed = np.zeros_like(skin.vertices_mm)
    for corner in range(3):
        np.add.at(summed, skin.triangles[:, corner], crossed)
    up: Floats = summed[:, 1] / np.maximum(np.linalg.norm(summed, axis=1), 1e-12)
    return up
