"""What is kept of a headache: its onset, what was tried, how bad it was, when it eased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

from django.db import transaction

from unclench.web.accounts.models import Person
from unclench.web.diary import course
from unclench.web.diary.course import OPEN_FOR
from unclench.web.diary.models import Episode, EpisodeEvent
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
