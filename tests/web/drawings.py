"""A figure as small as a figure can be: two views of boxes, among them some that are smaller than a fingertip."""

from __future__ import annotations

from unclench.atlas.types import RegionId, Side
from unclench.web.today.painmap import Patch, View


def box(region: RegionId, side: Side, corner: tuple[int, int], size: tuple[int, int]) -> Patch:
    return Patch(region, side, "M{} {}h{}v{}h{}z".format(*corner, *size, -size[0]))


FRONT = View(
    id="front",
    name="Front",
    box="0 0 300 300",
    drawing='<path d="M90 20h120v160h-120z M20 190h260v100h-260z" fill="none" stroke="currentColor"/>',
    patches=(
        box("forehead", "right", (92, 22), (40, 50)),
        box("forehead", "midline", (132, 22), (36, 50)),
        box("forehead", "left", (168, 22), (40, 50)),
        box("brow", "right", (96, 74), (44, 8)),
        box("brow", "left", (160, 74), (44, 8)),
        box("glabella", "midline", (142, 74), (16, 10)),
        box("temple", "right", (78, 74), (16, 30)),
        box("temple", "left", (206, 74), (16, 30)),
        box("jaw_masseter", "right", (92, 120), (50, 55)),
        box("jaw_masseter", "left", (158, 120), (50, 55)),
        box("shoulder_top", "right", (22, 192), (90, 60)),
        box("shoulder_top", "left", (188, 192), (90, 60)),
    ),
    edges=("your right", "your left"),
)
BACK = View(
    id="back",
    name="Back",
    box="0 0 300 300",
    drawing='<path d="M90 20h120v160h-120z" fill="none" stroke="currentColor"/>',
    patches=(
        box("scalp_occipital", "left", (92, 60), (58, 60)),
        box("scalp_occipital", "right", (150, 60), (58, 60)),
        box("nape", "left", (110, 130), (40, 50)),
        box("nape", "right", (150, 130), (40, 50)),
        box("shoulder_top", "left", (22, 190), (100, 60)),
        box("shoulder_top", "right", (178, 190), (100, 60)),
    ),
    edges=("your left", "your right"),
)
VIEWS = (FRONT, BACK)
