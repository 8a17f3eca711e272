"""What was told of an attack where nobody could be told: the same as in the app, each at the time of its tap."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from django.db.models import Q
from django.http import Http404

from unclench.atlas import load_atlas
from unclench.diary.symptoms import AURAS, SYMPTOMS
from unclench.web.accounts.models import Person
from unclench.web.diary import course
from unclench.web.diary.access import get_any_medicine_for
from unclench.web.diary.asking import AFTER_MIN, AURA_LASTED_MIN
from unclench.web.diary.course import OPEN_FOR, RELIEF_NAMES, NotOfferedError
from unclench.web.diary.episodes import SAME_TAP
from unclench.web.diary.models import Dose, Episode, EpisodeEvent
from unclench.web.moment import Moment
from unclench.web.offline.reading import (
    NO_TIME,
    BadRecordError,
    Fields,
    NotHereError,
    id_of,
    instant_of,
    name_of,
    rating_of,
)
from unclench.web.sessions.models import Arrived
from unclench.web.today.wishes import spots_by_key

State = Literal["kept", "known"]

_GONE = "The attack it belongs to is not here any more."
_MORE_TOLD = "More was told of this attack in Unclench. If there was none, delete it in the diary."


def same_tap(person: Person, record: Fields, moment: Moment) -> Moment | None:
    """The onset of an attack that was noted here by the same tap, if the clock of the device is slow or fast.

    How much so is known from when the record was sent, by that clock.
    """
    if "sent_ms" not in record:
        return None
    wrong = moment.at - instant_of(record, "sent_ms", NO_TIME)
    at = instant_of(record, "at_ms", NO_TIME) + wrong
    found = Episode.of(person).filter(source="attack", at__range=(at - SAME_TAP, at + SAME_TAP)).first()
    return None if found is None else found.lived


def keep_attack(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    del record, moment
    near = (at.at - SAME_TAP, at.at + SAME_TAP)
    if Episode.of(person).filter(source="attack", at__range=near).exists():
        return "known"
    _must_be_free(key)
    Episode.made(person, at, id=key, source="attack").save(force_insert=True)
    return "kept"


def keep_pain(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    del moment
    level = rating_of(record, "level", "Pain: a whole number from 0 to 10.")
    episode = _attack_of(person, record)
    _must_be_free(key)
    course.read(episode, level, _during(episode, at), key=key)
    return "kept"


def keep_dose(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    """Of a headache that was deleted meanwhile, too, and of a medicine: it was taken all the same."""
    del moment
    try:
        episode = _attack_of(person, record, deleted=True)
    except NotHereError:
        # That it was here once is known of what came this way.
        if not Arrived.objects.filter(owner=person, id=id_of(record, "attack")).exists():
            raise NotHereError(f"{_GONE} Note the dose in the diary.") from None
        episode = None
    try:
        medicine = get_any_medicine_for(person, id_of(record, "medicine"))
    except Http404:
        raise BadRecordError("This medicine is not on your list. Note the dose in the diary.") from None
    _must_be_free(key)
    course.take(person, medicine, at, episode, key=key)
    return "kept"


def keep_tried(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    del moment
    what = record.get("what")
    if not isinstance(what, str):
        raise BadRecordError("This record does not say what was tried.")
    try:
        words = course.as_written(what.encode("utf-8", "replace").decode())
    except NotOfferedError as error:
        raise BadRecordError(str(error)) from None
    episode = _attack_of(person, record)
    _must_be_free(key)
    course.tried(episode, words, _during(episode, at), key=key)
    return "kept"


def keep_relief(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    about, problem = id_of(record, "about"), "How it was: one of those offered."
    relief = name_of(record, "relief", problem)
    if relief not in RELIEF_NAMES:
        raise BadRecordError(problem)
    minutes = _minutes(record, AFTER_MIN)
    what: EpisodeEvent | Dose | None = (
        Dose.of(person).filter(id=about).select_related("episode").first()
        or EpisodeEvent.of(person).filter(id=about, kind="tried").select_related("episode").first()
    )
    if what is None or what.episode is None or what.episode.deleted_at is not None:
        raise NotHereError("What it rates is not here any more.")
    if _was_said_later(course.rating_of(what), key):
        return "known"
    _must_be_free(key)
    course.rate(what, relief, moment, minutes, when=at, key=key)
    return "kept"


def keep_symptom(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    problem = "This symptom, or what is said of it, is not known here."
    name, value = name_of(record, "name", problem), name_of(record, "value", problem)
    if name not in SYMPTOMS or value not in SYMPTOMS[name].values:
        raise BadRecordError(problem)
    minutes = _minutes(record, AURA_LASTED_MIN if SYMPTOMS[name].minutes and value != "no" else ())
    episode = _attack_of(person, record)
    before = course.course_of(episode).symptoms.get(name)
    if _was_said_later(before, key):
        return "known"
    _must_be_free(key)
    # Of an aura the time is its start, which nobody said.
    when = before.lived if before and name in AURAS else episode.lived if name in AURAS else _during(episode, at)
    course.notice(episode, name, value, moment, before, when=when, minutes=minutes, key=key)
    return "kept"


def keep_place(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    """One side of a place, or a place of which nobody said the side."""
    problem = "This place is not known here."
    name, atlas = name_of(record, "place", problem), load_atlas()
    if name not in atlas.regions and name not in spots_by_key(atlas):
        raise BadRecordError(problem)
    episode = _attack_of(person, record)
    _must_be_free(key)
    made = course.put_place(episode, name, moment, when=_during(episode, at), key=key)
    return "kept" if made.id == key else "known"


def keep_eased(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    del key, moment
    episode = _attack_of(person, record)
    if episode.ended_at is not None:
        return "known"  # it was told here meanwhile, and that counts
    course.end(episode, at if at.at > episode.at else episode.lived)
    return "kept"


def take_back(person: Person, record: Fields, key: UUID, at: Moment, moment: Moment) -> State:
    """Something that was told without a network, and nothing else: it was not so."""
    del key, at
    of = id_of(record, "of")
    arrived = Arrived.objects.filter(owner=person, id=of).first()
    if arrived is None:
        raise NotHereError("What it takes back is not here.")
    if record.get("what") == "eased":
        episode = _attack_of(person, record)
        if episode.ended_at in (arrived.at, episode.at):
            course.end(episode, None)
        return "kept"
    events = EpisodeEvent.of(person).select_related("instead_of")
    event = events.filter(id=of).first() or Dose.of(person).filter(id=of).first()
    if event is not None:
        course.undo(event, moment)
    elif record.get("what") == "attack":
        _take_back_attack(person, of, arrived.at, moment)
    return "kept"


def _take_back_attack(person: Person, key: UUID, at: datetime, moment: Moment) -> None:
    """The attack that this tap noted, or the one that it was the second tap of."""
    own = Episode.objects.filter(owner=person, id=key).first()
    attack = own or _found(person, key, at)
    if attack is None:
        return
    if own is None and _was_told_of_here(attack):
        raise BadRecordError(_MORE_TOLD)
    attack.take_away(moment.at)


def _was_told_of_here(attack: Episode) -> bool:
    """Whether anything was said of it that did not come from a device."""
    if attack.check_in_id is not None:
        return True
    kinds: tuple[type[EpisodeEvent | Dose], ...] = (EpisodeEvent, Dose)
    told = [one for kind in kinds for one in kind.of(attack.owner).filter(episode=attack).values_list("id", flat=True)]
    return Arrived.objects.filter(owner=attack.owner, id__in=told).count() < len(told)


def _attack_of(person: Person, record: Fields, *, deleted: bool = False) -> Episode:
    """The one that was noted on the device, or, where that was known here already, the one it is.

    When it began was put right on arrival, if the clock of the device was fast; the records that follow have it as it
    was.
    """
    key = id_of(record, "attack")
    began = instant_of(record, "began_ms", "This record does not say of which attack it is.")
    arrived = Arrived.objects.filter(owner=person, id=key).first()
    attack = _found(person, key, arrived.at if arrived else began, deleted=deleted)
    if attack is None:
        raise NotHereError(_GONE)
    return attack


def _found(person: Person, key: UUID, at: datetime, *, deleted: bool = False) -> Episode | None:
    near = Q(source="attack", at__range=(at - SAME_TAP, at + SAME_TAP))
    found = Episode.objects.filter(Q(id=key) | near, owner=person)
    if not deleted:
        found = found.filter(deleted_at=None)
    return min(found, key=lambda one: (one.deleted_at is not None, one.id != key), default=None)


def _during(episode: Episode, at: Moment) -> Moment:
    """At its own time while the attack may last; else at its onset, as in the app."""
    return at if timedelta() <= at.at - episode.at < OPEN_FOR else episode.lived


def _was_said_later(before: EpisodeEvent | None, key: UUID) -> bool:
    """Whether something else was said of the same thing after this tap: that counts. Names are in the order of time."""
    return before is not None and before.id.version == 7 and before.id > key


def _minutes(record: Fields, offered: tuple[int, ...]) -> int | None:
    value = record.get("minutes")
    if value is not None and (type(value) is not int or value not in offered):
        raise BadRecordError("How long: one of the times offered.")
    return value


def _must_be_free(key: UUID) -> None:
    if any(model.objects.filter(id=key).exists() for model in (Episode, EpisodeEvent, Dose)):
        raise BadRecordError("This record has the name of another one.")
