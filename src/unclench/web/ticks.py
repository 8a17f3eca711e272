"""How long this machine has been running: a clock that nobody can set."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Ticks:
    boot: str
    """Which start of the machine it counts from; empty where the system does not say."""
    seconds: float
    """Since then, asleep or awake."""


def ticks() -> Ticks:
    return Ticks(_boot(), _running_s())


def _running_s() -> float:
    # Linux stops its monotonic clock while it sleeps; the others do not.
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)


@cache
def _boot() -> str:
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()[:64]
    except OSError:
        return ""


def between_s(before: Ticks, now: Ticks) -> float | None:
    """Seconds that have passed for certain; None where the machine was started again in between, so nobody knows."""
    if before.boot != now.boot or now.seconds < before.seconds:
        return None
    return now.seconds - before.seconds
