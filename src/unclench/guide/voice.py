"""The voice: texts in, clips out, calm and all equally loud.

A clip's first audible sample is at a known place, so that a line begins exactly at its cue. Clips are kept by
text and voice: in memory for this run, on disk for the next.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from unclench import settings
from unclench.guide.espeak_process import NO_LIBRARY
from unclench.guide.loudness import RATE, loudness_lufs

VERSION = 2
"""Part of every clip's key: it changes whenever the same text and voice give different samples."""

SPEECH_LUFS = -19.0
ONSET = RATE // 100
"""In every clip that says something, the place of its first audible sample; a fade in stands before it."""
AUDIBLE = 0.01
"""Samples beyond this are audible: 40 dB below full scale."""
SPEECH_PEAK = 0.8
"""No sample of a clip is beyond this."""

_TAIL_AUDIBLE = 0.002
_TAIL = RATE // 100
_FADE_OUT = RATE // 22
_KNEE = 0.48
_CACHE_BYTES = 250_000_000
_MOST_WORKERS = 8

Floats = NDArray[np.float64]


class VoiceError(Exception):
    """No voice, or it failed. The text says what to do."""


@dataclass(frozen=True, slots=True)
class Clip:
    """A spoken line at 48 kHz. Words that are no words give a clip without samples."""

    samples: NDArray[np.float32]

    @property
    def duration_ms(self) -> int:
        """From the first audible sample to the end of the fade, rounded up."""
        return math.ceil(max(0, len(self.samples) - ONSET) * 1000 / RATE)


class Voice(Protocol):
    """Something that can speak one language. Two voices with the same `id` give the same clips."""

    @property
    def id(self) -> str: ...

    def speak(self, texts: Sequence[str]) -> list[Clip]:
        """A clip for each text, in order. Raises VoiceError."""


@dataclass(frozen=True, slots=True)
class EspeakSettings:
    """How eSpeak NG speaks, in its own units.

    The second female variant: measured over seven lines of the guide, it has the clearest harmonics (12.6 dB
    above the noise) of the variants that neither overdrive nor muffle the formants. Slow (132 words a minute
    with its pauses), low for it (146 Hz), with a narrow melody (5 semitones).
    """

    variant: str = "f2"
    rate_wpm: int = 132
    pitch: int = 30
    range: int = 22
    gap_10ms: int = 1
    volume: int = 70
    """Below 100, where loud vowels are clipped."""


# Languages that eSpeak NG knows by another name.
_ESPEAK_NAMES = {"en-gb": "en"}


class EspeakVoice:
    """eSpeak NG: the package espeakng-loader in a process of its own, or the system's program `espeak-ng`."""

    def __init__(self, lang: str = "en", espeak: EspeakSettings | None = None) -> None:
        self.lang = lang
        self.settings = espeak or EspeakSettings()
        self.engine: Literal["package", "system"] = find_engine()

    @property
    def id(self) -> str:
        chosen = " ".join(f"{name}={value}" for name, value in asdict(self.settings).items())
        return f"espeak-ng {engine_version(self.engine)} {self.lang} {chosen}"

    def speak(self, texts: Sequence[str]) -> list[Clip]:
        said = [speakable(text) for text in texts]
        asked = [text for text in said if text]
        raw = dict(zip(asked, self._raw(asked), strict=True))
        # Most of polishing is done outside the interpreter, so threads do it side by side.
        with ThreadPoolExecutor(min(_MOST_WORKERS, os.cpu_count() or 1)) as pool:
            clips = dict(zip(raw, pool.map(lambda sound: polished(*sound), raw.values()), strict=True))
        return [clips[text] if text else Clip(np.zeros(0, np.float32)) for text in said]

    def _raw(self, texts: Sequence[str]) -> list[tuple[Floats, int]]:
        """Samples as eSpeak NG gives them, and their rate."""
        if not texts:
            return []
        if self.engine == "system":
            return [self._system(text) for text in texts]
        try:
            return self._package(texts)
        except _NoLibraryError as missing:
            if not shutil.which("espeak-ng"):
                raise VoiceError(f"{missing}. {ADVICE}") from None
            self.engine = "system"
            return [self._system(text) for text in texts]

    def _package(self, texts: Sequence[str]) -> list[tuple[Floats, int]]:
        asked = [{"voice": self._name, **asdict(self.settings)}, *({"text": text} for text in texts)]
        lines = "".join(json.dumps(line) + "\n" for line in asked)
        command = [sys.executable, "-P", "-m", "unclench.guide.espeak_process"]
        return list(_clips_in(_output_of(command, lines.encode(), _patience_s(texts)), len(texts)))

    def _system(self, text: str) -> tuple[Floats, int]:
        chosen = self.settings
        options = {"-v": self._name, "-s": chosen.rate_wpm, "-p": chosen.pitch}
        options |= {"-g": chosen.gap_10ms, "-a": chosen.volume, "-b": 1}  # version 1.51 knows no pitch range
        words = [word for name, value in options.items() for word in (name, str(value))]
        command = [shutil.which("espeak-ng") or "espeak-ng", *words, "--stdin", "--stdout"]
        return _wave_in(_output_of(command, text.encode(), _patience_s([text])))

    @property
    def _name(self) -> str:
        return f"{_ESPEAK_NAMES.get(self.lang.lower(), self.lang)}+{self.settings.variant}"


