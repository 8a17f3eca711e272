"""What the voice answers to a tap, for whoever has their eyes closed: one file, and where in it each answer stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from unclench.guide.lines import line, own_lines
from unclench.guide.types import Cue, Score, ScoreStep

LEAD_MS = 100
BETWEEN_MS = 700
AFTER_MS = 3_000
"""A file fades at its end, and no answer should."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Of the file, in milliseconds."""

    from_ms: int
    to_ms: int


def answers() -> tuple[Score, Mapping[str, Stretch]]:
    """The score of the file, and where each answer stands, by its name."""
    from unclench.guide.speaking import estimate_ms

    names = [key.removeprefix("answer.") for key in own_lines() if key.startswith("answer.")]
    cues: list[Cue] = []
    places: dict[str, Stretch] = {}
    at_ms = LEAD_MS
    for name in names:
        say = line(f"answer.{name}")
        speech_ms = estimate_ms(say.default)
        cues.append(Cue(at_ms, "start", "technique", say, "none", "none", droppable=False, speech_ms=speech_ms))
        places[name] = Stretch(at_ms - LEAD_MS // 2, at_ms + speech_ms)
        at_ms += speech_ms + BETWEEN_MS
    duration_ms = at_ms + AFTER_MS
    step = ScoreStep("answers", 0, "rest", "Answers", 0, duration_ms, tuple(cues), None)
    return Score("answers", "en", "full", duration_ms, (step,), sleep=True), places
