"""A standing emergency, read from the records without the web. What cannot be read is an error, and not a no."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from unclench.safety.types import RuleId

WAIT_S = 5.0
"""While somebody else writes."""

_QUERY = """
SELECT rules, at, until, person.called FROM today_emergencylock AS emergency
JOIN accounts_person AS person ON person.id = emergency.owner_id
WHERE ended_at IS NULL AND person.removed_at IS NULL AND (person.keeper_id IS NULL OR :receivers)
ORDER BY at DESC LIMIT 1
"""


class StandingError(Exception):
    """The records cannot be read, so nobody knows; the text says what to do."""


@dataclass(frozen=True, slots=True)
class Standing:
    """No session until the person says that a doctor has seen them, which they can after `until`. Times in UTC."""

    rules: tuple[RuleId, ...]
    at: datetime
    until: datetime
    called: str = ""
    """The receiver whose emergency it is; empty for whoever uses Unclench."""


def standing(database: Path, *, receivers: bool = False) -> Standing | None:
    """The emergency that stands in this file for whoever uses Unclench, and, if asked for, for one of their receivers.
    None: none, or there is no file yet. Raises StandingError.
    """
    try:
        if not _is_there(database):
            return None
        with closing(
            sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, timeout=WAIT_S)
        ) as connection:
            row = connection.execute(_QUERY, {"receivers": receivers}).fetchone()
        return None if row is None else _read(*row)
    except (sqlite3.Error, OSError, ValueError, TypeError) as error:
        raise StandingError(
            f"{database} cannot be read ({error}), so nobody knows whether an emergency stands, and there is no "
            "session. Start `python3 run.py` once; it brings the records up to date, or says what is wrong."
        ) from None


def _is_there(database: Path) -> bool:
    """A link that leads nowhere, such as to a disk that is not plugged in, is there, and cannot be read."""
    try:
        database.lstat()
    except FileNotFoundError:
        if database.parent.is_symlink() and not database.parent.exists():
            raise
        return False
    return True


def _read(rules: str, at: str, until: str, called: str) -> Standing:
    named = json.loads(rules)
    if not (isinstance(named, list) and all(isinstance(rule, str) for rule in named)):
        raise TypeError("the list of rules is damaged")
    return Standing(tuple(named), _instant(at), _instant(until), called)


def _instant(text: str) -> datetime:
    """Stored in UTC, without saying so."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
