"""What came of erasing, for whoever does not know Django."""

from __future__ import annotations

from dataclasses import dataclass


class EraseError(Exception):
    """It is erased, but something is left on the disk; the text says what, and what to do."""


@dataclass(frozen=True, slots=True)
class Erased:
    rows: int
    lock_stays: bool
    asides: int
    """Databases that a restore had put aside."""
