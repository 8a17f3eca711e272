"""Which published patterns of headache (ICHD-3, 2018) the entries of a diary fit. Plain values, no diagnosis.

Each criterion is met, not met, or not told: what nobody said is never taken for "no". An attack is judged first, then
windows of 28 days, then three of them. Whoever shows this says "your entries fit the published pattern of", which
criteria were met, that other causes cannot be seen by a program, and lets it be switched off. A red flag comes before
any pattern, and cluster headache is never named: it leads to a doctor.

The criteria stand here in our own words (sources: ichd3, ichd3_jhp, ichd3_chsg, vdarend2023, do2019).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from unclench.diary.medicines import WINDOWS, CounterId

Told = bool | None
"""Met, not met, or not told."""

Grade = Literal["none", "mild", "moderate", "severe"]
Side = Literal["left", "right", "both"]
AuraKind = Literal["visual", "sensory", "speech", "motor", "brainstem", "retinal"]
PatternId = Literal["1.1", "1.2", "1.3", "1.5.1", "1.5.2", "2.1", "2.2", "2.3", "2.4", "8.2"]
DoctorId = Literal["red_flag", "cluster", "motor_aura", "long_aura", "medicine_days", "daily_from_the_start", "chronic"]

NAMES: Final[Mapping[PatternId, str]] = {
    "1.1": "migraine without aura",
    "1.2": "migraine with aura",
    "1.3": "chronic migraine",
    "1.5.1": "probable migraine without aura",
    "1.5.2": "probable migraine with aura",
    "2.1": "infrequent episodic tension-type headache",
    "2.2": "frequent episodic tension-type headache",
    "2.3": "chronic tension-type headache",
    "2.4": "probable tension-type headache",
    "8.2": "medication-overuse headache",
}

MODERATE_FROM, SEVERE_FROM = 4, 7
"""Of 0 to 10: mild below 4, severe from 7 on (the measure of moderate and severe days)."""
MIGRAINE_H = (4, 72)
MIGRAINE_UNDER_18_H = (2, 72)
TENSION_H = (0.5, 7 * 24)
CLUSTER_H = (0.25, 3)
AURA_MIN = (5, 60)
HEADACHE_DAY_H = 0.5

MIGRAINE_ATTACKS, AURA_ATTACKS, TENSION_EPISODES, CLUSTER_ATTACKS = 5, 2, 10, 5
CHRONIC_DAYS, CHRONIC_MIGRAINE_DAYS = 15, 8
RARE_DAYS_A_YEAR, CHRONIC_DAYS_A_YEAR = 12, 180
DAYS_A_YEAR: Final = 365.25
FIRST_AFTER_DAYS: Final = 28
"""No pattern is spoken of before so many days of a diary; none of the lasting ones before three windows."""


@dataclass(frozen=True, slots=True)
class Aura:
    """One symptom of an aura."""

    kind: AuraKind
    minutes: float | None = None
    spread_min: float | None = None
    """How long it took to spread; 0: it came at once."""
    one_sided: Told = None
    positive: Told = None
    """Something that was added, such as zigzags or tingling, not something that was lost."""
    reversible: Told = None
    """It went away wholly."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One headache, as far as it was told. Pain from falling asleep to waking free of it counts until waking."""

    hours: float | None = None
    treated: Told = None
    """Acute medicine was taken, so that it may have ended early."""
    untreated_lasts: Told = None
    """The person says that untreated ones last as long as a migraine does."""
    side: Side | None = None
    pulsating: Told = None
    pressing: Told = None
    peak: int | None = None
    """0 to 10."""
    worse_with_activity: Told = None
    """Or activity was avoided."""
    nausea: Grade | None = None
    vomiting: Told = None
    light: Told = None
    sound: Told = None
    auras: tuple[Aura, ...] = ()
    no_aura: bool = False
    """The person said that there was none."""
    auras_in_succession: Told = None
    headache_after_aura_min: float | None = None
    """From the aura's begin or end to the headache; 0 or less: with it."""
    around_the_eye: Told = None
    autonomic: Told = None
    """On the side of the pain: red or watering eye, blocked or running nose, swollen lid, sweating, small pupil."""
    restless: Told = None
    believed_migraine: Told = None
    """At its start."""
    triptan_helped: Told = None


@dataclass(frozen=True, slots=True)
class Window:
    """28 days. `untold_days`: neither a headache nor a clear day was noted, so either is possible."""

    headache_days: int
    migraine_days: int
    untold_days: int = 0


@dataclass(frozen=True, slots=True)
class History:
    """What the person reports from before the diary."""

    migraine_attacks: int = 0
    """That meet 1.1 B to D."""
    aura_attacks: int = 0
    tension_episodes: int = 0
    daily_from_the_start: bool = False
    """Daily from the first day on, and that day is remembered clearly."""