class NoVoice:
    """Says nothing, and starts nothing: bells, beats and breaths alone are heard, and the lines are for the screen."""

    id = "none"

    def speak(self, texts: Sequence[str]) -> list[Clip]:
        return [Clip(np.zeros(0, np.float32)) for _ in texts]


class CachedVoice:
    """Another voice, whose clips are kept. A folder that cannot be used costs time, and nothing else."""

    def __init__(self, voice: Voice, folder: Path | None = None) -> None:
        self._voice = voice
        self._store = ClipStore(folder or settings.cache_folder() / "clips")
        self._clips: dict[str, Clip] = {}

    @property
    def id(self) -> str:
        return self._voice.id

    def speak(self, texts: Sequence[str]) -> list[Clip]:
        found = {text: clip for text in dict.fromkeys(texts) if (clip := self._kept(text)) is not None}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        for text, clip in zip(missing, self._voice.speak(missing) if missing else [], strict=True):
            found[text] = clip
            # The key is made now: a voice that had to fall back on another engine is another voice.
            self._clips[self._key(text)] = clip
            self._store.write(self._key(text), clip)
        return [found[text] for text in texts]

    def _kept(self, text: str) -> Clip | None:
        key = self._key(text)
        if key not in self._clips and (stored := self._store.read(key)) is not None:
            self._clips[key] = stored
        return self._clips.get(key)

    def _key(self, text: str) -> str:
        return hashlib.sha256(json.dumps([VERSION, self.id, text]).encode()).hexdigest()


@dataclass(slots=True)
class ClipStore:
    """Clips in a folder, one lossless file each; the longest unused ones go when they get too many."""

    folder: Path
    _usable: bool = field(default=True)
    _pruned: bool = field(default=False)

    def read(self, key: str) -> Clip | None:
        import soundfile

        path = self._path(key)
        try:
            samples, rate = soundfile.read(path, dtype="float32")
        except (OSError, soundfile.SoundFileError):
            return None
        if rate != RATE or samples.ndim != 1:
            return None
        with suppress(OSError):
            os.utime(path)
        return Clip(samples)

    def write(self, key: str, clip: Clip) -> None:
        import soundfile

        if not self._usable:
            return
        draft = None
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(suffix=".new", dir=self.folder)
            os.close(handle)
            soundfile.write(draft, clip.samples, RATE, format="FLAC", subtype="PCM_16")
            Path(draft).replace(self._path(key))
            self._prune()
        except (OSError, soundfile.SoundFileError):
            self._usable = False
            if draft is not None:
                Path(draft).unlink(missing_ok=True)

    def _prune(self) -> None:
        if self._pruned:
            return
        self._pruned = True
        files = sorted(((path.stat(), path) for path in self.folder.iterdir()), key=lambda f: f[0].st_mtime)
        too_much = sum(stat.st_size for stat, _ in files) - _CACHE_BYTES
        for stat, path in files:
            if too_much <= 0:
                break
            path.unlink(missing_ok=True)
            too_much -= stat.st_size

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.flac"


