"""Changes as constraints: each holds in the new session, which is the best of all that keep to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from unclench.atlas import load_atlas
from unclench.atlas.types import Place
from unclench.composer import Request, Session, compose
from unclench.composer.change import (
    firmer_here,
    highest_level,
    less_here,
    more_here,
    not_here,
    pin,
    softer_here,
    swap,
    unpin,
    with_spot,
)
from unclench.composer.check import check
from unclench.composer.explain import five_more, why_not, why_not_place
from unclench.composer.tuning import load_tuning
from unclench.composer.types import Belief, Spot, Step
from unclench.plain import from_plain, to_plain
from unclench.safety import Answers, Area, screen

ATLAS = load_atlas()
TENSION = Request(("tth_episodic",), 20)
CLEAR = screen(Answers(unasked_is_no=True), complaints=TENSION.complaints)


def composed(request: Request = TENSION) -> Session:
    session = compose(request, CLEAR)
    assert check(session, CLEAR, ATLAS) == ()
    return session


def step_of(session: Session, role: str, region: str = "") -> Step:
    return next(step for step in session.steps if step.role == role and (not region or region in step.contact))


def on(session: Session, region: str) -> list[Step]:
    return [step for step in session.steps if region in step.contact]


def test_less_here_leaves_no_close_work_there() -> None:
    before = composed()
    step = step_of(before, "specific")
    after = composed(less_here(before, step.id))
    assert not [one for one in after.steps if one.role == "specific" and set(one.contact) & set(step.target)]
    assert after.certificate.objective <= before.certificate.objective


def test_not_here_touches_nothing_there() -> None:
    before = composed()
    step = step_of(before, "general")
    after = composed(not_here(before, step.id))
    assert not [one for one in after.steps if set(one.contact) & set(step.target)]


def test_softer_here_is_softer_there_and_no_softer_elsewhere() -> None:
    before = composed()
    step = max((one for one in before.steps if one.role == "specific"), key=lambda one: one.level)
    request = softer_here(before, step.id)
    assert request is not None
    after = composed(request)
    assert all(one.level < step.level for region in step.target for one in on(after, region))
    assert highest_level(after) == highest_level(before)


def test_softer_here_ends_where_hands_rest() -> None:
    before = composed(replace(TENSION, pressure_cap=1))
    touching = [step for step in before.steps if step.contact]
    assert all(softer_here(before, step.id) is None for step in touching)


def test_firmer_here_takes_a_wish_for_softer_back_and_stays_within_the_caps() -> None:
    before = composed()
    step = step_of(before, "specific")
    softer = softer_here(before, step.id)
    assert softer is not None
    request = firmer_here(composed(softer), step.id)
    assert request.gentler == ()
    after = composed(request)
    assert max(one.level for one in on(after, step.target[0])) >= step.level


def test_a_pin_holds_what_would_have_gone() -> None:
    before = composed()
    step = step_of(before, "specific")
    pinned = pin(before, step.id)
    shorter = composed(replace(pinned, minutes=6))
    assert step.technique in {one.technique for one in on(shorter, step.target[0])}
    assert unpin(composed(pinned), step.id).pinned == ()


def test_a_pin_costs_nothing_where_it_was_there_already() -> None:
    before = composed()
    for step in before.steps:
        if step.role in ("general", "specific", "mind", "movement"):
            assert composed(pin(before, step.id)).certificate.objective == before.certificate.objective, step.technique


def test_what_opens_and_closes_is_not_pinned() -> None:
    before = composed()
    with pytest.raises(ValueError, match="comes by itself"):
        pin(before, before.steps[-1].id)


def test_a_pin_that_cannot_be_is_given_up_and_said() -> None:
    request = replace(TENSION, minutes=3, pinned=(Spot("upper_back_strokes", "interscapular"),))
    session = composed(request)
    assert "upper back and shoulder-blade strokes on the space between your shoulder blades" in session.relaxed


@pytest.mark.parametrize("role", ["specific", "general"])
def test_swap_puts_the_runner_up_in_its_place(role: str) -> None:
    before = composed(replace(TENSION, minutes=40, pressure_cap=4))
    step = next(one for one in before.steps if one.role == role and one.why.runner_up)
    after = composed(swap(before, step.id))
    place = step.why.target
    assert place
    assert step.technique not in {one.technique for one in on(after, place) if one.role == role}
    assert step.why.runner_up in {one.technique for one in on(after, place)}


@pytest.mark.parametrize("change", [more_here, less_here, not_here, softer_here, firmer_here])
def test_a_step_without_touch_has_no_place_to_change(change: Callable[[Session, str], Request | None]) -> None:
    before = composed()
    with pytest.raises(ValueError, match="touches nothing"):
        change(before, before.steps[-1].id)


def test_two_positions_follow_one_another_once() -> None:
    session = composed(replace(TENSION, minutes=30, place="mat", then="supine"))
    positions = [step.position for step in session.steps]
    assert positions == sorted(positions), "seated comes before supine in the alphabet, too"
    assert set(positions) == {"seated", "supine"}
    first = next(step for step in session.steps if step.position == "supine")
    assert first.role == "general"
    assert first.duration_s > min(ATLAS.techniques[first.technique].doses_s)


def test_nobody_is_moved_in_a_short_session() -> None:
    session = composed(replace(TENSION, minutes=14, place="mat"))
    assert len({step.position for step in session.steps}) == 1


def test_another_day_brings_another_session_nearly_as_good() -> None:
    best = composed()
    least = best.certificate.objective * (1000 - load_tuning().variety.permille) // 1000
    varied = [composed(replace(TENSION, vary=True, seed=seed)) for seed in range(6)]
    assert all(least <= one.certificate.objective <= one.certificate.bound for one in varied)
    assert all(one.certificate.bound >= best.certificate.objective for one in varied)
    assert len({one.steps for one in varied}) > 2
    assert composed(replace(TENSION, vary=True, seed=3)).steps == varied[3].steps


def test_doubt_counts_less_where_one_is_cautious() -> None:
    sure = Belief("friction", 1.5, 20, spread=0.0)
    doubtful = replace(sure, spread=1.2)

    def friction_s(belief: Belief) -> int:
        session = composed(replace(TENSION, stance="cautious", beliefs=(belief,)))
        return sum(step.duration_s for step in session.steps if step.technique == "circular_friction")

    assert friction_s(sure) > friction_s(doubtful)


def test_exploring_is_decided_by_the_seed() -> None:
    request = replace(TENSION, stance="exploring", beliefs=(Belief("friction", 1.0, 3, spread=0.8),))
    drawn = [composed(replace(request, seed=seed)) for seed in range(5)]
    assert len({one.certificate.objective for one in drawn}) > 1
    assert composed(replace(request, seed=2)).steps == drawn[2].steps


def test_says_why_something_is_not_in_it() -> None:
    session = composed()
    assert "it is in this session" in why_not(session, CLEAR, ATLAS, Spot(session.steps[0].technique)).text
    assert "not done by your own hands" in why_not(session, CLEAR, ATLAS, Spot("upper_back_strokes")).text
    asked = why_not(session, CLEAR, ATLAS, Spot("ear_massage", "ear"))
    assert asked.points is not None
    assert asked.points >= 0
    assert asked.changes


def test_says_which_rule_keeps_something_out() -> None:
    thinned = screen(Answers(conditions=("anticoagulant",), unasked_is_no=True), complaints=TENSION.complaints)
    session = compose(TENSION, thinned)
    answer = why_not(session, thinned, ATLAS, Spot("static_compression", "shoulder_top"))
    assert "anticoagulant" in answer.rules
    assert "for safety" in answer.text


def test_what_would_put_it_in_puts_it_in_for_what_was_said() -> None:
    session = composed()
    asked = why_not(session, CLEAR, ATLAS, Spot("ear_massage"))
    assert asked.kind == "costs"
    assert asked.spot
    with_it = composed(with_spot(session, asked.spot))
    assert any(asked.spot.is_at(step.technique, step.contact) for step in with_it.steps)
    assert session.certificate.bound - with_it.certificate.objective == asked.points


def test_says_why_nothing_is_done_at_a_place() -> None:
    session = composed()
    general = step_of(session, "general")
    touched = general.target[0]
    assert why_not_place(session, CLEAR, ATLAS, touched).kind == "in"
    assert why_not_place(session, CLEAR, ATLAS, "anterior_neck").kind == "safety"
    assert "out of reach" in why_not_place(session, CLEAR, ATLAS, "interscapular").text
    untouched = composed(not_here(session, general.id))
    assert why_not_place(untouched, CLEAR, ATLAS, touched).kind == "wish"
    asked = why_not_place(session, CLEAR, ATLAS, "ear")
    assert asked.spot
    with_it = composed(with_spot(session, asked.spot))
    assert "ear" in {region for step in with_it.steps for region in step.contact}
    mind = composed(replace(TENSION, mind_only=True))
    assert why_not_place(mind, CLEAR, ATLAS, "ear").kind == "wish"


def test_says_which_rule_keeps_hands_off_a_place() -> None:
    sore = Answers(conditions=("open_wound",), areas_of={"open_wound": (Area("ear", "left"), Area("ear", "right"))})
    cleared = screen(replace(sore, unasked_is_no=True), complaints=TENSION.complaints)
    answer = why_not_place(compose(TENSION, cleared), cleared, ATLAS, "ear")
    assert (answer.kind, answer.rules) == ("safety", ("open_wound",))


def test_says_what_five_more_minutes_bring() -> None:
    session = composed()
    longer = five_more(session, CLEAR, ATLAS)
    assert longer is not None
    assert longer.points is not None
    assert longer.points > 0
    assert longer.changes[0] == "25 minutes instead of 20."
    assert five_more(composed(replace(TENSION, minutes=60, mind_only=True)), CLEAR, ATLAS) is None


@pytest.mark.parametrize(
    ("wish", "message"),
    [
        ({"style": "thai"}, "given by a professional"),
        ({"style": "rolfing"}, "style"),
        ({"oil": "lavender"}, "screen with lavender"),
        ({"more": ("nape",), "less": ("nape",)}, "cannot both be wanted"),
        ({"one_hand": True, "giver": "partner"}, "own hands"),
        ({"then": "prone"}, "no change that a session makes"),
        ({"pinned": (Spot("scalp_circles", "nape"),)}, "does not touch"),
        ({"pinned": (Spot("scalp_circles"),)}, "say where"),
        ({"pinned": (Spot("body_scan"),), "without": ("body_scan",)}, "choose one of the two"),
    ],
    ids=str,
)
def test_wishes_that_make_no_sense_are_refused(wish: dict[str, object], message: str) -> None:
    request = from_plain(Request, to_plain(TENSION) | to_plain(wish))
    clearance = screen(Answers(unasked_is_no=True), giver=request.giver, complaints=TENSION.complaints)
    with pytest.raises(ValueError, match=message):
        compose(request, clearance)


def test_what_the_content_names_is_known() -> None:
    for part in load_tuning().technique.values():
        assert set(part.styles) <= {style.id for style in load_tuning().style}
    for style in load_tuning().style:
        named = {*style.techniques, *style.own, *style.around}
        assert named <= ATLAS.techniques.keys()
        assert {*style.own, *style.around} <= set(style.techniques)
        assert set(style.not_for) <= ATLAS.complaints.keys()
        assert all(set(ATLAS.techniques[name].givers) for name in style.own)


@pytest.mark.parametrize("place", ["desk", "shower"])
def test_no_oil_where_one_is_dressed_or_may_slip(place: Place) -> None:
    session = composed(replace(TENSION, place=place, oil="plain"))
    assert not any(step.oil for step in session.steps)
    assert "plain oil" in session.relaxed
    assert ("Plain oil", "it does not go with this place") in [(entry.what, entry.reason) for entry in session.left_out]


def test_how_an_oil_is_used_is_said_where_there_is_one() -> None:
    """A rule about oils that applies without one says nothing."""
    told = Answers(facts={"new_topical": "yes", "lavender": "yes"}, unasked_is_no=True)
    cleared = screen(told, complaints=TENSION.complaints)
    without = compose(replace(TENSION, oil="lavender"), cleared)
    assert not [line for line in (*without.before, *without.during, *without.after) if "drop" in line or "oil" in line]
    (out,) = [entry for entry in without.left_out if entry.what == "Lavender oil"]
    assert out.rules == ("eo_patch_test",)
    clear = screen(Answers(facts={"lavender": "yes"}, unasked_is_no=True), complaints=TENSION.complaints)
    assert any("one drop" in line for line in compose(replace(TENSION, oil="lavender"), clear).before)


def test_a_rule_keeps_plain_oil_out_and_is_named() -> None:
    cleared = screen(Answers(facts={"new_topical": "yes"}, unasked_is_no=True), complaints=TENSION.complaints)
    session = compose(replace(TENSION, oil="plain"), cleared)
    assert not any(step.oil for step in session.steps)
    assert "eo_patch_test" in {rule for entry in session.left_out for rule in entry.rules}
