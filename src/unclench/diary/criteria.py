"""From a diary to the published patterns: its headaches as the criteria look at them, and what is missing to say more.

What was not told stays untold on the way. The criteria themselves are in `patterns`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, cast

from unclench.diary import patterns
from unclench.diary.days import Day, Diary, days_of
from unclench.diary.episode import Episode, Features, features
from unclench.diary.medicines import Intake, class_of, counters, overused
from unclench.diary.patterns import Attack, Aura, AuraKind, Grade, Judged, Patterns, Side, Told, judge
from unclench.diary.summary import WINDOW_DAYS
from unclench.diary.summary import windows as windows_until
from unclench.diary.symptoms import AUTONOMIC

MOST_WINDOWS: Final = 13
"""364 days are looked at: ICHD-3 speaks of days a year, and an older diary is another time of life (design choice)."""
LOOKED_AT_DAYS: Final = MOST_WINDOWS * WINDOW_DAYS

EYE: Final = frozenset({"periorbital", "brow", "temple"})
"""Around the eye, above it, or at the temple (ICHD-3 3.1 B, in regions of the atlas)."""
MIGRAINE_MEDICINES: Final = frozenset({"triptan", "ergot"})

Kind = Literal["migraine", "aura", "tension"]
MISSING: Final[Mapping[str, str]] = {
    "hours": "when it was over",
    "peak": "how bad it was at its worst",
    "side": "on which side",
    "pulsating": "what the pain was like",
    "worse_with_activity": "whether moving made it worse",
    "nausea": "nausea",
    "vomiting": "vomiting",
    "light": "light",
    "sound": "sound",
}
"""What can be told of a headache and is needed to judge it, in the words of the pages."""


@dataclass(frozen=True, slots=True)
class Beside:
    """What the entries do not hold. None is: not said."""

    age: int | None = None
    untreated_lasts: Told = None
    """Without medicine they last as long as a migraine does."""
    daily_from_the_start: Told = None
    red_flag: bool = False


@dataclass(frozen=True, slots=True)
class Criterion:
    """One letter of one pattern, over all the headaches: for how many it is met, for how many not, or not told."""

    kind: Kind
    letter: str
    met: int
    missed: int
    untold: int


@dataclass(frozen=True, slots=True)
class Reading:
    """What the diary fits, what that rests on, and what nobody said."""

    found: Patterns
    days: int
    """From the first day told of to the last, at most those looked at."""
    untold_days: int
    attacks: int
    criteria: tuple[Criterion, ...] = ()
    missing: tuple[tuple[str, int], ...] = ()
    """Of the undecided headaches: what is not told, and of how many, the most frequent first."""


def attack_of(found: Features, beside: Beside) -> Attack:
    return Attack(
        hours=None if found.minutes is None else found.minutes / 60,
        treated=True if found.treated else None,  # that no dose was noted does not say that none was taken
        untreated_lasts=beside.untreated_lasts,
        side=cast(Side, found.side) if found.side in ("left", "right", "both") else None,
        pulsating=None if found.quality is None else found.quality == "pulsating",
        pressing=None if found.quality is None else found.quality == "pressing",
        peak=found.peak,
        worse_with_activity=found.worse_with_activity,
        nausea=cast(Grade | None, found.nausea),
        vomiting=found.vomiting,
        light=found.light,
        sound=found.sound,
        auras=tuple(_aura_of(aura.kind, aura.minutes, aura.gradual, found) for aura in found.auras),
        no_aura=found.no_aura and not found.auras,
        auras_in_succession=found.aura_in_turns,
        headache_after_aura_min=_after_aura_min(found),
        around_the_eye=any(place.region in EYE for place in found.places) if found.places else None,
        autonomic=_autonomic(found),
        restless=found.restless,
        triptan_helped=found.helped.get("triptan"),
    )


def _aura_of(kind: str, minutes: int | None, gradual: bool | None, found: Features) -> Aura:
    spread_min = None if gradual is None else float(patterns.AURA_MIN[0] if gradual else 0)
    return Aura(
        cast(AuraKind, kind),
        minutes=minutes,
        spread_min=spread_min,
        one_sided=found.aura_one_sided,
        positive=found.aura_added,
        reversible=found.aura_gone,
    )


def _after_aura_min(found: Features) -> float | None:
    """As it was told, or else from the start of the latest of which a time was told."""
    told = {"with": 0.0, "soon": float(patterns.AURA_MIN[1]), "later": patterns.AURA_MIN[1] + 1.0}
    if found.aura_before is not None:
        return told[found.aura_before]
    starts = [aura.at for aura in found.auras if aura.at is not None]
    return (found.onset.at - max(starts)).total_seconds() / 60 if starts else None


def _autonomic(found: Features) -> Told:
    """On the side that hurts; of all the signs or none."""
    if any(side == found.side for side in found.autonomic.values() if side != "no"):
        return True
    told_no = sum(side == "no" for side in found.autonomic.values())
    return False if told_no == len(AUTONOMIC) else None


def read(diary: Diary, last: date, beside: Beside, known: Mapping[date, Day] | None = None) -> Reading:
    """`known` is `days_of(diary)`, for whoever has it. Days after `last`, and more than a year before, do not count."""
    days = days_of(diary) if known is None else known
    spans = windows_until(last, MOST_WINDOWS)
    told = [day for day in days if spans[0].first <= day <= last]
    first = min(told, default=None)
    length = 0 if first is None else (last - first).days + 1
    spans = spans[MOST_WINDOWS - length // WINDOW_DAYS :]
    episodes = [one for one in diary.episodes if first is not None and first <= one.onset.local_date <= last]
    attacks = {id(one): attack_of(features(one), beside) for one in episodes}
    judged = [judge(attack, beside.age) for attack in attacks.values()]
    migraine_days = _migraine_days(diary, episodes, attacks, judged)
    windows = tuple(
        patterns.Window(
            headache_days=sum(day in days and days[day].kind == "headache" for day in span),
            migraine_days=len(migraine_days & set(span)),
            untold_days=sum(day not in days for day in span),
        )
        for span in spans
    )
    found = patterns.patterns(
        patterns.Diary(
            tuple(attacks.values()),
            windows,
            days=length,
            age=beside.age,
            history=patterns.History(daily_from_the_start=beside.daily_from_the_start is True),
            overused=overused(counters(_intakes(diary), last)),
            red_flag=beside.red_flag,
        )
    )
    return Reading(
        found,
        days=length,
        untold_days=length - len(told),
        attacks=len(attacks),
        criteria=_criteria(judged),
        missing=_missing(list(attacks.values()), judged),
    )


def _intakes(diary: Diary) -> list[Intake]:
    return [Intake(dose.when.local_date, class_of(dose.kind)) for dose in diary.all_doses() if dose.acute]


def _migraine_days(
    diary: Diary, episodes: Sequence[Episode], attacks: Mapping[int, Attack], judged: Sequence[Judged]
) -> set[date]:
    """Of somebody whose own entries hold enough attacks of migraine, what misses one thing counts as well."""
    has_migraine = (
        sum(one.is_migraine for one in judged) >= patterns.MIGRAINE_ATTACKS
        or sum(one.is_aura for one in judged) >= patterns.AURA_ATTACKS
    )
    by_day: dict[date, list[Attack]] = {}
    for episode in episodes:
        for day in episode.headache_days():
            by_day.setdefault(day, []).append(attacks[id(episode)])
    taken = {dose.when.local_date for one in diary.episodes for dose in one.doses if dose.kind in MIGRAINE_MEDICINES}
    return {
        day
        for day, there in by_day.items()
        if patterns.is_migraine_day(there, ergot_or_triptan=day in taken, has_migraine=has_migraine)
    }


def _criteria(judged: Sequence[Judged]) -> tuple[Criterion, ...]:
    kinds: tuple[Kind, ...] = ("migraine", "aura", "tension")
    found = []
    for kind in kinds:
        told = [getattr(one, kind) for one in judged if not one.cluster]
        for letter in ("B", "C", "D") if kind != "aura" else ("B", "C"):
            met = [one[letter] for one in told]
            found.append(Criterion(kind, letter, met.count(True), met.count(False), met.count(None)))
    return tuple(found)


def _missing(attacks: Sequence[Attack], judged: Sequence[Judged]) -> tuple[tuple[str, int], ...]:
    counted = Counter(
        name
        for attack, one in zip(attacks, judged, strict=True)
        if one.is_undecided
        for name in MISSING
        if getattr(attack, name) is None
    )
    return tuple(sorted(counted.items(), key=lambda entry: (-entry[1], list(MISSING).index(entry[0]))))
