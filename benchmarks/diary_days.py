"""Headache days in every zone, on every day from 1990 to 2037, and around every change of the clocks: none may shift.

    python benchmarks/diary_days.py            # all of it
    python benchmarks/diary_days.py --every 30 # a sample

Two counts. Each day of each zone: an attack from 10:00 to 12:00 on the clock there must count on that date and no
other. Each change of the clocks: an attack of three days around it must have every minute on the date that the C
library's localtime shows, which knows nothing of our code or of Python's zoneinfo.
"""

from __future__ import annotations

import argparse
import os
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

from unclench.diary import Episode, lived, time_by_day

FIRST, LAST = date(1990, 1, 1), date(2037, 12, 31)
HOUR = timedelta(hours=1)
STEP_S = 300


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--every", type=int, default=1, metavar="DAYS", help="a sample: one day in so many")
    every = parser.parse_args().every
    zones = sorted(available_timezones() - {"localtime", "posixrules", "Factory"})
    begun = time.perf_counter()
    days = shifted = absent = 0
    for number, zone in enumerate(zones):
        there = ZoneInfo(zone)
        for offset in range(number % every, (LAST - FIRST).days + 1, every):
            day = FIRST + timedelta(days=offset)
            at = datetime(day.year, day.month, day.day, 10, tzinfo=there).astimezone(UTC)
            if at.astimezone(there).date() != day:
                absent += 1  # a day that was left out when a date line was moved
                continue
            days += 1
            shifted += Episode(lived(at, zone), lived(at + 2 * HOUR, zone)).headache_days() != {day}
    took_s = time.perf_counter() - begun
    print(f"{len(zones)} zones, {days:,} days, {absent} that never were: {shifted} shifted; {took_s:.0f} s")
    begun = time.perf_counter()
    changes = wrong = 0
    for zone in zones:
        for change in clock_changes(zone):
            changes += 1
            wrong += not counts_like_the_c_library(change, zone)
    print(f"{changes:,} changes of clocks: {wrong} counted wrongly; {time.perf_counter() - begun:.0f} s")


def clock_changes(zone: str) -> list[datetime]:
    """To the hour; found day by day, since Python does not tell them."""
    there, found = ZoneInfo(zone), []
    at = datetime(FIRST.year, 1, 1, tzinfo=UTC)
    until = datetime(LAST.year + 1, 1, 1, tzinfo=UTC)
    before = at.astimezone(there).utcoffset()
    while at < until:
        at += 24 * HOUR
        offset = at.astimezone(there).utcoffset()
        if offset != before:
            found.append(at)
            before = offset
    return found


def counts_like_the_c_library(change: datetime, zone: str) -> bool:
    os.environ["TZ"] = zone
    time.tzset()
    start = int(change.timestamp()) - 48 * 3600
    counted: Counter[date] = Counter()
    for second in range(start, start + 72 * 3600, STEP_S):
        shown = time.localtime(second + STEP_S // 2)
        counted[date(shown.tm_year, shown.tm_mon, shown.tm_mday)] += STEP_S
    begin = datetime.fromtimestamp(start, UTC)
    found = time_by_day(begin, begin + 72 * HOUR, zone)
    return all(abs(found.get(day, timedelta()).total_seconds() - counted[day]) <= STEP_S for day in {*found, *counted})


if __name__ == "__main__":
    main()
