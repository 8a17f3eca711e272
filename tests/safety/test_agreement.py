"""What a receiver agrees to, and what other hands then leave alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.atlas import load_atlas
from unclench.atlas.types import Giver
from unclench.names import NotKnownError
from unclench.safety import Answers, Clearance, screen
from unclench.safety.agreement import (
    area_names,
    every_area,
    find_area,
    load_agreement,
    read_stop_word,
    regions_of,
    unless_asked,
)
from unclench.safety.areas import Spot, body_map
from unclench.safety.types import AgreedAreaId, Answer

ATLAS = load_atlas()
WELL = Answers(unasked_is_no=True)
OTHERS: tuple[Giver, ...] = ("partner", "professional")

areas = st.lists(st.sampled_from(every_area()), unique=True).map(tuple)
other_hands = st.sampled_from(OTHERS)
answer: st.SearchStrategy[Answer] = st.sampled_from(["yes", "no", "unsure"])
some_facts = st.dictionaries(
    st.sampled_from(["anticoagulant", "pregnant", "giver_ill", "giver_nails_long", "caregiver_present"]), answer
)
ages: st.SearchStrategy[dict[str, Answer]] = st.one_of(
    st.just({}), st.integers(0, 120).map(lambda age: {"age": float(age)})
)


def touchable(clearance: Clearance) -> set[Spot]:
    if not clearance.hands_on:
        return set()
    return set(body_map(ATLAS).everywhere) - {(block.region, block.side) for block in clearance.blocks}


def test_every_place_of_the_body_is_in_exactly_one_area() -> None:
    found = [region for area in load_agreement().area for region in regions_of((area.id,), ATLAS)]
    assert sorted(found) == sorted(ATLAS.regions)


def test_hair_face_and_chest_are_off_until_they_are_ticked() -> None:
    assert set(every_area()) - set(unless_asked()) == {"hair", "face", "chest"}
    assert regions_of(("chest",), ATLAS) == ("pectoral",)


@pytest.mark.parametrize("giver", OTHERS)
def test_where_nobody_asked_what_is_off_is_left_alone(giver: Giver) -> None:
    asked = screen(replace(WELL, agreed=unless_asked()), giver=giver)
    assert screen(WELL, giver=giver) == asked
    assert not {region for region, _ in touchable(asked)} & set(regions_of(("hair", "face", "chest"), ATLAS))


@given(areas, other_hands, some_facts, ages)
def test_what_is_not_ticked_is_never_touched(
    ticked: tuple[AgreedAreaId, ...], giver: Giver, facts: dict[str, Answer], age: dict[str, Answer]
) -> None:
    clearance = screen(replace(WELL, facts={**facts, **age}, agreed=ticked), giver=giver)
    allowed = set(regions_of(ticked, ATLAS))
    assert {region for region, _ in touchable(clearance)} <= allowed
    assert clearance.agreed is not None
    assert set(clearance.agreed) == allowed


@given(areas, areas, other_hands, some_facts)
def test_agreement_only_takes_away(
    ticked: tuple[AgreedAreaId, ...], more: tuple[AgreedAreaId, ...], giver: Giver, facts: dict[str, Answer]
) -> None:
    wider = tuple(dict.fromkeys((*ticked, *more)))
    narrow, wide = (screen(replace(WELL, facts=facts, agreed=agreed), giver=giver) for agreed in (ticked, wider))
    assert touchable(narrow) <= touchable(wide) <= touchable(screen(replace(WELL, facts=facts)))
    assert narrow.caps == wide.caps
    assert narrow.verdict == wide.verdict


@given(areas)
def test_ones_own_hands_need_no_agreement(ticked: tuple[AgreedAreaId, ...]) -> None:
    assert screen(replace(WELL, agreed=ticked)) == screen(WELL)
    assert screen(WELL).agreed is None


@pytest.mark.parametrize("giver", OTHERS)
def test_nothing_ticked_leaves_the_hands_off_and_the_mind_open(giver: Giver) -> None:
    clearance = screen(replace(WELL, agreed=()), giver=giver)
    assert not clearance.hands_on
    assert clearance.hands_on_rules == ("g_consent",)
    assert clearance.mind == "all"
    assert clearance.verdict == "clear"


def test_an_area_is_found_by_id_or_name_and_a_typo_gets_the_nearest() -> None:
    assert find_area("Hair and scalp") == find_area("hair") == "hair"
    assert find_area("lower-back") == "lower_back"
    with pytest.raises(NotKnownError, match="shoulders"):
        find_area("shuolders")


def test_areas_are_said_in_the_order_of_the_list() -> None:
    assert area_names(("hair", "neck")) == ("neck", "hair and scalp")


@pytest.mark.parametrize("word", ["", "  ", "123", "more", "Go on", "YES", "x" * 25, "a\u0007b"])
def test_a_stop_word_that_cannot_be_said_or_is_taken_for_going_on_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=r"(?i)another word|stop word"):
        read_stop_word(word)


def test_a_stop_word_and_what_was_agreed_are_for_other_hands_alone() -> None:
    said = replace(WELL, stop_word="blue moon")
    assert {giver: screen(said, giver=giver).stop_word for giver in OTHERS} == dict.fromkeys(OTHERS, "blue moon")
    chest = replace(WELL, agreed=("chest",))
    assert {screen(chest, giver=giver).agreed for giver in OTHERS} == {("pectoral",)}
    alone = screen(said)
    assert (alone.stop_word, alone.agreed) == ("", None)


def test_a_stop_word_is_kept_in_one_line() -> None:
    assert read_stop_word("  blue \n moon ") == "blue moon"
    assert [read_stop_word(word) for word in load_agreement().stop_words] == list(load_agreement().stop_words)
