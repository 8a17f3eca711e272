"""A play: how it begins, what happens in it, how it was, and the day after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from unclench.guide.stop import StopReason, stop_reasons
from unclench.web.moment import Moment
from unclench.web.sessions import felt
from unclench.web.sessions.models import RATINGS, NextDay, Plan, Play, PlayEvent
from unclench.web.sessions.past import keep_count
from unclench.web.today import locks

SINCE_SESSION = "post_session_neuro"
"""The red flag for new trouble since a massage."""

Ratings = Mapping[str, int | None]
"""By the names in RATINGS; what is missing or None was not given."""

_ENDINGS = {"finished": "finished", "stopped": "stopped", "started": "", "resumed": ""}
"""What each of these events makes of the ending; the others leave it as it is."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event as the player tells it. The id is made there, so that telling it twice is telling it once."""

    id: UUID
    kind: str
    at: datetime
    position_ms: int
    step: str = ""
    reason: str = ""


def begin(plan: Plan, moment: Moment, before: Ratings | None = None) -> Play:
    """The plan is about to be played, by its owner; that it is fresh and that no lock stands has been seen to."""
    given = {f"{name}_before": value for name, value in (before or {}).items() if name in RATINGS}
    play = Play.made(plan.owner, moment, plan=plan, **given)
    play.save(force_insert=True)
    return play


def tell(play: Play, happened: Sequence[Happened], moment: Moment) -> None:
    """Keep what happened. Anything told before is passed over; what comes late is put where it belongs."""
    with transaction.atomic():
        play.refresh_from_db(from_queryset=Play.of(play.owner).select_for_update())
        kept = list(play.events.all())
        known = {event.id for event in kept}
        for entry in happened:
            if entry.id in known or _is_named(kept, entry):
                continue
            known.add(entry.id)
            unnamed = _unnamed(kept, entry)
            if unnamed is not None:
                unnamed.reason = entry.reason
                unnamed.save(update_fields=["reason"])
                _lock(play, [entry.reason], moment)
            else:
                event = _kept(play, entry, moment)
                if event.play_id != play.id:
                    continue  # an id of another play, which only somebody who plays tricks would send
                kept.append(event)
                if entry.kind in ("stopped", "hurt"):
                    _lock(play, [entry.reason], moment)
        _sum_up(play, kept)
        felt.keep_events(play, kept, moment)
        keep_count(play, moment)
        play.save(update_fields=["worked"])


def _lock(play: Play, reasons: Collection[str], moment: Moment) -> None:
    """What may be an emergency ends the sessions of the day, as the same answer before a session does."""
    named = [reason.id for reason in reasons_named(reasons) if reason.urgency == "emergency"]
    if named:
        locks.lock(play.owner, named, moment, play.plan.check_in)


def _kept(play: Play, entry: Happened, moment: Moment) -> PlayEvent:
    # A clock that is wrong, or was set during the session, does not move it to another day.
    at = min(max(entry.at, play.at), max(moment.at, play.at))
    event, _ = PlayEvent.objects.get_or_create(
        id=entry.id,
        defaults={
            "owner": play.owner,
            "at": at,
            "local_date": Moment(at, moment.zone).local_date,
            "zone": moment.zone,
            "play": play,
            "kind": entry.kind,
            "step": entry.step,
            "position_ms": entry.position_ms,
            "reason": entry.reason,
        },
    )
    return event


def _unnamed(kept: Iterable[PlayEvent], entry: Happened) -> PlayEvent | None:
    """The tap on "This hurts" is kept at once; the reason comes a moment later, at the same place."""
    if entry.kind != "hurt" or not entry.reason:
        return None
    return next((event for event in kept if _is_same_hurt(event, entry) and not event.reason), None)


def _is_named(kept: Iterable[PlayEvent], entry: Happened) -> bool:
    return bool(entry.reason) and any(_is_same_hurt(event, entry) and event.reason == entry.reason for event in kept)


def _is_same_hurt(event: PlayEvent, entry: Happened) -> bool:
    return (
        (event.kind, event.step, event.position_ms)
        == ("hurt", entry.step, entry.position_ms)
        == (
            entry.kind,
            entry.step,
            entry.position_ms,
        )
    )


def _sum_up(play: Play, events: Iterable[PlayEvent]) -> None:
    """How far it came, and how it ended, from all events in the order in which they happened."""
    for event in sorted(events, key=lambda event: (event.at, event.id)):
        play.position_ms = event.position_ms
        if event.kind in _ENDINGS:
            play.ending = _ENDINGS[event.kind]
            play.stop_reason = event.reason if event.kind == "stopped" else ""
    play.save(update_fields=["position_ms", "ending", "stop_reason"])


def was_left(play: Play) -> bool:
    """Ended by a tap on Leave, which may have been a slip, and not by anything that felt wrong."""
    return play.ending == "stopped" and not play.stop_reason and play.rated_at is None


def rate(play: Play, moment: Moment, after: Ratings, note: str = "", unwanted: Collection[str] = ()) -> None:
    """How it was, or that the question was passed over: then nothing is given."""
    for name in RATINGS:
        setattr(play, f"{name}_after", after.get(name))
    play.note = note
    play.unwanted = [reason.id for reason in stop_reasons() if reason.id in unwanted]
    play.rated_at = moment.at
    with transaction.atomic():
        play.save(update_fields=[*(f"{name}_after" for name in RATINGS), "note", "unwanted", "rated_at"])
        felt.keep_said(play, play.unwanted, "after", moment)
        _lock(play, play.unwanted, moment)


def answer_next_day(
    play: Play,
    moment: Moment,
    *,
    soreness: int | None = None,
    headache: bool | None = None,
    new_symptoms: bool | None = None,
    passed: bool = False,
) -> NextDay:
    """The day after, once for each play; a later answer takes the place of an earlier one."""
    answer = NextDay.objects.filter(play=play).first() or NextDay.made(play.owner, moment, play=play)
    answer.soreness, answer.headache, answer.new_symptoms = soreness, headache, new_symptoms
    answer.passed = passed
    if new_symptoms:
        # Said now, whatever was answered before: plans made until now have to know of it.
        answer.at, answer.local_date, answer.zone = moment.at, moment.local_date, moment.zone
    answer.save()
    return answer


def reasons_during() -> tuple[StopReason, ...]:
    """What may make one stop while it plays, the most urgent first."""
    return tuple(reason for reason in stop_reasons() if reason.urgency != "wait")


def reasons_named(ids: Collection[str]) -> tuple[StopReason, ...]:
    return tuple(reason for reason in stop_reasons() if reason.id in ids)
