"""A Piper voice, tested with a program that stands in for Piper: it answers as its versions do.

A real voice is too large for these tests; how one was understood stands in docs/methods/player.md.
"""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from unclench.guide import piper
from unclench.guide.loudness import loudness_lufs
from unclench.guide.piper import CALM_WPM, PACED_BY, QUICKEST, SLOWEST, Piper, PiperVoice
from unclench.guide.speaking import estimate_ms
from unclench.guide.voice import ONSET, SPEECH_LUFS, Clip, VoiceError

LINES = ("Rest your hands on your lap.", "Now the other side.", "Let your jaw hang.")
BRISK = 0.05
"""Seconds for a letter, at which every line fits."""

# As Piper does: one file for each line, named by the time; longer with a greater length scale.
STAND_IN = """
import json, math, sys, time, wave
from array import array
from pathlib import Path
options = dict(zip(sys.argv[1::2], sys.argv[2::2]))
folder, scale = Path(options["--output_dir"]), float(options["--length_scale"])
Path(options["--model"]).with_suffix(".asked").open("a").write(json.dumps(options) + "\\n")
for line in sys.stdin:
    size = int(22050 * scale * PER_LETTER * len(line.strip()))
    tone = array("h", (int(9000 * math.sin(n * (0.05 + 0.001 * len(line)))) for n in range(size)))
    with wave.open(str(folder / f"{time.monotonic_ns()}.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(22050)
        file.writeframes(tone.tobytes())
"""


TWO_FILES = """
import sys
folder = sys.argv[sys.argv.index("--output_dir") + 1]
for name in "12":
    open(f"{folder}/{name}.wav", "w").write("x")
"""


class Other:
    """The voice that always fits."""

    id = "other"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def speak(self, texts: Sequence[str]) -> list[Clip]:
        self.asked.extend(texts)
        return [Clip(np.full(ONSET + 480, 0.1, np.float32)) for _ in texts]


@pytest.fixture
def made(tmp_path: Path) -> Callable[[str], tuple[PiperVoice, Other, Path]]:
    """A voice whose program runs this code; the voice beside it; and what the program was asked."""

    def make(code: str) -> tuple[PiperVoice, Other, Path]:
        program = tmp_path / "stand-in"
        program.write_text(f"#!{sys.executable}\n{code}", "utf-8")
        program.chmod(0o700)
        model = tmp_path / "calm.onnx"
        other = Other()
        described = Piper("calm", model, model.with_name("calm.onnx.json"), "1234", str(program))
        return PiperVoice(described, other), other, model.with_suffix(".asked")

    return make


def standing_in(per_letter: float) -> str:
    return STAND_IN.replace("PER_LETTER", str(per_letter))


def asked_of(file: Path) -> list[dict[str, str]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_it_speaks_every_line_in_order_and_as_loud_as_the_other_voice(
    made: Callable[[str], tuple[PiperVoice, Other, Path]],
) -> None:
    voice, other, asked = made(standing_in(BRISK))
    clips = voice.speak([*LINES, "…", LINES[0]])
    calm = len(PACED_BY.split()) * 60 / CALM_WPM / (BRISK * len(PACED_BY))
    assert 1 < calm < SLOWEST
    assert [clip.duration_ms for clip in clips] == pytest.approx(
        [round(1_000 * calm * BRISK * len(line)) for line in (*LINES, "", LINES[0])],
        abs=25,
    )
    silence = np.zeros(48_000, np.float32)
    for clip in clips[:3]:
        loud = loudness_lufs(np.concatenate([silence, clip.samples, silence]))
        assert loud == pytest.approx(SPEECH_LUFS, abs=0.5)
    pace, once = asked_of(asked)
    assert pace["--length_scale"] == "1.000"
    assert (once["--noise_scale"], once["--noise_w"]) == ("0", "0")
    assert float(once["--length_scale"]) == pytest.approx(calm, abs=0.02)
    voice.speak(LINES[:1])
    assert len(asked_of(asked)) == 3
    assert other.asked == []


def test_lines_that_do_not_fit_are_said_quicker(made: Callable[[str], tuple[PiperVoice, Other, Path]]) -> None:
    voice, other, asked = made(standing_in(1.1 * estimate_ms(LINES[0]) / len(LINES[0]) / 1_000))
    clips = voice.speak(LINES[:1])
    assert clips[0].duration_ms <= estimate_ms(LINES[0])
    scales = [float(each["--length_scale"]) for each in asked_of(asked)]
    assert scales[1] >= 1 > scales[2] > QUICKEST
    assert other.asked == []


def test_what_does_not_fit_even_then_is_said_by_the_other_voice(
    made: Callable[[str], tuple[PiperVoice, Other, Path]],
) -> None:
    voice, other, _ = made(standing_in(0.4))
    voice.speak(LINES)
    assert other.asked == list(LINES)


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import sys; sys.exit('no such voice')", "Piper failed: no such voice"),
        ("import os; os.abort()", "Piper failed: it ended with status"),
        ("pass", "Piper gave 0 of 1 lines"),
        (TWO_FILES, "Piper gave 2 of 1 lines"),
        ("import time; time.sleep(60)", "slower than speech"),
    ],
)
def test_a_program_that_fails_is_said_in_a_sentence(
    code: str,
    says: str,
    made: Callable[[str], tuple[PiperVoice, Other, Path]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    voice, _, _ = made(code)
    monkeypatch.setattr(piper, "STARTS_WITHIN_S", -4.0)
    with pytest.raises(VoiceError, match=says):
        voice.speak(LINES)


def test_a_sound_that_is_not_understood_is_refused(made: Callable[[str], tuple[PiperVoice, Other, Path]]) -> None:
    voice, _, _ = made(standing_in(BRISK).replace("setnchannels(1)", "setnchannels(2)"))
    with pytest.raises(VoiceError, match="not understood"):
        voice.speak(LINES)
    voice, _, _ = made(standing_in(BRISK) + "\nfor f in folder.iterdir(): f.write_bytes(b'RIFF')")
    with pytest.raises(VoiceError, match="not whole"):
        voice.speak(LINES)


def test_a_missing_program_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    missing = Piper("calm", tmp_path / "calm.onnx", tmp_path / "calm.onnx.json", "1234")
    with pytest.raises(VoiceError, match="not on the PATH"):
        PiperVoice(missing, Other()).speak(LINES)
    gone = Piper("calm", tmp_path / "calm.onnx", tmp_path / "calm.onnx.json", "1234", str(tmp_path / "gone"))
    with pytest.raises(VoiceError, match="could not be started"):
        PiperVoice(gone, Other()).speak(LINES)
