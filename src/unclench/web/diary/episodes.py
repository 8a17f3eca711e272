"""What is kept of a headache: its onset, what was tried, how bad it was, when it eased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from django.db import transaction

from unclench.diary.symptoms import AURAS
from unclench.web.accounts.models import Person
from unclench.web.diary import course
from unclench.web.diary.course import OPEN_FOR, Course, region_of
from unclench.web.diary.fields import LONGEST_TEXT
from unclench.web.diary.models import Dose, Episode, EpisodeEvent
from unclench.web.moment import Moment

SAME_TAP = timedelta(minutes=2)
"""A second tap so soon is the same attack."""
ADDED_LATER = timedelta(minutes=15)

Source = Literal["attack", "history", "command"]


def open_attack(person: Person, moment: Moment) -> Episode | None:
    """The latest attack that has not been ended, if it may still last."""
    return (
        Episode.of(person)
        .filter(source="attack", ended_at=None, at__gt=moment.at - OPEN_FOR, at__lte=moment.at)
        .order_by("-at", "-id")
        .first()
    )


def note_attack(person: Person, moment: Moment) -> Episode:
    """An onset now. Tapped twice, it is still one."""
    with transaction.atomic():
        found = open_attack(person, moment)
        if found is None or found.at < moment.at - SAME_TAP:
            found = Episode.made(person, moment, source="attack")
            found.save()
    return found


def note_headache(person: Person, onset: Moment, source: Source, *, pain: int | None = None, note: str = "") -> Episode:
    """A headache told of, now or later. What was not given is not kept."""
    with transaction.atomic():
        made = Episode.made(person, onset, source=source)
        made.save()
        if pain is not None:
            EpisodeEvent.made(person, onset, episode=made, kind="pain", level=pain).save()
        if note:
            EpisodeEvent.made(person, onset, episode=made, kind="note", text=note).save()
    return made


def earlier_attack(episode: Episode, moment: Moment) -> Episode | None:
    """One that was open already when this one was noted: it may well be the same."""
    return (
        Episode.of(episode.owner)
        .filter(source="attack", ended_at=None, at__gt=moment.at - OPEN_FOR, at__lt=episode.at)
        .order_by("-at", "-id")
        .first()
    )


def join(later: Episode, earlier: Episode, moment: Moment) -> None:
    """They are one attack: what was told of the later one was told of the earlier one, and is of no other now."""
    before, told = course.course_of(earlier), course.course_of(later)
    with transaction.atomic():
        # With what was taken back: it can still be brought back.
        Dose.objects.filter(owner=later.owner, episode=later).update(episode=earlier)
        EpisodeEvent.objects.filter(owner=later.owner, episode=later).update(episode=earlier)
        for name, event in told.symptoms.items():
            if name in AURAS and event.at == later.at:
                # Nobody said when it began: it goes on standing at the onset.
                event.at, event.local_date, event.zone = earlier.at, earlier.local_date, earlier.zone
                event.save(update_fields=["at", "local_date", "zone"])
            if name in before.symptoms:
                _stand_for(event, before.symptoms[name], moment)
        _join_places(before, told, moment)
        if before.worst and told.worst:
            lower, higher = sorted((before.worst, told.worst), key=lambda event: event.level or 0)
            _stand_for(higher, lower, moment)
        if before.note and told.note:
            # Where there is no room for both in one, both stay, and the later one is shown.
            text = f"{before.note.text}\n{told.note.text}"
            if len(text) <= LONGEST_TEXT:
                _stand_for(told.note, before.note, moment)
                EpisodeEvent.objects.filter(id=told.note.id).update(text=text)
        newer = later.check_in
        if newer is not None and (earlier.check_in is None or earlier.check_in.at < newer.at):
            earlier.check_in = newer
            earlier.save(update_fields=["check_in"])
        if earlier.ended_at is None:
            course.end(earlier, later.ended)
        later.take_away(moment.at)


def _join_places(before: Course, told: Course, moment: Moment) -> None:
    """One of each: what says more stays, a number before none and a side before none, else what was told last."""
    standing: dict[str, EpisodeEvent] = {}
    for event in (*before.places, *told.places):
        same = standing.get(event.name)
        if same is not None and event.level is None and same.level is not None:
            _stand_for(same, event, moment)
            continue
        if same is not None:
            _stand_for(event, same, moment)
        standing[event.name] = event
    for name, event in standing.items():
        sided = next((one for key, one in standing.items() if key != name and region_of(key) == name), None)
        if sided is not None:
            _stand_for(sided, event, moment)


def _stand_for(event: EpisodeEvent, other: EpisodeEvent, moment: Moment) -> None:
    """In the place of the other one."""
    other.take_away(moment.at)
    if event.instead_of_id is None:
        EpisodeEvent.objects.filter(id=event.id).update(instead_of=other)


def describe(episode: Episode, moment: Moment, *, worst: int | None, note: str, ended: Moment | None) -> None:
    """What is said of it afterwards, in the place of what was said before."""
    with transaction.atomic():
        known = course.course_of(episode)
        course.tell_worst(episode, worst, moment, known.worst)
        course.write(episode, note, moment, known.note)
        course.end(episode, ended)


def noted_at(episode: Episode) -> datetime:
    """When it was written down; the id knows."""
    return datetime.fromtimestamp((episode.id.int >> 80) / 1000, UTC)


def was_added_later(episode: Episode) -> bool:
    return noted_at(episode) - episode.at > ADDED_LATER
