"""What is said of whole days: that one was clear, or that there was a headache of which nothing more is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models, transaction

from unclench.diary import Window, days_of
from unclench.diary.days import Day as DayFound
from unclench.diary.patterns import MODERATE_FROM, SEVERE_FROM
from unclench.web.accounts.models import Person
from unclench.web.diary.course import OPEN_FOR
from unclench.web.diary.gathering import gather, mark_from
from unclench.web.diary.models import DayMark, Episode
from unclench.web.moment import Moment

STRIP_DAYS = 14
"""So far back gaps are offered to be filled. Further back memory makes things up."""
SAID = ("clear", "headache")
_ONE = timedelta(days=1)


class NotADayError(ValueError):
    """Not a day of which anything can be said in this way; the text says why."""


def say(person: Person, day: date, said: str, moment: Moment) -> DayMark:
    """In the place of what was said of that day before. Raises NotADayError."""
    if said not in SAID:
        raise NotADayError("A day is clear, or there was a headache.")
    if not moment.local_date - _ONE * (STRIP_DAYS - 1) <= day <= moment.local_date:
        raise NotADayError("Only today and the thirteen days before it can be told of in this way.")
    found = days_of(gather(person, Window(day, day))).get(day)
    if found is not None and found.attacks and found.kind == "headache":
        raise NotADayError("A headache is noted on that day already.")
    with transaction.atomic():
        before = DayMark.of(person).filter(local_date=day).first()
        if before is not None and before.said == said:
            return before
        if before is not None:
            before.take_away(moment.at)
        made = DayMark.made(person, moment, said=said)
        made.local_date = day
        made.save()
    return made


def undo(mark: DayMark, moment: Moment) -> None:
    """It was not said; what it had taken the place of stands again."""
    with transaction.atomic():
        mark.take_away(moment.at)
        before = _of_that_day(mark).filter(deleted_at=mark.at).first()
        if before is not None:
            before.bring_back()


def redo(mark: DayMark, moment: Moment) -> None:
    with transaction.atomic():
        now = DayMark.of(mark.owner).filter(local_date=mark.local_date).exclude(id=mark.id).first()
        if now is not None:
            now.take_away(moment.at)
        mark.bring_back()


def _of_that_day(mark: DayMark) -> models.QuerySet[DayMark]:
    return DayMark.objects.filter(owner=mark.owner, local_date=mark.local_date).exclude(id=mark.id)


def is_recalled(mark: DayMark) -> bool:
    return mark_from(mark.local_date, mark.said, mark.at, mark.zone).recalled


@dataclass(frozen=True, slots=True)
class StripDay:
    day: date
    found: DayFound | None
    """None: a gap."""

    @property
    def is_gap(self) -> bool:
        return self.found is None

    @property
    def words(self) -> str:
        return day_words(self.found)

    @property
    def strength(self) -> str:
        return day_strength(self.found)


def strip(person: Person, moment: Moment) -> tuple[StripDay, ...]:
    """The last two weeks, today first."""
    today = moment.local_date
    window = Window(today - _ONE * (STRIP_DAYS - 1), today)
    found = days_of(gather(person, window))
    return tuple(StripDay(day, found.get(day)) for day in reversed(tuple(window)))


def unsaid_yesterday(person: Person, moment: Moment) -> date | None:
    """Yesterday, if nothing is known of it. One query, since Today asks it."""
    yesterday = moment.local_date - _ONE
    midnight = datetime.combine(yesterday, time(), ZoneInfo(moment.zone))
    marked = DayMark.of(person).filter(local_date=yesterday)
    begun = models.Q(local_date=yesterday)
    lasting = models.Q(local_date__lt=yesterday) & (
        models.Q(ended_at__gte=midnight) | models.Q(ended_at=None, at__gt=moment.at - OPEN_FOR)
    )
    ached = Episode.of(person).filter(begun | lasting)
    known = Person.objects.filter(models.Exists(marked) | models.Exists(ached), id=person.id)
    return None if known.exists() else yesterday


def day_strength(found: DayFound | None) -> str:
    """Of a headache, in the steps of the published measures; empty for any other day."""
    if found is None or found.kind != "headache":
        return ""
    if found.peak is None:
        return "unsaid"
    return "severe" if found.peak >= SEVERE_FROM else "moderate" if found.peak >= MODERATE_FROM else "mild"


def day_words(found: DayFound | None) -> str:
    if found is None:
        return "nothing said"
    if found.kind == "clear":
        words = "clear"
    elif found.kind == "brief":
        words = "a brief headache, under half an hour"
    else:
        words = "headache"
        if found.peak is not None:
            words += f", worst {found.peak} of 10"
        if found.attacks > 1:
            words += f", {found.attacks} attacks"
    return f"{words}, told later" if found.recalled else words
