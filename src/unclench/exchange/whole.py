"""A file that somebody asked for: theirs alone, and whole or not there; one of that name stays until the new one is."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO


@contextmanager
def draft_beside(path: Path) -> Iterator[Path]:
    """A path beside it, for the file that is to take its place; whatever goes wrong, nothing is left of it."""
    draft = path.with_name(f".{secrets.token_hex(4)}.part")
    beside = [draft.with_name(draft.name + ending) for ending in ("-journal", "-wal", "-shm", ".write-lock")]
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        yield draft
    finally:
        for each in (draft, *beside):
            with suppress(OSError):
                each.unlink(missing_ok=True)


def put_in_place(draft: Path, path: Path) -> None:
    """Now, and so that a power cut does not undo it."""
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.replace(path)
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """To be written into. Raises OSError."""
    with draft_beside(path) as draft:
        with draft.open("wb") as file:
            yield file
        put_in_place(draft, path)
