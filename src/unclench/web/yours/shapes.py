"""What the columns that hold JSON have in them, by its declared type: a value that no page could read is refused."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from unclench.plain import PlainError, from_plain
from unclench.web.moment import known_zone
from unclench.web.yours.values import NotAValueError

_ZONES = ("zone", "ended_zone")


@cache
def _shapes() -> dict[tuple[str, str], Any]:
    from unclench.composer.types import Request, Session
    from unclench.guide.opening import Offer
    from unclench.measures import Run
    from unclench.safety.agreement import Agreement
    from unclench.safety.interview import Remembered, Told
    from unclench.safety.past import Worked
    from unclench.safety.types import Answers

    names = tuple[str, ...]
    return {
        ("profile", "remembered"): Remembered,
        ("profile", "wishes"): Request,
        ("profile", "agreed"): Agreement,
        ("check_in", "request"): Request,
        ("check_in", "told"): tuple[Told, ...],
        ("check_in", "answers"): Answers,
        ("check_in", "agreement"): Agreement,
        ("emergency_lock", "rules"): names,
        ("opened_file", "offer"): Offer,
        ("plan", "session"): Session,
        ("plan", "changed"): names,
        ("play", "worked"): tuple[Worked, ...],
        ("play", "unwanted"): names,
        ("felt", "places"): names,
        ("next_day", "noticed"): names,
        ("day_choice", "shown"): names,
        ("taking", "said"): Mapping[str, float | None],
        ("taking", "degrees"): Mapping[str, float],
        ("taking", "run"): Run,
    }


def check(table: str, column: str, value: Any) -> None:
    """Raises NotAValueError. Empty stands for nothing said."""
    if column in _ZONES and value and known_zone(value) is None:
        raise NotAValueError(f"{column}: “{value}” is not a time zone that is known here.")
    kind = _shapes().get((table, column))
    if kind is None or value is None or value == {}:
        return
    try:
        from_plain(kind, value)
    except (PlainError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise NotAValueError(f"{column}: not as this version writes it ({str(error)[:80]}).") from None
