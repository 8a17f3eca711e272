"""How a measure went over time: its figures, oldest first, with what speaks against comparing one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import F, Window
from django.db.models.functions import Coalesce, RowNumber

from unclench.atlas import load_atlas
from unclench.measures import Measure, RunError, band_of, figures, load_measures, problems, read_run
from unclench.measures.content import TOLD_BY, Better
from unclench.measures.reaction import LEARNING_RUNS, PROBLEM_WORDS, figures_of
from unclench.measures.scoring import MEAN, TOTAL
from unclench.web.accounts.models import Person
from unclench.web.measures.keeping import NOTHING_HURTS
from unclench.web.measures.models import Taking
from unclench.web.moment import Moment
from unclench.web.today import painmap
from unclench.web.today.wishes import HURTS, Spot, spots_by_key

MOST = 400
"""So many are drawn and listed, the newest."""
UNREADABLE = "cannot be read here"
INPUTS = {"key": "keyboard", "touch": "touch", "mouse": "mouse"}


@dataclass(frozen=True, slots=True)
class Column:
    """One figure over time."""

    id: str
    name: str
    unit: str = ""
    lowest: float | None = None
    highest: float | None = None
    """The whole scale; None: as far as the values go."""
    better: Better = "lower"
    digits: int = 0

    def words(self, value: float) -> str:
        text = f"{value:.{self.digits}f}"
        return f"{text} {self.unit}" if self.unit else text


@dataclass(frozen=True, slots=True)
class Row:
    """One time it was taken."""

    taking: Taking
    figures: Mapping[str, float]
    remarks: tuple[str, ...] = ()
    left_out: bool = False
    """It is shown, and not compared."""
    apart: str = ""
    """Only rows of the same kind are compared: what answered, or who judged."""
    check_in: UUID | None = None
    """Of the session around which it was taken. All versions of a plan have the same."""

    @property
    def lived(self) -> Moment:
        return self.taking.lived

    @property
    def has_clock(self) -> bool:
        """Whether its day is the one on which it was told."""
        return self.taking.lived.local_date == self.taking.local_date


REACTION = (
    Column("median", "Middle time", "ms"),
    Column("mean", "Mean time", "ms"),
    Column("speed", "Speed", "per s", better="higher", digits=2),
    Column("lapses", "Lapses", lowest=0),
    Column("false_starts", "Too soon", lowest=0),
    Column("spread", "Middle half", "ms wide"),
)


def columns(measure: Measure, rows: Iterable[Row] = ()) -> tuple[Column, ...]:
    if measure.kind == "reaction":
        return REACTION
    found = [
        Column(item.id, item.name, item.unit, item.lowest, item.highest, item.better, 1 if item.tenths else 0)
        for item in measure.item
    ]
    if measure.sum:
        highest = sum(item.highest for item in measure.item)
        found.append(Column(TOTAL, "Total", "", 0, highest))
    if measure.mean:
        found.append(Column(MEAN, "Mean of all", "", 0, 10, "lower", 1))
    seen = {name for row in rows for name in row.figures}
    found += [
        Column(_degrees(item.id), f"{item.name}, degrees", "°", better=item.better)
        for item in measure.item
        if _degrees(item.id) in seen
    ]
    return tuple(found)


def _degrees(item: str) -> str:
    return f"{item}_degrees"


def rows_of(person: Person, measure: Measure) -> tuple[Row, ...]:
    """One query, the oldest first."""
    taken = Taking.of(person).filter(measure=measure.id).order_by("-local_date", "-at", "-id")
    newest = list(taken.annotate(session=Coalesce("play__plan__check_in", "plan__check_in"))[:MOST])
    counted: Counter[str] = Counter()
    found = []
    for taking in reversed(newest):
        taking.owner = person
        found.append(replace(_row(measure, taking, counted), check_in=taking.session))
    return tuple(found)


def _row(measure: Measure, taking: Taking, counted: Counter[str]) -> Row:
    remarks = [taking.get_part_display()] if taking.part else []
    if measure.kind == "reaction":
        try:
            run = read_run(taking.run)
        except RunError:
            return Row(taking, {}, (UNREADABLE,), left_out=True)
        against = [PROBLEM_WORDS[problem] for problem in problems(run)]
        if not against:
            counted[run.input] += 1
            if counted[run.input] <= LEARNING_RUNS:
                against = [f"one of the first {LEARNING_RUNS}, still learning"]
        remarks = [INPUTS[run.input], *remarks, *against]
        return Row(taking, figures_of(run), tuple(remarks), bool(against), run.input)
    if measure.kind == "places":
        return Row(taking, {}, tuple(remarks))
    measured = {item.id for item in measure.item if item.degrees}
    degrees = {_degrees(name): value for name, value in taking.degrees.items() if name in measured}
    if taking.method:
        remarks.insert(0, taking.get_method_display())
    if taking.told_by:
        remarks.insert(0, dict(TOLD_BY)[taking.told_by].lower())
    return Row(taking, figures(measure, taking.said) | degrees, tuple(remarks), apart=taking.method)


def compared(rows: Sequence[Row], column: str) -> tuple[Row, ...]:
    """Those that can be compared with the newest of them, the newest last."""
    whole = [row for row in rows if column in row.figures and not row.left_out]
    return tuple(row for row in whole if row.apart == whole[-1].apart)


def summary(measure: Measure, row: Row) -> str:
    """The last values in a line."""
    if measure.kind == "reaction":
        middle = row.figures.get("median")
        return "no answers" if middle is None else f"middle time {middle:.0f} ms"
    if measure.kind == "places":
        return places_words(row.taking.said)
    if not row.figures:
        return UNREADABLE
    if TOTAL in row.figures:
        value = row.figures[TOTAL]
        band = band_of(measure, value)
        return f"{value:g}, {band.name}" if band else f"{value:g}"
    if measure.kind == "steps" and len(measure.item) > 1:
        said = sum(item.id in row.figures or _degrees(item.id) in row.figures for item in measure.item)
        return f"{said} of {len(measure.item)} judged"
    if measure.kind == "steps":
        item = measure.item[0].id
        return step_words(measure, item, row.figures[item])
    named = {column.id: column for column in columns(measure)}
    if MEAN in row.figures:
        return f"mean {row.figures[MEAN]:.1f} of 10"
    return ", ".join(f"{named[name].name} {named[name].words(value)}" for name, value in row.figures.items())


def step_words(measure: Measure, item: str, value: float) -> str:
    found = measure.item_called(item)
    return found.steps[round(value - found.lowest)] if found.steps else f"{value:g}"


def places_words(said: Mapping[str, float | None]) -> str:
    if NOTHING_HURTS in said:
        return "Nothing hurts"
    atlas = load_atlas()
    known = spots_by_key(atlas)
    spots: dict[Spot, str] = {
        known[name]: HURTS if level is None else f"{level:.0f}" for name, level in said.items() if name in known
    }
    return painmap.said(spots, atlas)


def last_of(person: Person) -> dict[str, Row]:
    """By measure, the newest of each. One query."""
    ranked = Taking.of(person).annotate(
        rank=Window(
            RowNumber(), partition_by=[F("measure")], order_by=[F("local_date").desc(), F("at").desc(), F("id").desc()]
        )
    )
    measures = load_measures()
    found: dict[str, Row] = {}
    for taking in ranked.filter(rank=1):
        if taking.measure in measures:
            taking.owner = person
            found[taking.measure] = _row(measures[taking.measure], taking, Counter())
    return found


def row_of(measure: Measure, taking: Taking) -> Row:
    """One alone; whether it was still practice is not known."""
    return _row(measure, taking, Counter())


def plain(row: Row) -> dict[str, Any]:
    """For JSON: everything that was kept, and what it comes to."""
    taking = row.taking
    return {
        "id": str(taking.id),
        "at": taking.at.isoformat(),
        "zone": taking.zone,
        "day": taking.local_date.isoformat(),
        "said": taking.said,
        "degrees": taking.degrees,
        "figures": dict(row.figures),
        "method": taking.method,
        "told_by": taking.told_by,
        "part": taking.part,
        "remarks": list(row.remarks),
        "compared": not row.left_out,
    }


@dataclass(frozen=True, slots=True)
class Pair:
    """Before and after one session."""

    before: Row
    after: Row


def pairs(rows: Sequence[Row]) -> tuple[Pair, ...]:
    """Those taken before and after the same session, the oldest first. The last one before it counts."""
    waiting: dict[UUID, Row] = {}
    found = []
    for row in rows:
        if row.check_in is not None and row.taking.part == "before":
            waiting[row.check_in] = row
        elif row.check_in is not None and row.taking.part == "after":
            before = waiting.pop(row.check_in, None)
            if before is not None and before.apart == row.apart:
                found.append(Pair(before, row))
    return tuple(found)
