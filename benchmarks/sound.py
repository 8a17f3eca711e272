#!/usr/bin/env python3
"""The sound of a session against its targets: where cues are, how loud, how even, how large.

python benchmarks/sound.py --minutes 30

Everything is measured in what a player hears: the encoded file, decoded again. Loudness is measured a second time with
pyloudnorm, if that is installed (`pip install pyloudnorm`); the two share no code.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from unclench.composer.types import Session
    from unclench.guide.audio import AudioReport, Mix
    from unclench.guide.types import Score
    from unclench.guide.voice import Clip

ROOT = Path(__file__).resolve().parents[1]
RATE = 48_000
PER_MS = 48
HIGHEST_HZ = 1_000

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Heard:
    """A session as a file, and what is in it."""

    score: Score
    clips: dict[str, Clip]
    mix: Mix
    report: AudioReport
    samples: Samples


def main() -> int:
    arguments = _arguments()
    sys.path[:0] = [str(ROOT / "src")]
    from unclench.guide.audio import Mix

    with tempfile.TemporaryDirectory() as folder:
        for complaint, giver in (("tth_episodic", "self"), ("neck_pain", "partner")):
            session = _session(complaint, giver, arguments.minutes)
            for mix in (Mix(), Mix(bed="soft")):
                for suffix in (".opus", ".mp3"):
                    heard = _heard(session, mix, Path(folder) / f"session{suffix}")
                    print(f"\n{arguments.minutes} minutes, {complaint}, {giver}, bed {mix.bed}, {suffix}")
                    for name, value in _rows(heard):
                        print(f"  {name:58} {value}")
        _print_metronome(Path(folder))
        _print_tones(Path(folder), arguments.minutes)
        _print_voice()
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=int, default=30, help="length of the sessions (default 30)")
    return parser.parse_args()


def _session(complaint: str, giver: Any, minutes: int, **more: Any) -> Session:
    from unclench.composer import Request, compose
    from unclench.safety import Answers, screen

    clearance = screen(Answers(unasked_is_no=True), giver=giver, complaints=(complaint,))
    return compose(Request((complaint,), minutes, giver, **more), clearance)


def _heard(session: Session, mix: Mix, path: Path) -> Heard:
    import soundfile

    from unclench.guide.audio import render, spoken
    from unclench.guide.score import score
    from unclench.guide.tags import tags_of
    from unclench.guide.voice import default_voice

    written = score(session)
    report = render(written, path, mix=mix, tags=tags_of(session, written, "Measured"))
    samples, _ = soundfile.read(path, dtype="float32")
    return Heard(written, spoken(written, default_voice()), mix, report, samples)


# Rows


def _rows(heard: Heard) -> Iterator[tuple[str, str]]:
    from unclench.guide.audio import FADE_MS
    from unclench.guide.loudness import loudness_lufs

    lines, bells = list(_line_errors_ms(heard)), list(_bell_errors_ms(heard))
    yield "1 lines: cue against score, largest (of)", f"{max(lines):.3f} ms ({len(lines)})"
    yield "1 bells and tones, largest (of)", f"{max(bells):.3f} ms ({len(bells)})"
    ticks = _tick_gaps_ms(heard)
    if len(ticks):
        yield "3 ticks that sound alone: p99 of jitter (of)", f"{np.percentile(ticks, 99):.3f} ms ({len(ticks)})"
    strengths = list(_speech_rms(heard))
    yield "  lines without speech at their cue (of)", f"{sum(s < 0.03 for s in strengths)} ({len(strengths)})"
    yield "9 size, and for 30 minutes", _size(heard)
    slots = _slots(heard)
    yield "16 voice, in its slots", _both(slots)
    single = [loudness_lufs(np.concatenate([np.zeros(RATE), clip.samples, np.zeros(RATE)])) for clip in _said(heard)]
    yield "16 voice, single lines", f"{min(single):.2f} to {max(single):.2f} LUFS"
    between = _between(heard)
    yield "16 under it, where neither words nor bells are", _both(between) if np.any(between) else "silence"
    yield "16 whole file", _both(heard.samples)
    fade = heard.samples[-FADE_MS * PER_MS :]
    parts = [float(np.abs(part).max()) for part in np.array_split(fade, 6)]
    yield "16 last 3 s, peak of each half second", " ".join(f"{part:.4f}" for part in parts)
    yield "  largest jump from sample to sample, in quiet places", _jumps(heard)
    yield "  peak", f"{np.abs(heard.samples).max():.3f}"
    yield "  lines that take longer than their time", str(len(heard.report.late))
    exact = len(heard.samples) == heard.report.duration_ms * PER_MS
    yield "  length", "exact" if exact else f"{len(heard.samples)} samples"


def _line_errors_ms(heard: Heard) -> Iterator[float]:
    from unclench.guide.audio import cues_of
    from unclench.guide.voice import ONSET

    for step, cue in cues_of(heard.score):
        if cue.say is not None:
            expected = (step.start_ms + cue.at_ms) * PER_MS - ONSET
            yield _off_ms(heard.samples, heard.clips[cue.say.default].samples[:RATE], expected)


def _bell_errors_ms(heard: Heard) -> Iterator[float]:
    from unclench.guide.audio import cues_of
    from unclench.guide.sounds import sound

    for step, cue in cues_of(heard.score):
        silent_end = heard.score.sleep and cue.sound == "bell_end"
        if cue.sound.startswith(("bell", "tone")) and not silent_end:
            expected = (step.start_ms + cue.at_ms) * PER_MS
            yield _off_ms(heard.samples, sound(cue.sound)[: RATE * 2 // 5], expected)


def _tick_gaps_ms(heard: Heard) -> NDArray[np.float64]:
    """How far the time between two ticks is from what it should be, where nothing else sounds."""
    from unclench.guide.audio import sound_events, speech_events
    from unclench.guide.sounds import sound

    tick = sound("tick")
    events = [*speech_events(heard.score, heard.clips), *sound_events(heard.score)]
    busy = np.zeros(len(heard.samples), bool)
    for event in events:
        if event.samples is not tick:
            busy[max(0, event.at - RATE // 10) : event.end + RATE // 10] = True
    places = [event.at for event in events if event.samples is tick and not busy[event.at]]
    found = [place + _off(heard.samples, tick[: RATE // 20], place) for place in places]
    gaps: NDArray[np.float64] = np.abs(np.diff(found) - np.diff(places)) / PER_MS
    return gaps[np.diff(places) < 4 * RATE]


def _off_ms(samples: Samples, template: Samples, expected: int) -> float:
    return abs(_off(samples, template, expected)) / PER_MS


def _off(samples: Samples, template: Samples, expected: int, within: int = 20 * PER_MS) -> int:
    """How many samples from where it is expected the template fits best."""
    start = max(0, expected - within)
    window = samples[start : expected + len(template) + within].astype(np.float64)
    size = 1 << (len(window) + len(template)).bit_length()
    fit = np.fft.irfft(np.fft.rfft(window, size) * np.conj(np.fft.rfft(template, size)), size)
    # Against the strength of what is there, or a louder sound nearby would draw it away.
    power = np.concatenate([[0.0], np.cumsum(window * window)])
    there = np.sqrt(np.maximum(power[len(template) :] - power[: -len(template)], 1e-9))
    return start + int(np.argmax(fit[: len(there)] / there)) - expected


def _said(heard: Heard) -> list[Clip]:
    return [clip for clip in heard.clips.values() if len(clip.samples)]


def _speech_rms(heard: Heard) -> Iterator[float]:
    from unclench.guide.audio import cues_of

    for step, cue in cues_of(heard.score):
        if cue.say is not None:
            at = (step.start_ms + cue.at_ms) * PER_MS
            yield float(np.sqrt(np.mean(heard.samples[at : at + RATE // 2] ** 2)))


def _slots(heard: Heard) -> Samples:
    from unclench.guide.audio import speech_events

    events = speech_events(heard.score, heard.clips)
    return np.concatenate([heard.samples[max(0, event.at) : event.end] for event in events])


def _between(heard: Heard) -> Samples:
    """Where neither words, bells, breaths nor ticks are, and nothing fades."""
    from unclench.guide.audio import FADE_MS, sound_events, speech_events

    quiet = np.ones(len(heard.samples), bool)
    for event in (*speech_events(heard.score, heard.clips), *sound_events(heard.score)):
        quiet[max(0, event.at - RATE // 10) : event.end + RATE // 10] = False
    quiet[: FADE_MS * PER_MS] = quiet[-FADE_MS * PER_MS :] = False
    return heard.samples[quiet]


def _size(heard: Heard) -> str:
    size = heard.report.size_bytes / 1e6
    return f"{size:.2f} MB, {size * 1_800_000 / heard.report.duration_ms:.2f} MB"


def _jumps(heard: Heard) -> str:
    steps = np.abs(np.diff(heard.samples))
    quiet = np.abs(heard.samples[:-1]) < 0.01
    return f"{steps[quiet].max():.3f} (anywhere {steps.max():.3f})"


def _both(samples: Samples) -> str:
    from unclench.guide.loudness import loudness_lufs

    theirs = _pyloudnorm()
    second = "" if theirs is None else f", by pyloudnorm {theirs(samples.astype(np.float64)):.2f}"
    return f"{loudness_lufs(samples):.2f} LUFS{second}"


def _pyloudnorm() -> Callable[[NDArray[np.float64]], float] | None:
    if importlib.util.find_spec("pyloudnorm") is None:
        return None
    measured: Callable[[NDArray[np.float64]], float] = import_module("pyloudnorm").Meter(RATE).integrated_loudness
    return measured


# By themselves


def _print_metronome(folder: Path) -> None:
    """Every pace from 20 to 120 strokes a minute, as Opus and over the bed."""
    import soundfile

    from unclench.guide.audio import Mix, render
    from unclench.guide.sounds import sound
    from unclench.guide.types import Beat, Score, ScoreStep
    from unclench.guide.voice import NoVoice

    print("\n3 metronome: largest and p99 of how far a gap is from what it should be, 60 s of each pace, as Opus")
    for bed in ("off", "soft"):
        worst, all_gaps = 0.0, list[float]()
        for per_min in range(20, 121, 10):
            every_ms = round(60_000 / per_min)
            beat = Beat(1_000, every_ms, 58_000 // every_ms)
            step = ScoreStep("s", 0, "t", "Ticks", 0, 60_000, (), beat)
            path = folder / "ticks.opus"
            render(Score("x", "en", "full", 60_000, (step,), False), path, voice=NoVoice(), mix=Mix(bed))
            samples, _ = soundfile.read(path, dtype="float32")
            places = [(1_000 + number * every_ms) * PER_MS for number in range(beat.count)]
            found = [place + _off(samples, sound("tick")[: RATE // 20], place) for place in places]
            gaps = np.abs(np.diff(found) - every_ms * PER_MS) / PER_MS
            worst = max(worst, float(gaps.max()))
            all_gaps.extend(gaps)
        print(f"  bed {bed:5} largest {worst:.3f} ms, p99 {np.percentile(all_gaps, 99):.3f} ms ({len(all_gaps)} gaps)")


def _print_tones(folder: Path, minutes: int) -> None:
    """A session in an attack without its words: nothing may sound above 1 kHz."""
    import soundfile

    from unclench.guide.audio import Mix, render
    from unclench.guide.score import score
    from unclench.guide.sounds import bed, sound
    from unclench.guide.voice import NoVoice

    written = score(_session("migraine_attack", "self", min(minutes, 20)), density="brief")
    path = folder / "tones.wav"
    render(written, path, voice=NoVoice(), mix=Mix("soft"))
    samples, _ = soundfile.read(path, dtype="float64")
    print("\n15 in an attack, without words, over the bed: power above 1 kHz against all of it")
    print(f"  the whole session {_above_db(samples):.1f} dB")
    for name in ("bell_soft", "bell_step", "bell_end", "tone_countdown", "tick"):
        print(f"  {name:16} {_above_db(sound(name).astype(np.float64)):.1f} dB")
    for name in ("breath_in", "breath_out"):
        print(f"  {name:16} {_above_db(sound(name, 4_000).astype(np.float64)):.1f} dB")
    print(f"  {'bed':16} {_above_db(bed().astype(np.float64)):.1f} dB")
    sleeping = score(_session("poor_sleep", "self", min(minutes, 20), bedtime=True))
    ends = [cue.sound for step in sleeping.steps for cue in step.cues if cue.kind == "end"]
    print(f"\n16 for sleep: sounds at the end {set(ends)}")


def _above_db(samples: NDArray[np.float64]) -> float:
    power = np.abs(np.fft.rfft(samples)) ** 2
    hz = np.fft.rfftfreq(len(samples), 1 / RATE)
    return float(10 * np.log10(power[hz > HIGHEST_HZ].sum() / power.sum() + 1e-15))


def _print_voice() -> None:
    """How calm it speaks: over some lines of the guide, in the voice's own clips."""
    from tests.guide.scores import LINES
    from tests.guide.test_voice import pitches_hz
    from unclench.guide.voice import EspeakVoice

    clips = EspeakVoice().speak(LINES)
    words = sum(len(text.split()) for text in LINES)
    per_min = words / (sum(clip.duration_ms for clip in clips) / 60_000)
    pitches = [np.array(pitches_hz(clip.samples.astype(np.float64))) for clip in clips]
    low, middle, high = np.percentile(np.concatenate(pitches), [5, 50, 95])
    powers = [np.abs(np.fft.rfft(clip.samples.astype(np.float64))) ** 2 for clip in clips]
    hisses = [
        10 * np.log10(power[np.fft.rfftfreq(len(clip.samples), 1 / RATE) > 4_500].sum() / power.sum())
        for clip, power in zip(clips, powers, strict=True)
    ]
    print("\nvoice")
    print(f"  {per_min:.0f} words a minute, pauses included")
    print(f"  pitch {middle:.0f} Hz, 9 of 10 within {12 * np.log2(high / low):.1f} semitones")
    print(f"  above 4.5 kHz {np.mean(hisses):.1f} dB of the whole, loudest {max(hisses):.1f} dB")


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT)]
    sys.exit(main())
