"""What a browser test finds when it begins: records made without the way through the pages.

Runs in a process of its own (see `App.stage`), for a test's own process has the records of another folder.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any, Literal
from uuid import UUID


def voice(name: str) -> None:
    """How the person wants to be spoken to: own, device or bells."""
    from unclench.web.accounts.entry import owner

    person = owner()
    person.voice = name
    person.save(update_fields=["voice"])


def plan(
    minutes: int = 5,
    complaint: str = "tth_episodic",
    *,
    pressure_cap: int = 10,
    giver: Literal["self", "partner"] = "self",
    bedtime: bool = False,
    position: Literal["seated", "supine", "prone", "side"] | None = None,
) -> str:
    """A plan for whom nothing speaks against one, so what was told, done and felt before is forgotten; its id."""
    from unclench.composer.types import Request
    from unclench.safety.interview import Remembered
    from unclench.safety.types import Answers
    from unclench.web.accounts.entry import owner
    from unclench.web.moment import now
    from unclench.web.sessions.models import Felt, Play
    from unclench.web.today import checking, remembering

    remembering.keep(owner(), Remembered())
    Felt.objects.all().delete()
    Play.objects.update(worked=[], ending="stopped")
    request = Request(
        complaints=(complaint,),
        minutes=minutes,
        giver=giver,
        pressure_cap=pressure_cap,
        position=position,
        bedtime=bedtime,
    )
    check_in = checking.start(owner(), now(), request)
    clearance = checking.settle(check_in, Answers(unasked_is_no=True), now())
    finished = checking.plan_of(check_in, clearance, now())
    if finished.plan is None:
        raise ValueError(finished.message)
    return str(finished.plan.id)


def recording(plan: str) -> None:
    """The first line of this plan, recorded."""
    from tests.guide.test_recordings import encoded, spoken
    from unclench.guide.recordings import lines_of
    from unclench.web.accounts.entry import owner
    from unclench.web.moment import now
    from unclench.web.recordings.keeping import keep
    from unclench.web.sessions.models import Plan
    from unclench.web.sessions.planning import score_of

    keep(owner(), lines_of(score_of(Plan.objects.get(id=plan)))[0], encoded(spoken()), now())


def motion(minutes: int) -> Any:
    """What the figure does in such a plan."""
    from unclench.web.figures.motions import plan_motion
    from unclench.web.sessions.models import Plan

    return json.loads(plan_motion(Plan.objects.get(id=plan(minutes)), "reference"))


def plays() -> list[dict[str, Any]]:
    """Every play with its events, the latest first."""
    from unclench.web.accounts.entry import owner
    from unclench.web.sessions.models import Play

    return [
        {
            "id": str(play.id),
            "ending": play.ending,
            "stop_reason": play.stop_reason,
            "position_ms": play.position_ms,
            "events": [[event.kind, event.step, event.position_ms, event.reason] for event in play.events.all()],
        }
        for play in Play.of(owner())
    ]


def history(rows: int) -> None:
    """So many sessions, rated before and after, an hour apart."""
    from datetime import timedelta

    from unclench.web.accounts.entry import owner
    from unclench.web.moment import Moment, now
    from unclench.web.sessions.models import Plan, Play

    found = Plan.objects.get(id=plan())
    moments = [Moment(now().at - timedelta(hours=hour), "Europe/Berlin") for hour in range(rows)]
    Play.objects.bulk_create(
        Play.made(owner(), moment, plan=found, pain_before=6, pain_after=4, ending="finished", rated_at=moment.at)
        for moment in moments
    )


def yesterday(hurt: str = "") -> str:
    """A session of ten firm minutes on the shoulders, 23 hours ago, in which something was felt; the id of its play."""
    from datetime import timedelta

    from unclench.plain import to_plain
    from unclench.safety.past import Worked
    from unclench.web.accounts.entry import owner
    from unclench.web.moment import Moment, now
    from unclench.web.sessions.models import Felt, Plan, Play

    found = Plan.objects.get(id=plan())
    moment = Moment(now().at - timedelta(hours=23), "Europe/Berlin")
    begun_s = int(moment.at.timestamp())
    worked = Worked(begun_s, begun_s + 600, 600, 5, ("shoulders", "upper_trapezius"), moment.local_date)
    play = Play.made(owner(), moment, plan=found, ending="finished", rated_at=moment.at, worked=[to_plain(worked)])
    play.save()
    if hurt:
        Felt.made(owner(), moment, play=play, what=hurt, said="during", places=["upper_trapezius"]).save()
    return str(play.id)


def diary(days: int, open_attack: bool = True) -> str:
    """So many days of a diary; the newest headache, which lasts since an hour if it is to be open."""
    from datetime import timedelta

    from tests.web.diary import diaries
    from unclench.web.accounts.entry import owner
    from unclench.web.diary.models import Dose, EpisodeEvent
    from unclench.web.moment import now

    newest = diaries.write(owner(), days, now("Europe/Berlin"))
    if open_attack:
        newest.at, newest.ended_at = now().at - timedelta(hours=2), None
        newest.save()
        soon = {"at": now().at - timedelta(minutes=50), "local_date": now().local_date}
        EpisodeEvent.objects.filter(episode=newest).update(**soon)
        Dose.objects.filter(episode=newest).update(**soon)
    return str(newest.id)


def measures(times: int) -> None:
    """Each kind of measure so many times; the range of the neck is due, and goes with sessions."""
    from tests.web.measures import takings
    from unclench.web.accounts.entry import owner
    from unclench.web.measures import wishing
    from unclench.web.moment import now

    takings.write(owner(), times, now("Europe/Berlin"))
    wishing.wish(owner(), takings.MEASURES["neck_range"], 14, now("Europe/Berlin"), around_sessions=True)
    wishing.wish(owner(), takings.MEASURES["change"], 28, now("Europe/Berlin"), around_sessions=False)


def theme(name: str) -> None:
    from unclench.web.accounts.entry import owner

    person = owner()
    person.theme = name
    person.save(update_fields=["theme"])


def unlock() -> None:
    """A standing emergency was a mistake, whoever it was named for."""
    from unclench.web.accounts.entry import owner
    from unclench.web.accounts.receivers import everybody
    from unclench.web.moment import now
    from unclench.web.today import locks

    for person in everybody(owner()):
        found = locks.standing(person)
        if found is not None:
            locks.end_as_mistake(found, now())


def offline_records(plan: str) -> dict[str, Any]:
    """How many attacks there are, what was told of the newest, and each play of this plan with what happened in it."""
    from unclench.web.accounts.entry import owner
    from unclench.web.diary.models import Dose, Episode, EpisodeEvent
    from unclench.web.sessions.models import Play

    newest = Episode.of(owner()).filter(source="attack").first()
    events = EpisodeEvent.of(owner()).filter(episode=newest).order_by("at", "name", "id")
    doses = Dose.of(owner()).filter(episode=newest).order_by("at")
    return {
        "attacks": Episode.of(owner()).filter(source="attack").count(),
        "told": [[one.kind, one.name or one.text or one.level, one.value, one.minutes] for one in events],
        "doses": [[dose.name, dose.zone] for dose in doses],
        "eased": newest is not None and newest.ended_at is not None,
        "plays": [
            {
                "events": [event.kind for event in play.events.all()],
                "ending": play.ending,
                "pain": [play.pain_before, play.pain_after],
            }
            for play in Play.of(owner()).filter(plan=UUID(plan))
        ],
    }


def medicine(name: str) -> None:
    """On the list, for attacks."""
    from unclench.web.accounts.entry import owner
    from unclench.web.diary.models import Medicine
    from unclench.web.moment import now

    Medicine.made(owner(), now(), name=name, kind="triptan", usual="50 mg", acute=True).save()


def attacks_were_earlier() -> None:
    """By an hour, so that another one is not the same tap."""
    from datetime import timedelta

    from django.db.models import F

    from unclench.web.diary.models import Episode

    Episode.objects.update(at=F("at") - timedelta(hours=1))


def token_for(name: str) -> str:
    """What lets a browser in as this person; made if there is none."""
    from datetime import timedelta

    from unclench.web.accounts.entry import new_token
    from unclench.web.accounts.models import Person

    return new_token(Person.objects.get_or_create(name=name)[0], timedelta(minutes=5))


FUNCTIONS: dict[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        *(voice, plan, recording, motion, plays, history, yesterday, diary, measures, theme, unlock),
        *(offline_records, medicine, attacks_were_earlier, token_for),
    )
}

if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(FUNCTIONS[sys.argv[1]](**json.loads(sys.argv[2]))))
