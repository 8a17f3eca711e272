"""Keeping what was measured. What was not said is not kept, and nothing is kept of which nothing was said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db import transaction

from unclench.atlas import load_atlas
from unclench.measures import Measure, NotInRangeError, Run, checked
from unclench.measures.content import TOLD_BY
from unclench.plain import to_plain
from unclench.web.accounts.models import Person
from unclench.web.measures.models import METHODS, Taking
from unclench.web.moment import Moment
from unclench.web.sessions.models import Plan, Play
from unclench.web.today import checking, locks
from unclench.web.today.models import CheckIn
from unclench.web.today.wishes import spots_by_key

NOTHING_HURTS = "none"
"""Of the pain map: said by a button of its own, for an empty map says nothing."""
LONGEST_AGO = timedelta(days=3660)
NECK_MOVEMENT = "stretch_active"
"""The class of techniques that does what measuring the range does; where rules forbid it, it is not measured either."""


class NothingSaidError(ValueError):
    """There is nothing to keep; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of a measure, as it will be kept."""

    numbers: Mapping[str, float | None] = field(default_factory=dict)
    degrees: Mapping[str, float] = field(default_factory=dict)
    method: str = ""
    run: Run | None = None
    told_by: str = ""


@dataclass(frozen=True, slots=True)
class Around:
    """The session that it was taken before, or after."""

    plan: Plan | None = None
    play: Play | None = None

    @property
    def part(self) -> str:
        return "after" if self.play else "before" if self.plan else ""


def read_said(measure: Measure, form: Mapping[str, str]) -> tuple[dict[str, float], dict[str, str]]:
    """The numbers of a form, and what is wrong, by item."""
    numbers: dict[str, float] = {}
    errors: dict[str, str] = {}
    for item in measure.item:
        try:
            value = checked(item, form.get(item.id, ""))
        except NotInRangeError as error:
            errors[item.id] = str(error)
            continue
        if value is not None:
            numbers[item.id] = value
    return numbers, errors


def keep(
    person: Person,
    measure: Measure,
    said: Said,
    moment: Moment,
    *,
    day: date | None = None,
    around: Around = Around(),
) -> Taking:
    """Raises NothingSaidError, and ValueError for what does not belong to the measure."""
    _check(measure, said)
    if not (said.numbers or said.degrees or said.run):
        raise NothingSaidError("Nothing is chosen yet. One answer is enough.")
    if day is not None and not moment.local_date - LONGEST_AGO <= day <= moment.local_date:
        raise ValueError("That day is still to come, or long ago.")
    taking = Taking.made(
        person,
        moment,
        measure=measure.id,
        said=dict(said.numbers),
        degrees=dict(said.degrees),
        method=said.method,
        run=None if said.run is None else to_plain(said.run),
        told_by=said.told_by,
        part=around.part,
        plan=around.plan,
        play=around.play,
    )
    if day is not None:
        taking.local_date = day
    with transaction.atomic():
        taking.save()
    return taking


def _check(measure: Measure, said: Said) -> None:
    items = {item.id: item for item in measure.item}
    if measure.kind == "places":
        if not said.numbers.keys() <= {NOTHING_HURTS, *spots_by_key(load_atlas())}:
            raise ValueError("No such place.")
    elif not said.numbers.keys() <= items.keys():
        raise ValueError("No such item.")
    if not all(name in items and items[name].degrees and -180 <= value <= 180 for name, value in said.degrees.items()):
        raise ValueError("Degrees are of neck and posture, from -180 to 180.")
    if (said.run is not None) != (measure.kind == "reaction") or (said.run and said.run.task != measure.id):
        raise ValueError("A run belongs to its own task.")
    if said.method not in ("", *dict(METHODS)) or said.told_by not in ("", *dict(TOLD_BY)):
        raise ValueError("No such choice.")


def why_not_now(person: Person, measure: Measure, moment: Moment) -> str:
    """Why the neck is not to be moved to measure it; empty if nothing is known against it."""
    if not measure.moves_neck:
        return ""
    if locks.standing(person):
        return "An emergency sign was named. Until a doctor has seen you, the neck is left alone."
    last = CheckIn.of(person).exclude(verdict="").exclude(answers=None).first()
    if last is None:
        return ""
    clearance = checking.clearance_of(last, moment)
    is_out = any(entry.technique_class == NECK_MOVEMENT for entry in clearance.forbidden)
    if is_out or not clearance.hands_on:
        return "After what you last said, the safety rules leave movements of the neck out. So they are not measured."
    return ""
