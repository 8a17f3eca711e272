"""Standard output and error that never end the program: what cannot be written is lost, and the exit code says so.

An emergency must not end in a traceback, whether the terminal lacks a letter, the pipe is closed or the disk is full.
"""

from __future__ import annotations

import io
import sys
from typing import Any


class Patient(io.RawIOBase):
    """Hands bytes on to `raw` until that fails; from then on they go nowhere."""

    def __init__(self, raw: io.RawIOBase) -> None:
        self.failure: OSError | None = None
        self._raw = raw

    def write(self, data: Any, /) -> int | None:
        if self.failure is None:
            try:
                return self._raw.write(data)
            except OSError as error:
                self.failure = error
        return memoryview(data).nbytes

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._raw.fileno()

    def isatty(self) -> bool:
        return self._raw.isatty()


def make_patient() -> tuple[Patient, ...]:
    """Put patient streams in the place of standard output and error; a letter they do not have becomes a “?”."""
    streams = [_patient(stream) for stream in (sys.stdout, sys.stderr)]
    sys.stdout, sys.stderr = (new or old for (new, _), old in zip(streams, (sys.stdout, sys.stderr), strict=True))
    return tuple(patient for _, patient in streams if patient)


def _patient(stream: object) -> tuple[io.TextIOWrapper, Patient] | tuple[None, None]:
    if not isinstance(stream, io.TextIOWrapper):  # closed, or replaced by somebody else
        return None, None
    stream.flush()
    raw: Any = getattr(stream.buffer, "raw", stream.buffer)  # python -u has no buffer between
    patient = Patient(raw)
    buffer = io.BufferedWriter(patient)
    return io.TextIOWrapper(buffer, stream.encoding, "replace", line_buffering=stream.line_buffering), patient
