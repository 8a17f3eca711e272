"""A stretch of days in figures. Nothing is filled in: every figure comes with the days that were said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from unclench.diary.days import Day, Diary, days_of

WINDOW_DAYS = 28
"""Four whole weeks: every weekday counts as often as every other."""
_ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __iter__(self) -> Iterator[date]:
        return (self.first + offset * _ONE for offset in range(self.days))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def month(year: int, number: int) -> Window:
    after = date(year + number // 12, number % 12 + 1, 1)
    return Window(date(year, number, 1), after - _ONE)


def windows(last: date, count: int) -> tuple[Window, ...]:
    """So many windows of 28 days without a gap, the oldest first, the newest ending on this day."""
    ends = [last - _ONE * WINDOW_DAYS * back for back in reversed(range(count))]
    return tuple(Window(end - _ONE * (WINDOW_DAYS - 1), end) for end in ends)


@dataclass(frozen=True, slots=True)
class Summary:
    window: Window
    said_days: int
    """Of so many days something is known."""
    recalled_days: int
    headache_days: int
    clear_days: int
    attacks: int
    peak: int | None
    mean_peak: float | None
    """The mean of the worst pain of each headache day for which one was given."""
    rated_days: int
    """So many headache days have a number for the pain."""
    hours: float
    """With headache, of attacks whose end is known."""
    open_ended: int
    """Attacks in this stretch whose end nobody said."""
    medicine_days: Mapping[str, int]
    """Days by class of the medicine."""
    acute_days: int
    """Days with an acute medicine of whatever class."""

    @property
    def complete(self) -> bool:
        return self.said_days == self.window.days

    @property
    def completeness(self) -> str:
        return f"{self.said_days} of {self.window.days} days"


def summarise(diary: Diary, window: Window, known: Mapping[date, Day] | None = None) -> Summary:
    """`known` is `days_of(diary)`, for whoever has it already."""
    said = {day: found for day, found in (days_of(diary) if known is None else known).items() if day in window}
    headache = [found for found in said.values() if found.kind == "headache"]
    peaks = [found.peak for found in headache if found.peak is not None]
    by_kind: dict[str, set[date]] = {}
    acute: set[date] = set()
    for dose in diary.all_doses():
        if dose.when.local_date in window:
            by_kind.setdefault(dose.kind, set()).add(dose.when.local_date)
            if dose.acute:
                acute.add(dose.when.local_date)
    time = timedelta()
    for episode in diary.episodes:
        time += sum((spent for day, spent in episode.time_by_day().items() if day in window), timedelta())
    begun = [episode for episode in diary.episodes if episode.onset.local_date in window]
    return Summary(
        window=window,
        said_days=len(said),
        recalled_days=sum(found.recalled for found in said.values()),
        headache_days=len(headache),
        clear_days=sum(found.kind == "clear" for found in said.values()),
        attacks=len(begun),
        peak=max(peaks, default=None),
        mean_peak=sum(peaks) / len(peaks) if peaks else None,
        rated_days=len(peaks),
        hours=time.total_seconds() / 3600,
        open_ended=sum(episode.end is None for episode in begun),
        medicine_days={kind: len(days) for kind, days in sorted(by_kind.items())},
        acute_days=len(acute),
    )
