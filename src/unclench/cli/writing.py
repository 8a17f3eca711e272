"""Writing a file that somebody asked for."""

from __future__ import annotations

import secrets
from contextlib import suppress
from pathlib import Path

import click


def write_whole(path: Path, data: bytes) -> None:
    """All of it or nothing: a file of that name stays until the new one is whole. Raises click.FileError."""
    draft = path.with_name(f".{secrets.token_hex(4)}.part")
    try:
        with draft.open("xb") as file:
            file.write(data)
        draft.replace(path)
    except OSError as error:
        raise click.FileError(str(path), error.strerror or "cannot be written") from None
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
