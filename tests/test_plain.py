from __future__ import annotations

import dataclasses
import sys
import threading
from datetime import UTC, date, datetime

import pytest

from unclench import plain


def test_values_read_by_many_at_once_for_the_first_time_are_read_whole() -> None:
    """The server reads in several threads, and all of them come at once after a start."""
    switched = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _ in range(20):
            _read_by_many()
    finally:
        sys.setswitchinterval(switched)


def _read_by_many() -> None:
    names = [f"field_{number}" for number in range(60)]
    kind = dataclasses.make_dataclass("Wide", [(name, int) for name in names], frozen=True)
    data = dict.fromkeys(names, 1)
    plain.from_plain(int, 1)
    wrong: list[Exception] = []
    together = threading.Barrier(4)

    def read() -> None:
        together.wait()
        try:
            plain.from_plain(kind, data)
        except (plain.PlainError, RuntimeError, TypeError) as error:
            wrong.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_day_is_written_as_a_day() -> None:
    assert plain.to_plain({"since": date(2026, 11, 21)}) == {"since": "2026-11-21"}
    assert plain.from_plain(date, "2026-11-21") == date(2026, 11, 21)


def test_a_moment_is_no_day() -> None:
    with pytest.raises(plain.PlainError):
        plain.to_plain(datetime(2026, 11, 21, 12, tzinfo=UTC))


def test_what_was_kept_whole_comes_back_whole() -> None:
    kind = dataclasses.make_dataclass("Kept", [("a", int, 1), ("b", int, 2)], frozen=True)
    assert plain.from_plain(kind, {"a": 5}) == kind(5, 2)
    with pytest.raises(plain.PlainError, match="b missing"):
        plain.whole_from_plain(kind, {"a": 5})


@dataclasses.dataclass(frozen=True)
class _Step:
    name: str
    hold_s: int = 0
    places: tuple[str, ...] = ()


def test_the_short_form_leaves_out_defaults_alone() -> None:
    steps = (_Step("rest"), _Step("press", hold_s=6, places=("temple",)))
    short = plain.to_plain(steps, short=True)
    assert short == [{"name": "rest"}, {"name": "press", "hold_s": 6, "places": ["temple"]}]
    assert plain.from_plain(tuple[_Step, ...], short) == steps
