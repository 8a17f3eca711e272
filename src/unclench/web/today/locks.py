"""A standing emergency: no sessions for a day, and none until the person says that they have been seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.apps import apps
from django.db import transaction
from django.db.models import QuerySet

from unclench.safety.types import RuleId
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment
from unclench.web.records import Record
from unclench.web.today.models import CheckIn, EmergencyLock

LOCKED_FOR = timedelta(hours=24)


def standing(person: Person) -> EmergencyLock | None:
    return EmergencyLock.objects.filter(owner=person, ended_at=None).first()


def lock(person: Person, rules: Sequence[RuleId], moment: Moment, check_in: CheckIn | None = None) -> EmergencyLock:
    """Stands from now on. One that stands already is made longer, never shorter."""
    with transaction.atomic():
        until = _not_before(person, moment.at) + LOCKED_FOR
        found = standing(person)
        if found is None:
            found = EmergencyLock.made(person, moment, check_in=check_in, rules=list(rules), until=until)
        else:
            found.rules = list(dict.fromkeys((*found.rules, *rules)))
            found.until = max(found.until, until)
        found.save()
    return found


def end_as_mistake(found: EmergencyLock, moment: Moment) -> None:
    """It stays in the records as one."""
    _end(found, "mistake", moment)


def may_end(found: EmergencyLock, moment: Moment) -> bool:
    """Whether a day has passed. A clock behind what has been recorded already is wrong, and proves nothing."""
    return moment.at >= found.until and moment.at >= _not_before(found.owner, moment.at)


def end_as_seen(found: EmergencyLock, moment: Moment) -> bool:
    """After a day, once the person says that a doctor has seen them. False: too early, and it stands."""
    with transaction.atomic():
        if not may_end(found, moment):
            return False
        _end(found, "seen", moment)
    return True


def _end(found: EmergencyLock, by: str, moment: Moment) -> None:
    found.ended_at, found.ended_by = moment.at, by
    found.save(update_fields=["ended_at", "ended_by"])


def _not_before(person: Person, at: datetime) -> datetime:
    """Now, or the latest moment of which this person has a record, if the clock has been set back since."""
    moments: list[QuerySet[Record, datetime]] = [
        model._default_manager.filter(owner=person).order_by().values_list("at", flat=True)
        for model in apps.get_models()
        if issubclass(model, Record)
    ]
    latest = moments[0].union(*moments[1:]).order_by("-at").first()
    return at if latest is None else max(at, latest)
