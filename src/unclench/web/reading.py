"""The data folder for the command line: to read it as it is, or to write into it beside a running server.

Importing this does not import Django; the functions do. Nothing of Django goes beyond them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from unclench.web import database, folder
from unclench.web.locking import FileLock
from unclench.web.moment import Moment

if TYPE_CHECKING:
    from unclench.web.diary.glance import Glance
    from unclench.web.sessions.history import Listing

_PATIENCE_S = 20
_READ_ONLY: dict[str, object] = {"timeout": _PATIENCE_S, "init_command": "PRAGMA query_only = ON"}


class StoredDataError(Exception):
    """The data folder cannot be read or written; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A headache that was written down."""

    id: UUID
    onset: Moment


def read_history(limit: int) -> Listing | None:
    """What has been, newest first; None where nothing was ever kept. Reads only. Raises StoredDataError."""
    if not folder.database().exists():
        return None
    with looking_at_the_database():
        from unclench.web.accounts.entry import known_owner
        from unclench.web.sessions.history import history_of

        person = known_owner()
        return None if person is None else history_of(person, limit=limit)


def note_headache(onset: Moment, pain: int | None, note: str) -> Noted:
    """Write a headache down, in a database made for it if there is none. Raises StoredDataError."""
    with at_the_database():
        from unclench.web.accounts.entry import owner
        from unclench.web.diary import episodes

        made = episodes.note_headache(owner(), onset, "command", pain=pain, note=note)
        return Noted(made.id, onset)


@dataclass(frozen=True, slots=True)
class NotedLater:
    """What was said of a session, with what it means and what holds from now on, in sentences."""

    title: str
    meanings: tuple[str, ...]
    follows: tuple[str, ...]
    emergency: bool


def note_later(noticed: tuple[str, ...], soreness: int | None, now: Moment) -> NotedLater | None:
    """Write down what was noticed since the last session; None if there was none. Raises StoredDataError."""
    if not folder.database().exists():
        return None
    with at_the_database():
        from unclench.web.accounts.entry import owner
        from unclench.web.sessions import later

        person = owner()
        play = later.last_of(person)
        if play is None:
            return None
        emergencies = later.keep(play, later.Noticed(noticed, soreness), now)
        return NotedLater(
            play.plan.title, later.meaning_lines(noticed), later.follow_lines(person, now), bool(emergencies)
        )


def undo_headache(key: UUID, now: Moment) -> datetime | None:
    """Take one back, and say when it had begun, on its own clock; None if there is none. Raises StoredDataError."""
    if not folder.database().exists():
        return None
    with at_the_database():
        from unclench.web.accounts.entry import owner
        from unclench.web.diary.models import Episode

        found = Episode.of(owner()).filter(id=key).first()
        if found is None:
            return None
        found.take_away(now.at)
        return found.lived.local


@contextmanager
def at_the_database() -> Iterator[None]:
    """To write, in a database made for it if there is none. Raises StoredDataError."""
    with plain_errors():
        _prepare()
        yield


@contextmanager
def looking_at_the_database() -> Iterator[None]:
    """To read, where there is a database. Raises StoredDataError."""
    with plain_errors():
        database.set_up(options=_READ_ONLY)
        yield


class NotKeptError(Exception):
    """It was understood, but cannot be kept as it was said; the text says why."""


def say_clear(day: date, now: Moment) -> bool:
    """That day was without headache; whether that is told later than a day after. StoredDataError, NotKeptError."""
    with at_the_database():
        from unclench.web.accounts.entry import owner
        from unclench.web.diary import marks

        try:
            return marks.is_recalled(marks.say(owner(), day, "clear", now))
        except marks.NotADayError as error:
            raise NotKeptError(str(error)) from None


def keep_day(day: date, told: Mapping[str, str], now: Moment) -> None:
    """The circumstances of a day, by field; what is not among them stays. Raises StoredDataError, NotKeptError."""
    from unclench.web.diary import fields

    try:
        values = {name: fields.value_of(fields.BY_ID[name], text) for name, text in told.items()}
    except fields.NotSaidWellError as error:
        raise NotKeptError(str(error)) from None
    with at_the_database():
        from unclench.web.accounts.entry import owner
        from unclench.web.diary import days

        days.keep(owner(), day, values, now)


def take_dose(name: str, when: Moment, reason: str = "") -> str:
    """One of the medicines on the list, taken; to which headache it was put. Raises StoredDataError, NotKeptError."""
    with at_the_database():
        from unclench.names import NotKnownError, nearest_names
        from unclench.web.accounts.entry import owner
        from unclench.web.diary import course, episodes
        from unclench.web.diary.models import Medicine

        person = owner()
        rows = {row.name.casefold(): row for row in Medicine.of(person)}
        found = rows.get(name.strip().casefold())
        if found is None:
            names = [row.name for row in rows.values()]
            if not names:
                raise NotKeptError("No medicine is on the list yet. Put it there in the app, on the page Medicines.")
            raise NotKeptError(str(NotKnownError("medicine", name, nearest_names(name, names))))
        attack = episodes.open_attack(person, when) if found.acute and not reason else None
        dose = course.take(person, found, when, attack, reason=reason)
        words = f"{dose.name}{f', {dose.amount}' if dose.amount else ''}"
        return words if attack is None else f"{words}, for the headache of {attack.lived.local:%H:%M}"


def end_attack(now: Moment) -> datetime | None:
    """The open attack has eased; when it had begun, or None if there is none. Raises StoredDataError."""
    if not folder.database().exists():
        return None
    with at_the_database():
        from unclench.web.accounts.entry import owner
        from unclench.web.diary import course, episodes

        found = episodes.open_attack(owner(), now)
        if found is None:
            return None
        course.end(found, now)
        return found.lived.local


def read_diary(now: Moment) -> Glance | None:
    """The diary in figures; None where nothing was ever kept. Reads only. Raises StoredDataError."""
    if not folder.database().exists():
        return None
    with looking_at_the_database():
        from unclench.web.accounts.entry import known_owner
        from unclench.web.diary.glance import glance_of

        person = known_owner()
        return None if person is None else glance_of(person, now)


def show_patterns(shown: bool, now: Moment) -> None:
    """Turn the published patterns on or off, on the pages as well. Raises StoredDataError."""
    with at_the_database():
        from dataclasses import replace

        from unclench.web.accounts.entry import owner
        from unclench.web.diary import published

        person = owner()
        published.choose(person, replace(published.choice_of(person), shown=shown), now)


def _prepare() -> None:
    """A database of this version. The server makes one at its start, so the two never do it at once."""
    if os.name == "posix":
        os.umask(0o077)
    database.set_up()
    if not database.is_behind():
        return
    lock = FileLock(folder.lock_path())
    until = time.monotonic() + _PATIENCE_S
    while not lock.acquire(wait=False):
        if time.monotonic() > until:
            raise StoredDataError(database.OTHER_VERSION)
        time.sleep(0.1)
    try:
        database.bring_up_to_date()
    finally:
        lock.release()


@contextmanager
def plain_errors() -> Iterator[None]:
    """What went wrong with the file, in a sentence."""
    from sqlite3 import Error

    from django.db import Error as DatabaseError

    try:
        yield
    except (DatabaseError, Error) as error:
        raise StoredDataError(
            f"{folder.database()} cannot be used: {error}. "
            "If it comes from another version, start `unclench serve` once."
        ) from None
    except OSError as error:
        raise StoredDataError(f"{folder.folder()} cannot be used: {error.strerror or error}.") from None
