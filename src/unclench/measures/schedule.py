"""When a measure is due again. Only a day, counted from what was done last; nothing piles up."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

EVERY: Mapping[int, str] = {7: "every week", 14: "every 2 weeks", 28: "every 4 weeks", 84: "every 12 weeks"}
"""What is offered, in days."""


def next_due(every_days: int, wished_on: date, taken_on: date | None = None, passed_on: date | None = None) -> date:
    """At once where it was never taken; else an interval after it was last taken or passed over."""
    since = max((day for day in (taken_on, passed_on) if day is not None), default=None)
    return wished_on if since is None else since + timedelta(days=every_days)
