"""Plays and headaches to be listed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from unclench.atlas.types import ComplaintId
from unclench.composer.composing import compose
from unclench.composer.types import Request
from unclench.plain import to_plain
from unclench.safety import screen
from unclench.safety.types import Answers
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment
from unclench.web.sessions.models import Plan, Play
from unclench.web.today.models import CheckIn

START = datetime(2026, 11, 21, 20, 0, tzinfo=UTC)


@cache
def session() -> Any:
    request = Request((ComplaintId("tth_episodic"),), 10)
    answers = Answers(facts={"age": 34.0}, unasked_is_no=True)
    return to_plain(compose(request, screen(answers, complaints=request.complaints)))


def plan_of(person: Person, title: str = "Tension headache") -> Plan:
    moment = Moment(START, "UTC")
    check_in = CheckIn.made(person, moment, request={}, verdict="clear")
    check_in.save()
    plan = Plan.made(person, moment, check_in=check_in, session=session(), title=title, minutes=10)
    plan.save()
    return plan


def play_of(plan: Plan, *, ago: timedelta = timedelta(0), zone: str = "UTC", **fields: Any) -> Play:
    play = Play.made(plan.owner, Moment(START - ago, zone), plan=plan, **fields)
    play.save()
    return play