@cache
def default_voice(lang: str = "en") -> Voice:
    """The voice that every machine has, with its clips kept. Raises VoiceError where there is none."""
    return CachedVoice(EspeakVoice(lang))


def measure_ms(texts: Sequence[str], lang: str = "en") -> list[int]:
    """How long the default voice takes for each text, rounded up. Raises VoiceError."""
    return [clip.duration_ms for clip in default_voice(lang).speak(texts)]


# The engine

ADVICE = (
    "Start Unclench with run.py, which installs its voice, or install eSpeak NG yourself "
    "(on Debian and Ubuntu: sudo apt install espeak-ng)."
)


class _NoLibraryError(Exception):
    pass


def find_engine() -> Literal["package", "system"]:
    """Raises VoiceError if there is neither the package nor the program."""
    if importlib.util.find_spec("espeakng_loader") is not None:
        return "package"
    if shutil.which("espeak-ng"):
        return "system"
    raise VoiceError(f"There is no voice on this machine: eSpeak NG is missing. {ADVICE}")


@cache
def engine_version(engine: Literal["package", "system"]) -> str:
    from importlib.metadata import version

    if engine == "package":
        return f"loader {version('espeakng-loader')}"
    answer = _output_of([shutil.which("espeak-ng") or "espeak-ng", "--version"], b"", 20.0)
    return " ".join(answer.decode("utf-8", "replace").split()[:4])


def _patience_s(texts: Sequence[str]) -> float:
    """Some hundred times what it takes on a slow machine."""
    return 20.0 + sum(0.5 + len(text) / 100 for text in texts)


def _output_of(command: Sequence[str], data: bytes, patience_s: float) -> bytes:
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=patience_s, check=False)
    except subprocess.TimeoutExpired:
        raise VoiceError(f"The voice gave no answer within {patience_s:.0f} seconds. Try again.") from None
    except OSError as error:
        raise VoiceError(f"The voice could not be started ({error}). {ADVICE}") from None
    if done.returncode == 0:
        return done.stdout
    reason = _error_in(done.stdout) or last_line(done.stderr) or f"it ended with status {done.returncode}"
    if done.returncode == NO_LIBRARY:
        raise _NoLibraryError(f"The voice eSpeak NG is missing: {reason}")
    raise VoiceError(f"The voice failed: {reason}")


def last_line(output: bytes) -> str:
    """What a program said last; empty where it said nothing."""
    return "".join(output.decode("utf-8", "replace").strip().splitlines()[-1:])


def _error_in(output: bytes) -> str:
    """The error that the process wrote last, if it wrote one."""
    try:
        answer = json.loads(output.rpartition(b"\n")[0].rpartition(b"\n")[2])
    except ValueError:
        return ""
    return str(answer.get("error", "")) if isinstance(answer, dict) else ""


def _clips_in(output: bytes, count: int) -> Iterator[tuple[Floats, int]]:
    """What the process answered. Raises VoiceError if it is not whole."""
    try:
        head, _, rest = output.partition(b"\n")
        rate = int(json.loads(head)["sample_rate"])
        for _ in range(count):
            head, _, rest = rest.partition(b"\n")
            size = 2 * int(json.loads(head)["samples"])
            if size > len(rest):
                raise ValueError("samples are missing")
            yield np.frombuffer(rest[:size], "<i2") / 32_768, rate
            rest = rest[size:]
    except (ValueError, KeyError, TypeError) as error:
        raise VoiceError(f"The voice gave an answer that is not whole ({error}). Try again.") from None


