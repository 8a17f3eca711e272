"""A standing emergency: no sessions for a day, and none until the person says that they have been seen.

The day is counted on the clock that says how long the machine has been running, which nobody sets. The wall clock
counts only over a restart of the machine, and only forward: setting it back loses time, and never gains any. One that
was set while the machine ran is noticed at the next look, and what it was set by does not count over a restart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import QuerySet

from unclench.guide.stop import stop_reasons
from unclench.safety import load_rules
from unclench.safety.types import RuleId
from unclench.web import ticks
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment
from unclench.web.ticks import Ticks
from unclench.web.today.models import CheckIn, EmergencyLock

LOCKED_FOR = timedelta(hours=24)
KEEP_EVERY = timedelta(minutes=10)
WAS_SET = timedelta(minutes=1)
"""Two clocks of one machine differ by less than this when nobody has set one."""


def standing(person: Person) -> EmergencyLock | None:
    return EmergencyLock.objects.filter(owner=person, ended_at=None).first()


def standing_of(people: Iterable[Person]) -> frozenset[UUID]:
    """Those of them, by id, for whom an emergency stands."""
    return frozenset(
        EmergencyLock.objects.filter(owner__in=[one.id for one in people], ended_at=None).values_list(
            "owner", flat=True
        )
    )


def lock(person: Person, named: Sequence[str], moment: Moment, check_in: CheckIn | None = None) -> EmergencyLock:
    """Stands from now on. `named` are rules, or reasons to stop. One that stands already begins its day again."""
    now = ticks.ticks()
    with transaction.atomic():
        found = standing(person)
        if found is None:
            found = EmergencyLock.made(person, moment, check_in=check_in, rules=list(named))
        else:
            found.rules = list(dict.fromkeys((*found.rules, *named)))
        _count_from(found, 0, moment, now)
        found.save()
    return found


def end_as_mistake(found: EmergencyLock, moment: Moment) -> None:
    """It stays in the records as one."""
    _end(found, "mistake", moment)


def count(found: EmergencyLock, moment: Moment) -> EmergencyLock:
    """Keep how much of the day has passed, now and then, for the case that the machine is started again."""
    now = ticks.ticks()
    passed_s, is_same_run = _passed_s(found, moment, now), found.boot == now.boot
    since_s = passed_s - found.counted_s
    worth_keeping = since_s >= KEEP_EVERY.total_seconds() or not is_same_run or _clock_was_set(found, moment, since_s)
    _count_from(found, passed_s, moment, now)
    if worth_keeping:
        # On a full disk less of the day counts; the page of the emergency is there all the same.
        with suppress(OperationalError), transaction.atomic():
            found.save(update_fields=["until", "counted_s", "counted_at", "boot", "boot_s"])
    return found


def count_all(moment: Moment) -> None:
    """As `count`, for every one that stands."""
    for found in EmergencyLock.objects.filter(ended_at=None):
        count(found, moment)


def may_end(found: EmergencyLock, moment: Moment) -> bool:
    """Whether a day has passed."""
    return _passed_s(found, moment, ticks.ticks()) >= LOCKED_FOR.total_seconds()


def end_as_seen(found: EmergencyLock, moment: Moment) -> bool:
    """After a day, once the person says that a doctor has seen them. False: too early, and it stands."""
    with transaction.atomic():
        if not may_end(found, moment):
            return False
        _end(found, "seen", moment)
    return True


def ended_of(person: Person) -> QuerySet[EmergencyLock]:
    """Every one, the newest first."""
    return EmergencyLock.of(person)


@dataclass(frozen=True, slots=True)
class Named:
    """What led to a lock."""

    name: str
    reason: str


def named_in(found: EmergencyLock) -> tuple[Named, ...]:
    rules, reasons = load_rules().by_id, {reason.id: reason for reason in stop_reasons()}
    named = []
    for name in found.rules:
        if name in rules:
            named.append(Named(rules[RuleId(name)].name, rules[RuleId(name)].reason))
        elif name in reasons:
            named.append(
                Named(f"During or after a session: {reasons[name].name}", ", ".join(reasons[name].signs) + ".")
            )
    return tuple(named)


def _clock_was_set(found: EmergencyLock, moment: Moment, since_s: float) -> bool:
    by_the_clock_s = (moment.at - (found.counted_at or found.at)).total_seconds()
    return abs(by_the_clock_s - since_s) > WAS_SET.total_seconds()


def _passed_s(found: EmergencyLock, moment: Moment, now: Ticks) -> float:
    since = ticks.between_s(Ticks(found.boot, found.boot_s), now) if found.counted_at else None
    if since is None:
        since = max(0.0, (moment.at - (found.counted_at or found.at)).total_seconds())
    return found.counted_s + since


def _count_from(found: EmergencyLock, passed_s: float, moment: Moment, now: Ticks) -> None:
    left = timedelta(seconds=max(0.0, LOCKED_FOR.total_seconds() - passed_s))
    found.until = moment.at + left
    found.counted_s, found.counted_at = passed_s, moment.at
    found.boot, found.boot_s = now.boot, now.seconds


def _end(found: EmergencyLock, by: str, moment: Moment) -> None:
    found.ended_at, found.ended_by = moment.at, by
    with transaction.atomic():
        found.save(update_fields=["ended_at", "ended_by"])
