"""The course of a headache: what is added to it, taken back, and read from it. What was not said is not kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Count

from unclench.diary.offers import ordered
from unclench.diary.symptoms import AURAS, SYMPTOMS
from unclench.web.accounts.models import Person
from unclench.web.diary.models import LONGEST_NAME, RELIEFS, Dose, Episode, EpisodeEvent, Medicine
from unclench.web.moment import Moment
from unclench.web.sessions.models import Play

OPEN_FOR = timedelta(hours=72)
"""As long as an attack may last. One of which nobody said that it has eased is not asked about for longer."""
THINGS = (
    "Cold",
    "Warmth",
    "Dark room",
    "Sleep",
    "Rest",
    "Fresh air",
    "Water",
    "Food",
    "Coffee or tea",
    "Breathing",
    "Massage",
    "Stretching",
    "A walk",
    "A shower",
)
"""What people try. Anything else can be written."""
RELIEF_NAMES = dict(RELIEFS)
_LATELY = 200


class NotOfferedError(ValueError):
    """What was sent is none of the choices."""


def is_open(episode: Episode, moment: Moment) -> bool:
    """Whether it may still last, so that what is said now is of now."""
    return episode.ended_at is None and timedelta() <= moment.at - episode.at < OPEN_FOR


def told_at(episode: Episode, moment: Moment) -> Moment:
    """Where what is said of a headache stands when nobody says when: now while it lasts, else at its onset."""
    return moment if is_open(episode, moment) else episode.lived


def read(episode: Episode, level: int, when: Moment, *, key: UUID | None = None) -> EpisodeEvent:
    """`key`, here and below: the name that it was given where it was told."""
    return _kept(EpisodeEvent.made(episode.owner, when, episode=episode, kind="pain", level=level, **_named(key)))


def tried(
    episode: Episode, what: str, when: Moment, play: Play | None = None, *, key: UUID | None = None
) -> EpisodeEvent:
    return _kept(
        EpisodeEvent.made(episode.owner, when, episode=episode, kind="tried", text=what, play=play, **_named(key))
    )


def as_written(text: str) -> str:
    """What was tried, in the person's words. Raises NotOfferedError for none, and for more than there is room for."""
    words = " ".join(text.split())
    if not words or len(words) > LONGEST_NAME:
        raise NotOfferedError(f"There is room for {LONGEST_NAME} characters." if words else "Nothing was written.")
    return words


def _named(key: UUID | None) -> dict[str, UUID]:
    return {} if key is None else {"id": key}


def tell_worst(episode: Episode, level: int | None, moment: Moment, before: EpisodeEvent | None) -> None:
    _in_place_of(before, EpisodeEvent.made(episode.owner, moment, episode=episode, kind="worst", level=level), moment)


def write(episode: Episode, note: str, moment: Moment, before: EpisodeEvent | None) -> None:
    _in_place_of(before, EpisodeEvent.made(episode.owner, moment, episode=episode, kind="note", text=note), moment)


def notice(
    episode: Episode,
    symptom: str,
    value: str,
    moment: Moment,
    before: EpisodeEvent | None,
    *,
    when: Moment | None = None,
    minutes: int | None = None,
    key: UUID | None = None,
) -> EpisodeEvent | None:
    """What is said of a symptom, in the place of what was said before; without a value nothing is. NotOfferedError."""
    if symptom not in SYMPTOMS or value not in ("", *SYMPTOMS[symptom].values):
        raise NotOfferedError(symptom)
    if when is None:
        # Of an aura the time is its start: where nobody said when, it stands at the onset, which says nothing.
        when = episode.lived if symptom in AURAS else told_at(episode, moment)
    event = EpisodeEvent.made(
        episode.owner,
        when,
        episode=episode,
        kind="symptom",
        name=symptom,
        value=value,
        minutes=minutes if value else None,
        **_named(key),
    )
    return _in_place_of(before, event, moment)


def rate(
    what: EpisodeEvent | Dose,
    relief: str,
    moment: Moment,
    minutes: int | None = None,
    *,
    when: Moment | None = None,
    key: UUID | None = None,
) -> EpisodeEvent | None:
    """How something was, as it is felt now, in the place of what was said before. Raises NotOfferedError."""
    if relief not in ("", *RELIEF_NAMES):
        raise NotOfferedError(relief)
    episode = what.episode
    if episode is None:
        raise NotOfferedError(relief)
    event = EpisodeEvent.made(
        what.owner,
        when or moment,
        episode=episode,
        kind="relief",
        value=relief,
        minutes=minutes if relief else None,
        **_about(what),
        **_named(key),
    )
    return _in_place_of(rating_of(what), event, moment)


