"""What belongs to a person, for the command line. Importing this does not import Django; the functions do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from unclench.web import database, folder
from unclench.web.locking import FileLock
from unclench.web.reading import at_the_database, looking_at_the_database, plain_errors

if TYPE_CHECKING:
    from unclench.exchange.backup import Copy
    from unclench.web.yours.outcome import Erased
    from unclench.web.yours.restoring import Restored
    from unclench.web.yours.taking import Report


class NotHereError(Exception):
    """There is nothing of it here, or it cannot go there; the text says so."""


def export(path: Path, form: Literal["json", "csv"]) -> int:
    """Everything into a file; how many bytes. It only reads, and so does this process from then on, unless it has
    written before. Raises StoredDataError, NotHereError."""
    _refuse_inside(path)
    _refuse_nothing()
    with looking_at_the_database():
        from unclench.exchange.whole import whole_file
        from unclench.web.accounts.entry import known_owner
        from unclench.web.yours import giving

        person = known_owner()
        if person is None:
            raise NotHereError(_NOTHING)
        with _file_errors(path), whole_file(path) as file:
            giving.write(person, form, file)
    return path.stat().st_size


def import_from(path: Path, *, is_trial: bool) -> Report:
    """Raises StoredDataError, NotHereError, and exchange.document.DocumentError."""
    from unclench.exchange.document import rows_of

    with _file_errors(path), path.open("rb") as file, at_the_database():
        from unclench.web.accounts.entry import owner
        from unclench.web.yours import taking
        from unclench.web.yours.tables import BY_NAME

        return taking.take(owner(), rows_of(file, BY_NAME), is_trial=is_trial)


def back_up(path: Path) -> Copy:
    """Also while the app is running. Raises StoredDataError, NotHereError, and exchange.backup.BackupError."""
    _refuse_inside(path)
    _refuse_nothing()
    from unclench.exchange import backup
    from unclench.exchange.whole import draft_beside, put_in_place

    with plain_errors():
        try:
            with _file_errors(path), draft_beside(path) as draft:
                made = backup.back_up(folder.database(), draft, folder.SIGN_INS)
                put_in_place(draft, path)
                return made
        except sqlite3.OperationalError as error:
            if "full" in str(error):
                raise NotHereError(f"There is no room for {path}. Nothing of it was kept.") from None
            raise


def restore(path: Path, at: datetime) -> Restored:
    """Raises NotHereError, and RestoreError."""
    if os.name == "posix":
        os.umask(0o077)
    if not path.is_file():
        raise NotHereError(f"{path} is not there, or is no file.")
    from unclench.web.yours import restoring

    return restoring.restore(path, at)


def what_would_go() -> Mapping[str, int]:
    """Raises StoredDataError, NotHereError."""
    _refuse_nothing()
    with at_the_database():
        from unclench.web.accounts.entry import owner
        from unclench.web.yours import erasing

        return erasing.preview(owner())


def erase() -> Erased:
    """With nobody else here. Raises StoredDataError, NotHereError, and EraseError."""
    _refuse_nothing()
    lock = FileLock(folder.lock_path())
    if not lock.acquire(wait=False):
        raise NotHereError(
            "Unclench is running. Stop it first (Ctrl+C there), or erase in the browser: You, Your data, Erase."
        )
    try:
        with plain_errors():
            database.set_up()
            database.bring_up_to_date()
            from unclench.web.accounts.entry import owner
            from unclench.web.yours import erasing

            return erasing.erase(owner())
    finally:
        lock.release()


_NOTHING = "Nothing is recorded yet, so there is nothing to take along."


def _refuse_nothing() -> None:
    if not folder.database().exists():
        raise NotHereError(_NOTHING)


def _refuse_inside(path: Path) -> None:
    """Lost with the folder, and not erased with the records."""
    if folder.folder().resolve() in path.absolute().resolve().parents:
        raise NotHereError(f"{path} lies in the data folder itself. Choose a place outside it.")


@contextmanager
def _file_errors(path: Path) -> Iterator[None]:
    """What is wrong with the file that somebody named, and not with the records."""
    try:
        yield
    except OSError as error:
        raise NotHereError(f"{path}: {error.strerror or error}.") from None
