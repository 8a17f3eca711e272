"""The numbered figure: every place at work is on it, its numbers beside it and apart."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest

from unclench.atlas import load_atlas
from unclench.figure.body import BUILDS, Build
from unclench.figure.numbered import Worked, numbered_figure, ranges

SHOWN = sorted({region for technique in load_atlas().techniques.values() for region in technique.contact_regions})
SVG = "{http://www.w3.org/2000/svg}"


def every(side: str = "both") -> tuple[Worked, ...]:
    return tuple(
        Worked(region, load_atlas().regions[region].name, "both" if side == "both" else "left", (number, number + 1))
        for number, region in enumerate(SHOWN, start=1)
    )


@pytest.mark.parametrize("build", BUILDS)
def test_every_region_can_be_shown_with_its_numbers(build: Build) -> None:
    places = every()
    made = numbered_figure(places, build)
    texts = [text.text for text in ET.fromstring(made.svg).iter(f"{SVG}text")]
    assert sorted(texts, key=str) == sorted((ranges(place.numbers) for place in places), key=str)
    assert made.svg.count('class="at"') >= len(places)
    assert all(load_atlas().regions[region].name.lower() in made.words for region in SHOWN)


def test_numbers_in_a_column_keep_apart_and_inside() -> None:
    made = numbered_figure(every())
    for group in ET.fromstring(made.svg).findall(f"{SVG}g")[:2]:
        heights = sorted(float(text.attrib["y"]) for text in group.iter(f"{SVG}text"))
        assert all(after - before >= 14 for before, after in pairwise(heights))
        shift = float(re.findall(r"[-\d.]+", group.attrib["transform"])[1])
        assert heights[0] + shift > 0
        assert heights[-1] + shift < made.height_mm


def test_one_side_is_marked_on_that_side_alone() -> None:
    both = numbered_figure((Worked("temple", "Temple", "both", (1,)),))
    left = numbered_figure((Worked("temple", "Temple", "left", (1,)),))
    assert (both.svg.count('class="at"'), left.svg.count('class="at"')) == (2, 1)
    assert left.words.endswith("temple (left): step 1.")


def test_nothing_touched_is_told() -> None:
    assert "nothing is touched" in numbered_figure(()).words


def test_a_region_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="moon"):
        numbered_figure((Worked("moon", "Moon", "both", (1,)),))


def test_numbers_are_told_in_ranges() -> None:
    assert ranges((1, 2, 3, 7, 9, 10)) == "1–3, 7, 9, 10"
    assert ranges((4, 4)) == "4"
