"""Time rules: they begin, hold and end by the clock of the world, whatever the clocks on the wall do."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from unclench.safety import Answers, Clearance, load_rules, screen
from unclench.safety.holding import holdings
from unclench.safety.rules import CONTENT, RuleContentError
from unclench.safety.timing import (
    AgoUnit,
    WhenError,
    ago,
    at_some_time,
    in_week,
    load_timing,
    on_day,
    planned_some_time,
    read_timing,
    this_week,
)
from unclench.safety.types import Ends, Happened, RuleId
from unclench.safety.when_words import until_words

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)

# Written from the sources' own words and not from the conditions in the content.
LASTS: dict[RuleId, timedelta] = {
    "relaxer_after": 72 * HOUR,
    "hair_colour": 48 * HOUR,
    "surgery_recent": 6 * WEEK,
    "craniotomy": 12 * WEEK,
    "eye_surgery": 6 * WEEK,
    "dental_surgery": 14 * DAY,
    "facelift_rhinoplasty": 8 * WEEK,
    "hair_transplant": 28 * DAY,
    "botulinum_toxin": 14 * DAY,
    "dermal_filler": 14 * DAY,
    "thread_lift": 6 * WEEK,
    "nerve_block": 48 * HOUR,
    "spinal_injection": 14 * DAY,
    "needling_recent": 24 * HOUR,
    "vaccine_arm": 48 * HOUR,
    "skin_procedure": 7 * DAY,
    "tattoo_piercing": 28 * DAY,
    "scar_recent": 6 * WEEK,
    "head_injury_48h": 48 * HOUR,
    "muscle_strain_acute": 72 * HOUR,
    "facial_fracture": 12 * WEEK,
    "rib_fracture": 12 * WEEK,
    "shoulder_injury": 12 * WEEK,
    "stroke_tia_3m": 90 * DAY,
    "postpartum": 12 * WEEK,
    "whiplash_subacute": 12 * WEEK,
    "med_pain_masking": 4 * HOUR,
    "med_sedatives": 8 * HOUR,
    "recent_meal": HOUR,
    "topical_medicine": 4 * HOUR,
}
ZONES = [
    ZoneInfo(name)
    for name in (
        "UTC",
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Asia/Kathmandu",
        "Pacific/Kiritimati",
        "Pacific/Pago_Pago",
        "Africa/Cairo",
        "America/St_Johns",
        "Antarctica/Troll",
    )
]
zones = st.sampled_from(ZONES)
lasting_rules = st.sampled_from(sorted(LASTS))


@st.composite
def moments(draw: st.DrawFn) -> datetime:
    """Any second of twelve years, often the days on which clocks are changed or a leap day stands."""
    near = st.sampled_from(
        [
            date(2024, 2, 29),
            date(2028, 2, 28),
            date(2026, 3, 29),
            date(2026, 10, 25),
            date(2026, 11, 1),
            date(2026, 4, 5),
        ]
    )
    day = draw(st.one_of(near, st.dates(date(2020, 1, 1), date(2031, 12, 31))))
    at = datetime.combine(day, time(), UTC) + timedelta(seconds=draw(st.integers(0, 86_399)))
    return at.astimezone(draw(zones))


def told(rule: RuleId, when: Happened) -> Answers:
    return Answers(facts={"age": 30.0}, conditions=(rule,), happened={rule: when}, unasked_is_no=True)


def holds(answers: Answers, rule: RuleId, at: datetime) -> bool:
    return rule in found(screen(answers, now=at))


def found(clearance: Clearance) -> dict[RuleId, Ends | None]:
    return {finding.rule: finding.ends for finding in clearance.findings}


def settled(when: Happened) -> Happened:
    """Where time alone does not end it: nothing is left of it."""
    return replace(when, still="no")


def test_every_time_rule_is_looked_at_here() -> None:
    others = {"relaxer_before", "concussion", "whiplash_acute", "pregnancy_ok"}
    hours = {entry.rule for entry in load_timing().values() if entry.hours}
    assert set(load_timing()) == {*LASTS, *others, *hours}


@given(rule=lasting_rules, now=moments(), days_ago=st.integers(0, 120))
def test_it_holds_as_long_as_its_source_says_and_not_a_second_more(rule: RuleId, now: datetime, days_ago: int) -> None:
    day = now.date() - timedelta(days=days_ago)
    answers = told(rule, settled(on_day(day, now)))
    midnight = datetime.combine(day + DAY, time(), now.tzinfo).astimezone(UTC)
    latest = min(midnight, now.astimezone(UTC))
    over = latest + LASTS[rule]
    assume(rule != "whiplash_subacute" or over - now.astimezone(UTC) < LASTS[rule] - 72 * HOUR)
    assert holds(answers, rule, (over - timedelta(seconds=1)).astimezone(now.tzinfo))
    assert not holds(answers, rule, (over + timedelta(seconds=1)).astimezone(now.tzinfo))


@given(rule=lasting_rules, now=moments(), days_ago=st.integers(0, 120))
def test_it_says_until_when_and_ends_by_itself_then(rule: RuleId, now: datetime, days_ago: int) -> None:
    answers = told(rule, settled(on_day(now.date() - timedelta(days=days_ago), now)))
    ends = found(screen(answers, now=now)).get(rule)
    if ends is None:
        assert not holds(answers, rule, now)
        return
    at = datetime.fromtimestamp(ends.at_s, now.tzinfo)
    assert at >= now - timedelta(seconds=1)
    assert ends.day == (at.astimezone(UTC) - timedelta(seconds=1)).astimezone(now.tzinfo).date()
    assert not holds(answers, rule, at + timedelta(seconds=1))
    assert holds(answers, rule, (at.astimezone(UTC) - timedelta(seconds=1)).astimezone(now.tzinfo))
    assert until_words(ends, now).startswith("until ")


@given(rule=lasting_rules, now=moments(), days_ago=st.integers(0, 120), elsewhere=zones)
def test_a_flight_changes_nothing(rule: RuleId, now: datetime, days_ago: int, elsewhere: ZoneInfo) -> None:
    answers = told(rule, settled(on_day(now.date() - timedelta(days=days_ago), now)))
    assert holds(answers, rule, now) == holds(answers, rule, now.astimezone(elsewhere))


@given(rule=lasting_rules, now=moments(), days_ago=st.integers(0, 60), later=st.integers(0, 200 * 24))
def test_what_is_known_less_well_never_ends_sooner(rule: RuleId, now: datetime, days_ago: int, later: int) -> None:
    exact = settled(on_day(now.date() - timedelta(days=days_ago), now))
    vaguer = [at_some_time(now)]
    if days_ago:
        vaguer.append(ago(float(days_ago), "days", now))
    if 1 <= days_ago <= 7:
        vaguer.append(this_week(now))
    at = (now.astimezone(UTC) + later * HOUR).astimezone(now.tzinfo)
    if holds(told(rule, exact), rule, at):
        assert all(holds(told(rule, settled(when)), rule, at) for when in vaguer if rule != "whiplash_subacute")


@given(
    rule=lasting_rules,
    now=moments(),
    days_ago=st.integers(0, 90),
    first=st.integers(0, 3000),
    more=st.integers(0, 3000),
)
def test_what_is_over_stays_over(rule: RuleId, now: datetime, days_ago: int, first: int, more: int) -> None:
    assume(rule != "whiplash_subacute")
    answers = told(rule, settled(on_day(now.date() - timedelta(days=days_ago), now)))
    one = (now.astimezone(UTC) + first * HOUR).astimezone(now.tzinfo)
    other = (one.astimezone(UTC) + more * HOUR).astimezone(now.tzinfo)
    assert holds(answers, rule, one) or not holds(answers, rule, other)


@given(rule=lasting_rules, now=moments(), days_ago=st.integers(0, 400))
def test_without_a_moment_all_of_it_holds(rule: RuleId, now: datetime, days_ago: int) -> None:
    assert rule in found(screen(told(rule, on_day(now.date() - timedelta(days=days_ago), now))))


@given(one=lasting_rules, other=lasting_rules, now=moments(), ages=st.tuples(st.integers(0, 99), st.integers(0, 99)))
def test_a_further_one_never_allows_more(one: RuleId, other: RuleId, now: datetime, ages: tuple[int, int]) -> None:
    assume(one != other)
    happened = {rule: on_day(now.date() - days * DAY, now) for rule, days in zip((one, other), ages, strict=True)}
    alone = screen(told(one, happened[one]), now=now)
    both = screen(Answers(conditions=(one, other), happened=happened, facts={"age": 30.0}, unasked_is_no=True), now=now)
    assert set(found(alone)) <= set(found(both))
    assert both.hands_on <= alone.hands_on
    assert all(mine.level <= theirs.level for mine, theirs in zip(both.caps, alone.caps, strict=True))
    assert {(entry.region, entry.side) for entry in alone.blocks} <= {
        (entry.region, entry.side) for entry in both.blocks
    }


# Planned


@given(now=moments(), ahead=st.integers(0, 40))
def test_a_relaxer_appointment_holds_a_week_before_and_three_days_after(now: datetime, ahead: int) -> None:
    day = now.date() + timedelta(days=ahead)
    answers = told("relaxer_before", on_day(day, now, planned=True))
    answers = replace(
        answers,
        conditions=("relaxer_before",),
        happened={"relaxer_before": settled(answers.happened["relaxer_before"])},
    )
    begin = datetime.combine(day, time(), now.tzinfo).astimezone(UTC)
    end = datetime.combine(day + DAY, time(), now.tzinfo).astimezone(UTC)

    def at(moment: datetime) -> set[RuleId]:
        return {"relaxer_before", "relaxer_after"} & set(found(screen(answers, now=moment.astimezone(now.tzinfo))))

    if ahead > 8:
        assert not at(begin - 7 * DAY - timedelta(minutes=1))
    assert at(max(begin - 7 * DAY, now.astimezone(UTC)) + timedelta(minutes=1)) >= {"relaxer_before"}
    assert "relaxer_after" in at(end + timedelta(minutes=1))
    assert at(end + 72 * HOUR - timedelta(minutes=1)) == {"relaxer_after"}
    assert not at(end + 72 * HOUR + timedelta(minutes=1))


@given(now=moments(), ahead=st.integers(1, 40))
def test_a_colouring_holds_two_days_on_either_side(now: datetime, ahead: int) -> None:
    day = now.date() + timedelta(days=ahead)
    answers = told("hair_colour", on_day(day, now))
    begin = datetime.combine(day, time(), now.tzinfo).astimezone(UTC)
    end = datetime.combine(day + DAY, time(), now.tzinfo).astimezone(UTC)
    minute = timedelta(minutes=1)
    expected = [(begin - 48 * HOUR - minute, False), (begin - 48 * HOUR + minute, True), (begin + minute, True)]
    expected += [(end + 48 * HOUR - minute, True), (end + 48 * HOUR + minute, False)]
    for moment, value in expected:
        if moment >= now.astimezone(UTC):
            assert holds(answers, "hair_colour", moment.astimezone(now.tzinfo)) is value


def test_an_appointment_on_an_unknown_day_holds_until_the_day_is_known() -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    answers = told("relaxer_before", planned_some_time(now))
    assert all(holds(answers, "relaxer_before", now + timedelta(days=days)) for days in (0, 30, 300))


def test_what_is_to_come_is_listed_with_its_first_and_last_day() -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    answers = told("relaxer_before", on_day(date(2026, 12, 12), now, planned=True))
    [entry] = [entry for entry in holdings(answers, now) if entry.rule == "relaxer_before"]
    assert (entry.state, entry.begins) == ("to_come", date(2026, 12, 5))
    assert entry.ends is not None
    assert entry.ends.day == date(2026, 12, 12)
    assert entry.ends.then


# By hand


BERLIN = ZoneInfo("Europe/Berlin")


def test_two_weeks_after_an_injection_are_said_as_one_says_them() -> None:
    now = datetime(2026, 11, 29, 9, tzinfo=BERLIN)
    answers = told("botulinum_toxin", on_day(date(2026, 11, 28), now))
    ends = found(screen(answers, now=now))["botulinum_toxin"]
    assert ends is not None
    assert until_words(ends, now) == "until 12 December"


def test_48_hours_over_the_change_of_the_clocks_are_48_hours() -> None:
    now = datetime(2026, 3, 28, 10, tzinfo=BERLIN)  # the clocks go forward in the night
    ends = found(screen(told("vaccine_arm", on_day(now.date(), now)), now=now))["vaccine_arm"]
    assert ends is not None
    assert until_words(ends, now) == "until 30 March, 11:00"


def test_four_weeks_over_a_leap_day() -> None:
    now = datetime(2028, 2, 11, 8, tzinfo=UTC)
    ends = found(screen(told("hair_transplant", on_day(date(2028, 2, 10), now)), now=now))["hair_transplant"]
    assert ends is not None
    assert ends.day == date(2028, 3, 9)


def test_an_old_injury_becomes_what_it_is_by_now() -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    answers = told("whiplash_acute", on_day(date(2026, 11, 1), now))
    rules = found(screen(answers, now=now))
    assert "whiplash_acute" not in rules
    assert rules["whiplash_subacute"] is not None


def test_a_concussion_nobody_has_cleared_does_not_end_by_itself() -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    rules = found(screen(told("concussion", on_day(date(2026, 1, 1), now)), now=now))
    assert rules["concussion"] is None


@pytest.mark.parametrize("still", [None, "yes", "unsure"])
def test_a_scalp_that_may_still_be_sore_keeps_it_in_force(still: str | None) -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    when = on_day(date(2026, 11, 1), now)
    held = {None: when, "yes": replace(when, still="yes"), "unsure": replace(when, still="unsure")}[still]
    assert holds(told("relaxer_after", held), "relaxer_after", now)
    assert not holds(told("relaxer_after", settled(when)), "relaxer_after", now)


@pytest.mark.parametrize(("week", "supine"), [(12, False), (18, False), (20, True), (30, True)])
def test_a_pregnancy_counts_its_weeks(week: int, supine: bool) -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    answers = told("pregnancy_ok", in_week(week, now))
    assert ("supine" in screen(answers, now=now).forbidden_positions) is supine
    assert "supine" in screen(answers, now=now + timedelta(weeks=9)).forbidden_positions


def test_a_pregnancy_of_unknown_age_counts_as_far_on() -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert "supine" in screen(told("pregnancy_ok", at_some_time(now)), now=now).forbidden_positions


def test_thirty_weeks_pregnant_and_well_is_adapted_and_no_more() -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    clearance = screen(told("pregnancy_ok", in_week(30, now)), now=now)
    assert (clearance.verdict, clearance.hands_on) == ("adapted", True)


@pytest.mark.parametrize("unit", ["days", "weeks", "months", "years"])
def test_about_so_long_ago_counts_as_one_less(unit: AgoUnit) -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    assert ago(1, unit, now).day == now.date()
    assert ago(3, unit, now).day == ago(2, unit, now).day - (ago(1, unit, now).day - ago(2, unit, now).day)


def test_days_that_cannot_be_are_refused() -> None:
    now = datetime(2026, 11, 28, 12, tzinfo=UTC)
    for impossible in (date(1800, 1, 1), date(2028, 1, 1)):
        with pytest.raises(WhenError):
            on_day(impossible, now)
    with pytest.raises(WhenError):
        ago(500, "years", now)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('rule = "thread_lift"', 'rule = "no_such"', "no_such is not a rule"),
        ('rule = "thread_lift"', 'rule = "dermal_filler"', "a rule stands twice"),
        ('"thread_lift_weeks"', '"age"', "age is no length of time"),
        ('since = ["thread_lift_weeks"]', "hours = 0", "needs since or until, or hours"),
        ('ask = "When is it?"', 'asks = "When is it?"', "unknown asks"),
    ],
)
def test_broken_content_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = (CONTENT / "timing.toml").read_text(encoding="utf-8")
    assert old in text
    broken = tmp_path / "timing.toml"
    broken.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RuleContentError, match=message):
        read_timing(broken, load_rules())
