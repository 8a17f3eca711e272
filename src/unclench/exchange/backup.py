"""A copy of the whole database as it stood at one moment, which says itself what has to be in it.

It is taken from a snapshot: whoever writes meanwhile is not held up, and is not in it. Sign-ins are left out of it, so
that nobody who finds the file can come in with it. It is a plain SQLite file with one table more, `unclench_backup`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from unclench.exchange.content import Content, contents

SAID = "unclench_backup"
WAIT_S = 20.0
MOST_TOLD = 3


class BackupError(Exception):
    """It is no copy, or a damaged one; the text says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that was looked through and found whole."""

    tables: tuple[Content, ...]
    says_itself: bool
    """Whether it says what has to be in it. A file that was copied by hand does not: then only SQLite has looked."""

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables)


def read_only(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT_S, isolation_level=None)


def back_up(database: Path, draft: Path, emptied: Collection[str]) -> Copy:
    """Copy it into the empty file `draft`, without the rows of the tables named, and read both: what is in the copy is
    compared value by value with what was copied. Raises BackupError, sqlite3.Error.
    """
    with closing(read_only(database)) as source, closing(_writable(draft)) as made:
        source.execute("BEGIN")
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()  # from here on it sees this moment alone
        source.backup(made)
        # As a copy it has no log beside it; and what is emptied is overwritten.
        made.execute("PRAGMA journal_mode = DELETE")
        made.execute("PRAGMA secure_delete = ON")
        for table in emptied:
            made.execute(f'DELETE FROM "{table}"')
        before = contents(source, without=(*emptied, SAID))
        source.execute("END")
        after = contents(made, without=(SAID,))
        wrong = {*before} ^ {table for table in after if table.table not in emptied}
        if wrong or any(table.rows for table in after if table.table in emptied):
            raise BackupError(f"The copy differs from what was copied, in {_named(wrong)}. Nothing was kept of it.")
        _say(made, after)
        _look_with_sqlite(made)
    return Copy(after, True)


def look(path: Path) -> Copy:
    """Read a copy through, without changing it. Raises BackupError."""
    try:
        with closing(read_only(path)) as found:
            _refuse_what_runs(found, path)
            _look_with_sqlite(found)
            tables = contents(found, without=(SAID,))
            said = _said(found)
    except (sqlite3.Error, ValueError) as error:
        raise BackupError(f"{path} is no database, or a damaged one ({error}).") from None
    if said is None:
        return Copy(tables, False)
    if said != tables:
        raise BackupError(f"{path} has changed since it was made, in {_named({*said} ^ {*tables})}.")
    return Copy(tables, True)


def say_no_more(copy: Path) -> None:
    """Take the table away that tells what is in it: what it becomes now will change."""
    with closing(_writable(copy)) as made:
        made.execute(f'DROP TABLE IF EXISTS "{SAID}"')


def _writable(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=WAIT_S, isolation_level=None)


def _say(made: sqlite3.Connection, tables: tuple[Content, ...]) -> None:
    made.execute(f'DROP TABLE IF EXISTS "{SAID}"')
    made.execute("BEGIN")
    made.execute(f'CREATE TABLE "{SAID}" ("table" TEXT PRIMARY KEY, rows INTEGER NOT NULL, digest TEXT NOT NULL)')
    made.executemany(
        f'INSERT INTO "{SAID}" VALUES (?, ?, ?)', [(each.table, each.rows, each.digest) for each in tables]
    )
    made.execute("COMMIT")


def _said(found: sqlite3.Connection) -> tuple[Content, ...] | None:
    if not found.execute("SELECT 1 FROM sqlite_schema WHERE name = ?", (SAID,)).fetchone():
        return None
    rows = found.execute(f'SELECT "table", rows, digest FROM "{SAID}" ORDER BY "table"').fetchall()
    return tuple(Content(*row) for row in rows)


def _refuse_what_runs(found: sqlite3.Connection, path: Path) -> None:
    """A trigger or a view of somebody else's would be carried out with the next thing that is written or read."""
    foreign = found.execute(
        "SELECT name FROM sqlite_schema WHERE type NOT IN ('table', 'index') OR sql LIKE 'CREATE VIRTUAL%' LIMIT 1"
    ).fetchone()
    if foreign is not None:
        raise BackupError(f"{path} holds more than tables (“{str(foreign[0])[:40]}”), which no backup does.")


def _look_with_sqlite(found: sqlite3.Connection) -> None:
    said = [str(row[0]) for row in found.execute("PRAGMA integrity_check")]
    if said != ["ok"]:
        raise BackupError(f"SQLite finds damage in it: {'; '.join(said[:MOST_TOLD])}.")
    lost = found.execute("PRAGMA foreign_key_check").fetchmany(MOST_TOLD)
    if lost:
        raise BackupError(
            f"Rows refer to others that are not there, in {', '.join(sorted({str(row[0]) for row in lost}))}."
        )


def _named(tables: Collection[Content]) -> str:
    names = sorted({each.table for each in tables})
    return ", ".join(names[:MOST_TOLD]) + (" and others" if len(names) > MOST_TOLD else "")