@dataclass(frozen=True, slots=True)
class Diary:
    """All that is looked at. Windows follow one another, the newest last."""

    attacks: tuple[Attack, ...]
    windows: tuple[Window, ...]
    days: int
    """From the first entry to now."""
    age: int | None = None
    history: History = field(default_factory=History)
    overused: tuple[CounterId, ...] = ()
    """Of medicines.overused."""
    red_flag: bool = False


@dataclass(frozen=True, slots=True)
class Fit:
    """A pattern that the entries fit, how many attacks of the diary do, and the criteria that a probable one lacks."""

    pattern: PatternId
    attacks: int
    missing: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return NAMES[self.pattern]


@dataclass(frozen=True, slots=True)
class Patterns:
    fits: tuple[Fit, ...] = ()
    doctor: tuple[DoctorId, ...] = ()
    undecided: int = 0
    """Attacks of which too little was told to say."""
    too_early: bool = False
    """Fewer than 28 days of diary."""


def patterns(diary: Diary) -> Patterns:
    """What the entries fit. The order is that of the numbers; the overuse of medicine is added to the others."""
    doctor = _doctor(diary)
    if diary.red_flag:
        return Patterns((), doctor)
    if diary.days < FIRST_AFTER_DAYS:
        return Patterns((), doctor, too_early=True)
    judged = [one for attack in diary.attacks if not (one := judge(attack, diary.age)).cluster]
    undecided = sum(1 for one in judged if one.is_undecided)
    chronic = _chronic(diary, judged)
    definite = [*_migraine(diary, judged), *chronic]
    if not chronic:
        definite += _tension(diary, judged)
    fits = definite + _probable(diary, judged, frozenset(fit.pattern for fit in definite))
    fits += _overuse(diary)
    return Patterns(tuple(sorted(fits, key=lambda fit: fit.pattern)), doctor, undecided)


@dataclass(frozen=True, slots=True)
class Judged:
    """An attack against the criteria that belong to it alone: letter to met, not met, or not told."""

    migraine: Mapping[str, Told]
    aura: Mapping[str, Told]
    tension: Mapping[str, Told]
    lasting_tension: Mapping[str, Told]
    cluster: Told

    @property
    def is_migraine(self) -> bool:
        return _misses(self.migraine) == ()

    @property
    def is_aura(self) -> bool:
        return _misses(self.aura) == ()

    @property
    def is_tension(self) -> bool:
        return _misses(self.tension) == ()

    @property
    def is_undecided(self) -> bool:
        """More words could make it fit one of them."""
        if self.is_migraine or self.is_aura or self.is_tension:
            return False
        return any(
            None in criteria.values() and False not in criteria.values() for criteria in (self.migraine, self.tension)
        )


def judge(attack: Attack, age: int | None = None) -> Judged:
    """Raises ValueError for a peak outside 0 to 10 or a negative time."""
    if attack.peak is not None and not 0 <= attack.peak <= 10:
        raise ValueError(f"peak: {attack.peak} is not 0 to 10")
    if attack.hours is not None and attack.hours < 0:
        raise ValueError(f"hours: {attack.hours} is negative")
    return Judged(
        {"B": _lasts_as_migraine(attack, age), "C": _migraine_features(attack), "D": _migraine_company(attack)},
        {"B": _aura_kinds(attack), "C": _aura_course(attack)},
        {"B": _within(attack.hours, TENSION_H), "C": _tension_features(attack), "D": _tension_company(attack)},
        {"C": _tension_features(attack), "D": _lasting_tension_company(attack)},
        _is_cluster(attack),
    )


def is_migraine_day(attacks: Iterable[Attack], *, ergot_or_triptan: bool = False, has_migraine: bool = False) -> bool:
    """Whether a day with these attacks counts as migraine-like: the look of migraine for half an hour or more, a visual
    aura of 5 to 60 minutes, or a triptan or ergot taken. In somebody known to have migraine, all but one is enough. A
    headache of which nobody said how long it lasted is not taken for a short one.
    """
    return ergot_or_triptan or any(_looks_like_migraine(attack, has_migraine) for attack in attacks)


def _looks_like_migraine(attack: Attack, has_migraine: bool) -> bool:
    if any(aura.kind == "visual" and _within(aura.minutes, AURA_MIN) for aura in attack.auras):
        return True
    if attack.hours is not None and attack.hours < HEADACHE_DAY_H:
        return False
    met = [_migraine_features(attack), _migraine_company(attack)]
    return all(met) or (has_migraine and any(met) and met.count(False) == 1)


# One attack: migraine


def _lasts_as_migraine(attack: Attack, age: int | None) -> Told:
    """1.1 B. One that medicine ended early says nothing of how long it would have lasted."""
    low, high = MIGRAINE_UNDER_18_H if age is not None and age < 18 else MIGRAINE_H
    within = _within(attack.hours, (low, high))
    if within is False and attack.treated and attack.hours is not None and attack.hours < low:
        return attack.untreated_lasts
    return within


