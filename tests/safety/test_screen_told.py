"""What `screen()` makes of complaints, days and wrong words, and what its findings carry to those who read them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.safety.test_screen import ATLAS, BOOK, NOTHING, WAITING, a_book, a_flag, a_rule, said_yes, screened
from unclench.names import NotKnownError
from unclench.safety import Answers, Area, UnaskedError, screen
from unclench.safety.areas import body_map
from unclench.safety.screen import DOCTOR_YES_DAYS, holding
from unclench.safety.timing import on_day
from unclench.safety.types import BlockRegions, FirstSession, SayLine

NOON = datetime(2027, 1, 31, 12, tzinfo=UTC)
TODAY = NOON.date()


# --- Complaints


def test_what_a_complaint_implies_counts_as_said() -> None:
    implying = next(complaint for complaint in ATLAS.complaints.values() if "headache_now" in complaint.implies)
    # A further thing said in the same breath is not lost.
    answers = replace(NOTHING, facts={"age": 8.0, "touch_sensitive": "yes"})
    found = {finding.rule for finding in screen(answers, complaints=(implying.id,)).findings}
    without = {finding.rule for finding in screen(answers).findings}
    assert "child_headache" in found - without
    assert "ptsd_touch" in found & without


def test_complaints_stand_in_the_clearance_in_their_order() -> None:
    silent = tuple(complaint.id for complaint in ATLAS.complaints.values() if not complaint.implies)[:2]
    assert len(silent) == 2
    assert screen(NOTHING, complaints=silent).complaints == silent
    assert screen(NOTHING, complaints=silent[::-1]).complaints == silent[::-1]


def test_a_complaint_of_the_given_atlas_is_known_and_no_other() -> None:
    own = replace(ATLAS, complaints={"made_up": replace(ATLAS.complaints["neck_pain"], implies=("headache_now",))})
    assert screen(NOTHING, complaints=("made_up",), atlas=own).complaints == ("made_up",)
    with pytest.raises(NotKnownError):
        screen(NOTHING, complaints=("neck_pain",), atlas=own)


def test_an_unknown_complaint_is_refused_by_name_with_the_nearest() -> None:
    with pytest.raises(NotKnownError) as caught:
        screen(NOTHING, complaints=("nek_pain",))
    assert (caught.value.kind, caught.value.text) == ("complaint", "nek_pain")
    assert "neck_pain" in caught.value.nearest


# --- Days


def test_the_day_of_the_moment_dates_a_doctors_yes() -> None:
    rules = (WAITING,)
    answers = Answers(facts={"sore": "yes"}, unasked_is_no=True, doctor_said_yes=said_yes(3))
    assert screen(answers, now=NOON, rules=a_book(*rules)).hands_on
    assert not screen(answers, now=NOON + timedelta(days=DOCTOR_YES_DAYS), rules=a_book(*rules)).hands_on
    # A day that is given comes before the day of the moment.
    late = TODAY + timedelta(days=DOCTOR_YES_DAYS)
    assert not screen(answers, now=NOON, today=late, rules=a_book(*rules)).hands_on


def test_a_doctors_yes_says_when_it_ends_and_waits_no_longer() -> None:
    finding = screened(WAITING, today=TODAY, doctor_said_yes=said_yes(3)).findings[0]
    assert finding.doctor_yes_ends == TODAY - timedelta(days=3) + timedelta(days=180)
    assert finding.waits is False


def test_what_happened_on_a_day_ends_by_itself_and_says_when() -> None:
    answers = replace(
        NOTHING, conditions=("botulinum_toxin",), happened={"botulinum_toxin": on_day(date(2027, 1, 25), NOON)}
    )
    found = {finding.rule: finding for finding in screen(answers, now=NOON).findings}
    ends = found["botulinum_toxin"].ends
    assert ends is not None
    assert all(finding.ends is None for rule, finding in found.items() if rule != "botulinum_toxin")
    at = datetime.fromtimestamp(ends.at_s, UTC)
    before = {finding.rule for finding in screen(answers, now=at - timedelta(minutes=1)).findings}
    after = {finding.rule for finding in screen(answers, now=at + timedelta(minutes=1)).findings}
    assert "botulinum_toxin" in before - after
    # Without a moment all that was told holds, and nothing says until when.
    timeless = {finding.rule: finding for finding in screen(answers).findings}
    assert timeless["botulinum_toxin"].ends is None


def test_without_anything_that_happened_nothing_ends() -> None:
    found = screen(replace(NOTHING, conditions=("diabetes",)), now=NOON).findings
    assert all(finding.ends is None for finding in found)


def test_what_holds_is_what_is_found() -> None:
    answers = replace(NOTHING, facts={"age": 70.0, "wintergreen": "yes"}, conditions=("diabetes",))
    assert holding(answers, BOOK) == {finding.rule for finding in screen(answers).findings}
    asked = Answers(facts={"age": 30.0}, conditions=("anticoagulant",), symptoms=("neck_lump",))
    assert {"anticoagulant", "neck_lump", "g_start_light"} & holding(asked, BOOK) >= {"anticoagulant", "neck_lump"}
    assert "diabetes" not in holding(asked, BOOK)


# --- Words


def test_open_questions_are_told_one_after_the_other() -> None:
    first, second = a_flag(urgency="emergency_now"), a_flag(urgency="emergency_now", id="other")
    with pytest.raises(UnaskedError) as caught:
        screened(first, second, facts={}, unasked_is_no=False)
    assert str(caught.value) == "unasked emergency questions: flag, other"


@pytest.mark.parametrize(
    ("region", "side", "kind", "name", "nearest"),
    [
        ("tempel", "left", "region", "tempel", "temple"),
        ("temple", "rihgt", "side", "rihgt", "right"),
    ],
)
def test_a_wrong_place_is_refused_by_name_with_the_nearest(
    region: str, side: Any, kind: str, name: str, nearest: str
) -> None:
    with pytest.raises(NotKnownError) as caught:
        screen(replace(NOTHING, areas=(Area(region, side),)))
    assert (caught.value.kind, caught.value.text) == (kind, name)
    assert nearest in caught.value.nearest


@pytest.mark.parametrize("place", ["all", "intraoral", "affected_area", "temples", "shoulder_top"])
def test_the_map_of_the_body_knows_what_rules_may_name(place: str) -> None:
    body = body_map(ATLAS)
    assert body.knows(place)
    assert not body.knows(f"{place}_")


# --- What the findings carry


def test_a_line_for_one_kind_of_technique_keeps_it() -> None:
    line = SayLine("line", "during", "Slowly.", technique_class="stroking")
    assert [spoken.technique_class for spoken in screened(a_rule(line)).lines] == ["stroking"]


def test_the_first_session_names_its_rule() -> None:
    clearance = screened(a_rule(FirstSession("first_session", 8, 1)), first_session=True)
    assert clearance.hands_on_limit_rules == ("sore_place",)


def test_a_still_neck_is_not_moved_and_says_why() -> None:
    block = BlockRegions("block_regions", ("neck_posterior", "suboccipital"))
    out = {(entry.technique_class, entry.region): entry.rules for entry in screened(a_rule(block)).forbidden}
    assert out[("stretch_active", None)] == ("sore_place",)


def test_an_emergency_stops_everything_by_its_urgency_alone() -> None:
    clearance = screened(a_flag(urgency="emergency_now"))
    assert clearance.verdict == "emergency"
    assert not clearance.hands_on
    assert clearance.mind == "none"
