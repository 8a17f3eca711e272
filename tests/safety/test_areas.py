"""Places of the rules on the body of the atlas."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unclench.atlas import load_atlas
from unclench.atlas.types import Side
from unclench.safety.areas import BodyMap

ATLAS = load_atlas()


@pytest.mark.parametrize("side", ["both", "none"])
def test_a_region_whose_sides_are_not_told_apart_is_refused(side: Side) -> None:
    regions = {**ATLAS.regions, "nape": replace(ATLAS.regions["nape"], sides=(side,))}
    with pytest.raises(ValueError, match=f"left, midline and right, not '{side}'"):
        BodyMap(replace(ATLAS, regions=regions))
