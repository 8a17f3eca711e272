"""What has been: sessions played and headaches noted, newest first, each on the clock of the zone it was lived in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal
from uuid import UUID

from django.db import connection

from unclench.guide.stop import stop_reasons
from unclench.web.accounts.models import Person
from unclench.web.diary.models import Episode, EpisodeEvent
from unclench.web.moment import Moment
from unclench.web.sessions.models import Play
from unclench.wording import capital

PAGE = 50
Kind = Literal["play", "episode"]


@dataclass(frozen=True, slots=True)
class NextDayAnswer:
    soreness: int | None
    headache: bool | None
    new_symptoms: bool | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line. What was not given is None."""

    kind: Kind
    id: UUID
    at: datetime
    """In UTC."""
    zone: str
    local: datetime
    title: str
    receiver: str = ""
    """Who was massaged, by the name they are kept under; empty for the person themself."""
    minutes: int | None = None
    played_s: int | None = None
    pain_before: int | None = None
    pain_after: int | None = None
    """Of a headache: `pain`, the highest that was told."""
    pain: int | None = None
    ending: str = ""
    stop_reason: str = ""
    next_day: NextDayAnswer | None = None
    ended_at: datetime | None = None
    tried: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the page before ended: everything older comes after it."""

    at: datetime
    id: UUID

    @property
    def text(self) -> str:
        return f"{int(self.at.timestamp() * 1_000_000)}.{self.id.hex}"

    @classmethod
    def read(cls, text: str) -> Cursor | None:
        """None for what was never given out."""
        time, _, key = text.partition(".")
        try:
            seconds, rest = divmod(int(time), 1_000_000)
            return cls(datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest), UUID(key))
        except (ValueError, OverflowError, OSError):
            return None


@dataclass(frozen=True, slots=True)
class Listing:
    entries: tuple[Entry, ...]
    older: Cursor | None
    """Where to go on, if there is more."""


def history_of(person: Person, before: Cursor | None = None, limit: int = PAGE) -> Listing:
    rows = [*_plays(person, before, limit + 1), *_episodes(person, before, limit + 1)]
    rows.sort(key=lambda entry: (entry.at, entry.id.int), reverse=True)
    entries = _with_events(rows[:limit])
    more = len(rows) > limit
    return Listing(entries, Cursor(entries[-1].at, entries[-1].id) if more else None)


# The one list that everybody comes back to. Said in SQL, because putting the same together with the ORM, and its values
# into objects, takes three times as long as reading it.

_PLAYS = """
    SELECT play.id, play.at, play.zone, plan.title, plan.minutes, play.position_ms, play.pain_before, play.pain_after,
        play.ending, play.stop_reason, next_day.soreness, next_day.headache, next_day.new_symptoms, owner.called
    FROM massage_play AS play
    JOIN massage_plan AS plan ON plan.id = play.plan_id
    JOIN accounts_person AS owner ON owner.id = play.owner_id
    LEFT JOIN massage_nextday AS next_day ON next_day.play_id = play.id
"""
_PLAYS_KEPT_BY = f"""{_PLAYS}
    WHERE (play.owner_id = %s OR (owner.keeper_id = %s AND owner.removed_at IS NULL))
        AND play.deleted_at IS NULL AND plan.deleted_at IS NULL AND (play.at, play.id) < (%s, %s)
    ORDER BY play.at DESC, play.id DESC LIMIT %s
"""
_ONE_PLAY = f"{_PLAYS} WHERE play.id = %s"
_EPISODES_OF = """
    SELECT id, at, zone, source, ended_at FROM diary_episode
    WHERE owner_id = %s AND deleted_at IS NULL AND (at, id) < (%s, %s) ORDER BY at DESC, id DESC LIMIT %s
