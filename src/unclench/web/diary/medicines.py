"""Medicines as rows, and the days on which they were taken. Nothing here says what to take, or how much, or when."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction

from unclench.diary import Diary, windows
from unclench.diary.medicines import WINDOWS, Counter, Intake, class_of, counters
from unclench.web.accounts.models import Person
from unclench.web.diary.models import LONGEST_NAME, Dose, Medicine
from unclench.web.moment import Moment

CLASS_NAMES: Mapping[str, str] = {
    "paracetamol": "Paracetamol (acetaminophen)",
    "aspirin": "Aspirin",
    "nsaid": "Ibuprofen, naproxen and the like",
    "triptan": "Triptan",
    "combination": "Several painkillers in one tablet, or with caffeine or codeine",
    "opioid": "Opioid, such as codeine or tramadol",
    "ergot": "Ergotamine",
    "gepant": "Gepant",
    "ditan": "Ditan",
    "antiemetic": "Against nausea",
    "other": "Another, or not known",
}
SHORT_NAMES: Mapping[str, str] = {
    **CLASS_NAMES,
    "triptan": "Triptans",
    "combination": "Combined painkillers",
    "opioid": "Opioids",
    "gepant": "Gepants",
    "ditan": "Ditans",
    "other": "Others",
    "simple": "Simple painkillers together",
    "mixed": "Several classes together",
    "": "Class not said",
}


@dataclass(frozen=True, slots=True)
class MedicineForm:
    """As it was typed, and what it means."""

    name: str = ""
    use: str = ""
    """`acute`, `preventive`, or not said yet."""
    kind: str = ""
    usual: str = ""
    since_text: str = ""
    until_text: str = ""
    since: date | None = None
    until: date | None = None
    errors: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, medicine: Medicine) -> MedicineForm:
        return cls(
            name=medicine.name,
            use="acute" if medicine.acute else "preventive",
            kind=medicine.kind,
            usual=medicine.usual,
            since_text=medicine.since.isoformat() if medicine.since else "",
            until_text=medicine.until.isoformat() if medicine.until else "",
        )

    @classmethod
    def read(cls, data: Mapping[str, str]) -> MedicineForm:
        name, usual = (" ".join(data.get(part, "").split()) for part in ("name", "usual"))
        use, kind = data.get("use", ""), data.get("kind", "")
        errors: dict[str, str] = {}
        if not name:
            errors["name"] = "What do you call it?"
        for part, text in (("name", name), ("usual", usual)):
            if len(text) > LONGEST_NAME:
                errors[part] = f"{len(text)} characters; there is room for {LONGEST_NAME}."
        if use not in ("acute", "preventive"):
            errors["use"] = "Say whether it is for an attack, or taken regularly."
        if kind not in ("", *CLASS_NAMES):
            errors["kind"] = "One of those offered."
        since, until = (_date(data.get(part, ""), part, errors) for part in ("since", "until"))
        if since and until and until < since:
            errors["until"] = "That is before it began."
        return cls(
            name=name,
            use=use,
            kind=kind if use != "preventive" else "",
            usual=usual,
            since_text=data.get("since", ""),
            until_text=data.get("until", ""),
            since=since,
            until=until,
            errors=errors,
        )


def _date(text: str, part: str, errors: dict[str, str]) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        errors[part] = "A date such as 2026-11-20."
        return None


def keep(person: Person, form: MedicineForm, moment: Moment, medicine: Medicine | None = None) -> Medicine:
    """A new one, or this one changed. Doses that were noted stay as they were noted."""
    kept = medicine or Medicine.made(person, moment)
    kept.name, kept.acute, kept.kind, kept.usual = form.name, form.use == "acute", form.kind, form.usual
    kept.since, kept.until = form.since, form.until
    with transaction.atomic():
        kept.save()
    return kept


@dataclass(frozen=True, slots=True)
class Count:
    """Days with one class, in words, without any advice."""

    name: str
    days: int
    before: tuple[int, ...]
    """In the windows before, the newest first."""
    limit_days: int | None
    level: str
    words: str


def counts_of(person: Person, last: date) -> tuple[Count, ...]:
    """Acute medicine in the 28 days that end with `last`, and in the two windows before. One query."""
    first = windows(last, WINDOWS)[0].first
    rows = (
        Dose.of(person)
        .filter(acute=True, local_date__gte=first, local_date__lte=last)
        .order_by()
        .values_list("local_date", "kind")
        .distinct()
    )
    return _counts(rows, last)


def counts_from(diary: Diary, last: date) -> tuple[Count, ...]:
    """The same from a diary that was gathered for these windows or more."""
    return _counts({(dose.when.local_date, dose.kind) for dose in diary.all_doses() if dose.acute}, last)


def _counts(taken: Iterable[tuple[date, str]], last: date) -> tuple[Count, ...]:
    found = counters((Intake(day, class_of(kind)) for day, kind in taken), last)
    return tuple(_count(counter) for counter in found)


def _count(counter: Counter) -> Count:
    *earlier, days = counter.days
    return Count(
        SHORT_NAMES[counter.id],
        days,
        tuple(reversed(earlier)),
        counter.limit_days,
        counter.level or "",
        _words(counter),
    )


def _words(counter: Counter) -> str:
    limit = counter.limit_days
    if limit is None:
        return "No limit has been published."
    match counter.level:
        case "near":
            return f"The published limit is {limit} days a month."
        case "reached":
            return (
                f"The published limit is {limit} days a month. At it or over it for more than three months, such "
                "medicines can themselves keep headaches going."
            )
        case "lasting":
            return (
                f"At the published limit of {limit} days or over it, three times in a row. So often and so long, such "
                "medicines can themselves keep headaches going. Worth showing to a doctor or a pharmacist."
            )
        case _:
            return f"Published limit: {limit} days a month."
