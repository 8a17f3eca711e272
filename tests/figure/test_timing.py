"""Strokes take turns and fill the step."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.atlas.types import Rate
from unclench.figure.timing import SHORTEST_HOLD_S, Pace, pace, turns

paces = st.lists(st.tuples(st.floats(0, 60).map(Pace), st.integers(1, 8)), min_size=1, max_size=6)


@given(paces, st.floats(0, 300), st.floats(10, 300))
def test_turns_cover_the_time_without_a_gap(told: list[tuple[Pace, int]], start_s: float, length_s: float) -> None:
    strokes, repeats = zip(*told, strict=True)
    found = turns(strokes, repeats, [("left",)] * len(told), start_s, start_s + length_s)
    assert found[0].at_s == start_s
    assert found[-1].until_s == start_s + length_s
    assert all(one.until_s == two.at_s for one, two in itertools.pairwise(found))
    assert all(turn.at_s < turn.until_s for turn in found)
    assert [turn.stroke for turn in found] == list(range(len(told))) * (len(found) // len(told))


def test_a_round_that_fits_twice_is_made_twice() -> None:
    found = turns([Pace(5), Pace(10)], [2, 1], [("left", "right"), ("middle",)], 0, 42)
    assert [(turn.stroke, turn.at_s, turn.until_s) for turn in found] == [
        (0, 0, 10.5), (1, 10.5, 21), (0, 21, 31.5), (1, 31.5, 42),
    ]  # fmt: skip
    assert found[1].parts == ("middle",)


def test_a_compress_lies_for_the_whole_time() -> None:
    found = turns([Pace(0, still=True)], [1], [("left",)], 0, 600)
    assert [(turn.at_s, turn.until_s) for turn in found] == [(0, 600)]


def test_no_stroke_no_turn() -> None:
    assert turns([], [], [], 0, 60) == ()


@pytest.mark.parametrize(
    ("kind", "cycles", "rate", "expected"),
    [
        ("circle", 4, Rate(strokes_per_min=20), Pace(12)),
        ("line", 1, Rate(strokes_per_min=6), Pace(10)),
        ("point", 5, Rate(strokes_per_min=120), Pace(2.5)),
        ("hold", 2, Rate(on_s=6, off_s=3), Pace(18, 6, 3)),
        ("hold", 1, Rate(), Pace(0, still=True)),
        ("hold", 1, Rate(strokes_per_min=20), Pace(SHORTEST_HOLD_S, SHORTEST_HOLD_S)),
        ("area", 1, Rate(strokes_per_min=20), Pace(0, still=True)),
    ],
)
def test_a_stroke_keeps_the_cadence_of_its_technique(kind: str, cycles: int, rate: Rate, expected: Pace) -> None:
    assert pace(kind, cycles, rate) == expected