"""
_END_OF_TIME = ("9999-12-31", "")


def _asked(query: str, *values: str | int | None) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, values)
        return list(cursor.fetchall())


def _older_than(before: Cursor | None) -> tuple[str | None, str]:
    """The place in the list, as it stands in the file."""
    if before is None:
        return _END_OF_TIME
    return connection.ops.adapt_datetimefield_value(before.at), before.id.hex


def _plays(person: Person, before: Cursor | None, most: int) -> Iterable[Entry]:
    me = person.id.hex
    return map(_of_play, _asked(_PLAYS_KEPT_BY, me, me, *_older_than(before), most))


def _of_play(row: tuple[Any, ...]) -> Entry:
    key, naive, zone, title, minutes, position_ms, pain_before, pain_after, ending, reason, *next_day, called = row
    at = naive.replace(tzinfo=UTC)
    return Entry(
        kind="play",
        id=UUID(key),
        at=at,
        zone=zone,
        local=Moment(at, zone).local,
        title=title,
        minutes=minutes,
        played_s=position_ms // 1000,
        pain_before=pain_before,
        pain_after=pain_after,
        ending=ending,
        stop_reason=reason_name(reason),
        next_day=NextDayAnswer(*next_day) if any(value is not None for value in next_day) else None,
        receiver=called,
    )


def _episodes(person: Person, before: Cursor | None, most: int) -> Iterable[Entry]:
    return map(_of_episode, _asked(_EPISODES_OF, person.id.hex, *_older_than(before), most))


def _of_episode(row: tuple[Any, ...]) -> Entry:
    key, at, zone, source, ended_at = row
    return _entry_of(
        UUID(key), at.replace(tzinfo=UTC), zone, source, None if ended_at is None else ended_at.replace(tzinfo=UTC)
    )


def _entry_of(key: UUID, at: datetime, zone: str, source: str, ended_at: datetime | None) -> Entry:
    return Entry(
        kind="episode",
        id=key,
        at=at,
        zone=zone,
        local=Moment(at, zone).local,
        title="Attack" if source == "attack" else "Headache",
        ended_at=ended_at,
    )


def _with_events(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The headaches among them with what was told of each."""
    listed = list(entries)
    places = {entry.id: place for place, entry in enumerate(listed) if entry.kind == "episode"}
    if places:
        events = EpisodeEvent.objects.filter(episode__in=places, deleted_at=None).order_by("at", "id")
        for key, kind, level, text in events.values_list("episode_id", "kind", "level", "text"):
            entry = listed[places[key]]
            if kind in ("pain", "worst") and level is not None:
                entry = replace(entry, pain=level if entry.pain is None else max(level, entry.pain))
            elif kind == "tried" and text not in entry.tried:
                entry = replace(entry, tried=(*entry.tried, text))
            elif kind == "note":
                entry = replace(entry, note=text)
            listed[places[key]] = entry
    return tuple(listed)


def entry_of_play(play: Play) -> Entry:
    """Its line, deleted or not."""
    (row,) = _asked(_ONE_PLAY, play.id.hex)
    return _of_play(row)


def entry_of_episode(episode: Episode) -> Entry:
    """Its line, deleted or not."""
    found = _entry_of(episode.id, episode.at, episode.zone, episode.source, episode.ended_at)
    return _with_events([found])[0]


@cache
def _reason_names() -> dict[str, str]:
    return {reason.id: reason.name for reason in stop_reasons()}


def reason_name(reason: str) -> str:
    return _reason_names().get(reason, reason)


def lasted(start: datetime, end: datetime | None) -> str:
    """How long, in hours and minutes; empty while it lasts."""
    if end is None:
        return ""
    minutes = round((end - start).total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes:02} min" if minutes else f"{hours} h"


def what(entry: Entry) -> str:
    """Anna: Tension headache, 10 min."""
    named = f"{entry.title}, {entry.minutes} min" if entry.minutes is not None else entry.title
    return f"{entry.receiver}: {named}" if entry.receiver else named


def remarks(entry: Entry) -> str:
    """What else there is to say of it, in a line."""
    said: list[str] = []
    if entry.kind == "play":
        if entry.ending != "finished":
            said.append(_how_far(entry))
        if entry.next_day is not None:
            said.append(f"next day: {_next_day(entry.next_day)}")
    else:
        said.extend(entry.tried)
        if entry.ended_at is not None:
            said.append(f"eased after {lasted(entry.at, entry.ended_at)}")
    text = " · ".join(said)
    text = capital(text)
    # Their own words stay as they were written.
    return " · ".join(part for part in (text, entry.note) if part)


def _how_far(entry: Entry) -> str:
    if not entry.played_s and entry.ending != "stopped":
        return "not played"
    minutes, seconds = divmod(entry.played_s or 0, 60)
    how = "stopped" if entry.ending == "stopped" else "left"
    reason = f": {entry.stop_reason}" if entry.stop_reason else ""
    return f"{how} at {minutes}:{seconds:02}{reason}"


def _next_day(answer: NextDayAnswer) -> str:
    words = []
    if answer.soreness is not None:
        words.append("not sore" if answer.soreness == 0 else f"sore {answer.soreness} of 10")
    if answer.headache is not None:
        words.append("headache" if answer.headache else "no headache")
    if answer.new_symptoms is not None:
        words.append("new symptoms" if answer.new_symptoms else "no new symptoms")
    return ", ".join(words)


def pain_words(entry: Entry) -> str:
    """ "pain 6 → 4", as far as it was given."""
    if entry.kind == "episode":
        return "" if entry.pain is None else f"pain {entry.pain}"
    if entry.pain_before is None and entry.pain_after is None:
        return ""
    if entry.pain_after is None:
        return f"pain {entry.pain_before} before"
    if entry.pain_before is None:
        return f"pain {entry.pain_after} after"
    return f"pain {entry.pain_before} → {entry.pain_after}"
