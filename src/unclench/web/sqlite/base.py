"""Django's SQLite backend with one lock around each transaction.

SQLite lets one process write at a time, but has no queue: of eight writers that compete some starve for seconds. A
file lock taken before BEGIN IMMEDIATE makes them wait in turn. Checkpoints happen at the end of a commit, inside it.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base

from unclench.web.locking import FileLock, write_lock


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._turn: FileLock | None = None

    def set_autocommit(self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False) -> None:
        if not autocommit and force_begin_transaction_with_broken_autocommit:
            self._wait_for_turn()
        try:
            super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        except BaseException:
            self._end_turn()
            raise
        if autocommit:
            self._end_turn()

    def close(self) -> None:
        try:
            super().close()
        finally:
            if not self.in_atomic_block or self.closed_in_transaction:
                self._end_turn()

    def _wait_for_turn(self) -> None:
        if self._turn is None and not self.is_in_memory_db():
            turn = write_lock(self.settings_dict["NAME"])
            turn.acquire()
            self._turn = turn

    def _end_turn(self) -> None:
        if self._turn is not None:
            turn, self._turn = self._turn, None
            turn.release()
