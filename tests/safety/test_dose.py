"""What earlier sessions leave for now: against a second transcription, and as properties."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.safety.named import rules_found, rules_named
from tests.safety.second.after import Session, leave
from unclench.atlas import load_atlas
from unclench.atlas.types import Giver
from unclench.composer.check import check
from unclench.composer.composing import compose
from unclench.composer.types import NotClearedError, NothingFitsError, Request
from unclench.safety import Answers, Clearance, screen
from unclench.safety.citations import load_citations
from unclench.safety.dose import Limit, asks_since, findings, limits, load_after, tally
from unclench.safety.past import Felt, Past, Worked
from unclench.safety.when_words import until_words

HOUR_S, DAY_S = 3600, 86_400
START = 1_790_000_000
NOW = START + 20 * DAY_S
PLACES = ("shoulders", "upper_trapezius", "neck_posterior", "temples")
WHATS = (
    *("too_firm", "stop_pain", "stop_skin", "bruise", "rash_spreads", "stop_faint"),
    *("stop_headache_up", "headache", "soreness", "tired", "stop_other", "more_headache_days"),
)
NEXT_TIME = {rule.id for rule in load_after().values() if rule.next_time}
NOBODY = Answers(unasked_is_no=True)


@st.composite
def pasts(draw: st.DrawFn) -> Past:
    begun = sorted(draw(st.sets(st.integers(0, 20 * DAY_S), min_size=0, max_size=7)))
    worked, felt = [], []
    for start in begun:
        sitting = START + start
        ended = sitting + draw(st.integers(0, 3000))
        for _ in range(draw(st.integers(0, 3))):
            places = tuple(draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True)))
            day = datetime.fromtimestamp(sitting, UTC).date()
            seconds, level, pressed = draw(st.integers(0, 300)), draw(st.integers(1, 7)), draw(st.booleans())
            worked.append(Worked(sitting, ended, seconds, level, places, day, pressed and draw(st.booleans())))
        for _ in range(draw(st.integers(0, 2))):
            what = draw(st.sampled_from(WHATS))
            at = ended + draw(st.sampled_from([0, HOUR_S, DAY_S, 2 * DAY_S, 2 * DAY_S + 1, 3 * DAY_S, 8 * DAY_S]))
            number = draw(st.integers(0, 10)) if what == "soreness" else None
            places = tuple(draw(st.lists(st.sampled_from(PLACES), max_size=2, unique=True)))
            felt.append(Felt(what, at, sitting, places if what != "soreness" else (), number))
    return Past(tuple(worked), tuple(felt))


def moments() -> st.SearchStrategy[int]:
    return st.integers(START, START + 40 * DAY_S)


def at(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def holding(past: Past, now_s: int) -> dict[tuple[str, str], Limit]:
    return {(limit.rule, limit.place): limit for limit in limits(past, now_s)}


def in_plain_words(past: Past) -> list[Session]:
    sessions: dict[int, Session] = {}
    for entry in past.worked:
        begin, end, bouts = sessions.get(entry.sitting_s, (entry.sitting_s, entry.ended_s, []))
        bouts += [(place, entry.level, entry.seconds, entry.pressed) for place in entry.places]
        sessions[entry.sitting_s] = (begin, max(end, entry.ended_s), bouts)
    return list(sessions.values())


@given(pasts(), moments())
def test_a_second_transcription_agrees(past: Past, now_s: int) -> None:
    felt = [(entry.what, entry.at_s, entry.sitting_s, list(entry.places), entry.level) for entry in past.felt]
    said = leave(in_plain_words(past), felt, now_s)
    waits = {"neck_after_faint": "doctor", "more_headache_days": "doctor"}
    ours = {
        key: waits.get(key[0], "next") if limit.until_s is None else limit.until_s
        for key, limit in holding(past, now_s).items()
    }
    assert ours == said


@given(pasts(), moments(), st.data())
def test_the_order_of_records_does_not_matter(past: Past, now_s: int, data: st.DataObject) -> None:
    worked, felt = data.draw(st.permutations(past.worked)), data.draw(st.permutations(past.felt))
    assert limits(Past(tuple(worked), tuple(felt)), now_s) == limits(past, now_s)


@given(pasts(), moments(), st.data())
def test_more_work_or_firmer_work_never_ends_a_limit_sooner(past: Past, now_s: int, data: st.DataObject) -> None:
    """In the same session: a session more may end what holds for the next one, and that alone (see below)."""
    if not past.worked:
        return
    entry = data.draw(st.sampled_from(past.worked))
    more = data.draw(
        st.sampled_from(
            [
                replace(entry, seconds=entry.seconds + 60),
                replace(entry, level=min(7, entry.level + 1)),
                replace(entry, pressed=True),
            ]
        )
    )
    before, after = holding(past, now_s), holding(Past((*past.worked, more), past.felt), now_s)
    # A stretch of no time that becomes one is a session that now took place.
    if not entry.seconds:
        before = {key: limit for key, limit in before.items() if key[0] not in {*NEXT_TIME, "few_after_headaches"}}
        before = {key: limit for key, limit in before.items() if key[0] != "headaches_again"}
    for key, limit in before.items():
        assert key in after
        assert (after[key].until_s or 0) >= (limit.until_s or 0)


@given(pasts(), moments(), st.sampled_from(WHATS), st.sampled_from(PLACES))
def test_more_that_was_felt_never_allows_more(past: Past, now_s: int, what: str, place: str) -> None:
    if not past.worked or what == "soreness":  # "less sore" is what ends that
        return
    felt = Felt(what, min(now_s, NOW), past.worked[0].sitting_s, (place,))
    before, after = holding(past, now_s), holding(Past(past.worked, (*past.felt, felt)), now_s)
    assert before.keys() <= after.keys()


@given(pasts(), moments(), st.sampled_from(PLACES), st.integers(1, 7))
def test_a_session_more_ends_only_what_holds_for_the_next(past: Past, now_s: int, place: str, level: int) -> None:
    later = Worked(now_s - 1, now_s, 60, level, (place,), at(now_s).date())
    gone = holding(past, now_s).keys() - holding(Past((*past.worked, later), past.felt), now_s).keys()
    assert {rule for rule, _ in gone} <= NEXT_TIME
    assert {where for _, where in gone} <= {place, "all"}


@given(pasts())
def test_every_limit_ends_by_itself_by_the_next_session_or_by_a_doctor(past: Past) -> None:
    much_later = START + 400 * DAY_S
    next_one = Worked(much_later - 60, much_later - 30, 30, 2, PLACES, at(much_later).date())
    rules = {limit.rule for limit in limits(Past((*past.worked, next_one), past.felt), much_later)}
    assert rules <= {"neck_after_faint", "more_headache_days"}


@given(pasts(), moments())
def test_an_end_is_the_moment_at_which_it_is_over(past: Past, now_s: int) -> None:
    for limit in limits(past, now_s):
        if limit.until_s is not None:
            assert (limit.rule, limit.place) in holding(past, limit.until_s - 1)
            assert (limit.rule, limit.place) not in {
                key for key, later in holding(past.until(now_s), limit.until_s).items() if later.until_s
            }


@given(pasts(), moments())
def test_what_is_still_to_come_counts_for_nothing(past: Past, now_s: int) -> None:
    assert limits(past, now_s) == limits(past.until(now_s), now_s)


# In the Clearance


def cleared(past: Past | None, now_s: int = NOW, giver: Giver = "self") -> Clearance:
    return screen(NOBODY, giver=giver, complaints=("neck_pain",), now=at(now_s), past=past)


@given(pasts(), moments())
def test_the_past_can_only_take_away(past: Past, now_s: int) -> None:
    without, after = cleared(None, now_s), cleared(past, now_s)
    assert {(block.region, block.side) for block in without.blocks} <= {(b.region, b.side) for b in after.blocks}
    caps = {cap.region: cap.level for cap in without.caps}
    assert all(cap.level <= caps[cap.region] for cap in after.caps)
    assert after.hands_on_limit_s <= without.hands_on_limit_s
    assert without.hands_on or not after.hands_on


@settings(max_examples=25)
@given(pasts())
def test_a_session_composed_after_it_keeps_to_it(past: Past) -> None:
    clearance = cleared(past)
    try:
        session = compose(Request(complaints=("neck_pain",), minutes=10, likes_deep=True), clearance)
    except (NothingFitsError, NotClearedError):
        return
    assert not check(session, clearance, load_atlas())
    resting = {limit.place for limit in limits(past, NOW) if limit.rule.startswith(("rest_", "skin_"))}
    touched = {load_atlas().regions[region].safety_region for step in session.steps for region in step.contact}
    assert not touched & resting
    assert "all" not in resting or not touched


def test_the_checker_refuses_a_session_that_touches_what_rests() -> None:
    session = compose(Request(complaints=("neck_pain",), minutes=10), cleared(None))
    place = next(load_atlas().regions[r].safety_region for step in session.steps for r in step.contact)
    past = Past((Worked(NOW - 600, NOW - 60, 60, 5, (place,), at(NOW).date()),))
    assert {refusal.rule for refusal in check(session, cleared(past), load_atlas())} >= {"region"}


def test_two_levels_lower_is_below_every_other_cap() -> None:
    felt = Felt("too_firm", NOW - 60, NOW - 600, ("temples",))
    before = {cap.region: cap.level for cap in cleared(None).caps}
    for cap in cleared(Past((), (felt,))).caps:
        expected = max(1, before[cap.region] - 2) if cap.region == "temple" else before[cap.region]
        assert cap.level == expected


def test_half_the_time_is_half_of_what_is_left_otherwise() -> None:
    sore = Felt("soreness", NOW - 60, NOW - 5 * DAY_S, (), 6)
    gone = replace(sore, at_s=NOW - 30, level=0)
    assert cleared(Past((), (sore,))).hands_on is False
    after = cleared(Past((), (sore, gone)))
    assert (after.hands_on, after.hands_on_limit_s) == (True, 600)
    assert rules_named(after) <= rules_found(after)
    professional = cleared(Past((), (sore, gone)), giver="professional")
    assert (professional.hands_on_limit_s, type(professional.hands_on_limit_s)) == (1350, int)


def test_a_faint_asks_for_a_doctor_and_leaves_the_neck_alone() -> None:
    after = cleared(Past((), (Felt("stop_faint", NOW - 300 * DAY_S, NOW - 300 * DAY_S),)))
    assert after.verdict == "see_doctor"
    assert {"nape", "suboccipital", "lateral_neck"} <= {block.region for block in after.blocks}
    assert after.hands_on


def test_it_needs_a_moment() -> None:
    with pytest.raises(ValueError, match=r"^the past needs a moment to count from$"):
        screen(NOBODY, past=Past())


@pytest.mark.parametrize(
    ("ended", "zone", "words"),
    [
        # Real hours: over the change of the clocks 24 hours are another time of day.
        ("2026-03-28T18:40:00+01:00", "Europe/Berlin", "until 29 March, 19:40"),
        ("2026-10-24T18:40:00+02:00", "Europe/Berlin", "until 25 October, 17:40"),
        ("2028-02-28T18:40:00+01:00", "Europe/Berlin", "until 29 February, 18:40"),
        ("2026-12-31T18:40:00+14:00", "Pacific/Kiritimati", "until 1 January 2027, 18:40"),
    ],
)
def test_a_day_of_rest_is_24_real_hours(ended: str, zone: str, words: str) -> None:
    moment = datetime.fromisoformat(ended).astimezone(ZoneInfo(zone))
    ended_s = int(moment.timestamp())
    past = Past((Worked(ended_s - 600, ended_s, 60, 5, ("shoulders",), moment.date()),))
    [found] = findings(past, moment)
    assert found.ends is not None
    assert until_words(found.ends, moment) == words
    assert findings(past, at(ended_s + DAY_S - 1))
    assert not findings(past, at(ended_s + DAY_S))


def test_places_that_end_together_are_one_finding() -> None:
    worked = Worked(NOW - 600, NOW - 60, 60, 6, ("shoulders", "upper_trapezius"), at(NOW).date())
    [found] = findings(Past((worked,)), at(NOW))
    assert found.name == "Rest after firm work: shoulders and top of the shoulders"
    assert found.rule == "rest_after_firm@shoulders+upper_trapezius"


# 28 days


@given(st.integers(0, 40 * DAY_S))
def test_nerve_signs_are_asked_about_for_28_days(after_s: int) -> None:
    past = Past((Worked(START, START + 60, 60, 2, ("temples",), date(2026, 9, 1)),))
    assert asks_since(past, START + 60 + after_s) == (after_s <= 28 * DAY_S)


# Counting


@given(pasts(), st.dates(date(2026, 9, 15), date(2026, 10, 20)))
def test_seconds_add_up(past: Past, today: date) -> None:
    counted = tally(past, today)
    week = [today - timedelta(days=number) for number in range(7)]
    assert counted.hands_week_s == sum(entry.seconds for entry in past.worked if entry.day in week)
    assert counted.hands_today_s == sum(entry.seconds for entry in past.worked if entry.day == today)
    days = {entry.day for entry in past.worked if entry.day in week and entry.seconds}
    assert counted.rest_days == 7 - len(days)
    for row in counted.firm:
        firm = [entry for entry in past.worked if row.place in entry.places and entry.level >= 5]
        assert row.week_s == sum(entry.seconds for entry in firm if entry.day in week)
        assert row.today_s == sum(entry.seconds for entry in firm if entry.day == today)
    assert counted.sessions_week >= counted.sessions_today


# The content


def test_every_rule_has_a_source_and_says_why() -> None:
    for rule in load_after().values():
        assert rule.sources
        assert set(rule.sources) <= load_citations().keys()
        assert rule.reason.endswith(".")
        assert rule.verified == "no"  # most of it is our own choice
