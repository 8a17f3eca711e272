"""What has been, read from the records of one person, who is the one whose body it was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, QuerySet

from unclench.atlas import load_atlas
from unclench.composer.types import Session
from unclench.plain import from_plain, to_plain
from unclench.safety.dose import FAINT, FOLLOWS_WITHIN_S
from unclench.safety.past import HEADACHE, MORE_DAYS, Past, Worked
from unclench.safety.past import Felt as WasFelt
from unclench.web.accounts.models import Person
from unclench.web.diary.models import Episode
from unclench.web.moment import Moment
from unclench.web.sessions.models import Felt, Play, PlayEvent
from unclench.web.sessions.played import Told, Version, step_at, worked

LAST_PLAYS = 60
"""So many sessions back what was played and felt still matters."""
STAYS = FAINT | {MORE_DAYS}
"""Until a doctor has agreed."""
MAY_RUN_FOR = timedelta(days=1)
RISES_BY = 2
"""Points of 10 (stop_course_triggers)."""


def past_of(person: Person, moment: Moment, apart_from: Play | None = None) -> Past:
    """As far as it had been by this moment. What was taken out of the history has been all the same."""
    plays = with_hands(person).filter(at__lte=moment.at)
    if apart_from is not None:
        plays = plays.exclude(id=apart_from.id)
    rows = list(plays.order_by("-at", "-id").values_list("id", "at", "worked", "ending")[:LAST_PLAYS])
    if not rows:
        return Past()
    open_since = moment.at - MAY_RUN_FOR
    uncounted = [key for key, at, counted, ending in rows if counted is None or (not ending and at > open_since)]
    played = [entry for play in _with_events(uncounted) for entry in count(play, moment)]
    for key, _, counted, _ in rows:
        if key not in uncounted:
            played += from_plain(tuple[Worked, ...], counted)
    known = Q(play__in=[key for key, *_ in rows]) | Q(what__in=STAYS)
    felt = Felt.objects.filter(known, owner=person, settled_at=None, at__lte=moment.at)
    if apart_from is not None:
        felt = felt.exclude(play=apart_from)
    named = felt.values_list("what", "at", "play__at", "places", "level")
    noted = [*_attacks_after(person, played, moment), *_headaches_risen(person, played, moment)]
    return Past(tuple(sorted(played)), (*(_was_felt(*row) for row in named), *noted))


def _attacks_after(person: Person, played: Iterable[Worked], moment: Moment) -> Iterator[WasFelt]:
    """An attack noted within a day after a session is one that followed it, whether or not anybody said so."""
    ended: dict[int, int] = {}
    for entry in played:
        ended[entry.sitting_s] = max(entry.ended_s, ended.get(entry.sitting_s, 0))
    if not ended:
        return
    since = datetime.fromtimestamp(min(ended.values()), UTC)
    attacks = Episode.of(person).filter(source="attack", at__gte=since, at__lte=moment.at)
    for begun in attacks.values_list("at", flat=True):
        begun_s = int(begun.timestamp())
        for sitting_s, ended_s in ended.items():
            if 0 <= begun_s - ended_s <= FOLLOWS_WITHIN_S:
                yield WasFelt(HEADACHE, begun_s, sitting_s)


def _headaches_risen(person: Person, played: Iterable[Worked], moment: Moment) -> Iterator[WasFelt]:
    """Pain up by two points or more from before to after, where it was a headache that was worked for."""
    sittings = {entry.sitting_s for entry in played}
    risen = Play.objects.filter(owner=person, rated_at__lte=moment.at, pain_after__gte=F("pain_before") + RISES_BY)
    implies = {name: complaint.implies for name, complaint in load_atlas().complaints.items()}
    for at, rated_at, complaints in risen.values_list("at", "rated_at", "plan__session__request__complaints"):
        aches = any("headache_now" in implies.get(name, ()) for name in complaints)
        if rated_at is not None and aches and int(at.timestamp()) in sittings:
            yield WasFelt(HEADACHE, int(rated_at.timestamp()), int(at.timestamp()))


def with_hands(person: Person) -> QuerySet[Play]:
    """Every session with hands that was begun, also what was taken out of the history."""
    return Play.objects.filter(owner=person, plan__session__hands_on_s__gt=0)


def _with_events(keys: Collection[UUID]) -> Iterable[Play]:
    if not keys:
        return ()
    return Play.objects.filter(id__in=keys).select_related("plan").prefetch_related("events")


def count(play: Play, moment: Moment) -> tuple[Worked, ...]:
    """Hands at work in this play, by now."""
    atlas = load_atlas()
    return tuple(
        entry
        for version in versions_of(play, moment)
        for entry in worked(version.told, version.session, play.lived, version.until, atlas)
    )


def versions_of(play: Play, moment: Moment) -> tuple[Version, ...]:
    """The session as it was begun, and as each exchange of a step left it, with what was told meanwhile."""
    listed = sorted(play.events.all(), key=lambda event: (event.at, event.id))
    found: list[Version] = []
    told: list[Told] = []
    for event in listed:
        if event.kind != "swapped" or event.left is None:
            told.extend(told_of([event]))
            continue
        session = from_plain(Session, event.left.session)
        told.append(Told("paused", event.at, event.position_ms, event.step))
        found.append(Version(session, tuple(told), event.at))
        step = step_at(session, event.step)
        told = [Told("resumed", event.at, step.start_s * 1_000 if step else event.position_ms, event.step)]
    found.append(Version(from_plain(Session, play.plan.session), tuple(told), moment.at))
    return tuple(found)


def keep_count(play: Play, moment: Moment) -> None:
    """Once it is over, so that it need not be counted again."""
    play.worked = [to_plain(entry) for entry in count(play, moment)]


def told_of(events: Iterable[PlayEvent]) -> tuple[Told, ...]:
    listed = sorted(events, key=lambda event: (event.at, event.id))
    return tuple(Told(event.kind, event.at, event.position_ms, event.step, event.level) for event in listed)


def _was_felt(what: str, at: datetime, sitting: datetime, places: list[str], level: int | None) -> WasFelt:
    return WasFelt(what, int(at.timestamp()), int(sitting.timestamp()), tuple(places), level)
