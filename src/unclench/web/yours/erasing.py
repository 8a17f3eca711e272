"""Erasing a person: every record of theirs and of the receivers they keep, wherever it lies on this machine.

One thing stays, and only while it stands: that there is an emergency, and until when. What was named is gone. Otherwise
erasing would be the way round a lock that is there because somebody may be in danger.
"""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from unclench.settings import cache_folder
from unclench.web import folder
from unclench.web.accounts.models import Person
from unclench.web.accounts.receivers import receivers_of
from unclench.web.locking import write_lock
from unclench.web.sessions import sound
from unclench.web.today import locks
from unclench.web.today.models import EmergencyLock
from unclench.web.yours.asides import asides
from unclench.web.yours.outcome import Erased, EraseError
from unclench.web.yours.tables import EXPORTED, PERSON

SPOKEN = ("sound", "clips")
"""Folders of the cache: finished sounds and spoken lines. Some of them tell of a condition."""
_SOUND_ENDS_WITHIN_S = 30
_TRIES = 50
_BETWEEN_TRIES_S = 0.1


def preview(person: Person) -> Mapping[str, int]:
    """What would go, by what it is called; without what there is none of."""
    people = [person.id, *Person.objects.filter(keeper=person).values_list("id", flat=True)]
    found = {"people whom you massage": receivers_of(person).count()} | {
        table.words: table.model._default_manager.filter(owner__in=people).count()
        for table in EXPORTED
        if table is not PERSON
    }
    return {words: number for words, number in found.items() if number}


def erase(person: Person) -> Erased:
    """Raises EraseError, also where it is not sure that nothing is left."""
    rows, lock_stays = _erase_records(person)
    put_aside = asides()
    for path in put_aside:
        path.unlink(missing_ok=True)
    _erase_sounds()
    with suppress(FileNotFoundError):
        (folder.folder() / "open.html").unlink()
    _rewrite()
    return Erased(rows, lock_stays, len(put_aside))


def _erase_records(person: Person) -> tuple[int, bool]:
    with transaction.atomic():
        standing = locks.standing(person)
        _sign_out(person)
        _, gone = person.delete()
        if standing is not None:
            _keep_lock(person.name, standing)
    return sum(Counter(gone).values()), standing is not None


def _sign_out(person: Person) -> None:
    """Every browser, also one that is not in the list of devices."""
    keys = [
        session.session_key
        for session in Session.objects.all()
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    Session.objects.filter(session_key__in=keys).delete()


def _keep_lock(name: str, standing: EmergencyLock) -> None:
    """For the same name, with nothing of what was named or told: who comes in next is held by it."""
    person = Person(name=name)
    person.set_unusable_password()
    person.save(force_insert=True)
    EmergencyLock(
        owner=person,
        at=standing.at,
        local_date=standing.local_date,
        zone=standing.zone,
        rules=[],
        until=standing.until,
        counted_s=standing.counted_s,
        counted_at=standing.counted_at,
        boot=standing.boot,
        boot_s=standing.boot_s,
    ).save(force_insert=True)


def _erase_sounds() -> None:
    sound.forget_all(_SOUND_ENDS_WITHIN_S)
    for name in SPOKEN:
        shutil.rmtree(cache_folder() / name, ignore_errors=True)
    left = [name for name in SPOKEN if _files(cache_folder() / name)]
    if left:
        raise EraseError(f"Sounds are left in {cache_folder()}. Delete that folder; it may go at any time.")


def _files(path: Path) -> list[Path]:
    return [each for each in path.rglob("*") if each.is_file()]


def _rewrite() -> None:
    """The file anew, without the space of what is gone, and nothing of it in the log beside the file."""
    if connection.in_atomic_block:
        raise EraseError("Something else is under way in the database. Try again.")
    with _turn(), connection.cursor() as cursor:
        cursor.execute("PRAGMA temp_store = MEMORY")  # no copy of the others' records in the temporary folder
        try:
            cursor.execute("VACUUM")
            _empty_the_log(cursor)
        finally:
            cursor.execute("PRAGMA temp_store = DEFAULT")


def _empty_the_log(cursor: CursorWrapper) -> None:
    """Whoever is reading at this moment keeps it from being emptied; pages are read in a moment."""
    for _ in range(_TRIES):
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        busy, *_ = cursor.fetchone()
        if not busy:
            return
        time.sleep(_BETWEEN_TRIES_S)
    raise EraseError(
        "The records are erased, but a log beside the database is in use. Stop Unclench, and start it once."
    )


@contextmanager
def _turn() -> Iterator[None]:
    """Nobody writes meanwhile; those who want to wait."""
    lock = write_lock(folder.database())
    lock.acquire()
    try:
        yield
    finally:
        lock.release()
