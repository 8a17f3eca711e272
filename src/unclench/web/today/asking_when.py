"""When something was, or is planned: as it is asked on a page, and as it comes back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import BadRequest
from django.http import QueryDict

from unclench.safety import timing
from unclench.safety.interview import Choice
from unclench.safety.interview_types import Usual
from unclench.safety.timing import AgoUnit, WhenError
from unclench.safety.types import Happened, RuleId

SAID = {
    "today": "Today",
    "week": "This week",
    "day": "On a day",
    "ago": "About … ago",
    "week_no": "In week",
    "unknown": "Don’t know",
}
_BY_ASKING = {
    "since": ("today", "week", "day", "ago", "unknown"),
    "either": ("today", "day", "ago", "unknown"),
    "until": ("day", "unknown"),
    "week": ("week_no", "unknown"),
}
UNITS: tuple[AgoUnit, ...] = ("days", "weeks", "months", "years")
LONGEST_WEEKS = 42
STILL: tuple[tuple[Usual, str], ...] = (("yes", "Yes"), ("no", "No"), ("unsure", "Not sure"))


@dataclass(frozen=True, slots=True)
class When:
    """The question about time on one card. `said` is what is chosen; the rest as it was typed."""

    ask: str
    ways: tuple[tuple[str, str], ...]
    said: str = ""
    day: str = ""
    amount: str = ""
    unit: str = "weeks"
    week: str = ""
    earliest: str = ""
    latest: str = ""
    still: str = ""
    still_said: str = ""
    told: Happened | None = None
    """With `still`: what was told about when, which is not asked again."""

    @property
    def units(self) -> tuple[str, ...]:
        return UNITS


def shown(choice: Choice, today: date, posted: QueryDict | None, told: Happened | None) -> When | None:
    """None where there is nothing to ask."""
    if not choice.asks:
        return None
    known = told or choice.when
    when = When(
        choice.ask,
        tuple((way, SAID[way]) for way in _BY_ASKING[choice.asks]),
        earliest="" if choice.asks != "until" else today.isoformat(),
        latest=today.isoformat() if choice.asks == "since" else "",
    )
    if choice.still:
        when = replace(when, still=choice.still, told=known, still_said=(told.still if told else None) or "")
    if posted is not None:
        rule = choice.rule
        return replace(
            when,
            said=posted.get(f"when.{rule}", ""),
            day=posted.get(f"day.{rule}", ""),
            amount=posted.get(f"amount.{rule}", ""),
            unit=posted.get(f"unit.{rule}", "weeks"),
            week=posted.get(f"week.{rule}", ""),
            still_said=posted.get(f"still.{rule}", ""),
        )
    if known is None:
        return when
    if known.known == "unknown":
        return replace(when, said="unknown")
    return replace(when, said="day" if choice.asks != "week" else "", day=known.day.isoformat())


def read(choices: tuple[Choice, ...], posted: QueryDict, now: datetime) -> dict[RuleId, Happened]:
    """What was said about when. Raises WhenError for what a person can put right, BadRequest for anything else."""
    found: dict[RuleId, Happened] = {}
    for choice in choices:
        if choice.asks:
            found[choice.rule] = _read(choice, posted, now)
    return found


def _read(choice: Choice, posted: QueryDict, now: datetime) -> Happened:
    rule = choice.rule
    if choice.still and choice.when is not None and f"when.{rule}" not in posted:
        return replace(choice.when, still=_still(choice, posted))
    said = posted.get(f"when.{rule}", "")
    if not said:
        raise WhenError(f"{choice.label}: {choice.ask} If you do not know, choose “Don’t know”.")
    if said not in _BY_ASKING[choice.asks]:
        raise BadRequest("This is not asked here.")
    try:
        when = _by_way(choice, said, posted, now)
    except WhenError as error:
        raise WhenError(f"{choice.label}: {error}") from None
    if choice.asks == "since" and when.planned:
        raise WhenError(f"{choice.label}: this day is still to come.")
    if choice.asks == "until" and when.day < now.date():
        raise WhenError(f"{choice.label}: this day has passed.")
    return when


def _by_way(choice: Choice, said: str, posted: QueryDict, now: datetime) -> Happened:
    rule = choice.rule
    match said:
        case "today":
            return timing.on_day(now.date(), now)
        case "week":
            return timing.this_week(now)
        case "unknown":
            return timing.planned_some_time(now) if choice.asks == "until" else timing.at_some_time(now)
        case "ago":
            return timing.ago(
                _number(posted, f"amount.{rule}", 999, "how many days, weeks or months?"), _unit(posted, rule), now
            )
        case "week_no":
            return timing.in_week(_number(posted, f"week.{rule}", LONGEST_WEEKS, "which week, 1 to 42?"), now)
        case _:
            try:
                day = date.fromisoformat(posted.get(f"day.{rule}", ""))
            except ValueError:
                raise WhenError("which day?") from None
            return timing.on_day(day, now, planned=choice.asks == "until")


def _number(posted: Mapping[str, str], name: str, most: int, question: str) -> int:
    text = posted.get(name, "").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and 1 <= int(text) <= most):
        raise WhenError(question)
    return int(text)


def _unit(posted: Mapping[str, str], rule: RuleId) -> AgoUnit:
    said = posted.get(f"unit.{rule}", "")
    for unit in UNITS:
        if unit == said:
            return unit
    raise BadRequest("Days, weeks, months or years.")


def _still(choice: Choice, posted: QueryDict) -> Usual:
    said = posted.get(f"still.{choice.rule}", "")
    found = next((value for value, _ in STILL if value == said), None)
    if found is None:
        raise WhenError(f"{choice.label}: {choice.still}")
    return found
