"""Charts as SVG that is made here. Each says in words what it shows, and stands beside a table of the same.

Colours are classes, so that every theme has its own; what is told by a colour is told by a shape or a number, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from html import escape
from itertools import count
from zoneinfo import ZoneInfo

from django.utils.safestring import SafeString

from unclench.diary import Day, Episode, Summary
from unclench.wording import short_day

WIDTH = 360
"""About the pixels of a phone, so that letters have their size there and grow on a larger screen."""
_LEFT, _RIGHT = 22, 12
_HOUR = timedelta(hours=1)
_TICKS_H = (1, 2, 3, 6, 12, 24, 48)
_MOST_TICKS = 7


def attack_chart(episode: Episode) -> SafeString | None:
    """Readings as they were given, with nothing drawn between them, and below when something was taken or tried."""
    if not episode.readings:
        return None
    moments = [reading.when.at for reading in episode.readings]
    moments += [when.at for when in (*(dose.when for dose in episode.doses), *(one.when for one in episode.tried))]
    begin = min(episode.onset.at, *moments)
    last = episode.end.at if episode.end else max(moments)
    span = max((last - begin).total_seconds(), 3600.0)
    zone = episode.onset.zone

    def x(at: datetime) -> float:
        inside = (WIDTH - _LEFT - _RIGHT) * (at - begin).total_seconds() / span
        return round(_LEFT + min(inside, WIDTH - _LEFT - _RIGHT), 1)

    def y(pain: float) -> float:
        return round(14 + (10 - pain) * 12, 1)

    parts = [_lines(y), *_hours(begin, span, zone, x)]
    if episode.end is not None:
        parts.append(f'<path class="chart-end" d="M{x(episode.end.at)} 14V134"/>')
    for reading in episode.readings:
        at, pain = x(reading.when.at), y(reading.pain)
        parts.append(f'<path class="chart-stem" d="M{at} 134V{pain}"/>')
        parts.append(f'<circle class="chart-point" cx="{at}" cy="{pain}" r="4.5"/>')
        parts.append(f'<text class="chart-value" x="{at}" y="{pain - 7:g}">{reading.pain}</text>')
    parts += [f'<path class="chart-dose" d="M{x(dose.when.at)} 142l5 9h-10z"/>' for dose in episode.doses]
    parts += [
        f'<path class="chart-tried" d="M{x(one.when.at)} 152l4.5 4.5-4.5 4.5-4.5-4.5z"/>' for one in episode.tried
    ]
    return _svg(180, "Pain over time", attack_words(episode), parts)


def _lines(y: object) -> str:
    assert callable(y)
    rows = (f'<path class="chart-line" d="M{_LEFT} {y(level)}H{WIDTH - _RIGHT}"/>' for level in (0, 5, 10))
    names = (f'<text class="chart-name" x="{_LEFT - 5}" y="{y(level) + 4:g}">{level}</text>' for level in (0, 5, 10))
    return "".join((*rows, *names))


def _hours(begin: datetime, span_s: float, zone: str, x: object) -> Iterable[str]:
    assert callable(x)
    hours = span_s / 3600
    step = next(
        (step for step in _TICKS_H if hours / step <= _MOST_TICKS), 24 * max(1, round(hours / 24 / _MOST_TICKS) + 1)
    )
    at = begin.replace(minute=0, second=0, microsecond=0) + _HOUR
    while at.astimezone(ZoneInfo(zone)).hour % min(step, 24):
        at += _HOUR
    while (at - begin).total_seconds() <= span_s:
        local = at.astimezone(ZoneInfo(zone))
        name = f"{local:%H:%M}" if step < 24 or local.hour else f"{local:%a}"
        yield f'<path class="chart-tick" d="M{x(at)} 134v4"/><text class="chart-time" x="{x(at)}" y="174">{name}</text>'
        at += step * _HOUR


def attack_words(episode: Episode) -> str:
    told = ", ".join(f"{reading.pain} at {_clock(reading.when.at, reading.when.zone)}" for reading in episode.readings)
    more = [f"{dose.medicine} at {_clock(dose.when.at, dose.when.zone)}" for dose in episode.doses]
    more += [f"{one.what} at {_clock(one.when.at, one.when.zone)}" for one in episode.tried]
    return ". ".join((f"Pain of 10: {told}", *more)) + "."


def _clock(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M}"


def windows_chart(summaries: Sequence[Summary]) -> SafeString:
    """Headache days of each window, before the days of which anything is known."""
    wide = (WIDTH - _LEFT - _RIGHT) / max(len(summaries), 1)
    bar = round(min(wide * 0.62, 30), 1)

    def y(days: float) -> float:
        return round(130 - days * 4, 1)

    parts = []
    for days in (0, 14, 28):
        parts.append(f'<path class="chart-line" d="M{_LEFT} {y(days)}H{WIDTH - _RIGHT}"/>')
        parts.append(f'<text class="chart-name" x="{_LEFT - 5}" y="{y(days) + 4:g}">{days}</text>')
    for number, summary in zip(count(), summaries, strict=False):
        left = round(_LEFT + wide * number + (wide - bar) / 2, 1)
        middle = round(left + bar / 2, 1)
        said, ached = summary.said_days, summary.headache_days
        if said:
            parts.append(f'<rect class="chart-said" x="{left}" y="{y(said)}" width="{bar}" height="{said * 4}"/>')
            parts.append(f'<rect class="chart-ache" x="{left}" y="{y(ached)}" width="{bar}" height="{ached * 4}"/>')
            parts.append(f'<text class="chart-value" x="{middle}" y="{y(ached) - 4:g}">{ached}</text>')
        if number in (0, len(summaries) - 1):
            at = "start" if not number else "end"
            edge = _LEFT if not number else WIDTH - _RIGHT
            text = short_day(summary.window.last)
            parts.append(f'<text class="chart-time {at}" x="{edge}" y="148">{text}</text>')
    words = "; ".join(
        f"to {one.window.last.day} {one.window.last:%B %Y}: {one.headache_days}, known {one.completeness}"
        for one in summaries
    )
    return _svg(156, "Headache days in each 28 days", words, parts)


_CELL_W, _CELL_H = 10.2, 15


def year_chart(year: int, days: Mapping[date, Day], last: date) -> SafeString:
    """Twelve rows of days: a bar is headache, as high as it was bad, and hollow where nobody said how bad.

    A ring is clear, a dot is a brief one, and a gap is empty.
    """
    parts = []
    for number in range(1, 13):
        top = 6 + (number - 1) * _CELL_H
        name = f"{date(year, number, 1):%b}"
        parts.append(f'<text class="chart-month" x="0" y="{top + 10.5:g}">{name}</text>')
        line = date(year, number, 1)
        while line.month == number:
            parts.append(_cell(days.get(line), 38 + (line.day - 1) * _CELL_W, top, to_come=line > last))
            line += timedelta(days=1)
    aches = [day for day in days.values() if day.kind == "headache"]
    unsaid = sum(day.peak is None for day in aches)
    how_bad = f" (of {unsaid} it was not said how bad)" if unsaid else ""
    clear = sum(day.kind == "clear" for day in days.values())
    words = f"{len(aches)} days with headache{how_bad}, {clear} clear, {len(days)} days known."
    return _svg(round(12 * _CELL_H + 10), f"The days of {year}", words, parts)


def _cell(day: Day | None, left: float, top: float, *, to_come: bool) -> str:
    x, y = round(left + _CELL_W / 2, 1), round(top + _CELL_H / 2, 1)
    if to_come:
        return ""
    if day is None:
        return f'<path class="chart-gap" d="M{x - 2:g} {y}h4"/>'
    if day.kind == "clear":
        return f'<circle class="chart-clear" cx="{x}" cy="{y}" r="2.6"/>'
    if day.kind == "brief":
        return f'<circle class="chart-brief" cx="{x}" cy="{y}" r="1.8"/>'
    bottom = top + _CELL_H - 1.5
    if day.peak is None:
        left_x, top_y = round(x - 2.9, 1), round(bottom - 6.5, 1)
        return f'<rect class="chart-ache-unsaid" x="{left_x}" y="{top_y}" width="5.8" height="5.8" rx="1"/>'
    high = 5 + 0.75 * day.peak
    return (
        f'<rect class="chart-ache" x="{x - 3.6:.1f}" y="{bottom - high:.1f}" width="7.2" height="{high:g}" rx="1.5"/>'
    )


_PARTS = ("helpful", "somewhat", "not", "unsure", "unsaid")


def tally_bar(times: int, rated: Sequence[int]) -> SafeString:
    """How something was rated, each part as wide as it was often. The words beside it say the same."""
    parts, left = [], 1.0
    for name, often in zip(_PARTS, rated, strict=True):
        wide = (WIDTH - 2) * often / max(times, 1)
        if often:
            parts.append(
                f'<rect class="chart-{name}" x="{left:.1f}" y="1" width="{max(wide - 2, 1):.1f}" height="12" rx="3"/>'
            )
        left += wide
    return SafeString(f'<svg class="chart" viewBox="0 0 {WIDTH} 14" aria-hidden="true">{"".join(parts)}</svg>')


def _svg(height: int, title: str, words: str, parts: Iterable[str]) -> SafeString:
    return SafeString(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(f"{title}. {words}")}">'
        f"{''.join(parts)}</svg>"
    )