def _migraine_features(attack: Attack) -> Told:
    """1.1 C: two of four."""
    one_sided = None if attack.side is None else attack.side != "both"
    return _at_least(2, one_sided, attack.pulsating, _from(attack.peak, MODERATE_FROM), attack.worse_with_activity)


def _migraine_company(attack: Attack) -> Told:
    """1.1 D: nausea or vomiting, or light and sound both."""
    nausea = None if attack.nausea is None else attack.nausea != "none"
    return _any(nausea, attack.vomiting, _all(attack.light, attack.sound))


# One attack: aura


def _aura_kinds(attack: Attack) -> Told:
    """1.2 B: at least one symptom, all of them going away wholly."""
    if not attack.auras:
        return False if attack.no_aura else None
    return _all(*(aura.reversible for aura in attack.auras))


def _aura_course(attack: Attack) -> Told:
    """1.2 C: three of six (the text of 2018; an older draft asked for two of four)."""
    if not attack.auras:
        return False if attack.no_aura else None
    several = attack.auras_in_succession if len(attack.auras) > 1 else False
    after = None if attack.headache_after_aura_min is None else attack.headache_after_aura_min <= AURA_MIN[1]
    return _at_least(
        3,
        _any(*(_from(aura.spread_min, AURA_MIN[0]) for aura in attack.auras)),
        several,
        _all(*(_within(aura.minutes, AURA_MIN) for aura in attack.auras)),
        _any(*(aura.one_sided for aura in attack.auras)),
        _any(*(aura.positive for aura in attack.auras)),
        after,
    )


# One attack: tension-type


def _tension_features(attack: Attack) -> Told:
    """2.x C: two of four."""
    both = None if attack.side is None else attack.side == "both"
    milder = None if attack.peak is None else attack.peak < SEVERE_FROM
    return _at_least(2, both, attack.pressing, milder, _not(attack.worse_with_activity))


def _tension_company(attack: Attack) -> Told:
    """2.1 and 2.2 D: neither nausea nor vomiting, and not both light and sound."""
    nausea = None if attack.nausea is None else attack.nausea != "none"
    return _all(_not(nausea), _not(attack.vomiting), _not(_all(attack.light, attack.sound)))


def _lasting_tension_company(attack: Attack) -> Told:
    """2.3 D: at most one of light, sound and mild nausea; no stronger nausea, no vomiting."""
    mild = None if attack.nausea is None else attack.nausea != "none"
    stronger = None if attack.nausea is None else attack.nausea in ("moderate", "severe")
    two = _at_least(2, attack.light, attack.sound, mild)
    return _all(_not(two), _not(stronger), _not(attack.vomiting))


# One attack: cluster


def _is_cluster(attack: Attack) -> Told:
    """3.1 B and C."""
    one_sided = None if attack.side is None else attack.side != "both"
    place = _all(one_sided, attack.around_the_eye, _from(attack.peak, SEVERE_FROM))
    return _all(place, _within(attack.hours, CLUSTER_H), _any(attack.autonomic, attack.restless))


# The whole diary


def _migraine(diary: Diary, judged: Sequence[Judged]) -> list[Fit]:
    without, aura = sum(1 for one in judged if one.is_migraine), sum(1 for one in judged if one.is_aura)
    fits = []
    if without + diary.history.migraine_attacks >= MIGRAINE_ATTACKS:
        fits.append(Fit("1.1", without))
    if aura + diary.history.aura_attacks >= AURA_ATTACKS:
        fits.append(Fit("1.2", aura))
    return fits


def _chronic(diary: Diary, judged: Sequence[Judged]) -> list[Fit]:
    """1.3, or 2.3 in its place. Both need what is certain in each of three windows."""
    if not _lasts(diary.windows, lambda window: window.headache_days >= CHRONIC_DAYS):
        return []
    migraines = sum(1 for one in judged if one.is_migraine or one.is_aura)
    earlier = diary.history.migraine_attacks + diary.history.aura_attacks
    if _lasts(diary.windows, lambda window: window.migraine_days >= CHRONIC_MIGRAINE_DAYS):
        return [Fit("1.3", migraines)] if migraines + earlier >= MIGRAINE_ATTACKS else []
    alike = sum(1 for one in judged if _misses(one.lasting_tension) == ())
    return [Fit("2.3", alike)] if alike * 2 > len(judged) else []


def _tension(diary: Diary, judged: Sequence[Judged]) -> list[Fit]:
    episodes = sum(1 for one in judged if one.is_tension)
    if episodes + diary.history.tension_episodes < TENSION_EPISODES:
        return []
    pattern = _often(diary)
    return [] if pattern is None else [Fit(pattern, episodes)]


