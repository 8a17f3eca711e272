"""Keeping what was felt, with where it was; and settling it, by a doctor's word or as a mistake."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from django.db import transaction

from unclench.atlas import load_atlas
from unclench.composer.types import Step
from unclench.plain import from_plain
from unclench.safety.dose import SKIN, TOO_MUCH
from unclench.safety.past import NOT_NAMED, FeltId, Worked
from unclench.safety.types import SafetyRegion
from unclench.web.moment import Moment
from unclench.web.sessions.models import Felt, Play, PlayEvent
from unclench.web.sessions.past import count, versions_of
from unclench.web.sessions.played import step_at

Said = Literal["during", "after", "later"]

SLIP = "slip"
"""“This hurts” was tapped, and nothing hurt."""
LOCAL: frozenset[FeltId] = TOO_MUCH | SKIN
"""It sits where the hands were; the others are of the whole person."""


def keep_events(play: Play, events: Iterable[PlayEvent], moment: Moment) -> None:
    """What was named while it played; each event once, however often it is told."""
    at_once = {event.reason for event in events if event.kind == "hurt"}
    named = [(event, _named(event)) for event in events if event.kind == "hurt" or event.reason not in at_once]
    named = [(event, what) for event, what in named if what]
    slips = [event.id for event in events if event.reason == SLIP]
    Felt.objects.filter(play=play, event__in=slips).delete()
    if not named:
        return
    known = {felt.event_id: felt for felt in Felt.objects.filter(play=play, said="during")}
    versions = versions_of(play, moment)
    for event, what in named:
        then = next((version for version in versions if event.at <= version.until), versions[-1])
        step = step_at(then.session, event.step)
        places = _places(what, play, step, moment)
        if places is None:
            continue
        felt = known.get(event.id)
        if felt is None:
            felt = Felt(owner=play.owner, play=play, event=event, said="during")
            felt.at, felt.local_date, felt.zone = event.at, event.local_date, event.zone
        elif felt.what == what:
            continue
        felt.what, felt.step = what, event.step
        felt.technique = step.technique if step else ""
        felt.pressure = step.level if step and step.contact else None
        felt.places = list(places)
        felt.save()


def _named(event: PlayEvent) -> FeltId:
    if event.reason == SLIP:
        return ""
    if event.kind == "hurt":
        return event.reason or NOT_NAMED
    return event.reason if event.kind == "stopped" else ""


def _places(what: FeltId, play: Play, step: Step | None, moment: Moment) -> tuple[SafetyRegion, ...] | None:
    """Of the step; where it touches nothing, of all that was worked so far. None: no hands were laid on yet."""
    if what not in LOCAL:
        return ()
    if step is not None and step.contact:
        return load_atlas().safety_regions(step.contact)
    worked = _places_in(count(play, moment))
    return worked if worked or step is None else None


def places_worked(play: Play, moment: Moment) -> tuple[SafetyRegion, ...]:
    return _places_in(count(play, moment) if play.worked is None else from_plain(tuple[Worked, ...], play.worked))


def _places_in(worked: Iterable[Worked]) -> tuple[SafetyRegion, ...]:
    return tuple(dict.fromkeys(place for entry in worked for place in entry.places))


def keep_said(
    play: Play, what: Mapping[FeltId, int | None], said: Said, moment: Moment, places: Collection[SafetyRegion] = ()
) -> None:
    """What was said afterwards, with how strong it is where that was said. What is said no more was a mistake.

    `places`: where the skin reacted; if that was not said, wherever hands were.
    """
    worked = places_worked(play, moment)
    chosen = [place for place in worked if place in places] or list(worked)
    known = {felt.what: felt for felt in Felt.objects.filter(play=play, said=said, local_date=moment.local_date)}
    with transaction.atomic():
        for name, felt in known.items():
            if name not in what and felt.settled_at is None:
                settle(felt, "mistake", moment)
        for name, level in what.items():
            felt = known.get(name) or Felt.made(play.owner, moment, play=play, said=said, what=name)
            felt.places = (chosen if name in SKIN else list(worked)) if name in LOCAL else []
            felt.level, felt.settled_at, felt.settled_by = level, None, ""
            felt.save()


def settle(felt: Felt, by: str, moment: Moment) -> None:
    """Nothing follows from it any more; it stays in the records."""
    felt.settled_at, felt.settled_by = moment.at, by
    with transaction.atomic():
        felt.save(update_fields=["settled_at", "settled_by"])
