"""Pain by place over time: from the measure, from what was tapped before sessions, and from headaches."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from unclench.atlas import load_atlas
from unclench.web.accounts.models import Person
from unclench.web.diary.models import EpisodeEvent
from unclench.web.measures.keeping import NOTHING_HURTS
from unclench.web.measures.models import Taking
from unclench.web.moment import Moment
from unclench.web.today.models import CheckIn
from unclench.web.today.painmap import spot_words
from unclench.web.today.wishes import spots_by_key
from unclench.wording import capital

Said = Literal["measured", "session", "headache"]
SAID: Mapping[Said, str] = {"measured": "measured", "session": "before a session", "headache": "in a headache"}
LOOKED_BACK = timedelta(days=365)
MOST_CHARTS = 6


@dataclass(frozen=True, slots=True)
class Level:
    when: Moment
    level: float
    said: Said


@dataclass(frozen=True, slots=True)
class Place:
    """One side of a place, the levels oldest first. Where nobody said how much, there is none."""

    key: str
    name: str
    levels: tuple[Level, ...]


def places_of(person: Person, today: date) -> tuple[Place, ...]:
    """Of a year, those most often said first. Three queries."""
    since = today - LOOKED_BACK
    found: dict[str, list[Level]] = defaultdict(list)
    for key, level in (*_measured(person, since), *_before_sessions(person, since), *_in_headaches(person, since)):
        found[key].append(level)
    names = _names()
    often = Counter({key: len(levels) for key, levels in found.items() if key in names})
    return tuple(
        Place(key, names[key], tuple(sorted(found[key], key=lambda one: one.when.at))) for key, _ in often.most_common()
    )


@cache
def _names() -> Mapping[str, str]:
    atlas = load_atlas()
    return {
        key: capital(spot_words(atlas.regions[spot.region], spot.side)) for key, spot in spots_by_key(atlas).items()
    }


def _measured(person: Person, since: date) -> Iterable[tuple[str, Level]]:
    """With “nothing hurts”, every place that ever hurt is at 0."""
    rows = list(Taking.of(person).filter(measure="places", local_date__gte=since).values_list("at", "zone", "said"))
    ever = {key for _, _, said in rows for key in said} - {NOTHING_HURTS}
    for at, zone, said in rows:
        levels = dict.fromkeys(ever, 0) if NOTHING_HURTS in said else said
        for key, level in levels.items():
            if level is not None:
                yield key, Level(Moment(at, zone), level, "measured")


def _before_sessions(person: Person, since: date) -> Iterable[tuple[str, Level]]:
    """As the check-in has it: a pain on both sides is one of each.

    One that was begun anew has the whole request of the one before it, so the same request once more says nothing new.
    """
    asked = CheckIn.of(person).filter(local_date__gte=since).order_by("at", "id")
    before: object = None
    for at, zone, request in asked.values_list("at", "zone", "request"):
        same, before = request == before, request
        for pain in () if same else request.get("pains", ()):
            level = pain.get("level")
            side = pain.get("side", "both")
            if level is not None:
                for one in ("left", "right") if side == "both" else (side,):
                    yield f"{pain['region']}.{one}", Level(Moment(at, zone), level, "session")


def _in_headaches(person: Person, since: date) -> Iterable[tuple[str, Level]]:
    told = EpisodeEvent.of(person).filter(kind="place", local_date__gte=since, episode__deleted_at=None)
    for at, zone, name, level in told.values_list("at", "zone", "name", "level"):
        if level is not None:
            yield name, Level(Moment(at, zone), level, "headache")
