"""Where hands go on the figure is where the atlas says that they go."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from unclench.atlas import load_atlas
from unclench.atlas.types import Stroke
from unclench.figure.places import load_places
from unclench.figure.surface import SurfacePoint, Trail
from unclench.figure.traces import load_traces
from unclench.figure.whole import load_figure

ATLAS, PLACES, TRACES = load_atlas(), load_places(), load_traces()
TRIANGLES = load_figure("reference").surface.triangles

STROKES = {
    f"{technique.id}-{number}": stroke
    for technique in ATLAS.techniques.values()
    for number, stroke in enumerate(technique.geometry)
}
SITES = {site.id: (muscle, site) for muscle in ATLAS.muscles.values() for site in muscle.sites}

KEPT_OUT = {"neck_anterior", "supraclavicular"}
HANDS_ON = {"line", "spline", "zigzag", "circle", "hold", "point"}
"""A cloth lies over the edges of what it is for; fingers do not press there."""


def regions(trail: Trail) -> Counter[str]:
    """How many of its spots lie in each region, by the corner that counts most; `` for none."""
    corners = TRIANGLES[trail.triangles, np.argmax(trail.weights, axis=1)]
    areas = [PLACES.region_of(code) for code in PLACES.codes[corners].tolist()]
    return Counter(area.region if area else "" for area in areas)


def around(point: SurfacePoint) -> set[str]:
    """The regions of the corners of its triangle: one, or those whose border runs through it."""
    areas = [PLACES.region_of(code) for code in PLACES.codes[TRIANGLES[point.triangle]].tolist()]
    return {area.region for area in areas if area}


@pytest.mark.parametrize("stroke", STROKES.values(), ids=STROKES)
def test_a_stroke_runs_over_the_places_it_is_for(stroke: Stroke) -> None:
    """All but a tenth of its line; circles and kneading, which swing to either side, all but a quarter."""
    found = regions(TRACES.of(stroke).trail)
    inside = sum(found[region] for region in stroke.regions)
    assert inside >= (0.75 if stroke.type in {"circle", "zigzag"} else 0.9) * found.total(), dict(found)


@pytest.mark.parametrize("stroke", STROKES.values(), ids=STROKES)
def test_no_finger_goes_where_hands_stay_off(stroke: Stroke) -> None:
    found = regions(TRACES.of(stroke).trail)
    assert stroke.type not in HANDS_ON or KEPT_OUT.isdisjoint(
        ATLAS.regions[region].safety_region for region in found if region
    ), dict(found)


@pytest.mark.parametrize("site", SITES)
def test_a_trigger_point_lies_in_its_region(site: str) -> None:
    assert SITES[site][1].region in around(PLACES.site(site, "left"))
