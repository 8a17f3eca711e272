"""What somebody wants to measure again: every so many days, or around sessions. It can be switched off at any time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery

from unclench.measures import Measure, load_measures, next_due
from unclench.measures.schedule import EVERY
from unclench.web.accounts.models import Person
from unclench.web.measures.models import MeasureWish, Taking
from unclench.web.moment import Moment


class NotOfferedError(ValueError):
    """No interval that is offered."""


def wish_of(person: Person, measure: Measure) -> MeasureWish | None:
    return MeasureWish.of(person).filter(measure=measure.id).first()


def wish(
    person: Person, measure: Measure, every_days: int | None, moment: Moment, *, around_sessions: bool
) -> MeasureWish | None:
    """In the place of what was wanted before; None where nothing is wanted. Raises NotOfferedError."""
    if every_days is not None and every_days not in EVERY:
        raise NotOfferedError(f"Every {every_days} days is not offered.")
    with transaction.atomic():
        for before in MeasureWish.of(person).filter(measure=measure.id):
            before.take_away(moment.at)
        if every_days is None and not around_sessions:
            return None
        made = MeasureWish.made(
            person, moment, measure=measure.id, every_days=every_days, around_sessions=around_sessions
        )
        made.save()
    return made


def pass_over(person: Person, measures: Iterable[str], today: date) -> None:
    """Not this time: each comes again an interval later."""
    with transaction.atomic():
        MeasureWish.of(person).filter(measure__in=list(measures)).update(passed_on=today)


@dataclass(frozen=True, slots=True)
class Wished:
    measure: Measure
    wish: MeasureWish
    due_on: date | None
    """None where no interval is wanted."""


def wished(person: Person) -> tuple[Wished, ...]:
    """In the order of the measures. One query."""
    taken = (
        Taking.of(person)
        .filter(measure=OuterRef("measure"))
        .order_by()
        .values("measure")
        .annotate(newest=Max("local_date"))
        .values("newest")
    )
    wishes = {one.measure: one for one in MeasureWish.of(person).annotate(taken_on=Subquery(taken))}
    found = []
    for measure in load_measures().values() if wishes else ():
        one = wishes.get(measure.id)
        if one is not None:
            taken_on: date | None = one.taken_on
            due_on = None
            if one.every_days is not None:
                due_on = next_due(one.every_days, one.local_date, taken_on, one.passed_on)
            found.append(Wished(measure, one, due_on))
    return tuple(found)


def due(person: Person, today: date) -> tuple[Measure, ...]:
    return tuple(one.measure for one in wished(person) if one.due_on is not None and one.due_on <= today)


def around_sessions(person: Person) -> tuple[Measure, ...]:
    """Those that are to be offered before and after a session. One query."""
    names = set(MeasureWish.of(person).filter(around_sessions=True).values_list("measure", flat=True))
    return tuple(measure for measure in load_measures().values() if measure.id in names) if names else ()
