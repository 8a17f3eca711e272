"""What is kept of a headache: its onset, what was tried, how bad it was, when it eased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.db import transaction

from unclench.web.accounts.models import Person
from unclench.web.diary.models import Episode, EpisodeEvent
from unclench.web.moment import Moment
from unclench.web.sessions.models import Play

SAME_TAP = timedelta(minutes=2)
"""A second tap so soon is the same attack."""
OPEN_FOR = timedelta(hours=72)
"""As long as an attack may last. One of which nobody said that it has eased is not asked about for longer."""
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


def tried(episode: Episode, what: str, moment: Moment, play: Play | None = None) -> EpisodeEvent:
    event = EpisodeEvent.made(episode.owner, moment, episode=episode, kind="tried", text=what, play=play)
    event.save()
    return event


def end(episode: Episode, at: datetime | None) -> None:
    """It has eased, or, without a time, it has not."""
    episode.ended_at = at
    with transaction.atomic():
        episode.save(update_fields=["ended_at"])


@dataclass(frozen=True, slots=True)
class Course:
    """What was told of a headache."""

    tried: tuple[EpisodeEvent, ...]
    pain: EpisodeEvent | None
    note: EpisodeEvent | None


def course_of(episode: Episode) -> Course:
    events = tuple(EpisodeEvent.of(episode.owner).filter(episode=episode).order_by("at", "id"))
    last = {event.kind: event for event in events}
    return Course(tuple(event for event in events if event.kind == "tried"), last.get("pain"), last.get("note"))


def describe(episode: Episode, moment: Moment, *, pain: int | None, note: str, ended_at: datetime | None) -> None:
    """What is said of it afterwards, in the place of what was said before."""
    with transaction.atomic():
        course = course_of(episode)
        _replace(course.pain, EpisodeEvent.made(episode.owner, moment, episode=episode, kind="pain", level=pain))
        _replace(course.note, EpisodeEvent.made(episode.owner, moment, episode=episode, kind="note", text=note))
        end(episode, ended_at)


def _replace(before: EpisodeEvent | None, event: EpisodeEvent) -> None:
    """An event that says nothing takes back what was said before."""
    if before is not None and (before.level, before.text) == (event.level, event.text):
        return
    if before is not None:
        before.take_away(event.at)
    if event.level is not None or event.text:
        event.save()


def noted_at(episode: Episode) -> datetime:
    """When it was written down; the id knows."""
    return datetime.fromtimestamp((episode.id.int >> 80) / 1000, UTC)


def was_added_later(episode: Episode) -> bool:
    return noted_at(episode) - episode.at > ADDED_LATER
