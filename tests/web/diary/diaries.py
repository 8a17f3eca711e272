"""Diaries as people keep them: with gaps, attacks of all lengths, medicine and ratings; the same each time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from random import Random

from unclench.web.accounts.models import Person
from unclench.web.diary.models import DayMark, Dose, Episode, EpisodeEvent, Medicine
from unclench.web.moment import Moment

ZONE = "Europe/Berlin"
_MEDICINES = (("Sumatriptan", "triptan", "50 mg"), ("Ibuprofen", "nsaid", "400 mg"))
_TRIED = ("Cold", "Dark room", "Sleep", "Coffee or tea", "A walk")


def write(person: Person, days: int, moment: Moment, seed: int = 8) -> Episode:
    """So many days until now; gives the newest headache back."""
    random = Random(seed)
    medicines = [
        Medicine.made(person, moment, name=name, kind=kind, usual=usual, acute=True) for name, kind, usual in _MEDICINES
    ]
    medicines.append(Medicine.made(person, moment, name="Propranolol", usual="80 mg", acute=False))
    Medicine.objects.bulk_create(medicines)
    episodes: list[Episode] = []
    events: list[EpisodeEvent] = []
    doses: list[Dose] = []
    marks: list[DayMark] = []
    for back in range(days - 1, -1, -1):
        day = moment.local_date - timedelta(days=back)
        drawn = random.random()
        if drawn < 0.2:
            at = Moment(datetime.combine(day, time(random.randrange(5, 20), random.randrange(60)), UTC), ZONE)
            if at.at > moment.at:
                continue
            lasts = timedelta(minutes=random.randrange(20, 1800))
            ended = at.at + lasts if random.random() < 0.85 and at.at + lasts < moment.at else None
            one = Episode.made(person, at, source="attack", ended_at=ended, ended_zone=ZONE if ended else "")
            episodes.append(one)
            medicine = medicines[random.randrange(2)]
            _fill(one, at=at, lasts=lasts, moment=moment, medicine=medicine, random=random, events=events, doses=doses)
        elif drawn < 0.85:
            mark = DayMark.made(person, Moment(moment.at - timedelta(days=max(back - 1, 0)), ZONE), said="clear")
            mark.local_date = day
            marks.append(mark)
    Episode.objects.bulk_create(episodes)
    Dose.objects.bulk_create(doses)
    EpisodeEvent.objects.bulk_create(events)
    DayMark.objects.bulk_create(marks)
    return episodes[-1]


def _fill(
    one: Episode,
    *,
    at: Moment,
    lasts: timedelta,
    moment: Moment,
    medicine: Medicine,
    random: Random,
    events: list[EpisodeEvent],
    doses: list[Dose],
) -> None:
    for part in range(random.randrange(5)):
        when = Moment(min(at.at + lasts * part / 5, moment.at), ZONE)
        events.append(EpisodeEvent.made(one.owner, when, episode=one, kind="pain", level=random.randrange(2, 10)))
    soon = Moment(min(at.at + timedelta(minutes=15), moment.at), ZONE)
    later = Moment(min(at.at + timedelta(hours=2), moment.at), ZONE)
    if random.random() < 0.5:
        dose = Dose.made(
            one.owner, soon, episode=one, medicine=medicine, name=medicine.name, kind=medicine.kind, acute=True,
            amount=medicine.usual,
        )  # fmt: skip
        doses.append(dose)
        events.append(_rated(one, later, random, dose=dose))
    if random.random() < 0.6:
        tried = EpisodeEvent.made(one.owner, soon, episode=one, kind="tried", text=random.choice(_TRIED))
        events += [tried, _rated(one, later, random, about=tried)]
    for name, value in (("nausea", "moderate"), ("light", "yes"), ("side", "left")):
        if random.random() < 0.4:
            events.append(EpisodeEvent.made(one.owner, soon, episode=one, kind="symptom", name=name, value=value))


def _rated(one: Episode, when: Moment, random: Random, **what: object) -> EpisodeEvent:
    value = random.choice(("helpful", "somewhat", "not", "unsure"))
    minutes = random.choice((None, 30, 60, 120))
    return EpisodeEvent.made(one.owner, when, episode=one, kind="relief", value=value, minutes=minutes, **what)
