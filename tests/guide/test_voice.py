"""The voice: calm, equal, at a known place, and never the end of the program."""

import importlib.util
import os
import shutil
import stat
import subprocess
import sys
import wave
from collections.abc import Sequence
from pathlib import Path

import espeakng_loader
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.guide.scores import LINES
from tests.repository.tree import ROOT
from unclench.guide import espeak_process, voice
from unclench.guide.loudness import RATE, loudness_lufs
from unclench.guide.voice import (
    AUDIBLE,
    ONSET,
    SPEECH_LUFS,
    CachedVoice,
    Clip,
    EspeakSettings,
    EspeakVoice,
    VoiceError,
    measure_ms,
    soft_limited,
    speakable,
)

HOSTILE = (
    '<speak><prosody rate="x-fast">Hello</prosody></speak>',
    "<!-- --> &lt;audio src='file:///etc/passwd'/&gt;",
    "[[h@l'oU]] {places} %s %n \\x01 \\0",
    "\x0150P\x01400S louder \x1b[31m \x00 end",
    "Breathe 🧘‍♀️ in 👍🏽 and \u202eout\u202c.",
    "-v whisper --path=/tmp",
    "| cat; $(reboot) `id`",
    "Äußerst früh, naïve Ωμέγα 呼吸 \ud83d",
)


class Counting:
    """A voice that says how often it was asked."""

    id = "counting"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def speak(self, texts: Sequence[str]) -> list[Clip]:
        self.asked.extend(texts)
        return [Clip(np.full(ONSET + 48 * len(text), 0.25, np.float32)) for text in texts]


@pytest.fixture(scope="module")
def clips() -> dict[str, Clip]:
    return dict(zip(LINES, EspeakVoice().speak(LINES), strict=True))


# The sound


def test_first_audible_sample_is_where_it_is_said_to_be(clips: dict[str, Clip]) -> None:
    for clip in clips.values():
        assert int(np.flatnonzero(np.abs(clip.samples) > AUDIBLE)[0]) == ONSET


def test_lines_are_equally_loud(clips: dict[str, Clip]) -> None:
    for clip in clips.values():
        assert loudness_lufs(with_silence(clip)) == pytest.approx(SPEECH_LUFS, abs=0.5)


def with_silence(clip: Clip) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    return np.concatenate([np.zeros(RATE, np.float32), clip.samples, np.zeros(RATE, np.float32)])


def test_clips_begin_and_end_without_a_click(clips: dict[str, Clip]) -> None:
    for clip in clips.values():
        assert np.abs(clip.samples[:48]).max() < 0.001
        assert np.abs(clip.samples[-48:]).max() < 0.001
        assert np.abs(np.diff(clip.samples)).max() < 0.3


def test_voice_speaks_slowly(clips: dict[str, Clip]) -> None:
    """120 to 145 words a minute over whole lines, pauses included; conversation has about 170."""
    words = sum(len(text.split()) for text in clips)
    minutes = sum(clip.duration_ms for clip in clips.values()) / 60_000
    assert 120 < words / minutes < 145


def test_voice_is_low_and_steady(clips: dict[str, Clip]) -> None:
    pitches = np.concatenate([pitches_hz(clip.samples.astype(np.float64)) for clip in clips.values()])
    low, middle, high = np.percentile(pitches, [5, 50, 95])
    assert 120 < middle < 165
    assert 12 * np.log2(high / low) < 8  # semitones


