"""Arms, hands, legs and feet: which part a place belongs to, and the regions on them."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from tools.figure import pose
from tools.figure.base import Floats, Ints, Wheel
from tools.figure.places.surface import Bools, Skin

PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("core", ()),
    ("upper_arm", ("upperarm",)),
    ("forearm", ("lowerarm",)),
    ("hand", ("wrist", "metacarpal", "finger")),
    ("lower_leg", ("lowerleg",)),
    ("foot", ("foot", "toe")),
)


class Limbs:
    def __init__(self, wheel: Wheel, skin: Skin) -> None:
        rig = pose.read_rig(wheel)
        columns = np.zeros((len(rig.weights), len(PARTS)))
        for number, bone in enumerate(rig.bones):
            kind = next((k for k, (_, heads) in enumerate(PARTS) if heads and bone.name.startswith(heads)), 0)
            columns[:, kind] += rig.weights[:, number]
        self._weights = columns
        self.rig = rig
        self._names = np.array([name for name, _ in PARTS], dtype=object)
        self._joints = {bone.name: rig.head_mm(skin.vertices_mm, bone.name) for bone in rig.bones}

    def part(self, vertices: Ints, shares: Floats) -> npt.NDArray[np.object_]:
        weights = np.einsum("nk,nkp->np", shares, self._weights[vertices])
        named: npt.NDArray[np.object_] = self._names[np.argmax(weights, axis=1)]
        return named

    def regions(self, places_mm: Floats, part: npt.NDArray[np.object_]) -> Iterator[tuple[str, Bools]]:
        yield "wrist_forearm", part == "forearm"
        yield "lower_leg", part == "lower_leg"
        _ = places_mm
