"""Range checks, means and bands. The bands are those published; see the sources of each measure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.measures import NotInRangeError, band_of, checked, figures, is_high, load_measures
from unclench.measures.content import Item

MEASURES = load_measures()


@pytest.mark.parametrize(
    ("measure", "value", "band"),
    [
        # HIT-6: 49 or less little or none, 50-55 some, 56-59 substantial, 60 and more severe.
        ("hit6", 36, "little or no impact"),
        ("hit6", 49, "little or no impact"),
        ("hit6", 50, "some impact"),
        ("hit6", 55, "some impact"),
        ("hit6", 56, "substantial impact"),
        ("hit6", 59, "substantial impact"),
        ("hit6", 60, "severe impact"),
        ("hit6", 78, "severe impact"),
        # MIDAS: 0-5 grade I, 6-10 II, 11-20 III, 21 and more IV.
        ("midas", 0, "grade I, little or none"),
        ("midas", 5, "grade I, little or none"),
        ("midas", 6, "grade II, mild"),
        ("midas", 10, "grade II, mild"),
        ("midas", 11, "grade III, moderate"),
        ("midas", 20, "grade III, moderate"),
        ("midas", 21, "grade IV, severe"),
        # PHQ-9 at 10 (Arroll 2010).
        ("phq9", 9, "below 10"),
        ("phq9", 10, "10 or more: worth telling a doctor"),
    ],
)
def test_a_total_falls_into_its_published_band(measure: str, value: float, band: str) -> None:
    found = band_of(MEASURES[measure], value)
    assert found is not None
    assert found.name == band


@pytest.mark.parametrize(
    ("measure", "lowest", "highest"),
    [
        ("hit6", 36, 78),
        ("ndi", 0, 50),
        ("pss10", 0, 40),
        ("pss4", 0, 16),
        ("phq9", 0, 27),
        ("gad7", 0, 21),
    ],
)
def test_a_total_is_within_its_published_range(measure: str, lowest: int, highest: int) -> None:
    item = MEASURES[measure].item[0]
    assert (checked(item, str(lowest)), checked(item, f" {highest} ")) == (lowest, highest)
    for beyond in (lowest - 1, highest + 1):
        with pytest.raises(NotInRangeError, match=f"from {lowest} to {highest}"):
            checked(item, str(beyond))


def test_a_band_is_not_made_up_where_the_facts_give_none() -> None:
    assert band_of(MEASURES["ndi"], 20) is None


@pytest.mark.parametrize("text", ["x", "nan", "inf", "1e1000", "5.5", "٣", "5" * 40, "0x5", "1_0"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(NotInRangeError, match="a whole number from 0 to 10"):
        checked(Item("pain", "Pain"), text)


def test_a_t_score_has_one_decimal_with_a_point_or_a_comma() -> None:
    item = MEASURES["promis_pain"].item[0]
    assert (checked(item, "61.3"), checked(item, "61,3")) == (61.3, 61.3)
    with pytest.raises(NotInRangeError, match="a number from 10 to 90"):
        checked(item, "61.35")


def test_nothing_said_is_nothing() -> None:
    assert checked(Item("pain", "Pain"), "  ") is None
    assert figures(MEASURES["strain"], {}) == {}


NAMES = [item.id for item in MEASURES["strain"].item]


@given(st.dictionaries(st.sampled_from(NAMES), st.integers(0, 10).map(float)))
def test_there_is_a_mean_only_of_all_answers(said: dict[str, float]) -> None:
    found = figures(MEASURES["strain"], said)
    assert {name: found[name] for name in said} == said
    assert ("mean" in found) == (len(said) == len(NAMES))
    if "mean" in found:
        assert min(said.values()) <= found["mean"] <= max(said.values())
        assert found["mean"] * 3 == pytest.approx(sum(said.values()))


def test_what_an_item_cannot_have_is_left_out() -> None:
    assert figures(MEASURES["strain"], {"wound_up": 11, "too_much": 4, "switching_off": 1, "more": 3}) == {
        "too_much": 4,
        "switching_off": 1,
    }


def test_the_mean_of_an_example() -> None:
    assert figures(MEASURES["strain"], {"wound_up": 4, "too_much": 7, "switching_off": 1})["mean"] == 4


@pytest.mark.parametrize("measure", ["phq2", "gad2"])
def test_two_answers_make_a_sum_and_three_is_worth_telling(measure: str) -> None:
    """All sixteen pairs of answers, 0 to 3 each; the cut-off of 3 as in Arroll 2010 for the PHQ-2."""
    found = MEASURES[measure]
    one, other = (item.id for item in found.item)
    high = []
    for first in range(4):
        for second in range(4):
            total = figures(found, {one: float(first), other: float(second)})["total"]
            assert total == first + second
            if is_high(found, total):
                high.append((first, second))
    assert high == [(first, second) for first in range(4) for second in range(4) if first + second >= 3]
    assert len(high) == 10


@pytest.mark.parametrize("measure", ["phq2", "gad2"])
def test_a_sum_is_of_all_answers_or_of_none(measure: str) -> None:
    found = MEASURES[measure]
    assert "total" not in figures(found, {found.item[0].id: 3.0})
    assert not is_high(found, None)


def test_what_its_authors_let_everybody_use_stands_word_for_word() -> None:
    """Spitzer, Williams, Kroenke and colleagues; four answers from 0 to 3."""
    words = [item.name for name in ("phq2", "gad2") for item in MEASURES[name].item]
    assert words == [
        "Little interest or pleasure in doing things",
        "Feeling down, depressed, or hopeless",
        "Feeling nervous, anxious or on edge",
        "Not being able to stop or control worrying",
    ]
    for name in ("phq2", "gad2"):
        assert "Kroenke" in MEASURES[name].note
        for item in MEASURES[name].item:
            assert item.steps == ("Not at all", "Several days", "More than half the days", "Nearly every day")
