"""The published examples, each boundary from both sides, and what must hold of any diary."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.diary.patterns import (
    NAMES,
    Attack,
    Aura,
    Diary,
    Grade,
    History,
    Patterns,
    Side,
    Told,
    Window,
    is_migraine_day,
    judge,
    patterns,
)

MIGRAINE = Attack(
    hours=10,
    treated=False,
    side="right",
    pulsating=True,
    pressing=False,
    peak=7,
    worse_with_activity=True,
    nausea="moderate",
    vomiting=False,
    light=True,
    sound=True,
    no_aura=True,
)
TENSION = Attack(
    hours=4,
    treated=False,
    side="both",
    pulsating=False,
    pressing=True,
    peak=4,
    worse_with_activity=False,
    nausea="none",
    vomiting=False,
    light=False,
    sound=True,
    no_aura=True,
)
ZIGZAG = Aura("visual", minutes=25, spread_min=10, one_sided=True, positive=True, reversible=True)
WITH_AURA = Attack(auras=(ZIGZAG,), headache_after_aura_min=20)
CLUSTER = Attack(
    hours=1, side="right", around_the_eye=True, peak=9, autonomic=True, restless=True, nausea="mild", vomiting=False
)


def diary(
    *attacks: Attack, headache: tuple[int, ...] = (4, 4, 4), migraine: tuple[int, ...] | None = None, untold: int = 0
) -> Diary:
    days = migraine or (0,) * len(headache)
    windows = tuple(Window(*counts, untold) for counts in zip(headache, days, strict=True))
    return Diary(attacks, windows, days=28 * len(windows))


def told(of: Diary) -> set[str]:
    return {fit.pattern for fit in patterns(of).fits}


# The published examples


def test_migraine_without_aura() -> None:
    assert told(diary(*[MIGRAINE] * 6)) == {"1.1"}


def test_light_alone_is_not_enough() -> None:
    alone = replace(MIGRAINE, nausea="none", sound=False)
    found = patterns(diary(*[alone] * 6)).fits
    assert [(fit.pattern, fit.missing, fit.attacks) for fit in found] == [("1.5.1", ("D",), 6)]


def test_a_short_one_of_a_child() -> None:
    short = replace(MIGRAINE, hours=2.5, side="both", peak=5, nausea="none", vomiting=True, worse_with_activity=False)
    assert told(replace(diary(*[short] * 5), age=12)) == {"1.1"}
    assert "1.1" not in told(replace(diary(*[short] * 5), age=18))


def test_frequent_tension_type() -> None:
    assert told(diary(*[TENSION] * 12, headache=(3, 3, 3, 3, 3))) == {"2.2"}


def test_light_and_sound_both_make_it_probable() -> None:
    both = replace(TENSION, light=True)
    assert told(diary(*[both] * 12)) == {"1.5.1"}, "one criterion of 1.1 fails, so that one comes first"
    shorter = replace(both, hours=2)
    found = patterns(diary(*[shorter] * 12)).fits
    assert [(fit.pattern, fit.missing) for fit in found] == [("2.4", ("D",))]


def test_infrequent_tension_type() -> None:
    months = (1,) * 10 + (0,) * 5
    assert told(diary(*[TENSION] * 10, headache=months)) == {"2.1"}


def test_chronic_migraine_takes_the_place_of_tension_type() -> None:
    often = diary(*[MIGRAINE] * 6, *[TENSION] * 12, headache=(18, 17, 20), migraine=(9, 8, 10))
    assert told(often) == {"1.1", "1.3"}
    assert "chronic" in patterns(often).doctor


def test_chronic_tension_type() -> None:
    assert told(diary(*[TENSION] * 20, headache=(16, 18, 15), migraine=(2, 2, 2))) == {"2.3"}


def test_overuse_is_added_to_the_other() -> None:
    often = diary(*[TENSION] * 20, headache=(16, 16, 17))
    assert told(replace(often, overused=("triptan",))) == {"2.3", "8.2"}
    assert patterns(replace(often, overused=("triptan",))).doctor == ("medicine_days", "chronic")
    assert told(replace(diary(*[TENSION] * 12), overused=("triptan",))) == {"2.2"}, "not on 15 days"


def test_aura() -> None:
    assert judge(WITH_AURA).aura == {"B": True, "C": True}
    assert told(diary(WITH_AURA, WITH_AURA)) == {"1.2"}
    once = patterns(diary(WITH_AURA)).fits
    assert [(fit.pattern, fit.missing) for fit in once] == [("1.5.2", ("A",))]


def test_a_sudden_long_one_with_a_weak_arm_is_for_a_doctor() -> None:
    weak = Aura("motor", minutes=90, spread_min=0, one_sided=True, positive=False)
    found = patterns(replace(diary(Attack(auras=(weak,))), red_flag=True))
    assert (found.fits, found.doctor) == ((), ("red_flag", "motor_aura", "long_aura"))


def test_cluster_is_never_named() -> None:
    found = patterns(diary(*[CLUSTER] * 5, headache=(5, 5, 5)))
    assert (found.fits, found.doctor) == ((), ("cluster",))
    assert patterns(diary(*[CLUSTER] * 4)).doctor == ()
    assert not any("cluster" in name for name in NAMES.values())


# Each boundary


@pytest.mark.parametrize(("hours", "met"), [(3.99, False), (4, True), (72, True), (72.01, False), (None, None)])
def test_how_long_a_migraine_lasts(hours: float | None, met: bool | None) -> None:
    assert judge(replace(MIGRAINE, hours=hours)).migraine["B"] is met


@pytest.mark.parametrize(
    ("age", "hours", "met"), [(17, 2, True), (17, 1.99, False), (18, 2, False), (None, 2, False), (17, 72, True)]
)
def test_how_long_it_lasts_under_18(age: int | None, hours: float, met: bool) -> None:
    assert judge(replace(MIGRAINE, hours=hours), age).migraine["B"] is met


@pytest.mark.parametrize(("lasts", "met"), [(True, True), (False, False), (None, None)])
def test_medicine_may_have_ended_it(lasts: bool | None, met: bool | None) -> None:
    treated = replace(MIGRAINE, hours=1, treated=True, untreated_lasts=lasts)
    assert judge(treated).migraine["B"] is met
    assert judge(replace(treated, hours=73)).migraine["B"] is False, "too long is too long"
    assert judge(replace(treated, treated=False)).migraine["B"] is False


@pytest.mark.parametrize(("hours", "met"), [(0.49, False), (0.5, True), (168, True), (168.1, False)])
def test_how_long_tension_type_lasts(hours: float, met: bool) -> None:
    assert judge(replace(TENSION, hours=hours)).tension["B"] is met


FOUR = ("side", "pulsating", "peak", "worse_with_activity")
NOT_SO = replace(MIGRAINE, side="both", pulsating=False, peak=3, worse_with_activity=False)


@pytest.mark.parametrize("one", FOUR)
@pytest.mark.parametrize("other", FOUR)
def test_two_of_four_features(one: str, other: str) -> None:
    some = replace(NOT_SO, **{name: getattr(MIGRAINE, name) for name in (one, other)})
    assert judge(some).migraine["C"] is (one != other)


@pytest.mark.parametrize(
    ("peak", "migraine", "tension"), [(3, False, True), (4, True, True), (6, True, True), (7, True, False)]
)
def test_how_strong(peak: int, migraine: bool, tension: bool) -> None:
    one_more = replace(MIGRAINE, pulsating=False, worse_with_activity=False, peak=peak)
    assert judge(one_more).migraine["C"] is migraine
    assert judge(replace(TENSION, pressing=False, worse_with_activity=True, peak=peak)).tension["C"] is tension


@pytest.mark.parametrize(
    ("nausea", "vomiting", "light", "sound", "expected"),
    [
        ("none", False, False, False, (False, True, True)),
        ("none", False, True, False, (False, True, True)),
        ("none", False, False, True, (False, True, True)),
        ("none", False, True, True, (True, False, False)),
        ("mild", False, False, False, (True, False, True)),
        ("mild", False, True, False, (True, False, False)),
        ("moderate", False, False, False, (True, False, False)),
        ("none", True, False, False, (True, False, False)),
        ("none", None, None, False, (None, None, None)),
        (None, False, False, False, (None, None, None)),
        (None, True, None, None, (True, False, False)),
        ("none", False, True, None, (None, None, None)),
    ],
)
def test_what_comes_with_it(
    nausea: Grade | None, vomiting: Told, light: Told, sound: Told, expected: tuple[Told, Told, Told]
) -> None:
    judged = judge(replace(TENSION, nausea=nausea, vomiting=vomiting, light=light, sound=sound))
    assert (judged.migraine["D"], judged.tension["D"], judged.lasting_tension["D"]) == expected


BARE = Aura("visual", minutes=61, spread_min=4.9, one_sided=False, positive=False, reversible=True)
SIX = (
    {"spread_min": 5.0},
    {"minutes": 5.0},
    {"one_sided": True},
    {"positive": True},
)


def test_three_of_six_of_an_aura() -> None:
    for first in range(4):
        for second in range(4):
            for third in range(4):
                aura = replace(BARE, **SIX[first] | SIX[second] | SIX[third])
                attack = Attack(auras=(aura,), headache_after_aura_min=61)
                assert judge(attack).aura["C"] is (len({first, second, third}) == 3)
    two = replace(BARE, spread_min=5.0, positive=True)
    assert judge(Attack(auras=(two,), headache_after_aura_min=60)).aura["C"] is True
    one_after_another = Attack(auras=(two, BARE), headache_after_aura_min=61, auras_in_succession=True)
    assert judge(one_after_another).aura["C"] is True
    assert judge(replace(one_after_another, auras_in_succession=False)).aura["C"] is False
    assert judge(Attack(auras=(two,), auras_in_succession=True, headache_after_aura_min=61)).aura["C"] is False


@pytest.mark.parametrize(("minutes", "met"), [(4.9, False), (5, True), (60, True), (60.1, False)])
def test_how_long_an_aura_lasts(minutes: float, met: bool) -> None:
    two_more = replace(BARE, minutes=minutes, one_sided=True, positive=True)
    assert judge(Attack(auras=(two_more,), headache_after_aura_min=90)).aura["C"] is met


def test_an_aura_goes_away_wholly() -> None:
    stays = replace(ZIGZAG, reversible=False)
    assert judge(Attack(auras=(ZIGZAG, stays))).aura["B"] is False
    assert judge(Attack(auras=(replace(ZIGZAG, reversible=None),))).aura["B"] is None
    assert judge(Attack()).aura == {"B": None, "C": None}
    assert judge(Attack(no_aura=True)).aura == {"B": False, "C": False}


@pytest.mark.parametrize(
    ("count", "earlier", "pattern"), [(4, 0, "1.5.1"), (5, 0, "1.1"), (4, 1, "1.1"), (1, 3, "1.5.1")]
)
def test_five_attacks(count: int, earlier: int, pattern: str) -> None:
    some = replace(diary(*[MIGRAINE] * count), history=History(migraine_attacks=earlier))
    assert told(some) == {pattern}


@pytest.mark.parametrize(("count", "earlier", "pattern"), [(9, 0, "2.4"), (10, 0, "2.2"), (9, 1, "2.2")])
def test_ten_episodes(count: int, earlier: int, pattern: str) -> None:
    some = replace(diary(*[TENSION] * count), history=History(tension_episodes=earlier))
    assert told(some) == {pattern}


@pytest.mark.parametrize(
    ("headache", "migraine", "found"),
    [
        ((15, 15, 15), (8, 8, 8), {"1.1", "1.3"}),
        ((15, 15, 14), (8, 8, 8), {"1.1"}),
        ((14, 15, 15), (8, 8, 8), {"1.1"}),
        ((2, 15, 15, 15), (0, 8, 8, 8), {"1.1", "1.3"}),
        ((15, 15, 15), (8, 7, 8), {"1.1"}),
        ((15, 15), (8, 8), {"1.1"}),
    ],
)
def test_chronic_is_fifteen_and_eight_days_in_three_windows(
    headache: tuple[int, ...], migraine: tuple[int, ...], found: set[str]
) -> None:
    assert told(diary(*[MIGRAINE] * 12, headache=headache, migraine=migraine)) == found


def test_chronic_migraine_needs_five_attacks_in_life() -> None:
    few = diary(*[MIGRAINE] * 4, headache=(15, 15, 15), migraine=(8, 8, 8))
    assert told(few) == {"1.5.1"}
    assert "1.3" in told(replace(few, history=History(aura_attacks=1)))


@pytest.mark.parametrize(("days", "found"), [(11, {"2.1"}), (12, {"2.2"}), (179, {"2.2"}), (180, set())])
def test_how_often_tension_type_is(days: int, found: set[str]) -> None:
    """Twelve and 180 days a year, over thirteen windows of four weeks, which are a year but a day."""
    spread = tuple(days * (number + 1) // 13 - days * number // 13 for number in range(13))
    assert told(diary(*[TENSION] * 10, headache=spread)) == found


@pytest.mark.parametrize(("days", "pattern"), [(11, "2.1"), (12, "2.2")])
def test_days_of_migraine_are_not_counted_for_it(days: int, pattern: str) -> None:
    with_migraine = tuple(1 + (number < days) for number in range(13))
    assert told(diary(*[TENSION] * 10, headache=with_migraine, migraine=(1,) * 13)) == {pattern}


def test_untold_days_leave_it_open() -> None:
    assert told(diary(*[TENSION] * 10, headache=(0, 0, 1), untold=0)) == {"2.1"}
    assert told(diary(*[TENSION] * 10, headache=(0, 0, 1), untold=5)) == set()
    assert told(diary(*[TENSION] * 10, headache=(9, 9, 9), untold=5)) == set(), "it may be chronic"
    chronic = diary(*[TENSION] * 20, headache=(15, 15, 15), untold=9)
    assert told(chronic) == {"2.3"}, "untold days can only add to what is enough"


def test_nothing_is_said_in_the_first_four_weeks() -> None:
    early = replace(diary(*[MIGRAINE] * 6, headache=(6,)), days=27)
    assert patterns(early) == Patterns(too_early=True)
    assert told(replace(early, days=28)) == {"1.1"}


def test_full_tension_type_comes_before_probable_migraine() -> None:
    """Five hours, both sides, throbbing, moderate, nothing else: all but one of 1.1, and all of 2.2."""
    between = replace(TENSION, hours=5, pulsating=True, pressing=True, sound=False)
    assert told(diary(*[between] * 10)) == {"2.2"}
    assert told(diary(*[between] * 9)) == {"1.5.1"}


def test_a_person_may_have_both() -> None:
    assert told(diary(*[MIGRAINE] * 5, *[TENSION] * 10)) == {"1.1", "2.2"}


def test_daily_from_the_first_day_is_for_a_doctor() -> None:
    assert "daily_from_the_start" in patterns(replace(diary(), history=History(daily_from_the_start=True))).doctor


def test_what_is_missing_is_counted() -> None:
    bare = replace(MIGRAINE, nausea=None, vomiting=None, light=None, sound=None)
    found = patterns(diary(*[bare] * 6))
    assert (found.fits, found.undecided) == ((), 6)
    assert patterns(diary(*[Attack()] * 3)).undecided == 3


@pytest.mark.parametrize(
    "attack", [replace(MIGRAINE, peak=11), replace(MIGRAINE, peak=-1), replace(MIGRAINE, hours=-0.1)]
)
def test_what_cannot_be_is_refused(attack: Attack) -> None:
    with pytest.raises(ValueError, match=r"peak|hours"):
        judge(attack)


def test_a_migraine_day() -> None:
    assert is_migraine_day([MIGRAINE])
    assert is_migraine_day([replace(MIGRAINE, hours=0.5)]), "the four hours belong to an attack, not to a day"
    assert not is_migraine_day([replace(MIGRAINE, hours=0.4)])
    assert not is_migraine_day([TENSION])
    assert is_migraine_day([TENSION], ergot_or_triptan=True)
    assert is_migraine_day([Attack(auras=(ZIGZAG,))])
    assert not is_migraine_day([Attack(auras=(replace(ZIGZAG, minutes=61),))])
    assert not is_migraine_day([])
    nearly = replace(MIGRAINE, nausea="none", sound=False)
    assert not is_migraine_day([nearly])
    assert is_migraine_day([nearly], has_migraine=True)


# Any diary

sides = st.sampled_from(["left", "right", "both", None])
grades = st.sampled_from(["none", "mild", "moderate", "severe", None])
said = st.sampled_from([True, False, None])
auras = st.builds(
    Aura,
    st.sampled_from(["visual", "sensory", "speech", "motor", "brainstem", "retinal"]),
    st.none() | st.integers(0, 120),
    st.none() | st.integers(0, 20),
    said,
    said,
    said,
)
attacks = st.builds(
    Attack,
    hours=st.none() | st.sampled_from([0.1, 0.5, 1, 2, 3, 4, 10, 72, 73, 170]),
    treated=said,
    untreated_lasts=said,
    side=sides,
    pulsating=said,
    pressing=said,
    peak=st.none() | st.integers(0, 10),
    worse_with_activity=said,
    nausea=grades,
    vomiting=said,
    light=said,
    sound=said,
    auras=st.lists(auras, max_size=2).map(tuple),
    auras_in_succession=said,
    headache_after_aura_min=st.none() | st.integers(-30, 90),
    around_the_eye=said,
    autonomic=said,
    restless=said,
)
LETTERS = ("migraine", "aura", "tension", "lasting_tension")


@given(attacks, st.integers(1, 90))
def test_more_words_never_turn_what_was_decided(attack: Attack, age: int) -> None:
    """Take any one answer away: each criterion then says the same as before, or that it does not know."""
    whole = judge(attack, age)
    for field in fields(Attack):
        if getattr(attack, field.name) is None or field.name in (
            "auras",
            "no_aura",
            "treated",
            "headache_after_aura_min",
        ):
            continue
        fewer: dict[str, Any] = {field.name: None}
        less = judge(replace(attack, **fewer), age)
        for kind in LETTERS:
            for letter, met in getattr(less, kind).items():
                assert met in (None, getattr(whole, kind)[letter]), (field.name, kind, letter)


@given(attacks)
def test_no_attack_is_both(attack: Attack) -> None:
    judged = judge(attack)
    assert not (judged.is_migraine and judged.is_tension)


@given(attacks)
def test_sides_are_alike(attack: Attack) -> None:
    mirrored: dict[Side | None, Side | None] = {"left": "right", "right": "left"}
    assert judge(replace(attack, side=mirrored.get(attack.side, attack.side))) == judge(attack)


@given(st.lists(attacks, max_size=15), st.lists(st.tuples(st.integers(0, 28), st.integers(0, 28)), max_size=5))
def test_any_diary_can_be_read(some: list[Attack], days: list[tuple[int, int]]) -> None:
    windows = tuple(Window(max(pair), min(pair), 28 - max(pair)) for pair in days)
    of = Diary(tuple(some), windows, days=28 * max(1, len(windows)))
    found = patterns(of)
    assert patterns(replace(of, attacks=tuple(reversed(of.attacks)))) == found
    names = [fit.pattern for fit in found.fits]
    assert names == sorted(set(names))
    assert sum(1 for name in names if name in ("1.3", "2.1", "2.2", "2.3")) <= 1
    assert patterns(replace(of, red_flag=True)).fits == ()
    if any(name in names for name in ("1.3", "2.3", "8.2")):
        assert len(windows) >= 3
    for fit in found.fits:
        assert fit.name == NAMES[fit.pattern]
        assert ("probable" in fit.name) == bool(fit.missing)
