"""What is allowed, from answers: examples with rules made for the purpose, and properties of all rules."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.safety.named import rules_found, rules_named
from unclench.atlas import load_atlas
from unclench.atlas.types import GIVERS, Giver, RegionId
from unclench.names import NotKnownError
from unclench.plain import from_plain, to_plain
from unclench.safety import Answers, Area, Clearance, RuleBook, UnaskedError, load_rules, screen
from unclench.safety.agreement import every_area
from unclench.safety.entail import Entailments
from unclench.safety.expression import PERMISSIONS, parse
from unclench.safety.screen import DOCTOR_YES_DAYS
from unclench.safety.types import (
    Answer,
    AskDoctor,
    BlockAll,
    BlockPoints,
    BlockRegions,
    CapPressure,
    Effect,
    FirstSession,
    ForbidGivers,
    ForbidOils,
    ForbidPositions,
    ForbidPractices,
    ForbidTechniques,
    LimitHold,
    LimitMind,
    LimitNeck,
    LimitOil,
    LimitPain,
    LimitTechnique,
    LowerPressure,
    Rule,
    SayLine,
    Shorten,
    Until,
    VariableEntry,
)

ATLAS = load_atlas()
BOOK = load_rules()
NOTHING = Answers(unasked_is_no=True)
TODAY = date(2027, 1, 31)
UPPER_BACK = {
    "shoulder_top",
    "shoulder_point",
    "suprascapular",
    "infrascapular",
    "pectoral",
    "scapular_border",
    "interscapular",
    "paraspinal_upper_thoracic",
}
"""Shoulders and upper back: the only places where trained hands may go above what everybody may."""

THROAT = {"anterior_neck", "scm_region", "submandibular"}


def a_rule(*effects: Effect, when: str = "sore", **changes: Any) -> Rule:
    rule = Rule(
        id="sore_place",
        kind="contraindication",
        group="made_up",
        name="Sore place",
        type="local",
        everyone=False,
        when=parse(when),
        question="",
        reason="It is sore.",
        effects=effects,
        sources=("design",),
        basis="design",
        verified="no",
        sets={"sore": "yes"},
    )
    return replace(rule, **changes)


def a_flag(*effects: Effect, **changes: Any) -> Rule:
    rule = a_rule(*effects, id="flag", kind="red_flag", type="red_flag", sets={})
    return replace(rule, **changes)


def a_book(*rules: Rule) -> RuleBook:
    entries = (
        VariableEntry("sore", "yes_no", "a sore place"),
        VariableEntry("dizzy", "yes_no", "dizziness"),
        VariableEntry("weeks", "number", "weeks", "weeks"),
    )
    return RuleBook(rules, entries, Entailments((), ()), "test")


def screened(*rules: Rule, giver: Giver = "self", today: date | None = None, **answers: Any) -> Clearance:
    """The clearance of somebody who is sore, under these rules alone."""
    said = Answers(facts={"sore": "yes"}, unasked_is_no=True)
    return screen(
        replace(said, **answers),
        giver=giver,
        today=today,
        atlas=ATLAS,
        rules=a_book(*rules),
    )


def blocked(clearance: Clearance) -> set[tuple[str, str]]:
    return {(block.region, block.side) for block in clearance.blocks}


def blocked_regions(clearance: Clearance) -> set[RegionId]:
    return {block.region for block in clearance.blocks}


def levels(clearance: Clearance) -> dict[RegionId, int]:
    return {cap.region: cap.level for cap in clearance.caps}


def forbidden(clearance: Clearance) -> set[tuple[str, str | None]]:
    return {(entry.technique_class, entry.region) for entry in clearance.forbidden}


def everywhere() -> set[tuple[str, str]]:
    return {(region.id, side) for region in ATLAS.regions.values() for side in region.sides}


# --- Nothing the matter


@pytest.mark.parametrize("giver", GIVERS)
def test_somebody_with_nothing_the_matter_is_clear(giver: Giver) -> None:
    clearance = screen(NOTHING, giver=giver)
    assert clearance.verdict == "clear"
    assert clearance.hands_on
    assert clearance.mind == "all"
    assert not clearance.crisis
    assert not clearance.information_only
    assert clearance.assumed_no
    assert clearance.giver == giver
    assert clearance.rule_set == BOOK.version
    assert all(finding.everyone for finding in clearance.findings)


@pytest.mark.parametrize("giver", GIVERS)
def test_the_throat_and_the_hollow_above_the_collarbone_are_never_touched(giver: Giver) -> None:
    asked = replace(NOTHING, agreed=every_area())
    assert blocked_regions(screen(asked, giver=giver)) == THROAT | {"supraclavicular"}


SAFETY_CAPS = {
    "scalp": 5,
    "suboccipital": 5,
    "neck_posterior": 5,
    "forehead": 4,
    "cheeks_jaw": 4,
    "tmj": 4,
    "ears": 4,
    "temples": 3,
    "neck_lateral": 3,
    "nose_sinus": 3,
    "periorbital": 2,
    "upper_trapezius": 6,
    "shoulders": 6,
    "upper_thoracic": 6,
    "hands": 6,
    "feet_legs": 5,
    "lower_back": 5,
}


@pytest.mark.parametrize("giver", GIVERS)
def test_pressure_starts_at_the_lower_of_the_atlas_and_the_rules_for_everyone(giver: Giver) -> None:
    expected = {}
    for region in ATLAS.regions.values():
        cap = SAFETY_CAPS.get(region.safety_region, 10) + (giver == "professional" and region.id in UPPER_BACK)
        if region.id == "paraspinal_lower_thoracic":  # over the kidneys
            cap = 2
        expected[region.id] = min(cap, region.max_level.of(giver))
    assert levels(screen(NOTHING, giver=giver)) == expected


@pytest.mark.parametrize(
    ("giver", "hands_on_s", "hold_s", "neck_s", "pain"),
    [("self", 1200, 60, 600, 3), ("partner", 1200, 60, 600, 3), ("professional", 2700, 90, 900, 5)],
)
def test_time_and_pain_are_limited_for_everyone(
    giver: Giver, hands_on_s: int, hold_s: int, neck_s: int, pain: int
) -> None:
    clearance = screen(NOTHING, giver=giver)
    assert clearance.hands_on_limit_s == hands_on_s
    assert clearance.hands_on_limit_rules == ("g_default_caps",)
    assert clearance.hold_limit_s == hold_s
    assert clearance.head_weight_hold_limit_s == 180
    assert clearance.neck_limit_s == neck_s
    assert clearance.neck_firm_limit_s == 300
    assert clearance.pain_limit == pain


@pytest.mark.parametrize("technique_class", ["joint_manipulation", "joint_mobilisation", "traction", "stretch_passive"])
def test_nobody_is_cracked_pulled_or_stretched(technique_class: str) -> None:
    assert (technique_class, None) in forbidden(screen(NOTHING, giver="professional"))


# --- Emergencies, crises and what a doctor should see


def test_an_emergency_stops_hands_and_mind() -> None:
    clearance = screen(replace(NOTHING, symptoms=("thunderclap",)))
    assert clearance.verdict == "emergency"
    assert not clearance.hands_on
    assert clearance.mind == "none"
    assert not clearance.crisis


def test_unsure_of_an_emergency_is_an_emergency() -> None:
    clearance = screen(replace(NOTHING, facts={"limb_weakness": "unsure"}))
    assert clearance.verdict == "emergency"


def test_unsure_whether_it_is_the_usual_attack_is_an_emergency() -> None:
    facts: dict[str, Answer] = {"speech_trouble": "no", "new_numbness": "no", "minutes_to_peak": 5.0}
    assert screen(replace(NOTHING, facts={**facts, "same_as_usual": "unsure"})).verdict == "emergency"
    assert screen(replace(NOTHING, facts={**facts, "same_as_usual": "yes"})).verdict == "clear"


def test_unasked_emergencies_are_refused_by_name() -> None:
    with pytest.raises(UnaskedError) as caught:
        screen(Answers())
    emergencies = {rule.id for rule in BOOK.rules if rule.urgency == "emergency_now"}
    assert {rule.id for rule in caught.value.rules} == emergencies
    assert "thunderclap" in str(caught.value)


def test_only_what_is_still_open_is_refused() -> None:
    open_still = "others_same_symptoms"
    facts: dict[str, Answer] = {name: "no" for name in BOOK.variables if name != open_still}
    facts["headache_now"] = "yes"
    with pytest.raises(UnaskedError) as caught:
        screen(Answers(facts=facts))
    assert [rule.id for rule in caught.value.rules] == ["co_poisoning"]
    assert screen(Answers(facts={**facts, "headache_now": "no"})).verdict == "clear"
    assert screen(Answers(facts={**facts, open_still: "no"})).verdict == "clear"


def test_once_there_is_an_emergency_nothing_more_is_asked() -> None:
    assert screen(Answers(symptoms=("stroke_fast",))).verdict == "emergency"
    assert screen(Answers(facts={"limb_weakness": "yes"})).verdict == "emergency"


def test_in_a_crisis_nothing_more_is_asked_and_nothing_locked() -> None:
    clearance = screen(Answers(symptoms=("self_harm",)))
    assert clearance.crisis
    assert clearance.verdict != "emergency"
    assert not clearance.hands_on
    assert clearance.mind == "none"


def test_nothing_but_an_emergency_needs_to_be_asked() -> None:
    answers = Answers(facts={"dizzy": "no"})
    rules = a_book(a_rule(BlockAll("block_all")), a_flag(BlockAll("block_all"), urgency="same_day"))
    assert screen(answers, atlas=ATLAS, rules=rules).verdict == "clear"
    assert not screen(answers, atlas=ATLAS, rules=rules).assumed_no


@pytest.mark.parametrize(
    ("flag", "mind", "information_only", "hands_on"),
    [
        ("p_positional", "breath_and_rest", True, False),
        ("n_neoplasm", "breath_and_rest", False, False),
        ("child_headache", "none", False, False),
        ("gca", "all", False, True),
        ("p_painkiller_overuse", "all", False, True),
    ],
)
def test_a_doctors_sign_leaves(flag: str, mind: str, information_only: bool, hands_on: bool) -> None:
    clearance = screen(replace(NOTHING, symptoms=(flag,)))
    assert clearance.verdict == "see_doctor"
    assert (clearance.mind, clearance.information_only, clearance.hands_on) == (
        mind,
        information_only,
        hands_on,
    )


def test_without_rules_there_are_no_limits_but_those_of_the_atlas() -> None:
    clearance = screened()
    day_s = 24 * 3600
    assert clearance.hands_on_limit_s == clearance.hold_limit_s == clearance.head_weight_hold_limit_s == day_s
    assert clearance.neck_limit_s == clearance.neck_firm_limit_s == day_s
    assert clearance.pain_limit == 10
    assert levels(clearance) == {region.id: region.max_level.own for region in ATLAS.regions.values()}


def test_the_narrowest_choice_of_practices_holds() -> None:
    none = a_rule(LimitMind("limit_mind", "none"), id="none")
    some = a_rule(LimitMind("limit_mind", "breath_and_rest"), id="some")
    assert screened(none, some).mind == screened(some, none).mind == "none"
    assert screened(some).mind == "breath_and_rest"


def test_a_stop_for_the_mind_too_is_kept() -> None:
    clearance = screened(a_rule(BlockAll("block_all", mind=False)))
    assert (clearance.hands_on, clearance.mind) == (False, "none")
    clearance = screened(a_rule(BlockAll("block_all")))
    assert (clearance.hands_on, clearance.mind) == (False, "all")
    assert clearance.hands_on_rules == ("sore_place",)


# --- Verdicts


def test_verdicts_stand_in_order() -> None:
    block = BlockRegions("block_regions", ("scalp",))
    adapted = a_rule(block, id="adapted")
    waiting = a_rule(block, AskDoctor("ask_doctor"), id="waiting")
    soon = a_flag(urgency="see_doctor_soon", id="soon")
    emergency = a_flag(urgency="emergency_now", id="emergency")
    assert screened().verdict == "clear"
    assert screened(adapted).verdict == "adapted"
    assert screened(adapted, waiting).verdict == "see_doctor"
    assert screened(adapted, soon).verdict == "see_doctor"
    assert screened(emergency, waiting, adapted).verdict == "emergency"


def test_words_alone_adapt_nothing() -> None:
    line = SayLine("line", "before", "Take off your glasses.")
    clearance = screened(a_rule(line, Until("until", "for a day"), AskDoctor("ask_doctor")))
    assert clearance.verdict == "clear"
    assert [(spoken.rule, spoken.moment, spoken.text) for spoken in clearance.lines] == [
        ("sore_place", "before", "Take off your glasses.")
    ]


def test_what_holds_for_everyone_adapts_nothing() -> None:
    block = BlockRegions("block_regions", ("neck_anterior",))
    assert screened(a_rule(block, when="always", everyone=True)).verdict == "clear"


def test_advice_to_see_a_doctor_does_not_wait_where_nothing_is_blocked() -> None:
    cap = CapPressure("cap_pressure", 3, ("all",))
    clearance = screened(a_rule(cap, AskDoctor("ask_doctor")))
    assert clearance.verdict == "adapted"
    assert not clearance.findings[0].waits


# --- A doctor's yes


EVERY_LIMIT: tuple[Effect, ...] = (
    CapPressure("cap_pressure", 2, ("all",)),
    ForbidTechniques("forbid_techniques", ("heat",)),
    Shorten("shorten", 5),
    ForbidPositions("forbid_positions", ("prone",)),
    BlockPoints("block_points", ("LI4",)),
    LowerPressure("lower_pressure", 1),
    LimitMind("limit_mind", "breath_and_rest"),
)
WAITING = a_rule(
    BlockRegions("block_regions", ("scalp",)), BlockAll("block_all"), AskDoctor("ask_doctor"), *EVERY_LIMIT
)


def said_yes(days_ago: int) -> Mapping[str, date]:
    return {"sore_place": TODAY - timedelta(days=days_ago)}


def test_without_a_doctors_yes_its_blocks_wait() -> None:
    clearance = screened(WAITING, today=TODAY)
    assert clearance.verdict == "see_doctor"
    assert clearance.findings[0].waits
    assert not clearance.hands_on
    assert "scalp_vertex" in blocked_regions(clearance)


def test_a_doctors_yes_turns_the_blocks_into_light_work_and_lifts_nothing_else() -> None:
    lifted = screened(WAITING, today=TODAY, doctor_said_yes=said_yes(10))
    light = (CapPressure("cap_pressure", 3, ("scalp",)), CapPressure("cap_pressure", 2, ("all",)))
    unblocked = screened(a_rule(*light, *EVERY_LIMIT))
    assert lifted.verdict == "adapted"
    assert lifted.findings[0].effects == (*light, *EVERY_LIMIT)
    assert replace(lifted, findings=()) == replace(unblocked, findings=())


def test_a_doctors_yes_says_what_it_opened_instead_of_the_old_reason() -> None:
    lifted = screened(WAITING, today=TODAY, doctor_said_yes=said_yes(0))
    assert str(TODAY) in lifted.findings[0].reason
    assert "lightly" in lifted.findings[0].reason


@pytest.mark.parametrize("rule", ["craniotomy", "hair_transplant"])
def test_some_blocks_stay_whatever_a_doctor_said(rule: str) -> None:
    answers = replace(NOTHING, conditions=(rule,))
    assert blocked(screen(replace(answers, doctor_said_yes={rule: TODAY}), today=TODAY)) == blocked(
        screen(answers, today=TODAY)
    )


@pytest.mark.parametrize("days_ago", [0, 1, DOCTOR_YES_DAYS - 1])
def test_a_doctors_yes_holds_for_180_days(days_ago: int) -> None:
    assert DOCTOR_YES_DAYS == 180
    assert screened(WAITING, today=TODAY, doctor_said_yes=said_yes(days_ago)).hands_on


@pytest.mark.parametrize("days_ago", [-1, DOCTOR_YES_DAYS, DOCTOR_YES_DAYS + 1])
def test_a_doctors_yes_from_another_time_holds_nothing(days_ago: int) -> None:
    assert not screened(WAITING, today=TODAY, doctor_said_yes=said_yes(days_ago)).hands_on


def test_a_doctors_yes_without_a_day_to_compare_it_with_holds_nothing() -> None:
    assert not screened(WAITING, today=None, doctor_said_yes=said_yes(1)).hands_on


def test_a_doctors_yes_to_one_rule_leaves_the_others() -> None:
    other = replace(WAITING, id="other")
    clearance = screened(WAITING, other, today=TODAY, doctor_said_yes=said_yes(1))
    assert clearance.hands_on_rules == ("other",)
    assert {rule for block in clearance.blocks for rule in block.rules} == {"other"}


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param(a_rule(BlockAll("block_all")), id="nobody asks a doctor"),
        pytest.param(a_rule(BlockAll("block_all"), AskDoctor("ask_doctor"), everyone=True), id="for everyone"),
    ],
)
def test_a_doctors_yes_lifts_nothing_that_does_not_wait(rule: Rule) -> None:
    assert not screened(rule, today=TODAY, doctor_said_yes=said_yes(1)).hands_on


WAITING_RULES = [
    pytest.param(finding.rule, id=finding.rule)
    for finding in screen(replace(NOTHING, conditions=tuple(rule.id for rule in BOOK.contraindications))).findings
    if finding.waits
]


@pytest.mark.parametrize("rule", WAITING_RULES)
def test_of_the_rules_a_doctors_yes_lifts_only_their_own_blocks(rule: str) -> None:
    # A fresh whiplash is an emergency unless it was examined and the head turns: every permission is given.
    answers = replace(NOTHING, conditions=(rule,), facts=dict.fromkeys(PERMISSIONS, "yes"))
    waiting = screen(answers, giver="professional", today=TODAY)
    lifted = screen(replace(answers, doctor_said_yes={rule: TODAY}), giver="professional", today=TODAY)
    assert waiting.verdict == "see_doctor"
    opened = {region for region, _ in blocked(waiting) - blocked(lifted)}
    for before, after in zip(waiting.caps, lifted.caps, strict=True):
        assert after.level <= (min(before.level, 3) if after.region in opened else before.level)
    assert {(entry.technique_class, entry.region) for entry in lifted.forbidden} <= {
        (entry.technique_class, entry.region) for entry in waiting.forbidden
    }
    assert lifted.forbidden_positions == waiting.forbidden_positions
    assert lifted.blocked_points == waiting.blocked_points
    assert lifted.hands_on_limit_s == waiting.hands_on_limit_s
    assert lifted.technique_limit_s == waiting.technique_limit_s
    for spot in blocked(waiting) - blocked(lifted):
        assert [block.rules for block in waiting.blocks if (block.region, block.side) == spot] == [(rule,)]


def test_there_are_rules_that_wait() -> None:
    assert len(WAITING_RULES) > 20


# --- First session, caps and their order


def test_the_first_session_is_short_and_one_level_lighter() -> None:
    first = screen(replace(NOTHING, first_session=True), giver="professional")
    later = levels(screen(NOTHING, giver="professional"))
    assert first.first_session
    assert first.hands_on_limit_s == 8 * 60
    assert levels(first) == {region: min(level, max(1, level - 1)) for region, level in later.items()}
    assert first.verdict == "clear"


def test_a_later_session_is_not_a_first_one() -> None:
    clearance = screened(a_rule(FirstSession("first_session", 8, 1)))
    assert clearance.hands_on_limit_s > 8 * 60
    assert levels(clearance) == levels(screened())


def test_what_lowers_adds_up_and_comes_last_and_stops_at_one() -> None:
    cap = CapPressure("cap_pressure", 4, ("scalp", "forehead"))
    low = CapPressure("cap_pressure", 2, ("forehead",))
    none = CapPressure("cap_pressure", 0, ("temples",))
    lower = LowerPressure("lower_pressure", 1)
    clearance = screened(
        a_rule(lower, id="lower"),
        a_rule(FirstSession("first_session", 8, 1), id="first"),
        a_rule(cap, low, none),
        first_session=True,
    )
    assert levels(clearance)["scalp_vertex"] == 2
    assert levels(clearance)["forehead"] == 1
    assert levels(clearance)["temple"] == 0


def test_the_lowest_cap_holds_and_names_every_rule_behind_it() -> None:
    loose = a_rule(CapPressure("cap_pressure", 3, ("scalp",)), id="loose")
    tight = a_rule(CapPressure("cap_pressure", 2, ("scalp",)), id="tight")
    same = a_rule(CapPressure("cap_pressure", 2, ("all",)), id="same")
    for rules in [(loose, tight, same), (tight, same, loose)]:
        cap = next(cap for cap in screened(*rules).caps if cap.region == "scalp_vertex")
        assert (cap.level, cap.rules) == (2, ("tight", "same"))


def test_a_cap_never_raises_a_limit() -> None:
    assert levels(screened(a_rule(CapPressure("cap_pressure", 10, ("all",))))) == levels(screened())
    unlimited = next(cap for cap in screened().caps if cap.region == "scalp_vertex")
    assert unlimited.rules == ()


def test_a_cap_makes_its_exceptions() -> None:
    clearance = screened(a_rule(CapPressure("cap_pressure", 2, ("all",), {"hands": 4})))
    capped = levels(clearance)
    assert {capped[region] for region in ATLAS.regions_in_safety_region("hands")} == {4}
    assert max(level for region, level in capped.items() if ATLAS.regions[region].safety_region != "hands") == 2
    none = levels(screened(a_rule(CapPressure("cap_pressure", 0, ("all",), {"hands": 4}))))
    assert {level for region, level in none.items() if ATLAS.regions[region].safety_region != "hands"} == {0}


def test_a_cap_on_the_sore_place_holds_for_its_region_on_both_sides() -> None:
    rule = a_rule(CapPressure("cap_pressure", 2, ("affected_area",)))
    clearance = screened(rule, areas=(Area("shoulder_top", "left"),))
    assert levels(clearance) == {**levels(screened()), "shoulder_top": 2}
    assert set(levels(screened(rule)).values()) <= {0, 1, 2}


def test_a_cap_on_the_sore_place_is_where_this_rule_has_it() -> None:
    rule = a_rule(CapPressure("cap_pressure", 2, ("affected_area",)))
    own = {"sore_place": (Area("forehead", "left"),)}
    clearance = screened(rule, areas=(Area("nape", "midline"),), areas_of=own)
    assert levels(clearance)["forehead"] == 2
    assert levels(clearance)["nape"] > 2


@pytest.mark.parametrize("giver", GIVERS)
def test_what_concerns_other_hands_is_left_out(giver: Giver) -> None:
    rule = a_rule(
        CapPressure("cap_pressure", 1, ("all",), givers=("partner",)),
        Shorten("shorten", 1, ("partner",)),
        LimitHold("limit_hold", 10, 20, ("partner",)),
        LimitNeck("limit_neck", 30, 15, ("partner",)),
        LimitPain("limit_pain", 1, ("partner",)),
        ForbidGivers("forbid_givers", ("partner",)),
        ForbidGivers("forbid_givers", ("partner",), ("kneading",), ("hands",)),
    )
    clearance, free = screened(rule, giver=giver), screened(giver=giver)
    if giver != "partner":
        assert replace(clearance, findings=(), verdict="clear") == free
        return
    assert set(levels(clearance).values()) <= {0, 1}
    assert clearance.hands_on_limit_s == 60
    assert (clearance.hold_limit_s, clearance.head_weight_hold_limit_s) == (10, 20)
    assert (clearance.neck_limit_s, clearance.neck_firm_limit_s) == (30, 15)
    assert clearance.pain_limit == 1
    assert clearance.hands_on_rules == ("sore_place",)
    assert clearance.mind == "all"
    assert forbidden(clearance) == {("kneading", region) for region in ("hand_web", "hand_edge", "wrist_forearm")}


def test_the_shortest_time_holds() -> None:
    long = a_rule(Shorten("shorten", 10), LimitTechnique("limit_technique", "heat", 15), id="long")
    short = a_rule(Shorten("shorten", 5), LimitTechnique("limit_technique", "heat", 6), id="short")
    same = a_rule(Shorten("shorten", 5), id="same")
    for rules in [(long, short, same), (short, same, long)]:
        clearance = screened(*rules)
        assert clearance.hands_on_limit_s == 300
        assert clearance.hands_on_limit_rules == ("short", "same")
        assert clearance.technique_limit_s == {"heat": 360}


def test_the_tightest_dose_holds() -> None:
    loose = a_rule(LimitHold("limit_hold", 60, 180), LimitNeck("limit_neck", 600, 300), LimitPain("limit_pain", 3))
    tight = a_rule(
        LimitHold("limit_hold", 30, 90),
        LimitNeck("limit_neck", 200, 100),
        LimitPain("limit_pain", 2),
        id="tight",
    )
    for rules in [(loose, tight), (tight, loose)]:
        clearance = screened(*rules)
        assert (clearance.hold_limit_s, clearance.head_weight_hold_limit_s) == (30, 90)
        assert (clearance.neck_limit_s, clearance.neck_firm_limit_s) == (200, 100)
        assert clearance.pain_limit == 2


def test_what_is_forbidden_names_its_rules() -> None:
    one = a_rule(
        ForbidTechniques("forbid_techniques", ("heat", "cold"), ("ears",)),
        ForbidPractices("forbid_practices", ("imagery",)),
        BlockPoints("block_points", ("LI4", "GB21")),
        ForbidPositions("forbid_positions", ("prone",)),
        id="one",
    )
    two = a_rule(
        ForbidTechniques("forbid_techniques", ("heat",)),
        BlockPoints("block_points", ("LI4",)),
        ForbidPositions("forbid_positions", ("prone", "supine")),
        id="two",
    )
    clearance = screened(one, two)
    assert {(entry.technique_class, entry.region, entry.rules) for entry in clearance.forbidden} == {
        ("heat", "ear", ("one",)),
        ("cold", "ear", ("one",)),
        ("heat", None, ("two",)),
    }
    assert clearance.forbidden_practices == {"imagery": ("one",)}
    assert clearance.blocked_points == {"LI4": ("one", "two"), "GB21": ("one",)}
    assert clearance.forbidden_positions == {"prone": ("one", "two"), "supine": ("two",)}


@pytest.mark.parametrize(
    ("weeks", "unless_below", "only_below"),
    [
        (None, True, False),
        ("no", True, False),
        ("unsure", True, True),
        (19.0, False, True),
        (20.0, True, False),
        (21.0, True, False),
    ],
)
def test_a_position_can_wait_for_a_number(weeks: Answer | None, unless_below: bool, only_below: bool) -> None:
    facts = {"sore": "yes"} | ({} if weeks is None else {"weeks": weeks})
    rule = a_rule(
        ForbidPositions("forbid_positions", ("supine",), unless_below=("weeks", 20)),
        ForbidPositions("forbid_positions", ("prone",), only_below=("weeks", 20)),
    )
    positions = screened(rule, facts=facts).forbidden_positions
    assert ("supine" in positions, "prone" in positions) == (unless_below, only_below)


# --- Places


@pytest.mark.parametrize("place", ["affected_area", "affected_area_plus_5_cm", "affected_dermatome_both_sides"])
def test_a_sore_place_nobody_pointed_at_may_be_anywhere(place: str) -> None:
    clearance = screened(a_rule(BlockRegions("block_regions", (place,))))
    assert blocked(clearance) == everywhere()
    assert not clearance.hands_on
    assert clearance.hands_on_rules == ("sore_place",)
    assert clearance.mind == "all"


def test_where_nothing_is_left_to_touch_the_rules_behind_it_stand_once_and_without_those_for_everyone() -> None:
    everyone = a_rule(BlockRegions("block_regions", ("neck_anterior",)), id="throat", when="always", everyone=True)
    stopped = a_rule(BlockAll("block_all"), BlockRegions("block_regions", ("all",)), id="stopped")
    anywhere = a_rule(BlockRegions("block_regions", ("affected_area",)), id="anywhere")
    assert screened(everyone, stopped, anywhere).hands_on_rules == ("stopped", "anywhere")


def test_hands_stay_as_long_as_one_place_is_left() -> None:
    all_but_one = tuple(region for region in ATLAS.regions if region != "hand_web")
    areas = tuple(Area(region, "both") for region in all_but_one)
    clearance = screened(a_rule(BlockRegions("block_regions", ("affected_area",))), areas=areas)
    assert blocked_regions(clearance) == set(all_but_one)
    assert clearance.hands_on
    assert clearance.hands_on_rules == ()


def test_a_sore_place_is_blocked_on_its_side() -> None:
    rule = a_rule(BlockRegions("block_regions", ("affected_area",)))
    assert blocked(screened(rule, areas=(Area("shoulder_top", "left"),))) == {("shoulder_top", "left")}
    assert blocked(screened(rule, areas=(Area("shoulder_top", "both"),))) == {
        ("shoulder_top", "left"),
        ("shoulder_top", "right"),
    }


def test_a_sore_place_on_one_side_takes_the_midline_with_it() -> None:
    rule = a_rule(BlockRegions("block_regions", ("affected_area",)))
    assert ATLAS.regions["scalp_occipital"].sides == ("left", "midline", "right")
    assert blocked(screened(rule, areas=(Area("scalp_occipital", "left"),))) == {
        ("scalp_occipital", "left"),
        ("scalp_occipital", "midline"),
    }


@pytest.mark.parametrize("side", ["both", "none"])
def test_a_sore_place_on_no_side_in_particular_is_blocked_on_all(side: str) -> None:
    rule = a_rule(BlockRegions("block_regions", ("affected_area",)))
    area = from_plain(Area, {"region": "scalp_occipital", "side": side})
    assert blocked(screened(rule, areas=(area,))) == {("scalp_occipital", own) for own in ("left", "midline", "right")}


@pytest.mark.parametrize(("region", "side"), [("glabella", "left"), ("shoulder_top", "midline")])
def test_a_side_the_region_does_not_have_means_the_whole_region(region: str, side: str) -> None:
    rule = a_rule(BlockRegions("block_regions", ("affected_area",)))
    area = from_plain(Area, {"region": region, "side": side})
    assert blocked(screened(rule, areas=(area,))) == {(region, own) for own in ATLAS.regions[region].sides}


def test_a_place_named_for_one_rule_comes_before_the_others() -> None:
    rule = a_rule(BlockRegions("block_regions", ("affected_area",)))
    clearance = screened(
        rule,
        areas=(Area("shoulder_top", "left"),),
        areas_of={"sore_place": (Area("temple", "right"),)},
    )
    assert blocked(clearance) == {("temple", "right")}


def test_a_margin_takes_in_the_neighbours_on_that_side() -> None:
    rule = a_rule(BlockRegions("block_regions", ("affected_area_plus_5_cm",)))
    expected = {("temple", "right")}
    for neighbour in ATLAS.regions["temple"].neighbours:
        sides = ATLAS.regions[neighbour].sides
        expected |= {(neighbour, side) for side in sides if side in ("right", "midline")}
    assert len(expected) > 3
    assert blocked(screened(rule, areas=(Area("temple", "right"),))) == expected


def test_a_margin_on_the_midline_takes_in_the_neighbours_on_both_sides() -> None:
    rule = a_rule(BlockRegions("block_regions", ("affected_area_plus_5_cm",)))
    neighbours = ATLAS.regions["scalp_occipital"].neighbours
    assert {"nape", "mastoid"} & set(neighbours)
    near = ("scalp_occipital", *neighbours)
    assert blocked(screened(rule, areas=(Area("scalp_occipital", "midline"),))) == {
        (region, side) for region in near for side in ATLAS.regions[region].sides
    }


@pytest.mark.parametrize("region", ["temple", "scalp_occipital"])
def test_a_nerves_area_takes_in_the_neighbours_on_both_sides(region: str) -> None:
    rule = a_rule(BlockRegions("block_regions", ("affected_dermatome_both_sides",)))
    regions = (region, *ATLAS.regions[region].neighbours)
    assert blocked(screened(rule, areas=(Area(region, "right"),))) == {
        (place, side) for place in regions for side in ATLAS.regions[place].sides
    }


def test_a_device_blocks_its_side_of_chest_and_shoulder() -> None:
    rule = a_rule(BlockRegions("block_regions", ("device_side",)))
    around = ("shoulder_top", "shoulder_point", "suprascapular", "infrascapular", "pectoral")
    left, right = ({(region, side) for region in around} for side in ("left", "right"))
    on_left, on_right, on_both = (Area("pectoral", side) for side in ("left", "right", "both"))
    assert blocked(screened(rule)) == left | right
    assert blocked(screened(rule, areas_of={"sore_place": (on_left,)})) == left
    assert blocked(screened(rule, areas_of={"sore_place": (on_both, on_left)})) == left | right
    assert blocked(screened(rule, areas_of={"sore_place": (on_right, on_left)})) == left | right
    assert blocked(screened(rule, areas_of={"sore_place": (Area("nape", "midline"),)})) == left | right
    assert blocked(screened(rule, areas_of={"sore_place": (Area("nape", "midline"), on_left)})) == left


def test_an_implant_blocks_its_side_of_ear_and_scalp() -> None:
    rule = a_rule(BlockRegions("block_regions", ("implant_side",)))
    left = screened(rule, areas_of={"sore_place": (Area("ear", "left"),)})
    assert blocked_regions(left) == {"ear", *ATLAS.regions_in_safety_region("scalp")}
    assert not [block for block in left.blocks if block.side == "right"]
    regions = ("ear", *ATLAS.regions_in_safety_region("scalp"))
    assert blocked(screened(rule)) == {(region, side) for region in regions for side in ATLAS.regions[region].sides}


@pytest.mark.parametrize("place", ["device_side", "implant_side"])
def test_the_side_of_a_device_is_not_guessed_from_another_sore_place(place: str) -> None:
    rule = a_rule(BlockRegions("block_regions", (place,)))
    assert blocked(screened(rule, areas=(Area("pectoral", "left"),))) == blocked(screened(rule))


def test_a_rule_may_name_a_single_region_of_the_atlas() -> None:
    rule = a_rule(BlockRegions("block_regions", ("mastoid",)))
    assert blocked_regions(screened(rule)) == {"mastoid"}
    # Where a wide and a single region have one name, the wide one is meant.
    wide = a_rule(BlockRegions("block_regions", ("forehead",)))
    assert blocked_regions(screened(wide)) == {"forehead", "glabella", "brow"}


def test_eyeballs_and_mouths_are_places_no_technique_touches() -> None:
    assert blocked(screened(a_rule(BlockRegions("block_regions", ("eyelid_globe", "intraoral"))))) == set()


def test_a_block_names_its_rules_and_blocks_stand_in_the_order_of_the_atlas() -> None:
    one = a_rule(BlockRegions("block_regions", ("ears", "forehead")), id="one")
    two = a_rule(BlockRegions("block_regions", ("forehead",)), id="two")
    blocks = screened(one, two).blocks
    assert {block.region: block.rules for block in blocks} == {
        "forehead": ("one", "two"),
        "glabella": ("one", "two"),
        "brow": ("one", "two"),
        "ear": ("one",),
    }
    order = list(ATLAS.regions)
    assert [order.index(block.region) for block in blocks] == sorted(order.index(block.region) for block in blocks)


# --- Words nobody knows


@pytest.mark.parametrize(
    ("answers", "nearest"),
    [
        (Answers(conditions=("anticoagulent",)), "anticoagulant"),
        (Answers(symptoms=("thunderclapp",)), "thunderclap"),
        (Answers(facts={"migrane_now": "yes"}), "migraine_now"),
        (Answers(areas=(Area("shoulder_topp", "left"),)), "shoulder_top"),
        (Answers(areas_of={"burn": (Area("tempel", "left"),)}), "temple"),
        (Answers(areas_of={"bern": ()}), "burn"),
        (Answers(doctor_said_yes={"anticoagulent": TODAY}), "anticoagulant"),
    ],
)
def test_an_unknown_word_is_refused_with_the_nearest(answers: Answers, nearest: str) -> None:
    with pytest.raises(NotKnownError) as caught:
        screen(replace(answers, unasked_is_no=True))
    assert nearest in caught.value.nearest


@pytest.mark.parametrize("side", ["Left", "centre", "", "rihgt"])
def test_a_side_that_nobody_knows_is_refused(side: Any) -> None:
    with pytest.raises(NotKnownError, match="side"):
        screen(Answers(areas=(Area("forehead", side),), unasked_is_no=True))


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("variable", ["pregnant_weeks", "can_rotate_45_both", "same_as_usual"])
def test_true_and_false_are_no_answers(variable: str, answer: Any) -> None:
    with pytest.raises(ValueError, match="yes, no, unsure or a number expected"):
        screen(Answers(facts={variable: answer}, unasked_is_no=True))


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1.0])
def test_a_number_that_cannot_be_is_refused(number: float) -> None:
    with pytest.raises(ValueError, match="pregnant_weeks: from"):
        screen(Answers(facts={"pregnant_weeks": number}, unasked_is_no=True))


def test_a_red_flag_is_no_condition_and_a_condition_no_red_flag() -> None:
    with pytest.raises(NotKnownError):
        screen(replace(NOTHING, conditions=("thunderclap",)))
    with pytest.raises(NotKnownError):
        screen(replace(NOTHING, symptoms=("anticoagulant",)))


@pytest.mark.parametrize(
    ("variable", "answer"),
    [
        ("migraine_now", 1.0),
        ("migraine_now", "maybe"),
        ("age", "old"),
        ("age", -1.0),
        ("age", float("nan")),
        ("age", float("inf")),
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused(variable: str, answer: Answer) -> None:
    with pytest.raises(ValueError, match=variable):
        screen(replace(NOTHING, facts={variable: answer}))


# --- Conditions stand for answers


def test_a_named_condition_applies_and_says_what_it_stands_for() -> None:
    named = a_rule(id="named", when="dizzy and sore", sets={"sore": "yes"})
    other = a_rule(id="other", when="sore")
    clearance = screened(named, other, facts={"sore": "no"}, conditions=("named",))
    assert [finding.rule for finding in clearance.findings] == ["named", "other"]
    unasked = screened(named, other, facts={}, conditions=("named",), unasked_is_no=False)
    assert [finding.rule for finding in unasked.findings] == ["named", "other"]


def test_a_number_that_was_given_counts_more_than_the_condition() -> None:
    recent = a_rule(id="recent", when="weeks <= 1")
    named = a_rule(id="named", when="weeks <= 12", sets={"weeks": 0.0})
    answers: dict[str, Answer] = {"weeks": 8.0}
    assert [found.rule for found in screened(recent, named, facts=answers, conditions=("named",)).findings] == ["named"]
    assert len(screened(recent, named, facts={}, conditions=("named",)).findings) == 2


def test_a_time_that_was_given_in_another_unit_counts_too() -> None:
    answers = replace(NOTHING, facts={"whiplash_weeks": 8.0}, conditions=("whiplash_acute",))
    found = {finding.rule for finding in screen(answers).findings}
    assert {"whiplash_acute", "whiplash_subacute"} <= found
    assert "cspine_rotation" not in found


def test_conditions_that_disagree_about_a_number_leave_the_worst_of_both() -> None:
    old = a_rule(id="old", when="sore", sets={"weeks": 65.0})
    young = a_rule(id="young", when="sore", sets={"weeks": 8.0})
    above = a_rule(id="above", when="weeks >= 50")
    below = a_rule(id="below", when="weeks < 12")
    for conditions in [("old", "young"), ("young", "old")]:
        clearance = screened(old, young, above, below, facts={}, conditions=conditions)
        assert [finding.rule for finding in clearance.findings] == ["old", "young", "above", "below"]


# --- Oils


def oil_uses(clearance: Clearance) -> dict[str, bool]:
    return {use.oil: use.allowed for use in clearance.oils}


def test_an_oil_that_nobody_asked_for_is_not_used_and_changes_nothing() -> None:
    clearance = screen(Answers(facts={"asthma": "yes"}, unasked_is_no=True))
    assert clearance.oils == ()
    assert clearance.oil_limit_percent == 0
    assert screen(Answers(facts={"fragrance_allergy": "yes"}, unasked_is_no=True)).verdict == "clear"
    assert "eo_asthma" in {finding.rule for finding in clearance.findings}


def test_an_oil_that_is_wanted_may_be_used_one_to_a_hundred_and_without_warmth() -> None:
    clearance = screen(Answers(facts={"lavender": "yes"}, unasked_is_no=True))
    assert oil_uses(clearance) == {"lavender": True}
    assert clearance.oil_limit_percent == 1
    assert ("heat", None) in forbidden(clearance)
    assert clearance.verdict == "adapted"


@pytest.mark.parametrize(
    ("said", "oil"),
    [
        ({"asthma": "yes"}, "lavender"),
        ({"fragrance_allergy": "unsure"}, "lavender"),
        ({"pregnant": "yes"}, "lavender"),
        ({"breastfeeding": "yes"}, "rosemary"),
        ({"age": 11.0}, "lavender"),
        ({"age": 17.0}, "peppermint"),
        ({"pets_or_infants_present": "yes"}, "lavender"),
        ({"migraine_now": "yes"}, "lavender"),
        ({"osmophobia": "yes"}, "lavender"),
        ({"epilepsy": "yes"}, "eucalyptus"),
        ({"seizure_history": "unsure"}, "camphor"),
        ({"new_topical": "yes"}, "lavender"),
        ({"takes_anticoagulant": "yes"}, "wintergreen"),
        ({"g6pd": "yes"}, "peppermint"),
        ({}, "bergamot"),
        ({"dermatitis": "yes"}, "lavender"),
    ],
    ids=str,
)
def test_a_rule_keeps_an_oil_out_and_says_so(said: dict[str, Answer], oil: str) -> None:
    clearance = screen(Answers(facts={**said, oil: "yes"}, unasked_is_no=True))
    (use,) = clearance.oils
    assert (use.oil, use.allowed) == (oil, False)
    assert set(use.rules) <= {finding.rule for finding in clearance.findings}
    assert use.rules
    assert clearance.oil_limit_percent == 0


def test_a_rule_about_one_oil_leaves_the_others() -> None:
    clearance = screen(Answers(facts={"child_face_near": "yes", "lavender": "yes", "sage": "yes"}, unasked_is_no=True))
    assert oil_uses(clearance) == {"lavender": True, "sage": False}


def test_an_oil_without_a_name_may_be_any_and_each_is_judged() -> None:
    clearance = screen(Answers(facts={"essential_oil": "unsure", "child_face_near": "yes"}, unasked_is_no=True))
    allowed = {oil for oil, use in oil_uses(clearance).items() if use}
    assert set(oil_uses(clearance)) == set(BOOK.oils)
    assert allowed == {"lavender", "wintergreen"}


def test_where_hands_stay_away_so_do_oils() -> None:
    clearance = screen(Answers(facts={"lavender": "yes", "intoxicated": "yes"}, unasked_is_no=True))
    assert not clearance.hands_on
    assert oil_uses(clearance) == {"lavender": False}


def test_without_a_rule_about_its_strength_no_oil_is_used() -> None:
    rules = replace(BOOK, rules=tuple(rule for rule in BOOK.rules if rule.id not in ("eo_dilution", "eo_lavender")))
    clearance = screen(Answers(facts={"lavender": "yes"}, unasked_is_no=True), rules=rules)
    assert oil_uses(clearance) == {"lavender": False}


def test_an_oil_that_is_wanted_and_kept_out_is_a_change() -> None:
    rule = a_rule(ForbidOils("forbid_oils"), when="mint")
    book = replace(a_book(rule), entries=(VariableEntry("mint", "yes_no", "mint", oil=True),))
    wanted = screen(Answers(facts={"mint": "yes"}, unasked_is_no=True), rules=book)
    assert wanted.verdict == "adapted"
    assert wanted.oils[0].rules == (rule.id,)


def test_the_weakest_mixture_holds() -> None:
    rules = (
        a_rule(LimitOil("limit_oil", 2), id="a", when="mint"),
        a_rule(LimitOil("limit_oil", 0.5), id="b", when="mint"),
    )
    entries = (VariableEntry("mint", "yes_no", "mint", oil=True),)
    for order in (rules, rules[::-1]):
        book = replace(a_book(*order), rules=order, entries=entries)
        assert screen(Answers(facts={"mint": "yes"}, unasked_is_no=True), rules=book).oil_limit_percent == 0.5


def test_what_some_hands_may_not_do_names_its_rule() -> None:
    effect = ForbidGivers("forbid_givers", ("self",), ("kneading",), ("forehead",))
    clearance = screened(a_rule(effect))
    assert {entry.rules for entry in clearance.forbidden} == {("sore_place",)}


def test_open_questions_are_named_in_words() -> None:
    with pytest.raises(UnaskedError, match=r"^unasked emergency questions: \w+, \w+,"):
        screen(Answers())


def test_a_class_that_is_out_in_one_place_keeps_every_oil_out() -> None:
    rule = a_rule(ForbidTechniques("forbid_techniques", ("essential_oil",), ("forehead",)))
    rules = replace(
        a_book(rule), rules=(rule, BOOK.by_id["eo_dilution"]), entries=(*BOOK.entries, *a_book(rule).entries)
    )
    clearance = screen(Answers(facts={"sore": "yes", "lavender": "yes"}, unasked_is_no=True), rules=rules)
    assert clearance.oils[0].rules == (rule.id,)


# --- Properties of all the rules together

BOOLEANS = sorted(entry.name for entry in BOOK.entries if entry.kind == "yes_no" and entry.name not in PERMISSIONS)
NUMBERS = sorted(entry.name for entry in BOOK.entries if entry.kind == "number")
CONDITIONS = sorted(rule.id for rule in BOOK.contraindications)
SYMPTOMS = sorted(rule.id for rule in BOOK.red_flags)

yes_or_no = st.sampled_from(["yes", "no", "unsure"])
numbers = st.one_of(
    st.sampled_from(["no", "unsure"]), st.sampled_from([0.0, 1.0, 2.0, 7.0, 12.0, 28.0, 50.0, 65.0, 160.0])
)


def within(name: str, answer: Any) -> Answer:
    """A number that this variable can have."""
    entry = BOOK.variables[name]
    if answer in ("yes", "no", "unsure"):
        said: Answer = answer
        return said
    return float(min(max(answer, entry.least), entry.most))


def possible(facts: Mapping[str, Any]) -> dict[str, Answer]:
    return {name: within(name, answer) for name, answer in facts.items()}


answered = st.fixed_dictionaries(
    {},
    optional={
        **dict.fromkeys(BOOLEANS, yes_or_no),
        **dict.fromkeys(sorted(PERMISSIONS), yes_or_no),
        **dict.fromkeys(NUMBERS, numbers),
    },
).map(possible)
some_facts = st.dictionaries(st.sampled_from(BOOLEANS + sorted(PERMISSIONS)), yes_or_no, max_size=8)
some_numbers = st.dictionaries(st.sampled_from(NUMBERS), numbers, max_size=4).map(possible)
some_areas = st.lists(
    st.builds(
        Area,
        st.sampled_from(sorted(ATLAS.regions)),
        st.sampled_from(["left", "right", "both", "midline", "none"]),
    ),
    max_size=2,
).map(tuple)
some_conditions = st.lists(st.sampled_from(CONDITIONS), max_size=3, unique=True).map(tuple)
# Mostly none: a red flag soon stops everything, and then there is little left to compare.
some_symptoms = st.one_of(st.just(()), st.just(()), st.sampled_from(SYMPTOMS).map(lambda symptom: (symptom,)))
doctors = st.dictionaries(st.sampled_from(CONDITIONS), st.just(TODAY), max_size=3)
people = st.builds(
    lambda facts, figures, conditions, symptoms, areas, said, first: Answers(
        facts={**facts, **figures},
        conditions=conditions,
        symptoms=symptoms,
        areas=areas,
        doctor_said_yes=said,
        first_session=first,
        unasked_is_no=True,
    ),
    some_facts,
    some_numbers,
    some_conditions,
    some_symptoms,
    some_areas,
    doctors,
    st.booleans(),
)
givers = st.sampled_from(GIVERS)


@given(people, givers)
def test_every_answer_gets_a_clearance(answers: Answers, giver: Giver) -> None:
    clearance = screen(answers, giver=giver, today=TODAY)
    assert list(levels(clearance)) == list(ATLAS.regions)
    assert THROAT | {"supraclavicular"} <= blocked_regions(clearance)
    assert clearance == screen(answers, giver=giver, today=TODAY)
    if clearance.verdict == "emergency":
        assert (clearance.hands_on, clearance.mind) == (False, "none")


@given(answered, givers)
def test_any_number_of_answers_gets_a_clearance(facts: dict[str, Answer], giver: Giver) -> None:
    assert screen(Answers(facts=facts, unasked_is_no=True), giver=giver).giver == giver


@given(people, givers)
def test_pressure_never_exceeds_seven_and_six_only_on_shoulders_and_upper_back(answers: Answers, giver: Giver) -> None:
    for region, level in levels(screen(answers, giver=giver, today=TODAY)).items():
        assert 0 <= level <= (7 if giver == "professional" and region in UPPER_BACK else 6)


@given(people, givers)
def test_every_limit_names_rules_that_were_found(answers: Answers, giver: Giver) -> None:
    clearance = screen(answers, giver=giver, today=TODAY)
    found = rules_found(clearance)
    assert rules_named(clearance) <= found
    assert {*answers.conditions, *answers.symptoms} <= found


@given(people, givers)
def test_a_clearance_survives_the_way_through_json(answers: Answers, giver: Giver) -> None:
    clearance = screen(answers, giver=giver, today=TODAY)
    assert from_plain(Clearance, to_plain(clearance)) == clearance


VERDICTS = ["clear", "adapted", "see_doctor", "emergency"]
MIND = ["all", "breath_and_rest", "none"]
TIMES = [
    "hands_on_limit_s",
    "hold_limit_s",
    "head_weight_hold_limit_s",
    "neck_limit_s",
    "neck_firm_limit_s",
    "pain_limit",
]


def assert_allows_no_more(further: Clearance, than: Clearance) -> None:
    assert VERDICTS.index(further.verdict) >= VERDICTS.index(than.verdict)
    assert MIND.index(further.mind) >= MIND.index(than.mind)
    assert further.crisis >= than.crisis
    assert further.information_only >= than.information_only
    assert further.hands_on <= than.hands_on
    assert blocked(further) >= blocked(than)
    assert all(level <= levels(than)[region] for region, level in levels(further).items())
    assert forbidden(further) >= forbidden(than)
    assert further.forbidden_practices.keys() >= than.forbidden_practices.keys()
    assert further.blocked_points.keys() >= than.blocked_points.keys()
    assert further.forbidden_positions.keys() >= than.forbidden_positions.keys()
    for name in TIMES:
        assert getattr(further, name) <= getattr(than, name)
    for technique_class, limit_s in than.technique_limit_s.items():
        assert further.technique_limit_s[technique_class] <= limit_s
    assert {finding.rule for finding in further.findings} >= {finding.rule for finding in than.findings}
    assert set(further.lines) >= set(than.lines)


@given(people, givers, st.sampled_from(CONDITIONS), st.integers(0, 3))
def test_a_further_condition_never_allows_more(answers: Answers, giver: Giver, condition: str, place: int) -> None:
    conditions = (*answers.conditions[:place], condition, *answers.conditions[place:])
    further = screen(replace(answers, conditions=conditions), giver=giver, today=TODAY)
    assert_allows_no_more(further, screen(answers, giver=giver, today=TODAY))


@given(people, givers, st.sampled_from(SYMPTOMS))
def test_a_further_symptom_never_allows_more(answers: Answers, giver: Giver, symptom: str) -> None:
    further = screen(replace(answers, symptoms=(*answers.symptoms, symptom)), giver=giver, today=TODAY)
    assert_allows_no_more(further, screen(answers, giver=giver, today=TODAY))


@given(people, givers, st.sampled_from(BOOLEANS), st.sampled_from(["yes", "unsure"]))
def test_a_further_yes_never_allows_more(answers: Answers, giver: Giver, name: str, answer: Answer) -> None:
    without, present = {**answers.facts, name: "no"}, {**answers.facts, name: answer}
    further = screen(replace(answers, facts=present), giver=giver, today=TODAY)
    assert_allows_no_more(further, screen(replace(answers, facts=without), giver=giver, today=TODAY))


@given(people, givers, st.sampled_from(NUMBERS), numbers)
def test_being_unsure_of_a_number_never_allows_more(answers: Answers, giver: Giver, name: str, number: Answer) -> None:
    known, unsure = {**answers.facts, name: within(name, number)}, {**answers.facts, name: "unsure"}
    further = screen(replace(answers, facts=unsure), giver=giver, today=TODAY)
    assert_allows_no_more(further, screen(replace(answers, facts=known), giver=giver, today=TODAY))


@given(people, givers, st.sampled_from(sorted(PERMISSIONS)), st.sampled_from(["no", "unsure"]))
def test_a_permission_not_given_never_allows_more(answers: Answers, giver: Giver, name: str, answer: Answer) -> None:
    granted, lacking = {**answers.facts, name: "yes"}, {**answers.facts, name: answer}
    further = screen(replace(answers, facts=lacking), giver=giver, today=TODAY)
    assert_allows_no_more(further, screen(replace(answers, facts=granted), giver=giver, today=TODAY))


@given(people, givers)
def test_a_first_session_never_allows_more(answers: Answers, giver: Giver) -> None:
    first, later = replace(answers, first_session=True), replace(answers, first_session=False)
    assert_allows_no_more(screen(first, giver=giver, today=TODAY), screen(later, giver=giver, today=TODAY))


@given(people, givers)
def test_a_doctors_yes_that_has_ended_allows_no_more_than_none(answers: Answers, giver: Giver) -> None:
    later = TODAY + timedelta(days=DOCTOR_YES_DAYS)
    assert screen(answers, giver=giver, today=later) == screen(replace(answers, doctor_said_yes={}), giver=giver)


@given(people, givers, st.sampled_from(BOOLEANS))
def test_unsure_is_as_good_as_yes(answers: Answers, giver: Giver, name: str) -> None:
    yes: dict[str, Answer] = {**answers.facts, name: "yes"}
    unsure: dict[str, Answer] = {**answers.facts, name: "unsure"}
    certain = screen(replace(answers, facts=yes), giver=giver, today=TODAY)
    assert certain == screen(replace(answers, facts=unsure), giver=giver, today=TODAY)


@given(people, givers)
def test_what_is_left_out_counts_as_no_where_this_was_chosen(answers: Answers, giver: Giver) -> None:
    spelt_out: dict[str, Answer] = {**dict.fromkeys(BOOK.variables, "no"), **answers.facts}
    asked = replace(answers, facts=spelt_out, unasked_is_no=False)
    clearance = screen(asked, giver=giver, today=TODAY)
    assert not clearance.assumed_no
    assert replace(clearance, assumed_no=True) == screen(answers, giver=giver, today=TODAY)


@given(people)
def test_trained_hands_are_held_to_the_same_blocks(answers: Answers) -> None:
    asked = replace(answers, agreed=every_area())
    clearances = [screen(asked, giver=giver, today=TODAY) for giver in GIVERS]
    assert len({clearance.blocks for clearance in clearances}) == 1
    assert len({clearance.verdict for clearance in clearances}) == 1