def _often(diary: Diary) -> Literal["2.1", "2.2"] | None:
    """By days a year that are not migraine-like, as far as untold days leave it certain; None if they do not."""
    span = 28 * len(diary.windows)
    if not span:
        return None
    least = sum(window.headache_days - window.migraine_days for window in diary.windows) / span * DAYS_A_YEAR
    most = least + sum(window.untold_days for window in diary.windows) / span * DAYS_A_YEAR
    if most < RARE_DAYS_A_YEAR:
        return "2.1"
    lasts = len(diary.windows) >= WINDOWS
    return "2.2" if lasts and least >= RARE_DAYS_A_YEAR and most < CHRONIC_DAYS_A_YEAR else None


def _probable(diary: Diary, judged: Sequence[Judged], definite: frozenset[PatternId]) -> list[Fit]:
    """All but one criterion. What belongs to a definite pattern already is no probable one, and migraine comes before
    tension-type headache.
    """
    is_tension_known = bool(definite & {"2.1", "2.2", "2.3"})
    left = [one for one in judged if not (is_tension_known and one.is_tension)]
    fits: list[Fit] = []
    if not definite & {"1.1", "1.3"}:
        fits += _nearly("1.5.1", left, "migraine", MIGRAINE_ATTACKS, diary.history.migraine_attacks)
    if not definite & {"1.2", "1.3"}:
        fits += _nearly("1.5.2", left, "aura", AURA_ATTACKS, diary.history.aura_attacks)
    if not fits and not definite & {"1.3", "2.1", "2.2", "2.3"}:
        rest = [one for one in left if not (one.is_migraine or one.is_aura)]
        fits += _nearly("2.4", rest, "tension", TENSION_EPISODES, diary.history.tension_episodes)
    return fits


def _nearly(
    pattern: PatternId,
    judged: Sequence[Judged],
    kind: Literal["migraine", "aura", "tension"],
    needed: int,
    earlier: int,
) -> list[Fit]:
    """Too few attacks that meet all the rest, or enough that miss one thing at most, not all of them the same."""
    told = [missed for one in judged if (missed := _misses(getattr(one, kind))) is not None]
    whole = told.count(())
    if whole and whole + earlier < needed:
        return [Fit(pattern, whole, ("A",))]
    nearly = [missed for missed in told if len(missed) == 1]
    if not nearly or len(nearly) + whole + earlier < needed:
        return []
    return [Fit(pattern, len(nearly) + whole, tuple(sorted({letter for missed in nearly for letter in missed})))]


def _overuse(diary: Diary) -> list[Fit]:
    often = _lasts(diary.windows, lambda window: window.headache_days >= CHRONIC_DAYS)
    return [Fit("8.2", 0)] if diary.overused and often else []


def _doctor(diary: Diary) -> tuple[DoctorId, ...]:
    """Reasons to see a doctor that stand in the entries."""
    auras = [aura for attack in diary.attacks for aura in attack.auras]
    clusters = sum(1 for attack in diary.attacks if _is_cluster(attack))
    found: dict[DoctorId, bool] = {
        "red_flag": diary.red_flag,
        "cluster": clusters >= CLUSTER_ATTACKS,
        "motor_aura": any(aura.kind == "motor" for aura in auras),
        "long_aura": any(aura.minutes is not None and aura.minutes > AURA_MIN[1] for aura in auras),
        "medicine_days": bool(diary.overused),
        "daily_from_the_start": diary.history.daily_from_the_start,
        "chronic": bool(diary.windows) and diary.windows[-1].headache_days >= CHRONIC_DAYS,
    }
    return tuple(name for name, holds in found.items() if holds)


# Met, not met, not told


def _all(*met: Told) -> Told:
    return False if False in met else None if None in met else True


def _any(*met: Told) -> Told:
    return True if True in met else None if None in met else False


def _not(met: Told) -> Told:
    return None if met is None else not met


def _at_least(count: int, *met: Told) -> Told:
    sure = met.count(True)
    if sure >= count:
        return True
    return None if sure + met.count(None) >= count else False


def _from(value: float | None, least: float) -> Told:
    return None if value is None else value >= least


def _within(value: float | None, bounds: tuple[float, float]) -> Told:
    return None if value is None else bounds[0] <= value <= bounds[1]


def _misses(criteria: Mapping[str, Told]) -> tuple[str, ...] | None:
    """The letters that are not met; None if one is not told."""
    if None in criteria.values():
        return None
    return tuple(letter for letter, met in criteria.items() if not met)


def _lasts(windows: Sequence[Window], holds: Callable[[Window], bool]) -> bool:
    """In each of the last three windows, whatever the untold days were."""
    return len(windows) >= WINDOWS and all(holds(window) for window in windows[-WINDOWS:])
