"""What the pages of the measures show, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.safestring import SafeString

from unclench.measures import Measure, band_of, load_measures, load_sources
from unclench.measures.comparing import Beside, beside
from unclench.measures.content import GRADES, GROUPS, Item
from unclench.measures.schedule import EVERY
from unclench.measures.scoring import MEAN, TOTAL
from unclench.web.measures import series
from unclench.web.measures.charts import Point, Shape, chart
from unclench.web.measures.models import Taking
from unclench.web.measures.places import MOST_CHARTS, SAID, Place
from unclench.web.measures.series import Column, Pair, Row
from unclench.web.measures.wishing import Wished
from unclench.web.sessions.models import Play
from unclench.wording import short_day

SHOWN_ROWS = 8
"""So many stand open; the others are folded."""
LISTED_ROWS = 100
SHAPES: dict[str, Shape] = {"touch": "square", "mouse": "diamond", "camera": "square"}


@dataclass(frozen=True, slots=True)
class Line:
    """One measure in the list."""

    measure: Measure
    last: str
    last_on: date | None
    wish: str


@dataclass(frozen=True, slots=True)
class GroupOfLines:
    name: str
    id: str
    lines: tuple[Line, ...]


def groups(last: dict[str, Row], wishes: Sequence[Wished], today: date) -> tuple[GroupOfLines, ...]:
    wanted = {one.measure.id: wish_words(one, today) for one in wishes}
    lines = {
        measure.id: Line(
            measure,
            series.summary(measure, last[measure.id]) if measure.id in last else "",
            last[measure.id].taking.local_date if measure.id in last else None,
            wanted.get(measure.id, ""),
        )
        for measure in load_measures().values()
    }
    return tuple(
        GroupOfLines(name, group, tuple(line for line in lines.values() if line.measure.group == group))
        for group, name in GROUPS.items()
    )


def wish_words(one: Wished, today: date) -> str:
    parts = []
    if one.wish.every_days is not None and one.due_on is not None:
        every = EVERY.get(one.wish.every_days, f"every {one.wish.every_days} days")
        when = "due" if one.due_on <= today else f"next on {one.due_on.day} {one.due_on:%B}"
        parts.append(f"{every}, {when}")
    if one.wish.around_sessions:
        parts.append("around sessions")
    return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """One item of the form."""

    item: Item
    choices: tuple[Choice, ...]
    text: str
    error: str


def asked(measure: Measure, given: dict[str, str], errors: dict[str, str]) -> tuple[Asked, ...]:
    """With what was typed; nothing is chosen until somebody does."""
    return tuple(
        Asked(item, _choices(item, given.get(item.id, "")), given.get(item.id, ""), errors.get(item.id, ""))
        for item in measure.item
    )


def _choices(item: Item, text: str) -> tuple[Choice, ...]:
    values = [f"{item.lowest + number:g}" for number in range(round(item.highest - item.lowest) + 1)]
    if item.steps:
        return tuple(Choice(value, name, value == text) for value, name in zip(values, item.steps, strict=True))
    return tuple(Choice(value, value, value == text) for value in values)


@dataclass(frozen=True, slots=True)
class Drawn:
    title: str
    svg: SafeString


def drawn(measure: Measure, rows: Sequence[Row]) -> tuple[Drawn, ...]:
    """One small chart for each figure of which there is anything."""
    found = []
    for column in series.columns(measure, rows):
        points = [_point(row, row.figures[column.id]) for row in rows if column.id in row.figures]
        if points and column.id not in ("spread", "false_starts") and (column.id == TOTAL or not measure.sum):
            title = f"{column.name}{f', {column.unit}' if column.unit and column.unit != '°' else ''}"
            highest = column.highest if column.highest is None or column.highest <= 100 else None
            svg = chart(
                column.name, points, digits=column.digits, unit=column.unit,
                lowest=column.lowest, highest=highest,
                lines=[band.at_least for band in measure.band] if column.id == TOTAL else (),
            )  # fmt: skip
            found.append(Drawn(title, svg))
    return tuple(found)


def _point(row: Row, value: float) -> Point:
    clock = row.lived.clock
    hours = clock.hour + clock.minute / 60 if row.has_clock else 12
    return Point(row.taking.local_date, hours, value, row.left_out, SHAPES.get(row.apart, "circle"))


def drawn_places(places: Sequence[Place]) -> tuple[Drawn, ...]:
    shapes: dict[str, Shape] = {"measured": "circle", "session": "square", "headache": "diamond"}
    found = []
    for place in places[:MOST_CHARTS]:
        points = [
            Point(one.when.local_date, one.when.clock.hour + one.when.clock.minute / 60, one.level, False,
                  shapes[one.said])
            for one in place.levels
        ]  # fmt: skip
        found.append(Drawn(place.name, chart(place.name, points, lowest=0, highest=10)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class PlaceLine:
    name: str
    times: int
    first: str
    newest: str
    said: str


def place_lines(places: Sequence[Place]) -> tuple[PlaceLine, ...]:
    def words(index: int, place: Place) -> str:
        one = place.levels[index]
        return f"{one.level:.0f} on {short_day(one.when.local_date)}"

    return tuple(
        PlaceLine(
            place.name,
            len(place.levels),
            words(0, place),
            words(-1, place),
            ", ".join(dict.fromkeys(SAID[one.said] for one in place.levels)),
        )
        for place in places
    )


@dataclass(frozen=True, slots=True)
class TableRow:
    row: Row
    words: tuple[str, ...]

    @property
    def clock(self) -> str:
        return f"{self.row.lived.clock:%H:%M}" if self.row.has_clock else ""


def table(measure: Measure, rows: Sequence[Row]) -> tuple[TableRow, ...]:
    """The newest first."""
    columns = series.columns(measure, rows)
    return tuple(TableRow(row, _row_words(measure, columns, row)) for row in reversed(rows[-LISTED_ROWS:]))


def _row_words(measure: Measure, columns: Sequence[Column], row: Row) -> tuple[str, ...]:
    if measure.kind == "places":
        return (series.places_words(row.taking.said),)
    if len(columns) == 1:
        return tuple(_words(measure, column, value) for column in columns for value in row.figures.values())
    return tuple(
        f"{column.name}: {_words(measure, column, row.figures[column.id])}"
        for column in columns
        if column.id in row.figures
    )


def _words(measure: Measure, column: Column, value: float) -> str:
    if _is_step(measure, column):
        return series.step_words(measure, column.id, value)
    band = band_of(measure, value) if column.id == TOTAL else None
    return f"{column.words(value)}, {band.name}" if band else column.words(value)


@dataclass(frozen=True, slots=True)
class Told:
    """What may be said of the newest value beside those before it."""

    name: str
    newest: str
    first: str
    difference: str
    besides: str


def told(measure: Measure, rows: Sequence[Row]) -> tuple[Told, ...]:
    found = []
    for column in series.columns(measure, rows):
        if column.id in ("spread", "false_starts", "lapses", "speed") or (measure.sum and column.id != TOTAL):
            continue
        whole = series.compared(rows, column.id)
        if len(whole) < 2:
            continue
        values = [row.figures[column.id] for row in whole]
        difference = values[-1] - values[0]
        found.append(
            Told(
                column.name,
                _words(measure, column, values[-1]),
                f"{_words(measure, column, values[0])}, {short_day(whole[0].taking.local_date)}",
                _difference(measure, column, difference),
                _beside_words(column, beside(values)),
            )
        )
    return tuple(found)


def _is_step(measure: Measure, column: Column) -> bool:
    return any(item.id == column.id and item.steps for item in measure.item)


def _difference(measure: Measure, column: Column, difference: float) -> str:
    if not difference:
        return "the same"
    sign = "+" if difference > 0 else "−"
    unit = ""
    if _is_step(measure, column):
        unit = " step" if abs(difference) == 1 else " steps"
    return f"{sign}{column.words(abs(difference))}{unit}"


def _beside_words(column: Column, found: Beside | None) -> str:
    if found is None:
        return "too few to say"
    reach = f"{column.words(found.lowest)} to {column.words(found.highest)}"
    if found.where == "within":
        return f"within the {found.before} before it, {reach}"
    chance = found.by_chance
    return (
        f"{found.where} all {found.before} before it, {reach}; by chance alone the newest is outside "
        f"{chance.numerator} times in {chance.denominator}"
    )


@dataclass(frozen=True, slots=True)
class ChangeLine:
    of: str
    size: str
    text: str
    grade: str
    sources: tuple[str, ...]


def change_lines(measure: Measure) -> tuple[ChangeLine, ...]:
    sources = load_sources()
    names = {item.id: item.name for item in measure.item} | {MEAN: "Mean", "place": "A place", "median": "Middle time"}
    many = len(measure.change) > 1
    return tuple(
        ChangeLine(
            names[one.of] if many else "",
            "" if one.size is None else f"{one.size:g}",
            one.text,
            GRADES[one.grade],
            tuple(sources[source].citation for source in one.sources),
        )
        for one in measure.change
    )


def source_lines(measure: Measure) -> tuple[tuple[str, str, str], ...]:
    """Citation, address, and how much of it was read."""
    read = {"yes": "read", "partly": "abstract or excerpt read", "no": "not read"}
    sources = load_sources()
    named = [*measure.sources, *(source for one in measure.change for source in one.sources)]
    return tuple(
        (sources[source].citation, sources[source].url, read[sources[source].read]) for source in dict.fromkeys(named)
    )


@dataclass(frozen=True, slots=True)
class PairLine:
    day: date
    before: str
    after: str
    remark: str


def pair_lines(measure: Measure, found: Sequence[Pair]) -> tuple[PairLine, ...]:
    """The newest first."""
    return tuple(
        PairLine(
            pair.after.taking.local_date,
            series.summary(measure, pair.before),
            series.summary(measure, pair.after),
            "" if not (pair.before.left_out or pair.after.left_out) else "one of the two is not compared",
        )
        for pair in reversed(found)
    )


def of_play(play: Play) -> tuple[tuple[str, str, str], ...]:
    """What was measured before and after one session: name, before, after. One query."""
    measures = load_measures()
    found: dict[str, dict[str, str]] = {}
    around = Q(part="before", plan__check_in=play.plan.check_in_id) | Q(part="after", play=play)
    for taking in Taking.of(play.owner).filter(around).order_by("at", "id"):
        taking.owner = play.owner
        measure = measures.get(taking.measure)
        if measure is not None:
            found.setdefault(measure.name, {})[taking.part] = series.summary(measure, series.row_of(measure, taking))
    return tuple((name, one.get("before", ""), one.get("after", "")) for name, one in found.items())
