"""What of a session was played, worked out of what the player told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.atlas import load_atlas
from unclench.composer.composing import compose
from unclench.composer.types import Request, Session, Step
from unclench.safety import Answers, screen
from unclench.safety.past import Worked
from unclench.web.moment import Moment
from unclench.web.sessions.played import Told, stretches, worked

BEGUN = datetime(2026, 3, 28, 18, 0, tzinfo=UTC)
MOMENT = Moment(BEGUN, "Europe/Berlin")
ATLAS = load_atlas()


@cache
def session() -> Session:
    clearance = screen(Answers(unasked_is_no=True), complaints=("tth_episodic",))
    return compose(Request(complaints=("tth_episodic",), minutes=10), clearance)


def touching() -> list[Step]:
    return [step for step in session().steps if step.contact]


def told(*events: tuple[str, float]) -> list[Told]:
    """Each with where the sound stood, in seconds; a second apart, since only places count."""
    return [Told(kind, BEGUN + timedelta(seconds=n), int(s * 1000)) for n, (kind, s) in enumerate(events)]


def count(events: list[Told], now: datetime = BEGUN + timedelta(days=1)) -> tuple[Worked, ...]:
    return worked(events, session(), MOMENT, now, ATLAS)


def seconds(events: list[Told]) -> int:
    return sum(entry.seconds for entry in count(events))


END = session().duration_s
HANDS = sum(step.duration_s for step in touching())


def test_all_of_it_counts_once_when_it_is_played_to_its_end() -> None:
    assert seconds(told(("started", 0), ("finished", END))) == HANDS == session().hands_on_s


def test_pausing_changes_nothing() -> None:
    assert seconds(told(("started", 0), ("paused", 100), ("resumed", 100), ("finished", END))) == HANDS


def test_what_was_not_begun_has_no_time() -> None:
    assert seconds([]) == 0
    assert seconds(told(("paused", 0))) == 0


def test_a_skipped_step_does_not_count_and_one_left_half_way_has_what_was_played() -> None:
    step = touching()[1]
    half = step.start_s + step.duration_s // 2
    assert seconds(told(("started", 0), ("skipped", half), ("finished", END))) == HANDS - (
        step.duration_s - step.duration_s // 2
    )
    assert seconds(told(("started", 0), ("skipped", step.start_s), ("finished", END))) == HANDS - step.duration_s


def test_who_goes_on_while_the_voice_still_says_where_has_not_laid_hands_on() -> None:
    step = touching()[1]
    assert seconds(told(("started", 0), ("skipped", step.start_s + 4), ("finished", END))) == HANDS - step.duration_s


def test_going_back_counts_what_is_played_again() -> None:
    step = touching()[1]
    middle = step.start_s + 20
    assert seconds(told(("started", 0), ("back", middle), ("finished", END))) == HANDS + 20


def test_a_jump_in_the_words_counts_nothing_between() -> None:
    last = touching()[-1]
    events = told(("started", 0), ("moved", 0), ("moved", last.start_s), ("finished", END))
    assert seconds(events) == last.duration_s


def test_this_hurts_stands_still_until_it_goes_on() -> None:
    step = touching()[1]
    assert seconds(told(("started", 0), ("hurt", step.start_s + 10), ("paused", step.start_s + 10))) == (
        sum(entry.duration_s for entry in touching() if entry.start_s < step.start_s) + 10
    )


def test_each_longer_counts_in_its_step() -> None:
    step = next(step for step in touching() if step.sides != "in_turn")
    events = told(("started", 0), ("extended", step.start_s + 8), ("finished", END))
    events[1] = Told("extended", events[1].at, events[1].position_ms, step.id)
    assert seconds(events) == HANDS + 30


def test_a_player_closed_while_it_ran_counts_as_played_on() -> None:
    step = touching()[0]
    events = told(("started", 0))
    soon = BEGUN + timedelta(seconds=step.start_s + 10)
    assert sum(entry.seconds for entry in count(events, soon)) == 10
    assert seconds(events) == HANDS


def test_it_rests_from_when_it_ended() -> None:
    events = [Told("started", BEGUN, 0), Told("finished", BEGUN + timedelta(seconds=END), END * 1000)]
    assert {entry.ended_s for entry in count(events)} == {int(BEGUN.timestamp()) + END}
    assert {entry.day.isoformat() for entry in count(events)} == {"2026-03-28"}


def test_a_sore_spot_that_was_pressed_is_known() -> None:
    pressed = {step.level for step in touching() if step.technique == "static_compression"}
    assert {entry.level for entry in count(told(("started", 0), ("finished", END))) if entry.pressed} == pressed


KINDS = ["started", "paused", "resumed", "back", "skipped", "extended", "moved", "hurt", "stopped", "finished"]


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, END + 60)), max_size=12))
def test_whatever_is_told_it_stays_within_the_session(events: list[tuple[str, int]]) -> None:
    for since, to in stretches(told(*events), session(), BEGUN + timedelta(hours=2)):
        assert 0 <= since < to <= END * 1000
    for entry in count(told(*events)):
        assert entry.seconds >= 5
        assert entry.places


@pytest.mark.parametrize("more", [1, 30, 300])
def test_the_further_it_was_played_the_more_it_is(more: int) -> None:
    for step in touching():
        before = seconds(told(("started", 0), ("stopped", step.start_s)))
        assert before <= seconds(told(("started", 0), ("stopped", min(END, step.start_s + more))))
