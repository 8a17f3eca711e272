"""The reaction task, scored by hand and by property.

Cut-offs: false start under 100 ms, lapse from 500 ms (Basner & Dinges, Sleep 34:581, 2011) or, in the brief form, from
355 ms (Basner, Mollicone & Dinges, Acta Astronaut 69:949, 2011).
"""

from __future__ import annotations

import statistics
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from unclench.measures import Run, RunError, problems, read_run, result_of
from unclench.measures.reaction import GIVES_UP_MS, Trial, figures_of
from unclench.plain import to_plain


def run(*answers: float | None, task: Any = "reaction_90", early: int = 0, **more: Any) -> Run:
    trials = [Trial(1_500, answer) for answer in answers] + [Trial(700, early=True)] * early
    given: dict[str, Any] = {"ended": "finished", "lasted_ms": 90_500.0, "frame_ms": 16.7, "input": "key"} | more
    if task == "reaction_300":
        trials = [replace(trial, wait_ms=2_500) for trial in trials]
        given |= {"lasted_ms": 300_500.0}
    return Run(task=task, trials=tuple(trials), **given)


def test_an_example_by_hand() -> None:
    found = result_of(run(200, 250, 400, 500, 99, early=1))
    assert (found.answers, found.lapses, found.false_starts, found.unanswered) == (4, 2, 2, 0)
    assert (found.median_ms, found.mean_ms) == (325, 337.5)
    assert found.speed_per_s == pytest.approx((5 + 4 + 2.5 + 2) / 4)
    assert found.spread_ms == 450 - 225


@pytest.mark.parametrize(
    ("task", "answer", "lapses", "false_starts"),
    [
        ("reaction_90", 99.9, 0, 1),
        ("reaction_90", 100, 0, 0),
        ("reaction_90", 354.9, 0, 0),
        ("reaction_90", 355, 1, 0),
        ("reaction_300", 355, 0, 0),
        ("reaction_300", 499.9, 0, 0),
        ("reaction_300", 500, 1, 0),
    ],
)
def test_the_published_cut_offs(task: str, answer: float, lapses: int, false_starts: int) -> None:
    found = result_of(run(answer, task=task))
    assert (found.lapses, found.false_starts, found.answers) == (lapses, false_starts, 1 - false_starts)


def test_no_answer_is_a_lapse_as_long_as_it_was_waited_for() -> None:
    found = result_of(run(None, 200, 220))
    assert (found.unanswered, found.lapses, found.answers) == (1, 1, 3)
    assert found.mean_ms == pytest.approx((GIVES_UP_MS + 420) / 3)
    assert found.median_ms == 220


def test_a_run_without_answers_has_no_times() -> None:
    found = result_of(run(early=3))
    assert (found.median_ms, found.mean_ms, found.speed_per_s, found.spread_ms) == (None, None, None, None)
    assert figures_of(run(early=3)) == {"lapses": 0, "false_starts": 3}


TIMES = st.lists(st.floats(100, 9_000), min_size=1, max_size=40)


@given(TIMES, st.randoms(use_true_random=False))
def test_neither_order_nor_false_starts_change_the_times(times: list[float], random: Any) -> None:
    mixed = [*times, 20.0, 99.0]
    random.shuffle(mixed)
    one, other = result_of(run(*times)), result_of(run(*mixed, early=4))
    assert other.false_starts == 6
    for name in ("answers", "lapses", "median_ms", "mean_ms", "speed_per_s", "spread_ms"):
        assert getattr(one, name) == pytest.approx(getattr(other, name)), name


@given(TIMES, st.floats(0, 900))
def test_a_slower_screen_moves_mean_and_median_by_as_much(times: list[float], slower_ms: float) -> None:
    before, after = result_of(run(*times)), result_of(run(*(time + slower_ms for time in times)))
    assert after.median_ms == pytest.approx(before.median_ms + slower_ms if before.median_ms is not None else None)
    assert after.mean_ms == pytest.approx(statistics.fmean(times) + slower_ms)
    assert after.speed_per_s is not None
    assert before.speed_per_s is not None
    assert after.speed_per_s <= before.speed_per_s + 1e-9
    assert after.lapses >= before.lapses


GOOD = run(*[250.0] * 24)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (GOOD, ()),
        (replace(GOOD, ended="stopped"), ("stopped",)),
        (run(*[250.0] * 15), ()),
        (run(*[250.0] * 14), ("few",)),
        (run(*[250.0] * 22, task="reaction_300"), ()),
        (run(*[250.0] * 21, task="reaction_300"), ("few",)),
        (run(*[250.0] * 20, early=5), ()),
        (run(*[250.0] * 19, early=5), ("false_starts",)),
        (replace(GOOD, held=2), ()),
        (replace(GOOD, held=3), ("held",)),
        (replace(GOOD, hidden=1), ("hidden",)),
        (replace(GOOD, frame_ms=33.4), ()),
        (replace(GOOD, frame_ms=41.7), ("slow_screen",)),
        (replace(GOOD, trials=(*GOOD.trials[2:], *[Trial(1_500, 250, late=True)] * 2)), ()),
        (replace(GOOD, trials=(*GOOD.trials[3:], *[Trial(1_500, 250, late=True)] * 3)), ("late",)),
    ],
)
def test_what_speaks_against_a_run(found: Run, expected: tuple[str, ...]) -> None:
    assert problems(found) == expected


def test_a_run_is_read_as_it_was_written() -> None:
    assert read_run(to_plain(GOOD)) == GOOD


@pytest.mark.parametrize(
    "wrong",
    [
        {"task": "reaction_60"},
        {"input": "thought"},
        {"lasted_ms": 500_000},
        {"lasted_ms": 80_000},
        {"lasted_ms": -1},
        {"frame_ms": float("nan")},
        {"held": -1},
        {"trials": [{"wait_ms": 1_500, "answer_ms": 10_001}]},
        {"trials": [{"wait_ms": 1_500, "answer_ms": -5}]},
        {"trials": [{"wait_ms": 4_001, "answer_ms": 250}]},
        {"trials": [{"wait_ms": 999, "answer_ms": 250}]},
        {"trials": [{"wait_ms": 900, "answer_ms": 250, "early": True}]},
        {"trials": [{"wait_ms": 1_500, "answer_ms": 9_000}] * 10},
        {"trials": [{"wait_ms": 1, "early": True}] * 401},
        {"more": 1},
    ],
)
def test_what_cannot_have_happened_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RunError):
        read_run(to_plain(GOOD) | wrong)


@pytest.mark.parametrize("wrong", [None, [], "run", {}])
def test_what_is_no_run_is_refused(wrong: object) -> None:
    with pytest.raises(RunError):
        read_run(wrong)
