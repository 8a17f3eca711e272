"""Days with acute medicine, counted against the published limits of overuse (ICHD-3 8.2). Plain values.

Days count, not tablets: twice on one day is one day. A medicine for another pain counts, too. The limits are the
opinion of experts (ICHD-3 says so), and nothing here advises on a dose, on changing or on stopping.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, get_args

from unclench.diary.summary import Window
from unclench.diary.summary import windows as windows_until

MedicineClass = Literal[
    "paracetamol",
    "aspirin",
    "nsaid",
    "triptan",
    "ergot",
    "opioid",
    "combination",
    "gepant",
    "ditan",
    "antiemetic",
    "other",
]
"""Of an acute medicine. Aspirin is one of the NSAIDs and has a count of its own in ICHD-3. Combinations are tablets
with caffeine, codeine or several painkillers together."""
CLASSES: Final[tuple[MedicineClass, ...]] = get_args(MedicineClass)

_CLASSES: Final[Mapping[str, MedicineClass]] = {kind: kind for kind in CLASSES}


def class_of(text: str) -> MedicineClass:
    """As a record has it. One that nobody named, or knows, counts as another."""
    return _CLASSES.get(text, "other")


CounterId = Literal[MedicineClass, "simple", "mixed"]
"""`simple`: paracetamol, aspirin and NSAID together; `mixed`: several classes, none of which reaches its own limit."""

REASONS: Final = (
    ("other_pain", "Another pain"),
    ("period", "Period pain"),
    ("cold", "A cold or fever"),
    ("in_case", "In case a headache came"),
    ("other", "Something else"),
)
"""What a dose was for, if for no headache: ids and words."""

SIMPLE: Final[frozenset[MedicineClass]] = frozenset({"paracetamol", "aspirin", "nsaid"})
TEN_DAYS: Final[frozenset[MedicineClass]] = frozenset({"triptan", "ergot", "opioid", "combination"})
LIMITED: Final = SIMPLE | TEN_DAYS
"""ICHD-3 names no limit for the others: their days are counted and compared with nothing."""

WINDOWS: Final = 3
"""So many windows in a row are the "more than three months" of ICHD-3."""
LIMIT_DAYS: Final[Mapping[CounterId, int]] = {
    **dict.fromkeys(SIMPLE, 15),
    **dict.fromkeys(TEN_DAYS, 10),
    "simple": 15,
    "mixed": 10,
}
NEAR_DAYS: Final[Mapping[int, int]] = {10: 8, 15: 10}
"""From here on it is worth knowing: by limit. Ours, so that nobody is surprised by the limit."""

Level = Literal["below", "near", "reached", "lasting"]
"""`lasting`: reached in each of three windows in a row, the newest among them."""


@dataclass(frozen=True, slots=True, order=True)
class Intake:
    """Acute medicine of one class on one local day."""

    day: date
    kind: MedicineClass


@dataclass(frozen=True, slots=True)
class Counter:
    """Days in each window, the newest last."""

    id: CounterId
    days: tuple[int, ...]
    limit_days: int | None
    level: Level | None
    """None where nobody has published a limit."""


def counters(intakes: Iterable[Intake], last: date, windows: int = WINDOWS) -> tuple[Counter, ...]:
    """One for each class that was taken, then `simple` and `mixed` where they say more than one class alone.

    `windows` of 28 days, the newest ending with `last`. Days after it do not count.
    """
    if windows < 1:
        raise ValueError("windows: at least one")
    taken = _by_window(intakes, windows_until(last, windows))
    kinds = [kind for kind in CLASSES if any(kind in window.days for window in taken)]
    told = [_counter(kind, [days.on(kind) for days in taken]) for kind in kinds]
    simple = [days.on(*SIMPLE) for days in taken]
    if len(SIMPLE.intersection(kinds)) > 1:
        told.append(_counter("simple", simple))
    if taken[-1].is_mixed and not taken[-1].has_one_over:
        told.append(_counter("mixed", [days.together for days in taken]))
    return tuple(told)


@dataclass(frozen=True, slots=True)
class _Taken:
    """What was taken in one window: the days of each class."""

    days: Mapping[MedicineClass, Collection[date]]

    def on(self, *kinds: MedicineClass) -> int:
        """On how many days any of these was taken."""
        return len(set().union(*(self.days.get(kind, ()) for kind in kinds)))

    @property
    def is_mixed(self) -> bool:
        """Several limited classes; the simple ones are one here."""
        classes = [frozenset({kind}) for kind in TEN_DAYS] + [SIMPLE]
        return sum(1 for kinds in classes if self.on(*kinds)) > 1

    @property
    def has_one_over(self) -> bool:
        alone = any(self.on(kind) >= LIMIT_DAYS[kind] for kind in LIMITED)
        return alone or self.on(*SIMPLE) >= LIMIT_DAYS["simple"]

    @property
    def together(self) -> int:
        """Days with any limited class, where the mixture is what counts (8.2.6), or one alone is over anyway."""
        return self.on(*LIMITED) if self.is_mixed or self.has_one_over else 0


def _by_window(intakes: Iterable[Intake], windows: Sequence[Window]) -> list[_Taken]:
    taken: list[dict[MedicineClass, set[date]]] = [{} for _ in windows]
    for intake in intakes:
        for days, window in zip(taken, windows, strict=True):
            if intake.day in window:
                days.setdefault(intake.kind, set()).add(intake.day)
    return [_Taken(days) for days in taken]


def _counter(name: CounterId, days: Sequence[int]) -> Counter:
    limit = LIMIT_DAYS.get(name)
    return Counter(name, tuple(days), limit, None if limit is None else level(days, limit))


def level(days: Sequence[int], limit_days: int) -> Level:
    """Of days per window, the newest last."""
    if days[-1] >= limit_days:
        lasting = len(days) >= WINDOWS and all(count >= limit_days for count in days[-WINDOWS:])
        return "lasting" if lasting else "reached"
    return "near" if days[-1] >= NEAR_DAYS[limit_days] else "below"


def overused(told: Iterable[Counter]) -> tuple[CounterId, ...]:
    """Those at or over their limit in three windows in a row: criterion B of 8.2."""
    return tuple(counter.id for counter in told if counter.level == "lasting")
