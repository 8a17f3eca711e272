"""Locks between processes: a file of which the system knows the holder, and lets go when the process ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_WRITE_LOCK = ".write-lock"


def write_lock(database: Path | str) -> FileLock:
    """The turn of whoever writes into this database; others wait for it."""
    return FileLock(Path(f"{database}{_WRITE_LOCK}"))


class FileLock:
    """One lock, held at most once by this object. Not for sharing between threads: each has its own object."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    @property
    def held(self) -> bool:
        return self._handle is not None

    def acquire(self, *, wait: bool = True) -> bool:
        """Take the lock. Without `wait`: False, if somebody else holds it."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o600)
        try:
            taken = _lock(handle, wait)
        except BaseException:
            os.close(handle)
            raise
        if not taken:
            os.close(handle)
            return False
        self._handle = handle
        return True

    def release(self) -> None:
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)


if sys.platform == "win32":
    import msvcrt
    import time

    def _lock(handle: int, wait: bool) -> bool:
        while True:
            try:
                msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            except OSError:
                if not wait:
                    return False
                time.sleep(0.005)
            else:
                return True
else:
    import fcntl

    def _lock(handle: int, wait: bool) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
