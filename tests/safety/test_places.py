"""Everyday words for where a wound is reach everything they may mean."""

from __future__ import annotations

import pytest

from unclench.atlas import load_atlas
from unclench.names import NotKnownError
from unclench.safety import Answers, screen
from unclench.safety.places import WIDE_WORDS, wounded

ATLAS = load_atlas()
SAFETY_REGIONS = {region.safety_region for region in ATLAS.regions.values()}


@pytest.mark.parametrize("word", WIDE_WORDS)
def test_wide_words_name_regions_the_rules_know(word: str) -> None:
    assert set(WIDE_WORDS[word]) <= SAFETY_REGIONS
    assert wounded(word, "both", ATLAS)


def test_a_jab_in_the_shoulder_reaches_the_round_of_it_on_that_side_alone() -> None:
    areas = wounded("shoulder", "left", ATLAS)
    clearance = screen(Answers(conditions=("vaccine_arm",), areas=areas, unasked_is_no=True))
    blocked = {(block.region, block.side) for block in clearance.blocks}
    assert {("shoulder_point", "left"), ("shoulder_top", "left")} <= blocked
    assert ("shoulder_point", "right") not in blocked


def test_the_neck_is_more_than_its_nape() -> None:
    regions = {area.region for area in wounded("Neck", "both", ATLAS)}
    assert {"nape", "suboccipital", "c7_junction", "lateral_neck"} <= regions


def test_an_id_means_that_region_alone() -> None:
    assert [area.region for area in wounded("nape", "left", ATLAS)] == ["nape"]


def test_a_typo_is_refused_with_what_is_near() -> None:
    with pytest.raises(NotKnownError, match="temple"):
        wounded("tempel", "left", ATLAS)
