"""Every page asks the database as often with two hundred records as with two."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.web import cast
from tests.web.measures import takings
from tests.web.sessions.plays import plan_for
from tests.web.test_strangers import ALL
from unclench.web.accounts import receivers
from unclench.web.accounts.models import Device, Person
from unclench.web.diary import course, episodes
from unclench.web.diary.models import DayMark, Episode, EpisodeEvent, Medicine
from unclench.web.measures import wishing
from unclench.web.measures.keeping import Around, Said
from unclench.web.moment import Moment, now
from unclench.web.sessions import phone_views
from unclench.web.sessions.models import NextDay, Plan, Play, PlayEvent
from unclench.web.sessions.sound import Sound
from unclench.web.today import checking
from unclench.web.today.models import CheckIn

FEW, MANY = 2, 200
NO_PAGE = {
    "answers_sound",
    "backup_data",
    "captions",
    "export_data",
    "figure_mesh",
    "offline_files",
    "offline_own",
    "offline_token",
    "other_motion",
    "other_picture",
    "other_sound",
    "phone_file",
    "plan_motion",
    "play_others",
    "recording_sound",
    "service_worker",
    "session_file",
    "sheet",
    "sound",
    "sound_state",
    "step_picture",
    "technique_motion",
    "webmanifest",
}
"""Answer with a file or with data."""

BUDGETS = {
    "today": 12,
    "check": 10,
    "emergency": 5,
    "emergency_of": 6,
    "about": 5,
    "safety": 15,
    "safety_of": 15,
    "receivers": 5,
    "crisis": 5,
    "you": 6,
    "your_data": 5,
    "session_lines": 8,
    "recordings": 5,
    "history": 8,
    "plan": 14,
    "more_minutes": 12,
    "why_not": 12,
    "phone": 8,
    "kept": 12,
    "offline": 4,
    "offline_attack": 4,
    "open_file": 5,
    "player": 14,
    "hurts": 4,
    "after": 6,
    "next_day": 6,
    "play_record": 8,
    "attack": 5,
    "attack_page": 10,
    "episode": 10,
    "symptoms": 5,
    "places": 5,
    "attack_say": 8,
    "diary": 12,
    "patterns": 9,
    "diary_month": 8,
    "diary_year": 6,
    "diary_day": 10,
    "medicines": 7,
    "medicine": 4,
    "measures": 5,
    "measure": 7,
    "take_measure": 12,
    "enter": 4,
    "atlas": 4,
    "finder": 4,
    "technique": 4,
    "region": 4,
    "muscle": 4,
    "point": 4,
    "complaint": 4,
    "evidence": 4,
    "claim": 4,
    "studies": 4,
    "study": 4,
    "sources": 4,
    "source": 4,
    "templates": 4,
    "template": 5,
}


class Cast:
    """A person with this many of everything; addresses are those of the newest."""

    def __init__(self, person: Person, plan: Plan, count: int) -> None:
        self.plan = plan
        self.check_in = checking.start(person, now(), checking.request_of(plan.check_in))
        for number in range(count):
            self._one(person, number)
        for measure in list(takings.MEASURES.values())[:count]:
            wishing.wish(person, measure, 14, now(), around_sessions=True)
        self.receiver = receivers.receivers_of(person)[0]
        self.play = Play.of(person).filter(ending="").latest("at")
        self.episode = Episode.of(person).latest("at")
        self.medicine = Medicine.of(person).latest("at")

    def _one(self, person: Person, number: int) -> None:
        """An older check-in, plan and play with its events and next day, a headache with its events, a device."""
        moment = Moment(now().at - timedelta(hours=5 * (number + 1)), "Europe/Berlin")
        made = CheckIn.made(
            person, moment, request=self.plan.check_in.request, verdict="clear", answers=self.plan.check_in.answers
        )
        made.save()
        plan = Plan.made(
            person, moment, check_in=made, session=self.plan.session, title=self.plan.title, minutes=self.plan.minutes
        )
        plan.save()
        ended = Play.made(person, moment, plan=plan, ending="finished", pain_before=6, pain_after=4)
        ended.save()
        NextDay.made(person, moment, play=ended, soreness=number % 3).save()
        going = Play.made(person, moment, plan=self.plan)
        going.save()
        for kind in ("started", "paused", "resumed", "skipped"):
            PlayEvent.made(person, moment, play=ended, kind=kind).save()
        headache = episodes.note_headache(person, moment, "command", pain=number % 10, note="")
        medicine = Medicine.made(person, moment, name=f"Medicine {number}", kind="triptan", acute=True)
        medicine.save()
        course.take(person, medicine, moment, headache)
        DayMark.made(person, Moment(moment.at - timedelta(days=7 * number), "Europe/Berlin"), said="clear").save()
        for play in (ended, going):
            EpisodeEvent.made(person, moment, episode=headache, kind="tried", text="Breathing", play=play).save()
        takings.take(person, "places", Said({"temple.left": 4.0}), moment, Around(plan=plan))
        takings.take(person, "now", Said({"pain": 4.0}), moment, Around(play=ended))
        receivers.add(person, f"Anna {number}")
        Device(
            person=person, session_key=f"{person.name}{number}", name="Firefox", since=moment.at, seen=moment.at
        ).save()

    def address(self, name: str) -> str:
        ids = {
            "check": self.check_in.id,
            "emergency_of": self.receiver.id,
            "safety_of": self.receiver.id,
            "plan": self.plan.id,
            "more_minutes": self.plan.id,
            "why_not": self.plan.id,
            "session_lines": self.plan.id,
            "phone": self.plan.id,
            "kept": self.plan.id,
            "player": self.play.id,
            "hurts": self.play.id,
            "after": self.play.id,
            "next_day": self.play.id,
            "play_record": self.play.id,
            "attack_page": self.episode.id,
            **dict.fromkeys(("episode", "symptoms", "places", "attack_say"), self.episode.id),
            "diary_month": f"{now('Europe/Berlin').local_date:%Y-%m}",
            "diary_year": now("Europe/Berlin").local_date.year,
            "diary_day": now("Europe/Berlin").local_date,
            "medicine": self.medicine.id,
            "measure": "places",
            "take_measure": "neck_range",
            "technique": "scalp_circles",
            "region": "temple",
            "muscle": "masseter",
            "point": "GB20",
            "complaint": "stress",
            "claim": "cortisol",
            "study": "kim2016",
            "template": "kim2016",
            "source": "gross2024",
        }
        return reverse(name, args=[ids[name]] if name in ids else [])


def with_more_events(found: Cast, count: int) -> None:
    """The one play and the one headache that are looked at have this many events."""
    moment = now()
    for _ in range(count):
        PlayEvent.made(found.play.owner, moment, play=found.play, kind="paused").save()
        EpisodeEvent.made(found.play.owner, moment, episode=found.episode, kind="tried", text="Cold").save()
        course.take(found.play.owner, found.medicine, moment, found.episode)


def queries(client: Client, address: str) -> int:
    client.get(address)  # what a first request alone asks, such as for the session, is not the page's
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code in (200, 302), address
    return len(captured)


@pytest.mark.django_db
def test_every_page_asks_as_often_with_many_records_as_with_few(
    person_with: Callable[[str, int], tuple[Client, Cast]],
) -> None:
    few, small = person_with("few", FEW)
    many, large = person_with("many", MANY)
    asked = {name: (queries(few, small.address(name)), queries(many, large.address(name))) for name in BUDGETS}
    print(asked)
    assert {name: pair for name, pair in asked.items() if pair[0] != pair[1]} == {}
    assert {name: pair for name, pair in asked.items() if pair[1] > BUDGETS[name]} == {}


def test_no_page_is_without_a_budget(alices: Client) -> None:
    without = [name for name, path in ALL if name not in BUDGETS and name not in NO_PAGE]
    assert {name: alices.get(dict(ALL)[name]).status_code for name in without} == dict.fromkeys(without, 405)


@pytest.fixture
def person_with(db: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], tuple[Client, Cast]]:
    del db
    monkeypatch.setattr(phone_views, "sound_of", lambda *_: Sound("ready", 1.0))

    def made(name: str, count: int) -> tuple[Client, Cast]:
        person = cast.person(name)
        found = Cast(person, plan_for(person), count)
        with_more_events(found, count)
        return cast.client_of(person), found

    return made
