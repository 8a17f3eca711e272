"""The reaction task, scored from its raw trials.

A simple visual reaction after a wait that cannot be foreseen, with the outcomes of the psychomotor vigilance test
(Basner & Dinges 2011, Basner, Mollicone & Dinges 2011): a press before the stimulus, or sooner than 100 ms after it, is
a false start; an answer of 500 ms or more (355 ms in the brief form with its short waits) is a lapse. Lengths of 90 s
and 5 min are those compared by Roach, Dawson & Lamond (2006).

Error of one time: the screen shows the stimulus within one frame of the moment that is taken for it (16.7 ms at 60 Hz),
and keyboards and touch screens add some tens of milliseconds that a page cannot know. The bias is the same from run to
run on one device, so runs are compared on one device only.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any, Literal

from unclench.plain import PlainError, from_plain

TaskId = Literal["reaction_90", "reaction_300"]
Input = Literal["key", "touch", "mouse"]
Problem = Literal["stopped", "few", "false_starts", "held", "hidden", "late", "slow_screen"]

FALSE_START_MS = 100
GIVES_UP_MS = 10_000
"""So long it waits for an answer; without one it counts as a lapse of this length, the least that it was."""
LEARNING_RUNS = 3
"""So many first runs of a task on one kind of input are practice: people still learn."""
MOST_FALSE_STARTS = 0.2
MOST_LATE = 0.1
SLOWEST_FRAME_MS = 34
"""Screens slower than about 30 pictures a second are too coarse."""
MOST_HELD = 2
_MOST_TRIALS = 400


@dataclass(frozen=True, slots=True)
class Task:
    id: TaskId
    lasts_s: int
    wait_ms: tuple[int, int]
    """Shortest and longest wait before the stimulus; drawn evenly in between."""
    lapse_ms: int
    fewest: int
    """Answers below which a run says too little: about half of those an awake person gives."""


TASKS: Mapping[str, Task] = {
    "reaction_90": Task("reaction_90", 90, (1_000, 4_000), 355, 15),
    "reaction_300": Task("reaction_300", 300, (2_000, 10_000), 500, 22),
}
PRACTICE_TRIALS = 5


@dataclass(frozen=True, slots=True)
class Trial:
    wait_ms: float
    """As drawn; of an early press, how long the wait had lasted."""
    answer_ms: float | None = None
    """After the stimulus; None: no answer, or a press before it."""
    early: bool = False
    """Pressed while waiting: a false start."""
    late: bool = False
    """The screen missed a picture when the stimulus came or before the answer."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run as the browser saw it. Practice trials before it are not part of it."""

    task: TaskId
    input: Input
    """What answered most; another kind starts a comparison of its own."""
    ended: Literal["finished", "stopped"]
    lasted_ms: float
    frame_ms: float
    """Middle time between two pictures of the screen."""
    trials: tuple[Trial, ...]
    held: int = 0
    """How often a key was held down until it repeated."""
    hidden: int = 0
    """How often the page went out of sight."""


@dataclass(frozen=True, slots=True)
class Result:
    answers: int
    """Trials with a stimulus that was answered no sooner than 100 ms, or not at all."""
    lapses: int
    false_starts: int
    unanswered: int
    median_ms: float | None
    mean_ms: float | None
    speed_per_s: float | None
    """Mean of 1/time: the outcome that moved most with lost sleep (Basner, Mollicone & Dinges 2011)."""
    spread_ms: float | None
    """Middle half of the times: third quartile minus first."""


class RunError(ValueError):
    """Not a run that the task can give."""


