"""Whether there are clearly more headache days than before: from what was said of two stretches of 28 days.

A day of which nothing was said may have been anything. Only a rise that stands whatever those days were is called one;
where the diary has gaps, it cannot be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from unclench.diary.days import Day
from unclench.diary.patterns import MODERATE_FROM
from unclench.diary.summary import Window

MORE_DAYS = 3
"""At least so many more, of headache or of moderate and stronger pain (stop_course_worse, a design choice)."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Days of one stretch."""

    headache: int
    moderate: int
    """With pain of 4 or more."""
    unrated: int
    """Headache days of which nobody said how strong."""
    untold: int


def counted(known: Mapping[date, Day], window: Window) -> Counted:
    """`known` is `days_of(diary)`."""
    said = [known[day] for day in window if day in known]
    headache = [day for day in said if day.kind == "headache"]
    return Counted(
        headache=len(headache),
        moderate=sum(1 for day in headache if day.peak is not None and day.peak >= MODERATE_FROM),
        unrated=sum(1 for day in headache if day.peak is None),
        untold=window.days - len(said),
    )


def clearly_more(before: Counted, now: Counted) -> bool:
    """Half more headache days and three at least, or three more of moderate pain; of two stretches of equal length."""
    most = before.headache + before.untold
    rises = now.headache >= most + MORE_DAYS and 2 * now.headache >= 3 * most
    return rises or now.moderate >= before.moderate + before.unrated + before.untold + MORE_DAYS