def _wave_in(output: bytes) -> tuple[Floats, int]:
    """A WAVE file from a pipe, whose lengths are not filled in."""
    start = output.find(b"data")
    if not output.startswith(b"RIFF") or start < 0:
        raise VoiceError("The program espeak-ng gave no sound. Update it, or start Unclench with run.py.")
    rest = output[start + 8 :]
    rate = int.from_bytes(output[24:28], "little")
    return np.frombuffer(rest[: len(rest) // 2 * 2], "<i2") / 32_768, rate


# The words


def speakable(text: str) -> str:
    """What is said of a text: letters, digits, punctuation. Control characters would be commands."""
    kept = "".join(c if _is_said(c) else " " for c in unicodedata.normalize("NFC", text))
    return " ".join(kept.split()) if any(c.isalnum() for c in kept) else ""


def _is_said(character: str) -> bool:
    kind = unicodedata.category(character)
    return kind[0] in "LNM" or character == "°" or (kind[0] == "P" and character not in "[]{}\\_@#*/")


# The sound


def polished(raw: Floats, rate: int) -> Clip:
    """A clip from what the engine gave: 48 kHz, at the one loudness, trimmed and faded.

    Neither hisses nor loud vowels are softened: it was calmer, and less was understood.
    """
    if not len(raw):
        return Clip(np.zeros(0, np.float32))
    even = _resampled(raw, rate)
    loudness = loudness_lufs(even)
    if math.isinf(loudness):
        return Clip(np.zeros(0, np.float32))
    loud = soft_limited(even * 10 ** ((SPEECH_LUFS - loudness) / 20), _KNEE, SPEECH_PEAK)
    # On the grid of 16 bits, so that a clip from the disk is the same as a new one.
    return Clip((np.round(_trimmed(loud) * 32_768) / 32_768).astype(np.float32))


def _resampled(raw: Floats, rate: int) -> Floats:
    """The sound at 48 kHz, without rumble and with a soft top, silence on both sides.

    The spectrum is cut or padded to the new rate.
    """
    step = rate // math.gcd(rate, RATE)
    size = -(-(len(raw) + rate // 2) // (64 * step)) * 64 * step
    padded = np.zeros(size)
    padded[rate // 4 : rate // 4 + len(raw)] = raw
    spectrum = np.fft.rfft(padded)
    hz = np.fft.rfftfreq(size, 1 / rate)
    spectrum *= 1 / np.sqrt(1 + (70 / np.maximum(hz, 1)) ** 6) / np.sqrt(1 + (hz / 7_500) ** 4)
    new_size = size * RATE // rate
    resampled: Floats = np.fft.irfft(spectrum, new_size) * (new_size / size)
    return resampled


def soft_limited(sound: Floats, knee: float, peak: float) -> Floats:
    """Untouched up to `knee`, rounded off above, never beyond `peak`. Without memory it cannot pump."""
    loud = np.flatnonzero(np.abs(sound) > knee)
    over = np.abs(sound[loud]) - knee
    limited = sound.copy()
    limited[loud] = np.copysign(knee + (peak - knee) * np.tanh(over / (peak - knee)), sound[loud])
    return limited


def _trimmed(sound: Floats) -> Floats:
    """From ONSET samples before the first audible one, faded in, to where it has died away, faded out."""
    audible = np.flatnonzero(np.abs(sound) > AUDIBLE)
    if not len(audible):
        return np.zeros(0)
    start = int(audible[0])
    end = int(np.flatnonzero(np.abs(sound) > _TAIL_AUDIBLE)[-1]) + _TAIL
    before = sound[max(0, start - ONSET) : start]
    lead = np.concatenate([np.zeros(ONSET - len(before)), before]) * _fade(ONSET)
    rest = np.concatenate([sound[start:end], np.zeros(max(0, end - len(sound)))])
    # eSpeak NG breaks off a little short; people let the last sound fall.
    last = min(_FADE_OUT, len(rest))
    rest[-last:] *= _fade(last)[::-1]
    return np.concatenate([lead, rest])


def _fade(length: int) -> Floats:
    """From 0 to 1 as half a cosine."""
    return 0.5 - 0.5 * np.cos(np.pi * (np.arange(length) + 0.5) / length)
