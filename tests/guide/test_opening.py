"""Sessions from outside: what today does not allow is never in what is opened, whoever made the file."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from unclench.atlas import load_atlas
from unclench.atlas.types import GIVERS, Giver
from unclench.composer import Request, compose
from unclench.composer.check import check
from unclench.composer.types import NotClearedError, NothingFitsError, Session
from unclench.guide.canonical import canonical_json
from unclench.guide.oms import content_id, to_oms
from unclench.guide.opening import NotOpenedError, Offer, offer_of, opened, request_for
from unclench.guide.reading import look
from unclench.guide.score import score
from unclench.safety import Answers, load_rules, screen
from unclench.safety.agreement import every_area
from unclench.safety.types import Area, Clearance

ATLAS = load_atlas()
TENSION = ("tth_episodic",)
CONDITIONS = sorted(rule.id for rule in load_rules().contraindications)
EMERGENCIES = sorted(rule.id for rule in load_rules().red_flags if rule.urgency == "emergency_now")


def clear(giver: Giver = "self", **said: Any) -> Clearance:
    agreed = None if giver == "self" else every_area()
    return screen(Answers(**{"unasked_is_no": True, "agreed": agreed, **said}), giver=giver, complaints=TENSION)


@cache
def theirs(giver: Giver = "self", minutes: int = 20) -> Session:
    return compose(Request(TENSION, minutes, giver), clear(giver), atlas=ATLAS)


@cache
def raw(giver: Giver = "self", minutes: int = 20) -> bytes:
    return shared(theirs(giver, minutes))


def shared(made: Session) -> bytes:
    return canonical_json(to_oms(made, score(made, atlas=ATLAS), atlas=ATLAS, outward=True))


def offer(giver: Giver = "self", minutes: int = 20) -> Offer:
    return offered(json.loads(raw(giver, minutes)))


def offered(data: dict[str, Any]) -> Offer:
    looked = look(canonical_json({**data, "id": content_id(data)}))
    assert looked.data is not None, looked.problems
    return offer_of(looked.data, ATLAS)


def test_what_nobody_limits_is_opened_to_the_same_bytes() -> None:
    for giver in GIVERS:
        found = offer(giver, 10)
        made = opened(found, request_for(found, TENSION), clear(giver), ATLAS)
        assert shared(made) == raw(giver, 10)
        assert (made.left_out, made.relaxed, made.shortened) == ((), (), "")


@settings(max_examples=40)
@given(st.sampled_from(GIVERS), st.sets(st.sampled_from(CONDITIONS), max_size=3), st.booleans(), st.integers(0, 10))
def test_nothing_is_opened_that_the_checker_refuses(giver: Giver, conditions: set[str], first: bool, cap: int) -> None:
    area = (Area("temple", "right"),)
    clearance = clear(giver, conditions=tuple(sorted(conditions)), areas=area, first_session=first)
    found = offer(giver)
    try:
        made = opened(found, request_for(found, pressure_cap=cap), clearance, ATLAS)
    except (NotClearedError, NothingFitsError):
        return
    assert check(made, clearance, ATLAS) == ()
    blocked = {(block.region, block.side) for block in clearance.blocks}
    for step in made.steps:
        assert step.level <= cap
        for region in step.contact:
            sides = ATLAS.regions[region].sides if step.side not in ("left", "right") else (step.side,)
            assert not blocked.intersection((region, side) for side in sides)
    taken_out = len(found.steps) - sum(step.technique != "rest" for step in made.steps)
    assert not taken_out or made.left_out or any(step.technique == "rest" for step in found.steps)


@settings(max_examples=40)
@given(st.data())
def test_whoever_wrote_the_file_decides_nothing_about_safety(data: st.DataObject) -> None:
    """Levels, places, positions and roles at will: it is refused, or what is opened keeps every rule."""
    written = json.loads(raw())
    written["safety"]["pressure_cap"] = 10
    steps = [step for phase in written["phases"] for step in phase["steps"]]
    for step in data.draw(st.lists(st.sampled_from(steps), min_size=1, max_size=4)):
        step["technique"] = data.draw(st.sampled_from(sorted(ATLAS.techniques)))
        regions = data.draw(st.lists(st.sampled_from(sorted(ATLAS.regions)), max_size=2, unique=True))
        step["targets"] = [{"region": region, "muscle": None, "points": []} for region in regions]
        step["position"] = data.draw(st.sampled_from(["seated", "supine", "prone", "side", "standing"]))
        step["side"] = data.draw(st.sampled_from(["left", "right", "both", "midline", "none"]))
        step["why"]["role"] = data.draw(st.sampled_from(["general", "specific", "flush", "mind", "rest", "warmup"]))
        step["why"]["rules"] = ["asymmetry"]
    looked = look(canonical_json({**written, "id": content_id(written)}))
    if looked.data is None:
        return
    clearance = clear()
    try:
        found = offer_of(looked.data, ATLAS)
        made = opened(found, request_for(found), clearance, ATLAS)
    except (NotOpenedError, NotClearedError, NothingFitsError):
        return
    assert check(made, clearance, ATLAS) == ()


def test_firm_work_is_made_softer_and_it_says_so() -> None:
    found = offer("professional")
    made = opened(found, request_for(found, pressure_cap=2), clear("professional"), ATLAS)
    assert max(step.level for step in made.steps) <= 2
    assert made.relaxed == ("the pressure of the file; it is softer, within today’s limits",)


def test_a_first_session_is_cut_to_its_time_by_hand() -> None:
    found, clearance = offer("professional", 60), clear("professional", first_session=True)
    made = opened(found, request_for(found), clearance, ATLAS)
    assert 0 < made.hands_on_s <= clearance.hands_on_limit_s < theirs("professional", 60).hands_on_s
    assert "of its 60 minutes" in made.shortened
    assert any("longer than today’s limit" in entry.reason for entry in made.left_out)


def test_an_emergency_opens_nothing() -> None:
    for symptom in EMERGENCIES[:3]:
        with pytest.raises(NotClearedError):
            opened(offer(), request_for(offer()), clear(symptoms=(symptom,)), ATLAS)


def test_other_hands_touch_nothing_that_was_not_agreed_to() -> None:
    found = offer("partner")
    made = opened(found, request_for(found), clear("partner", agreed=("shoulders", "neck")), ATLAS)
    assert {region for step in made.steps for region in step.contact}.isdisjoint({"forehead", "temple", "scalp_vertex"})
    with pytest.raises(NothingFitsError):
        opened(found, request_for(found), clear("partner", agreed=()), ATLAS)


def test_no_sentence_of_the_file_is_kept() -> None:
    written = json.loads(raw())
    for phase in written["phases"]:
        for step in phase["steps"]:
            step["why"]["text"]["default"] = "Press the throat hard."
            for cue in step["cues"]:
                for part in ("say", "caption"):
                    if cue[part]:
                        cue[part]["default"] = "Press the throat hard."
    written["safety"]["stop_signs"] = [{"key": "none", "default": "Never stop."}]
    found = offered(written)
    made = opened(found, request_for(found), clear(), ATLAS)
    data = to_oms(made, score(made, atlas=ATLAS), atlas=ATLAS)
    assert "throat hard" not in json.dumps(data)
    assert "Never stop" not in json.dumps(data)


def test_limits_of_the_file_are_no_limits_of_the_receiver() -> None:
    written = json.loads(raw())
    written["safety"] |= {"verdict": "clear", "pressure_cap": 10, "blocked_regions": []}
    found, clearance = offered(written), clear(conditions=("osteoporosis",))
    made = opened(found, request_for(found), clearance, ATLAS)
    assert made.safety.pressure_cap <= 10
    assert made.safety.rule_set == clearance.rule_set
    assert check(made, clearance, ATLAS) == ()


STRANGE: dict[str, tuple[str, Any]] = {
    "technique": ("technique", "skull_crush"),
    "region": ("targets", [{"region": "moon", "muscle": None, "points": []}]),
    "keep-out": ("targets", [{"region": "anterior_neck", "muscle": None, "points": []}]),
    "nowhere": ("targets", []),
    "point": ("targets", [{"region": "shoulder_top", "muscle": None, "points": ["XX99"]}]),
}


@pytest.mark.parametrize("name", STRANGE)
def test_what_is_not_known_is_not_opened(name: str) -> None:
    key, value = STRANGE[name]
    written = json.loads(raw())
    written["phases"][1]["steps"][0][key] = value
    with pytest.raises(NotOpenedError) as refused:
        offered(written)
    assert refused.value.problems[0].where.startswith("phases.1.steps.0.")


def test_an_unknown_part_of_the_body_is_not_opened() -> None:
    written = json.loads(raw())
    written["phases"][1]["zone"] = "elsewhere"
    with pytest.raises(NotOpenedError, match="elsewhere"):
        offered(written)


def test_more_than_an_hour_is_not_opened() -> None:
    written = json.loads(raw())
    last = written["phases"][-1]["steps"][-1]
    last["duration_ms"] += 3_600_000
    written["duration_ms"] += 3_600_000
    with pytest.raises(NotOpenedError, match="60 minutes"):
        offered(written)


def test_milliseconds_end_in_rest() -> None:
    found = offer()
    uneven = replace(
        found, steps=(*found.steps[:-1], replace(found.steps[-1], duration_s=found.steps[-1].duration_s - 7))
    )
    made = opened(uneven, request_for(uneven), clear(), ATLAS)
    assert made.duration_s == made.minutes * 60
    assert made.steps[-1].technique == "rest"