def pitches_hz(samples: np.ndarray[tuple[int], np.dtype[np.float64]]) -> list[float]:
    """Pitch of every voiced 60 ms, from the autocorrelation."""
    length, found = RATE * 6 // 100, []
    for start in range(0, len(samples) - length, length // 2):
        frame = samples[start : start + length] * np.hanning(length)
        if np.sqrt(np.mean(frame * frame)) < 0.02:
            continue
        correlation = np.fft.irfft(np.abs(np.fft.rfft(frame, 2 * length)) ** 2)
        low, high = RATE // 320, RATE // 70
        lag = low + int(np.argmax(correlation[low:high]))
        if correlation[lag] > 0.4 * correlation[0]:
            found.append(RATE / lag)
    return found


def test_hisses_are_heard_and_nothing_is_shrill(clips: dict[str, Clip]) -> None:
    samples = np.concatenate([clip.samples for clip in clips.values()]).astype(np.float64)
    power, hz = np.abs(np.fft.rfft(samples)) ** 2, np.fft.rfftfreq(len(samples), 1 / RATE)
    assert 0.005 * power.sum() < power[hz > 4_500].sum() < 0.03 * power.sum()
    assert power[hz > 10_000].sum() < 0.001 * power.sum()


def test_measured_time_is_that_of_the_clip(clips: dict[str, Clip], monkeypatch: pytest.MonkeyPatch) -> None:
    speaker = Counting()
    monkeypatch.setattr(voice, "default_voice", lambda _lang: speaker)
    assert measure_ms(["four", "eleven char"]) == [4, 11]
    assert all(1_000 < clip.duration_ms < 8_000 for clip in clips.values())


@given(st.lists(st.floats(-3, 3), min_size=1, max_size=50), st.floats(0.1, 0.9))
def test_limiter_changes_nothing_below_its_knee_and_never_passes_its_peak(values: list[float], knee: float) -> None:
    sound = np.array(values)
    limited = soft_limited(sound, knee, 1.0)
    quiet = np.abs(sound) <= knee
    assert np.abs(limited).max() <= 1.0
    assert np.array_equal(limited[quiet], sound[quiet])
    assert np.array_equal(np.sign(limited), np.sign(sound))


# The same text, the same clip


def test_clip_does_not_depend_on_what_was_said_before(clips: dict[str, Clip]) -> None:
    turned = EspeakVoice().speak([*reversed(LINES), LINES[0]])
    for text, clip in zip([*reversed(LINES), LINES[0]], turned, strict=True):
        assert np.array_equal(clip.samples, clips[text].samples)


def test_process_that_cannot_be_copied_says_the_same() -> None:
    chosen = b'{"voice": "en+f2", "rate_wpm": 132, "pitch": 30, "range": 30, "gap_10ms": 1, "volume": 70}\n'
    done = subprocess.run(
        [sys.executable, "-m", "unclench.guide.espeak_process"],
        input=chosen + b'{"text": "Now the other side."}\n',
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert done.stdout.endswith(espeak_process.in_new_process(chosen, "Now the other side."))


def test_other_settings_are_another_voice() -> None:
    assert EspeakVoice().id != EspeakVoice(espeak=EspeakSettings(rate_wpm=120)).id
    assert EspeakVoice("en").id != EspeakVoice("de").id


def test_other_languages_are_spoken() -> None:
    [german] = EspeakVoice("de").speak(["Atme langsam aus."])
    assert german.duration_ms > 500


def test_unknown_language_is_an_error() -> None:
    with pytest.raises(VoiceError, match="no voice"):
        EspeakVoice("xx-nowhere").speak(["Hello."])


# What it is given


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_only_words(text: str) -> None:
    [clip] = EspeakVoice().speak([text])
    assert 0 < clip.duration_ms < 30_000
    assert np.abs(clip.samples).max() <= 0.8


def test_commands_to_the_engine_are_taken_out() -> None:
    """Control-A begins a command to eSpeak NG: here, to speak ten times as fast."""
    plain, commanded = EspeakVoice().speak(["450 S. Rest now.", "\x01450 S. Rest now."])
    assert np.array_equal(plain.samples, commanded.samples)


@pytest.mark.parametrize("text", ["", "   ", "…!?", "🧘", "\x00\x01", "<>[]{}"])
def test_no_words_give_no_sound(text: str) -> None:
    [clip] = EspeakVoice().speak([text])
    assert (len(clip.samples), clip.duration_ms) == (0, 0)


def test_very_long_line_is_spoken_to_its_end() -> None:
    sentence = "Let each breath out be slow and long. "
    [one], [many] = EspeakVoice().speak([sentence]), EspeakVoice().speak([sentence * 20])
    assert many.duration_ms > 18 * one.duration_ms


@settings(max_examples=25)
@given(st.text(max_size=60))
def test_any_text_is_said_or_silent(text: str) -> None:
    [clip] = EspeakVoice().speak([text])
    assert np.isfinite(clip.samples).all()
    if not speakable(text):
        assert len(clip.samples) == 0


# The process


def test_library_is_never_loaded_into_this_process() -> None:
    program = """
import sys
from unclench.guide.voice import EspeakVoice
assert EspeakVoice().speak(["Rest."])[0].duration_ms
print([name for name in sys.modules if "espeakng" in name])
try:
    print([line for line in open("/proc/self/maps") if "espeak" in line])
except FileNotFoundError:
    print([])
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["[]", "[]"]


def test_library_works_from_a_very_long_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = tmp_path / ("a" * 100) / ("b" * 100)
    shutil.copytree(Path(espeakng_loader.__file__).parent, deep / "espeakng_loader")
    monkeypatch.setenv("PYTHONPATH", str(deep))
    here = EspeakVoice().speak(LINES[:1])
    monkeypatch.delenv("PYTHONPATH")
    assert np.array_equal(here[0].samples, EspeakVoice().speak(LINES[:1])[0].samples)


def test_missing_library_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VoiceError, match=r"run\.py.*apt install espeak-ng"):
        EspeakVoice()


def in_place_of_the_package(monkeypatch: pytest.MonkeyPatch, folder: Path, code: str) -> None:
    (folder / "espeakng_loader.py").write_text(code, "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))


BROKEN = "import pathlib\ndef get_library_path(): return str(pathlib.Path(__file__).parent / 'not_there.so')\n"


def test_broken_library_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    in_place_of_the_package(monkeypatch, tmp_path, BROKEN)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VoiceError, match=r"cannot be loaded.*apt install espeak-ng"):
        EspeakVoice().speak(["Rest."])


def test_crash_of_the_library_is_an_error_and_no_more(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    in_place_of_the_package(monkeypatch, tmp_path, "import os\nos.abort()\n")
    with pytest.raises(VoiceError, match="ended with status"):
        EspeakVoice().speak(["Rest."])


def test_library_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    in_place_of_the_package(monkeypatch, tmp_path, "import time\ntime.sleep(60)\n")
    monkeypatch.setattr(voice, "_patience_s", lambda _texts: 0.5)
    with pytest.raises(VoiceError, match="no answer"):
        EspeakVoice().speak(["Rest."])


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"Segmentation fault",
        b'{"sample_rate": 22050}\n',
        b'{"sample_rate": 22050}\n{"samples": 100}\n' + bytes(60),
        b'["sample_rate"]\n',
    ],
)
def test_half_an_answer_is_an_error(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voice, "_output_of", lambda *_: answer)
    with pytest.raises(VoiceError, match="not whole"):
        EspeakVoice().speak(["Rest."])


def test_program_of_the_system_takes_its_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A program that answers as `espeak-ng --stdout` does: a WAVE file, from text on standard input."""
    program = tmp_path / "espeak-ng"
    sound_file = tmp_path / "sound.wav"
    with wave.open(str(sound_file), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22_050)
        tone = np.sin(np.arange(22_050) * 2 * np.pi * 200 / 22_050) * 8_000
        file.writeframes(tone.astype("<i2").tobytes())
    program.write_text(
        f"#!{shutil.which('sh')}\n{shutil.which('cat')} > /dev/null\n{shutil.which('cat')} '{sound_file}'\n"
    )
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    in_place_of_the_package(monkeypatch, tmp_path, BROKEN)
    monkeypatch.setenv("PATH", str(tmp_path))
    speaker = EspeakVoice()
    [clip] = speaker.speak(["Rest."])
    assert speaker.engine == "system"
    assert clip.duration_ms == pytest.approx(1_000, abs=30)


# What is kept


def test_clip_is_made_once(tmp_path: Path) -> None:
    maker = Counting()
    kept = CachedVoice(maker, tmp_path)
    first = kept.speak(["one", "two", "one"])
    assert np.array_equal(kept.speak(["two"])[0].samples, first[1].samples)
    assert maker.asked == ["one", "two"]


def test_clip_is_found_again_in_another_run(tmp_path: Path) -> None:
    [new] = CachedVoice(EspeakVoice(), tmp_path / "clips").speak(LINES[:1])
    maker = Counting()
    maker.id = EspeakVoice().id
    [found] = CachedVoice(maker, tmp_path / "clips").speak(LINES[:1])
    assert maker.asked == []
    assert np.array_equal(found.samples, new.samples)


def test_another_voice_finds_nothing_of_this_one(tmp_path: Path) -> None:
    CachedVoice(Counting(), tmp_path).speak(["one"])
    other = Counting()
    other.id = "other"
    CachedVoice(other, tmp_path).speak(["one"])
    assert other.asked == ["one"]


def test_damaged_clip_is_made_anew(tmp_path: Path) -> None:
    CachedVoice(Counting(), tmp_path).speak(["one"])
    [path] = tmp_path.iterdir()
    path.write_bytes(b"fLaC" + bytes(10))
    maker = Counting()
    assert CachedVoice(maker, tmp_path).speak(["one"])[0].duration_ms == 3
    assert maker.asked == ["one"]


def test_folder_that_cannot_be_used_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    kept = CachedVoice(Counting(), tmp_path / "file" / "clips")
    assert [clip.duration_ms for clip in kept.speak(["one", "three"])] == [3, 5]


def test_clips_are_for_this_person_alone(tmp_path: Path) -> None:
    CachedVoice(Counting(), tmp_path / "clips").speak(["one"])
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "clips").stat().st_mode) == 0o700


def test_longest_unused_clips_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    CachedVoice(Counting(), tmp_path).speak(["old", "older"])
    for age, path in enumerate(sorted(tmp_path.iterdir())):
        os.utime(path, (age, age))
    oldest = min(tmp_path.iterdir(), key=lambda path: path.stat().st_mtime)
    monkeypatch.setattr(voice, "_CACHE_BYTES", sum(path.stat().st_size for path in tmp_path.iterdir()))
    CachedVoice(Counting(), tmp_path).speak(["new"])
    assert not oldest.exists()
    assert len(list(tmp_path.iterdir())) == 2
