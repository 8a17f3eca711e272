"""What has been: hands at work as they were played, and what was felt in a session or after it. Plain values.

A sitting is one time a session was played, named by when it began; `ended_s` is when its hands were done.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from unclench.safety.types import SafetyRegion

FeltId = str
"""A reason to stop, a later sign of unwanted.toml, or one of those below."""

SORENESS: FeltId = "soreness"
TOO_FIRM: FeltId = "too_firm"
BRUISE: FeltId = "bruise"
HEADACHE: FeltId = "headache"
MORE_DAYS: FeltId = "more_headache_days"
"""The diary has clearly more headache days than before the first session."""
NOT_NAMED: FeltId = "stop_pain"
"""What “This hurts” means as long as nothing more was said."""

EVERYWHERE: SafetyRegion = "all"


@dataclass(frozen=True, slots=True, order=True)
class Worked:
    """A stretch of work that was played. Each place it touches has all of its seconds."""

    sitting_s: int
    """When the session began, in seconds since 1970."""
    ended_s: int
    seconds: int
    level: int
    places: tuple[SafetyRegion, ...]
    day: date
    """The local day on which it was lived."""
    pressed: bool = False
    """A sore spot was pressed."""


@dataclass(frozen=True, slots=True)
class Felt:
    """Something that was not good. No `places`: it is not known where, so it may have been anywhere."""

    what: FeltId
    at_s: int
    """When it was said."""
    sitting_s: int
    places: tuple[SafetyRegion, ...] = ()
    level: int | None = None
    """0 to 10, where it was given."""


@dataclass(frozen=True, slots=True)
class Past:
    worked: tuple[Worked, ...] = ()
    felt: tuple[Felt, ...] = ()

    def until(self, now_s: int) -> Past:
        """What had been by then."""
        return Past(
            tuple(entry for entry in self.worked if entry.ended_s <= now_s and entry.seconds > 0),
            tuple(entry for entry in self.felt if entry.at_s <= now_s),
        )

    @property
    def sittings(self) -> tuple[int, ...]:
        """With hands, the oldest first."""
        return tuple(sorted({entry.sitting_s for entry in self.worked}))

    def in_sitting(self, sitting_s: int) -> tuple[Worked, ...]:
        return tuple(entry for entry in self.worked if entry.sitting_s == sitting_s)

    def places_of(self, felt: Felt) -> tuple[SafetyRegion, ...]:
        """Where it was felt, as far as that is known: else everywhere."""
        return felt.places or (EVERYWHERE,)


def ended_s(worked: Iterable[Worked]) -> int:
    return max(entry.ended_s for entry in worked)
