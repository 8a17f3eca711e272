"""The Score: a session written out in time. All times are integer milliseconds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
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
Heard = Literal["with_ticks", "without_ticks", "introduced"]
"""What a score is written for: to be heard with its ticks or without, which are told of where they are heard; or after
an introduction that has told what the sounds mean and how to lie.
"""


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
    then_ms: int = 0
    """Where strokes press and let go: each tick has another so much later, at which one lets go."""
    moving_ms: tuple[int, int] = (0, 0)
    """While the hands change sides nothing ticks, and no press begins that would last until then. Afterwards it begins
    anew.
    """

    @property
    def ticks_ms(self) -> Iterator[int]:
        """From the start of the step, in order."""
        at_ms, (from_ms, until_ms) = self.first_ms, self.moving_ms
        for _ in range(self.count):
            if at_ms < until_ms and at_ms + self.then_ms >= from_ms:
                at_ms = until_ms
            yield at_ms
            if self.then_ms:
                yield at_ms + self.then_ms
            at_ms += self.every_ms


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
