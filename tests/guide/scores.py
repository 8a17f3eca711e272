"""Scores written by hand, so that the tests of the audio need neither a composer nor an atlas."""

from __future__ import annotations

from unclench.guide.types import Beat, Cue, CueKind, Density, Say, Score, ScoreStep, Sound

LINES = (
    "Rest your fingertips on your temples.",
    "Move them in small, slow circles, so that the skin just moves.",
    "Let each breath out be slow and long.",
    "Now the other side.",
    "Ease off if it is sharp.",
    "Next: a slow glide along the top of the shoulder.",
    "Stop at sharp pain, dizziness, numbness, or trouble seeing or speaking.",
)


def line(at_ms: int, text: str, *, kind: CueKind = "technique", kept_ms: int = 9_000) -> Cue:
    return Cue(at_ms, "start", kind, Say(f"test.{at_ms}", text), "none", "none", False, kept_ms)


def bell(at_ms: int, sound: Sound, *, kind: CueKind = "start") -> Cue:
    return Cue(at_ms, "start", kind, None, sound, "none", False, 0)


def step(number: int, start_ms: int, duration_ms: int, cues: tuple[Cue, ...], beat: Beat | None = None) -> ScoreStep:
    return ScoreStep(f"s{number:02}", 0, "circles", "Circles", start_ms, duration_ms, cues, beat)


def score(*steps: ScoreStep, sleep: bool = False, density: Density = "full", duration_ms: int | None = None) -> Score:
    total = sum(each.duration_ms for each in steps) if duration_ms is None else duration_ms
    return Score("by-hand", "en", density, total, steps, sleep)


def whole(minutes: int = 10, *, sleep: bool = False) -> Score:
    """Minutes of one step each, in turn with a beat and with breaths; odd milliseconds, as a real score has."""
    return score(*(_minute(number, minutes) for number in range(minutes)), sleep=sleep)


def _minute(number: int, minutes: int) -> ScoreStep:
    breathing = number % 2 == 1
    last = number == minutes - 1
    cues = [
        bell(0, "bell_soft" if number == 0 else "bell_step"),
        line(2_000, LINES[number % 3]),
        line(9_503, LINES[(number + 3) % len(LINES)]),
        line(30_000, LINES[6 if number == 0 else 3], kind="switch_sides"),
        *(_breaths() if breathing else ()),
        *(() if last else (line(52_000, LINES[5], kind="next"), bell(57_000, "tone_countdown", kind="countdown"))),
        *((bell(55_000, "bell_end", kind="end"),) if last else ()),
    ]
    beat = None if breathing else Beat(17_011, 1_237, 9)
    return step(number, number * 60_000, 60_000, tuple(sorted(cues, key=lambda cue: cue.at_ms)), beat)


def _breaths() -> tuple[Cue, ...]:
    return (
        bell(38_000, "breath_in", kind="breath_in"),
        bell(42_000, "breath_out", kind="breath_out"),
        bell(48_000, "breath_in", kind="breath_in"),
        bell(52_000, "breath_out", kind="breath_out"),
    )
