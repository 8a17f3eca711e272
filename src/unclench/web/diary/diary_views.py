"""The diary at a glance: two weeks, a month, a year, figures; and what is said of whole days."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from unclench.diary import Day, Diary, Summary, Window, days_of, month, summarise, windows
from unclench.web.access import PersonRequest
from unclench.web.diary import days, fields, marks, medicines, published, tallies
from unclench.web.diary.access import get_any_mark_for
from unclench.web.diary.charts import windows_chart, year_chart
from unclench.web.diary.gathering import episodes_in, gather, gather_told
from unclench.web.diary.glance import WINDOWS_SHOWN
from unclench.web.diary.marks import NotADayError, day_strength, day_words
from unclench.web.diary.models import RELIEFS
from unclench.web.moment import Moment
from unclench.web.sessions.history import lasted
from unclench.web.toasts import leave_toast
from unclench.wording import capital, counted

_ONE = timedelta(days=1)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)
LEVELS = tuple(str(level) for level in range(11))


@require_GET
def diary(request: PersonRequest) -> HttpResponse:
    """What one looks at: gaps to fill, this month, the last 28 days."""
    person, today = request.user, request.moment.local_date
    spans = windows(today, WINDOWS_SHOWN)
    choice = published.choice_of(person)
    # The year that the patterns look at holds all the rest.
    whole = (gather_told if choice.shown else gather)(person, published.year_until(today))
    known = days_of(whole)
    summaries = tuple(summarise(whole, span, known) for span in spans)
    strip = tuple(
        marks.StripDay(day, known.get(day)) for day in (today - _ONE * back for back in range(marks.STRIP_DAYS))
    )
    context = {
        "here": "diary",
        "today": today,
        "strip": strip[::-1],
        "gaps": [day for day in strip if day.is_gap],
        "month": month_grid(today.year, today.month, whole, known, today),
        "summary": summaries[-1],
        "windows": summaries[::-1],
        "chart": windows_chart(summaries) if known else None,
        "counts": medicines.counts_from(whole, today),
        "tallies": tallies.tallies(person, today - tallies.TALLIED)[:12],
        "reliefs": RELIEFS,
        "empty": not known,
        "patterns": _patterns(request, choice, whole) if known else None,
        "patterns_off": not choice.shown,
    }
    return render(request, "diary/diary.html", context)


def _patterns(request: PersonRequest, choice: published.Choice, whole: Diary) -> published.Told | None:
    reading = published.reading_of(request.user, request.moment, choice, whole)
    return None if reading is None else published.told(reading)


@dataclass(frozen=True, slots=True)
class Cell:
    day: date
    found: Day | None
    to_come: bool
    medicine: bool = False

    @property
    def words(self) -> str:
        more = ", medicine taken" if self.medicine else ""
        return "still to come" if self.to_come else f"{day_words(self.found)}{more}"

    @property
    def strength(self) -> str:
        return day_strength(self.found)

    @property
    def state(self) -> str:
        return "" if self.found is None else self.found.kind


@dataclass(frozen=True, slots=True)
class Grid:
    window: Window
    weeks: tuple[tuple[Cell | None, ...], ...]
    words: str
    """What it shows, in a line."""
    before: str
    after: str
    """Addresses of the months beside it; empty where there is nothing to see."""


def month_grid(year: int, number: int, whole: Diary, known: Mapping[date, Day], today: date) -> Grid:
    """By weeks from Monday; None where a day is of another month."""
    taken = {dose.when.local_date for dose in whole.all_doses() if dose.acute}
    window = month(year, number)
    cells: list[Cell | None] = [None] * window.first.weekday()
    cells += [Cell(day, known.get(day), day > today, day in taken) for day in window]
    cells += [None] * (-len(cells) % 7)
    before, after = window.first - _ONE, window.last + _ONE
    return Grid(
        window,
        tuple(tuple(cells[start : start + 7]) for start in range(0, len(cells), 7)),
        _month_words([cell for cell in cells if cell is not None and not cell.to_come]),
        reverse("diary_month", args=[f"{before:%Y-%m}"]) if before >= today - fields.LONGEST_AGO else "",
        reverse("diary_month", args=[f"{after:%Y-%m}"]) if after <= today else "",
    )


def _month_words(cells: list[Cell]) -> str:
    """Headache on 11 days, 15 clear, 2 without a word; medicine on 6."""
    states = Counter(cell.state for cell in cells)
    told = []
    if states["headache"]:
        told.append(f"Headache on {counted(states['headache'], 'day')}")
    if states["clear"]:
        told.append(f"{states['clear']} clear")
    if states["brief"]:
        told.append(f"{states['brief']} with a brief one")
    if states[""]:
        told.append(f"{states['']} without a word")
    medicine = sum(cell.medicine for cell in cells)
    return f"{capital(', '.join(told))}{f'; medicine on {medicine}' if medicine else ''}."


@require_GET
def diary_month(request: PersonRequest, month_text: str) -> HttpResponse:
    person, today = request.user, request.moment.local_date
    found = _MONTH.fullmatch(month_text)
    if found is None or not 1 <= int(found[2]) <= 12:
        raise Http404
    year, number = int(found[1]), int(found[2])
    if not today - fields.LONGEST_AGO - 31 * _ONE <= date(year, number, 1) <= today:
        raise Http404
    window = month(year, number)
    whole = gather(person, window)
    known = days_of(whole)
    context = {
        "here": "diary",
        "month": month_grid(year, number, whole, known, today),
        "summary": summarise(whole, Window(window.first, min(window.last, today)), known),
        "whole_month": window.days,
        "medicine_days": _named(summarise(whole, window, known)),
        "attacks": _attacks(request, window),
    }
    return render(request, "diary/month.html", context)


@dataclass(frozen=True, slots=True)
class Attack:
    key: UUID
    begun: str
    lasted: str


def _attacks(request: PersonRequest, window: Window) -> list[Attack]:
    rows = episodes_in(request.user, window).filter(local_date__gte=window.first, local_date__lte=window.last)
    return [
        Attack(
            key,
            f"{Moment(at, zone).clock:%A} {Moment(at, zone).clock.day}, {Moment(at, zone).clock:%H:%M}",
            lasted(at, end),
        )
        for key, at, zone, end in rows.order_by("at").values_list("id", "at", "zone", "ended_at")
    ]


def _named(summary: Summary) -> list[tuple[str, int]]:
    return [(medicines.SHORT_NAMES.get(kind, kind), count) for kind, count in summary.medicine_days.items()]


@require_GET
def diary_year(request: PersonRequest, year_text: str) -> HttpResponse:
    person, today = request.user, request.moment.local_date
    if not re.fullmatch(r"\d{4}", year_text, re.ASCII) or not today.year - 10 <= int(year_text) <= today.year:
        raise Http404
    year = int(year_text)
    whole = gather(person, Window(date(year, 1, 1), date(year, 12, 31)))
    known = {day: found for day, found in days_of(whole).items() if day.year == year}
    months = [summarise(whole, month(year, number), known) for number in range(1, 13) if date(year, number, 1) <= today]
    context = {
        "here": "diary",
        "year": year,
        "before": year - 1 if year > today.year - 10 else None,
        "after": year + 1 if year < today.year else None,
        "chart": year_chart(year, known, today),
        "months": months,
        "empty": not known,
    }
    return render(request, "diary/year.html", context)


# ── Whole days ──


@require_POST
def mark_day(request: PersonRequest) -> HttpResponse:
    """One tap: that day was clear, or had a headache."""
    day = fields.read_day(request.POST.get("day", ""), request.moment.local_date)
    if day is None:
        raise BadRequest
    today = "today" in request.POST
    try:
        mark = marks.say(request.user, day, request.POST.get("said", ""), request.moment)
    except NotADayError as error:
        leave_toast(request, str(error))
        return redirect("today" if today else "diary")
    words = "clear" if mark.said == "clear" else "headache"
    undo = reverse("mark_undo", args=[mark.id]) + ("?today" if today else "")
    leave_toast(request, f"{day:%A} {day.day}: {words}.", undo)
    return redirect("today" if today else "diary")


@require_POST
def mark_undo(request: PersonRequest, mark: UUID) -> HttpResponse:
    found = get_any_mark_for(request.user, mark)
    marks.undo(found, request.moment)
    back = "?today" if "today" in request.GET else ""
    leave_toast(request, "Taken back.", reverse("mark_redo", args=[found.id]) + back)
    return redirect("today" if back else "diary")


@require_POST
def mark_redo(request: PersonRequest, mark: UUID) -> HttpResponse:
    marks.redo(get_any_mark_for(request.user, mark), request.moment)
    leave_toast(request, "It is back.")
    return redirect("today" if "today" in request.GET else "diary")


# ── The circumstances of a day ──


@dataclass(frozen=True, slots=True)
class Shown:
    field: fields.Field
    text: str
    error: str = ""


@require_http_methods(["GET", "POST"])
def diary_day(request: PersonRequest, day_text: str) -> HttpResponse:
    """What the person chose to be asked; each of it may stay empty."""
    person, today = request.user, request.moment.local_date
    day = fields.read_day(day_text, today)
    if day is None:
        raise Http404
    asked = days.shown_to(person)
    if request.method == "POST":
        shown, values = _read(request, asked)
        if not any(one.error for one in shown):
            days.keep(person, day, values, request.moment)
            leave_toast(request, "Kept.")
            return redirect("diary_day", day.isoformat())
    else:
        kept = days.day_of(person, day)
        shown = [Shown(field, days.text_of(field, kept)) for field in asked]
    found = days_of(gather(person, Window(day, day))).get(day)
    attacks = _attacks(request, Window(day, day))
    errors = [one for one in shown if one.error]
    context = {
        "here": "diary",
        "day": day,
        "before": day - _ONE,
        "after": day + _ONE if day < today else None,
        "words": day_words(found),
        "can_mark": (found is None or not found.attacks) and (today - day).days < marks.STRIP_DAYS,
        "said": found.kind if found is not None and not found.attacks else "",
        "attacks": attacks,
        "shown": shown,
        "errors": errors,
        "levels": LEVELS,
        "fields": fields.FIELDS,
        "chosen": {field.id for field in asked},
        "choosing": "choose" in request.GET,
    }
    return render(request, "diary/day.html", context, status=422 if errors else 200)


def _read(request: PersonRequest, asked: tuple[fields.Field, ...]) -> tuple[list[Shown], dict[str, int | str | None]]:
    shown, values = [], {}
    for field in asked:
        text, error = request.POST.get(field.id, ""), ""
        try:
            values[field.id] = fields.value_of(field, text)
        except fields.NotSaidWellError as problem:
            error = str(problem)
        shown.append(Shown(field, text, error))
    return shown, values


@require_POST
def choose_fields(request: PersonRequest) -> HttpResponse:
    day = fields.read_day(request.POST.get("day", ""), request.moment.local_date)
    if day is None:
        raise BadRequest
    try:
        days.choose(request.user, tuple(request.POST.getlist("shown")), request.moment)
    except KeyError:
        raise BadRequest from None
    return redirect("diary_day", day.isoformat())
