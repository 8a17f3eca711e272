"""What happened where nobody could be told: each record is taken once, however often it arrives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.http import Http404

from unclench.guide.stop import stop_reasons
from unclench.web.accounts.models import Person
from unclench.web.diary import course
from unclench.web.diary.episodes import SAME_TAP
from unclench.web.diary.models import Episode, EpisodeEvent
from unclench.web.moment import Moment
from unclench.web.sessions import playing, ratings
from unclench.web.sessions.access import get_plan_for, get_play_for
from unclench.web.sessions.models import EVENTS, RATINGS, Arrived, Play
from unclench.web.sessions.playing import Happened
from unclench.web.today import locks

MOST_RECORDS = 200
OLDEST = timedelta(days=30)
AHEAD = timedelta(minutes=10)
"""Clocks of two devices differ a little."""
LONGEST_STEP = 60
FARTHEST_MS = 2**31

State = Literal["kept", "known", "refused"]

_KINDS = frozenset(kind for kind, _ in EVENTS)
_REASONS = frozenset({"", *(reason.id for reason in stop_reasons())})
_SIGN = "offline_list"
"""Something of the short list was so; which of it was not told."""


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a record. `text`: why it was refused, in a sentence for the person."""

    id: str
    state: State
    text: str = ""


class BadRecordError(ValueError):
    """This record cannot be kept; the message is for the person."""


def take(person: Person, record: object, moment: Moment) -> Result:
    """Never raises for what a record holds; what cannot be kept is refused, and harms no other."""
    name = str(record.get("id", ""))[:64] if isinstance(record, dict) else ""
    try:
        with transaction.atomic():
            return Result(name, _taken(person, _object(record), moment))
    except BadRecordError as error:
        return Result(name, "refused", str(error))
    except Http404:
        return Result(name, "refused", "The session it belongs to is not here any more.")


def _taken(person: Person, record: Mapping[str, Any], moment: Moment) -> State:
    key = _id(record, "id")
    kind = record.get("kind")
    keep = _KEEP.get(kind) if isinstance(kind, str) else None
    if keep is None:
        raise BadRecordError("This kind of record is not known here.")
    before = Arrived.objects.filter(id=key).first()
    if before is not None:
        if before.owner_id != person.id:
            raise BadRecordError("This record has the name of another one.")
        return "known"
    at = _moment(record, moment)
    state = keep(person, record, key, at, moment)
    Arrived.made(person, at, id=key).save(force_insert=True)
    return state


# One for each kind


def _keep_play(person: Person, record: Mapping[str, Any], key: UUID, at: Moment, moment: Moment) -> State:
    del moment
    plan = get_plan_for(person, _id(record, "plan"))
    if Play.objects.filter(id=key).exists():
        raise BadRecordError("This record has the name of another one.")
    before = {f"{name}_before": value for name, value in _ratings(record).items()}
    if at.at < plan.at:
        at = Moment(plan.at, at.zone)  # a clock that is slow
    Play.made(plan.owner, at, id=key, plan=plan, **before).save(force_insert=True)
    return "kept"


def _keep_event(person: Person, record: Mapping[str, Any], key: UUID, at: Moment, moment: Moment) -> State:
    play = get_play_for(person, _id(record, "play"))
    what, step, reason = (_text(record, name) for name in ("what", "step", "reason"))
    if what not in _KINDS or reason not in _REASONS:
        raise BadRecordError("What happened in the session is not known here.")
    playing.tell(play, [Happened(key, what, at.at, _position(record), step, reason)], moment)
    return "kept"


def _keep_after(person: Person, record: Mapping[str, Any], key: UUID, at: Moment, moment: Moment) -> State:
    del key, moment
    play = get_play_for(person, _id(record, "play"))
    if play.rated_at is not None:
        return "known"  # it was told here meanwhile, and that counts
    playing.rate(play, at, _ratings(record))
    return "kept"


def _keep_attack(person: Person, record: Mapping[str, Any], key: UUID, at: Moment, moment: Moment) -> State:
    del record, moment
    near = (at.at - SAME_TAP, at.at + SAME_TAP)
    if Episode.of(person).filter(source="attack", at__range=near).exists():
        return "known"
    if Episode.objects.filter(id=key).exists():
        raise BadRecordError("This record has the name of another one.")
    Episode.made(person, at, id=key, source="attack").save(force_insert=True)
    return "kept"


