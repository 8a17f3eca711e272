"""Compiled content on disk: a line that says what it was made from, then the value as plain JSON.

Plain JSON, read through the declared types: a file that somebody else put there may be wrong, but cannot run.
"""

from __future__ import annotations

import json
import os
import stat
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from unclench.plain import from_plain, to_plain

T = TypeVar("T")

FORMAT = 2


def file(name: str) -> Path | None:
    """Where this person's compiled file of that name lies on this machine. None: there is no place for it."""
    from unclench.settings import cache_folder

    try:
        return cache_folder() / name
    except RuntimeError:  # no home folder can be found
        return None


def kept(kind: type[T], compiled: Path | None, made_from: str, make: Callable[[], T]) -> T:
    """The value in `compiled` if it was made from that; else made anew, and kept there for the next call."""
    value = read(kind, compiled, made_from)
    if value is None:
        value = make()
        write(value, compiled, made_from)
    return value


def fingerprint(code: Path, content: Path) -> str:
    """Changes whenever a content file, or the code in the folder that reads it, is another one: names, sizes, times.

    The files of the code stand for the version of the package; looking that up costs more than all this.
    """
    marks = [str(FORMAT), *_marks(os.fspath(code), ".py"), *_marks(os.fspath(content), ".toml")]
    with os.scandir(content) as kinds:
        for kind in sorted(kinds, key=lambda kind: kind.name):
            if kind.is_dir():
                marks += (f"{kind.name}/{mark}" for mark in _marks(kind.path, ".toml"))
    return "|".join(marks)


def _marks(folder: str, ending: str) -> Iterator[str]:
    with os.scandir(folder) as files:
        for found in sorted(files, key=lambda found: found.name):
            if found.name.endswith(ending):
                status = found.stat()
                yield f"{found.name} {status.st_size} {status.st_mtime_ns}"


def read(kind: type[T], compiled: Path | None, wanted: str) -> T | None:
    """The value in `compiled` if it was made from what `wanted` describes and is undamaged, else None."""
    if compiled is None:
        return None
    try:
        header, _, body = _own_bytes(compiled).partition(b"\n")
        if header != _header(wanted, body):
            return None
        return from_plain(kind, json.loads(body))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _own_bytes(compiled: Path) -> bytes:
    """The bytes of a plain file that is this person's and that nobody else may write. Raises OSError for any other."""
    with open(compiled, "rb", opener=_opened) as file:
        status = os.fstat(file.fileno())
        foreign = hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022)
        if not stat.S_ISREG(status.st_mode) or foreign:
            raise PermissionError(f"{compiled} is not this person's own file")
        return file.read()


def _opened(path: str, flags: int) -> int:
    """Without following a link, and without waiting for a pipe to speak."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0))


def write(value: object, compiled: Path | None, made_from: str) -> None:
    """Keep `value`, whole or not at all. A folder that cannot be written is no error."""
    if compiled is None:
        return
    import tempfile

    body = _json(to_plain(value, short=True))
    with suppress(OSError):
        compiled.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=compiled.parent, prefix=f".{compiled.stem}-", delete=False) as draft:
            draft.write(_header(made_from, body) + b"\n" + body)
        try:
            Path(draft.name).replace(compiled)
        except OSError:
            Path(draft.name).unlink()
            raise


def canonical(value: object) -> bytes:
    """The one way a value is written, so that equal values give equal bytes."""
    return _json(to_plain(value))


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def _header(made_from: str, body: bytes) -> bytes:
    """The sum is there to find damage, not malice."""
    return f"{made_from}|{zlib.crc32(body):08x}".encode()
