"""Plans and plays for the tests of what comes after a plan."""

from __future__ import annotations

from datetime import timedelta

import uuid6

from unclench.composer.types import Request
from unclench.safety.types import Answers
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment, now
from unclench.web.sessions import playing
from unclench.web.sessions.models import Plan, Play
from unclench.web.today import checking


def plan_for(person: Person, *, minutes: int = 5) -> Plan:
    """For somebody for whom nothing speaks against one."""
    check_in = checking.start(person, now(), Request(complaints=("tth_episodic",), minutes=minutes))
    clearance = checking.settle(check_in, Answers(unasked_is_no=True), now())
    plan = checking.plan_of(check_in, clearance, now()).plan
    assert plan is not None
    return plan


def play_for(person: Person) -> Play:
    return playing.begin(plan_for(person), now(), {"pain": 6})


def ended_play_for(person: Person) -> Play:
    """Played from beginning to end, five minutes from now."""
    play = play_for(person)
    end_ms = play.plan.minutes * 60_000
    later = now().at + timedelta(minutes=play.plan.minutes)
    told = [
        playing.Happened(uuid6.uuid7(), "started", now().at, 0),
        playing.Happened(uuid6.uuid7(), "finished", later, end_ms),
    ]
    playing.tell(play, told, Moment(later, now().zone))
    return play