def _keep_pain(person: Person, record: Mapping[str, Any], key: UUID, at: Moment, moment: Moment) -> State:
    del moment
    level = record.get("level")
    if type(level) is not int or not 0 <= level <= 10:
        raise BadRecordError("Pain: a whole number from 0 to 10.")
    episode = _attack_of(person, record)
    if EpisodeEvent.objects.filter(id=key).exists():
        raise BadRecordError("This record has the name of another one.")
    EpisodeEvent.made(person, at, id=key, episode=episode, kind="pain", level=level).save(force_insert=True)
    return "kept"


def _keep_eased(person: Person, record: Mapping[str, Any], key: UUID, at: Moment, moment: Moment) -> State:
    del key, moment
    episode = _attack_of(person, record)
    if episode.ended_at is not None:
        return "known"  # it was told here meanwhile, and that counts
    course.end(episode, at if at.at > episode.at else episode.lived)
    return "kept"


def _attack_of(person: Person, record: Mapping[str, Any]) -> Episode:
    """The one that was noted on the device, or, where that was known here already, the one it is."""
    key, began = _id(record, "attack"), record.get("began_ms")
    if type(began) is not int or not 0 < began < 2**47:
        raise BadRecordError("This record does not say of which attack it is.")
    at = datetime.fromtimestamp(began / 1_000, UTC)
    near = Q(source="attack", at__range=(at - SAME_TAP, at + SAME_TAP))
    found = Episode.of(person).filter(Q(id=key) | near)
    attack = next((one for one in found if one.id == key), None) or found.first()
    if attack is None:
        raise BadRecordError("The attack it belongs to is not here any more.")
    return attack


def _keep_emergency(person: Person, record: Mapping[str, Any], key: UUID, at: Moment, moment: Moment) -> State:
    """It stands from now on, as if it had been named here: a day is not counted from a clock that nobody knows."""
    del key, at
    plan = get_plan_for(person, _id(record, "plan"))
    locks.lock(plan.owner, [_SIGN], moment, plan.check_in)
    return "kept"


_Keep = Callable[[Person, Mapping[str, Any], UUID, Moment, Moment], State]
_KEEP: Mapping[str, _Keep] = {
    "play": _keep_play,
    "event": _keep_event,
    "after": _keep_after,
    "attack": _keep_attack,
    "pain": _keep_pain,
    "eased": _keep_eased,
    "emergency": _keep_emergency,
}


# Reading


def _object(record: object) -> Mapping[str, Any]:
    if not isinstance(record, dict):
        raise BadRecordError("This is no record.")
    return record


def _id(record: Mapping[str, Any], name: str) -> UUID:
    try:
        found = UUID(record[name])
    except (KeyError, ValueError, TypeError, AttributeError):
        raise BadRecordError("This record lacks a name.") from None
    if found.version != 7:
        raise BadRecordError("This record has no name of the right kind.")
    return found


def _moment(record: Mapping[str, Any], now: Moment) -> Moment:
    """When it happened, on the clock of the browser; never later than now."""
    at_ms = record.get("at_ms")
    if type(at_ms) is not int or not 0 < at_ms < 2**47:
        raise BadRecordError("This record does not say when.")
    at = datetime.fromtimestamp(at_ms / 1_000, UTC)
    if at > now.at + AHEAD:
        raise BadRecordError("This is still to come, by the clock here. Set the clock of the device, and try again.")
    if at < now.at - OLDEST:
        raise BadRecordError(f"This is older than {OLDEST.days} days.")
    return Moment(min(at, now.at), now.zone)


def _ratings(record: Mapping[str, Any]) -> dict[str, int | None]:
    given = record.get("ratings", {})
    if not isinstance(given, dict) or not set(given) <= set(RATINGS):
        raise BadRecordError("These ratings are not known here.")
    found: dict[str, int | None] = {}
    for name, value in given.items():
        if type(value) is not int or not 0 <= value <= 10:
            raise BadRecordError(f"{ratings.WORDS[name][0]}: a whole number from 0 to 10.")
        found[name] = value
    return found


def _text(record: Mapping[str, Any], name: str) -> str:
    value = record.get(name, "")
    if not isinstance(value, str) or len(value) > LONGEST_STEP or not value.isascii():
        raise BadRecordError("What happened in the session is not known here.")
    return value


def _position(record: Mapping[str, Any]) -> int:
    value = record.get("position_ms")
    if type(value) is not int or not 0 <= value < FARTHEST_MS:
        raise BadRecordError("This record does not say where the sound stood.")
    return value
