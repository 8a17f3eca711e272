"""Which published patterns of headache the entries fit, in words: never a diagnosis, and nowhere once turned off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists

from unclench.diary import Diary, Window, criteria
from unclench.diary.criteria import LOOKED_AT_DAYS, MISSING, Beside, Criterion, Kind, Reading
from unclench.diary.patterns import AURA_ATTACKS, FIRST_AFTER_DAYS, MIGRAINE_ATTACKS, TENSION_EPISODES, DoctorId, Fit
from unclench.safety.interview import age_on
from unclench.web.accounts.models import Person
from unclench.web.diary.gathering import gather_told
from unclench.web.diary.models import PatternChoice
from unclench.web.moment import Moment
from unclench.web.today.models import CheckIn, EmergencyLock
from unclench.web.today.remembering import remembered
from unclench.wording import counted

SOURCE = "International Classification of Headache Disorders, 3rd edition (ICHD-3), Cephalalgia 2018;38:1–211"
NO_DIAGNOSIS = (
    "This is no diagnosis. A program sees entries alone: not what else can cause a headache, which the published "
    "rules ask to rule out. A doctor can."
)
FLAG_FOR = timedelta(days=28)
"""So long after an answer that leads to a doctor no pattern is named (design choice)."""

KIND_NAMES: Mapping[Kind, str] = {
    "migraine": "Migraine without aura",
    "aura": "Migraine with aura",
    "tension": "Tension-type headache",
}
NUMBERS: Mapping[Kind, str] = {"migraine": "1.1", "aura": "1.2", "tension": "2.1 to 2.3"}
ENOUGH: Mapping[Kind, int] = {"migraine": MIGRAINE_ATTACKS, "aura": AURA_ATTACKS, "tension": TENSION_EPISODES}
CRITERIA: Mapping[tuple[Kind, str], str] = {
    ("migraine", "B"): "4 to 72 hours long, untreated or where treating did not end it (under 18 years: from 2 hours)",
    (
        "migraine",
        "C",
    ): "two of four: one-sided, pulsating, moderate or severe (4 or more), worse with walking or stairs",
    ("migraine", "D"): "nausea or vomiting, or both light and sound bothering",
    ("aura", "B"): "seeing, feeling, speaking or the like disturbed, and all of it gone again",
    ("aura", "C"): (
        "three of six: spreading over 5 minutes or more; several in turn; each 5 to 60 minutes long; on one side; "
        "something added, such as zigzags; the headache with it or within an hour"
    ),
    ("tension", "B"): "half an hour to seven days long",
    (
        "tension",
        "C",
    ): "two of four: on both sides, pressing, mild or moderate (below 7), not worse with walking or stairs",
    ("tension", "D"): "no nausea, no vomiting, and not both light and sound bothering",
}
DOCTOR: Mapping[DoctorId, str] = {
    "red_flag": "One of your answers is a warning sign. That comes first, and no pattern is named beside it.",
    "cluster": (
        "Several entries have short, severe pain by one eye with tears, a runny nose or restlessness. Show these to a "
        "doctor soon: there is a treatment of its own for some such headaches."
    ),
    "motor_aura": "An entry has weakness on one side. A doctor should know of it.",
    "long_aura": "An aura lasted more than an hour. A doctor should know of it.",
    "medicine_days": "A medicine is at the published limit of days, three times in a row. Worth showing to a doctor.",
    "daily_from_the_start": "Daily from the day on which it began: worth a doctor's look.",
    "chronic": "15 days with headache or more in the last 28: worth a doctor's look.",
}


@dataclass(frozen=True, slots=True)
class Choice:
    shown: bool = True
    untreated_lasts: bool | None = None
    daily_from_the_start: bool | None = None


def choice_of(person: Person) -> Choice:
    found = PatternChoice.of(person).first()
    if found is None:
        return Choice()
    return Choice(found.shown, found.untreated_lasts, found.daily_from_the_start)


def choose(person: Person, choice: Choice, moment: Moment) -> None:
    with transaction.atomic():
        for before in PatternChoice.of(person):
            before.take_away(moment.at)
        PatternChoice.made(
            person,
            moment,
            shown=choice.shown,
            untreated_lasts=choice.untreated_lasts,
            daily_from_the_start=choice.daily_from_the_start,
        ).save()


def year_until(last: date) -> Window:
    return Window(last - timedelta(days=LOOKED_AT_DAYS - 1), last)


def reading_of(person: Person, moment: Moment, choice: Choice, told: Diary | None = None) -> Reading | None:
    """None where it is turned off. `told`: what `gather_told` gave for the year, for whoever has it."""
    if not choice.shown:
        return None
    last = moment.local_date
    diary = gather_told(person, year_until(last)) if told is None else told
    return criteria.read(diary, last, _beside(person, moment, choice))


def _beside(person: Person, moment: Moment, choice: Choice) -> Beside:
    age = age_on(remembered(person), moment.local_date)
    answered = CheckIn.of(person).filter(verdict__in=("emergency", "see_doctor"), at__gt=moment.at - FLAG_FOR)
    standing = EmergencyLock.objects.filter(owner=person, ended_at=None)
    flagged = Person.objects.filter(Exists(answered) | Exists(standing), id=person.id)
    return Beside(
        age=None if age is None or age == "unsure" else int(age),
        untreated_lasts=choice.untreated_lasts,
        daily_from_the_start=choice.daily_from_the_start,
        red_flag=flagged.exists(),
    )


@dataclass(frozen=True, slots=True)
class Told:
    """As the pages and the command line say it."""

    lead: str
    fits: tuple[str, ...]
    doctor: tuple[str, ...]
    why_not: tuple[str, ...]
    """What keeps it from being said, or from more being said."""


def told(reading: Reading) -> Told:
    found = reading.found
    fits = tuple(_fit_words(fit) for fit in found.fits)
    return Told(
        lead=_lead(reading),
        fits=fits,
        doctor=tuple(DOCTOR[name] for name in found.doctor),
        why_not=_why_not(reading),
    )


def _lead(reading: Reading) -> str:
    found = reading.found
    if "red_flag" in found.doctor:
        return "No pattern is named now."
    if found.fits:
        return "Your entries fit a published pattern."
    return (
        "Cannot tell yet."
        if found.too_early or found.undecided or reading.untold_days
        else "No published pattern fits."
    )


def _fit_words(fit: Fit) -> str:
    words = f"Your entries fit the published pattern of {fit.name} (ICHD-3 {fit.pattern})"
    if fit.pattern == "8.2":
        return (
            f"{words}: headache on 15 days or more, and medicine at its limit, in each of the last three times 28 days."
        )
    attacks = "1 headache meets" if fit.attacks == 1 else f"{fit.attacks} headaches meet"
    if fit.missing == ("A",):
        return f"{words}: {attacks} all the rest, and that is too few for more."
    if fit.missing:
        return f"{words}: {attacks} all but one point ({', '.join(fit.missing)})."
    return f"{words}: {attacks} every point."


def _why_not(reading: Reading) -> tuple[str, ...]:
    found, lines = reading.found, []
    if "red_flag" in found.doctor:
        return ()
    if found.too_early:
        lines.append(f"The diary spans {counted(reading.days, 'day')}. Before {FIRST_AFTER_DAYS} no pattern is named.")
    if found.undecided:
        of = f"Of {found.undecided} of {reading.attacks} headaches" if reading.attacks > 1 else "Of the headache"
        lines.append(f"{of} too little was told to say.")
    if reading.untold_days and not found.too_early:
        lines.append(
            f"Of {reading.untold_days} of {reading.days} days nothing was said, so how often it hurts is not certain."
        )
    return tuple(lines)


def missing_words(reading: Reading) -> tuple[tuple[str, int], ...]:
    return tuple((MISSING[name], count) for name, count in reading.missing)


def criteria_of(reading: Reading, kind: Kind) -> tuple[tuple[Criterion, str], ...]:
    return tuple((one, CRITERIA[kind, one.letter]) for one in reading.criteria if one.kind == kind)
