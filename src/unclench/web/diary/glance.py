"""The diary in figures, for the command line: the same as the page Diary, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from unclench.diary import Summary, days_of, summarise, windows
from unclench.diary.criteria import Reading
from unclench.web.accounts.models import Person
from unclench.web.diary import medicines, published
from unclench.web.diary.gathering import gather_told
from unclench.web.diary.medicines import Count
from unclench.web.diary.published import Told
from unclench.web.moment import Moment

WINDOWS_SHOWN = 7
"""Of 28 days each: half a year."""


@dataclass(frozen=True, slots=True)
class Glance:
    windows: tuple[Summary, ...]
    """The oldest first."""
    counts: tuple[Count, ...]
    reading: Reading | None
    """Which published patterns the entries fit; None where that is turned off."""
    told: Told | None
    missing: tuple[tuple[str, int], ...]


def glance_of(person: Person, moment: Moment) -> Glance:
    today = moment.local_date
    whole = gather_told(person, published.year_until(today))
    known = days_of(whole)
    reading = published.reading_of(person, moment, published.choice_of(person), whole)
    return Glance(
        tuple(summarise(whole, span, known) for span in windows(today, WINDOWS_SHOWN)),
        medicines.counts_from(whole, today),
        reading,
        None if reading is None else published.told(reading),
        () if reading is None else published.missing_words(reading),
    )
