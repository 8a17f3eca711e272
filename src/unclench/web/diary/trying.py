"""From a tap on an attack page to a session that plays, at once and without a rating."""

from __future__ import annotations

from django.db import transaction

from unclench.atlas import load_atlas
from unclench.composer.types import NotClearedError, NothingFitsError, RefusedError
from unclench.diary.offers import ordered
from unclench.safety.types import Clearance
from unclench.web.diary import course
from unclench.web.diary.listing import allows_hands
from unclench.web.diary.models import Episode, EpisodeEvent
from unclench.web.diary.ways import COLD, POINT, WAYS, WayId, has_point, request_for
from unclench.web.moment import Moment
from unclench.web.sessions import planning, playing
from unclench.web.sessions.models import RATINGS, Play
from unclench.web.today.checking import clearance_of
from unclench.web.today.models import CheckIn

REFUSALS = (NotClearedError, NothingFitsError, RefusedError)


class NotTodayError(Exception):
    """Nothing can be made of it today; the others remain."""


def offered(episode: Episode, moment: Moment) -> tuple[WayId, ...]:
    """What can be tried in this attack: what this person has tried most comes first, the rest as the day draws it."""
    times: dict[str, int] = {}
    for text in (
        EpisodeEvent.of(episode.owner).filter(kind="tried").order_by("-id").values_list("text", flat=True)[:200]
    ):
        times[text] = times.get(text, 0) + 1
    possible = [way for way in WAYS if _is_possible(way, episode, moment)]
    by_name = {WAYS[way].kept_as: way for way in possible}
    return tuple(by_name[name] for name in ordered(by_name, times, course.seed_of(episode.owner, moment)))


def _is_possible(way: WayId, episode: Episode, moment: Moment) -> bool:
    if way == "cold":
        return episode.check_in is not None and not _forbids_cold(clearance_of(episode.check_in, moment))
    return way != "point" or _point_is_possible(episode.check_in, episode, moment)


def _forbids_cold(clearance: Clearance) -> bool:
    """Also where the person would lay it by themselves, at the forehead or the nape."""
    cold = load_atlas().techniques[COLD]
    places = {None, *cold.contact_regions}
    return COLD in clearance.forbidden_practices or any(
        entry.technique_class in cold.safety_classes and entry.region in places for entry in clearance.forbidden
    )


def _point_is_possible(check_in: CheckIn | None, episode: Episode, moment: Moment) -> bool:
    if check_in is None or not allows_hands(episode):
        return False
    clearance = clearance_of(check_in, moment)
    if not clearance.hands_on or POINT in clearance.blocked_points:
        return False
    from unclench.composer.composing import compose

    try:
        return has_point(compose(request_for("point", hands=True), clearance))
    except REFUSALS:
        return False


def begin(episode: Episode, way: WayId, moment: Moment) -> Play:
    """Make a plan, begin to play it, and keep that it was tried. Raises NotTodayError."""
    check_in = episode.check_in
    assert check_in is not None
    hands = allows_hands(episode)
    if (way == "point" and not hands) or (way == "cold" and not _is_possible(way, episode, moment)):
        raise NotTodayError
    with transaction.atomic():
        try:
            plan = planning.make_plan(check_in, request_for(way, hands=hands), moment, remember=False)
        except REFUSALS:
            if way == "point":
                raise NotTodayError from None
            try:
                plan = planning.make_plan(check_in, request_for(way, hands=False), moment, remember=False)
            except REFUSALS:
                raise NotTodayError from None
        if way == "point" and not has_point(planning.session_of(plan)):
            raise NotTodayError
        play = playing.begin(plan, moment, dict.fromkeys(RATINGS))
        course.tried(episode, WAYS[way].kept_as, moment, play)
    return play