def read_run(data: object) -> Run:
    """A run from JSON. Raises RunError for what cannot have happened."""
    try:
        run = from_plain(Run, data)
    except PlainError as error:
        raise RunError(str(error)) from None
    task = TASKS[run.task]
    numbers = [run.lasted_ms, run.frame_ms, *(trial.wait_ms for trial in run.trials)]
    numbers += [trial.answer_ms for trial in run.trials if trial.answer_ms is not None]
    if not all(math.isfinite(number) and number >= 0 for number in numbers) or min(run.held, run.hidden) < 0:
        raise RunError("a time below nothing")
    if len(run.trials) > _MOST_TRIALS:
        raise RunError("more trials than fit")
    for trial in run.trials:
        if trial.early and trial.answer_ms is not None:
            raise RunError("an answer to a stimulus that never came")
        if trial.answer_ms is not None and trial.answer_ms > GIVES_UP_MS:
            raise RunError("an answer after it gave up")
        if trial.wait_ms > task.wait_ms[1] or (not trial.early and trial.wait_ms < task.wait_ms[0]):
            raise RunError("a wait that is not drawn")
    spent = math.fsum(trial.wait_ms + _time(trial) for trial in run.trials)
    longest = task.lasts_s * 1_000 + task.wait_ms[1] + GIVES_UP_MS
    if run.lasted_ms > longest or spent > run.lasted_ms + 1_000:
        raise RunError("longer than it lasted")
    if run.ended == "finished" and run.lasted_ms < task.lasts_s * 1_000:
        raise RunError("finished before its end")
    return run


def _time(trial: Trial) -> float:
    """What a trial took after its wait."""
    if trial.early:
        return 0.0
    return GIVES_UP_MS if trial.answer_ms is None else trial.answer_ms


def is_false_start(trial: Trial) -> bool:
    return trial.early or (trial.answer_ms is not None and trial.answer_ms < FALSE_START_MS)


def result_of(run: Run) -> Result:
    """Times in milliseconds, speed in answers per second. False starts are left out of all times."""
    times = [_time(trial) for trial in run.trials if not is_false_start(trial)]
    lapse_ms = TASKS[run.task].lapse_ms
    return Result(
        answers=len(times),
        lapses=sum(time >= lapse_ms for time in times),
        false_starts=sum(map(is_false_start, run.trials)),
        unanswered=sum(trial.answer_ms is None and not trial.early for trial in run.trials),
        median_ms=median(times) if times else None,
        mean_ms=fmean(times) if times else None,
        speed_per_s=fmean(1_000 / time for time in times) if times else None,
        spread_ms=_middle_half(times),
    )


def _middle_half(times: Sequence[float]) -> float | None:
    """By medians of the two halves, the middle one left out (Tukey's hinges without it)."""
    if len(times) < 4:
        return None
    ordered, half = sorted(times), len(times) // 2
    return median(ordered[-half:]) - median(ordered[:half])


def problems(run: Run) -> tuple[Problem, ...]:
    """What speaks against comparing this run; it is kept all the same."""
    task, result = TASKS[run.task], result_of(run)
    stimuli = [trial for trial in run.trials if not trial.early]
    late = sum(trial.late for trial in stimuli)
    found: list[tuple[bool, Problem]] = [
        (run.ended == "stopped", "stopped"),
        (result.answers < task.fewest, "few"),
        (result.false_starts > MOST_FALSE_STARTS * max(len(run.trials), 1), "false_starts"),
        (run.held > MOST_HELD, "held"),
        (run.hidden > 0, "hidden"),
        (late > MOST_LATE * max(len(stimuli), 1), "late"),
        (run.frame_ms > SLOWEST_FRAME_MS, "slow_screen"),
    ]
    return tuple(name for is_so, name in found if is_so)


PROBLEM_WORDS: Mapping[Problem, str] = {
    "stopped": "stopped before the end",
    "few": "too few answers",
    "false_starts": "more than one in five pressed too soon",
    "held": "a key was held down",
    "hidden": "the page went out of sight",
    "late": "the screen came late",
    "slow_screen": "the screen is too slow",
}


def figures_of(run: Run) -> dict[str, float]:
    """What is drawn and listed."""
    result = result_of(run)
    found: dict[str, Any] = {
        "median": result.median_ms,
        "mean": result.mean_ms,
        "speed": result.speed_per_s,
        "lapses": result.lapses,
        "false_starts": result.false_starts,
        "spread": result.spread_ms,
    }
    return {name: float(value) for name, value in found.items() if value is not None}
