"""A play: how it begins, what happens in it, how it was, and the day after."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from uuid import UUID

import uuid6
from django.db import transaction
from django.db.models import Q

from unclench.composer.during import with_step
from unclench.composer.types import Session
from unclench.guide.stop import StopReason, stop_reasons
from unclench.plain import from_plain
from unclench.safety.dose import ASKED_FOR_S, DAY_S, SORE_ABOVE, asks_since
from unclench.safety.past import HEADACHE, SORENESS, Past, Worked
from unclench.web.accounts.models import Person
from unclench.web.moment import Moment
from unclench.web.sessions import felt
from unclench.web.sessions.models import RATINGS, NextDay, Plan, Play, PlayEvent
from unclench.web.sessions.others import others_of
from unclench.web.sessions.past import keep_count
from unclench.web.sessions.planning import keep_changed
from unclench.web.sessions.played import step_at
from unclench.web.today import locks
from unclench.web.today.remembering import keep, remembered

SINCE_SESSION = "post_session_neuro"
"""The red flag for new trouble since a massage."""
NERVE_SIGNS = "nerve_signs"
"""The same among what is noticed later."""
ASKED_WITHIN = timedelta(days=3)
SORE_WITHIN = timedelta(days=15)
"""So long it is asked whether it is still sore: a week after the first, and until that ends."""

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
    level: int | None = None
    technique: str = ""
    """Of "swapped": what is done instead."""


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
                _follow(play, [entry.reason], moment)
            else:
                event = _kept(play, entry, moment)
                if event.play_id != play.id:
                    continue  # an id of another play, which only somebody who plays tricks would send
                kept.append(event)
                if entry.kind in ("stopped", "hurt"):
                    _follow(play, [entry.reason], moment)
                elif entry.kind == "swapped":
                    _exchange(play, event, entry.technique, kept, moment)
        _sum_up(play, kept)
        felt.keep_events(play, kept, moment)
        keep_count(play, moment)
        play.save(update_fields=["worked"])


def _exchange(play: Play, event: PlayEvent, technique: str, kept: Sequence[PlayEvent], moment: Moment) -> None:
    """From now on the plan is the one with something else in that step, as it was offered when the session began."""
    begun = next((one.left for one in kept if one.kind == "swapped" and one.left is not None), play.plan)
    offered = others_of(begun).get(event.step)
    step = step_at(offered, event.step) if offered else None
    if step is None or step.technique != technique:
        return  # it stays noted, and counts as what was planned
    before = play.plan
    session = with_step(from_plain(Session, before.session), step)
    play.plan = keep_changed(before, session, moment)
    play.save(update_fields=["plan"])
    event.left = before
    event.save(update_fields=["left"])


def _follow(play: Play, reasons: Collection[str], moment: Moment) -> None:
    _lock(play, reasons, moment)
    _flag(play, reasons, moment)


def _lock(play: Play, reasons: Collection[str], moment: Moment) -> None:
    """What may be an emergency ends the sessions of the day, as the same answer before a session does."""
    named = [reason.id for reason in reasons_named(reasons) if reason.urgency == "emergency"]
    if named:
        locks.lock(play.owner, named, moment, play.plan.check_in)


def _flag(play: Play, reasons: Collection[str], moment: Moment) -> None:
    """What a doctor should look at today is remembered as the same answer before a session is."""
    flags = [reason.flag for reason in reasons_named(reasons) if reason.flag]
    if flags:
        before = remembered(play.owner)
        signs = {**before.signs, **{flag: before.signs.get(flag, moment.local_date) for flag in flags}}
        keep(play.owner, replace(before, signs=signs))


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
            "level": entry.level,
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


def hear(play: Play, moment: Moment) -> None:
    """It was heard without the player, so nobody knows how far: it counts as played to its end."""
    if play.events.exists():
        return
    end_ms = from_plain(Session, play.plan.session).duration_s * 1_000
    tell(
        play,
        [
            Happened(uuid6.uuid7(), "started", play.at, 0),
            Happened(uuid6.uuid7(), "finished", max(moment.at, play.at), end_ms),
        ],
        moment,
    )


def name(play: Play, reason: str, moment: Moment) -> None:
    """Without the player: something is not good, wherever the sound stands."""
    tell(play, [Happened(uuid6.uuid7(), "hurt", moment.at, 0, reason=reason)], moment)


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
        felt.keep_said(play, dict.fromkeys(play.unwanted), "after", moment)
        _follow(play, play.unwanted, moment)


def answer_next_day(
    play: Play,
    moment: Moment,
    *,
    noticed: Collection[str] = (),
    soreness: int | None = None,
    places: Collection[str] = (),
    passed: bool = False,
) -> NextDay:
    """The day after, or one of the days after that. A later answer takes the place of an earlier one; what was felt is
    kept for each day.
    """
    answer = NextDay.objects.filter(play=play).first() or NextDay.made(play.owner, moment, play=play)
    answer.asked_on, answer.passed = moment.local_date, passed
    if not passed:
        answer.noticed = sorted(set(noticed))
        answer.soreness = soreness if SORENESS in noticed else 0
        answer.headache = HEADACHE in noticed
        answer.new_symptoms = NERVE_SIGNS in noticed
    if answer.new_symptoms and not passed:
        # Said now, whatever was answered before: plans made until now have to know of it.
        answer.at, answer.local_date, answer.zone = moment.at, moment.local_date, moment.zone
    with transaction.atomic():
        answer.save()
        if not passed:
            said = dict.fromkeys(noticed)
            felt.keep_said(play, {**said, SORENESS: answer.soreness}, "later", moment, places)
    return answer


def asked_about(person: Person, day: date) -> Play | None:
    """The last session, own or a receiver's, about which it is asked today: nothing was said of it yet, or it was sore
    then, and the question was neither answered nor passed over today.
    """
    plays = Play.kept_by(person).exclude(ending="").filter(local_date__lt=day)
    plays = plays.select_related("owner", "plan").defer("plan__session")
    unsaid = Q(next_day=None, local_date__gte=day - ASKED_WITHIN)
    sore = Q(next_day__soreness__gt=SORE_ABOVE, next_day__passed=False, next_day__asked_on__lt=day)
    return plays.filter(unsaid | (sore & Q(local_date__gte=day - SORE_WITHIN))).first()


def asked_since(person: Person, moment: Moment) -> tuple[Play, ...]:
    """The last session with hands of each, own or a receiver's, for 28 days: so long nerve signs are asked about."""
    found = Play.kept_by(person).filter(plan__session__hands_on_s__gt=0).exclude(worked=[]).exclude(worked=None)
    # A day more than that: days are local, the 28 are of 24 hours.
    found = found.filter(local_date__gte=moment.local_date - timedelta(days=ASKED_FOR_S // DAY_S + 1))
    last: dict[UUID, Play] = {}
    for play in found.select_related("owner").only("id", "worked", "owner__called", "owner__keeper"):
        last.setdefault(play.owner_id, play)
    now_s = int(moment.at.timestamp())
    return tuple(play for play in last.values() if asks_since(Past(from_plain(tuple[Worked, ...], play.worked)), now_s))


def reasons_during() -> tuple[StopReason, ...]:
    """What may make one stop while it plays, the most urgent first."""
    return tuple(reason for reason in stop_reasons() if reason.urgency != "wait")


def urgent() -> tuple[str, ...]:
    """Reasons that lead to the emergency page."""
    return tuple(reason.id for reason in stop_reasons() if reason.urgency == "emergency")


def reasons_named(ids: Collection[str]) -> tuple[StopReason, ...]:
    return tuple(reason for reason in stop_reasons() if reason.id in ids)
