"""What the voice answers to a tap: one file, each answer in a stretch of its own."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from unclench.guide.answers import AFTER_MS, answers

SCRIPT = Path(__file__).parents[2] / "frontend/src/player/answers.ts"


def test_no_answer_runs_into_the_next() -> None:
    score, places = answers()
    ordered = sorted(places.values(), key=lambda place: place.from_ms)
    assert all(before.to_ms < after.from_ms for before, after in pairwise(ordered))
    assert ordered[-1].to_ms <= score.duration_ms - AFTER_MS


def test_each_answer_lies_in_its_stretch() -> None:
    score, places = answers()
    for cue, place in zip(score.steps[0].cues, places.values(), strict=True):
        assert place.from_ms <= cue.at_ms
        assert cue.at_ms + cue.speech_ms <= place.to_ms


def test_the_player_knows_them_all() -> None:
    listed = SCRIPT.read_text("utf-8").split("export type Answer =")[1].split(";")[0]
    assert set(re.findall(r'"(\w+)"', listed)) == set(answers()[1])
