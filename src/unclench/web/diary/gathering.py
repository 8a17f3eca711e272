"""A stretch of the diary as plain values. Four queries, and as many rows as the stretch has."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from django.db.models import Q, QuerySet

from unclench.diary import (
    Diary,
    Dose,
    Episode,
    Lived,
    Mark,
    Noticed,
    Place,
    Rated,
    Reading,
    Relief,
    Tried,
    Window,
    lived,
)
from unclench.web.accounts.models import Person
from unclench.web.diary import models
from unclench.web.diary.course import Course
from unclench.web.records import Record

_BEFORE = timedelta(days=4)
"""An attack without an end counts for three days at most; one more, since local days are not UTC's."""
_ONE = timedelta(days=1)

_ToldRow = tuple[UUID, str, int | None, str, datetime, str, str, str, int | None, UUID | None]
_TOLD_FIELDS = ("episode_id", "kind", "level", "text", "at", "zone", "name", "value", "minutes", "dose_id")
_DOSE_FIELDS = ("episode_id", "id", "at", "local_date", "zone", "name", "kind", "acute", "amount")
_COUNTED = Q(kind__in=("pain", "worst", "tried"))
_JUDGED = ~Q(kind__in=("note", "eased"))


def episodes_in(person: Person, window: Window) -> QuerySet[models.Episode]:
    """All that may touch these days."""
    first, last = _noon(window.first) - _BEFORE, _noon(window.last) + 2 * _ONE
    lasting = Q(at__gte=first) | Q(at__lt=first, ended_at__gte=first)
    return models.Episode.of(person).filter(lasting, at__lte=last)


def gather(person: Person, window: Window) -> Diary:
    """What counts days and medicine in this stretch. Symptoms and ratings are left out: see `episode_from`."""
    return _gathered(person, window, _COUNTED)


def gather_told(person: Person, window: Window) -> Diary:
    """With symptoms, places and how a dose was rated: what the published patterns look at. As many queries."""
    return _gathered(person, window, _JUDGED)


def _gathered(person: Person, window: Window, events: Q) -> Diary:
    rows = list(
        episodes_in(person, window).order_by("at", "id").values_list("id", "at", "zone", "ended_at", "ended_zone")
    )
    told: dict[UUID, _Told] = {row[0]: _Told() for row in rows}
    if rows:
        found = models.EpisodeEvent.objects.filter(events, episode__in=list(told), deleted_at=None)
        for event in found.order_by("at", "id").values_list(*_TOLD_FIELDS):
            told[event[0]].add(event)
    doses: dict[UUID | None, list[Dose]] = {}
    for key, dose_id, at, day, zone, name, kind, acute, amount in doses_in(person, window).values_list(*_DOSE_FIELDS):
        rated = told[key].ratings.get(dose_id) if key in told else None
        doses.setdefault(key, []).append(Dose(Lived(at, day, zone), name, kind, acute, amount, rated))
    return Diary(
        episodes=tuple(told[row[0]].episode(row, doses.get(row[0], [])) for row in rows),
        marks=marks_in(person, window),
        doses=tuple(dose for key, some in doses.items() if key not in told for dose in some),
    )


class _Told:
    """What is being read of one headache."""

    def __init__(self) -> None:
        self.readings: list[Reading] = []
        self.places: list[Place] = []
        self.noticed: list[Noticed] = []
        self.tried: list[Tried] = []
        self.ratings: dict[UUID, Rated] = {}
        self.worst: int | None = None

    def add(self, row: _ToldRow) -> None:
        _, kind, level, text, at, zone, name, value, minutes, dose = row
        when = lived(at, zone)
        match kind:
            case "pain" if level is not None:
                self.readings.append(Reading(when, level))
            case "worst":
                self.worst = level
            case "place":
                region, _, side = name.partition(".")
                self.places.append(Place(when, region, side, level))
            case "symptom":
                self.noticed.append(Noticed(when, name, value, minutes))
            case "tried":
                self.tried.append(Tried(when, text))
            case "relief" if dose is not None:
                self.ratings[dose] = Rated(when, cast(Relief, value), minutes)

    def episode(self, row: tuple[Any, ...], doses: Iterable[Dose]) -> Episode:
        _, at, zone, ended_at, ended_zone = row
        return Episode(
            onset=lived(at, zone),
            end=None if ended_at is None else lived(ended_at, ended_zone or zone),
            readings=tuple(self.readings),
            places=tuple(self.places),
            noticed=tuple(self.noticed),
            doses=tuple(doses),
            tried=tuple(self.tried),
            worst=self.worst,
        )


def doses_in(person: Person, window: Window) -> QuerySet[models.Dose]:
    """With those of a headache that was deleted: the medicine was taken all the same."""
    found = models.Dose.of(person).filter(
        local_date__gte=window.first - _BEFORE, local_date__lte=window.last + 2 * _ONE
    )
    return found.order_by("at", "id")


def marks_in(person: Person, window: Window) -> tuple[Mark, ...]:
    found = models.DayMark.of(person).filter(local_date__gte=window.first, local_date__lte=window.last)
    return tuple(
        mark_from(*row) for row in found.order_by("local_date").values_list("local_date", "said", "at", "zone")
    )


def mark_from(day: date, said: str, at: datetime, zone: str) -> Mark:
    return Mark(day, cast(Literal["clear", "headache"], said), lived(at, zone))


def episode_from(episode: models.Episode, course: Course) -> Episode:
    """One headache with everything that was told of it."""

    def rated(key: UUID) -> Rated | None:
        event = course.ratings.get(key)
        return None if event is None else Rated(_lived(event), cast(Relief, event.value), event.minutes)

    ended = episode.ended
    return Episode(
        onset=_lived(episode),
        end=None if ended is None else lived(ended.at, ended.zone),
        readings=tuple(Reading(_lived(event), event.level or 0) for event in course.readings),
        places=tuple(_place(event) for event in course.places),
        noticed=tuple(
            Noticed(_lived(event), event.name, event.value, event.minutes) for event in course.symptoms.values()
        ),
        doses=tuple(
            Dose(_lived(dose), dose.name, dose.kind, dose.acute, dose.amount, rated(dose.id)) for dose in course.doses
        ),
        tried=tuple(Tried(_lived(event), event.text, rated(event.id)) for event in course.tried),
        worst=course.worst.level if course.worst else None,
        note=course.note.text if course.note else "",
    )


def _place(event: models.EpisodeEvent) -> Place:
    region, _, side = event.name.partition(".")
    return Place(_lived(event), region, side, event.level)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _lived(record: Record) -> Lived:
    return Lived(record.at, record.local_date, record.zone)
