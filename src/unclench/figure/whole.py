"""The whole figure as one skin: the bust, and by themselves the far parts, forearms with hands, lower legs with feet.

Every spot on the figure is a triangle of this mesh, wherever it lies. Vertices are numbered as in `Body`, then those
of the left limbs, then of the right ones; triangles are those of the left half, then their mirror images in the same
order.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt

from unclench.figure.body import Build, load_body
from unclench.figure.hand import INSETS, InsetName, load_inset
from unclench.figure.surface import Array, Numbers, Surface, Trail

Part = InsetName | None
PARTS: tuple[Part, ...] = (None, *INSETS)
"""By the number in `Figure.part`; None is the bust."""


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """`part`: by vertex, 0 for the bust, else a far part. `mirror`: by vertex, the one on the other side.

    Far parts lie in axes of their own and look the same in every build. `canonical_mm` has them where they are on the
    reference body, and the bust as it is on that body.
    """

    build: Build
    surface: Surface
    canonical_mm: Array
    mirror: Numbers
    part: npt.NDArray[np.uint8]

    def mirrored(self, trail: Trail) -> Trail:
        """The same on the other side."""
        half = len(self.surface.triangles) // 2
        # The corners of a mirror image run the other way round.
        return Trail((trail.triangles + half) % (2 * half), trail.weights[:, ::-1])


@cache
def load_figure(build: Build) -> Figure:
    """Raises ValueError for a build that there is not."""
    body, reference = load_body(build), load_body("reference")
    limbs = [load_inset(name) for name in INSETS]
    starts = np.cumsum([0, *(len(limb.vertices_mm) for limb in limbs)])
    count, bust = int(starts[-1]), len(body.vertices_mm)
    right_mm, right_canonical_mm = (
        np.concatenate([getattr(limb, name) for limb in limbs]) for name in ("vertices_mm", "canonical_mm")
    )
    right_triangles = np.concatenate([limb.triangles + start for limb, start in zip(limbs, starts, strict=False)])
    left_triangles = right_triangles[:, ::-1]
    half = len(body.triangles) // 2
    flip = np.array([-1.0, 1.0, 1.0])
    return Figure(
        build,
        Surface(
            np.concatenate([body.vertices_mm, right_mm * flip, right_mm]),
            np.concatenate(
                [
                    body.triangles[:half],
                    left_triangles + bust,
                    body.triangles[half:],
                    right_triangles + bust + count,
                ]
            ),
        ),
        np.concatenate([reference.vertices_mm, right_canonical_mm * flip, right_canonical_mm]).astype(np.float64),
        np.concatenate([body.mirror, bust + count + np.arange(count), bust + np.arange(count)]).astype(np.int64),
        np.concatenate([np.zeros(bust, np.uint8), np.tile(_numbers(starts), 2)]),
    )


def _numbers(starts: Numbers) -> npt.NDArray[np.uint8]:
    sizes = np.diff(starts)
    return np.repeat(np.arange(1, len(sizes) + 1, dtype=np.uint8), sizes)
