"""What was tried and taken, and how it was rated: counted, without saying that it was the cause."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Count, QuerySet
from django.utils.safestring import SafeString

from unclench.web.accounts.models import Person
from unclench.web.diary.asking import minutes_name
from unclench.web.diary.charts import tally_bar
from unclench.web.diary.models import RELIEFS, Dose, EpisodeEvent

TALLIED = timedelta(days=365)
"""So far back it is counted on the pages."""


@dataclass(frozen=True, slots=True)
class Tally:
    what: str
    times: int
    rated: tuple[int, ...]
    """How often each of RELIEFS."""
    typical_min: float | None
    """Median of the times that were told until it was better; None where none was."""

    @property
    def unrated(self) -> int:
        return self.times - sum(self.rated)

    @property
    def words(self) -> str:
        """Better for it: 4 yes, 4 somewhat, 9 no; after 2 h."""
        told = [f"{count} {name}" for count, (_, name) in zip(self.rated, RELIEFS, strict=True) if count]
        if self.unrated:
            told.append(f"{self.unrated} not said")
        after = f"; where it was, typically after {self.typical_words}" if self.typical_words else ""
        return f"Better for it: {', '.join(told)}{after}."

    @property
    def typical_words(self) -> str:
        return "" if self.typical_min is None else minutes_name(round(self.typical_min))

    @property
    def bar(self) -> SafeString:
        return tally_bar(self.times, (*self.rated, self.unrated))


def tallies(person: Person, since: date) -> tuple[Tally, ...]:
    """The most often tried first. Three queries, counted by the database."""
    tried = EpisodeEvent.of(person).filter(kind="tried", local_date__gte=since, episode__deleted_at=None)
    times: Counter[str] = Counter()
    for rows, name in ((tried, "text"), (_taken(person, since), "name")):
        for what, count in rows.order_by().values_list(name).annotate(Count("id")):
            times[what] += count
    return _tallies(times, _ratings(person, since))


def by_medicine(person: Person, since: date) -> tuple[Tally, ...]:
    """Medicines for attacks alone. Two queries."""
    counted = _taken(person, since).order_by().values_list("name").annotate(Count("id"))
    return _tallies(Counter(dict(counted)), _ratings(person, since).filter(dose__isnull=False))


def _taken(person: Person, since: date) -> QuerySet[Dose]:
    return Dose.of(person).filter(acute=True, local_date__gte=since, episode__isnull=False, episode__deleted_at=None)


def _ratings(person: Person, since: date) -> QuerySet[EpisodeEvent]:
    found = EpisodeEvent.of(person).filter(kind="relief", local_date__gte=since, episode__deleted_at=None)
    return found.exclude(about__deleted_at__isnull=False).exclude(dose__deleted_at__isnull=False).order_by()


def _tallies(times: Counter[str], ratings: QuerySet[EpisodeEvent]) -> tuple[Tally, ...]:
    rated: dict[str, Counter[str]] = defaultdict(Counter)
    minutes: dict[str, list[int]] = defaultdict(list)
    for text, name, value, after in ratings.values_list("about__text", "dose__name", "value", "minutes"):
        what = text or name
        rated[what][value] += 1
        if after is not None and value in ("helpful", "somewhat"):
            minutes[what].append(after)
    return tuple(
        Tally(
            what,
            count,
            tuple(rated[what][value] for value, _ in RELIEFS),
            median(minutes[what]) if minutes[what] else None,
        )
        for what, count in times.most_common()
    )