def rating_of(what: EpisodeEvent | Dose) -> EpisodeEvent | None:
    return EpisodeEvent.of(what.owner).filter(kind="relief", **_about(what)).first()


def _about(what: EpisodeEvent | Dose) -> dict[str, EpisodeEvent | Dose]:
    """What a rating is of, as its record has it."""
    return {"dose": what} if isinstance(what, Dose) else {"about": what}


def take(
    person: Person,
    medicine: Medicine,
    when: Moment,
    episode: Episode | None = None,
    *,
    amount: str | None = None,
    reason: str = "",
    key: UUID | None = None,
) -> Dose:
    """A dose; the usual one where no other is named. `reason`: what it was for, if for no headache."""
    dose = Dose.made(
        person,
        when,
        medicine=medicine,
        episode=episode,
        name=medicine.name,
        kind=medicine.kind,
        acute=medicine.acute,
        amount=medicine.usual if amount is None else amount,
        reason=reason,
        **_named(key),
    )
    with transaction.atomic():
        dose.save()
    return dose


def put_places(episode: Episode, spots: Mapping[str, int | None], moment: Moment) -> None:
    """Where it hurts, by side of a place, and how much; in the place of what was said before.

    A place without a side is on no map: it stays until one of its sides is named.
    """
    when = told_at(episode, moment)
    sided = {region_of(name) for name in spots}
    with transaction.atomic():
        before = {event.name: event for event in EpisodeEvent.of(episode.owner).filter(episode=episode, kind="place")}
        for name, event in before.items():
            if name not in spots and (has_side(name) or name in sided):
                event.take_away(moment.at)
        for name, level in spots.items():
            known = before.get(name)
            if known is None or known.level != level:
                made = EpisodeEvent.made(
                    episode.owner, when, episode=episode, kind="place", name=name, level=level, instead_of=known
                )
                if known is not None:
                    known.take_away(moment.at)
                made.save()


def put_place(
    episode: Episode, name: str, moment: Moment, *, when: Moment | None = None, key: UUID | None = None
) -> EpisodeEvent:
    """One place more, without a number; told before, it stays as it was.

    A place alone is one of which nobody said the side. A side says more, and takes its place.
    """
    told = {one.name: one for one in EpisodeEvent.of(episode.owner).filter(episode=episode, kind="place")}
    sides = [one for one in told.values() if region_of(one.name) == name]
    known = told.get(name) or (sides[0] if sides else None)
    if known is not None:
        return known
    before = told.get(region_of(name))
    event = EpisodeEvent.made(
        episode.owner,
        when or told_at(episode, moment),
        episode=episode,
        kind="place",
        name=name,
        instead_of=before,
        **_named(key),
    )
    with transaction.atomic():
        if before is not None:
            before.take_away(moment.at)
        event.save()
    return event


def region_of(place: str) -> str:
    return place.partition(".")[0]


def has_side(place: str) -> bool:
    return "." in place


def _kept(event: EpisodeEvent) -> EpisodeEvent:
    with transaction.atomic():
        event.save()
    return event


def _in_place_of(before: EpisodeEvent | None, event: EpisodeEvent, moment: Moment) -> EpisodeEvent | None:
    """An event that says nothing takes back what was said before. The same once more changes nothing."""
    said = (event.level, event.text, event.value, event.minutes)
    if before is not None and (before.level, before.text, before.value, before.minutes) == said:
        moved = event.kind == "symptom" and event.minutes is not None and before.at != event.at
        if not moved:
            return before
    with transaction.atomic():
        if before is not None:
            before.take_away(moment.at)
            event.instead_of = before
        if event.level is None and not event.text and not event.value:
            return None
        event.save()
    return event


def undo(event: EpisodeEvent | Dose, moment: Moment) -> None:
    """It was not so; what it had taken the place of stands again."""
    with transaction.atomic():
        event.take_away(moment.at)
        if isinstance(event, EpisodeEvent) and event.instead_of is not None:
            event.instead_of.bring_back()


