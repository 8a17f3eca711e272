"""Headache days, clear days and gaps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from unclench.diary import (
    Diary,
    Dose,
    Episode,
    Mark,
    Noticed,
    Place,
    Reading,
    Window,
    days_of,
    features,
    lived,
    month,
    summarise,
    windows,
)

BERLIN = "Europe/Berlin"
TWENTIETH = date(2026, 11, 20)


def at(text: str, zone: str = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def headache(
    start: str,
    end: str | None = None,
    *,
    readings: tuple[Reading, ...] = (),
    noticed: tuple[Noticed, ...] = (),
    places: tuple[Place, ...] = (),
    doses: tuple[Dose, ...] = (),
) -> Episode:
    ended = None if end is None else lived(at(end), BERLIN)
    return Episode(lived(at(start), BERLIN), ended, readings=readings, noticed=noticed, places=places, doses=doses)


def dose(when: str, kind: str = "triptan", acute: bool = True) -> Dose:
    return Dose(lived(at(when), BERLIN), "A", kind, acute)


def days(episode: Episode) -> list[int]:
    return sorted(day.day for day in episode.headache_days())


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-20T10:00", "2026-11-20T10:29", []),
        ("2026-11-20T10:00", "2026-11-20T10:30", [20]),
        ("2026-11-20T23:30", "2026-11-21T00:29", [20]),
        ("2026-11-20T23:31", "2026-11-21T00:30", [21]),
        ("2026-11-20T23:30", "2026-11-21T00:30", [20, 21]),
        ("2026-11-20T23:40", "2026-11-21T00:20", [20]),  # forty minutes in all: the day with most, here the first
        ("2026-11-20T23:45", "2026-11-21T00:20", [21]),
        ("2026-11-20T23:50", "2026-11-21T00:10", []),
        ("2026-11-20T22:00", "2026-11-22T02:00", [20, 21, 22]),
        ("2026-11-20T22:00", None, [20]),
    ],
)
def test_half_an_hour_makes_a_headache_day(start: str, end: str | None, expected: list[int]) -> None:
    assert days(headache(start, end)) == expected


def test_an_acute_medicine_makes_one_of_a_short_headache() -> None:
    assert days(headache("2026-11-20T10:00", "2026-11-20T10:20", doses=(dose("2026-11-20T10:05"),))) == [20]
    preventive = dose("2026-11-20T10:05", acute=False)
    assert days(headache("2026-11-20T10:00", "2026-11-20T10:20", doses=(preventive,))) == []


def test_without_an_end_it_counts_where_something_was_noted() -> None:
    later = Reading(lived(at("2026-11-22T09:00"), BERLIN), 4)
    assert days(headache("2026-11-20T10:00", readings=(later,))) == [20, 22]


def test_on_a_journey_each_part_counts_on_the_calendar_of_where_one_was() -> None:
    """From Tokyo in the afternoon to a morning in San Francisco: the same date, once more."""
    begun, landed = (
        lived(at("2026-11-20T16:00", "Asia/Tokyo"), "Asia/Tokyo"),
        at("2026-11-20T09:00", "America/Los_Angeles"),
    )
    there = Reading(lived(landed, "America/Los_Angeles"), 6)
    ended = lived(landed + timedelta(hours=3), "America/Los_Angeles")
    found = Episode(begun, ended, readings=(there,)).time_by_day()
    assert {day.day: time / timedelta(hours=1) for day, time in found.items()} == {20: 11.0, 21: 2.0}


def test_days_are_headache_brief_clear_or_not_there() -> None:
    said_on = lived(at("2026-11-21T20:00"), BERLIN)
    diary = Diary(
        episodes=(
            headache("2026-11-10T10:00", "2026-11-10T10:10"),
            headache(
                "2026-11-20T10:00", "2026-11-20T12:00", readings=(Reading(lived(at("2026-11-20T11:00"), BERLIN), 7),)
            ),
            headache("2026-11-20T20:00", "2026-11-20T21:00"),
        ),
        marks=(
            Mark(date(2026, 11, 20), "clear", said_on),
            Mark(date(2026, 11, 12), "clear", said_on),
            Mark(date(2026, 11, 13), "headache", said_on),
        ),
    )
    found = days_of(diary)
    assert {day.day: (one.kind, one.recalled) for day, one in found.items()} == {
        10: ("brief", False),
        12: ("clear", True),
        13: ("headache", True),
        20: ("headache", False),
    }
    assert (found[TWENTIETH].attacks, found[TWENTIETH].peak) == (2, 7)
    summary = summarise(diary, Window(date(2026, 11, 1), date(2026, 11, 30)))
    assert (summary.headache_days, summary.clear_days, summary.completeness) == (2, 1, "4 of 30 days")
    assert (summary.attacks, summary.hours, summary.peak, summary.mean_peak, summary.rated_days) == (
        3,
        3 + 1 / 6,
        7,
        7.0,
        1,
    )


def test_nothing_said_is_nothing_known() -> None:
    summary = summarise(Diary(), month(2026, 2))
    assert (summary.window.days, summary.said_days, summary.headache_days) == (28, 0, 0)
    assert (summary.peak, summary.mean_peak, summary.hours) == (None, None, 0)


def test_medicine_days_are_days_and_not_tablets() -> None:
    diary = Diary(
        episodes=(headache("2026-11-20T10:00", doses=(dose("2026-11-20T10:00"), dose("2026-11-20T15:00"))),),
        doses=(
            dose("2026-11-20T18:00", "simple"),
            dose("2026-11-21T18:00", "simple"),
            dose("2026-11-21T08:00", "preventive", False),
        ),
    )
    summary = summarise(diary, windows(date(2026, 11, 28), 1)[0])
    assert (dict(summary.medicine_days), summary.acute_days) == ({"preventive": 1, "simple": 2, "triptan": 1}, 2)


def test_windows_follow_each_other_and_hold_four_weeks() -> None:
    found = windows(date(2026, 11, 28), 3)
    assert [window.days for window in found] == [28, 28, 28]
    assert found[-1].last == date(2026, 11, 28)
    assert all(after.first - before.last == timedelta(days=1) for before, after in pairwise(found))
    assert [month(2026, number).days for number in (1, 2, 12)] == [31, 28, 31]


def test_features_keep_what_was_not_said_apart_from_no() -> None:
    when = lived(at("2026-11-20T10:00"), BERLIN)
    empty = features(headache("2026-11-20T10:00"))
    assert (empty.vomiting, empty.nausea, empty.side, empty.minutes, empty.peak) == (None, None, None, None, None)
    told = features(
        headache(
            "2026-11-20T10:00",
            "2026-11-20T15:00",
            noticed=(
                Noticed(when, "vomiting", "no"),
                Noticed(when, "light", "no"),
                Noticed(lived(when.at + timedelta(hours=1), BERLIN), "light", "yes"),
                Noticed(when, "nausea", "severe"),
                Noticed(lived(when.at + timedelta(hours=2), BERLIN), "nausea", "mild"),
                Noticed(when, "side", "left"),
                Noticed(when, "tearing", "no"),
                Noticed(when, "nose", "left"),
                Noticed(when, "aura_visual", "spreading", 20),
                Noticed(when, "aura_speech", "no"),
            ),
            places=(Place(when, "temple", "left", 8),),
        )
    )
    assert (told.vomiting, told.light, told.sound, told.nausea, told.side) == (False, True, None, "severe", "left")
    assert (told.minutes, told.peak, told.treated) == (300, 8, False)
    assert told.autonomic == {"tearing": "no", "nose": "left"}
    assert [(aura.kind, aura.minutes, aura.spreading) for aura in told.auras] == [("visual", 20, True)]
