"""One headache as a course of events, and what the whole course says of it. What nobody said is None."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Literal

from unclench.diary.lived import Lived, time_by_day
from unclench.diary.symptoms import AURAS, AUTONOMIC, HOW_FAR, SymptomId

Relief = Literal["helpful", "somewhat", "not", "unsure"]

LONG_ENOUGH = timedelta(minutes=30)
"""From so much on a day is one of headache. That it is counted for each day by itself is our choice: decision 0020."""

LONGEST = timedelta(hours=72)
"""Of one whose end nobody said, nothing later is taken as a part (72 hours: ICHD-3, 1.1 B)."""


@dataclass(frozen=True, slots=True)
class Reading:
    when: Lived
    pain: int
    """0 to 10."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where it hurts, on the map."""

    when: Lived
    region: str
    side: str
    """Empty where nobody said which."""
    pain: int | None = None


@dataclass(frozen=True, slots=True)
class Noticed:
    """A symptom that was there, or was said not to be. Of an aura `when` is its start."""

    when: Lived
    symptom: SymptomId
    value: str
    minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Rated:
    """How far something brought relief, as it was felt at that moment."""

    when: Lived
    relief: Relief
    after_min: int | None = None
    """How long it took, as it was told."""


@dataclass(frozen=True, slots=True)
class Dose:
    when: Lived
    medicine: str
    kind: str
    """The class of the medicine."""
    acute: bool
    amount: str = ""
    rated: Rated | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    when: Lived
    what: str
    rated: Rated | None = None


@dataclass(frozen=True, slots=True)
class Episode:
    onset: Lived
    end: Lived | None = None
    readings: tuple[Reading, ...] = ()
    places: tuple[Place, ...] = ()
    noticed: tuple[Noticed, ...] = ()
    doses: tuple[Dose, ...] = ()
    tried: tuple[Tried, ...] = ()
    worst: int | None = None
    """The pain at its worst, as it was told afterwards: of the whole, at no time in particular."""
    note: str = ""

    @property
    def treated(self) -> bool:
        return any(dose.acute for dose in self.doses)

    @property
    def lasted(self) -> timedelta | None:
        return None if self.end is None else self.end.at - self.onset.at

    @property
    def peak(self) -> int | None:
        return max(self._pains, default=None)

    @property
    def mean(self) -> float | None:
        """Of the readings as they stand: what lay between two of them nobody said."""
        pains = [reading.pain for reading in self.readings]
        return sum(pains) / len(pains) if pains else None

    @property
    def _pains(self) -> list[int]:
        at_places = [place.pain for place in self.places if place.pain is not None]
        told = [] if self.worst is None else [self.worst]
        return [reading.pain for reading in self.readings] + at_places + told

    def time_by_day(self) -> dict[date, timedelta]:
        """How much of it was lived on each local day, wherever one was by then; nothing while its end is not known."""
        if self.end is None:
            return {}
        found: dict[date, timedelta] = {}
        stages = [*self._zones(), self.end]
        for before, after in pairwise(stages):
            for day, time in time_by_day(before.at, after.at, before.zone).items():
                found[day] = found.get(day, timedelta()) + time
        return found

    def _zones(self) -> list[Lived]:
        """The onset, and each later moment at which one was somewhere else."""
        stages = [self.onset]
        for when in sorted(self._during(), key=lambda when: when.at):
            if when.zone != stages[-1].zone:
                stages.append(when)
        return stages

    def _during(self) -> list[Lived]:
        """The moments at which something shows that it lasted. Places and symptoms can be told when it is over."""
        moments = [
            *(reading.when for reading in self.readings if reading.pain),
            *(dose.when for dose in self.doses),
            *(tried.when for tried in self.tried),
        ]
        end = self.onset.at + LONGEST if self.end is None else self.end.at
        return [when for when in moments if self.onset.at <= when.at <= end]

    def touched(self) -> frozenset[date]:
        """Every local day that has a part of it. Of one without an end: those on which something of it was noted."""
        if self.end is None:
            return frozenset({self.onset.local_date, *(when.local_date for when in self._during())})
        return frozenset({self.onset.local_date, *self.time_by_day()})

    def headache_days(self) -> frozenset[date]:
        """The local days that count: half an hour of it or more, or an acute medicine taken for it.

        One that lasted half an hour in all, but on no day so long, counts on the day that has most of it. One without
        an end counts on the days on which it was noted, since nobody said that it was short.
        """
        treated = {dose.when.local_date for dose in self.doses if dose.acute}
        if self.end is None:
            return self.touched() | treated
        by_day = self.time_by_day()
        long = {day for day, time in by_day.items() if time >= LONG_ENOUGH}
        if not long and sum(by_day.values(), timedelta()) >= LONG_ENOUGH:
            long = {max(sorted(by_day), key=lambda day: by_day[day])}
        return frozenset(long | treated)


