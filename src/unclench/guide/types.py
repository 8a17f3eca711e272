"""The Score: a session written out in time. All times are integer milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

CueKind = Literal[
    "lead_in",
    "start",
    "technique",
    "breath_in",
    "breath_out",
    "midpoint",
    "switch_sides",
    "pressure",
    "next",
    "countdown",
    "end",
    "safety",
]
Sound = Literal["none", "bell_soft", "bell_step", "bell_end", "tone_countdown", "tick", "breath_in", "breath_out"]
Haptic = Literal["none", "tick", "double", "long"]
Density = Literal["full", "brief", "bells"]


@dataclass(frozen=True, slots=True)
class Say:
    """A line by key, with its words in the default language; `args` fill the places of a translated text."""

    key: str
    default: str
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cue:
    """Something that happens at one moment of a step: a line, a sound, a touch of the phone.

    `at_ms` counts from the start of the step. `speech_ms` is the time kept free for the line; no other line starts
    before it ends.
    """

    at_ms: int
    anchor: Literal["start", "mid", "end"]
    kind: CueKind
    say: Say | None
    sound: Sound
    haptic: Haptic
    droppable: bool
    """May be left out at a lower density; safety lines never are."""
    speech_ms: int


@dataclass(frozen=True, slots=True)
class Beat:
    """The soft metronome of a step: `count` ticks, `every_ms` apart, the first `first_ms` after the step starts."""

    first_ms: int
    every_ms: int
    count: int


@dataclass(frozen=True, slots=True)
class ScoreStep:
    id: str
    phase: int
    technique: str
    name: str
    start_ms: int
    duration_ms: int
    cues: tuple[Cue, ...]
    beat: Beat | None


@dataclass(frozen=True, slots=True)
class Score:
    """The whole session in time. Cues of the step `s` stand at `start_ms + at_ms` from the beginning."""

    session_id: str
    lang: str
    density: Density
    duration_ms: int
    steps: tuple[ScoreStep, ...]
    sleep: bool
    """No bell at the end, for a session in bed."""


class DoesNotFitError(ValueError):
    """A line that must be said does not fit into its step; the message names step and line."""