def redo(event: EpisodeEvent | Dose, moment: Moment) -> None:
    with transaction.atomic():
        if isinstance(event, EpisodeEvent) and event.instead_of is not None:
            event.instead_of.take_away(moment.at)
        event.bring_back()


@dataclass(frozen=True, slots=True)
class Course:
    """What was told of a headache, by kind, each in the order of time."""

    readings: tuple[EpisodeEvent, ...] = ()
    tried: tuple[EpisodeEvent, ...] = ()
    doses: tuple[Dose, ...] = ()
    places: tuple[EpisodeEvent, ...] = ()
    symptoms: Mapping[str, EpisodeEvent] = field(default_factory=dict)
    ratings: Mapping[UUID, EpisodeEvent] = field(default_factory=dict)
    """By what is rated."""
    worst: EpisodeEvent | None = None
    note: EpisodeEvent | None = None

    @property
    def peak(self) -> int | None:
        told = [self.worst] if self.worst else []
        return max(
            (event.level for event in (*self.readings, *self.places, *told) if event.level is not None), default=None
        )


def course_of(episode: Episode) -> Course:
    """Two queries, however long it is."""
    events = tuple(EpisodeEvent.of(episode.owner).filter(episode=episode).order_by("at", "id"))
    doses = tuple(Dose.of(episode.owner).filter(episode=episode).order_by("at", "id"))
    for event in events:
        event.episode, event.owner = episode, episode.owner
    for dose in doses:
        dose.episode, dose.owner = episode, episode.owner
    return course_from(events, doses)


def course_from(events: Iterable[EpisodeEvent], doses: Iterable[Dose]) -> Course:
    by_kind: dict[str, list[EpisodeEvent]] = {}
    for event in events:
        by_kind.setdefault(event.kind, []).append(event)
    ratings = {
        key: event for event in by_kind.get("relief", []) if (key := event.about_id or event.dose_id) is not None
    }
    return Course(
        readings=tuple(by_kind.get("pain", [])),
        tried=tuple(by_kind.get("tried", [])),
        doses=tuple(doses),
        places=tuple(by_kind.get("place", [])),
        symptoms={event.name: event for event in by_kind.get("symptom", [])},
        ratings=ratings,
        worst=by_kind["worst"][-1] if "worst" in by_kind else None,
        note=by_kind["note"][-1] if "note" in by_kind else None,
    )


def things_to_try(person: Person, moment: Moment) -> tuple[str, ...]:
    """Their own most used first, the rest in an order that is another one each day."""
    used = Counter(
        EpisodeEvent.of(person).filter(kind="tried").order_by("-at").values_list("text", flat=True)[:_LATELY]
    )
    own = [text for text, _ in used.most_common(6)]
    return ordered(dict.fromkeys((*own, *THINGS)), used, seed_of(person, moment))


def places_lately(person: Person) -> list[str]:
    return list(EpisodeEvent.of(person).filter(kind="place").order_by("-at").values_list("name", flat=True)[:_LATELY])


def symptoms_lately(person: Person) -> list[str]:
    """Those that were there."""
    found = EpisodeEvent.of(person).filter(kind="symptom").exclude(value="no").order_by("-at")
    return list(found.values_list("name", flat=True)[:_LATELY])


def medicines_to_take(person: Person, moment: Moment, *, acute: bool = True) -> tuple[Medicine, ...]:
    """Those taken now, the most used first."""
    rows = {str(row.id): row for row in Medicine.of(person).filter(acute=acute) if is_current(row, moment)}
    counted = Dose.of(person).filter(medicine__in=[row.id for row in rows.values()])
    used = {str(key): count for key, count in counted.order_by().values_list("medicine").annotate(Count("id"))}
    return tuple(rows[key] for key in ordered(rows, used, seed_of(person, moment)))


def is_current(medicine: Medicine, moment: Moment) -> bool:
    today = moment.local_date
    return (medicine.since is None or medicine.since <= today) and (medicine.until is None or medicine.until >= today)


def seed_of(person: Person, moment: Moment) -> str:
    return f"{person.id} {moment.local_date}"


def end(episode: Episode, ended: Moment | None) -> None:
    """It has eased, or, without a time, it has not."""
    episode.ended_at = ended.at if ended else None
    episode.ended_zone = ended.zone if ended else ""
    with transaction.atomic():
        episode.save(update_fields=["ended_at", "ended_zone"])


def last_read_at(course: Course) -> datetime | None:
    return course.readings[-1].at if course.readings else None
