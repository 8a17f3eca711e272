from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.guide.lines import own_lines
from unclench.guide.stop import StopUrgency, advice_for, asked, stop_reasons
from unclench.safety import load_rules
from unclench.safety.citations import load_citations

BY_ID = {reason.id: reason for reason in stop_reasons()}


OURS = {"too_firm", "stop_nerve"}
"""What the facts do not tell apart."""


def test_reasons_of_the_safety_facts_are_all_here() -> None:
    assert set(BY_ID) - OURS == {
        "stop_neuro",
        "stop_faint",
        "stop_pain",
        "stop_headache_up",
        "stop_skin",
        "stop_eye",
        "stop_breath",
        "stop_urine",
        "stop_legs",
        "stop_emotional",
        "defer_soreness",
        "stop_other",
    }


def test_reasons_stand_in_order_of_urgency() -> None:
    order = get_args(StopUrgency)
    ranks = [order.index(reason.urgency) for reason in stop_reasons() if reason.id != "stop_other"]
    assert ranks == sorted(ranks)


def test_emergencies_say_so() -> None:
    for reason in stop_reasons():
        told = any("emergency" in sentence.lower() for sentence in reason.advice)
        assert told or reason.urgency != "emergency"


def test_sources_are_known() -> None:
    known = load_citations()
    assert [source for reason in stop_reasons() for source in reason.sources if source not in known] == []


def test_advice_is_in_whole_sentences() -> None:
    for reason in stop_reasons():
        assert reason.signs
        assert all(sentence.endswith(".") and len(sentence.split()) <= 20 for sentence in reason.advice)


def test_no_word_is_said_of_a_healing_crisis() -> None:
    texts = [*own_lines().values(), *(text for reason in stop_reasons() for text in (*reason.signs, *reason.advice))]
    assert not any(word in text.lower() for text in texts for word in ("detox", "toxin", "healing", "crisis"))


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("this hurts", "stop_pain"),
        ("too firm!", "too_firm"),
        ("like an electric shock", "stop_nerve"),
        ("shooting down my arm", "stop_nerve"),
        ("I feel dizzy", "stop_faint"),
        ("light-headed", "stop_faint"),
        ("my fingers go numb", "stop_neuro"),
        ("I can’t see", "stop_neuro"),
        ("blurred", "stop_eye"),
        ("short of breath", "stop_breath"),
        ("chest pain", "stop_breath"),
        ("I can't feel my legs", "stop_legs"),
        ("dark urine", "stop_urine"),
        ("a rash", "stop_skin"),
        ("headache worse", "stop_headache_up"),
        ("panic", "stop_emotional"),
        ("still sore since Monday", "defer_soreness"),
        ("stop_eye", "stop_eye"),
        ("Faintness", "stop_faint"),
        ("something odd", "stop_other"),
        ("", "stop_other"),
    ],
)
def test_words_find_the_most_urgent_reason_first(text: str, first: str) -> None:
    assert advice_for(text)[0].id == first


def test_several_reasons_are_all_told() -> None:
    assert [reason.id for reason in advice_for("dizzy, numb, and it hurts")] == [
        "stop_neuro",
        "stop_faint",
        "stop_pain",
    ]


def test_part_of_a_word_is_no_word() -> None:
    assert [reason.id for reason in advice_for("painting class")] == ["stop_other"]


@given(st.text())
def test_anything_is_answered(text: str) -> None:
    assert advice_for(text)


def test_what_is_asked_leads_to_every_reason_that_may_come_up_while_it_plays() -> None:
    named = {reason for ask in asked() for reason in (ask.reason, *(answer.reason for answer in ask.answers)) if reason}
    during = {reason.id for reason in stop_reasons() if reason.urgency != "wait"}
    assert named == during - {"stop_urine"}  # that comes days later


def test_a_few_big_buttons_and_no_wall_of_words() -> None:
    assert len(asked()) <= 6
    for ask in asked():
        assert bool(ask.reason) != bool(ask.answers)
        assert len(ask.answers) <= 3
        for label in (ask.label, *(answer.label for answer in ask.answers)):
            assert len(label.split()) <= 11


def test_a_flag_is_one_that_a_doctor_should_see_today() -> None:
    for reason in stop_reasons():
        if reason.flag:
            assert load_rules().by_id[reason.flag].urgency == "same_day"
            assert any("doctor today" in line for line in reason.advice)
