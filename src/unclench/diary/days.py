"""What each local day of a diary was: headache, clear, or nothing said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from unclench.diary.episode import Dose, Episode
from unclench.diary.lived import Lived

Kind = Literal["headache", "brief", "clear"]

AT_ONCE = timedelta(days=1)
"""What is said today or of yesterday is no recollection (design choice; recall undercounts, van Casteren 2020)."""


@dataclass(frozen=True, slots=True)
class Mark:
    """What was said of a whole day: that it was clear, or that there was a headache of which nothing more is known."""

    day: date
    said: Literal["clear", "headache"]
    when: Lived
    """When it was said."""

    @property
    def recalled(self) -> bool:
        return self.when.local_date - self.day > AT_ONCE


@dataclass(frozen=True, slots=True)
class Diary:
    episodes: tuple[Episode, ...] = ()
    marks: tuple[Mark, ...] = ()
    doses: tuple[Dose, ...] = ()
    """Those that were taken for something else than a headache. The others are with their headache."""

    def all_doses(self) -> tuple[Dose, ...]:
        return (*(dose for episode in self.episodes for dose in episode.doses), *self.doses)


@dataclass(frozen=True, slots=True)
class Day:
    kind: Kind
    recalled: bool = False
    peak: int | None = None
    attacks: int = 0


def days_of(diary: Diary) -> Mapping[date, Day]:
    """Every day of which something was said. A day that is not in it is a gap, and stays one.

    A headache that was noted stands above what was said of the whole day; a brief one, too short to count, stands above
    nothing: such a day is not clear, and not one of headache.
    """
    found: dict[date, Day] = {mark.day: Day(mark.said, recalled=mark.recalled) for mark in diary.marks}
    for episode in diary.episodes:
        counts = episode.headache_days()
        for day in episode.touched() | counts:
            before = found.get(day)
            attacks = (before.attacks if before else 0) + 1
            headache = day in counts or (before is not None and before.kind == "headache")
            recalled = before is not None and before.kind == "headache" and not before.attacks and before.recalled
            peaks = [*_pains_on(episode, day), *([before.peak] if before and before.peak is not None else [])]
            found[day] = Day(
                "headache" if headache else "brief",
                recalled=recalled and day not in counts,
                peak=max(peaks, default=None),
                attacks=attacks,
            )
    return found


def _pains_on(episode: Episode, day: date) -> list[int]:
    """The worst of the whole belongs to a day only where there is just one; a place may be told when it is over."""
    readings = [reading.pain for reading in episode.readings if reading.when.local_date == day]
    return [*readings, episode.worst] if episode.worst is not None and len(episode.touched()) == 1 else readings