@dataclass(frozen=True, slots=True)
class Aura:
    kind: str
    at: datetime | None
    """Its start; None where nobody said when."""
    minutes: int | None
    spreading: bool | None
    gradual: bool | None = None
    """It spread over five minutes or more."""


@dataclass(frozen=True, slots=True)
class Features:
    """What the published criteria look at, of one headache. None is: not said."""

    onset: Lived
    end: Lived | None
    days: frozenset[date]
    minutes: float | None
    treated: bool
    peak: int | None
    side: str | None = None
    quality: str | None = None
    worse_with_activity: bool | None = None
    nausea: str | None = None
    vomiting: bool | None = None
    light: bool | None = None
    sound: bool | None = None
    restless: bool | None = None
    autonomic: Mapping[str, str] = field(default_factory=dict)
    """Side by sign; a sign that was said not to be there is "no"."""
    auras: tuple[Aura, ...] = ()
    no_aura: bool = False
    """It was said that there was none of any kind."""
    aura_one_sided: bool | None = None
    aura_added: bool | None = None
    """Something was there that is not, not only something missing."""
    aura_in_turns: bool | None = None
    aura_gone: bool | None = None
    aura_before: str | None = None
    """Whether the headache came `with` it, `soon` after, within an hour, or `later`."""
    helped: Mapping[str, bool] = field(default_factory=dict)
    """By class of an acute medicine: whether any dose of it was of help; without those that nobody rated."""
    medicine_kinds: frozenset[str] = frozenset()
    places: tuple[Place, ...] = ()


def features(episode: Episode) -> Features:
    lasted = episode.lasted
    said: dict[SymptomId, list[Noticed]] = {}
    for noticed in sorted(episode.noticed, key=lambda noticed: noticed.when.at):
        said.setdefault(noticed.symptom, []).append(noticed)
    return Features(
        onset=episode.onset,
        end=episode.end,
        days=episode.headache_days(),
        minutes=None if lasted is None else lasted.total_seconds() / 60,
        treated=episode.treated,
        peak=episode.peak,
        side=_side(said.get("side", [])) or _side_of_map(episode.places),
        quality=said["quality"][-1].value if "quality" in said else None,
        worse_with_activity=_ever(said.get("activity", [])),
        nausea=max((one.value for one in said.get("nausea", [])), key=list(HOW_FAR).index, default=None),
        vomiting=_ever(said.get("vomiting", [])),
        light=_ever(said.get("light", [])),
        sound=_ever(said.get("sound", [])),
        restless=_ever(said.get("restless", [])),
        autonomic={sign: side for sign in AUTONOMIC if (side := _side(said.get(sign, []))) is not None},
        auras=tuple(
            _aura(kind, one, episode.onset.at)
            for symptom, kind in AURAS.items()
            for one in said.get(symptom, [])
            if one.value != "no"
        ),
        no_aura="aura" in said or all("no" in {one.value for one in said.get(symptom, [])} for symptom in AURAS),
        aura_one_sided=_ever(said.get("aura_side", [])),
        aura_added=_ever(said.get("aura_added", [])),
        aura_in_turns=_ever(said.get("aura_turns", [])),
        aura_gone=_ever(said.get("aura_gone", [])),
        aura_before=said["aura_then"][-1].value if "aura_then" in said else None,
        helped=_helped(episode.doses),
        medicine_kinds=frozenset(dose.kind for dose in episode.doses),
        places=episode.places,
    )


def _aura(kind: str, one: Noticed, onset: datetime) -> Aura:
    """One that stands exactly at the onset is one of which nobody said when it began."""
    return Aura(
        kind,
        None if one.when.at == onset else one.when.at,
        one.minutes,
        {"gradual": True, "spreading": True, "sudden": False}.get(one.value),
        {"gradual": True, "sudden": False}.get(one.value),
    )


def _helped(doses: Iterable[Dose]) -> dict[str, bool]:
    found: dict[str, bool] = {}
    for dose in doses:
        if dose.acute and dose.rated is not None and dose.rated.relief != "unsure":
            found[dose.kind] = found.get(dose.kind, False) or dose.rated.relief != "not"
    return found


def _side_of_map(places: Iterable[Place]) -> str | None:
    """What the map shows, where nobody was asked. A place in the middle, or without a side, says nothing of sides."""
    sides = {place.side for place in places}
    if "midline" in sides:
        return None
    if {"left", "right"} <= sides:
        return "both"
    return None if "" in sides or not sides else sides.pop()


def _ever(said: Iterable[Noticed]) -> bool | None:
    """What was there once was there in this headache."""
    values = [one.value == "yes" for one in said]
    return any(values) if values else None


def _side(said: Iterable[Noticed]) -> str | None:
    sides = {one.value for one in said}
    there = sides - {"no"}
    if not there:
        return "no" if sides else None
    return there.pop() if len(there) == 1 else "both"
