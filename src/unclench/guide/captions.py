"""WebVTT tracks of a score: captions, chapters, and metadata for the player."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from unclench.guide.types import Cue, Score, ScoreStep

# As subtitlers count: two lines of about 42 characters, 17 characters a second, never a flash.
LINE_CHARACTERS = 42
READING_CHARACTERS_PER_S = 17
SHORTEST_MS = 1_500
LEAST_BETWEEN_MS = 80
MOMENT_MS = 100
"""A sound or a touch has no length of its own; a cue must have one."""


class SpokenLine(NamedTuple):
    """A line as it is shown: when, for how long, and whose it is."""

    step: ScoreStep
    number: int
    """Of the cue in its step."""
    cue: Cue
    start_ms: int
    end_ms: int
    text: str


class _Shown(NamedTuple):
    id: str
    start_ms: int
    end_ms: int
    text: str


def to_vtt(score: Score) -> str:
    """Captions: one for each spoken line, from its start for as long as it is spoken or takes to read."""
    return _vtt("captions", score, _captions(score))


def chapters_vtt(score: Score) -> str:
    """One chapter for each step."""
    return _vtt("chapters", score, map(_chapter, score.steps))


def metadata_vtt(score: Score) -> str:
    """One cue for every cue of the score, its data as JSON: what the picture and the touches follow."""
    return _vtt("metadata", score, _metadata(score))


def spoken_lines(score: Score) -> Iterator[SpokenLine]:
    """Every spoken line, shown from its start for as long as it is spoken or takes to read."""
    spoken = [
        (step, number, cue, cue.say.default)
        for step in score.steps
        for number, cue in enumerate(step.cues)
        if cue.say is not None
    ]
    starts = [step.start_ms + cue.at_ms for step, _, cue, _ in spoken]
    ends = [start - LEAST_BETWEEN_MS for start in starts[1:]] + [score.duration_ms]
    for (step, number, cue, text), start_ms, latest_ms in zip(spoken, starts, ends, strict=True):
        reading_ms = max(SHORTEST_MS, len(text) * 1_000 // READING_CHARACTERS_PER_S)
        end_ms = start_ms + max(cue.speech_ms, min(reading_ms, latest_ms - start_ms))
        yield SpokenLine(step, number, cue, start_ms, end_ms, " ".join(text.split()))


def _captions(score: Score) -> Iterator[_Shown]:
    for line in spoken_lines(score):
        yield _Shown(f"{line.step.id}-{line.number:02}", line.start_ms, line.end_ms, _wrapped(line.text))


def _metadata(score: Score) -> Iterator[_Shown]:
    for step in score.steps:
        for number, cue in enumerate(step.cues):
            start_ms = step.start_ms + cue.at_ms
            end_ms = min(start_ms + max(cue.speech_ms, MOMENT_MS), score.duration_ms)
            data = json.dumps(_facts(step, cue), ensure_ascii=False, sort_keys=True)
            # JSON may spell these letters as it likes, and WebVTT would read them as marks.
            yield _Shown(f"{step.id}-{number:02}", start_ms, end_ms, data.replace(">", "\\u003e"))


def _facts(step: ScoreStep, cue: Cue) -> dict[str, object]:
    key = cue.say.key if cue.say is not None else None
    return {"step": step.id, "kind": cue.kind, "line": key, "sound": cue.sound, "haptic": cue.haptic}


def _chapter(step: ScoreStep) -> _Shown:
    return _Shown(step.id, step.start_ms, step.start_ms + step.duration_ms, _escaped(step.name))


def _vtt(kind: str, score: Score, shown: Iterable[_Shown]) -> str:
    blocks = [f"WEBVTT - {kind}, {score.lang}"]
    blocks += [f"{cue.id}\n{_time(cue.start_ms)} --> {_time(cue.end_ms)}\n{cue.text}" for cue in shown]
    return "\n\n".join(blocks) + "\n"


def _time(ms: int) -> str:
    seconds, thousandths = divmod(ms, 1_000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"


def _wrapped(text: str) -> str:
    # Wrapped before it is escaped, for "&amp;" is one character on the screen.
    return "\n".join(map(_escaped, textwrap.wrap(text, LINE_CHARACTERS, break_long_words=False)))


def _escaped(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
