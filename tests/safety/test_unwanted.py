"""What is known of unwanted effects stands in the content, with its source and what it calls for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from unclench.guide.stop import stop_reasons
from unclench.safety.citations import load_citations
from unclench.safety.rules import RuleContentError
from unclench.safety.unwanted import load_unwanted, read_unwanted

UNWANTED = load_unwanted()
# As the facts list them.
NAMES = """
    minor_discomfort_10pct manual_therapy_20_40pct paanalahti_trial cochrane_soreness neck_vs_other_rr yin_review
    yin_neck_series ernst_review vad_gun_27f vad_device_43f vad_device_65m vad_salon_30m vad_bilateral_nz
    carotid_self_58m sedh_thai_20m edh_neck_38m ssdh_back_41m rhabdo_gun pmd_review shunt_fracture csm_rates
    dissection_base_rate massage_headache meditation_ae stop_neuro stop_faint stop_pain stop_headache_up stop_skin
    stop_eye stop_breath stop_urine stop_legs stop_emotional defer_soreness stop_course_triggers stop_course_worse
    no_healing_crisis log_ae
    """


def test_every_unwanted_effect_of_the_facts_is_there() -> None:
    assert [event.id for event in UNWANTED.event] == NAMES.split()
    assert len(UNWANTED.event) == 39


def test_each_says_what_follows_and_where_it_stands() -> None:
    for event in UNWANTED.event:
        assert event.text.endswith(".")
        assert event.meaning.endswith(".")
        assert set(event.sources) <= load_citations().keys()
        assert event.sources


def test_what_comes_from_memory_or_from_us_does_not_count_as_verified() -> None:
    for event in UNWANTED.event:
        if set(event.sources) <= {"memory", "design"}:
            assert event.verified == "no"


def test_a_reason_to_stop_during_a_session_has_one_in_the_guide() -> None:
    stops = {stop.id: stop for stop in stop_reasons()}
    for event in UNWANTED.event:
        assert not event.stop or event.stop in stops
        if event.id in stops:
            assert event.stop == event.id
            assert set(event.sources) <= set(stops[event.id].sources) | {"ryu_edh"}


def test_what_is_only_seen_over_weeks_has_none() -> None:
    lone = {event.id for event in UNWANTED.event if event.kind == "stop_rule" and not event.stop}
    assert lone == {"stop_course_triggers", "stop_course_worse", "no_healing_crisis", "log_ae"}


def test_there_is_something_usual_something_for_a_doctor_and_something_that_cannot_wait() -> None:
    assert {sign.id for sign in UNWANTED.calling_for("usual")} == {"soreness", "tired"}
    assert {sign.id for sign in UNWANTED.calling_for("lighter")} == {"headache", "bruise"}
    assert "sore_week" in {sign.id for sign in UNWANTED.calling_for("doctor")}
    assert {sign.id for sign in UNWANTED.calling_for("emergency")} == {
        "nerve_signs",
        "legs",
        "dark_urine",
        "chest",
        "eye",
        "swollen_lips",
    }


def test_what_is_asked_says_what_it_means() -> None:
    for sign in UNWANTED.asked:
        assert sign.meaning.endswith(".")
        assert UNWANTED.sources_of(sign)
    assert {sign.id for sign in UNWANTED.sign if sign.meaning} - {sign.id for sign in UNWANTED.asked} == {"nerve_signs"}


def test_everything_that_may_be_an_emergency_is_asked() -> None:
    asked = {sign.id for sign in UNWANTED.asked} | {"nerve_signs"}
    assert {sign.id for sign in UNWANTED.calling_for("emergency")} <= asked


def test_an_event_stands_once() -> None:
    with pytest.raises(RuleContentError, match="stands twice"):
        read_unwanted(replace(UNWANTED, event=(*UNWANTED.event, UNWANTED.event[0])))


def test_a_sign_points_to_events_that_are_there() -> None:
    with pytest.raises(RuleContentError, match="soreness: minor_discomfort_10pct is not an event"):
        read_unwanted(replace(UNWANTED, event=()))
