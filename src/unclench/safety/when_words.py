"""Days and times as one says them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from unclench.safety.types import Ends, Happened


def day_words(day: date, today: date) -> str:
    """ "12 December", with its year where that is another one."""
    year = "" if day.year == today.year else f" {day.year}"
    return f"{day.day} {day:%B}{year}"


def until_words(ends: Ends, now: datetime) -> str:
    """ "until 12 December": that day is the last. Where hours count, "until 18:00" or "until 3 December, 16:00"."""
    at = datetime.fromtimestamp(ends.at_s, now.tzinfo)
    if ends.by_the_hour and at.time() != time():
        clock = f"{at:%H:%M}"
        if at.date() == now.date():
            return f"until {clock} today"
        return f"until {day_words(at.date(), now.date())}, {clock}"
    if ends.day == now.date():
        return "until the end of today"
    if ends.by_the_hour:
        return f"until the end of {day_words(ends.day, now.date())}"
    return f"until {day_words(ends.day, now.date())}"


def when_words(when: Happened, today: date) -> str:
    """How it was told: "on 12 November", "about 12 November", "planned for 3 December"."""
    if when.known == "unknown":
        return "day not known" if when.planned else f"by {day_words(when.day, today)}, day not known"
    if when.planned:
        return f"planned for {day_words(when.day, today)}"
    return f"{'about' if when.known == 'about' else 'on'} {day_words(when.day, today)}"


def doctor_words(ends: date, today: date) -> str:
    return f"a doctor’s yes counts until {day_words(ends - timedelta(days=1), today)}"
