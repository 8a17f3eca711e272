"""What happened where nobody could be told: each record is taken once, however often it arrives."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from django.db import OperationalError, transaction
from django.http import Http404

from unclench.guide.stop import stop_reasons
from unclench.web.accounts.models import Person
from unclench.web.errors import is_no_room
from unclench.web.moment import Moment
from unclench.web.offline import attacks
from unclench.web.offline.attacks import State
from unclench.web.offline.reading import (
    BadRecordError,
    Fields,
    NotHereError,
    fields_of,
    id_of,
    moment_of,
    name_of,
    position_of,
    ratings_of,
)
from unclench.web.sessions import playing
from unclench.web.sessions.access import get_plan_for, get_play_for
from unclench.web.sessions.models import EVENTS, Arrived, Play
from unclench.web.sessions.playing import Happened
from unclench.web.today import locks

MOST_RECORDS = 200
MOST_ROUNDS = 4
"""An attack, a dose in it, how that was, and that taken back: so long is a chain of records."""

_KINDS = frozenset(kind for kind, _ in EVENTS)
_REASONS = frozenset({"", *(reason.id for reason in stop_reasons())})
_SERIOUS = tuple(reason.id for reason in stop_reasons() if reason.urgency == "emergency" or reason.flag)
"""What sets a lock, or is remembered for a doctor to look at."""
_OF_A_SESSION = frozenset({"play", "event", "after"})
_WHAT = "What happened in the session is not known here."
_SIGN = "offline_list"
"""Something of the short list was so; which of it was not told."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a record. `text`: why it was refused, in a sentence for the person.

    "failed": a mistake of ours. The browser hears nothing of it, and keeps it for another time.
    """

    id: str
    state: State | Literal["refused", "failed"]
    text: str = ""
    waits: bool = False
    """It belongs to something that is not here; what comes after it may bring that."""


def take_all(person: Person, batch: Sequence[object], moment: Moment) -> list[Result]:
    """In the order given; one that came before what it belongs to has another turn behind the others."""
    found: dict[int, Result] = {}
    open_still = list(range(len(batch)))
    for _ in range(MOST_ROUNDS):
        found |= {number: take(person, batch[number], moment) for number in open_still}
        waiting = [number for number in open_still if found[number].waits]
        if not waiting or len(waiting) == len(open_still):
            break
        open_still = waiting
    return [found[number] for number in range(len(batch))]


def take(person: Person, record: object, moment: Moment) -> Result:
    """Never raises for what a record holds; what cannot be kept is refused, and harms no other.

    Raises where nothing can be written at all.
    """
    name = str(record.get("id", ""))[:64] if isinstance(record, dict) else ""
    try:
        with transaction.atomic():
            return Result(name, _taken(person, fields_of(record), moment))
    except NotHereError as error:
        return Result(name, "refused", str(error), waits=True)
    except BadRecordError as error:
        return Result(name, "refused", str(error))
    except Http404:
        return Result(name, "refused", "The session it belongs to is not here any more.", waits=True)
    except Exception as error:
        if isinstance(error, OperationalError) or is_no_room(error):
            raise
        _log.exception("A record made without a network could not be taken.")
        return Result(name, "failed")


def _taken(person: Person, record: Fields, moment: Moment) -> State:
    key = id_of(record, "id")
    kind = record.get("kind")
    keep = _KEEP.get(kind) if isinstance(kind, str) else None
    if keep is None:
        raise BadRecordError("This kind of record is not known here.")
    before = Arrived.objects.filter(id=key).first()
    if before is not None:
        if before.owner_id != person.id:
            raise BadRecordError("This record has the name of another one.")
        return "known"
    same = attacks.same_tap(person, record, moment) if kind == "attack" else None
    at = same or _moment_of(record, kind, moment)
    state = keep(person, record, key, at, moment)
    Arrived.made(person, at, id=key).save(force_insert=True)
    return state


def _moment_of(record: Fields, kind: object, moment: Moment) -> Moment:
    """An emergency is never refused for its time. Nor is a session for a clock that is fast: what it did counts."""
    try:
        return moment_of(record, moment, may_be_ahead=kind in _OF_A_SESSION)
    except BadRecordError:
        if kind == "emergency" or (kind == "event" and record.get("reason") in _SERIOUS):
            return moment
        raise


# One for each kind


def _keep_play(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    del moment
    plan = get_plan_for(person, id_of(record, "plan"))
    if Play.objects.filter(id=key).exists():
        raise BadRecordError("This record has the name of another one.")
    before = {f"{name}_before": value for name, value in ratings_of(record).items()}
    if at.at < plan.at:
        at = Moment(plan.at, at.zone)  # a clock that is slow
    Play.made(plan.owner, at, id=key, plan=plan, **before).save(force_insert=True)
    return "kept"


def _keep_event(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    play = get_play_for(person, id_of(record, "play"))
    what, step, reason = (name_of(record, name, _WHAT) for name in ("what", "step", "reason"))
    if what not in _KINDS or reason not in _REASONS:
        raise BadRecordError(_WHAT)
    playing.tell(play, [Happened(key, what, at.at, position_of(record), step, reason)], moment)
    return "kept"


def _keep_after(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    del key, moment
    play = get_play_for(person, id_of(record, "play"))
    if play.rated_at is not None:
        return "known"  # it was told here meanwhile, and that counts
    playing.rate(play, at, ratings_of(record))
    return "kept"


def _keep_emergency(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    """It stands from now on, as if it had been named here: a day is not counted from a clock that nobody knows."""
    del key, at
    plan = get_plan_for(person, id_of(record, "plan"))
    locks.lock(plan.owner, [_SIGN], moment, plan.check_in)
    return "kept"


_Keep = Callable[[Person, Fields, UUID, Moment, Moment], State]
_KEEP: Mapping[str, _Keep] = {
    "play": _keep_play,
    "event": _keep_event,
    "after": _keep_after,
    "emergency": _keep_emergency,
    "attack": attacks.keep_attack,
    "pain": attacks.keep_pain,
    "dose": attacks.keep_dose,
    "tried": attacks.keep_tried,
    "relief": attacks.keep_relief,
    "symptom": attacks.keep_symptom,
    "place": attacks.keep_place,
    "eased": attacks.keep_eased,
    "undo": attacks.take_back,
}
