"""Putting a backup in the place of what is here, in a process that does nothing else.

Until the last moment nothing here changes, and then in one step. The present database is kept aside. An emergency that
stands here stands afterwards too: a backup from before it is no way round it. Importing this does not import Django;
the functions do.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from unclench.exchange import backup
from unclench.exchange.backup import BackupError, Copy
from unclench.exchange.whole import draft_beside, put_in_place
from unclench.web import database, folder
from unclench.web.locking import FileLock, write_lock
from unclench.web.yours.asides import aside_path

RUNNING = "Unclench is running. Stop it first (Ctrl+C there), so that nothing is written meanwhile."
_LOCKS = "today_emergencylock"


class RestoreError(Exception):
    """It cannot be restored, and nothing here has changed; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Restored:
    copy: Copy
    aside: Path | None
    """Where what was here before is now; None if there was nothing."""
    brought_up: bool
    """The backup was of an older version, and has the tables of this one now."""
    lock_stands: bool
    lock_unknown: bool
    """What was here could not be read, so nobody knows whether an emergency stood."""


def restore(path: Path, at: datetime) -> Restored:
    """Raises RestoreError."""
    with _alone():
        try:
            copy = backup.look(path)
        except BackupError as error:
            raise RestoreError(f"{error} Nothing here has changed.") from None
        here = folder.database()
        try:
            with draft_beside(here) as draft:
                _copy(path, draft)
                backup.say_no_more(draft)
                brought_up = _bring_up_to_date(draft, path)
                lock_unknown = not _carry_locks(here, draft)
                lock_stands = _stands(draft)
                _leave_sign_ins(draft)
                aside = _put_aside(here, aside_path(at)) if here.exists() else None
                put_in_place(draft, here)
        except (sqlite3.Error, OSError) as error:
            raise RestoreError(f"It could not be restored ({error}). Nothing here has changed.") from None
    return Restored(copy, aside, brought_up, lock_stands, lock_unknown)


@contextmanager
def _alone() -> Iterator[None]:
    """No server, and nobody else who writes."""
    server, writers = FileLock(folder.lock_path()), write_lock(folder.database())
    if not server.acquire(wait=False):
        raise RestoreError(RUNNING)
    try:
        writers.acquire()
        yield
    finally:
        writers.release()
        server.release()


def _copy(path: Path, draft: Path) -> None:
    with closing(backup.read_only(path)) as source, closing(sqlite3.connect(draft)) as made:
        source.backup(made)
        made.execute("PRAGMA journal_mode = DELETE")


def _bring_up_to_date(draft: Path, path: Path) -> bool:
    """Whether there was something to bring up. The draft's tables are this version's afterwards."""
    database.set_up(other=draft)
    known = database.known_migrations()
    with closing(sqlite3.connect(draft)) as made:
        try:
            applied = {(str(app), str(name)) for app, name in made.execute("SELECT app, name FROM django_migrations")}
        except sqlite3.Error:
            raise RestoreError(f"{path} is a database, but none of Unclench. Nothing here has changed.") from None
    if ("accounts", "0001_initial") not in applied:
        raise RestoreError(f"{path} is a database, but none of Unclench. Nothing here has changed.")
    newer = sorted(applied - known)
    if newer:
        raise RestoreError(
            f"{path} was made by a newer Unclench (it knows {'.'.join(newer[0])}). Use that one, or the newest. "
            "Nothing here has changed."
        )
    if known <= applied:
        return False
    database.bring_up_to_date()
    _close()
    return True


def _close() -> None:
    """Django's connection, and the log beside the file that it made."""
    from django.db import connection

    connection.close()
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as made:
        made.execute("PRAGMA journal_mode = DELETE")


def _carry_locks(here: Path, draft: Path) -> bool:
    """What stands here stands there, for the person of the same id or name; False if nobody can read what is here."""
    if not here.exists():
        return True
    try:
        with closing(backup.read_only(here)) as before:
            before.row_factory = sqlite3.Row
            rows = before.execute(
                f"SELECT one.*, person.name FROM {_LOCKS} AS one JOIN accounts_person AS person "
                "ON person.id = one.owner_id WHERE one.ended_at IS NULL"
            ).fetchall()
    except sqlite3.Error:
        return False
    with closing(sqlite3.connect(draft)) as made, made:
        made.execute("PRAGMA secure_delete = ON")
        columns = {str(row[1]) for row in made.execute(f"PRAGMA table_info({_LOCKS})")}
        for row in rows:
            owner = made.execute(
                "SELECT id FROM accounts_person WHERE id = ? OR name = ? ORDER BY id = ? DESC",
                (row["owner_id"], row["name"], row["owner_id"]),
            ).fetchone()
            if owner is not None:
                _stand(made, owner[0], {name: value for name, value in dict(row).items() if name in columns})
    return True


def _stand(made: sqlite3.Connection, owner: str, values: dict[str, Any]) -> None:
    made.execute(f"DELETE FROM {_LOCKS} WHERE id = ? OR (owner_id = ? AND ended_at IS NULL)", (values["id"], owner))
    values = values | {"owner_id": owner, "check_in_id": None}
    names = ", ".join(values)
    made.execute(f"INSERT INTO {_LOCKS} ({names}) VALUES ({', '.join('?' * len(values))})", tuple(values.values()))


def _stands(draft: Path) -> bool:
    with closing(sqlite3.connect(draft)) as made:
        return made.execute(f"SELECT 1 FROM {_LOCKS} WHERE ended_at IS NULL").fetchone() is not None


def _leave_sign_ins(draft: Path) -> None:
    """A file that was copied by hand has them: a device that was signed out since would be back."""
    with closing(sqlite3.connect(draft)) as made, made:
        made.execute("PRAGMA secure_delete = ON")
        for table in folder.SIGN_INS:
            made.execute(f'DELETE FROM "{table}"')


def _put_aside(here: Path, aside: Path) -> Path:
    """Under another name too; the name it has stays until the restored one takes it."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(here)) as present:
        present.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    beside = [path for ending in ("-wal", "-shm") if (path := here.with_name(here.name + ending)).exists()]
    try:
        os.link(here, aside)
    except OSError:  # a disk without links
        shutil.copy2(here, aside)
    for path in beside:  # of a database that cannot be read; to the restored one it would be somebody else's
        path.replace(aside.with_name(aside.name + path.name.removeprefix(here.name)))
    aside.chmod(0o600)
    return aside
